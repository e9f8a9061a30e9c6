/*
 * The plan of one order against the messages that exist: what to add, to hold, to take back.
 *
 * A changed payload is always a new revision. Nothing that is in flight or unknown is touched: its
 * outcome comes first, then the order is decided again.
 */
#include "run_private.h"

/* The rows of one order while they change. */
typedef struct order_rows {
    const ss_case *c;
    ss_order *order;
    ss_message *messages;
    size_t message_count;
    ss_parcel *parcels;
    size_t parcel_count;
} order_rows;

static bool is_waiting(const ss_message *m)
{
    return m->state == SS_M_PENDING || m->state == SS_M_HELD;
}

static bool is_under_way(const ss_message *m)
{
    return m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN;
}

static void set_state(ss_run *r, ss_message *m, ss_message_state state, ss_slice reason)
{
    if (m->state == (int)state && ss_slice_eq(m->reason, reason))
        return;
    m->state = state;
    m->reason = reason;
    m->changed_at = r->t.now;
}

/* Everything of this kind that still waits gets another state. */
static void move_waiting(ss_run *r, order_rows *w, int kind, ss_message_state state,
                         ss_slice reason)
{
    size_t i;

    for (i = 0; i < w->message_count; i++)
        if (w->messages[i].kind == kind && is_waiting(&w->messages[i]))
            set_state(r, &w->messages[i], state, reason);
}

static ss_message *newest(order_rows *w, int kind, int64_t parcel)
{
    size_t i;
    ss_message *best = NULL;

    for (i = 0; i < w->message_count; i++) {
        ss_message *m = &w->messages[i];

        if (m->kind == kind && m->parcel == parcel &&
            (best == NULL || m->revision > best->revision))
            best = m;
    }
    return best;
}

static ss_message *add_message(ss_run *r, order_rows *w, int kind, int64_t parcel,
                               const ss_message *older)
{
    ss_message *m = &w->messages[w->message_count++];

    memset(m, 0, sizeof *m);
    m->account = w->order->account;
    m->order_id = w->order->id;
    m->shop_order = w->order->shop_order;
    m->amazon_order = w->order->amazon_order;
    m->marketplace = w->order->amazon.marketplace;
    m->kind = kind;
    m->parcel = parcel;
    m->revision = older == NULL ? 1 : older->revision + 1;
    m->state = SS_M_PENDING;
    m->created_at = m->changed_at = r->t.now;
    m->deadline = w->order->deadline;
    return m;
}

static ss_parcel *parcel_row(order_rows *w, const ss_plan_parcel *p)
{
    size_t i;
    ss_parcel *row;

    for (i = 0; i < w->parcel_count; i++)
        if (w->parcels[i].number == p->number)
            return &w->parcels[i];
    row = &w->parcels[w->parcel_count++];
    memset(row, 0, sizeof *row);
    row->order_id = w->order->id;
    row->number = p->number;
    return row;
}

static int lane_of(const ss_run *r, const ss_plan *plan, const ss_plan_parcel *p)
{
    if (p->action == SS_PARCEL_EDIT)
        return SS_LANE_EXPRESS;
    if (p->tracking.p == NULL || r->settings.transport == SS_TRANSPORT_FEED)
        return SS_LANE_FEED;
    if (r->settings.transport == SS_TRANSPORT_EXPRESS)
        return SS_LANE_EXPRESS;
    return plan->urgent ? SS_LANE_EXPRESS : SS_LANE_FEED;
}

/* Amazon took what a message said of this parcel. */
static bool ever_taken(const order_rows *w, int64_t parcel)
{
    size_t i;

    for (i = 0; i < w->message_count; i++)
        if (w->messages[i].kind == SS_MSG_SHIP && w->messages[i].parcel == parcel &&
            ss_message_is_done(&w->messages[i]))
            return true;
    return false;
}

