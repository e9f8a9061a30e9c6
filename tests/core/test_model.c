/* Descriptors: every table is sound, copies are deep, comparison sees every field. */
#include "support.h"

#include "ss_model.h"

#include <stdlib.h>

static const ss_record *const records[] = {
    &ss_rec_item,          &ss_rec_address,   &ss_rec_ship_rule,     &ss_rec_cancel_rule,
    &ss_rec_open_rule,     &ss_rec_map_entry, &ss_rec_settings,      &ss_rec_shop_history,
    &ss_rec_shop_tracking, &ss_rec_shop_link, &ss_rec_shop_order,    &ss_rec_shop_status,
    &ss_rec_amazon_item,   &ss_rec_package,   &ss_rec_amazon_order,  &ss_rec_order,
    &ss_rec_parcel,        &ss_rec_message,   &ss_rec_feed,          &ss_rec_event,
    &ss_rec_bucket,        &ss_rec_day,       &ss_rec_account_state, &ss_rec_account};

static size_t size_of(const ss_field *f)
{
    switch (f->kind) {
    case SS_K_INT:
        return sizeof(int64_t);
    case SS_K_BOOL:
        return sizeof(bool);
    case SS_K_TEXT:
        return sizeof(ss_slice);
    case SS_K_ENUM:
        return sizeof(int);
    case SS_K_ROW:
        return f->of->size;
    case SS_K_TEXTS:
    case SS_K_ROWS:
        return sizeof(void *);
    }
    return 0;
}

/* Every byte of a struct belongs to exactly one field, or is padding: nothing was forgotten. */
static void tables_cover_the_structs(void **state)
{
    (void)state;
    for (size_t r = 0; r < COUNT(records); r++) {
        const ss_record *rec = records[r];
        char *seen = calloc(1, rec->size);
        size_t gap = 0;

        assert_non_null(seen);
        for (const ss_field *f = rec->fields; f->name != NULL; f++) {
            assert_true(f->offset + size_of(f) <= rec->size);
            for (size_t i = 0; i < size_of(f); i++) {
                assert_int_equal(seen[f->offset + i]++, 0);
            }
            if (f->kind == SS_K_TEXTS || f->kind == SS_K_ROWS) {
                for (size_t i = 0; i < sizeof(size_t); i++) {
                    assert_int_equal(seen[f->count_offset + i]++, 0);
                }
            }
            assert_true((f->kind == SS_K_ENUM) == (f->names != NULL));
            assert_true((f->kind == SS_K_ROW || f->kind == SS_K_ROWS) == (f->of != NULL));
        }
        for (size_t i = 0; i < rec->size; i++) {
            gap = seen[i] != 0 ? 0 : gap + 1;
            if (gap >= sizeof(int64_t)) {
                fail_msg("%s: bytes before %zu belong to no field", rec->name, i + 1);
            }
        }
        free(seen);
    }
}

static void names_are_unique(void **state)
{
    (void)state;
    for (size_t r = 0; r < COUNT(records); r++) {
        for (const ss_field *f = records[r]->fields; f->name != NULL; f++) {
            for (const ss_field *g = f + 1; g->name != NULL; g++) {
                assert_string_not_equal(f->name, g->name);
            }
        }
        for (size_t q = r + 1; q < COUNT(records); q++) {
            assert_string_not_equal(records[r]->name, records[q]->name);
        }
    }
}

