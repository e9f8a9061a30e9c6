/* Carrier and delivery service: from which source, mapped how, and does the number agree. */
#include "ss_decide_private.h"

bool dec_uses_match(const ss_settings *s)
{
    return s->carrier_source == SS_SRC_MATCH || s->method_source == SS_SRC_MATCH ||
           s->tracking_source == SS_SRC_MATCH;
}

static const ss_map_entry *map_exact(const ss_map_entry *map, size_t n, ss_slice from)
{
    for (size_t i = 0; i < n && from.n > 0; i++) {
        if (ss_slice_eq(map[i].from, from)) {
            return &map[i];
        }
    }
    return NULL;
}

static const ss_map_entry *map_nocase(const ss_map_entry *map, size_t n, ss_slice from)
{
    for (size_t i = 0; i < n && from.n > 0; i++) {
        if (ss_ascii_equal_nocase(map[i].from, from)) {
            return &map[i];
        }
    }
    return NULL;
}

/* By key, by name as written, by name but for case. An entry without a target maps nothing. */
static const ss_map_entry *map_find(const ss_map_entry *map, size_t n, ss_slice key, ss_slice name)
{
    const ss_map_entry *e = map_exact(map, n, key);

    e = e != NULL ? e : map_exact(map, n, name);
    e = e != NULL ? e : map_nocase(map, n, name);
    return e != NULL && (e->code.n > 0 || e->other.n > 0) ? e : NULL;
}

static bool in_list(const ss_slice *list, size_t n, ss_slice text)
{
    for (size_t i = 0; i < n && text.n > 0; i++) {
        if (ss_ascii_equal_nocase(list[i], text)) {
            return true;
        }
    }
    return false;
}

static void set_other(dec_carrier *k, ss_slice name)
{
    k->code = SS_LIT("Other");
    k->other = name;
}

static void by_map(dec_work *w, dec_carrier *k, const ss_map_entry *e)
{
    if (e->other.n > 0) {
        set_other(k, e->other);
        return;
    }
    k->code = e->code;
    if (!ss_carrier_code_known(e->code)) {
        dec_note(w, SS_R_carrier_code_new);
    }
}

static void by_name(dec_carrier *k, ss_slice key, ss_slice name)
{
    ss_slice code = SS_NONE;
    ss_carrier_match m = ss_carrier_lookup(name, &code);

    if (m == SS_CARRIER_EXACT) {
        k->code = code;
        return;
    }
    k->hold = m == SS_CARRIER_SERVICE ? SS_R_carrier_is_service : SS_R_carrier_unmapped;
    k->detail = name.n > 0 ? name : key;
}

/* The owner's fixed value: a code as it is, anything else is free text. */
static void by_value(dec_work *w, dec_carrier *k, ss_slice value)
{
    const ss_settings *s = w->c->settings;
    const ss_map_entry *e = map_find(s->carrier_map, s->carrier_map_count, SS_NONE, value);

    if (e != NULL) {
        by_map(w, k, e);
    } else if (ss_carrier_code_known(value) && !ss_slice_is(value, "Other")) {
        k->code = value;
    } else if (ss_slice_is(value, "Other")) {
        k->hold = SS_R_no_carrier; /* "Other" says nothing without a name */
    } else {
        set_other(k, value);
    }
}

static void by_fallback(dec_work *w, dec_carrier *k)
{
    const ss_settings *s = w->c->settings;

    if (s->carrier_fallback.n == 0 && s->carrier_fallback_other.n == 0) {
        k->hold = SS_R_no_carrier;
        return;
    }
    if (s->carrier_fallback_other.n > 0) {
        set_other(k, s->carrier_fallback_other);
        return;
    }
    k->code = s->carrier_fallback;
    k->said = s->carrier_fallback;
}

static void by_source(dec_work *w, dec_carrier *k, const dec_row *row)
{
    const ss_settings *s = w->c->settings;
    ss_slice key = row->key;
    ss_slice name = row->name;

    switch (s->carrier_source) {
    case SS_SRC_FIXED:
        if (s->carrier_value.n > 0) {
            k->said = s->carrier_value;
            by_value(w, k, s->carrier_value);
            return;
        }
        key = name = SS_NONE;
        break;
    case SS_SRC_SHIPPING_MODULE:
        key = SS_NONE;
        name = w->c->shop->shipping_module;
        break;
    case SS_SRC_MATCH:
        key = SS_NONE;
        name = ss_ascii_trim(row->matched);
        name = name.n > 0 ? name : ss_ascii_trim(w->c->shop->matched_carrier);
        break;
    default:
        break;
    }
    if (key.n == 0 && name.n == 0) {
        by_fallback(w, k);
        return;
    }
    const ss_map_entry *e = map_find(s->carrier_map, s->carrier_map_count, key, name);

    k->said = name.n > 0 ? name : key;
    if (e != NULL) {
        by_map(w, k, e);
    } else {
        by_name(k, key, name);
    }
}

