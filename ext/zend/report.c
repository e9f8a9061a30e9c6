/* StatusSync\Report: processing report -> array. */
#include "exceptions.h"
#include "php_statussync.h"

#include "ss_report.h"

static void add_result(zval *results, const ss_report_result *r)
{
    zval row;
    char message[24];

    array_init(&row);
    (void)snprintf(message, sizeof message, "%llu", (unsigned long long)r->message);
    add_assoc_string(&row, "message", message);
    add_assoc_string(&row, "severity", r->severity == SS_ERROR ? "Error" : "Warning");
    statussync_add_slice(&row, "code", r->code);
    statussync_add_slice(&row, "text", r->text);
    statussync_add_slice(&row, "order", r->order);
    statussync_add_slice(&row, "item", r->item);
    statussync_add_slice(&row, "sku", r->sku);
    add_next_index_zval(results, &row);
}

static void add_counter(zval *out, const char *key, bool there, int64_t value)
{
    if (there) {
        add_assoc_long(out, key, (zend_long)value);
    } else {
        add_assoc_null(out, key);
    }
}

static void summarize(zval *out, const ss_report_summary *s, zval *results)
{
    array_init(out);
    statussync_add_slice(out, "status", s->status);
    add_counter(out, "processed", s->has_counters, s->processed);
    add_counter(out, "successful", s->has_counters, s->successful);
    add_counter(out, "errors", s->has_counters, s->errors);
    add_counter(out, "warnings", s->has_counters, s->warnings);
    add_assoc_zval(out, "results", results);
}

ZEND_METHOD(StatusSync_Report, parse)
{
    zend_string *bytes;
    ss_err err = SS_ERR_INIT;
    ss_report *report;
    ss_report_result result;
    zval results;

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(bytes)
    ZEND_PARSE_PARAMETERS_END();

    report = ss_report_open(statussync_slice(bytes), &err);
    if (report == NULL) {
        statussync_throw(&err);
        RETURN_THROWS();
    }
    array_init(&results);
    while (ss_report_next(report, &result, &err)) {
        add_result(&results, &result);
    }
    if (err.code == SS_OK) {
        summarize(return_value, ss_report_summarize(report), &results);
    } else {
        zval_ptr_dtor(&results);
        statussync_throw(&err);
    }
    ss_report_free(report);
}
