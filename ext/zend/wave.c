/*
 * What several accounts ask Store and Shop at the same moment is asked together.
 *
 * Accounts are stepped first; then every command that waits for Store or Shop is carried out here,
 * commands of one kind by one call where the store (SharedStore) or the shop allows it. Accounts
 * that got their answers at the same time go on at the same time, so they meet again.
 */
#include "executor.h"

#include "call.h"
#include "convert.h"
#include "exceptions.h"

enum {
    TOGETHER = 200,    /* accounts of one call at the most */
    ROWS_LOAD = 20000, /* rows that one call may bring at the most */
    ROWS_SAVE = 2000,
    ROWS_FACTS = 2000
};

typedef struct wave_group {
    statussync_machine *list[TOGETHER];
    size_t count;
} wave_group;

/* ---- answers ----------------------------------------------------------------------------------- */

/* Throws a Throwable that was given, or again. */
static void throw_again(zval *throwable)
{
    Z_ADDREF_P(throwable);
    zend_throw_exception_object(throwable);
}

/* One call failed for all of a group: every account gets the exception. */
static bool fail_all(wave_group *g)
{
    zval thrown;
    bool well = true;

    if (!instanceof_function(EG(exception)->ce, zend_ce_throwable)) {
        return false; /* exit() on its way out */
    }
    ZVAL_OBJ(&thrown, EG(exception));
    Z_ADDREF(thrown);
    zend_clear_exception();
    for (size_t i = 0; well && i < g->count; i++) {
        throw_again(&thrown);
        well = statussync_machine_answered(g->list[i], false);
    }
    zval_ptr_dtor(&thrown);
    return well;
}

/* Each by itself: also after a call for all failed that only read, so that an account whose rows or
 * facts cannot be read fails alone. */
static bool each_alone(wave_group *g)
{
    char text[64];

    if (EG(exception) != NULL && !statussync_take_exception(text, sizeof text, NULL, 0)) {
        return false;
    }
    for (size_t i = 0; i < g->count; i++) {
        if (!statussync_machine_answered(g->list[i], statussync_machine_ask(g->list[i]))) {
            return false;
        }
    }
    return true;
}

typedef bool (*answer_reader)(zval *answer, ss_cmd *cmd);

static bool is_throwable(const zval *answer)
{
    return Z_TYPE_P(answer) == IS_OBJECT &&
           instanceof_function(Z_OBJCE_P(answer), zend_ce_throwable);
}