dec_carrier dec_carrier_of(dec_work *w, const dec_row *row)
{
    const ss_settings *s = w->c->settings;
    dec_carrier k = {0};
    ss_slice guess = SS_NONE;

    by_source(w, &k, row);
    /* "use": a number that can be no other carrier's says more than a missing or unknown name. */
    if (s->detect == SS_DETECT_USE && row->code.n > 0 &&
        ss_tracking_detect(row->code, &guess) == SS_DETECT_CERTAIN &&
        !w->c->order->carrier_confirmed && k.hold != SS_R_none) {
        k.hold = SS_R_none;
        k.code = guess;
        k.other = SS_NONE;
    }
    k.untracked = in_list(s->untracked, s->untracked_count, row->name) ||
                  in_list(s->untracked, s->untracked_count, row->key) ||
                  in_list(s->untracked, s->untracked_count, k.said) ||
                  in_list(s->untracked, s->untracked_count, k.code);
    return k;
}

/* "DHL" and "DHL Express" are one house: a number of the one does not contradict the other. */
static bool same_house(const dec_carrier *k, ss_slice guess)
{
    ss_slice a = k->other.n > 0 ? k->other : k->code;
    size_t n = a.n < guess.n ? a.n : guess.n;

    return n > 0 && ss_ascii_equal_nocase((ss_slice){a.p, n}, (ss_slice){guess.p, n});
}

/* True: the number is certainly another carrier's, and that question is answered (or not asked). */
static bool check_detected(dec_work *w, dec_carrier *k, const dec_row *row, ss_tracking_fit fit)
{
    const ss_case *c = w->c;
    ss_slice guess = SS_NONE;
    ss_detect_certainty sure = ss_tracking_detect(row->code, &guess);

    if (sure == SS_DETECT_NONE || guess.n == 0 || same_house(k, guess)) {
        return false;
    }
    if (c->settings->detect == SS_DETECT_OFF || c->order->carrier_confirmed) {
        return sure == SS_DETECT_CERTAIN;
    }
    if (sure == SS_DETECT_SHARED) {
        if (fit != SS_FIT_YES) {
            dec_note(w, SS_R_carrier_doubtful);
        }
        return false;
    }
    if (c->settings->detect == SS_DETECT_USE) {
        k->code = guess;
        k->other = SS_NONE;
        return true;
    }
    dec_note(w, SS_R_carrier_doubtful);
    if (!w->near) {
        /* A wrong carrier is mended in time, a missed ship-by is not: at the margin it leaves. */
        k->hold = SS_R_carrier_doubtful;
        k->detail = guess;
        if (w->plan->deadline != SS_NEVER) {
            dec_look(w, w->plan->deadline - SS_MARGIN_EXPRESS);
        }
    }
    return true;
}

void dec_carrier_check(dec_work *w, dec_carrier *k, const dec_row *row)
{
    ss_tracking_fit fit = ss_tracking_fits(k->code, row->code);

    if (row->code.n == 0 || check_detected(w, k, row, fit)) {
        return;
    }
    if (fit == SS_FIT_NO) {
        k->hold = SS_R_bad_tracking;
        k->detail = row->raw;
    } else if (fit == SS_FIT_DOUBTFUL && w->c->settings->detect != SS_DETECT_OFF) {
        dec_note(w, SS_R_tracking_unusual);
    }
}

ss_slice dec_method_of(const dec_work *w)
{
    const ss_settings *s = w->c->settings;
    ss_slice module = w->c->shop->shipping_module;
    ss_slice text = SS_NONE;

    if (s->method_source == SS_SRC_MATCH) {
        text = ss_ascii_trim(w->c->shop->matched_method);
    } else if (s->method_source == SS_SRC_SHIPPING_MODULE) {
        const ss_map_entry *e = map_find(s->method_map, s->method_map_count, SS_NONE, module);

        if (e != NULL) {
            text = e->other.n > 0 ? e->other : e->code;
        }
    }
    if (text.n == 0) {
        text = s->method_value;
    }
    return text.n > 0 ? text : SS_LIT("Standard");
}
