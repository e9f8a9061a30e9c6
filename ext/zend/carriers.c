/* StatusSync\Carriers: the carrier table and tracking numbers. */
#include "exceptions.h"
#include "php_statussync.h"

#include "ss_carrier.h"

/* Order of the enums in ss_carrier.h. */
static const char *const match_names[] = {"unknown", "exact", "guess", "service"};
static const char *const fault_names[] = {NULL,       "empty",     "url",      "email", "order",
                                          "too_long", "character", "no_digit", "check"};
static const char *const certainty_names[] = {"none", "shared", "certain"};
static const char *const fit_names[] = {"unknown", "yes", "doubtful", "no"};

enum { TRACKING_ARENA = 1048576 };

ZEND_METHOD(StatusSync_Carriers, info)
{
    const ss_carrier_table_info *info = ss_carrier_table();

    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    add_assoc_string(return_value, "version", info->version);
    add_assoc_string(return_value, "source", info->source);
    add_assoc_string(return_value, "date", info->date);
    add_assoc_long(return_value, "codes", (zend_long)info->codes);
}

ZEND_METHOD(StatusSync_Carriers, codes)
{
    const char *code;

    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    for (size_t i = 0; (code = ss_carrier_code_at(i)) != NULL; i++) {
        add_next_index_string(return_value, code);
    }
}

ZEND_METHOD(StatusSync_Carriers, known)
{
    zend_string *code;

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(code)
    ZEND_PARSE_PARAMETERS_END();
    RETURN_BOOL(ss_carrier_code_known(statussync_slice(code)));
}

ZEND_METHOD(StatusSync_Carriers, lookup)
{
    zend_string *name;
    ss_slice code = SS_NONE;
    ss_carrier_match match;

    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    match = ss_carrier_lookup(statussync_slice(name), &code);
    array_init(return_value);
    add_assoc_string(return_value, "match", match_names[match]);
    statussync_add_slice(return_value, "code", code);
}

static bool inspect(ss_arena *arena, ss_slice raw, ss_slice carrier, zval *out, ss_err *err)
{
    ss_slice clean = SS_NONE;
    ss_slice code = SS_NONE;
    ss_tracking_fault fault;
    ss_detect_certainty certainty = SS_DETECT_NONE;

    if (!ss_tracking_clean(arena, raw, SS_NONE, SS_NONE, &clean, &fault, err)) {
        return false;
    }
    if (clean.p != NULL) {
        certainty = ss_tracking_detect(clean, &code);
    }
    array_init(out);
    statussync_add_slice(out, "tracking", clean);
    statussync_add_slice(out, "fault", ss_slice_of(fault_names[fault]));
    add_assoc_string(out, "certainty", certainty_names[certainty]);
    statussync_add_slice(out, "code", code);
    if (carrier.p != NULL) {
        ss_tracking_fit fit = clean.p != NULL ? ss_tracking_fits(carrier, clean) : SS_FIT_UNKNOWN;

        add_assoc_string(out, "fit", fit_names[fit]);
    }
    return true;
}

ZEND_METHOD(StatusSync_Carriers, inspect)
{
    zend_string *tracking;
    zend_string *carrier = NULL;
    ss_err err = SS_ERR_INIT;
    ss_arena arena;

    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_STR(tracking)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR_EX(carrier, 1, 0)
    ZEND_PARSE_PARAMETERS_END();

    ss_arena_init(&arena, TRACKING_ARENA);
    if (!inspect(&arena, statussync_slice(tracking), statussync_slice(carrier), return_value,
                 &err)) {
        statussync_throw(&err);
    }
    ss_arena_free(&arena);
}
