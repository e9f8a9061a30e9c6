/* StatusSync\Store as the engine sees it. */
#include "engine_calls.h"

#include "call.h"
#include "convert.h"
#include "exceptions.h"

/* Throws what err says against the contract of a method; false for `return`. */
static bool broke(const ss_err *err)
{
    statussync_throw_contract(err);
    return false;
}

static bool need_array(zval *answer, const char *method, ss_err *err)
{
    return Z_TYPE_P(answer) == IS_ARRAY || ss_fail(err, SS_E_INPUT, method, "array wanted");
}

static bool need_bool(zval *answer, const char *method, bool *out, ss_err *err)
{
    statussync_path path;

    statussync_path_set(&path, method);
    if (Z_TYPE_P(answer) == IS_NULL) {
        return ss_fail(err, SS_E_INPUT, method, "boolean wanted, null given");
    }
    return statussync_bool_from(answer, out, &path, err);
}

/* ---- lease ----------------------------------------------------------------------------------------- */

static bool read_int(zval *array, const char *key, int64_t *out, statussync_path *path, ss_err *err)
{
    size_t mark = statussync_path_key(path, key);
    zval *value = statussync_element(array, key);
    bool well;

    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        return ss_fail(err, SS_E_INPUT, path->text, "is missing");
    }
    well = statussync_int_from(value, out, path, err);
    if (well) {
        statussync_path_cut(path, mark);
    }
    return well;
}

static bool read_map(const ss_record *rec, zval *array, const char *key, void *out, ss_arena *arena,
                     statussync_path *path, ss_err *err)
{
    size_t mark = statussync_path_key(path, key);

    if (!statussync_struct_of(rec, statussync_element(array, key), out, arena, false, path, err)) {
        return false;
    }
    statussync_path_cut(path, mark);
    return true;
}

static bool read_rows(const ss_record *rec, zval *array, const char *key, void *rows, size_t *count,
                      ss_arena *arena, statussync_path *path, ss_err *err)
{
    size_t mark = statussync_path_key(path, key);
    void *list = NULL;

    if (!statussync_structs_of(rec, statussync_element(array, key), &list, count, arena, false,
                               path, err)) {
        return false;
    }
    memcpy(rows, &list, sizeof list);
    statussync_path_cut(path, mark);
    return true;
}

static bool read_lease(zval *answer, ss_cmd *cmd, const char *method, ss_err *err)
{
    ss_lease_answer *a = &cmd->u.lease;
    zval *granted;
    statussync_path path;

    statussync_path_set(&path, method);
    if (!need_array(answer, method, err)) {
        return false;
    }
    granted = statussync_element(answer, "granted");
    if (granted == NULL) {
        return ss_fail(err, SS_E_INPUT, method, "granted is missing");
    }
    if (!statussync_bool_from(granted, &a->granted, &path, err)) {
        return false;
    }
    if (!a->granted) {
        return true;
    }
    if (!statussync_bool_from(statussync_element(answer, "takeover"), &a->takeover, &path, err)) {
        return false;
    }
    return read_int(answer, "fence", &a->fence, &path, err) &&
           read_int(answer, "state_version", &a->state_version, &path, err) &&
           read_int(answer, "counter", &a->counter, &path, err) &&
           read_map(&ss_rec_account, answer, "account", &a->account, cmd->arena, &path, err) &&
           read_map(&ss_rec_settings, answer, "settings", &a->settings, cmd->arena, &path, err) &&
           read_map(&ss_rec_account_state, answer, "state", &a->state, cmd->arena, &path, err) &&
           read_rows(&ss_rec_bucket, answer, "buckets", &a->buckets, &a->bucket_count, cmd->arena,
                     &path, err);
}

bool statussync_lease_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;

    return read_lease(answer, cmd, cmd->u.lease.peek ? "Store::load" : "Store::lease", &err) ||
           broke(&err);
}

bool statussync_store_lease(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[3], answer;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], &who->account);
    if (cmd->u.lease.peek) {
        array_init(&argv[1]);
        add_assoc_string(&argv[1], "what", "account");
        well = statussync_call_method(who->store, "load", &answer, 2, argv);
        zval_ptr_dtor(&argv[1]);
    } else {
        ZVAL_COPY_VALUE(&argv[1], &who->owner);
        ZVAL_LONG(&argv[2], (zend_long)who->lease);
        well = statussync_call_method(who->store, "lease", &answer, 3, argv);
    }
    if (!well) {
        return false;
    }
    well = statussync_lease_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}

