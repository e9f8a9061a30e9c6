/* rules.md, "What Amazon says" and "Time": states, programs, dates, waiting, watching, closing. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* ---- whose order it is ----------------------------------------------------------------------- */

TEST(programs_are_skipped)
{
    static const struct {
        const char *program, *reason;
    } table[] = {{"FBM_SHIP_PLUS", "ship_plus"},
                 {"AMAZON_EASY_SHIP", "easy_ship"},
                 {"DELIVERY_BY_AMAZON", "delivery_by_amazon"},
                 {"IN_STORE_PICK_UP", "store_pickup"}};

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        kit *k = shipped();

        program(k, "AMAZON_BUSINESS");
        program(k, table[i].program);
        assert_verdict(k, SS_V_SKIP, table[i].reason);
        assert_true(k->plan.close);
        assert_int_equal(k->plan.read_due, SS_NEVER);
    }
}

TEST(other_programs_ship)
{
    START(shipped);
    program(k, "AMAZON_BUSINESS");
    program(k, "PRIME");
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(fulfilled_by_amazon)
{
    START(shipped);
    k->order.amazon.fulfilled_by = SS_LIT("AMAZON");
    assert_verdict(k, SS_V_SKIP, "fba");
    assert_true(k->plan.close);
}

TEST(afn_from_magnalister_is_never_asked_for)
{
    START(shipped);
    k->order.known = SS_KNOWN_UNREAD;
    k->links[0] = (ss_shop_link){.source = SS_LINK_MAGNALISTER,
                                 .amazon_order = SS_LIT(NUMBER),
                                 .fulfilled_by = SS_LIT("AMAZON")};
    k->shop.link_count = 1;
    assert_verdict(k, SS_V_SKIP, "fba");
    assert_int_equal(k->plan.read_due, SS_NEVER);
    k->links[0].amazon_order = SS_LIT("303-0000000-0000000");
    assert_verdict(k, SS_V_HOLD, "reading");
}

TEST(not_amazons_channel)
{
    START(shipped);
    k->order.amazon.channel = SS_LIT("NON_AMAZON");
    assert_verdict(k, SS_V_SKIP, "not_amazon_channel");
}

TEST(wrong_marketplace)
{
    START(shipped);
    k->order.amazon.marketplace = SS_LIT("APJ6JRA9NG5V4");
    assert_verdict(k, SS_V_HOLD, "wrong_marketplace");
    assert_slice(k->plan.detail, "APJ6JRA9NG5V4");
    k->account.marketplace_count = 0;
    assert_verdict(k, SS_V_SHIP, NULL);
}

/* ---- states ---------------------------------------------------------------------------------- */

TEST(unread_is_read_first)
{
    START(shipped);
    k->order.known = SS_KNOWN_UNREAD;
    k->order.read_at = 0;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 0);
    assert_false(k->plan.alarm);
}

TEST(unread_with_nothing_wanted_is_read_ahead)
{
    START(fresh);
    k->order.known = SS_KNOWN_UNREAD;
    assert_verdict(k, SS_V_NONE, NULL);
    assert_int_equal(k->plan.read_due, NOW);
}

TEST(unread_says_what_a_person_must_mend)
{
    START(shipped);
    k->order.known = SS_KNOWN_UNREAD;
    k->rows[0].carrier = SS_LIT("Bote");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_int_equal(k->plan.read_due, NOW);
}

TEST(pending_waits)
{
    static const int states[] = {SS_AMAZON_PENDING, SS_AMAZON_PENDING_AVAILABILITY};
    START(shipped);

    for (size_t i = 0; i < COUNT(states); i++) {
        amazon_is(k, states[i]);
        assert_verdict(k, SS_V_HOLD, "pending_at_amazon");
        assert_int_equal(k->plan.read_due, NOW - 60 + 7200);
        assert_false(k->plan.alarm);
    }
    status_is(k, 1);
    k->shop.history_count = 0;
    assert_verdict(k, SS_V_NONE, NULL);
}

TEST(unfulfillable_and_unknown_states)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_UNFULFILLABLE);
    assert_verdict(k, SS_V_HOLD, "unfulfillable");
    amazon_is(k, SS_AMAZON_UNKNOWN);
    assert_verdict(k, SS_V_HOLD, "amazon_status");
}

TEST(shipped_with_same_tracking_is_verified_unsent)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", "0034 0434-1610 94042557", ITEM_A, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_true(k->plan.parcels[0].at_amazon);
    assert_slice(k->plan.parcels[0].amazon_ref, "9");
    assert_int_equal(k->plan.deadline, SS_NEVER);
}

