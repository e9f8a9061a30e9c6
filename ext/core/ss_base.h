/*
 * Foundation of the core: slices, the error struct, limits, attributes.
 *
 * The core is plain C11. It knows neither PHP nor JSON nor a clock, has no globals, no locale and
 * no local time. Everything it needs comes in as arguments, everything it says goes out as values.
 */
#ifndef SS_BASE_H
#define SS_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define SS_MUST_CHECK        __attribute__((warn_unused_result))
#define SS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define SS_MUST_CHECK
#define SS_PRINTF(fmt, args)
#endif

/* ---- slices ------------------------------------------------------------------------------------
 * A slice points into memory that somebody else owns; it is never NUL-terminated by promise.
 * p == NULL means "absent", which is not the same as an empty text (p != NULL, n == 0). */
typedef struct ss_slice {
    const char *p;
    size_t n;
} ss_slice;

/* For constants: SS_LIT("DHL"). */
#define SS_LIT(s) ((ss_slice){(s), sizeof(s) - 1})
#define SS_NONE   ((ss_slice){NULL, 0})
/* For printf("%.*s", SS_FMT(slice)). */
#define SS_FMT(s) (int)((s).n > 200 ? 200 : (s).n), (s).p != NULL ? (s).p : ""

static inline ss_slice ss_slice_of(const char *text)
{
    return text == NULL ? SS_NONE : (ss_slice){text, strlen(text)};
}

static inline bool ss_slice_eq(ss_slice a, ss_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool ss_slice_is(ss_slice a, const char *text)
{
    return ss_slice_eq(a, ss_slice_of(text));
}

/* True for "absent" and for "empty" alike. */
static inline bool ss_slice_blank(ss_slice a)
{
    return a.n == 0;
}

/* ---- errors ------------------------------------------------------------------------------------
 * One struct, first error wins, no allocation. Every function that can fail returns bool (true =
 * well) or a pointer (NULL = failed) and takes the struct last. */
typedef enum ss_code {
    SS_OK = 0,
    SS_E_NOMEM,    /* no memory */
    SS_E_LIMIT,    /* a stated limit (size, depth, count) was reached */
    SS_E_INPUT,    /* the caller's data are not legal; text and place say what to mend */
    SS_E_ENCODING, /* not legal UTF-8, or an undeclared or unknown encoding */
    SS_E_XML,      /* not well-formed, DOCTYPE, or not the expected document */
    SS_E_STATE,    /* called in the wrong order, or the world contradicts itself */
    SS_E_HTTP,     /* transport failed; the effect at the other side may be unknown */
    SS_E_TLS,      /* certificate or protocol version refused */
    SS_E_TIMEOUT,  /* an absolute deadline passed */
    SS_E_ABORTED   /* the caller asked to stop */
} ss_code;

typedef struct ss_err {
    ss_code code;
    long line;      /* line in a document, 0 if not known */
    size_t pos;     /* byte offset or index of the offending item, 0 if not known */
    char place[96]; /* where: "messages[3].tracking", "OrderFulfillment/Item" */
    char text[256]; /* what and how to mend it, English, one line, no secrets */
} ss_err;

#define SS_ERR_INIT ((ss_err){SS_OK, 0, 0, {0}, {0}})

/* Records an error unless one is already there. Always returns false, so that a function can
 * `return ss_fail(...)`. `err` may be NULL. Control characters in the result become '?'. */
bool ss_fail(ss_err *err, ss_code code, const char *place, const char *fmt, ...) SS_PRINTF(4, 5);

/* Same, with a position in a document. */
bool ss_fail_at(ss_err *err, ss_code code, const char *place, long line, size_t pos,
                const char *fmt, ...) SS_PRINTF(6, 7);

/* Stable lower-case name of a code ("limit", "xml" ...), for logs and exceptions. */
const char *ss_code_name(ss_code code);

/* ---- limits ------------------------------------------------------------------------------------ */
enum {
    SS_MAX_FEED_BYTES = 10485760,   /* Amazon: feeds best practices, below 10 MiB */
    SS_MAX_FEED_MESSAGES = 5000,    /* our own cap for one feed */
    SS_MAX_REPORT_BYTES = 67108864, /* processing report after inflating */
    SS_MAX_REPORT_DEPTH = 32,       /* elements below each other in a report */
    SS_MAX_REPORT_RESULTS = 200000, /* results in one report */
    SS_MAX_JSON_BYTES = 16777216,   /* answer of an API operation */
    SS_MAX_ITEMS = 200,             /* order lines of one order */
    SS_MAX_PARCELS = 100,           /* parcels of one order */
    SS_MAX_UNITS = 1000000000       /* of one line; the lines of any answer can be added up */
};

#endif
