/*
 * Random histories of one shop, its Amazon accounts and the engine between them.
 *
 * Everything here is written from the interface and the rules, not from the engine: a store with
 * the semantics of StatusSync\Store, a shop, a strict model of Amazon and a world that runs the
 * engine, disturbs it, and afterwards checks what must hold whatever happened.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "ss_run.h"

#include <stdio.h>

enum {
    MAX_ACCOUNTS = 2,
    MAX_ITEMS = 3,
    MAX_PACKS = 12,
    MAX_AMAZON = 10,
    MAX_SHOP = 14,
    MAX_HISTORY = 40,
    MAX_TRACKING = 8,
    MAX_FEEDS = 256,
    MAX_DOCS = 256,
    MAX_JOBS = 4,
    OPS = SS_OP_COUNT
};

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* ---- chance -------------------------------------------------------------------------------------- */

typedef struct rng {
    uint64_t s;
} rng;

uint64_t rng_next(rng *r);
int64_t rng_range(rng *r, int64_t low, int64_t high); /* both ends included */
bool rng_chance(rng *r, int permille);
/* A stream of its own for something added later: the other draws of a seed stay what they were. */
rng rng_aside(uint64_t seed, uint64_t what);

/* ---- kinds of disturbance, each can be switched off --------------------------------------------- */

typedef enum disturbance {
    D_NET,    /* requests that never leave, answers that are lost */
    D_LIMIT,  /* 429 out of the blue */
    D_SERVER, /* 5xx, HTML, unreadable answers */
    D_AUTH,   /* 401, 403, credentials revoked for a while */
    D_DOWN,   /* Amazon away for hours */
    D_SLOW,   /* requests that take long */
    D_STUCK,  /* feeds that hang in the queue or in progress */
    D_LIE,    /* reports whose counters are wrong, or that name no counters */
    D_FATAL,  /* feeds that end FATAL or CANCELLED by themselves */
    D_CRASH,  /* the process dies before or after a command, or in the middle of a save */
    D_STORE,  /* the database fails */
    D_FREEZE, /* a run stands still past its lease */
    D_TWO,    /* a second runner on the same account */
    D_CLOCK,  /* the runner's clock jumps */
    D_SPONT,  /* buyers and Seller Central act on their own */
    D_REJECT, /* Amazon refuses single orders */
    D_POISON, /* one order makes Amazon refuse the whole feed */
    D_FORGET, /* a good answer, but nothing is stored */
    D_TWIST,  /* a good answer, but another number or another package id is stored */
    D_LOSE,   /* rows of ours are deleted */
    D_PILOT,  /* the account starts with its pilots to pass */
    D_BACKUP, /* the database is restored from an older state */
    D_PAUSE,  /* no runs for days */
    D_OWNER,  /* the owner changes rows in the middle of a run */
    D_OTHER,  /* another program of the seller sends feeds as well */
    D_TURNED, /* one order makes Amazon refuse createFeed itself */
    D_DENY,   /* access to single orders is denied: reading one, or confirming it */
    D_COUNT
} disturbance;

extern const char *const disturbance_names[];

/* ---- store: our own tables in memory ------------------------------------------------------------ */

typedef struct cell {
    ss_arena arena;
    void *data;
} cell;

typedef struct table {
    const ss_record *rec;
    size_t id_at, version_at, fence_at;
    cell *rows; /* ascending id */
    size_t count, room;
    int64_t next_id;
} table;

typedef struct lease {
    bool held;
    char owner[32];
    int64_t fence, until;
} lease;

typedef struct account_rows {
    ss_arena arena; /* account, settings: never changed during a history */
    ss_account account;
    ss_settings settings;
    cell state;
    int64_t state_version, state_fence;
    int64_t counter;
    lease lease;
    bool has_bucket[OPS];
    ss_bucket_row bucket[OPS];
} account_rows;

typedef struct store {
    table orders, parcels, messages, feeds;
    account_rows accounts[MAX_ACCOUNTS];
    size_t account_count;
    int64_t changes; /* rows changed in messages and feeds: for telling quiet */
    int64_t event_count;
    bool renew_expired; /* may an expired lease that nobody took be renewed? */
} store;

/* ---- Amazon ------------------------------------------------------------------------------------- */

typedef enum via { VIA_FEED, VIA_CONFIRM, VIA_SELLER } via;

typedef struct am_pack {
    int64_t ref;
    ss_slice carrier, tracking;
    int64_t shipped_at;
    int64_t units[MAX_ITEMS];
    via via;
} am_pack;

