/* One request: options of the easy handle, headers both ways, what the result means. */
#include "ss_http_internal.h"

#include "ss_text.h"

#include <stdlib.h>

enum { MAX_HEADER_LINE = 16384 };

/* ---- request --------------------------------------------------------------------------------------- */

void ss_http_headers_free(struct curl_slist *list)
{
    for (struct curl_slist *at = list; at != NULL; at = at->next) {
        volatile char *p = at->data; /* volatile: the stores must not be dropped */

        while (*p != '\0') {
            *p++ = '\0';
        }
    }
    curl_slist_free_all(list);
}

static bool add_line(ss_http_job *job, ss_slice line, ss_err *err)
{
    struct curl_slist *list = curl_slist_append(job->headers, line.p);

    if (list == NULL) {
        return ss_fail(err, SS_E_NOMEM, "http", "no memory");
    }
    job->headers = list;
    return true;
}

static bool value_legal(ss_slice value)
{
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];

        if (c < 0x20 || c == 0x7f) {
            return false;
        }
    }
    return value.n > 0;
}

static bool add_header(ss_http_job *job, const ss_http_header *header, ss_err *err)
{
    ss_buf line;
    bool well;

    if (!value_legal(header->value)) {
        return ss_fail(err, SS_E_INPUT, header->name,
                       "header value is empty or has control characters");
    }
    ss_buf_init(&line, MAX_HEADER_LINE);
    well = ss_buf_add_text(&line, header->name, err) && ss_buf_add_text(&line, ": ", err) &&
           ss_buf_add_slice(&line, header->value, err) && add_line(job, ss_buf_slice(&line), err);
    ss_buf_wipe(&line);
    return well;
}

static bool build_headers(ss_http_job *job, const ss_http_request *rq, ss_err *err)
{
    for (size_t i = 0; i < rq->header_count; i++) {
        if (!add_header(job, &rq->headers[i], err)) {
            return false;
        }
    }
    /* Waiting for "100 Continue" costs a second and storage hosts do not need it. An empty value
     * takes libcurl's own header away. */
    return add_line(job, SS_LIT("Expect:"), err);
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    ss_http_job *job = ctx;
    ss_err *err = &job->answer.err;

    return ss_buf_add(&job->body, p, size * n, err) ? size * n : 0;
}

static void keep(char *out, size_t size, ss_slice value)
{
    size_t n = value.n < size - 1 ? value.n : size - 1;

    if (ss_utf8_valid(value) == value.n) {
        memcpy(out, value.p, n);
        out[n] = '\0';
    }
}

static void take_header(ss_http_job *job, ss_slice name, ss_slice value)
{
    ss_http_answer *a = &job->answer;

    if (ss_ascii_equal_nocase(name, SS_LIT("x-amzn-requestid"))) {
        keep(a->request_id, sizeof a->request_id, value);
    } else if (ss_ascii_equal_nocase(name, SS_LIT("x-amzn-errortype"))) {
        keep(a->error_type, sizeof a->error_type, value);
    } else if (ss_ascii_equal_nocase(name, SS_LIT("content-type"))) {
        keep(a->content_type, sizeof a->content_type, value);
    } else if (ss_ascii_equal_nocase(name, SS_LIT("x-amzn-ratelimit-limit"))) {
        keep(a->rate_limit, sizeof a->rate_limit, value);
    } else if (ss_ascii_equal_nocase(name, SS_LIT("retry-after"))) {
        keep(job->retry_after, sizeof job->retry_after, value);
    } else if (ss_ascii_equal_nocase(name, SS_LIT("date"))) {
        (void)ss_time_parse_http(value, &a->date);
    }
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
    ss_http_job *job = ctx;
    ss_slice line = ss_ascii_trim((ss_slice){p, size * n});
    const char *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;

    if (line.n >= 5 && memcmp(line.p, "HTTP/", 5) == 0) {
        /* A new set of headers: what an interim answer said does not count. */
        job->answer.request_id[0] = job->answer.error_type[0] = '\0';
        job->answer.content_type[0] = job->answer.rate_limit[0] = job->retry_after[0] = '\0';
        job->answer.date = 0;
    } else if (colon != NULL) {
        size_t at = (size_t)(colon - line.p);

        take_header(job, (ss_slice){line.p, at},
                    ss_ascii_trim((ss_slice){colon + 1, line.n - at - 1}));
    }
    return size * n;
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* The connection stands, nothing of the request has left: the last moment to keep it back. */
static int on_leave(void *ctx, char *to, char *from, int to_port, int from_port)
{
    ss_http_job *job = ctx;

    (void)to, (void)from, (void)to_port, (void)from_port;
    job->withheld = job->http->now_ms() > job->leave_by_ms;
    return job->withheld ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

#define SET(option, value) (curl_easy_setopt(e, option, value) == CURLE_OK)

static bool set_protocols(CURL *e, bool tls)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    return SET(CURLOPT_PROTOCOLS_STR, tls ? "https" : "http");
#else
    return SET(CURLOPT_PROTOCOLS, tls ? (long)CURLPROTO_HTTPS : (long)CURLPROTO_HTTP);
#endif
}

static bool set_safety(CURL *e, const ss_http_job *job, const ss_http_url *to)
{
    return set_protocols(e, to->tls) && SET(CURLOPT_FOLLOWLOCATION, 0L) &&
           SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
           SET(CURLOPT_SSL_VERIFYPEER, 1L) && SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
           SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
           (job->http->ca_file == NULL || SET(CURLOPT_CAINFO, job->http->ca_file)) &&
           /* a proxy from the environment is for the way to Amazon, not for this machine */
           (!ss_http_host_loopback(to->host) || SET(CURLOPT_PROXY, ""));
}

static bool set_limits(CURL *e, const ss_http_request *rq, int64_t timeout_ms)
{
    int64_t connect_ms = rq->connect_ms > 0 ? rq->connect_ms : SS_HTTP_CONNECT_MS;

    return SET(CURLOPT_TIMEOUT_MS, (long)(timeout_ms > INT32_MAX ? INT32_MAX : timeout_ms)) &&
           SET(CURLOPT_CONNECTTIMEOUT_MS,
               (long)(connect_ms < timeout_ms ? connect_ms : timeout_ms)) &&
           /* used connections are for reads only: see the head of ss_http.h */
           SET(CURLOPT_FRESH_CONNECT, rq->effect ? 1L : 0L);
}

static bool set_last_look(CURL *e, ss_http_job *job)
{
#if LIBCURL_VERSION_NUM >= 0x075000
    if (job->leave_by_ms > 0 && job->http->now_ms != NULL) {
        return SET(CURLOPT_PREREQFUNCTION, on_leave) && SET(CURLOPT_PREREQDATA, (void *)job);
    }
#else
    (void)e, (void)job;
#endif
    return true;
}

static bool set_message(CURL *e, ss_http_job *job, const ss_http_request *rq)
{
    bool get = strcmp(rq->method, "GET") == 0;

    if (!SET(CURLOPT_URL, job->url) || !SET(CURLOPT_HTTPHEADER, job->headers) ||
        (job->http->user_agent != NULL && !SET(CURLOPT_USERAGENT, job->http->user_agent)) ||
        !SET(CURLOPT_WRITEFUNCTION, on_body) || !SET(CURLOPT_WRITEDATA, (void *)job) ||
        !SET(CURLOPT_HEADERFUNCTION, on_header) || !SET(CURLOPT_HEADERDATA, (void *)job) ||
        !SET(CURLOPT_PRIVATE, (void *)job)) {
        return false;
    }
    if (rq->body.p != NULL) {
        /* Size first: then libcurl takes the pointer as it is and sends Content-Length. */
        if (!SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.n) ||
            !SET(CURLOPT_POSTFIELDS, rq->body.p)) {
            return false;
        }
    }
    return get ? SET(CURLOPT_HTTPGET, 1L) : SET(CURLOPT_CUSTOMREQUEST, rq->method);
}

