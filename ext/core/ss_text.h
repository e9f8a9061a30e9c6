/* Text and time without locale: UTF-8, XML-legal text, numbers, ISO 8601 and epoch seconds. */
#ifndef SS_TEXT_H
#define SS_TEXT_H

#include "ss_arena.h"
#include "ss_base.h"

/* Length of the legal UTF-8 prefix of s (== s.n if all is legal). Refuses over-long forms,
 * surrogates and code points above U+10FFFF. */
size_t ss_utf8_valid(ss_slice s);
/* The longest beginning of s of at most so many bytes that ends with a whole character; s must be legal
 * UTF-8. No copy. */
ss_slice ss_utf8_clip(ss_slice s, size_t most);
/* Number of characters (code points); s must be legal UTF-8. */
size_t ss_utf8_length(ss_slice s);
/* True if every character is a legal XML 1.0 Char (TAB, LF, CR, U+0020..U+D7FF, U+E000..U+FFFD,
 * U+10000..). Else false and *pos is the byte offset of the first that is not. */
bool ss_text_xml_legal(ss_slice s, size_t *pos);
/* xsd:normalizedString with our stated rule: TAB/LF/CR become a blank, runs of blanks become one,
 * leading and trailing blanks go. Nothing else changes. */
bool ss_text_normalize(ss_arena *a, ss_slice s, ss_slice *out, ss_err *err) SS_MUST_CHECK;
/* ASCII-only helpers; bytes >= 0x80 are left alone. */
bool ss_ascii_equal_nocase(ss_slice a, ss_slice b);
bool ss_ascii_is_digits(ss_slice s);
ss_slice ss_ascii_trim(ss_slice s);

/* Decimal, optional '-', whole slice; false on anything else or on overflow. */
bool ss_int_parse(ss_slice s, int64_t *out);

/* Amazon order number: \w{3}-\w{7}-\w{7} (Amazon: base types, AmazonOrderID). */
bool ss_amazon_order_valid(ss_slice s);
/* Amazon order item code: digits, 1 to 20 (Amazon says 14; see ss_feed.h for the warning). */
bool ss_amazon_item_valid(ss_slice s);

/* "2026-11-22T21:00:00Z" -> epoch seconds. Takes an optional fraction (cut off) and an offset
 * "+hh:mm" or "Z"; a missing offset is refused. Years 1970 to 9999. */
bool ss_time_parse(ss_slice s, int64_t *out);
/* Epoch seconds -> "YYYY-MM-DDThh:mm:ssZ" (20 characters and NUL). False outside 1970 to 9999. */
bool ss_time_format(int64_t when, char out[21]);
/* RFC 9110 HTTP date ("Sun, 06 Nov 1994 08:49:37 GMT") -> epoch seconds. */
bool ss_time_parse_http(ss_slice s, int64_t *out);
/* Number of the UTC day since 1970-01-01. */
int64_t ss_day_of(int64_t when);

#endif
