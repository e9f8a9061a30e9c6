/* The pull reader of processing reports. */
#include "ss_report.h"
#include "ss_report_source.h"
#include "ss_text.h"

#include <limits.h>
#include <stdlib.h>

#include <libxml/xmlreader.h>
#include <libxml/xmlversion.h>

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_ptr;
#else
typedef xmlError *error_ptr;
#endif

/* The elements that mean something. A leaf has a field; the fields of one container stand side by
 * side, so that a container can be emptied by a range. */
typedef enum element {
    E_OTHER, /* skipped with everything in it */
    E_DOCUMENT,
    E_ENVELOPE,
    E_MESSAGE,
    E_REPORT,
    E_SUMMARY,
    E_RESULT,
    E_INFO,
    E_TYPE, /* leaves from here on */
    E_TRANSACTION,
    E_STATUS,
    E_PROCESSED,
    E_SUCCESSFUL,
    E_ERRORS,
    E_WARNINGS,
    E_RESULT_MESSAGE,
    E_RESULT_SEVERITY,
    E_RESULT_CODE,
    E_RESULT_TEXT,
    E_SKU,
    E_ORDER,
    E_ITEM,
    E_COUNT
} element;

typedef struct child {
    const char *name;
    element self;
} child;

static const child in_document[] = {{"AmazonEnvelope", E_ENVELOPE}, {NULL, E_OTHER}};
static const child in_envelope[] = {
    {"MessageType", E_TYPE}, {"Message", E_MESSAGE}, {NULL, E_OTHER}};
static const child in_message[] = {{"ProcessingReport", E_REPORT}, {NULL, E_OTHER}};
static const child in_report[] = {{"Result", E_RESULT},
                                  {"DocumentTransactionID", E_TRANSACTION},
                                  {"StatusCode", E_STATUS},
                                  {"ProcessingSummary", E_SUMMARY},
                                  {NULL, E_OTHER}};
static const child in_summary[] = {{"MessagesProcessed", E_PROCESSED},
                                   {"MessagesSuccessful", E_SUCCESSFUL},
                                   {"MessagesWithError", E_ERRORS},
                                   {"MessagesWithWarning", E_WARNINGS},
                                   {NULL, E_OTHER}};
static const child in_result[] = {
    {"MessageID", E_RESULT_MESSAGE},      {"ResultCode", E_RESULT_SEVERITY},
    {"ResultMessageCode", E_RESULT_CODE}, {"ResultDescription", E_RESULT_TEXT},
    {"AdditionalInfo", E_INFO},           {NULL, E_OTHER}};
static const child in_info[] = {
    {"SKU", E_SKU}, {"AmazonOrderID", E_ORDER}, {"AmazonOrderItemCode", E_ITEM}, {NULL, E_OTHER}};

static const child *const grammar[E_COUNT] = {
    [E_DOCUMENT] = in_document, [E_ENVELOPE] = in_envelope, [E_MESSAGE] = in_message,
    [E_REPORT] = in_report,     [E_SUMMARY] = in_summary,   [E_RESULT] = in_result,
    [E_INFO] = in_info,
};

enum {
    LEAVES = E_COUNT - E_TYPE,
    SHORT_TEXT = 128, /* every leaf but the description */
    LONG_TEXT = 2000
};

typedef struct leaf {
    char *p;
    size_t n;
    size_t size;
    bool seen;
    bool cut; /* longer than its room */
} leaf;

struct ss_report {
    xmlTextReaderPtr xml;
    ss_source source;
    ss_err err;     /* first failure; repeated on every further call */
    ss_err xml_err; /* libxml2's words, if it stopped */
    ss_report_summary summary;
    element path[SS_MAX_REPORT_DEPTH]; /* the open elements */
    const xmlNode *open[SS_MAX_REPORT_DEPTH];
    size_t depth;               /* how many of them are open */
    const char *names[E_COUNT]; /* as libxml2 keeps them; NULL = compare the texts */
    leaf leaves[LEAVES];
    size_t results;
    bool seen_report, seen_summary, root_closed, ended;
    char room[LEAVES][SHORT_TEXT];
    char text[LONG_TEXT];
};

static void on_error(void *ctx, error_ptr e)
{
    ss_report *r = ctx;

    if (e != NULL && e->level == XML_ERR_FATAL) {
        ss_fail_at(&r->xml_err, e->code == XML_ERR_NO_MEMORY ? SS_E_NOMEM : SS_E_XML, "report",
                   e->line, 0, "not well-formed: %.*s",
                   SS_FMT(ss_ascii_trim(ss_slice_of(e->message != NULL ? e->message : "?"))));
    }
}

