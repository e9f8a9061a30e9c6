/*
 * Units: which parcel claims what of Amazon's items.
 *
 * What was sent keeps its units. New parcels share what nobody has claimed. If nothing is left, a
 * later parcel needs package 1 to be shrunk first, and only once Amazon has accepted that is there
 * anything for the new one: sent side by side, Amazon might see them in the wrong order and refuse.
 */
#include "ss_decide_private.h"

const ss_item *dec_items(dec_work *w, const int64_t *units, size_t *n)
{
    size_t count = w->az == NULL || units == NULL ? 0 : w->az->item_count;
    ss_item *items = dec_alloc(w, count, sizeof *items);

    *n = 0;
    for (size_t i = 0; items != NULL && i < count; i++) {
        if (units[i] > 0) {
            items[*n].id = w->az->items[i].id;
            items[(*n)++].quantity = units[i];
        }
    }
    return items;
}

static int64_t sum(const dec_work *w, const int64_t *units)
{
    int64_t n = 0;

    for (size_t i = 0; i < w->az->item_count; i++) {
        n += units[i];
    }
    return n;
}

/* Units of a message; one without items means the whole order. */
static int64_t units_in(const ss_message *m, const ss_amazon_item *item)
{
    if (m == NULL) {
        return 0;
    }
    if (m->item_count == 0) {
        return item->ordered;
    }
    for (size_t i = 0; i < m->item_count; i++) {
        if (ss_slice_eq(m->items[i].id, item->id)) {
            return m->items[i].quantity;
        }
    }
    return 0;
}

/* Until a correction is answered both its own and the former units count as taken. */
static void claim_units(const dec_work *w, dec_cand *k)
{
    for (size_t i = 0; i < w->az->item_count; i++) {
        int64_t live = units_in(k->live, &w->az->items[i]);
        int64_t done = units_in(k->done, &w->az->items[i]);

        k->claimed[i] = live > done ? live : done;
        k->units[i] = units_in(dec_last_sent(k), &w->az->items[i]);
    }
}

static int64_t in_packages(const ss_amazon_order *az, ss_slice id)
{
    int64_t n = 0;

    for (size_t i = 0; i < az->package_count; i++) {
        for (size_t k = 0; k < az->packages[i].item_count; k++) {
            if (ss_slice_eq(az->packages[i].items[k].id, id)) {
                n += az->packages[i].items[k].quantity;
            }
        }
    }
    return n;
}

int64_t dec_shipped_units(const ss_amazon_order *az, const ss_amazon_item *item)
{
    int64_t packed = in_packages(az, item->id);

    return item->fulfilled > packed ? item->fulfilled : packed;
}

/* Units of one item that are neither claimed by us nor shipped by somebody else. Fulfilled units
 * that no package shows are ours as far as we claim that many. */
static int64_t left_of(const dec_work *w, size_t i)
{
    const ss_amazon_item *item = &w->az->items[i];
    int64_t packed = in_packages(w->az, item->id);
    int64_t claimed = 0, shown = 0, unshown = 0;

    for (size_t k = 0; k < w->cand_count; k++) {
        const dec_cand *c = &w->cands[k];

        if (!dec_is_sent(c)) {
            continue;
        }
        claimed += c->claimed[i];
        shown += c->shown[i];
        if (c->package == NULL || c->package->item_count == 0) {
            unshown += c->claimed[i];
        }
    }
    int64_t loose = item->fulfilled - packed - unshown;
    int64_t left = item->ordered - claimed - (packed - shown) - (loose > 0 ? loose : 0);

    return left > 0 ? left : 0;
}

