/* Carriers, delivery service and numbers: sources, mapping, detection, waiting for a number. */
#include "case.h"

#define TEST(name) static void name(void **state)
#define START(how)                                                                                 \
    kit *k = how();                                                                                \
    (void)state

static void carrier_is(kit *k, const char *name)
{
    k->rows[0].carrier = ss_slice_of(name);
}

#define assert_carrier(k, expected)                                                                \
    do {                                                                                           \
        assert_verdict(k, SS_V_SHIP, NULL);                                                        \
        assert_slice((k)->plan.parcels[0].carrier, expected);                                      \
    } while (0)

/* ---- mapping --------------------------------------------------------------------------------- */

TEST(own_mapping_but_for_case)
{
    static const char *const table[][2] = {
        {"dhl", "DHL"}, {"Dpd", "DPD"}, {"GLS", "GLS"}, {"ups", "UPS"}, {"tnt", "TNT"}};
    START(shipped);

    k->rows[0].code = SS_LIT("X1");
    for (size_t i = 0; i < COUNT(table); i++) {
        carrier_is(k, table[i][0]);
        assert_carrier(k, table[i][1]);
    }
}

TEST(every_other_carrier_is_held_until_mapped)
{
    static const char *const names[] = {"Hermes", "HERMES",       "Deutsche Post", "POST",
                                        "FEDEX",  "DHL Paket DE", "Bote",          "false"};
    START(shipped);

    for (size_t i = 0; i < COUNT(names); i++) {
        carrier_is(k, names[i]);
        assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
        assert_slice(k->plan.detail, names[i]);
    }
}

TEST(mapped_by_name)
{
    START(shipped);
    carrier_is(k, "DHL Paket DE");
    map(k, "DHL Paket DE", "DHL-Paket", NULL);
    assert_carrier(k, "DHL-Paket");
}

TEST(mapped_by_name_but_for_case_exact_first)
{
    START(shipped);
    k->rows[0].code = SS_LIT("X1");
    carrier_is(k, "Bote");
    map(k, "BOTE", "DPD", NULL);
    assert_carrier(k, "DPD");
    map(k, "Bote", "GLS", NULL);
    assert_carrier(k, "GLS");
}

TEST(mapped_by_key)
{
    START(shipped);
    k->rows[0].code = SS_LIT("X1");
    carrier_is(k, "Bote");
    k->rows[0].carrier_key = SS_LIT("5");
    map(k, "5", "GLS", NULL);
    assert_carrier(k, "GLS");
    carrier_is(k, NULL);
    assert_carrier(k, "GLS");
}

TEST(owner_may_map_what_maps_itself)
{
    START(shipped);
    map(k, "DHL", "DHL Express", NULL);
    assert_carrier(k, "DHL Express");
}

TEST(mapped_to_other_with_name)
{
    START(shipped);
    carrier_is(k, "Bote");
    map(k, "Bote", NULL, "Radkurier");
    assert_carrier(k, "Other");
    assert_slice(k->plan.parcels[0].carrier_name, "Radkurier");
}

TEST(mapped_to_a_new_code_with_warning)
{
    START(shipped);
    carrier_is(k, "Bote");
    map(k, "Bote", "Brand New Carrier", NULL);
    assert_carrier(k, "Brand New Carrier");
    assert_true(has_note(k, "carrier_code_new"));
}

TEST(empty_map_entry_maps_nothing)
{
    START(shipped);
    carrier_is(k, "Bote");
    map(k, "Bote", NULL, NULL);
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
}

TEST(label_services_are_never_guessed)
{
    static const char *const names[] = {"Shipcloud", "ILOXX", "LogoiX"};
    START(shipped);

    for (size_t i = 0; i < COUNT(names); i++) {
        carrier_is(k, names[i]);
        assert_verdict(k, SS_V_HOLD, "carrier_is_service");
        assert_slice(k->plan.detail, names[i]);
    }
    map(k, "LogoiX", "DHL", NULL);
    assert_carrier(k, "DHL");
}

