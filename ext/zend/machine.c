/* One account: steps its engine and carries out its commands. */
#include "executor.h"

#include "account.h"
#include "call.h"
#include "exceptions.h"

#include <stdio.h>

void statussync_machine_free(statussync_machine *m)
{
    for (size_t i = 0; i < m->exchange_count; i++) {
        statussync_exchange_free(&m->exchanges[i]);
    }
    m->exchange_count = 0;
    if (m->session_open) {
        statussync_session_free(&m->session);
        m->session_open = false;
    }
    ss_run_free(m->run);
    m->run = NULL;
    zval_ptr_dtor(&m->shown);
    ZVAL_UNDEF(&m->shown);
    zval_ptr_dtor(&m->shown_keys);
    ZVAL_UNDEF(&m->shown_keys);
}

/* The pending exception becomes this account's error; the first one is the one that is told.
 * False: it stays pending, because it is exit() on its way out, or because a preview has no other
 * account to go on with. */
static bool fail(statussync_machine *m)
{
    ss_slice secrets[STATUSSYNC_SECRETS];
    char text[sizeof m->error];
    size_t n = 0;

    if (m->make_account == NULL) {
        return false;
    }

    if (m->session_open && m->session.account != NULL) {
        statussync_account_secrets(m->session.account, secrets);
        n = STATUSSYNC_SECRETS;
    }
    if (!statussync_take_exception(text, sizeof text, secrets, n)) {
        return false;
    }
    m->failed = true;
    if (m->error[0] == '\0') {
        (void)snprintf(m->error, sizeof m->error, "%s", text);
    }
    return true;
}

/* ---- secrets --------------------------------------------------------------------------------------- */

/* A fresh account from the callable. False: an exception is pending. */
static bool read_secrets(statussync_machine *m, statussync_account **out)
{
    zval object;
    ss_err err = SS_ERR_INIT;
    statussync_account *a = NULL;

    if (!statussync_call_callable(m->make_account, &object, 0, NULL)) {
        return false;
    }
    if (Z_TYPE(object) == IS_OBJECT &&
        instanceof_function(Z_OBJCE(object), statussync_ce_account)) {
        a = statussync_account_of(&object);
    }
    if (a == NULL) {
        ss_fail(&err, SS_E_INPUT, "account", "the callable must return a StatusSync\\Account");
    } else if (!ss_slice_eq(ss_buf_slice(&a->id), statussync_slice(Z_STR(m->who.account)))) {
        ss_fail(&err, SS_E_INPUT, "account", "the callable returned another account");
    }
    if (err.code == SS_OK) {
        *out = statussync_account_hold(a);
    } else {
        statussync_throw_contract(&err);
    }
    zval_ptr_dtor(&object);
    return err.code == SS_OK;
}

/* Secrets are opened only when something is to be sent. */
static bool open_session(statussync_machine *m)
{
    statussync_account *a;

    if (m->session_open) {
        return true;
    }
    if (!read_secrets(m, &a)) {
        return false;
    }
    statussync_session_init(&m->session, m->executor->http, &m->executor->endpoints, a,
                            m->executor->timeout_ms);
    if (m->executor->budget_ms > 0) {
        m->session.ends_ms = m->executor->began_ms + m->executor->budget_ms;
    }
    m->session_open = true;
    statussync_account_release(a);
    return true;
}

/* ---- requests -------------------------------------------------------------------------------------- */

static void refuse_requests(statussync_machine *m)
{
    for (size_t i = 0; i < m->count; i++) {
        ss_request *rq = &m->cmds[i].u.request;

        rq->cls = SS_CLASS_CREDENTIALS;
        rq->code = SS_LIT("secrets");
        rq->text = SS_LIT("the secrets of the account cannot be read");
    }
}

/* The owner may have put a new secret in meanwhile: read again once, and what the token endpoint
 * kept from being sent is sent with it. */
static bool try_new_secrets(statussync_machine *m, bool *again)
{
    statussync_account *a;
    bool wanted = false;

    *again = false;
    for (size_t i = 0; i < m->exchange_count; i++) {
        wanted = wanted || m->cmds[i].u.request.cls == SS_CLASS_CREDENTIALS;
    }
    if (!wanted || m->reread) {
        return true;
    }
    m->reread = true;
    if (!read_secrets(m, &a)) {
        return fail(m);
    }
    statussync_session_use(&m->session, a);
    statussync_account_release(a);
    for (size_t i = 0; i < m->exchange_count; i++) {
        if (m->cmds[i].u.request.cls == SS_CLASS_CREDENTIALS) {
            statussync_exchange_free(&m->exchanges[i]);
            statussync_exchange_init(&m->exchanges[i], &m->session, &m->cmds[i].u.request,
                                     m->cmds[i].arena);
        }
    }
    *again = true;
    return true;
}

