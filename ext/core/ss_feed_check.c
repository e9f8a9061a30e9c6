/* What Amazon's order feeds allow, checked before a byte is written. */
#include "ss_feed_internal.h"
#include "ss_text.h"

#include <stdio.h>

enum {
    MAX_STRING = 50,      /* Amazon: String */
    MAX_ADDRESS_LINE = 60 /* Amazon: AddressLine */
};

const char *ss_feed_type_name(ss_feed_type type)
{
    return type == SS_FEED_SHIP ? "POST_ORDER_FULFILLMENT_DATA" : "POST_ORDER_ACKNOWLEDGEMENT_DATA";
}

bool ss_cancel_reason_known(ss_slice reason)
{
    static const char *const reasons[] = {"NoInventory", "BuyerCanceled",
                                          "ShippingAddressUndeliverable", "CustomerExchange",
                                          "PricingError"};

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (ss_slice_is(reason, reasons[i])) {
            return true;
        }
    }
    return false;
}

/* "messages[3].items[1].id": built only when something is refused. */
static const char *place(char out[96], ss_feed_place at, const char *field)
{
    char message[32] = "";
    char item[32] = "";

    if (at.message >= 0) {
        (void)snprintf(message, sizeof message, "messages[%ld]", at.message);
    }
    if (at.item >= 0) {
        (void)snprintf(item, sizeof item, "items[%ld]", at.item);
    }
    (void)snprintf(out, 96, "%s%s%s%s%s", message, message[0] != '\0' && item[0] != '\0' ? "." : "",
                   item, (message[0] != '\0' || item[0] != '\0') && field[0] != '\0' ? "." : "",
                   field);
    return out;
}

static bool refuse(ss_err *err, ss_feed_place at, const char *field, size_t pos, const char *why)
{
    char where[96];

    return ss_fail_at(err, SS_E_INPUT, place(where, at, field), 0, pos, "%s", why);
}

static bool refuse_limit(ss_err *err, ss_feed_place at, const char *field, int limit)
{
    char where[96];

    return ss_fail(err, SS_E_LIMIT, place(where, at, field), "more than %d", limit);
}

static bool refuse_bytes(ss_err *err, ss_feed_place at, const char *field, ss_slice s, size_t pos)
{
    char where[96];
    bool broken = ss_utf8_valid((ss_slice){s.p + pos, s.n - pos < 4 ? s.n - pos : 4}) == 0;

    return ss_fail_at(err, broken ? SS_E_ENCODING : SS_E_INPUT, place(where, at, field), 0, pos,
                      broken ? "byte %zu is not UTF-8" : "byte %zu: character not allowed in XML",
                      pos);
}

/* 1 to `max` characters of legal, normalized text. */
static bool check_text(ss_err *err, ss_feed_place at, const char *field, ss_slice s, size_t max)
{
    bool ascii = true;
    size_t pos;

    if (ss_slice_blank(s)) {
        return refuse(err, at, field, 0, "is missing");
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '\t' || c == '\n' || c == '\r' ||
            (c == ' ' && (i == 0 || i + 1 == s.n || s.p[i - 1] == ' '))) {
            return refuse(err, at, field, i,
                          "line break, tab, double, leading or trailing blank: normalize it first");
        }
        ascii = ascii && c >= 0x20 && c < 0x7f;
    }
    if (!ascii && !ss_text_xml_legal(s, &pos)) {
        return refuse_bytes(err, at, field, s, pos);
    }
    if ((ascii ? s.n : ss_utf8_length(s)) > max) {
        char where[96];

        return ss_fail(err, SS_E_INPUT, place(where, at, field), "longer than %zu characters", max);
    }
    return true;
}

bool ss_feed_check_merchant(ss_slice merchant, ss_err *err)
{
    return check_text(err, (ss_feed_place){-1, -1}, "merchant", merchant, MAX_STRING);
}

static bool check_head(uint64_t id, ss_slice order, ss_feed_place at, ss_err *err)
{
    if (id == 0) {
        return refuse(err, at, "id", 0, "must be 1 or more: 0 means the whole feed in a report");
    }
    if (!ss_amazon_order_valid(order)) {
        return refuse(err, at, "order", 0, "is not an Amazon order number (3-7-7)");
    }
    return true;
}

static bool check_item_ids(const ss_item *items, size_t count, ss_feed_place at, ss_err *err)
{
    if (items == NULL && count > 0) {
        return refuse(err, at, "items", 0, "are missing");
    }
    if (count > SS_MAX_ITEMS) {
        return refuse_limit(err, at, "items", SS_MAX_ITEMS);
    }
    for (size_t i = 0; i < count; i++) {
        at.item = (long)i;
        if (!ss_amazon_item_valid(items[i].id)) {
            return refuse(err, at, "id", 0, "is not an order item code (1 to 20 digits)");
        }
        for (size_t j = 0; j < i; j++) {
            if (ss_slice_eq(items[i].id, items[j].id)) {
                return refuse(err, at, "id", 0, "is in this message already: add the quantities");
            }
        }
    }
    return true;
}