bool ss_http_prepare(ss_http_job *job, const ss_http_request *rq, int64_t timeout_ms, ss_err *err)
{
    ss_http_url parts;

    job->url = malloc(rq->url.n + 1);
    job->easy = curl_easy_init();
    if (job->url == NULL || job->easy == NULL) {
        return ss_fail(err, SS_E_NOMEM, "http", "no memory");
    }
    memcpy(job->url, rq->url.p, rq->url.n);
    job->url[rq->url.n] = '\0';
    if (!build_headers(job, rq, err)) {
        return false;
    }
    if (!ss_http_url_split(rq->url, &parts) || !set_safety(job->easy, job, &parts) ||
        !set_limits(job->easy, rq, timeout_ms) || !set_last_look(job->easy, job) ||
        !set_message(job->easy, job, rq)) {
        return ss_fail(err, SS_E_HTTP, "http", "libcurl refuses an option (too old, or no TLS)");
    }
    return true;
}

/* ---- answer ---------------------------------------------------------------------------------------- */

/* Certain only if libcurl has neither begun to send nor sent a byte of it. */
static bool never_sent(CURL *e)
{
    long sent = 1;
    curl_off_t began = 1;

    return curl_easy_getinfo(e, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0 &&
           curl_easy_getinfo(e, CURLINFO_PRETRANSFER_TIME_T, &began) == CURLE_OK && began == 0;
}

static ss_code code_of(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return SS_E_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ISSUER_ERROR:
        return SS_E_TLS;
    case CURLE_OUT_OF_MEMORY:
        return SS_E_NOMEM;
    default:
        return SS_E_HTTP;
    }
}

static void understand_retry_after(ss_http_job *job)
{
    ss_http_answer *a = &job->answer;
    ss_slice text = ss_slice_of(job->retry_after);
    int64_t value;

    if (ss_ascii_is_digits(text) && ss_int_parse(text, &value)) {
        a->retry_after = value;
    } else if (a->date > 0 && ss_time_parse_http(text, &value) && value > a->date) {
        a->retry_after = value - a->date;
    }
    if (a->retry_after > 86400) {
        a->retry_after =
            86400; /* nobody means longer; a nonsense value must not stop us for good */
    }
}

void ss_http_conclude(ss_http_job *job, CURLcode code)
{
    ss_http_answer *a = &job->answer;
    long status = 0;

    if (code == CURLE_OK &&
        curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status > 0) {
        a->transport = SS_SENT_ANSWERED;
        a->status = (int)status;
        a->body = ss_buf_slice(&job->body);
        understand_retry_after(job);
        return;
    }
    if (code == CURLE_ABORTED_BY_CALLBACK && job->withheld) {
        a->transport = SS_NEVER_SENT;
        ss_fail(&a->err, SS_E_TIMEOUT, "http", "too late to send");
        return;
    }
    a->transport = code != CURLE_OK && never_sent(job->easy) ? SS_NEVER_SENT : SS_SENT_NO_ANSWER;
    /* First error wins: a body over its limit was recorded by the callback already. */
    ss_fail(&a->err, code_of(code), "http", "%s",
            code != CURLE_OK ? curl_easy_strerror(code) : "no HTTP answer");
}
