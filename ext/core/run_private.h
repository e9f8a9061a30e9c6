/*
 * Inside of the engine. Each flow is a coroutine written as straight code: FLOW_YIELD hands the
 * prepared commands to the executor and comes back with their answers, FLOW_CALL runs another flow
 * to its end. Locals do not survive a yield; what must survive is in struct ss_run.
 */
#ifndef RUN_PRIVATE_H
#define RUN_PRIVATE_H

#include "ss_buf.h"
#include "ss_run.h"
#include "ss_text.h"

enum { SS_FEED_STUCK = 28800 }; /* in progress for 8 hours: stuck */

typedef enum ss_flow { SS_FLOW_WAIT, SS_FLOW_END } ss_flow;

#if defined(__GNUC__) && (!defined(__clang__) || __clang_major__ >= 10)
#define FLOW_FALL __attribute__((fallthrough));
#else
#define FLOW_FALL
#endif

/* `line` is the flow's own place, an int in struct ss_run, 0 at rest. */
#define FLOW_BEGIN(line)                                                                           \
    switch (line) {                                                                                \
    case 0:
#define FLOW_YIELD(line)                                                                           \
    do {                                                                                           \
        (line) = __LINE__;                                                                         \
        return SS_FLOW_WAIT;                                                                       \
    case __LINE__:                                                                                 \
        if (r->over)                                                                               \
            FLOW_RETURN(line);                                                                     \
    } while (0)
#define FLOW_CALL(line, call)                                                                      \
    do {                                                                                           \
        (line) = __LINE__;                                                                         \
        FLOW_FALL                                                                                  \
    case __LINE__:                                                                                 \
        if ((call) == SS_FLOW_WAIT)                                                                \
            return SS_FLOW_WAIT;                                                                   \
        if (r->over)                                                                               \
            FLOW_RETURN(line);                                                                     \
    } while (0)
#define FLOW_RETURN(line)                                                                          \
    do {                                                                                           \
        (line) = 0;                                                                                \
        return SS_FLOW_END;                                                                        \
    } while (0)
#define FLOW_END(line)                                                                             \
    }                                                                                              \
    (line) = 0;                                                                                    \
    return SS_FLOW_END

/* Growing arrays of the next save; shallow copies, slices live in work or run. */
typedef struct ss_batch {
    ss_rows rows;
    size_t order_cap, parcel_cap, message_cap, feed_cap, event_cap;
} ss_batch;

/* Result of one MessageID in a report: the worst one. */
typedef struct ss_outcome {
    uint64_t message;
    int severity;
    ss_slice code, text, order;
} ss_outcome;

struct ss_run {
    ss_run_config cfg;
    ss_moment t;
    int64_t started;        /* begin of the pass; reads at or after it are "in the same run" */
    int64_t lease_end_mono; /* the lease surely lasts until then */
    int64_t fence;
    bool leased;
    bool over;             /* store, shop or memory failed: every flow ends at once */
    bool halt;             /* account-wide reason not to talk to Amazon any more in this run */
    size_t wanted;         /* messages the express lane could send now */
    int64_t patient_until; /* the express lane waits for tokens until then */
    bool limited;          /* something due waits for a token of Amazon's limits */
    bool stale; /* the account's state was changed by someone else: end soon, begin anew */
    ss_err err;
    ss_run_result result;

    ss_arena run;       /* account, settings, state, statuses, names */
    ss_arena feeds_mem; /* open feeds during flow_feeds */
    ss_arena work;      /* rows of the chunk in hand */
    ss_arena outs[2];   /* the batch being built, and the one just saved */
    int out_turn;
    ss_arena cmd_mem; /* answers that nobody keeps */

    ss_cmd cmds[SS_GROUP];
    size_t cmd_count;

    ss_account account;
    ss_settings settings;
    ss_account_state state;
    int64_t state_version;
    bool state_dirty;
    ss_day days[40];
    size_t day_count;
    char watermarks[2048], search_token[4096], stopped[24], stopped_text[256];