static void enums_match_their_names(void **state)
{
    static const struct {
        const char *const *names;
        int value;
        const char *name;
    } table[] = {{ss_source_names, SS_SRC_MATCH, "match"},
                 {ss_detect_mode_names, SS_DETECT_USE, "use"},
                 {ss_several_names, SS_SEVERAL_LAST, "last"},
                 {ss_transport_mode_names, SS_TRANSPORT_EXPRESS, "express"},
                 {ss_link_source_names, SS_LINK_TEXT, "text"},
                 {ss_amazon_status_names, SS_AMAZON_UNFULFILLABLE, "UNFULFILLABLE"},
                 {ss_amazon_status_names, SS_AMAZON_CANCELLED, "CANCELLED"},
                 {ss_known_names, SS_KNOWN_MISSING, "missing"},
                 {ss_role_names, SS_ROLE_SPLIT, "split"},
                 {ss_verdict_names, SS_V_NONE, ""},
                 {ss_verdict_names, SS_V_DONE, "done"},
                 {ss_parcel_state_names, SS_PARCEL_GONE, "gone"},
                 {ss_message_kind_names, SS_MSG_CANCEL, "cancel"},
                 {ss_message_state_names, SS_M_PARKED, "parked"},
                 {ss_message_state_names, SS_M_IN_FLIGHT, "in_flight"},
                 {ss_lane_names, SS_LANE_EXPRESS, "express"},
                 {ss_feed_state_names, SS_F_LOST, "lost"},
                 {ss_feed_type_names, SS_FEED_CANCEL, "cancel"},
                 {ss_op_names, SS_OP_CONFIRM, "confirmShipment"},
                 {ss_account_mode_names, SS_MODE_REBUILD, "rebuild"}};

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(table[i].names[table[i].value], table[i].name);
        assert_int_equal(ss_enum_of(table[i].names, ss_slice_of(table[i].name)), table[i].value);
    }
    for (int op = 0; op < SS_OP_COUNT; op++) {
        assert_string_equal(ss_op_names[op], ss_op_name((ss_op)op));
    }
    assert_null(ss_op_names[SS_OP_COUNT]);
    assert_int_equal(ss_enum_of(ss_verdict_names, SS_LIT("nonsense")), -1);
    assert_int_equal(ss_enum_of(ss_verdict_names, SS_NONE), -1);
}

/* ---- copies ---------------------------------------------------------------------------------- */

enum { TEXT_MAX = 32 };

typedef struct pool {
    char *blocks[512];
    size_t n;
} pool;

static void *pool_get(pool *p, size_t size)
{
    assert_true(p->n < COUNT(p->blocks));
    p->blocks[p->n] = calloc(1, size);
    assert_non_null(p->blocks[p->n]);
    return p->blocks[p->n++];
}

static void pool_wipe(pool *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->blocks[i]);
    }
    p->n = 0;
}

static ss_slice some_text(pool *p, int *salt)
{
    char *text = pool_get(p, TEXT_MAX);

    (*salt)++;
    text[0] = 't';
    text[1] = (char)('a' + *salt % 26);
    text[2] = (char)('a' + *salt / 26 % 26);
    return (ss_slice){text, 3};
}

static void fill(const ss_record *rec, void *row, pool *p, int *salt);

static void fill_list(const ss_field *f, void *row, pool *p, int *salt)
{
    size_t n = 2;
    size_t size = f->kind == SS_K_TEXTS ? sizeof(ss_slice) : f->of->size;
    char *list = pool_get(p, n * size);

    for (size_t i = 0; i < n; i++) {
        if (f->kind == SS_K_TEXTS) {
            ((ss_slice *)(void *)list)[i] = some_text(p, salt);
        } else {
            fill(f->of, list + i * size, p, salt);
        }
    }
    memcpy((char *)row + f->offset, &list, sizeof list);
    memcpy((char *)row + f->count_offset, &n, sizeof n);
}

/* Gives every field, lists and rows included, a value of its own. */
static void fill(const ss_record *rec, void *row, pool *p, int *salt)
{
    for (const ss_field *f = rec->fields; f->name != NULL; f++) {
        char *at = (char *)row + f->offset;

        if (f->kind == SS_K_INT) {
            int64_t v = ++*salt;
            memcpy(at, &v, sizeof v);
        } else if (f->kind == SS_K_BOOL) {
            bool v = true;
            memcpy(at, &v, sizeof v);
        } else if (f->kind == SS_K_ENUM) {
            int v = 1;
            memcpy(at, &v, sizeof v);
        } else if (f->kind == SS_K_TEXT) {
            ss_slice v = some_text(p, salt);
            memcpy(at, &v, sizeof v);
        } else if (f->kind == SS_K_ROW) {
            fill(f->of, at, p, salt);
        } else {
            fill_list(f, row, p, salt);
        }
    }
}

