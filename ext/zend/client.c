/* StatusSync\Client: one call at a time, for "test the connection" and "look at one order". */
#include "convert.h"
#include "exceptions.h"
#include "loop.h"

#include "ss_text.h"

enum { ANSWER_ARENA = 4 * SS_MAX_JSON_BYTES };

typedef struct client_object {
    statussync_account *account;
    statussync_options options;
    bool in_use;
    zend_object std;
} client_object;

/* One call; on the heap, because a bailout comes back into the function that must free it. */
typedef struct client_call {
    statussync_endpoints endpoints;
    statussync_clock clock;
    statussync_moment now;
    ss_http *http;
    statussync_session session;
    statussync_exchange exchange;
    ss_request rq;
    ss_arena arena;
    bool begun, token_only;
    ss_err err;
} client_call;

static zend_object_handlers handlers;

static client_object *object_of(zend_object *std)
{
    return (client_object *)((char *)std - XtOffsetOf(client_object, std));
}

static zend_object *create(zend_class_entry *ce)
{
    client_object *o = zend_object_alloc(sizeof *o, ce);

    zend_object_std_init(&o->std, ce);
    object_properties_init(&o->std, ce);
    ZVAL_UNDEF(&o->options.clock);
    o->std.handlers = &handlers;
    return &o->std;
}

static void destroy(zend_object *std)
{
    client_object *o = object_of(std);

    statussync_account_release(o->account);
    statussync_options_free(&o->options);
    zend_object_std_dtor(std);
}

static HashTable *get_gc(STATUSSYNC_OBJ_ARG *object, zval **table, int *n)
{
    client_object *o = object_of(STATUSSYNC_OBJ_OF(object));

    *table = &o->options.clock;
    *n = 1;
    return zend_std_get_properties(object);
}

void statussync_client_start(zend_class_entry *ce)
{
    ce->create_object = create;
    statussync_forbid_serialize(ce);
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof handlers);
    handlers.offset = XtOffsetOf(client_object, std);
    handlers.free_obj = destroy;
    handlers.clone_obj = NULL;
    handlers.get_gc = get_gc;
}

ZEND_METHOD(StatusSync_Client, __construct)
{
    /* sleep: accepted, so that one array of options does for Synchronizer and Client. */
    static const char *const others[] = {"sleep", NULL};
    zval *account, *options = NULL;
    zval none;
    ss_err err = SS_ERR_INIT;
    client_object *o = object_of(Z_OBJ_P(ZEND_THIS));

    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_OBJECT_OF_CLASS(account, statussync_ce_account)
    Z_PARAM_OPTIONAL
    Z_PARAM_ARRAY(options)
    ZEND_PARSE_PARAMETERS_END();

    if (o->account != NULL || statussync_account_of(account) == NULL) {
        zend_throw_exception(statussync_ce_exception, "not constructed, or constructed twice", 0);
        RETURN_THROWS();
    }
    ZVAL_EMPTY_ARRAY(&none);
    if (!statussync_options_read(&o->options, options != NULL ? options : &none, others, &err)) {
        statussync_options_free(&o->options);
        statussync_throw(&err);
        RETURN_THROWS();
    }
    o->account = statussync_account_hold(statussync_account_of(account));
}

/* ---- one call -------------------------------------------------------------------------------------- */

static client_call *call_new(client_object *o)
{
    client_call *c = ecalloc(1, sizeof *c);

    c->err = SS_ERR_INIT;
    c->clock.clock = &o->options.clock;
    ss_arena_init(&c->arena, ANSWER_ARENA);
    if (!statussync_endpoints_read(&c->endpoints, &c->err)) {
        return c;
    }
    if (statussync_clock_simulated(&c->clock) && !c->endpoints.all_loopback) {
        ss_fail(&c->err, SS_E_INPUT, "clock", "only when every endpoint is on this machine");
        return c;
    }
    c->http = statussync_http_new(&c->endpoints, o->options.user_agent, &c->err);
    if (c->http != NULL) {
        statussync_session_init(&c->session, c->http, &c->endpoints, o->account,
                                o->options.timeout_ms);
        c->begun = true;
    }
    return c;
}