/* What a read shows. */
typedef struct am_view {
    int status; /* ss_amazon_status */
    int64_t fulfilled[MAX_ITEMS];
    am_pack packs[MAX_PACKS];
    size_t pack_count;
    bool cancel_requested;
    const char *cancelled_by;
    int64_t updated;
} am_view;

typedef struct am_order {
    ss_slice id;
    int account;
    bool afn, ship_plus, foreign, missing;
    const char *marketplace;
    int64_t created, ship_by;
    ss_slice item_id[MAX_ITEMS];
    int64_t ordered[MAX_ITEMS];
    size_t item_count;
    am_view v;
    bool refunded;
    /* moods */
    bool poison;  /* the whole feed is refused because of it */
    bool turned;  /* createFeed is refused because of it */
    int forgets;  /* so many times a good answer without storing */
    int twists;   /* 1: stores another number, 2: another package id; once */
    int refusals; /* so many times an error for this order, -1 = always */
    ss_op denied; /* getOrder or confirmShipment is denied for it, */
    int64_t denied_until;
    int64_t opens_at; /* PENDING becomes UNSHIPPED */
    /* for judging the engine */
    bool touched_by_others; /* buyer or Seller Central acted */
    bool was_forgotten, was_twisted, was_refused, was_poison, in_stuck_feed;
    int ships, edits, cancels; /* effects by us */
    int cancel_attempts;
    bool read_known;  /* some read was delivered to the engine */
    bool read_lost;   /* that run died since: perhaps before it was stored */
    int64_t read_job; /* the newest run that read it */
    int64_t read_at;
    am_view read; /* what it showed */
} am_order;

/* One message of an uploaded document. */
typedef struct am_line {
    uint64_t id;
    ss_slice order_id;
    am_order *order; /* NULL: unknown number */
    bool cancel;
    ss_slice carrier, carrier_name, method, tracking;
    int64_t shipped_at;
    bool whole; /* no items named */
    int64_t units[MAX_ITEMS];
    bool bad_item;
    const char *refusal; /* code of the error after processing, NULL = well */
    bool warned;
    bool applied;
} am_line;

typedef struct am_doc {
    ss_slice id;
    int account;
    int64_t created;
    bool legal;
    int type; /* ss_feed_type */
    am_line *lines;
    size_t line_count;
    ss_slice bytes; /* result documents */
    bool result;
} am_doc;

typedef enum am_feed_end { END_DONE, END_REFUSED, END_FATAL, END_CANCELLED } am_feed_end;

typedef struct am_feed {
    ss_slice id;
    int account, type;
    const char *status;
    const char *marketplace;
    am_doc *doc;
    int64_t created, listed_at, start_at, apply_at, end_at;
    int64_t queue_for, work_for;
    am_feed_end end;
    size_t partial; /* FATAL: so many lines have their effect */
    bool applied, over, lying, stuck;
    bool foreign; /* another program's */
    bool told;    /* the engine got the answer of createFeed */
    ss_slice result_id;
} am_feed;

typedef struct am_bucket {
    double tokens;
    int64_t at;
} am_bucket;

typedef struct amazon {
    am_order orders[MAX_AMAZON];
    size_t order_count;
    am_feed feeds[MAX_FEEDS];
    size_t feed_count;
    am_doc docs[MAX_DOCS];
    size_t doc_count;
    am_bucket buckets[MAX_ACCOUNTS][OPS];
    int64_t next_ref, next_feed, next_doc, next_request;
    int64_t down_until;
    int64_t revoked_until[MAX_ACCOUNTS];
    bool denied; /* the way a revoked account answers: 403 instead of invalid_grant */
} amazon;

/* ---- shop --------------------------------------------------------------------------------------- */

typedef struct sh_history {
    int64_t id, status, at, visible_at;
} sh_history;

typedef struct sh_tracking {
    int64_t id, at, visible_at;
    ss_slice carrier, code;
    bool is_return, gone;
} sh_tracking;

/* What the shop says about an order, reduced to what the rules ask. */
typedef struct sh_wish {
    bool known;  /* was told to the engine */
    bool ship;   /* shipped status, now or passed through, and not taken back */
    bool cancel; /* is in a cancel status */
    bool gone;
} sh_wish;