TEST(no_carrier_and_fallback)
{
    START(shipped);
    carrier_is(k, NULL);
    k->rows[0].carrier_key = SS_LIT("0");
    assert_verdict(k, SS_V_HOLD, "no_carrier");
    k->s.carrier_fallback = SS_LIT("Deutsche Post");
    assert_carrier(k, "Deutsche Post");
    k->s.carrier_fallback = SS_LIT("Other");
    k->s.carrier_fallback_other = SS_LIT("Bote");
    assert_carrier(k, "Other");
    assert_slice(k->plan.parcels[0].carrier_name, "Bote");
}

TEST(key_without_name_is_unmapped)
{
    START(shipped);
    carrier_is(k, NULL);
    k->rows[0].carrier_key = SS_LIT("17");
    k->s.carrier_fallback = SS_LIT("DHL");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_slice(k->plan.detail, "17");
}

/* ---- sources --------------------------------------------------------------------------------- */

TEST(fixed_carrier)
{
    START(shipped);
    k->s.carrier_source = SS_SRC_FIXED;
    k->s.carrier_value = SS_LIT("DHL-Paket");
    carrier_is(k, "Bote");
    assert_carrier(k, "DHL-Paket");
    k->s.carrier_value = SS_LIT("Kurier Max");
    assert_carrier(k, "Other");
    assert_slice(k->plan.parcels[0].carrier_name, "Kurier Max");
    k->s.carrier_value = SS_LIT("Other");
    assert_verdict(k, SS_V_HOLD, "no_carrier");
    k->s.carrier_value = SS_NONE;
    assert_verdict(k, SS_V_HOLD, "no_carrier");
}

TEST(carrier_from_shipping_module)
{
    START(shipped);
    k->s.carrier_source = SS_SRC_SHIPPING_MODULE;
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    assert_slice(k->plan.detail, "flat_flat");
    map(k, "flat_flat", "DHL", NULL);
    assert_carrier(k, "DHL");
    k->shop.shipping_module = SS_NONE;
    assert_verdict(k, SS_V_HOLD, "no_carrier");
}

TEST(carrier_from_match)
{
    START(shipped);
    k->s.carrier_source = SS_SRC_MATCH;
    assert_verdict(k, SS_V_HOLD, "no_carrier");
    k->shop.matched_carrier = SS_LIT(" dhl ");
    assert_carrier(k, "DHL");
    k->shop.matched_carrier = SS_LIT("Bote");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
}

TEST(broken_match_is_held)
{
    START(shipped);
    k->shop.match_broken = true;
    assert_verdict(k, SS_V_SHIP, NULL);
    k->s.method_source = SS_SRC_MATCH;
    assert_verdict(k, SS_V_HOLD, "match_broken");
    k->s.method_source = SS_SRC_FIXED;
    k->s.carrier_source = SS_SRC_MATCH;
    assert_verdict(k, SS_V_HOLD, "match_broken");
    k->s.carrier_source = SS_SRC_TRACKING;
    k->s.tracking_source = SS_SRC_MATCH;
    assert_verdict(k, SS_V_HOLD, "match_broken");
}

TEST(method_sources)
{
    START(shipped);
    k->s.method_value = SS_NONE;
    decide(k);
    assert_slice(k->plan.parcels[0].method, "Standard");
    k->s.method_value = SS_LIT("DHL Paket");
    decide(k);
    assert_slice(k->plan.parcels[0].method, "DHL Paket");
    k->s.method_source = SS_SRC_SHIPPING_MODULE;
    decide(k);
    assert_slice(k->plan.parcels[0].method, "DHL Paket");
    k->methods[0] = (ss_map_entry){SS_LIT("flat_flat"), SS_NONE, SS_LIT("Express")};
    k->s.method_map_count = 1;
    decide(k);
    assert_slice(k->plan.parcels[0].method, "Express");
    k->s.method_source = SS_SRC_MATCH;
    k->shop.matched_method = SS_LIT("Brief");
    decide(k);
    assert_slice(k->plan.parcels[0].method, "Brief");
}

