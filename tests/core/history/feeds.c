/* Feeds at Amazon: queue, processing one after the other per type, reports. */
#include "history.h"

#include <stdarg.h>

bool feed_live(const am_feed *f)
{
    return !f->over;
}

am_feed *feeds_find(world *w, int account, ss_slice id)
{
    for (size_t i = 0; i < w->amazon.feed_count; i++) {
        am_feed *f = &w->amazon.feeds[i];

        if (f->account == account && ss_slice_eq(f->id, id)) {
            return f;
        }
    }
    return NULL;
}

static void draw_fate(world *w, am_feed *f)
{
    f->queue_for = rng_range(&w->rng, 0, 3 * MINUTE);
    f->work_for = rng_range(&w->rng, MINUTE, 15 * MINUTE);
    if (draw(w, D_STUCK)) {
        f->stuck = true;
        happen(w, H_STUCK);
        if (rng_chance(&w->rng, 500)) {
            f->queue_for = rng_range(&w->rng, 2 * HOUR, 40 * HOUR);
        } else {
            f->work_for = rng_range(&w->rng, 7 * HOUR, 50 * HOUR);
        }
    }
    if (draw(w, D_FATAL)) {
        f->end = rng_chance(&w->rng, 700) ? END_FATAL : END_CANCELLED;
        f->partial = (size_t)rng_range(&w->rng, 0, (int64_t)f->doc->line_count);
    }
    f->lying = draw(w, D_LIE);
    for (size_t i = 0; i < f->doc->line_count; i++) {
        const am_line *line = &f->doc->lines[i];

        if (line->order != NULL && line->order->poison && !line->cancel) {
            f->end = END_REFUSED;
        }
        if (line->order != NULL && f->stuck) {
            line->order->in_stuck_feed = true;
        }
    }
}

am_feed *feeds_create(world *w, int account, am_doc *doc, int type, const char *marketplace)
{
    am_feed *f;

    if (w->amazon.feed_count == MAX_FEEDS) {
        return NULL;
    }
    f = &w->amazon.feeds[w->amazon.feed_count++];
    *f = (am_feed){.account = account,
                   .type = type,
                   .status = "IN_QUEUE",
                   .doc = doc,
                   .created = w->t,
                   .marketplace = marketplace};
    f->id = print(&w->arena, "%lld", (long long)(50000 + ++w->amazon.next_feed));
    f->listed_at = w->t + (rng_chance(&w->rng, 150) && !w->calm ? rng_range(&w->rng, 1, 400) : 0);
    draw_fate(w, f);
    say(w, "amazon: feed %.*s (%s, %zu messages)%s%s%s", SS_FMT(f->id),
        type == SS_FEED_SHIP ? "ship" : "cancel", doc->line_count, f->stuck ? " will hang" : "",
        f->lying ? " will lie" : "",
        f->end == END_FATAL       ? " will end FATAL"
        : f->end == END_REFUSED   ? " will be refused"
        : f->end == END_CANCELLED ? " will be cancelled by Amazon"
                                  : "");
    return f;
}

/* Another program of the same seller sends a feed of this type, about other orders. */
void feeds_foreign(world *w, const am_feed *like, size_t messages)
{
    am_doc *doc;
    am_feed *f;

    if (w->amazon.doc_count == MAX_DOCS) {
        return;
    }
    doc = &w->amazon.docs[w->amazon.doc_count++];
    *doc = (am_doc){.id = SS_LIT("theirs"),
                    .account = like->account,
                    .created = w->t,
                    .legal = true,
                    .type = like->type,
                    .line_count = messages};
    doc->lines = need(&w->arena, messages, sizeof *doc->lines);
    f = feeds_create(w, like->account, doc, like->type, like->marketplace);
    if (f != NULL) {
        f->foreign = true;
        f->lying = f->stuck = false;
        f->end = END_DONE;
        say(w, "amazon: feed %.*s is of another program", SS_FMT(f->id));
    }
}

/* ---- processing ---------------------------------------------------------------------------------- */

static void apply_line(world *w, am_feed *f, am_line *line)
{
    if (line->order == NULL) {
        line->refusal = "18028";
    } else if (line->cancel) {
        line->refusal = amazon_cancel(w, line->order, line);
    } else {
        line->refusal = amazon_ship(w, line->order, line, VIA_FEED, 0);
    }
    line->applied = line->refusal == NULL;
    line->warned = line->applied && rng_chance(&w->rng, 50);
    if (!line->applied) {
        happen(w, H_REJECTED);
        say(w, "amazon: feed %.*s message %llu refused: %s", SS_FMT(f->id),
            (unsigned long long)line->id, line->refusal);
    }
}

