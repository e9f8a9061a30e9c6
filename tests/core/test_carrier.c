#include "support.h"

#include "ss_carrier.h"

#include <stdio.h>
#include <stdlib.h>

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

static void table(void **state)
{
    const ss_carrier_table_info *info = ss_carrier_table();
    size_t n = 0;

    (void)state;
    assert_true(strlen(info->version) > 0 && strlen(info->source) > 0);
    assert_int_equal(strlen(info->date), 10);
    while (ss_carrier_code_at(n) != NULL) {
        assert_true(ss_carrier_code_known(ss_slice_of(ss_carrier_code_at(n))));
        assert_in_range(strlen(ss_carrier_code_at(n)), 1, 50);
        n++;
    }
    assert_int_equal(n, info->codes);
    assert_string_equal(ss_carrier_code_at(0), "DHL");
    assert_null(ss_carrier_code_at(SIZE_MAX));
}

/* The generated file is what the generator makes of the data file now. */
static void table_is_current(void **state)
{
    int rc = system("ext/core/data/generate | cmp -s - ext/core/ss_carrier_table.inc");

    (void)state;
    if (rc != 0) {
        fail_msg("run: ext/core/data/generate > ext/core/ss_carrier_table.inc");
    }
}

static void codes_are_exact(void **state)
{
    (void)state;
    assert_true(ss_carrier_code_known(SS_LIT("DHL")));
    assert_true(ss_carrier_code_known(SS_LIT("Hermes Logistik Gruppe")));
    assert_true(ss_carrier_code_known(SS_LIT("Trans-o-Flex")));
    assert_true(ss_carrier_code_known(SS_LIT("Kuehne+Nagel")));
    assert_true(ss_carrier_code_known(SS_LIT("GO!")));
    assert_true(ss_carrier_code_known(SS_LIT("Other")));
    assert_false(ss_carrier_code_known(SS_LIT("dhl")));
    assert_false(ss_carrier_code_known(SS_LIT("other")));
    assert_false(ss_carrier_code_known(SS_LIT("DHL ")));
    assert_false(ss_carrier_code_known(SS_LIT("Hermes HSI")));
    assert_false(ss_carrier_code_known(SS_LIT("Transaragon\xc3\x83\xc2\xa9s")));
    assert_false(ss_carrier_code_known(SS_LIT("")));
    assert_false(ss_carrier_code_known(SS_NONE));
}

