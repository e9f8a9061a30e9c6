/* Shipping: the parcels with everything that is sent of them, and whether they may go. */
#include "ss_decide_private.h"

enum { PLAIN_MAX = 80 };

ss_slice dec_plain(dec_work *w, ss_slice raw)
{
    size_t n = raw.n < PLAIN_MAX ? raw.n : PLAIN_MAX;
    char *p = dec_alloc(w, n, 1);

    for (size_t i = 0; p != NULL && i < n; i++) {
        p[i] = raw.p[i] > ' ' - 1 && raw.p[i] < 127 ? raw.p[i] : '?';
    }
    return p == NULL ? SS_NONE : (ss_slice){p, n};
}

/* What is sent as date: the kept one, but never before Amazon's order existed. */
static int64_t ship_date(const dec_work *w)
{
    int64_t when = w->plan->shipped_at;

    return w->az != NULL && when < w->az->created ? w->az->created : when;
}

/* ---- what stands in the way of the whole order ----------------------------------------------- */

/* A cancel that is on its way or through: the parcel must not be reported as well. */
static bool cancel_blocks(dec_work *w)
{
    const ss_message *m = dec_top(w->c, SS_MSG_CANCEL, 0);

    if (m == NULL) {
        return false;
    }
    if (dec_is_live(m)) {
        return dec_settle(w, SS_V_HOLD, SS_R_cancel_in_flight, SS_NONE);
    }
    if (m->state == SS_M_MISMATCH) {
        return dec_settle(w, SS_V_HOLD, SS_R_mismatch, SS_NONE);
    }
    if (m->state == SS_M_ACCEPTED || m->state == SS_M_VERIFIED) {
        w->loud = true;
        return dec_settle(w, SS_V_CONFLICT, SS_R_cancelled_at_amazon, SS_LIT("MERCHANT"));
    }
    return false;
}

static bool is_prime(const dec_work *w, bool premium)
{
    for (size_t i = 0; w->az != NULL && i < w->az->program_count; i++) {
        if (ss_slice_is(w->az->programs[i], "PRIME") ||
            (premium && ss_slice_is(w->az->programs[i], "PREMIUM"))) {
            return true;
        }
    }
    return false;
}

static bool starts(ss_slice text, const char *with)
{
    size_t n = strlen(with);

    return text.n >= n && ss_ascii_equal_nocase((ss_slice){text.p, n}, ss_slice_of(with));
}

/* Labels bought at Amazon are confirmed by Amazon: Prime by the seller, or Amazon's own carrier. */
static bool label_bought(const dec_work *w)
{
    for (size_t i = 0; i < w->az->package_count; i++) {
        if (is_prime(w, false) || starts(w->az->packages[i].carrier, "Amazon Shipping") ||
            starts(w->az->packages[i].carrier, "AMZL")) {
            return true;
        }
    }
    return false;
}

static bool known_at_amazon(const dec_work *w)
{
    for (size_t i = 0; i < w->cand_count; i++) {
        if (w->cands[i].at_amazon) {
            return true;
        }
    }
    return false;
}

/* The owner wants our number in the place of theirs: possible if it is clear which is meant. */
static bool replace_theirs(dec_work *w)
{
    const ss_package *pkg = &w->az->packages[0];
    size_t chosen = w->c->settings->several == SS_SEVERAL_LAST ? w->cand_count - 1 : 0;

    if (w->az->package_count != 1 || pkg->ref.n == 0) {
        return dec_settle(w, SS_V_HOLD, SS_R_ambiguous_package, SS_NONE);
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        dec_cand *k = &w->cands[i];

        if (i != chosen) {
            k->dropped = true;
            dec_note(w, SS_R_parcel_dropped);
            continue;
        }
        k->action = SS_PARCEL_EDIT;
        k->package = pkg;
        k->ref = pkg->ref;
        for (size_t j = 0; j < w->az->item_count; j++) {
            k->units[j] = pkg->item_count == 0 ? w->az->items[j].ordered : 0;
            for (size_t n = 0; n < pkg->item_count; n++) {
                if (ss_slice_eq(pkg->items[n].id, w->az->items[j].id)) {
                    k->units[j] += pkg->items[n].quantity;
                }
            }
        }
    }
    return false;
}

static ss_slice theirs(const dec_work *w)
{
    for (size_t i = 0; i < w->az->package_count; i++) {
        if (w->az->packages[i].tracking.n > 0) {
            return w->az->packages[i].tracking;
        }
    }
    return SS_NONE;
}

/* The only package there is the one that was seen with the number the shop had: who told it does not
 * matter, and no message may tell of it any more (a restored backup). The shop's new number belongs
 * to it as long as Amazon still has the former one. */
