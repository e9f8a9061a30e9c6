/* Exchanges: token, call, answer, what it means. */
#include "protocol.h"

#include "json.h"

#include "ss_text.h"

#include <stdio.h>

enum {
    SIMULATED_SLACK_MS = 1000,
    MAX_BODY = 1048576,   /* of a JSON request of ours */
    MAX_ERROR_TEXT = 1000 /* of Amazon's words that are kept */
};

const statussync_operation *statussync_operation_of(ss_op op)
{
    return op <= SS_OP_CANCEL_FEED ? &statussync_feeds_operations[op]
                                   : &statussync_orders_operations[op - SS_OP_SEARCH_ORDERS];
}

void statussync_user_agent(char *out, size_t size)
{
    /* Debian's PHP_VERSION has only dots and digits; a build may add "-dev" or "+1". */
    (void)snprintf(out, size, "statussync/%s (Language=PHP/%s; Platform=%s)",
                   PHP_STATUSSYNC_VERSION, PHP_VERSION, PHP_OS);
}

/* ---- addresses ------------------------------------------------------------------------------------- */

bool statussync_url_add(ss_buf *url, ss_slice text, ss_err *err)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        char code[3] = {'%', hex[c >> 4], hex[c & 15]};

        if (!ss_buf_add(url, plain ? (const char *)&c : code, plain ? 1 : 3, err)) {
            return false;
        }
    }
    return true;
}

static bool begin_param(ss_buf *url, const char *name, ss_err *err)
{
    bool first = memchr(url->p, '?', url->n) == NULL;

    return ss_buf_add_text(url, first ? "?" : "&", err) && ss_buf_add_text(url, name, err) &&
           ss_buf_add_text(url, "=", err);
}

bool statussync_url_param(ss_buf *url, const char *name, ss_slice value, ss_err *err)
{
    return begin_param(url, name, err) && statussync_url_add(url, value, err);
}

bool statussync_url_time(ss_buf *url, const char *name, int64_t when, ss_err *err)
{
    char text[21];

    return ss_time_format(when, text) ? statussync_url_param(url, name, ss_slice_of(text), err)
                                      : ss_fail(err, SS_E_INPUT, name, "time out of range");
}

bool statussync_url_list(ss_buf *url, const char *name, const ss_slice *values, size_t count,
                         ss_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!(i == 0 ? begin_param(url, name, err) : ss_buf_add_text(url, ",", err)) ||
            !statussync_url_add(url, values[i], err)) {
            return false;
        }
    }
    return true;
}

/* ---- exchange -------------------------------------------------------------------------------------- */

void statussync_exchange_init(statussync_exchange *x, statussync_session *s, ss_request *rq,
                              ss_arena *arena)
{
    memset(x, 0, sizeof *x);
    x->owner = STATUSSYNC_OWNER_EXCHANGE;
    x->session = s;
    x->rq = rq;
    x->arena = arena;
    x->stage = STATUSSYNC_STAGE_TOKEN;
    if (s->token == STATUSSYNC_TOKEN_FAILED) {
        s->token = STATUSSYNC_TOKEN_WANTED; /* that was for the requests before; try again */
    }
    ss_buf_init(&x->url, SS_HTTP_MAX_URL);
    ss_buf_init(&x->body, MAX_BODY);
}

void statussync_exchange_free(statussync_exchange *x)
{
    ss_http_job_free(x->job);
    x->job = NULL;
    ss_buf_wipe(&x->url);
    ss_buf_wipe(&x->body);
}

static void keep(statussync_exchange *x, ss_slice text, ss_slice *to)
{
    if (text.n == 0 || !ss_arena_copy(x->arena, text, to, NULL)) {
        *to = SS_NONE;
    }
}

static void conclude(statussync_exchange *x, ss_class cls, const char *code, const char *text)
{
    x->rq->cls = cls;
    keep(x, ss_slice_of(code), &x->rq->code);
    keep(x, ss_slice_of(text), &x->rq->text);
    x->stage = STATUSSYNC_STAGE_DONE;
}

/* Nothing was sent: our own data do not make a request. */
static void refuse_own(statussync_exchange *x, const ss_err *err)
{
    bool memory = err->code == SS_E_NOMEM || err->code == SS_E_LIMIT;

    conclude(x, memory ? SS_CLASS_NOT_SENT : SS_CLASS_REFUSED, "local", err->text);
}