TEST(shipped_with_other_tracking_is_conflict)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", DHL_2, ITEM_A, 1);
    assert_verdict(k, SS_V_CONFLICT, "already_shipped");
    assert_slice(k->plan.detail, DHL_2);
}

TEST(owner_replaces_theirs)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", DHL_2, ITEM_A, 1);
    k->order.replace_theirs = true;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "9");
    assert_int_equal(k->plan.parcels[0].shipped_at, NOW - 2 * HOUR);
    send(k, 0, SS_M_ACCEPTED)->amazon_ref = SS_LIT("9");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
}

/* Settled unsent, or told by a message that is lost: the package is known by number and reference. */
TEST(a_number_that_changes_after_it_was_seen_there_is_a_correction)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", DHL_2, ITEM_A, 1);
    k->parcels[0] = (ss_parcel){.number = 1,
                                .tracking = SS_LIT(DHL_2),
                                .amazon_ref = SS_LIT("9"),
                                .state = SS_PARCEL_VERIFIED};
    k->c.parcel_count = 1;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_int_equal(k->plan.parcels[0].action, SS_PARCEL_EDIT);
    assert_slice(k->plan.parcels[0].tracking, DHL_1);
    assert_slice(k->plan.parcels[0].amazon_ref, "9");
    k->packages[0].tracking = SS_LIT(UPS_1); /* somebody changed it there as well */
    assert_verdict(k, SS_V_CONFLICT, "already_shipped");
    k->packages[0].tracking = SS_LIT(DHL_2);
    k->parcels[0].amazon_ref = SS_LIT("8");
    assert_verdict(k, SS_V_CONFLICT, "already_shipped");
    k->parcels[0] = (ss_parcel){.number = 1, .tracking = SS_LIT(DHL_2), .amazon_ref = SS_LIT("9")};
    assert_verdict(k, SS_V_CONFLICT,
                   "already_shipped"); /* never seen with a number of the shop's */
}

TEST(replacing_needs_a_certain_package)
{
    START(shipped);
    no_items(k);
    item(k, ITEM_A, 2, 2);
    amazon_is(k, SS_AMAZON_SHIPPED);
    package(k, "8", DHL_2, ITEM_A, 1);
    package(k, "9", UPS_1, ITEM_A, 1);
    k->order.replace_theirs = true;
    assert_verdict(k, SS_V_HOLD, "ambiguous_package");
}

TEST(prime_label_bought)
{
    START(shipped);
    program(k, "PRIME");
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", DHL_2, ITEM_A, 1);
    assert_verdict(k, SS_V_SKIP, "label_bought");
    k->order.replace_theirs = true;
    assert_verdict(k, SS_V_SKIP, "label_bought");
    k->packages[0].tracking = SS_LIT(DHL_1);
    assert_verdict(k, SS_V_DONE, NULL);
}

TEST(amazon_shipping_label_bought)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "9", "TBA1234", ITEM_A, 1)->carrier = SS_LIT("Amazon Shipping");
    assert_verdict(k, SS_V_SKIP, "label_bought");
}

TEST(shipped_there_without_number_here_is_done)
{
    START(shipped);
    no_rows(k);
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(k->plan.parcels[0].at_amazon);
    package(k, "9", DHL_2, ITEM_A, 1);
    assert_verdict(k, SS_V_DONE, NULL);
}

TEST(shipped_there_with_nothing_wanted_is_done)
{
    START(fresh);
    amazon_is(k, SS_AMAZON_SHIPPED);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_false(k->plan.close);
    k->order.amazon.updated = NOW - SS_VERIFIED_KEEP - 1;
    assert_verdict(k, SS_V_DONE, NULL);
    assert_slice(k->plan.closed_why, "settled");
}

TEST(partly_shipped_by_others_ships_the_rest)
{
    START(shipped);
    no_items(k);
    item(k, ITEM_A, 3, 1);
    item(k, ITEM_B, 1, 1);
    amazon_is(k, SS_AMAZON_PARTIALLY_SHIPPED);
    package(k, "9", DHL_2, ITEM_A, 1);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 2);
    assert_int_equal(k->plan.parcels[0].item_count, 1);
}

TEST(no_units_is_held)
{
    START(shipped);
    no_items(k);
    assert_verdict(k, SS_V_HOLD, "no_items");
    item(k, ITEM_A, 0, 0);
    assert_verdict(k, SS_V_HOLD, "no_items");
}

TEST(transparency_is_for_a_person)
{
    START(shipped);
    k->items[0].transparency = true;
    assert_verdict(k, SS_V_HOLD, "transparency");
    assert_slice(k->plan.detail, ITEM_A);
}

