/* A seller account's secrets, in C memory that is wiped. */
#ifndef STATUSSYNC_ACCOUNT_H
#define STATUSSYNC_ACCOUNT_H

#include "php_statussync.h"

#include "ss_buf.h"

typedef enum statussync_region { STATUSSYNC_EU, STATUSSYNC_NA, STATUSSYNC_FE } statussync_region;

/* Held by every user of it; the last one to let go wipes it. */
typedef struct statussync_account {
    unsigned holders;
    statussync_region region;
    ss_buf id, seller, client_id, client_secret, refresh_token;
    /* The one access token, in memory only. */
    ss_buf token;
    int64_t token_until; /* monotonic seconds of its holder's clock: not to be used after */
    int64_t token_lifetime;
} statussync_account;

/* The account of a StatusSync\Account object; NULL if it was never constructed. */
statussync_account *statussync_account_of(zval *object);
statussync_account *statussync_account_hold(statussync_account *a);
void statussync_account_release(statussync_account *a); /* NULL-tolerant */

/* What must never appear in a text; out has room for STATUSSYNC_SECRETS. */
enum { STATUSSYNC_SECRETS = 3 };
void statussync_account_secrets(const statussync_account *a, ss_slice *out);

#endif
