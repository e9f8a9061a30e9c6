/*
 * Record descriptors: one table per struct says which fields it has, so that the glue converts
 * structs to arrays and back, stores copy them and tests compare them without code per struct.
 */
#ifndef SS_RECORD_H
#define SS_RECORD_H

#include "ss_arena.h"
#include "ss_base.h"

typedef enum ss_kind {
    SS_K_INT,   /* int64_t; outside: integer */
    SS_K_BOOL,  /* bool; outside: boolean (0/1 accepted) */
    SS_K_TEXT,  /* ss_slice; absent <-> null */
    SS_K_ENUM,  /* int; outside: text, names in ss_field.names (NULL-terminated) */
    SS_K_TEXTS, /* ss_slice * with a size_t count at count_offset; outside: list of text */
    SS_K_ROWS,  /* pointer to structs of ss_field.of with a size_t count; outside: list of maps */
    SS_K_ROW    /* an embedded struct of ss_field.of; outside: map */
} ss_kind;

typedef struct ss_record ss_record;

typedef struct ss_field {
    const char *name; /* key outside and column name where the field is a column */
    ss_kind kind;
    size_t offset;
    size_t count_offset;      /* TEXTS, ROWS */
    const char *const *names; /* ENUM */
    const ss_record *of;      /* ROWS, ROW */
} ss_field;

struct ss_record {
    const char *name;
    size_t size;
    const ss_field *fields; /* ends with name == NULL */
};

/* Deep copy of one struct into the arena: *to gets everything, slices included. */
bool ss_record_copy(const ss_record *rec, ss_arena *a, const void *from, void *to,
                    ss_err *err) SS_MUST_CHECK;
/* Deep comparison; absent and empty text are different. */
bool ss_record_equal(const ss_record *rec, const void *a, const void *b);
/* Index of `text` in names, or -1. */
int ss_enum_of(const char *const *names, ss_slice text);

#endif
