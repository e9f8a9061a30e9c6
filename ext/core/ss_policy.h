/* Arithmetic of limits and retries: token buckets, retry classes, back-off. No clock, no state. */
#ifndef SS_POLICY_H
#define SS_POLICY_H

#include "ss_base.h"

/* Amazon operations that have a bucket of their own. */
typedef enum ss_op {
    SS_OP_CREATE_DOCUMENT, /* createFeedDocument  0.5/s     burst 15 */
    SS_OP_CREATE_FEED,     /* createFeed          0.0083/s  burst 15 */
    SS_OP_GET_FEED,        /* getFeed             2/s       burst 15 */
    SS_OP_GET_FEEDS,       /* getFeeds            0.0222/s  burst 10 */
    SS_OP_GET_DOCUMENT,    /* getFeedDocument     0.0222/s  burst 10 */
    SS_OP_CANCEL_FEED,     /* cancelFeed          2/s       burst 15 */
    SS_OP_SEARCH_ORDERS,   /* searchOrders        0.0056/s  burst 20 */
    SS_OP_GET_ORDER,       /* getOrder            0.5/s     burst 30 */
    SS_OP_CONFIRM,         /* confirmShipment     2/s       burst 10 */
    SS_OP_COUNT
} ss_op;

/* Amazon's operation name ("createFeed"). */
const char *ss_op_name(ss_op op);

/* Milli-tokens, so that everything is integer. */
typedef struct ss_bucket {
    int64_t tokens;       /* milli-tokens at `at` */
    int64_t at;           /* epoch seconds */
    int64_t halved_until; /* after a 429 our own rate is half until then; 0 = not */
} ss_bucket;

/* share: 1000 = all of the limit is ours, 500 = half (setting limits_share). */
ss_bucket ss_bucket_full(ss_op op, int share, int64_t now);
/* Refills up to now. A clock that went back refills nothing and moves `at` back. */
void ss_bucket_refill(ss_bucket *b, ss_op op, int share, int64_t now);
/* Whole tokens there now (after a refill). */
int64_t ss_bucket_available(const ss_bucket *b);
/* Takes n whole tokens if they are there. */
bool ss_bucket_take(ss_bucket *b, int64_t n);
/* Gives n unused tokens back (never above the burst). */
void ss_bucket_return(ss_bucket *b, ss_op op, int share, int64_t n);
/* Answer 429: the bucket is empty now and our rate is halved for an hour. retry_after: seconds from
 * the header or 0. */
void ss_bucket_throttled(ss_bucket *b, ss_op op, int64_t now, int64_t retry_after);
/* When will n whole tokens be there? (epoch seconds, >= now) */
int64_t ss_bucket_when(const ss_bucket *b, ss_op op, int share, int64_t now, int64_t n);

/* What an answer means for what we do next. */
typedef enum ss_class {
    SS_CLASS_OK,          /* 2xx with the fields we need */
    SS_CLASS_NOT_SENT,    /* certainly not sent (connect failed, deadline before sending) */
    SS_CLASS_THROTTLED,   /* 429: not done */
    SS_CLASS_TOKEN,       /* 401/403 about the access token: renew once, repeat; not done */
    SS_CLASS_DENIED,      /* 403: role or access missing: of one order, or account-wide; a person */
    SS_CLASS_CREDENTIALS, /* token endpoint said invalid_client, invalid_grant ...: account-wide */
    SS_CLASS_NOT_FOUND,   /* 404 */
    SS_CLASS_REFUSED,     /* other 4xx: not done, will not get better by itself */
    SS_CLASS_UNAVAILABLE, /* 5xx, HTML or unreadable answer to a read: try later */
    SS_CLASS_UNKNOWN      /* an effect may or may not have happened: ask */
} ss_class;

/* Outcome of the transport itself. */
typedef enum ss_transport {
    SS_SENT_ANSWERED,  /* a complete HTTP answer */
    SS_SENT_NO_ANSWER, /* request (perhaps) sent, no or broken answer */
    SS_NEVER_SENT      /* certainly no byte of the request reached the other side */
} ss_transport;

/* effect: the request changes something at Amazon (createFeed, confirmShipment, cancelFeed).
 * readable: the body was what the model promises for that status (JSON with the needed fields).
 * code: Amazon's error code ("QuotaExceeded") or absent. text: its message or absent. */
ss_class ss_classify(ss_transport transport, int http, bool effect, bool readable, ss_slice code,
                     ss_slice text);

/* Seconds to wait before attempt n+1 (n = failures so far, >= 1): doubling from `base`, capped at
 * `cap`, with a spread of up to a quarter taken from `salt` (any number, e.g. a row id), so that
 * many rows do not come back in one second. */
int64_t ss_backoff(int failures, int64_t base, int64_t cap, uint64_t salt);

/* How often something is tried before it is a person's; nowhere else is there such a number. */
enum {
    SS_TRIES_TEMPORARY = 6, /* a message that Amazon's report refuses with a temporary code */
    SS_TRIES_REPORT = 4,    /* a report that cannot be read; then its orders are read */
    SS_TRIES_SPLIT = 3,     /* rounds of parting a feed that Amazon refuses whole */
    SS_SPLIT_PARTS = 8      /* a round makes so many smaller feeds of it */
};

/* At most how many messages the next feeds have, after a feed of so many messages was refused whole
 * and its messages went through `rounds` rounds of parting before. The last round has them one by
 * one, so that only the guilty one is left. 0: there is nothing more to part. */
int64_t ss_feed_part(int64_t messages, int64_t rounds);

/* Seconds after submission at which a feed is polled: 2, 5, 10, 20, 30 minutes, then every 30. */
int64_t ss_feed_poll_after(int polls);

#endif
