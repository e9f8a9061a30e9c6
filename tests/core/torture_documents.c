/* Every allocation of text, feed and report fails once, the n-th of them in round n: no crash, no
 * leak, no success with half a result, and always an error code. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <libxml/xmlreader.h>
#include <zlib.h>

#include "ss_arena.h"
#include "ss_buf.h"
#include "ss_carrier.h"
#include "ss_feed.h"
#include "ss_report.h"
#include "ss_text.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static bool armed;
static long fail_at;  /* this allocation fails, counted from 1; 0 = none */
static bool only_one; /* false: all after it fail as well */
static long count;
static long live;

static bool fails(void)
{
    count++;
    return armed && fail_at > 0 && (count == fail_at || (!only_one && count > fail_at));
}

void *__wrap_malloc(size_t n)
{
    void *p;

    if (!armed) {
        return __real_malloc(n);
    }
    p = fails() ? NULL : __real_malloc(n);
    live += p != NULL;
    return p;
}

void *__wrap_calloc(size_t number, size_t n)
{
    void *p;

    if (!armed) {
        return __real_calloc(number, n);
    }
    p = fails() ? NULL : __real_calloc(number, n);
    live += p != NULL;
    return p;
}

void *__wrap_realloc(void *p, size_t n)
{
    void *q;

    if (!armed) {
        return __real_realloc(p, n);
    }
    q = fails() ? NULL : __real_realloc(p, n);
    live += q != NULL && p == NULL;
    return q;
}

void __wrap_free(void *p)
{
    live -= armed && p != NULL;
    __real_free(p);
}

/* libxml2 is a shared library, out of the linker's reach: it gets the same functions by name. */
static char *copy_text(const char *text)
{
    size_t n = strlen(text) + 1;
    char *p = __wrap_malloc(n);

    if (p != NULL) {
        memcpy(p, text, n);
    }
    return p;
}

/* libxml2 says what it cannot do on the standard error stream unless told where to say it. */
static void quiet(void *ctx, const char *text, ...)
{
    (void)ctx;
    (void)text;
}

/* libxml2 2.9 loses an element's record when it cannot link it into its stack. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:xmlTextWriterStartElement";
}

typedef bool (*job)(ss_err *err);

static void torture(job run, long tolerated)
{
    for (int one = 0; one < 2; one++) {
        long rounds = 0;
        bool ok = false;

        only_one = one == 1;
        while (!ok) {
            ss_err err = SS_ERR_INIT;

            fail_at = ++rounds;
            count = 0;
            live = 0;
            armed = true;
            ok = run(&err);
            xmlResetLastError(); /* libxml2 keeps a copy of its last error for the thread */
            armed = false;
            assert_true(live == 0 || (!ok && live <= tolerated));
            assert_true(ok || err.code != SS_OK);
            if (count < fail_at) {
                assert_true(ok); /* nothing failed */
            } else if (ok) {
                ok = false; /* the failure was survived: go on with the next */
            }
            assert_true(rounds < 100000);
        }
        assert_true(rounds > 1);
        print_message("    %ld failures injected\n", rounds - 1);
    }
}

static bool text_job(ss_err *err)
{
    ss_arena a;
    ss_slice s = SS_NONE;
    ss_tracking_fault fault;
    bool ok;

    ss_arena_init(&a, 1 << 20);
    ok = ss_text_normalize(&a, SS_LIT(" a  b "), &s, err) && ss_slice_is(s, "a b") &&
         ss_tracking_clean(&a, SS_LIT("1 2 3"), SS_NONE, SS_NONE, &s, &fault, err) &&
         ss_slice_is(s, "123") && ss_tracking_normalize(&a, s, &s, err) &&
         ss_arena_alloc(&a, 1, 10000, err) != NULL && ss_arena_alloc(&a, 4, 1000, err) != NULL &&
         ss_arena_print(&a, &s, err, "%08000d", 1) && s.n == 8000;
    ss_arena_free(&a);
    return ok;
}

static bool buf_job(ss_err *err)
{
    ss_buf b;
    bool ok = true;

    ss_buf_init(&b, 1 << 20);
    for (int i = 0; ok && i < 40000; i++) {
        ok = ss_buf_add_text(&b, "four", err);
    }
    ok = ok && b.n == 160000;
    ss_buf_free(&b);
    return ok;
}

