#include "support.h"

#include "ss_feed.h"

#include <stdio.h>

#define ORDER   SS_LIT("303-1234567-1234567")
#define SHIPPED 1795381200 /* 2026-11-22T21:00:00Z */

#define HEAD(type)                                                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AmazonEnvelope>\n"                               \
    "<Header><DocumentVersion>1.01</DocumentVersion>"                                              \
    "<MerchantIdentifier>A1SELLER</MerchantIdentifier></Header>\n"                                 \
    "<MessageType>" type "</MessageType>\n"

static ss_ship_message ship(uint64_t id)
{
    return (ss_ship_message){.id = id,
                             .order = ORDER,
                             .shipped_at = SHIPPED,
                             .carrier = SS_LIT("DHL"),
                             .method = SS_LIT("Standard")};
}

static const ss_address german = {.name = {"M\xc3\xbcller & Sohn", 14},
                                  .line1 = {"Hauptstr. 1", 11},
                                  .city = {"K\xc3\xb6ln", 5},
                                  .postal_code = {"50667", 5},
                                  .country = {"DE", 2}};

static ss_feed_writer *open_to(ss_buf *b, ss_feed_type type)
{
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w;

    ss_buf_init(b, SS_MAX_FEED_BYTES);
    w = ss_feed_open(type, SS_LIT("A1SELLER"), ss_feed_to_buf, b, &err);
    assert_non_null(w);
    return w;
}

static void close_and_compare(ss_feed_writer *w, ss_buf *b, const char *expected)
{
    ss_err err = SS_ERR_INIT;

    assert_true(ss_feed_close(w, &err));
    assert_string_equal(b->p, expected);
    assert_int_equal(ss_feed_bytes(w), b->n);
    ss_feed_free(w);
    ss_buf_free(b);
}

static void smallest_shipment(void **state)
{
    ss_ship_message m = ship(7);
    ss_err err = SS_ERR_INIT;
    ss_buf b;
    ss_feed_writer *w = open_to(&b, SS_FEED_SHIP);

    (void)state;
    assert_true(ss_feed_ship(w, &m, &err));
    assert_int_equal(ss_feed_messages(w), 1);
    close_and_compare(
        w, &b,
        HEAD("OrderFulfillment") "<Message><MessageID>7</MessageID><OrderFulfillment>"
                                 "<AmazonOrderID>303-1234567-1234567</AmazonOrderID>"
                                 "<FulfillmentDate>2026-11-22T21:00:00Z</FulfillmentDate>"
                                 "<FulfillmentData><CarrierCode>DHL</CarrierCode>"
                                 "<ShippingMethod>Standard</ShippingMethod></FulfillmentData>"
                                 "</OrderFulfillment></Message>\n</AmazonEnvelope>");
}

