/*
 * Parcels Amazon was told of: kept as they are, corrected under their own reference, or - once - told
 * again because Amazon confirmed them and does not show them.
 */
#include "ss_decide_private.h"

static void copy_sent(dec_cand *k, const ss_message *m)
{
    k->carrier = m->carrier;
    k->carrier_name = m->carrier_name;
    k->method = m->method;
    k->tracking = m->tracking;
    k->shipped_at = m->shipped_at;
    k->ship_from = m->has_ship_from ? &m->ship_from : NULL;
    k->ref = m->amazon_ref;
    if (k->packages == 1 && k->package->ref.n > 0) {
        k->ref = k->package->ref; /* what Amazon says it is called */
    } else if (k->parcel != NULL && k->parcel->amazon_ref.n > 0) {
        k->ref = k->parcel->amazon_ref;
    }
    k->action = SS_PARCEL_KEEP;
}

/* A mended carrier with the same number shows in a new row with another carrier: shops let one only
 * delete and add. A changed mapping alone corrects nothing that is sent: it would touch every order
 * of the last month. */
static bool carrier_mended(const dec_cand *k, const dec_carrier *now)
{
    bool other_row = k->parcel != NULL && k->parcel->row.n > 0 &&
                     !ss_slice_is(k->parcel->row, "-") && !ss_slice_eq(k->parcel->row, k->row.id);
    bool under_way = k->top != NULL && k->top != k->done && k->top->edit &&
                     ss_slice_eq(k->top->carrier, now->code) &&
                     ss_slice_eq(k->top->carrier_name, now->other);

    if (now->hold != SS_R_none || (ss_slice_eq(now->code, k->done->carrier) &&
                                   ss_slice_eq(now->other, k->done->carrier_name))) {
        return false;
    }
    return other_row || under_way;
}

/* Once a number: Amazon accepted it, and a day later shows something else. The second time a person
 * has to look. Without a number there is no confirmShipment, so there is nothing to try. */
static bool corrects_itself(const dec_work *w, const dec_cand *k)
{
    size_t times = 0;

    if (w->az == NULL || k->at_amazon || k->done->state != SS_M_MISMATCH ||
        k->done->tracking.n == 0) {
        return false;
    }
    for (size_t i = 0; i < w->c->message_count; i++) {
        const ss_message *m = &w->c->messages[i];
        times += m->kind == SS_MSG_SHIP && m->parcel == k->number && m->state == SS_M_MISMATCH &&
                 ss_slice_eq(m->tracking, k->done->tracking);
    }
    return times == 1;
}

/* Nobody else has shipped the units of this parcel meanwhile. */
static bool units_are_free(const dec_work *w, const dec_cand *k)
{
    for (size_t i = 0; i < w->az->item_count; i++) {
        const ss_amazon_item *item = &w->az->items[i];

        if (k->units[i] > 0 && dec_shipped_units(w->az, item) + k->units[i] > item->ordered) {
            return false;
        }
    }
    return true;
}

static size_t likely_packages(const dec_work *w, const dec_cand *k)
{
    size_t at = 0;

    return k->packages > 0 ? k->packages : dec_count_by_items(w, k->done, false, &at);
}

/* A day after Amazon accepted it nothing there could be the parcel: it can only be told again. */
static bool never_arrived(const dec_work *w, const dec_cand *k)
{
    return w->az != NULL && k->done->state == SS_M_MISMATCH && likely_packages(w, k) == 0 &&
           units_are_free(w, k);
}

/* As the same package if it never arrived; else what Amazon shows is corrected, if it is certain
 * which package that is. */
static void tell_again(dec_work *w, dec_cand *k)
{
    if (never_arrived(w, k)) {
        k->action = SS_PARCEL_SEND;
        dec_note(w, SS_R_correcting);
    } else if (likely_packages(w, k) == 1 && dec_find_ref(w, k)) {
        k->action = SS_PARCEL_EDIT;
        dec_note(w, SS_R_correcting);
    }
}

/* The correction waits: until it goes, the parcel is what Amazon was told, in the row it was told of. */
static void as_told(dec_cand *k)
{
    copy_sent(k, k->done);
    if (k->parcel != NULL && k->parcel->row.n > 0) {
        k->row.id = k->parcel->row;
    }
}

void dec_sent_parcel(dec_work *w, dec_cand *k)
{
    copy_sent(k, dec_last_sent(k));
    if (k->live != NULL || !k->in_shop) {
        return;
    }
    if (k->row.bad) {
        dec_hold(w, SS_R_bad_tracking, dec_plain(w, k->row.raw));
        return;
    }
    bool changed = !ss_slice_eq(k->row.norm, dec_norm(w, k->done->tracking));
    bool replace = k->done->state == SS_M_MISMATCH && w->c->order->replace_theirs;
    dec_carrier carrier = dec_carrier_of(w, &k->row);
    bool mended = carrier_mended(k, &carrier);

    if (!changed && !mended && !k->shrunk && !replace) {
        if (corrects_itself(w, k)) {
            tell_again(w, k);
        }
        return;
    }
    if (changed || mended) {
        dec_carrier_check(w, &carrier, &k->row);
        dec_use_carrier(w, k, &carrier);
        k->tracking = k->row.code;
    }
    if (never_arrived(w, k)) {
        k->action = SS_PARCEL_SEND;
    } else if (dec_find_ref(w, k)) {
        k->action = SS_PARCEL_EDIT;
    } else {
        as_told(k);
    }
}
