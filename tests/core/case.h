/*
 * Building cases for decide in few lines.
 *
 * fresh() gives an ordinary German order: bought yesterday, read at Amazon a minute ago, UNSHIPPED,
 * one unit of one item, ship-by in three days; settings as delivered with status 3 = shipped,
 * 4 = cancelled, 1 and 2 = open. Each test changes what it is about and calls decide().
 */
#ifndef SS_TEST_CASE_H
#define SS_TEST_CASE_H

#include "support.h"

#include "ss_decide.h"
#include "ss_text.h"

#define NOW    INT64_C(1764000000)
#define HOUR   INT64_C(3600)
#define DAY    INT64_C(86400)
#define DE     "A1PA6795UKMFR9"
#define NUMBER "303-1234567-1234567"
#define DHL_1  "00340434161094042557"
#define DHL_2  "00340434161094042564"
#define UPS_1  "1Z999AA10123456784" /* check digit is right */
#define ITEM_A "11111111111111"
#define ITEM_B "22222222222222"
#define ITEM_C "33333333333333"

enum { KIT_ROWS = 120 };

typedef struct kit {
    ss_settings s;
    ss_account account;
    ss_shop_order shop;
    ss_order order;
    ss_case c;
    ss_ship_rule ship[4];
    ss_cancel_rule cancel[4];
    ss_open_rule open[4];
    ss_map_entry map[8], methods[4];
    ss_slice untracked[4], markets[4], programs[4], twins[4], matched[4], beside[4];
    ss_shop_status statuses[8];
    ss_shop_history history[8];
    ss_shop_tracking rows[KIT_ROWS];
    ss_shop_link links[4];
    ss_amazon_item items[8];
    ss_package packages[8];
    ss_item packed[8][8];
    ss_parcel parcels[8];
    ss_message messages[16];
    ss_arena arena;
    ss_plan plan;
    ss_err err;
    bool used;
} kit;

static kit the_kit;

static inline int kit_teardown(void **state)
{
    (void)state;
    ss_arena_free(&the_kit.arena);
    memset(&the_kit, 0, sizeof the_kit);
    return 0;
}

#define CASE(name) cmocka_unit_test_teardown(name, kit_teardown)

static inline void status_is(kit *k, int64_t status)
{
    k->shop.status = status;
}

/* A history row; rows are given in their order. The status is the shop's from now on. */
static inline void passed(kit *k, int64_t status, int64_t at)
{
    static const char *const ids[] = {"1", "2", "3", "4", "5", "6", "7", "8"};

    k->history[k->shop.history_count] =
        (ss_shop_history){ss_slice_of(ids[k->shop.history_count]), status, at};
    k->shop.history_count++;
    k->shop.status = status;
}

static inline ss_shop_tracking *row(kit *k, const char *id, const char *carrier, const char *code)
{
    ss_shop_tracking *t = &k->rows[k->shop.tracking_count++];

    *t = (ss_shop_tracking){.id = ss_slice_of(id),
                            .carrier = ss_slice_of(carrier),
                            .code = ss_slice_of(code),
                            .at = NOW - HOUR};
    return t;
}

static inline void no_rows(kit *k)
{
    k->shop.tracking_count = 0;
}

static inline void item(kit *k, const char *id, int64_t ordered, int64_t fulfilled)
{
    k->items[k->order.amazon.item_count++] =
        (ss_amazon_item){.id = ss_slice_of(id), .ordered = ordered, .fulfilled = fulfilled};
}

static inline void no_items(kit *k)
{
    k->order.amazon.item_count = 0;
}

static inline void amazon_is(kit *k, int status)
{
    k->order.amazon.status = status;
}

static inline ss_package *package(kit *k, const char *ref, const char *tracking, const char *id,
                                  int64_t quantity)
{
    size_t at = k->order.amazon.package_count++;
    ss_package *p = &k->packages[at];

    k->packed[at][0] = (ss_item){.id = ss_slice_of(id), .quantity = quantity};
    *p = (ss_package){.ref = ss_slice_of(ref),
                      .carrier = SS_LIT("DHL"),
                      .tracking = ss_slice_of(tracking),
                      .shipped_at = NOW - 2 * HOUR,
                      .items = k->packed[at],
                      .item_count = 1};
    return p;
}

static inline void program(kit *k, const char *name)
{
    k->programs[k->order.amazon.program_count++] = ss_slice_of(name);
}

static inline void map(kit *k, const char *from, const char *code, const char *other)
{
    k->map[k->s.carrier_map_count++] =
        (ss_map_entry){ss_slice_of(from), ss_slice_of(code), ss_slice_of(other)};
}

static inline void statuses_known(kit *k)
{
    k->statuses[0] = (ss_shop_status){1, SS_LIT("Offen")};
    k->statuses[1] = (ss_shop_status){2, SS_LIT("In Bearbeitung")};
    k->statuses[2] = (ss_shop_status){3, SS_LIT("Versendet")};
    k->statuses[3] = (ss_shop_status){4, SS_LIT("Storniert")};
    k->c.statuses = k->statuses;
    k->c.status_count = 4;
}

