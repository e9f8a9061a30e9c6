/* The shop's tracking rows: which of them carry a code, each code once. */
#include "ss_decide_private.h"

static bool counts_as_code(ss_tracking_fault fault)
{
    return fault != SS_TRACKING_EMPTY && fault != SS_TRACKING_URL && fault != SS_TRACKING_ORDER;
}

/* "0" is how shops write "no carrier chosen". */
static ss_slice key_of(ss_slice key)
{
    return ss_slice_is(key, "0") ? SS_NONE : key;
}

/* The same code twice in one order is one parcel; the later row may lend its carrier. */
static bool is_repeated(dec_work *w, const dec_row *row)
{
    for (size_t i = 0; i < w->row_count; i++) {
        dec_row *first = &w->rows[i];

        if (first->norm.n == 0 || !ss_slice_eq(first->norm, row->norm)) {
            continue;
        }
        if (ss_slice_blank(first->name) && ss_slice_blank(first->key)) {
            first->name = row->name;
            first->key = row->key;
        }
        if (ss_slice_blank(first->matched)) {
            first->matched = row->matched;
        }
        return true;
    }
    return false;
}

static void add_row(dec_work *w, dec_row row)
{
    const ss_case *c = w->c;
    ss_tracking_fault fault = SS_TRACKING_OK;
    ss_slice code = SS_NONE;

    if (w->failed) {
        return;
    }
    if (!ss_tracking_clean(w->a, row.raw, c->order->shop_order, c->order->amazon_order, &code,
                           &fault, w->err)) {
        w->failed = true;
        return;
    }
    if (!counts_as_code(fault)) {
        /* No number, but the row may say which carrier took the letter. */
        if (ss_slice_blank(w->bare_name) && ss_slice_blank(w->bare_key)) {
            w->bare_name = row.name;
            w->bare_key = row.key;
        }
        return;
    }
    row.bad = fault != SS_TRACKING_OK && fault != SS_TRACKING_CHECK;
    row.code = row.bad ? SS_NONE : code;
    row.norm = dec_norm(w, row.code);
    if (row.norm.n == 0) { /* nothing but punctuation */
        row.bad = true;
        row.code = SS_NONE;
    }
    if (row.at > w->newest) {
        w->newest = row.at;
    }
    if (is_repeated(w, &row)) {
        return;
    }
    if (w->row_count == SS_MAX_PARCELS) {
        w->too_many = true;
        return;
    }
    w->rows[w->row_count++] = row;
}

static void add_shop_rows(dec_work *w)
{
    const ss_shop_order *shop = w->c->shop;

    for (size_t i = 0; i < shop->tracking_count && i < DEC_MAX_ROWS; i++) {
        const ss_shop_tracking *t = &shop->tracking[i];

        if (!t->is_return) {
            add_row(w, (dec_row){.id = t->id,
                                 .key = key_of(t->carrier_key),
                                 .name = ss_ascii_trim(t->carrier),
                                 .raw = t->code,
                                 .at = t->at});
        }
    }
}

/* Codes from a matched column have no row of their own: the place in the list is their id, so that
 * a changed text is a correction. Their carrier is that of the shop's row with the same code, or what
 * a match found beside them. */
static void add_matched_rows(dec_work *w)
{
    const ss_shop_order *shop = w->c->shop;

    for (size_t i = 0; i < shop->matched_tracking_count && i < DEC_MAX_ROWS; i++) {
        dec_row row = {.raw = shop->matched_tracking[i]};
        ss_slice at = dec_number(w, (int64_t)i + 1);

        if (i < shop->matched_carriers_count) {
            row.matched = shop->matched_carriers[i];
        }
        if (w->failed || !ss_arena_print(w->a, &row.id, w->err, "match:%.*s", SS_FMT(at))) {
            w->failed = true;
            return;
        }
        for (size_t k = 0; k < shop->tracking_count && k < DEC_MAX_ROWS; k++) {
            const ss_shop_tracking *t = &shop->tracking[k];

            if (!t->is_return && ss_slice_eq(ss_ascii_trim(t->code), ss_ascii_trim(row.raw))) {
                row.key = key_of(t->carrier_key);
                row.name = ss_ascii_trim(t->carrier);
                row.at = t->at;
            }
        }
        add_row(w, row);
    }
}

void dec_rows_of(dec_work *w)
{
    const ss_shop_order *shop = w->c->shop;
    int source = w->c->settings->tracking_source;

    w->rows = dec_alloc(w, SS_MAX_PARCELS, sizeof *w->rows);
    w->too_many = shop->tracking_count > DEC_MAX_ROWS;
    if (w->rows == NULL) {
        return;
    }
    if (source != SS_SRC_MATCH) {
        add_shop_rows(w);
    }
    if (source == SS_SRC_MATCH || (source == SS_SRC_AUTO && shop->tracking_count == 0)) {
        add_matched_rows(w);
    }
}
