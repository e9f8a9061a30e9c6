#include "report_document.h"

#include "ss_buf.h"

#include <stdlib.h>

#define SUMMARY(p, s, e, w)                                                                        \
    "<ProcessingSummary><MessagesProcessed>" p "</MessagesProcessed>"                              \
    "<MessagesSuccessful>" s "</MessagesSuccessful>"                                               \
    "<MessagesWithError>" e "</MessagesWithError>"                                                 \
    "<MessagesWithWarning>" w "</MessagesWithWarning></ProcessingSummary>"
static ss_report *open_text(const char *text)
{
    ss_err err = SS_ERR_INIT;
    ss_report *r = ss_report_open(ss_slice_of(text), &err);

    if (r == NULL) {
        fail_msg("%s: %s", err.place, err.text);
    }
    return r;
}

static void reads_results(void **state)
{
    ss_report *r = open_text(PLAIN(
        SUMMARY("7", "5", "2", "1")
            RESULT("2", "Error", "18028", "Not found &amp; <![CDATA[<so>]]>\n on")
                RESULT(" 3 ", " Warning ", " 99 ",
                       " said ") "<Result><MessageID>2</MessageID><ResultCode>Error</ResultCode>"
                                 "<ResultMessageCode>18021</ResultMessageCode>"
                                 "<ResultDescription>again</"
                                 "ResultDescription><AdditionalInfo><SKU>s-1</SKU>"
                                 "<FulfillmentCenterID>x</FulfillmentCenterID>"
                                 "<AmazonOrderID>303-1234567-1234567</AmazonOrderID>"
                                 "<AmazonOrderItemCode>12345678901234</AmazonOrderItemCode>"
                                 "</AdditionalInfo></Result>"));
    ss_err err = SS_ERR_INIT;
    const ss_report_summary *s;
    ss_report_result x;

    (void)state;
    assert_true(ss_report_next(r, &x, &err));
    assert_int_equal(x.message, 2);
    assert_int_equal(x.severity, SS_ERROR);
    assert_slice(x.code, "18028");
    assert_slice(x.text, "Not found & <so>  on");
    assert_null(x.order.p);
    assert_null(x.sku.p);
    assert_true(ss_report_next(r, &x, &err));
    assert_int_equal(x.message, 3);
    assert_int_equal(x.severity, SS_WARNING);
    assert_slice(x.code, "99");
    assert_slice(x.text, "said");
    assert_true(ss_report_next(r, &x, &err));
    assert_int_equal(x.message, 2);
    assert_slice(x.order, "303-1234567-1234567");
    assert_slice(x.item, "12345678901234");
    assert_slice(x.sku, "s-1");
    assert_false(ss_report_next(r, &x, &err));
    assert_int_equal(err.code, SS_OK);
    s = ss_report_summarize(r);
    assert_slice(s->status, "Complete");
    assert_slice(s->transaction, "4711");
    assert_true(s->has_counters);
    assert_true(s->processed == 7 && s->successful == 5 && s->errors == 2 && s->warnings == 1);
    assert_true(ss_report_adds_up(s, 7, false, 2));
    ss_report_free(r);
    ss_report_free(NULL);
}

