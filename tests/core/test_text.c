#include "support.h"

#include "ss_text.h"

static ss_arena arena;

static int setup(void **state)
{
    (void)state;
    ss_arena_init(&arena, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ss_arena_free(&arena);
    return 0;
}

static void utf8_legal_prefix(void **state)
{
    static const struct {
        const char *bytes;
        size_t n, legal;
    } rows[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"a\0b", 3, 3},
        {"\x7f", 1, 1},
        {"\x80", 1, 0},
        {"\xc3\xa4", 2, 2},
        {"\xc3", 1, 0},
        {"\xc0\xaf", 2, 0},         /* over-long */
        {"\xc1\xbf", 2, 0},         /* over-long */
        {"\xe0\x9f\xbf", 3, 0},     /* over-long */
        {"\xe0\xa0\x80", 3, 3},     /* U+0800 */
        {"\xed\x9f\xbf", 3, 3},     /* U+D7FF */
        {"\xed\xa0\x80", 3, 0},     /* surrogate */
        {"\xee\x80\x80", 3, 3},     /* U+E000 */
        {"\xf0\x8f\xbf\xbf", 4, 0}, /* over-long */
        {"\xf0\x9f\x93\xa6", 4, 4}, /* U+1F4E6 */
        {"\xf4\x8f\xbf\xbf", 4, 4}, /* U+10FFFF */
        {"\xf4\x90\x80\x80", 4, 0}, /* above */
        {"\xf5\x80\x80\x80", 4, 0},
        {"\xe2\x82", 2, 0},
        {"abcdefgh\xff", 9, 8}, /* behind a fast step of eight */
        {"abcdefghi\xc3\xa4\xc3", 12, 11},
        {"1234567\xc3\xa4z", 10, 10}, /* across a step of eight */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(ss_utf8_valid((ss_slice){rows[i].bytes, rows[i].n}), rows[i].legal);
    }
    assert_int_equal(ss_utf8_valid(SS_NONE), 0);
}

static void utf8_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(ss_utf8_clip(SS_LIT("Stra\xc3\x9f"
                                         "e"),
                                  5)
                         .n,
                     4);
    assert_int_equal(ss_utf8_clip(SS_LIT("\xe3\x81\x82\xe3\x81\x82"), 5).n, 3);
    assert_int_equal(ss_utf8_clip(SS_LIT("\xe3\x81\x82"), 3).n, 3);
    assert_int_equal(ss_utf8_clip(SS_LIT("\xe3\x81\x82"), 2).n, 0);
    assert_int_equal(ss_utf8_clip(SS_NONE, 0).n, 0);
    assert_int_equal(ss_utf8_length(SS_NONE), 0);
    assert_int_equal(ss_utf8_length(SS_LIT("Stra\xc3\x9f"
                                           "e \xf0\x9f\x93\xa6")),
                     8);
}

static void xml_legal(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        bool legal;
        size_t pos;
    } rows[] = {
        {"a\t\n\rb", 5, true, 0},
        {"a\0b", 3, false, 1},
        {"ab\x1f", 3, false, 2},
        {"\x0b", 1, false, 0},
        {"\x7f", 1, true, 0},
        {"\xef\xbf\xbd", 3, true, 0},
        {"x\xef\xbf\xbe", 4, false, 1},
        {"\xef\xbf\xbf", 3, false, 0},
        {"\xf0\x90\x80\x80", 4, true, 0},
        {"abcdefghij\xff", 11, false, 10},
        {"\xc2\x85", 2, true, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t pos = 999;
        bool legal = ss_text_xml_legal((ss_slice){rows[i].bytes, rows[i].n}, &pos);

        assert_int_equal(legal, rows[i].legal);
        if (!legal) {
            assert_int_equal(pos, rows[i].pos);
        }
    }
}

