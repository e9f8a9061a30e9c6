/*
 * Safety of the whole: bound place, first activation, return after a gap, restored backup, brake.
 * What concerns one order is in decide; here is what concerns the account.
 */
#include "run_private.h"

#include <stdio.h>

enum {
    GAP_READ = 86400,     /* a day without a successful run: read Amazon first */
    GAP_PREVIEW = 604800, /* seven days: a preview that the owner releases */
    REBUILD_FOR = 28800,  /* after a restored backup a feed may still run for 8 hours */
    CANCELS_OF_GAP = 900, /* cancels first seen that soon after a gap belong to it */
    KNOWN_DAYS = 14,
    BUSY_FACTOR = 3,
    ANSWERS_ENOUGH = 20,
    FEED_OPEN_LOOK = 1800
};

ss_day *safety_today(ss_run *r)
{
    int64_t today = ss_day_of(r->t.now);

    if (r->day_count > 0 && r->days[r->day_count - 1].day >= today)
        return &r->days[r->day_count - 1];
    if (r->day_count == 31) {
        memmove(r->days, r->days + 1, 30 * sizeof r->days[0]);
        r->day_count = 30;
    }
    r->days[r->day_count] = (ss_day){.day = today};
    return &r->days[r->day_count++];
}

/* Where a day stands; day_count if nothing is known of it. */
static size_t day_at(const ss_run *r, int64_t day)
{
    size_t i = 0;

    while (i < r->day_count && r->days[i].day != day)
        i++;
    return i;
}

void safety_count(ss_run *r, int kind, int64_t n)
{
    ss_day *today = safety_today(r);

    *(kind == SS_MSG_SHIP ? &today->ships : &today->cancels) += n;
    r->state_dirty = true;
}

void safety_uncount(ss_run *r, const ss_message *m)
{
    size_t i = day_at(r, ss_day_of(m->sent_at));
    int64_t *sent;

    if (i == r->day_count)
        return;
    sent = m->kind == SS_MSG_SHIP ? &r->days[i].ships : &r->days[i].cancels;
    *sent -= *sent > 0;
    r->state_dirty = true;
}

/* The busiest of the days before today. */
static ss_day busiest(const ss_run *r, int64_t today)
{
    ss_day best = {0};
    size_t i;

    for (i = 0; i < r->day_count; i++) {
        if (r->days[i].day == today || r->days[i].day < today - 30)
            continue;
        if (r->days[i].ships > best.ships)
            best.ships = r->days[i].ships;
        if (r->days[i].cancels > best.cancels)
            best.cancels = r->days[i].cancels;
    }
    return best;
}

