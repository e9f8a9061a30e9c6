/*
 * Every reason code that an order, a parcel or a note may carry: one list, so that docs, pages and
 * code cannot drift apart. Codes are stable: programs outside the project rely on them.
 */
#ifndef SS_REASONS_H
#define SS_REASONS_H

#include "ss_base.h"

typedef enum ss_gravity {
    SS_SEV_INFO,  /* nothing to do */
    SS_SEV_WAIT,  /* goes on by itself */
    SS_SEV_PERSON /* a person must do something */
} ss_gravity;

/* X(code, severity). Comment: what it stands for. */
#define SS_REASONS(X)                                                                              \
    /* -- which order is it */                                                                     \
    X(not_linked, PERSON)    /* no usable Amazon number, or the shop order id was used again */    \
    X(which_account, PERSON) /* several accounts, none is certain */                               \
    X(other_account, INFO)   /* no source names the account, and Amazon does not know it here */   \
    X(double_link, PERSON)   /* the Amazon number stands on other shop orders; detail: one */      \
    X(split_twin, INFO)      /* its parcels are sent with the main order; detail: main order */    \
    X(not_at_amazon, PERSON) /* Amazon does not know the order in this account */                  \
    X(gone, PERSON)          /* deleted in the shop */                                             \
    X(too_old, INFO)         /* older than 2 years */                                              \
    X(before_start, INFO)    /* bought before the start the owner chose */                         \
    X(ignored, INFO)         /* the owner said: do not send */                                     \
    X(not_shipped, INFO)     /* nothing wanted yet */                                              \
    /* -- what the shop wants */                                                                   \
    X(status_changed_meaning, PERSON) /* a status of a rule is gone or renamed; detail: its id */  \
    X(status_ambiguous, PERSON) /* one status is in a ship and a cancel rule; detail: its id */    \
    X(taken_back, PERSON)       /* shipped status withdrawn before it was sent */                  \
    X(storno_no_status, PERSON) /* totals are 0 without a cancel status */                         \
    X(cancel_off, PERSON)       /* cancelled in the shop, but cancelling is not set up */          \
    X(cancel_reason, PERSON)    /* to be chosen; detail: a preset or absent */                     \
    X(cancel_revoked, PERSON)   /* the owner took the cancel back, the status still says cancel */ \
    X(cancel_text_link, PERSON) /* a link from text never leads to a cancel */                     \
    X(cancel_after_ship, PERSON) /* something is shipped: a cancel would refund everything */      \
    X(cancel_crossed, PERSON)    /* Amazon took the cancel, and shows a shipment all the same */   \
    X(cancel_in_flight, WAIT)    /* a cancel is on its way: nothing is shipped */                  \
    X(buyer_request, INFO)       /* note: the buyer asks for a cancel */                           \
    /* -- what Amazon says */                                                                      \
    X(reading, WAIT)               /* Amazon has to be read first */                               \
    X(access_denied, PERSON)       /* Amazon denies access to this order; detail: operation */     \
    X(unreadable, PERSON)          /* Amazon's answer about this order cannot be read */           \
    X(pending_at_amazon, WAIT)     /* not released yet (payment) */                                \
    X(unfulfillable, PERSON)       /* Amazon: cannot be fulfilled */                               \
    X(amazon_status, PERSON)       /* Amazon uses a status we do not know */                       \
    X(no_items, PERSON)            /* Amazon shows no unit that could be shipped or cancelled */   \
    X(wrong_marketplace, PERSON)   /* the account does not cover it; detail: marketplace */        \
    X(cancelled_at_amazon, PERSON) /* but shipped in the shop; detail: by whom */                  \
    X(already_shipped, PERSON)     /* with another number; detail: theirs */                       \
    X(label_bought, INFO)          /* label bought at Amazon: already confirmed */                 \
    X(fba, INFO)                                                                                   \
    X(ship_plus, INFO)                                                                             \
    X(easy_ship, INFO)                                                                             \
    X(delivery_by_amazon, INFO)                                                                    \
    X(store_pickup, INFO)                                                                          \
    X(not_amazon_channel, INFO)                                                                    \
    X(transparency, PERSON) /* an item needs codes per unit; detail: item */                       \
    /* -- carrier and number */                                                                    \
    X(no_carrier, PERSON)                                                                          \
    X(carrier_unmapped, PERSON)   /* detail: the shop's name */                                    \
    X(carrier_is_service, PERSON) /* detail: the shop's name */                                    \
    X(carrier_doubtful, PERSON)   /* the number is another carrier's; detail: that carrier */      \
    X(carrier_code_new, INFO)     /* note: mapped to a code our table does not know */             \
    X(eu_carrier, PERSON)         /* Amazon demands an approved carrier */                         \
    X(no_tracking, PERSON)        /* waits for a number; detail: until when, absent: for ever */   \
    X(bad_tracking, PERSON)       /* detail: the text as written */                                \
    X(tracking_unusual, INFO)     /* note: form is unusual for the carrier */                      \
    X(tracking_required, INFO)    /* note: Prime or Premium goes without a number */               \
    X(match_broken, PERSON)       /* a matched table or column is gone */                          \
    X(bad_data, PERSON)           /* Amazon is known to refuse it; detail: field and why */        \
    /* -- parcels */                                                                               \
    X(too_many_parcels, PERSON)                                                                    \
    X(several_claimed, INFO)     /* note: units were spread over parcels by us */                  \
    X(parcel_dropped, INFO)      /* note: a number is not sent (setting, or too few units) */      \
    X(parcel_follows, INFO)      /* note: a later parcel waits until package 1 is shrunk */        \
    X(cannot_be_added, INFO)     /* note: a later parcel finds no unit left */                     \
    X(units_left, PERSON)        /* Amazon waits for units that no parcel of ours holds */         \
    X(row_deleted, INFO)         /* note: a sent number was deleted in the shop */                 \
    X(ambiguous_package, PERSON) /* Amazon's package to be corrected is not certain */             \
    /* -- sending */                                                                               \
    X(rejected, PERSON)       /* detail: Amazon's code */                                          \
    X(parked, PERSON)         /* attempts used up; detail: Amazon's code */                        \
    X(mismatch, PERSON)       /* accepted, but Amazon shows something else */                      \
    X(correcting, INFO)       /* note: Amazon does not show what it accepted; told once more */    \
    X(refused, WAIT)          /* Amazon refused it; reading tells whether it is done already */    \
    X(out_of_date, INFO)      /* revoked: what was waiting is not wanted any more */               \
    X(copy, PERSON)           /* this installation looks like a copy */                            \
    X(brake, PERSON)          /* safety stop */                                                    \
    X(not_legal, PERSON)      /* the feed writer refuses it; detail: field and why */              \
    X(feed_refused, PERSON)   /* parked: every feed with it was refused whole */                   \
    X(feed_open, WAIT)        /* a cancel waits until an older feed has ended */                   \
    X(feed_stuck, PERSON)     /* on its way in a feed that Amazon does not get on with */          \
    X(release_cancel, PERSON) /* a cancel from before a pause, to be released one by one */        \
    /* -- why an order is closed (besides the above) */                                            \
    X(cancelled, INFO)                                                                             \
    X(verified, INFO)                                                                              \
    X(settled, INFO) /* shipped at Amazon for 30 days, nothing of ours open */

#define SS_REASON_ENUM(code, severity) SS_R_##code,
typedef enum ss_reason { SS_R_none, SS_REASONS(SS_REASON_ENUM) SS_R_count } ss_reason;
#undef SS_REASON_ENUM

/* The code as text (static memory); absent for SS_R_none. */
ss_slice ss_reason_code(ss_reason reason);
ss_gravity ss_reason_severity(ss_reason reason);
/* SS_R_none if the text is no code of the list. */
ss_reason ss_reason_of(ss_slice code);

#endif
