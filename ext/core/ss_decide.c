/* The decision about one order: the stages in their order, and what follows from the verdict. */
#include "ss_decide_private.h"

/* ---- outcome --------------------------------------------------------------------------------- */

bool dec_settle(dec_work *w, int verdict, ss_reason reason, ss_slice detail)
{
    w->plan->verdict = verdict;
    w->plan->reason = ss_reason_code(reason);
    w->plan->detail = detail;
    return true;
}

void dec_close(dec_work *w, ss_reason why)
{
    w->closed = why;
}

void dec_note(dec_work *w, ss_reason note)
{
    for (size_t i = 0; i < w->note_count; i++) {
        if (w->notes[i] == note) {
            return;
        }
    }
    if (w->note_count < DEC_NOTES) {
        w->notes[w->note_count++] = note;
    }
}

void dec_hold(dec_work *w, ss_reason reason, ss_slice detail)
{
    if (w->held == SS_R_none || ss_reason_severity(reason) > ss_reason_severity(w->held)) {
        w->held = reason;
        w->held_detail = detail;
    }
}

void dec_look(dec_work *w, int64_t at)
{
    w->plan->look_at = at < w->plan->look_at ? at : w->plan->look_at;
}

void dec_read(dec_work *w, int64_t at)
{
    w->plan->read_due = at < w->plan->read_due ? at : w->plan->read_due;
}

bool dec_reading(dec_work *w, int64_t due)
{
    dec_read(w, due);
    return dec_settle(w, SS_V_HOLD, SS_R_reading, SS_NONE);
}

void *dec_alloc(dec_work *w, size_t count, size_t size)
{
    void *p = w->failed ? NULL : ss_arena_alloc(w->a, count + 1, size, w->err);

    w->failed = p == NULL;
    return p;
}

ss_slice dec_norm(dec_work *w, ss_slice text)
{
    ss_slice out = SS_NONE;

    if (!w->failed && text.n > 0 && !ss_tracking_normalize(w->a, text, &out, w->err)) {
        w->failed = true;
    }
    return out;
}

ss_slice dec_number(dec_work *w, int64_t n)
{
    ss_slice out = SS_NONE;

    if (!w->failed && !ss_arena_print(w->a, &out, w->err, "%lld", (long long)n)) {
        w->failed = true;
    }
    return out;
}

/* ---- stages that look at the order alone ----------------------------------------------------- */

static bool stage_ignored(dec_work *w)
{
    if (!w->c->order->ignored) {
        return false;
    }
    if (w->c->shop->gone) {
        dec_close(w, SS_R_gone);
    }
    return dec_settle(w, SS_V_SKIP, SS_R_ignored, SS_NONE);
}

/* Deleted in the shop. Whether Amazon still waits is worth one read before it is closed. */
static bool stage_gone(dec_work *w)
{
    if (!w->c->shop->gone) {
        return false;
    }
    if (w->c->order->known == SS_KNOWN_UNREAD) {
        return dec_reading(w, w->c->now);
    }
    dec_close(w, SS_R_gone);
    if (w->waits && !w->sent) {
        w->loud = true;
        return dec_settle(w, SS_V_HOLD, SS_R_gone, SS_NONE);
    }
    return dec_settle(w, w->sent ? SS_V_DONE : SS_V_SKIP, SS_R_gone, SS_NONE);
}

/* Links from text may be forged by customers, so what Amazon says must fit as well. */
static bool text_link_fits(const dec_work *w)
{
    int64_t bought = w->c->shop->purchased;

    if (w->c->order->link_source != SS_LINK_TEXT) {
        return true;
    }
    if (!w->c->settings->text_links) {
        return false;
    }
    return w->az == NULL || (w->az->created >= bought - DEC_TEXT_BEFORE &&
                             w->az->created <= bought + DEC_TEXT_AFTER);
}

