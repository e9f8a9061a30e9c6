/* Collecting: what changed in the shop, what is open, what is due to be looked at again. */
#include "run_private.h"

enum {
    FULL_EVERY = 86400, /* every open order is decided afresh once a day, and when the shop's
                           statuses changed (a rule may rest or wake up) */
    PREVIEW_DAYS = 14   /* preview before the start was chosen */
};

static void begin_chunk(ss_run *r)
{
    run_reset(&r->work);
    memset(&r->rows, 0, sizeof r->rows);
    r->rows_loaded = false;
    r->ids = NULL;
    r->id_count = 0;
    r->fact_count = 0;
    r->force = false;
}

static ss_flow flow_statuses(ss_run *r, int *at)
{
    FLOW_BEGIN(*at)
    if (r->statuses != NULL)
        FLOW_RETURN(*at);
    (void)run_cmd(r, SS_CMD_STATUSES, &r->run);
    FLOW_YIELD(*at);
    if (r->cmds[0].failed)
        run_fail(r, "shop statuses");
    r->statuses = r->cmds[0].u.statuses.list;
    r->status_count = r->cmds[0].u.statuses.count;
    run_digest_statuses(r);
    FLOW_END(*at);
}

static bool take_changes(ss_run *r, const ss_changes *ch)
{
    r->ids = ch->orders;
    r->id_count = ch->order_count;
    r->moved = ch->more;
    if (!ss_slice_eq(ch->new_watermarks, r->state.watermarks)) {
        ss_slice kept = run_keep(r->watermarks, sizeof r->watermarks, ch->new_watermarks);

        if (kept.p == NULL && ch->new_watermarks.p != NULL)
            return ss_fail(&r->err, SS_E_LIMIT, "watermarks", "longer than 2,000 bytes");
        r->state.watermarks = kept;
        r->state_dirty = true;
    }
    return true;
}

/* The watermarks move only in a save after the one that stored what they point behind. */
static ss_flow flow_changes(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_collect)
    do {
        FLOW_CALL(r->at_collect, flow_renew(r));
        begin_chunk(r);
        c = run_cmd(r, SS_CMD_CHANGES, &r->work);
        c->u.changes.watermarks = r->state.watermarks;
        c->u.changes.since = r->settings.start_at;
        if (r->cfg.mode == SS_RUN_PREVIEW && r->settings.start_at == 0)
            c->u.changes.since = r->t.now - PREVIEW_DAYS * INT64_C(86400);
        c->u.changes.limit = SS_CHUNK;
        FLOW_YIELD(r->at_collect);
        if (r->cmds[0].failed)
            run_fail(r, "shop changes");
        if (r->over)
            FLOW_RETURN(r->at_collect);
        r->changes = r->cmds[0].u.changes;
        r->ids = r->changes.orders;
        r->id_count = r->changes.order_count;
        FLOW_CALL(r->at_collect, flow_judge(r));
        if (!take_changes(r, &r->changes))
            run_fail(r, "watermarks");
        if (r->over)
            FLOW_RETURN(r->at_collect);
    } while (r->moved && !r->stale);
    FLOW_END(r->at_collect);
}

static bool full_due(const ss_run *r)
{
    return r->t.now - r->state.last_full >= FULL_EVERY ||
           !ss_slice_is(r->state.status_digest, r->status_digest);
}

/* Every open order, by pages of row ids: content is compared, so edits and deletes are seen. */
static ss_flow flow_full(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_full)
    r->after_id = 0;
    for (;;) {
        FLOW_CALL(r->at_full, flow_renew(r));
        begin_chunk(r);
        q = run_load(r, "open", &r->work);
        q->after = r->after_id;
        FLOW_YIELD(r->at_full);
        if (r->cmds[0].failed)
            run_fail(r, "load open");
        if (r->over || r->cmds[0].u.load.rows.order_count == 0)
            break;
        r->rows = r->cmds[0].u.load.rows;
        r->rows_loaded = true;
        r->after_id = r->rows.orders[r->rows.order_count - 1].id;
        r->got = r->rows.order_count;
        r->force = r->cfg.mode == SS_RUN_PREVIEW || full_due(r);
        FLOW_CALL(r->at_full, flow_judge(r));
        if (r->got < SS_CHUNK)
            break;
    }
    if (!r->over && r->cfg.mode != SS_RUN_PREVIEW && full_due(r)) {
        r->state.last_full = r->t.now;
        r->state.status_digest = (ss_slice){r->status_digest, 64};
        r->state_dirty = true;
    }
    FLOW_END(r->at_full);
}

static size_t saved_orders(const ss_run *r)
{
    size_t i, n = 0;

    if (r->saved == NULL)
        return 0;
    for (i = 0; i < r->saved->rows.order_count; i++)
        n += r->saved->orders[i].ok;
    return n;
}

ss_flow flow_look(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_look)
    if (r->due.look > r->t.now)
        FLOW_RETURN(r->at_look);
    FLOW_CALL(r->at_look, flow_statuses(r, &r->at_statuses));
    do {
        FLOW_CALL(r->at_look, flow_renew(r));
        begin_chunk(r);
        q = run_load(r, "look", &r->work);
        q->before = r->t.now;
        FLOW_YIELD(r->at_look);
        if (r->cmds[0].failed)
            run_fail(r, "load look");
        if (r->over || r->cmds[0].u.load.rows.order_count == 0)
            break;
        r->rows = r->cmds[0].u.load.rows;
        r->rows_loaded = true;
        if (r->rows.order_count < SS_CHUNK)
            r->due.look = SS_NEVER; /* all of them are in hand; what is saved may be due again */
        FLOW_CALL(r->at_look, flow_judge(r));
        /* Rows that someone else changed meanwhile come again in the next run, not in this loop. */
        r->moved = saved_orders(r) > 0;
    } while (r->moved && !r->stale && r->due.look <= r->t.now);
    FLOW_END(r->at_look);
}

ss_flow flow_collect(ss_run *r)
{
    FLOW_BEGIN(r->at_collect_all)
    if (r->state.mode == SS_MODE_NEW)
        FLOW_RETURN(r->at_collect_all);
    if (r->normal_due || r->state.last_full == 0)
        FLOW_CALL(r->at_collect_all, flow_statuses(r, &r->at_statuses));
    if (r->normal_due)
        FLOW_CALL(r->at_collect_all, flow_changes(r));
    /* 0: after a restored backup, before anything is sent again. */
    if (r->normal_due || r->state.last_full == 0)
        FLOW_CALL(r->at_collect_all, flow_full(r));
    FLOW_CALL(r->at_collect_all, flow_look(r));
    FLOW_END(r->at_collect_all);
}

ss_flow flow_preview(ss_run *r)
{
    FLOW_BEGIN(r->at_preview)
    FLOW_CALL(r->at_preview, flow_statuses(r, &r->at_statuses));
    FLOW_CALL(r->at_preview, flow_changes(r));
    FLOW_CALL(r->at_preview, flow_full(r));
    FLOW_END(r->at_preview);
}
