/* The bytes of a report as UTF-8, in small pieces, and a first look at what they are.
 *
 * Decoding happens here and not in libxml2, because libxml2 reports bytes it cannot convert through
 * its process-wide error hook, which belongs to the host program. So it only ever sees legal
 * UTF-8, from which nothing but a well-formedness error of its own reader can come. */
#include "ss_report_source.h"
#include "ss_text.h"

#include <errno.h>
#include <limits.h>

static bool fail(ss_source *s, ss_code code, const char *text)
{
    return ss_fail_at(&s->err, code, "report", 0, s->total - (s->have - s->at), "%s", text);
}

/* ---- plain bytes ------------------------------------------------------------------------------- */

static size_t take_plain(ss_source *s, unsigned char *to, size_t room)
{
    size_t n = s->in.n < room ? s->in.n : room;

    if (n > 0) {
        memcpy(to, s->in.p, n);
        s->in.p += n;
        s->in.n -= n;
    }
    s->in_end = s->in.n == 0;
    return n;
}

/* After the end of one gzip member: the next, the end, or something that does not belong there. */
static bool next_member(ss_source *s)
{
    if (s->in.n == 0) {
        s->in_end = true;
        return true;
    }
    if (s->in.n < 2 || (unsigned char)s->in.p[0] != 0x1f || (unsigned char)s->in.p[1] != 0x8b) {
        return fail(s, SS_E_XML, "bytes behind the end of the gzip data");
    }
    return inflateReset(&s->z) == Z_OK || fail(s, SS_E_XML, "gzip data are damaged");
}

static size_t take_gzip(ss_source *s, unsigned char *to, size_t room)
{
    size_t got = 0;

    while (got < room && !s->in_end) {
        uInt given = s->in.n > UINT_MAX ? UINT_MAX : (uInt)s->in.n;
        uInt free_bytes = (uInt)(room - got);
        int rc;

        s->z.next_in = (z_const Bytef *)(uintptr_t)s->in.p;
        s->z.avail_in = given;
        s->z.next_out = to + got;
        s->z.avail_out = free_bytes;
        rc = inflate(&s->z, Z_NO_FLUSH);
        s->in.p += given - s->z.avail_in;
        s->in.n -= given - s->z.avail_in;
        got += free_bytes - s->z.avail_out;
        if (rc == Z_STREAM_END) {
            if (!next_member(s)) {
                return got;
            }
        } else if (rc == Z_MEM_ERROR) {
            (void)fail(s, SS_E_NOMEM, "no memory to inflate");
            return got;
        } else if ((rc != Z_OK && rc != Z_BUF_ERROR) || (s->in.n == 0 && s->z.avail_out > 0)) {
            (void)fail(s, SS_E_XML,
                       rc == Z_OK || rc == Z_BUF_ERROR ? "gzip data are cut off"
                                                       : "gzip data are damaged");
            return got;
        }
    }
    return got;
}

/* Tops the block up. False after a failure. */
static bool fill(ss_source *s)
{
    size_t n;

    if (s->at > 0) {
        memmove(s->block, s->block + s->at, s->have - s->at);
        s->have -= s->at;
        s->at = 0;
    }
    if (s->in_end || s->err.code != SS_OK) {
        return s->err.code == SS_OK;
    }
    n = s->gzip ? take_gzip(s, s->block + s->have, sizeof s->block - s->have)
                : take_plain(s, s->block + s->have, sizeof s->block - s->have);
    s->have += n;
    s->total += n;
    if (s->total > SS_MAX_REPORT_BYTES) {
        return ss_fail(&s->err, SS_E_LIMIT, "report", "more than %d bytes", SS_MAX_REPORT_BYTES);
    }
    return s->err.code == SS_OK;
}

/* ---- a first look ------------------------------------------------------------------------------ */

static ss_slice unread(const ss_source *s)
{
    return (ss_slice){(const char *)s->block + s->at, s->have - s->at};
}

static bool begins(ss_slice s, const char *text)
{
    size_t n = strlen(text);

    return s.n >= n && ss_ascii_equal_nocase((ss_slice){s.p, n}, ss_slice_of(text));
}

/* Offset of `text` in s, s.n if it is not there. */
static size_t find(ss_slice s, const char *text)
{
    size_t i = 0;

    while (i < s.n && !begins((ss_slice){s.p + i, s.n - i}, text)) {
        i++;
    }
    return i;
}

static ss_slice skip(ss_slice s, size_t n)
{
    return (ss_slice){s.p + n, s.n - n};
}