static bool stage_link(dec_work *w)
{
    const ss_order *o = w->c->order;
    int64_t bought = w->c->shop->purchased;

    if (o->purchased != 0 && bought != 0 && o->purchased != bought) {
        return dec_settle(w, SS_V_HOLD, SS_R_not_linked, o->amazon_order);
    }
    if (!text_link_fits(w)) {
        return dec_settle(w, SS_V_HOLD, SS_R_not_linked, o->amazon_order);
    }
    return false;
}

/* Somebody said that the order is another account's. What went to Amazon from here is seen through. */
static bool stage_elsewhere(dec_work *w)
{
    if (ss_slice_blank(w->c->elsewhere) || w->sent || w->live) {
        return false;
    }
    dec_close(w, SS_R_other_account);
    return dec_settle(w, SS_V_SKIP, SS_R_other_account, w->c->elsewhere);
}

static bool stage_twin(dec_work *w)
{
    const ss_case *c = w->c;
    ss_slice twin = c->twin_count > 0 ? c->twins[0] : SS_NONE;

    if (c->is_main) {
        if (c->twin_count > 0 && c->order->role == SS_ROLE_NONE) {
            dec_note(w, SS_R_double_link);
        }
        return false;
    }
    if (c->order->role == SS_ROLE_SPLIT) {
        return dec_settle(w, SS_V_SKIP, SS_R_split_twin, twin);
    }
    return dec_settle(w, SS_V_HOLD, SS_R_double_link, twin);
}

/* Too old for Amazon, or before the owner's start: closed, unless we already sent for it or the
 * owner asked for this very order. */
static bool stage_age(dec_work *w)
{
    const ss_order *o = w->c->order;
    int64_t made = w->c->shop->purchased;
    int64_t bought = made;

    if (w->az != NULL && w->az->created > 0) {
        made = w->az->created;
    }
    if (made > 0 && made + SS_TOO_OLD < w->c->now) {
        dec_close(w, SS_R_too_old);
        return dec_settle(w, SS_V_SKIP, SS_R_too_old, SS_NONE);
    }
    if (bought > 0 && bought < w->c->settings->start_at && !w->sent && !w->live && !o->express &&
        !o->released) {
        dec_close(w, SS_R_before_start);
        return dec_settle(w, SS_V_SKIP, SS_R_before_start, SS_NONE);
    }
    return false;
}

static bool stage_missing(dec_work *w)
{
    if (w->c->order->known != SS_KNOWN_MISSING) {
        return false;
    }
    if (w->c->order->uncertain) {
        dec_close(w, SS_R_other_account);
        return dec_settle(w, SS_V_SKIP, SS_R_other_account, SS_NONE);
    }
    dec_close(w, SS_R_not_at_amazon);
    return dec_settle(w, SS_V_HOLD, SS_R_not_at_amazon, w->c->order->amazon_order);
}

/* The shop's facts do not say for certain what is wanted. */
static bool stage_pause(dec_work *w)
{
    if (w->want.kind != DEC_PAUSE) {
        return false;
    }
    if (w->az != NULL && w->az->status == SS_AMAZON_SHIPPED) {
        /* Nobody waits any more: worth a line on the panel, not a stop. */
        dec_note(w, w->want.reason);
        return false;
    }
    if (w->c->order->known == SS_KNOWN_UNREAD) {
        dec_read(w, w->c->now);
    }
    w->loud = w->want.reason == SS_R_status_changed_meaning;
    return dec_settle(w, SS_V_HOLD, w->want.reason, w->want.detail);
}

static void stage_nothing(dec_work *w)
{
    if (w->c->order->known == SS_KNOWN_UNREAD) {
        dec_read(w, w->c->now);
    }
    if (w->az != NULL && w->az->status == SS_AMAZON_SHIPPED) {
        dec_settle(w, SS_V_DONE, SS_R_none, SS_NONE);
        return;
    }
    if (w->az != NULL &&
        (w->az->status == SS_AMAZON_PENDING || w->az->status == SS_AMAZON_PENDING_AVAILABILITY)) {
        dec_read(w, w->c->order->read_at + DEC_READ_LATER);
    }
    dec_settle(w, SS_V_NONE, SS_R_none, SS_NONE);
}

