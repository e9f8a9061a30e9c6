/* Growing byte buffer with a mandatory limit. */
#include "ss_buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FIRST_SIZE = 256,
    /* Tokens and secrets are smaller than this. Blocks up to this size are wiped when they are
     * outgrown, so that ss_buf_wipe does not leave earlier copies behind in freed memory. */
    WIPE_SIZE = 65536
};

/* volatile: the compiler may not drop stores to memory that is freed next. */
static void overwrite(char *p, size_t n)
{
    volatile char *v = p;

    while (n-- > 0) {
        *v++ = 0;
    }
}

static void release(ss_buf *b)
{
    if (b->p != NULL && b->cap <= WIPE_SIZE) {
        overwrite(b->p, b->n);
    }
    free(b->p);
    b->p = NULL;
    b->n = 0;
    b->cap = 0;
}

void ss_buf_init(ss_buf *b, size_t max)
{
    *b = (ss_buf){NULL, 0, 0, max, false};
}

void ss_buf_free(ss_buf *b)
{
    if (b != NULL) {
        release(b);
        b->failed = false;
    }
}

void ss_buf_wipe(ss_buf *b)
{
    if (b != NULL) {
        if (b->p != NULL) {
            overwrite(b->p, b->cap);
        }
        ss_buf_free(b);
    }
}

void ss_buf_clear(ss_buf *b)
{
    /* A failed buffer stays failed until it is freed: emptying it must not hide the loss. */
    b->n = 0;
    if (b->p != NULL) {
        b->p[0] = '\0';
    }
}

static char *regrow(ss_buf *b, size_t cap)
{
    char *p;

    if (b->cap > WIPE_SIZE) {
        return realloc(b->p, cap);
    }
    p = malloc(cap);
    if (p != NULL && b->p != NULL) {
        memcpy(p, b->p, b->n);
        overwrite(b->p, b->n);
        free(b->p);
    }
    return p;
}

static bool reserve(ss_buf *b, size_t n, ss_err *err)
{
    size_t need;
    size_t cap;
    char *p;

    if (b->failed) {
        return ss_fail(err, SS_E_STATE, "buffer", "an earlier addition failed");
    }
    if (n > b->max || b->n > b->max - n || b->n + n == SIZE_MAX) {
        release(b);
        b->failed = true;
        return ss_fail(err, SS_E_LIMIT, "buffer", "more than %zu bytes", b->max);
    }
    need = b->n + n + 1;
    if (need <= b->cap) {
        return true;
    }
    cap = b->cap == 0 ? FIRST_SIZE : b->cap;
    while (cap < need) {
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    }
    if (cap - 1 > b->max) {
        cap = b->max + 1; /* never more than the limit and its NUL; need <= max + 1 */
    }
    p = regrow(b, cap);
    if (p == NULL) {
        release(b);
        b->failed = true;
        return ss_fail(err, SS_E_NOMEM, "buffer", "no memory for %zu bytes", cap);
    }
    b->p = p;
    b->cap = cap;
    return true;
}

bool ss_buf_add(ss_buf *b, const void *p, size_t n, ss_err *err)
{
    if (!reserve(b, n, err)) {
        return false;
    }
    if (n > 0) {
        memcpy(b->p + b->n, p, n);
    }
    b->n += n;
    b->p[b->n] = '\0';
    return true;
}

bool ss_buf_add_slice(ss_buf *b, ss_slice s, ss_err *err)
{
    return ss_buf_add(b, s.p, s.n, err);
}

bool ss_buf_add_text(ss_buf *b, const char *text, ss_err *err)
{
    return ss_buf_add(b, text, strlen(text), err);
}

bool ss_buf_add_int(ss_buf *b, int64_t value, ss_err *err)
{
    char digits[24];

    (void)snprintf(digits, sizeof digits, "%" PRId64, value);
    return ss_buf_add_text(b, digits, err);
}

ss_slice ss_buf_slice(const ss_buf *b)
{
    /* "" and not NULL for an empty buffer: empty is not absent. */
    return b->p == NULL ? SS_LIT("") : (ss_slice){b->p, b->n};
}
