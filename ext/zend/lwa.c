/* Login with Amazon: the access token of a session. */
#include "json.h"
#include "protocol.h"

#include "ss_text.h"

#include <stdio.h>

enum {
    MAX_FORM = 32768,
    MAX_ANSWER = 65536,
    MARGIN_LEAST = 60, /* a token is renewed so many seconds before its end */
    MARGIN_MOST = 300,
    LEAST_MS = 5000 /* a request gets so long however little time is left */
};

void statussync_session_init(statussync_session *s, ss_http *http, const statussync_endpoints *e,
                             statussync_account *account, int64_t timeout_ms)
{
    memset(s, 0, sizeof *s);
    s->owner = STATUSSYNC_OWNER_SESSION;
    s->http = http;
    s->endpoints = e;
    s->account = account != NULL ? statussync_account_hold(account) : NULL;
    s->timeout_ms = timeout_ms;
    s->token = STATUSSYNC_TOKEN_READY; /* if the account has one; looked at before each use */
    ss_buf_init(&s->form, MAX_FORM);
}

void statussync_session_use(statussync_session *s, statussync_account *account)
{
    statussync_account *old = s->account;

    s->account = statussync_account_hold(account);
    s->token = STATUSSYNC_TOKEN_READY;
    statussync_account_release(old);
}

void statussync_session_free(statussync_session *s)
{
    ss_http_job_free(s->token_job);
    s->token_job = NULL;
    ss_buf_wipe(&s->form);
    statussync_account_release(s->account);
    s->account = NULL;
}

static bool add_field(ss_buf *form, const char *name, ss_slice value, ss_err *err)
{
    return ss_buf_add_text(form, name, err) && statussync_url_add(form, value, err);
}

static bool build_form(statussync_session *s, ss_err *err)
{
    const statussync_account *a = s->account;

    ss_buf_wipe(&s->form);
    return ss_buf_add_text(&s->form, "grant_type=refresh_token", err) &&
           add_field(&s->form, "&refresh_token=", ss_buf_slice(&a->refresh_token), err) &&
           add_field(&s->form, "&client_id=", ss_buf_slice(&a->client_id), err) &&
           add_field(&s->form, "&client_secret=", ss_buf_slice(&a->client_secret), err);
}

int64_t statussync_deadline_ms(const statussync_session *s, const statussync_moment *now,
                               bool effect)
{
    int64_t half = (s->ends_ms - now->ms) / 2;
    int64_t share = half > LEAST_MS ? half : LEAST_MS;

    return now->ms + (effect || s->ends_ms == 0 || s->timeout_ms < share ? s->timeout_ms : share);
}

static void fail(statussync_session *s, ss_class cls, const char *code, const char *text)
{
    statussync_token_answer *t = &s->token_answer;

    s->token = STATUSSYNC_TOKEN_FAILED;
    t->cls = cls;
    (void)snprintf(t->code, sizeof t->code, "%s", code);
    (void)snprintf(t->text, sizeof t->text, "token endpoint: %s", text);
}

static void fetch(statussync_session *s, const statussync_moment *now)
{
    ss_http_request rq = {0};
    ss_err err = SS_ERR_INIT;

    memset(&s->token_answer, 0, sizeof s->token_answer);
    if (build_form(s, &err)) {
        rq.method = "POST";
        rq.url = ss_slice_of(s->endpoints->lwa);
        rq.headers[0] = (ss_http_header){"Content-Type",
                                         SS_LIT("application/x-www-form-urlencoded;charset=UTF-8")};
        rq.headers[1] = (ss_http_header){"Accept", SS_LIT("application/json")};
        rq.header_count = 2;
        rq.body = ss_buf_slice(&s->form);
        rq.deadline_ms = statussync_deadline_ms(s, now, false);
        rq.max_body = MAX_ANSWER;
        rq.owner = s;
        s->token_job = ss_http_submit(s->http, &rq, now->ms, &err);
    }
    if (s->token_job == NULL) {
        s->token_answer.err = err.code;
        fail(s, SS_CLASS_NOT_SENT, "local", err.text);
        return;
    }
    s->token = STATUSSYNC_TOKEN_FETCHING;
}

