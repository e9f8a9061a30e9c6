/* StatusSync\Synchronizer: options, accounts, and the executor around a run. */
#include "executor.h"

#include "call.h"
#include "convert.h"
#include "exceptions.h"

#include <stdio.h>
#include <unistd.h>

enum { LEASE_DEFAULT = 300, LEASE_LEAST = 30, LEASE_MOST = 3600, WAIT_MOST = 31536000 };

/* The engine gives createFeed 110 seconds, or it could not be looked for afterwards: with a longer
 * timeout it would never be sent. */
enum { TIMEOUT_MOST_MS = 100000 };

typedef struct synchronizer_object {
    zval store, shop;
    zval accounts; /* id => callable, for the next run */
    zval sleep, stop, owner;
    statussync_options options;
    int64_t lease, budget_ms;
    bool in_use;
    zval gc[6];
    zend_object std;
} synchronizer_object;

static zend_object_handlers handlers;

static synchronizer_object *object_of(zend_object *std)
{
    return (synchronizer_object *)((char *)std - XtOffsetOf(synchronizer_object, std));
}

static zend_object *create(zend_class_entry *ce)
{
    synchronizer_object *o = zend_object_alloc(sizeof *o, ce);

    zend_object_std_init(&o->std, ce);
    object_properties_init(&o->std, ce);
    ZVAL_UNDEF(&o->store);
    ZVAL_UNDEF(&o->shop);
    ZVAL_UNDEF(&o->accounts);
    ZVAL_UNDEF(&o->sleep);
    ZVAL_UNDEF(&o->stop);
    ZVAL_UNDEF(&o->owner);
    ZVAL_UNDEF(&o->options.clock);
    o->std.handlers = &handlers;
    return &o->std;
}

static void destroy(zend_object *std)
{
    synchronizer_object *o = object_of(std);

    zval_ptr_dtor(&o->store);
    zval_ptr_dtor(&o->shop);
    zval_ptr_dtor(&o->accounts);
    zval_ptr_dtor(&o->sleep);
    zval_ptr_dtor(&o->stop);
    zval_ptr_dtor(&o->owner);
    statussync_options_free(&o->options);
    zend_object_std_dtor(std);
}

static HashTable *get_gc(STATUSSYNC_OBJ_ARG *object, zval **table, int *n)
{
    synchronizer_object *o = object_of(STATUSSYNC_OBJ_OF(object));

    ZVAL_COPY_VALUE(&o->gc[0], &o->store);
    ZVAL_COPY_VALUE(&o->gc[1], &o->shop);
    ZVAL_COPY_VALUE(&o->gc[2], &o->accounts);
    ZVAL_COPY_VALUE(&o->gc[3], &o->sleep);
    ZVAL_COPY_VALUE(&o->gc[4], &o->stop);
    ZVAL_COPY_VALUE(&o->gc[5], &o->options.clock);
    *table = o->gc;
    *n = 6;
    return zend_std_get_properties(object);
}

void statussync_synchronizer_start(zend_class_entry *ce)
{
    ce->create_object = create;
    statussync_forbid_serialize(ce);
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = XtOffsetOf(synchronizer_object, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.get_gc = get_gc;
}

/* ---- construction ---------------------------------------------------------------------------------- */

/* Unique per object: host, process and chance. */
static bool invent_owner(zval *out)
{
    char host[65] = "";
    unsigned char chance[8];
    char text[128];

    (void)gethostname(host, sizeof host - 1);
    if (php_random_bytes_throw(chance, sizeof chance) != SUCCESS) {
        return false;
    }
    for (char *p = host; *p != '\0'; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '-' || *p == '.';

        *p = plain ? *p : '-';
    }
    (void)snprintf(text, sizeof text, "%.32s:%ld:%02x%02x%02x%02x%02x%02x%02x%02x", host,
                   (long)getpid(), chance[0], chance[1], chance[2], chance[3], chance[4], chance[5],
                   chance[6], chance[7]);
    text[64] = '\0'; /* ids are at most 64 */
    ZVAL_STRING(out, text);
    return true;
}

static bool read_owner(synchronizer_object *o, zval *array, ss_err *err)
{
    zval *value = statussync_element(array, "owner");

    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return invent_owner(&o->owner);
    }
    if (Z_TYPE_P(value) != IS_STRING || Z_STRLEN_P(value) == 0 || Z_STRLEN_P(value) > 64) {
        return ss_fail(err, SS_E_INPUT, "owner", "text of 1 to 64 characters wanted");
    }
    ZVAL_COPY(&o->owner, value);
    return true;
}

