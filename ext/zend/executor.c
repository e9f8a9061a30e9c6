/* The loop over all accounts: step, transfer, wait. */
#include "executor.h"

#include "call.h"
#include "exceptions.h"

#include <unistd.h>

/* Called by the engine. PHP's hash functions are plain C: nothing here can jump away. */
static void sha256(void *ctx, ss_slice data, char out[65])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char sum[32];
    PHP_SHA256_CTX state;

    (void)ctx;
    PHP_SHA256Init(&state);
    PHP_SHA256Update(&state, (const unsigned char *)(data.n > 0 ? data.p : ""), data.n);
    PHP_SHA256Final(sum, &state);
    for (size_t i = 0; i < sizeof sum; i++) {
        out[2 * i] = hex[sum[i] >> 4];
        out[2 * i + 1] = hex[sum[i] & 15];
    }
    out[64] = '\0';
}

statussync_executor *statussync_executor_new(size_t count, const statussync_options *options,
                                             zval *sleep, bool network, ss_err *err)
{
    statussync_executor *e = ecalloc(1, sizeof *e);

    e->err = SS_ERR_INIT;
    e->machines = ecalloc(count > 0 ? count : 1, sizeof *e->machines);
    e->clock.clock = (zval *)(uintptr_t)&options->clock;
    e->clock.sleep = sleep;
    e->timeout_ms = options->timeout_ms;
    e->pid = getpid();
    if (!statussync_endpoints_read(&e->endpoints, err)) {
        statussync_executor_free(e);
        return NULL;
    }
    if (network && statussync_clock_simulated(&e->clock) && !e->endpoints.all_loopback) {
        ss_fail(err, SS_E_INPUT, "clock", "only when every endpoint is on this machine");
        statussync_executor_free(e);
        return NULL;
    }
    e->http = statussync_http_new(&e->endpoints, options->user_agent, err);
    if (e->http == NULL) {
        statussync_executor_free(e);
        return NULL;
    }
    return e;
}

/* In a child of a fork the connections belong to the parent: they are left alone. */
void statussync_executor_free(statussync_executor *e)
{
    if (e == NULL) {
        return;
    }
    if (e->pid == getpid()) {
        for (size_t i = 0; i < e->count; i++) {
            statussync_machine_free(&e->machines[i]);
        }
        ss_http_free(e->http);
    }
    efree(e->machines);
    efree(e);
}

bool statussync_executor_add(statussync_executor *e, const statussync_caller *who,
                             zval *make_account, const char *identity, size_t identity_n,
                             const statussync_job *job, ss_err *err)
{
    statussync_machine *m = &e->machines[e->count];
    ss_run_config config = {0};

    m->executor = e;
    m->who = *who;
    m->make_account = make_account;
    array_init(&m->shown);
    array_init(&m->shown_keys);
    e->count++;
    config.account = statussync_slice(Z_STR(who->account));
    config.owner = statussync_slice(Z_STR(who->owner));
    config.identity = (ss_slice){identity, identity_n};
    config.mode = job->mode;
    config.if_due = job->if_due;
    config.wait = job->wait;
    config.lease = who->lease;
    /* A token may have to be fetched before the request itself. */
    config.longest = 2 * ((e->timeout_ms + 999) / 1000);
    config.digest = sha256;
    m->run = ss_run_new(&config, err);
    return m->run != NULL;
}

/* ---- the loop -------------------------------------------------------------------------------------- */

/* Asks stop() now and then. False: an exception is pending. */
static bool ask_to_stop(statussync_executor *e)
{
    zval answer;

    if (e->stopping) {
        return true;
    }
    if (e->budget_ms > 0 && e->now.ms - e->began_ms >= e->budget_ms) {
        e->stopping = true;
        return true;
    }
    if (e->stop == NULL || e->now.ms - e->asked_ms < STATUSSYNC_SLICE_MS) {
        return true;
    }
    e->asked_ms = e->now.ms;
    if (!statussync_call_callable(e->stop, &answer, 0, NULL)) {
        return false;
    }
    e->stopping = zend_is_true(&answer);
    zval_ptr_dtor(&answer);
    return true;
}