static void copies_are_deep(void **state)
{
    (void)state;
    for (size_t r = 0; r < COUNT(records); r++) {
        const ss_record *rec = records[r];
        pool first = {{0}, 0}, second = {{0}, 0};
        void *row = calloc(1, rec->size), *twin = calloc(1, rec->size);
        void *copy = calloc(1, rec->size);
        ss_arena a;
        ss_err err = SS_ERR_INIT;
        int salt = 0;

        assert_true(row != NULL && twin != NULL && copy != NULL);
        ss_arena_init(&a, 1 << 20);
        fill(rec, row, &first, &salt);
        salt = 0;
        fill(rec, twin, &second, &salt);
        assert_true(ss_record_equal(rec, row, twin));
        assert_true(ss_record_copy(rec, &a, row, copy, &err));
        /* The copy must live without what it was made from. */
        pool_wipe(&first);
        assert_true(ss_record_equal(rec, copy, twin));
        assert_true(ss_record_copy(rec, &a, copy, copy, &err));
        assert_true(ss_record_equal(rec, copy, twin));
        pool_wipe(&second);
        ss_arena_free(&a);
        free(row);
        free(twin);
        free(copy);
    }
}

/* Makes one field differ. */
static void change(const ss_field *f, void *row)
{
    char *at = (char *)row + f->offset;

    if (f->kind == SS_K_TEXTS || f->kind == SS_K_ROWS) {
        size_t n = 1;
        memcpy((char *)row + f->count_offset, &n, sizeof n);
    } else if (f->kind == SS_K_TEXT) {
        ss_slice v = SS_LIT("other");
        memcpy(at, &v, sizeof v);
    } else if (f->kind == SS_K_BOOL) {
        bool v = false;
        memcpy(at, &v, sizeof v);
    } else if (f->kind == SS_K_ROW) {
        change(f->of->fields, at);
    } else {
        at[0] ^= 0x40;
    }
}

static void comparison_sees_every_field(void **state)
{
    (void)state;
    for (size_t r = 0; r < COUNT(records); r++) {
        const ss_record *rec = records[r];
        pool p = {{0}, 0};
        void *row = calloc(1, rec->size), *other = calloc(1, rec->size);
        int salt = 0;

        assert_true(row != NULL && other != NULL);
        fill(rec, row, &p, &salt);
        for (const ss_field *f = rec->fields; f->name != NULL; f++) {
            memcpy(other, row, rec->size);
            change(f, other);
            if (ss_record_equal(rec, row, other)) {
                fail_msg("%s.%s is not compared", rec->name, f->name);
            }
        }
        pool_wipe(&p);
        free(row);
        free(other);
    }
}

static void absent_is_not_empty(void **state)
{
    ss_open_rule a = {1, SS_NONE}, b = {1, SS_LIT("")}, c;
    ss_arena arena;
    ss_err err = SS_ERR_INIT;

    (void)state;
    ss_arena_init(&arena, 4096);
    assert_false(ss_record_equal(&ss_rec_open_rule, &a, &b));
    assert_true(ss_record_copy(&ss_rec_open_rule, &arena, &a, &c, &err));
    assert_null(c.name.p);
    assert_true(ss_record_copy(&ss_rec_open_rule, &arena, &b, &c, &err));
    assert_true(c.name.p != NULL && c.name.n == 0);
    ss_arena_free(&arena);
}

static void empty_lists(void **state)
{
    ss_shop_order a, b;
    ss_arena arena;
    ss_err err = SS_ERR_INIT;

    (void)state;
    memset(&a, 0, sizeof a);
    ss_arena_init(&arena, 4096);
    assert_true(ss_record_copy(&ss_rec_shop_order, &arena, &a, &b, &err));
    assert_null(b.history);
    assert_true(ss_record_equal(&ss_rec_shop_order, &a, &b));
    ss_arena_free(&arena);
}

static void memory_runs_out(void **state)
{
    pool p = {{0}, 0};
    ss_order row, copy;
    int salt = 0;
    bool well = false;

    (void)state;
    memset(&row, 0, sizeof row);
    fill(&ss_rec_order, &row, &p, &salt);
    for (size_t max = 1; !well; max += 16) {
        ss_arena a;
        ss_err err = SS_ERR_INIT;

        ss_arena_init(&a, max);
        well = ss_record_copy(&ss_rec_order, &a, &row, &copy, &err);
        assert_true(well || err.code == SS_E_LIMIT || err.code == SS_E_NOMEM);
        ss_arena_free(&a);
        assert_true(max < 1 << 20);
    }
    pool_wipe(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_cover_the_structs),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(enums_match_their_names),
        cmocka_unit_test(copies_are_deep),
        cmocka_unit_test(comparison_sees_every_field),
        cmocka_unit_test(absent_is_not_empty),
        cmocka_unit_test(empty_lists),
        cmocka_unit_test(memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
