/*
 * The engine: one account's state machine, without I/O.
 *
 * run takes answers and returns commands. It has no clock, no network, no database: the executor
 * (ext/zend/executor.c, or a test) carries the commands out, writes each answer into its command
 * and steps again. Everything that must survive a crash is in rows that run saves by
 * compare-and-set; run itself may be dropped between any two steps without harm.
 *
 *     ss_run *r = ss_run_new(&config, &err);
 *     while (ss_run_step(r, time_now(), &cmds, &count)) {
 *         for each cmd: carry out, fill cmd->answer fields
 *     }
 *     result = ss_run_result_of(r);
 *     ss_run_free(r);
 *
 * All commands of one step must be answered before the next step. Only SS_CMD_REQUEST comes in
 * groups (up to 10 requests of one operation, to be made side by side); every other command comes
 * alone.
 */
#ifndef SS_RUN_H
#define SS_RUN_H

#include "ss_arena.h"
#include "ss_decide.h"
#include "ss_model.h"
#include "ss_policy.h"

enum {
    SS_CHUNK = 500,    /* rows handled together */
    SS_GROUP = 10,     /* requests side by side */
    SS_FEED_SPLIT = 8, /* a feed refused whole is split in so many parts */
    SS_FEED_SPLITS = 3 /* at most so many rounds, then parked */
};

/* now: epoch seconds UTC. mono: seconds of a monotonic clock that counts suspend. */
typedef struct ss_moment {
    int64_t now, mono;
} ss_moment;

typedef enum ss_run_mode {
    SS_RUN_SYNC,    /* everything */
    SS_RUN_REFRESH, /* read shop and Amazon, decide, send nothing */
    SS_RUN_PREVIEW  /* decide on what is there: no lease, no save, no request */
} ss_run_mode;

typedef struct ss_run_config {
    ss_slice account;  /* account id */
    ss_slice owner;    /* who holds the lease: unique per process start */
    ss_slice identity; /* what this installation is, see ss_account.bound */
    int mode;          /* ss_run_mode */
    bool if_due;       /* do only what is due; end at once if nothing is */
    int64_t wait;      /* seconds to go on polling until everything is settled; 0 = one pass */
    int64_t lease;     /* seconds a lease lasts */
    int64_t longest;   /* seconds the longest request may take, deadline included */
    /* SHA-256 as 64 lower-case hex digits and NUL. */
    void (*digest)(void *ctx, ss_slice data, char out[65]);
    void *digest_ctx;
} ss_run_config;

/* ---- rows in and out --------------------------------------------------------------------------- */

typedef struct ss_twin {
    ss_slice amazon_order, shop_order;
    int role; /* ss_role */
    int64_t order_id;
    /* When Amazon's answer about a message of it was last stored; 0 = none was ever sent, SS_NEVER =
     * one is on its way or its fate is unknown. */
    int64_t told_at;
} ss_twin;
extern const ss_record ss_rec_twin;

typedef struct ss_rows {
    ss_order *orders;
    size_t order_count;
    ss_parcel *parcels;
    size_t parcel_count;
    ss_message *messages;
    size_t message_count;
    ss_feed_row *feeds;
    size_t feed_count;
    ss_twin *twins;
    size_t twin_count;
    ss_event_row *events; /* save only */
    size_t event_count;
    ss_bucket_row *buckets;
    size_t bucket_count;
} ss_rows;

typedef struct ss_save_mark {
    int64_t id; /* the row's id (new for inserts; that of the row in the way if ok is false) */
    bool ok;
} ss_save_mark;

/* ---- commands ---------------------------------------------------------------------------------- */

typedef enum ss_cmd_type {
    SS_CMD_LEASE,    /* Store::lease */
    SS_CMD_RENEW,    /* Store::renew */
    SS_CMD_FREE,     /* Store::free */
    SS_CMD_LOAD,     /* Store::load */
    SS_CMD_SAVE,     /* Store::save */
    SS_CMD_STATUSES, /* Shop::statuses */
    SS_CMD_CHANGES,  /* Shop::changes */
    SS_CMD_FACTS,    /* Shop::orders */
    SS_CMD_REQUEST,  /* one operation at Amazon */
    SS_CMD_SLEEP,    /* wait until a time */
    SS_CMD_SHOW      /* preview: judged orders for the caller to show */
} ss_cmd_type;

typedef struct ss_lease_answer {
    bool peek; /* in: preview; no lease is taken, Store::load "account" instead of Store::lease */
    bool granted, takeover;
    int64_t fence;
    ss_account account;
    ss_settings settings;
    ss_account_state state;
    int64_t state_version;
    int64_t counter; /* run counter beside the key file, -1 = there is none */
    ss_bucket_row *buckets;
    size_t bucket_count;
} ss_lease_answer;

typedef struct ss_due {
    int64_t look, read, send, express, poll, next_due; /* SS_NEVER = nothing */
    int64_t ships, cancels; /* messages pending with not_before <= load.before */
    int64_t missing;        /* messages without their feed, feeds without all of their messages */
} ss_due;

/* what: as in StatusSync\Store::load. Only the fields that `what` needs are set. */
typedef struct ss_load {
    const char *what;
    const ss_slice *names; /* shop_orders, amazon_orders */
    size_t name_count;
    const int64_t *ids;
    size_t id_count;
    int64_t before, after, feed;
    size_t limit;
    int lane;             /* ss_lane, -1 = any */
    int kind;             /* ss_message_kind, -1 = any */
    ss_slice marketplace; /* absent = any */
    /* answer */
    ss_rows rows;
    ss_due due;
} ss_load;