    ss_bucket buckets[SS_OP_COUNT];
    bool bucket_dirty[SS_OP_COUNT];

    ss_shop_status *statuses;
    size_t status_count;
    char status_digest[65]; /* of the statuses now */

    ss_batch batch;
    ss_save last_save; /* rows and marks of the last save, valid until the save after */
    ss_save *saved;    /* &last_save, or NULL if the last flow_save had nothing to write */

    /* What this pass found due when it began, lowered by everything it saves since: what is later than
     * now need not be asked for. SS_NEVER = nothing. */
    ss_due due;
    bool recovered; /* no express message is left without an outcome */

    /* places of the flows */
    int at_main, at_due, at_lease, at_open, at_feeds, at_feed, at_listing, at_report, at_settle,
        at_recover, at_reads, at_search, at_get, at_collect, at_judge, at_look, at_full, at_send,
        at_brake, at_cancels, at_feed_send, at_claim, at_express, at_group, at_next, at_save,
        at_renew, at_preview, at_stuck, at_statuses, at_collect_all, at_one_feed, at_cancel_feed,
        at_submit, at_pilot, at_sync, at_begin;

    /* flow_feeds */
    ss_feed_row *feeds;
    size_t feed_count, feed_i;
    ss_feed_row *feed;   /* the one in hand */
    ss_feed_info *found; /* candidate of a listing */
    size_t found_count;
    char list_token[4096];
    bool listing_failed, listing_refused;
    bool found_open; /* a candidate has not ended yet */

    /* report and settle */
    ss_outcome *outcomes;
    size_t outcome_count;
    ss_arena report_mem;
    bool adds_up, whole_feed, none_taken;
    ss_slice whole_code, whole_text; /* Amazon's words about a feed that it refused whole */
    int64_t after_id;                /* paging by id */
    int settle_how;                  /* ss_settle_how */
    bool settle_lost; /* a row was changed by someone else: the feed stays open and comes again */
    ss_feed_state settle_final; /* what the feed becomes once every message is settled */

    /* judge */
    ss_slice *ids;
    size_t id_count;
    ss_rows rows;
    bool rows_loaded;
    bool moved;       /* a page brought progress */
    bool heard;       /* Amazon answered something in this run */
    bool fails_alone; /* this order failed before, and others were answered since */
    bool unsearched;  /* a search of this pass failed: not tried again before the next */
    bool force;       /* decide even if nothing changed */
    ss_shop_order *facts;
    size_t fact_count;
    ss_show *shows;
    size_t show_count;

    /* reads, send */
    size_t got, page_count;
    ss_changes changes; /* of the page in hand; slices in work */
    ss_request page;
    int passes;
    int64_t wait_until;
    bool settled, ended;
    ss_request answers[SS_GROUP];
    size_t denied_fresh; /* orders of the group denied for the first time */
    ss_message *claimed;
    size_t claimed_count;
    ss_arena send_mem;  /* messages of the feed being built */
    ss_message *loaded; /* as loaded, before the claim */
    size_t loaded_count, claim_max;
    size_t claim_bytes;   /* the most its messages can need in the document */
    size_t claim_refused; /* messages that the writer would not take */
    ss_message first;     /* the most urgent one: kind, marketplace, part of the feed */
    ss_buf document;
    ss_feed_row sending;
    bool normal_due;
    int64_t asked_mono; /* when the feed was written ahead */
    bool send_failed;
    bool unfinished; /* a feed goes on in parts, or lacks a token: the normal send is not over */
    int64_t wake_at; /* earliest time at which something is due, for next_due and --wait */
};

/* How the messages of a feed are to be settled. */
typedef enum ss_settle_how {
    SS_SETTLE_REPORT,  /* by r->outcomes; silence is success only if r->adds_up */
    SS_SETTLE_PENDING, /* nothing happened: pending again */
    SS_SETTLE_READ,    /* unknown: Amazon is read before anything else */
    SS_SETTLE_STUCK,   /* open for too long: said; in progress for too long: what has another way is
                          read and leaves */
    SS_SETTLE_REFUSED, /* refused whole, nothing happened: by confirmShipment or in parts */
    SS_SETTLE_FATAL    /* refused whole, or ended without a report, and something may have happened:
                          Amazon is read, then as if it was refused whole */
} ss_settle_how;

