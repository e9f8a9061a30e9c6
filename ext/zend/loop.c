/* Time, interrupts and shared options. */
#include "loop.h"

#include "call.h"
#include "convert.h"
#include "exceptions.h"

#include <time.h>

#if defined(CLOCK_BOOTTIME)
#define STEADY_CLOCK CLOCK_BOOTTIME /* goes on while the machine sleeps, as leases do */
#else
#define STEADY_CLOCK CLOCK_MONOTONIC
#endif

enum {
    TIMEOUT_DEFAULT = 30,
    TIMEOUT_MOST = 300,
    USER_AGENT_MOST = 500 /* Amazon refuses longer ones */
};

bool statussync_clock_simulated(const statussync_clock *c)
{
    return c->clock != NULL && !Z_ISUNDEF_P(c->clock);
}

static int64_t steady_ms(void)
{
    struct timespec steady;

    clock_gettime(STEADY_CLOCK, &steady);
    return (int64_t)steady.tv_sec * 1000 + steady.tv_nsec / 1000000;
}

bool statussync_clock_read(const statussync_clock *c, statussync_moment *now)
{
    zval value;

    now->ms = steady_ms();
    now->simulated = statussync_clock_simulated(c);
    if (!now->simulated) {
        struct timespec wall;

        clock_gettime(CLOCK_REALTIME, &wall);
        now->t = (ss_moment){wall.tv_sec, now->ms / 1000};
        return true;
    }
    if (!statussync_call_callable(c->clock, &value, 0, NULL)) {
        return false;
    }
    if (Z_TYPE(value) != IS_LONG) {
        ss_err err = SS_ERR_INIT;

        zval_ptr_dtor(&value);
        ss_fail(&err, SS_E_INPUT, "clock", "must return an integer");
        statussync_throw_contract(&err);
        return false;
    }
    now->t = (ss_moment){Z_LVAL(value), Z_LVAL(value)};
    return true;
}

bool statussync_clock_sleep(const statussync_clock *c, int64_t until)
{
    zval argument, result;

    if (c->sleep == NULL || Z_ISUNDEF_P(c->sleep)) {
        return true; /* the simulated clock is moved by somebody else */
    }
    ZVAL_LONG(&argument, (zend_long)until);
    if (!statussync_call_callable(c->sleep, &result, 1, &argument)) {
        return false;
    }
    zval_ptr_dtor(&result);
    return true;
}

bool statussync_interrupted(void)
{
    if (STATUSSYNC_INTERRUPTED()) {
        STATUSSYNC_INTERRUPT_SEEN();
        if (STATUSSYNC_TIMED_OUT()) {
            zend_timeout(STATUSSYNC_TIMEOUT_ARG);
        } else if (zend_interrupt_function != NULL) {
            zend_interrupt_function(EG(current_execute_data));
        }
    }
    return EG(exception) != NULL;
}

/* ---- options --------------------------------------------------------------------------------------- */

bool statussync_option_callable(zval *array, const char *name, zval *out, ss_err *err)
{
    zval *value = statussync_element(array, name);

    ZVAL_UNDEF(out);
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (!zend_is_callable(value, 0, NULL)) {
        return ss_fail(err, SS_E_INPUT, name, "callable wanted");
    }
    ZVAL_COPY(out, value);
    return true;
}

static bool check_keys(zval *array, const char *const *others, ss_err *err)
{
    static const char *const names[] = {"user_agent", "timeout", "clock", NULL};
    zend_string *key;

    ZEND_HASH_FOREACH_STR_KEY(Z_ARRVAL_P(array), key)
    {
        ss_slice name = statussync_slice(key);

        if (ss_enum_of(names, name) < 0 && ss_enum_of(others, name) < 0) {
            return ss_fail(err, SS_E_INPUT, "options", "unknown option '%.*s'", SS_FMT(name));
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool read_user_agent(statussync_options *o, zval *array, ss_err *err)
{
    zval *value = statussync_element(array, "user_agent");

    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return true;
    }
    if (Z_TYPE_P(value) != IS_STRING || Z_STRLEN_P(value) == 0 ||
        Z_STRLEN_P(value) > USER_AGENT_MOST) {
        return ss_fail(err, SS_E_INPUT, "user_agent", "text of 1 to 500 characters wanted");
    }
    for (size_t i = 0; i < Z_STRLEN_P(value); i++) {
        if (Z_STRVAL_P(value)[i] < 0x20 || Z_STRVAL_P(value)[i] >= 0x7f) {
            return ss_fail(err, SS_E_INPUT, "user_agent", "printable ASCII wanted");
        }
    }
    o->user_agent = zend_string_copy(Z_STR_P(value));
    return true;
}

bool statussync_options_read(statussync_options *o, zval *array, const char *const *others,
                             ss_err *err)
{
    statussync_path path;
    int64_t seconds;

    memset(o, 0, sizeof *o);
    ZVAL_UNDEF(&o->clock);
    statussync_path_set(&path, "timeout");
    if (!check_keys(array, others, err) ||
        !statussync_int_from(statussync_element(array, "timeout"), &seconds, &path, err)) {
        return false;
    }
    if (seconds < 0 || seconds > TIMEOUT_MOST) {
        return ss_fail(err, SS_E_INPUT, "timeout", "1 to %d seconds wanted", TIMEOUT_MOST);
    }
    o->timeout_ms = (seconds > 0 ? seconds : TIMEOUT_DEFAULT) * 1000;
    return read_user_agent(o, array, err) &&
           statussync_option_callable(array, "clock", &o->clock, err);
}

void statussync_options_free(statussync_options *o)
{
    if (o->user_agent != NULL) {
        zend_string_release(o->user_agent);
        o->user_agent = NULL;
    }
    zval_ptr_dtor(&o->clock);
    ZVAL_UNDEF(&o->clock);
}

ss_http *statussync_http_new(const statussync_endpoints *e, const zend_string *user_agent,
                             ss_err *err)
{
    char ours[256];
    ss_http_options options = {0};

    statussync_user_agent(ours, sizeof ours);
    options.user_agent = user_agent != NULL ? ZSTR_VAL(user_agent) : ours;
    options.ca_file = e->ca_file;
    options.now_ms = steady_ms;
    options.allow_loopback = true; /* endpoints.c and the storage check decide about addresses */
    return ss_http_new(&options, err);
}
