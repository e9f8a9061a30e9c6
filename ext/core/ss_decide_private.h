/*
 * What the files of decide share. A decision is a row of stages working on one struct; a stage
 * either settles the order (sets the verdict) or lets the next one look. Memory trouble sets
 * `failed` and ends everything, so that the rules read like rules.
 */
#ifndef SS_DECIDE_PRIVATE_H
#define SS_DECIDE_PRIVATE_H

#include "ss_carrier.h"
#include "ss_decide.h"
#include "ss_text.h"

enum {
    DEC_NOTES = 24,
    DEC_MAX_ROWS = 1000,      /* tracking rows looked at; more is no order */
    DEC_SHIP_LAG = 120,       /* a ship date is at least so old */
    DEC_READ_SOON = 1800,     /* look at Amazon again for something that should appear there */
    DEC_READ_ACCEPTED = 7200, /* accepted, unseen: read after 2 h, and every 2 h of the first day */
    DEC_READ_LATER = 43200, /* afterwards, and for what is pending at Amazon with nothing wanted */
    DEC_DAY = 86400,
    DEC_TEXT_BEFORE = 259200, /* a text link's order was made at most 3 days before the shop's */
    DEC_TEXT_AFTER = 3600     /* and at most an hour after it (clocks) */
};

/* An outbound tracking row that carries a code. */
typedef struct dec_row {
    ss_slice id, key, name; /* carrier as the shop writes it */
    ss_slice matched;       /* carrier that a match found beside the number */
    ss_slice raw, code, norm;
    int64_t at;
    bool bad; /* no legal number: code is absent */
} dec_row;

typedef enum dec_want_kind { DEC_NOTHING, DEC_SHIP, DEC_CANCEL, DEC_PAUSE } dec_want_kind;

typedef struct dec_want {
    int kind;
    ss_reason reason; /* DEC_PAUSE: why nothing may happen */
    ss_slice detail;
    bool frozen; /* something was sent; whatever the status does now, nothing new is */
    const ss_ship_rule *ship_rule;
    const ss_cancel_rule *cancel_rule;
    const ss_shop_history *shipped_row; /* first shipped history row, or NULL */
} dec_want;

/* One parcel: a row of the shop, a sent one whose row is gone, or the one without a row. */
typedef struct dec_cand {
    dec_row row;
    bool in_shop; /* false: the row was deleted, or the order is frozen */
    bool bare;    /* the parcel without a number */
    int64_t number;
    const ss_parcel *parcel;
    const ss_message *top;  /* highest revision */
    const ss_message *live; /* in flight or unknown */
    const ss_message *done; /* accepted, verified or mismatch */
    const ss_package *package;
    size_t packages;  /* packages of Amazon's that are this parcel */
    int64_t *units;   /* to be claimed, an entry an Amazon item */
    int64_t *claimed; /* claimed by what was sent */
    int64_t *shown;   /* shown by Amazon in its packages */
    bool at_amazon;
    bool dropped;
    bool shrunk;
    int action;
    ss_slice ref;
    ss_slice carrier, carrier_name, method, tracking;
    const ss_address *ship_from;
    int64_t shipped_at;
} dec_cand;

typedef struct dec_work {
    const ss_case *c;
    const ss_amazon_order *az; /* NULL unless Amazon was read and knows it */
    ss_arena *a;
    ss_err *err;
    ss_plan *plan;
    bool failed;
    bool waits;       /* Amazon still waits for the parcel */
    bool near;        /* within the margin of ship-by */
    bool live;        /* a message is in flight or unknown */
    bool sent;        /* something was sent as shipped, outcome good or open */
    bool quiet;       /* held, but goes by itself: no alarm */
    bool loud;        /* alarm whatever the time */
    bool reads_first; /* a correction waits until Amazon's package was read */
    dec_want want;
    dec_row *rows;
    size_t row_count;
    bool too_many;
    ss_slice bare_key, bare_name; /* carrier of an outbound row without a number */
    int64_t newest;               /* time of the newest outbound row */
    const ss_parcel *parcels;     /* the case's, and those only messages tell of */
    size_t parcel_count;
    dec_cand *cands;
    size_t cand_count;
    bool *taken;   /* packages that are one of our parcels */
    int64_t *left; /* units that nobody has claimed */
    ss_reason held;
    ss_slice held_detail;
    ss_reason notes[DEC_NOTES];
    size_t note_count;
    ss_reason closed;
} dec_work;