/* ---- run_io.c ---- */
ss_arena *run_out(ss_run *r);
void run_reset(ss_arena *a);
ss_cmd *run_cmd(ss_run *r, ss_cmd_type type, ss_arena *mem);
void run_fail(ss_run *r, const char *place);
ss_order *batch_order(ss_run *r, const ss_order *o);
ss_parcel *batch_parcel(ss_run *r, const ss_parcel *p);
ss_message *batch_message(ss_run *r, const ss_message *m);
ss_feed_row *batch_feed(ss_run *r, const ss_feed_row *f);
void batch_event(ss_run *r, const char *what, int64_t order_id, int64_t message, int64_t feed);
void batch_event_text(ss_run *r, const char *what, int64_t order_id, int64_t message, int64_t feed,
                      ss_slice code, ss_slice text);
/* An answer of Amazon as evidence, with its request id. */
void batch_answer(ss_run *r, const ss_request *q, int64_t order_id, int64_t message, int64_t feed);
bool batch_empty(const ss_run *r);
/* Writes the batch, dirty buckets and the state if it changed. Nothing to write: no command. */
ss_flow flow_save(ss_run *r);
/* Takes up to n tokens (leaving `keep` in the bucket); they are durable after the next flow_save. */
size_t run_take(ss_run *r, ss_op op, size_t n, int64_t keep);
void run_give_back(ss_run *r, ss_op op, size_t n);
/* Tokens that are there now. */
size_t run_there(ss_run *r, ss_op op);
/* Is a message to be sent that was pending when the pass began? */
bool run_pending(const ss_run *r);
/* When will a token of this operation be there? */
int64_t run_when(const ss_run *r, ss_op op);
/* Counts an answer, keeps its evidence, empties buckets, stops the account if it must. That one
 * order is denied does not: see run_denied. */
void run_answered(ss_run *r, const ss_cmd *c, int64_t order_id, int64_t message, int64_t feed);
/* A group of getOrder or confirmShipment was answered. `granted`: to how many orders Amazon gave
 * access, `fresh`: to how many it denied access for the first time, `denied`: one of the answers that
 * did, or NULL. Several orders denied and none granted between them: the account is stopped. */
void run_denied(ss_run *r, ss_op op, size_t granted, size_t fresh, const ss_request *denied);
/* Amazon denies this order alone: marks its row, which waits and is shown with its reason. Returns
 * whether that is news. */
bool run_deny_order(ss_run *r, ss_op op, ss_order *o);
/* Amazon itself answered well, but what it said cannot be read. */
bool run_unreadable(const ss_request *q);
/* Makes sure that the lease lasts for two of the longest requests more; sets r->over if not. */
ss_flow flow_renew(ss_run *r);
void run_stop(ss_run *r, const char *why, ss_slice code, ss_slice text);
void run_wake(ss_run *r, int64_t when);
/* Copies into buf. Absent if it does not fit: whoever keeps what must not be lost asks before. */
ss_slice run_keep(char *buf, size_t size, ss_slice s);
/* A page whose next token does not fit into `size` bytes is no page: the answer becomes one that is to
 * be asked for again. Comes before run_answered, so that there is an event. */
void run_check_token(ss_run *r, ss_request *q, size_t size);
ss_load *run_load(ss_run *r, const char *what, ss_arena *mem);
/* Prepares the load of the orders that these messages belong to, each once, with their parcels, into
 * work. */
void run_load_orders(ss_run *r, const ss_message *messages, size_t n);
bool run_any_lost(const ss_save_mark *marks, size_t n);

