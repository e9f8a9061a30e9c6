/*
 * Amazon's protocol: one ss_request carried out as token, call and, for documents, storage.
 *
 * A session is one account on the multi handle; exchanges are its requests. The owner's loop calls
 * statussync_exchange_go for every exchange, steps the http room and hands each finished job to
 * statussync_protocol_finished. Requests that wait for the same token share one fetch.
 */
#ifndef STATUSSYNC_PROTOCOL_H
#define STATUSSYNC_PROTOCOL_H

#include "account.h"
#include "endpoints.h"

#include "ss_http.h"
#include "ss_run.h"

/* Times of this very moment. t is the engine's (perhaps simulated) clock, ms the real monotonic one
 * that deadlines of transfers go by. */
typedef struct statussync_moment {
    ss_moment t;
    int64_t ms;
    bool simulated; /* t says nothing of the real time */
} statussync_moment;

/* What a job's owner is; first member of both owners. */
typedef enum statussync_owner {
    STATUSSYNC_OWNER_SESSION,
    STATUSSYNC_OWNER_EXCHANGE
} statussync_owner;

typedef enum statussync_token_state {
    STATUSSYNC_TOKEN_WANTED,
    STATUSSYNC_TOKEN_FETCHING,
    STATUSSYNC_TOKEN_READY,
    STATUSSYNC_TOKEN_FAILED
} statussync_token_state;

/* How the last fetch of a token ended, if not well. */
typedef struct statussync_token_answer {
    ss_class cls;
    int64_t http, retry_after, date;
    char code[64], text[256], request_id[128];
    ss_code err; /* transport */
} statussync_token_answer;

typedef struct statussync_session {
    statussync_owner owner;
    ss_http *http;
    const statussync_endpoints *endpoints;
    statussync_account *account; /* held */
    int64_t timeout_ms;          /* of one call */
    int64_t ends_ms;             /* the whole call has time until then; 0 = no limit */
    statussync_token_state token;
    statussync_token_answer token_answer;
    unsigned serial; /* counts the tokens fetched */
    ss_http_job *token_job;
    ss_buf form;
} statussync_session;

typedef enum statussync_stage {
    STATUSSYNC_STAGE_TOKEN, /* waits for a token */
    STATUSSYNC_STAGE_CALL,
    STATUSSYNC_STAGE_STORAGE,
    STATUSSYNC_STAGE_DONE
} statussync_stage;

typedef struct statussync_exchange {
    statussync_owner owner;
    statussync_session *session;
    ss_request *rq;
    ss_arena *arena; /* answers go there */
    statussync_stage stage;
    bool renewed;    /* the token was renewed for this request already */
    unsigned serial; /* the token it was sent with */
    ss_http_job *job;
    ss_buf url, body;
} statussync_exchange;

/* One operation of Amazon. */
typedef struct statussync_operation {
    const char *method;
    bool effect;
    bool body; /* has a JSON body */
    /* Path with query into x->url (which holds the host already), body as an array. */
    bool (*path)(const ss_request *rq, ss_buf *url, ss_err *err);
    bool (*build)(const ss_request *rq, zval *body, ss_err *err);
    /* Answer -> rq; false: not what the model promises. NULL: nothing is told. */
    bool (*read)(ss_request *rq, zval *json, ss_arena *arena);
} statussync_operation;

const statussync_operation *statussync_operation_of(ss_op op);

void statussync_session_init(statussync_session *s, ss_http *http, const statussync_endpoints *e,
                             statussync_account *account, int64_t timeout_ms);
/* Another set of secrets for the same account; a token fetch under way must be over. */
void statussync_session_use(statussync_session *s, statussync_account *account);
void statussync_session_free(statussync_session *s);
/* A token that may be used now? Starts a fetch if there is none. */
statussync_token_state statussync_session_token(statussync_session *s,
                                                const statussync_moment *now);
/* When a request that begins now must have ended. Whatever changes nothing at Amazon gets half of what
 * the whole call has left (else one that is never answered would keep all else from being done), but
 * enough for a slow answer; an effect is given all of it, for its outcome must be known. */
int64_t statussync_deadline_ms(const statussync_session *s, const statussync_moment *now,
                               bool effect);
/* The answer of the token endpoint arrived. */
void statussync_lwa_finished(statussync_session *s, const ss_http_answer *a,
                             const statussync_moment *now);

void statussync_exchange_init(statussync_exchange *x, statussync_session *s, ss_request *rq,
                              ss_arena *arena);
void statussync_exchange_go(statussync_exchange *x, const statussync_moment *now);
/* It would send something with an effect now, and only until a certain time: the moment given to
 * statussync_exchange_go must be a fresh one. */
bool statussync_exchange_hurries(const statussync_exchange *x);
void statussync_exchange_free(statussync_exchange *x);
/* Any finished job of the multi handle; frees it. */
void statussync_protocol_finished(ss_http_job *job, const statussync_moment *now);

/* The storage side of CREATE_DOCUMENT and GET_DOCUMENT (feeds_api.c). */
bool statussync_storage_wanted(const ss_request *rq);
void statussync_storage_go(statussync_exchange *x, const statussync_moment *now);
void statussync_storage_finished(statussync_exchange *x, const ss_http_answer *a);

/* Percent-encodes all but unreserved characters. */
bool statussync_url_add(ss_buf *url, ss_slice text, ss_err *err) SS_MUST_CHECK;
/* "&name=value" or "?name=value". */
bool statussync_url_param(ss_buf *url, const char *name, ss_slice value, ss_err *err) SS_MUST_CHECK;
bool statussync_url_time(ss_buf *url, const char *name, int64_t when, ss_err *err) SS_MUST_CHECK;
/* Comma-separated. */
bool statussync_url_list(ss_buf *url, const char *name, const ss_slice *values, size_t count,
                         ss_err *err) SS_MUST_CHECK;

extern const statussync_operation statussync_feeds_operations[SS_OP_CANCEL_FEED + 1];
extern const statussync_operation statussync_orders_operations[SS_OP_COUNT - SS_OP_SEARCH_ORDERS];

/* "statussync/0.1.0 (Language=PHP/8.2.1; Platform=Linux)" */
void statussync_user_agent(char *out, size_t size);

#endif
