/* The course of a history: runs start, stand still, die; the shop and Amazon go their way. */
#include "history.h"

#include <stdlib.h>

/* Any function of the bytes does: the engine compares digests, it never breaks them up. */
static void digest(void *ctx, ss_slice data, char out[65])
{
    (void)ctx;
    for (int part = 0; part < 4; part++) {
        uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)part * UINT64_C(0x9e3779b97f4a7c15);

        for (size_t i = 0; i < data.n; i++) {
            h = (h ^ (unsigned char)data.p[i]) * UINT64_C(0x100000001b3);
        }
        (void)snprintf(out + (size_t)part * 16, 17, "%016llx", (unsigned long long)h);
    }
}

/* ---- time ---------------------------------------------------------------------------------------- */

static void restless(world *w, int64_t seconds)
{
    /* About one act in the shop per order and ten hours, less at Amazon. */
    int64_t n = (int64_t)w->shop.order_count * seconds;

    if (rng_range(&w->rng, 0, 8 * HOUR) < n) {
        shop_act(w);
    }
    if (rng_range(&w->rng, 0, 12 * HOUR) < n) {
        amazon_act(w);
    }
    if (draw(w, D_CLOCK) && rng_chance(&w->rng, 20)) {
        w->hosts[0].skew = rng_chance(&w->rng, 700) ? rng_range(&w->rng, -50, 50)
                                                    : rng_range(&w->rng, -HOUR, HOUR);
        w->had_clock = true;
        say(w, "clock: host 0 is now %lld s off", (long long)w->hosts[0].skew);
    }
}

static void pass(world *w, int64_t seconds)
{
    int64_t end = w->t + seconds;

    while (w->t < end) {
        int64_t step = end - w->t > 5 * MINUTE ? 5 * MINUTE : end - w->t;
        w->t += step;
        amazon_advance(w);
        if (!w->calm) {
            restless(w, step);
        }
    }
}

static int draw_mode(world *w)
{
    int dice = (int)rng_range(&w->rng, 0, 99);

    return dice < 3 ? SS_RUN_REFRESH : dice < 5 ? SS_RUN_PREVIEW : SS_RUN_SYNC;
}

/* ---- runs ---------------------------------------------------------------------------------------- */

job *world_start(world *w, int host_index, int account)
{
    job *j = NULL;
    ss_run_config c;

    for (int i = 0; i < MAX_JOBS && j == NULL; i++) {
        j = w->jobs[i].id == 0 ? &w->jobs[i] : NULL;
    }
    if (j == NULL) {
        return NULL;
    }
    *j = (job){.id = ++w->next_job, .host = host_index, .account = account, .calm = w->calm};
    (void)snprintf(j->owner, sizeof j->owner, "host%d-%lld", host_index, (long long)j->id);
    memset(&c, 0, sizeof c);
    c.account = w->store.accounts[account].account.id;
    c.owner = ss_slice_of(j->owner);
    c.identity = SS_LIT("here");
    c.mode = j->mode = w->calm ? SS_RUN_SYNC : draw_mode(w);
    c.if_due = rng_chance(&w->rng, 500);
    c.wait = !w->calm && rng_chance(&w->rng, 50) ? 20 * MINUTE : 0;
    c.lease = w->lease;
    c.longest = w->longest;
    c.digest = digest;
    j->run = ss_run_new(&c, NULL);
    if (j->run == NULL) {
        abort();
    }
    w->runs++;
    say(w, "run %lld starts on host %d for account %d%s", (long long)j->id, host_index, account,
        c.mode == SS_RUN_REFRESH   ? " (refresh)"
        : c.mode == SS_RUN_PREVIEW ? " (preview)"
                                   : "");
    return j;
}

void job_drop(world *w, job *j)
{
    (void)w;
    if (j->id != 0) {
        ss_run_free(j->run);
        *j = (job){.id = 0};
    }
}

static void crash(world *w, job *j, const char *where)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        am_order *o = &w->amazon.orders[i];

        o->read_lost = o->read_lost || o->read_job == j->id;
    }
    say(w, "run %lld CRASHES %s", (long long)j->id, where);
    happen(w, H_CRASH);
    job_drop(w, j);
}

