/* Structs described by ss_record <-> PHP arrays. */
#ifndef STATUSSYNC_CONVERT_H
#define STATUSSYNC_CONVERT_H

#include "php_statussync.h"
#include "ss_record.h"

/* A place in nested arrays, for error messages: "orders[3].tracking[0].code". */
typedef struct statussync_path {
    char text[96];
    size_t n; /* may be larger than the text holds; what does not fit is cut */
} statussync_path;

void statussync_path_set(statussync_path *p, const char *start);
/* Append; return the length before, to be given to statussync_path_cut. */
size_t statussync_path_key(statussync_path *p, const char *key);
size_t statussync_path_index(statussync_path *p, size_t index);
void statussync_path_cut(statussync_path *p, size_t n);

/* Struct -> array (fresh, owned by the caller). Everything is copied. */
void statussync_array_of(const ss_record *rec, const void *row, zval *out);
/* count structs -> list of arrays. */
void statussync_list_of(const ss_record *rec, const void *rows, size_t count, zval *out);
void statussync_texts_of(const ss_slice *texts, size_t count, zval *out);

/* Array -> struct. Texts are copied into the arena. A missing key and null mean absent, 0, false or
 * an empty list; a value of another type is an error that names its place. Integers may come as
 * numeric strings, texts as integers (array keys), booleans as 0 and 1. Keys that the record does
 * not have are an error if `closed`, else ignored. */
bool statussync_struct_of(const ss_record *rec, zval *array, void *row, ss_arena *arena,
                          bool closed, statussync_path *path, ss_err *err) SS_MUST_CHECK;
/* List -> array of structs in the arena. */
bool statussync_structs_of(const ss_record *rec, zval *list, void **rows, size_t *count,
                           ss_arena *arena, bool closed, statussync_path *path,
                           ss_err *err) SS_MUST_CHECK;
bool statussync_texts_from(zval *list, const ss_slice **texts, size_t *count, ss_arena *arena,
                           statussync_path *path, ss_err *err) SS_MUST_CHECK;

/* Single values, with the same rules. */
bool statussync_int_from(zval *value, int64_t *out, const statussync_path *path,
                         ss_err *err) SS_MUST_CHECK;
bool statussync_bool_from(zval *value, bool *out, const statussync_path *path,
                          ss_err *err) SS_MUST_CHECK;
bool statussync_text_from(zval *value, ss_slice *out, ss_arena *arena, const statussync_path *path,
                          ss_err *err) SS_MUST_CHECK;

/* Element of an array without references, NULL if missing. */
zval *statussync_element(zval *array, const char *key);

#endif