static void call_free(client_call *c)
{
    if (c->begun) {
        statussync_exchange_free(&c->exchange);
        statussync_session_free(&c->session);
    }
    ss_http_free(c->http);
    ss_arena_free(&c->arena);
    efree(c);
}

static bool call_over(client_call *c)
{
    if (c->token_only) {
        statussync_token_state state = statussync_session_token(&c->session, &c->now);

        return state == STATUSSYNC_TOKEN_READY || state == STATUSSYNC_TOKEN_FAILED;
    }
    statussync_exchange_go(&c->exchange, &c->now);
    return c->exchange.stage == STATUSSYNC_STAGE_DONE;
}

static void call_loop(client_call *c)
{
    ss_http_job *job;

    while (!statussync_interrupted() && statussync_clock_read(&c->clock, &c->now) &&
           !call_over(c)) {
        if (!ss_http_step(c->http, c->now.ms, STATUSSYNC_SLICE_MS, &c->err)) {
            return;
        }
        while ((job = ss_http_next(c->http)) != NULL) {
            statussync_protocol_finished(job, &c->now);
        }
    }
}

/* False: an exception is pending. Never leaves anything of libcurl behind, also when PHP's time
 * limit or a fatal error ends the script. */
static bool call_run(client_object *o, client_call *c)
{
    volatile bool bailed = false;

    if (c->err.code == SS_OK) {
        o->in_use = true;
        zend_try
        {
            call_loop(c);
        }
        zend_catch
        {
            bailed = true;
        }
        zend_end_try();
        o->in_use = false;
    }
    if (bailed) {
        call_free(c);
        zend_bailout();
    }
    if (c->err.code != SS_OK) {
        statussync_throw(&c->err);
    }
    return EG(exception) == NULL;
}

static void throw_answer(int64_t http, ss_slice code, ss_slice text, ss_slice request_id)
{
    if (http == 0) {
        ss_err err = SS_ERR_INIT;

        ss_fail(&err, SS_E_HTTP, "Amazon", "%.*s: %.*s", SS_FMT(code), SS_FMT(text));
        statussync_throw(&err);
        return;
    }
    statussync_throw_api(http, code, text, request_id);
}

static bool ready(client_object *o)
{
    if (o->account == NULL || o->in_use) {
        zend_throw_exception(statussync_ce_exception,
                             o->in_use ? "a call is going on already" : "not constructed", 0);
        return false;
    }
    return true;
}

ZEND_METHOD(StatusSync_Client, token)
{
    client_object *o = object_of(Z_OBJ_P(ZEND_THIS));
    client_call *c;

    ZEND_PARSE_PARAMETERS_NONE();
    if (!ready(o)) {
        RETURN_THROWS();
    }
    c = call_new(o);
    c->token_only = true;
    c->session.token = STATUSSYNC_TOKEN_WANTED; /* also if there is one: this is the test of it */
    if (call_run(o, c)) {
        const statussync_token_answer *a = &c->session.token_answer;

        if (c->session.token == STATUSSYNC_TOKEN_FAILED) {
            throw_answer(a->http, ss_slice_of(a->code), ss_slice_of(a->text),
                         ss_slice_of(a->request_id));
        } else {
            array_init(return_value);
            add_assoc_long(return_value, "expires_in", (zend_long)o->account->token_lifetime);
            if (a->date > 0) {
                add_assoc_long(return_value, "clock_skew", (zend_long)(a->date - c->now.t.now));
            } else {
                add_assoc_null(return_value, "clock_skew");
            }
            add_assoc_string(return_value, "request_id", a->request_id);
        }
    }
    call_free(c);
}