statussync_token_state statussync_session_token(statussync_session *s, const statussync_moment *now)
{
    if (s->token == STATUSSYNC_TOKEN_READY &&
        (s->account->token.n == 0 || s->account->token_until <= now->t.mono)) {
        s->token = STATUSSYNC_TOKEN_WANTED;
    }
    if (s->token == STATUSSYNC_TOKEN_WANTED) {
        fetch(s, now);
    }
    return s->token;
}

/* expires_in comes as a number from one half of Amazon and as a text from the other. */
static bool read_lifetime(zval *json, ss_arena *arena, int64_t *out)
{
    ss_slice text;

    if (!statussync_json_need_int(json, "expires_in", out) &&
        !(statussync_json_need_text(json, "expires_in", arena, &text) && ss_int_parse(text, out))) {
        return false;
    }
    return *out > 0 && *out <= 86400;
}

static int64_t margin_of(int64_t lifetime)
{
    int64_t margin = lifetime / 10;

    margin = margin < MARGIN_LEAST ? MARGIN_LEAST : margin > MARGIN_MOST ? MARGIN_MOST : margin;
    return margin < lifetime ? margin : lifetime / 2;
}

static bool take_token(statussync_session *s, zval *json, ss_arena *arena,
                       const statussync_moment *now)
{
    statussync_account *a = s->account;
    ss_slice token;
    int64_t lifetime;

    if (!statussync_json_need_text(json, "access_token", arena, &token) ||
        !read_lifetime(json, arena, &lifetime)) {
        return false;
    }
    for (size_t i = 0; i < token.n; i++) {
        if (token.p[i] <= 0x20 || token.p[i] >= 0x7f) {
            return false; /* cannot be a header */
        }
    }
    ss_buf_wipe(&a->token);
    if (!ss_buf_add_slice(&a->token, token, NULL)) {
        return false;
    }
    a->token_lifetime = lifetime;
    a->token_until = now->t.mono + lifetime - margin_of(lifetime);
    s->token = STATUSSYNC_TOKEN_READY;
    s->serial++;
    return true;
}

static void take_refusal(statussync_session *s, const ss_http_answer *a, zval *json,
                         ss_arena *arena)
{
    ss_slice code = SS_NONE;
    ss_slice text = SS_NONE;
    ss_err shown = SS_ERR_INIT;
    ss_err word = SS_ERR_INIT;
    bool readable = json != NULL && statussync_json_need_text(json, "error", arena, &code) &&
                    statussync_json_text(json, "error_description", arena, &text);
    bool refused =
        readable && a->status >= 400 && a->status <= 499 && a->status != 429 && a->status != 408;

    /* ss_fail cleans and cuts; Amazon's words may be anything. */
    ss_fail(&word, SS_E_HTTP, "", "%.*s", SS_FMT(code));
    if (readable) {
        ss_fail(&shown, SS_E_HTTP, "", "%.*s", SS_FMT(text));
    } else {
        ss_fail(&shown, SS_E_HTTP, "", "HTTP %d without a token", a->status);
    }
    /* Whatever else went wrong: the call that needed the token was certainly not made. */
    fail(s, refused ? SS_CLASS_CREDENTIALS : SS_CLASS_NOT_SENT,
         readable ? word.text : "token_unavailable", shown.text);
}

void statussync_lwa_finished(statussync_session *s, const ss_http_answer *a,
                             const statussync_moment *now)
{
    statussync_token_answer *t = &s->token_answer;
    ss_arena arena;
    zval json;
    bool decoded;

    ss_buf_wipe(&s->form);
    t->http = a->status;
    t->retry_after = a->retry_after;
    t->date = a->date;
    (void)snprintf(t->request_id, sizeof t->request_id, "%s", a->request_id);
    if (a->transport != SS_SENT_ANSWERED) {
        t->err = a->err.code;
        fail(s, SS_CLASS_NOT_SENT, ss_code_name(a->err.code), a->err.text);
        return;
    }
    ss_arena_init(&arena, MAX_ANSWER * 2);
    decoded = statussync_json_decode(a->body, &json);
    if (!decoded || a->status != 200 || !take_token(s, &json, &arena, now)) {
        take_refusal(s, a, decoded ? &json : NULL, &arena);
    }
    if (decoded) {
        zval_ptr_dtor(&json);
    }
    ss_arena_free(&arena);
}