static void judge(dec_work *w)
{
    if (stage_ignored(w) || dec_stage_program(w) || stage_gone(w) || stage_link(w) ||
        stage_elsewhere(w) || stage_twin(w) || stage_age(w) || stage_missing(w) ||
        dec_stage_cancelled(w) || stage_pause(w) || dec_stage_market(w) || dec_stage_cancel(w) ||
        dec_stage_ship(w)) {
        return;
    }
    stage_nothing(w);
}

/* ---- what follows from the verdict ----------------------------------------------------------- */

/* When Amazon has to be read on account of our messages. */
static void read_for_messages(dec_work *w)
{
    const ss_case *c = w->c;
    int64_t read = c->order->read_at;

    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];

        if (m->state == SS_M_UNKNOWN) {
            /* Unknown is asked about, and again until an answer settles it. */
            dec_read(w, read < m->changed_at ? c->now : read + DEC_READ_SOON);
        } else if (m->state == SS_M_ACCEPTED || m->state == SS_M_MISMATCH) {
            bool young = c->now < m->changed_at + DEC_DAY;
            int64_t due = m->changed_at + DEC_READ_ACCEPTED;
            int64_t next = read + (young ? DEC_READ_ACCEPTED : DEC_READ_LATER);

            if (m->state == SS_M_ACCEPTED && read <= m->changed_at + DEC_DAY) {
                dec_read(w, m->changed_at + DEC_DAY + 60); /* the read that decides */
            }
            dec_read(w, due > next ? due : next);
        }
    }
}

/* The last of our verifications, 0 if anything of ours is still open. */
static int64_t verified_at(const ss_case *c)
{
    int64_t last = 0;

    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];

        if (m->state == SS_M_VERIFIED) {
            last = m->changed_at > last ? m->changed_at : last;
        } else if (m->state == SS_M_ACCEPTED || dec_is_live(m)) {
            return 0;
        }
    }
    return last;
}

static void close_by_age(dec_work *w)
{
    const ss_case *c = w->c;
    int64_t verified = verified_at(c);
    bool sends = w->plan->verdict == SS_V_SHIP || w->plan->verdict == SS_V_CANCEL;

    if (w->closed != SS_R_none || sends || w->waits) {
        return;
    }
    if (verified > 0 && verified + SS_VERIFIED_KEEP < c->now) {
        dec_close(w, SS_R_verified);
    } else if (!w->sent && w->az != NULL && w->az->status == SS_AMAZON_SHIPPED &&
               w->az->updated + SS_VERIFIED_KEEP < c->now) {
        dec_close(w, SS_R_settled);
    }
}

/* Near ship-by an order that is not on its way is looked at often: what an ERP writes by SQL in the
 * last hours must leave at once. A day after ship-by the usual sweeps suffice again. */
static void watch(dec_work *w)
{
    int64_t deadline = w->plan->deadline;
    int verdict = w->plan->verdict;

    if (!w->waits || deadline == SS_NEVER) {
        return;
    }
    if (verdict == SS_V_SHIP && !w->near && !w->live) {
        dec_look(w, deadline - SS_MARGIN_EXPRESS); /* what still waits then changes its lane */
    }
    if (verdict != SS_V_NONE && verdict != SS_V_HOLD) {
        return;
    }
    if (!w->near) {
        dec_look(w, deadline - SS_MARGIN_EXPRESS);
    } else if (w->c->now < deadline + DEC_DAY) {
        dec_look(w, w->c->now + SS_WATCH_EVERY);
    }
}

static void alarm(dec_work *w)
{
    ss_plan *p = w->plan;
    ss_gravity severity = ss_reason_severity(ss_reason_of(p->reason));
    int64_t from = p->deadline - SS_ALARM_AHEAD;

    if ((p->verdict != SS_V_HOLD && p->verdict != SS_V_CONFLICT) || severity != SS_SEV_PERSON) {
        return;
    }
    if (w->loud) {
        p->alarm = true;
    } else if (w->waits && p->deadline != SS_NEVER &&
               !(w->quiet && ss_slice_is(p->reason, "no_tracking"))) {
        p->alarm = w->c->now >= from;
        if (!p->alarm) {
            dec_look(w, from);
        }
    }
}