typedef struct sh_order {
    int64_t id;
    int64_t visible_at;
    bool gone;
    int64_t purchased, status;
    bool total_zero;
    sh_history history[MAX_HISTORY];
    size_t history_count;
    sh_tracking tracking[MAX_TRACKING];
    size_t tracking_count;
    am_order *am;
    int link_source;
    bool names_account, knows_afn;
    bool second_sign; /* of a number found in text */
    int64_t
        split_job; /* the owner made it the split part of its twin; runs from this one on know */
    int twin;      /* index of the other shop order with this number, -1 = none */
    /* for judging */
    bool odd; /* something beyond the plain way happened: a visible hold is enough */
    bool ever_cancel;
    bool by_sql;                    /* the last change of status left no history row */
    int64_t cancel_at;              /* present cancel status since, 0 = not in one */
    sh_wish told[MAX_ACCOUNTS];     /* by the last run that ended well */
    sh_wish told_now[MAX_ACCOUNTS]; /* by the run told_job */
    int64_t told_job[MAX_ACCOUNTS];
} sh_order;

typedef struct shop {
    sh_order orders[MAX_SHOP];
    size_t order_count;
    int64_t next_history, next_tracking;
} shop;

/* ---- world -------------------------------------------------------------------------------------- */

/* One process that runs one account. */
typedef struct job {
    ss_run *run;
    int64_t id; /* unique in a history; 0 = free place */
    int host;
    int account;
    char owner[32];
    int64_t fence;   /* of its lease, 0 = none yet */
    bool taken_over; /* another runner has the lease now */
    int64_t frozen_until;
    int64_t sleep_until;
    ss_cmd *cmds; /* returned by the last step and not yet carried out */
    size_t cmd_count;
    int64_t steps;
    bool calm; /* began after the disturbances */
    int mode;  /* ss_run_mode */
} job;

typedef struct host {
    int64_t skew; /* its clock minus the true time */
    int64_t mono; /* its monotonic clock minus the true time */
} host;

typedef enum proof { PROOF_REPORT = 1, PROOF_204 = 2, PROOF_REPORT_BAD = 4 } proof;

enum { MAX_MESSAGES = 4096 };

typedef enum happening {
    H_SHIP,
    H_EDIT,
    H_CANCEL,
    H_CONFLICT,
    H_CRASH,
    H_CRASH_SAVE,
    H_UNKNOWN,
    H_LOST,
    H_TAKEOVER,
    H_ZOMBIE,
    H_429,
    H_STUCK,
    H_REFUSED_WHOLE,
    H_TURNED,
    H_REJECTED,
    H_HOLD,
    H_ADOPTED,
    H_PLAIN,
    H_STOPPED,
    H_SPLIT,
    H_TEXT,
    H_GZIP,
    H_DENIED,
    H_UNNAMED,
    H_LIED_ABOUT_ALL,
    H_COUNT
} happening;

extern const char *const happening_names[];

typedef struct world {
    uint64_t seed;
    rng rng;
    int64_t t; /* true time, also Amazon's and the database's */
    int64_t start;
    bool calm;         /* disturbance is over */
    uint32_t allowed;  /* disturbances that may be drawn */
    int rate[D_COUNT]; /* permille per occasion, 0 = not in this history */
    store store;
    shop shop;
    amazon amazon;
    ss_arena arena; /* what lives as long as the history */
    host hosts[2];
    job jobs[MAX_JOBS];
    int64_t next_job;
    int64_t lease, longest;
    unsigned char proofs[MAX_MESSAGES];
    int64_t unknown_at[MAX_MESSAGES]; /* true time at which a message became unknown */
    bool noted[MAX_MESSAGES]; /* by order row: an event said that a parcel cannot be added */
    store *backup;
    int64_t restored_at;
    bool restored, had_zombie, had_clock, had_pause;
    /* outcome */
    int64_t happened[H_COUNT];
    bool failed;
    int faults;
    bool trace;
    int64_t runs, steps;
} world;

/* ---- util.c */
void *need(ss_arena *a, size_t count, size_t size);
ss_slice keep(ss_arena *a, ss_slice s);
ss_slice print(ss_arena *a, const char *fmt, ...) SS_PRINTF(2, 3);
void say(world *w, const char *fmt, ...) SS_PRINTF(2, 3);
/* A broken rule: named, counted, and the history has failed. */
void fault(world *w, const char *name, const char *fmt, ...) SS_PRINTF(3, 4);
void fault_table(FILE *out);
bool draw(world *w, disturbance d); /* does it happen now? */
void happen(world *w, happening h);
bool same_tracking(ss_slice a, ss_slice b);
size_t account_index(const world *w, ss_slice id);

