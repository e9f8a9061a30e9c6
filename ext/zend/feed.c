/* StatusSync\Feed: arrays -> feed documents. */
#include "convert.h"
#include "exceptions.h"

#include "ss_feed.h"
#include "ss_model.h"

/* Upper limit for the texts of all messages; a feed of 10 MiB cannot have more. */
enum { FEED_ARENA = 4 * SS_MAX_FEED_BYTES };

/* What a message looks like outside; both kinds have these in common with ss_*_message. */
typedef struct ship_row {
    int64_t id;
    ss_slice order;
    int64_t shipped_at;
    ss_slice carrier, carrier_name, method, tracking;
    const ss_item *items;
    size_t item_count;
    ss_address ship_from;
} ship_row;

typedef struct cancel_row {
    int64_t id;
    ss_slice order;
    const ss_item *items;
    size_t item_count;
} cancel_row;

static const ss_field ship_item_fields[] = {
    {"id", SS_K_TEXT, offsetof(ss_item, id), 0, NULL, NULL},
    {"quantity", SS_K_INT, offsetof(ss_item, quantity), 0, NULL, NULL},
    {NULL, SS_K_INT, 0, 0, NULL, NULL}};
static const ss_record ship_item = {"item", sizeof(ss_item), ship_item_fields};

static const ss_field cancel_item_fields[] = {
    {"id", SS_K_TEXT, offsetof(ss_item, id), 0, NULL, NULL},
    {"reason", SS_K_TEXT, offsetof(ss_item, reason), 0, NULL, NULL},
    {NULL, SS_K_INT, 0, 0, NULL, NULL}};
static const ss_record cancel_item = {"item", sizeof(ss_item), cancel_item_fields};

static const ss_field ship_fields[] = {
    {"id", SS_K_INT, offsetof(ship_row, id), 0, NULL, NULL},
    {"order", SS_K_TEXT, offsetof(ship_row, order), 0, NULL, NULL},
    {"shipped_at", SS_K_INT, offsetof(ship_row, shipped_at), 0, NULL, NULL},
    {"carrier", SS_K_TEXT, offsetof(ship_row, carrier), 0, NULL, NULL},
    {"carrier_name", SS_K_TEXT, offsetof(ship_row, carrier_name), 0, NULL, NULL},
    {"method", SS_K_TEXT, offsetof(ship_row, method), 0, NULL, NULL},
    {"tracking", SS_K_TEXT, offsetof(ship_row, tracking), 0, NULL, NULL},
    {"items", SS_K_ROWS, offsetof(ship_row, items), offsetof(ship_row, item_count), NULL,
     &ship_item},
    {"ship_from", SS_K_ROW, offsetof(ship_row, ship_from), 0, NULL, &ss_rec_address},
    {NULL, SS_K_INT, 0, 0, NULL, NULL}};
static const ss_record ship_record = {"message", sizeof(ship_row), ship_fields};

static const ss_field cancel_fields[] = {
    {"id", SS_K_INT, offsetof(cancel_row, id), 0, NULL, NULL},
    {"order", SS_K_TEXT, offsetof(cancel_row, order), 0, NULL, NULL},
    {"items", SS_K_ROWS, offsetof(cancel_row, items), offsetof(cancel_row, item_count), NULL,
     &cancel_item},
    {NULL, SS_K_INT, 0, 0, NULL, NULL}};
static const ss_record cancel_record = {"message", sizeof(cancel_row), cancel_fields};

static bool write_ship(ss_feed_writer *w, const ship_row *row, bool has_ship_from, ss_err *err)
{
    ss_ship_message m = {0};

    m.id = row->id > 0 ? (uint64_t)row->id : 0; /* 0 is refused by the writer */
    m.order = row->order;
    m.shipped_at = row->shipped_at;
    m.carrier = row->carrier;
    m.carrier_name = row->carrier_name;
    m.method = row->method;
    m.tracking = row->tracking;
    m.items = row->items;
    m.item_count = row->item_count;
    m.ship_from = has_ship_from ? &row->ship_from : NULL;
    return ss_feed_ship(w, &m, err);
}

static bool write_cancel(ss_feed_writer *w, const cancel_row *row, ss_err *err)
{
    ss_cancel_message m = {0};

    m.id = row->id > 0 ? (uint64_t)row->id : 0;
    m.order = row->order;
    m.items = row->items;
    m.item_count = row->item_count;
    return ss_feed_cancel(w, &m, err);
}

static bool write_message(ss_feed_writer *w, ss_feed_type type, zval *message,
                          statussync_path *path, ss_err *err)
{
    ss_arena arena;
    bool well;

    ss_arena_init(&arena, FEED_ARENA);
    if (type == SS_FEED_SHIP) {
        ship_row row;
        zval *ship_from =
            Z_TYPE_P(message) == IS_ARRAY ? statussync_element(message, "ship_from") : NULL;

        well = statussync_struct_of(&ship_record, message, &row, &arena, true, path, err) &&
               write_ship(w, &row, ship_from != NULL && Z_TYPE_P(ship_from) != IS_NULL, err);
    } else {
        cancel_row row;

        well = statussync_struct_of(&cancel_record, message, &row, &arena, true, path, err) &&
               write_cancel(w, &row, err);
    }
    ss_arena_free(&arena);
    return well;
}

/* One message at a time, so that memory stays that of the document. */
static bool write_all(ss_feed_type type, zend_string *merchant, zval *messages, ss_buf *xml,
                      ss_err *err)
{
    ss_feed_writer *w = ss_feed_open(type, statussync_slice(merchant), ss_feed_to_buf, xml, err);
    zval *message;
    size_t i = 0;
    bool well = w != NULL;

    if (w != NULL) {
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(messages), message)
        {
            statussync_path path;

            ZVAL_DEREF(message);
            statussync_path_set(&path, "messages");
            (void)statussync_path_index(&path, i++);
            well = write_message(w, type, message, &path, err);
            if (!well) {
                break;
            }
        }
        ZEND_HASH_FOREACH_END();
        well = well && ss_feed_close(w, err);
    }
    ss_feed_free(w);
    return well;
}

static void document(INTERNAL_FUNCTION_PARAMETERS, ss_feed_type type)
{
    zend_string *merchant;
    zval *messages;
    ss_err err = SS_ERR_INIT;
    ss_buf xml;

    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_STR(merchant)
    Z_PARAM_ARRAY(messages)
    ZEND_PARSE_PARAMETERS_END();

    ss_buf_init(&xml, SS_MAX_FEED_BYTES);
    if (write_all(type, merchant, messages, &xml, &err)) {
        RETVAL_STRINGL(xml.p, xml.n);
    } else {
        statussync_throw(&err);
    }
    ss_buf_free(&xml);
}

ZEND_METHOD(StatusSync_Feed, ship)
{
    document(INTERNAL_FUNCTION_PARAM_PASSTHRU, SS_FEED_SHIP);
}

ZEND_METHOD(StatusSync_Feed, cancel)
{
    document(INTERNAL_FUNCTION_PARAM_PASSTHRU, SS_FEED_CANCEL);
}