static void normalizes(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {" ", ""},
        {" a ", "a"},
        {"a \t\r\n b", "a b"},
        {"\n\na\tb\n", "a b"},
        {"a\xc2\xa0 b", "a\xc2\xa0 b"}, /* a no-break space is not a blank here */
        {"unchanged text", "unchanged text"},
    };
    ss_err err = SS_ERR_INIT;
    ss_slice out;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(ss_text_normalize(&arena, ss_slice_of(rows[i].in), &out, &err));
        assert_slice(out, rows[i].out);
        assert_non_null(out.p);
    }
    assert_true(ss_text_normalize(&arena, SS_NONE, &out, &err));
    assert_null(out.p);
}

static void ascii_helpers(void **state)
{
    (void)state;
    assert_true(ss_ascii_equal_nocase(SS_LIT("DhL"), SS_LIT("dHl")));
    assert_false(ss_ascii_equal_nocase(SS_LIT("DHL"), SS_LIT("DHL ")));
    assert_false(ss_ascii_equal_nocase(SS_LIT("[\\]"), SS_LIT("{|}")));
    assert_false(ss_ascii_equal_nocase(SS_LIT("\xc3\x84"), SS_LIT("\xc3\xa4")));
    assert_true(ss_ascii_equal_nocase(SS_NONE, SS_LIT("")));
    assert_true(ss_ascii_is_digits(SS_LIT("0123456789")));
    assert_false(ss_ascii_is_digits(SS_LIT("")));
    assert_false(ss_ascii_is_digits(SS_LIT("1a")));
    assert_slice(ss_ascii_trim(SS_LIT(" \t\r\nx y\n ")), "x y");
    assert_slice(ss_ascii_trim(SS_LIT("  ")), "");
}

static void parses_integers(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"-12", true, -12},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {"--1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"0x1", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 42;

        assert_int_equal(ss_int_parse(ss_slice_of(rows[i].text), &value), rows[i].ok);
        assert_true(value == (rows[i].ok ? rows[i].value : 42));
    }
}

static void amazon_numbers(void **state)
{
    (void)state;
    assert_true(ss_amazon_order_valid(SS_LIT("303-1234567-1234567")));
    assert_true(ss_amazon_order_valid(SS_LIT("S01-1234567-1234567")));
    assert_false(ss_amazon_order_valid(SS_LIT("303-1234567-123456")));
    assert_false(ss_amazon_order_valid(SS_LIT("303-1234567-12345678")));
    assert_false(ss_amazon_order_valid(SS_LIT("303 1234567 1234567")));
    assert_false(ss_amazon_order_valid(SS_LIT("303-1234567-123456\n")));
    assert_false(ss_amazon_order_valid(SS_LIT("3\xc3\xa4-1234567-1234567")));
    assert_false(ss_amazon_order_valid(SS_NONE));
    assert_true(ss_amazon_item_valid(SS_LIT("12345678901234")));
    assert_true(ss_amazon_item_valid(SS_LIT("1")));
    assert_true(ss_amazon_item_valid(SS_LIT("12345678901234567890")));
    assert_false(ss_amazon_item_valid(SS_LIT("123456789012345678901")));
    assert_false(ss_amazon_item_valid(SS_LIT("")));
    assert_false(ss_amazon_item_valid(SS_LIT("1-2")));
}