static bool look_at_format(ss_source *s)
{
    ss_slice text = unread(s);

    if (begins(text, "\xef\xbb\xbf")) {
        s->at += 3;
        text = skip(text, 3);
    } else if (begins(text, "\xff\xfe") || begins(text, "\xfe\xff") ||
               (text.n > 1 && (text.p[0] == '\0' || text.p[1] == '\0'))) {
        return fail(s, SS_E_ENCODING, "UTF-16 or UTF-32 is not accepted");
    }
    while (text.n > 0 && memchr(" \t\r\n", text.p[0], 4) != NULL) {
        s->at++;
        text = skip(text, 1);
    }
    if (text.n == 0) {
        return fail(s, SS_E_XML, "the report is empty");
    }
    if (text.p[0] == '{' || text.p[0] == '[') {
        return fail(s, SS_E_XML,
                    "a JSON document, not an XML processing report: wrong feed type or an error");
    }
    if (begins(text, "<!doctype html") || begins(text, "<html")) {
        return fail(s, SS_E_XML, "an HTML page, not a processing report");
    }
    if (begins(text, "Feed Processing Summary")) {
        return fail(s, SS_E_XML, "a flat-file report: the feed was sent with a flat-file type");
    }
    if (text.p[0] != '<') {
        return fail(s, SS_E_XML, "not an XML document");
    }
    return true;
}

/* The value of encoding="..." in an XML declaration without its "?>"; absent if there is none. */
static ss_slice declared_encoding(ss_slice declaration)
{
    ss_slice s = skip(declaration, find(declaration, "encoding"));
    char quote;
    size_t n = 0;

    if (s.n == 0) {
        return SS_NONE;
    }
    s = ss_ascii_trim(skip(s, 8));
    if (s.n == 0 || s.p[0] != '=') {
        return SS_NONE;
    }
    s = ss_ascii_trim(skip(s, 1));
    if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\'')) {
        return SS_NONE;
    }
    quote = s.p[0];
    s = skip(s, 1);
    while (n < s.n && s.p[n] != quote) {
        n++;
    }
    return (ss_slice){s.p, n};
}

static bool look_at_encoding(ss_source *s, bool has_mark)
{
    static const struct {
        const char *name;
        ss_charset charset;
    } known[] = {
        {"utf-8", SS_CS_UTF8},        {"utf8", SS_CS_UTF8},   {"us-ascii", SS_CS_UTF8},
        {"windows-1252", SS_CS_1252}, {"cp1252", SS_CS_1252}, {"iso-8859-1", SS_CS_1252},
        {"windows-31j", SS_CS_31J},   {"cp932", SS_CS_31J},   {"shift_jis", SS_CS_31J},
        {"shift-jis", SS_CS_31J},     {"sjis", SS_CS_31J},
    };
    ss_slice text = unread(s);
    ss_slice name;

    if (!begins(text, "<?xml ") && !begins(text, "<?xml\t") && !begins(text, "<?xml\r") &&
        !begins(text, "<?xml\n")) {
        return true;
    }
    name = declared_encoding((ss_slice){text.p, find(text, "?>")});
    if (name.p == NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (ss_ascii_equal_nocase(name, ss_slice_of(known[i].name))) {
            s->charset = known[i].charset;
            if (has_mark && s->charset != SS_CS_UTF8) {
                return fail(s, SS_E_ENCODING, "byte order mark and declared encoding disagree");
            }
            return true;
        }
    }
    return ss_fail(&s->err, SS_E_ENCODING, "report", "encoding \"%.*s\" is not accepted",
                   SS_FMT(name));
}

/* A DOCTYPE can only stand before the root element. It is looked for here, so that libxml2 never
 * sees an entity declaration. */
static bool look_at_prolog(ss_source *s)
{
    ss_slice text = unread(s);

    for (;;) {
        const char *end;

        text = ss_ascii_trim(text);
        if (begins(text, "<?")) {
            end = "?>";
        } else if (begins(text, "<!--")) {
            end = "-->";
            text = skip(text, 2); /* "<!-->" does not end itself */
        } else if (begins(text, "<!")) {
            return fail(s, SS_E_XML, "a DOCTYPE is not accepted");
        } else if (text.n > 1 && text.p[0] == '<') {
            return true;
        } else {
            return fail(s, SS_E_XML, "no root element at the beginning");
        }
        text = skip(text, 2);
        text = skip(text, find(text, end));
        text = skip(text, text.n == 0 ? 0 : strlen(end));
    }
}

/* ---- decoding ---------------------------------------------------------------------------------- */

