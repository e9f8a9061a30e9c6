/* Conversion by descriptor: no code per struct. */
#include "convert.h"

#include "ss_text.h"

#include <stdio.h>

/* ---- places ------------------------------------------------------------------------------------------ */

void statussync_path_set(statussync_path *p, const char *start)
{
    p->n = 0;
    p->text[0] = '\0';
    (void)statussync_path_key(p, start);
}

static size_t append(statussync_path *p, const char *fmt, const char *key, size_t index)
{
    size_t before = p->n;
    size_t room = p->n < sizeof p->text ? sizeof p->text - p->n : 0;
    char *at = p->text + (room > 0 ? p->n : 0);
    int n = key != NULL ? snprintf(room > 0 ? at : NULL, room, "%s%s", fmt, key)
                        : snprintf(room > 0 ? at : NULL, room, "[%zu]", index);

    p->n += n > 0 ? (size_t)n : 0;
    return before;
}

size_t statussync_path_key(statussync_path *p, const char *key)
{
    return append(p, p->n > 0 ? "." : "", key, 0);
}

size_t statussync_path_index(statussync_path *p, size_t index)
{
    return append(p, NULL, NULL, index);
}

void statussync_path_cut(statussync_path *p, size_t n)
{
    p->n = n;
    if (n < sizeof p->text) {
        p->text[n] = '\0';
    }
}

/* ---- struct -> array ---------------------------------------------------------------------------------- */

void statussync_texts_of(const ss_slice *texts, size_t count, zval *out)
{
    array_init_size(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        zval text;

        statussync_zval_of(&text, texts[i]);
        add_next_index_zval(out, &text);
    }
}

void statussync_list_of(const ss_record *rec, const void *rows, size_t count, zval *out)
{
    array_init_size(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        zval row;

        statussync_array_of(rec, (const char *)rows + i * rec->size, &row);
        add_next_index_zval(out, &row);
    }
}

static void value_of(const ss_field *f, const char *row, zval *out)
{
    const void *at = row + f->offset;
    const void *list;
    size_t count;
    int word;

    switch (f->kind) {
    case SS_K_INT:
        ZVAL_LONG(out, (zend_long) * (const int64_t *)at);
        return;
    case SS_K_BOOL:
        ZVAL_BOOL(out, *(const bool *)at);
        return;
    case SS_K_TEXT:
        statussync_zval_of(out, *(const ss_slice *)at);
        return;
    case SS_K_ENUM:
        word = *(const int *)at;
        ZVAL_STRING(out, f->names[word]);
        return;
    case SS_K_ROW:
        statussync_array_of(f->of, at, out);
        return;
    case SS_K_TEXTS:
    case SS_K_ROWS:
        memcpy(&list, at, sizeof list);
        memcpy(&count, row + f->count_offset, sizeof count);
        if (f->kind == SS_K_TEXTS) {
            statussync_texts_of(list, count, out);
        } else {
            statussync_list_of(f->of, list, count, out);
        }
        return;
    }
    ZVAL_NULL(out);
}

void statussync_array_of(const ss_record *rec, const void *row, zval *out)
{
    array_init(out);
    for (const ss_field *f = rec->fields; f->name != NULL; f++) {
        zval value;

        value_of(f, row, &value);
        add_assoc_zval(out, f->name, &value);
    }
}

/* ---- array -> struct ---------------------------------------------------------------------------------- */

zval *statussync_element(zval *array, const char *key)
{
    zval *value = zend_symtable_str_find(Z_ARRVAL_P(array), key, strlen(key));

    if (value == NULL) {
        return NULL;
    }
    ZVAL_DEREF(value);
    return value;
}

static bool wrong(zval *value, const char *wanted, const statussync_path *path, ss_err *err)
{
    return ss_fail(err, SS_E_INPUT, path->text, "%s wanted, %s given", wanted,
                   zend_zval_type_name(value));
}

bool statussync_int_from(zval *value, int64_t *out, const statussync_path *path, ss_err *err)
{
    *out = 0;
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(value) == IS_LONG) {
        *out = Z_LVAL_P(value);
        return true;
    }
    if (Z_TYPE_P(value) == IS_STRING) {
        return ss_int_parse(statussync_slice(Z_STR_P(value)), out) ||
               ss_fail(err, SS_E_INPUT, path->text, "integer wanted, other text given");
    }
    return wrong(value, "integer", path, err);
}

bool statussync_bool_from(zval *value, bool *out, const statussync_path *path, ss_err *err)
{
    int64_t number;

    *out = false;
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) {
        *out = Z_TYPE_P(value) == IS_TRUE;
        return true;
    }
    if (Z_TYPE_P(value) == IS_LONG || Z_TYPE_P(value) == IS_STRING) {
        if (!statussync_int_from(value, &number, path, err)) {
            return false;
        }
        *out = number == 1;
        return number == 0 || number == 1 ||
               ss_fail(err, SS_E_INPUT, path->text, "boolean wanted, another number given");
    }
    return wrong(value, "boolean", path, err);
}

bool statussync_text_from(zval *value, ss_slice *out, ss_arena *arena, const statussync_path *path,
                          ss_err *err)
{
    *out = SS_NONE;
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(value) == IS_STRING) {
        return ss_arena_copy(arena, statussync_slice(Z_STR_P(value)), out, err);
    }
    if (Z_TYPE_P(value) == IS_LONG) {
        return ss_arena_print(arena, out, err, "%lld", (long long)Z_LVAL_P(value));
    }
    return wrong(value, "text", path, err);
}

