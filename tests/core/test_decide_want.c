/* rules.md, "What the shop wants" and "Which order is it": one order, statuses and stornos. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* ---- ship ---------------------------------------------------------------------------------------- */

TEST(nothing_wanted)
{
    START(fresh);
    assert_verdict(k, SS_V_NONE, NULL);
    assert_int_equal(k->plan.shipped_at, 0);
    assert_int_equal(k->plan.parcel_count, 0);
    assert_false(k->plan.close);
}

TEST(current_status_ships)
{
    START(shipped);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 1);
    assert_slice(k->plan.parcels[0].carrier, "DHL");
    assert_slice(k->plan.parcels[0].method, "Standard");
    assert_null(k->plan.parcels[0].carrier_name.p);
    assert_slice(k->plan.parcels[0].row, "501");
    assert_slice(k->plan.parcels[0].items[0].id, ITEM_A);
}

TEST(passed_through_status_ships)
{
    START(shipped);
    passed(k, 149, NOW - HOUR / 2);
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(status_without_history_ships)
{
    START(fresh);
    status_is(k, 3);
    row(k, "1", "DHL", DHL_1);
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(status_zero_matches_nothing)
{
    START(fresh);
    k->ship[0].status = 0;
    k->cancel[0].status = 0;
    status_is(k, 0);
    assert_verdict(k, SS_V_NONE, NULL);
    status_is(k, -1);
    k->ship[0].status = -1;
    assert_verdict(k, SS_V_NONE, NULL);
}

TEST(unset_rules_match_nothing)
{
    START(shipped);
    k->s.ship_count = k->s.cancel_count = k->s.open_count = 0;
    assert_verdict(k, SS_V_NONE, NULL);
}

TEST(taken_back_is_held)
{
    START(shipped);
    no_rows(k);
    passed(k, 2, NOW - 600);
    assert_verdict(k, SS_V_HOLD, "taken_back");
    assert_false(k->plan.alarm);
    assert_int_equal(k->plan.look_at, NOW + 3 * DAY - DAY);
}

TEST(taken_back_alarms_before_ship_by)
{
    START(shipped);
    no_rows(k);
    passed(k, 2, NOW - 600);
    k->order.amazon.ship_by = NOW + 20 * HOUR;
    assert_verdict(k, SS_V_HOLD, "taken_back");
    assert_true(k->plan.alarm);
}

TEST(taken_back_with_a_number_ships)
{
    START(shipped);
    passed(k, 2, NOW - 600);
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(return_label_does_not_keep_it_shipped)
{
    START(shipped);
    k->rows[0].is_return = true;
    passed(k, 2, NOW - 600);
    assert_verdict(k, SS_V_HOLD, "taken_back");
}

TEST(other_status_after_shipped_is_no_taking_back)
{
    START(shipped);
    passed(k, 5, NOW - 600);
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(to_and_fro_after_accepted_sends_nothing)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    no_rows(k);
    passed(k, 1, NOW - 500);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    passed(k, 3, NOW - 400);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
}

TEST(history_deleted_after_accepted_sends_nothing)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_VERIFIED);
    k->shop.history_count = 0;
    status_is(k, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
}

/* ---- meaning of a status ------------------------------------------------------------------------- */

TEST(same_name_matches)
{
    START(shipped);
    statuses_known(k);
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(renamed_status_pauses)
{
    START(shipped);
    statuses_known(k);
    k->statuses[2].name = SS_LIT("Rechnung");
    assert_verdict(k, SS_V_HOLD, "status_changed_meaning");
    assert_slice(k->plan.detail, "3");
    assert_true(k->plan.alarm);
}

TEST(missing_status_pauses)
{
    START(shipped);
    statuses_known(k);
    k->c.status_count = 2;
    assert_verdict(k, SS_V_HOLD, "status_changed_meaning");
}

TEST(passed_through_renamed_status_pauses)
{
    START(shipped);
    statuses_known(k);
    k->statuses[2].name = SS_LIT("Rechnung");
    passed(k, 2, NOW - 60);
    assert_verdict(k, SS_V_HOLD, "status_changed_meaning");
}

TEST(renamed_cancel_status_pauses)
{
    START(fresh);
    statuses_known(k);
    k->statuses[3].name = SS_LIT("Reklamation");
    status_is(k, 4);
    assert_verdict(k, SS_V_HOLD, "status_changed_meaning");
    assert_int_equal(k->plan.cancel_since, 0);
}

TEST(renamed_open_status_pauses_taking_back)
{
    START(shipped);
    statuses_known(k);
    no_rows(k);
    k->statuses[1].name = SS_LIT("Verpackt");
    passed(k, 2, NOW - 60);
    assert_verdict(k, SS_V_HOLD, "status_changed_meaning");
}

TEST(rule_without_name_is_not_checked)
{
    START(shipped);
    statuses_known(k);
    k->ship[0].name = SS_NONE;
    k->statuses[2].name = SS_LIT("Rechnung");
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(paused_rule_does_not_disturb_what_is_sent)
{
    START(shipped);
    statuses_known(k);
    decide(k);
    send(k, 0, SS_M_VERIFIED);
    k->statuses[2].name = SS_LIT("Rechnung");
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(has_note(k, "status_changed_meaning"));
}

TEST(another_status_may_be_renamed)
{
    START(shipped);
    statuses_known(k);
    k->statuses[0].name = SS_LIT("Neu");
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(status_in_both_rules_is_held)
{
    START(shipped);
    k->cancel[0].status = 3;
    assert_verdict(k, SS_V_HOLD, "status_ambiguous");
}

/* ---- cancel -------------------------------------------------------------------------------------- */

static kit *cancelled(void)
{
    kit *k = fresh();

    passed(k, 4, NOW - HOUR);
    k->order.cancel_since = NOW - HOUR;
    return k;
}

TEST(cancel_whole_order)
{
    START(cancelled);
    item(k, ITEM_B, 3, 0);
    item(k, ITEM_C, 0, 0);
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_slice(k->plan.cancel_reason, "NoInventory");
    assert_int_equal(k->plan.cancel_item_count, 2);
    assert_slice(k->plan.cancel_items[1].id, ITEM_B);
    assert_slice(k->plan.cancel_items[1].reason, "NoInventory");
    assert_int_equal(k->plan.not_before, 0);
    assert_int_equal(k->plan.cancel_since, NOW - HOUR);
}

TEST(cancel_waits_thirty_minutes)
{
    START(cancelled);
    k->order.cancel_since = 0;
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_int_equal(k->plan.cancel_since, NOW);
    assert_int_equal(k->plan.not_before, NOW + 1800);
    assert_int_equal(k->plan.look_at, NOW + 1800);
    k->cancel[0].after_minutes = 0;
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_int_equal(k->plan.not_before, 0);
}

TEST(cancel_only_while_status_says_so)
{
    START(cancelled);
    passed(k, 1, NOW - 60);
    assert_verdict(k, SS_V_NONE, NULL);
    assert_int_equal(k->plan.cancel_since, 0);
}

TEST(cancel_needs_fresh_read)
{
    START(cancelled);
    k->order.read_at = NOW - 600;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
    assert_false(k->plan.alarm);
    k->order.read_at = k->c.run_started;
    assert_verdict(k, SS_V_CANCEL, NULL);
}

TEST(cancel_unread_is_read_first)
{
    START(cancelled);
    k->order.known = SS_KNOWN_UNREAD;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
}

TEST(cancel_revoked)
{
    START(cancelled);
    k->order.cancel_revoked = true;
    assert_verdict(k, SS_V_HOLD, "cancel_revoked");
}

TEST(cancel_reason_is_asked)
{
    START(cancelled);
    k->cancel[0].reason = SS_LIT("ask");
    assert_verdict(k, SS_V_HOLD, "cancel_reason");
    assert_null(k->plan.detail.p);
    k->order.amazon.cancel_requested = true;
    assert_verdict(k, SS_V_HOLD, "cancel_reason");
    assert_slice(k->plan.detail, "BuyerCanceled");
    assert_true(has_note(k, "buyer_request"));
    k->order.cancel_reason = SS_LIT("BuyerCanceled");
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_slice(k->plan.cancel_reason, "BuyerCanceled");
}

TEST(cancel_reasons_are_the_five)
{
    static const char *const good[] = {"NoInventory", "BuyerCanceled",
                                       "ShippingAddressUndeliverable", "CustomerExchange",
                                       "PricingError"};
    START(cancelled);

    for (size_t i = 0; i < COUNT(good); i++) {
        k->cancel[0].reason = ss_slice_of(good[i]);
        assert_verdict(k, SS_V_CANCEL, NULL);
        assert_slice(k->plan.cancel_reason, good[i]);
    }
    k->cancel[0].reason = SS_LIT("GeneralAdjustment");
    assert_verdict(k, SS_V_HOLD, "cancel_reason");
    k->cancel[0].reason = SS_NONE;
    assert_verdict(k, SS_V_HOLD, "cancel_reason");
}

TEST(owners_reason_wins)
{
    START(cancelled);
    k->order.cancel_reason = SS_LIT("PricingError");
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_slice(k->plan.cancel_reason, "PricingError");
}

TEST(text_link_never_cancels)
{
    START(cancelled);
    k->s.text_links = true;
    k->order.link_source = SS_LINK_TEXT;
    assert_verdict(k, SS_V_HOLD, "cancel_text_link");
}

TEST(cancel_after_anything_shipped_is_conflict)
{
    static const int states[] = {SS_M_IN_FLIGHT, SS_M_UNKNOWN, SS_M_ACCEPTED, SS_M_VERIFIED,
                                 SS_M_MISMATCH};

    (void)state;
    for (size_t i = 0; i < COUNT(states); i++) {
        kit *k = shipped();

        decide(k);
        send(k, 0, states[i]);
        passed(k, 4, NOW - 60);
        k->order.cancel_since = NOW - HOUR;
        assert_verdict(k, SS_V_CONFLICT, "cancel_after_ship");
    }
}

TEST(cancel_after_amazon_shows_shipment_is_conflict)
{
    START(cancelled);
    k->items[0].fulfilled = 1;
    assert_verdict(k, SS_V_CONFLICT, "cancel_after_ship");
    k->items[0].fulfilled = 0;
    package(k, "1", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_CONFLICT, "cancel_after_ship");
    k->order.amazon.package_count = 0;
    amazon_is(k, SS_AMAZON_PARTIALLY_SHIPPED);
    assert_verdict(k, SS_V_CONFLICT, "cancel_after_ship");
    amazon_is(k, SS_AMAZON_SHIPPED);
    assert_verdict(k, SS_V_CONFLICT, "cancel_after_ship");
}

TEST(cancel_after_refused_shipment_goes)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_REJECTED);
    passed(k, 4, NOW - HOUR);
    k->order.cancel_since = NOW - HOUR;
    assert_verdict(k, SS_V_CANCEL, NULL);
}

TEST(cancel_when_amazon_has_cancelled_is_done)
{
    START(cancelled);
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_verdict(k, SS_V_DONE, "cancelled");
    assert_true(k->plan.close);
    assert_slice(k->plan.closed_why, "cancelled");
}

TEST(cancel_of_pending_order_waits)
{
    START(cancelled);
    amazon_is(k, SS_AMAZON_PENDING);
    assert_verdict(k, SS_V_HOLD, "pending_at_amazon");
}

TEST(cancel_on_its_way_is_not_repeated_otherwise)
{
    static const int states[] = {SS_M_IN_FLIGHT, SS_M_UNKNOWN, SS_M_ACCEPTED};
    START(cancelled);

    cancel_message(k, SS_M_IN_FLIGHT);
    k->order.cancel_reason = SS_LIT("PricingError");
    k->order.cancel_revoked = true;
    for (size_t i = 0; i < COUNT(states); i++) {
        k->messages[0].state = states[i];
        assert_verdict(k, SS_V_CANCEL, NULL);
        assert_slice(k->plan.cancel_reason, "NoInventory");
    }
    k->messages[0].state = SS_M_VERIFIED;
    assert_verdict(k, SS_V_DONE, NULL);
    k->messages[0].state = SS_M_MISMATCH;
    assert_verdict(k, SS_V_HOLD, "mismatch");
}

TEST(refused_cancel_is_held_until_it_changes)
{
    START(cancelled);
    cancel_message(k, SS_M_REJECTED)->code = SS_LIT("18028");
    assert_verdict(k, SS_V_HOLD, "rejected");
    assert_slice(k->plan.detail, "18028");
    k->messages[0].state = SS_M_PARKED;
    assert_verdict(k, SS_V_HOLD, "parked");
    k->messages[0].state = SS_M_IGNORED;
    assert_verdict(k, SS_V_SKIP, "ignored");
    k->order.cancel_reason = SS_LIT("PricingError");
    assert_verdict(k, SS_V_CANCEL, NULL);
}

TEST(cancel_without_items_is_held)
{
    START(cancelled);
    no_items(k);
    assert_verdict(k, SS_V_HOLD, "no_items");
}

TEST(second_cancel_rule)
{
    START(fresh);
    k->cancel[1] = (ss_cancel_rule){99, SS_NONE, SS_LIT("PricingError"), 0};
    k->s.cancel_count = 2;
    status_is(k, 99);
    assert_verdict(k, SS_V_CANCEL, NULL);
    assert_slice(k->plan.cancel_reason, "PricingError");
}

/* ---- ship against cancel ------------------------------------------------------------------------- */

TEST(ship_while_cancel_is_on_its_way_waits)
{
    START(shipped);
    cancel_message(k, SS_M_IN_FLIGHT);
    assert_verdict(k, SS_V_HOLD, "cancel_in_flight");
    assert_false(k->plan.alarm);
    k->messages[0].state = SS_M_UNKNOWN;
    assert_verdict(k, SS_V_HOLD, "cancel_in_flight");
    k->messages[0].state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_CONFLICT, "cancelled_at_amazon");
    k->messages[0].state = SS_M_MISMATCH;
    assert_verdict(k, SS_V_HOLD, "mismatch");
    k->messages[0].state = SS_M_PENDING;
    assert_verdict(k, SS_V_SHIP, NULL);
    k->messages[0].state = SS_M_REJECTED;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(shipped_here_cancelled_there_is_conflict)
{
    START(shipped);
    amazon_is(k, SS_AMAZON_CANCELLED);
    k->order.amazon.cancelled_by = SS_LIT("BUYER");
    assert_verdict(k, SS_V_CONFLICT, "cancelled_at_amazon");
    assert_slice(k->plan.detail, "BUYER");
    assert_true(k->plan.alarm);
    assert_true(k->plan.close);
}

TEST(buyers_request_is_a_note_on_a_shipment)
{
    START(shipped);
    k->order.amazon.cancel_requested = true;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(has_note(k, "buyer_request"));
}

/* ---- storno without a status --------------------------------------------------------------------- */

TEST(storno_without_status_is_held)
{
    START(fresh);
    k->shop.total_zero = true;
    assert_verdict(k, SS_V_HOLD, "storno_no_status");
    assert_int_equal(k->plan.cancel_item_count, 0);
}

TEST(storno_of_a_shipped_status_is_held)
{
    START(shipped);
    k->shop.total_zero = true;
    assert_verdict(k, SS_V_HOLD, "storno_no_status");
}

TEST(storno_with_cancel_status_cancels)
{
    START(cancelled);
    k->shop.total_zero = true;
    assert_verdict(k, SS_V_CANCEL, NULL);
}

TEST(storno_while_cancelling_is_off_is_said)
{
    START(fresh);
    k->shop.total_zero = true;
    k->s.cancel_count = 0;
    assert_verdict(k, SS_V_HOLD, "cancel_off");
}

TEST(storno_released_by_the_owner_ships)
{
    START(shipped);
    k->shop.total_zero = true;
    k->order.released = true;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(storno_after_shipment_is_a_note)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_VERIFIED);
    k->shop.total_zero = true;
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(has_note(k, "cancel_after_ship"));
}

TEST(storno_cancelled_at_amazon_is_done)
{
    START(fresh);
    k->shop.total_zero = true;
    amazon_is(k, SS_AMAZON_CANCELLED);
    assert_verdict(k, SS_V_DONE, "cancelled");
}

/* ---- which order --------------------------------------------------------------------------------- */

TEST(ignored_by_the_owner)
{
    START(shipped);
    k->order.ignored = true;
    assert_verdict(k, SS_V_SKIP, "ignored");
    k->shop.gone = true;
    assert_verdict(k, SS_V_SKIP, "ignored");
    assert_true(k->plan.close);
}

TEST(other_purchase_date_voids_the_link)
{
    START(shipped);
    k->shop.purchased = NOW - 2 * DAY;
    assert_verdict(k, SS_V_HOLD, "not_linked");
    assert_int_equal(k->plan.parcel_count, 0);
}

TEST(double_link_is_held)
{
    START(shipped);
    k->twins[0] = SS_LIT("1041");
    k->c.twin_count = 1;
    k->c.is_main = false;
    assert_verdict(k, SS_V_HOLD, "double_link");
    assert_slice(k->plan.detail, "1041");
}

TEST(split_twin_is_no_order_of_its_own)
{
    START(shipped);
    k->twins[0] = SS_LIT("1041");
    k->c.twin_count = 1;
    k->c.is_main = false;
    k->order.role = SS_ROLE_SPLIT;
    assert_verdict(k, SS_V_SKIP, "split_twin");
}

TEST(main_of_a_double_link_goes)
{
    START(shipped);
    k->twins[0] = SS_LIT("1043");
    k->c.twin_count = 1;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(has_note(k, "double_link"));
    k->order.role = SS_ROLE_MAIN;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_false(has_note(k, "double_link"));
}

TEST(gone_in_the_shop)
{
    START(fresh);
    k->shop = (ss_shop_order){.id = SS_LIT("1042"), .gone = true};
    assert_verdict(k, SS_V_HOLD, "gone");
    assert_true(k->plan.alarm && k->plan.close);
    assert_slice(k->plan.closed_why, "gone");
    amazon_is(k, SS_AMAZON_SHIPPED);
    assert_verdict(k, SS_V_SKIP, "gone");
    assert_true(!k->plan.alarm && k->plan.close);
    k->order.known = SS_KNOWN_UNREAD;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_false(k->plan.close);
}

TEST(gone_stays_open_until_messages_are_proven)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    k->shop = (ss_shop_order){.id = SS_LIT("1042"), .gone = true};
    assert_verdict(k, SS_V_DONE, "gone");
    assert_false(k->plan.close || k->plan.alarm);
    k->messages[0].state = SS_M_VERIFIED;
    assert_verdict(k, SS_V_DONE, "gone");
    assert_true(k->plan.close);
}

TEST(not_at_amazon)
{
    START(shipped);
    k->order.known = SS_KNOWN_MISSING;
    assert_verdict(k, SS_V_HOLD, "not_at_amazon");
    assert_slice(k->plan.detail, NUMBER);
    assert_true(k->plan.close);
}

TEST(older_than_two_years)
{
    START(shipped);
    k->shop.purchased = k->order.purchased = NOW - SS_TOO_OLD - 1;
    k->order.known = SS_KNOWN_UNREAD;
    assert_verdict(k, SS_V_SKIP, "too_old");
    assert_true(k->plan.close);
    assert_int_equal(k->plan.read_due, SS_NEVER);
}

TEST(bought_before_the_start)
{
    START(shipped);
    k->s.start_at = NOW - HOUR;
    assert_verdict(k, SS_V_SKIP, "before_start");
    assert_true(k->plan.close);
    k->order.express = true;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(sent_order_stays_although_bought_before_the_start)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    k->s.start_at = NOW - HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(text_link_must_fit_in_time)
{
    START(shipped);
    k->s.text_links = true;
    k->order.link_source = SS_LINK_TEXT;
    k->order.amazon.created = k->shop.purchased - 3 * DAY;
    assert_verdict(k, SS_V_SHIP, NULL);
    k->order.amazon.created = k->shop.purchased - 3 * DAY - 1;
    assert_verdict(k, SS_V_HOLD, "not_linked");
    k->order.amazon.created = k->shop.purchased + 2 * HOUR;
    assert_verdict(k, SS_V_HOLD, "not_linked");
    k->order.amazon.created = k->shop.purchased;
    k->s.text_links = false;
    assert_verdict(k, SS_V_HOLD, "not_linked");
}

TEST(contradicting_case_is_refused)
{
    START(shipped);
    k->order.shop_order = SS_LIT("1");
    assert_false(ss_decide(&k->c, &k->arena, &k->plan, &k->err));
    assert_error(&k->err, SS_E_STATE, "case");
    k->c.shop = NULL;
    assert_false(ss_decide(&k->c, &k->arena, &k->plan, &k->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_wanted),
        CASE(current_status_ships),
        CASE(passed_through_status_ships),
        CASE(status_without_history_ships),
        CASE(status_zero_matches_nothing),
        CASE(unset_rules_match_nothing),
        CASE(taken_back_is_held),
        CASE(taken_back_alarms_before_ship_by),
        CASE(taken_back_with_a_number_ships),
        CASE(return_label_does_not_keep_it_shipped),
        CASE(other_status_after_shipped_is_no_taking_back),
        CASE(to_and_fro_after_accepted_sends_nothing),
        CASE(history_deleted_after_accepted_sends_nothing),
        CASE(same_name_matches),
        CASE(renamed_status_pauses),
        CASE(missing_status_pauses),
        CASE(passed_through_renamed_status_pauses),
        CASE(renamed_cancel_status_pauses),
        CASE(renamed_open_status_pauses_taking_back),
        CASE(rule_without_name_is_not_checked),
        CASE(paused_rule_does_not_disturb_what_is_sent),
        CASE(another_status_may_be_renamed),
        CASE(status_in_both_rules_is_held),
        CASE(cancel_whole_order),
        CASE(cancel_waits_thirty_minutes),
        CASE(cancel_only_while_status_says_so),
        CASE(cancel_needs_fresh_read),
        CASE(cancel_unread_is_read_first),
        CASE(cancel_revoked),
        CASE(cancel_reason_is_asked),
        CASE(cancel_reasons_are_the_five),
        CASE(owners_reason_wins),
        CASE(text_link_never_cancels),
        CASE(cancel_after_anything_shipped_is_conflict),
        CASE(cancel_after_amazon_shows_shipment_is_conflict),
        CASE(cancel_after_refused_shipment_goes),
        CASE(cancel_when_amazon_has_cancelled_is_done),
        CASE(cancel_of_pending_order_waits),
        CASE(cancel_on_its_way_is_not_repeated_otherwise),
        CASE(refused_cancel_is_held_until_it_changes),
        CASE(cancel_without_items_is_held),
        CASE(second_cancel_rule),
        CASE(ship_while_cancel_is_on_its_way_waits),
        CASE(shipped_here_cancelled_there_is_conflict),
        CASE(buyers_request_is_a_note_on_a_shipment),
        CASE(storno_without_status_is_held),
        CASE(storno_of_a_shipped_status_is_held),
        CASE(storno_with_cancel_status_cancels),
        CASE(storno_while_cancelling_is_off_is_said),
        CASE(storno_released_by_the_owner_ships),
        CASE(storno_after_shipment_is_a_note),
        CASE(storno_cancelled_at_amazon_is_done),
        CASE(ignored_by_the_owner),
        CASE(other_purchase_date_voids_the_link),
        CASE(double_link_is_held),
        CASE(split_twin_is_no_order_of_its_own),
        CASE(main_of_a_double_link_goes),
        CASE(gone_in_the_shop),
        CASE(gone_stays_open_until_messages_are_proven),
        CASE(not_at_amazon),
        CASE(older_than_two_years),
        CASE(bought_before_the_start),
        CASE(sent_order_stays_although_bought_before_the_start),
        CASE(text_link_must_fit_in_time),
        CASE(contradicting_case_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