bool statussync_store_renew(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[4], answer;
    ss_err err = SS_ERR_INIT;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], &who->account);
    ZVAL_COPY_VALUE(&argv[1], &who->owner);
    ZVAL_LONG(&argv[2], (zend_long)cmd->fence);
    ZVAL_LONG(&argv[3], (zend_long)who->lease);
    if (!statussync_call_method(who->store, "renew", &answer, 4, argv)) {
        return false;
    }
    well = need_bool(&answer, "Store::renew", &cmd->u.kept, &err);
    zval_ptr_dtor(&answer);
    return well || broke(&err);
}

bool statussync_free_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;

    return need_bool(answer, "Store::free", &cmd->u.kept, &err) || broke(&err);
}

bool statussync_store_free(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[3], answer;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], &who->account);
    ZVAL_COPY_VALUE(&argv[1], &who->owner);
    ZVAL_LONG(&argv[2], (zend_long)cmd->fence);
    if (!statussync_call_method(who->store, "free", &answer, 3, argv)) {
        return false;
    }
    well = statussync_free_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}

/* ---- load ------------------------------------------------------------------------------------------ */

enum {
    Q_NAMES = 1,
    Q_IDS = 2,
    Q_BEFORE = 4,
    Q_AFTER = 8,
    Q_FEED = 16,
    Q_LIMIT = 32,
    Q_FILTER = 64
};

/* Which keys a query has; names: the key for the list of texts. */
static const struct {
    const char *what, *names;
    int keys;
} queries[] = {
    {"feeds", NULL, 0},
    {"feed_messages", NULL, Q_FEED | Q_AFTER | Q_LIMIT},
    {"orders", "shop_orders", Q_NAMES},
    {"order_ids", NULL, Q_IDS},
    {"amazon_orders", "amazon_orders", Q_NAMES},
    {"look", NULL, Q_BEFORE | Q_LIMIT},
    {"reads", NULL, Q_BEFORE | Q_LIMIT},
    {"reads_newest", NULL, Q_BEFORE | Q_LIMIT},
    {"open", NULL, Q_AFTER | Q_LIMIT},
    {"send", NULL, Q_BEFORE | Q_LIMIT | Q_FILTER},
    {"express", NULL, 0},
    {"message_ids", NULL, Q_IDS},
    {"feeds_known", "feed_ids", Q_NAMES},
    {"due", NULL, Q_BEFORE},
};

static void add_word(zval *query, const char *key, int word, const char *const *names)
{
    statussync_add_slice(query, key, word < 0 ? SS_NONE : ss_slice_of(names[word]));
}

bool statussync_query_of(const ss_load *load, zval *query)
{
    size_t i = 0;
    int keys;
    zval list;

    while (i < sizeof queries / sizeof queries[0] && strcmp(queries[i].what, load->what) != 0) {
        i++;
    }
    if (i == sizeof queries / sizeof queries[0]) {
        zend_throw_exception_ex(statussync_ce_exception, 0, "unknown query '%s'", load->what);
        return false;
    }
    keys = queries[i].keys;
    array_init(query);
    add_assoc_string(query, "what", load->what);
    if (keys & Q_NAMES) {
        statussync_texts_of(load->names, load->name_count, &list);
        add_assoc_zval(query, queries[i].names, &list);
    }
    if (keys & Q_IDS) {
        array_init_size(&list, (uint32_t)load->id_count);
        for (size_t n = 0; n < load->id_count; n++) {
            add_next_index_long(&list, (zend_long)load->ids[n]);
        }
        add_assoc_zval(query, "ids", &list);
    }
    if (keys & Q_BEFORE) {
        add_assoc_long(query, "before", (zend_long)load->before);
    }
    if (keys & Q_AFTER) {
        add_assoc_long(query, "after", (zend_long)load->after);
    }
    if (keys & Q_FEED) {
        add_assoc_long(query, "feed", (zend_long)load->feed);
    }
    if (keys & Q_LIMIT) {
        add_assoc_long(query, "limit", (zend_long)load->limit);
    }
    if (keys & Q_FILTER) {
        add_word(query, "lane", load->lane, ss_lane_names);
        add_word(query, "kind", load->kind, ss_message_kind_names);
        statussync_add_slice(query, "marketplace", load->marketplace);
    }
    return true;
}

static const ss_field twin_fields[] = {
    {"amazon_order", SS_K_TEXT, offsetof(ss_twin, amazon_order), 0, NULL, NULL},
    {"shop_order", SS_K_TEXT, offsetof(ss_twin, shop_order), 0, NULL, NULL},
    {"role", SS_K_ENUM, offsetof(ss_twin, role), 0, ss_role_names, NULL},
    {"order_id", SS_K_INT, offsetof(ss_twin, order_id), 0, NULL, NULL},
    {"told_at", SS_K_INT, offsetof(ss_twin, told_at), 0, NULL, NULL},
    {NULL, SS_K_INT, 0, 0, NULL, NULL}};