static bool word_from(zval *value, const ss_field *f, int *out, const statussync_path *path,
                      ss_err *err)
{
    *out = 0;
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(value) != IS_STRING) {
        return wrong(value, "word", path, err);
    }
    *out = ss_enum_of(f->names, statussync_slice(Z_STR_P(value)));
    if (*out < 0) {
        *out = 0;
        return ss_fail(err, SS_E_INPUT, path->text, "unknown word '%.*s'",
                       SS_FMT(statussync_slice(Z_STR_P(value))));
    }
    return true;
}

/* Room for as many elements as the list has. */
static bool list_room(zval *list, size_t size, void **rows, size_t *count, ss_arena *arena,
                      const statussync_path *path, ss_err *err)
{
    *rows = NULL;
    *count = 0;
    if (list == NULL || Z_TYPE_P(list) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(list) != IS_ARRAY) {
        return wrong(list, "list", path, err);
    }
    *count = zend_hash_num_elements(Z_ARRVAL_P(list));
    if (*count == 0) {
        return true;
    }
    *rows = ss_arena_alloc(arena, *count, size, err);
    return *rows != NULL;
}

bool statussync_texts_from(zval *list, const ss_slice **texts, size_t *count, ss_arena *arena,
                           statussync_path *path, ss_err *err)
{
    void *rows;
    zval *value;
    size_t i = 0;

    if (!list_room(list, sizeof(ss_slice), &rows, count, arena, path, err)) {
        return false;
    }
    *texts = rows;
    if (rows == NULL) {
        return true;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), value)
    {
        size_t mark = statussync_path_index(path, i);

        ZVAL_DEREF(value);
        if (!statussync_text_from(value, (ss_slice *)rows + i, arena, path, err)) {
            return false;
        }
        statussync_path_cut(path, mark);
        i++;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

bool statussync_structs_of(const ss_record *rec, zval *list, void **rows, size_t *count,
                           ss_arena *arena, bool closed, statussync_path *path, ss_err *err)
{
    zval *value;
    size_t i = 0;

    if (!list_room(list, rec->size, rows, count, arena, path, err)) {
        return false;
    }
    if (*rows == NULL) {
        return true;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), value)
    {
        size_t mark = statussync_path_index(path, i);

        ZVAL_DEREF(value);
        if (!statussync_struct_of(rec, value, (char *)*rows + i * rec->size, arena, closed, path,
                                  err)) {
            return false;
        }
        statussync_path_cut(path, mark);
        i++;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool field_from(const ss_field *f, zval *value, char *row, ss_arena *arena, bool closed,
                       statussync_path *path, ss_err *err)
{
    void *at = row + f->offset;
    void *list = NULL;
    size_t count = 0;

    switch (f->kind) {
    case SS_K_INT:
        return statussync_int_from(value, at, path, err);
    case SS_K_BOOL:
        return statussync_bool_from(value, at, path, err);
    case SS_K_TEXT:
        return statussync_text_from(value, at, arena, path, err);
    case SS_K_ENUM:
        return word_from(value, f, at, path, err);
    case SS_K_ROW:
        if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
            memset(at, 0, f->of->size);
            return true;
        }
        return statussync_struct_of(f->of, value, at, arena, closed, path, err);
    case SS_K_TEXTS:
        if (!statussync_texts_from(value, (const ss_slice **)&list, &count, arena, path, err)) {
            return false;
        }
        break;
    case SS_K_ROWS:
        if (!statussync_structs_of(f->of, value, &list, &count, arena, closed, path, err)) {
            return false;
        }
        break;
    }
    memcpy(at, &list, sizeof list);
    memcpy(row + f->count_offset, &count, sizeof count);
    return true;
}

static bool no_other_keys(const ss_record *rec, zval *array, statussync_path *path, ss_err *err)
{
    zend_string *key;

    ZEND_HASH_FOREACH_STR_KEY(Z_ARRVAL_P(array), key)
    {
        const ss_field *f = rec->fields;

        while (key != NULL && f->name != NULL && !ss_slice_is(statussync_slice(key), f->name)) {
            f++;
        }
        if (key == NULL || f->name == NULL) {
            return ss_fail(err, SS_E_INPUT, path->text, "unknown key '%.*s'",
                           SS_FMT(statussync_slice(key)));
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

bool statussync_struct_of(const ss_record *rec, zval *array, void *row, ss_arena *arena,
                          bool closed, statussync_path *path, ss_err *err)
{
    memset(row, 0, rec->size);
    if (array == NULL || Z_TYPE_P(array) != IS_ARRAY) {
        zval none;

        ZVAL_NULL(&none);
        return wrong(array != NULL ? array : &none, "map", path, err);
    }
    if (closed && !no_other_keys(rec, array, path, err)) {
        return false;
    }
    for (const ss_field *f = rec->fields; f->name != NULL; f++) {
        size_t mark = statussync_path_key(path, f->name);

        if (!field_from(f, statussync_element(array, f->name), row, arena, closed, path, err)) {
            return false;
        }
        statussync_path_cut(path, mark);
    }
    return true;
}
