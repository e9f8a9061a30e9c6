/* Feeds 2021-06-30: documents, feeds, and the storage behind presigned addresses. */
#include "json.h"
#include "protocol.h"

#include "ss_text.h"

#define FEEDS "/feeds/2021-06-30"

/* The storage compares this with what the document was made with, letter by letter. */
#define DOCUMENT_TYPE "text/xml; charset=UTF-8"

enum { STORAGE_SECONDS_PER_MB = 10 };

/* ---- requests -------------------------------------------------------------------------------------- */

static bool documents_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    (void)rq;
    return ss_buf_add_text(url, FEEDS "/documents", err);
}

static bool document_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    return ss_buf_add_text(url, FEEDS "/documents/", err) &&
           statussync_url_add(url, rq->document_id, err);
}

static bool feeds_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    (void)rq;
    return ss_buf_add_text(url, FEEDS "/feeds", err);
}

static bool feed_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    return ss_buf_add_text(url, FEEDS "/feeds/", err) && statussync_url_add(url, rq->feed_id, err);
}

static bool listing_path(const ss_request *rq, ss_buf *url, ss_err *err)
{
    if (!ss_buf_add_text(url, FEEDS "/feeds", err)) {
        return false;
    }
    if (rq->token.n > 0) {
        /* Amazon: nothing else may stand beside it. */
        return statussync_url_param(url, "nextToken", rq->token, err);
    }
    return statussync_url_param(url, "feedTypes",
                                ss_slice_of(ss_feed_type_name((ss_feed_type)rq->feed_type)), err) &&
           statussync_url_list(url, "marketplaceIds", rq->marketplaces, rq->marketplace_count,
                               err) &&
           statussync_url_param(url, "pageSize", SS_LIT("100"), err) &&
           (rq->since <= 0 || statussync_url_time(url, "createdSince", rq->since, err)) &&
           (rq->before <= 0 || statussync_url_time(url, "createdUntil", rq->before, err));
}

static bool build_document(const ss_request *rq, zval *body, ss_err *err)
{
    (void)rq;
    (void)err;
    add_assoc_string(body, "contentType", DOCUMENT_TYPE);
    return true;
}

static bool build_feed(const ss_request *rq, zval *body, ss_err *err)
{
    zval marketplaces;

    if (rq->marketplace.n == 0 || rq->document_id.n == 0) {
        return ss_fail(err, SS_E_STATE, "createFeed", "marketplace and document are needed");
    }
    add_assoc_string(body, "feedType", ss_feed_type_name((ss_feed_type)rq->feed_type));
    array_init(&marketplaces);
    add_next_index_stringl(&marketplaces, rq->marketplace.p, rq->marketplace.n);
    add_assoc_zval(body, "marketplaceIds", &marketplaces);
    statussync_add_slice(body, "inputFeedDocumentId", rq->document_id);
    return true;
}

/* ---- answers --------------------------------------------------------------------------------------- */

/* The presigned address waits in rq->text for the storage step and is gone after it: never logged. */
static bool read_new_document(ss_request *rq, zval *json, ss_arena *arena)
{
    return statussync_json_need_text(json, "feedDocumentId", arena, &rq->new_document_id) &&
           statussync_json_need_text(json, "url", arena, &rq->text);
}

static bool read_document(ss_request *rq, zval *json, ss_arena *arena)
{
    return statussync_json_need_text(json, "url", arena, &rq->text);
}

static bool read_new_feed(ss_request *rq, zval *json, ss_arena *arena)
{
    return statussync_json_need_text(json, "feedId", arena, &rq->new_feed_id);
}

static bool read_info(ss_feed_info *info, zval *json, ss_arena *arena)
{
    memset(info, 0, sizeof *info);
    return statussync_json_need_text(json, "feedId", arena, &info->feed_id) &&
           statussync_json_need_text(json, "feedType", arena, &info->type) &&
           statussync_json_need_text(json, "processingStatus", arena, &info->status) &&
           statussync_json_text(json, "resultFeedDocumentId", arena, &info->result_id) &&
           statussync_json_texts(json, "marketplaceIds", arena, &info->marketplaces,
                                 &info->marketplace_count) &&
           statussync_json_time(json, "createdTime", &info->created) && info->created > 0;
}

static bool read_feed(ss_request *rq, zval *json, ss_arena *arena)
{
    /* Another feed's state would settle the wrong messages. */
    return read_info(&rq->feed, json, arena) && ss_slice_eq(rq->feed.feed_id, rq->feed_id);
}

