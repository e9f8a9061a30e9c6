/* Cancelling: the whole order only, late, after a fresh read, and never after anything shipped. */
#include "ss_decide_private.h"

static bool shipped_there(const ss_amazon_order *az)
{
    if (az == NULL) {
        return false;
    }
    if (az->package_count > 0 || az->status == SS_AMAZON_SHIPPED ||
        az->status == SS_AMAZON_PARTIALLY_SHIPPED) {
        return true;
    }
    for (size_t i = 0; i < az->item_count; i++) {
        if (az->items[i].fulfilled > 0) {
            return true;
        }
    }
    return false;
}

static bool anything_shipped(const dec_work *w)
{
    return w->sent || shipped_there(w->az);
}

/* Absent if it has to be chosen. The owner's choice on the order wins over the rule. */
static ss_slice reason_of(const dec_work *w)
{
    ss_slice chosen = w->c->order->cancel_reason;

    if (ss_slice_blank(chosen)) {
        chosen = w->want.cancel_rule->reason;
    }
    return ss_cancel_reason_known(chosen) ? chosen : SS_NONE;
}

static void fill_items(dec_work *w, ss_slice reason)
{
    const ss_amazon_order *az = w->az;
    ss_item *items = dec_alloc(w, az->item_count, sizeof *items);
    size_t n = 0;

    for (size_t i = 0; items != NULL && i < az->item_count; i++) {
        if (az->items[i].ordered > 0) {
            items[n].id = az->items[i].id;
            items[n++].reason = reason;
        }
    }
    w->plan->cancel_reason = reason;
    w->plan->cancel_items = items;
    w->plan->cancel_item_count = n;
}

/* A cancel that was sent is never repeated in other words: the plan says what the message says. */
static bool repeat(dec_work *w, const ss_message *m)
{
    w->plan->cancel_items = m->items;
    w->plan->cancel_item_count = m->item_count;
    w->plan->cancel_reason = m->item_count > 0 ? m->items[0].reason : SS_NONE;
    if (ss_message_is_done(m) && m->state != SS_M_VERIFIED && shipped_there(w->az)) {
        /* Somebody shipped at Amazon while it was on its way: the parcel may leave, all is refunded. */
        w->loud = true;
        return dec_settle(w, SS_V_CONFLICT, SS_R_cancel_crossed, SS_NONE);
    }
    if (m->state == SS_M_MISMATCH) {
        return dec_settle(w, SS_V_HOLD, SS_R_mismatch, SS_NONE);
    }
    return dec_settle(w, m->state == SS_M_VERIFIED ? SS_V_DONE : SS_V_CANCEL, SS_R_none, SS_NONE);
}

/* The last message was refused (or given up), and nothing about it would change. */
static bool refused(dec_work *w, const ss_message *m)
{
    if (m == NULL ||
        (m->state != SS_M_REJECTED && m->state != SS_M_PARKED && m->state != SS_M_IGNORED)) {
        return false;
    }
    if (!dec_same_items(m->items, m->item_count, w->plan->cancel_items,
                        w->plan->cancel_item_count)) {
        return false;
    }
    if (m->state == SS_M_IGNORED) {
        return dec_settle(w, SS_V_SKIP, SS_R_ignored, SS_NONE);
    }
    ss_reason reason = ss_reason_of(m->reason);

    if (reason == SS_R_none) {
        reason = m->state == SS_M_PARKED ? SS_R_parked : SS_R_rejected;
    }
    return dec_settle(w, SS_V_HOLD, reason, m->code);
}

/* The checks that need no look at Amazon. */
static bool not_allowed(dec_work *w)
{
    if (anything_shipped(w)) {
        return dec_settle(w, SS_V_CONFLICT, SS_R_cancel_after_ship, SS_NONE);
    }
    if (w->c->order->cancel_revoked) {
        return dec_settle(w, SS_V_HOLD, SS_R_cancel_revoked, SS_NONE);
    }
    if (w->c->order->link_source == SS_LINK_TEXT) {
        return dec_settle(w, SS_V_HOLD, SS_R_cancel_text_link, SS_NONE);
    }
    if (ss_slice_blank(reason_of(w))) {
        bool asked = w->az != NULL && w->az->cancel_requested;

        return dec_settle(w, SS_V_HOLD, SS_R_cancel_reason,
                          asked ? SS_LIT("BuyerCanceled") : SS_NONE);
    }
    return false;
}

bool dec_stage_cancel(dec_work *w)
{
    const ss_case *c = w->c;
    ss_plan *p = w->plan;

    if (w->want.kind != DEC_CANCEL) {
        return false;
    }
    const ss_message *top = dec_top(c, SS_MSG_CANCEL, 0);

    if (top != NULL && (dec_is_live(top) || ss_message_is_done(top))) {
        return repeat(w, top);
    }
    if (w->az == NULL) {
        dec_read(w, c->now);
    }
    if (not_allowed(w) || dec_stage_status(w)) {
        return true;
    }
    if (w->az == NULL) {
        return dec_reading(w, c->now);
    }
    fill_items(w, reason_of(w));
    if (p->cancel_item_count == 0) {
        return dec_settle(w, SS_V_HOLD, SS_R_no_items, SS_NONE);
    }
    if (refused(w, top)) {
        return true;
    }
    int64_t from = p->cancel_since + w->want.cancel_rule->after_minutes * 60;

    if (from > c->now) {
        p->not_before = from;
        dec_look(w, from);
    } else if (!ss_read_between(c->order, c->run_started, c->now)) {
        return dec_reading(w, c->now);
    }
    p->urgent = c->order->express;
    return dec_settle(w, SS_V_CANCEL, SS_R_none, SS_NONE);
}
