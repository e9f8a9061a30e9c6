/*
 * Processing reports: hostile input expected.
 *
 * A pull reader over the bytes of one report (plain or gzip, recognised by its first bytes).
 * Constant memory; limits on size, depth and count; DOCTYPE refused; encodings UTF-8,
 * windows-1252 and windows-31j by declaration. Source: Amazon, ProcessingReport.
 */
#ifndef SS_REPORT_H
#define SS_REPORT_H

#include "ss_arena.h"
#include "ss_base.h"

typedef enum ss_severity { SS_WARNING = 1, SS_ERROR = 2 } ss_severity;

typedef struct ss_report_result {
    uint64_t message; /* MessageID; 0 = the whole feed */
    ss_severity severity;
    ss_slice code; /* digits */
    ss_slice text; /* Amazon's words, UTF-8, control characters replaced, cut at 2,000 bytes */
    ss_slice order, item, sku; /* absent if not told */
} ss_report_result;            /* slices live until the next ss_report_next */

typedef struct ss_report_summary {
    ss_slice status;      /* "Complete", "Processing", "Rejected"; absent if missing */
    ss_slice transaction; /* DocumentTransactionID = feed id; absent if missing */
    bool has_counters;    /* all four were there and are numbers */
    int64_t processed, successful, errors, warnings;
} ss_report_summary;

typedef struct ss_report ss_report;

/* Does not copy: bytes must outlive the reader. NULL on refusal. */
ss_report *ss_report_open(ss_slice bytes, ss_err *err) SS_MUST_CHECK;
/* true: *out is the next result. false with err->code == SS_OK: the end. false otherwise: refused. */
bool ss_report_next(ss_report *r, ss_report_result *out, ss_err *err) SS_MUST_CHECK;
/* Complete only after the end was reached. */
const ss_report_summary *ss_report_summarize(const ss_report *r);
void ss_report_free(ss_report *r);

/* Is silence success? True only if status is Complete, the counters are there, processed == sent,
 * successful + errors == processed, and no result named message 0.
 * whole_feed: a result with MessageID 0 was seen; distinct_errors: messages with an Error. */
bool ss_report_adds_up(const ss_report_summary *s, int64_t sent, bool whole_feed,
                       int64_t distinct_errors);

/* gzip or plain -> plain bytes in *out (malloc'd by the callee, *owned = true) or the same slice
 * (*owned = false). Inflated size is limited to max. */
bool ss_inflate(ss_slice bytes, size_t max, ss_slice *out, bool *owned, ss_err *err) SS_MUST_CHECK;

#endif
