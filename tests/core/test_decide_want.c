/* rules.md, "What the shop wants" and "Which order is it": statuses, taken back, links. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* ---- ship ------------------------------------------------------------------------------------ */

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

/* ---- meaning of a status --------------------------------------------------------------------- */

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

/* ---- which order ----------------------------------------------------------------------------- */

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

TEST(a_denied_order_says_so_and_waits)
{
    START(shipped);
    k->order.known = SS_KNOWN_UNREAD;
    k->order.denied = SS_LIT("getOrder");
    k->order.denied_until = NOW + HOUR;
    assert_verdict(k, SS_V_HOLD, "access_denied");
    assert_slice(k->plan.detail, "getOrder");
    assert_true(k->plan.read_due == NOW + HOUR && k->plan.look_at <= NOW + HOUR);
    k->order.denied_until = NOW;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
}

TEST(a_denied_confirmation_waits_and_a_denied_read_of_a_known_order_does_not)
{
    START(shipped);
    k->order.denied = SS_LIT("confirmShipment");
    k->order.denied_until = NOW + HOUR;
    assert_verdict(k, SS_V_HOLD, "access_denied");
    k->order.denied = SS_LIT("getOrder");
    assert_verdict(k, SS_V_SHIP, NULL);
}

/* Amazon answers about this order, but not with what can be read. */
TEST(an_order_that_cannot_be_read_is_a_person_s_and_what_was_read_still_counts)
{
    START(shipped);
    k->order.denied = SS_LIT("unreadable");
    k->order.denied_until = NOW + HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
    k->order.known = SS_KNOWN_UNREAD;
    assert_verdict(k, SS_V_HOLD, "unreadable");
    assert_true(ss_slice_blank(k->plan.detail));
    assert_int_equal(ss_reason_severity(ss_reason_of(k->plan.reason)), SS_SEV_PERSON);
    assert_true(k->plan.read_due == NOW + HOUR && k->plan.look_at <= NOW + HOUR);
    k->order.denied = SS_LIT("unread_once"); /* the first time it is only asked again */
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_true(k->plan.read_due == NOW + HOUR && k->plan.look_at <= NOW + HOUR);
}

/* Sent, no answer, and Amazon may not be asked: that is a person's, not "on its way". */
TEST(an_unknown_outcome_that_may_not_be_read_is_said)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_UNKNOWN);
    k->order.denied = SS_LIT("getOrder");
    k->order.denied_until = NOW + HOUR;
    assert_verdict(k, SS_V_HOLD, "access_denied");
    assert_true(k->plan.look_at <= NOW + HOUR);
    k->messages[0].state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_SHIP, NULL);
    k->messages[0].changed_at = NOW - DAY - 1; /* should be there by now */
    assert_verdict(k, SS_V_HOLD, "access_denied");
}

TEST(not_at_amazon)
{
    START(shipped);
    k->order.known = SS_KNOWN_MISSING;
    assert_verdict(k, SS_V_HOLD, "not_at_amazon");
    assert_slice(k->plan.detail, NUMBER);
    assert_true(k->plan.close);
}

/* Several accounts and none was named: each looks whether Amazon knows the order there. */
TEST(other_account_is_left_to_it)
{
    START(shipped);
    k->order.uncertain = true;
    k->order.known = SS_KNOWN_MISSING;
    assert_verdict(k, SS_V_SKIP, "other_account");
    assert_true(k->plan.close);
    k->order.known = SS_KNOWN_FOUND;
    assert_verdict(k, SS_V_SHIP, "");
}

/* The owner said whose order it is. What left from here is seen through all the same. */
TEST(order_of_a_named_account_is_left_to_it)
{
    START(shipped);
    decide(k);
    k->c.elsewhere = SS_LIT("us");
    assert_verdict(k, SS_V_SKIP, "other_account");
    assert_slice(k->plan.detail, "us");
    assert_true(k->plan.close);
    k->order.known = SS_KNOWN_MISSING;
    assert_verdict(k, SS_V_SKIP, "other_account");
    k->order.known = SS_KNOWN_FOUND;
    k->c.elsewhere = SS_NONE;
    decide(k);
    send(k, 0, SS_M_IN_FLIGHT);
    k->c.elsewhere = SS_LIT("us");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_false(k->plan.close);
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
        CASE(ignored_by_the_owner),
        CASE(other_purchase_date_voids_the_link),
        CASE(double_link_is_held),
        CASE(split_twin_is_no_order_of_its_own),
        CASE(main_of_a_double_link_goes),
        CASE(gone_in_the_shop),
        CASE(gone_stays_open_until_messages_are_proven),
        CASE(a_denied_order_says_so_and_waits),
        CASE(an_order_that_cannot_be_read_is_a_person_s_and_what_was_read_still_counts),
        CASE(a_denied_confirmation_waits_and_a_denied_read_of_a_known_order_does_not),
        CASE(an_unknown_outcome_that_may_not_be_read_is_said),
        CASE(not_at_amazon),
        CASE(other_account_is_left_to_it),
        CASE(order_of_a_named_account_is_left_to_it),
        CASE(older_than_two_years),
        CASE(bought_before_the_start),
        CASE(sent_order_stays_although_bought_before_the_start),
        CASE(text_link_must_fit_in_time),
        CASE(contradicting_case_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