static void run_ended(world *w, job *j)
{
    const ss_run_result *r = ss_run_result_of(j->run);
    const lease *l = &w->store.accounts[j->account].lease;

    say(w, "run %lld ends%s%s%s, sent %lld, next due %+lld s %.*s", (long long)j->id,
        r->taken ? " (taken)" : "", r->not_due ? " (not due)" : "", r->failed ? " (FAILED)" : "",
        (long long)r->sent, (long long)(r->next_due - w->t), r->failed ? 200 : 0,
        r->failed ? ss_run_error(j->run)->text : "");
    if (!r->failed && !r->taken && l->held && l->until > w->t && strcmp(l->owner, j->owner) == 0) {
        fault(w, "lease_left", "run %lld ended well and kept its lease", (long long)j->id);
    }
    if (r->failed && j->calm) {
        fault(w, "calm_failure", "a run failed although nothing was wrong: %s",
              ss_run_error(j->run)->text);
    }
    for (size_t i = 0; !r->failed && i < w->shop.order_count; i++) {
        sh_order *o = &w->shop.orders[i];
        if (o->told_job[j->account] == j->id) {
            o->told[j->account] = o->told_now[j->account];
        }
    }
    job_drop(w, j);
}

/* False: the process died in the middle of the save. */
static bool carry_out_save(world *w, job *j, ss_cmd *cmd)
{
    enum { TABLES = 7 };
    bool dies = draw(w, D_CRASH) && rng_chance(&w->rng, 500);
    bool fails = !dies && draw(w, D_STORE);
    int tables = dies || fails ? (int)rng_range(&w->rng, 0, TABLES) : TABLES;

    if (cmd->fence != j->fence) {
        fault(w, "contract", "a save with fence %lld, the lease has %lld", (long long)cmd->fence,
              (long long)j->fence);
    }
    store_save(w, j, cmd, tables);
    cmd->failed = fails;
    if (dies) {
        happen(w, H_CRASH_SAVE);
        say(w, "  (only %d tables of the save)", tables);
    }
    return !dies;
}

static void carry_out_request(world *w, job *j, ss_cmd *cmds, size_t count)
{
    if (count > SS_GROUP) {
        fault(w, "contract", "%zu requests side by side", count);
    }
    for (size_t i = 0; i < count; i++) {
        ss_request *r = &cmds[i].u.request;

        if (cmds[i].type != SS_CMD_REQUEST || r->op != cmds[0].u.request.op) {
            fault(w, "contract", "commands of different kinds in one group");
            continue;
        }
        say(w, "  %s %.*s%.*s%.*s", ss_op_names[r->op], SS_FMT(r->order), SS_FMT(r->feed_id),
            SS_FMT(r->document_id));
        serve_request(w, j, r, cmds[i].arena);
        if (r->cls != SS_CLASS_OK) {
            say(w, "    answer: class %d http %lld %.*s %.*s", (int)r->cls, (long long)r->http,
                SS_FMT(r->code), SS_FMT(r->text));
        }
    }
}

/* A preview leaves no trace at all, a refresh none at Amazon. */
static void judge_mode(world *w, const job *j, const ss_cmd *cmd)
{
    bool effect = cmd->type == SS_CMD_REQUEST && cmd->u.request.must_end_mono != 0;
    bool trace = cmd->type == SS_CMD_SAVE || cmd->type == SS_CMD_REQUEST ||
                 cmd->type == SS_CMD_RENEW || (cmd->type == SS_CMD_LEASE && !cmd->u.lease.peek);

    if (j->mode == SS_RUN_PREVIEW && trace) {
        fault(w, "preview_trace", "command %d in a preview", (int)cmd->type);
    }
    if (j->mode == SS_RUN_REFRESH && effect) {
        fault(w, "refresh_effect", "%s in a refresh", ss_op_names[cmd->u.request.op]);
    }
}

/* False: the process died. */
static bool carry_out(world *w, job *j, ss_cmd *cmds, size_t count)
{
    ss_cmd *cmd = &cmds[0];

    cmd->failed = false;
    judge_mode(w, j, cmd);
    if (draw(w, D_OWNER)) {
        owner_touch(w);
    }
    if (count != 1 && cmd->type != SS_CMD_REQUEST) {
        fault(w, "contract", "%zu commands of type %d at once", count, (int)cmd->type);
    }
    switch (cmd->type) {
    case SS_CMD_LEASE:
        store_lease(w, j, cmd);
        break;
    case SS_CMD_RENEW:
    case SS_CMD_FREE:
        cmd->u.kept = store_renew(w, j, cmd->fence, cmd->type == SS_CMD_FREE);
        break;
    case SS_CMD_LOAD:
        store_load(w, j, cmd);
        cmd->failed = cmd->failed || draw(w, D_STORE);
        break;
    case SS_CMD_SAVE:
        return carry_out_save(w, j, cmd);
    case SS_CMD_STATUSES:
        shop_statuses(cmd);
        break;
    case SS_CMD_CHANGES:
        shop_changes(w, j, cmd);
        cmd->failed = draw(w, D_STORE);
        break;
    case SS_CMD_FACTS:
        shop_facts(w, j, cmd);
        break;
    case SS_CMD_REQUEST:
        carry_out_request(w, j, cmds, count);
        break;
    case SS_CMD_SLEEP:
        j->sleep_until = cmd->u.until - w->hosts[j->host].skew;
        break;
    case SS_CMD_SHOW:
        break;
    }
    return true;
}