static inline void kit_settings(kit *k)
{
    k->ship[0] = (ss_ship_rule){.status = 3, .name = SS_LIT("Versendet")};
    k->cancel[0] = (ss_cancel_rule){4, SS_LIT("Storniert"), SS_LIT("NoInventory"), 30};
    k->open[0] = (ss_open_rule){1, SS_LIT("Offen")};
    k->open[1] = (ss_open_rule){2, SS_LIT("In Bearbeitung")};
    k->s = (ss_settings){.sync = true,
                         .interval = 7200,
                         .ship = k->ship,
                         .ship_count = 1,
                         .cancel = k->cancel,
                         .cancel_count = 1,
                         .open = k->open,
                         .open_count = 2,
                         .carrier_source = SS_SRC_TRACKING,
                         .carrier_map = k->map,
                         .untracked = k->untracked,
                         .detect = SS_DETECT_WARN,
                         .method_source = SS_SRC_FIXED,
                         .method_value = SS_LIT("Standard"),
                         .method_map = k->methods,
                         .tracking_source = SS_SRC_AUTO,
                         .wait_hours = 24,
                         .send_untracked = true,
                         .settle_minutes = 15,
                         .limits_share = 1000};
}

static inline void kit_amazon(kit *k)
{
    ss_amazon_order *az = &k->order.amazon;

    *az = (ss_amazon_order){.id = SS_LIT(NUMBER),
                            .status = SS_AMAZON_UNSHIPPED,
                            .fulfilled_by = SS_LIT("MERCHANT"),
                            .channel = SS_LIT("AMAZON"),
                            .marketplace = SS_LIT(DE),
                            .programs = k->programs,
                            .created = NOW - DAY,
                            .updated = NOW - DAY,
                            .ship_by = NOW + 3 * DAY,
                            .items = k->items,
                            .packages = k->packages};
    item(k, ITEM_A, 1, 0);
}

static inline kit *fresh(void)
{
    kit *k = &the_kit;

    ss_arena_free(&k->arena);
    memset(k, 0, sizeof *k);
    ss_arena_init(&k->arena, 1 << 22);
    kit_settings(k);
    k->markets[0] = SS_LIT(DE);
    k->account = (ss_account){.id = SS_LIT("1"),
                              .marketplaces = k->markets,
                              .marketplace_count = 1,
                              .on = true,
                              .only_account = true};
    k->shop = (ss_shop_order){.id = SS_LIT("1042"),
                              .purchased = NOW - DAY,
                              .status = 1,
                              .shipping_module = SS_LIT("flat_flat"),
                              .history = k->history,
                              .tracking = k->rows,
                              .links = k->links,
                              .matched_tracking = k->matched,
                              .matched_carriers = k->beside};
    k->order = (ss_order){.id = 7,
                          .account = SS_LIT("1"),
                          .shop_order = SS_LIT("1042"),
                          .amazon_order = SS_LIT(NUMBER),
                          .link_source = SS_LINK_MAGNALISTER,
                          .purchased = NOW - DAY,
                          .open = true,
                          .shop_status = -1,
                          .known = SS_KNOWN_FOUND,
                          .read_at = NOW - 60,
                          .read_due = SS_NEVER,
                          .deadline = SS_NEVER};
    kit_amazon(k);
    k->c = (ss_case){.settings = &k->s,
                     .account = &k->account,
                     .shop = &k->shop,
                     .order = &k->order,
                     .parcels = k->parcels,
                     .messages = k->messages,
                     .twins = k->twins,
                     .is_main = true,
                     .now = NOW,
                     .run_started = NOW - 120};
    return k;
}

/* An order shipped an hour ago with one DHL number: what happens most. */
static inline kit *shipped(void)
{
    kit *k = fresh();

    passed(k, 1, NOW - DAY);
    passed(k, 3, NOW - HOUR);
    row(k, "501", "DHL", DHL_1);
    return k;
}

static inline const ss_plan *decide(kit *k)
{
    memset(&k->plan, 0xa5, sizeof k->plan);
    k->err = SS_ERR_INIT;
    if (!ss_decide(&k->c, &k->arena, &k->plan, &k->err)) {
        fail_msg("decide: %s: %s", k->err.place, k->err.text);
    }
    return &k->plan;
}