static const ss_record twin_record = {"twin", sizeof(ss_twin), twin_fields};

/* null = nothing of that kind is due, ever */
static bool read_due_time(zval *due, const char *key, int64_t *out, statussync_path *path,
                          ss_err *err)
{
    size_t mark = statussync_path_key(path, key);
    zval *value = statussync_element(due, key);

    if (!statussync_int_from(value, out, path, err)) {
        return false;
    }
    if (value == NULL || Z_TYPE_P(value) == IS_NULL) {
        *out = SS_NEVER;
    }
    statussync_path_cut(path, mark);
    return true;
}

static bool read_due(zval *answer, ss_due *due, statussync_path *path, ss_err *err)
{
    zval *array = statussync_element(answer, "due");
    size_t mark = statussync_path_key(path, "due");

    if (array == NULL || Z_TYPE_P(array) != IS_ARRAY) {
        return ss_fail(err, SS_E_INPUT, path->text, "map wanted");
    }
    if (!read_due_time(array, "look", &due->look, path, err) ||
        !read_due_time(array, "read", &due->read, path, err) ||
        !read_due_time(array, "send", &due->send, path, err) ||
        !read_due_time(array, "express", &due->express, path, err) ||
        !read_due_time(array, "poll", &due->poll, path, err) ||
        !read_due_time(array, "next_due", &due->next_due, path, err) ||
        !read_int(array, "ships", &due->ships, path, err) ||
        !read_int(array, "cancels", &due->cancels, path, err) ||
        !read_int(array, "missing", &due->missing, path, err)) {
        return false;
    }
    statussync_path_cut(path, mark);
    return true;
}

static bool read_load(zval *answer, ss_cmd *cmd, ss_err *err)
{
    ss_load *load = &cmd->u.load;
    ss_rows *rows = &load->rows;
    statussync_path path;

    statussync_path_set(&path, "Store::load");
    if (!need_array(answer, "Store::load", err)) {
        return false;
    }
    if (strcmp(load->what, "due") == 0) {
        return read_due(answer, &load->due, &path, err);
    }
    return read_rows(&ss_rec_order, answer, "orders", &rows->orders, &rows->order_count, cmd->arena,
                     &path, err) &&
           read_rows(&ss_rec_parcel, answer, "parcels", &rows->parcels, &rows->parcel_count,
                     cmd->arena, &path, err) &&
           read_rows(&ss_rec_message, answer, "messages", &rows->messages, &rows->message_count,
                     cmd->arena, &path, err) &&
           read_rows(&ss_rec_feed, answer, "feeds", &rows->feeds, &rows->feed_count, cmd->arena,
                     &path, err) &&
           read_rows(&twin_record, answer, "twins", &rows->twins, &rows->twin_count, cmd->arena,
                     &path, err);
}

/* A row without its id could never be written again. */
static bool have_ids(const ss_rows *rows, ss_err *err)
{
    bool well = true;

    for (size_t i = 0; i < rows->order_count; i++) {
        well = well && rows->orders[i].id > 0;
    }
    for (size_t i = 0; i < rows->parcel_count; i++) {
        well = well && rows->parcels[i].id > 0;
    }
    for (size_t i = 0; i < rows->message_count; i++) {
        well = well && rows->messages[i].id > 0;
    }
    for (size_t i = 0; i < rows->feed_count; i++) {
        well = well && rows->feeds[i].id > 0;
    }
    return well || ss_fail(err, SS_E_INPUT, "Store::load", "a row has no id");
}

bool statussync_load_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;

    return (read_load(answer, cmd, &err) && have_ids(&cmd->u.load.rows, &err)) || broke(&err);
}

bool statussync_store_load(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[2], answer;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], &who->account);
    if (!statussync_query_of(&cmd->u.load, &argv[1])) {
        return false;
    }
    well = statussync_call_method(who->store, "load", &answer, 2, argv);
    zval_ptr_dtor(&argv[1]);
    if (!well) {
        return false;
    }
    well = statussync_load_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}

/* ---- save ------------------------------------------------------------------------------------------ */

static void add_rows(zval *batch, const char *key, const ss_record *rec, const void *rows,
                     size_t count)
{
    zval list;

    statussync_list_of(rec, rows, count, &list);
    add_assoc_zval(batch, key, &list);
}