TEST(illegal_data_are_held)
{
    START(shipped);
    k->items[0].id = SS_LIT("B-17");
    assert_verdict(k, SS_V_HOLD, "bad_data");
    assert_true(k->plan.detail.n > 0);
}

/* ---- time ------------------------------------------------------------------------------------ */

TEST(ship_date_is_the_first_shipped_row)
{
    START(shipped);
    passed(k, 5, NOW - 1800);
    passed(k, 3, NOW - 900);
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - HOUR);
    assert_int_equal(k->plan.parcels[0].shipped_at, NOW - HOUR);
}

TEST(ship_date_else_first_seen)
{
    START(shipped);
    k->shop.history_count = 0;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 120);
}

TEST(ship_date_is_clamped)
{
    START(shipped);
    k->history[1].at = NOW - 30;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 120);
    k->history[1].at = NOW + HOUR;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 120);
    k->history[1].at = k->order.amazon.created - 60;
    decide(k);
    assert_int_equal(k->plan.shipped_at, k->order.amazon.created);
}

TEST(ship_date_is_past_by_amazons_clock_too)
{
    START(shipped);
    k->history[1].at = NOW - 30;
    k->c.clock_skew = -300;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 420);
    k->c.clock_skew = 300;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 120);
}

TEST(ship_date_never_changes)
{
    START(shipped);
    k->order.shipped_at = NOW - 5 * HOUR;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 5 * HOUR);
    assert_int_equal(k->plan.parcels[0].shipped_at, NOW - 5 * HOUR);
    status_is(k, 1);
    k->shop.history_count = 0;
    assert_verdict(k, SS_V_NONE, NULL);
    assert_int_equal(k->plan.shipped_at, NOW - 5 * HOUR);
}

TEST(kept_date_before_amazons_order_is_not_sent)
{
    START(shipped);
    k->order.shipped_at = NOW - 2 * DAY;
    decide(k);
    assert_int_equal(k->plan.shipped_at, NOW - 2 * DAY);
    assert_int_equal(k->plan.parcels[0].shipped_at, k->order.amazon.created);
}

TEST(settles_after_the_newest_row)
{
    START(shipped);
    k->rows[0].at = NOW - 300;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.not_before, NOW + 600);
    assert_int_equal(k->plan.look_at, NOW + 600);
    row(k, "502", "DHL", DHL_2)->at = NOW - 60;
    no_items(k);
    item(k, ITEM_A, 2, 0);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.not_before, NOW + 840);
    k->s.settle_minutes = 1;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.not_before, 0);
}

TEST(row_from_the_future_settles_once)
{
    START(shipped);
    k->rows[0].at = NOW + HOUR;
    decide(k);
    assert_int_equal(k->plan.not_before, NOW + 900);
}

TEST(near_ship_by_nothing_waits)
{
    START(shipped);
    k->rows[0].at = NOW;
    k->order.amazon.ship_by = NOW + SS_MARGIN_EXPRESS;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(k->plan.urgent);
    assert_int_equal(k->plan.not_before, 0);
    k->order.amazon.ship_by = NOW + SS_MARGIN_EXPRESS + 1;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_false(k->plan.urgent);
}

TEST(owner_says_now)
{
    START(shipped);
    k->rows[0].at = NOW;
    k->order.express = true;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(k->plan.urgent);
    assert_int_equal(k->plan.not_before, 0);
}

TEST(unshipped_order_is_watched)
{
    START(fresh);
    decide(k);
    assert_int_equal(k->plan.deadline, NOW + 3 * DAY);
    assert_int_equal(k->plan.look_at, NOW + 3 * DAY - SS_MARGIN_EXPRESS);
    assert_int_equal(k->plan.read_due, SS_NEVER);
    k->order.amazon.ship_by = NOW + HOUR;
    decide(k);
    assert_int_equal(k->plan.look_at, NOW + SS_WATCH_EVERY);
    k->order.amazon.ship_by = NOW - HOUR;
    decide(k);
    assert_int_equal(k->plan.look_at, NOW + SS_WATCH_EVERY);
    k->order.amazon.ship_by = NOW - 2 * DAY;
    decide(k);
    assert_int_equal(k->plan.look_at, SS_NEVER);
    k->order.amazon.ship_by = 0;
    decide(k);
    assert_int_equal(k->plan.deadline, SS_NEVER);
    assert_int_equal(k->plan.look_at, SS_NEVER);
}

