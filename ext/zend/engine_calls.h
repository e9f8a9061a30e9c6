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
/* *out is a text, owned by the caller. */
bool statussync_shop_identity(zval *shop, zval *out) SS_MUST_CHECK;

/* Preview: one judged order as a map of the preview document. */
void statussync_show(const ss_show *show, zval *out);

#endif