static bool seen_before(dec_work *w)
{
    const ss_package *pkg = &w->az->packages[0];

    if (w->az->package_count != 1 || w->cand_count != 1 || pkg->ref.n == 0 ||
        pkg->tracking.n == 0) {
        return false;
    }
    for (size_t i = 0; i < w->c->parcel_count; i++) {
        const ss_parcel *p = &w->c->parcels[i];

        if (p->state == SS_PARCEL_VERIFIED && ss_slice_eq(p->amazon_ref, pkg->ref) &&
            ss_slice_eq(dec_norm(w, p->tracking), dec_norm(w, pkg->tracking))) {
            return true;
        }
    }
    return false;
}

/* Somebody else has reported the order (magnalister, Seller Central, a bought label). */
static bool shipped_by_others(dec_work *w)
{
    int64_t left = 0, fulfilled = 0, ordered = 0;

    if (w->az == NULL || w->sent || known_at_amazon(w)) {
        return false;
    }
    for (size_t i = 0; i < w->az->item_count; i++) {
        left += w->left[i];
        fulfilled += w->az->items[i].fulfilled;
        ordered += w->az->items[i].ordered;
    }
    if (label_bought(w)) {
        return dec_settle(w, SS_V_SKIP, SS_R_label_bought, SS_NONE);
    }
    if (left > 0) {
        return false;
    }
    if (ordered == 0 ||
        (w->az->status != SS_AMAZON_SHIPPED && fulfilled == 0 && w->az->package_count == 0)) {
        return dec_settle(w, SS_V_HOLD, SS_R_no_items, SS_NONE);
    }
    if (w->cands[0].bare) {
        /* No number here, none wanted there: settled unsent. */
        w->cands[0].at_amazon = true;
        for (size_t i = 0; i < w->az->item_count; i++) {
            w->cands[0].units[i] = w->az->items[i].ordered;
        }
        return false;
    }
    if (w->c->order->replace_theirs || seen_before(w)) {
        return replace_theirs(w);
    }
    return dec_settle(w, SS_V_CONFLICT, SS_R_already_shipped, theirs(w));
}

/* ---- one parcel ------------------------------------------------------------------------------ */

void dec_use_carrier(dec_work *w, dec_cand *k, const dec_carrier *carrier)
{
    k->carrier = carrier->code;
    k->carrier_name = carrier->other;
    if (carrier->hold != SS_R_none) {
        dec_hold(w, carrier->hold,
                 carrier->hold == SS_R_bad_tracking ? dec_plain(w, carrier->detail)
                                                    : carrier->detail);
    }
}

static void amazons_parcel(dec_work *w, dec_cand *k)
{
    k->action = SS_PARCEL_KEEP;
    k->tracking = k->row.code;
    k->shipped_at = ship_date(w);
    if (k->package != NULL) {
        k->carrier = k->package->carrier;
        k->ref = k->package->ref;
        if (k->package->shipped_at > 0) {
            k->shipped_at = k->package->shipped_at;
        }
    }
}

/* Waiting for a number: as set, never past ship-by minus its margin. True: it waits. */
static bool waits_for_number(dec_work *w, const dec_carrier *carrier)
{
    const ss_case *c = w->c;
    int64_t end = ship_date(w) + c->settings->wait_hours * 3600;
    char text[21];
    ss_slice detail = SS_NONE;

    if (w->plan->deadline != SS_NEVER && end > w->plan->deadline - SS_MARGIN_EXPRESS) {
        end = w->plan->deadline - SS_MARGIN_EXPRESS;
    }
    if (carrier->untracked || c->order->express) {
        return false;
    }
    if (c->now >= end && c->settings->send_untracked) {
        return false;
    }
    if (c->now >= end) {
        w->loud = true;
    } else {
        dec_look(w, end);
        w->quiet = c->settings->send_untracked;
    }
    if (c->settings->send_untracked && ss_time_format(end, text) &&
        !ss_arena_copy(w->a, ss_slice_of(text), &detail, w->err)) {
        w->failed = true;
    }
    dec_hold(w, SS_R_no_tracking, detail);
    return true;
}

static void check_transparency(dec_work *w, const dec_cand *k)
{
    for (size_t i = 0; w->az != NULL && i < w->az->item_count; i++) {
        if (w->az->items[i].transparency && k->units[i] > 0) {
            dec_hold(w, SS_R_transparency, w->az->items[i].id);
        }
    }
}

