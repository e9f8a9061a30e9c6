/*
 * HTTP requests side by side on one libcurl multi handle.
 *
 * The owner drives: submit requests, then call ss_http_step again and again and take the finished
 * ones. Between two steps no libcurl frame is on the stack, so the owner may do anything there,
 * also drop everything. Nothing here calls back into the owner but for the time (plain C).
 *
 * TLS 1.2 or newer with peer and host verified; plain http to loopback only, and only if allowed.
 * No redirect is followed, no cookie kept, no file of the user read. HTTP/1.1, because its rules for
 * "was anything sent" are simple. A request with an effect always gets a new connection: on a used
 * one that turns out dead libcurl would send it a second time by itself.
 */
#ifndef SS_HTTP_H
#define SS_HTTP_H

#include "ss_base.h"
#include "ss_buf.h"
#include "ss_policy.h"

enum {
    SS_HTTP_MAX_HEADERS = 8,   /* of our own, per request */
    SS_HTTP_MAX_URL = 8192,    /* presigned addresses are long */
    SS_HTTP_CONNECT_MS = 10000 /* default limit for resolve, connect and TLS */
};

typedef struct ss_http ss_http;
typedef struct ss_http_job ss_http_job;

typedef struct ss_http_options {
    const char *user_agent; /* copied */
    const char *ca_file;    /* copied; NULL or "": the system's */
    bool allow_loopback;    /* plain http to 127.0.0.0/8, ::1 and localhost */
    /* The clock of now_ms, asked when a connection stands and the request is about to leave. NULL:
     * leave_by_ms is not looked at. */
    int64_t (*now_ms)(void);
} ss_http_options;

typedef struct ss_http_header {
    const char *name;
    ss_slice value; /* no control characters */
} ss_http_header;

typedef struct ss_http_request {
    const char *method; /* GET, POST, PUT, DELETE */
    ss_slice url;
    ss_http_header headers[SS_HTTP_MAX_HEADERS];
    size_t header_count;
    ss_slice body;       /* absent: none. Not copied: must live until the job is freed */
    int64_t deadline_ms; /* absolute, clock of the caller's now_ms */
    int64_t connect_ms;  /* 0 = SS_HTTP_CONNECT_MS */
    /* Not one byte of it leaves later than this; 0 = whenever it is connected. Whoever stood still
     * between the decision to send and the sending must not send any more. Needs libcurl 7.80. */
    int64_t leave_by_ms;
    size_t max_body; /* of the answer; more is a broken answer */
    bool effect;     /* must never be sent twice */
    void *owner;     /* for the caller */
} ss_http_request;

typedef struct ss_http_answer {
    ss_transport transport;
    int status;    /* HTTP status, 0 without an answer */
    ss_slice body; /* belongs to the job */
    char request_id[128];
    char error_type[128];
    char content_type[128];
    char rate_limit[32];
    int64_t retry_after; /* seconds; an HTTP date is taken relative to `date`; 0 = not told */
    int64_t date;        /* epoch seconds, 0 = not told */
    ss_err err;          /* why there is no answer: SS_E_HTTP, _TLS, _TIMEOUT, _LIMIT */
} ss_http_answer;

/* NULL on lack of memory. */
ss_http *ss_http_new(const ss_http_options *options, ss_err *err) SS_MUST_CHECK;
/* Ends everything under way; jobs not yet freed are freed. NULL-tolerant. */
void ss_http_free(ss_http *h);

/* Starts a request. NULL: refused (SS_E_INPUT: address or header not allowed) or no memory; nothing
 * was sent. A deadline already over gives a job that is finished at once. */
ss_http_job *ss_http_submit(ss_http *h, const ss_http_request *request, int64_t now_ms,
                            ss_err *err) SS_MUST_CHECK;
/* Lets transfers go on, then waits up to wait_ms for something to happen (also without any transfer:
 * a sleep). False only if libcurl itself fails. */
bool ss_http_step(ss_http *h, int64_t now_ms, int wait_ms, ss_err *err) SS_MUST_CHECK;
/* Next finished job, NULL if there is none. Each is returned once. */
ss_http_job *ss_http_next(ss_http *h);
size_t ss_http_active(const ss_http *h);

const ss_http_answer *ss_http_answer_of(const ss_http_job *job);
void *ss_http_owner_of(const ss_http_job *job);
/* Ends the request if it is under way; wipes headers and answer. NULL-tolerant. */
void ss_http_job_free(ss_http_job *job);

/* Parts of an address, in place: scheme and host as written (host without port and brackets). False
 * if it is no http(s) address, has user information, or control characters. */
typedef struct ss_http_url {
    bool tls;
    ss_slice host;
    ss_slice path; /* from the first slash, query included; may be empty */
} ss_http_url;
bool ss_http_url_split(ss_slice url, ss_http_url *out);
/* 127.0.0.0/8, ::1, localhost. */
bool ss_http_host_loopback(ss_slice host);

#endif