static bool build_request(statussync_exchange *x, const statussync_operation *op, ss_err *err)
{
    zval body;
    bool well;

    ss_buf_clear(&x->url);
    ss_buf_clear(&x->body);
    if (!ss_buf_add_text(
            &x->url, statussync_endpoints_api(x->session->endpoints, x->session->account->region),
            err) ||
        !op->path(x->rq, &x->url, err)) {
        return false;
    }
    if (!op->body) {
        return true;
    }
    array_init(&body);
    well = op->build(x->rq, &body, err) && statussync_json_encode(&body, &x->body, err);
    zval_ptr_dtor(&body);
    return well;
}

/* An effect must have ended before the lease does: how long it may still wait for its connection.
 * Negative: too late. */
static int64_t slack_ms(const statussync_exchange *x, const statussync_moment *now)
{
    int64_t left = (x->rq->must_end_mono - now->t.mono) * 1000 - x->session->timeout_ms;

    /* A simulated clock cannot be asked below libcurl: there it is as good as too late at once. */
    return now->simulated && left > SIMULATED_SLACK_MS ? SIMULATED_SLACK_MS : left;
}

bool statussync_exchange_hurries(const statussync_exchange *x)
{
    return x->stage == STATUSSYNC_STAGE_TOKEN && x->rq->must_end_mono > 0 &&
           statussync_operation_of(x->rq->op)->effect;
}

static void call(statussync_exchange *x, const statussync_moment *now)
{
    const statussync_operation *op = statussync_operation_of(x->rq->op);
    ss_http_request rq = {0};
    ss_err err = SS_ERR_INIT;

    if (statussync_exchange_hurries(x)) {
        int64_t slack = slack_ms(x, now);

        if (slack < 0) {
            conclude(x, SS_CLASS_NOT_SENT, "lease", "the lease may end before the answer");
            return;
        }
        rq.leave_by_ms = now->ms + slack;
    }
    if (!build_request(x, op, &err)) {
        refuse_own(x, &err);
        return;
    }
    rq.method = op->method;
    rq.url = ss_buf_slice(&x->url);
    rq.headers[0] =
        (ss_http_header){"x-amz-access-token", ss_buf_slice(&x->session->account->token)};
    rq.headers[1] = (ss_http_header){"Accept", SS_LIT("application/json")};
    rq.header_count = 2;
    if (op->body) {
        rq.headers[2] = (ss_http_header){"Content-Type", SS_LIT("application/json")};
        rq.header_count = 3;
        rq.body = ss_buf_slice(&x->body);
    }
    rq.deadline_ms = statussync_deadline_ms(x->session, now, op->effect);
    rq.max_body = SS_MAX_JSON_BYTES;
    rq.effect = op->effect;
    rq.owner = x;
    x->serial = x->session->serial;
    x->job = ss_http_submit(x->session->http, &rq, now->ms, &err);
    if (x->job == NULL) {
        refuse_own(x, &err);
        return;
    }
    x->stage = STATUSSYNC_STAGE_CALL;
}

static void fail_for_token(statussync_exchange *x)
{
    const statussync_token_answer *a = &x->session->token_answer;

    x->rq->http = a->http;
    x->rq->retry_after = a->retry_after;
    x->rq->date = a->date;
    keep(x, ss_slice_of(a->request_id), &x->rq->request_id);
    conclude(x, a->cls, a->code, a->text);
}

void statussync_exchange_go(statussync_exchange *x, const statussync_moment *now)
{
    if (x->stage == STATUSSYNC_STAGE_STORAGE && x->job == NULL) {
        statussync_storage_go(x, now);
        return;
    }
    if (x->stage != STATUSSYNC_STAGE_TOKEN) {
        return;
    }
    switch (statussync_session_token(x->session, now)) {
    case STATUSSYNC_TOKEN_READY:
        call(x, now);
        break;
    case STATUSSYNC_TOKEN_FAILED:
        fail_for_token(x);
        break;
    case STATUSSYNC_TOKEN_WANTED:
    case STATUSSYNC_TOKEN_FETCHING:
        break;
    }
}

/* ---- answers --------------------------------------------------------------------------------------- */