TEST(tracking_from_match)
{
    START(shipped);
    k->s.tracking_source = SS_SRC_MATCH;
    k->s.carrier_source = SS_SRC_FIXED;
    k->s.carrier_value = SS_LIT("DHL");
    k->matched[0] = SS_LIT(DHL_2);
    k->shop.matched_tracking_count = 1;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, DHL_2, 1);
    assert_slice(k->plan.parcels[0].row, "match:1");
}

TEST(matched_number_takes_the_rows_carrier)
{
    START(shipped);
    k->s.tracking_source = SS_SRC_MATCH;
    k->matched[0] = SS_LIT(DHL_1);
    k->shop.matched_tracking_count = 1;
    assert_carrier(k, "DHL");
}

TEST(each_matched_number_has_the_carrier_found_beside_it)
{
    START(shipped);
    k->s.tracking_source = k->s.carrier_source = SS_SRC_MATCH;
    k->s.several = SS_SEVERAL_SPLIT;
    k->shop.matched_carrier = SS_LIT("DHL");
    k->matched[0] = SS_LIT(DHL_1);
    k->matched[1] = SS_LIT("01234567890123");
    k->shop.matched_tracking_count = 2;
    k->items[0].ordered = 2;
    k->beside[1] = SS_LIT(" dpd ");
    k->shop.matched_carriers_count = 2;
    decide(k);
    assert_int_equal(k->plan.parcel_count, 2);
    assert_slice(k->plan.parcels[0].carrier, "DHL");
    assert_slice(k->plan.parcels[1].carrier, "DPD");
    k->shop.matched_carriers_count = 1; /* an adapter that tells none for it */
    decide(k);
    assert_slice(k->plan.parcels[1].carrier, "DHL");
}

TEST(ship_from_of_the_status)
{
    START(shipped);
    k->ship[1] = (ss_ship_rule){.status = 6,
                                .has_ship_from = true,
                                .ship_from = {.name = SS_LIT("Lager 2"),
                                              .line1 = SS_LIT("Weg 1"),
                                              .city = SS_LIT("Bonn"),
                                              .postal_code = SS_LIT("53111"),
                                              .country = SS_LIT("DE")}};
    k->s.ship_count = 2;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_null(k->plan.parcels[0].ship_from);
    passed(k, 6, NOW - 60);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].ship_from->name, "Lager 2");
    passed(k, 5, NOW - 30);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].ship_from->name, "Lager 2");
}

/* ---- carrier against number ------------------------------------------------------------------ */

TEST(detect_warn_holds_until_confirmed)
{
    START(shipped);
    k->rows[0].code = SS_LIT(UPS_1);
    assert_verdict(k, SS_V_HOLD, "carrier_doubtful");
    assert_slice(k->plan.detail, "UPS");
    assert_true(has_note(k, "carrier_doubtful"));
    k->order.carrier_confirmed = true;
    assert_carrier(k, "DHL");
    assert_false(has_note(k, "carrier_doubtful"));
}

TEST(detect_warn_leaves_at_the_margin)
{
    START(shipped);
    k->rows[0].code = SS_LIT(UPS_1);
    k->order.amazon.ship_by = NOW + 20 * HOUR;
    assert_verdict(k, SS_V_HOLD, "carrier_doubtful");
    assert_int_equal(k->plan.look_at, NOW + 10 * HOUR);
    k->order.amazon.ship_by = NOW + 10 * HOUR;
    assert_carrier(k, "DHL");
    assert_true(has_note(k, "carrier_doubtful"));
}

TEST(detect_off_asks_nothing)
{
    START(shipped);
    k->rows[0].code = SS_LIT(UPS_1);
    k->s.detect = SS_DETECT_OFF;
    assert_carrier(k, "DHL");
    assert_int_equal(k->plan.note_count, 0);
}

TEST(detect_use_takes_the_certain_one)
{
    START(shipped);
    k->s.detect = SS_DETECT_USE;
    k->rows[0].code = SS_LIT(UPS_1);
    assert_carrier(k, "UPS");
    carrier_is(k, "Shipcloud");
    assert_carrier(k, "UPS");
    carrier_is(k, NULL);
    assert_carrier(k, "UPS");
    k->rows[0].code = SS_LIT(DHL_1);
    assert_verdict(k, SS_V_HOLD, "no_carrier");
}

