/* Links, agreement with Amazon's picture, payloads, the list of reasons. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

#define OTHER "303-7654321-7654321"

static void link_from(kit *k, int source, const char *number, const char *account)
{
    k->links[k->shop.link_count++] = (ss_shop_link){
        .source = source, .amazon_order = ss_slice_of(number), .account = ss_slice_of(account)};
}

/* The chosen number, or NULL with the reason. */
static void assert_link(kit *k, const char *number, const char *reason)
{
    ss_slice why = SS_LIT("x");
    const ss_shop_link *l = ss_link_choose(&k->shop, &k->s, &k->account, &why);

    if (number == NULL) {
        assert_null(l);
    } else {
        assert_non_null(l);
        assert_slice(l->amazon_order, number);
    }
    if (!ss_slice_eq(why, ss_slice_of(reason))) {
        fail_msg("reason is \"%.*s\"", SS_FMT(why));
    }
}

TEST(sources_in_their_order)
{
    START(fresh);
    k->s.text_links = true;
    link_from(k, SS_LINK_TEXT, "303-0000000-0000005", NULL);
    k->links[0].second_sign = true;
    assert_link(k, "303-0000000-0000005", NULL);
    link_from(k, SS_LINK_FIELD, "303-0000000-0000004", NULL);
    assert_link(k, "303-0000000-0000004", NULL);
    link_from(k, SS_LINK_MAGNALISTER, "303-0000000-0000003", NULL);
    assert_link(k, "303-0000000-0000003", NULL);
    link_from(k, SS_LINK_MANUAL, "303-0000000-0000001", NULL);
    assert_link(k, "303-0000000-0000001", NULL);
}

TEST(no_sign_at_all)
{
    START(fresh);
    assert_link(k, NULL, NULL);
}

TEST(number_must_be_one)
{
    START(fresh);
    link_from(k, SS_LINK_FIELD, "keine", NULL);
    assert_link(k, NULL, "not_linked");
    link_from(k, SS_LINK_MAGNALISTER, NUMBER, NULL);
    assert_link(k, NUMBER, NULL);
}

TEST(two_numbers_from_one_source)
{
    START(fresh);
    link_from(k, SS_LINK_FIELD, NUMBER, NULL);
    link_from(k, SS_LINK_FIELD, NUMBER, NULL);
    assert_link(k, NUMBER, NULL);
    link_from(k, SS_LINK_FIELD, OTHER, NULL);
    assert_link(k, NULL, "not_linked");
    link_from(k, SS_LINK_MANUAL, OTHER, NULL);
    assert_link(k, OTHER, NULL);
}

TEST(text_needs_permission_and_second_sign)
{
    START(fresh);
    link_from(k, SS_LINK_TEXT, NUMBER, NULL);
    assert_link(k, NULL, "not_linked");
    k->s.text_links = true;
    assert_link(k, NULL, "not_linked");
    k->links[0].second_sign = true;
    assert_link(k, NUMBER, NULL);
    k->s.text_links = false;
    assert_link(k, NULL, "not_linked");
}

TEST(account_of_the_link)
{
    START(fresh);
    link_from(k, SS_LINK_MAGNALISTER, NUMBER, "2");
    assert_link(k, NULL, NULL);
    k->links[0].account = SS_LIT("1");
    assert_link(k, NUMBER, NULL);
    k->account.only_account = false;
    assert_link(k, NUMBER, NULL);
    k->links[0].account = SS_NONE;
    assert_link(k, NULL, "which_account");
    k->account.only_account = true;
    assert_link(k, NUMBER, NULL);
}

TEST(account_that_the_link_names)
{
    START(fresh);
    assert_slice(ss_link_elsewhere(&k->shop, &k->s, &k->account), "");
    link_from(k, SS_LINK_MAGNALISTER, NUMBER, "2");
    assert_slice(ss_link_elsewhere(&k->shop, &k->s, &k->account), "2");
    link_from(k, SS_LINK_MANUAL, NUMBER, "1");
    assert_slice(ss_link_elsewhere(&k->shop, &k->s, &k->account), "");
    k->links[1].account = SS_NONE;
    assert_slice(ss_link_elsewhere(&k->shop, &k->s, &k->account), "");
}

