/* The engine's frame: one pass after the other, from the lease to its return. */
#include "run_private.h"

#include <stdlib.h>

enum {
    RUN_MEM = 268435456,
    CHUNK_MEM = 134217728,
    LOOK_SOON = 20, /* never wake up sooner than this after a pass */
    IDLE_AT_MOST = 7200,
    SETTLED_WITHIN = 300, /* --wait: reads that come later do not keep a run waiting */
    PASSES_MAX = 100000
};

ss_run *ss_run_new(const ss_run_config *config, ss_err *err)
{
    ss_run *r = calloc(1, sizeof *r);

    if (r == NULL) {
        ss_fail(err, SS_E_NOMEM, "run", "no memory");
        return NULL;
    }
    r->cfg = *config;
    ss_arena_init(&r->run, RUN_MEM);
    ss_arena_init(&r->feeds_mem, CHUNK_MEM);
    ss_arena_init(&r->work, CHUNK_MEM);
    ss_arena_init(&r->outs[0], CHUNK_MEM);
    ss_arena_init(&r->outs[1], CHUNK_MEM);
    ss_arena_init(&r->cmd_mem, CHUNK_MEM);
    ss_arena_init(&r->report_mem, CHUNK_MEM);
    ss_arena_init(&r->send_mem, CHUNK_MEM);
    ss_buf_init(&r->document, SS_MAX_FEED_BYTES);
    if (!ss_arena_copy(&r->run, config->account, &r->cfg.account, err) ||
        !ss_arena_copy(&r->run, config->owner, &r->cfg.owner, err) ||
        !ss_arena_copy(&r->run, config->identity, &r->cfg.identity, err)) {
        ss_run_free(r);
        return NULL;
    }
    r->result.next_due = SS_NEVER;
    return r;
}

void ss_run_free(ss_run *r)
{
    if (r == NULL)
        return;
    ss_buf_free(&r->document);
    ss_arena_free(&r->run);
    ss_arena_free(&r->feeds_mem);
    ss_arena_free(&r->work);
    ss_arena_free(&r->outs[0]);
    ss_arena_free(&r->outs[1]);
    ss_arena_free(&r->cmd_mem);
    ss_arena_free(&r->report_mem);
    ss_arena_free(&r->send_mem);
    free(r);
}

const ss_run_result *ss_run_result_of(const ss_run *r)
{
    return &r->result;
}

const ss_err *ss_run_error(const ss_run *r)
{
    return &r->err;
}

/* ---- is anything due? -------------------------------------------------------------------------- */

/* Messages that wait count by way of next_due, which knows whether the account may send at all: a stopped
 * one is left in peace until an order, its state or its settings change. */
static bool anything_due(const ss_run *r, const ss_due *d)
{
    int64_t now = r->t.now;

    return d->look <= now || d->poll <= now || d->next_due <= now;
}

static ss_flow flow_due(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_due)
    q = run_load(r, "due", &r->cmd_mem);
    q->before = r->t.now;
    FLOW_YIELD(r->at_due);
    if (r->cmds[0].failed)
        run_fail(r, "load due");
    if (r->over)
        FLOW_RETURN(r->at_due);
    r->result.not_due = !anything_due(r, &r->cmds[0].u.load.due);
    r->result.next_due = r->cmds[0].u.load.due.next_due;
    FLOW_END(r->at_due);
}

/* ---- lease ------------------------------------------------------------------------------------- */

static void take_state(ss_run *r, const ss_lease_answer *a)
{
    size_t i;

    r->account = a->account;
    r->settings = a->settings;
    r->state = a->state;
    r->state_version = a->state_version;
    r->fence = a->fence;
    r->state.watermarks = run_keep(r->watermarks, sizeof r->watermarks, a->state.watermarks);
    r->state.search_token =
        run_keep(r->search_token, sizeof r->search_token, a->state.search_token);
    r->state.stopped = run_keep(r->stopped, sizeof r->stopped, a->state.stopped);
    r->state.stopped_text =
        run_keep(r->stopped_text, sizeof r->stopped_text, a->state.stopped_text);
    r->day_count = a->state.day_count > 31 ? 31 : a->state.day_count;
    for (i = 0; i < r->day_count; i++)
        r->days[i] = a->state.days[a->state.day_count - r->day_count + i];
    for (i = 0; i < SS_OP_COUNT; i++)
        r->buckets[i] = ss_bucket_full((ss_op)i, (int)r->settings.limits_share, r->t.now);
    for (i = 0; i < a->bucket_count; i++)
        if (a->buckets[i].op >= 0 && a->buckets[i].op < SS_OP_COUNT)
            r->buckets[a->buckets[i].op] =
                (ss_bucket){a->buckets[i].tokens, a->buckets[i].at, a->buckets[i].halved_until};
    r->result.name = r->account.name;
}

