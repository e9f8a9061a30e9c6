/* The streaming writer of both feed documents.
 *
 * libxml2 keeps the stack of open containers and the output buffer; values are escaped here, because
 * the library's own way allocates for every one. Each message is emitted twice by the same code:
 * once to count its bytes, so that the size limit is known before anything is written, once to
 * write them. */
#include "ss_feed.h"
#include "ss_feed_internal.h"
#include "ss_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libxml/xmlIO.h>
#include <libxml/xmlwriter.h>

struct ss_feed_writer {
    xmlTextWriterPtr xml;
    ss_feed_type type;
    ss_feed_sink sink;
    void *ctx;
    size_t bytes;     /* of the document so far, also those still in libxml2's buffer */
    size_t delivered; /* of them, what went to the sink */
    size_t messages;
    uint64_t last_id; /* MessageIDs ascend, so that none can come twice in constant memory */
    bool sink_failed;
    bool closed;
    bool dead; /* the document is void; nothing may reach the sink any more */
};

/* Where elements go: a writer, or nowhere while counting. */
typedef struct emitter {
    xmlTextWriterPtr xml; /* NULL = count only */
    size_t bytes;
    bool ok;
} emitter;

static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
enum {
    /* The longest value is an address line of 60 characters, four bytes or a six byte entity each;
     * the longest name has 21. */
    MAX_PIECE = 60 * 6 + 2 * 24 + 5
};
enum { END_BYTES = sizeof "\n</AmazonEnvelope>" }; /* one more than needed: stays below */

/* libxml2 reports a failing callback through its process-wide error hook, which belongs to the
 * host. So the callback always succeeds, and the writer remembers what the sink said. */
static int on_write(void *ctx, const char *p, int n)
{
    ss_feed_writer *w = ctx;

    if (n > 0 && !w->dead && !w->sink_failed && !w->sink(w->ctx, p, (size_t)n)) {
        w->sink_failed = true;
    }
    w->delivered += n > 0 ? (size_t)n : 0;
    return n;
}

/* ---- elements ---------------------------------------------------------------------------------- */

static void raw(emitter *e, const char *p, size_t n)
{
    e->bytes += n;
    if (e->xml != NULL && e->ok && n > 0) {
        e->ok = xmlTextWriterWriteRawLen(e->xml, (const xmlChar *)p, (int)n) >= 0;
    }
}

static void open_tag(emitter *e, const char *name)
{
    e->bytes += strlen(name) + 2;
    if (e->xml != NULL && e->ok) {
        e->ok = xmlTextWriterStartElement(e->xml, (const xmlChar *)name) >= 0;
    }
}

/* Never called for an empty element: every element has a value or children. */
static void close_tag(emitter *e, const char *name)
{
    e->bytes += strlen(name) + 3;
    if (e->xml != NULL && e->ok) {
        e->ok = xmlTextWriterEndElement(e->xml) >= 0;
    }
}

static const char *escape(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

/* The value with its escapes; out may be NULL to learn the length. */
static size_t escape_into(char *out, ss_slice s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *entity = escape(s.p[i]);
        size_t len = entity == NULL ? 1 : strlen(entity);

        if (out != NULL) {
            memcpy(out + n, entity == NULL ? s.p + i : entity, len);
        }
        n += len;
    }
    return n;
}

/* An element with a value; an absent value is an absent element. It goes out in one piece: through
 * the library's stack it would cost three allocations. */
static void element(emitter *e, const char *name, ss_slice value)
{
    char piece[MAX_PIECE];
    size_t len = strlen(name);
    size_t n = 0;

    if (ss_slice_blank(value)) {
        return;
    }
    if (e->xml == NULL) {
        e->bytes += 2 * len + 5 + escape_into(NULL, value);
        return;
    }
    piece[n++] = '<';
    memcpy(piece + n, name, len);
    n += len;
    piece[n++] = '>';
    n += escape_into(piece + n, value);
    piece[n++] = '<';
    piece[n++] = '/';
    memcpy(piece + n, name, len);
    n += len;
    piece[n++] = '>';
    raw(e, piece, n);
}

static void element_number(emitter *e, const char *name, uint64_t value)
{
    char digits[20]; /* UINT64_MAX has 20 */
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    element(e, name, (ss_slice){digits + at, sizeof digits - at});
}

/* ---- documents --------------------------------------------------------------------------------- */

static const char *payload_name(ss_feed_type type)
{
    return type == SS_FEED_SHIP ? "OrderFulfillment" : "OrderAcknowledgement";
}