/* Carries out c->rq. False: an exception is pending, unless Amazon said "not found" and that is
 * allowed. */
static bool perform(client_object *o, client_call *c, bool may_be_missing)
{
    const ss_request *rq = &c->rq;

    if (c->begun) {
        statussync_exchange_init(&c->exchange, &c->session, &c->rq, &c->arena);
    }
    if (!call_run(o, c)) {
        return false;
    }
    if (rq->cls == SS_CLASS_OK) {
        return true;
    }
    if (rq->cls != SS_CLASS_NOT_FOUND || !may_be_missing) {
        throw_answer(rq->http, rq->code, rq->text, rq->request_id);
    }
    return false;
}

static bool read_query(zval *query, ss_request *rq, ss_arena *arena, ss_err *err)
{
    static const char *const names[] = {"since", "before", "token", "marketplaces", NULL};
    zend_string *key;
    statussync_path path;

    ZEND_HASH_FOREACH_STR_KEY(Z_ARRVAL_P(query), key)
    {
        if (ss_enum_of(names, statussync_slice(key)) < 0) {
            return ss_fail(err, SS_E_INPUT, "query", "unknown key '%.*s'",
                           SS_FMT(statussync_slice(key)));
        }
    }
    ZEND_HASH_FOREACH_END();
    statussync_path_set(&path, "since");
    if (!statussync_int_from(statussync_element(query, "since"), &rq->since, &path, err)) {
        return false;
    }
    if (rq->since <= 0) {
        return ss_fail(err, SS_E_INPUT, "since", "a time is needed");
    }
    statussync_path_set(&path, "before");
    if (!statussync_int_from(statussync_element(query, "before"), &rq->before, &path, err)) {
        return false;
    }
    statussync_path_set(&path, "token");
    if (!statussync_text_from(statussync_element(query, "token"), &rq->token, arena, &path, err)) {
        return false;
    }
    statussync_path_set(&path, "marketplaces");
    return statussync_texts_from(statussync_element(query, "marketplaces"), &rq->marketplaces,
                                 &rq->marketplace_count, arena, &path, err);
}

ZEND_METHOD(StatusSync_Client, searchOrders)
{
    client_object *o = object_of(Z_OBJ_P(ZEND_THIS));
    client_call *c;
    zval *query, orders;

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_ARRAY(query)
    ZEND_PARSE_PARAMETERS_END();
    if (!ready(o)) {
        RETURN_THROWS();
    }
    c = call_new(o);
    c->rq.op = SS_OP_SEARCH_ORDERS;
    if (c->err.code == SS_OK) {
        (void)read_query(query, &c->rq, &c->arena, &c->err);
    }
    if (perform(o, c, false)) {
        array_init(return_value);
        statussync_list_of(&ss_rec_amazon_order, c->rq.orders, c->rq.order_count, &orders);
        add_assoc_zval(return_value, "orders", &orders);
        statussync_add_slice(return_value, "next", c->rq.next_token);
        add_assoc_stringl(return_value, "request_id",
                          c->rq.request_id.n > 0 ? c->rq.request_id.p : "", c->rq.request_id.n);
    }
    call_free(c);
}

ZEND_METHOD(StatusSync_Client, getOrder)
{
    client_object *o = object_of(Z_OBJ_P(ZEND_THIS));
    client_call *c;
    zend_string *order;

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(order)
    ZEND_PARSE_PARAMETERS_END();
    if (!ready(o)) {
        RETURN_THROWS();
    }
    if (!ss_amazon_order_valid(statussync_slice(order))) {
        statussync_throw_input("order", "an Amazon order number (3-7-7) is wanted");
        RETURN_THROWS();
    }
    c = call_new(o);
    c->rq.op = SS_OP_GET_ORDER;
    c->rq.order = statussync_slice(order);
    if (perform(o, c, true)) {
        statussync_array_of(&ss_rec_amazon_order, c->rq.orders, return_value);
    }
    call_free(c);
}
