/* Descriptor tables and name tables of the data model. The order of fields is the header's. */
#include "ss_model.h"

/* ---- names ----------------------------------------------------------------------------------- */

const char *const ss_source_names[] = {"auto",  "tracking", "fixed", "shipping_module",
                                       "match", NULL};
const char *const ss_detect_mode_names[] = {"off", "warn", "use", NULL};
const char *const ss_several_names[] = {"split", "first", "last", NULL};
const char *const ss_transport_mode_names[] = {"auto", "feed", "express", NULL};
const char *const ss_link_source_names[] = {"manual", "imported", "magnalister",
                                            "field",  "text",     NULL};
const char *const ss_amazon_status_names[] = {"UNKNOWN",   "PENDING_AVAILABILITY", "PENDING",
                                              "UNSHIPPED", "PARTIALLY_SHIPPED",    "SHIPPED",
                                              "CANCELLED", "UNFULFILLABLE",        NULL};
const char *const ss_known_names[] = {"unread", "found", "missing", NULL};
const char *const ss_role_names[] = {"none", "main", "split", NULL};
const char *const ss_verdict_names[] = {"",     "ship",     "cancel", "hold",
                                        "skip", "conflict", "done",   NULL};
const char *const ss_parcel_state_names[] = {"new",      "sent", "accepted", "verified",
                                             "mismatch", "gone", NULL};
const char *const ss_message_kind_names[] = {"ship", "cancel", NULL};
const char *const ss_message_state_names[] = {
    "held",     "pending",    "in_flight", "unknown", "accepted", "verified", "rejected",
    "mismatch", "superseded", "revoked",   "ignored", "parked",   NULL};
const char *const ss_lane_names[] = {"feed", "express", NULL};
const char *const ss_feed_state_names[] = {"building",  "submitting", "queued",  "processing",
                                           "done",      "cancelling", "settled", "cancelled",
                                           "abandoned", "fatal",      "lost",    NULL};
const char *const ss_feed_type_names[] = {"ship", "cancel", NULL};
const char *const ss_op_names[] = {"createFeedDocument", "createFeed", "getFeed",      "getFeeds",
                                   "getFeedDocument",    "cancelFeed", "searchOrders", "getOrder",
                                   "confirmShipment",    NULL};
const char *const ss_account_mode_names[] = {"new", "preview", "active", "rebuild", NULL};

/* ---- builders -----------------------------------------------------------------------------------
 * IS adds zero, but only compiles if the field has the C type that its kind promises: a table that
 * lies about a type would corrupt memory at run time. */

#define IS(T, f, type) (0 * sizeof(char[_Generic(&((T *)0)->f, type * : 1, default : -1)]))
#define AT(T, f, type) (offsetof(T, f) + IS(T, f, type))
#define INT(T, f)                                                                                  \
    {                                                                                              \
#f, SS_K_INT, AT(T, f, int64_t), 0, NULL, NULL                                             \
    }
#define BOOL(T, f)                                                                                 \
    {                                                                                              \
#f, SS_K_BOOL, AT(T, f, bool), 0, NULL, NULL                                               \
    }
#define TEXT(T, f)                                                                                 \
    {                                                                                              \
#f, SS_K_TEXT, AT(T, f, ss_slice), 0, NULL, NULL                                           \
    }
#define ENUM(T, f, names)                                                                          \
    {                                                                                              \
#f, SS_K_ENUM, AT(T, f, int), 0, names, NULL                                               \
    }
#define TEXTS(T, f, n)                                                                             \
    {                                                                                              \
#f, SS_K_TEXTS, AT(T, f, const ss_slice *), AT(T, n, size_t), NULL, NULL                   \
    }
#define ROWS(T, f, n, type)                                                                        \
    {                                                                                              \
#f, SS_K_ROWS, AT(T, f, const ss_##type *), AT(T, n, size_t), NULL, &ss_rec_##type         \
    }
#define ROW(T, f, type)                                                                            \
    {                                                                                              \
#f, SS_K_ROW, AT(T, f, ss_##type), 0, NULL, &ss_rec_##type                                 \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, SS_K_INT, 0, 0, NULL, NULL                                                           \
    }

/* ---- settings -------------------------------------------------------------------------------- */

static const ss_field item_fields[] = {TEXT(ss_item, id), INT(ss_item, quantity),
                                       TEXT(ss_item, reason), END};
