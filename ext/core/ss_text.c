/* UTF-8, XML-legal text, numbers and Amazon's identifiers. Nothing here asks the locale. */
#include "ss_text.h"

/* Reads one character at p (n > 0 bytes left). Length in bytes, 0 if the bytes are not legal. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *ch)
{
    /* The range of the second byte alone excludes over-long forms, surrogates and > U+10FFFF. */
    unsigned low = 0x80;
    unsigned high = 0xbf;
    size_t len;

    if (p[0] < 0x80) {
        *ch = p[0];
        return 1;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        len = 2;
        *ch = p[0] & 0x1fU;
    } else if (p[0] >= 0xe0 && p[0] <= 0xef) {
        len = 3;
        *ch = p[0] & 0x0fU;
        low = p[0] == 0xe0 ? 0xa0 : 0x80;
        high = p[0] == 0xed ? 0x9f : 0xbf;
    } else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        len = 4;
        *ch = p[0] & 0x07U;
        low = p[0] == 0xf0 ? 0x90 : 0x80;
        high = p[0] == 0xf4 ? 0x8f : 0xbf;
    } else {
        return 0;
    }
    if (n < len || p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
        *ch = (*ch << 6) | (p[i] & 0x3fU);
    }
    return len;
}

size_t ss_utf8_valid(ss_slice s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = 0;

    while (at < s.n) {
        uint32_t ch;
        uint64_t eight;
        size_t len;

        /* Reports are nearly pure ASCII: eight bytes at a time. */
        if (s.n - at >= sizeof eight) {
            memcpy(&eight, p + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        len = decode(p + at, s.n - at, &ch);
        if (len == 0) {
            break;
        }
        at += len;
    }
    return at;
}

ss_slice ss_utf8_clip(ss_slice s, size_t most)
{
    if (s.n > most) {
        s.n = most;
        while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) {
            s.n--;
        }
    }
    return s;
}

size_t ss_utf8_length(ss_slice s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.n; i++) {
        count += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    }
    return count;
}

static bool xml_char(uint32_t ch)
{
    return ch == 0x09 || ch == 0x0a || ch == 0x0d || (ch >= 0x20 && ch <= 0xd7ff) ||
           (ch >= 0xe000 && ch <= 0xfffd) || ch >= 0x10000;
}

bool ss_text_xml_legal(ss_slice s, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = 0;

    while (at < s.n) {
        uint32_t ch;
        size_t len = decode(p + at, s.n - at, &ch);

        if (len == 0 || !xml_char(ch)) {
            *pos = at;
            return false;
        }
        at += len;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool ss_text_normalize(ss_arena *a, ss_slice s, ss_slice *out, ss_err *err)
{
    size_t n = 0;
    char *p;

    if (s.p == NULL) {
        *out = SS_NONE;
        return true;
    }
    if (s.n == SIZE_MAX) {
        return ss_fail(err, SS_E_LIMIT, "text", "size overflows");
    }
    p = ss_arena_alloc(a, s.n + 1, 1, err);
    if (p == NULL) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!is_blank(s.p[i])) {
            p[n++] = s.p[i];
        } else if (n > 0 && p[n - 1] != ' ') {
            p[n++] = ' ';
        }
    }
    if (n > 0 && p[n - 1] == ' ') {
        n--;
    }
    p[n] = '\0';
    *out = (ss_slice){p, n};
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool ss_ascii_equal_nocase(ss_slice a, ss_slice b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

bool ss_ascii_is_digits(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0;
}

ss_slice ss_ascii_trim(ss_slice s)
{
    while (s.n > 0 && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

bool ss_int_parse(ss_slice s, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    int64_t value = 0;

    if (minus) {
        s.p++;
        s.n--;
    }
    if (!ss_ascii_is_digits(s)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        int digit = s.p[i] - '0';

        /* Counted downwards, because the smallest number has no positive twin. */
        if (value < (INT64_MIN + digit) / 10) {
            return false;
        }
        value = value * 10 - digit;
    }
    if (!minus && value == INT64_MIN) {
        return false;
    }
    *out = minus ? value : -value;
    return true;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool ss_amazon_order_valid(ss_slice s)
{
    /* XML Schema's \w has no underscore, and no order number was seen with anything but ASCII. */
    if (s.n != 19 || s.p[3] != '-' || s.p[11] != '-') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (i != 3 && i != 11 && !is_word(s.p[i])) {
            return false;
        }
    }
    return true;
}

bool ss_amazon_item_valid(ss_slice s)
{
    return s.n <= 20 && ss_ascii_is_digits(s);
}