static int on_read(void *ctx, char *out, int len)
{
    return ss_source_read(ctx, out, len);
}

/* ---- leaves ------------------------------------------------------------------------------------ */

static leaf *leaf_of(ss_report *r, element e)
{
    return &r->leaves[e - E_TYPE];
}

/* What the element said, trimmed; absent if it was missing, empty or longer than it may be. */
static ss_slice value_of(ss_report *r, element e)
{
    const leaf *l = leaf_of(r, e);
    ss_slice s = ss_ascii_trim((ss_slice){l->p, l->n});

    return !l->seen || s.n == 0 || (l->cut && e != E_RESULT_TEXT) ? SS_NONE : s;
}

static void forget(ss_report *r, element first, element last)
{
    for (element e = first; e <= last; e = (element)(e + 1)) {
        leaf *l = leaf_of(r, e);

        l->n = 0;
        l->seen = false;
        l->cut = false;
    }
}

static void append(leaf *l, ss_slice s)
{
    size_t n = s.n;

    if (l->cut) {
        return;
    }
    if (n > l->size - l->n) {
        n = l->size - l->n;
        while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) {
            n--; /* not in the middle of a character */
        }
        l->cut = true;
    }
    memcpy(l->p + l->n, s.p, n);
    l->n += n;
}

/* Eight bytes with a control character or a byte beyond ASCII among them. A borrow or carry from one
 * byte to the next can only say "maybe" too often. */
static bool maybe_controls(const char *p)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return ((x | (x - each * 0x20) | (x + each)) & (each * 0x80)) != 0;
}

/* Amazon's words are shown on pages and in terminals. */
static void blank_controls(leaf *l)
{
    size_t i = 0;

    while (i < l->n) {
        unsigned char c = (unsigned char)l->p[i];

        if (l->n - i >= 8 && !maybe_controls(l->p + i)) {
            i += 8;
            continue;
        }
        if (c < 0x20 || c == 0x7f) {
            l->p[i] = ' ';
        } else if (c == 0xc2 && i + 1 < l->n && (unsigned char)l->p[i + 1] < 0xa0) {
            l->p[i] = ' ';
            l->p[i + 1] = ' ';
        }
        i++;
    }
}

/* ---- refusing ---------------------------------------------------------------------------------- */

static bool refuse(ss_report *r, ss_code code, const char *place, const char *why)
{
    return ss_fail_at(&r->err, code, place, xmlTextReaderGetParserLineNumber(r->xml), 0, "%s", why);
}

/* The reader stopped: the source, libxml2 and the allocator may each be the reason, in this order,
 * because a source that fails looks to libxml2 like a document that is cut off. */
static bool refuse_stopped(ss_report *r)
{
    if (r->source.err.code != SS_OK) {
        r->err = r->source.err;
    } else if (r->xml_err.code != SS_OK) {
        r->err = r->xml_err;
    } else {
        return refuse(r, SS_E_XML, "report", "the document cannot be read to its end");
    }
    return false;
}

/* ---- results and summary ----------------------------------------------------------------------- */