static int64_t at_least(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t safety_ships_left(const ss_run *r)
{
    int64_t today = ss_day_of(r->t.now);
    int64_t limit = r->settings.brake_shipments;
    size_t i = day_at(r, today);

    /* Until two weeks are known, what the owner released at the start is the measure. */
    if (r->day_count == 0 || today - r->days[0].day < KNOWN_DAYS)
        limit += r->state.preview_count;
    limit = at_least(limit, BUSY_FACTOR * busiest(r, today).ships);
    if (r->state.released_until == today)
        limit = at_least(limit, r->state.released_ships);
    return limit - (i < r->day_count ? r->days[i].ships : 0);
}

int64_t safety_cancels_left(const ss_run *r)
{
    int64_t today = ss_day_of(r->t.now);
    int64_t limit = at_least(r->settings.brake_cancels, BUSY_FACTOR * busiest(r, today).cancels);
    size_t i = day_at(r, today);

    if (r->state.released_until == today)
        limit = at_least(limit, r->state.released_cancels);
    return limit - (i < r->day_count ? r->days[i].cancels : 0);
}

bool safety_too_many_refused(const ss_run *r)
{
    int64_t today = ss_day_of(r->t.now);
    int64_t known = r->state.released_until == today ? r->state.released_refused : 0;
    size_t i;

    for (i = 0; i < r->day_count; i++) {
        const ss_day *d = &r->days[i];
        int64_t answers = d->accepted + d->rejected;

        /* What the owner saw when he released is no news before it doubles. */
        if (d->day == today && answers >= ANSWERS_ENOUGH && d->rejected > 2 * known &&
            d->rejected * 100 > answers * r->settings.brake_refused_percent)
            return true;
    }
    return false;
}

/* Which limits are passed is said: a release lifts these, and no other. */
bool safety_brake(ss_run *r, const ss_due *due)
{
    bool ships = due->ships > safety_ships_left(r);
    bool cancels = due->cancels > safety_cancels_left(r);
    bool refused = safety_too_many_refused(r);
    char why[64];

    if (!ships && !cancels && !refused)
        return false;
    (void)snprintf(why, sizeof why, "%s%s%s", ships ? " shipments" : "", cancels ? " cancels" : "",
                   refused ? " refused" : "");
    run_stop(r, "brake", ss_slice_of(why + 1), SS_NONE);
    batch_event_text(r, "brake", 0, 0, 0, SS_NONE, ss_slice_of(why + 1));
    return true;
}

bool safety_may_send(const ss_run *r)
{
    return r->cfg.mode == SS_RUN_SYNC && r->settings.sync && r->account.on &&
           r->state.mode == SS_MODE_ACTIVE && ss_slice_blank(r->state.stopped);
}

static void unstop(ss_run *r)
{
    r->state.stopped = SS_NONE;
    r->state.stopped_text = SS_NONE;
    r->state_dirty = true;
}

void safety_rebuild(ss_run *r, const char *why, int64_t order_id)
{
    r->state.rebuild_since = r->t.now;
    r->state.search_before = 0;
    r->state.searched_to = 0;
    /* A preview sends nothing anyway, and stays one until the owner releases it; then every order is
     * read behind the end of all feeds. */
    if (r->state.mode == SS_MODE_PREVIEW) {
        r->state.resumed_at = r->t.now + REBUILD_FOR;
        batch_event_text(r, "rebuild", order_id, 0, 0, SS_NONE, ss_slice_of(why));
        return;
    }
    r->state.mode = SS_MODE_REBUILD;
    run_stop(r, "rebuild", SS_NONE, ss_slice_of(why));
    batch_event_text(r, "rebuild", order_id, 0, 0, SS_NONE, ss_slice_of(why));
}

/* Our rows are older than the file beside the key says: the database was put back. */
static void check_rebuild(ss_run *r, int64_t counter)
{
    if (counter > r->state.runs && r->state.mode != SS_MODE_NEW) {
        r->state.runs = counter;
        safety_rebuild(r, "the database is older than the run counter beside the key file", 0);
    }
    if (r->state.mode == SS_MODE_REBUILD && r->t.now - r->state.rebuild_since >= REBUILD_FOR) {
        r->state.mode = SS_MODE_ACTIVE;
        r->state.resumed_at = r->state.rebuild_since + REBUILD_FOR;
        r->state.last_full = 0; /* what was decided meanwhile has not seen the end of all feeds */
    }
}

static void check_gap(ss_run *r)
{
    int64_t gap = r->t.now - r->state.last_success;

    if (r->state.mode != SS_MODE_ACTIVE || r->state.last_success == 0 || gap <= GAP_READ)
        return;
    r->state.resumed_at = r->t.now;
    batch_event(r, gap > GAP_PREVIEW ? "long_gap" : "gap", 0, 0, 0);
    if (gap > GAP_PREVIEW)
        r->state.mode = SS_MODE_PREVIEW;
}

bool safety_open(ss_run *r)
{
    int64_t counter = r->cmds[0].u.lease.counter;

    r->state_dirty = true;
    if (!ss_slice_blank(r->account.bound) && !ss_slice_blank(r->cfg.identity) &&
        !ss_slice_eq(r->account.bound, r->cfg.identity)) {
        run_stop(r, "copy", SS_NONE, SS_NONE);
        return false;
    }
    /* Whether the credentials work now is found out by using them. */
    if (ss_slice_is(r->state.stopped, "copy") || ss_slice_is(r->state.stopped, "credentials"))
        unstop(r);
    check_rebuild(r, counter);
    if (ss_slice_is(r->state.stopped, "rebuild") && r->state.mode != SS_MODE_REBUILD)
        unstop(r);
    check_gap(r);
    if (r->state.mode == SS_MODE_REBUILD && ss_slice_blank(r->state.stopped))
        run_stop(r, "rebuild", SS_NONE, SS_NONE);
    r->state.runs++;
    r->state.last_run = r->t.now;
    /* If this run dies on the way, the next one follows as soon as the lease is over. */
    if (r->state.next_due > r->t.now + r->cfg.lease)
        r->state.next_due = r->t.now + r->cfg.lease;
    return true;
}

/* To be read once more, unless Amazon does not let us at present. */
static void hold_unread(ss_plan *plan, const ss_order *order, int64_t now, int64_t due)
{
    ss_slice why = ss_order_closed_to_reads(order, now);
    bool closed = !ss_slice_blank(why);

    plan->verdict = SS_V_HOLD;
    plan->reason = closed ? why : SS_LIT("reading");
    if (ss_slice_is(why, "access_denied"))
        plan->detail = order->denied;
    due = closed && due < order->denied_until ? order->denied_until : due;
    if (due < plan->read_due)
        plan->read_due = due;
}

static void hold(ss_plan *plan, const char *reason, int64_t read_due)
{
    plan->verdict = SS_V_HOLD;
    plan->reason = ss_slice_of(reason);
    if (read_due < plan->read_due)
        plan->read_due = read_due;
}

/* A feed of this type and marketplace (-1: any type) may still do what was given up for it. Only
 * feeds that are in progress for at least so many seconds count. */
static bool feed_open(const ss_run *r, const ss_order *order, int type, int64_t seconds)
{
    size_t i;

    for (i = 0; i < r->feed_count; i++) {
        const ss_feed_row *f = &r->feeds[i];

        if (seconds > 0 && (f->processing_at == 0 || r->t.now - f->processing_at < seconds))
            continue;
        if ((type < 0 || f->type == type) && f->state <= SS_F_CANCELLING &&
            ss_slice_eq(f->marketplace, order->amazon.marketplace))
            return true;
    }
    return false;
}

/* A package that is made smaller frees units, which an old feed would ship once more. */
static bool edits(const ss_plan *plan)
{
    size_t i;

    for (i = 0; plan->verdict == SS_V_SHIP && i < plan->parcel_count; i++)
        if (plan->parcels[i].action == SS_PARCEL_EDIT)
            return true;
    return false;
}

/* An older feed may still act on the order. One shop order of several with the same number does not
 * see the messages of the others: the owner may just have made it the main one. */
static bool waits_for_feeds(const ss_run *r, const ss_case *c, const ss_plan *plan)
{
    return (plan->verdict == SS_V_CANCEL && c->parcel_count > 0 &&
            feed_open(r, c->order, SS_FEED_SHIP, 0)) ||
           (edits(plan) && feed_open(r, c->order, SS_FEED_SHIP, SS_FEED_STUCK)) ||
           (c->twin_count > 0 && feed_open(r, c->order, -1, 0));
}

/* What became of another shop order's message with the same number is seen at Amazon only, and only
 * by a read since then. SS_NEVER: one is still on its way. */
static int64_t twins_told(const ss_run *r, const ss_order *order)
{
    int64_t newest = 0;
    size_t i;

    for (i = 0; i < r->rows.twin_count; i++) {
        const ss_twin *t = &r->rows.twins[i];

        if (t->order_id != order->id && t->told_at > newest &&
            ss_slice_eq(t->amazon_order, order->amazon_order))
            newest = t->told_at;
    }
    return newest;
}

/* False: the plan is held. */
static bool twins_settled(const ss_run *r, const ss_case *c, ss_plan *plan)
{
    int64_t told = c->twin_count > 0 ? twins_told(r, c->order) : 0;

    if (told == 0 || c->order->read_at > told)
        return true;
    hold_unread(plan, c->order, r->t.now, told == SS_NEVER ? SS_NEVER : r->t.now);
    if (told == SS_NEVER && plan->look_at > r->t.now + FEED_OPEN_LOOK)
        plan->look_at = r->t.now + FEED_OPEN_LOOK;
    return false;
}

void safety_overlay(const ss_run *r, const ss_case *c, ss_plan *plan)
{
    const ss_order *order = c->order;

    if (plan->verdict != SS_V_SHIP && plan->verdict != SS_V_CANCEL)
        return;
    if (waits_for_feeds(r, c, plan)) {
        hold(plan, "feed_open", SS_NEVER);
        if (plan->look_at > r->t.now + FEED_OPEN_LOOK)
            plan->look_at = r->t.now + FEED_OPEN_LOOK;
        return;
    }
    if (!twins_settled(r, c, plan) || order->known != SS_KNOWN_FOUND)
        return;
    /* After a gap or a restored backup only a picture taken since then counts. */
    if (order->read_at < r->state.resumed_at) {
        hold_unread(plan, order, r->t.now, at_least(r->t.now, r->state.resumed_at));
        return;
    }
    if (plan->verdict == SS_V_CANCEL && !order->released && plan->cancel_since > 0 &&
        (plan->cancel_since <= r->state.cancels_after ||
         (r->state.resumed_at > 0 && plan->cancel_since < r->state.resumed_at + CANCELS_OF_GAP))) {
        hold(plan, "release_cancel", SS_NEVER);
        plan->alarm = true;
    }
}
