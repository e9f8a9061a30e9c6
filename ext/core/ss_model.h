/*
 * The data model: settings, the order as the shop has it, the order as Amazon has it, our own rows.
 *
 * Pure data. Slices point into an arena that the holder of the struct names. Times are epoch
 * seconds UTC, 0 = not known unless said otherwise. Descriptors (ss_rec_*) are in ss_model.c.
 * Names of fields are the keys of the arrays in StatusSync\Store and StatusSync\Shop and, for rows,
 * the columns of our tables.
 */
#ifndef SS_MODEL_H
#define SS_MODEL_H

#include "ss_feed.h"
#include "ss_policy.h"
#include "ss_record.h"

/* Never (for times that are "not before"). */
#define SS_NEVER INT64_C(4102444800)

/* ---- settings document (docs: settings) ------------------------------------------------------- */

/* A shop status with the name it had when the owner chose it: status_changed_meaning. */
typedef struct ss_ship_rule {
    int64_t status;
    ss_slice name; /* absent: not checked */
    bool has_ship_from;
    ss_address ship_from;
} ss_ship_rule;

typedef struct ss_cancel_rule {
    int64_t status;
    ss_slice name;
    ss_slice reason; /* Amazon's CancelReason or "ask" */
    int64_t after_minutes;
} ss_cancel_rule;

typedef struct ss_open_rule {
    int64_t status;
    ss_slice name;
} ss_open_rule;

typedef enum ss_source_kind {
    SS_SRC_AUTO,
    SS_SRC_TRACKING,
    SS_SRC_FIXED,
    SS_SRC_SHIPPING_MODULE,
    SS_SRC_MATCH
} ss_source_kind;
extern const char *const ss_source_names[]; /* auto tracking fixed shipping_module match */

/* from: the shop's carrier name or its numeric key, or a shipping module's code.
 * Either code (exact code) or other (CarrierName for "Other"; method map: the text) is set. */
typedef struct ss_map_entry {
    ss_slice from, code, other;
} ss_map_entry;

typedef struct ss_settings {
    bool sync;        /* "auto" */
    int64_t interval; /* seconds between normal sends */
    const ss_ship_rule *ship;
    size_t ship_count;
    const ss_cancel_rule *cancel;
    size_t cancel_count;
    const ss_open_rule *open;
    size_t open_count;
    int carrier_source; /* ss_source_kind */
    ss_slice carrier_value;
    const ss_map_entry *carrier_map;
    size_t carrier_map_count;
    ss_slice carrier_fallback;       /* Amazon code, absent = hold */
    ss_slice carrier_fallback_other; /* CarrierName if the fallback is "Other" */
    const ss_slice *untracked;       /* shop carrier names or keys that usually have no code */
    size_t untracked_count;
    int detect; /* ss_detect_mode */
    int method_source;
    ss_slice method_value;
    const ss_map_entry *method_map;
    size_t method_map_count;
    int tracking_source;
    int64_t wait_hours;     /* without_tracking.wait_hours */
    bool send_untracked;    /* without_tracking.then == "send" */
    int64_t settle_minutes; /* parcels.settle_minutes */
    int several;            /* ss_several */
    int transport;          /* ss_transport_mode */
    int64_t limits_share;   /* per mille */
    int64_t brake_shipments, brake_cancels, brake_refused_percent;
    int64_t retention_days;
    int64_t start_at; /* orders purchased before are left alone; set by activate, 0 = all */
    bool text_links;  /* links from text in comments are allowed */
} ss_settings;

typedef enum ss_detect_mode { SS_DETECT_OFF, SS_DETECT_WARN, SS_DETECT_USE } ss_detect_mode;
extern const char *const ss_detect_mode_names[]; /* off warn use */
typedef enum ss_several { SS_SEVERAL_SPLIT, SS_SEVERAL_FIRST, SS_SEVERAL_LAST } ss_several;
extern const char *const ss_several_names[]; /* split first last */
typedef enum ss_transport_mode {
    SS_TRANSPORT_AUTO,
    SS_TRANSPORT_FEED,
    SS_TRANSPORT_EXPRESS
} ss_transport_mode;
extern const char *const ss_transport_mode_names[]; /* auto feed express */

/* ---- the order as the shop has it (StatusSync\Shop::orders) ------------------------------------- */

typedef struct ss_shop_history {
    ss_slice id; /* ascending with time of insertion */
    int64_t status;
    int64_t at;
} ss_shop_history;