static bool read_number(zval *array, const char *name, int64_t least, int64_t most, int64_t usual,
                        int64_t *out, ss_err *err)
{
    zval *value = statussync_element(array, name);
    statussync_path path;

    *out = usual;
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    statussync_path_set(&path, name);
    if (!statussync_int_from(value, out, &path, err)) {
        return false;
    }
    return (*out >= least && *out <= most) ||
           ss_fail(err, SS_E_INPUT, name, "%lld to %lld wanted", (long long)least, (long long)most);
}

static bool read_options(synchronizer_object *o, zval *array, ss_err *err)
{
    static const char *const others[] = {"owner", "lease", "sleep", "budget", "stop", NULL};
    int64_t budget;

    if (!statussync_options_read(&o->options, array, others, err) || !read_owner(o, array, err) ||
        !read_number(array, "lease", LEASE_LEAST, LEASE_MOST, LEASE_DEFAULT, &o->lease, err) ||
        !read_number(array, "budget", 0, 86400, 0, &budget, err) ||
        !statussync_option_callable(array, "sleep", &o->sleep, err) ||
        !statussync_option_callable(array, "stop", &o->stop, err)) {
        return false;
    }
    o->budget_ms = budget * 1000;
    if (!Z_ISUNDEF(o->sleep) && Z_ISUNDEF(o->options.clock)) {
        return ss_fail(err, SS_E_INPUT, "sleep", "goes with clock only");
    }
    if (o->options.timeout_ms > TIMEOUT_MOST_MS) {
        return ss_fail(err, SS_E_INPUT, "timeout", "1 to %d seconds wanted for runs",
                       TIMEOUT_MOST_MS / 1000);
    }
    if (o->lease * 1000 < 4 * o->options.timeout_ms) {
        /* else the engine could never believe that a request ends before the lease */
        return ss_fail(err, SS_E_INPUT, "lease", "at least four times the timeout wanted");
    }
    return true;
}

ZEND_METHOD(StatusSync_Synchronizer, __construct)
{
    zval *store, *shop, *options = NULL;
    zval none;
    ss_err err = SS_ERR_INIT;
    synchronizer_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_OBJECT_OF_CLASS(store, statussync_ce_store)
    Z_PARAM_OBJECT_OF_CLASS(shop, statussync_ce_shop)
    Z_PARAM_OPTIONAL
    Z_PARAM_ARRAY(options)
    ZEND_PARSE_PARAMETERS_END();

    if (!Z_ISUNDEF(o->store)) {
        zend_throw_exception(statussync_ce_exception, "constructed twice", 0);
        RETURN_THROWS();
    }
    ZVAL_EMPTY_ARRAY(&none);
    if (!read_options(o, options != NULL ? options : &none, &err)) {
        if (err.code != SS_OK) {
            statussync_throw(&err);
        }
        RETURN_THROWS();
    }
    ZVAL_COPY(&o->store, store);
    ZVAL_COPY(&o->shop, shop);
    array_init(&o->accounts);
}

static bool ready(synchronizer_object *o)
{
    if (Z_ISUNDEF(o->store) || o->in_use) {
        zend_throw_exception(statussync_ce_exception,
                             o->in_use ? "a run is going on already" : "not constructed", 0);
        return false;
    }
    return true;
}