/* A list with one answer for each account of the group. */
static bool hand_out(wave_group *g, zval *answers, const char *method, answer_reader read)
{
    zval *answer;
    size_t i = 0;
    ss_err err = SS_ERR_INIT;

    if (Z_TYPE_P(answers) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(answers)) != g->count) {
        ss_fail(&err, SS_E_INPUT, method, "one answer for each of %zu accounts wanted", g->count);
        statussync_throw_contract(&err);
        return fail_all(g);
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(answers), answer)
    {
        statussync_machine *m = g->list[i++];
        bool well = false;

        ZVAL_DEREF(answer);
        if (is_throwable(answer)) {
            throw_again(answer);
        } else {
            well = read(answer, &m->cmds[0]);
        }
        if (!statussync_machine_answered(m, well)) {
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* ---- the store --------------------------------------------------------------------------------- */

static void add_text(zval *map, const char *key, const zval *text)
{
    zval copy;

    ZVAL_COPY(&copy, text);
    add_assoc_zval(map, key, &copy);
}

/* What one account asks, for the list of leaseAll, freeAll, loadAll or saveAll. */
static bool ask_of(const statussync_machine *m, zval *ask)
{
    const ss_cmd *cmd = &m->cmds[0];
    zval part;

    if (cmd->type == SS_CMD_LEASE) {
        ZVAL_COPY(ask, &m->who.account);
        return true;
    }
    array_init(ask);
    add_text(ask, "account", &m->who.account);
    if (cmd->type == SS_CMD_LOAD) {
        if (!statussync_query_of(&cmd->u.load, &part)) {
            return false;
        }
        add_assoc_zval(ask, "query", &part);
        return true;
    }
    add_assoc_long(ask, "fence", (zend_long)cmd->fence);
    if (cmd->type == SS_CMD_SAVE) {
        statussync_batch_of(&cmd->u.save, &part);
        add_assoc_zval(ask, "batch", &part);
    }
    return true;
}

static bool asks_of(const wave_group *g, zval *asks)
{
    array_init_size(asks, (uint32_t)g->count);
    for (size_t i = 0; i < g->count; i++) {
        zval ask;
        bool well = ask_of(g->list[i], &ask);

        add_next_index_zval(asks, &ask);
        if (!well) {
            return false;
        }
    }
    return true;
}

static const struct {
    ss_cmd_type type;
    const char *method, *place; /* the name in lower case, and as people write it */
    answer_reader read;
} shared[] = {
    {SS_CMD_LEASE, "leaseall", "SharedStore::leaseAll", statussync_lease_read},
    {SS_CMD_FREE, "freeall", "SharedStore::freeAll", statussync_free_read},
    {SS_CMD_LOAD, "loadall", "SharedStore::loadAll", statussync_load_read},
    {SS_CMD_SAVE, "saveall", "SharedStore::saveAll", statussync_save_read},
};

static bool store_together(wave_group *g)
{
    const statussync_caller *who = &g->list[0]->who;
    ss_cmd_type type = g->list[0]->cmds[0].type;
    zval argv[3], answers;
    size_t i = 0;
    uint32_t argc = 1;
    bool well;

    while (shared[i].type != type) {
        i++;
    }
    well = asks_of(g, &argv[0]);
    if (type == SS_CMD_LEASE || type == SS_CMD_FREE) {
        ZVAL_COPY_VALUE(&argv[argc++], &who->owner);
    }
    if (type == SS_CMD_LEASE) {
        ZVAL_LONG(&argv[argc++], (zend_long)who->lease);
    }
    well = well && statussync_call_method(who->store, shared[i].method, &answers, argc, argv);
    zval_ptr_dtor(&argv[0]);
    if (!well) {
        return type == SS_CMD_LOAD ? each_alone(g) : fail_all(g);
    }
    well = hand_out(g, &answers, shared[i].place, shared[i].read);
    zval_ptr_dtor(&answers);
    return well;
}

/* ---- the shop ---------------------------------------------------------------------------------- */

/* The first asks, all get the same answer. */
static bool one_for_all(wave_group *g, answer_reader read)
{
    statussync_machine *first = g->list[0];
    const ss_changes *c = &first->cmds[0].u.changes;
    zval argv[3], answer;
    bool well;

    if (first->cmds[0].type == SS_CMD_STATUSES) {
        well = statussync_call_method(first->who.shop, "statuses", &answer, 0, NULL);
    } else {
        statussync_zval_of(&argv[0], c->watermarks);
        ZVAL_LONG(&argv[1], (zend_long)c->since);
        ZVAL_LONG(&argv[2], (zend_long)c->limit);
        well = statussync_call_method(first->who.shop, "changes", &answer, 3, argv);
        zval_ptr_dtor(&argv[0]);
    }
    if (!well) {
        return each_alone(g);
    }
    well = true;
    for (size_t i = 0; well && i < g->count; i++) {
        well = statussync_machine_answered(g->list[i], read(&answer, &g->list[i]->cmds[0]));
    }
    zval_ptr_dtor(&answer);
    return well;
}

static void ids_of(const wave_group *g, zval *ids)
{
    HashTable seen;

    zend_hash_init(&seen, 64, NULL, NULL, 0);
    array_init(ids);
    for (size_t i = 0; i < g->count; i++) {
        const ss_cmd *cmd = &g->list[i]->cmds[0];

        for (size_t k = 0; k < cmd->u.facts.id_count; k++) {
            ss_slice id = cmd->u.facts.ids[k];
            zval text;

            if (zend_hash_str_exists(&seen, id.p, id.n)) {
                continue;
            }
            ZVAL_TRUE(&text);
            zend_hash_str_add(&seen, id.p, id.n, &text);
            statussync_zval_of(&text, id);
            add_next_index_zval(ids, &text);
        }
    }
    zend_hash_destroy(&seen);
}

/* Rows by their id; borrowed. False: not one row for each id, or a row without its id. */
static bool by_id(zval *answer, size_t wanted, HashTable *rows)
{
    zval *row;

    if (Z_TYPE_P(answer) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(answer)) != wanted) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(answer), row)
    {
        zval *id;

        ZVAL_DEREF(row);
        id = Z_TYPE_P(row) == IS_ARRAY ? statussync_element(row, "id") : NULL;
        if (id == NULL || Z_TYPE_P(id) != IS_STRING) {
            return false;
        }
        zend_hash_update(rows, Z_STR_P(id), row);
    }
    ZEND_HASH_FOREACH_END();
    return zend_hash_num_elements(rows) == wanted;
}

/* The rows that this account asked for, as Shop::orders would have given them. */
static bool own_rows(const statussync_machine *m, HashTable *rows, zval *out)
{
    const ss_cmd *cmd = &m->cmds[0];

    array_init_size(out, (uint32_t)cmd->u.facts.id_count);
    for (size_t i = 0; i < cmd->u.facts.id_count; i++) {
        ss_slice id = cmd->u.facts.ids[i];
        zval *row = zend_hash_str_find(rows, id.p, id.n);

        if (row == NULL) {
            return false;
        }
        Z_TRY_ADDREF_P(row);
        add_next_index_zval(out, row);
    }
    return true;
}