static void names(void **state)
{
    static const struct {
        const char *name;
        ss_carrier_match match;
        const char *code;
    } rows[] = {
        {"DHL", SS_CARRIER_EXACT, "DHL"},
        {"dhl", SS_CARRIER_EXACT, "DHL"},
        {" Dpd ", SS_CARRIER_EXACT, "DPD"},
        {"GLS", SS_CARRIER_EXACT, "GLS"},
        {"ups", SS_CARRIER_EXACT, "UPS"},
        {"TNT", SS_CARRIER_EXACT, "TNT"},
        {"DHL Paket", SS_CARRIER_GUESS, "DHL"},
        {"DHL-Paket", SS_CARRIER_GUESS, "DHL-Paket"},
        {"DHL Express", SS_CARRIER_GUESS, "DHL Express"},
        {"DHL Express 12:00", SS_CARRIER_GUESS, "DHL Express"},
        {"DHL GKV", SS_CARRIER_GUESS, "DHL"},
        {"Versand per DHL (Standard)", SS_CARRIER_GUESS, "DHL"},
        {"DHL oder DPD", SS_CARRIER_UNKNOWN, NULL},
        {"DPD Classic", SS_CARRIER_GUESS, "DPD"},
        {"DPD/DPD", SS_CARRIER_GUESS, "DPD"},
        {"Hermes", SS_CARRIER_GUESS, "Hermes"},
        {"HERMES", SS_CARRIER_GUESS, "Hermes"},
        {"Hermes HSI", SS_CARRIER_GUESS, "Hermes"},
        {"MyHermes", SS_CARRIER_GUESS, "Hermes"},
        {"Hermes UK", SS_CARRIER_GUESS, "Hermes UK"},
        {"FEDEX", SS_CARRIER_GUESS, "FedEx"},
        {"FedEx", SS_CARRIER_GUESS, "FedEx"},
        {"POST", SS_CARRIER_GUESS, "Deutsche Post"},
        {"Deutsche Post AG", SS_CARRIER_GUESS, "Deutsche Post"},
        {"Brief", SS_CARRIER_GUESS, "Deutsche Post"},
        {"Brief und mehr", SS_CARRIER_UNKNOWN, NULL},
        {"TRANS-O-FLEX", SS_CARRIER_GUESS, "Trans-o-Flex"},
        {"KUEHNE-NAGEL", SS_CARRIER_GUESS, "Kuehne+Nagel"},
        {"K\xc3\xbchne + Nagel", SS_CARRIER_GUESS, "Kuehne+Nagel"},
        {"\xc3\x96sterreichische Post", SS_CARRIER_GUESS, "AT POST"},
        {"AT Post", SS_CARRIER_GUESS, "AT Post"},
        {"Swiss Post", SS_CARRIER_GUESS, "Swiss post"},
        {"Correos Express", SS_CARRIER_GUESS, "Correos Express"},
        {"go!", SS_CARRIER_GUESS, "GO!"},
        {"Shipcloud", SS_CARRIER_SERVICE, NULL},
        {"shipcloud - DHL", SS_CARRIER_SERVICE, NULL},
        {"DHL (Shipcloud)", SS_CARRIER_SERVICE, NULL},
        {"ILOXX", SS_CARRIER_SERVICE, NULL},
        {"LogoiX", SS_CARRIER_SERVICE, NULL},
        {"Selbstabholung", SS_CARRIER_UNKNOWN, NULL},
        {"Radkurier", SS_CARRIER_UNKNOWN, NULL},
        {"upset", SS_CARRIER_UNKNOWN, NULL},
        {"5", SS_CARRIER_UNKNOWN, NULL},
        {"", SS_CARRIER_UNKNOWN, NULL},
        {"  ", SS_CARRIER_UNKNOWN, NULL},
        {"---", SS_CARRIER_UNKNOWN, NULL},
        {NULL, SS_CARRIER_UNKNOWN, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_slice code = SS_LIT("stale");
        ss_carrier_match match = ss_carrier_lookup(ss_slice_of(rows[i].name), &code);

        if (match != rows[i].match || !ss_slice_eq(code, ss_slice_of(rows[i].code))) {
            fail_msg("\"%s\": %d \"%.*s\"", rows[i].name, (int)match, SS_FMT(code));
        }
        assert_true(code.p == NULL || ss_carrier_code_known(code));
    }
}

static void long_names_are_no_carriers(void **state)
{
    char name[4000];
    ss_slice code;

    (void)state;
    memset(name, 'x', sizeof name);
    memcpy(name, "DHL ", 4);
    assert_int_equal(ss_carrier_lookup((ss_slice){name, sizeof name}, &code), SS_CARRIER_UNKNOWN);
    assert_null(code.p);
}

static void cleans_tracking(void **state)
{
    static const struct {
        const char *raw;
        ss_tracking_fault fault;
        const char *out;
    } rows[] = {
        {"00340434161094000001", SS_TRACKING_OK, "00340434161094000001"},
        {" 0034 0434 1610 9400 0001\r\n", SS_TRACKING_OK, "00340434161094000001"},
        {"\xef\xbb\xbf"
         "12\xc2\xa0"
         "34\xe2\x80\x8b"
         "56",
         SS_TRACKING_OK, "123456"},
        {"ab-12", SS_TRACKING_OK, "ab-12"},
        {"", SS_TRACKING_EMPTY, NULL},
        {NULL, SS_TRACKING_EMPTY, NULL},
        {" \t", SS_TRACKING_EMPTY, NULL},
        {"-", SS_TRACKING_EMPTY, NULL},
        {"false", SS_TRACKING_EMPTY, NULL},
        {"---", SS_TRACKING_EMPTY, NULL},
        {"NULL", SS_TRACKING_EMPTY, NULL},
        {"keine", SS_TRACKING_NO_DIGIT, NULL},
        {"folgt morgen", SS_TRACKING_NO_DIGIT, NULL},
        {"0", SS_TRACKING_EMPTY, NULL},
        {"n/a", SS_TRACKING_EMPTY, NULL},
        {"https://nolp.dhl.de/x?idc=1", SS_TRACKING_URL, NULL},
        {"www.gls.de/123", SS_TRACKING_URL, NULL},
        {"nolp.dhl.de/next?idc=123", SS_TRACKING_URL, NULL},
        {"1.5/2", SS_TRACKING_OK, "1.5/2"},
        {"a1@example.com", SS_TRACKING_EMAIL, NULL},
        {"4711", SS_TRACKING_ORDER, NULL},
        {"#4711", SS_TRACKING_ORDER, NULL},
        {"303-1234567-1234567", SS_TRACKING_ORDER, NULL},
        {"30312345671234567", SS_TRACKING_ORDER, NULL},
        {"305-7654321-7654321", SS_TRACKING_ORDER, NULL}, /* any Amazon order number */
        {"47110", SS_TRACKING_OK, "47110"},
        {"12\x01"
         "3",
         SS_TRACKING_CHARACTER, NULL},
        {"12\xff"
         "3",
         SS_TRACKING_CHARACTER, NULL},
        {"12\xc3\xa4"
         "3",
         SS_TRACKING_CHARACTER, NULL},
        {"12345678901234567890123456789012345678901234567890", SS_TRACKING_OK,
         "12345678901234567890123456789012345678901234567890"},
        {"123456789012345678901234567890123456789012345678901", SS_TRACKING_TOO_LONG, NULL},
        {"1Z879E930346834440", SS_TRACKING_OK, "1Z879E930346834440"},
        {"1z 879e93 03 4683 4440", SS_TRACKING_OK, "1z879e930346834440"},
        {"1Z879E930346834441", SS_TRACKING_CHECK, "1Z879E930346834441"},
    };
    ss_err err = SS_ERR_INIT;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_tracking_fault fault;
        ss_slice out;

        assert_true(ss_tracking_clean(&arena, ss_slice_of(rows[i].raw), SS_LIT("4711"),
                                      SS_LIT("303-1234567-1234567"), &out, &fault, &err));
        if (fault != rows[i].fault || !ss_slice_eq(out, ss_slice_of(rows[i].out))) {
            fail_msg("\"%s\": %d \"%.*s\"", rows[i].raw, (int)fault, SS_FMT(out));
        }
    }
}