static bool id_legal(ss_slice id)
{
    for (size_t i = 0; i < id.n; i++) {
        if (id.p[i] <= 0x20 || id.p[i] >= 0x7f) {
            return false;
        }
    }
    return id.n > 0 && id.n <= 64;
}

ZEND_METHOD(StatusSync_Synchronizer, add)
{
    zend_string *id;
    zval *callable;
    zval row;
    synchronizer_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_STR(id)
    Z_PARAM_ZVAL(callable)
    ZEND_PARSE_PARAMETERS_END();

    if (!ready(o)) {
        RETURN_THROWS();
    }
    if (!id_legal(statussync_slice(id))) {
        statussync_throw_input("id", "1 to 64 characters of ASCII without blanks wanted");
        RETURN_THROWS();
    }
    if (!zend_is_callable(callable, 0, NULL)) {
        statussync_throw_input("account", "callable wanted");
        RETURN_THROWS();
    }
    ZVAL_COPY(&row, callable);
    /* A plain key, also for "12": the id comes back as it was given. */
    if (zend_hash_add(Z_ARRVAL(o->accounts), id, &row) == NULL) {
        zval_ptr_dtor(&row);
        statussync_throw_input("id", "the account was added already");
    }
}

/* ---- a run ----------------------------------------------------------------------------------------- */

static bool read_job(zval *array, statussync_job *job, ss_err *err)
{
    static const char *const names[] = {"mode", "if_due", "wait", NULL};
    static const char *const modes[] = {"run", "refresh", NULL};
    statussync_path path;
    zend_string *key;
    zval *mode = statussync_element(array, "mode");

    ZEND_HASH_FOREACH_STR_KEY(Z_ARRVAL_P(array), key)
    {
        if (ss_enum_of(names, statussync_slice(key)) < 0) {
            return ss_fail(err, SS_E_INPUT, "options", "unknown option '%.*s'",
                           SS_FMT(statussync_slice(key)));
        }
    }
    ZEND_HASH_FOREACH_END();
    job->mode = SS_RUN_SYNC;
    if (mode != NULL && Z_TYPE_P(mode) != IS_NULL) {
        int word =
            Z_TYPE_P(mode) == IS_STRING ? ss_enum_of(modes, statussync_slice(Z_STR_P(mode))) : -1;

        if (word < 0) {
            return ss_fail(err, SS_E_INPUT, "mode", "run or refresh wanted");
        }
        job->mode = word == 0 ? SS_RUN_SYNC : SS_RUN_REFRESH;
    }
    statussync_path_set(&path, "if_due");
    return statussync_bool_from(statussync_element(array, "if_due"), &job->if_due, &path, err) &&
           read_number(array, "wait", 0, WAIT_MOST, 0, &job->wait, err);
}

static bool add_account(synchronizer_object *o, statussync_executor *e, zend_string *id,
                        zval *callable, zval *identity, const statussync_job *job)
{
    statussync_caller who;
    ss_err err = SS_ERR_INIT;

    who.store = &o->store;
    who.shop = &o->shop;
    ZVAL_STR(&who.account, id); /* lives in o->accounts, or with the caller of preview() */
    ZVAL_COPY_VALUE(&who.owner, &o->owner);
    who.lease = o->lease;
    if (!statussync_executor_add(e, &who, callable, Z_STRVAL_P(identity), Z_STRLEN_P(identity), job,
                                 &err)) {
        statussync_throw(&err);
        return false;
    }
    return true;
}

/* Runs below zend_try, so that a bailout leaves no transfer and no engine behind. */
static void guarded_run(synchronizer_object *o, statussync_executor *e)
{
    volatile bool bailed = false;

    e->stop = Z_ISUNDEF(o->stop) ? NULL : &o->stop;
    e->budget_ms = o->budget_ms;
    o->in_use = true;
    zend_try
    {
        statussync_executor_run(e);
    }
    zend_catch
    {
        bailed = true;
    }
    zend_end_try();
    o->in_use = false;
    if (bailed) {
        statussync_executor_free(e);
        zend_bailout();
    }
}