static void emit_address(emitter *e, const ss_address *a)
{
    open_tag(e, "ShipFromAddress");
    element(e, "Name", a->name);
    element(e, "AddressFieldOne", a->line1);
    element(e, "AddressFieldTwo", a->line2);
    element(e, "AddressFieldThree", a->line3);
    element(e, "City", a->city);
    element(e, "County", a->county);
    element(e, "StateOrRegion", a->region);
    element(e, "PostalCode", a->postal_code);
    element(e, "CountryCode", a->country);
    close_tag(e, "ShipFromAddress");
}

static void emit_ship(emitter *e, const ss_ship_message *m)
{
    const ss_address *from = ss_feed_ship_from(m);
    char date[21] = "";

    (void)ss_time_format(m->shipped_at, date); /* was checked */
    element(e, "AmazonOrderID", m->order);
    element(e, "FulfillmentDate", ss_slice_of(date));
    open_tag(e, "FulfillmentData");
    element(e, "CarrierCode", m->carrier);
    element(e, "CarrierName", m->carrier_name);
    element(e, "ShippingMethod", m->method);
    element(e, "ShipperTrackingNumber", m->tracking);
    close_tag(e, "FulfillmentData");
    for (size_t i = 0; i < m->item_count; i++) {
        open_tag(e, "Item");
        element(e, "AmazonOrderItemCode", m->items[i].id);
        element_number(e, "Quantity", (uint64_t)m->items[i].quantity);
        close_tag(e, "Item");
    }
    if (from != NULL) {
        emit_address(e, from);
    }
}

static void emit_cancel(emitter *e, const ss_cancel_message *m)
{
    element(e, "AmazonOrderID", m->order);
    element(e, "StatusCode", SS_LIT("Failure"));
    for (size_t i = 0; i < m->item_count; i++) {
        open_tag(e, "Item");
        element(e, "AmazonOrderItemCode", m->items[i].id);
        element(e, "CancelReason", m->items[i].reason);
        close_tag(e, "Item");
    }
}

/* One of the two is not NULL. */
static void emit_message(emitter *e, const ss_ship_message *ship, const ss_cancel_message *cancel)
{
    const char *payload = payload_name(ship != NULL ? SS_FEED_SHIP : SS_FEED_CANCEL);

    raw(e, "\n", 1);
    open_tag(e, "Message");
    element_number(e, "MessageID", ship != NULL ? ship->id : cancel->id);
    open_tag(e, payload);
    if (ship != NULL) {
        emit_ship(e, ship);
    } else {
        emit_cancel(e, cancel);
    }
    close_tag(e, payload);
    close_tag(e, "Message");
}

/* A schema location would only invite somebody to fetch it; the envelope is known by its name. */
static void emit_head(emitter *e, ss_feed_type type, ss_slice merchant)
{
    raw(e, declaration, sizeof declaration - 1);
    open_tag(e, "AmazonEnvelope");
    raw(e, "\n", 1);
    open_tag(e, "Header");
    element(e, "DocumentVersion", SS_LIT("1.01"));
    element(e, "MerchantIdentifier", merchant);
    close_tag(e, "Header");
    raw(e, "\n", 1);
    element(e, "MessageType", ss_slice_of(payload_name(type)));
}

size_t ss_ship_bytes(const ss_ship_message *m)
{
    emitter count = {NULL, 0, true};

    emit_message(&count, m, NULL);
    return count.bytes;
}

size_t ss_cancel_bytes(const ss_cancel_message *m)
{
    emitter count = {NULL, 0, true};

    emit_message(&count, NULL, m);
    return count.bytes;
}

/* ---- the writer -------------------------------------------------------------------------------- */

/* Takes over what an emitter did. */
static bool settle(ss_feed_writer *w, const emitter *e, ss_err *err)
{
    w->bytes += e->bytes;
    if (w->sink_failed) {
        w->dead = true;
        return ss_fail(err, SS_E_STATE, "feed", "the sink took no more bytes");
    }
    if (!e->ok) {
        w->dead = true;
        return ss_fail(err, SS_E_NOMEM, "feed", "no memory to write the document");
    }
    return true;
}

ss_feed_writer *ss_feed_open(ss_feed_type type, ss_slice merchant, ss_feed_sink sink, void *ctx,
                             ss_err *err)
{
    ss_feed_writer *w;
    xmlOutputBufferPtr out;
    emitter e = {NULL, 0, true};

    if (!ss_feed_check_merchant(merchant, err)) {
        return NULL;
    }
    w = calloc(1, sizeof *w);
    if (w == NULL) {
        ss_fail(err, SS_E_NOMEM, "feed", "no memory");
        return NULL;
    }
    w->type = type;
    w->sink = sink;
    w->ctx = ctx;
    out = xmlOutputBufferCreateIO(on_write, NULL, w, NULL);
    w->xml = out == NULL ? NULL : xmlNewTextWriter(out);
    if (w->xml == NULL) {
        (void)xmlOutputBufferClose(out);
        free(w);
        ss_fail(err, SS_E_NOMEM, "feed", "no memory");
        return NULL;
    }
    e.xml = w->xml;
    emit_head(&e, type, merchant);
    if (!settle(w, &e, err)) {
        ss_feed_free(w);
        return NULL;
    }
    return w;
}