static size_t put_utf8(char *out, unsigned ch)
{
    if (ch < 0x80) {
        out[0] = (char)ch;
        return 1;
    }
    if (ch < 0x800) {
        out[0] = (char)(0xc0 | (ch >> 6));
        out[1] = (char)(0x80 | (ch & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | (ch >> 12));
    out[1] = (char)(0x80 | ((ch >> 6) & 0x3f));
    out[2] = (char)(0x80 | (ch & 0x3f));
    return 3;
}

/* What calls itself ISO-8859-1 is read as windows-1252 too: 0x80 to 0x9f are controls in the one
 * and letters in the other, and controls are not meant. Unassigned bytes become U+FFFD. */
static size_t read_1252(ss_source *s, char *out, size_t len)
{
    static const uint16_t high[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
    size_t n = 0;

    while (s->at < s->have && len - n >= 3) {
        unsigned ch = s->block[s->at++];

        n += put_utf8(out + n, ch >= 0x80 && ch <= 0x9f ? high[ch - 0x80] : ch);
    }
    return n;
}

static size_t read_utf8(ss_source *s, char *out, size_t len)
{
    ss_slice text = unread(s);
    size_t n;

    text.n = text.n > len ? len : text.n;
    n = ss_utf8_valid(text);
    if (n == 0) {
        (void)fail(s, SS_E_ENCODING, "not UTF-8, and no other encoding is declared");
        return 0;
    }
    memcpy(out, text.p, n);
    s->at += n;
    return n;
}

static size_t read_31j(ss_source *s, char *out, size_t len)
{
    char *in = (char *)s->block + s->at;
    size_t in_left = s->have - s->at;
    size_t out_left = len;
    char *to = out;

    (void)iconv(s->cd, &in, &in_left, &to, &out_left);
    s->at = s->have - in_left;
    if (out_left == len) {
        (void)fail(s, SS_E_ENCODING, "bytes that are not windows-31j");
    }
    return len - out_left;
}

int ss_source_read(ss_source *s, char *out, int len)
{
    size_t room = len > 0 ? (size_t)len : 0;
    size_t n;

    /* Eight bytes hold any character of any of the encodings, so the rest of a character is there
     * whenever its beginning is. */
    if (s->have - s->at < 8 && !fill(s)) {
        return 0;
    }
    if (s->have == s->at || s->err.code != SS_OK) {
        return 0;
    }
    switch (s->charset) {
    case SS_CS_1252:
        n = read_1252(s, out, room);
        break;
    case SS_CS_31J:
        n = read_31j(s, out, room);
        break;
    default:
        n = read_utf8(s, out, room);
        break;
    }
    return (int)n;
}

static bool open_charset(ss_source *s)
{
    static const char *const names[] = {"CP932", "WINDOWS-31J", "SHIFT_JIS"};

    if (s->charset != SS_CS_31J) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !s->cd_open; i++) {
        errno = 0;
        s->cd = iconv_open("UTF-8", names[i]);
        s->cd_open = s->cd != (iconv_t)-1;
        if (!s->cd_open && errno == ENOMEM) {
            return fail(s, SS_E_NOMEM, "no memory to decode windows-31j");
        }
    }
    return s->cd_open || fail(s, SS_E_ENCODING, "this system cannot decode windows-31j");
}

bool ss_source_open(ss_source *s, ss_slice bytes, ss_err *err)
{
    bool has_mark;

    memset(s, 0, sizeof *s);
    s->in = bytes;
    s->gzip =
        bytes.n >= 2 && (unsigned char)bytes.p[0] == 0x1f && (unsigned char)bytes.p[1] == 0x8b;
    if (s->gzip) {
        s->z_open = inflateInit2(&s->z, MAX_WBITS + 16) == Z_OK;
        if (!s->z_open) {
            return ss_fail(err, SS_E_NOMEM, "report", "no memory to inflate");
        }
    } else if (bytes.n > SS_MAX_REPORT_BYTES) {
        return ss_fail(err, SS_E_LIMIT, "report", "more than %d bytes", SS_MAX_REPORT_BYTES);
    }
    if (fill(s)) {
        has_mark = begins(unread(s), "\xef\xbb\xbf");
        if (look_at_format(s) && look_at_encoding(s, has_mark) && look_at_prolog(s) &&
            open_charset(s)) {
            return true;
        }
    }
    if (err != NULL && err->code == SS_OK) {
        *err = s->err;
    }
    return false;
}

void ss_source_close(ss_source *s)
{
    if (s->z_open) {
        (void)inflateEnd(&s->z);
        s->z_open = false;
    }
    if (s->cd_open) {
        (void)iconv_close(s->cd);
        s->cd_open = false;
    }
}