/* Amazon allows twenty digits; ours are row ids, but a foreign one must not wrap around. */
static bool parse_message_id(ss_slice s, uint64_t *out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < s.n; i++) {
        uint64_t digit = (uint64_t)(s.p[i] - '0');

        if (s.p[i] < '0' || s.p[i] > '9' || value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return s.n > 0;
}

static bool finish_result(ss_report *r, ss_report_result *out)
{
    ss_slice severity = value_of(r, E_RESULT_SEVERITY);
    ss_slice code = value_of(r, E_RESULT_CODE);

    if (r->results >= SS_MAX_REPORT_RESULTS) {
        return ss_fail(&r->err, SS_E_LIMIT, "report", "more than %d results",
                       SS_MAX_REPORT_RESULTS);
    }
    r->results++;
    memset(out, 0, sizeof *out);
    if (!parse_message_id(value_of(r, E_RESULT_MESSAGE), &out->message)) {
        return refuse(r, SS_E_XML, "Result/MessageID", "is missing or not a number");
    }
    if (ss_slice_is(severity, "Error")) {
        out->severity = SS_ERROR;
    } else if (ss_slice_is(severity, "Warning")) {
        out->severity = SS_WARNING;
    } else {
        return refuse(r, SS_E_XML, "Result/ResultCode", "is neither Error nor Warning");
    }
    out->code = ss_ascii_is_digits(code) ? code : SS_NONE;
    blank_controls(leaf_of(r, E_RESULT_TEXT));
    out->text = value_of(r, E_RESULT_TEXT);
    out->order = value_of(r, E_ORDER);
    out->item = value_of(r, E_ITEM);
    out->sku = value_of(r, E_SKU);
    return true;
}

static bool counter(ss_report *r, element e, int64_t *out)
{
    return ss_int_parse(value_of(r, e), out) && *out >= 0;
}

static void finish_summary(ss_report *r)
{
    ss_report_summary *s = &r->summary;

    s->has_counters = counter(r, E_PROCESSED, &s->processed) &&
                      counter(r, E_SUCCESSFUL, &s->successful) &&
                      counter(r, E_ERRORS, &s->errors) && counter(r, E_WARNINGS, &s->warnings);
    if (!s->has_counters) {
        s->processed = s->successful = s->errors = s->warnings = 0;
    }
}

/* ---- walking ----------------------------------------------------------------------------------- */

/* libxml2 keeps every name once, so equal names are nearly always equal pointers; the texts are
 * compared only where they are not. */
static element child_of(const ss_report *r, element parent, const char *name)
{
    const child *children = grammar[parent];

    for (const child *c = children; c != NULL && c->name != NULL; c++) {
        if (r->names[c->self] == name) {
            return c->self;
        }
    }
    for (const child *c = children; c != NULL && c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c->self;
        }
    }
    return E_OTHER;
}

/* What a container needs to know when it begins. */
static bool begin_container(ss_report *r, element e)
{
    if (e == E_RESULT) {
        forget(r, E_RESULT_MESSAGE, E_ITEM);
    } else if (e == E_REPORT) {
        if (r->seen_report) {
            return refuse(r, SS_E_XML, "ProcessingReport", "comes twice");
        }
        r->seen_report = true;
    } else if (e == E_SUMMARY) {
        if (r->seen_summary) {
            return refuse(r, SS_E_XML, "ProcessingSummary", "comes twice");
        }
        r->seen_summary = true;
    }
    return true;
}

/* With its prefix, which makes it another name. */
static const char *name_of(const ss_report *r, const xmlNode *node)
{
    if (node->ns == NULL || node->ns->prefix == NULL) {
        return (const char *)node->name;
    }
    return (const char *)xmlTextReaderConstName(r->xml);
}

static bool begin_element(ss_report *r, size_t depth, const xmlNode *node)
{
    element parent = depth == 0 ? E_DOCUMENT : r->path[depth - 1];
    const char *name = name_of(r, node);
    element e = name == NULL ? E_OTHER : child_of(r, parent, name);

    r->path[depth] = e;
    r->open[depth] = node;
    if (depth == 0 && e != E_ENVELOPE) {
        return refuse(r, SS_E_XML, "report", "the root element is not AmazonEnvelope");
    }
    if (parent >= E_TYPE) {
        return refuse(r, SS_E_XML, "report", "an element inside a value");
    }
    if (e >= E_TYPE) {
        if (leaf_of(r, e)->seen) {
            return refuse(r, SS_E_XML, name, "comes twice");
        }
        leaf_of(r, e)->seen = true;
        return true;
    }
    return begin_container(r, e);
}

/* *result becomes true if a Result is complete in *out. */
static bool end_element(ss_report *r, size_t depth, ss_report_result *out, bool *result)
{
    element e = r->path[depth];

    if (e == E_ENVELOPE) {
        r->root_closed = true;
    } else if (e == E_RESULT) {
        *result = true;
        return finish_result(r, out);
    } else if (e == E_TYPE && !ss_slice_is(value_of(r, E_TYPE), "ProcessingReport")) {
        return refuse(r, SS_E_XML, "MessageType", "is not ProcessingReport");
    }
    return true;
}

static void take_text(ss_report *r, size_t depth, const xmlNode *node)
{
    element e = depth == 0 ? E_OTHER : r->path[depth - 1];

    if (e >= E_TYPE && node->content != NULL) {
        append(leaf_of(r, e), ss_slice_of((const char *)node->content));
    }
}