const ss_record ss_rec_item = {"item", sizeof(ss_item), item_fields};

static const ss_field address_fields[] = {TEXT(ss_address, name),    TEXT(ss_address, line1),
                                          TEXT(ss_address, line2),   TEXT(ss_address, line3),
                                          TEXT(ss_address, city),    TEXT(ss_address, county),
                                          TEXT(ss_address, region),  TEXT(ss_address, postal_code),
                                          TEXT(ss_address, country), END};
const ss_record ss_rec_address = {"address", sizeof(ss_address), address_fields};

static const ss_field ship_rule_fields[] = {INT(ss_ship_rule, status), TEXT(ss_ship_rule, name),
                                            BOOL(ss_ship_rule, has_ship_from),
                                            ROW(ss_ship_rule, ship_from, address), END};
const ss_record ss_rec_ship_rule = {"ship_rule", sizeof(ss_ship_rule), ship_rule_fields};

static const ss_field cancel_rule_fields[] = {
    INT(ss_cancel_rule, status), TEXT(ss_cancel_rule, name), TEXT(ss_cancel_rule, reason),
    INT(ss_cancel_rule, after_minutes), END};
const ss_record ss_rec_cancel_rule = {"cancel_rule", sizeof(ss_cancel_rule), cancel_rule_fields};

static const ss_field open_rule_fields[] = {INT(ss_open_rule, status), TEXT(ss_open_rule, name),
                                            END};
const ss_record ss_rec_open_rule = {"open_rule", sizeof(ss_open_rule), open_rule_fields};

static const ss_field map_entry_fields[] = {TEXT(ss_map_entry, from), TEXT(ss_map_entry, code),
                                            TEXT(ss_map_entry, other), END};
const ss_record ss_rec_map_entry = {"map_entry", sizeof(ss_map_entry), map_entry_fields};

static const ss_field settings_fields[] = {
    BOOL(ss_settings, sync),
    INT(ss_settings, interval),
    ROWS(ss_settings, ship, ship_count, ship_rule),
    ROWS(ss_settings, cancel, cancel_count, cancel_rule),
    ROWS(ss_settings, open, open_count, open_rule),
    ENUM(ss_settings, carrier_source, ss_source_names),
    TEXT(ss_settings, carrier_value),
    ROWS(ss_settings, carrier_map, carrier_map_count, map_entry),
    TEXT(ss_settings, carrier_fallback),
    TEXT(ss_settings, carrier_fallback_other),
    TEXTS(ss_settings, untracked, untracked_count),
    ENUM(ss_settings, detect, ss_detect_mode_names),
    ENUM(ss_settings, method_source, ss_source_names),
    TEXT(ss_settings, method_value),
    ROWS(ss_settings, method_map, method_map_count, map_entry),
    ENUM(ss_settings, tracking_source, ss_source_names),
    INT(ss_settings, wait_hours),
    BOOL(ss_settings, send_untracked),
    INT(ss_settings, settle_minutes),
    ENUM(ss_settings, several, ss_several_names),
    ENUM(ss_settings, transport, ss_transport_mode_names),
    INT(ss_settings, limits_share),
    INT(ss_settings, brake_shipments),
    INT(ss_settings, brake_cancels),
    INT(ss_settings, brake_refused_percent),
    INT(ss_settings, retention_days),
    INT(ss_settings, start_at),
    BOOL(ss_settings, text_links),
    END};
const ss_record ss_rec_settings = {"settings", sizeof(ss_settings), settings_fields};

/* ---- the shop's order ------------------------------------------------------------------------ */

static const ss_field shop_history_fields[] = {
    TEXT(ss_shop_history, id), INT(ss_shop_history, status), INT(ss_shop_history, at), END};
const ss_record ss_rec_shop_history = {"shop_history", sizeof(ss_shop_history),
                                       shop_history_fields};

static const ss_field shop_tracking_fields[] = {TEXT(ss_shop_tracking, id),
                                                TEXT(ss_shop_tracking, carrier_key),
                                                TEXT(ss_shop_tracking, carrier),
                                                TEXT(ss_shop_tracking, code),
                                                BOOL(ss_shop_tracking, is_return),
                                                INT(ss_shop_tracking, at),
                                                END};
const ss_record ss_rec_shop_tracking = {"shop_tracking", sizeof(ss_shop_tracking),
                                        shop_tracking_fields};

