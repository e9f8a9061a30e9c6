/* Error struct or Amazon's answer -> exception. */
#ifndef STATUSSYNC_EXCEPTIONS_H
#define STATUSSYNC_EXCEPTIONS_H

#include "php_statussync.h"

/* Throws what the code of the error stands for. */
void statussync_throw(const ss_err *err);
/* Illegal input of our caller, place and text as in ss_fail. */
void statussync_throw_input(const char *place, const char *fmt, ...) SS_PRINTF(2, 3);
/* A Store or Shop broke its contract. */
void statussync_throw_contract(const ss_err *err);
/* Amazon refused. Absent slices become "". */
void statussync_throw_api(int64_t status, ss_slice code, ss_slice text, ss_slice request_id);
/* Takes the pending exception away and writes its class and message to out, without control
 * characters and without anything of the n secrets. False if it must not be taken away (exit()). */
bool statussync_take_exception(char *out, size_t size, const ss_slice *secrets, size_t n);

#endif
