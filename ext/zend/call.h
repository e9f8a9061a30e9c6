/* The single door into userland. Nothing else in the glue calls PHP code. */
#ifndef STATUSSYNC_CALL_H
#define STATUSSYNC_CALL_H

#include "php_statussync.h"

/* Calls a method; `name` in lower case. True: *ret is the result, owned by the caller. False: an
 * exception is pending and *ret is undefined. The arguments stay the caller's. */
bool statussync_call_method(zval *object, const char *name, zval *ret, uint32_t argc,
                            zval *argv) SS_MUST_CHECK;
/* Calls a callable (already known to be one). */
bool statussync_call_callable(zval *callable, zval *ret, uint32_t argc, zval *argv) SS_MUST_CHECK;
/* Calls a function of PHP by name. */
bool statussync_call_function(const char *name, zval *ret, uint32_t argc, zval *argv) SS_MUST_CHECK;

#endif