static const ss_field shop_link_fields[] = {ENUM(ss_shop_link, source, ss_link_source_names),
                                            TEXT(ss_shop_link, amazon_order),
                                            TEXT(ss_shop_link, account),
                                            TEXT(ss_shop_link, fulfilled_by),
                                            BOOL(ss_shop_link, second_sign),
                                            END};
const ss_record ss_rec_shop_link = {"shop_link", sizeof(ss_shop_link), shop_link_fields};

static const ss_field shop_order_fields[] = {
    TEXT(ss_shop_order, id),
    BOOL(ss_shop_order, gone),
    INT(ss_shop_order, purchased),
    INT(ss_shop_order, status),
    BOOL(ss_shop_order, total_zero),
    BOOL(ss_shop_order, storno),
    TEXT(ss_shop_order, shipping_module),
    TEXT(ss_shop_order, payment_module),
    ROWS(ss_shop_order, history, history_count, shop_history),
    ROWS(ss_shop_order, tracking, tracking_count, shop_tracking),
    ROWS(ss_shop_order, links, link_count, shop_link),
    TEXT(ss_shop_order, matched_carrier),
    TEXT(ss_shop_order, matched_method),
    TEXTS(ss_shop_order, matched_tracking, matched_tracking_count),
    TEXTS(ss_shop_order, matched_carriers, matched_carriers_count),
    BOOL(ss_shop_order, match_broken),
    END};
const ss_record ss_rec_shop_order = {"shop_order", sizeof(ss_shop_order), shop_order_fields};

static const ss_field shop_status_fields[] = {INT(ss_shop_status, id), TEXT(ss_shop_status, name),
                                              END};
const ss_record ss_rec_shop_status = {"shop_status", sizeof(ss_shop_status), shop_status_fields};

/* ---- Amazon's order -------------------------------------------------------------------------- */

static const ss_field amazon_item_fields[] = {
    TEXT(ss_amazon_item, id), INT(ss_amazon_item, ordered), INT(ss_amazon_item, fulfilled),
    BOOL(ss_amazon_item, transparency), END};
const ss_record ss_rec_amazon_item = {"amazon_item", sizeof(ss_amazon_item), amazon_item_fields};

static const ss_field package_fields[] = {TEXT(ss_package, ref),
                                          TEXT(ss_package, carrier),
                                          TEXT(ss_package, tracking),
                                          INT(ss_package, shipped_at),
                                          ROWS(ss_package, items, item_count, item),
                                          END};
const ss_record ss_rec_package = {"package", sizeof(ss_package), package_fields};

static const ss_field amazon_order_fields[] = {
    TEXT(ss_amazon_order, id),
    ENUM(ss_amazon_order, status, ss_amazon_status_names),
    TEXT(ss_amazon_order, fulfilled_by),
    TEXT(ss_amazon_order, channel),
    TEXT(ss_amazon_order, marketplace),
    TEXTS(ss_amazon_order, programs, program_count),
    INT(ss_amazon_order, created),
    INT(ss_amazon_order, updated),
    INT(ss_amazon_order, ship_by),
    ROWS(ss_amazon_order, items, item_count, amazon_item),
    ROWS(ss_amazon_order, packages, package_count, package),
    BOOL(ss_amazon_order, cancel_requested),
    TEXT(ss_amazon_order, cancelled_by),
    END};
const ss_record ss_rec_amazon_order = {"amazon_order", sizeof(ss_amazon_order),
                                       amazon_order_fields};

/* ---- our rows -------------------------------------------------------------------------------- */

