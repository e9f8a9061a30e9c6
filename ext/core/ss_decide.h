/*
 * What is right for one order. Pure: (shop, Amazon, our rows, settings, now) -> plan.
 *
 * All rules that concern one order live here and nowhere else. decide judges; it never stores,
 * sends or reads. run compares the plan with the messages that exist and acts.
 */
#ifndef SS_DECIDE_H
#define SS_DECIDE_H

#include "ss_model.h"
#include "ss_reasons.h"

enum {
    SS_MARGIN_EXPRESS = 36000,  /* 10 h before ship-by: nothing waits any more, confirmShipment */
    SS_ALARM_AHEAD = 86400,     /* a held order alarms from 24 h before ship-by */
    SS_WATCH_EVERY = 600,       /* within the margin an unshipped order is looked at this often */
    SS_VERIFIED_KEEP = 2592000, /* open for 30 days after verified */
    SS_TOO_OLD = 63072000       /* 2 years: Amazon returns no older orders */
};

/* Everything known about one order. Nothing is owned. */
typedef struct ss_case {
    const ss_settings *settings;
    const ss_account *account;
    const ss_shop_status *statuses; /* the shop's statuses now; NULL: not known, names unchecked */
    size_t status_count;
    const ss_shop_order *shop;
    const ss_order *order; /* our row; order->amazon valid if order->known == SS_KNOWN_FOUND */
    const ss_parcel *parcels;
    size_t parcel_count;
    const ss_message *messages; /* every message of the order that is not superseded; the newest
                                   revision even if it is */
    size_t message_count;
    /* Other shop orders with the same Amazon number (ids), and whether this one is the main one:
     * chosen by the owner, else the one linked first. */
    const ss_slice *twins;
    size_t twin_count;
    bool is_main;
    ss_slice elsewhere; /* ss_link_elsewhere: whose order it is if not this account's */
    /* Tracking rows of split twins are appended to shop->tracking by the caller. */
    int64_t now;
    int64_t run_started; /* a read at or after this counts as "in the same run" */
    int64_t clock_skew;  /* Amazon's clock minus ours, as last seen; 0 = not known */
} ss_case;

typedef enum ss_parcel_action {
    SS_PARCEL_KEEP, /* nothing to send: Amazon has it, or a message for it is on its way */
    SS_PARCEL_SEND, /* new package */
    SS_PARCEL_EDIT  /* change the package that Amazon has under amazon_ref */
} ss_parcel_action;

typedef struct ss_plan_parcel {
    int64_t number; /* existing parcel's number, or the next free one */
    ss_slice row;   /* shop tracking row id; "-" without a row */
    int action;     /* ss_parcel_action */
    bool at_amazon; /* Amazon already shows this parcel as wanted: verified unsent */
    ss_slice carrier, carrier_name, method;
    ss_slice tracking; /* cleaned; absent = untracked */
    int64_t shipped_at;
    const ss_item *items; /* never empty once Amazon was read */
    size_t item_count;
    const ss_address *ship_from; /* NULL = Amazon's default */
    ss_slice amazon_ref;         /* for EDIT and KEEP when known */
} ss_plan_parcel;

typedef struct ss_plan {
    int verdict;                   /* ss_verdict */
    ss_slice reason;               /* stable code (static memory) or absent; docs: reasons */
    ss_slice detail;               /* parameter of the reason's text, in the arena */
    const ss_plan_parcel *parcels; /* verdict SHIP: the parcels; HOLD: what would be sent */
    size_t parcel_count;
    ss_slice cancel_reason;      /* verdict CANCEL */
    const ss_item *cancel_items; /* every item with the reason */
    size_t cancel_item_count;
    int64_t not_before;   /* SHIP/CANCEL: do not send before (settling, 30 minutes); else 0 */
    int64_t look_at;      /* decide again at this time although nothing changed; SS_NEVER */
    int64_t read_due;     /* Amazon is to be read by then; SS_NEVER = no read wanted */
    int64_t deadline;     /* ship-by or SS_NEVER */
    int64_t shipped_at;   /* to be kept in the order row; 0 = not shipped */
    int64_t cancel_since; /* to be kept; 0 = not in a cancel status */
    bool urgent;          /* deadline nearer than SS_MARGIN_EXPRESS, or the owner said "now" */
    bool alarm;           /* a person must look before the deadline */
    bool close;           /* nothing more to do with this order */
    ss_slice closed_why;
    const ss_slice *notes; /* stable codes of warnings (carrier_doubtful, buyer_request,
                              cannot_be_added, row_deleted, several_claimed ...) */
    size_t note_count;
} ss_plan;

/* Decides. The plan lives in the arena `a` and points into the case. False only on lack of memory
 * or a case that contradicts itself (SS_E_STATE). */
bool ss_decide(const ss_case *c, ss_arena *a, ss_plan *plan, ss_err *err) SS_MUST_CHECK;

/* Why this order is not read at Amazon at present, as a reason's code ("access_denied", "unreadable", or
 * "reading": it is asked for again soon); absent: it may be read. */
ss_slice ss_order_closed_to_reads(const ss_order *o, int64_t now);

/* Was the order read in a run that began then? A picture from the future is that of a machine whose clock
 * is ahead of ours, and may be older than the run. */
bool ss_read_between(const ss_order *o, int64_t started, int64_t now);

/* Is the payload of a message what the plan wants for its parcel? (carrier, method, tracking, date,
 * items in any order, ship-from, edit; not amazon_ref, which is an address and no payload) */
bool ss_payload_same(const ss_message *m, const ss_plan_parcel *p);

/* Which link of the shop order counts (source order: typed or imported, magnalister, field, text)
 * and whether it may be used by this account. NULL: none; *reason says why (not_linked,
 * which_account) or is absent. Text links need settings->text_links and the second sign. */
const ss_shop_link *ss_link_choose(const ss_shop_order *shop, const ss_settings *settings,
                                   const ss_account *account, ss_slice *reason);

/* The other account that the link names; absent if it names this one or none. */
ss_slice ss_link_elsewhere(const ss_shop_order *shop, const ss_settings *settings,
                           const ss_account *account);

/* Does Amazon's picture agree with what was sent? Tracking (normalised) and quantities count,
 * carrier text does not; untracked: fulfilled quantities. */
typedef enum ss_agreement {
    SS_AGREE_YES,
    SS_AGREE_NOT_YET, /* nothing there (yet) */
    SS_AGREE_NO       /* something else is there */
} ss_agreement;
/* *ref: the package's reference if one agrees, else absent. */
ss_agreement ss_agrees(const ss_message *m, const ss_amazon_order *amazon, ss_arena *scratch,
                       ss_slice *ref);

#endif