TEST(shared_forms_warn_at_most)
{
    START(shipped);
    carrier_is(k, "GLS");
    assert_carrier(k, "GLS");
    assert_true(has_note(k, "carrier_doubtful"));
    k->s.detect = SS_DETECT_USE;
    assert_carrier(k, "GLS");
}

TEST(brands_of_one_house_do_not_contradict)
{
    START(shipped);
    k->rows[0].code = SS_LIT(UPS_1);
    carrier_is(k, "x");
    map(k, "x", "UPS Freight", NULL);
    assert_carrier(k, "UPS Freight");
    assert_false(has_note(k, "carrier_doubtful"));
}

TEST(wrong_check_digit_is_a_bad_number)
{
    START(shipped);
    carrier_is(k, "UPS");
    k->rows[0].code = SS_LIT("1Z999AA10123456785");
    assert_verdict(k, SS_V_HOLD, "bad_tracking");
    assert_slice(k->plan.detail, "1Z999AA10123456785");
}

TEST(unusual_form_is_a_note)
{
    START(shipped);
    k->rows[0].code = SS_LIT("ABC123");
    assert_carrier(k, "DHL");
    assert_true(has_note(k, "tracking_unusual"));
}

/* ---- what is a number ------------------------------------------------------------------------ */

TEST(bad_numbers_are_held)
{
    static const char *const codes[] = {
        "max@example.org", "0034\001X434",
        "\xff\xfe",        "12345678901234567890123456789012345678901234567890X",
        "folgt",           "DHL-Paket"};
    START(shipped);

    for (size_t i = 0; i < COUNT(codes); i++) {
        k->rows[0].code = ss_slice_of(codes[i]);
        assert_verdict(k, SS_V_HOLD, "bad_tracking");
        assert_true(k->plan.detail.n > 0);
    }
}

TEST(some_texts_are_no_numbers)
{
    static const char *const codes[] = {"", "  ", "https://www.dhl.de/x?y=1", "1042", NUMBER};
    START(shipped);

    k->s.wait_hours = 0;
    for (size_t i = 0; i < COUNT(codes); i++) {
        k->rows[0].code = ss_slice_of(codes[i]);
        assert_verdict(k, SS_V_SHIP, NULL);
        assert_parcel(k, 0, 1, SS_PARCEL_SEND, NULL, 1);
        assert_slice(k->plan.parcels[0].carrier, "DHL");
        assert_null(k->plan.parcels[0].tracking.p);
    }
}

TEST(numbers_are_cleaned)
{
    START(shipped);
    k->rows[0].code = SS_LIT("  0034 0434 1610 9404 2557 ");
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_slice(k->plan.parcels[0].tracking, DHL_1);
}

/* ---- without a number ------------------------------------------------------------------------ */

static kit *untracked(void)
{
    kit *k = shipped();

    no_rows(k);
    k->s.carrier_fallback = SS_LIT("Deutsche Post");
    return k;
}

TEST(waits_for_a_number)
{
    START(untracked);
    char text[21];

    assert_true(ss_time_format(NOW - HOUR + 24 * HOUR, text));
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    assert_slice(k->plan.detail, text);
    assert_int_equal(k->plan.look_at, NOW + 23 * HOUR);
    assert_false(k->plan.alarm);
}

TEST(then_sends_without)
{
    START(untracked);
    k->order.shipped_at = NOW - 24 * HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, NULL, 1);
    assert_slice(k->plan.parcels[0].row, "-");
    assert_slice(k->plan.parcels[0].carrier, "Deutsche Post");
}