static void counters(void **state)
{
    static const struct {
        const char *text;
        bool has;
    } rows[] = {
        {PLAIN(SUMMARY("1", "1", "0", "0")), true},
        {PLAIN(SUMMARY(" 1\n", "1", "0", "0")), true},
        {PLAIN(SUMMARY("9223372036854775807", "1", "0", "0")), true},
        {PLAIN(SUMMARY("9223372036854775808", "1", "0", "0")), false},
        {PLAIN(SUMMARY("-1", "1", "0", "0")), false},
        {PLAIN(SUMMARY("1", "", "0", "0")), false},
        {PLAIN(SUMMARY("1", "1.5", "0", "0")), false},
        {PLAIN(SUMMARY("1", "1", "0", "x")), false},
        {PLAIN("<ProcessingSummary><MessagesProcessed>1</MessagesProcessed></ProcessingSummary>"),
         false},
        {PLAIN("<ProcessingSummary/>"), false},
        {PLAIN(""), false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_report *r = open_text(rows[i].text);
        ss_err err = SS_ERR_INIT;
        ss_report_result x;

        assert_false(ss_report_next(r, &x, &err));
        assert_int_equal(err.code, SS_OK);
        assert_int_equal(ss_report_summarize(r)->has_counters, rows[i].has);
        assert_true(rows[i].has || !ss_report_adds_up(ss_report_summarize(r), 1, false, 0));
        ss_report_free(r);
    }
}

static void message_numbers(void **state)
{
    static const struct {
        const char *text;
        uint64_t id;
        bool ok;
    } rows[] = {
        {PLAIN(RESULT("0", "Error", "1", "x")), 0, true},
        {PLAIN(RESULT("18446744073709551615", "Error", "1", "x")), UINT64_MAX, true},
        {PLAIN(RESULT("18446744073709551616", "Error", "1", "x")), 0, false},
        {PLAIN(RESULT("99999999999999999999", "Error", "1", "x")), 0, false},
        {PLAIN(RESULT("9223372036854775808", "Error", "1", "x")), UINT64_C(1) << 63, true},
        {PLAIN(RESULT("-1", "Error", "1", "x")), 0, false},
        {PLAIN(RESULT("", "Error", "1", "x")), 0, false},
        {PLAIN(RESULT("1x", "Error", "1", "x")), 0, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_report *r = open_text(rows[i].text);
        ss_err err = SS_ERR_INIT;
        ss_report_result x;

        assert_int_equal(ss_report_next(r, &x, &err), rows[i].ok);
        if (rows[i].ok) {
            assert_true(x.message == rows[i].id);
        } else {
            assert_error(&err, SS_E_XML, "Result/MessageID");
        }
        ss_report_free(r);
    }
}

static void codes_that_are_none(void **state)
{
    ss_report *r = open_text(PLAIN(RESULT("1", "Error", "", "x") RESULT("2", "Error", "E1", "")));
    ss_err err = SS_ERR_INIT;
    ss_report_result x;

    (void)state;
    assert_true(ss_report_next(r, &x, &err));
    assert_null(x.code.p);
    assert_true(ss_report_next(r, &x, &err));
    assert_null(x.code.p);
    assert_null(x.text.p);
    assert_false(ss_report_next(r, &x, &err));
    ss_report_free(r);
}

static void refused(void **state)
{
    static const struct {
        const char *text;
        ss_code code;
        const char *says; /* part of the text */
    } rows[] = {
        {"", SS_E_XML, "empty"},
        {" \r\n\t", SS_E_XML, "empty"},
        {"\xef\xbb\xbf", SS_E_XML, "empty"},
        {"{\"header\":{}}", SS_E_XML, "JSON"},
        {" [1]", SS_E_XML, "JSON"},
        {"Feed Processing Summary:\n\tNumber of records processed\t1\n", SS_E_XML, "flat-file"},
        {"<!DOCTYPE html><html></html>", SS_E_XML, "HTML"},
        {"<HTML><body>503</body></HTML>", SS_E_XML, "HTML"},
        {"Service Unavailable", SS_E_XML, "not an XML"},
        {"<?xml version=\"1.0\"?><!DOCTYPE AmazonEnvelope [<!ENTITY a \"b\">]><AmazonEnvelope/>",
         SS_E_XML, "DOCTYPE"},
        {"<?xml version=\"1.0\"?><!-- <a> --><?x y?>\n<!DOCTYPE a><a/>", SS_E_XML, "DOCTYPE"},
        {"<!-- never ended", SS_E_XML, "root"},
        {"<!--><AmazonEnvelope/>", SS_E_XML, "root"},
        {"<", SS_E_XML, "root"},
        {"\xff\xfe<\0", SS_E_ENCODING, "UTF-16"},
        {DECLARED("UTF-16") "<AmazonEnvelope/>", SS_E_ENCODING, "UTF-16"},
        {DECLARED("EBCDIC-CP-US") "<AmazonEnvelope/>", SS_E_ENCODING, "EBCDIC"},
        {DECLARED("ISO-8859-15") "<AmazonEnvelope/>", SS_E_ENCODING, "ISO-8859-15"},
        {"\xef\xbb\xbf" DECLARED("windows-1252") "<AmazonEnvelope/>", SS_E_ENCODING, "disagree"},
        {"<Other/>", SS_E_XML, "root element"},
        {"<AmazonEnvelope/>", SS_E_XML, "no ProcessingReport"},
        {"<AmazonEnvelope><MessageType>OrderFulfillment</MessageType></AmazonEnvelope>", SS_E_XML,
         "is not ProcessingReport"},
        {"<AmazonEnvelope><MessageType/></AmazonEnvelope>", SS_E_XML, "is not ProcessingReport"},
        {PLAIN(RESULT("1", "Info", "1", "x")), SS_E_XML, "neither"},
        {PLAIN(RESULT("1", "error", "1", "x")), SS_E_XML, "neither"},
        {PLAIN("<Result/>"), SS_E_XML, "missing"},
        {PLAIN("<Result><MessageID>1</MessageID></Result>"), SS_E_XML, "neither"},
        {PLAIN("<Result><MessageID>1</MessageID><MessageID>2</MessageID></Result>"), SS_E_XML,
         "twice"},
        {PLAIN(RESULT("1", "<b>Error</b>", "1", "x")), SS_E_XML, "inside a value"},
        {PLAIN(SUMMARY("1", "1", "0", "0") SUMMARY("2", "2", "0", "0")), SS_E_XML, "twice"},
        {PLAIN("<StatusCode>Rejected</StatusCode>"), SS_E_XML, "twice"},
        {PLAIN("</ProcessingReport><ProcessingReport>"), SS_E_XML, "twice"},
        {PLAIN("&unknown;"), SS_E_XML, ""},
        {PLAIN("<a></b>"), SS_E_XML, "well-formed"},
        {PLAIN("\x01"), SS_E_XML, "well-formed"},
        {PLAIN("&#1;"), SS_E_XML, "well-formed"},
        {PLAIN("\xff"), SS_E_ENCODING, "UTF-8"},
        {PLAIN("\xed\xa0\x80"), SS_E_ENCODING, "UTF-8"},
        {PLAIN("") "<more/>", SS_E_XML, ""},
        {PLAIN("") "text", SS_E_XML, ""},
        {DECLARED("Shift_JIS") BODY("\x81"), SS_E_ENCODING, "31j"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_err err = SS_ERR_INIT;
        int n = read_all(ss_slice_of(rows[i].text), &err);

        if (n != -1 || err.code != rows[i].code || strstr(err.text, rows[i].says) == NULL) {
            fail_msg("%s: %d %s \"%s\"", rows[i].text, n, ss_code_name(err.code), err.text);
        }
    }
}

/* Whatever byte a report is cut at, it is not a report. */
static void cut_off(void **state)
{
    static const char text[] =
        PLAIN(SUMMARY("2", "1", "1", "0") RESULT("1", "Error", "18028", "t\xc3\xa4xt"));

    (void)state;
    for (size_t n = 0; n < sizeof text - 1; n++) {
        ss_err err = SS_ERR_INIT;

        assert_int_equal(read_all((ss_slice){text, n}, &err), -1);
    }
    for (int more = 0; more < 2; more++) {
        ss_err err = SS_ERR_INIT;

        assert_int_equal(read_all((ss_slice){text, sizeof text - 1}, &err), 1);
    }
}

static void positions(void **state)
{
    ss_err err = SS_ERR_INIT;

    (void)state;
    assert_int_equal(read_all(SS_LIT("<AmazonEnvelope>\n\xff</AmazonEnvelope>"), &err), -1);
    assert_int_equal(err.pos, 17);
    err = SS_ERR_INIT;
    assert_int_equal(read_all(SS_LIT("<AmazonEnvelope>\n\n<a></b></AmazonEnvelope>"), &err), -1);
    assert_int_equal(err.line, 3);
}

static void first_text(const char *bytes, const char *expected)
{
    ss_err err = SS_ERR_INIT;
    ss_report *r = open_text(bytes);
    ss_report_result x;

    if (!ss_report_next(r, &x, &err)) {
        fail_msg("%s", err.text);
    }
    assert_slice(x.text, expected);
    assert_false(ss_report_next(r, &x, &err));
    assert_int_equal(err.code, SS_OK);
    ss_report_free(r);
}

static void encodings(void **state)
{
    (void)state;
    first_text(BODY(RESULT("1", "Error", "1", "\xc3\xa4")), "\xc3\xa4");
    first_text("\xef\xbb\xbf" PLAIN(RESULT("1", "Error", "1", "\xc3\xa4")), "\xc3\xa4");
    first_text("\n " PLAIN(RESULT("1", "Error", "1", "x")), "x");
    first_text(DECLARED("utf-8") BODY(RESULT("1", "Error", "1", "\xf0\x9f\x93\xa6")),
               "\xf0\x9f\x93\xa6");
    first_text(DECLARED("US-ASCII") BODY(RESULT("1", "Error", "1", "x&#228;")), "x\xc3\xa4");
    first_text(DECLARED("windows-1252") BODY(RESULT("1", "Error", "1", "\xe4 \x80 \x81 \x93")),
               "\xc3\xa4 \xe2\x82\xac \xef\xbf\xbd \xe2\x80\x9c");
    first_text(DECLARED("ISO-8859-1") BODY(RESULT("1", "Error", "1", "\xdf\xff")),
               "\xc3\x9f\xc3\xbf");
    first_text(DECLARED("windows-31j") BODY(RESULT("1", "Error", "1", "\x92\x8d\x95\xb6 \xb1")),
               "\xe6\xb3\xa8\xe6\x96\x87 \xef\xbd\xb1");
    /* Second bytes that look like ASCII, and a machine-dependent character. */
    first_text(DECLARED("Shift_JIS") BODY(RESULT("1", "Error", "1", "\x95\x5c\x87\x40")),
               "\xe8\xa1\xa8\xe2\x91\xa0");
    first_text("<?xml version='1.0' encoding = 'UTF-8' standalone='yes' ?>" BODY(
                   RESULT("1", "Error", "1", "x")),
               "x");
}

/* A character of every width across every position of the internal blocks. */
static void characters_across_blocks(void **state)
{
    static const struct {
        const char *declaration, *bytes, *utf8;
    } rows[] = {
        {DECLARED("UTF-8"), "\xf0\x9f\x93\xa6", "\xf0\x9f\x93\xa6"},
        {DECLARED("windows-1252"), "\x80", "\xe2\x82\xac"},
        {DECLARED("windows-31j"), "\x92\x8d", "\xe6\xb3\xa8"},
    };
    static const char body[] = BODY(RESULT("1", "Error", "1", "%s"));

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t pad = 8192 - 700; pad < 8192 + 8; pad++) {
            ss_err err = SS_ERR_INIT;
            ss_buf b;
            ss_report *r;
            ss_report_result x;
            size_t at = (size_t)(strstr(body, "%s") - body);

            ss_buf_init(&b, 100000);
            assert_true(ss_buf_add_text(&b, rows[i].declaration, &err));
            assert_true(ss_buf_add_text(&b, "<!--", &err));
            for (size_t n = 0; n < pad - 700; n++) {
                assert_true(ss_buf_add(&b, "x", 1, &err));
            }
            assert_true(ss_buf_add_text(&b, "-->", &err));
            assert_true(ss_buf_add(&b, body, at, &err));
            assert_true(ss_buf_add_text(&b, rows[i].bytes, &err));
            assert_true(ss_buf_add_text(&b, body + at + 2, &err));
            r = ss_report_open(ss_buf_slice(&b), &err);
            assert_non_null(r);
            assert_true(ss_report_next(r, &x, &err));
            assert_slice(x.text, rows[i].utf8);
            ss_report_free(r);
            ss_buf_free(&b);
        }
    }
}

static void long_text_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        ss_err err = SS_ERR_INIT;
        ss_report *r;
        ss_report_result x;
        ss_buf b;

        ss_buf_init(&b, 1 << 20);
        assert_true(ss_buf_add_text(&b,
                                    "<AmazonEnvelope><Message><ProcessingReport><Result>"
                                    "<MessageID>1</MessageID><ResultCode>Error</ResultCode>"
                                    "<AdditionalInfo><SKU>",
                                    &err));
        for (int i = 0; i < 200; i++) {
            assert_true(ss_buf_add_text(&b, "s", &err));
        }
        assert_true(ss_buf_add_text(&b, "</SKU></AdditionalInfo><ResultDescription>", &err));
        for (size_t i = 0; i < shift; i++) {
            assert_true(ss_buf_add_text(&b, "y", &err));
        }
        for (int i = 0; i < 5000; i++) {
            assert_true(ss_buf_add_text(&b, "\xf0\x9f\x93\xa6", &err));
        }
        assert_true(ss_buf_add_text(&b,
                                    "</ResultDescription></Result></ProcessingReport></Message>"
                                    "</AmazonEnvelope>",
                                    &err));
        r = ss_report_open(ss_buf_slice(&b), &err);
        assert_non_null(r);
        assert_true(ss_report_next(r, &x, &err));
        assert_int_equal(x.text.n, shift == 0 ? 2000 : 1996 + shift);
        assert_null(x.sku.p); /* half a SKU would be another SKU */
        assert_false(ss_report_next(r, &x, &err));
        assert_int_equal(err.code, SS_OK);
        ss_report_free(r);
        ss_buf_free(&b);
    }
}

