/*
 * Settling the messages of a feed: pages of messages, each with its outcome, then the feed itself.
 *
 * The feed's own state is written last. A crash in between makes the next run settle again; what is
 * settled already is no longer in flight and is left alone.
 */
#include "run_private.h"
#include "ss_report.h"

#include <stdlib.h>

enum {
    RETRY_BASE = 600, /* Amazon's temporary errors */
    RETRY_CAP = 14400,
    FEED_AGAIN = 120,        /* as often as createFeed may be called */
    PROOF_AFTER_LOST = 28800 /* a feed that cannot be asked any more may still run for 8 hours */
};

static bool temporary_code(ss_slice code)
{
    return ss_slice_is(code, "5002") || ss_slice_is(code, "14001") || ss_slice_is(code, "20003") ||
           ss_slice_is(code, "159144");
}

static const ss_outcome *outcome_of(const ss_run *r, int64_t message)
{
    size_t low = 0, high = r->outcome_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (r->outcomes[mid].message < (uint64_t)message)
            low = mid + 1;
        else
            high = mid;
    }
    return low < r->outcome_count && r->outcomes[low].message == (uint64_t)message
               ? &r->outcomes[low]
               : NULL;
}

static void unknown(ss_run *r, ss_message *m, ss_order *o, int64_t proof_at)
{
    m->state = SS_M_UNKNOWN;
    m->not_before = proof_at;
    r->result.unknown++;
    /* The read decides; deciding before it would only move read_due away. */
    o->read_due = proof_at > r->t.now ? proof_at : r->t.now;
    o->look_at = SS_NEVER;
    run_picture_is_old(r, o);
}

static void pending_again(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p)
{
    if (r->feed->messages > 0) /* else it was never counted */
        safety_uncount(r, m);
    m->state = SS_M_PENDING;
    m->feed = 0;
    if (p != NULL && !m->edit)
        p->state = SS_PARCEL_NEW;
    o->look_at = 0;
}

static void accepted(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p, const ss_outcome *out)
{
    m->state = SS_M_ACCEPTED;
    m->reason = SS_NONE;
    m->code = out == NULL ? SS_NONE : out->code;
    m->text = out == NULL ? SS_NONE : out->text;
    if (p != NULL)
        p->state = SS_PARCEL_ACCEPTED;
    o->look_at = 0;
    r->feed->accepted++;
    r->result.accepted++;
    safety_today(r)->accepted++;
    batch_event_text(r, "accepted", o->id, m->id, r->feed->id, m->code, m->text);
}

static void refused(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p, const ss_outcome *out)
{
    m->code = out->code;
    m->text = out->text;
    r->feed->rejected++;
    r->result.rejected++;
    safety_today(r)->rejected++;
    if (temporary_code(out->code) && m->attempts < SS_TRIES_TEMPORARY) {
        pending_again(r, m, o, p);
        m->not_before =
            r->t.now + ss_backoff((int)m->attempts, RETRY_BASE, RETRY_CAP, (uint64_t)m->id);
        o->look_at = SS_NEVER;
        run_wake(r, m->not_before);
        return;
    }
    /* Perhaps it is refused because it is done already: the read tells. */
    unknown(r, m, o, r->t.now);
    m->reason = SS_LIT("refused");
    r->result.unknown--;
    batch_event_text(r, "refused", o->id, m->id, r->feed->id, m->code, m->text);
}

/* When reading the order proves what became of a message that the report does not settle. If the feed
 * was found in the listing, it was not ours after all, and ours may still be in the queue. */
static int64_t proof_of_report(const ss_run *r)
{
    return r->feed->missed_at == SS_FEED_ADOPTED ? r->feed->requested_at + PROOF_AFTER_LOST
                                                 : r->t.now;
}

static void by_report(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p)
{
    const ss_outcome *out = outcome_of(r, m->id);

    if (out != NULL && !ss_slice_blank(out->order) && !ss_slice_eq(out->order, m->amazon_order)) {
        m->text = SS_LIT("the report names another order for this message");
        unknown(r, m, o, proof_of_report(r));
    } else if (out != NULL && out->severity == SS_ERROR) {
        refused(r, m, o, p, out);
    } else if (r->adds_up) {
        accepted(r, m, o, p, out);
    } else {
        m->text = SS_LIT("the report's counters do not add up");
        unknown(r, m, o, proof_of_report(r));
    }
}

