/* Orders 2026-01-01 (reading) and v0 confirmShipment. */
#include "json.h"
#include "protocol.h"

#include "ss_text.h"

#define INCLUDED "FULFILLMENT,PACKAGES,CANCELLATION"

enum { PAGE_FEW = 2 /* so many orders of a page may be unreadable by chance, all of them */ };

/* ---- requests -------------------------------------------------------------------------------------- */

static bool search_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    return ss_buf_add_text(url, "/orders/2026-01-01/orders?includedData=" INCLUDED, err) &&
           statussync_url_time(url, "lastUpdatedAfter", rq->since, err) &&
           (rq->before <= 0 || statussync_url_time(url, "lastUpdatedBefore", rq->before, err)) &&
           statussync_url_list(url, "marketplaceIds", rq->marketplaces, rq->marketplace_count,
                               err) &&
           statussync_url_param(url, "maxResultsPerPage", SS_LIT("100"), err) &&
           (rq->token.n == 0 || statussync_url_param(url, "paginationToken", rq->token, err));
}

static bool order_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    return ss_buf_add_text(url, "/orders/2026-01-01/orders/", err) &&
           statussync_url_add(url, rq->order, err) &&
           ss_buf_add_text(url, "?includedData=" INCLUDED, err);
}

static bool confirm_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    if (rq->message == NULL) {
        return ss_fail(err, SS_E_STATE, "confirmShipment", "no message");
    }
    return ss_buf_add_text(url, "/orders/v0/orders/", err) &&
           statussync_url_add(url, rq->message->amazon_order, err) &&
           ss_buf_add_text(url, "/shipmentConfirmation", err);
}

static void add_items(zval *package, const ss_message *m)
{
    zval list;

    array_init(&list);
    for (size_t i = 0; i < m->item_count; i++) {
        zval item;

        array_init(&item);
        statussync_add_slice(&item, "orderItemId", m->items[i].id);
        add_assoc_long(&item, "quantity", (zend_long)m->items[i].quantity);
        add_next_index_zval(&list, &item);
    }
    add_assoc_zval(package, "orderItems", &list);
}

static bool build_confirm(const ss_request *rq, zval *body, ss_err *err)
{
    const ss_message *m = rq->message;
    char shipped_at[21];
    zval package;

    /* Amazon requires all of these; without one it would refuse, so it is not asked. */
    if (m->marketplace.n == 0 || m->amazon_ref.n == 0 || m->carrier.n == 0 || m->tracking.n == 0 ||
        m->item_count == 0 || !ss_time_format(m->shipped_at, shipped_at)) {
        return ss_fail(err, SS_E_INPUT, "confirmShipment",
                       "marketplace, package id, carrier, tracking, items and date are needed");
    }
    array_init(&package);
    statussync_add_slice(&package, "packageReferenceId", m->amazon_ref);
    statussync_add_slice(&package, "carrierCode", m->carrier);
    if (m->carrier_name.n > 0) {
        statussync_add_slice(&package, "carrierName", m->carrier_name);
    }
    if (m->method.n > 0) {
        statussync_add_slice(&package, "shippingMethod", m->method);
    }
    statussync_add_slice(&package, "trackingNumber", m->tracking);
    add_assoc_string(&package, "shipDate", shipped_at);
    add_items(&package, m);
    statussync_add_slice(body, "marketplaceId", m->marketplace);
    add_assoc_zval(body, "packageDetail", &package);
    return true;
}

/* ---- answers --------------------------------------------------------------------------------------- */

static bool has_text(const ss_slice *texts, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (ss_slice_is(texts[i], wanted)) {
            return true;
        }
    }
    return false;
}

/* A number of units that is none, or so large that sums of it would be none, makes the answer
 * unreadable. */
static bool read_units(zval *json, const char *key, int64_t *out)
{
    return statussync_json_int(json, key, out) && *out >= 0 && *out <= SS_MAX_UNITS;
}

