/* The only place that knows PHP versions. Borders: 8.0 and 8.2, which can be built on both sides. */
#ifndef STATUSSYNC_COMPAT_H
#define STATUSSYNC_COMPAT_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

/* The engine's headers are not ours to mend. */
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#endif
#include "php.h"
#include "php_ini.h"
#include "SAPI.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"
#include "ext/hash/php_hash.h"
#include "ext/hash/php_hash_sha.h"
#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#if PHP_VERSION_ID < 80200
#include "ext/standard/php_random.h"
#else
#include "ext/random/php_random.h"
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/* 7.4 renames a function of its bundled PCRE, and with it our Carriers::lookup(). */
#undef lookup

#if PHP_VERSION_ID < 80000
#define zend_result            int
#define STATUSSYNC_OBJ_ARG     zval /* what object handlers and property functions take */
#define STATUSSYNC_OBJ_OF(arg) Z_OBJ_P(arg)
#define STATUSSYNC_TIMEOUT_ARG 0
#define STATUSSYNC_MAYBE_BOOL  zend_bool
/* A wrong number of arguments throws, as it does from 8.0 on, instead of warning. */
#undef ZEND_PARSE_PARAMETERS_START
#define ZEND_PARSE_PARAMETERS_START(min_args, max_args)                                            \
    ZEND_PARSE_PARAMETERS_START_EX(ZEND_PARSE_PARAMS_THROW, min_args, max_args)
#else
#define STATUSSYNC_OBJ_ARG     zend_object
#define STATUSSYNC_OBJ_OF(arg) (arg)
#define STATUSSYNC_TIMEOUT_ARG
#define STATUSSYNC_MAYBE_BOOL bool
#endif

#if PHP_VERSION_ID >= 80200
#define STATUSSYNC_INTERRUPTED()    zend_atomic_bool_load_ex(&EG(vm_interrupt))
#define STATUSSYNC_INTERRUPT_SEEN() zend_atomic_bool_store_ex(&EG(vm_interrupt), false)
#define STATUSSYNC_TIMED_OUT()      zend_atomic_bool_load_ex(&EG(timed_out))
#else
#define STATUSSYNC_INTERRUPTED()    (EG(vm_interrupt))
#define STATUSSYNC_INTERRUPT_SEEN() (EG(vm_interrupt) = 0)
#define STATUSSYNC_TIMED_OUT()      (EG(timed_out))
#endif

/* ---- what older versions lack; by feature, not by number ---------------------------------------- */

#ifndef ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE
#define ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(pass_by_ref, name, type_hint, allow_null, value)     \
    ZEND_ARG_TYPE_INFO(pass_by_ref, name, type_hint, allow_null)
#endif
#ifndef ZEND_ABSTRACT_ME_WITH_FLAGS
#define ZEND_ABSTRACT_ME_WITH_FLAGS(classname, name, arg_info, flags)                              \
    ZEND_RAW_FENTRY(#name, NULL, arg_info, flags)
#endif
#ifndef RETURN_THROWS
#define RETURN_THROWS()                                                                            \
    do {                                                                                           \
        return;                                                                                    \
    } while (0)
#endif

/* ---- properties: 7.4 wants the object in a zval -------------------------------------------------- */

#if PHP_VERSION_ID < 80000
typedef zval statussync_target;
static inline statussync_target *statussync_target_of(zend_object *object, zval *holder)
{
    ZVAL_OBJ(holder, object);
    return holder;
}
#else
typedef zend_object statussync_target;
static inline statussync_target *statussync_target_of(zend_object *object, zval *holder)
{
    (void)holder;
    return object;
}
#endif

static inline void statussync_set_text(zend_class_entry *ce, zend_object *object, const char *name,
                                       const char *p, size_t n)
{
    zval holder;

    zend_update_property_stringl(ce, statussync_target_of(object, &holder), name, strlen(name),
                                 p != NULL ? p : "", n);
}

static inline void statussync_set_number(zend_class_entry *ce, zend_object *object,
                                         const char *name, zend_long value)
{
    zval holder;

    zend_update_property_long(ce, statussync_target_of(object, &holder), name, strlen(name), value);
}

static inline zval *statussync_property(zend_class_entry *ce, zend_object *object, const char *name,
                                        zval *spare)
{
    zval holder;

    return zend_read_property(ce, statussync_target_of(object, &holder), name, strlen(name), 1,
                              spare);
}

/* Neither by serialize() nor by unserialize(); clone is forbidden by the handlers. */
static inline void statussync_forbid_serialize(zend_class_entry *ce)
{
#ifdef ZEND_ACC_NOT_SERIALIZABLE
    ce->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;
#else
    ce->serialize = zend_class_serialize_deny;
    ce->unserialize = zend_class_unserialize_deny;
#endif
}

#endif
