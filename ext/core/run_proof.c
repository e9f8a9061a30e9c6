/*
 * What reading an order at Amazon proves about the messages of that order.
 *
 * accepted is Amazon's word about a feed; only a package that is there makes it verified. unknown
 * ends here: found means it arrived, absent after not_before means it did not.
 */
#include "run_private.h"

enum {
    VERIFY_WITHIN = 86400, /* accepted but not to be seen after a day: mismatch */
    AGAIN_BASE = 300,      /* what did not arrive twice is told again after so long, and longer */
    AGAIN_CAP = 3600,
    VERIFY_DUE = 7200 /* if ship-by is nearer than that day, and telling again does no harm */
};

static ss_parcel *parcel_of(ss_parcel *parcels, size_t n, int64_t number)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (parcels[i].number == number)
            return &parcels[i];
    return NULL;
}

static ss_agreement cancel_agrees(const ss_order *o)
{
    return o->amazon.status == SS_AMAZON_CANCELLED ? SS_AGREE_YES : SS_AGREE_NOT_YET;
}

static void verified(ss_run *r, const ss_order *o, ss_message *m, ss_parcel *p, ss_slice ref)
{
    m->state = SS_M_VERIFIED;
    m->reason = SS_NONE;
    m->changed_at = r->t.now;
    r->result.verified++;
    if (p != NULL) {
        p->state = SS_PARCEL_VERIFIED;
        if (ref.p != NULL)
            p->amazon_ref = ref;
    }
    if (ref.p != NULL)
        m->amazon_ref = ref;
    batch_event(r, "verified", o->id, m->id, m->feed);
}

/* Absence is proof now: the intent is as good as new, and goes by the way that answers at once. What
 * did not arrive time and again is not tried every minute. */
static void not_there(ss_run *r, const ss_order *o, ss_message *m, ss_parcel *p)
{
    safety_uncount(r, m);
    if (p != NULL && !m->edit)
        p->state = SS_PARCEL_NEW;
    if (ss_slice_is(m->reason, "feed_refused")) {
        run_park(r, m); /* alone in a feed that Amazon ended without a report */
        return;
    }
    m->state = SS_M_PENDING;
    m->reason = SS_NONE;
    m->feed = 0;
    m->not_before = 0;
    if (m->attempts > 1) {
        m->not_before = r->t.now + ss_backoff((int)(m->attempts > 20 ? 20 : m->attempts - 1),
                                              AGAIN_BASE, AGAIN_CAP, (uint64_t)m->id);
        run_wake(r, m->not_before);
    }
    m->changed_at = r->t.now;
    if (run_may_confirm(r, m))
        m->lane = SS_LANE_EXPRESS;
    batch_event(r, "not_there", o->id, m->id, 0);
}

/* Into the EU some shipments need a carrier of Amazon's list. The code of that refusal is not known,
 * its words are (facts: carrier rules for imports). */
static bool wants_approved_carrier(const ss_message *m)
{
    static const char words[] = "approved carrier";
    size_t i;

    for (i = 0; m->kind == SS_MSG_SHIP && i + sizeof words - 1 <= m->text.n; i++)
        if (ss_ascii_equal_nocase((ss_slice){m->text.p + i, sizeof words - 1}, ss_slice_of(words)))
            return true;
    return false;
}

/* Amazon's report refused it, and reading shows that nothing made it true meanwhile. */
static void refused(ss_run *r, const ss_order *o, ss_message *m, ss_parcel *p)
{
    m->state = SS_M_REJECTED;
    m->reason = wants_approved_carrier(m) ? SS_LIT("eu_carrier") : SS_LIT("rejected");
    m->changed_at = r->t.now;
    if (p != NULL && !m->edit)
        p->state = SS_PARCEL_NEW;
    r->result.person = true;
    batch_event_text(r, "rejected", o->id, m->id, m->feed, m->code, m->text);
}

static void mismatch(ss_run *r, const ss_order *o, ss_message *m, ss_parcel *p)
{
    m->state = SS_M_MISMATCH;
    m->reason = SS_LIT("mismatch");
    m->changed_at = r->t.now;
    if (p != NULL)
        p->state = SS_PARCEL_MISMATCH;
    batch_event(r, "mismatch", o->id, m->id, m->feed);
}

/* The express lane names the package, so it may be told again at any time. A feed's parcel may not:
 * the feed could be late. */
static int64_t seen_within(const ss_order *o, const ss_message *m)
{
    bool due = o->deadline != SS_NEVER && o->deadline < m->changed_at + VERIFY_WITHIN;

    return due && m->lane == SS_LANE_EXPRESS && m->kind == SS_MSG_SHIP ? VERIFY_DUE : VERIFY_WITHIN;
}

void run_picture_is_old(const ss_run *r, ss_order *o)
{
    if (o->read_at >= r->t.now)
        o->read_at = r->t.now - 1;
}

static void prove_one(ss_run *r, const ss_order *o, ss_message *m, ss_parcel *p)
{
    ss_slice ref = SS_NONE;
    ss_agreement a;

    if (m->state != SS_M_UNKNOWN && m->state != SS_M_ACCEPTED && m->state != SS_M_MISMATCH)
        return;
    if (o->read_at < m->sent_at)
        return;
    a = m->kind == SS_MSG_CANCEL ? cancel_agrees(o) : ss_agrees(m, &o->amazon, &r->work, &ref);
    if (a == SS_AGREE_YES) {
        if (m->state == SS_M_UNKNOWN)
            r->result.accepted++;
        verified(r, o, m, p, ref);
        return;
    }
    if (m->state == SS_M_UNKNOWN && o->read_at >= m->not_before) {
        if (ss_slice_is(m->reason, "refused"))
            refused(r, o, m, p);
        else
            not_there(r, o, m, p);
    }
    /* A day from Amazon's word on: a feed may take longer than that before it does anything. A
     * cancelled order will not show it any more. */
    if (m->state == SS_M_ACCEPTED &&
        (o->read_at - m->changed_at > seen_within(o, m) ||
         (m->kind == SS_MSG_SHIP && o->amazon.status == SS_AMAZON_CANCELLED)))
        mismatch(r, o, m, p);
}

/* A correction that is verified ends what it corrected; the reason stays as evidence. */
static void end_mismatches(ss_run *r, ss_message *messages, size_t n, const ss_message *by)
{
    size_t i;

    for (i = 0; i < n; i++) {
        ss_message *m = &messages[i];

        if (m->kind == SS_MSG_SHIP && m->parcel == by->parcel && m->revision < by->revision &&
            m->state == SS_M_MISMATCH) {
            m->state = SS_M_SUPERSEDED;
            m->changed_at = r->t.now;
        }
    }
}

void run_settle_by_reading(ss_run *r, const ss_order *order, ss_message *messages, size_t n,
                           ss_parcel *parcels, size_t parcel_count)
{
    size_t i;

    if (order->known != SS_KNOWN_FOUND)
        return;
    for (i = 0; i < n; i++)
        prove_one(r, order, &messages[i],
                  messages[i].kind == SS_MSG_SHIP
                      ? parcel_of(parcels, parcel_count, messages[i].parcel)
                      : NULL);
    for (i = 0; i < n; i++)
        if (messages[i].kind == SS_MSG_SHIP && messages[i].state == SS_M_VERIFIED)
            end_mismatches(r, messages, n, &messages[i]);
}