void dec_count_units(dec_work *w)
{
    if (w->az == NULL) {
        return;
    }
    w->left = dec_alloc(w, w->az->item_count, sizeof *w->left);
    if (w->left == NULL) {
        return;
    }
    for (size_t k = 0; k < w->cand_count; k++) {
        dec_cand *c = &w->cands[k];

        if (dec_is_sent(c)) {
            claim_units(w, c);
        } else if (c->at_amazon) {
            memcpy(c->units, c->shown, w->az->item_count * sizeof *c->units);
        }
    }
    for (size_t i = 0; i < w->az->item_count; i++) {
        bool over = w->az->status == SS_AMAZON_SHIPPED && !w->sent;

        w->left[i] = over ? 0 : left_of(w, i);
    }
}

/* ---- spreading ------------------------------------------------------------------------------- */

/* Whole lines where there are enough of them, else unit by unit; always the same for the same
 * order, so that a repeated decision is the same payload. */
static void spread(dec_work *w, dec_cand **news, size_t count)
{
    size_t lines = 0, line = 0, unit = 0;

    for (size_t i = 0; i < w->az->item_count; i++) {
        lines += w->left[i] > 0;
    }
    for (size_t i = 0; i < w->az->item_count; i++) {
        int64_t n = w->left[i];

        if (n > 0 && lines >= count) {
            news[line++ % count]->units[i] = n;
            continue;
        }
        for (size_t k = 0; k < count && n > 0; k++) {
            /* Each parcel's share of n units dealt out one by one, beginning at `unit`. */
            size_t turn = (k + count - unit % count) % count;
            int64_t share = n / (int64_t)count + ((int64_t)turn < n % (int64_t)count ? 1 : 0);

            news[k]->units[i] = share;
        }
        unit += (size_t)(n % (int64_t)count);
    }
    if (count > 1) {
        dec_note(w, SS_R_several_claimed);
    }
}

static void drop(dec_work *w, dec_cand **news, size_t from, size_t count, ss_reason note)
{
    for (size_t i = from; i < count; i++) {
        news[i]->dropped = true;
        dec_note(w, note);
    }
}

/* One parcel for everything: the setting, or too few units for all. */
static void one_for_all(dec_work *w, dec_cand **news, size_t count)
{
    size_t chosen = w->c->settings->several == SS_SEVERAL_LAST ? count - 1 : 0;

    for (size_t i = 0; i < count; i++) {
        if (i != chosen) {
            drop(w, news, i, i + 1, SS_R_parcel_dropped);
        }
    }
    spread(w, &news[chosen], 1);
}

/* ---- a later parcel -------------------------------------------------------------------------- */

/* The last correction of this package, if it bears the number the package would have now. */
static const ss_message *last_change(dec_work *w, const dec_cand *k)
{
    const ss_message *m = k->top;
    bool same = m != NULL && m->edit && ss_slice_eq(dec_norm(w, m->tracking), k->row.norm);

    return same ? m : NULL;
}

/* Amazon has refused to change the package. Not to be tried in other words: two refused corrections
 * would take turns for ever. */
static bool change_refused(const ss_message *m)
{
    return m != NULL && (m->state == SS_M_REJECTED || m->state == SS_M_PARKED);
}

/* A correction with all units waits to be sent: it is answered first. */
static bool change_waits(const dec_cand *k, const ss_message *m)
{
    return m != NULL && (m->state == SS_M_PENDING || m->state == SS_M_HELD) &&
           dec_same_items(m->items, m->item_count, k->done->items, k->done->item_count);
}

/* Corrections go by confirmShipment, which cannot do without a number. */
static bool can_give(dec_work *w, const dec_cand *k, bool *later)
{
    if (k->done == NULL || k->live != NULL || !k->in_shop || k->row.norm.n == 0 ||
        sum(w, k->units) < 2) {
        return false;
    }
    const ss_message *m = last_change(w, k);

    if (change_waits(k, m)) {
        *later = true;
        return false;
    }
    return !change_refused(m);
}

