/* Feed writer and report reader against bare libxml2 loops that do the least one can do: the same
 * elements in the same order, no checks, no limits, no conversions. Both in one process, in turns,
 * the best of several rounds, so that the ratio means something on a busy machine.
 *
 *   bench_documents            ratios and peaks
 *   bench_documents --assert   exit 1 if a ratio is below 0.9 or memory grows with the document
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libxml/xmlIO.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>

#include "ss_buf.h"
#include "ss_feed.h"
#include "ss_report.h"
#include "ss_text.h"

enum { ROUNDS = 15, MESSAGES = 5000, RESULTS = 20000 };

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(bool ok, const char *what)
{
    if (!ok) {
        (void)fprintf(stderr, "bench: %s failed\n", what);
        exit(2);
    }
}

/* ---- writing ----------------------------------------------------------------------------------- */

static size_t written;

static bool swallow(void *ctx, const char *p, size_t n)
{
    (void)ctx;
    (void)p;
    written += n;
    return true;
}

static int swallow_xml(void *ctx, const char *p, int n)
{
    (void)ctx;
    (void)p;
    written += (size_t)n;
    return n;
}

static void write_ours(uint64_t messages)
{
    const ss_item items[] = {{SS_LIT("12345678901234"), 1, SS_NONE}};
    ss_ship_message m = {.order = SS_LIT("303-1234567-1234567"),
                         .shipped_at = 1795381200,
                         .carrier = SS_LIT("DHL"),
                         .method = SS_LIT("Standard"),
                         .tracking = SS_LIT("00340434161094015902"),
                         .items = items,
                         .item_count = 1};
    ss_feed_writer *w = NULL;

    /* A feed ends at its limit of messages; a long run is a row of feeds. */
    for (uint64_t i = 0; i < messages; i++) {
        if (i % SS_MAX_FEED_MESSAGES == 0) {
            must(w == NULL || ss_feed_close(w, NULL), "close");
            ss_feed_free(w);
            w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1SELLER"), swallow, NULL, NULL);
            must(w != NULL, "open");
        }
        m.id = i + 1;
        must(ss_feed_ship(w, &m, NULL), "ship");
    }
    must(ss_feed_close(w, NULL), "close");
    ss_feed_free(w);
}

#define X(s) ((const xmlChar *)(s))