/* Accepted, but not yet seen at Amazon. */
static bool is_unproven(const ss_case *c)
{
    for (size_t i = 0; i < c->message_count; i++) {
        if (c->messages[i].state == SS_M_ACCEPTED) {
            return true;
        }
    }
    return false;
}

/* A message whose outcome only reading can tell, or that should have been seen by now, and nothing
 * else to be sent. */
static bool only_asks(const dec_work *w)
{
    bool unknown = false;

    for (size_t i = 0; i < w->c->message_count; i++) {
        const ss_message *m = &w->c->messages[i];

        unknown = unknown || m->state == SS_M_UNKNOWN ||
                  (m->state == SS_M_ACCEPTED && m->changed_at + DEC_DAY < w->c->now);
    }
    for (size_t i = 0; i < w->plan->parcel_count; i++) {
        unknown = unknown && w->plan->parcels[i].action == SS_PARCEL_KEEP;
    }
    return unknown && (w->plan->verdict == SS_V_SHIP || w->plan->verdict == SS_V_CANCEL);
}

bool ss_read_between(const ss_order *o, int64_t started, int64_t now)
{
    return o->read_at >= started && o->read_at <= now;
}

ss_slice ss_order_closed_to_reads(const ss_order *o, int64_t now)
{
    if (o->denied_until <= now)
        return SS_NONE;
    if (ss_slice_is(o->denied, "unreadable"))
        return o->denied;
    if (ss_slice_is(o->denied, "unread_once"))
        return SS_LIT("reading");
    return ss_slice_is(o->denied, ss_op_name(SS_OP_GET_ORDER)) ? SS_LIT("access_denied") : SS_NONE;
}

/* Amazon denies access to this order alone, or cannot be understood about it. It is left in peace for
 * a while, and whoever waits for it learns why. What was read before still counts: a shipment goes if
 * only reading does not. */
static void back_off(dec_work *w)
{
    const ss_order *o = w->c->order;
    ss_plan *p = w->plan;
    ss_reason why = ss_reason_of(ss_order_closed_to_reads(o, w->c->now));
    bool reads = why != SS_R_none;
    bool sends = p->verdict == SS_V_SHIP && !reads;
    bool waits = p->verdict == SS_V_HOLD && ss_slice_is(p->reason, "reading");

    if (ss_slice_blank(o->denied) || o->denied_until <= w->c->now) {
        return;
    }
    if (sends || (reads && (waits || only_asks(w)))) {
        why = reads ? why : SS_R_access_denied;
        dec_settle(w, SS_V_HOLD, why, why == SS_R_access_denied ? o->denied : SS_NONE);
        dec_look(w, o->denied_until);
    } else if (p->read_due < o->denied_until && reads && why != SS_R_reading) {
        dec_note(w, why);
    }
    if (reads && p->read_due < o->denied_until) {
        p->read_due = o->denied_until;
    }
}

static void finish(dec_work *w)
{
    ss_plan *p = w->plan;

    if (w->az != NULL && w->az->cancel_requested && w->az->status != SS_AMAZON_CANCELLED) {
        dec_note(w, SS_R_buyer_request);
    }
    read_for_messages(w);
    back_off(w);
    close_by_age(w);
    watch(w);
    alarm(w);
    if (w->closed != SS_R_none && !w->live && !(w->closed == SS_R_gone && is_unproven(w->c))) {
        p->close = true;
        p->closed_why = ss_reason_code(w->closed);
        p->look_at = SS_NEVER;
        p->read_due = SS_NEVER;
    }
    ss_slice *notes = dec_alloc(w, w->note_count, sizeof *notes);

    for (size_t i = 0; notes != NULL && i < w->note_count; i++) {
        notes[i] = ss_reason_code(w->notes[i]);
    }
    p->notes = notes;
    p->note_count = w->note_count;
}

/* ---- entry ----------------------------------------------------------------------------------- */