static dec_cand *richest(dec_work *w, bool *later)
{
    dec_cand *best = NULL;

    for (size_t i = 0; i < w->cand_count; i++) {
        dec_cand *k = &w->cands[i];

        if (can_give(w, k, later) &&
            (best == NULL || sum(w, k->units) > sum(w, best->units) ||
             (sum(w, k->units) == sum(w, best->units) && k->number < best->number))) {
            best = k;
        }
    }
    return best;
}

static void give_one(dec_work *w, dec_cand *k)
{
    for (size_t i = w->az->item_count; i-- > 0;) {
        if (k->units[i] > 0) {
            k->units[i]--;
            k->shrunk = true;
            return;
        }
    }
}

static void shrink(dec_work *w, dec_cand **news, size_t count)
{
    size_t found = 0;
    bool later = false;

    if (w->live) {
        drop(w, news, 0, count, SS_R_parcel_follows);
        return;
    }
    while (found < count) {
        dec_cand *giver = richest(w, &later);

        if (giver == NULL) {
            break;
        }
        give_one(w, giver);
        found++;
    }
    drop(w, news, 0, found, SS_R_parcel_follows);
    drop(w, news, found, count, later ? SS_R_parcel_follows : SS_R_cannot_be_added);
}

/* ---- what goes a second time ------------------------------------------------------------------- */

static bool goes_again(const ss_message *m)
{
    return m != NULL && (m->state == SS_M_PENDING || m->state == SS_M_HELD) && m->attempts > 0 &&
           m->lane == SS_LANE_EXPRESS && !m->edit && m->item_count > 0;
}

/* A parcel that was given up for a feed that hangs and now goes by confirmShipment keeps its units.
 * Dealt out anew between it and a parcel that came since, some would be free until that one is there
 * too, and the old feed, waking up, would ship them under a number that Amazon has already. */
static bool keeps_units(dec_work *w, dec_cand *k)
{
    const ss_message *m = k->top;

    if (w->c->settings->several != SS_SEVERAL_SPLIT || !goes_again(m)) {
        return false;
    }
    for (size_t i = 0; i < w->az->item_count; i++) {
        if (units_in(m, &w->az->items[i]) > w->left[i]) {
            return false;
        }
    }
    for (size_t i = 0; i < w->az->item_count; i++) {
        k->units[i] = units_in(m, &w->az->items[i]);
        w->left[i] -= k->units[i];
    }
    return true;
}

static void share_out(dec_work *w, dec_cand **news, size_t count, bool known, bool kept)
{
    int64_t left = sum(w, w->left);

    if (count == 0) {
        return;
    }
    if (left == 0 && kept) {
        drop(w, news, 0, count, SS_R_parcel_follows);
    } else if (left == 0 && w->sent) {
        shrink(w, news, count);
    } else if (left == 0 && known) {
        drop(w, news, 0, count, SS_R_cannot_be_added);
    } else if (left > 0 && count > 1 &&
               (w->c->settings->several != SS_SEVERAL_SPLIT || left < (int64_t)count)) {
        one_for_all(w, news, count);
    } else if (left > 0) {
        spread(w, news, count);
    }
}

void dec_spread_units(dec_work *w)
{
    dec_cand **news = dec_alloc(w, w->cand_count, sizeof *news);
    int64_t *left = dec_alloc(w, w->az == NULL ? 0 : w->az->item_count, sizeof *left);
    size_t count = 0;
    bool known = false, kept = false;

    if (w->az == NULL || news == NULL || left == NULL) {
        return;
    }
    memcpy(left, w->left, w->az->item_count * sizeof *left);
    for (size_t i = 0; i < w->cand_count; i++) {
        dec_cand *k = &w->cands[i];

        known = known || k->at_amazon;
        if (dec_is_sent(k) || k->at_amazon || k->dropped) {
            continue;
        }
        if (keeps_units(w, k)) {
            kept = true;
        } else {
            news[count++] = k;
        }
    }
    share_out(w, news, count, known, kept);
    memcpy(w->left, left, w->az->item_count * sizeof *left);
}