static bool need_units(zval *json, const char *key, int64_t *out)
{
    return statussync_json_need_int(json, key, out) && read_units(json, key, out);
}

/* What the buyer asked for and who executed it stand at every item; one is enough. */
static bool read_cancellation(ss_amazon_order *o, zval *json, ss_arena *arena)
{
    zval *cancellation, *request, *execution;
    ss_slice requester, by = SS_NONE;

    if (!statussync_json_object(json, "cancellation", &cancellation)) {
        return false;
    }
    if (cancellation == NULL) {
        return true;
    }
    if (!statussync_json_object(cancellation, "cancellationRequest", &request) ||
        !statussync_json_object(cancellation, "cancellationExecution", &execution)) {
        return false;
    }
    if (request != NULL) {
        if (!statussync_json_text(request, "requester", arena, &requester)) {
            return false;
        }
        o->cancel_requested = o->cancel_requested || ss_slice_is(requester, "BUYER");
    }
    if (execution != NULL) {
        if (!statussync_json_text(execution, "cancelledBy", arena, &by)) {
            return false;
        }
        o->cancelled_by = by.n > 0 ? by : o->cancelled_by;
    }
    return true;
}

static bool read_item(ss_amazon_order *o, ss_amazon_item *item, zval *json, ss_arena *arena)
{
    const ss_slice *programs;
    size_t count;
    zval *fulfillment;

    if (!statussync_json_need_text(json, "orderItemId", arena, &item->id) ||
        !need_units(json, "quantityOrdered", &item->ordered) ||
        !statussync_json_texts(json, "programs", arena, &programs, &count) ||
        !statussync_json_object(json, "fulfillment", &fulfillment)) {
        return false;
    }
    item->transparency = has_text(programs, count, "TRANSPARENCY");
    if (fulfillment != NULL && !read_units(fulfillment, "quantityFulfilled", &item->fulfilled)) {
        return false;
    }
    return read_cancellation(o, json, arena);
}

static bool read_items(ss_amazon_order *o, zval *json, ss_arena *arena)
{
    ss_amazon_item *items;
    zval *list, *row;
    size_t n = 0;

    if (!statussync_json_list(json, "orderItems", &list) || list == NULL ||
        zend_hash_num_elements(Z_ARRVAL_P(list)) > SS_MAX_ITEMS) {
        return false;
    }
    items = ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *items, NULL);
    if (items == NULL) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        if (Z_TYPE_P(row) != IS_ARRAY || !read_item(o, &items[n++], row, arena)) {
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    o->items = items;
    o->item_count = n;
    return true;
}

static bool read_package_items(ss_package *p, zval *json, ss_arena *arena)
{
    ss_item *items;
    zval *list, *row;
    size_t n = 0;

    if (!statussync_json_list(json, "packageItems", &list)) {
        return false;
    }
    if (list == NULL) {
        return true;
    }
    items = ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *items, NULL);
    if (items == NULL) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        if (Z_TYPE_P(row) != IS_ARRAY ||
            !statussync_json_need_text(row, "orderItemId", arena, &items[n].id) ||
            !need_units(row, "quantity", &items[n].quantity)) {
            return false;
        }
        n++;
    }
    ZEND_HASH_FOREACH_END();
    p->items = items;
    p->item_count = n;
    return true;
}

static bool read_package(ss_package *p, zval *json, ss_arena *arena)
{
    return statussync_json_need_text(json, "packageReferenceId", arena, &p->ref) &&
           statussync_json_text(json, "carrier", arena, &p->carrier) &&
           statussync_json_text(json, "trackingNumber", arena, &p->tracking) &&
           statussync_json_time(json, "shipTime", &p->shipped_at) &&
           read_package_items(p, json, arena);
}