static void apply(world *w, am_feed *f)
{
    size_t n = f->doc->line_count;

    f->applied = true;
    if (f->end == END_REFUSED || f->end == END_CANCELLED || f->foreign) {
        return;
    }
    if (f->end == END_FATAL && f->partial < n) {
        n = f->partial;
    }
    for (size_t i = 0; i < n; i++) {
        apply_line(w, f, &f->doc->lines[i]);
    }
}

static am_doc *result_document(world *w, am_feed *f)
{
    am_doc *doc;

    if (w->amazon.doc_count == MAX_DOCS) {
        return NULL;
    }
    doc = &w->amazon.docs[w->amazon.doc_count++];
    *doc = (am_doc){.account = f->account, .created = w->t, .legal = true, .result = true};
    doc->id = print(&w->arena, "amzn1.result.4.eu.%lld", (long long)++w->amazon.next_doc);
    doc->bytes = feeds_report(w, f);
    return doc;
}

static void finish(world *w, am_feed *f)
{
    static const char *const names[] = {"DONE", "DONE", "FATAL", "CANCELLED"};
    am_doc *result = NULL;

    f->over = true;
    f->status = names[f->end];
    if (f->end == END_REFUSED) {
        happen(w, H_REFUSED_WHOLE);
    }
    if (f->end == END_DONE || f->end == END_REFUSED ||
        (f->end == END_FATAL && rng_chance(&w->rng, 500))) {
        result = result_document(w, f);
    }
    f->result_id = result == NULL ? SS_NONE : result->id;
    say(w, "amazon: feed %.*s is %s%s", SS_FMT(f->id), f->status, f->lying ? " and lies" : "");
}

static void start(world *w, am_feed *f, int64_t at)
{
    f->status = "IN_PROGRESS";
    f->start_at = at;
    f->end_at = at + f->work_for;
    f->apply_at = at + rng_range(&w->rng, 0, f->work_for);
}

static void feed_advance(world *w, am_feed *f, int64_t *free_at)
{
    if (f->start_at == 0) {
        int64_t at = f->created + f->queue_for;
        at = at > *free_at ? at : *free_at;
        if (at > w->t || *free_at > w->t) {
            *free_at = SS_NEVER; /* whoever is behind waits too */
            return;
        }
        start(w, f, at);
    }
    if (!f->applied && f->apply_at <= w->t) {
        apply(w, f);
    }
    if (!f->over && f->end_at <= w->t) {
        finish(w, f);
    }
    *free_at = f->over ? (f->end_at > *free_at ? f->end_at : *free_at) : SS_NEVER;
}

void feeds_advance(world *w)
{
    int64_t free_at[MAX_ACCOUNTS][2] = {{0, 0}, {0, 0}};

    for (size_t i = 0; i < w->amazon.feed_count; i++) {
        am_feed *f = &w->amazon.feeds[i];

        if (strcmp(f->status, "CANCELLED") != 0) {
            feed_advance(w, f, &free_at[f->account][f->type]);
        }
    }
}

/* ---- reports ------------------------------------------------------------------------------------- */

typedef struct text {
    char p[8192];
    size_t n;
} text;

static void put(text *t, const char *fmt, ...) SS_PRINTF(2, 3);
static void put(text *t, const char *fmt, ...)
{
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(t->p + t->n, sizeof t->p - t->n, fmt, args);
    va_end(args);
    if (n > 0) {
        t->n += (size_t)n < sizeof t->p - t->n ? (size_t)n : sizeof t->p - t->n - 1;
    }
}

static void put_result(text *t, uint64_t id, bool error, const char *code, const am_line *line)
{
    put(t, "<Result><MessageID>%llu</MessageID><ResultCode>%s</ResultCode>", (unsigned long long)id,
        error ? "Error" : "Warning");
    put(t,
        "<ResultMessageCode>%s</ResultMessageCode><ResultDescription>Refused &amp; told "
        "so.</ResultDescription>",
        code);
    if (line != NULL && line->id % 3 != 0) {
        put(t, "<AdditionalInfo><AmazonOrderID>%.*s</AmazonOrderID></AdditionalInfo>",
            SS_FMT(line->order_id));
    }
    put(t, "</Result>");
}

