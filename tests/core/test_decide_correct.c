/* rules.md, "What Amazon says": accepted, and a day later Amazon shows something else. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* Amazon accepted it and shows another number in the same package. */
TEST(wrong_number_at_amazon_is_corrected_once_then_for_a_person)
{
    START(accepted_one);
    k->messages[0].state = SS_M_MISMATCH;
    assert_verdict(k, SS_V_DONE, NULL);
    k->packages[0].tracking = SS_LIT("Y");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
    assert_true(has_note(k, "correcting"));
    send(k, 0, SS_M_MISMATCH);
    assert_verdict(k, SS_V_HOLD, "mismatch");
    k->order.replace_theirs = true;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    k->order.replace_theirs = false;
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
}

TEST(accepted_but_not_stored_is_told_again_once)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_MISMATCH);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 1);
    assert_true(has_note(k, "correcting"));
    send(k, 0, SS_M_IN_FLIGHT);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    k->messages[1].state = SS_M_MISMATCH;
    assert_verdict(k, SS_V_HOLD, "mismatch");
}

TEST(what_others_shipped_meanwhile_is_not_corrected)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_MISMATCH);
    amazon_shows(k, 1);
    assert_verdict(k, SS_V_HOLD, "mismatch"); /* fulfilled, but by no package that is seen */
    package(k, "77", "OTHER1234567", ITEM_B, 1);
    assert_verdict(k, SS_V_HOLD, "mismatch");
}

TEST(a_refused_correction_is_for_a_person)
{
    START(accepted_one);
    k->messages[0].state = SS_M_MISMATCH;
    k->packages[0].tracking = SS_LIT("Y");
    decide(k);
    send(k, 0, SS_M_REJECTED)->reason = SS_LIT("rejected");
    assert_verdict(k, SS_V_HOLD, "rejected");
}

TEST(untracked_mismatch_is_for_a_person)
{
    START(fresh);
    passed(k, 3, NOW - 30 * HOUR);
    k->s.carrier_fallback = SS_LIT("DHL");
    decide(k);
    send(k, 0, SS_M_MISMATCH);
    assert_verdict(k, SS_V_HOLD, "mismatch");
}

/* The number was mended in the shop before anybody knew that nothing had arrived. */
TEST(what_never_arrived_goes_with_the_mended_number)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_MISMATCH);
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_2, 1);
}

/* ---- under which reference ------------------------------------------------------------------ */

/* One parcel accepted by confirmShipment under our reference "1"; Amazon was not read since. */
static kit *confirmed(void)
{
    kit *k = shipped();

    decide(k);
    send(k, 0, SS_M_ACCEPTED)->amazon_ref = SS_LIT("1");
    k->parcels[0].amazon_ref = SS_LIT("1");
    k->order.read_at = k->messages[0].changed_at - 1;
    return k;
}

/* Amazon may call the package otherwise than we did: an edit under our reference would be a second one. */
TEST(correction_waits_for_a_read_after_the_acceptance)
{
    START(confirmed);
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    amazon_shows(k, 1);
    package(k, "7000001", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "7000001");
    k->packages[0].ref = SS_LIT("1");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
}

TEST(correction_waits_until_the_package_is_seen)
{
    START(confirmed);
    k->rows[0].code = SS_LIT(DHL_2);
    k->order.read_at = NOW;
    assert_verdict(k, SS_V_HOLD, "reading"); /* Amazon's picture may lag */
    assert_int_equal(k->plan.read_due, NOW + 1800);
    package(k, "77", "OTHER1234567", ITEM_A, 1); /* somebody else's, of the same item */
    assert_verdict(k, SS_V_HOLD, "reading");
    k->messages[0].state = SS_M_VERIFIED; /* was seen once */
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
}

TEST(mismatch_found_by_its_items_bears_amazons_reference)
{
    START(confirmed);
    k->messages[0].state = SS_M_MISMATCH;
    amazon_shows(k, 1);
    package(k, "7000001", "OTHER1234567", ITEM_A, 1);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "7000001");
}

TEST(other_parcels_do_not_wait_for_a_correction)
{
    START(confirmed);
    k->items[0].ordered = 2;
    k->rows[0].id =
        SS_LIT("777"); /* with a mended carrier: the new row must not be taken for told */
    map(k, "GP", "Deutsche Post", NULL);
    k->rows[0].carrier = SS_LIT("GP");
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 2);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_slice(k->plan.parcels[0].row, "501");
    assert_slice(k->plan.parcels[0].carrier, "DHL");
    assert_parcel(k, 1, 2, SS_PARCEL_SEND, "X2", 1);
    assert_int_equal(k->plan.read_due, NOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(wrong_number_at_amazon_is_corrected_once_then_for_a_person),
        CASE(accepted_but_not_stored_is_told_again_once),
        CASE(what_others_shipped_meanwhile_is_not_corrected),
        CASE(a_refused_correction_is_for_a_person),
        CASE(untracked_mismatch_is_for_a_person),
        CASE(what_never_arrived_goes_with_the_mended_number),
        CASE(correction_waits_for_a_read_after_the_acceptance),
        CASE(correction_waits_until_the_package_is_seen),
        CASE(mismatch_found_by_its_items_bears_amazons_reference),
        CASE(other_parcels_do_not_wait_for_a_correction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