void run_park(ss_run *r, ss_message *m)
{
    m->state = SS_M_PARKED;
    m->reason = SS_LIT("feed_refused");
    m->changed_at = r->t.now;
    r->result.parked++;
    r->result.person = true;
    batch_event_text(r, "parked", m->order_id, m->id, m->feed, m->code, m->text);
}

bool run_may_confirm(const ss_run *r, const ss_message *m)
{
    return m->kind == SS_MSG_SHIP && m->tracking.p != NULL &&
           r->settings.transport != SS_TRANSPORT_FEED;
}

/* createFeed itself was refused: Amazon has seen no message yet, so being alone proves no guilt. The
 * first rounds part the feed or wait, and a person knows from the first on. */
static bool tried_enough(const ss_run *r, const ss_message *m)
{
    return !ss_slice_blank(r->feed->feed_id) || m->splits >= SS_TRIES_SPLIT;
}

/* Refused whole: what has a number goes by confirmShipment, the rest in smaller feeds. */
static void by_refusal(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p)
{
    int64_t part = ss_feed_part(r->feed->messages, m->splits);

    m->code = r->whole_code;
    m->text = r->whole_text;
    batch_event_text(r, "feed_not_taken", o->id, m->id, r->feed->id, m->code, m->text);
    if (!run_may_confirm(r, m) && part == 0 && tried_enough(r, m)) {
        if (p != NULL && !m->edit)
            p->state = SS_PARCEL_NEW;
        o->look_at = 0;
        safety_uncount(r, m);
        run_park(r, m);
        return;
    }
    pending_again(r, m, o, p);
    if (run_may_confirm(r, m)) {
        m->lane = SS_LANE_EXPRESS;
        return;
    }
    m->splits++;
    m->part = part > 0 ? part : 1;
    if (ss_slice_blank(r->feed->feed_id)) {
        m->not_before =
            r->t.now + ss_backoff((int)m->splits, RETRY_BASE, RETRY_CAP, (uint64_t)r->feed->id);
        run_wake(r, m->not_before);
    }
}

/* Ended without a report, or with one that counts nothing: something may have happened. Reading
 * tells; what is not there is parted like what was refused, and parked (proof by reading comes first)
 * where no part is left. */
static void by_fatal(ss_run *r, ss_message *m, ss_order *o)
{
    int64_t part = ss_feed_part(r->feed->messages, m->splits);

    if (m->state == SS_M_IN_FLIGHT && !run_may_confirm(r, m)) {
        m->code = r->whole_code;
        m->text = r->whole_text;
        m->splits += part > 0;
        m->part = part > 0 ? part : m->part;
        m->reason = part > 0 ? SS_NONE : SS_LIT("feed_refused");
    }
    unknown(r, m, o, r->t.now);
}

/* Is the message given up for the feed that hangs? Without another way it waits for it. */
static bool leaves_stuck(const ss_run *r, const ss_message *m)
{
    return r->feed->state == SS_F_PROCESSING && r->feed->processing_at > 0 &&
           r->t.now - r->feed->processing_at >= SS_FEED_STUCK && run_may_confirm(r, m);
}

static void settle_one(ss_run *r, ss_message *m, ss_order *o, ss_parcel *p)
{
    m->changed_at = r->t.now;
    if (ss_slice_is(m->reason, "feed_stuck"))
        m->reason = SS_NONE; /* it is not stuck any more, or is found to be below */
    switch ((ss_settle_how)r->settle_how) {
    case SS_SETTLE_REPORT:
        by_report(r, m, o, p);
        break;
    case SS_SETTLE_REFUSED:
        by_refusal(r, m, o, p);
        break;
    case SS_SETTLE_PENDING:
        pending_again(r, m, o, p);
        /* Amazon took no document just now: not a new feed every few seconds while that lasts. */
        if (r->feed == &r->sending && m->not_before < r->t.now + FEED_AGAIN)
            m->not_before = r->t.now + FEED_AGAIN;
        break;
    case SS_SETTLE_FATAL:
        by_fatal(r, m, o);
        break;
    case SS_SETTLE_READ:
        unknown(r, m, o,
                r->settle_final == SS_F_FATAL ? r->t.now
                                              : r->feed->requested_at + PROOF_AFTER_LOST);
        break;
    case SS_SETTLE_STUCK:
        if (leaves_stuck(r, m))
            unknown(r, m, o, r->t.now);
        else
            m->reason = SS_LIT("feed_stuck");
        break;
    }
}