/* ---- run_rows.c ---- */
ss_order *rows_order(const ss_rows *rows, int64_t id);
ss_order *rows_shop_order(const ss_rows *rows, ss_slice shop_order);
ss_parcel *rows_parcel(const ss_rows *rows, int64_t order_id, int64_t number);
void run_digest_statuses(ss_run *r);
bool run_digest_shop(ss_run *r, const ss_shop_order *shop, ss_slice *out);
bool run_digest_payload(ss_run *r, const ss_message *m, ss_slice *out);
void run_digest_bytes(ss_run *r, ss_slice bytes, ss_arena *mem, ss_slice *out);

/* Asks for messages to be sent, most urgent first. */
ss_load *run_ask_pending(ss_run *r, size_t limit);

/* ---- run_cancels.c ---- */
/* Of r->loaded only the messages stay whose order was read in this very pass. */
void cancels_drop_unread(ss_run *r, const ss_rows *rows);

/* ---- the flows ---- */
ss_flow flow_feeds(ss_run *r);           /* run_feeds.c */
ss_flow flow_settle(ss_run *r);          /* run_settle.c: r->feed, r->settle_how */
ss_flow flow_report(ss_run *r);          /* run_report.c: downloads, fills r->outcomes */
ss_flow flow_express_recover(ss_run *r); /* run_express.c */
ss_flow flow_express(ss_run *r);
ss_flow flow_pilot(ss_run *r);   /* how is the pilot message? */
ss_flow flow_reads(ss_run *r);   /* run_reads.c */
ss_flow flow_collect(ss_run *r); /* run_collect.c */
ss_flow flow_look(ss_run *r);
ss_flow flow_judge(ss_run *r);   /* run_judge.c: r->ids or r->rows */
ss_flow flow_send(ss_run *r);    /* run_send.c */
ss_flow flow_cancels(ss_run *r); /* run_cancels.c */
ss_flow flow_preview(ss_run *r); /* run_collect.c */

/* ---- run_reconcile.c: plan against rows; adds to the batch ---- */
bool run_reconcile(ss_run *r, ss_order *order, const ss_case *c, const ss_plan *plan);
/* ---- run_proof.c: what reading the order proves about its unknown, accepted and mismatching
 * messages; changes the arrays in place. ---- */
void run_settle_by_reading(ss_run *r, const ss_order *order, ss_message *messages, size_t n,
                           ss_parcel *parcels, size_t parcel_count);
/* A picture of this very second was taken before what is asked now: it proves nothing about it. */
void run_picture_is_old(const ss_run *r, ss_order *o);

/* ---- run_settle.c ---- */
/* Attempts are used up: visible and a person's, never sent again by itself. Amazon's words are in m. */
void run_park(ss_run *r, ss_message *m);
/* May the message leave its feed for confirmShipment? */
bool run_may_confirm(const ss_run *r, const ss_message *m);

/* ---- run_safety.c ---- */
/* Mode, binding, gap, rebuild; called once after the lease. false: nothing may be done at all. */
bool safety_open(ss_run *r);
/* May anything with an effect be sent now? */
bool safety_may_send(const ss_run *r);
/* Shipments and cancels that today still may be sent. */
int64_t safety_ships_left(const ss_run *r);
int64_t safety_cancels_left(const ss_run *r);
bool safety_too_many_refused(const ss_run *r);
/* Is more due than a brake lets go? Stops the account and says which brakes. */
bool safety_brake(ss_run *r, const ss_due *due);
ss_day *safety_today(ss_run *r);
/* So many messages of an ss_message_kind more count as sent today. */
void safety_count(ss_run *r, int kind, int64_t n);
/* It was counted as sent when it was taken in hand, and did not happen: it waits again and will be
 * counted anew. Taken from the day on which it was counted. */
void safety_uncount(ss_run *r, const ss_message *m);
/* Rows of ours are lost: nothing is sent until Amazon was read behind the end of all feeds. `why` is
 * a static text, order_id 0 or the order that shows it. */
void safety_rebuild(ss_run *r, const char *why, int64_t order_id);
/* Account-wide reasons that hold a plan which decide would let go. */
void safety_overlay(const ss_run *r, const ss_case *c, ss_plan *plan);

#endif
