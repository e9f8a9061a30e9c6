/*
 * Feed documents: POST_ORDER_FULFILLMENT_DATA and POST_ORDER_ACKNOWLEDGEMENT_DATA.
 *
 * A writer streams one document into a sink in constant memory. It has no clock and clamps nothing:
 * what is not legal is refused with its place, and the document is then to be thrown away.
 * Source of the rules: Amazon's order feeds (envelope, OrderFulfillment, OrderAcknowledgement).
 */
#ifndef SS_FEED_H
#define SS_FEED_H

#include "ss_base.h"
#include "ss_buf.h"

typedef enum ss_feed_type { SS_FEED_SHIP, SS_FEED_CANCEL } ss_feed_type;

/* "POST_ORDER_FULFILLMENT_DATA" / "POST_ORDER_ACKNOWLEDGEMENT_DATA" */
const char *ss_feed_type_name(ss_feed_type type);

typedef struct ss_item {
    ss_slice id;      /* Amazon order item code, digits */
    int64_t quantity; /* units, >= 1 (ship) */
    ss_slice reason;  /* cancel reason (cancel) */
} ss_item;

/* All absent or complete (name, line1, city, postal_code, country are then required). */
typedef struct ss_address {
    ss_slice name, line1, line2, line3, city, county, region, postal_code, country;
} ss_address;

typedef struct ss_ship_message {
    uint64_t id;           /* MessageID, the message row's id, >= 1, above the one before it */
    ss_slice order;        /* Amazon order number */
    int64_t shipped_at;    /* FulfillmentDate, epoch seconds UTC */
    ss_slice carrier;      /* CarrierCode: exact code, or "Other"; never absent */
    ss_slice carrier_name; /* CarrierName: required with Other, absent otherwise */
    ss_slice method;       /* ShippingMethod, always */
    ss_slice tracking;     /* ShipperTrackingNumber; absent for untracked, never empty */
    const ss_item *items;  /* NULL/0 = the whole order */
    size_t item_count;
    const ss_address *ship_from; /* NULL = Amazon's default */
} ss_ship_message;

typedef struct ss_cancel_message {
    uint64_t id;
    ss_slice order;
    const ss_item *items; /* every item of the order, each with a reason */
    size_t item_count;    /* >= 1 */
} ss_cancel_message;

/* Cancel reasons of OrderAcknowledgement that may be offered: NoInventory, BuyerCanceled,
 * ShippingAddressUndeliverable, CustomerExchange, PricingError. */
bool ss_cancel_reason_known(ss_slice reason);

/* Texts must be normalized (ss_text_normalize): a line break, a tab, a double, leading or trailing
 * blank is refused, as are characters XML does not allow and broken UTF-8 (err->pos: byte offset in
 * the field). Lengths count characters. The tracking number is printable ASCII. A carrier code that
 * ss_carrier_code_known does not know is written: Amazon's list may be newer than ours; warning the
 * owner is the caller's business. An order item code has 1 to 20 digits; 14 is usual, others are
 * worth a warning by the caller. MessageIDs must ascend strictly: so no id can come twice, however
 * long the feed, without remembering them. */

/* Takes the next bytes of the document; false stops the writer with SS_E_STATE. */
typedef bool (*ss_feed_sink)(void *ctx, const char *p, size_t n);

typedef struct ss_feed_writer ss_feed_writer;

/* merchant: MerchantIdentifier (seller id, 1 to 50 characters). NULL on refusal or memory. */
ss_feed_writer *ss_feed_open(ss_feed_type type, ss_slice merchant, ss_feed_sink sink, void *ctx,
                             ss_err *err) SS_MUST_CHECK;
/* Each checks the message whole before a byte of it is written; on false the document is void.
 * err->place names the field ("messages[3].tracking"; index counts from 0 in this feed). */
bool ss_feed_ship(ss_feed_writer *w, const ss_ship_message *m, ss_err *err) SS_MUST_CHECK;
bool ss_feed_cancel(ss_feed_writer *w, const ss_cancel_message *m, ss_err *err) SS_MUST_CHECK;
/* The checks alone, without a writer: for preview and decide. */
bool ss_ship_check(const ss_ship_message *m, ss_err *err) SS_MUST_CHECK;
bool ss_cancel_check(const ss_cancel_message *m, ss_err *err) SS_MUST_CHECK;
/* Bytes a message adds to a document (a checked message; else meaningless). A feed is full before a
 * message that would bring ss_feed_bytes near SS_MAX_FEED_BYTES (64 bytes cover the end). */
size_t ss_ship_bytes(const ss_ship_message *m);
size_t ss_cancel_bytes(const ss_cancel_message *m);
/* Bytes written so far; messages so far. */
size_t ss_feed_bytes(const ss_feed_writer *w);
size_t ss_feed_messages(const ss_feed_writer *w);
/* Writes the end of the document. A feed without messages is refused. Does not free. */
bool ss_feed_close(ss_feed_writer *w, ss_err *err) SS_MUST_CHECK;
/* Frees in any state. NULL-tolerant. */
void ss_feed_free(ss_feed_writer *w);

/* Convenience sink for an ss_buf (limit of the buffer holds). */
bool ss_feed_to_buf(void *ctx, const char *p, size_t n);

#endif