static void new_parcel(dec_work *w, dec_cand *k)
{
    dec_carrier carrier = dec_carrier_of(w, &k->row);

    if (k->action != SS_PARCEL_EDIT) {
        k->action = SS_PARCEL_SEND;
    }
    k->method = dec_method_of(w);
    k->tracking = k->row.code;
    k->shipped_at = ship_date(w);
    if (k->action == SS_PARCEL_EDIT && k->package->shipped_at > 0) {
        k->shipped_at = k->package->shipped_at;
    }
    if (w->want.ship_rule != NULL && w->want.ship_rule->has_ship_from) {
        k->ship_from = &w->want.ship_rule->ship_from;
    }
    check_transparency(w, k);
    if (k->row.bad) {
        dec_hold(w, SS_R_bad_tracking, dec_plain(w, k->row.raw));
    }
    if (k->bare) {
        bool nameless = carrier.hold == SS_R_no_carrier;

        if (!nameless) {
            /* What a person must mend is said before the waiting. */
            dec_use_carrier(w, k, &carrier);
        }
        if (waits_for_number(w, &carrier) && nameless) {
            return; /* the row with the number will bring the carrier */
        }
        if (is_prime(w, true)) {
            dec_note(w, SS_R_tracking_required);
        }
    }
    if (carrier.hold == SS_R_none) {
        dec_carrier_check(w, &carrier, &k->row);
    }
    dec_use_carrier(w, k, &carrier);
}

static void fill_parcels(dec_work *w)
{
    for (size_t i = 0; i < w->cand_count && !w->failed; i++) {
        dec_cand *k = &w->cands[i];

        if (k->dropped) {
            continue;
        }
        if (dec_is_sent(k)) {
            dec_sent_parcel(w, k);
        } else if (k->at_amazon) {
            amazons_parcel(w, k);
        } else {
            new_parcel(w, k);
        }
    }
}

/* ---- the plan -------------------------------------------------------------------------------- */

static ss_plan_parcel parcel_of(dec_work *w, const dec_cand *k)
{
    ss_plan_parcel p = {.number = k->number,
                        .row = k->row.id,
                        .action = k->action,
                        .at_amazon = k->at_amazon,
                        .carrier = k->carrier,
                        .carrier_name = k->carrier_name,
                        .method = k->method,
                        .tracking = k->tracking,
                        .shipped_at = k->shipped_at,
                        .ship_from = k->ship_from,
                        .amazon_ref = k->ref};

    if (w->az != NULL) {
        p.items = dec_items(w, k->units, &p.item_count);
    } else if (dec_is_sent(k)) {
        p.items = dec_last_sent(k)->items;
        p.item_count = dec_last_sent(k)->item_count;
    }
    return p;
}

/* The last look before a message is made: everything Amazon is known to refuse by its form. */
static void check_form(dec_work *w, const ss_plan_parcel *p)
{
    ss_ship_message m = {.id = 1,
                         .order = w->c->order->amazon_order,
                         .shipped_at = p->shipped_at,
                         .carrier = p->carrier,
                         .carrier_name = p->carrier_name,
                         .method = p->method,
                         .tracking = p->tracking,
                         .items = p->items,
                         .item_count = p->item_count,
                         .ship_from = p->ship_from};
    ss_err err = SS_ERR_INIT;
    ss_slice detail = SS_NONE;

    if (w->held != SS_R_none || ss_ship_check(&m, &err)) {
        return;
    }
    if (!ss_arena_copy(w->a, ss_slice_of(err.text), &detail, w->err)) {
        w->failed = true;
    }
    dec_hold(w, SS_R_bad_data, detail);
}

/* Amazon refused just this, or it was given up, or the owner stopped just this: not again. */
static void check_refused(dec_work *w, const dec_cand *k, ss_plan_parcel *p)
{
    const ss_message *m = k->top;

    if (m == NULL || !ss_payload_same(m, p)) {
        return;
    }
    if (m->state == SS_M_IGNORED) {
        p->action = SS_PARCEL_KEEP;
        dec_note(w, SS_R_ignored);
    } else if (m->state == SS_M_REJECTED || m->state == SS_M_PARKED) {
        ss_reason reason = ss_reason_of(m->reason);

        if (reason == SS_R_none) {
            reason = m->state == SS_M_PARKED ? SS_R_parked : SS_R_rejected;
        }
        dec_hold(w, reason, m->code);
    }
}

static void check_mismatch(dec_work *w, const dec_cand *k)
{
    if (k->done != NULL && k->live == NULL && k->done->state == SS_M_MISMATCH && !k->at_amazon) {
        dec_hold(w, SS_R_mismatch, k->done->tracking);
    }
}