static bool fill_ship(ss_run *r, ss_message *m, const ss_plan_parcel *p)
{
    m->carrier = p->carrier;
    m->carrier_name = p->carrier_name;
    m->method = p->method;
    m->tracking = p->tracking;
    m->shipped_at = p->shipped_at;
    m->items = p->items;
    m->item_count = p->item_count;
    m->has_ship_from = p->ship_from != NULL;
    if (p->ship_from != NULL)
        m->ship_from = *p->ship_from;
    m->edit = p->action == SS_PARCEL_EDIT;
    /* A new package gets its reference when it goes by confirmShipment; by feed Amazon chooses. */
    m->amazon_ref = m->edit ? p->amazon_ref : SS_NONE;
    return run_digest_payload(r, m, &m->digest);
}

/* One message wanted; `older` is the newest that exists for the parcel, or NULL. */
static bool want_ship(ss_run *r, order_rows *w, const ss_plan *plan, const ss_plan_parcel *p)
{
    ss_message *m = newest(w, SS_MSG_SHIP, p->number);
    bool same = m != NULL && ss_payload_same(m, p) && m->edit == (p->action == SS_PARCEL_EDIT);
    bool again;

    if (m != NULL && is_under_way(m))
        return true;
    if (same && (m->state == SS_M_ACCEPTED || m->state == SS_M_VERIFIED ||
                 m->state == SS_M_REJECTED || m->state == SS_M_PARKED))
        return true;
    if (same && is_waiting(m)) {
        set_state(r, m, SS_M_PENDING, SS_NONE);
    } else {
        /* What a feed brought to nothing, or may still bring, is told again by the way that answers at
         * once and names the package. */
        again = m != NULL && p->tracking.p != NULL &&
                (m->state == SS_M_MISMATCH ||
                 (is_waiting(m) && m->attempts > 0 && m->lane == SS_LANE_EXPRESS));
        /* What Amazon took stays on record, or the parcel would look as if nothing was sent. */
        if (m != NULL && !ss_message_is_done(m))
            set_state(r, m, SS_M_SUPERSEDED, SS_NONE);
        m = add_message(r, w, SS_MSG_SHIP, p->number, m);
        if (!fill_ship(r, m, p))
            return false;
        if (again)
            m->lane = SS_LANE_EXPRESS;
        batch_event(r, "wanted", w->order->id, 0, 0);
    }
    /* A message that fell back to the express lane stays there. */
    if (m->lane != SS_LANE_EXPRESS || m->tracking.p == NULL)
        m->lane = lane_of(r, plan, p);
    if (m->not_before < plan->not_before || plan->urgent)
        m->not_before = plan->not_before;
    m->deadline = plan->deadline;
    m->amazon_order = w->order->amazon_order;
    m->marketplace = w->order->amazon.marketplace;
    return true;
}

static bool want_parcel(ss_run *r, order_rows *w, const ss_plan *plan, const ss_plan_parcel *p)
{
    ss_parcel *row = parcel_row(w, p);
    ss_message *m;
    ss_slice ref;

    row->row = p->row;
    /* What was seen at Amazon, and not told by a message of ours, is known by its number until the
     * correction was taken. */
    if (p->action != SS_PARCEL_EDIT || row->state != SS_PARCEL_VERIFIED || ever_taken(w, p->number))
        row->tracking = p->tracking;
    row->carrier = p->carrier;
    if (p->amazon_ref.p != NULL)
        row->amazon_ref = p->amazon_ref;
    if (p->action != SS_PARCEL_KEEP)
        return want_ship(r, w, plan, p);
    m = newest(w, SS_MSG_SHIP, p->number);
    if (p->at_amazon)
        row->state = SS_PARCEL_VERIFIED;
    /* What is still wanted is planned as SEND or EDIT: a waiting message is out of date, unless it
     * was sent before and is there after all. */
    if (m != NULL && is_waiting(m) && m->attempts > 0 &&
        ss_agrees(m, &w->order->amazon, &r->work, &ref) == SS_AGREE_YES)
        set_state(r, m, SS_M_VERIFIED, SS_NONE);
    else if (m != NULL && is_waiting(m))
        set_state(r, m, SS_M_REVOKED, SS_LIT("out_of_date"));
    return true;
}