static bool read_feeds(ss_request *rq, zval *json, ss_arena *arena)
{
    zval *list, *row;

    if (!statussync_json_list(json, "feeds", &list) || list == NULL ||
        !statussync_json_text(json, "nextToken", arena, &rq->next_token)) {
        return false;
    }
    rq->feed_count = 0;
    rq->feeds =
        ss_arena_alloc(arena, zend_hash_num_elements(Z_ARRVAL_P(list)), sizeof *rq->feeds, NULL);
    if (rq->feeds == NULL) {
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), row)
    {
        if (Z_TYPE_P(row) != IS_ARRAY || !read_info(&rq->feeds[rq->feed_count], row, arena)) {
            return false;
        }
        rq->feed_count++;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* Order of ss_op. */
const statussync_operation statussync_feeds_operations[SS_OP_CANCEL_FEED + 1] = {
    {"POST", false, true, documents_path, build_document, read_new_document},
    {"POST", true, true, feeds_path, build_feed, read_new_feed},
    {"GET", false, false, feed_path, NULL, read_feed},
    {"GET", false, false, listing_path, NULL, read_feeds},
    {"GET", false, false, document_path, NULL, read_document},
    {"DELETE", true, false, feed_path, NULL, NULL},
};

/* ---- storage --------------------------------------------------------------------------------------- */

bool statussync_storage_wanted(const ss_request *rq)
{
    return rq->op == SS_OP_CREATE_DOCUMENT || rq->op == SS_OP_GET_DOCUMENT;
}

static void storage_failed(statussync_exchange *x, ss_class cls, const char *code, const char *text)
{
    ss_request *rq = x->rq;

    rq->cls = cls;
    rq->new_document_id = SS_NONE;
    if (!ss_arena_copy(x->arena, ss_slice_of(code), &rq->code, NULL)) {
        rq->code = SS_NONE;
    }
    if (!ss_arena_copy(x->arena, ss_slice_of(text), &rq->text, NULL)) {
        rq->text = SS_NONE;
    }
    x->stage = STATUSSYNC_STAGE_DONE;
}

void statussync_storage_go(statussync_exchange *x, const statussync_moment *now)
{
    ss_request *rq = x->rq;
    ss_http_request http = {0};
    ss_err err = SS_ERR_INIT;
    ss_slice url = rq->text;
    int64_t megabytes = (int64_t)(rq->document.n >> 20);

    rq->text = SS_NONE;
    if (!statussync_endpoints_storage_allowed(x->session->endpoints, url)) {
        storage_failed(x, SS_CLASS_UNAVAILABLE, "storage_host",
                       "the presigned address is not on Amazon's storage");
        return;
    }
    http.method = "GET";
    if (rq->op == SS_OP_CREATE_DOCUMENT) {
        http.method = "PUT";
        http.headers[0] = (ss_http_header){"Content-Type", SS_LIT(DOCUMENT_TYPE)};
        http.header_count = 1;
        http.body = rq->document;
    }
    http.url = url;
    http.deadline_ms =
        statussync_deadline_ms(x->session, now, false) + megabytes * STORAGE_SECONDS_PER_MB * 1000;
    http.max_body = SS_MAX_REPORT_BYTES;
    http.owner = x;
    x->job = ss_http_submit(x->session->http, &http, now->ms, &err);
    if (x->job == NULL) {
        storage_failed(x, SS_CLASS_UNAVAILABLE, "storage", err.text);
    }
}

/* A failed upload or download changes nothing at Amazon; a fresh address is asked for next time. */
void statussync_storage_finished(statussync_exchange *x, const ss_http_answer *a)
{
    ss_request *rq = x->rq;

    /* The clock of the last answer: an upload may take minutes, and what time it is by Amazon's clock
     * is told from this. */
    rq->date = a->date;
    if (a->transport != SS_SENT_ANSWERED) {
        storage_failed(x, SS_CLASS_UNAVAILABLE, ss_code_name(a->err.code), a->err.text);
        return;
    }
    rq->http = a->status;
    if (a->status != 200) {
        storage_failed(x, SS_CLASS_UNAVAILABLE, "storage", "the storage refused");
        return;
    }
    if (rq->op == SS_OP_GET_DOCUMENT && !ss_arena_copy(x->arena, a->body, &rq->report, NULL)) {
        storage_failed(x, SS_CLASS_UNAVAILABLE, "limit", "the report is too large");
        return;
    }
    x->stage = STATUSSYNC_STAGE_DONE;
}