static void write_bare(uint64_t messages)
{
    xmlTextWriterPtr w = xmlNewTextWriter(xmlOutputBufferCreateIO(swallow_xml, NULL, NULL, NULL));
    char id[24];

    must(w != NULL, "writer");
    xmlTextWriterStartDocument(w, NULL, NULL, NULL);
    xmlTextWriterStartElement(w, X("AmazonEnvelope"));
    xmlTextWriterStartElement(w, X("Header"));
    xmlTextWriterWriteElement(w, X("DocumentVersion"), X("1.01"));
    xmlTextWriterWriteElement(w, X("MerchantIdentifier"), X("A1SELLER"));
    xmlTextWriterEndElement(w);
    xmlTextWriterWriteElement(w, X("MessageType"), X("OrderFulfillment"));
    for (uint64_t i = 0; i < messages; i++) {
        (void)snprintf(id, sizeof id, "%" PRIu64, i + 1);
        xmlTextWriterStartElement(w, X("Message"));
        xmlTextWriterWriteElement(w, X("MessageID"), X(id));
        xmlTextWriterStartElement(w, X("OrderFulfillment"));
        xmlTextWriterWriteElement(w, X("AmazonOrderID"), X("303-1234567-1234567"));
        xmlTextWriterWriteElement(w, X("FulfillmentDate"), X("2026-11-22T21:00:00Z"));
        xmlTextWriterStartElement(w, X("FulfillmentData"));
        xmlTextWriterWriteElement(w, X("CarrierCode"), X("DHL"));
        xmlTextWriterWriteElement(w, X("ShippingMethod"), X("Standard"));
        xmlTextWriterWriteElement(w, X("ShipperTrackingNumber"), X("00340434161094015902"));
        xmlTextWriterEndElement(w);
        xmlTextWriterStartElement(w, X("Item"));
        xmlTextWriterWriteElement(w, X("AmazonOrderItemCode"), X("12345678901234"));
        xmlTextWriterWriteElement(w, X("Quantity"), X("1"));
        xmlTextWriterEndElement(w);
        xmlTextWriterEndElement(w);
        xmlTextWriterEndElement(w);
    }
    xmlTextWriterEndDocument(w);
    xmlFreeTextWriter(w);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static ss_slice make_report(uint64_t results)
{
    char one[1000];
    ss_buf b;

    ss_buf_init(&b, SS_MAX_REPORT_BYTES);
    must(ss_buf_add_text(&b,
                         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AmazonEnvelope>"
                         "<MessageType>ProcessingReport</MessageType><Message>"
                         "<MessageID>1</MessageID><ProcessingReport>"
                         "<StatusCode>Complete</StatusCode>",
                         NULL),
         "report");
    for (uint64_t i = 0; i < results; i++) {
        (void)snprintf(one, sizeof one,
                       "\n<Result><MessageID>%" PRIu64 "</MessageID><ResultCode>Error</ResultCode>"
                       "<ResultMessageCode>18028</ResultMessageCode><ResultDescription>The data you"
                       " submitted is incomplete or invalid.</ResultDescription><AdditionalInfo>"
                       "<AmazonOrderID>303-1234567-1234567</AmazonOrderID></AdditionalInfo>"
                       "</Result>",
                       i + 1);
        must(ss_buf_add_text(&b, one, NULL), "report");
    }
    must(ss_buf_add_text(&b, "</ProcessingReport></Message></AmazonEnvelope>", NULL), "report");
    return ss_buf_slice(&b);
}

static void read_ours(ss_slice bytes, uint64_t results)
{
    ss_err err = SS_ERR_INIT;
    ss_report *r = ss_report_open(bytes, &err);
    ss_report_result x;
    uint64_t n = 0;

    must(r != NULL, "report");
    while (ss_report_next(r, &x, &err)) {
        n++;
    }
    must(n == results && err.code == SS_OK, "reading");
    ss_report_free(r);
}

/* Keeps the values of the result it is in, as anybody must who wants to use them: a text lives
 * only until the next node is read. `keep` false: looks at names and texts and forgets them. */
static void read_bare_keeping(ss_slice bytes, uint64_t results, bool keep)
{
    static const char *const names[] = {"MessageID", "ResultCode", "ResultMessageCode",
                                        "ResultDescription", "AmazonOrderID"};
    xmlTextReaderPtr r = xmlReaderForMemory(bytes.p, (int)bytes.n, NULL, NULL, XML_PARSE_NONET);
    char value[5][2001];
    int field = -1;
    uint64_t n = 0;

    must(r != NULL, "reader");
    while (xmlTextReaderRead(r) == 1) {
        int type = xmlTextReaderNodeType(r);

        if (type == XML_READER_TYPE_ELEMENT) {
            const char *name = (const char *)xmlTextReaderConstName(r);

            field = -1;
            for (int i = 0; keep && field < 0 && i < 5; i++) {
                field = strcmp(name, names[i]) == 0 ? i : -1;
            }
            n += strcmp(name, "Result") == 0;
        } else if (type == XML_READER_TYPE_TEXT) {
            const char *text = (const char *)xmlTextReaderConstValue(r);
            size_t len = strlen(text);

            if (field >= 0 && len <= 2000) {
                memcpy(value[field], text, len + 1);
            }
            written += len;
        }
    }
    must(n == results, "reading");
    written += keep ? strlen(value[3]) : 0;
    xmlFreeTextReader(r);
}

static void read_bare(ss_slice bytes, uint64_t results)
{
    read_bare_keeping(bytes, results, true);
}

/* ---- measuring --------------------------------------------------------------------------------- */

static double ratio(const char *what, double bare, double ours, double count)
{
    (void)printf("%s: bare %.2f us, ours %.2f us each; speed %.2f of the bare loop\n", what,
                 bare / count * 1e6, ours / count * 1e6, bare / ours);
    return bare / ours;
}

static double bench_writer(void)
{
    double bare = 1e9;
    double ours = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        double a = now();
        double b;
        double c;

        write_bare(MESSAGES);
        b = now();
        write_ours(MESSAGES);
        c = now();
        bare = b - a < bare ? b - a : bare;
        ours = c - b < ours ? c - b : ours;
    }
    return ratio("feed writer", bare, ours, MESSAGES);
}

