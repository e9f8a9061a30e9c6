/* The error struct: filled once, without allocation. */
#include "ss_base.h"
#include "ss_text.h"

#include <stdarg.h>
#include <stdio.h>

/* Texts end up in logs, JSON and HTML, so whatever came in through "%.*s" must not carry control
 * characters or half a UTF-8 sequence with it. */
static void clean(char *text)
{
    size_t n = strlen(text);
    size_t at = 0;

    while (at < n) {
        at += ss_utf8_valid((ss_slice){text + at, n - at});
        if (at < n) {
            text[at] = '?';
            at++;
        }
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20 || c == 0x7f) {
            text[i] = '?';
        } else if (c == 0xc2 && (unsigned char)text[i + 1] < 0xa0) {
            text[i] = '?'; /* U+0080..U+009F: the second form of control characters */
            text[i + 1] = '?';
        }
    }
}

/* A text cut by the size of its field loses the characters that no longer fit, not half of one. */
static void drop_cut_character(char *text, size_t size)
{
    size_t n = strlen(text);
    size_t back = 0;

    if (n + 1 < size) {
        return;
    }
    while (back < 3 && back < n && ((unsigned char)text[n - 1 - back] & 0xc0) == 0x80) {
        back++;
    }
    if (back < n && (unsigned char)text[n - 1 - back] >= 0xc0) {
        ss_slice tail = {text + n - 1 - back, back + 1};

        if (ss_utf8_valid(tail) != tail.n) {
            text[n - 1 - back] = '\0';
        }
    }
}

SS_PRINTF(6, 0)
static bool record(ss_err *err, ss_code code, const char *place, long line, size_t pos,
                   const char *fmt, va_list args)
{
    if (err == NULL || err->code != SS_OK) {
        return false;
    }
    err->code = code;
    err->line = line;
    err->pos = pos;
    (void)snprintf(err->place, sizeof err->place, "%s", place != NULL ? place : "");
    drop_cut_character(err->place, sizeof err->place);
    clean(err->place);
    if (vsnprintf(err->text, sizeof err->text, fmt, args) < 0) {
        err->text[0] = '\0';
    }
    drop_cut_character(err->text, sizeof err->text);
    clean(err->text);
    return false;
}

bool ss_fail(ss_err *err, ss_code code, const char *place, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)record(err, code, place, 0, 0, fmt, args);
    va_end(args);
    return false;
}

bool ss_fail_at(ss_err *err, ss_code code, const char *place, long line, size_t pos,
                const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)record(err, code, place, line, pos, fmt, args);
    va_end(args);
    return false;
}

const char *ss_code_name(ss_code code)
{
    switch (code) {
    case SS_OK:
        return "ok";
    case SS_E_NOMEM:
        return "nomem";
    case SS_E_LIMIT:
        return "limit";
    case SS_E_INPUT:
        return "input";
    case SS_E_ENCODING:
        return "encoding";
    case SS_E_XML:
        return "xml";
    case SS_E_STATE:
        return "state";
    case SS_E_HTTP:
        return "http";
    case SS_E_TLS:
        return "tls";
    case SS_E_TIMEOUT:
        return "timeout";
    case SS_E_ABORTED:
        return "aborted";
    }
    return "unknown";
}
