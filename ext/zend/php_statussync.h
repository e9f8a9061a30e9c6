/* What the files of the glue share: module, globals, class entries. */
#ifndef PHP_STATUSSYNC_H
#define PHP_STATUSSYNC_H

#include "compat.h"
#include "ss_base.h"

#define PHP_STATUSSYNC_VERSION "0.1.0"

extern zend_module_entry statussync_module_entry;
#define phpext_statussync_ptr &statussync_module_entry

ZEND_BEGIN_MODULE_GLOBALS(statussync)
char *key_file;
char *lwa_url;
char *api_url;
char *ca_file;
ZEND_END_MODULE_GLOBALS(statussync)

ZEND_EXTERN_MODULE_GLOBALS(statussync)
#define STATUSSYNC_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(statussync, v)

#if defined(ZTS) && defined(COMPILE_DL_STATUSSYNC)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* Written once when the module starts, read-only afterwards. */
extern zend_class_entry *statussync_ce_exception, *statussync_ce_input, *statussync_ce_transport,
    *statussync_ce_api, *statussync_ce_contract, *statussync_ce_store, *statussync_ce_shared,
    *statussync_ce_shop, *statussync_ce_account, *statussync_ce_client, *statussync_ce_synchronizer;

/* Each class file sets up its handlers after classes.c registered the classes. */
void statussync_classes_start(void);
void statussync_account_start(zend_class_entry *ce);
void statussync_client_start(zend_class_entry *ce);
void statussync_synchronizer_start(zend_class_entry *ce);
void statussync_exceptions_start(void);

static inline ss_slice statussync_slice(const zend_string *s)
{
    return s == NULL ? SS_NONE : (ss_slice){ZSTR_VAL(s), ZSTR_LEN(s)};
}

/* Absent becomes null. */
static inline void statussync_zval_of(zval *to, ss_slice s)
{
    if (s.p == NULL) {
        ZVAL_NULL(to);
    } else {
        ZVAL_STRINGL(to, s.p, s.n);
    }
}

static inline void statussync_add_slice(zval *array, const char *key, ss_slice s)
{
    zval value;

    statussync_zval_of(&value, s);
    add_assoc_zval(array, key, &value);
}

#endif