typedef struct ss_save {
    ss_rows rows;                  /* messages, parcels, orders, feeds: id 0 = insert */
    const ss_account_state *state; /* NULL = not saved */
    int64_t state_version;
    /* answer: one mark per row, same order; arrays from the step's arena */
    ss_save_mark *orders, *parcels, *messages, *feeds;
    bool state_ok;
} ss_save;

typedef struct ss_changes {
    ss_slice watermarks; /* in */
    int64_t since;
    size_t limit;
    /* answer */
    ss_slice *orders;
    size_t order_count;
    ss_slice new_watermarks;
    bool more;
} ss_changes;

/* A feed as getFeed and getFeeds show it. */
typedef struct ss_feed_info {
    ss_slice feed_id, type, status, result_id; /* Amazon's words */
    const ss_slice *marketplaces;
    size_t marketplace_count;
    int64_t created;
} ss_feed_info;

typedef struct ss_request {
    ss_op op;
    /* CREATE_DOCUMENT also uploads `document`; it has no effect on any order. */
    ss_slice document;
    /* CREATE_FEED */
    int feed_type; /* ss_feed_type; also GET_FEEDS */
    ss_slice marketplace;
    ss_slice document_id;
    /* GET_FEED, CANCEL_FEED: feed_id. GET_DOCUMENT: document_id; it also downloads. */
    ss_slice feed_id;
    /* GET_FEEDS, SEARCH_ORDERS: first page by times, later pages by token alone (GET_FEEDS) or with
     * the same parameters (SEARCH_ORDERS) */
    int64_t since, before;
    ss_slice token;
    const ss_slice *marketplaces; /* SEARCH_ORDERS: filter, may be empty */
    size_t marketplace_count;
    /* GET_ORDER */
    ss_slice order;
    /* CONFIRM */
    const ss_message *message;
    /* Effects only (CREATE_FEED, CONFIRM, CANCEL_FEED): not to be sent unless it can end before
     * this moment of the monotonic clock; else answer SS_CLASS_NOT_SENT. 0 = no limit. */
    int64_t must_end_mono;
    /* answer */
    ss_class cls;
    int64_t http;
    ss_slice code, text, request_id;
    int64_t retry_after; /* seconds, 0 = not told */
    int64_t date;        /* Amazon's Date header, 0 = not told */
    ss_slice new_document_id, new_feed_id, next_token;
    ss_feed_info feed;   /* GET_FEED */
    ss_feed_info *feeds; /* GET_FEEDS */
    size_t feed_count;
    ss_slice report;         /* GET_DOCUMENT: bytes as downloaded */
    ss_amazon_order *orders; /* SEARCH_ORDERS; GET_ORDER: one */
    size_t order_count;
} ss_request;

typedef struct ss_show {
    const ss_order *order;
    const ss_plan *plan;
    const ss_message *messages;
    size_t message_count;
} ss_show;

typedef struct ss_cmd {
    ss_cmd_type type;
    ss_arena *arena; /* answers are allocated here; lives until the step after next */
    bool failed;     /* answer: the store or the shop failed (exception); the run then ends */
    union {
        ss_lease_answer lease; /* LEASE */
        bool kept;             /* RENEW, FREE: still ours */
        ss_load load;
        ss_save save;
        struct {
            ss_shop_status *list;
            size_t count;
        } statuses;
        ss_changes changes;
        struct {
            const ss_slice *ids; /* in */
            size_t id_count;
            ss_shop_order *orders; /* answer; one per id, any order */
            size_t order_count;
        } facts;
        ss_request request;
        int64_t until; /* SLEEP */
        struct {
            const ss_show *list; /* in */
            size_t count;
        } shows; /* SHOW */
    } u;
    int64_t fence; /* RENEW, FREE, SAVE */
} ss_cmd;

/* ---- result ------------------------------------------------------------------------------------ */

typedef struct ss_run_result {
    bool taken;        /* lease not granted: nothing was done */
    bool not_due;      /* if_due, and nothing was */
    bool lost;         /* the lease was lost on the way (frozen for too long): another goes on */
    bool failed;       /* store or shop failed; err of ss_run_error */
    int64_t collected; /* orders decided on */
    int64_t sent, accepted, verified, held, rejected, unknown, skipped, conflicts, parked;
    int64_t requests[SS_OP_COUNT];
    int64_t next_due;
    ss_slice stopped, stopped_text; /* as in ss_account_state; absent = not stopped */
    ss_slice name;                  /* account's name */
    bool person;                    /* something needs a person: exit 1 */
} ss_run_result;

typedef struct ss_run ss_run;

/* The config is copied. NULL on lack of memory. */
ss_run *ss_run_new(const ss_run_config *config, ss_err *err) SS_MUST_CHECK;
void ss_run_free(ss_run *r);
/* true: *cmds (count >= 1) are to be carried out. false: the run is over. Commands and everything
 * they point to belong to the run and live until the next step. */
bool ss_run_step(ss_run *r, ss_moment t, ss_cmd **cmds, size_t *count) SS_MUST_CHECK;
/* Valid until ss_run_free; counts are final once step returned false. */
const ss_run_result *ss_run_result_of(const ss_run *r);
const ss_err *ss_run_error(const ss_run *r);

#endif
