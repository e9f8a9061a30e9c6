/*
 * Parcels: which row is which parcel.
 *
 * A parcel keeps its number for life. A row finds its parcel by row id, else by its code. Shops let
 * one only delete and add codes, so a new row takes over a parcel whose row is gone: that is how a
 * correction looks from here.
 */
#include "ss_decide_private.h"

bool dec_is_sent(const dec_cand *k)
{
    return k->live != NULL || k->done != NULL;
}

const ss_message *dec_last_sent(const dec_cand *k)
{
    return k->live != NULL ? k->live : k->done;
}

static void add_messages(const dec_work *w, dec_cand *k)
{
    const ss_case *c = w->c;

    k->top = dec_top(c, SS_MSG_SHIP, k->number);
    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];

        if (m->kind != SS_MSG_SHIP || m->parcel != k->number) {
            continue;
        }
        if (dec_is_live(m) && (k->live == NULL || m->revision > k->live->revision)) {
            k->live = m;
        }
        if (ss_message_is_done(m) && (k->done == NULL || m->revision > k->done->revision)) {
            k->done = m;
        }
    }
}

/* Parcels that only messages tell of (rows lost with a restored backup) are parcels too. */
static void parcels_of(dec_work *w)
{
    const ss_case *c = w->c;
    ss_parcel *all = dec_alloc(w, c->parcel_count + c->message_count, sizeof *all);
    size_t n = c->parcel_count;

    if (all == NULL) {
        return;
    }
    if (n > 0) {
        memcpy(all, c->parcels, n * sizeof *all);
    }
    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];
        size_t k = 0;

        while (k < n && all[k].number != m->parcel) {
            k++;
        }
        if (k == n && m->kind == SS_MSG_SHIP) {
            all[n++] = (ss_parcel){.order_id = m->order_id,
                                   .number = m->parcel,
                                   .row = SS_NONE,
                                   .tracking = m->tracking,
                                   .carrier = m->carrier,
                                   .amazon_ref = m->amazon_ref};
        }
    }
    w->parcels = all;
    w->parcel_count = n;
}

static bool is_claimed(const dec_work *w, const ss_parcel *p)
{
    for (size_t i = 0; i < w->cand_count; i++) {
        if (w->cands[i].parcel == p) {
            return true;
        }
    }
    return false;
}

static bool row_exists(const dec_work *w, ss_slice id)
{
    const ss_shop_order *shop = w->c->shop;

    for (size_t i = 0; i < shop->tracking_count; i++) {
        if (ss_slice_eq(shop->tracking[i].id, id)) {
            return true;
        }
    }
    return false;
}

static void claim(dec_work *w, dec_cand *k, const ss_parcel *p)
{
    k->parcel = p;
    k->number = p->number;
    add_messages(w, k);
}

static void claim_by_row(dec_work *w, dec_cand *k)
{
    for (size_t i = 0; i < w->parcel_count; i++) {
        const ss_parcel *p = &w->parcels[i];

        if (p->row.n > 0 && ss_slice_eq(p->row, k->row.id) && !is_claimed(w, p)) {
            claim(w, k, p);
            return;
        }
    }
}

/* By the code last wanted, or by one that was really sent. */
static bool bears_code(dec_work *w, const ss_parcel *p, ss_slice norm)
{
    if (ss_slice_eq(dec_norm(w, p->tracking), norm)) {
        return true;
    }
    for (size_t i = 0; i < w->c->message_count; i++) {
        const ss_message *m = &w->c->messages[i];

        if (m->kind == SS_MSG_SHIP && m->parcel == p->number &&
            (dec_is_live(m) || ss_message_is_done(m)) &&
            ss_slice_eq(dec_norm(w, m->tracking), norm)) {
            return true;
        }
    }
    return false;
}

static void claim_by_code(dec_work *w, dec_cand *k)
{
    for (size_t i = 0; i < w->parcel_count && k->row.norm.n > 0; i++) {
        const ss_parcel *p = &w->parcels[i];

        if (!is_claimed(w, p) && bears_code(w, p, k->row.norm)) {
            claim(w, k, p);
            return;
        }
    }
}

/* A parcel without its row: sent ones first (a correction), then the lowest number. */
static void take_over(dec_work *w, dec_cand *k)
{
    dec_cand best = {0};

    for (size_t i = 0; i < w->parcel_count; i++) {
        const ss_parcel *p = &w->parcels[i];
        dec_cand found = {0};

        if (is_claimed(w, p)) {
            continue;
        }
        found.parcel = p;
        found.number = p->number;
        add_messages(w, &found);
        if (best.parcel == NULL || (dec_is_sent(&found) && !dec_is_sent(&best)) ||
            (dec_is_sent(&found) == dec_is_sent(&best) && p->number < best.number)) {
            best = found;
        }
    }
    if (best.parcel != NULL) {
        claim(w, k, best.parcel);
    }
}