static void controls_become_blanks(void **state)
{
    (void)state;
    first_text(PLAIN(RESULT("1", "Error", "1",
                            "a&#9;b&#10;c&#127;d\xc2\x9b"
                            "31m&#x85;e")),
               "a b c d  31m  e");
}

static void limits(void **state)
{
    ss_err err = SS_ERR_INIT;
    char *p;

    (void)state;
    for (int depth = SS_MAX_REPORT_DEPTH; depth <= SS_MAX_REPORT_DEPTH + 1; depth++) {
        ss_buf b;

        ss_buf_init(&b, 10000);
        assert_true(ss_buf_add_text(&b, "<AmazonEnvelope>", &err));
        for (int i = 1; i < depth; i++) {
            assert_true(ss_buf_add_text(&b, "<a>", &err));
        }
        for (int i = 1; i < depth; i++) {
            assert_true(ss_buf_add_text(&b, "</a>", &err));
        }
        assert_true(ss_buf_add_text(&b, "</AmazonEnvelope>", &err));
        assert_int_equal(read_all(ss_buf_slice(&b), &err), -1);
        assert_int_equal(err.code, depth > SS_MAX_REPORT_DEPTH ? SS_E_LIMIT : SS_E_XML);
        err = SS_ERR_INIT;
        ss_buf_free(&b);
    }
    p = calloc(1, (size_t)SS_MAX_REPORT_BYTES + 1);
    assert_non_null(p);
    assert_int_equal(read_all((ss_slice){p, (size_t)SS_MAX_REPORT_BYTES + 1}, &err), -1);
    assert_int_equal(err.code, SS_E_LIMIT);
    free(p);
}