static const ss_field order_fields[] = {INT(ss_order, id),
                                        TEXT(ss_order, account),
                                        TEXT(ss_order, shop_order),
                                        TEXT(ss_order, amazon_order),
                                        ENUM(ss_order, link_source, ss_link_source_names),
                                        ENUM(ss_order, role, ss_role_names),
                                        BOOL(ss_order, uncertain),
                                        INT(ss_order, purchased),
                                        BOOL(ss_order, open),
                                        TEXT(ss_order, closed_why),
                                        ENUM(ss_order, verdict, ss_verdict_names),
                                        TEXT(ss_order, reason),
                                        TEXT(ss_order, detail),
                                        TEXT(ss_order, shop_digest),
                                        INT(ss_order, shop_status),
                                        INT(ss_order, shipped_at),
                                        INT(ss_order, cancel_since),
                                        ENUM(ss_order, known, ss_known_names),
                                        ROW(ss_order, amazon, amazon_order),
                                        INT(ss_order, read_at),
                                        INT(ss_order, look_at),
                                        INT(ss_order, read_due),
                                        TEXT(ss_order, denied),
                                        INT(ss_order, denied_until),
                                        INT(ss_order, deadline),
                                        INT(ss_order, seen_at),
                                        BOOL(ss_order, express),
                                        BOOL(ss_order, ignored),
                                        BOOL(ss_order, carrier_confirmed),
                                        BOOL(ss_order, replace_theirs),
                                        BOOL(ss_order, released),
                                        BOOL(ss_order, cancel_revoked),
                                        TEXT(ss_order, cancel_reason),
                                        TEXTS(ss_order, notes, note_count),
                                        INT(ss_order, version),
                                        INT(ss_order, fence),
                                        END};
const ss_record ss_rec_order = {"order", sizeof(ss_order), order_fields};

static const ss_field parcel_fields[] = {INT(ss_parcel, id),
                                         INT(ss_parcel, order_id),
                                         INT(ss_parcel, number),
                                         TEXT(ss_parcel, row),
                                         TEXT(ss_parcel, tracking),
                                         TEXT(ss_parcel, carrier),
                                         TEXT(ss_parcel, amazon_ref),
                                         ENUM(ss_parcel, state, ss_parcel_state_names),
                                         INT(ss_parcel, version),
                                         INT(ss_parcel, fence),
                                         END};
const ss_record ss_rec_parcel = {"parcel", sizeof(ss_parcel), parcel_fields};

static const ss_field message_fields[] = {INT(ss_message, id),
                                          TEXT(ss_message, account),
                                          INT(ss_message, order_id),
                                          TEXT(ss_message, shop_order),
                                          TEXT(ss_message, amazon_order),
                                          ENUM(ss_message, kind, ss_message_kind_names),
                                          INT(ss_message, parcel),
                                          INT(ss_message, revision),
                                          ENUM(ss_message, state, ss_message_state_names),
                                          TEXT(ss_message, reason),
                                          TEXT(ss_message, marketplace),
                                          TEXT(ss_message, carrier),
                                          TEXT(ss_message, carrier_name),
                                          TEXT(ss_message, method),
                                          TEXT(ss_message, tracking),
                                          INT(ss_message, shipped_at),
                                          ROWS(ss_message, items, item_count, item),
                                          BOOL(ss_message, has_ship_from),
                                          ROW(ss_message, ship_from, address),
                                          BOOL(ss_message, edit),
                                          TEXT(ss_message, digest),
                                          TEXT(ss_message, amazon_ref),
                                          ENUM(ss_message, lane, ss_lane_names),
                                          INT(ss_message, attempts),
                                          INT(ss_message, splits),
                                          INT(ss_message, part),
                                          INT(ss_message, not_before),
                                          INT(ss_message, deadline),
                                          INT(ss_message, feed),
                                          TEXT(ss_message, code),
                                          TEXT(ss_message, text),
                                          TEXT(ss_message, request_id),
                                          INT(ss_message, created_at),
                                          INT(ss_message, sent_at),
                                          INT(ss_message, changed_at),
                                          INT(ss_message, version),
                                          INT(ss_message, fence),
                                          END};
const ss_record ss_rec_message = {"message", sizeof(ss_message), message_fields};

static const ss_field feed_fields[] = {INT(ss_feed_row, id),
                                       TEXT(ss_feed_row, account),
                                       ENUM(ss_feed_row, type, ss_feed_type_names),
                                       TEXT(ss_feed_row, marketplace),
                                       TEXT(ss_feed_row, digest),
                                       INT(ss_feed_row, messages),
                                       ENUM(ss_feed_row, state, ss_feed_state_names),
                                       TEXT(ss_feed_row, document_id),
                                       TEXT(ss_feed_row, feed_id),
                                       INT(ss_feed_row, requested_at),
                                       INT(ss_feed_row, submitted_at),
                                       INT(ss_feed_row, next_poll),
                                       INT(ss_feed_row, polls),
                                       INT(ss_feed_row, processing_at),
                                       INT(ss_feed_row, urgent_at),
                                       INT(ss_feed_row, misses),
                                       INT(ss_feed_row, missed_at),
                                       TEXT(ss_feed_row, result_id),
                                       INT(ss_feed_row, accepted),
                                       INT(ss_feed_row, rejected),
                                       TEXT(ss_feed_row, code),
                                       TEXT(ss_feed_row, text),
                                       TEXT(ss_feed_row, request_id),
                                       INT(ss_feed_row, version),
                                       INT(ss_feed_row, fence),
                                       END};