static int64_t duration(world *w, const ss_cmd *cmd)
{
    if (cmd->type == SS_CMD_REQUEST && draw(w, D_SLOW)) {
        return rng_range(&w->rng, 2, w->longest - 1);
    }
    return rng_chance(&w->rng, cmd->type == SS_CMD_REQUEST ? 500 : 60) ? 1 : 0;
}

/* One step of one run: first it may stand still, then its commands are carried out. */
void job_step(world *w, job *j)
{
    enum { MANY_STEPS = 4000 };
    ss_moment m = {w->t + w->hosts[j->host].skew, w->t + w->hosts[j->host].mono};
    int64_t took;

    if (j->cmds == NULL) {
        w->steps++;
        if (++j->steps > MANY_STEPS) {
            fault(w, "endless_run", "run %lld made %d steps", (long long)j->id, (int)MANY_STEPS);
            job_drop(w, j);
            return;
        }
        if (!ss_run_step(j->run, m, &j->cmds, &j->cmd_count)) {
            run_ended(w, j);
            return;
        }
        if (draw(w, D_FREEZE)) {
            j->frozen_until = w->t + rng_range(&w->rng, w->lease / 2, 3 * w->lease);
            say(w, "run %lld stands still", (long long)j->id);
            return;
        }
    }
    if (draw(w, D_CRASH)) {
        crash(w, j, "before a command");
        return;
    }
    if (!carry_out(w, j, j->cmds, j->cmd_count)) {
        crash(w, j, "in the middle of a save");
        return;
    }
    took = duration(w, j->cmds);
    j->cmds = NULL;
    if (draw(w, D_CRASH)) {
        crash(w, j, "after a command");
    }
    pass(w, took);
}

/* ---- the disturbed days -------------------------------------------------------------------------- */

static job *pick(world *w)
{
    job *ready[MAX_JOBS];
    int64_t n = 0;

    for (int i = 0; i < MAX_JOBS; i++) {
        job *j = &w->jobs[i];
        if (j->id != 0 && j->frozen_until <= w->t && j->sleep_until <= w->t) {
            ready[n++] = j;
        }
    }
    return n == 0 ? NULL : ready[rng_range(&w->rng, 0, n - 1)];
}

static bool any_job(const world *w)
{
    for (int i = 0; i < MAX_JOBS; i++) {
        if (w->jobs[i].id != 0) {
            return true;
        }
    }
    return false;
}

static void backup(world *w)
{
    store *s;

    if (any_job(w) || w->restored || !draw(w, D_BACKUP)) {
        return;
    }
    if (w->backup == NULL) {
        w->backup = need(&w->arena, 1, sizeof *w->backup);
        store_copy(w->backup, &w->store);
        say(w, "the database is backed up");
        return;
    }
    say(w, "the database is RESTORED from its backup");
    s = w->backup;
    for (size_t i = 0; i < s->account_count; i++) {
        s->accounts[i].arena = w->store.accounts[i].arena;
        s->accounts[i].counter = w->store.accounts[i].counter;
        ss_arena_init(&w->store.accounts[i].arena, 1);
    }
    store_free(&w->store);
    w->store = *s;
    w->backup = NULL;
    w->restored = true;
    w->restored_at = w->t;
}

/* Somebody clears tables of ours by hand: messages, feeds, or both and the parcels. */
static void lose_rows(world *w)
{
    int kind = (int)rng_range(&w->rng, 0, 2);

    if (any_job(w) || w->restored || !draw(w, D_LOSE)) {
        return;
    }
    say(w, "rows are DELETED: %s", kind == 0 ? "messages" : kind == 1 ? "feeds" : "all of them");
    if (kind != 1) {
        table_clear(&w->store.messages);
    }
    if (kind != 0) {
        table_clear(&w->store.feeds);
    }
    if (kind == 2) {
        table_clear(&w->store.parcels);
    }
    w->restored = true;
    w->restored_at = w->t;
}