static void without_order_numbers(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_tracking_fault fault;
    ss_slice out;

    (void)state;
    assert_true(ss_tracking_clean(&arena, SS_LIT("4711"), SS_NONE, SS_NONE, &out, &fault, &err));
    assert_int_equal(fault, SS_TRACKING_OK);
    assert_true(
        ss_tracking_clean(&arena, SS_LIT("4711"), SS_LIT("-"), SS_LIT(""), &out, &fault, &err));
    assert_int_equal(fault, SS_TRACKING_OK);
    /* An embedded NUL is a control character. */
    assert_true(ss_tracking_clean(&arena, SS_LIT("12\0003"), SS_NONE, SS_NONE, &out, &fault, &err));
    assert_int_equal(fault, SS_TRACKING_CHARACTER);
}

static void normal_form(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_slice out;

    (void)state;
    assert_true(ss_tracking_normalize(&arena, SS_LIT("1z-879 e93\xc3\xa4"), &out, &err));
    assert_slice(out, "1Z879E93");
    assert_true(ss_tracking_normalize(&arena, SS_LIT("-"), &out, &err));
    assert_slice(out, "");
    assert_non_null(out.p);
    assert_true(ss_tracking_normalize(&arena, SS_NONE, &out, &err));
    assert_null(out.p);
}

