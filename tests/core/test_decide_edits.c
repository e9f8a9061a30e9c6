/* rules.md, "Parcels" after the first send: corrections, later parcels, refusals. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

/* ---- after sending --------------------------------------------------------------------------- */

TEST(accepted_waits_for_the_proof)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_false(k->plan.parcels[0].at_amazon);
}

TEST(accepted_and_shown_is_done)
{
    START(accepted_one);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(k->plan.parcels[0].at_amazon);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
}

TEST(row_deleted_after_sending)
{
    START(accepted_one);
    no_rows(k);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_true(has_note(k, "row_deleted"));
}

TEST(settings_change_nothing_that_is_sent)
{
    START(accepted_one);
    map(k, "DHL", "DHL Express", NULL);
    k->s.method_value = SS_LIT("Express");
    k->ship[0].has_ship_from = true;
    assert_verdict(k, SS_V_DONE, NULL);
    assert_slice(k->plan.parcels[0].carrier, "DHL");
    assert_slice(k->plan.parcels[0].method, "Standard");
    k->s.carrier_map_count = 0;
    k->rows[0].carrier = SS_LIT("Bote");
    assert_verdict(k, SS_V_DONE, NULL);
}

/* ---- corrections ----------------------------------------------------------------------------- */

TEST(changed_number_is_a_correction)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT(DHL_2);
    k->order.shipped_at = NOW - HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
    assert_int_equal(k->plan.parcels[0].shipped_at, NOW - HOUR);
}

TEST(deleted_and_entered_again_is_a_correction)
{
    START(accepted_one);
    k->rows[0].id = SS_LIT("777");
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
    assert_slice(k->plan.parcels[0].row, "777");
}

TEST(spelling_is_no_correction)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT("0034-0434-1610-9404-2557");
    assert_verdict(k, SS_V_DONE, NULL);
}

TEST(correction_of_verified)
{
    START(accepted_one);
    k->messages[0].state = SS_M_VERIFIED;
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
}

TEST(correction_waits_for_the_first_outcome)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_IN_FLIGHT);
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
}

TEST(correction_goes_on_until_it_is_answered)
{
    static const int waiting[] = {SS_M_HELD, SS_M_PENDING};
    START(accepted_one);
    ss_message *edit;

    k->rows[0].code = SS_LIT(DHL_2);
    decide(k);
    edit = send(k, 0, SS_M_PENDING);
    for (size_t i = 0; i < COUNT(waiting); i++) {
        edit->state = waiting[i];
        assert_verdict(k, SS_V_SHIP, NULL);
        assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 1);
        assert_true(ss_payload_same(edit, &k->plan.parcels[0]));
    }
    edit->state = SS_M_IN_FLIGHT;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_2, 1);
    edit->state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_2, 1);
    k->packages[0].tracking = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_DONE, NULL);
    edit->state = SS_M_REJECTED;
    assert_verdict(k, SS_V_HOLD, "rejected");
}

TEST(late_number_is_transmitted)
{
    START(shipped);
    no_rows(k);
    k->s.wait_hours = 0;
    k->s.carrier_fallback = SS_LIT("Deutsche Post");
    decide(k);
    send(k, 0, SS_M_VERIFIED);
    package(k, "4", NULL, ITEM_A, 1);
    amazon_shows(k, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    row(k, "501", "DHL", DHL_1);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    assert_slice(k->plan.parcels[0].amazon_ref, "4");
    assert_slice(k->plan.parcels[0].carrier, "DHL");
}

TEST(correction_without_reference_reads_first)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT(DHL_2);
    k->order.amazon.package_count = 0;
    k->order.read_at = k->messages[0].changed_at - 1;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW);
    k->order.read_at = NOW;
    assert_verdict(k, SS_V_HOLD, "reading");
    assert_int_equal(k->plan.read_due, NOW + 1800);
    k->order.read_at = k->c.now = NOW + 2 * DAY;
    assert_verdict(k, SS_V_HOLD, "ambiguous_package");
}

TEST(reference_by_items_if_tracking_does_not_tell)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT(DHL_2);
    k->packages[0].tracking = SS_LIT("SOMETHINGELSE");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
}

TEST(ambiguous_reference_is_held)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT(DHL_2);
    package(k, "2", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_HOLD, "ambiguous_package");
    k->packages[0].tracking = k->packages[1].tracking = SS_LIT("Y");
    assert_verdict(k, SS_V_HOLD, "ambiguous_package");
    k->parcels[0].amazon_ref = SS_LIT("2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].amazon_ref, "2");
}

TEST(correction_into_nonsense_is_held)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT("a@b.de");
    assert_verdict(k, SS_V_HOLD, "bad_tracking");
    k->rows[0].code = SS_LIT("X7");
    k->rows[0].carrier = SS_LIT("Bote");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
}

