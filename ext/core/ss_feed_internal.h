/* Between the files of the feed writer only. */
#ifndef SS_FEED_INTERNAL_H
#define SS_FEED_INTERNAL_H

#include "ss_feed.h"

/* Where a check stands; -1 = not in a feed, not in an item. */
typedef struct ss_feed_place {
    long message;
    long item;
} ss_feed_place;

bool ss_feed_check_merchant(ss_slice merchant, ss_err *err) SS_MUST_CHECK;
bool ss_feed_check_ship(const ss_ship_message *m, ss_feed_place at, ss_err *err) SS_MUST_CHECK;
bool ss_feed_check_cancel(const ss_cancel_message *m, ss_feed_place at, ss_err *err) SS_MUST_CHECK;
/* The address to write, NULL if there is none or all of it is absent. */
const ss_address *ss_feed_ship_from(const ss_ship_message *m);

#endif
