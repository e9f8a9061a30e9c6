/* Copying and comparing structs by their descriptors. */
#include "ss_record.h"

#include <limits.h>

/* Descriptors nest a handful of levels (order, amazon, packages, items) and never in a circle, so
 * the depth of the recursion below is a property of the tables, not of any input. */

static bool copy_fields(const ss_record *rec, ss_arena *a, void *row, ss_err *err);

static size_t count_of(const void *row, const ss_field *f)
{
    size_t n;
    memcpy(&n, (const char *)row + f->count_offset, sizeof n);
    return n;
}

static void *list_of(const void *row, const ss_field *f)
{
    void *p;
    memcpy(&p, (const char *)row + f->offset, sizeof p);
    return p;
}

static bool copy_texts(ss_arena *a, void *row, const ss_field *f, ss_err *err)
{
    size_t n = count_of(row, f);
    const ss_slice *from = list_of(row, f);
    ss_slice *to = NULL;
    if (n > 0) {
        to = ss_arena_alloc(a, n, sizeof *to, err);
        if (to == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (!ss_arena_copy(a, from[i], &to[i], err)) {
            return false;
        }
    }
    memcpy((char *)row + f->offset, &to, sizeof(void *));
    return true;
}

static bool copy_rows(ss_arena *a, void *row, const ss_field *f, ss_err *err)
{
    size_t n = count_of(row, f);
    const void *from = list_of(row, f);
    char *to = NULL;
    if (n > 0) {
        to = ss_arena_alloc(a, n, f->of->size, err);
        if (to == NULL) {
            return false;
        }
        memcpy(to, from, n * f->of->size);
    }
    for (size_t i = 0; i < n; i++) {
        if (!copy_fields(f->of, a, to + i * f->of->size, err)) {
            return false;
        }
    }
    memcpy((char *)row + f->offset, &to, sizeof(void *));
    return true;
}

/* `row` is already a shallow copy; everything it points to is made its own. */
static bool copy_fields(const ss_record *rec, ss_arena *a, void *row, ss_err *err)
{
    for (const ss_field *f = rec->fields; f->name != NULL; f++) {
        bool well = true;
        if (f->kind == SS_K_TEXT) {
            ss_slice s;
            memcpy(&s, (char *)row + f->offset, sizeof s);
            well = ss_arena_copy(a, s, &s, err);
            memcpy((char *)row + f->offset, &s, sizeof s);
        } else if (f->kind == SS_K_TEXTS) {
            well = copy_texts(a, row, f, err);
        } else if (f->kind == SS_K_ROWS) {
            well = copy_rows(a, row, f, err);
        } else if (f->kind == SS_K_ROW) {
            well = copy_fields(f->of, a, (char *)row + f->offset, err);
        }
        if (!well) {
            return false;
        }
    }
    return true;
}

bool ss_record_copy(const ss_record *rec, ss_arena *a, const void *from, void *to, ss_err *err)
{
    if (from != to) {
        memcpy(to, from, rec->size);
    }
    return copy_fields(rec, a, to, err);
}

static bool text_equal(const ss_slice *a, const ss_slice *b)
{
    return (a->p == NULL) == (b->p == NULL) && ss_slice_eq(*a, *b);
}

static bool list_equal(const ss_field *f, const void *a, const void *b)
{
    size_t n = count_of(a, f);
    if (n != count_of(b, f)) {
        return false;
    }
    const char *x = list_of(a, f);
    const char *y = list_of(b, f);
    size_t size = f->kind == SS_K_TEXTS ? sizeof(ss_slice) : f->of->size;
    for (size_t i = 0; i < n; i++) {
        const void *p = x + i * size;
        const void *q = y + i * size;
        if (f->kind == SS_K_TEXTS ? !text_equal(p, q) : !ss_record_equal(f->of, p, q)) {
            return false;
        }
    }
    return true;
}

static bool field_equal(const ss_field *f, const void *a, const void *b)
{
    const char *x = (const char *)a + f->offset;
    const char *y = (const char *)b + f->offset;
    switch (f->kind) {
    case SS_K_INT:
        return memcmp(x, y, sizeof(int64_t)) == 0;
    case SS_K_BOOL:
        return *(const bool *)(const void *)x == *(const bool *)(const void *)y;
    case SS_K_ENUM:
        return memcmp(x, y, sizeof(int)) == 0;
    case SS_K_TEXT:
        return text_equal((const ss_slice *)(const void *)x, (const ss_slice *)(const void *)y);
    case SS_K_ROW:
        return ss_record_equal(f->of, x, y);
    case SS_K_TEXTS:
    case SS_K_ROWS:
        return list_equal(f, a, b);
    }
    return false;
}

bool ss_record_equal(const ss_record *rec, const void *a, const void *b)
{
    for (const ss_field *f = rec->fields; f->name != NULL; f++) {
        if (!field_equal(f, a, b)) {
            return false;
        }
    }
    return true;
}

int ss_enum_of(const char *const *names, ss_slice text)
{
    if (text.p == NULL) {
        return -1;
    }
    for (int i = 0; i < INT_MAX && names[i] != NULL; i++) {
        if (ss_slice_is(text, names[i])) {
            return i;
        }
    }
    return -1;
}