TEST(mended_carrier_in_a_new_row_is_a_correction)
{
    START(accepted_one);
    ss_message *edit;

    k->rows[0].id = SS_LIT("777");
    map(k, "GP", "Deutsche Post", NULL);
    k->rows[0].carrier = SS_LIT("GP");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    assert_slice(k->plan.parcels[0].carrier, "Deutsche Post");
    edit = send(k, 0, SS_M_PENDING);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    edit->state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_DONE, NULL);
}

/* ---- a later parcel -------------------------------------------------------------------------- */

TEST(later_parcel_shrinks_package_one_first)
{
    START(accepted_three);
    ss_message *edit;

    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 2);
    assert_slice(k->plan.parcels[0].amazon_ref, "1");
    assert_true(has_note(k, "parcel_follows"));
    edit = send(k, 0, SS_M_IN_FLIGHT);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 2);
    assert_true(has_note(k, "parcel_follows"));
    edit->state = SS_M_ACCEPTED;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 2);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 2);
    assert_parcel(k, 1, 2, SS_PARCEL_SEND, "X2", 1);
    k->packed[0][0].quantity = 2;
    amazon_shows(k, 2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 1, 2, SS_PARCEL_SEND, "X2", 1);
}

TEST(two_later_parcels)
{
    START(accepted_three);
    row(k, "502", "GLS", "X2");
    row(k, "503", "GLS", "X3");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_1, 1);
    send(k, 0, SS_M_ACCEPTED);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 3);
    assert_parcel(k, 1, 2, SS_PARCEL_SEND, "X2", 1);
    assert_parcel(k, 2, 3, SS_PARCEL_SEND, "X3", 1);
}

TEST(later_parcel_of_a_single_unit)
{
    START(accepted_one);
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_DONE, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_true(has_note(k, "cannot_be_added"));
}

TEST(refused_shrinking_cannot_be_added)
{
    START(accepted_three);
    row(k, "502", "GLS", "X2");
    decide(k);
    send(k, 0, SS_M_REJECTED);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 3);
    assert_true(has_note(k, "cannot_be_added"));
    assert_false(has_note(k, "parcel_follows"));
}

/* A refused correction is not tried in other words: two refusals would take turns for ever. */
TEST(refused_correction_and_a_later_parcel)
{
    START(accepted_three);
    ss_message *edit;

    k->rows[0].code = SS_LIT(DHL_2);
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 2);
    send(k, 0, SS_M_REJECTED);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 3);
    assert_true(has_note(k, "cannot_be_added"));
    edit = send(k, 0, SS_M_PENDING);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 3);
    edit->state = SS_M_REJECTED;
    assert_verdict(k, SS_V_HOLD, "rejected");
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, DHL_2, 3);
}

TEST(correction_taken_back_before_it_left)
{
    START(accepted_one);
    k->rows[0].code = SS_LIT(DHL_2);
    decide(k);
    send(k, 0, SS_M_PENDING);
    k->rows[0].code = SS_LIT(DHL_1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
}

TEST(later_parcel_waits_while_the_first_is_on_its_way)
{
    START(accepted_three);
    k->messages[0].state = SS_M_UNKNOWN;
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 3);
    assert_true(has_note(k, "parcel_follows"));
}

TEST(later_parcel_takes_what_is_left)
{
    START(two_rows);
    item(k, ITEM_A, 1, 0);
    item(k, ITEM_B, 1, 0);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 2);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_parcel(k, 1, 2, SS_PARCEL_SEND, "X2", 1);
    assert_int_equal(units_of(k, 1, ITEM_B), 1);
}

TEST(sent_parcels_keep_their_items)
{
    START(two_rows);
    item(k, ITEM_A, 2, 0);
    decide(k);
    send(k, 0, SS_M_ACCEPTED);
    send(k, 1, SS_M_VERIFIED);
    item(k, ITEM_B, 4, 0);
    row(k, "503", "GLS", "X3");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 1);
    assert_parcel(k, 1, 2, SS_PARCEL_KEEP, "X2", 1);
    assert_parcel(k, 2, 3, SS_PARCEL_SEND, "X3", 4);
}

TEST(untracked_fulfilment_counts_as_ours)
{
    START(accepted_three);
    k->order.amazon.package_count = 0;
    k->messages[0].tracking = SS_NONE;
    no_rows(k);
    assert_verdict(k, SS_V_DONE, NULL);
}

TEST(amazon_waits_for_units_nobody_sends)
{
    START(accepted_three);
    k->messages[0].state = SS_M_VERIFIED;
    k->items[0].ordered = 4;
    amazon_is(k, SS_AMAZON_PARTIALLY_SHIPPED);
    assert_verdict(k, SS_V_HOLD, "units_left");
}

TEST(first_setting_takes_no_later_parcel)
{
    START(accepted_three);
    k->s.several = SS_SEVERAL_FIRST;
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_DONE, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, DHL_1, 3);
    assert_true(has_note(k, "parcel_dropped"));
}