static void fullest_shipment(void **state)
{
    const ss_item items[] = {{SS_LIT("12345678901234"), 2, SS_NONE},
                             {SS_LIT("00000000000001"), 1, SS_NONE}};
    ss_address from = german;
    ss_ship_message m = ship(UINT64_MAX);
    ss_err err = SS_ERR_INIT;
    ss_buf b;
    ss_feed_writer *w = open_to(&b, SS_FEED_SHIP);

    (void)state;
    from.line2 = SS_LIT("Tor <2>");
    from.line3 = SS_LIT("\"Hof\"");
    from.county = SS_LIT("K");
    from.region = SS_LIT("NRW");
    m.carrier = SS_LIT("Other");
    m.carrier_name = SS_LIT("Rad & Kurier");
    m.tracking = SS_LIT("AB-12]]>3");
    m.items = items;
    m.item_count = COUNT(items);
    m.ship_from = &from;
    assert_true(ss_feed_ship(w, &m, &err));
    close_and_compare(
        w, &b,
        HEAD("OrderFulfillment") "<Message><MessageID>18446744073709551615</MessageID>"
                                 "<OrderFulfillment>"
                                 "<AmazonOrderID>303-1234567-1234567</AmazonOrderID>"
                                 "<FulfillmentDate>2026-11-22T21:00:00Z</FulfillmentDate>"
                                 "<FulfillmentData><CarrierCode>Other</CarrierCode>"
                                 "<CarrierName>Rad &amp; Kurier</CarrierName>"
                                 "<ShippingMethod>Standard</ShippingMethod>"
                                 "<ShipperTrackingNumber>AB-12]]&gt;3</ShipperTrackingNumber>"
                                 "</FulfillmentData>"
                                 "<Item><AmazonOrderItemCode>12345678901234</AmazonOrderItemCode>"
                                 "<Quantity>2</Quantity></Item>"
                                 "<Item><AmazonOrderItemCode>00000000000001</AmazonOrderItemCode>"
                                 "<Quantity>1</Quantity></Item>"
                                 "<ShipFromAddress><Name>M\xc3\xbcller &amp; Sohn</Name>"
                                 "<AddressFieldOne>Hauptstr. 1</AddressFieldOne>"
                                 "<AddressFieldTwo>Tor &lt;2&gt;</AddressFieldTwo>"
                                 "<AddressFieldThree>&quot;Hof&quot;</AddressFieldThree>"
                                 "<City>K\xc3\xb6ln</City><County>K</County>"
                                 "<StateOrRegion>NRW</StateOrRegion>"
                                 "<PostalCode>50667</PostalCode><CountryCode>DE</CountryCode>"
                                 "</ShipFromAddress>"
                                 "</OrderFulfillment></Message>\n</AmazonEnvelope>");
}

static void cancellations(void **state)
{
    const ss_item items[] = {{SS_LIT("12345678901234"), 0, SS_LIT("NoInventory")},
                             {SS_LIT("12345678901235"), 0, SS_LIT("BuyerCanceled")}};
    ss_cancel_message m = {1, ORDER, items, 1};
    ss_err err = SS_ERR_INIT;
    ss_buf b;
    ss_feed_writer *w = open_to(&b, SS_FEED_CANCEL);

    (void)state;
    assert_true(ss_feed_cancel(w, &m, &err));
    m.id = 2;
    m.item_count = 2;
    assert_true(ss_feed_cancel(w, &m, &err));
    assert_int_equal(ss_feed_messages(w), 2);
    close_and_compare(
        w, &b,
        HEAD("OrderAcknowledgement") "<Message><MessageID>1</MessageID><OrderAcknowledgement>"
                                     "<AmazonOrderID>303-1234567-1234567</AmazonOrderID>"
                                     "<StatusCode>Failure</StatusCode>"
                                     "<Item><AmazonOrderItemCode>12345678901234"
                                     "</AmazonOrderItemCode>"
                                     "<CancelReason>NoInventory</CancelReason></Item>"
                                     "</OrderAcknowledgement></Message>\n"
                                     "<Message><MessageID>2</MessageID><OrderAcknowledgement>"
                                     "<AmazonOrderID>303-1234567-1234567</AmazonOrderID>"
                                     "<StatusCode>Failure</StatusCode>"
                                     "<Item><AmazonOrderItemCode>12345678901234"
                                     "</AmazonOrderItemCode>"
                                     "<CancelReason>NoInventory</CancelReason></Item>"
                                     "<Item><AmazonOrderItemCode>12345678901235"
                                     "</AmazonOrderItemCode>"
                                     "<CancelReason>BuyerCanceled</CancelReason></Item>"
                                     "</OrderAcknowledgement></Message>\n</AmazonEnvelope>");
}

static void type_names(void **state)
{
    (void)state;
    assert_string_equal(ss_feed_type_name(SS_FEED_SHIP), "POST_ORDER_FULFILLMENT_DATA");
    assert_string_equal(ss_feed_type_name(SS_FEED_CANCEL), "POST_ORDER_ACKNOWLEDGEMENT_DATA");
    assert_true(ss_cancel_reason_known(SS_LIT("CustomerExchange")));
    assert_false(ss_cancel_reason_known(SS_LIT("CustomerReturn")));
    assert_false(ss_cancel_reason_known(SS_LIT("noinventory")));
    assert_false(ss_cancel_reason_known(SS_NONE));
}