void statussync_batch_of(const ss_save *save, zval *batch)
{
    const ss_rows *rows = &save->rows;
    zval state;

    array_init(batch);
    add_rows(batch, "feeds", &ss_rec_feed, rows->feeds, rows->feed_count);
    add_rows(batch, "parcels", &ss_rec_parcel, rows->parcels, rows->parcel_count);
    add_rows(batch, "messages", &ss_rec_message, rows->messages, rows->message_count);
    add_rows(batch, "orders", &ss_rec_order, rows->orders, rows->order_count);
    add_rows(batch, "events", &ss_rec_event, rows->events, rows->event_count);
    add_rows(batch, "buckets", &ss_rec_bucket, rows->buckets, rows->bucket_count);
    if (save->state != NULL) {
        statussync_array_of(&ss_rec_account_state, save->state, &state);
        add_assoc_zval(batch, "state", &state);
        add_assoc_long(batch, "state_version", (zend_long)save->state_version);
    } else {
        add_assoc_null(batch, "state");
    }
}

static bool read_mark(zval *row, ss_save_mark *mark, statussync_path *path, ss_err *err)
{
    zval *ok;

    if (Z_TYPE_P(row) != IS_ARRAY) {
        return ss_fail(err, SS_E_INPUT, path->text, "map wanted");
    }
    ok = statussync_element(row, "ok");
    if (ok == NULL) {
        return ss_fail(err, SS_E_INPUT, path->text, "ok is missing");
    }
    return read_int(row, "id", &mark->id, path, err) &&
           statussync_bool_from(ok, &mark->ok, path, err);
}

static bool read_marks(zval *answer, const char *key, size_t count, ss_save_mark **marks,
                       ss_arena *arena, statussync_path *path, ss_err *err)
{
    zval *list = statussync_element(answer, key);
    zval *row;
    size_t start = statussync_path_key(path, key);
    size_t i = 0;

    *marks = ss_arena_alloc(arena, count, sizeof **marks, err);
    if (*marks == NULL) {
        return false;
    }
    if (count == 0) {
        statussync_path_cut(path, start);
        return true;
    }
    if (list == NULL || Z_TYPE_P(list) != IS_ARRAY ||
        zend_hash_num_elements(Z_ARRVAL_P(list)) != count) {
        return ss_fail(err, SS_E_INPUT, path->text, "one result for each row wanted");
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        size_t mark = statussync_path_index(path, i);

        ZVAL_DEREF(row);
        if (!read_mark(row, &(*marks)[i], path, err)) {
            return false;
        }
        statussync_path_cut(path, mark);
        i++;
    }
    ZEND_HASH_FOREACH_END();
    statussync_path_cut(path, start);
    return true;
}

static bool read_save(zval *answer, ss_cmd *cmd, ss_err *err)
{
    ss_save *save = &cmd->u.save;
    ss_rows *rows = &save->rows;
    statussync_path path;
    zval *state;

    statussync_path_set(&path, "Store::save");
    if (!need_array(answer, "Store::save", err) ||
        !read_marks(answer, "feeds", rows->feed_count, &save->feeds, cmd->arena, &path, err) ||
        !read_marks(answer, "parcels", rows->parcel_count, &save->parcels, cmd->arena, &path,
                    err) ||
        !read_marks(answer, "messages", rows->message_count, &save->messages, cmd->arena, &path,
                    err) ||
        !read_marks(answer, "orders", rows->order_count, &save->orders, cmd->arena, &path, err)) {
        return false;
    }
    state = statussync_element(answer, "state");
    if (save->state == NULL) {
        return true;
    }
    if (state == NULL || Z_TYPE_P(state) == IS_NULL) {
        return ss_fail(err, SS_E_INPUT, "Store::save.state", "boolean wanted");
    }
    return statussync_bool_from(state, &save->state_ok, &path, err);
}

bool statussync_save_read(zval *answer, ss_cmd *cmd)
{
    ss_err err = SS_ERR_INIT;

    return read_save(answer, cmd, &err) || broke(&err);
}

bool statussync_store_save(const statussync_caller *who, ss_cmd *cmd)
{
    zval argv[3], answer;
    bool well;

    ZVAL_COPY_VALUE(&argv[0], &who->account);
    ZVAL_LONG(&argv[1], (zend_long)cmd->fence);
    statussync_batch_of(&cmd->u.save, &argv[2]);
    well = statussync_call_method(who->store, "save", &answer, 3, argv);
    zval_ptr_dtor(&argv[2]);
    if (!well) {
        return false;
    }
    well = statussync_save_read(&answer, cmd);
    zval_ptr_dtor(&answer);
    return well;
}