static ss_flow flow_lease(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_lease)
    c = run_cmd(r, SS_CMD_LEASE, &r->run);
    c->u.lease.peek = r->cfg.mode == SS_RUN_PREVIEW;
    /* Counted from before the question, so that we never believe it longer than the store does. */
    r->lease_end_mono = r->t.mono + r->cfg.lease - r->cfg.longest;
    FLOW_YIELD(r->at_lease);
    c = &r->cmds[0];
    if (c->failed)
        run_fail(r, "lease");
    if (r->over)
        FLOW_RETURN(r->at_lease);
    if (!c->u.lease.granted) {
        r->result.taken = true;
        FLOW_RETURN(r->at_lease);
    }
    r->leased = !c->u.lease.peek;
    take_state(r, &c->u.lease);
    if (c->u.lease.peek)
        FLOW_RETURN(r->at_lease);
    /* Saved with the first rows of the run; nothing with an effect is sent before a save. */
    if (!safety_open(r)) {
        r->halt = true;
        FLOW_CALL(r->at_lease, flow_save(r));
    }
    FLOW_END(r->at_lease);
}

/* ---- one pass ---------------------------------------------------------------------------------- */

static bool is_normal_due(const ss_run *r)
{
    if (r->passes == 1 && !r->cfg.if_due)
        return true; /* asked for by hand */
    return r->t.now >= r->state.last_send + r->settings.interval;
}

static void begin_pass(ss_run *r)
{
    r->passes++;
    r->started = r->t.now;
    r->wake_at = SS_NEVER;
    r->limited = r->unsearched = false;
    r->normal_due = is_normal_due(r);
    run_reset(&r->cmd_mem);
}

/* Asked once a pass: whatever is not due is not asked for, row by row, again and again. */
static ss_flow flow_begin(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_begin)
    begin_pass(r);
    q = run_load(r, "due", &r->cmd_mem);
    q->before = r->t.now;
    FLOW_YIELD(r->at_begin);
    if (r->cmds[0].failed)
        run_fail(r, "load due");
    r->due = r->cmds[0].u.load.due;
    FLOW_END(r->at_begin);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When is something due again? What is due already waits for a token or for the next interval. */
static int64_t next_due(const ss_run *r, const ss_due *d)
{
    int64_t now = r->t.now, normal = r->state.last_send + r->settings.interval;
    int64_t when = sooner(r->wake_at, sooner(d->look, d->poll));

    if (d->read != SS_NEVER)
        when = sooner(when, d->read > now ? d->read : run_when(r, SS_OP_GET_ORDER));
    if (d->express != SS_NEVER && safety_may_send(r))
        when = sooner(when, d->express > now ? d->express : run_when(r, SS_OP_CONFIRM));
    if (normal <= now)
        normal = now + (r->settings.interval < 60 ? 60 : r->settings.interval);
    when = sooner(when, normal);
    if (when < now + LOOK_SOON)
        when = now + LOOK_SOON;
    if (when > now + IDLE_AT_MOST && r->settings.interval <= IDLE_AT_MOST)
        when = now + IDLE_AT_MOST;
    return when;
}

static bool is_settled(const ss_run *r, const ss_due *d)
{
    int64_t horizon = r->t.now + SETTLED_WITHIN;

    return d->poll == SS_NEVER && (d->send == SS_NEVER || !safety_may_send(r)) &&
           (d->express == SS_NEVER || !safety_may_send(r)) && d->read > horizon &&
           d->look > horizon;
}

static ss_flow flow_next(ss_run *r)
{
    ss_load *q;
    const ss_due *d;

    FLOW_BEGIN(r->at_next)
    q = run_load(r, "due", &r->cmd_mem);
    q->before = r->t.now;
    FLOW_YIELD(r->at_next);
    if (r->cmds[0].failed)
        run_fail(r, "load due");
    if (r->over)
        FLOW_RETURN(r->at_next);
    d = &r->cmds[0].u.load.due;
    r->settled = is_settled(r, d);
    r->result.next_due = next_due(r, d);
    if (r->halt)
        r->result.next_due = r->t.now + 3600;
    if (!r->halt)
        r->state.last_success = r->t.now;
    r->state.next_due = r->result.next_due;
    r->state_dirty = true;
    FLOW_CALL(r->at_next, flow_save(r));
    FLOW_END(r->at_next);
}