/* The moment of the executor is that of the whole round: other accounts' statements may have taken
 * long since, and this process may have stood still. */
static bool look_at_clock(statussync_machine *m)
{
    for (size_t i = 0; i < m->exchange_count; i++) {
        if (statussync_exchange_hurries(&m->exchanges[i])) {
            return statussync_clock_read(&m->executor->clock, &m->executor->now);
        }
    }
    return true;
}

static bool go_requests(statussync_machine *m)
{
    bool done = true;
    bool again;

    if (!look_at_clock(m)) {
        return false;
    }
    for (size_t i = 0; i < m->exchange_count; i++) {
        statussync_exchange_go(&m->exchanges[i], &m->executor->now);
        done = done && m->exchanges[i].stage == STATUSSYNC_STAGE_DONE;
    }
    if (!done) {
        return true;
    }
    if (!try_new_secrets(m, &again)) {
        return false;
    }
    if (again) {
        return go_requests(m); /* once more only: reread is set */
    }
    for (size_t i = 0; i < m->exchange_count; i++) {
        statussync_exchange_free(&m->exchanges[i]);
    }
    m->exchange_count = 0;
    m->state = STATUSSYNC_M_STEP;
    return true;
}

static bool begin_requests(statussync_machine *m)
{
    if (!open_session(m)) {
        if (!fail(m)) {
            return false;
        }
        refuse_requests(m);
        return true; /* the engine goes on and writes down why */
    }
    for (size_t i = 0; i < m->count && i < SS_GROUP; i++) {
        statussync_exchange_init(&m->exchanges[i], &m->session, &m->cmds[i].u.request,
                                 m->cmds[i].arena);
        m->exchange_count = i + 1;
    }
    m->state = STATUSSYNC_M_REQUESTS;
    return go_requests(m);
}

/* ---- commands -------------------------------------------------------------------------------------- */

bool statussync_machine_ask(statussync_machine *m)
{
    ss_cmd *cmd = &m->cmds[0];

    switch (cmd->type) {
    case SS_CMD_LEASE:
        return statussync_store_lease(&m->who, cmd);
    case SS_CMD_RENEW:
        return statussync_store_renew(&m->who, cmd);
    case SS_CMD_FREE:
        return statussync_store_free(&m->who, cmd);
    case SS_CMD_LOAD:
        return statussync_store_load(&m->who, cmd);
    case SS_CMD_SAVE:
        return statussync_store_save(&m->who, cmd);
    case SS_CMD_STATUSES:
        return statussync_shop_statuses(&m->who, cmd);
    case SS_CMD_CHANGES:
        return statussync_shop_changes(&m->who, cmd);
    case SS_CMD_FACTS:
        return statussync_shop_facts(&m->who, cmd);
    case SS_CMD_REQUEST:
    case SS_CMD_SLEEP:
    case SS_CMD_SHOW:
        break;
    }
    zend_throw_exception_ex(statussync_ce_exception, 0, "unknown command %d", (int)cmd->type);
    return false;
}

static void note_lease(statussync_machine *m, const ss_cmd *cmd)
{
    if (cmd->type == SS_CMD_LEASE) {
        m->leased = cmd->u.lease.granted && !cmd->u.lease.peek;
        m->fence = cmd->u.lease.fence;
    } else if (cmd->type == SS_CMD_FREE) {
        m->leased = false;
    } else if (cmd->type == SS_CMD_RENEW) {
        m->leased = cmd->u.kept;
    }
}

/* An order that changed comes twice: among the changes of the shop and among the open orders. Both were
 * decided on the same facts, for a preview stores nothing. */
static bool shown_before(statussync_machine *m, const ss_order *o)
{
    zend_string *key =
        strpprintf(0, "%.*s %.*s", (int)o->shop_order.n, o->shop_order.n > 0 ? o->shop_order.p : "",
                   (int)o->amazon_order.n, o->amazon_order.n > 0 ? o->amazon_order.p : "");
    bool before = zend_hash_add_empty_element(Z_ARRVAL(m->shown_keys), key) == NULL;

    zend_string_release(key);
    return before;
}

static void show(statussync_machine *m, const ss_cmd *cmd)
{
    for (size_t i = 0; i < cmd->u.shows.count; i++) {
        zval row;

        if (shown_before(m, cmd->u.shows.list[i].order)) {
            continue;
        }
        statussync_show(&cmd->u.shows.list[i], &row);
        add_next_index_zval(&m->shown, &row);
    }
}

bool statussync_machine_answered(statussync_machine *m, bool well)
{
    m->state = STATUSSYNC_M_STEP;
    if (well) {
        note_lease(m, &m->cmds[0]);
        return true;
    }
    m->cmds[0].failed = true;
    return fail(m);
}