static void emit(dec_work *w)
{
    ss_plan_parcel *list = dec_alloc(w, w->cand_count, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; list != NULL && i < w->cand_count && !w->failed; i++) {
        const dec_cand *k = &w->cands[i];

        if (k->dropped) {
            continue;
        }
        ss_plan_parcel *p = &list[n++];

        *p = parcel_of(w, k);
        if (p->action == SS_PARCEL_KEEP) {
            check_mismatch(w, k);
            continue;
        }
        if (w->az == NULL) {
            dec_read(w, w->c->now);
            dec_hold(w, SS_R_reading, SS_NONE);
        } else if (p->item_count == 0) {
            dec_hold(w, SS_R_no_items, SS_NONE); /* no items would mean: the whole order */
        } else if (!w->failed) {
            check_form(w, p);
        }
        check_refused(w, k, p);
    }
    w->plan->parcels = list;
    w->plan->parcel_count = n;
}

/* All parcels should be known before the first is sent; near ship-by nothing waits any more. */
static void settle_time(dec_work *w)
{
    const ss_case *c = w->c;
    int64_t from = w->newest > 0 ? w->newest : ship_date(w);

    w->plan->urgent = w->near || c->order->express;
    if (w->plan->urgent) {
        return;
    }
    from = (from < c->now ? from : c->now) + c->settings->settle_minutes * 60;
    if (from > c->now) {
        w->plan->not_before = from;
        dec_look(w, from);
    }
}

/* Units that Amazon shows neither fulfilled nor in a package, whatever we claim: after a restored
 * backup a package may hold less than our last message says. */
static int64_t unseen(const dec_work *w, size_t i)
{
    const ss_amazon_item *item = &w->az->items[i];
    int64_t there = dec_shipped_units(w->az, item);

    return w->az->status == SS_AMAZON_PARTIALLY_SHIPPED && item->ordered > there
               ? item->ordered - there
               : 0;
}

/* Nothing to send. Done if Amazon shows it all; else an answer or a look is still due. */
static void nothing_to_send(dec_work *w)
{
    bool done = true, ignored = false;
    int64_t left = 0;

    for (size_t i = 0; i < w->cand_count; i++) {
        const dec_cand *k = &w->cands[i];

        if (k->dropped) {
            continue;
        }
        bool stopped = k->done == NULL && k->live == NULL && !k->at_amazon;

        ignored = ignored || stopped;
        done =
            done && k->live == NULL && (k->at_amazon || stopped || k->done->state == SS_M_VERIFIED);
    }
    for (size_t i = 0; w->az != NULL && i < w->az->item_count; i++) {
        left += w->left[i] + unseen(w, i);
    }
    if (ignored) {
        dec_settle(w, SS_V_SKIP, SS_R_ignored, SS_NONE);
    } else if (done && left > 0 && w->waits) {
        dec_settle(w, SS_V_HOLD, SS_R_units_left, SS_NONE);
    } else {
        dec_settle(w, done ? SS_V_DONE : SS_V_SHIP, SS_R_none, SS_NONE);
    }
}

static void conclude(dec_work *w)
{
    bool sends = false;

    for (size_t i = 0; i < w->plan->parcel_count; i++) {
        sends = sends || w->plan->parcels[i].action != SS_PARCEL_KEEP;
    }
    if (w->held != SS_R_none) {
        dec_settle(w, SS_V_HOLD, w->held, w->held_detail);
    } else if (sends) {
        settle_time(w);
        dec_settle(w, SS_V_SHIP, SS_R_none, SS_NONE);
    } else if (w->reads_first) {
        dec_settle(w, SS_V_HOLD, SS_R_reading, SS_NONE);
    } else {
        nothing_to_send(w);
    }
}

static bool blocked(dec_work *w)
{
    if (w->want.frozen) {
        return false;
    }
    if (cancel_blocks(w) || dec_stage_status(w)) {
        return true;
    }
    if (w->c->shop->match_broken && dec_uses_match(w->c->settings)) {
        return dec_settle(w, SS_V_HOLD, SS_R_match_broken, SS_NONE);
    }
    if (w->too_many) {
        return dec_settle(w, SS_V_HOLD, SS_R_too_many_parcels, SS_NONE);
    }
    return false;
}

bool dec_stage_ship(dec_work *w)
{
    if (w->want.kind != DEC_SHIP && !w->want.frozen) {
        return false;
    }
    if (blocked(w)) {
        return true;
    }
    dec_cands_of(w);
    if (!w->failed) {
        dec_match_packages(w);
    }
    if (!w->failed) {
        dec_count_units(w);
    }
    if (!w->failed) {
        dec_spread_units(w);
    }
    if (w->failed || shipped_by_others(w)) {
        return true;
    }
    dec_number_parcels(w);
    fill_parcels(w);
    if (!w->failed) {
        emit(w);
    }
    if (!w->failed) {
        conclude(w);
    }
    return true;
}