/* {"errors":[{"code","message","details"}]}; the first one counts. */
static bool read_errors(statussync_exchange *x, zval *json)
{
    ss_request *rq = x->rq;
    ss_slice message, details;
    zval *list, *first;
    bool more;

    if (!statussync_json_list(json, "errors", &list) || list == NULL) {
        return false;
    }
    first = zend_hash_index_find(Z_ARRVAL_P(list), 0);
    if (first == NULL || Z_TYPE_P(first) != IS_ARRAY ||
        !statussync_json_need_text(first, "code", x->arena, &rq->code) ||
        !statussync_json_text(first, "message", x->arena, &message) ||
        !statussync_json_text(first, "details", x->arena, &details)) {
        return false;
    }
    more = details.n > 0 && !ss_slice_eq(details, message);
    message = ss_utf8_clip(message, MAX_ERROR_TEXT);
    details = ss_utf8_clip(details, MAX_ERROR_TEXT);
    rq->text = message;
    if (more) {
        return ss_arena_print(x->arena, &rq->text, NULL, "%.*s (%.*s)", (int)message.n,
                              message.n > 0 ? message.p : "", (int)details.n, details.p);
    }
    return true;
}

static bool blank(ss_slice body)
{
    return ss_ascii_trim(body).n == 0;
}

/* Is the body what the model promises for this status? Its fields go into the request. */
static bool understand(statussync_exchange *x, const ss_http_answer *a)
{
    const statussync_operation *op = statussync_operation_of(x->rq->op);
    bool good = a->status >= 200 && a->status <= 299;
    bool well;
    zval json;

    if (good && op->read == NULL && blank(a->body)) {
        return true;
    }
    if (!statussync_json_decode(a->body, &json)) {
        return false;
    }
    if (good) {
        well = op->read == NULL || op->read(x->rq, &json, x->arena);
    } else {
        well = read_errors(x, &json);
    }
    zval_ptr_dtor(&json);
    return well;
}

static void describe(statussync_exchange *x, const ss_http_answer *a)
{
    ss_request *rq = x->rq;

    rq->http = a->status;
    rq->retry_after = a->retry_after;
    rq->date = a->date;
    keep(x, ss_slice_of(a->request_id), &rq->request_id);
    rq->code = rq->text = SS_NONE;
    if (a->transport != SS_SENT_ANSWERED) {
        keep(x, ss_slice_of(ss_code_name(a->err.code)), &rq->code);
        keep(x, ss_slice_of(a->err.text), &rq->text);
    }
}

static void call_finished(statussync_exchange *x, const ss_http_answer *a)
{
    ss_request *rq = x->rq;
    bool effect = statussync_operation_of(rq->op)->effect;
    bool readable;

    describe(x, a);
    readable = a->transport == SS_SENT_ANSWERED && understand(x, a);
    if (!readable && rq->code.p == NULL) {
        keep(x, a->error_type[0] != '\0' ? ss_slice_of(a->error_type) : SS_LIT("unreadable"),
             &rq->code);
    }
    rq->cls = ss_classify(a->transport, a->status, effect, readable, rq->code, rq->text);
    x->stage = STATUSSYNC_STAGE_DONE;
    if (rq->cls == SS_CLASS_TOKEN && !x->renewed) {
        /* Refused, so not done: once more with a fresh token. One that is on its way or came
         * meanwhile, for another request, is fresh enough. */
        x->renewed = true;
        x->stage = STATUSSYNC_STAGE_TOKEN;
        if (x->session->token == STATUSSYNC_TOKEN_READY && x->session->serial == x->serial) {
            x->session->token = STATUSSYNC_TOKEN_WANTED;
        }
    } else if (rq->cls == SS_CLASS_OK && statussync_storage_wanted(rq)) {
        x->stage = STATUSSYNC_STAGE_STORAGE;
    }
}

void statussync_protocol_finished(ss_http_job *job, const statussync_moment *now)
{
    statussync_owner *owner = ss_http_owner_of(job);
    const ss_http_answer *answer = ss_http_answer_of(job);

    if (*owner == STATUSSYNC_OWNER_SESSION) {
        statussync_session *s = (statussync_session *)(void *)owner;

        statussync_lwa_finished(s, answer, now);
        s->token_job = NULL;
    } else {
        statussync_exchange *x = (statussync_exchange *)(void *)owner;

        if (x->stage == STATUSSYNC_STAGE_STORAGE) {
            statussync_storage_finished(x, answer);
        } else {
            call_finished(x, answer);
        }
        x->job = NULL;
    }
    ss_http_job_free(job);
}
