/* Commands of the engine that Store and Shop answer: struct -> arrays, call, arrays -> struct. */
#ifndef STATUSSYNC_ENGINE_CALLS_H
#define STATUSSYNC_ENGINE_CALLS_H

#include "php_statussync.h"

#include "ss_run.h"

/* Who asks: the same for every command of a run. */
typedef struct statussync_caller {
    zval *store, *shop;
    zval account, owner; /* texts */
    int64_t lease;       /* seconds */
} statussync_caller;

/* Each returns false with an exception pending: the method threw, or answered against its contract. */
bool statussync_store_lease(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_store_renew(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_store_free(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_store_load(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_store_save(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_shop_statuses(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_shop_changes(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_shop_facts(const statussync_caller *who, ss_cmd *cmd) SS_MUST_CHECK;
/* The halves of these calls, for commands of several accounts that share one call (wave.c): what is
 * asked (fresh, owned by the caller; false: an exception is pending) ... */
bool statussync_query_of(const ss_load *load, zval *query) SS_MUST_CHECK;
void statussync_batch_of(const ss_save *save, zval *batch);
/* ... and the answer to one of them, into its command. False: an exception is pending. */
bool statussync_lease_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_free_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_load_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_save_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_statuses_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_changes_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;
bool statussync_facts_read(zval *answer, ss_cmd *cmd) SS_MUST_CHECK;

/* *out is a text, owned by the caller. */
bool statussync_shop_identity(zval *shop, zval *out) SS_MUST_CHECK;

/* Preview: one judged order as a map of the preview document. */
void statussync_show(const ss_show *show, zval *out);

#endif