static void outage(world *w, int64_t *next_run)
{
    if (draw(w, D_DOWN)) {
        w->amazon.down_until = w->t + rng_range(&w->rng, HOUR, 10 * HOUR);
        say(w, "amazon is DOWN");
    }
    if (draw(w, D_AUTH)) {
        w->amazon.revoked_until[0] = w->t + rng_range(&w->rng, HOUR, 6 * HOUR);
        w->amazon.denied = rng_chance(&w->rng, 300);
        say(w, "account 0 is refused by Amazon for hours");
    }
    if (draw(w, D_PAUSE)) {
        *next_run += rng_chance(&w->rng, 850) ? rng_range(&w->rng, 12 * HOUR, 9 * DAY)
                                              : rng_range(&w->rng, 20 * DAY, 100 * DAY);
        w->had_pause = true;
        say(w, "no runs for %lld h", (long long)((*next_run - w->t) / HOUR));
    }
}

static void start_runs(world *w, int64_t *next_run, int64_t period)
{
    backup(w);
    lose_rows(w);
    for (size_t a = 0; a < w->store.account_count; a++) {
        (void)world_start(w, 0, (int)a);
        if (draw(w, D_TWO) && rng_chance(&w->rng, 400)) {
            (void)world_start(w, 1, (int)a);
        }
    }
    *next_run = w->t + period;
    outage(w, next_run);
    if (rng_chance(&w->rng, 50)) {
        owner_release(w);
    }
}

static void disturbed(world *w)
{
    static const int64_t periods[] = {5, 20, 20, 40, 40, 90};
    int64_t period = periods[rng_range(&w->rng, 0, 5)] * MINUTE;
    int64_t end = w->t + rng_range(&w->rng, 12 * HOUR, 60 * HOUR);
    int64_t next_run = w->t;

    while (w->t < end) {
        job *j = pick(w);
        int64_t next = next_run;

        if (w->t >= next_run) {
            start_runs(w, &next_run, period);
            continue;
        }
        if (j != NULL) {
            job_step(w, j);
            continue;
        }
        for (int i = 0; i < MAX_JOBS; i++) {
            const job *o = &w->jobs[i];
            int64_t at = o->frozen_until > o->sleep_until ? o->frozen_until : o->sleep_until;
            if (o->id != 0 && at > w->t && at < next) {
                next = at;
            }
        }
        pass(w, next - w->t);
    }
}

/* ---- the quiet days ------------------------------------------------------------------------------ */

static void finish_jobs(world *w)
{
    while (any_job(w)) {
        job *j = pick(w);
        if (j == NULL) {
            pass(w, MINUTE);
        } else {
            job_step(w, j);
        }
    }
}

static int64_t next_due(const world *w)
{
    int64_t due = w->t + 4 * HOUR;

    for (size_t i = 0; i < w->store.orders.count; i++) {
        const ss_order *o = store_order(&w->store, i);
        if (o->open && o->look_at < due) {
            due = o->look_at;
        }
        if (o->open && o->read_due < due) {
            due = o->read_due;
        }
    }
    for (size_t i = 0; i < w->store.messages.count; i++) {
        const ss_message *m = store_message(&w->store, i);
        if (m->state == SS_M_PENDING && m->not_before < due) {
            due = m->not_before;
        }
    }
    for (size_t i = 0; i < w->store.feeds.count; i++) {
        const ss_feed_row *f = store_feed(&w->store, i);
        if (feed_row_open(f) && f->next_poll < due) {
            due = f->next_poll;
        }
    }
    return due < w->t + 20 * MINUTE ? w->t + 20 * MINUTE : due;
}

static void quiet(world *w)
{
    int64_t begin = w->t;
    int64_t released = 0;

    w->calm = true;
    w->amazon.down_until = 0;
    memset(w->amazon.revoked_until, 0, sizeof w->amazon.revoked_until);
    w->hosts[0].skew = 0;
    say(w, "---- quiet from here");
    finish_jobs(w);
    while (w->t < begin + 3 * DAY || (world_busy(w) && w->t < begin + 14 * DAY)) {
        for (size_t a = 0; a < w->store.account_count; a++) {
            (void)world_start(w, 0, (int)a);
            finish_jobs(w);
        }
        if (w->t > released + 6 * HOUR) {
            owner_release(w);
            released = w->t;
        }
        pass(w, next_due(w) - w->t);
    }
}

bool world_play(world *w)
{
    disturbed(w);
    quiet(w);
    judge_end(w);
    return !w->failed;
}