static bool take_element(ss_report *r, const xmlNode *node, ss_report_result *out, bool *result)
{
    /* An open element lives until its end was read, so no other node can have its address. */
    if (r->depth > 0 && r->open[r->depth - 1] == node) {
        return end_element(r, --r->depth, out, result);
    }
    if (r->depth >= SS_MAX_REPORT_DEPTH) {
        return refuse(r, SS_E_LIMIT, "report", "elements are nested too deep");
    }
    if (!begin_element(r, r->depth, node)) {
        return false;
    }
    if (xmlTextReaderIsEmptyElement(r->xml) == 1) {
        return end_element(r, r->depth, out, result);
    }
    r->depth++;
    return true;
}

/* The node itself is looked at: each question to the reader costs as much as the answer is worth,
 * and its depth would be counted anew for every node. */
static bool take_node(ss_report *r, ss_report_result *out, bool *result)
{
    const xmlNode *node = xmlTextReaderCurrentNode(r->xml);

    if (node == NULL) {
        return refuse_stopped(r);
    }
    switch (node->type) {
    case XML_ELEMENT_NODE:
        return take_element(r, node, out, result);
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
        take_text(r, r->depth, node);
        return true;
    case XML_DOCUMENT_TYPE_NODE:
    case XML_DTD_NODE:
    case XML_ENTITY_REF_NODE:
        return refuse(r, SS_E_XML, "report", "a DOCTYPE or entity is not accepted");
    default:
        return true;
    }
}

static bool finish(ss_report *r)
{
    if (r->source.err.code != SS_OK || r->xml_err.code != SS_OK || !r->root_closed) {
        return refuse_stopped(r);
    }
    if (!r->seen_report) {
        return refuse(r, SS_E_XML, "report", "there is no ProcessingReport in it");
    }
    r->summary.status = value_of(r, E_STATUS);
    r->summary.transaction = value_of(r, E_TRANSACTION);
    finish_summary(r);
    r->ended = true;
    return true;
}

bool ss_report_next(ss_report *r, ss_report_result *out, ss_err *err)
{
    while (r->err.code == SS_OK && !r->ended) {
        int rc = xmlTextReaderRead(r->xml);
        bool result = false;

        if (rc == 1) {
            if (take_node(r, out, &result) && result) {
                return true;
            }
        } else if (rc == 0) {
            (void)finish(r);
        } else {
            (void)refuse_stopped(r);
        }
    }
    if (r->err.code != SS_OK && err != NULL && err->code == SS_OK) {
        *err = r->err;
    }
    return false;
}

static void learn_names(ss_report *r)
{
    for (size_t i = 0; i < E_COUNT; i++) {
        for (const child *c = grammar[i]; c != NULL && c->name != NULL; c++) {
            r->names[c->self] =
                (const char *)xmlTextReaderConstString(r->xml, (const xmlChar *)c->name);
        }
    }
}

/* ---- life -------------------------------------------------------------------------------------- */

ss_report *ss_report_open(ss_slice bytes, ss_err *err)
{
    ss_report *r = calloc(1, sizeof *r);

    if (r == NULL) {
        ss_fail(err, SS_E_NOMEM, "report", "no memory");
        return NULL;
    }
    for (size_t i = 0; i < LEAVES; i++) {
        bool is_text = i == E_RESULT_TEXT - E_TYPE;

        r->leaves[i].p = is_text ? r->text : r->room[i];
        r->leaves[i].size = is_text ? sizeof r->text : sizeof r->room[i];
    }
    if (!ss_source_open(&r->source, bytes, err)) {
        ss_report_free(r);
        return NULL;
    }
    r->xml = xmlReaderForIO(on_read, NULL, &r->source, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    if (r->xml == NULL) {
        ss_fail(err, SS_E_NOMEM, "report", "no memory");
        ss_report_free(r);
        return NULL;
    }
    xmlTextReaderSetStructuredErrorHandler(r->xml, on_error, r);
    learn_names(r);
    return r;
}

const ss_report_summary *ss_report_summarize(const ss_report *r)
{
    return &r->summary;
}

void ss_report_free(ss_report *r)
{
    if (r != NULL) {
        if (r->xml != NULL) {
            xmlFreeTextReader(r->xml);
        }
        ss_source_close(&r->source);
        free(r);
    }
}

bool ss_report_adds_up(const ss_report_summary *s, int64_t sent, bool whole_feed,
                       int64_t distinct_errors)
{
    return !whole_feed && ss_slice_is(s->status, "Complete") && s->has_counters &&
           s->processed == sent && s->successful <= s->processed &&
           s->errors == s->processed - s->successful && s->errors == distinct_errors;
}