static bool check_carrier(const ss_ship_message *m, ss_feed_place at, ss_err *err)
{
    bool other = ss_slice_is(m->carrier, "Other");

    if (!check_text(err, at, "carrier", m->carrier, MAX_STRING)) {
        return false;
    }
    if (other && ss_slice_blank(m->carrier_name)) {
        return refuse(err, at, "carrier_name", 0, "is missing: the carrier is \"Other\"");
    }
    if (!other && m->carrier_name.p != NULL) {
        return refuse(err, at, "carrier_name", 0, "goes only with the carrier \"Other\"");
    }
    return !other || check_text(err, at, "carrier_name", m->carrier_name, MAX_STRING);
}

static bool check_tracking(ss_slice s, ss_feed_place at, ss_err *err)
{
    if (s.p == NULL) {
        return true;
    }
    if (s.n == 0) {
        return refuse(err, at, "tracking", 0, "is empty: leave it out for untracked shipments");
    }
    if (!check_text(err, at, "tracking", s, MAX_STRING)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] > 0x7e) {
            return refuse(err, at, "tracking", i, "has a character that is not printable ASCII");
        }
    }
    return true;
}

static bool is_absent(const ss_address *a)
{
    return a->name.p == NULL && a->line1.p == NULL && a->line2.p == NULL && a->line3.p == NULL &&
           a->city.p == NULL && a->county.p == NULL && a->region.p == NULL &&
           a->postal_code.p == NULL && a->country.p == NULL;
}

const ss_address *ss_feed_ship_from(const ss_ship_message *m)
{
    return m->ship_from == NULL || is_absent(m->ship_from) ? NULL : m->ship_from;
}

static bool check_address(const ss_address *a, ss_feed_place at, ss_err *err)
{
    const struct {
        const char *field;
        ss_slice value;
        size_t max;
        bool required;
    } part[] = {
        {"ship_from.name", a->name, MAX_STRING, true},
        {"ship_from.line1", a->line1, MAX_ADDRESS_LINE, true},
        {"ship_from.line2", a->line2, MAX_ADDRESS_LINE, false},
        {"ship_from.line3", a->line3, MAX_ADDRESS_LINE, false},
        {"ship_from.city", a->city, MAX_STRING, true},
        {"ship_from.county", a->county, MAX_STRING, false},
        {"ship_from.region", a->region, MAX_STRING, false},
        {"ship_from.postal_code", a->postal_code, MAX_STRING, true},
        {"ship_from.country", a->country, 2, true},
    };

    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        if ((part[i].required || part[i].value.p != NULL) &&
            !check_text(err, at, part[i].field, part[i].value, part[i].max)) {
            return false;
        }
    }
    if (a->country.n != 2 || a->country.p[0] < 'A' || a->country.p[0] > 'Z' ||
        a->country.p[1] < 'A' || a->country.p[1] > 'Z') {
        return refuse(err, at, "ship_from.country", 0, "is not a country code of two capitals");
    }
    return true;
}

bool ss_feed_check_ship(const ss_ship_message *m, ss_feed_place at, ss_err *err)
{
    const ss_address *from = ss_feed_ship_from(m);
    char date[21];

    if (!check_head(m->id, m->order, at, err)) {
        return false;
    }
    if (m->shipped_at <= 0 || !ss_time_format(m->shipped_at, date)) {
        return refuse(err, at, "shipped_at", 0, "is not a time in 1970 to 9999");
    }
    if (!check_carrier(m, at, err) || !check_text(err, at, "method", m->method, MAX_STRING) ||
        !check_tracking(m->tracking, at, err) ||
        !check_item_ids(m->items, m->item_count, at, err)) {
        return false;
    }
    for (size_t i = 0; i < m->item_count; i++) {
        if (m->items[i].quantity < 1) {
            at.item = (long)i;
            return refuse(err, at, "quantity", 0, "must be 1 or more");
        }
    }
    return from == NULL || check_address(from, at, err);
}

bool ss_feed_check_cancel(const ss_cancel_message *m, ss_feed_place at, ss_err *err)
{
    if (!check_head(m->id, m->order, at, err)) {
        return false;
    }
    if (m->item_count == 0) {
        return refuse(err, at, "items", 0, "are missing: name every item of the order");
    }
    if (!check_item_ids(m->items, m->item_count, at, err)) {
        return false;
    }
    for (size_t i = 0; i < m->item_count; i++) {
        if (!ss_cancel_reason_known(m->items[i].reason)) {
            at.item = (long)i;
            return refuse(err, at, "reason", 0, "is not one of the cancel reasons");
        }
    }
    return true;
}

bool ss_ship_check(const ss_ship_message *m, ss_err *err)
{
    return ss_feed_check_ship(m, (ss_feed_place){-1, -1}, err);
}

bool ss_cancel_check(const ss_cancel_message *m, ss_err *err)
{
    return ss_feed_check_cancel(m, (ss_feed_place){-1, -1}, err);
}