TEST(last_setting_replaces_the_number)
{
    START(accepted_three);
    k->s.several = SS_SEVERAL_LAST;
    row(k, "502", "GLS", "X2");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_EDIT, "X2", 3);
    send(k, 0, SS_M_ACCEPTED);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_parcel(k, 0, 1, SS_PARCEL_KEEP, "X2", 3);
}

TEST(others_package_leaves_no_room)
{
    START(two_rows);
    item(k, ITEM_A, 1, 1);
    amazon_is(k, SS_AMAZON_SHIPPED);
    package(k, "9", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_int_equal(k->plan.parcel_count, 1);
    assert_true(k->plan.parcels[0].at_amazon);
    assert_true(has_note(k, "cannot_be_added"));
}

/* ---- refusals -------------------------------------------------------------------------------- */

TEST(refused_is_held_until_the_payload_changes)
{
    START(shipped);
    ss_message *m;

    decide(k);
    m = send(k, 0, SS_M_REJECTED);
    m->code = SS_LIT("18181");
    assert_verdict(k, SS_V_HOLD, "rejected");
    assert_slice(k->plan.detail, "18181");
    m->reason = SS_LIT("eu_carrier");
    assert_verdict(k, SS_V_HOLD, "eu_carrier");
    m->reason = SS_NONE;
    m->state = SS_M_PARKED;
    assert_verdict(k, SS_V_HOLD, "parked");
    m->state = SS_M_IGNORED;
    assert_verdict(k, SS_V_SKIP, "ignored");
    m->state = SS_M_REVOKED;
    assert_verdict(k, SS_V_SHIP, NULL);
    m->state = SS_M_REJECTED;
    k->rows[0].code = SS_LIT(DHL_2);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_2, 1);
}

TEST(refused_then_mapped_anew_goes)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_REJECTED);
    map(k, "DHL", "DHL-Paket", NULL);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 1);
}

TEST(refused_but_retried)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_PENDING);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_1, 1);
    assert_true(ss_payload_same(&k->messages[0], &k->plan.parcels[0]));
}

TEST(refused_but_shown_at_amazon_is_done)
{
    START(shipped);
    decide(k);
    send(k, 0, SS_M_REJECTED);
    amazon_shows(k, 1);
    package(k, "1", DHL_1, ITEM_A, 1);
    assert_verdict(k, SS_V_DONE, NULL);
    assert_true(k->plan.parcels[0].at_amazon);
}

/* Memory may fail anywhere: decide says so and nothing is half decided. */
TEST(memory_runs_out)
{
    START(accepted_three);
    size_t max = 0;
    bool well = false;

    row(k, "502", "GLS", "X2");
    for (max = 16; !well; max += 64) {
        ss_arena small;

        ss_arena_init(&small, max);
        k->err = SS_ERR_INIT;
        well = ss_decide(&k->c, &small, &k->plan, &k->err);
        assert_true(well || k->err.code == SS_E_LIMIT || k->err.code == SS_E_NOMEM);
        ss_arena_free(&small);
        assert_true(max < 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(accepted_waits_for_the_proof),
        CASE(accepted_and_shown_is_done),
        CASE(row_deleted_after_sending),
        CASE(settings_change_nothing_that_is_sent),
        CASE(changed_number_is_a_correction),
        CASE(deleted_and_entered_again_is_a_correction),
        CASE(spelling_is_no_correction),
        CASE(correction_of_verified),
        CASE(correction_waits_for_the_first_outcome),
        CASE(correction_goes_on_until_it_is_answered),
        CASE(late_number_is_transmitted),
        CASE(correction_without_reference_reads_first),
        CASE(reference_by_items_if_tracking_does_not_tell),
        CASE(ambiguous_reference_is_held),
        CASE(correction_into_nonsense_is_held),
        CASE(mended_carrier_in_a_new_row_is_a_correction),
        CASE(later_parcel_shrinks_package_one_first),
        CASE(two_later_parcels),
        CASE(later_parcel_of_a_single_unit),
        CASE(refused_shrinking_cannot_be_added),
        CASE(refused_correction_and_a_later_parcel),
        CASE(correction_taken_back_before_it_left),
        CASE(later_parcel_waits_while_the_first_is_on_its_way),
        CASE(later_parcel_takes_what_is_left),
        CASE(sent_parcels_keep_their_items),
        CASE(untracked_fulfilment_counts_as_ours),
        CASE(amazon_waits_for_units_nobody_sends),
        CASE(first_setting_takes_no_later_parcel),
        CASE(last_setting_replaces_the_number),
        CASE(others_package_leaves_no_room),
        CASE(refused_is_held_until_the_payload_changes),
        CASE(refused_then_mapped_anew_goes),
        CASE(refused_but_retried),
        CASE(refused_but_shown_at_amazon_is_done),
        CASE(memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
