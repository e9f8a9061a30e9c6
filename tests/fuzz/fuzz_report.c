/* Any bytes as a processing report: no crash, no leak, an end, and texts that are what they promise. */
#include <stdlib.h>

#include "ss_report.h"
#include "ss_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_text(ss_slice s)
{
    check(s.p != NULL || s.n == 0);
    check(s.n <= 2000 && ss_utf8_valid(s) == s.n);
}

static void read_report(ss_slice bytes)
{
    ss_err err = SS_ERR_INIT;
    ss_report *r = ss_report_open(bytes, &err);
    ss_report_result x;

    check((r == NULL) == (err.code != SS_OK));
    if (r == NULL) {
        return;
    }
    while (ss_report_next(r, &x, &err)) {
        check(x.severity == SS_ERROR || x.severity == SS_WARNING);
        check(x.code.p == NULL || ss_ascii_is_digits(x.code));
        check_text(x.text);
        check_text(x.order);
        check_text(x.item);
        check_text(x.sku);
    }
    if (err.code == SS_OK) {
        const ss_report_summary *s = ss_report_summarize(r);

        check(!s->has_counters ||
              (s->processed >= 0 && s->successful >= 0 && s->errors >= 0 && s->warnings >= 0));
        check_text(s->status);
        check_text(s->transaction);
        (void)ss_report_adds_up(s, 1, false, s->errors);
    } else {
        check(err.text[0] != '\0');
    }
    ss_report_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ss_slice bytes = {(const char *)data, size};
    ss_err err = SS_ERR_INIT;
    ss_slice plain;
    bool owned;

    read_report(bytes);
    if (ss_inflate(bytes, 1 << 20, &plain, &owned, &err) && owned) {
        check(plain.n <= 1 << 20);
        free((void *)(uintptr_t)plain.p);
    }
    return 0;
}
