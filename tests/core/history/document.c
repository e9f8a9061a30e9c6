/* Reads what the engine uploads: a strict reader of the two order feeds, built on libxml2's tree. */
#include "history.h"
#include "ss_text.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>

/* Where the reader stands among the children of one element. */
typedef struct place {
    const xmlNode *next;
    bool *legal;
} place;

static const xmlNode *skip_blank(const xmlNode *n)
{
    while (n != NULL && n->type == XML_TEXT_NODE && xmlIsBlankNode(n) == 1) {
        n = n->next;
    }
    return n;
}

static bool is(const xmlNode *n, const char *name)
{
    return n != NULL && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static place inside(const xmlNode *n, bool *legal)
{
    return (place){n == NULL ? NULL : skip_blank(n->children), legal};
}

/* The next child if it has this name; a demanded one that is not there makes the document bad. */
static const xmlNode *child(place *p, const char *name, bool demanded)
{
    const xmlNode *n = p->next;

    if (is(n, name)) {
        p->next = skip_blank(n->next);
        return n;
    }
    if (demanded) {
        *p->legal = false;
    }
    return NULL;
}

static void at_end(const place *p)
{
    if (p->next != NULL) {
        *p->legal = false;
    }
}

static ss_slice text_of(world *w, const xmlNode *n, size_t max, bool *legal)
{
    const xmlNode *t = n == NULL ? NULL : n->children;
    ss_slice s;

    if (n == NULL) {
        return SS_NONE;
    }
    if (t == NULL || t->type != XML_TEXT_NODE || t->next != NULL) {
        *legal = false; /* an empty element is as bad as one with children */
        return SS_NONE;
    }
    s = keep(&w->arena, ss_slice_of((const char *)t->content));
    if (s.n == 0 || s.n > max || s.p[0] == ' ' || s.p[s.n - 1] == ' ') {
        *legal = false;
    }
    return s;
}

static ss_slice text_child(world *w, place *p, const char *name, bool demanded)
{
    return text_of(w, child(p, name, demanded), 60, p->legal);
}

static int64_t number_of(ss_slice s, bool *legal)
{
    int64_t n = 0;

    if (!ss_int_parse(s, &n) || n < 1) {
        *legal = false;
    }
    return n;
}

static int item_index(const am_line *line, ss_slice id)
{
    for (size_t i = 0; line->order != NULL && i < line->order->item_count; i++) {
        if (ss_slice_eq(line->order->item_id[i], id)) {
            return (int)i;
        }
    }
    return -1;
}

static bool digits14(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n == 14;
}

static void read_item(world *w, const xmlNode *node, am_line *line, bool *legal)
{
    place p = inside(node, legal);
    ss_slice id = text_child(w, &p, "AmazonOrderItemCode", true);
    int at = item_index(line, id);
    int64_t units = 1;

    if (!digits14(id)) {
        *legal = false;
    }
    if (line->cancel) {
        ss_slice reason = text_child(w, &p, "CancelReason", true);
        if (!ss_cancel_reason_known(reason)) {
            *legal = false;
        }
    } else {
        units = number_of(text_child(w, &p, "Quantity", true), legal);
    }
    at_end(&p);
    line->whole = false;
    if (at < 0 || line->units[at] > 0) {
        line->bad_item = true;
    } else {
        line->units[at] = units;
    }
}

static void read_items(world *w, place *p, am_line *line)
{
    const xmlNode *n = child(p, "Item", line->cancel);

    line->whole = n == NULL;
    while (n != NULL) {
        read_item(w, n, line, p->legal);
        n = child(p, "Item", false);
    }
}

static void read_order(world *w, int account, place *p, am_line *line)
{
    line->order_id = text_child(w, p, "AmazonOrderID", true);
    line->order = amazon_find(w, account, line->order_id);
    if (!ss_amazon_order_valid(line->order_id)) {
        *p->legal = false;
    }
}

static void read_ship(world *w, int account, const xmlNode *node, am_line *line, bool *legal)
{
    place p = inside(node, legal);
    place d;

    read_order(w, account, &p, line);
    (void)child(&p, "MerchantFulfillmentID", false);
    if (!ss_time_parse(text_child(w, &p, "FulfillmentDate", true), &line->shipped_at)) {
        *legal = false;
    }
    d = inside(child(&p, "FulfillmentData", true), legal);
    line->carrier = text_child(w, &d, "CarrierCode", true);
    line->carrier_name = text_child(w, &d, "CarrierName", false);
    line->method = text_child(w, &d, "ShippingMethod", true);
    line->tracking = text_child(w, &d, "ShipperTrackingNumber", false);
    at_end(&d);
    read_items(w, &p, line);
    (void)child(&p, "ShipFromAddress", false);
    at_end(&p);
}

static void read_cancel(world *w, int account, const xmlNode *node, am_line *line, bool *legal)
{
    place p = inside(node, legal);

    line->cancel = true;
    read_order(w, account, &p, line);
    if (!ss_slice_is(text_child(w, &p, "StatusCode", true), "Failure")) {
        *legal = false;
    }
    read_items(w, &p, line);
    at_end(&p);
}

static void read_message(world *w, am_doc *doc, const xmlNode *node)
{
    place p = inside(node, &doc->legal);
    am_line *line = &doc->lines[doc->line_count++];
    bool ship = doc->type == SS_FEED_SHIP;
    const xmlNode *body;

    line->id = (uint64_t)number_of(text_child(w, &p, "MessageID", true), &doc->legal);
    for (size_t i = 0; i + 1 < doc->line_count; i++) {
        if (doc->lines[i].id == line->id) {
            doc->legal = false;
        }
    }
    (void)child(&p, "OperationType", false);
    body = child(&p, ship ? "OrderFulfillment" : "OrderAcknowledgement", true);
    if (ship) {
        read_ship(w, doc->account, body, line, &doc->legal);
    } else {
        read_cancel(w, doc->account, body, line, &doc->legal);
    }
    at_end(&p);
}

static void read_envelope(world *w, am_doc *doc, const xmlNode *root)
{
    place p = inside(root, &doc->legal);
    place h;
    ss_slice type;
    const xmlNode *n;
    size_t room = 0;

    if (!is(root, "AmazonEnvelope")) {
        doc->legal = false;
    }
    h = inside(child(&p, "Header", true), &doc->legal);
    (void)text_child(w, &h, "DocumentVersion", true);
    (void)text_child(w, &h, "MerchantIdentifier", true);
    at_end(&h);
    type = text_child(w, &p, "MessageType", true);
    doc->type = ss_slice_is(type, "OrderFulfillment") ? SS_FEED_SHIP : SS_FEED_CANCEL;
    if (doc->type == SS_FEED_CANCEL && !ss_slice_is(type, "OrderAcknowledgement")) {
        doc->legal = false;
    }
    for (n = p.next; n != NULL; n = n->next) {
        room++;
    }
    doc->lines = need(&w->arena, room, sizeof *doc->lines);
    n = child(&p, "Message", true);
    while (n != NULL) {
        read_message(w, doc, n);
        n = child(&p, "Message", false);
    }
    at_end(&p);
}

/* createFeedDocument and the upload in one. NULL: no more room in the model. */
am_doc *amazon_document(world *w, int account, ss_slice bytes)
{
    am_doc *doc;
    xmlDoc *tree = NULL;

    if (w->amazon.doc_count == MAX_DOCS) {
        return NULL;
    }
    doc = &w->amazon.docs[w->amazon.doc_count++];
    *doc = (am_doc){.account = account, .created = w->t, .legal = true};
    doc->id = print(&w->arena, "amzn1.tortuga.4.eu.%lld", (long long)++w->amazon.next_doc);
    if (bytes.p != NULL && bytes.n < SS_MAX_FEED_BYTES) {
        tree = xmlReadMemory(bytes.p, (int)bytes.n, NULL, NULL,
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    }
    if (tree == NULL) {
        doc->legal = false;
    } else {
        read_envelope(w, doc, xmlDocGetRootElement(tree));
        xmlFreeDoc(tree);
    }
    if (!doc->legal) {
        fault(w, "malformed_feed", "a document that Amazon cannot read:\n%.*s",
              (int)(bytes.n > 3000 ? 3000 : bytes.n), bytes.p == NULL ? "" : bytes.p);
    }
    return doc;
}