static double bench_reader(void)
{
    ss_slice bytes = make_report(RESULTS);
    double bare = 1e9;
    double ours = 1e9;
    double idle = 1e9;

    for (int i = 0; i < ROUNDS; i++) {
        double a = now();
        double b;
        double c;

        read_bare_keeping(bytes, RESULTS, false);
        b = now();
        idle = b - a < idle ? b - a : idle;
        a = b;
        read_bare(bytes, RESULTS);
        b = now();
        read_ours(bytes, RESULTS);
        c = now();
        bare = b - a < bare ? b - a : bare;
        ours = c - b < ours ? c - b : ours;
    }
    free((void *)(uintptr_t)bytes.p);
    (void)ratio("report reader, against a loop that keeps nothing", idle, ours, RESULTS);
    return ratio("report reader", bare, ours, RESULTS);
}

static void write_job(uint64_t n)
{
    write_ours(n);
}

/* The document itself is not the reader's: what it takes is subtracted by the child that makes it
 * only. */
static void make_job(uint64_t n)
{
    ss_slice bytes = make_report(n);

    for (size_t i = 0; i < bytes.n; i += 512) {
        written += (unsigned char)bytes.p[i];
    }
    free((void *)(uintptr_t)bytes.p);
}

static void read_job(uint64_t n)
{
    ss_slice bytes = make_report(n);

    for (size_t i = 0; i < bytes.n; i += 512) {
        written += (unsigned char)bytes.p[i];
    }
    read_ours(bytes, n);
    free((void *)(uintptr_t)bytes.p);
}

/* Peak resident KiB of a fresh child that does the job. */
static long peak(void (*job)(uint64_t), uint64_t n)
{
    struct rusage usage;
    int status = 0;
    int fd[2];
    long kib = 0;
    pid_t child;

    must(pipe(fd) == 0, "pipe");
    (void)fflush(stdout);
    child = fork();
    must(child >= 0, "fork");
    if (child == 0) {
        job(n);
        must(getrusage(RUSAGE_SELF, &usage) == 0, "getrusage");
        must(write(fd[1], &usage.ru_maxrss, sizeof usage.ru_maxrss) > 0, "write");
        _exit(0);
    }
    must(read(fd[0], &kib, sizeof kib) > 0, "read");
    must(waitpid(child, &status, 0) == child && status == 0, "child");
    (void)close(fd[0]);
    (void)close(fd[1]);
    return kib;
}

int main(int argc, char **argv)
{
    bool strict = argc > 1 && strcmp(argv[1], "--assert") == 0;
    long small;
    long large;
    long report;
    double writer;
    double reader;
    bool flat;

    xmlInitParser();
    small = peak(write_job, 1000);
    large = peak(write_job, 100000);
    (void)printf("feed writer: peak %ld KiB for 1000 messages, %ld KiB for 100000\n", small, large);
    flat = large - small < 512;
    small = peak(read_job, 1000) - peak(make_job, 1000);
    large = peak(make_job, 100000);
    report = peak(read_job, 100000) - large;
    (void)printf("report reader: %ld KiB on top of the document for 1000 results, %ld KiB for "
                 "100000\n",
                 small, report);
    flat = flat && report - small < 512;
    writer = bench_writer();
    reader = bench_reader();
    return strict && (writer < 0.9 || reader < 0.9 || !flat) ? 1 : 0;
}