/* A message as the plan's i-th parcel would make it, and the parcel's row. */
static inline ss_message *send(kit *k, size_t i, int state)
{
    const ss_plan_parcel *p = &k->plan.parcels[i];
    ss_message *m = &k->messages[k->c.message_count++];
    ss_parcel *r = NULL;
    int64_t revision = 1;

    for (size_t n = 0; n + 1 < k->c.message_count; n++) {
        if (k->messages[n].parcel == p->number && k->messages[n].revision >= revision) {
            revision = k->messages[n].revision + 1;
        }
    }
    for (size_t n = 0; n < k->c.parcel_count; n++) {
        r = k->parcels[n].number == p->number ? &k->parcels[n] : r;
    }
    if (r == NULL) {
        r = &k->parcels[k->c.parcel_count++];
    }
    *m = (ss_message){.id = (int64_t)k->c.message_count,
                      .kind = SS_MSG_SHIP,
                      .parcel = p->number,
                      .revision = revision,
                      .state = state,
                      .carrier = p->carrier,
                      .carrier_name = p->carrier_name,
                      .method = p->method,
                      .tracking = p->tracking,
                      .shipped_at = p->shipped_at,
                      .items = p->items,
                      .item_count = p->item_count,
                      .edit = p->action == SS_PARCEL_EDIT,
                      .changed_at = k->c.now - 60};
    r->number = p->number;
    r->row = p->row;
    r->tracking = p->tracking;
    r->carrier = p->carrier;
    k->order.shipped_at = k->plan.shipped_at;
    return m;
}

static inline ss_message *cancel_message(kit *k, int state)
{
    static const ss_item items[] = {{.id = {ITEM_A, 14}, .reason = {"NoInventory", 11}}};
    ss_message *m = &k->messages[k->c.message_count++];

    *m = (ss_message){.id = (int64_t)k->c.message_count,
                      .kind = SS_MSG_CANCEL,
                      .revision = 1,
                      .state = state,
                      .items = items,
                      .item_count = 1,
                      .changed_at = k->c.now - 60};
    return m;
}

static inline bool has_note(const kit *k, const char *note)
{
    for (size_t i = 0; i < k->plan.note_count; i++) {
        if (ss_slice_is(k->plan.notes[i], note)) {
            return true;
        }
    }
    return false;
}

/* Two numbers; the items are given by each test. */
static inline kit *two_rows(void)
{
    kit *k = shipped();

    row(k, "502", "GLS", "X2");
    no_items(k);
    return k;
}

static inline int64_t units_of(const kit *k, size_t parcel, const char *id)
{
    const ss_plan_parcel *p = &k->plan.parcels[parcel];

    for (size_t i = 0; i < p->item_count; i++) {
        if (ss_slice_is(p->items[i].id, id)) {
            return p->items[i].quantity;
        }
    }
    return 0;
}

/* Amazon shows what the plan's parcels say. */
static inline void amazon_shows(kit *k, int64_t fulfilled)
{
    k->items[0].fulfilled = fulfilled;
    amazon_is(k, fulfilled < k->items[0].ordered ? SS_AMAZON_PARTIALLY_SHIPPED : SS_AMAZON_SHIPPED);
    k->order.read_at = NOW;
}

/* One parcel accepted for `units` of one item, seen at Amazon as package "1". */
static inline kit *accepted(int64_t units)
{
    kit *k = shipped();

    no_items(k);
    item(k, ITEM_A, units, 0);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    package(k, "1", DHL_1, ITEM_A, units);
    amazon_shows(k, units);
    return k;
}

static inline kit *accepted_one(void)
{
    return accepted(1);
}

static inline kit *accepted_three(void)
{
    return accepted(3);
}

/* Decides and compares verdict and reason; reason NULL = absent. */
#define assert_verdict(k, expected_verdict, expected_reason)                                       \
    do {                                                                                           \
        const ss_plan *plan_ = decide(k);                                                          \
        if (plan_->verdict != (int)(expected_verdict) ||                                           \
            !ss_slice_eq(plan_->reason, ss_slice_of(expected_reason))) {                           \
            fail_msg("got %s \"%.*s\"", ss_verdict_names[plan_->verdict], SS_FMT(plan_->reason));  \
        }                                                                                          \
    } while (0)

/* The i-th parcel of the plan: number, action, tracking (NULL = untracked), units in all. */
#define assert_parcel(k, i, expected_number, expected_action, expected_tracking, expected_units)   \
    do {                                                                                           \
        const ss_plan_parcel *p_ = &(k)->plan.parcels[i];                                          \
        int64_t units_ = 0;                                                                        \
        assert_true((i) < (k)->plan.parcel_count);                                                 \
        for (size_t n_ = 0; n_ < p_->item_count; n_++) {                                           \
            units_ += p_->items[n_].quantity;                                                      \
        }                                                                                          \
        assert_int_equal(p_->number, expected_number);                                             \
        assert_int_equal(p_->action, expected_action);                                             \
        if (!ss_slice_eq(p_->tracking, ss_slice_of(expected_tracking))) {                          \
            fail_msg("tracking is \"%.*s\"", SS_FMT(p_->tracking));                                \
        }                                                                                          \
        assert_int_equal(units_, expected_units);                                                  \
    } while (0)

#endif