typedef struct ss_shop_tracking {
    ss_slice id;
    ss_slice carrier_key; /* the shop's numeric carrier id as text, or absent */
    ss_slice carrier;     /* the shop's carrier name, or absent */
    ss_slice code;        /* as written, or absent */
    bool is_return;
    int64_t at;
} ss_shop_tracking;

typedef enum ss_link_source {
    SS_LINK_MANUAL,
    SS_LINK_IMPORTED,
    SS_LINK_MAGNALISTER,
    SS_LINK_FIELD,
    SS_LINK_TEXT
} ss_link_source;
extern const char *const ss_link_source_names[];

typedef struct ss_shop_link {
    int source; /* ss_link_source */
    ss_slice amazon_order;
    ss_slice account;      /* our account id if the source names it (mpID map), else absent */
    ss_slice fulfilled_by; /* "AMAZON" if the source knows FBA, else absent */
    bool second_sign;      /* text only: payment or shipping class of imported orders */
} ss_shop_link;

typedef struct ss_shop_order {
    ss_slice id;
    bool gone; /* deleted in the shop: every other field is empty */
    int64_t purchased;
    int64_t status;
    bool total_zero; /* all totals 0 (storno without status) */
    bool storno;     /* the shop itself calls its status a storno, whatever the settings say */
    ss_slice shipping_module, payment_module;
    const ss_shop_history *history; /* ascending by id */
    size_t history_count;
    const ss_shop_tracking *tracking; /* ascending by id */
    size_t tracking_count;
    const ss_shop_link *links;
    size_t link_count;
    ss_slice matched_carrier, matched_method; /* results of match sources, absent if none */
    const ss_slice *matched_tracking;
    size_t matched_tracking_count;
    const ss_slice *matched_carriers; /* of the number at the same place; empty: matched_carrier */
    size_t matched_carriers_count;
    bool match_broken; /* a matched table or column is gone */
} ss_shop_order;

typedef struct ss_shop_status {
    int64_t id;
    ss_slice name;
} ss_shop_status;

/* ---- the order as Amazon has it (Orders 2026-01-01) --------------------------------------------- */

typedef enum ss_amazon_status {
    SS_AMAZON_UNKNOWN,
    SS_AMAZON_PENDING_AVAILABILITY,
    SS_AMAZON_PENDING,
    SS_AMAZON_UNSHIPPED,
    SS_AMAZON_PARTIALLY_SHIPPED,
    SS_AMAZON_SHIPPED,
    SS_AMAZON_CANCELLED,
    SS_AMAZON_UNFULFILLABLE
} ss_amazon_status;
extern const char *const ss_amazon_status_names[]; /* Amazon's words */

typedef struct ss_amazon_item {
    ss_slice id;
    int64_t ordered, fulfilled;
    bool transparency; /* needs codes per unit: a person */
} ss_amazon_item;

typedef struct ss_package {
    ss_slice ref;     /* packageReferenceId */
    ss_slice carrier; /* Amazon's text */
    ss_slice tracking;
    int64_t shipped_at;
    const ss_item *items; /* id, quantity */
    size_t item_count;
} ss_package;

typedef struct ss_amazon_order {
    ss_slice id;
    int status;            /* ss_amazon_status */
    ss_slice fulfilled_by; /* "AMAZON", "MERCHANT" */
    ss_slice channel;      /* "AMAZON", "NON_AMAZON" */
    ss_slice marketplace;
    const ss_slice *programs;
    size_t program_count;
    int64_t created, updated, ship_by;
    const ss_amazon_item *items;
    size_t item_count;
    const ss_package *packages;
    size_t package_count;
    bool cancel_requested; /* by the buyer, not yet executed */
    ss_slice cancelled_by; /* BUYER, MERCHANT, AMAZON; absent if not cancelled */
} ss_amazon_order;

/* ---- our rows ------------------------------------------------------------------------------------
 * id 0 = not stored yet. version = the version read (compare-and-set). */

typedef enum ss_amazon_known {
    SS_KNOWN_UNREAD, /* never read */
    SS_KNOWN_FOUND,
    SS_KNOWN_MISSING /* 404: not in this account */
} ss_amazon_known;
extern const char *const ss_known_names[]; /* unread found missing */

typedef enum ss_role { SS_ROLE_NONE, SS_ROLE_MAIN, SS_ROLE_SPLIT } ss_role;
extern const char *const ss_role_names[]; /* none main split */

