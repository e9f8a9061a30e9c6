/* The one place where errors become exceptions, and exceptions become text. */
#include "exceptions.h"

#include "ss_text.h"

#include <stdarg.h>
#include <stdio.h>

void statussync_exceptions_start(void)
{
    zend_declare_property_string(statussync_ce_input, "place", sizeof("place") - 1, "",
                                 ZEND_ACC_PROTECTED);
    zend_declare_property_long(statussync_ce_input, "documentLine", sizeof("documentLine") - 1, 0,
                               ZEND_ACC_PROTECTED);
    zend_declare_property_long(statussync_ce_api, "httpStatus", sizeof("httpStatus") - 1, 0,
                               ZEND_ACC_PROTECTED);
    zend_declare_property_string(statussync_ce_api, "apiCode", sizeof("apiCode") - 1, "",
                                 ZEND_ACC_PROTECTED);
    zend_declare_property_string(statussync_ce_api, "requestId", sizeof("requestId") - 1, "",
                                 ZEND_ACC_PROTECTED);
}

static zend_object *throw_text(zend_class_entry *ce, const ss_err *err)
{
    if (err->place[0] == '\0') {
        return zend_throw_exception_ex(ce, 0, "%s", err->text);
    }
    return zend_throw_exception_ex(ce, 0, "%s: %s", err->place, err->text);
}

static void throw_input(const ss_err *err)
{
    zend_object *object = throw_text(statussync_ce_input, err);

    statussync_set_text(statussync_ce_input, object, "place", err->place, strlen(err->place));
    statussync_set_number(statussync_ce_input, object, "documentLine", err->line);
}

void statussync_throw(const ss_err *err)
{
    if (EG(exception) != NULL) {
        return; /* first error wins */
    }
    switch (err->code) {
    case SS_E_LIMIT:
    case SS_E_INPUT:
    case SS_E_ENCODING:
    case SS_E_XML:
        throw_input(err);
        return;
    case SS_E_HTTP:
    case SS_E_TLS:
    case SS_E_TIMEOUT:
    case SS_E_ABORTED:
        throw_text(statussync_ce_transport, err);
        return;
    case SS_OK:
    case SS_E_NOMEM:
    case SS_E_STATE:
        break;
    }
    throw_text(statussync_ce_exception, err);
}

void statussync_throw_input(const char *place, const char *fmt, ...)
{
    ss_err err = SS_ERR_INIT;
    char text[sizeof err.text];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    ss_fail(&err, SS_E_INPUT, place, "%s", text);
    statussync_throw(&err);
}

void statussync_throw_contract(const ss_err *err)
{
    if (EG(exception) == NULL) {
        throw_text(statussync_ce_contract, err);
    }
}

void statussync_throw_api(int64_t status, ss_slice code, ss_slice text, ss_slice request_id)
{
    ss_err err = SS_ERR_INIT;
    zend_object *object;

    if (EG(exception) != NULL) {
        return;
    }
    ss_fail(&err, SS_E_HTTP, "Amazon", "HTTP %d %.*s: %.*s", (int)status, SS_FMT(code),
            SS_FMT(text));
    object = throw_text(statussync_ce_api, &err);
    statussync_set_number(statussync_ce_api, object, "httpStatus", status);
    statussync_set_text(statussync_ce_api, object, "apiCode", code.p, code.n);
    statussync_set_text(statussync_ce_api, object, "requestId", request_id.p, request_id.n);
}

/* ---- exception -> text ----------------------------------------------------------------------------- */

/* Replaces every occurrence of a secret by stars; the text does not grow. */
static void blot(char *text, ss_slice secret)
{
    char *at = text;
    size_t left = strlen(text);

    if (secret.n < 4) {
        return;
    }
    while (left >= secret.n) {
        if (memcmp(at, secret.p, secret.n) == 0) {
            memset(at, '*', secret.n);
        }
        at++;
        left--;
    }
}

bool statussync_take_exception(char *out, size_t size, const ss_slice *secrets, size_t n)
{
    zend_object *object = EG(exception);
    zval spare, *message;
    ss_err clean = SS_ERR_INIT;
    zend_string *text;

    if (object == NULL) {
        return true;
    }
    if (!instanceof_function(object->ce, zend_ce_throwable)) {
        return false; /* exit() unwinding */
    }
    message = statussync_property(object->ce, object, "message", &spare);
    text = Z_TYPE_P(message) == IS_STRING ? Z_STR_P(message) : ZSTR_EMPTY_ALLOC();
    /* Secrets go before the text is cut, else half of one could stay. */
    {
        char *copy = estrndup(ZSTR_VAL(text), strlen(ZSTR_VAL(text)));

        for (size_t i = 0; i < n; i++) {
            blot(copy, secrets[i]);
        }
        ss_fail(&clean, SS_E_STATE, "", "%s: %s", ZSTR_VAL(object->ce->name), copy);
        efree(copy);
    }
    (void)snprintf(out, size, "%s", clean.text);
    zend_clear_exception();
    return true;
}

/* ---- getters ---------------------------------------------------------------------------------------- */

static void read_property(zval *self, zend_class_entry *ce, const char *name, zval *return_value)
{
    zval spare, *value;

    value = statussync_property(ce, Z_OBJ_P(self), name, &spare);
    ZVAL_COPY_DEREF(return_value, value);
}

ZEND_METHOD(StatusSync_InputException, getPlace)
{
    ZEND_PARSE_PARAMETERS_NONE();
    read_property(ZEND_THIS, statussync_ce_input, "place", return_value);
}

ZEND_METHOD(StatusSync_InputException, getDocumentLine)
{
    ZEND_PARSE_PARAMETERS_NONE();
    read_property(ZEND_THIS, statussync_ce_input, "documentLine", return_value);
}

ZEND_METHOD(StatusSync_ApiException, getHttpStatus)
{
    ZEND_PARSE_PARAMETERS_NONE();
    read_property(ZEND_THIS, statussync_ce_api, "httpStatus", return_value);
}

ZEND_METHOD(StatusSync_ApiException, getApiCode)
{
    ZEND_PARSE_PARAMETERS_NONE();
    read_property(ZEND_THIS, statussync_ce_api, "apiCode", return_value);
}

ZEND_METHOD(StatusSync_ApiException, getRequestId)
{
    ZEND_PARSE_PARAMETERS_NONE();
    read_property(ZEND_THIS, statussync_ce_api, "requestId", return_value);
}