typedef struct loop_state {
    size_t stepping, requesting, sleeping;
    int64_t wake; /* earliest end of a sleep */
} loop_state;

/* A callback forked, and this is the child. */
static bool forked(const statussync_executor *e)
{
    if (getpid() == e->pid) {
        return false;
    }
    zend_throw_exception(statussync_ce_exception, "the process was forked in the middle of a run",
                         0);
    return true;
}

static bool step_all(statussync_executor *e, loop_state *s)
{
    *s = (loop_state){0, 0, 0, SS_NEVER};
    for (size_t i = 0; i < e->count; i++) {
        if (!statussync_machine_go(&e->machines[i]) || forked(e)) {
            return false;
        }
    }
    if (!statussync_wave(e) || forked(e)) {
        return false;
    }
    for (size_t i = 0; i < e->count; i++) {
        statussync_machine *m = &e->machines[i];

        if (m->state == STATUSSYNC_M_SLEEP && e->stopping && !statussync_machine_stop(m)) {
            return false;
        }
        s->stepping += m->state == STATUSSYNC_M_STEP;
        s->requesting += m->state == STATUSSYNC_M_REQUESTS;
        if (m->state == STATUSSYNC_M_SLEEP) {
            s->sleeping++;
            s->wake = m->until < s->wake ? m->until : s->wake;
        }
    }
    return true;
}

static void take_finished(statussync_executor *e)
{
    ss_http_job *job;

    while ((job = ss_http_next(e->http)) != NULL) {
        statussync_protocol_finished(job, &e->now);
    }
}

/* How long nothing happens but transfers: not at all while an account can be stepped. */
static int wait_ms(const statussync_executor *e, const loop_state *s)
{
    int64_t left;

    if (s->stepping > 0) {
        return 0;
    }
    if (s->sleeping == 0 || statussync_clock_simulated(&e->clock)) {
        return STATUSSYNC_SLICE_MS;
    }
    left = s->wake - e->now.t.now;
    return left <= 0 ? 0 : STATUSSYNC_SLICE_MS;
}

/* Everybody sleeps and the clock is simulated: it jumps. *jumped: no real wait is needed then. */
static bool sleep_simulated(statussync_executor *e, const loop_state *s, bool *jumped)
{
    *jumped = false;
    if (s->stepping > 0 || s->requesting > 0 || s->sleeping == 0 ||
        !statussync_clock_simulated(&e->clock)) {
        return true;
    }
    *jumped = e->clock.sleep != NULL && !Z_ISUNDEF_P(e->clock.sleep);
    return statussync_clock_sleep(&e->clock, s->wake);
}

void statussync_executor_run(statussync_executor *e)
{
    loop_state s;
    bool jumped;

    if (!statussync_clock_read(&e->clock, &e->now)) {
        return;
    }
    e->began_ms = e->now.ms;
    for (size_t i = 0; i < e->count; i++) {
        e->machines[i].began_ms = e->now.ms;
    }
    for (;;) {
        if (statussync_interrupted() || !statussync_clock_read(&e->clock, &e->now) ||
            !ask_to_stop(e) || !step_all(e, &s)) {
            return;
        }
        if (s.stepping + s.requesting + s.sleeping == 0) {
            return;
        }
        if (!sleep_simulated(e, &s, &jumped)) {
            return;
        }
        if (s.stepping > 0 && s.requesting == 0) {
            continue; /* nothing is under way */
        }
        if (!ss_http_step(e->http, e->now.ms, jumped ? 0 : wait_ms(e, &s), &e->err)) {
            statussync_throw(&e->err);
            return;
        }
        take_finished(e);
    }
}