static void end(statussync_machine *m)
{
    m->state = STATUSSYNC_M_DONE;
    m->ended_ms = m->executor->now.ms;
}

bool statussync_machine_stop(statussync_machine *m)
{
    bool well = true;

    if (m->leased) {
        ss_cmd cmd = {0};

        cmd.type = SS_CMD_FREE;
        cmd.fence = m->fence;
        well = statussync_store_free(&m->who, &cmd) || fail(m);
        m->leased = false;
    }
    end(m);
    return well;
}

/* An effect is written down as begun already: it is sent all the same, so that its outcome is known. */
static bool may_wait(const statussync_machine *m)
{
    for (size_t i = 0; i < m->count; i++) {
        if (statussync_operation_of(m->cmds[i].u.request.op)->effect) {
            return false;
        }
    }
    return true;
}

static bool carry_out(statussync_machine *m)
{
    ss_cmd *cmd = &m->cmds[0];

    switch (cmd->type) {
    case SS_CMD_REQUEST:
        return m->executor->stopping && may_wait(m) ? statussync_machine_stop(m)
                                                    : begin_requests(m);
    case SS_CMD_SLEEP:
        m->until = cmd->u.until;
        m->state = STATUSSYNC_M_SLEEP;
        return true;
    case SS_CMD_SHOW:
        show(m, cmd);
        return true;
    default:
        m->state = STATUSSYNC_M_ASK;
        return true;
    }
}

bool statussync_machine_go(statussync_machine *m)
{
    if (m->state == STATUSSYNC_M_REQUESTS) {
        return go_requests(m);
    }
    if (m->state == STATUSSYNC_M_SLEEP) {
        if (m->executor->now.t.now < m->until) {
            return true;
        }
        m->state = STATUSSYNC_M_STEP;
    }
    if (m->state != STATUSSYNC_M_STEP) {
        return true;
    }
    if (!ss_run_step(m->run, m->executor->now.t, &m->cmds, &m->count)) {
        end(m);
        return true;
    }
    return carry_out(m);
}

/* ---- the run document ------------------------------------------------------------------------------ */

static void add_counts(zval *out, const ss_run_result *r)
{
    zval requests;

    add_assoc_long(out, "collected", (zend_long)r->collected);
    add_assoc_long(out, "sent", (zend_long)r->sent);
    add_assoc_long(out, "accepted", (zend_long)r->accepted);
    add_assoc_long(out, "verified", (zend_long)r->verified);
    add_assoc_long(out, "held", (zend_long)r->held);
    add_assoc_long(out, "rejected", (zend_long)r->rejected);
    add_assoc_long(out, "unknown", (zend_long)r->unknown);
    add_assoc_long(out, "skipped", (zend_long)r->skipped);
    add_assoc_long(out, "conflicts", (zend_long)r->conflicts);
    add_assoc_long(out, "parked", (zend_long)r->parked);
    array_init(&requests);
    for (int i = 0; i < SS_OP_COUNT; i++) {
        if (r->requests[i] > 0) {
            add_assoc_long(&requests, ss_op_name((ss_op)i), (zend_long)r->requests[i]);
        }
    }
    add_assoc_zval(out, "requests", &requests);
}

void statussync_machine_report(const statussync_machine *m, zval *out)
{
    const ss_run_result *r = ss_run_result_of(m->run);
    const ss_err *err = ss_run_error(m->run);
    int64_t ended = m->ended_ms > 0 ? m->ended_ms : m->executor->now.ms;
    bool failed = m->failed || r->failed;
    char text[sizeof err->place + sizeof err->text + 4];

    array_init(out);
    add_assoc_stringl(out, "id", Z_STRVAL(m->who.account), Z_STRLEN(m->who.account));
    statussync_add_slice(out, "name", r->name);
    add_assoc_double(out, "seconds", (double)(ended - m->began_ms) / 1000.0);
    add_counts(out, r);
    if (r->next_due <= 0 || r->next_due >= SS_NEVER) {
        add_assoc_null(out, "next_due");
    } else {
        add_assoc_long(out, "next_due", (zend_long)r->next_due);
    }
    statussync_add_slice(out, "stopped", r->stopped);
    statussync_add_slice(out, "stopped_text", r->stopped_text);
    add_assoc_bool(out, "taken", r->taken);
    add_assoc_bool(out, "not_due", r->not_due);
    add_assoc_bool(out, "person", r->person || failed);
    add_assoc_bool(out, "failed", failed);
    if (m->error[0] != '\0') {
        add_assoc_string(out, "error", m->error);
    } else if (r->failed && err->code != SS_OK) {
        (void)snprintf(text, sizeof text, "%s: %s", err->place, err->text);
        add_assoc_string(out, "error", text);
    } else {
        add_assoc_null(out, "error");
    }
}
