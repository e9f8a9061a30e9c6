/* rules.md on cancels: late, fresh, whole, never after a shipment; stornos without a status. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* ---- cancel ---------------------------------------------------------------------------------- */

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
    k->order.read_at = NOW + 60; /* by a machine whose clock is ahead: it may be an old one */
    assert_verdict(k, SS_V_HOLD, "reading");
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

/* Somebody shipped at Amazon while it was on its way: said at once, not after a day. */
TEST(cancel_that_crossed_a_shipment_is_a_conflict)
{
    START(cancelled);
    cancel_message(k, SS_M_IN_FLIGHT);
    package(k, "1", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_CANCEL, NULL); /* Amazon may refuse it yet */
    k->messages[0].state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_CONFLICT, "cancel_crossed");
    assert_true(k->plan.alarm);
    assert_slice(k->plan.cancel_reason, "NoInventory");
    k->messages[0].state = SS_M_MISMATCH;
    assert_verdict(k, SS_V_CONFLICT, "cancel_crossed");
    k->messages[0].state = SS_M_VERIFIED;
    assert_verdict(k, SS_V_DONE, NULL);
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

/* ---- ship against cancel --------------------------------------------------------------------- */

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

/* ---- storno without a status ----------------------------------------------------------------- */

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

/* Gambio and xt:Commerce leave the totals as they are: the status alone says it. */
TEST(a_storno_status_while_cancelling_is_off_is_said)
{
    START(fresh);
    k->shop.status = 99;
    k->shop.storno = true;
    k->s.cancel_count = 0;
    assert_verdict(k, SS_V_HOLD, "cancel_off");
}

TEST(a_storno_status_after_a_shipped_one_is_said_and_not_sent)
{
    START(shipped);
    passed(k, 99, NOW - 10 * 60);
    k->shop.storno = true;
    k->s.cancel_count = 0;
    assert_verdict(k, SS_V_HOLD, "cancel_off");
    k->order.released = true;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(a_storno_status_outside_of_the_chosen_cancel_statuses_is_the_owners_choice)
{
    START(fresh);
    k->shop.status = 99;
    k->shop.storno = true;
    assert_verdict(k, SS_V_NONE, NULL);
}

TEST(a_storno_status_chosen_as_open_is_open)
{
    START(fresh);
    k->shop.storno = true;
    k->s.cancel_count = 0;
    assert_verdict(k, SS_V_NONE, NULL);
}

TEST(a_storno_status_chosen_as_shipped_ships)
{
    START(shipped);
    k->shop.storno = true;
    k->s.cancel_count = 0;
    assert_verdict(k, SS_V_SHIP, NULL);
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

/* Cancelled, shipped by SQL before anybody looked, cancelled again: the half hour begins anew. */
TEST(a_status_that_came_back_begins_anew)
{
    START(cancelled);
    k->order.cancel_since = NOW - HOUR;
    passed(k, 3, NOW - 20 * 60);
    passed(k, 4, NOW - 10 * 60);
    passed(k, 4, NOW - 60); /* a comment */
    decide(k);
    assert_int_equal(k->plan.cancel_since, NOW - 10 * 60);
    assert_int_equal(k->plan.not_before, NOW + 20 * 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        CASE(cancel_that_crossed_a_shipment_is_a_conflict),
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
        CASE(a_storno_status_while_cancelling_is_off_is_said),
        CASE(a_storno_status_after_a_shipped_one_is_said_and_not_sent),
        CASE(a_storno_status_outside_of_the_chosen_cancel_statuses_is_the_owners_choice),
        CASE(a_storno_status_chosen_as_open_is_open),
        CASE(a_storno_status_chosen_as_shipped_ships),
        CASE(storno_released_by_the_owner_ships),
        CASE(storno_after_shipment_is_a_note),
        CASE(storno_cancelled_at_amazon_is_done),
        CASE(a_status_that_came_back_begins_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