typedef enum ss_verdict {
    SS_V_NONE, /* linked, nothing wanted yet; outside: "skip" with reason "not_shipped" */
    SS_V_SHIP,
    SS_V_CANCEL,
    SS_V_HOLD,
    SS_V_SKIP,
    SS_V_CONFLICT,
    SS_V_DONE
} ss_verdict;
extern const char *const ss_verdict_names[]; /* "", ship cancel hold skip conflict done */

typedef struct ss_order {
    int64_t id;
    ss_slice account, shop_order, amazon_order;
    int link_source;
    bool uncertain;       /* several accounts, none was named: ours if getOrder knows it here */
    int role;             /* ss_role: chosen by the owner for double links */
    int64_t purchased;    /* the shop order's purchase date when it was linked */
    bool open;            /* closed rows are not looked at until something wakes them */
    ss_slice closed_why;  /* stable code, absent while open */
    int verdict;          /* ss_verdict, last decision */
    ss_slice reason;      /* stable code, absent if none */
    ss_slice detail;      /* parameter of the reason's text (carrier name, code ...) */
    ss_slice shop_digest; /* digest of the shop facts last decided on; absent = decide again */
    int64_t shop_status;  /* status last seen; -1 = none seen */
    int64_t shipped_at;   /* ship date: first shipped history row, else first seen; never changed */
    int64_t cancel_since; /* first seen in a cancel status; 0 = is not in one */
    int known;            /* ss_amazon_known */
    ss_amazon_order amazon; /* last read; items and packages included */
    int64_t read_at;        /* when Amazon was last read for this order; 0 = never */
    int64_t look_at;        /* decide again at; 0 = now, SS_NEVER = only on a change */
    int64_t read_due;       /* read at Amazon at; SS_NEVER = no read wanted */
    /* What Amazon does not do for this order alone, and until when it is not tried again: the
     * operation that it denied (ss_op_name); "unread_once", then "unreadable": it answered getOrder,
     * but not with what can be read; absent = none. */
    ss_slice denied;
    int64_t denied_until;
    int64_t deadline;       /* ship-by, or SS_NEVER */
    int64_t seen_at;        /* last look at the shop */
    bool express;           /* owner asked: send now */
    bool ignored;           /* owner: do not send */
    bool carrier_confirmed; /* owner: carrier is right (carrier_doubtful) */
    bool replace_theirs;    /* owner: replace what Amazon has (already_shipped) */
    bool released;          /* owner released this cancel or held-back order one by one */
    bool cancel_revoked;    /* owner took the cancel back */
    ss_slice cancel_reason; /* owner's choice, absent if none */
    const ss_slice *notes;  /* stable codes of the last decision's warnings */
    size_t note_count;
    int64_t version, fence;
} ss_order;

typedef enum ss_parcel_state {
    SS_PARCEL_NEW,
    SS_PARCEL_SENT, /* a message is in flight or unknown */
    SS_PARCEL_ACCEPTED,
    SS_PARCEL_VERIFIED,
    SS_PARCEL_MISMATCH,
    SS_PARCEL_GONE /* its row was deleted in the shop after sending */
} ss_parcel_state;
extern const char *const ss_parcel_state_names[];

typedef struct ss_parcel {
    int64_t id;
    int64_t order_id;
    int64_t number;      /* 1.. in the order; never reused */
    ss_slice row;        /* the shop's tracking row id; "-" for the parcel without a row */
    ss_slice tracking;   /* last wanted tracking, cleaned; absent if untracked */
    ss_slice carrier;    /* last wanted Amazon code */
    ss_slice amazon_ref; /* packageReferenceId at Amazon: ours by confirmShipment, read back for
                            feed parcels; absent = not known */
    int state;           /* ss_parcel_state */
    int64_t version, fence;
} ss_parcel;

typedef enum ss_message_kind { SS_MSG_SHIP, SS_MSG_CANCEL } ss_message_kind;
extern const char *const ss_message_kind_names[]; /* ship cancel */

typedef enum ss_message_state {
    SS_M_HELD,
    SS_M_PENDING,
    SS_M_IN_FLIGHT,
    SS_M_UNKNOWN,
    SS_M_ACCEPTED,
    SS_M_VERIFIED,
    SS_M_REJECTED,
    SS_M_MISMATCH,
    SS_M_SUPERSEDED,
    SS_M_REVOKED,
    SS_M_IGNORED,
    SS_M_PARKED
} ss_message_state;
extern const char *const ss_message_state_names[];