static ss_flow flow_pass(ss_run *r)
{
    FLOW_BEGIN(r->at_open)
    FLOW_CALL(r->at_open, flow_begin(r));
    FLOW_CALL(r->at_open, flow_feeds(r));
    if (!r->halt && !r->stale)
        FLOW_CALL(r->at_open, flow_express_recover(r));
    /* At the very first time nothing is linked yet: a search would be read for nobody. */
    if (!r->halt && !r->stale && r->state.searched_to > 0)
        FLOW_CALL(r->at_open, flow_reads(r));
    if (!r->stale)
        FLOW_CALL(r->at_open, flow_collect(r));
    /* What collecting found new is read, and what was read is decided, in the same pass. */
    if (!r->halt && !r->stale)
        FLOW_CALL(r->at_open, flow_reads(r));
    if (!r->stale && r->state.mode != SS_MODE_NEW)
        FLOW_CALL(r->at_open, flow_look(r));
    if (!r->halt && !r->stale)
        FLOW_CALL(r->at_open, flow_send(r));
    if (!r->stale && r->state.mode != SS_MODE_NEW)
        FLOW_CALL(r->at_open, flow_look(r));
    if (!r->stale)
        FLOW_CALL(r->at_open, flow_next(r));
    FLOW_END(r->at_open);
}

/* ---- all of it --------------------------------------------------------------------------------- */

static bool goes_on(const ss_run *r)
{
    return r->cfg.wait > 0 && !r->halt && !r->stale && !r->settled && r->passes < PASSES_MAX &&
           r->result.next_due <= r->wait_until;
}

/* The last command of every run that holds the lease; its answer changes nothing. */
static void give_lease_back(ss_run *r)
{
    r->leased = false;
    (void)run_cmd(r, SS_CMD_FREE, &r->cmd_mem);
}

static ss_flow flow_synchronize(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_sync)
    do {
        FLOW_CALL(r->at_sync, flow_pass(r));
        if (!goes_on(r))
            break;
        FLOW_CALL(r->at_sync, flow_renew(r));
        c = run_cmd(r, SS_CMD_SLEEP, &r->cmd_mem);
        c->u.until = r->result.next_due;
        FLOW_YIELD(r->at_sync);
    } while (true);
    FLOW_END(r->at_sync);
}

static ss_flow flow_main(ss_run *r)
{
    FLOW_BEGIN(r->at_main)
    r->wait_until = r->t.now + r->cfg.wait;
    r->started = r->t.now;
    if (r->cfg.if_due) {
        FLOW_CALL(r->at_main, flow_due(r));
        if (r->result.not_due)
            FLOW_RETURN(r->at_main);
    }
    FLOW_CALL(r->at_main, flow_lease(r));
    if (r->result.taken)
        FLOW_RETURN(r->at_main);
    if (r->cfg.mode == SS_RUN_PREVIEW) {
        FLOW_CALL(r->at_main, flow_preview(r));
        FLOW_RETURN(r->at_main);
    }
    if (!r->halt)
        FLOW_CALL(r->at_main, flow_synchronize(r));
    FLOW_END(r->at_main);
}

static void close_result(ss_run *r)
{
    r->result.stopped = r->state.stopped;
    r->result.stopped_text = r->state.stopped_text;
    if (!ss_slice_blank(r->state.stopped))
        r->result.person = true;
    else if (r->limited)
        r->result.stopped = SS_LIT("limit");
}

bool ss_run_step(ss_run *r, ss_moment t, ss_cmd **cmds, size_t *count)
{
    r->t = t;
    r->cmd_count = 0;
    if (!r->ended && flow_main(r) == SS_FLOW_END) {
        r->ended = true;
        r->cmd_count = 0; /* a command prepared before a failure is not carried out */
        close_result(r);
    }
    /* The lease goes back whatever happened; a store that failed is asked once more. */
    if (r->ended && r->cmd_count == 0 && r->leased)
        give_lease_back(r);
    *cmds = r->cmds;
    *count = r->cmd_count;
    return r->cmd_count > 0;
}
