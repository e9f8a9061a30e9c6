/* json_encode and json_decode are called by name: on some PHP 7.4 json is a module of its own. */
#include "json.h"

#include "call.h"
#include "convert.h"

#include "ss_text.h"

enum {
    MAX_DEPTH = 32,
    /* PHP's JSON_BIGINT_AS_STRING, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE */
    DECODE_FLAGS = 2,
    ENCODE_FLAGS = 64 | 256
};

bool statussync_json_decode(ss_slice text, zval *out)
{
    zval argv[4];
    bool well;

    if (text.n == 0 || text.n > SS_MAX_JSON_BYTES) {
        return false;
    }
    ZVAL_STRINGL(&argv[0], text.p, text.n);
    ZVAL_TRUE(&argv[1]);
    ZVAL_LONG(&argv[2], MAX_DEPTH);
    ZVAL_LONG(&argv[3], DECODE_FLAGS);
    well = statussync_call_function("json_decode", out, 4, argv);
    zval_ptr_dtor(&argv[0]);
    if (well && Z_TYPE_P(out) != IS_ARRAY) {
        zval_ptr_dtor(out);
        well = false;
    }
    return well;
}

bool statussync_json_encode(zval *value, ss_buf *out, ss_err *err)
{
    zval argv[2];
    zval text;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], value);
    ZVAL_LONG(&argv[1], ENCODE_FLAGS);
    if (!statussync_call_function("json_encode", &text, 2, argv)) {
        return ss_fail(err, SS_E_STATE, "json", "json_encode() failed");
    }
    well = Z_TYPE(text) == IS_STRING
               ? ss_buf_add(out, Z_STRVAL(text), Z_STRLEN(text), err)
               : ss_fail(err, SS_E_ENCODING, "json", "text that is not UTF-8");
    zval_ptr_dtor(&text);
    return well;
}

/* NULL also for null. */
static zval *field(zval *object, const char *key)
{
    zval *value = statussync_element(object, key);

    return value == NULL || Z_TYPE_P(value) == IS_NULL ? NULL : value;
}

bool statussync_json_text(zval *object, const char *key, ss_arena *arena, ss_slice *out)
{
    zval *value = field(object, key);

    *out = SS_NONE;
    if (value == NULL) {
        return true;
    }
    return Z_TYPE_P(value) == IS_STRING &&
           ss_arena_copy(arena, statussync_slice(Z_STR_P(value)), out, NULL);
}

bool statussync_json_need_text(zval *object, const char *key, ss_arena *arena, ss_slice *out)
{
    return statussync_json_text(object, key, arena, out) && out->n > 0;
}

bool statussync_json_int(zval *object, const char *key, int64_t *out)
{
    zval *value = field(object, key);

    *out = 0;
    if (value == NULL) {
        return true;
    }
    if (Z_TYPE_P(value) != IS_LONG) {
        return false;
    }
    *out = Z_LVAL_P(value);
    return true;
}

bool statussync_json_need_int(zval *object, const char *key, int64_t *out)
{
    return field(object, key) != NULL && statussync_json_int(object, key, out);
}

bool statussync_json_time(zval *object, const char *key, int64_t *out)
{
    zval *value = field(object, key);

    *out = 0;
    if (value == NULL) {
        return true;
    }
    return Z_TYPE_P(value) == IS_STRING && ss_time_parse(statussync_slice(Z_STR_P(value)), out);
}

bool statussync_json_object(zval *object, const char *key, zval **out)
{
    *out = field(object, key);
    return *out == NULL || Z_TYPE_P(*out) == IS_ARRAY;
}

bool statussync_json_list(zval *object, const char *key, zval **out)
{
    zend_ulong index;
    zend_ulong expected = 0;
    zend_string *name;

    *out = field(object, key);
    if (*out == NULL) {
        return true;
    }
    if (Z_TYPE_P(*out) != IS_ARRAY) {
        return false;
    }
    ZEND_HASH_FOREACH_KEY(Z_ARRVAL_P(*out), index, name)
    {
        if (name != NULL || index != expected++) {
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

bool statussync_json_texts(zval *object, const char *key, ss_arena *arena, const ss_slice **out,
                           size_t *count)
{
    zval *list, *value;
    ss_slice *texts;
    size_t i = 0;

    *out = NULL;
    *count = 0;
    if (!statussync_json_list(object, key, &list)) {
        return false;
    }
    if (list == NULL || zend_hash_num_elements(Z_ARRVAL_P(list)) == 0) {
        return true;
    }
    texts = ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *texts, NULL);
    if (texts == NULL) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), value)
    {
        if (Z_TYPE_P(value) != IS_STRING ||
            !ss_arena_copy(arena, statussync_slice(Z_STR_P(value)), &texts[i++], NULL)) {
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    *out = texts;
    *count = i;
    return true;
}