static void too_many_results(void **state)
{
    static const char one[] = "<Result><MessageID>1</MessageID><ResultCode>Error</ResultCode>"
                              "</Result>";
    ss_err err = SS_ERR_INIT;
    ss_report_result x;
    ss_report *r;
    ss_buf b;
    int n = 0;

    (void)state;
    ss_buf_init(&b, SS_MAX_REPORT_BYTES);
    assert_true(ss_buf_add_text(&b, "<AmazonEnvelope><Message><ProcessingReport>", &err));
    for (int i = 0; i <= SS_MAX_REPORT_RESULTS; i++) {
        assert_true(ss_buf_add(&b, one, sizeof one - 1, &err));
    }
    assert_true(ss_buf_add_text(&b, "</ProcessingReport></Message></AmazonEnvelope>", &err));
    r = ss_report_open(ss_buf_slice(&b), &err);
    assert_non_null(r);
    while (ss_report_next(r, &x, &err)) {
        n++;
    }
    assert_int_equal(n, SS_MAX_REPORT_RESULTS);
    assert_int_equal(err.code, SS_E_LIMIT);
    ss_report_free(r);
    ss_buf_free(&b);
}

static void adds_up(void **state)
{
    const ss_report_summary good = {SS_LIT("Complete"), SS_NONE, true, 5, 3, 2, 1};
    ss_report_summary s = good;

    (void)state;
    assert_true(ss_report_adds_up(&s, 5, false, 2));
    assert_false(ss_report_adds_up(&s, 5, true, 2));
    assert_false(ss_report_adds_up(&s, 4, false, 2));
    assert_false(ss_report_adds_up(&s, 5, false, 1)); /* an error it did not tell */
    assert_false(ss_report_adds_up(&s, 5, false, 3));
    s.status = SS_LIT("Processing");
    assert_false(ss_report_adds_up(&s, 5, false, 2));
    s.status = SS_NONE;
    assert_false(ss_report_adds_up(&s, 5, false, 2));
    s = good;
    s.has_counters = false;
    assert_false(ss_report_adds_up(&s, 5, false, 2));
    s = good;
    s.successful = 4;
    assert_false(ss_report_adds_up(&s, 5, false, 2));
    s = (ss_report_summary){SS_LIT("Complete"), SS_NONE, true, 0, INT64_MAX, 1, 0};
    assert_false(ss_report_adds_up(&s, 0, false, 1));
    s = (ss_report_summary){SS_LIT("Complete"), SS_NONE, true, 0, 0, 0, 0};
    assert_true(ss_report_adds_up(&s, 0, false, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_results),
        cmocka_unit_test(counters),
        cmocka_unit_test(message_numbers),
        cmocka_unit_test(codes_that_are_none),
        cmocka_unit_test(refused),
        cmocka_unit_test(cut_off),
        cmocka_unit_test(positions),
        cmocka_unit_test(encodings),
        cmocka_unit_test(characters_across_blocks),
        cmocka_unit_test(long_text_is_cut_between_characters),
        cmocka_unit_test(controls_become_blanks),
        cmocka_unit_test(limits),
        cmocka_unit_test(too_many_results),
        cmocka_unit_test(adds_up),
    };

    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
