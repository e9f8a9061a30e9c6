/* Where Amazon is. */
#ifndef STATUSSYNC_ENDPOINTS_H
#define STATUSSYNC_ENDPOINTS_H

#include "account.h"

typedef struct statussync_endpoints {
    char lwa[512]; /* whole address of the token endpoint */
    char api[512]; /* scheme and host, no slash at the end; "" = by region */
    const char *ca_file;
    bool loopback;     /* the API is on this machine: plain http and other storage hosts are fine */
    bool all_loopback; /* the token endpoint too: a simulated clock is fine */
} statussync_endpoints;

/* Amazon's, or what environment (CLI only) and system INI say. Wrong values are refused. */
bool statussync_endpoints_read(statussync_endpoints *e, ss_err *err) SS_MUST_CHECK;
const char *statussync_endpoints_api(const statussync_endpoints *e, statussync_region region);
/* May a presigned address be used? */
bool statussync_endpoints_storage_allowed(const statussync_endpoints *e, ss_slice url);

#endif