TEST(or_keeps_holding)
{
    START(untracked);
    k->s.send_untracked = false;
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    assert_null(k->plan.detail.p);
    assert_false(k->plan.alarm);
    k->order.shipped_at = NOW - 24 * HOUR;
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    assert_true(k->plan.alarm);
    k->order.express = true;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(never_waits_past_the_margin)
{
    START(untracked);
    k->order.amazon.ship_by = NOW + 12 * HOUR;
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    assert_int_equal(k->plan.look_at, NOW + 2 * HOUR);
    assert_false(k->plan.alarm);
    k->order.amazon.ship_by = NOW + 10 * HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(k->plan.urgent);
}

TEST(express_sends_without)
{
    START(untracked);
    k->order.express = true;
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(usually_untracked_carriers_do_not_wait)
{
    START(untracked);
    k->untracked[0] = SS_LIT("post");
    k->s.untracked_count = 1;
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    row(k, "1", "POST", "");
    map(k, "POST", "Deutsche Post", NULL);
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_parcel(k, 0, 1, SS_PARCEL_SEND, NULL, 1);
    no_rows(k);
    k->untracked[0] = SS_LIT("Deutsche Post");
    assert_verdict(k, SS_V_SHIP, NULL);
}

TEST(letters_without_any_row_need_a_fallback)
{
    START(untracked);
    k->s.carrier_fallback = SS_NONE;
    assert_verdict(k, SS_V_HOLD, "no_tracking");
    k->order.shipped_at = NOW - 24 * HOUR;
    assert_verdict(k, SS_V_HOLD, "no_carrier");
}

TEST(unmapped_carrier_is_said_before_the_wait)
{
    START(untracked);
    row(k, "1", "Bote", "");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
}

TEST(prime_without_number_is_noted)
{
    START(untracked);
    program(k, "PRIME");
    k->order.shipped_at = NOW - 24 * HOUR;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_true(has_note(k, "tracking_required"));
}

TEST(untracked_settles_after_the_status)
{
    START(untracked);
    k->s.wait_hours = 0;
    k->history[1].at = NOW - 300;
    assert_verdict(k, SS_V_SHIP, NULL);
    assert_int_equal(k->plan.not_before, NOW + 600);
}

TEST(dropped_later_mended_goes_by_itself)
{
    START(shipped);
    carrier_is(k, "Hermes");
    k->rows[0].code = SS_LIT("X1");
    assert_verdict(k, SS_V_HOLD, "carrier_unmapped");
    map(k, "HERMES", "Hermes", NULL);
    assert_carrier(k, "Hermes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(own_mapping_but_for_case),
        CASE(every_other_carrier_is_held_until_mapped),
        CASE(mapped_by_name),
        CASE(mapped_by_name_but_for_case_exact_first),
        CASE(mapped_by_key),
        CASE(owner_may_map_what_maps_itself),
        CASE(mapped_to_other_with_name),
        CASE(mapped_to_a_new_code_with_warning),
        CASE(empty_map_entry_maps_nothing),
        CASE(label_services_are_never_guessed),
        CASE(no_carrier_and_fallback),
        CASE(key_without_name_is_unmapped),
        CASE(fixed_carrier),
        CASE(carrier_from_shipping_module),
        CASE(carrier_from_match),
        CASE(broken_match_is_held),
        CASE(method_sources),
        CASE(tracking_from_match),
        CASE(matched_number_takes_the_rows_carrier),
        CASE(each_matched_number_has_the_carrier_found_beside_it),
        CASE(ship_from_of_the_status),
        CASE(detect_warn_holds_until_confirmed),
        CASE(detect_warn_leaves_at_the_margin),
        CASE(detect_off_asks_nothing),
        CASE(detect_use_takes_the_certain_one),
        CASE(shared_forms_warn_at_most),
        CASE(brands_of_one_house_do_not_contradict),
        CASE(wrong_check_digit_is_a_bad_number),
        CASE(unusual_form_is_a_note),
        CASE(bad_numbers_are_held),
        CASE(some_texts_are_no_numbers),
        CASE(numbers_are_cleaned),
        CASE(waits_for_a_number),
        CASE(then_sends_without),
        CASE(or_keeps_holding),
        CASE(never_waits_past_the_margin),
        CASE(express_sends_without),
        CASE(usually_untracked_carriers_do_not_wait),
        CASE(letters_without_any_row_need_a_fallback),
        CASE(unmapped_carrier_is_said_before_the_wait),
        CASE(prime_without_number_is_noted),
        CASE(untracked_settles_after_the_status),
        CASE(dropped_later_mended_goes_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