/* ---- agreement ------------------------------------------------------------------------------- */

static void assert_agrees(kit *k, ss_agreement expected, const char *ref)
{
    ss_slice found = SS_LIT("x");

    assert_int_equal(ss_agrees(&k->messages[0], &k->order.amazon, &k->arena, &found), expected);
    if (!ss_slice_eq(found, ss_slice_of(ref))) {
        fail_msg("ref is \"%.*s\"", SS_FMT(found));
    }
}

/* A message for two units of one item. */
static kit *told(void)
{
    kit *k = shipped();

    no_items(k);
    item(k, ITEM_A, 2, 0);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    return k;
}

TEST(nothing_there_yet)
{
    START(told);
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 2;
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
}

TEST(tracking_and_quantities_agree)
{
    START(told);
    package(k, "7", "0034 0434-1610 9404 2557", ITEM_A, 2)->carrier = SS_LIT("Deutsche Post");
    assert_agrees(k, SS_AGREE_YES, "7");
}

TEST(quantities_differ)
{
    START(told);
    package(k, "7", DHL_1, ITEM_A, 1);
    assert_agrees(k, SS_AGREE_NO, NULL);
    k->packages[0].items = NULL;
    k->packages[0].item_count = 0;
    assert_agrees(k, SS_AGREE_NO, NULL);
    k->items[0].fulfilled = 2;
    assert_agrees(k, SS_AGREE_YES, "7");
}

TEST(whole_order_messages)
{
    START(told);
    k->messages[0].item_count = 0;
    package(k, "7", DHL_1, ITEM_A, 2);
    assert_agrees(k, SS_AGREE_YES, "7");
    item(k, ITEM_B, 1, 0);
    assert_agrees(k, SS_AGREE_NO, NULL);
}

TEST(something_else_is_there)
{
    START(told);
    package(k, "7", DHL_2, ITEM_A, 2);
    assert_agrees(k, SS_AGREE_NO, NULL);
    k->packed[0][0].quantity = 1;
    assert_agrees(k, SS_AGREE_NO, NULL);
    k->items[0].ordered = 3;
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
    k->messages[0].amazon_ref = SS_LIT("7");
    assert_agrees(k, SS_AGREE_NO, NULL);
}

TEST(untracked_by_fulfilled_units)
{
    START(told);
    k->messages[0].tracking = SS_NONE;
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
    k->items[0].fulfilled = 1;
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
    k->items[0].fulfilled = 2;
    assert_agrees(k, SS_AGREE_YES, NULL);
    package(k, "3", NULL, ITEM_A, 2);
    assert_agrees(k, SS_AGREE_YES, "3");
    k->items[0].ordered = 4;
    k->packages[0].tracking = SS_LIT(DHL_2);
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
}

TEST(cancelled_there_is_no_shipment)
{
    START(told);
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_agrees(k, SS_AGREE_NO, NULL);
}

TEST(cancel_agrees_with_cancelled)
{
    START(fresh);
    cancel_message(k, SS_M_ACCEPTED);
    assert_agrees(k, SS_AGREE_NOT_YET, NULL);
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_agrees(k, SS_AGREE_YES, NULL);
    amazon_is(k, SS_AMAZON_PARTIALLY_SHIPPED);
    assert_agrees(k, SS_AGREE_NO, NULL);
}

/* ---- payload --------------------------------------------------------------------------------- */

