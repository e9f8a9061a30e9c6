/*
 * The express lane: confirmShipment, up to ten at a time. One write-ahead and one outcome per group.
 *
 * The package reference makes it repeatable: the same reference edits the same package. Still, what
 * has no answer is read before it is sent again.
 */
#include "run_private.h"

enum {
    PROOF_AFTER = 120, /* absence proves something two minutes after the request */
    PILOT_READ = 60,   /* the pilot is read back soon */
    PILOT_LOOK = 50,   /* candidates for the pilot */
    EXPRESS_RETRY = 300,
    PATIENCE = 45,       /* a run waits so long for tokens of the lane, */
    PATIENCE_WAIT = 300, /* one that waits anyway so long in a pass */
    TOKENS_WAIT = 5      /* a group's worth of them at the usual rate */
};

/* ---- left by a crash --------------------------------------------------------------------------- */

/* Every express message without an outcome gets its order read; that is its way out. */
static bool recover_one(ss_run *r, ss_message *m, ss_order *o)
{
    /* With a feed whose row is lost: it may still run. */
    int64_t proof = m->sent_at + (m->feed == 0 ? PROOF_AFTER : SS_FEED_STUCK);

    if (o == NULL)
        return true;
    if (m->state == SS_M_IN_FLIGHT) {
        if (m->feed != 0 && r->state.mode == SS_MODE_ACTIVE)
            safety_rebuild(r, "feeds are missing in the database", o->id);
        m->state = SS_M_UNKNOWN;
        m->not_before = proof;
        m->changed_at = r->t.now;
        r->result.unknown++;
        if (batch_message(r, m) == NULL)
            return false;
    } else if (o->read_due != SS_NEVER || o->look_at <= r->t.now) {
        return true; /* on its way already */
    }
    o->read_due = m->not_before > r->t.now ? m->not_before : r->t.now;
    o->look_at = SS_NEVER;
    run_wake(r, o->read_due);
    return batch_order(r, o) != NULL;
}

static bool recover_all(ss_run *r, ss_rows *rows)
{
    size_t i, k;

    for (i = 0; i < r->loaded_count; i++) {
        /* Two messages of one order in one batch would meet at the order's version. */
        for (k = 0; k < i && r->loaded[k].order_id != r->loaded[i].order_id; k++)
            ;
        if (k < i)
            continue;
        if (!recover_one(r, &r->loaded[i], rows_order(rows, r->loaded[i].order_id)))
            return false;
    }
    return !r->over;
}

ss_flow flow_express_recover(ss_run *r)
{
    FLOW_BEGIN(r->at_recover)
    if (r->recovered)
        FLOW_RETURN(r->at_recover);
    run_reset(&r->work);
    (void)run_load(r, "express", &r->work);
    FLOW_YIELD(r->at_recover);
    if (r->cmds[0].failed)
        run_fail(r, "load express");
    r->loaded = r->cmds[0].u.load.rows.messages;
    r->loaded_count = r->cmds[0].u.load.rows.message_count;
    r->recovered = r->loaded_count == 0;
    if (r->over || r->loaded_count == 0)
        FLOW_RETURN(r->at_recover);
    run_load_orders(r, r->loaded, r->loaded_count);
    if (r->over)
        FLOW_RETURN(r->at_recover);
    FLOW_YIELD(r->at_recover);
    if (r->cmds[0].failed)
        run_fail(r, "load order_ids");
    if (r->over)
        FLOW_RETURN(r->at_recover);
    if (!recover_all(r, &r->cmds[0].u.load.rows))
        run_fail(r, "recover");
    FLOW_CALL(r->at_recover, flow_save(r));
    FLOW_END(r->at_recover);
}

/* ---- the pilot ---------------------------------------------------------------------------------- */

static void judge_pilot(ss_run *r, const ss_rows *rows)
{
    const ss_message *m = rows->message_count > 0 ? &rows->messages[0] : NULL;

    if (m != NULL &&
        (m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN || m->state == SS_M_ACCEPTED))
        return; /* not read back yet */
    if (m != NULL && m->state == SS_M_MISMATCH) {
        /* Amazon said yes and shows nothing: everything else would end the same way. */
        run_stop(r, "brake", SS_LIT("pilot"),
                 SS_LIT("the first shipment was accepted, but Amazon does not show it"));
        batch_event(r, "pilot_mismatch", m->order_id, m->id, m->feed);
    }
    if (m != NULL && m->state == SS_M_VERIFIED) {
        if (m->lane == SS_LANE_EXPRESS)
            r->state.pilot_express = true;
        else
            r->state.pilot_feed = true;
        batch_event(r, "pilot_verified", m->order_id, m->id, m->feed);
    }
    r->state.pilot_message = 0; /* refused or taken back: another one will do */
    r->state_dirty = true;
}