#define A10 "aaaaaaaaaa"
#define A50 A10 A10 A10 A10 A10
#define U50                                                                                        \
    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"                                                     \
    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4" A10 A10 A10 A10

/* What a text field takes, tried on the shipping method. */
static void texts(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        ss_code code;
        size_t pos;
    } rows[] = {
        {"x", 1, SS_OK, 0},
        {A50, 50, SS_OK, 0},
        {A50 "a", 51, SS_E_INPUT, 0},
        {U50, 60, SS_OK, 0}, /* 50 characters, not bytes */
        {U50 "a", 61, SS_E_INPUT, 0},
        {"", 0, SS_E_INPUT, 0},
        {NULL, 0, SS_E_INPUT, 0},
        {" a", 2, SS_E_INPUT, 0},
        {"a ", 2, SS_E_INPUT, 1},
        {"a  b", 4, SS_E_INPUT, 2},
        {"a b", 3, SS_OK, 0},
        {"a\tb", 3, SS_E_INPUT, 1},
        {"a\nb", 3, SS_E_INPUT, 1},
        {"a\0b", 3, SS_E_INPUT, 1},
        {"ab\x1f", 3, SS_E_INPUT, 2},
        {"a\x7f", 2, SS_OK, 0}, /* odd, but legal in XML */
        {"abc\xff", 4, SS_E_ENCODING, 3},
        {"\xc3", 1, SS_E_ENCODING, 0},
        {"x\xed\xa0\x80", 4, SS_E_ENCODING, 1},
        {"x\xef\xbf\xbf", 4, SS_E_INPUT, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_ship_message m = ship(1);
        ss_err err = SS_ERR_INIT;

        m.method = (ss_slice){rows[i].text, rows[i].n};
        assert_int_equal(ss_ship_check(&m, &err), rows[i].code == SS_OK);
        assert_int_equal(err.pos, rows[i].pos);
        if (rows[i].code != SS_OK) {
            assert_error(&err, rows[i].code, "method");
        }
    }
}

typedef void (*spoil)(ss_ship_message *m);

static const ss_item no_quantity[] = {{SS_LIT("1"), 1, SS_NONE}, {SS_LIT("2"), 0, SS_NONE}};
static const ss_item bad_id[] = {{SS_LIT("x1"), 1, SS_NONE}};
static const ss_item twice[] = {{SS_LIT("12"), 1, SS_NONE}, {SS_LIT("12"), 1, SS_NONE}};
static ss_item many[SS_MAX_ITEMS + 1];
static ss_address spoilt;

static void no_id(ss_ship_message *m)
{
    m->id = 0;
}
static void no_order(ss_ship_message *m)
{
    m->order = SS_NONE;
}
static void bad_order(ss_ship_message *m)
{
    m->order = SS_LIT("303-1234567-12345678");
}
static void no_date(ss_ship_message *m)
{
    m->shipped_at = 0;
}
static void far_date(ss_ship_message *m)
{
    m->shipped_at = INT64_MAX;
}
static void no_carrier(ss_ship_message *m)
{
    m->carrier = SS_NONE;
}
static void blank_carrier(ss_ship_message *m)
{
    m->carrier = SS_LIT("");
}
static void long_carrier(ss_ship_message *m)
{
    m->carrier = SS_LIT(A50 "a");
}
static void other_without(ss_ship_message *m)
{
    m->carrier = SS_LIT("Other");
}
static void name_with_code(ss_ship_message *m)
{
    m->carrier_name = SS_LIT("x");
}
static void empty_name_with_code(ss_ship_message *m)
{
    m->carrier_name = SS_LIT("");
}
static void no_method(ss_ship_message *m)
{
    m->method = SS_NONE;
}
static void empty_tracking(ss_ship_message *m)
{
    m->tracking = SS_LIT("");
}
static void long_tracking(ss_ship_message *m)
{
    m->tracking = SS_LIT(A50 "a");
}
static void odd_tracking(ss_ship_message *m)
{
    m->tracking = SS_LIT("12\xc3\xa4");
}
static void del_tracking(ss_ship_message *m)
{
    m->tracking = SS_LIT("12\x7f");
}
static void items_missing(ss_ship_message *m)
{
    m->item_count = 1;
}