/* The shop's identity is asked for once, before any account. */
static bool ask_identity(synchronizer_object *o, zval *identity)
{
    bool well;

    o->in_use = true;
    well = statussync_shop_identity(&o->shop, identity);
    o->in_use = false;
    return well;
}

static void report_all(const statussync_executor *e, zval *out)
{
    zval list;

    array_init(out);
    array_init_size(&list, (uint32_t)e->count);
    for (size_t i = 0; i < e->count; i++) {
        zval row;

        statussync_machine_report(&e->machines[i], &row);
        add_next_index_zval(&list, &row);
    }
    add_assoc_zval(out, "accounts", &list);
}

static void run_accounts(synchronizer_object *o, zval *accounts, const statussync_job *job,
                         zval *return_value)
{
    ss_err err = SS_ERR_INIT;
    statussync_executor *e;
    zend_string *id;
    zval *callable, identity;
    bool well = true;

    if (!ask_identity(o, &identity)) {
        return;
    }
    e = statussync_executor_new(zend_hash_num_elements(Z_ARRVAL_P(accounts)), &o->options,
                                &o->sleep, true, &err);
    if (e == NULL) {
        zval_ptr_dtor(&identity);
        statussync_throw(&err);
        return;
    }
    ZEND_HASH_FOREACH_STR_KEY_VAL(Z_ARRVAL_P(accounts), id, callable)
    {
        well = well && add_account(o, e, id, callable, &identity, job);
    }
    ZEND_HASH_FOREACH_END();
    zval_ptr_dtor(&identity);
    if (well) {
        guarded_run(o, e);
    }
    if (EG(exception) == NULL) {
        report_all(e, return_value);
    }
    statussync_executor_free(e);
}

ZEND_METHOD(StatusSync_Synchronizer, run)
{
    zval *options = NULL;
    zval none, accounts;
    ss_err err = SS_ERR_INIT;
    statussync_job job = {0};
    synchronizer_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(0, 1)
    Z_PARAM_OPTIONAL
    Z_PARAM_ARRAY(options)
    ZEND_PARSE_PARAMETERS_END();

    if (!ready(o)) {
        RETURN_THROWS();
    }
    ZVAL_EMPTY_ARRAY(&none);
    if (!read_job(options != NULL ? options : &none, &job, &err)) {
        statussync_throw(&err);
        RETURN_THROWS();
    }
    /* The list is used up by this run. It is held here: a callback may do anything to the object. */
    ZVAL_COPY_VALUE(&accounts, &o->accounts);
    array_init(&o->accounts);
    run_accounts(o, &accounts, &job, return_value);
    zval_ptr_dtor(&accounts);
}

static void preview_account(synchronizer_object *o, zend_string *account, zval *return_value)
{
    static const statussync_job job = {SS_RUN_PREVIEW, false, 0};
    ss_err err = SS_ERR_INIT;
    statussync_executor *e;
    statussync_machine *m;
    zval identity;

    if (!ask_identity(o, &identity)) {
        return;
    }
    e = statussync_executor_new(1, &o->options, &o->sleep, false, &err);
    if (e == NULL) {
        zval_ptr_dtor(&identity);
        statussync_throw(&err);
        return;
    }
    if (add_account(o, e, account, NULL, &identity, &job)) {
        m = &e->machines[0];
        guarded_run(o, e);
        if (EG(exception) == NULL && ss_run_result_of(m->run)->failed) {
            statussync_throw(ss_run_error(m->run));
        }
        if (EG(exception) == NULL) {
            ZVAL_COPY(return_value, &m->shown);
        }
    }
    zval_ptr_dtor(&identity);
    statussync_executor_free(e);
}

ZEND_METHOD(StatusSync_Synchronizer, preview)
{
    zend_string *account;
    synchronizer_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(account)
    ZEND_PARSE_PARAMETERS_END();

    if (!ready(o)) {
        RETURN_THROWS();
    }
    preview_account(o, account, return_value);
}