static void parses_times(void **state)
{
    static const struct {
        const char *text;
        int64_t when; /* -1 = refused */
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-22T21:00:00Z", 1795381200},
        {"2026-11-22T21:00:00.123456789Z", 1795381200},
        {"2026-11-22T22:00:00+01:00", 1795381200},
        {"2026-11-22T15:30:00-05:30", 1795381200},
        {"2038-01-19T03:14:08Z", INT64_C(2147483648)},
        {"2000-02-29T00:00:00Z", 951782400},
        {"2100-02-28T23:59:59Z", INT64_C(4107542399)},
        {"9999-12-31T23:59:59Z", INT64_C(253402300799)},
        {"1970-01-01T00:30:00+01:00", -1}, /* before 1970 */
        {"9999-12-31T23:59:59-01:00", -1}, /* after 9999 */
        {"2100-02-29T00:00:00Z", -1},
        {"2026-02-29T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-00-01T00:00:00Z", -1},
        {"2026-04-31T00:00:00Z", -1},
        {"2026-11-22T24:00:00Z", -1},
        {"2026-11-22T23:60:00Z", -1},
        {"2026-11-22T23:59:60Z", -1},
        {"2026-11-22T21:00:00", -1},
        {"2026-11-22 21:00:00Z", -1},
        {"2026-11-22T21:00:00z", -1},
        {"2026-11-22T21:00:00.Z", -1},
        {"2026-11-22T21:00:00.5", -1},
        {"2026-11-22T21:00:00+0100", -1},
        {"2026-11-22T21:00:00+01:00x", -1},
        {"2026-11-22T21:00:00+24:00", -1},
        {"-026-11-22T21:00:00Z", -1},
        {"2026-1-22T21:00:00ZZ", -1},
        {"", -1},
        {"2026-11-22T21:00:00.12345", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t when = -1;

        if (ss_time_parse(ss_slice_of(rows[i].text), &when) != (rows[i].when >= 0) ||
            when != rows[i].when) {
            fail_msg("%s: %lld", rows[i].text, (long long)when);
        }
    }
}

static void formats_times(void **state)
{
    char text[21];

    (void)state;
    assert_true(ss_time_format(0, text));
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    assert_true(ss_time_format(1795381200, text));
    assert_string_equal(text, "2026-11-22T21:00:00Z");
    assert_true(ss_time_format(INT64_C(253402300799), text));
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    assert_false(ss_time_format(-1, text));
    assert_false(ss_time_format(INT64_C(253402300800), text));
    assert_false(ss_time_format(INT64_MIN, text));
    assert_false(ss_time_format(INT64_MAX, text));
}

/* Every day from 1970 to 2400 at both ends, and steps of a prime up to 9999. */
static void times_there_and_back(void **state)
{
    char text[21];
    int64_t back;

    (void)state;
    for (int64_t day = 0; day < INT64_C(157000); day++) {
        for (int64_t second = 0; second < 86400; second += 86399) {
            assert_true(ss_time_format(day * 86400 + second, text));
            assert_true(ss_time_parse(ss_slice_of(text), &back));
            assert_true(back == day * 86400 + second);
        }
    }
    for (int64_t when = 0; when < INT64_C(253402300800); when += INT64_C(15485863)) {
        assert_true(ss_time_format(when, text));
        assert_true(ss_time_parse(ss_slice_of(text), &back));
        assert_true(back == when);
    }
}

static void parses_http_dates(void **state)
{
    int64_t when = 0;

    (void)state;
    assert_true(ss_time_parse_http(SS_LIT("Sun, 06 Nov 1994 08:49:37 GMT"), &when));
    assert_true(when == 784111777);
    assert_true(ss_time_parse_http(SS_LIT("Sat, 31 Dec 2016 23:59:60 GMT"), &when));
    assert_true(when == 1483228799);
    assert_false(ss_time_parse_http(SS_LIT("Sunday, 06-Nov-94 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Sun, 06 Nov 1994 08:49:37 CET"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Sun, 06 Nix 1994 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Xyz, 06 Nov 1994 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Sun, 31 Feb 1994 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Sun, -6 Nov 1994 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_LIT("Sun, 06 Nov 1969 08:49:37 GMT"), &when));
    assert_false(ss_time_parse_http(SS_NONE, &when));
}

static void days(void **state)
{
    (void)state;
    assert_true(ss_day_of(0) == 0);
    assert_true(ss_day_of(86399) == 0);
    assert_true(ss_day_of(86400) == 1);
    assert_true(ss_day_of(-1) == -1);
    assert_true(ss_day_of(-86400) == -1);
    assert_true(ss_day_of(-86401) == -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_legal_prefix),
        cmocka_unit_test(utf8_counts_characters),
        cmocka_unit_test(xml_legal),
        cmocka_unit_test_setup_teardown(normalizes, setup, teardown),
        cmocka_unit_test(ascii_helpers),
        cmocka_unit_test(parses_integers),
        cmocka_unit_test(amazon_numbers),
        cmocka_unit_test(parses_times),
        cmocka_unit_test(formats_times),
        cmocka_unit_test(times_there_and_back),
        cmocka_unit_test(parses_http_dates),
        cmocka_unit_test(days),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