/* How a report can be wrong: fewer processed than sent, sums that do not fit, still processing. */
static void lie(world *w, int64_t *processed, int64_t *well, const char **status)
{
    switch (rng_range(&w->rng, 0, 2)) {
    case 0:
        *processed = *processed > 0 ? *processed - 1 : 0;
        *well = *well > 0 ? *well - 1 : 0;
        break;
    case 1:
        *well += 1;
        break;
    default:
        *status = "Processing";
    }
}

/* Lies about the whole feed, none of which says that nothing was taken: another feed's refusal, a
 * refusal without counters, a warning. */
typedef enum whole_lie { LIE_NOT_WHOLE, LIE_OTHER_FEED, LIE_NO_COUNTERS, LIE_WARNING } whole_lie;

static whole_lie lie_about_all(world *w, const am_feed *f)
{
    rng aside = rng_aside(w->seed, 7 + ((uint64_t)(f - w->amazon.feeds) << 8));

    if (!f->lying || f->end != END_DONE || !rng_chance(&aside, 600)) {
        return LIE_NOT_WHOLE;
    }
    happen(w, H_LIED_ABOUT_ALL);
    return (whole_lie)rng_range(&aside, LIE_OTHER_FEED, LIE_WARNING);
}

static ss_slice report_about_all(world *w, const am_feed *f, whole_lie how)
{
    static text t;
    long long n = (long long)f->doc->line_count;

    t.n = 0;
    put(&t, "<AmazonEnvelope><MessageType>ProcessingReport</MessageType><Message><MessageID>1"
            "</MessageID><ProcessingReport>");
    put(&t,
        "<DocumentTransactionID>%s%.*s</DocumentTransactionID><StatusCode>Complete</StatusCode>",
        how == LIE_OTHER_FEED ? "9" : "", SS_FMT(f->id));
    if (how != LIE_NO_COUNTERS) {
        put(&t,
            "<ProcessingSummary><MessagesProcessed>%lld</MessagesProcessed><MessagesSuccessful>0"
            "</MessagesSuccessful><MessagesWithError>%lld</MessagesWithError><MessagesWithWarning>1"
            "</MessagesWithWarning></ProcessingSummary>",
            n, n);
    }
    put_result(&t, 0, how != LIE_WARNING, "5001", NULL);
    put(&t, "</ProcessingReport></Message></AmazonEnvelope>\n");
    return keep(&w->arena, (ss_slice){t.p, t.n});
}

ss_slice feeds_report(world *w, am_feed *f)
{
    static text t;
    whole_lie about_all = lie_about_all(w, f);
    int64_t processed = f->end == END_REFUSED ? 0 : (int64_t)f->doc->line_count;
    int64_t bad = 0;
    int64_t warned = 0;
    int64_t well;
    const char *status = f->end == END_REFUSED ? "Rejected" : "Complete";

    t.n = 0;
    for (size_t i = 0; i < f->doc->line_count; i++) {
        bad += f->doc->lines[i].refusal != NULL;
        warned += f->doc->lines[i].warned;
    }
    well = processed - bad;
    if (f->lying || f->end == END_FATAL) {
        lie(w, &processed, &well, &status);
    }
    put(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AmazonEnvelope><Header><DocumentVersion>"
            "1.02</DocumentVersion><MerchantIdentifier>A1SELLER</MerchantIdentifier></Header>"
            "<MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID>"
            "<ProcessingReport>");
    put(&t, "<DocumentTransactionID>%.*s</DocumentTransactionID><StatusCode>%s</StatusCode>",
        SS_FMT(f->id), status);
    put(&t,
        "<ProcessingSummary><MessagesProcessed>%lld</MessagesProcessed><MessagesSuccessful>%lld"
        "</MessagesSuccessful><MessagesWithError>%lld</MessagesWithError><MessagesWithWarning>%lld"
        "</MessagesWithWarning></ProcessingSummary>",
        (long long)processed, (long long)(f->end == END_REFUSED ? 0 : well), (long long)bad,
        (long long)warned);
    if (f->end == END_REFUSED) {
        put_result(&t, 0, true, "5001", NULL);
    }
    for (size_t i = 0; i < f->doc->line_count; i++) {
        const am_line *line = &f->doc->lines[i];
        if (line->refusal != NULL || line->warned) {
            put_result(&t, line->id, line->refusal != NULL,
                       line->refusal != NULL ? line->refusal : "18181", line);
        }
    }
    put(&t, "</ProcessingReport></Message></AmazonEnvelope>\n");
    if (about_all != LIE_NOT_WHOLE) {
        return report_about_all(w, f, about_all);
    }
    return keep(&w->arena, (ss_slice){t.p, t.n});
}