ss_flow flow_pilot(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_pilot)
    run_reset(&r->work);
    q = run_load(r, "message_ids", &r->work);
    q->ids = &r->state.pilot_message;
    q->id_count = 1;
    FLOW_YIELD(r->at_pilot);
    if (r->cmds[0].failed)
        run_fail(r, "load message_ids");
    if (r->over)
        FLOW_RETURN(r->at_pilot);
    judge_pilot(r, &r->cmds[0].u.load.rows);
    FLOW_CALL(r->at_pilot, flow_save(r));
    FLOW_END(r->at_pilot);
}

/* ---- one group --------------------------------------------------------------------------------- */

static bool pilot_wanted(const ss_run *r)
{
    return !r->state.pilot_express && r->settings.transport != SS_TRANSPORT_FEED;
}

/* Before the pilot passed, the first message with a number goes alone, whatever its lane. */
static void choose_pilot(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->loaded_count; i++)
        if (r->loaded[i].kind == SS_MSG_SHIP && r->loaded[i].tracking.p != NULL)
            break;
    if (i == r->loaded_count) {
        r->loaded_count = 0;
        return;
    }
    r->loaded[0] = r->loaded[i];
    r->loaded_count = 1;
}

static void ask_group(ss_run *r)
{
    ss_load *q = run_load(r, "send", &r->work);

    q->before = r->started;
    q->kind = SS_MSG_SHIP;
    q->lane = pilot_wanted(r) ? -1 : SS_LANE_EXPRESS;
    q->limit = pilot_wanted(r) ? PILOT_LOOK : SS_GROUP;
}

/* Our package number at Amazon: the parcel's, unless a package that is not ours has it. The same
 * parcel keeps the same reference through every attempt. */
static bool own_ref(ss_run *r, const ss_message *m, const ss_rows *rows, ss_slice *out)
{
    const ss_parcel *p = rows_parcel(rows, m->order_id, m->parcel);
    const ss_order *o = rows_order(rows, m->order_id);
    int64_t number = m->parcel;
    size_t i;

    if (!ss_slice_blank(m->amazon_ref))
        return true;
    if (p != NULL && !ss_slice_blank(p->amazon_ref)) {
        *out = p->amazon_ref;
        return true;
    }
    for (;;) {
        if (!ss_arena_print(&r->work, out, &r->err, "%lld", (long long)number))
            return false;
        for (i = 0; o != NULL && i < o->amazon.package_count; i++)
            if (ss_slice_eq(o->amazon.packages[i].ref, *out))
                break;
        if (o == NULL || i == o->amazon.package_count)
            return true;
        number += 1000;
    }
}

static void claim_group(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->loaded_count; i++) {
        ss_message *m = &r->loaded[i];

        if (!own_ref(r, m, &r->rows, &m->amazon_ref)) {
            run_fail(r, "express");
            return;
        }

        m->state = SS_M_IN_FLIGHT;
        m->reason = SS_NONE;
        m->lane = SS_LANE_EXPRESS;
        m->feed = 0;
        m->attempts++;
        m->sent_at = m->changed_at = r->t.now;
        (void)batch_message(r, m);
    }
    safety_count(r, SS_MSG_SHIP, (int64_t)r->loaded_count);
    if (pilot_wanted(r))
        r->state.pilot_message = r->loaded[0].id;
    r->state_dirty = true;
}

/* Only what the save gave us is sent. */
static void ask_confirm(ss_run *r)
{
    size_t i, n = 0;

    for (i = 0; r->saved != NULL && i < r->saved->rows.message_count; i++) {
        ss_cmd *c;

        if (!r->saved->messages[i].ok) {
            /* Counted before the save, so that a crash counts too much; what was not ours, not at all. */
            safety_uncount(r, &r->loaded[i]);
            continue;
        }
        r->loaded[n] = r->loaded[i];
        r->loaded[n].version++;
        c = run_cmd(r, SS_CMD_REQUEST, &r->work);
        c->u.request.op = SS_OP_CONFIRM;
        c->u.request.order = r->loaded[n].amazon_order;
        c->u.request.marketplace = r->loaded[n].marketplace;
        c->u.request.message = &r->loaded[n];
        c->u.request.must_end_mono = r->lease_end_mono;
        n++;
    }
    r->loaded_count = n;
    r->result.sent += (int64_t)n;
}