static void number_rest(dec_work *w)
{
    int64_t next = 1;

    for (size_t i = 0; i < w->parcel_count; i++) {
        next = w->parcels[i].number >= next ? w->parcels[i].number + 1 : next;
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        if (w->cands[i].parcel == NULL && !w->cands[i].dropped) {
            w->cands[i].number = next++;
        }
    }
}

static void add_rows(dec_work *w)
{
    for (size_t i = 0; i < w->row_count; i++) {
        w->cands[w->cand_count++] = (dec_cand){.row = w->rows[i], .in_shop = true};
    }
    if (w->row_count == 0 && !w->sent) {
        dec_row row = {.id = SS_LIT("-"), .key = w->bare_key, .name = w->bare_name};

        w->cands[w->cand_count++] = (dec_cand){.row = row, .in_shop = true, .bare = true};
    }
}

/* Sent parcels no row stands for: Amazon keeps them, the panel says so. */
static void add_orphans(dec_work *w)
{
    for (size_t i = 0; i < w->parcel_count; i++) {
        dec_cand k = {0};

        if (is_claimed(w, &w->parcels[i])) {
            continue;
        }
        claim(w, &k, &w->parcels[i]);
        if (!dec_is_sent(&k)) {
            continue;
        }
        k.row.id = k.parcel->row.n > 0 ? k.parcel->row : SS_LIT("-");
        if (!ss_slice_is(k.row.id, "-") && !row_exists(w, k.row.id) &&
            w->c->settings->tracking_source != SS_SRC_MATCH) {
            dec_note(w, SS_R_row_deleted);
        }
        w->cands[w->cand_count++] = k;
    }
}

static void sort_by_number(dec_work *w)
{
    for (size_t i = 1; i < w->cand_count; i++) {
        dec_cand k = w->cands[i];
        size_t at = i;

        while (at > 0 && w->cands[at - 1].number > k.number) {
            w->cands[at] = w->cands[at - 1];
            at--;
        }
        w->cands[at] = k;
    }
}

/* "The last" as setting: a later row replaces the number of the one parcel that was sent. */
static void replace_by_last(dec_work *w)
{
    dec_cand *last = w->row_count > 0 ? &w->cands[w->row_count - 1] : NULL;
    dec_cand *sent = NULL;

    if (w->c->settings->several != SS_SEVERAL_LAST || last == NULL || last->parcel != NULL) {
        return;
    }
    for (size_t i = 0; i < w->row_count; i++) {
        if (dec_is_sent(&w->cands[i])) {
            if (sent != NULL) {
                return;
            }
            sent = &w->cands[i];
        }
    }
    if (sent != NULL) {
        const ss_parcel *parcel = sent->parcel;
        dec_row row = sent->row;

        *sent = (dec_cand){.row = row, .in_shop = true};
        claim(w, last, parcel);
    }
}

/* With "first" or "last" an order with a sent parcel takes no further one. */
static void drop_further(dec_work *w)
{
    if (w->c->settings->several == SS_SEVERAL_SPLIT || !w->sent) {
        return;
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        if (!dec_is_sent(&w->cands[i])) {
            w->cands[i].dropped = true;
            dec_note(w, SS_R_parcel_dropped);
        }
    }
}

void dec_cands_of(dec_work *w)
{
    parcels_of(w);
    w->cands = dec_alloc(w, w->row_count + w->parcel_count + 1, sizeof *w->cands);
    if (w->failed) {
        return;
    }
    if (!w->want.frozen) {
        add_rows(w);
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        claim_by_row(w, &w->cands[i]);
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        if (w->cands[i].parcel == NULL) {
            claim_by_code(w, &w->cands[i]);
        }
    }
    for (size_t i = 0; i < w->cand_count; i++) {
        if (w->cands[i].parcel == NULL) {
            take_over(w, &w->cands[i]);
        }
    }
    if (!w->want.frozen) {
        replace_by_last(w);
    }
    add_orphans(w);
    drop_further(w);
}

/* Only what is sent gets a number; until here the order is that of the rows. */
void dec_number_parcels(dec_work *w)
{
    number_rest(w);
    sort_by_number(w);
}