static bool case_legal(const ss_case *c, ss_err *err)
{
    if (c->settings == NULL || c->account == NULL || c->shop == NULL || c->order == NULL) {
        return ss_fail(err, SS_E_STATE, "case", "settings, account, shop order or row is missing");
    }
    if (c->shop->id.n > 0 && c->order->shop_order.n > 0 &&
        !ss_slice_eq(c->shop->id, c->order->shop_order)) {
        return ss_fail(err, SS_E_STATE, "case", "shop order and row are of different orders");
    }
    if (c->order->known == SS_KNOWN_FOUND && c->order->amazon.item_count > SS_MAX_ITEMS) {
        return ss_fail(err, SS_E_STATE, "case", "more than %d items", (int)SS_MAX_ITEMS);
    }
    return true;
}

/* The latest time that is past at Amazon too: its clock may be behind ours. */
static int64_t surely_past(const ss_case *c)
{
    return c->now + (c->clock_skew < 0 ? c->clock_skew : 0) - DEC_SHIP_LAG;
}

/* Ship date: first shipped history row, else first seen. Kept once it is known; Amazon's creation
 * time, learnt later, only moves what is sent (see dec_stage_ship). */
static int64_t ship_date(const dec_work *w)
{
    int64_t when = w->c->now;

    if (w->c->order->shipped_at != 0) {
        return w->c->order->shipped_at;
    }
    if (w->want.kind != DEC_SHIP) {
        return 0;
    }
    if (w->want.shipped_row != NULL && w->want.shipped_row->at > 0) {
        when = w->want.shipped_row->at;
    }
    if (when > surely_past(w->c)) {
        when = surely_past(w->c);
    }
    return w->az != NULL && when < w->az->created ? w->az->created : when;
}

/* Since when the order is in the cancel status. A status that came back while nobody looked began
 * anew: the history tells. A comment alone, which repeats the status, begins nothing. */
static int64_t cancel_since(const ss_case *c)
{
    const ss_shop_order *shop = c->shop;
    int64_t since = c->order->cancel_since != 0 ? c->order->cancel_since : c->now;
    size_t first = shop->history_count;

    while (first > 0 && shop->history[first - 1].status == shop->status) {
        first--;
    }
    if (first < shop->history_count && shop->history[first].at > since) {
        since = shop->history[first].at;
    }
    return since > c->now ? c->now : since;
}

static void prepare(dec_work *w)
{
    const ss_case *c = w->c;
    ss_plan *p = w->plan;

    p->deadline = p->look_at = p->read_due = SS_NEVER;
    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];

        w->live = w->live || dec_is_live(m);
        w->sent = w->sent || (m->kind == SS_MSG_SHIP && (dec_is_live(m) || ss_message_is_done(m)));
    }
    if (w->az != NULL) {
        w->waits = w->az->status >= SS_AMAZON_PENDING_AVAILABILITY &&
                   w->az->status <= SS_AMAZON_PARTIALLY_SHIPPED;
        if (w->waits && w->az->ship_by > 0) {
            p->deadline = w->az->ship_by;
        }
    }
    w->near = p->deadline != SS_NEVER && c->now >= p->deadline - SS_MARGIN_EXPRESS;
    dec_rows_of(w);
    if (!w->failed) {
        dec_want_of(w);
    }
    p->shipped_at = ship_date(w);
    if (w->want.kind == DEC_CANCEL) {
        p->cancel_since = cancel_since(c);
    }
}

bool ss_decide(const ss_case *c, ss_arena *a, ss_plan *plan, ss_err *err)
{
    dec_work w;

    if (!case_legal(c, err)) {
        return false;
    }
    memset(&w, 0, sizeof w);
    memset(plan, 0, sizeof *plan);
    w.c = c;
    w.a = a;
    w.err = err;
    w.plan = plan;
    w.az = c->order->known == SS_KNOWN_FOUND ? &c->order->amazon : NULL;
    prepare(&w);
    if (!w.failed) {
        judge(&w);
    }
    if (!w.failed) {
        finish(&w);
    }
    return !w.failed;
}