/* ---- store.c, load.c */
void store_init(store *s);
void store_free(store *s);
void store_copy(store *to, const store *from);
const ss_order *store_order(const store *s, size_t i);
const ss_parcel *store_parcel(const store *s, size_t i);
const ss_message *store_message(const store *s, size_t i);
const ss_feed_row *store_feed(const store *s, size_t i);
void *table_find(const table *t, int64_t id);
void table_clear(table *t);
void cell_set(cell *r, const ss_record *rec, const void *data);
const ss_account_state *state_of(const store *s, size_t account);
void state_set(store *s, size_t account, const ss_account_state *state);
bool feed_row_open(const ss_feed_row *f);
void store_lease(world *w, job *j, ss_cmd *cmd);
bool store_renew(world *w, const job *j, int64_t fence, bool give_back);
/* Applies the first `tables` tables of a save (7 = all); marks get their answers. */
void store_save(world *w, const job *j, ss_cmd *cmd, int tables);
void store_load(world *w, const job *j, ss_cmd *cmd);

/* ---- shop.c, owner.c */
bool status_ships(int64_t status);
bool status_open(int64_t status);
bool status_cancels(int64_t status);
sh_wish shop_wish(const world *w, const sh_order *o);
/* Does the owner let this order be linked at all? Only a number from text may not be. */
bool shop_link_allowed(const world *w, const sh_order *o);
/* The shop order whose parcels this one has to send as well, NULL = none. */
const sh_order *shop_split_twin(const world *w, const sh_order *o);
bool shop_row_outbound(const sh_order *o, const sh_tracking *row);
void shop_changes(world *w, const job *j, ss_cmd *cmd);
void shop_facts(world *w, const job *j, ss_cmd *cmd);
void shop_statuses(ss_cmd *cmd);
sh_order *shop_find(world *w, ss_slice id);
void shop_act(world *w);   /* one random thing in the shop */
void amazon_act(world *w); /* one random thing at Amazon */
void world_people(world *w);
void owner_release(world *w);
void owner_touch(world *w);

/* ---- amazon.c, ship.c, document.c, feeds.c */
am_order *amazon_find(world *w, int account, ss_slice id);
void amazon_advance(world *w);
bool amazon_take(world *w, int account, ss_op op);
void amazon_show(world *w, const am_order *o, ss_arena *a, ss_amazon_order *out);
void amazon_settle(world *w, am_order *o);
bool amazon_shipped(const am_view *v);
/* NULL = taken (or silently forgotten), else the code of the refusal. */
const char *amazon_ship(world *w, am_order *o, const am_line *line, via via, int64_t ref);
const char *amazon_cancel(world *w, am_order *o, const am_line *line);
am_doc *amazon_document(world *w, int account, ss_slice bytes);
void feeds_advance(world *w);
am_feed *feeds_find(world *w, int account, ss_slice id);
bool feed_live(const am_feed *f);
am_feed *feeds_create(world *w, int account, am_doc *doc, int type, const char *marketplace);
ss_slice feeds_report(world *w, am_feed *f);
void feeds_foreign(world *w, const am_feed *like, size_t messages);

/* ---- serve.c: one request to Amazon, with what can go wrong on the way */
void serve_request(world *w, job *j, ss_request *r, ss_arena *a);
void serve_operation(world *w, job *j, ss_request *r, ss_arena *a);

/* ---- judge.c: rules that are checked when something happens; check.c: at the end */
void judge_feed(world *w, const job *j, const am_doc *doc, int type);
void judge_confirm(world *w, const job *j, am_order *o, const am_line *line, int64_t ref);
void judge_effect_time(world *w, const job *j, const ss_request *r);
void judge_message(world *w, const ss_message *before, const ss_message *after);
void judge_order_row(world *w, const ss_order *before, const ss_order *after);
void judge_feed_row(world *w, const ss_feed_row *before, const ss_feed_row *after);
void judge_end(world *w);
bool world_busy(const world *w);

/* ---- world.c, setup.c */
void world_init(world *w, uint64_t seed, uint32_t allowed, bool trace);
void world_free(world *w);
void world_people_and_orders(world *w);
bool world_play(world *w); /* true: every rule held */
job *world_start(world *w, int host, int account);
void job_step(world *w, job *j);
void job_drop(world *w, job *j);

/* ---- selftest.c */
int selftest(void);

#endif
