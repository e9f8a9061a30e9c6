/* What every loop over transfers needs: time, signals, and a way out. */
#ifndef STATUSSYNC_LOOP_H
#define STATUSSYNC_LOOP_H

#include "protocol.h"

enum { STATUSSYNC_SLICE_MS = 250 }; /* signals and timeouts are looked for this often */

/* clock: fn(): int, sleep: fn(int): void; UNDEF: the machine's. Borrowed. */
typedef struct statussync_clock {
    zval *clock, *sleep;
} statussync_clock;

/* False: an exception is pending. */
bool statussync_clock_read(const statussync_clock *c, statussync_moment *now) SS_MUST_CHECK;
/* With a simulated clock: sleep(until). False: an exception is pending. */
bool statussync_clock_sleep(const statussync_clock *c, int64_t until) SS_MUST_CHECK;
bool statussync_clock_simulated(const statussync_clock *c);

/* Signals and time limits, between two steps of the http room, where no libcurl frame is on the
 * stack. Must be called below a zend_try: a time limit ends in a bailout. True: an exception is
 * pending and the loop must end. */
bool statussync_interrupted(void);

/* Options that Client and Synchronizer share: user_agent, timeout, clock. Checked. */
typedef struct statussync_options {
    zend_string *user_agent; /* NULL = ours; held */
    int64_t timeout_ms;
    zval clock; /* UNDEF or callable; held */
} statussync_options;

bool statussync_options_read(statussync_options *o, zval *array, const char *const *others,
                             ss_err *err) SS_MUST_CHECK;
void statussync_options_free(statussync_options *o);
/* A callable option; UNDEF if absent or null. */
bool statussync_option_callable(zval *array, const char *name, zval *out,
                                ss_err *err) SS_MUST_CHECK;

/* The http room as endpoints and options say. */
ss_http *statussync_http_new(const statussync_endpoints *e, const zend_string *user_agent,
                             ss_err *err) SS_MUST_CHECK;

#endif
