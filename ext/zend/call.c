/* Calls into userland; after every call an exception is looked for. */
#include "call.h"

#include "exceptions.h"

static bool call(zend_fcall_info *fci, zend_fcall_info_cache *fcc, const char *what)
{
    zval *ret = fci->retval;

    ZVAL_UNDEF(ret);
    if (zend_call_function(fci, fcc) != SUCCESS || EG(exception) != NULL) {
        zval_ptr_dtor(ret);
        ZVAL_UNDEF(ret);
        if (EG(exception) == NULL) {
            zend_throw_exception_ex(statussync_ce_exception, 0, "%s cannot be called", what);
        }
        return false;
    }
    if (Z_ISUNDEF_P(ret)) {
        ZVAL_NULL(ret);
    } else if (Z_ISREF_P(ret)) {
        zend_unwrap_reference(ret);
    }
    return true;
}

bool statussync_call_method(zval *object, const char *name, zval *ret, uint32_t argc, zval *argv)
{
    zend_fcall_info fci;
    zend_fcall_info_cache fcc;
    zend_object *self = Z_OBJ_P(object);
    zend_function *method = zend_hash_str_find_ptr(&self->ce->function_table, name, strlen(name));

    if (method == NULL) {
        zend_throw_exception_ex(statussync_ce_exception, 0, "%s::%s() does not exist",
                                ZSTR_VAL(self->ce->name), name);
        return false;
    }
    memset(&fci, 0, sizeof fci);
    fci.size = sizeof fci;
    ZVAL_UNDEF(&fci.function_name);
    fci.object = self;
    fci.retval = ret;
    fci.param_count = argc;
    fci.params = argv;
    memset(&fcc, 0, sizeof fcc);
    fcc.function_handler = method;
    fcc.called_scope = self->ce;
    fcc.object = self;
    return call(&fci, &fcc, name);
}

bool statussync_call_callable(zval *callable, zval *ret, uint32_t argc, zval *argv)
{
    zend_fcall_info fci;
    zend_fcall_info_cache fcc;
    char *error = NULL;

    if (zend_fcall_info_init(callable, 0, &fci, &fcc, NULL, &error) != SUCCESS) {
        if (EG(exception) == NULL) {
            zend_throw_exception_ex(statussync_ce_exception, 0, "not callable any more: %s",
                                    error != NULL ? error : "");
        }
        if (error != NULL) {
            efree(error);
        }
        return false;
    }
    fci.retval = ret;
    fci.param_count = argc;
    fci.params = argv;
    return call(&fci, &fcc, "the callable");
}

bool statussync_call_function(const char *name, zval *ret, uint32_t argc, zval *argv)
{
    zend_fcall_info fci;
    bool well;

    memset(&fci, 0, sizeof fci);
    fci.size = sizeof fci;
    ZVAL_STRING(&fci.function_name, name);
    fci.retval = ret;
    fci.param_count = argc;
    fci.params = argv;
    well = call(&fci, NULL, name);
    zval_ptr_dtor(&fci.function_name);
    return well;
}