const ss_record ss_rec_feed = {"feed", sizeof(ss_feed_row), feed_fields};

static const ss_field event_fields[] = {INT(ss_event_row, at),
                                        TEXT(ss_event_row, account),
                                        INT(ss_event_row, order_id),
                                        INT(ss_event_row, message),
                                        INT(ss_event_row, feed),
                                        TEXT(ss_event_row, what),
                                        INT(ss_event_row, http),
                                        TEXT(ss_event_row, request_id),
                                        TEXT(ss_event_row, code),
                                        TEXT(ss_event_row, text),
                                        END};
const ss_record ss_rec_event = {"event", sizeof(ss_event_row), event_fields};

static const ss_field bucket_fields[] = {ENUM(ss_bucket_row, op, ss_op_names),
                                         INT(ss_bucket_row, tokens), INT(ss_bucket_row, at),
                                         INT(ss_bucket_row, halved_until), END};
const ss_record ss_rec_bucket = {"bucket", sizeof(ss_bucket_row), bucket_fields};

static const ss_field day_fields[] = {INT(ss_day, day),      INT(ss_day, ships),
                                      INT(ss_day, cancels),  INT(ss_day, accepted),
                                      INT(ss_day, rejected), END};
const ss_record ss_rec_day = {"day", sizeof(ss_day), day_fields};

/* ---- accounts -------------------------------------------------------------------------------- */

static const ss_field account_state_fields[] = {ENUM(ss_account_state, mode, ss_account_mode_names),
                                                TEXT(ss_account_state, stopped),
                                                TEXT(ss_account_state, stopped_text),
                                                INT(ss_account_state, runs),
                                                INT(ss_account_state, last_run),
                                                INT(ss_account_state, last_success),
                                                INT(ss_account_state, next_due),
                                                INT(ss_account_state, last_send),
                                                INT(ss_account_state, last_full),
                                                TEXT(ss_account_state, watermarks),
                                                INT(ss_account_state, search_since),
                                                TEXT(ss_account_state, status_digest),
                                                INT(ss_account_state, search_before),
                                                TEXT(ss_account_state, search_token),
                                                INT(ss_account_state, search_token_at),
                                                INT(ss_account_state, searched_to),
                                                BOOL(ss_account_state, pilot_express),
                                                BOOL(ss_account_state, pilot_feed),
                                                INT(ss_account_state, pilot_message),
                                                INT(ss_account_state, released_until),
                                                INT(ss_account_state, released_ships),
                                                INT(ss_account_state, released_cancels),
                                                INT(ss_account_state, released_refused),
                                                INT(ss_account_state, preview_count),
                                                INT(ss_account_state, rebuild_since),
                                                INT(ss_account_state, resumed_at),
                                                INT(ss_account_state, cancels_after),
                                                INT(ss_account_state, denied_reads),
                                                INT(ss_account_state, denied_ships),
                                                INT(ss_account_state, clock_skew),
                                                INT(ss_account_state, down_since),
                                                INT(ss_account_state, heard_at),
                                                ROWS(ss_account_state, days, day_count, day),
                                                END};
const ss_record ss_rec_account_state = {"account_state", sizeof(ss_account_state),
                                        account_state_fields};

static const ss_field account_fields[] = {TEXT(ss_account, id),
                                          TEXT(ss_account, name),
                                          TEXT(ss_account, region),
                                          TEXT(ss_account, seller),
                                          TEXTS(ss_account, marketplaces, marketplace_count),
                                          BOOL(ss_account, on),
                                          BOOL(ss_account, only_account),
                                          TEXT(ss_account, bound),
                                          END};
const ss_record ss_rec_account = {"account", sizeof(ss_account), account_fields};

bool ss_message_is_done(const ss_message *m)
{
    return m->state == SS_M_ACCEPTED || m->state == SS_M_VERIFIED || m->state == SS_M_MISMATCH;
}
