/* Messages made of any bytes: written, parsed again by libxml2, and equal; or refused.
 *
 * The input is cut at line feeds into fields, in the order of the elements; an empty field is an
 * absent one. So a seed is a readable file. */
#include <stdlib.h>

#include <libxml/xmlreader.h>

#include "ss_buf.h"
#include "ss_feed.h"
#include "ss_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok) {
        abort();
    }
}

static ss_slice field(ss_slice *rest)
{
    size_t n = 0;
    ss_slice out;

    while (n < rest->n && rest->p[n] != '\n') {
        n++;
    }
    out = n == 0 ? SS_NONE : (ss_slice){rest->p, n};
    n += n < rest->n;
    *rest = (ss_slice){rest->p + n, rest->n - n};
    return out;
}

typedef struct pair {
    const char *name;
    ss_slice value;
} pair;

/* The leaves of the document, in order, are exactly these; absent values have no element. */
static void compare(ss_slice document, const pair *pairs, size_t count)
{
    xmlTextReaderPtr r = xmlReaderForMemory(document.p, (int)document.n, NULL, NULL,
                                            XML_PARSE_NONET | XML_PARSE_NOERROR);
    const char *name = "";
    size_t at = 0;
    int rc;

    check(r != NULL);
    while ((rc = xmlTextReaderRead(r)) == 1) {
        int type = xmlTextReaderNodeType(r);

        if (type == XML_READER_TYPE_ELEMENT) {
            name = (const char *)xmlTextReaderConstName(r);
        } else if (type == XML_READER_TYPE_TEXT) {
            const char *text = (const char *)xmlTextReaderConstValue(r);

            while (at < count && ss_slice_blank(pairs[at].value)) {
                at++;
            }
            check(at < count && strcmp(name, pairs[at].name) == 0);
            check(ss_slice_is(pairs[at].value, text));
            at++;
        }
    }
    while (at < count && ss_slice_blank(pairs[at].value)) {
        at++;
    }
    check(rc == 0 && at == count);
    xmlFreeTextReader(r);
}

static void compare_ship(ss_slice document, ss_slice merchant, const ss_ship_message *m,
                         const ss_address *a)
{
    char date[21] = "";
    const pair pairs[] = {
        {"DocumentVersion", SS_LIT("1.01")},
        {"MerchantIdentifier", merchant},
        {"MessageType", SS_LIT("OrderFulfillment")},
        {"MessageID", SS_LIT("1")},
        {"AmazonOrderID", m->order},
        {"FulfillmentDate", {date, 20}},
        {"CarrierCode", m->carrier},
        {"CarrierName", m->carrier_name},
        {"ShippingMethod", m->method},
        {"ShipperTrackingNumber", m->tracking},
        {"AmazonOrderItemCode", m->item_count > 0 ? m->items[0].id : SS_NONE},
        {"Quantity", m->item_count > 0 ? SS_LIT("3") : SS_NONE},
        {"Name", a->name},
        {"AddressFieldOne", a->line1},
        {"AddressFieldTwo", a->line2},
        {"AddressFieldThree", a->line3},
        {"City", a->city},
        {"County", a->county},
        {"StateOrRegion", a->region},
        {"PostalCode", a->postal_code},
        {"CountryCode", a->country},
    };

    check(ss_time_format(m->shipped_at, date));
    compare(document, pairs, sizeof pairs / sizeof pairs[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ss_slice rest = {(const char *)data, size};
    ss_slice merchant = field(&rest);
    ss_item item = {.quantity = 3};
    ss_ship_message m = {.id = 1};
    ss_address a;
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w;
    ss_buf b;

    m.order = field(&rest);
    if (!ss_int_parse(field(&rest), &m.shipped_at)) {
        m.shipped_at = 1795381200;
    }
    m.carrier = field(&rest);
    m.carrier_name = field(&rest);
    m.method = field(&rest);
    m.tracking = field(&rest);
    item.id = field(&rest);
    m.items = &item;
    m.item_count = item.id.p != NULL;
    a.name = field(&rest);
    a.line1 = field(&rest);
    a.line2 = field(&rest);
    a.line3 = field(&rest);
    a.city = field(&rest);
    a.county = field(&rest);
    a.region = field(&rest);
    a.postal_code = field(&rest);
    a.country = field(&rest);
    m.ship_from = &a;

    ss_buf_init(&b, SS_MAX_FEED_BYTES);
    w = ss_feed_open(SS_FEED_SHIP, merchant, ss_feed_to_buf, &b, &err);
    check((w == NULL) == (err.code != SS_OK));
    if (w != NULL) {
        bool legal = ss_ship_check(&m, NULL);
        size_t promised = legal ? ss_feed_bytes(w) + ss_ship_bytes(&m) : 0;

        check(ss_feed_ship(w, &m, &err) == legal);
        check(legal == (err.code == SS_OK));
        if (legal) {
            check(ss_feed_bytes(w) == promised);
            check(ss_feed_close(w, &err) && ss_feed_bytes(w) == b.n);
            compare_ship(ss_buf_slice(&b), merchant, &m, &a);
        } else {
            check(err.place[0] != '\0' && err.text[0] != '\0');
        }
    }
    ss_feed_free(w);
    ss_buf_free(&b);
    return 0;
}