static void detects(void **state)
{
    static const struct {
        const char *number;
        ss_detect_certainty certainty;
        const char *code;
    } rows[] = {
        {"1Z5R89390357567127", SS_DETECT_CERTAIN, "UPS"},
        {"1Z410E7W0392751591", SS_DETECT_CERTAIN, "UPS"},
        {"1Z8V92A70367203024", SS_DETECT_CERTAIN, "UPS"},
        {"1ZXX3150YW44070023", SS_DETECT_CERTAIN, "UPS"},
        {"1zxx3150yw44070023", SS_DETECT_CERTAIN, "UPS"},
        {"1ZXX3150YW44070024", SS_DETECT_NONE, NULL},
        {"1ZXX3150YW4407002", SS_DETECT_NONE, NULL},
        {"JJD000390007882023146", SS_DETECT_CERTAIN, "DHL"},
        {"JJD1", SS_DETECT_NONE, NULL},
        {"H1000730000000101015", SS_DETECT_CERTAIN, "Hermes"},
        {"H100073000000010101", SS_DETECT_NONE, NULL},
        {"00340434161094000001", SS_DETECT_SHARED, "DHL"},
        {"123456789012", SS_DETECT_SHARED, NULL},
        {"12345678901234", SS_DETECT_SHARED, NULL},
        {"RR473124829DE", SS_DETECT_SHARED, "Deutsche Post"},
        {"RR473124829GB", SS_DETECT_SHARED, "Royal Mail"},
        {"RR473124829XX", SS_DETECT_SHARED, NULL},
        {"RR473124820DE", SS_DETECT_NONE, NULL},
        {"abc", SS_DETECT_NONE, NULL},
        {"", SS_DETECT_NONE, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_slice code = SS_LIT("stale");
        ss_detect_certainty certainty = ss_tracking_detect(ss_slice_of(rows[i].number), &code);

        if (certainty != rows[i].certainty || !ss_slice_eq(code, ss_slice_of(rows[i].code))) {
            fail_msg("\"%s\": %d \"%.*s\"", rows[i].number, (int)certainty, SS_FMT(code));
        }
        assert_true(code.p == NULL || ss_carrier_code_known(code));
    }
}

static void fits(void **state)
{
    static const struct {
        const char *code, *number;
        ss_tracking_fit fit;
    } rows[] = {
        {"UPS", "1Z5R89390357567127", SS_FIT_YES},
        {"UPS", "1Z5R89390357567128", SS_FIT_NO},
        {"UPS", "123456789012", SS_FIT_DOUBTFUL},
        {"UPS", "JJD000390007882023146", SS_FIT_NO},
        {"DHL", "1Z5R89390357567127", SS_FIT_NO},
        {"DHL", "1Z5R89390357567128", SS_FIT_NO},
        {"DHL", "JJD000390007882023146", SS_FIT_YES},
        {"DHL-Paket", "JJD000390007882023146", SS_FIT_YES},
        {"DHL Express", "JJD000390007882023146", SS_FIT_YES},
        {"DHL", "123456789012", SS_FIT_YES},
        {"DHL", "00340434161094015902", SS_FIT_YES},
        {"DHL", "00340434161094032954", SS_FIT_YES},
        {"DHL", "00340434161094022115", SS_FIT_YES},
        {"DHL", "00340434161094022116", SS_FIT_DOUBTFUL}, /* shared form: wrong check digit */
        {"DHL", "12345678901234", SS_FIT_DOUBTFUL},
        {"DHL", "RR473124829DE", SS_FIT_YES},
        {"DHL", "RR473124820DE", SS_FIT_DOUBTFUL},
        {"DHL", "H1000730000000101015", SS_FIT_NO},
        {"Deutsche Post", "RR473124829DE", SS_FIT_YES},
        {"Deutsche Post", "JJD000390007882023146", SS_FIT_NO},
        {"Hermes", "H1000730000000101015", SS_FIT_YES},
        {"Hermes Logistik Gruppe", "12345678901234", SS_FIT_YES},
        {"DPD", "12345678901234", SS_FIT_YES},
        {"DPD", "12345678901234X", SS_FIT_YES},
        {"DPD", "1234", SS_FIT_DOUBTFUL},
        {"GLS", "12345678901", SS_FIT_YES},
        {"GLS", "ZABCDE12", SS_FIT_YES},
        {"GLS", "12345678", SS_FIT_DOUBTFUL},
        {"Royal Mail", "RR473124829GB", SS_FIT_YES},
        {"Royal Mail", "RR473124820GB", SS_FIT_DOUBTFUL},
        {"FedEx", "123456789012", SS_FIT_YES},
        {"Rhenus", "1Z5R89390357567127", SS_FIT_UNKNOWN},
        {"Other", "123", SS_FIT_UNKNOWN},
        {"", "123", SS_FIT_UNKNOWN},
        {"DHL", "", SS_FIT_DOUBTFUL},
        {"DHL", "12345678901234567890123456789012345678901234567890", SS_FIT_DOUBTFUL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_tracking_fit fit =
            ss_tracking_fits(ss_slice_of(rows[i].code), ss_slice_of(rows[i].number));

        if (fit != rows[i].fit) {
            fail_msg("%s %s: %d", rows[i].code, rows[i].number, (int)fit);
        }
    }
}

/* GS1: of the ten numbers that differ in the last digit only, exactly one is right. So too for
 * UPS and the postal form; and a wrong single digit never passes for UPS's even places. */
static void one_check_digit_in_ten(void **state)
{
    static const struct {
        const char *code, *stem, *tail;
    } rows[] = {
        {"DHL", "0034043416109400000", ""},    {"DHL", "0034043499999999999", ""},
        {"UPS", "1Z5R8939035756712", ""},      {"Deutsche Post", "RR47312482", "DE"},
        {"Deutsche Post", "CC00000001", "DE"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int right = 0;

        for (int digit = 0; digit < 10; digit++) {
            char number[40];

            (void)snprintf(number, sizeof number, "%s%d%s", rows[i].stem, digit, rows[i].tail);
            right += ss_tracking_fits(ss_slice_of(rows[i].code), ss_slice_of(number)) == SS_FIT_YES;
        }
        assert_int_equal(right, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(table_is_current),
        cmocka_unit_test(codes_are_exact),
        cmocka_unit_test(names),
        cmocka_unit_test(long_names_are_no_carriers),
        cmocka_unit_test_setup_teardown(cleans_tracking, setup, teardown),
        cmocka_unit_test_setup_teardown(without_order_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(normal_form, setup, teardown),
        cmocka_unit_test(detects),
        cmocka_unit_test(fits),
        cmocka_unit_test(one_check_digit_in_ten),
    };

    return cmocka_run_group_tests_name("carrier", tests, NULL, NULL);
}