static void with_items(ss_ship_message *m, const ss_item *items, size_t n)
{
    m->items = items;
    m->item_count = n;
}

static void item_quantity(ss_ship_message *m)
{
    with_items(m, no_quantity, 2);
}
static void item_id(ss_ship_message *m)
{
    with_items(m, bad_id, 1);
}
static void item_twice(ss_ship_message *m)
{
    with_items(m, twice, 2);
}
static void item_many(ss_ship_message *m)
{
    with_items(m, many, COUNT(many));
}

static ss_address *with_address(ss_ship_message *m)
{
    spoilt = german;
    m->ship_from = &spoilt;
    return &spoilt;
}

static void address_name(ss_ship_message *m)
{
    with_address(m)->name = SS_NONE;
}
static void address_line1(ss_ship_message *m)
{
    with_address(m)->line1 = SS_LIT("");
}
static void address_line2(ss_ship_message *m)
{
    with_address(m)->line2 = SS_LIT(A50 A10 "a");
}
static void address_line3(ss_ship_message *m)
{
    with_address(m)->line3 = SS_LIT("");
}
static void address_city(ss_ship_message *m)
{
    with_address(m)->city = SS_NONE;
}
static void address_zip(ss_ship_message *m)
{
    with_address(m)->postal_code = SS_NONE;
}
static void address_country(ss_ship_message *m)
{
    with_address(m)->country = SS_LIT("de");
}
static void address_country3(ss_ship_message *m)
{
    with_address(m)->country = SS_LIT("DEU");
}
static void address_country1(ss_ship_message *m)
{
    with_address(m)->country = SS_LIT("\xc3\x84");
}