typedef enum ss_lane { SS_LANE_FEED, SS_LANE_EXPRESS } ss_lane;
extern const char *const ss_lane_names[]; /* feed express */

/* One intent. UNIQUE(order_id, kind, parcel, revision). */
typedef struct ss_message {
    int64_t id; /* also the MessageID in a feed */
    ss_slice account;
    int64_t order_id;
    ss_slice shop_order, amazon_order;
    int kind;         /* ss_message_kind */
    int64_t parcel;   /* parcel number; 0 for a cancel */
    int64_t revision; /* 1.. ; a changed payload is a new revision */
    int state;        /* ss_message_state */
    ss_slice reason;  /* why held, rejected, parked ...; stable code */
    ss_slice marketplace;
    /* payload (one JSON column "payload" outside) */
    ss_slice carrier, carrier_name, method, tracking;
    int64_t shipped_at;
    const ss_item *items; /* ship: id, quantity; cancel: id, reason */
    size_t item_count;
    bool has_ship_from;
    ss_address ship_from;
    bool edit; /* changes a package Amazon already has: confirmShipment only */
    /* end of payload */
    ss_slice digest;     /* of the payload */
    ss_slice amazon_ref; /* packageReferenceId used or to be used */
    int lane;            /* ss_lane of the last or next attempt */
    int64_t attempts;
    int64_t splits;      /* rounds of splitting a refused feed it went through */
    int64_t part;        /* at most so many messages in its next feed; 0 = any number */
    int64_t not_before;  /* do not send before; unknown: absence proves nothing before */
    int64_t deadline;    /* ship-by or SS_NEVER */
    int64_t feed;        /* feed row id of the last attempt by feed, 0 = none */
    ss_slice code, text; /* Amazon's words of the last answer */
    ss_slice request_id;
    int64_t created_at, sent_at, changed_at;
    int64_t version, fence;
} ss_message;
/* Amazon took it: it stays on record, whatever is found there later. */
bool ss_message_is_done(const ss_message *m);

typedef enum ss_feed_state {
    SS_F_BUILDING,   /* messages are claimed; nothing with an effect was sent */
    SS_F_SUBMITTING, /* written ahead of createFeed: without an answer this means "unknown" */
    SS_F_QUEUED,     /* createFeed answered or feed adopted; last seen IN_QUEUE or not polled yet */
    SS_F_PROCESSING, /* IN_PROGRESS */
    SS_F_DONE,       /* DONE or FATAL with a report to fetch */
    SS_F_CANCELLING, /* cancelFeed was written ahead */
    SS_F_SETTLED,    /* every message has its outcome */
    SS_F_CANCELLED,  /* CANCELLED was read back: nothing happened; messages are pending again */
    SS_F_ABANDONED,  /* never submitted, or certainly not created */
    SS_F_FATAL,      /* refused whole; messages were dealt with one by one */
    SS_F_LOST        /* no report to be had any more; messages are read at Amazon */
} ss_feed_state;
extern const char *const ss_feed_state_names[];

/* As `missed_at`: found in the listing, not told by createFeed. Of all candidates it was the only one,
 * but another program's feed of the same minute may have been taken for ours. */
#define SS_FEED_ADOPTED (-1)

typedef struct ss_feed_row {
    int64_t id;
    ss_slice account;
    int type; /* ss_feed_type */
    ss_slice marketplace;
    ss_slice digest;      /* of the document */
    int64_t messages;     /* messages in it */
    int state;            /* ss_feed_state */
    ss_slice document_id; /* feedDocumentId */
    ss_slice feed_id;     /* Amazon's feedId, absent until known */
    int64_t requested_at; /* createFeed was about to be sent, by Amazon's clock */
    int64_t submitted_at; /* Amazon's word that it exists */
    int64_t next_poll;
    int64_t polls;
    int64_t processing_at; /* first seen IN_PROGRESS; 0 = not yet */
    int64_t urgent_at;     /* from then on a due order waits for it; 0 = none does */
    int64_t misses;        /* listings without it while SUBMITTING */
    int64_t missed_at;     /* time of the first such listing; SS_FEED_ADOPTED */
    ss_slice result_id;    /* resultFeedDocumentId */
    int64_t accepted, rejected;
    ss_slice code, text, request_id;
    int64_t version, fence;
} ss_feed_row;
extern const char *const ss_feed_type_names[]; /* ship cancel */