static void confirmed(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p)
{
    m->state = SS_M_ACCEPTED;
    m->reason = SS_NONE;
    r->result.accepted++;
    safety_today(r)->accepted++;
    if (p != NULL) {
        p->state = SS_PARCEL_ACCEPTED;
        p->amazon_ref = m->amazon_ref;
    }
    if (o == NULL)
        return;
    o->denied = SS_NONE;
    o->denied_until = 0;
    o->look_at = 0;
    if (m->id == r->state.pilot_message) {
        o->look_at = SS_NEVER;
        o->read_due = r->t.now + PILOT_READ;
        run_wake(r, o->read_due);
    }
}

static void open_question(ss_run *r, ss_message *m, ss_order *o, int64_t proof)
{
    m->state = SS_M_UNKNOWN;
    m->not_before = proof;
    r->recovered = false;
    if (o == NULL)
        return;
    o->look_at = SS_NEVER;
    o->read_due = proof;
    run_picture_is_old(r, o);
    run_wake(r, proof);
}

static void not_done(ss_run *r, ss_message *m)
{
    m->state = SS_M_PENDING;
    m->not_before = r->t.now + ss_backoff((int)(m->attempts > 20 ? 20 : m->attempts),
                                          EXPRESS_RETRY / 5, EXPRESS_RETRY * 12, (uint64_t)m->id);
    safety_uncount(r, m);
    run_wake(r, m->not_before);
}

static void judge_answer(ss_run *r, const ss_request *q, ss_message *m, ss_order *o, ss_parcel *p)
{
    m->code = q->code;
    m->text = q->text;
    m->request_id = q->request_id;
    m->changed_at = r->t.now;
    switch (q->cls) {
    case SS_CLASS_OK:
        confirmed(r, m, o, p);
        break;
    case SS_CLASS_REFUSED:
    case SS_CLASS_NOT_FOUND:
        /* Perhaps refused because it is done already: the read tells. */
        open_question(r, m, o, r->t.now);
        m->reason = SS_LIT("refused");
        r->result.rejected++;
        safety_today(r)->rejected++;
        break;
    case SS_CLASS_UNAVAILABLE:
    case SS_CLASS_UNKNOWN:
        open_question(r, m, o, r->t.now + PROOF_AFTER);
        r->result.unknown++;
        break;
    case SS_CLASS_NOT_SENT:
    case SS_CLASS_THROTTLED:
    case SS_CLASS_TOKEN:
    case SS_CLASS_CREDENTIALS:
        not_done(r, m);
        break;
    case SS_CLASS_DENIED:
        not_done(r, m);
        if (o != NULL) {
            r->denied_fresh += run_deny_order(r, SS_OP_CONFIRM, o);
            m->not_before = o->denied_until;
        }
        break;
    }
}

/* Several parcels of one order may be in one group: each order is written once. */
static bool take_outcomes(ss_run *r, ss_rows *rows)
{
    size_t i, granted = 0;
    const ss_request *denied = NULL;

    r->denied_fresh = 0;
    for (i = 0; i < r->loaded_count; i++) {
        ss_message *m = &r->loaded[i];
        ss_order *o = rows_order(rows, m->order_id);
        ss_parcel *p = rows_parcel(rows, m->order_id, m->parcel);
        const ss_request *q = &r->answers[i];

        judge_answer(r, q, m, o, p);
        granted += q->cls == SS_CLASS_OK || q->cls == SS_CLASS_NOT_FOUND;
        if (q->cls == SS_CLASS_DENIED)
            denied = q;
        if (batch_message(r, m) == NULL)
            return false;
        if (p != NULL && batch_parcel(r, p) == NULL)
            return false;
    }
    run_denied(r, SS_OP_CONFIRM, granted, r->denied_fresh, denied);
    for (i = 0; i < rows->order_count; i++)
        if (batch_order(r, &rows->orders[i]) == NULL)
            return false;
    /* Today's counters are saved with the next group, or with the end of the pass. */
    return !r->over;
}