/* What holds for a message of either kind once it is checked in itself. */
static bool admit(ss_feed_writer *w, uint64_t id, size_t bytes, ss_err *err)
{
    char place[48];

    (void)snprintf(place, sizeof place, "messages[%zu]", w->messages);
    if (id <= w->last_id) {
        return ss_fail(err, SS_E_INPUT, place, "MessageID %" PRIu64 " must be above %" PRIu64, id,
                       w->last_id);
    }
    if (w->messages >= SS_MAX_FEED_MESSAGES) {
        return ss_fail(err, SS_E_LIMIT, place, "more than %d messages in one feed",
                       SS_MAX_FEED_MESSAGES);
    }
    if (bytes + END_BYTES > SS_MAX_FEED_BYTES - w->bytes) {
        return ss_fail(err, SS_E_LIMIT, place, "the feed would have more than %d bytes",
                       SS_MAX_FEED_BYTES);
    }
    return true;
}

static bool usable(ss_feed_writer *w, ss_feed_type type, ss_err *err)
{
    if (w->dead || w->closed) {
        return ss_fail(err, SS_E_STATE, "feed", "the document is %s",
                       w->dead ? "void after an earlier error" : "closed");
    }
    if (w->type != type) {
        w->dead = true;
        return ss_fail(err, SS_E_STATE, "feed", "a feed has messages of one type only");
    }
    return true;
}

static bool write_message(ss_feed_writer *w, uint64_t id, const ss_ship_message *ship,
                          const ss_cancel_message *cancel, ss_err *err)
{
    emitter e = {w->xml, 0, true};
    size_t bytes = ship != NULL ? ss_ship_bytes(ship) : ss_cancel_bytes(cancel);

    if (!admit(w, id, bytes, err)) {
        w->dead = true;
        return false;
    }
    emit_message(&e, ship, cancel);
    w->messages++;
    w->last_id = id;
    return settle(w, &e, err);
}

bool ss_feed_ship(ss_feed_writer *w, const ss_ship_message *m, ss_err *err)
{
    if (!usable(w, SS_FEED_SHIP, err)) {
        return false;
    }
    if (!ss_feed_check_ship(m, (ss_feed_place){(long)w->messages, -1}, err)) {
        w->dead = true;
        return false;
    }
    return write_message(w, m->id, m, NULL, err);
}

bool ss_feed_cancel(ss_feed_writer *w, const ss_cancel_message *m, ss_err *err)
{
    if (!usable(w, SS_FEED_CANCEL, err)) {
        return false;
    }
    if (!ss_feed_check_cancel(m, (ss_feed_place){(long)w->messages, -1}, err)) {
        w->dead = true;
        return false;
    }
    return write_message(w, m->id, NULL, m, err);
}

size_t ss_feed_bytes(const ss_feed_writer *w)
{
    return w->bytes;
}

size_t ss_feed_messages(const ss_feed_writer *w)
{
    return w->messages;
}

bool ss_feed_close(ss_feed_writer *w, ss_err *err)
{
    emitter e = {w->xml, 0, true};

    if (!usable(w, w->type, err)) {
        return false;
    }
    if (w->messages == 0) {
        w->dead = true;
        return ss_fail(err, SS_E_INPUT, "messages", "a feed needs at least one message");
    }
    raw(&e, "\n", 1);
    close_tag(&e, "AmazonEnvelope");
    if (e.ok) {
        e.ok = xmlTextWriterFlush(w->xml) >= 0;
    }
    w->closed = true;
    if (!settle(w, &e, err)) {
        return false;
    }
    if (w->delivered != w->bytes) {
        /* libxml2 2.9 drops an end tag without a word when memory runs out at its start tag. */
        w->dead = true;
        return ss_fail(err, SS_E_NOMEM, "feed", "no memory to write the document");
    }
    return true;
}

void ss_feed_free(ss_feed_writer *w)
{
    if (w != NULL) {
        w->dead = true; /* libxml2 flushes when it is freed; that is too late to be wanted */
        xmlFreeTextWriter(w->xml);
        free(w);
    }
}

bool ss_feed_to_buf(void *ctx, const char *p, size_t n)
{
    return ss_buf_add(ctx, p, n, NULL);
}