static bool facts_together(wave_group *g)
{
    zval ids, answer;
    HashTable rows;
    bool well;
    size_t wanted;

    ids_of(g, &ids);
    wanted = zend_hash_num_elements(Z_ARRVAL(ids));
    well = statussync_call_method(g->list[0]->who.shop, "orders", &answer, 1, &ids);
    zval_ptr_dtor(&ids);
    if (!well) {
        return each_alone(g);
    }
    zend_hash_init(&rows, (uint32_t)wanted, NULL, NULL, 0);
    if (!by_id(&answer, wanted, &rows)) {
        well = each_alone(g);
    } else {
        for (size_t i = 0; well && i < g->count; i++) {
            zval own;

            well = statussync_machine_answered(
                g->list[i], own_rows(g->list[i], &rows, &own)
                                ? statussync_facts_read(&own, &g->list[i]->cmds[0])
                                : statussync_machine_ask(g->list[i]));
            zval_ptr_dtor(&own);
        }
    }
    zend_hash_destroy(&rows);
    zval_ptr_dtor(&answer);
    return well;
}

/* ---- groups ------------------------------------------------------------------------------------ */

static size_t rows_of(const ss_cmd *cmd)
{
    const ss_load *load = &cmd->u.load;
    const ss_rows *rows = &cmd->u.save.rows;

    switch (cmd->type) {
    case SS_CMD_LOAD:
        if (load->name_count + load->id_count > 0) {
            return load->name_count + load->id_count;
        }
        return strcmp(load->what, "due") == 0 ? 1 : load->limit;
    case SS_CMD_SAVE:
        return rows->order_count + rows->parcel_count + rows->message_count + rows->event_count;
    case SS_CMD_FACTS:
        return cmd->u.facts.id_count;
    default:
        return 0;
    }
}

static size_t rows_most(ss_cmd_type type)
{
    return type == SS_CMD_LOAD ? ROWS_LOAD : type == SS_CMD_SAVE ? ROWS_SAVE : ROWS_FACTS;
}

/* Can the command of m be answered by the call that answers that of the group's first? */
static bool belongs(const wave_group *g, const statussync_machine *m)
{
    const statussync_machine *first = g->list[0];
    const ss_cmd *a = &first->cmds[0], *b = &m->cmds[0];
    bool store = instanceof_function(Z_OBJCE_P(m->who.store), statussync_ce_shared);

    if (a->type != b->type || g->count == TOGETHER) {
        return false;
    }
    switch (a->type) {
    case SS_CMD_LEASE:
        return store && !a->u.lease.peek && !b->u.lease.peek;
    case SS_CMD_FREE:
    case SS_CMD_SAVE:
        return store;
    case SS_CMD_LOAD:
        return store && strcmp(a->u.load.what, b->u.load.what) == 0;
    case SS_CMD_CHANGES:
        return a->u.changes.since == b->u.changes.since &&
               a->u.changes.limit == b->u.changes.limit &&
               ss_slice_eq(a->u.changes.watermarks, b->u.changes.watermarks);
    case SS_CMD_STATUSES:
    case SS_CMD_FACTS:
        return true;
    default:
        return false;
    }
}

static bool together(wave_group *g)
{
    if (g->count == 1) {
        return each_alone(g);
    }
    switch (g->list[0]->cmds[0].type) {
    case SS_CMD_STATUSES:
        return one_for_all(g, statussync_statuses_read);
    case SS_CMD_CHANGES:
        return one_for_all(g, statussync_changes_read);
    case SS_CMD_FACTS:
        return facts_together(g);
    default:
        return store_together(g);
    }
}

bool statussync_wave(statussync_executor *e)
{
    for (size_t i = 0; i < e->count; i++) {
        wave_group g = {{&e->machines[i]}, 1};
        size_t rows;

        if (e->machines[i].state != STATUSSYNC_M_ASK) {
            continue;
        }
        rows = rows_of(&e->machines[i].cmds[0]);
        for (size_t k = i + 1; k < e->count; k++) {
            statussync_machine *m = &e->machines[k];

            if (m->state != STATUSSYNC_M_ASK || !belongs(&g, m)) {
                continue;
            }
            rows += rows_of(&m->cmds[0]);
            if (rows > rows_most(m->cmds[0].type)) {
                break;
            }
            g.list[g.count++] = m;
        }
        if (!together(&g)) {
            return false;
        }
    }
    return true;
}