TEST(payload_compares_every_field)
{
    START(told);
    const ss_plan_parcel same = k->plan.parcels[0];
    const ss_message *m = &k->messages[0];
    const ss_address from = {.name = SS_LIT("Lager")};
    const ss_item fewer = {.id = SS_LIT(ITEM_A), .quantity = 1};
    ss_plan_parcel p[8];

    assert_true(ss_payload_same(m, &same));
    for (size_t i = 0; i < COUNT(p); i++) {
        p[i] = same;
    }
    p[0].carrier = SS_LIT("GLS");
    p[1].carrier_name = SS_LIT("x");
    p[2].method = SS_LIT("x");
    p[3].tracking = SS_LIT("x");
    p[4].shipped_at++;
    p[5].items = &fewer;
    p[6].ship_from = &from;
    p[7].action = SS_PARCEL_EDIT;
    for (size_t i = 0; i < COUNT(p); i++) {
        assert_false(ss_payload_same(m, &p[i]));
    }
}

TEST(payload_compares_addresses_and_item_order)
{
    START(told);
    const ss_item one[] = {{.id = {"1", 1}, .quantity = 1}, {.id = {"2", 1}, .quantity = 2}};
    const ss_item two[] = {{.id = {"2", 1}, .quantity = 2}, {.id = {"1", 1}, .quantity = 1}};
    const ss_address from = {.name = SS_LIT("Lager")}, other = {.name = SS_LIT("Halle")};
    ss_message *m = &k->messages[0];
    ss_plan_parcel p = k->plan.parcels[0];

    m->items = one;
    p.items = two;
    m->item_count = p.item_count = 2;
    assert_true(ss_payload_same(m, &p));
    m->has_ship_from = true;
    m->ship_from = from;
    assert_false(ss_payload_same(m, &p));
    p.ship_from = &from;
    assert_true(ss_payload_same(m, &p));
    p.ship_from = &other;
    assert_false(ss_payload_same(m, &p));
}

TEST(reasons_are_one_list)
{
    static const char *const promised[] = {"no_carrier",
                                           "carrier_unmapped",
                                           "no_tracking",
                                           "bad_tracking",
                                           "fba",
                                           "ship_plus",
                                           "taken_back",
                                           "double_link",
                                           "which_account",
                                           "not_at_amazon",
                                           "pending_at_amazon",
                                           "cancelled_at_amazon",
                                           "already_shipped",
                                           "buyer_request",
                                           "copy",
                                           "status_changed_meaning",
                                           "brake",
                                           "storno_no_status",
                                           "cancel_reason",
                                           "cancel_off",
                                           "cancel_after_ship",
                                           "carrier_doubtful",
                                           "carrier_is_service",
                                           "wrong_marketplace",
                                           "label_bought",
                                           "not_linked",
                                           "match_broken",
                                           "eu_carrier"};

    (void)state;
    for (size_t i = 0; i < COUNT(promised); i++) {
        assert_int_not_equal(ss_reason_of(ss_slice_of(promised[i])), SS_R_none);
    }
    for (int i = 1; i < SS_R_count; i++) {
        assert_int_equal(ss_reason_of(ss_reason_code((ss_reason)i)), i);
    }
    assert_null(ss_reason_code(SS_R_none).p);
    assert_int_equal(ss_reason_of(SS_LIT("nonsense")), SS_R_none);
    assert_int_equal(ss_reason_of(SS_NONE), SS_R_none);
    assert_int_equal(ss_reason_severity(SS_R_reading), SS_SEV_WAIT);
    assert_int_equal(ss_reason_severity(SS_R_no_carrier), SS_SEV_PERSON);
    assert_int_equal(ss_reason_severity(SS_R_fba), SS_SEV_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sources_in_their_order),
        CASE(no_sign_at_all),
        CASE(number_must_be_one),
        CASE(two_numbers_from_one_source),
        CASE(text_needs_permission_and_second_sign),
        CASE(account_of_the_link),
        CASE(account_that_the_link_names),
        CASE(nothing_there_yet),
        CASE(tracking_and_quantities_agree),
        CASE(quantities_differ),
        CASE(whole_order_messages),
        CASE(something_else_is_there),
        CASE(untracked_by_fulfilled_units),
        CASE(cancelled_there_is_no_shipment),
        CASE(cancel_agrees_with_cancelled),
        CASE(payload_compares_every_field),
        CASE(payload_compares_addresses_and_item_order),
        CASE(reasons_are_one_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
