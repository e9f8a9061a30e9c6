/* StatusSync\Account. The object has no properties: nothing to dump, export, serialise or clone. */
#include "account.h"

#include "convert.h"
#include "exceptions.h"

#include "ss_text.h"

#include <stdlib.h>

/* Amazon: access and refresh tokens are up to 2,048 bytes. */
enum { MAX_TEXT = 4096, MAX_TOKEN = 8192 };

typedef struct account_object {
    statussync_account *account;
    zend_object std;
} account_object;

static zend_object_handlers handlers;

static account_object *object_of(zend_object *std)
{
    return (account_object *)((char *)std - XtOffsetOf(account_object, std));
}

statussync_account *statussync_account_of(zval *object)
{
    return object_of(Z_OBJ_P(object))->account;
}

statussync_account *statussync_account_hold(statussync_account *a)
{
    a->holders++;
    return a;
}

void statussync_account_release(statussync_account *a)
{
    if (a == NULL || --a->holders > 0) {
        return;
    }
    ss_buf_wipe(&a->id);
    ss_buf_wipe(&a->seller);
    ss_buf_wipe(&a->client_id);
    ss_buf_wipe(&a->client_secret);
    ss_buf_wipe(&a->refresh_token);
    ss_buf_wipe(&a->token);
    free(a);
}

void statussync_account_secrets(const statussync_account *a, ss_slice *out)
{
    out[0] = ss_buf_slice(&a->client_secret);
    out[1] = ss_buf_slice(&a->refresh_token);
    out[2] = ss_buf_slice(&a->token);
}

static zend_object *create(zend_class_entry *ce)
{
    account_object *o = zend_object_alloc(sizeof *o, ce);

    zend_object_std_init(&o->std, ce);
    object_properties_init(&o->std, ce);
    o->std.handlers = &handlers;
    return &o->std;
}

static void destroy(zend_object *std)
{
    statussync_account_release(object_of(std)->account);
    zend_object_std_dtor(std);
}

void statussync_account_start(zend_class_entry *ce)
{
    ce->create_object = create;
    statussync_forbid_serialize(ce);
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = XtOffsetOf(account_object, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
}

/* Printable ASCII without blanks: what ids, secrets and tokens are made of. A line end that came
 * along from a file or a form would otherwise be found out only by Amazon's refusal. */
static bool legal(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= 0x20 || s.p[i] >= 0x7f) {
            return false;
        }
    }
    return s.n > 0;
}

static bool take(zval *array, const char *key, ss_buf *to, ss_err *err)
{
    zval *value = statussync_element(array, key);
    ss_slice text;

    ss_buf_init(to, MAX_TEXT);
    if (value == NULL || Z_TYPE_P(value) != IS_STRING) {
        return ss_fail(err, SS_E_INPUT, key, "text wanted");
    }
    text = statussync_slice(Z_STR_P(value));
    if (!legal(text)) {
        return ss_fail(err, SS_E_INPUT, key, "empty, or has blanks or other characters than ASCII");
    }
    return ss_buf_add_slice(to, text, err);
}

static bool take_region(zval *array, statussync_region *out, ss_err *err)
{
    static const char *const names[] = {"eu", "na", "fe", NULL};
    zval *value = statussync_element(array, "region");
    int at = value != NULL && Z_TYPE_P(value) == IS_STRING
                 ? ss_enum_of(names, statussync_slice(Z_STR_P(value)))
                 : -1;

    if (at < 0) {
        return ss_fail(err, SS_E_INPUT, "region", "eu, na or fe wanted");
    }
    *out = (statussync_region)at;
    return true;
}

static bool only_known_keys(zval *array, ss_err *err)
{
    static const char *const names[] = {
        "id", "seller", "region", "client_id", "client_secret", "refresh_token", NULL};
    zend_string *key;

    ZEND_HASH_FOREACH_STR_KEY(Z_ARRVAL_P(array), key)
    {
        if (key == NULL || ss_enum_of(names, statussync_slice(key)) < 0) {
            return ss_fail(err, SS_E_INPUT, "account", "unknown key");
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static statussync_account *read_account(zval *array, ss_err *err)
{
    statussync_account *a = calloc(1, sizeof *a);

    if (a == NULL) {
        ss_fail(err, SS_E_NOMEM, "account", "no memory");
        return NULL;
    }
    a->holders = 1;
    ss_buf_init(&a->token, MAX_TOKEN);
    if (!only_known_keys(array, err) || !take(array, "id", &a->id, err) ||
        !take(array, "seller", &a->seller, err) || !take_region(array, &a->region, err) ||
        !take(array, "client_id", &a->client_id, err) ||
        !take(array, "client_secret", &a->client_secret, err) ||
        !take(array, "refresh_token", &a->refresh_token, err)) {
        statussync_account_release(a);
        return NULL;
    }
    return a;
}

ZEND_METHOD(StatusSync_Account, __construct)
{
    zval *array;
    zval secrets;
    ss_err err = SS_ERR_INIT;
    account_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_ARRAY(array)
    ZEND_PARSE_PARAMETERS_END();

    if (o->account != NULL) {
        zend_throw_exception(statussync_ce_exception, "the account is constructed already", 0);
        RETURN_THROWS();
    }
    /* Exceptions carry the arguments of the call: the secrets leave the frame before one is thrown. */
    ZVAL_COPY(&secrets, array);
    zval_ptr_dtor(array);
    ZVAL_NULL(array);
    o->account = read_account(&secrets, &err);
    zval_ptr_dtor(&secrets);
    if (o->account == NULL) {
        statussync_throw(&err);
    }
}

ZEND_METHOD(StatusSync_Account, getId)
{
    statussync_account *a = statussync_account_of(ZEND_THIS);

    ZEND_PARSE_PARAMETERS_NONE();
    if (a == NULL) {
        RETURN_EMPTY_STRING();
    }
    RETURN_STRINGL(a->id.p, a->id.n);
}