static void note_answers(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->loaded_count; i++) {
        run_answered(r, &r->cmds[i], r->loaded[i].order_id, r->loaded[i].id, 0);
        r->answers[i] = r->cmds[i].u.request;
    }
}

static ss_flow flow_group(ss_run *r)
{
    FLOW_BEGIN(r->at_group)
    run_load_orders(r, r->loaded, r->loaded_count);
    if (r->over)
        FLOW_RETURN(r->at_group);
    FLOW_YIELD(r->at_group);
    if (r->cmds[0].failed)
        run_fail(r, "load order_ids");
    r->rows = r->cmds[0].u.load.rows;
    if (!r->over)
        claim_group(r);
    if (r->over)
        FLOW_RETURN(r->at_group);
    FLOW_CALL(r->at_group, flow_save(r));
    if (r->stale)
        FLOW_RETURN(r->at_group); /* in flight, never sent: the next run reads them */
    FLOW_CALL(r->at_group, flow_renew(r));
    ask_confirm(r);
    if (r->loaded_count == 0)
        FLOW_RETURN(r->at_group);
    FLOW_YIELD(r->at_group);
    note_answers(r);
    if (r->over)
        FLOW_RETURN(r->at_group);
    run_load_orders(r, r->loaded, r->loaded_count);
    if (r->over)
        FLOW_RETURN(r->at_group);
    FLOW_YIELD(r->at_group);
    if (r->cmds[0].failed)
        run_fail(r, "load order_ids");
    if (r->over)
        FLOW_RETURN(r->at_group);
    if (!take_outcomes(r, &r->cmds[0].u.load.rows))
        run_fail(r, "express");
    FLOW_CALL(r->at_group, flow_save(r));
    if (r->saved != NULL && run_any_lost(r->saved->messages, r->saved->rows.message_count))
        r->recovered = false; /* in flight in the rows, whatever Amazon said */
    FLOW_END(r->at_group);
}

/* Until when it is worth waiting for tokens: orders in this lane are late for the next run. */
static int64_t patience_ends(const ss_run *r)
{
    int64_t until = r->t.now + PATIENCE_WAIT;

    if (r->cfg.wait <= 0)
        return r->t.now + PATIENCE;
    return until < r->wait_until ? until : r->wait_until;
}

ss_flow flow_express(ss_run *r)
{
    FLOW_BEGIN(r->at_express)
    if ((pilot_wanted(r) && !run_pending(r)) || (!pilot_wanted(r) && r->due.express > r->started))
        FLOW_RETURN(r->at_express);
    r->patient_until = patience_ends(r);
    while (!r->halt && !r->stale && r->state.pilot_message == 0) {
        run_reset(&r->work);
        ask_group(r);
        FLOW_YIELD(r->at_express);
        if (r->cmds[0].failed)
            run_fail(r, "load send");
        r->loaded = r->cmds[0].u.load.rows.messages;
        r->loaded_count = r->got = r->cmds[0].u.load.rows.message_count;
        if (pilot_wanted(r))
            choose_pilot(r);
        if (r->over || r->loaded_count == 0)
            break;
        r->wanted = r->loaded_count;
        r->loaded_count = run_take(r, SS_OP_CONFIRM, r->wanted, 0);
        if (r->loaded_count == 0 && run_when(r, SS_OP_CONFIRM) + TOKENS_WAIT > r->patient_until) {
            r->limited = true;
            run_wake(r, run_when(r, SS_OP_CONFIRM));
            break;
        }
        if (r->loaded_count == 0) {
            FLOW_CALL(r->at_express, flow_renew(r));
            run_cmd(r, SS_CMD_SLEEP, &r->cmd_mem)->u.until =
                ss_bucket_when(&r->buckets[SS_OP_CONFIRM], SS_OP_CONFIRM,
                               (int)r->settings.limits_share, r->t.now, (int64_t)r->wanted);
            FLOW_YIELD(r->at_express);
            continue;
        }
        r->page_count = r->loaded_count;
        FLOW_CALL(r->at_express, flow_group(r));
        if (r->got < SS_GROUP && r->page_count == r->wanted)
            break; /* that was all */
    }
    FLOW_END(r->at_express);
}
