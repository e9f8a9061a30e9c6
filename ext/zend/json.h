/* JSON through PHP's own functions, and typed reading of what came. */
#ifndef STATUSSYNC_JSON_H
#define STATUSSYNC_JSON_H

#include "php_statussync.h"

#include "ss_arena.h"
#include "ss_buf.h"

/* Text -> arrays. False if it is not one JSON object, too long or too deep; no exception is left.
 * True: *out is the caller's. */
bool statussync_json_decode(ss_slice text, zval *out) SS_MUST_CHECK;
/* Arrays -> text in the buffer. */
bool statussync_json_encode(zval *value, ss_buf *out, ss_err *err) SS_MUST_CHECK;

/* Fields of an object. All: false if there but of another type (null counts as not there).
 * *_need: false also if it is not there. Texts are copied into the arena. */
bool statussync_json_text(zval *object, const char *key, ss_arena *arena, ss_slice *out);
bool statussync_json_need_text(zval *object, const char *key, ss_arena *arena, ss_slice *out);
bool statussync_json_int(zval *object, const char *key, int64_t *out); /* 0 if not there */
bool statussync_json_need_int(zval *object, const char *key, int64_t *out);
bool statussync_json_time(zval *object, const char *key, int64_t *out); /* ISO 8601; 0 */
/* NULL in *out if not there. */
bool statussync_json_object(zval *object, const char *key, zval **out);
bool statussync_json_list(zval *object, const char *key, zval **out);
/* List of texts. */
bool statussync_json_texts(zval *object, const char *key, ss_arena *arena, const ss_slice **out,
                           size_t *count);

#endif