/* Append-only evidence. Never secrets, never personal data, never presigned URLs. */
typedef struct ss_event_row {
    int64_t at;
    ss_slice account;
    int64_t order_id, message, feed; /* 0 = none */
    ss_slice what;                   /* stable code: "createFeed", "accepted", "hold" ... */
    int64_t http;                    /* HTTP status, 0 = none */
    ss_slice request_id, code, text;
} ss_event_row;

extern const char *const ss_op_names[]; /* createFeedDocument ... as ss_op_name() */

typedef struct ss_bucket_row {
    int op; /* ss_op */
    int64_t tokens, at, halved_until;
} ss_bucket_row;

/* One UTC day's counters, for the brake and the chart. */
typedef struct ss_day {
    int64_t day;
    int64_t ships, cancels, accepted, rejected;
} ss_day;

/* State of an account between runs; one JSON column, compare-and-set by version and fence. */
typedef struct ss_account_state {
    int mode;              /* ss_account_mode */
    ss_slice stopped;      /* null|brake|credentials|copy|rebuild|limit */
    ss_slice stopped_text; /* why, with Amazon's code */
    int64_t runs;          /* run counter, also beside the key file (restored backup) */
    int64_t last_run, last_success, next_due;
    int64_t last_send; /* start of the last normal send */
    int64_t last_full; /* last time every open order was decided afresh */
    /* shop watermarks: opaque to the core, made and read by the adapter */
    ss_slice watermarks;
    ss_slice status_digest; /* of the shop's statuses at the last full look */
    /* searchOrders */
    int64_t search_since;  /* lastUpdatedAfter of the present sweep */
    int64_t search_before; /* lastUpdatedBefore, fixed at page one; 0 = no sweep going on */
    ss_slice search_token;
    int64_t search_token_at;
    int64_t searched_to;            /* watermark: everything updated before was read */
    bool pilot_express, pilot_feed; /* pilots passed (or waived) */
    int64_t pilot_message;          /* message of the pilot under way, 0 = none */
    int64_t released_until;   /* the day for which the owner lifted a brake; each has its own */
    int64_t released_ships;   /* count: shipments of that day, */
    int64_t released_cancels; /* cancels, */
    int64_t released_refused; /* and refusals he knew of */
    int64_t preview_count;    /* number released in the first preview */
    int64_t rebuild_since;    /* mode rebuild: since when */
    int64_t resumed_at;       /* after a gap: orders must be read after this before a ship */
    int64_t cancels_after;    /* cancels first seen until then are released one by one */
    int64_t denied_reads;     /* orders denied one after the other by getOrder, */
    int64_t denied_ships;     /* and by confirmShipment, without one that was not */
    int64_t clock_skew;       /* Amazon's Date minus ours, seconds, last seen */
    int64_t down_since;       /* first request of those that Amazon left unanswered; 0: answers */
    int64_t heard_at;         /* when it last answered anything */
    const ss_day *days;       /* last 31 days, ascending */
    size_t day_count;
} ss_account_state;

typedef enum ss_account_mode {
    SS_MODE_NEW,     /* never activated: collects, sends nothing */
    SS_MODE_PREVIEW, /* activated or back after 7 days: Amazon is read first, then waits for release */
    SS_MODE_ACTIVE,
    SS_MODE_REBUILD
} ss_account_mode;
extern const char *const ss_account_mode_names[]; /* new preview active rebuild */

typedef struct ss_account {
    ss_slice id, name, region, seller;
    const ss_slice *marketplaces;
    size_t marketplace_count;
    bool on;
    bool only_account; /* no other account exists in this shop */
    ss_slice bound;    /* fingerprint the account is bound to; absent = not bound yet */
} ss_account;

extern const ss_record ss_rec_item, ss_rec_address, ss_rec_ship_rule, ss_rec_cancel_rule,
    ss_rec_open_rule, ss_rec_map_entry, ss_rec_settings, ss_rec_shop_history, ss_rec_shop_tracking,
    ss_rec_shop_link, ss_rec_shop_order, ss_rec_shop_status, ss_rec_amazon_item, ss_rec_package,
    ss_rec_amazon_order, ss_rec_order, ss_rec_parcel, ss_rec_message, ss_rec_feed, ss_rec_event,
    ss_rec_bucket, ss_rec_day, ss_rec_account_state, ss_rec_account;

#endif
