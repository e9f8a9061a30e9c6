/*
 * Arena: many small allocations that die together. The rows of one chunk, the plan of one order,
 * the parts of one answer each live in an arena and are freed by one call.
 */
#ifndef SS_ARENA_H
#define SS_ARENA_H

#include "ss_base.h"

typedef struct ss_arena_block ss_arena_block;

typedef struct ss_arena {
    ss_arena_block *head;
    size_t used; /* bytes handed out in all */
    size_t max;  /* bytes allowed in all */
} ss_arena;

void ss_arena_init(ss_arena *a, size_t max);
void ss_arena_free(ss_arena *a);
/* Zeroed memory, aligned for any type. NULL on limit or memory (err says which). n may be 0. */
void *ss_arena_alloc(ss_arena *a, size_t count, size_t size, ss_err *err) SS_MUST_CHECK;
/* Copies bytes (and adds a NUL behind them). An absent slice stays absent: *out = SS_NONE, true. */
bool ss_arena_copy(ss_arena *a, ss_slice s, ss_slice *out, ss_err *err) SS_MUST_CHECK;
/* printf into the arena. */
bool ss_arena_print(ss_arena *a, ss_slice *out, ss_err *err, const char *fmt, ...)
    SS_PRINTF(4, 5) SS_MUST_CHECK;

#endif