static bool read_packages(ss_amazon_order *o, zval *json, ss_arena *arena)
{
    ss_package *packages;
    zval *list, *row;
    size_t n = 0;

    if (!statussync_json_list(json, "packages", &list)) {
        return false;
    }
    if (list == NULL) {
        return true;
    }
    packages =
        ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *packages, NULL);
    if (packages == NULL) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        if (Z_TYPE_P(row) != IS_ARRAY || !read_package(&packages[n++], row, arena)) {
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    o->packages = packages;
    o->package_count = n;
    return true;
}

/* A status we do not know is not "nothing to do": decide sees UNKNOWN and waits. */
static bool read_fulfillment(ss_amazon_order *o, zval *json, ss_arena *arena)
{
    zval *fulfillment, *window;
    ss_slice status;
    int word;

    if (!statussync_json_object(json, "fulfillment", &fulfillment) || fulfillment == NULL ||
        !statussync_json_need_text(fulfillment, "fulfillmentStatus", arena, &status) ||
        !statussync_json_text(fulfillment, "fulfilledBy", arena, &o->fulfilled_by) ||
        !statussync_json_object(fulfillment, "shipByWindow", &window)) {
        return false;
    }
    word = ss_enum_of(ss_amazon_status_names, status);
    o->status = word < 0 ? SS_AMAZON_UNKNOWN : word;
    return window == NULL || statussync_json_time(window, "latestDateTime", &o->ship_by);
}

static bool read_order(ss_amazon_order *o, zval *json, ss_arena *arena)
{
    zval *channel;

    memset(o, 0, sizeof *o);
    return statussync_json_need_text(json, "orderId", arena, &o->id) &&
           statussync_json_time(json, "createdTime", &o->created) && o->created > 0 &&
           statussync_json_time(json, "lastUpdatedTime", &o->updated) &&
           statussync_json_texts(json, "programs", arena, &o->programs, &o->program_count) &&
           statussync_json_object(json, "salesChannel", &channel) && channel != NULL &&
           statussync_json_text(channel, "channelName", arena, &o->channel) &&
           statussync_json_text(channel, "marketplaceId", arena, &o->marketplace) &&
           read_fulfillment(o, json, arena) && read_items(o, json, arena) &&
           read_packages(o, json, arena);
}

static bool read_one(ss_request *rq, zval *json, ss_arena *arena)
{
    zval *order;

    if (!statussync_json_object(json, "order", &order) || order == NULL) {
        return false;
    }
    rq->orders = ss_arena_alloc(arena, 1, sizeof *rq->orders, NULL);
    rq->order_count = 1;
    return rq->orders != NULL && read_order(rq->orders, order, arena) &&
           ss_slice_eq(rq->orders->id, rq->order);
}

static bool read_page(ss_request *rq, zval *json, ss_arena *arena)
{
    zval *list, *row, *pagination;

    if (!statussync_json_list(json, "orders", &list) || list == NULL ||
        !statussync_json_object(json, "pagination", &pagination)) {
        return false;
    }
    if (pagination != NULL &&
        !statussync_json_text(pagination, "nextToken", arena, &rq->next_token)) {
        return false;
    }
    rq->order_count = 0;
    rq->orders =
        ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *rq->orders, NULL);
    if (rq->orders == NULL) {
        return false;
    }
    /* One order that cannot be read must not hide the others of its page; it stays unread and is
     * asked for by itself. If none of several can be read, it is the page. */
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        if (Z_TYPE_P(row) == IS_ARRAY && read_order(&rq->orders[rq->order_count], row, arena)) {
            rq->order_count++;
        }
    }
    ZEND_HASH_FOREACH_END();
    return rq->order_count > 0 || zend_hash_num_elements(Z_ARRVAL_P(list)) <= PAGE_FEW;
}

/* Order of ss_op, from SS_OP_SEARCH_ORDERS on. */
const statussync_operation statussync_orders_operations[SS_OP_COUNT - SS_OP_SEARCH_ORDERS] = {
    {"GET", false, false, search_path, NULL, read_page},
    {"GET", false, false, order_path, NULL, read_one},
    {"POST", true, true, confirm_path, build_confirm, NULL},
};
