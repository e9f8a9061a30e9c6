/* Shared by the files of the http room only. */
#ifndef SS_HTTP_INTERNAL_H
#define SS_HTTP_INTERNAL_H

#include "ss_http.h"

#include <curl/curl.h>

struct ss_http {
    CURLM *multi;
    char *user_agent, *ca_file;
    bool allow_loopback;
    int64_t (*now_ms)(void);
    size_t active;
    ss_http_job *jobs; /* every job not yet freed */
};

struct ss_http_job {
    ss_http *http;
    ss_http_job *next;
    void *owner;
    CURL *easy;
    struct curl_slist *headers;
    char *url;
    int64_t deadline_ms, leave_by_ms;
    ss_buf body;
    ss_http_answer answer;
    char retry_after[64]; /* as told; understood once the date is known */
    bool running, finished, returned;
    bool withheld; /* it was too late to let it leave */
};

/* Sets up the easy handle. */
bool ss_http_prepare(ss_http_job *job, const ss_http_request *rq, int64_t timeout_ms,
                     ss_err *err) SS_MUST_CHECK;
/* Result of the transfer -> answer. */
void ss_http_conclude(ss_http_job *job, CURLcode code);
/* Wipes and frees. */
void ss_http_headers_free(struct curl_slist *list);

#endif