/* ---- ss_decide.c: outcome -------------------------------------------------------------------- */
/* Sets the verdict; always true, so that a stage can `return dec_settle(...)`. */
bool dec_settle(dec_work *w, int verdict, ss_reason reason, ss_slice detail);
void dec_close(dec_work *w, ss_reason why);
void dec_note(dec_work *w, ss_reason note);
/* Remembers a reason to hold; of several the first that needs a person is said. */
void dec_hold(dec_work *w, ss_reason reason, ss_slice detail);
/* Decide again at / read Amazon by: the earliest wins. */
void dec_look(dec_work *w, int64_t at);
void dec_read(dec_work *w, int64_t at);
/* "reading": Amazon is to be read by `due`. */
bool dec_reading(dec_work *w, int64_t due);
void *dec_alloc(dec_work *w, size_t count, size_t size);
ss_slice dec_norm(dec_work *w, ss_slice text);
ss_slice dec_number(dec_work *w, int64_t n);

/* ---- facts about messages (decide_want.c) ---------------------------------------------------- */
bool dec_is_live(const ss_message *m);
const ss_message *dec_top(const ss_case *c, int kind, int64_t parcel);

/* ---- stages ---------------------------------------------------------------------------------- */
void dec_want_of(dec_work *w);
void dec_rows_of(dec_work *w);
bool dec_stage_program(dec_work *w);
bool dec_stage_cancelled(dec_work *w);
bool dec_stage_market(dec_work *w);
/* Amazon's state allows neither shipping nor cancelling now. */
bool dec_stage_status(dec_work *w);
bool dec_stage_cancel(dec_work *w);
bool dec_stage_ship(dec_work *w);

/* ---- parcels --------------------------------------------------------------------------------- */
void dec_cands_of(dec_work *w); /* decide_parcels.c */
void dec_number_parcels(dec_work *w);
void dec_match_packages(dec_work *w); /* decide_match.c */
/* Finds Amazon's reference of a sent parcel into cand->ref, or holds. */
bool dec_find_ref(dec_work *w, dec_cand *k);
/* Packages nobody has taken that could be what was sent by their items alone; *at is the last. */
size_t dec_count_by_items(const dec_work *w, const ss_message *sent, bool untracked, size_t *at);
void dec_count_units(dec_work *w); /* decide_units.c */
void dec_spread_units(dec_work *w);
/* Units of an item that Amazon shows as fulfilled or in a package, whichever says more. */
int64_t dec_shipped_units(const ss_amazon_order *az, const ss_amazon_item *item);
bool dec_is_sent(const dec_cand *k);
/* What was last sent of a parcel: on its way, else done. */
const ss_message *dec_last_sent(const dec_cand *k);
/* Items of a units array; *n entries. */
const ss_item *dec_items(dec_work *w, const int64_t *units, size_t *n);

/* Fills a candidate Amazon was told of (decide_correct.c): keep, correct, or tell again. */
void dec_sent_parcel(dec_work *w, dec_cand *k);

/* ---- carrier (decide_carrier.c) -------------------------------------------------------------- */
typedef struct dec_carrier {
    ss_slice code, other;
    ss_slice said;  /* the shop's words, for texts */
    ss_reason hold; /* SS_R_none: fine */
    ss_slice detail;
    bool untracked; /* usually without a number */
} dec_carrier;
dec_carrier dec_carrier_of(dec_work *w, const dec_row *row);
/* Carrier against number: holds, replaces or notes. */
void dec_carrier_check(dec_work *w, dec_carrier *k, const dec_row *row);
ss_slice dec_method_of(const dec_work *w);
/* The parcel goes with this carrier, or is held for its reason (decide_ship.c). */
void dec_use_carrier(dec_work *w, dec_cand *k, const dec_carrier *carrier);
/* A shop's text for a message: what is not printable ASCII is shown as '?'. */
ss_slice dec_plain(dec_work *w, ss_slice raw);
bool dec_uses_match(const ss_settings *s);

/* ---- Amazon's packages (decide_verify.c) ----------------------------------------------------- */
bool dec_same_items(const ss_item *a, size_t an, const ss_item *b, size_t bn);

#endif
