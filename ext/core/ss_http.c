/* The multi handle and the life of a request. */
#include "ss_http_internal.h"

#include <stdlib.h>

static bool copy_text(char **out, const char *text)
{
    size_t n;

    *out = NULL;
    if (text == NULL || text[0] == '\0') {
        return true;
    }
    n = strlen(text) + 1;
    *out = malloc(n);
    if (*out == NULL) {
        return false;
    }
    memcpy(*out, text, n);
    return true;
}

ss_http *ss_http_new(const ss_http_options *options, ss_err *err)
{
    ss_http *h = calloc(1, sizeof *h);

    if (h == NULL) {
        ss_fail(err, SS_E_NOMEM, "http", "no memory");
        return NULL;
    }
    h->allow_loopback = options->allow_loopback;
    h->now_ms = options->now_ms;
    h->multi = curl_multi_init();
    if (h->multi == NULL || !copy_text(&h->user_agent, options->user_agent) ||
        !copy_text(&h->ca_file, options->ca_file)) {
        ss_fail(err, SS_E_NOMEM, "http", "no memory");
        ss_http_free(h);
        return NULL;
    }
    return h;
}

void ss_http_free(ss_http *h)
{
    if (h == NULL) {
        return;
    }
    while (h->jobs != NULL) {
        ss_http_job_free(h->jobs);
    }
    if (h->multi != NULL) {
        curl_multi_cleanup(h->multi);
    }
    free(h->user_agent);
    free(h->ca_file);
    free(h);
}

static void unlink_job(ss_http_job *job)
{
    ss_http_job **at = &job->http->jobs;

    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
}

static void detach(ss_http_job *job)
{
    if (job->running) {
        curl_multi_remove_handle(job->http->multi, job->easy);
        job->running = false;
        job->http->active--;
    }
}

void ss_http_job_free(ss_http_job *job)
{
    if (job == NULL) {
        return;
    }
    detach(job);
    unlink_job(job);
    if (job->easy != NULL) {
        curl_easy_cleanup(job->easy);
    }
    ss_http_headers_free(job->headers);
    ss_buf_wipe(&job->body);
    free(job->url);
    free(job);
}

static ss_http_job *new_job(ss_http *h, const ss_http_request *rq, ss_err *err)
{
    ss_http_job *job = calloc(1, sizeof *job);

    if (job == NULL) {
        ss_fail(err, SS_E_NOMEM, "http", "no memory");
        return NULL;
    }
    job->http = h;
    job->owner = rq->owner;
    job->deadline_ms = rq->deadline_ms;
    job->leave_by_ms = rq->leave_by_ms;
    job->answer.transport = SS_NEVER_SENT;
    job->answer.err = SS_ERR_INIT;
    ss_buf_init(&job->body, rq->max_body > 0 ? rq->max_body : 1);
    job->next = h->jobs;
    h->jobs = job;
    return job;
}

/* Only where the caller may send: https anywhere, http to this machine. */
static bool address_allowed(const ss_http *h, ss_slice url, ss_err *err)
{
    ss_http_url parts;

    if (!ss_http_url_split(url, &parts)) {
        return ss_fail(err, SS_E_INPUT, "url", "not an http address that may be used");
    }
    if (!parts.tls && !(h->allow_loopback && ss_http_host_loopback(parts.host))) {
        return ss_fail(err, SS_E_INPUT, "url", "https wanted for %.*s", SS_FMT(parts.host));
    }
    return true;
}

ss_http_job *ss_http_submit(ss_http *h, const ss_http_request *rq, int64_t now_ms, ss_err *err)
{
    ss_http_job *job;

    if (!address_allowed(h, rq->url, err)) {
        return NULL;
    }
    job = new_job(h, rq, err);
    if (job == NULL) {
        return NULL;
    }
    if (rq->deadline_ms <= now_ms) {
        ss_fail(&job->answer.err, SS_E_TIMEOUT, "http", "no time left to send the request");
        job->finished = true;
        return job;
    }
    if (!ss_http_prepare(job, rq, rq->deadline_ms - now_ms, err)) {
        ss_http_job_free(job);
        return NULL;
    }
    if (curl_multi_add_handle(h->multi, job->easy) != CURLM_OK) {
        ss_fail(err, SS_E_NOMEM, "http", "libcurl takes no more requests");
        ss_http_job_free(job);
        return NULL;
    }
    job->running = true;
    h->active++;
    return job;
}

static void finish(ss_http_job *job, CURLcode code)
{
    ss_http_conclude(job, code);
    detach(job);
    job->finished = true;
}

static void collect_finished(ss_http *h)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(h->multi, &left)) != NULL) {
        char *at = NULL;

        if (message->msg == CURLMSG_DONE &&
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &at) == CURLE_OK) {
            finish((ss_http_job *)(void *)at, message->data.result);
        }
    }
}

/* libcurl's own timer does not count the time a machine sleeps; this one may. */
static void enforce_deadlines(ss_http *h, int64_t now_ms)
{
    for (ss_http_job *job = h->jobs; job != NULL; job = job->next) {
        if (job->running && job->deadline_ms <= now_ms) {
            finish(job, CURLE_OPERATION_TIMEDOUT);
        }
    }
}

bool ss_http_step(ss_http *h, int64_t now_ms, int wait_ms, ss_err *err)
{
    int running = 0;
    CURLMcode code = curl_multi_perform(h->multi, &running);

    if (code == CURLM_OK) {
        collect_finished(h);
        enforce_deadlines(h, now_ms);
        for (ss_http_job *job = h->jobs; job != NULL; job = job->next) {
            if (job->finished && !job->returned) {
                return true; /* there is something to take: do not wait */
            }
        }
        code = curl_multi_poll(h->multi, NULL, 0, wait_ms, NULL);
    }
    if (code != CURLM_OK) {
        return ss_fail(err, SS_E_HTTP, "http", "libcurl: %s", curl_multi_strerror(code));
    }
    return true;
}

ss_http_job *ss_http_next(ss_http *h)
{
    for (ss_http_job *job = h->jobs; job != NULL; job = job->next) {
        if (job->finished && !job->returned) {
            job->returned = true;
            return job;
        }
    }
    return NULL;
}

size_t ss_http_active(const ss_http *h)
{
    return h->active;
}

const ss_http_answer *ss_http_answer_of(const ss_http_job *job)
{
    return &job->answer;
}

void *ss_http_owner_of(const ss_http_job *job)
{
    return job->owner;
}
