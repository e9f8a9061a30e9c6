/* gzip in memory, with a limit on what comes out. */
#include "ss_report.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { FIRST_OUT = 16384 };

typedef struct output {
    unsigned char *p;
    size_t n;
    size_t cap;
    size_t max;
} output;

/* Room for at least one more byte, up to one byte above the limit: only a document that fills that
 * byte is too large, one of exactly the limit is not. */
static bool grow(output *out, ss_err *err)
{
    size_t most = out->max == SIZE_MAX ? out->max : out->max + 1;
    size_t cap = out->cap == 0 ? FIRST_OUT : out->cap;
    unsigned char *p;

    if (out->n < out->cap) {
        return true;
    }
    if (out->n >= most) {
        return ss_fail(err, SS_E_LIMIT, "gzip", "inflates to more than %zu bytes", out->max);
    }
    if (out->cap != 0) {
        cap = cap > most / 2 ? most : cap * 2;
    }
    cap = cap > most ? most : cap;
    p = realloc(out->p, cap);
    if (p == NULL) {
        return ss_fail(err, SS_E_NOMEM, "gzip", "no memory for %zu bytes", cap);
    }
    out->p = p;
    out->cap = cap;
    return true;
}

static uInt chunk(size_t n)
{
    return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

static bool is_gzip(ss_slice s)
{
    return s.n >= 2 && (unsigned char)s.p[0] == 0x1f && (unsigned char)s.p[1] == 0x8b;
}

/* One call of zlib. *more: there is still something to do. */
static bool step(z_stream *z, ss_slice *in, output *out, bool *more, ss_err *err)
{
    uInt room = chunk(out->cap - out->n);
    uInt given = chunk(in->n);
    int rc;

    z->next_in = (z_const Bytef *)(uintptr_t)in->p;
    z->avail_in = given;
    z->next_out = out->p + out->n;
    z->avail_out = room;
    rc = inflate(z, Z_NO_FLUSH);
    in->p += given - z->avail_in;
    in->n -= given - z->avail_in;
    out->n += room - z->avail_out;
    if (rc == Z_MEM_ERROR) {
        return ss_fail(err, SS_E_NOMEM, "gzip", "no memory to inflate");
    }
    if (rc == Z_STREAM_END) {
        *more = in->n > 0;
        if (*more && (!is_gzip(*in) || inflateReset(z) != Z_OK)) {
            return ss_fail(err, SS_E_XML, "gzip", "bytes behind the end of the gzip data");
        }
        return true;
    }
    if ((rc == Z_OK || rc == Z_BUF_ERROR) && (in->n > 0 || z->avail_out == 0)) {
        *more = true;
        return true;
    }
    return ss_fail(err, SS_E_XML, "gzip", "gzip data are %s",
                   rc == Z_OK || rc == Z_BUF_ERROR ? "cut off" : "damaged");
}

bool ss_inflate(ss_slice bytes, size_t max, ss_slice *out, bool *owned, ss_err *err)
{
    z_stream z = {0};
    output o = {NULL, 0, 0, max};
    bool more = true;
    bool ok = true;

    *owned = false;
    if (!is_gzip(bytes)) {
        if (bytes.n > max) {
            return ss_fail(err, SS_E_LIMIT, "document", "more than %zu bytes", max);
        }
        *out = bytes;
        return true;
    }
    if (inflateInit2(&z, MAX_WBITS + 16) != Z_OK) {
        return ss_fail(err, SS_E_NOMEM, "gzip", "no memory to inflate");
    }
    while (ok && more) {
        ok = grow(&o, err) && step(&z, &bytes, &o, &more, err);
    }
    (void)inflateEnd(&z);
    if (ok && o.n > max) {
        ok = ss_fail(err, SS_E_LIMIT, "gzip", "inflates to more than %zu bytes", max);
    }
    if (!ok) {
        free(o.p);
        return false;
    }
    *out = (ss_slice){(const char *)o.p, o.n};
    *owned = true;
    return true;
}
