/*
 * The executor: carries out the commands of several engines, one per account, side by side.
 *
 * Store and Shop are called at once, through call.c, and what several accounts ask at the same moment
 * is asked together (wave.c); requests to Amazon run together on one multi handle. An account that
 * waits, sleeps or fails holds up no other. The owner makes an executor,
 * adds accounts, runs it below a zend_try and frees it, whatever happened.
 */
#ifndef STATUSSYNC_EXECUTOR_H
#define STATUSSYNC_EXECUTOR_H

#include "engine_calls.h"
#include "loop.h"

#include <sys/types.h>

typedef enum statussync_machine_state {
    STATUSSYNC_M_STEP,     /* the engine is to be stepped */
    STATUSSYNC_M_ASK,      /* its command is one for Store or Shop: wave.c carries it out */
    STATUSSYNC_M_REQUESTS, /* a group of requests is under way */
    STATUSSYNC_M_SLEEP,
    STATUSSYNC_M_DONE
} statussync_machine_state;

struct statussync_executor;

/* One account. */
typedef struct statussync_machine {
    struct statussync_executor *executor;
    statussync_caller who;
    zval *make_account; /* callable; NULL in a preview */
    ss_run *run;
    ss_cmd *cmds;
    size_t count;
    statussync_machine_state state;
    int64_t until; /* asleep until */
    statussync_session session;
    bool session_open, reread; /* secrets were read again */
    statussync_exchange exchanges[SS_GROUP];
    size_t exchange_count;
    bool leased;
    int64_t fence;
    int64_t began_ms, ended_ms;
    bool failed;
    char error[256];
    zval shown;      /* list of judged orders */
    zval shown_keys; /* set of "shop_order amazon_order" that are in it */
} statussync_machine;

typedef struct statussync_executor {
    statussync_endpoints endpoints;
    statussync_clock clock;
    statussync_moment now;
    ss_http *http;
    int64_t timeout_ms;
    zval *stop;        /* fn(): bool; NULL = never */
    int64_t budget_ms; /* 0 = none */
    int64_t began_ms, asked_ms;
    bool stopping;
    pid_t pid;
    statussync_machine *machines;
    size_t count;
    ss_err err; /* libcurl itself failed */
} statussync_executor;

typedef struct statussync_job {
    int mode; /* ss_run_mode */
    bool if_due;
    int64_t wait;
} statussync_job;

/* Room for so many accounts. NULL with *err: endpoints or clock are not allowed. */
statussync_executor *statussync_executor_new(size_t count, const statussync_options *options,
                                             zval *sleep, bool network, ss_err *err) SS_MUST_CHECK;
/* The next account. who and make_account are borrowed. */
bool statussync_executor_add(statussync_executor *e, const statussync_caller *who,
                             zval *make_account, const char *identity, size_t identity_n,
                             const statussync_job *job, ss_err *err) SS_MUST_CHECK;
/* Until every account is done, or an exception that belongs to no account is pending. */
void statussync_executor_run(statussync_executor *e);
void statussync_executor_free(statussync_executor *e);

/* Row of the run document. */
void statussync_machine_report(const statussync_machine *m, zval *out);

/* machine.c: one step of one account. False: an exception that belongs to no account is pending. */
bool statussync_machine_go(statussync_machine *m) SS_MUST_CHECK;
/* Asks Store or Shop for what this account's command wants. False: an exception is pending. */
bool statussync_machine_ask(statussync_machine *m) SS_MUST_CHECK;
/* The command was answered, or (not well) an exception is pending, which becomes this account's
 * error. */
bool statussync_machine_answered(statussync_machine *m, bool well) SS_MUST_CHECK;
/* wave.c: carries out the commands of all accounts that ask Store or Shop. */
bool statussync_wave(statussync_executor *e) SS_MUST_CHECK;
/* Asked to stop while nothing of it is under way: gives the lease back and ends. */
bool statussync_machine_stop(statussync_machine *m) SS_MUST_CHECK;
void statussync_machine_free(statussync_machine *m);

#endif