TEST(held_order_is_watched_and_alarms)
{
    START(shipped);
    k->rows[0].carrier = SS_LIT("Bote");
    k->order.amazon.ship_by = NOW + 2 * DAY;
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_false(k->plan.alarm);
    assert_int_equal(k->plan.look_at, NOW + DAY);
    k->order.amazon.ship_by = NOW + DAY;
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_true(k->plan.alarm);
    assert_int_equal(k->plan.look_at, NOW + DAY - SS_MARGIN_EXPRESS);
    k->order.amazon.ship_by = NOW + HOUR;
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_int_equal(k->plan.look_at, NOW + SS_WATCH_EVERY);
}

/* ---- reading and closing --------------------------------------------------------------------- */

TEST(accepted_is_read_after_two_hours)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED)->changed_at = NOW - 600;
    k->order.read_at = NOW - DAY;
    decide(k);
    assert_int_equal(k->plan.read_due, NOW - 600 + 7200);
    k->messages[0].changed_at = NOW - 3 * HOUR;
    k->order.read_at = NOW - 60;
    decide(k);
    assert_int_equal(k->plan.read_due, NOW - 60 + 7200);
    k->messages[0].changed_at = NOW - 2 * DAY;
    decide(k);
    assert_int_equal(k->plan.read_due, NOW - 60 + 12 * HOUR);
    k->messages[0].state = SS_M_VERIFIED;
    decide(k);
    assert_int_equal(k->plan.read_due, SS_NEVER);
}

TEST(unknown_is_asked_about)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_UNKNOWN)->changed_at = NOW - 10;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_int_equal(k->plan.read_due, NOW);
    k->order.read_at = NOW;
    decide(k);
    assert_int_equal(k->plan.read_due, NOW + 1800);
}

TEST(in_flight_is_not_read)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_IN_FLIGHT);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.read_due, SS_NEVER);
}

TEST(verified_is_kept_thirty_days)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_VERIFIED)->changed_at = NOW - SS_VERIFIED_KEEP;
    amazon_is(k, SS_AMAZON_SHIPPED);
    k->items[0].fulfilled = 1;
    package(k, "1", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_false(k->plan.close);
    k->messages[0].changed_at--;
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(k->plan.close);
    assert_slice(k->plan.closed_why, "verified");
    assert_int_equal(k->plan.look_at, SS_NEVER);
}

TEST(nothing_closes_while_a_message_is_on_its_way)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_IN_FLIGHT);
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_verdict(k, SS_V_CONFLICT, "cancelled_at_amazon");
    assert_false(k->plan.close);
}

TEST(shipped_and_accepted_but_cancelled_there_is_conflict)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    status_is(k, 1);
    k->shop.history_count = 0;
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_verdict(k, SS_V_CONFLICT, "cancelled_at_amazon");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(programs_are_skipped),
        CASE(other_programs_ship),
        CASE(fulfilled_by_amazon),
        CASE(afn_from_magnalister_is_never_asked_for),
        CASE(not_amazons_channel),
        CASE(wrong_marketplace),
        CASE(unread_is_read_first),
        CASE(unread_with_nothing_wanted_is_read_ahead),
        CASE(unread_says_what_a_person_must_mend),
        CASE(pending_waits),
        CASE(unfulfillable_and_unknown_states),
        CASE(shipped_with_same_tracking_is_verified_unsent),
        CASE(shipped_with_other_tracking_is_conflict),
        CASE(owner_replaces_theirs),
        CASE(a_number_that_changes_after_it_was_seen_there_is_a_correction),
        CASE(replacing_needs_a_certain_package),
        CASE(prime_label_bought),
        CASE(amazon_shipping_label_bought),
        CASE(shipped_there_without_number_here_is_done),
        CASE(shipped_there_with_nothing_wanted_is_done),
        CASE(partly_shipped_by_others_ships_the_rest),
        CASE(no_units_is_held),
        CASE(transparency_is_for_a_person),
        CASE(illegal_data_are_held),
        CASE(ship_date_is_the_first_shipped_row),
        CASE(ship_date_else_first_seen),
        CASE(ship_date_is_clamped),
        CASE(ship_date_is_past_by_amazons_clock_too),
        CASE(ship_date_never_changes),
        CASE(kept_date_before_amazons_order_is_not_sent),
        CASE(settles_after_the_newest_row),
        CASE(row_from_the_future_settles_once),
        CASE(near_ship_by_nothing_waits),
        CASE(owner_says_now),
        CASE(unshipped_order_is_watched),
        CASE(held_order_is_watched_and_alarms),
        CASE(accepted_is_read_after_two_hours),
        CASE(unknown_is_asked_about),
        CASE(in_flight_is_not_read),
        CASE(verified_is_kept_thirty_days),
        CASE(nothing_closes_while_a_message_is_on_its_way),
        CASE(shipped_and_accepted_but_cancelled_there_is_conflict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