static void refusals(void **state)
{
    static const struct {
        spoil spoil;
        ss_code code;
        const char *place;
    } rows[] = {
        {no_id, SS_E_INPUT, "id"},
        {no_order, SS_E_INPUT, "order"},
        {bad_order, SS_E_INPUT, "order"},
        {no_date, SS_E_INPUT, "shipped_at"},
        {far_date, SS_E_INPUT, "shipped_at"},
        {no_carrier, SS_E_INPUT, "carrier"},
        {blank_carrier, SS_E_INPUT, "carrier"},
        {long_carrier, SS_E_INPUT, "carrier"},
        {other_without, SS_E_INPUT, "carrier_name"},
        {name_with_code, SS_E_INPUT, "carrier_name"},
        {empty_name_with_code, SS_E_INPUT, "carrier_name"},
        {no_method, SS_E_INPUT, "method"},
        {empty_tracking, SS_E_INPUT, "tracking"},
        {long_tracking, SS_E_INPUT, "tracking"},
        {odd_tracking, SS_E_INPUT, "tracking"},
        {del_tracking, SS_E_INPUT, "tracking"},
        {items_missing, SS_E_INPUT, "items"},
        {item_quantity, SS_E_INPUT, "items[1].quantity"},
        {item_id, SS_E_INPUT, "items[0].id"},
        {item_twice, SS_E_INPUT, "items[1].id"},
        {item_many, SS_E_LIMIT, "items"},
        {address_name, SS_E_INPUT, "ship_from.name"},
        {address_line1, SS_E_INPUT, "ship_from.line1"},
        {address_line2, SS_E_INPUT, "ship_from.line2"},
        {address_line3, SS_E_INPUT, "ship_from.line3"},
        {address_city, SS_E_INPUT, "ship_from.city"},
        {address_zip, SS_E_INPUT, "ship_from.postal_code"},
        {address_country, SS_E_INPUT, "ship_from.country"},
        {address_country3, SS_E_INPUT, "ship_from.country"},
        {address_country1, SS_E_INPUT, "ship_from.country"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_ship_message good = ship(1);
        ss_ship_message bad = ship(2);
        ss_err err = SS_ERR_INIT;
        char place[64];
        ss_buf b;
        ss_feed_writer *w = open_to(&b, SS_FEED_SHIP);

        rows[i].spoil(&bad);
        assert_false(ss_ship_check(&bad, &err));
        assert_error(&err, rows[i].code, rows[i].place);
        assert_true(ss_feed_ship(w, &good, &err));
        assert_false(ss_feed_ship(w, &bad, &err));
        (void)snprintf(place, sizeof place, "messages[1].%s", rows[i].place);
        assert_error(&err, rows[i].code, place);
        assert_false(ss_feed_ship(w, &good, &err));
        assert_error(&err, SS_E_STATE, "feed");
        assert_false(ss_feed_close(w, &err));
        assert_error(&err, SS_E_STATE, "feed");
        ss_feed_free(w);
        ss_buf_free(&b);
    }
}

static void cancel_refusals(void **state)
{
    const ss_item good[] = {{SS_LIT("1"), 0, SS_LIT("PricingError")}};
    const ss_item bad[] = {{SS_LIT("1"), 0, SS_LIT("PricingError")},
                           {SS_LIT("2"), 0, SS_LIT("RejectOrder")}};
    ss_cancel_message m = {1, ORDER, good, 1};
    ss_err err = SS_ERR_INIT;

    (void)state;
    assert_true(ss_cancel_check(&m, &err));
    m.items = bad;
    m.item_count = 2;
    assert_false(ss_cancel_check(&m, &err));
    assert_error(&err, SS_E_INPUT, "items[1].reason");
    m.item_count = 0;
    assert_false(ss_cancel_check(&m, &err));
    assert_error(&err, SS_E_INPUT, "items");
    m.item_count = 1;
    m.id = 0;
    assert_false(ss_cancel_check(&m, &err));
    assert_error(&err, SS_E_INPUT, "id");
    m.id = 1;
    m.order = SS_LIT("x");
    assert_false(ss_cancel_check(&m, &err));
    assert_error(&err, SS_E_INPUT, "order");
}

static void allowed_oddities(void **state)
{
    const ss_address absent = {.name = SS_NONE};
    ss_ship_message m = ship(1);
    ss_err err = SS_ERR_INIT;

    (void)state;
    m.carrier = SS_LIT("Brand New Carrier"); /* newer than our table */
    m.tracking = SS_LIT(A50);
    m.ship_from = &absent;
    assert_true(ss_ship_check(&m, &err));
    m.order = SS_LIT("S01-1234567-1234567");
    assert_true(ss_ship_check(&m, &err));
    assert_int_equal(err.code, SS_OK);
}

static void open_refusals(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_buf b;

    (void)state;
    ss_buf_init(&b, 1000);
    assert_null(ss_feed_open(SS_FEED_SHIP, SS_NONE, ss_feed_to_buf, &b, &err));
    assert_error(&err, SS_E_INPUT, "merchant");
    assert_null(ss_feed_open(SS_FEED_SHIP, SS_LIT(A50 "a"), ss_feed_to_buf, &b, &err));
    assert_error(&err, SS_E_INPUT, "merchant");
    assert_null(ss_feed_open(SS_FEED_SHIP, SS_LIT("A\xff"), ss_feed_to_buf, &b, &err));
    assert_error(&err, SS_E_ENCODING, "merchant");
    ss_feed_free(NULL);
    ss_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smallest_shipment),
        cmocka_unit_test(fullest_shipment),
        cmocka_unit_test(cancellations),
        cmocka_unit_test(type_names),
        cmocka_unit_test(texts),
        cmocka_unit_test(refusals),
        cmocka_unit_test(cancel_refusals),
        cmocka_unit_test(allowed_oddities),
        cmocka_unit_test(open_refusals),
    };

    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
