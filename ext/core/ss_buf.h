/* Growing byte buffer with a mandatory limit. There is no initialisation without a limit. */
#ifndef SS_BUF_H
#define SS_BUF_H

#include "ss_base.h"

typedef struct ss_buf {
    char *p;     /* always NUL-terminated once something was added; owned by the buffer */
    size_t n;    /* bytes used, without the NUL */
    size_t cap;  /* bytes allocated */
    size_t max;  /* bytes allowed */
    bool failed; /* an addition failed: contents are freed, every further addition fails */
} ss_buf;

/* No allocation happens before the first addition. max > 0. */
void ss_buf_init(ss_buf *b, size_t max);
/* Frees the contents; the buffer may be used again with the same limit. NULL-tolerant. */
void ss_buf_free(ss_buf *b);
/* Overwrites the contents before freeing them: for tokens and secrets. */
void ss_buf_wipe(ss_buf *b);
/* Empties, keeps the memory. */
void ss_buf_clear(ss_buf *b);
/* All additions: false on limit (SS_E_LIMIT) or memory (SS_E_NOMEM); the buffer is then freed. */
bool ss_buf_add(ss_buf *b, const void *p, size_t n, ss_err *err) SS_MUST_CHECK;
bool ss_buf_add_slice(ss_buf *b, ss_slice s, ss_err *err) SS_MUST_CHECK;
bool ss_buf_add_text(ss_buf *b, const char *text, ss_err *err) SS_MUST_CHECK;
bool ss_buf_add_int(ss_buf *b, int64_t value, ss_err *err) SS_MUST_CHECK;
/* The contents as a slice, valid until the next change of the buffer. */
ss_slice ss_buf_slice(const ss_buf *b);

#endif