/* Waiting messages of parcels that the plan does not name any more: their row is gone. */
static void drop_unplanned(ss_run *r, order_rows *w, const ss_plan *plan)
{
    size_t i, k;

    for (i = 0; i < w->message_count; i++) {
        ss_message *m = &w->messages[i];

        if (m->kind != SS_MSG_SHIP || !is_waiting(m))
            continue;
        for (k = 0; k < plan->parcel_count; k++)
            if (plan->parcels[k].number == m->parcel)
                break;
        if (k == plan->parcel_count)
            set_state(r, m, SS_M_REVOKED, SS_LIT("row_deleted"));
    }
}

static bool reasons_same(const ss_message *m, const ss_plan *plan)
{
    size_t i;

    if (m->item_count != plan->cancel_item_count)
        return false;
    for (i = 0; i < m->item_count; i++)
        if (!ss_slice_eq(m->items[i].id, plan->cancel_items[i].id) ||
            !ss_slice_eq(m->items[i].reason, plan->cancel_items[i].reason))
            return false;
    return true;
}

static bool want_cancel(ss_run *r, order_rows *w, const ss_plan *plan)
{
    ss_message *m = newest(w, SS_MSG_CANCEL, 0);
    bool same = m != NULL && reasons_same(m, plan);

    if (m != NULL && (is_under_way(m) || m->state == SS_M_ACCEPTED || m->state == SS_M_VERIFIED))
        return true;
    if (same && (m->state == SS_M_REJECTED || m->state == SS_M_PARKED))
        return true;
    if (same && is_waiting(m)) {
        set_state(r, m, SS_M_PENDING, SS_NONE);
    } else {
        if (m != NULL)
            set_state(r, m, SS_M_SUPERSEDED, SS_NONE);
        m = add_message(r, w, SS_MSG_CANCEL, 0, m);
        m->items = plan->cancel_items;
        m->item_count = plan->cancel_item_count;
        if (!run_digest_payload(r, m, &m->digest))
            return false;
    }
    m->lane = SS_LANE_FEED;
    m->not_before = plan->not_before;
    m->deadline = plan->deadline;
    m->amazon_order = w->order->amazon_order;
    m->marketplace = w->order->amazon.marketplace;
    return true;
}

/* A save may have taken a new revision and lost the row of the old one. Only the newest waits. */
static void drop_older(ss_run *r, order_rows *w)
{
    size_t i;

    for (i = 0; i < w->message_count; i++) {
        ss_message *m = &w->messages[i];

        if (is_waiting(m) && newest(w, m->kind, m->parcel) != m)
            set_state(r, m, SS_M_SUPERSEDED, SS_NONE);
    }
}

static bool apply_plan(ss_run *r, order_rows *w, const ss_plan *plan)
{
    size_t i;

    drop_older(r, w);

    switch ((ss_verdict)plan->verdict) {
    case SS_V_SHIP:
        move_waiting(r, w, SS_MSG_CANCEL, SS_M_REVOKED, SS_LIT("taken_back"));
        drop_unplanned(r, w, plan);
        for (i = 0; i < plan->parcel_count; i++)
            if (!want_parcel(r, w, plan, &plan->parcels[i]))
                return false;
        return true;
    case SS_V_CANCEL:
        move_waiting(r, w, SS_MSG_SHIP, SS_M_REVOKED, SS_LIT("taken_back"));
        return want_cancel(r, w, plan);
    case SS_V_HOLD:
        move_waiting(r, w, SS_MSG_SHIP, SS_M_HELD, plan->reason);
        move_waiting(r, w, SS_MSG_CANCEL, SS_M_HELD, plan->reason);
        return true;
    case SS_V_DONE:
        for (i = 0; i < plan->parcel_count; i++)
            if (plan->parcels[i].at_amazon && !want_parcel(r, w, plan, &plan->parcels[i]))
                return false;
        FLOW_FALL
    case SS_V_NONE:
    case SS_V_SKIP:
    case SS_V_CONFLICT:
        break;
    }
    move_waiting(r, w, SS_MSG_SHIP, w->order->ignored ? SS_M_IGNORED : SS_M_REVOKED, plan->reason);
    move_waiting(r, w, SS_MSG_CANCEL, w->order->ignored ? SS_M_IGNORED : SS_M_REVOKED,
                 plan->reason);
    return true;
}

