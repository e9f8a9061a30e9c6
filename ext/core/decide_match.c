/* Which of Amazon's packages is which of our parcels, and under what reference. */
#include "ss_decide_private.h"

static void add_shown(const dec_work *w, dec_cand *k, const ss_package *pkg)
{
    for (size_t i = 0; i < pkg->item_count; i++) {
        for (size_t j = 0; j < w->az->item_count; j++) {
            if (ss_slice_eq(pkg->items[i].id, w->az->items[j].id)) {
                k->shown[j] += pkg->items[i].quantity;
            }
        }
    }
}

static void take(dec_work *w, dec_cand *k, size_t package)
{
    const ss_package *pkg = &w->az->packages[package];

    w->taken[package] = true;
    if (k->package == NULL) {
        k->package = pkg;
    }
    k->packages++;
    add_shown(w, k, pkg);
}

static void take_by_ref(dec_work *w, dec_cand *k)
{
    const ss_message *sent = dec_last_sent(k);
    ss_slice ref = k->parcel != NULL ? k->parcel->amazon_ref : SS_NONE;

    if (ref.n == 0 && sent != NULL) {
        ref = sent->amazon_ref;
    }
    for (size_t i = 0; ref.n > 0 && i < w->az->package_count; i++) {
        if (!w->taken[i] && ss_slice_eq(w->az->packages[i].ref, ref)) {
            take(w, k, i);
        }
    }
}

static void take_by_code(dec_work *w, dec_cand *k, ss_slice norm)
{
    for (size_t i = 0; norm.n > 0 && i < w->az->package_count; i++) {
        if (!w->taken[i] && ss_slice_eq(dec_norm(w, w->az->packages[i].tracking), norm)) {
            take(w, k, i);
        }
    }
}

/* Packages that could be this parcel by their items alone; *at is the last of them. */
size_t dec_count_by_items(const dec_work *w, const ss_message *sent, bool untracked, size_t *at)
{
    size_t n = 0;

    for (size_t i = 0; i < w->az->package_count; i++) {
        const ss_package *pkg = &w->az->packages[i];

        if (!w->taken[i] && pkg->ref.n > 0 && (!untracked || pkg->tracking.n == 0) &&
            dec_same_items(pkg->items, pkg->item_count, sent->items, sent->item_count)) {
            *at = i;
            n++;
        }
    }
    return n;
}

static void match_sent(dec_work *w)
{
    for (size_t i = 0; i < w->cand_count; i++) {
        if (dec_is_sent(&w->cands[i])) {
            take_by_ref(w, &w->cands[i]);
        }
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        dec_cand *k = &w->cands[i];

        if (k->package == NULL && k->live != NULL) {
            take_by_code(w, k, dec_norm(w, k->live->tracking));
        }
        if (k->package == NULL && k->done != NULL) {
            take_by_code(w, k, dec_norm(w, k->done->tracking));
        }
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        dec_cand *k = &w->cands[i];
        size_t at = 0;

        if (dec_is_sent(k) && k->package == NULL && dec_last_sent(k)->tracking.n == 0 &&
            dec_count_by_items(w, dec_last_sent(k), true, &at) == 1) {
            take(w, k, at);
        }
    }
}

void dec_match_packages(dec_work *w)
{
    if (w->az == NULL) {
        return;
    }
    w->taken = dec_alloc(w, w->az->package_count, sizeof *w->taken);
    for (size_t i = 0; i < w->cand_count && !w->failed; i++) {
        dec_cand *k = &w->cands[i];

        k->units = dec_alloc(w, w->az->item_count, sizeof *k->units);
        k->claimed = dec_alloc(w, w->az->item_count, sizeof *k->claimed);
        k->shown = dec_alloc(w, w->az->item_count, sizeof *k->shown);
    }
    if (w->failed) {
        return;
    }
    match_sent(w);
    for (size_t i = 0; i < w->cand_count && !w->failed; i++) {
        dec_cand *k = &w->cands[i];
        const ss_message *sent = dec_last_sent(k);
        ss_slice ref = SS_NONE;

        if (sent == NULL) {
            take_by_code(w, k, k->row.norm);
            k->at_amazon = k->packages > 0;
        } else {
            k->at_amazon = ss_agrees(sent, w->az, w->a, &ref) == SS_AGREE_YES;
        }
    }
}

/* The correction waits for a read; other parcels of the order need not. */
static bool read_again(dec_work *w, const ss_message *sent)
{
    const ss_order *o = w->c->order;

    if (o->read_at >= sent->changed_at + DEC_DAY) {
        dec_hold(w, SS_R_ambiguous_package, SS_NONE);
        return false;
    }
    dec_read(w, o->read_at < sent->changed_at ? w->c->now : o->read_at + DEC_READ_SOON);
    w->reads_first = true;
    return false;
}

/* Not among the packages under the reference we know, nor by its number: by its items, if they fit
 * but one. */
static bool find_by_items(dec_work *w, dec_cand *k, const ss_message *sent)
{
    size_t at = 0;
    size_t n = dec_count_by_items(w, sent, false, &at);

    if (n > 1) {
        dec_hold(w, SS_R_ambiguous_package, SS_NONE);
        return false;
    }
    if (n == 1) {
        take(w, k, at);
    }
    return true;
}

/* Amazon may have stored the package under another reference than the one we gave it: an edit under
 * ours would then make a second package. So what was only accepted has to be seen first, in a read
 * made afterwards; what is verified was seen. What is not to be found in time is a mismatch, and is
 * told again or a person's. */
bool dec_find_ref(dec_work *w, dec_cand *k)
{
    const ss_message *sent = dec_last_sent(k);
    bool mismatch = sent->state == SS_M_MISMATCH;

    if (w->az == NULL ||
        (sent->state == SS_M_ACCEPTED && w->c->order->read_at < sent->changed_at)) {
        return read_again(w, sent);
    }
    if (k->packages == 0 && k->ref.n > 0 && sent->state == SS_M_VERIFIED) {
        return true;
    }
    if (k->packages == 0 && (k->ref.n == 0 || mismatch) && !find_by_items(w, k, sent)) {
        return false;
    }
    if (k->packages > 1) {
        dec_hold(w, SS_R_ambiguous_package, SS_NONE);
        return false;
    }
    if (k->package == NULL || k->package->ref.n == 0) {
        return mismatch ? false : read_again(w, sent);
    }
    k->ref = k->package->ref;
    return true;
}
