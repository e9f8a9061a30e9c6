/* Any bytes through the text, time, carrier and tracking functions; results obey their contracts. */
#include <stdlib.h>

#include "ss_arena.h"
#include "ss_carrier.h"
#include "ss_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_times(ss_slice s)
{
    char text[21];
    int64_t when;
    int64_t back;

    if (ss_time_parse(s, &when)) {
        check(ss_time_format(when, text));
        check(ss_time_parse(ss_slice_of(text), &back) && back == when);
    }
    if (ss_time_parse_http(s, &when)) {
        check(when >= 0 && ss_time_format(when, text));
    }
    if (s.n >= sizeof when) {
        memcpy(&when, s.p, sizeof when);
        if (ss_time_format(when, text)) {
            check(ss_time_parse(ss_slice_of(text), &back) && back == when);
        }
        (void)ss_day_of(when);
    }
}

static void check_text(ss_arena *a, ss_slice s)
{
    size_t legal = ss_utf8_valid(s);
    size_t pos = 0;
    ss_slice once;
    ss_slice again;
    int64_t number;

    check(legal <= s.n);
    if (ss_text_xml_legal(s, &pos)) {
        check(legal == s.n);
    } else {
        check(pos < s.n && pos <= legal);
    }
    check(ss_utf8_length((ss_slice){s.p, legal}) <= legal);
    check(ss_text_normalize(a, s, &once, NULL) && ss_text_normalize(a, once, &again, NULL));
    check(ss_slice_eq(once, again));
    (void)ss_int_parse(s, &number);
    (void)ss_amazon_order_valid(s);
    (void)ss_amazon_item_valid(s);
}

static void check_tracking(ss_arena *a, ss_slice s)
{
    ss_tracking_fault fault;
    ss_slice clean;
    ss_slice again;
    ss_slice one;
    ss_slice two;
    ss_slice code;

    check(ss_tracking_clean(a, s, SS_LIT("4711"), SS_NONE, &clean, &fault, NULL));
    check((clean.p != NULL) == (fault == SS_TRACKING_OK || fault == SS_TRACKING_CHECK));
    if (clean.p != NULL) {
        check(clean.n >= 1 && clean.n <= 50);
        check(ss_tracking_clean(a, clean, SS_LIT("4711"), SS_NONE, &again, &fault, NULL));
        check(ss_slice_eq(clean, again));
        check(ss_tracking_normalize(a, s, &one, NULL) &&
              ss_tracking_normalize(a, clean, &two, NULL));
        check(ss_slice_eq(one, two));
        (void)ss_tracking_detect(clean, &code);
        check(code.p == NULL || ss_carrier_code_known(code));
        for (size_t i = 0; ss_carrier_code_at(i) != NULL; i++) {
            (void)ss_tracking_fits(ss_slice_of(ss_carrier_code_at(i)), clean);
        }
    }
    (void)ss_carrier_lookup(s, &code);
    check(code.p == NULL || ss_carrier_code_known(code));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ss_slice s = {(const char *)data, size};
    ss_arena a;

    ss_arena_init(&a, 1 << 22);
    check_text(&a, s);
    check_times(s);
    check_tracking(&a, s);
    ss_arena_free(&a);
    return 0;
}