/* A warning is evidence the first time it is given. */
static void note_events(ss_run *r, const ss_order *o, const ss_plan *plan)
{
    size_t i, k;

    for (i = 0; i < plan->note_count && o->id != 0; i++) {
        for (k = 0; k < o->note_count; k++)
            if (ss_slice_eq(o->notes[k], plan->notes[i]))
                break;
        if (k == o->note_count)
            batch_event_text(r, "note", o->id, 0, 0, plan->notes[i], plan->detail);
    }
}

static void apply_order(ss_run *r, ss_order *o, const ss_plan *plan, const ss_order *before)
{
    bool changed = o->verdict != plan->verdict || !ss_slice_eq(o->reason, plan->reason);

    o->verdict = plan->verdict;
    o->reason = plan->reason;
    o->detail = plan->detail;
    note_events(r, o, plan);
    o->notes = plan->notes;
    o->note_count = plan->note_count;
    o->look_at = plan->look_at;
    o->read_due = plan->read_due;
    o->deadline = plan->deadline;
    if (o->shipped_at == 0)
        o->shipped_at = plan->shipped_at;
    o->cancel_since = plan->cancel_since;
    o->open = !plan->close;
    o->closed_why = plan->close ? plan->closed_why : SS_NONE;
    if (plan->close)
        o->look_at = o->read_due = SS_NEVER;
    if (changed && o->id != 0)
        batch_event_text(r,
                         plan->verdict == SS_V_NONE ? "nothing" : ss_verdict_names[plan->verdict],
                         o->id, 0, 0, plan->reason, plan->detail);
    if (o->open)
        run_wake(r, o->look_at < o->read_due ? o->look_at : o->read_due);
    /* An order that only was looked at is not written: an idle run writes nothing. */
    if (before == NULL || !ss_record_equal(&ss_rec_order, before, o)) {
        o->seen_at = r->t.now;
        (void)batch_order(r, o);
    }
}

/* Messages and parcels that differ from what was loaded go into the batch. */
static void flush(ss_run *r, const order_rows *w)
{
    size_t i, k;

    for (i = 0; i < w->parcel_count; i++) {
        const ss_parcel *p = &w->parcels[i];

        for (k = 0; k < r->rows.parcel_count; k++)
            if (r->rows.parcels[k].id == p->id)
                break;
        if (p->id == 0 || k == r->rows.parcel_count ||
            !ss_record_equal(&ss_rec_parcel, p, &r->rows.parcels[k]))
            (void)batch_parcel(r, p);
    }
    for (i = 0; i < w->message_count; i++) {
        const ss_message *m = &w->messages[i];

        for (k = 0; k < r->rows.message_count; k++)
            if (r->rows.messages[k].id == m->id)
                break;
        if (m->id == 0 || k == r->rows.message_count ||
            !ss_record_equal(&ss_rec_message, m, &r->rows.messages[k]))
            (void)batch_message(r, m);
    }
}

bool run_reconcile(ss_run *r, ss_order *order, const ss_case *c, const ss_plan *plan)
{
    order_rows w = {.c = c, .order = order};
    const ss_order *before = order->id == 0 ? NULL : rows_order(&r->rows, order->id);

    w.message_count = c->message_count;
    w.parcel_count = c->parcel_count;
    w.messages = ss_arena_alloc(&r->work, c->message_count + plan->parcel_count + 2,
                                sizeof *w.messages, &r->err);
    w.parcels = ss_arena_alloc(&r->work, c->parcel_count + plan->parcel_count + 1,
                               sizeof *w.parcels, &r->err);
    if (w.messages == NULL || w.parcels == NULL)
        return false;
    if (c->message_count > 0)
        memcpy(w.messages, c->messages, c->message_count * sizeof *w.messages);
    if (c->parcel_count > 0)
        memcpy(w.parcels, c->parcels, c->parcel_count * sizeof *w.parcels);
    order->deadline = plan->deadline;
    /* A row without an id was just linked: it can carry no messages, and decide lets nothing go before
     * Amazon was read for it. */
    if (order->id != 0 && !apply_plan(r, &w, plan))
        return false;
    flush(r, &w);
    apply_order(r, order, plan, before);
    return !r->over;
}