static bool feed_job(ss_err *err)
{
    const ss_item items[] = {{SS_LIT("12345678901234"), 2, SS_LIT("NoInventory")}};
    const ss_address from = {.name = {"A & B", 5},
                             .line1 = {"Hauptstr. 1", 11},
                             .city = {"K\xc3\xb6ln", 5},
                             .postal_code = {"50667", 5},
                             .country = {"DE", 2}};
    ss_ship_message m = {.order = SS_LIT("303-1234567-1234567"),
                         .shipped_at = 1795381200,
                         .carrier = SS_LIT("DHL"),
                         .method = SS_LIT("Standard"),
                         .tracking = SS_LIT("00340434161094015902"),
                         .items = items,
                         .item_count = 1,
                         .ship_from = &from};
    ss_feed_writer *w;
    ss_buf b;
    bool ok;

    ss_buf_init(&b, 1 << 20);
    w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), ss_feed_to_buf, &b, err);
    ok = w != NULL;
    for (m.id = 1; ok && m.id <= 12; m.id++) {
        ok = ss_feed_ship(w, &m, err);
    }
    ok = ok && ss_feed_close(w, err);
    if (ok) {
        xmlTextReaderPtr whole;
        int rc = 1;

        /* Not under torture itself, only the proof that what was called good is well-formed. */
        armed = false;
        whole = xmlReaderForMemory(b.p, (int)b.n, NULL, NULL, 0);
        while (rc == 1) {
            rc = xmlTextReaderRead(whole);
        }
        xmlFreeTextReader(whole);
        armed = true;
        if (rc != 0 || ss_feed_bytes(w) != b.n) {
            fail_msg("a damaged document called good");
        }
    }
    ss_feed_free(w);
    ss_buf_free(&b);
    return ok;
}

#define ONE                                                                                        \
    "<Result><MessageID>2</MessageID><ResultCode>Error</ResultCode>"                               \
    "<ResultMessageCode>18028</ResultMessageCode><ResultDescription>a &lt; b"                      \
    "</ResultDescription></Result>"
#define REPORT                                                                                     \
    "<AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"                     \
    "<MessageType>ProcessingReport</MessageType><Message><ProcessingReport>"                       \
    "<StatusCode>Complete</StatusCode>" ONE ONE ONE ONE                                            \
    "</ProcessingReport></Message></AmazonEnvelope>"

static ss_slice zipped;

static bool read_report(ss_slice bytes, ss_err *err)
{
    ss_report *r = ss_report_open(bytes, err);
    ss_report_result x;
    int n = 0;
    bool ok = r != NULL;

    if (ok) {
        while (ss_report_next(r, &x, err)) {
            n++;
        }
        ok = err->code == SS_OK;
        if (ok && (n != 4 || !ss_slice_is(ss_report_summarize(r)->status, "Complete"))) {
            fail_msg("half a report as a whole one");
        }
    }
    ss_report_free(r);
    return ok;
}

static bool report_job(ss_err *err)
{
    return read_report(SS_LIT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" REPORT), err);
}

static bool report_1252_job(ss_err *err)
{
    return read_report(SS_LIT("<?xml version=\"1.0\" encoding=\"windows-1252\"?>" REPORT), err);
}

static bool report_gzip_job(ss_err *err)
{
    return read_report(zipped, err);
}

static bool inflate_job(ss_err *err)
{
    ss_slice out;
    bool owned = false;
    bool ok = ss_inflate(zipped, 1 << 20, &out, &owned, err);

    if (owned) {
        free((void *)(uintptr_t)out.p);
    }
    return ok && out.n == sizeof REPORT - 1;
}

static void torture_text(void **state)
{
    (void)state;
    torture(text_job, 0);
}

static void torture_buf(void **state)
{
    (void)state;
    torture(buf_job, 0);
}

static void torture_feed(void **state)
{
    (void)state;
    torture(feed_job, 2);
}

static void torture_report(void **state)
{
    (void)state;
    torture(report_job, 0);
}

static void torture_report_1252(void **state)
{
    (void)state;
    torture(report_1252_job, 0);
}

static void torture_report_gzip(void **state)
{
    (void)state;
    torture(report_gzip_job, 0);
}

static void torture_inflate(void **state)
{
    (void)state;
    torture(inflate_job, 0);
}

static int setup(void **state)
{
    static unsigned char room[4096];
    z_stream z = {0};

    (void)state;
    if (xmlMemSetup(__wrap_free, __wrap_malloc, __wrap_realloc, copy_text) != 0) {
        return -1;
    }
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, quiet);
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return -1;
    }
    z.next_in = (Bytef *)(uintptr_t)REPORT;
    z.avail_in = sizeof REPORT - 1;
    z.next_out = room;
    z.avail_out = sizeof room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END || deflateEnd(&z) != Z_OK) {
        return -1;
    }
    zipped = (ss_slice){(char *)room, z.total_out};
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torture_text),        cmocka_unit_test(torture_buf),
        cmocka_unit_test(torture_feed),        cmocka_unit_test(torture_report),
        cmocka_unit_test(torture_report_1252), cmocka_unit_test(torture_report_gzip),
        cmocka_unit_test(torture_inflate),
    };

    return cmocka_run_group_tests_name("torture", tests, setup, NULL);
}