static bool settle_page(ss_run *r, ss_message *messages, size_t n, const ss_rows *rows)
{
    size_t i, k;
    bool changed = false;

    for (i = 0; i < n; i++) {
        ss_message *m = &messages[i];
        ss_order *o = rows_order(rows, m->order_id);
        ss_parcel *p = m->kind == SS_MSG_SHIP ? rows_parcel(rows, m->order_id, m->parcel) : NULL;
        int before = p == NULL ? SS_PARCEL_NEW : p->state;

        if (o == NULL) {
            r->settle_lost = true; /* rows are missing: rebuild deals with it */
            continue;
        }
        if (r->settle_how == SS_SETTLE_STUCK &&
            (m->state != SS_M_IN_FLIGHT ||
             (ss_slice_is(m->reason, "feed_stuck") && !leaves_stuck(r, m))))
            continue; /* nothing new about it */
        changed = true;
        settle_one(r, m, o, p);
        if (p != NULL && before != p->state && batch_parcel(r, p) == NULL)
            return false;
        if (batch_message(r, m) == NULL)
            return false;
    }
    /* Each order once, after all its messages. */
    for (i = 0; changed && i < rows->order_count; i++)
        for (k = 0; k < n; k++)
            if (messages[k].order_id == rows->orders[i].id) {
                run_wake(r, rows->orders[i].read_due < rows->orders[i].look_at
                                ? rows->orders[i].read_due
                                : rows->orders[i].look_at);
                if (batch_order(r, &rows->orders[i]) == NULL)
                    return false;
                break;
            }
    return !r->over;
}

static void finish_feed(ss_run *r)
{
    if (r->settle_lost) {
        r->feed->next_poll = r->t.now + 60;
        run_wake(r, r->feed->next_poll);
    } else {
        r->feed->state = r->settle_final;
        if (r->settle_how != SS_SETTLE_STUCK)
            r->feed->next_poll = SS_NEVER;
    }
    (void)batch_feed(r, r->feed);
}

ss_flow flow_settle(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_settle)
    r->after_id = 0;
    r->settle_lost = false;
    for (;;) {
        FLOW_CALL(r->at_settle, flow_renew(r));
        run_reset(&r->work);
        q = run_load(r, "feed_messages", &r->work);
        q->feed = r->feed->id;
        q->after = r->after_id;
        FLOW_YIELD(r->at_settle);
        if (r->cmds[0].failed)
            run_fail(r, "load feed_messages");
        if (r->over || r->cmds[0].u.load.rows.message_count == 0)
            break;
        r->claimed = r->cmds[0].u.load.rows.messages;
        r->claimed_count = r->cmds[0].u.load.rows.message_count;
        r->after_id = r->claimed[r->claimed_count - 1].id;
        run_load_orders(r, r->claimed, r->claimed_count);
        if (r->over)
            FLOW_RETURN(r->at_settle);
        FLOW_YIELD(r->at_settle);
        if (r->cmds[0].failed)
            run_fail(r, "load order_ids");
        if (r->over)
            FLOW_RETURN(r->at_settle);
        if (!settle_page(r, r->claimed, r->claimed_count, &r->cmds[0].u.load.rows))
            run_fail(r, "settle");
        if (r->over)
            FLOW_RETURN(r->at_settle);
        r->state_dirty = true; /* today's counters */
        FLOW_CALL(r->at_settle, flow_save(r));
        if (r->saved != NULL && (run_any_lost(r->saved->messages, r->saved->rows.message_count) ||
                                 run_any_lost(r->saved->orders, r->saved->rows.order_count)))
            r->settle_lost = true;
    }
    if (r->over)
        FLOW_RETURN(r->at_settle);
    finish_feed(r);
    FLOW_CALL(r->at_settle, flow_save(r));
    FLOW_END(r->at_settle);
}
