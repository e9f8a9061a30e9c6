/* Arena: blocks in a list, one bump pointer in the first of them. */
#include "ss_arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 4096 };

struct ss_arena_block {
    ss_arena_block *next;
    size_t used;
    size_t size;
    max_align_t data[]; /* aligned for any type */
};

void ss_arena_init(ss_arena *a, size_t max)
{
    *a = (ss_arena){NULL, 0, max};
}

void ss_arena_free(ss_arena *a)
{
    ss_arena_block *block;

    if (a == NULL) {
        return;
    }
    block = a->head;
    while (block != NULL) {
        ss_arena_block *next = block->next;

        free(block);
        block = next;
    }
    a->head = NULL;
    a->used = 0;
}

static ss_arena_block *new_block(size_t size)
{
    ss_arena_block *block;

    if (size > SIZE_MAX - sizeof *block) {
        return NULL;
    }
    block = malloc(sizeof *block + size);
    if (block != NULL) {
        block->next = NULL;
        block->used = 0;
        block->size = size;
    }
    return block;
}

/* A request that is large beside a block gets a block of its own behind the head, so that the room
 * left in the head is not given up for it. */
static ss_arena_block *block_for(ss_arena *a, size_t bytes)
{
    ss_arena_block *block;

    if (a->head != NULL && a->head->size - a->head->used >= bytes) {
        return a->head;
    }
    block = new_block(bytes > BLOCK_SIZE / 4 ? bytes : (size_t)BLOCK_SIZE);
    if (block == NULL) {
        return NULL;
    }
    if (a->head != NULL && block->size != (size_t)BLOCK_SIZE) {
        block->next = a->head->next;
        a->head->next = block;
    } else {
        block->next = a->head;
        a->head = block;
    }
    return block;
}

void *ss_arena_alloc(ss_arena *a, size_t count, size_t size, ss_err *err)
{
    const size_t align = _Alignof(max_align_t);
    ss_arena_block *block;
    size_t bytes;
    char *p;

    if (size != 0 && count > SIZE_MAX / size) {
        ss_fail(err, SS_E_LIMIT, "arena", "size overflows");
        return NULL;
    }
    bytes = count * size;
    if (bytes > SIZE_MAX - align) {
        ss_fail(err, SS_E_LIMIT, "arena", "size overflows");
        return NULL;
    }
    /* At least one unit, so that two empty allocations are still two pointers. */
    bytes = bytes == 0 ? align : (bytes + align - 1) / align * align;
    if (bytes > a->max || a->used > a->max - bytes) {
        ss_fail(err, SS_E_LIMIT, "arena", "more than %zu bytes", a->max);
        return NULL;
    }
    block = block_for(a, bytes);
    if (block == NULL) {
        ss_fail(err, SS_E_NOMEM, "arena", "no memory for %zu bytes", bytes);
        return NULL;
    }
    p = (char *)block->data + block->used;
    block->used += bytes;
    a->used += bytes;
    memset(p, 0, bytes);
    return p;
}

bool ss_arena_copy(ss_arena *a, ss_slice s, ss_slice *out, ss_err *err)
{
    char *p;

    if (s.p == NULL) {
        *out = SS_NONE;
        return true;
    }
    if (s.n == SIZE_MAX) {
        return ss_fail(err, SS_E_LIMIT, "arena", "size overflows");
    }
    p = ss_arena_alloc(a, s.n + 1, 1, err);
    if (p == NULL) {
        return false;
    }
    if (s.n > 0) {
        memcpy(p, s.p, s.n);
    }
    *out = (ss_slice){p, s.n};
    return true;
}

bool ss_arena_print(ss_arena *a, ss_slice *out, ss_err *err, const char *fmt, ...)
{
    va_list args;
    va_list again;
    char *p = NULL;
    int n;

    va_start(args, fmt);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, fmt, args);
    if (n < 0) {
        ss_fail(err, SS_E_INPUT, "arena", "text cannot be formatted");
    } else {
        p = ss_arena_alloc(a, (size_t)n + 1, 1, err);
        if (p != NULL) {
            (void)vsnprintf(p, (size_t)n + 1, fmt, again);
            *out = (ss_slice){p, (size_t)n};
        }
    }
    va_end(again);
    va_end(args);
    return p != NULL;
}
