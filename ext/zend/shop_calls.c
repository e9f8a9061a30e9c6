/* StatusSync\Shop as the engine sees it. */
#include "engine_calls.h"

#include "call.h"
#include "convert.h"
#include "exceptions.h"

static bool accepted(bool well, const ss_err *err)
{
    if (!well) {
        statussync_throw_contract(err);
    }
    return well;
}

bool statussync_shop_identity(zval *shop, zval *out)
{
    ss_err err = SS_ERR_INIT;

    if (!statussync_call_method(shop, "identity", out, 0, NULL)) {
        return false;
    }
    if (Z_TYPE_P(out) == IS_STRING && Z_STRLEN_P(out) > 0) {
        return true;
    }
    zval_ptr_dtor(out);
    ss_fail(&err, SS_E_INPUT, "Shop::identity", "text wanted");
    return accepted(false, &err);
}

bool statussync_statuses_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;
    statussync_path path;
    void *rows = NULL;
    bool well;

    statussync_path_set(&path, "Shop::statuses");
    well = statussync_structs_of(&ss_rec_shop_status, answer, &rows, &cmd->u.statuses.count,
                                 cmd->arena, false, &path, &err);
    cmd->u.statuses.list = rows;
    return accepted(well, &err);
}

bool statussync_shop_statuses(const statussync_caller *who, ss_cmd *cmd)
{
    zval answer;
    bool well;

    if (!statussync_call_method(who->shop, "statuses", &answer, 0, NULL)) {
        return false;
    }
    well = statussync_statuses_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}

static bool read_changes(zval *answer, ss_cmd *cmd, ss_err *err)
{
    ss_changes *c = &cmd->u.changes;
    const ss_slice *orders = NULL;
    statussync_path path;
    zval *watermarks;
    size_t mark;

    statussync_path_set(&path, "Shop::changes");
    if (Z_TYPE_P(answer) != IS_ARRAY) {
        return ss_fail(err, SS_E_INPUT, path.text, "array wanted");
    }
    mark = statussync_path_key(&path, "orders");
    if (!statussync_texts_from(statussync_element(answer, "orders"), &orders, &c->order_count,
                               cmd->arena, &path, err)) {
        return false;
    }
    c->orders = (ss_slice *)(uintptr_t)orders;
    statussync_path_cut(&path, mark);
    mark = statussync_path_key(&path, "watermarks");
    watermarks = statussync_element(answer, "watermarks");
    if (watermarks == NULL || Z_TYPE_P(watermarks) != IS_STRING) {
        return ss_fail(err, SS_E_INPUT, path.text, "text wanted");
    }
    if (!statussync_text_from(watermarks, &c->new_watermarks, cmd->arena, &path, err)) {
        return false;
    }
    statussync_path_cut(&path, mark);
    (void)statussync_path_key(&path, "more");
    return statussync_bool_from(statussync_element(answer, "more"), &c->more, &path, err);
}

bool statussync_changes_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;

    return accepted(read_changes(answer, cmd, &err), &err);
}

bool statussync_shop_changes(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[3], answer;
    bool well;

    statussync_zval_of(&argv[0], cmd->u.changes.watermarks);
    ZVAL_LONG(&argv[1], (zend_long)cmd->u.changes.since);
    ZVAL_LONG(&argv[2], (zend_long)cmd->u.changes.limit);
    well = statussync_call_method(who->shop, "changes", &answer, 3, argv);
    zval_ptr_dtor(&argv[0]);
    if (!well) {
        return false;
    }
    well = statussync_changes_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}

bool statussync_facts_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;
    statussync_path path;
    void *rows = NULL;
    bool well;

    statussync_path_set(&path, "Shop::orders");
    well = statussync_structs_of(&ss_rec_shop_order, answer, &rows, &cmd->u.facts.order_count,
                                 cmd->arena, false, &path, &err);
    cmd->u.facts.orders = rows;
    return accepted(well, &err);
}

bool statussync_shop_facts(const statussync_caller *who, ss_cmd *cmd)
{
    zval ids, answer;
    bool well;

    statussync_texts_of(cmd->u.facts.ids, cmd->u.facts.id_count, &ids);
    well = statussync_call_method(who->shop, "orders", &answer, 1, &ids);
    zval_ptr_dtor(&ids);
    if (!well) {
        return false;
    }
    well = statussync_facts_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}
