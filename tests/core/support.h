/* What every cmocka test of the core needs. */
#ifndef SS_TEST_SUPPORT_H
#define SS_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ss_base.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A slice equals a text. */
#define assert_slice(slice, expected)                                                              \
    do {                                                                                           \
        ss_slice slice_ = (slice);                                                                 \
        const char *expected_ = (expected);                                                        \
        if (!ss_slice_is(slice_, expected_)) {                                                     \
            fail_msg("\"%.*s\" is not \"%s\"", SS_FMT(slice_), expected_);                         \
        }                                                                                          \
    } while (0)

/* An error has this code and this place; the error is then cleared. */
#define assert_error(err, expected_code, expected_place)                                           \
    do {                                                                                           \
        ss_err *err_ = (err);                                                                      \
        if (err_->code != (expected_code) || strcmp(err_->place, (expected_place)) != 0) {         \
            fail_msg("got %s at \"%s\": %s; expected %s at \"%s\"", ss_code_name(err_->code),      \
                     err_->place, err_->text, ss_code_name(expected_code), (expected_place));      \
        }                                                                                          \
        *err_ = SS_ERR_INIT;                                                                       \
    } while (0)

#endif
