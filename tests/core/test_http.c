/* The http room against a raw socket on this machine: what is sent, what is believed. */
#include "support.h"

#include "ss_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 8000 };

/* A server of one thread: each connection gets the next answer and is then closed. NULL: closed
 * without an answer. */
typedef struct server {
    int listener;
    int port;
    pthread_t thread;
    const char *const *answers;
    size_t count;
    char heard[8][4096]; /* whole requests */
    size_t requests;
    bool keep; /* the connection of the first answer stays open for another request */
} server;

static bool request_whole(const char *text)
{
    const char *body = strstr(text, "\r\n\r\n");
    const char *length = strstr(text, "Content-Length: ");
    unsigned long wanted = 0;

    if (body == NULL) {
        return false;
    }
    if (length != NULL) {
        for (length += 16; *length >= '0' && *length <= '9'; length++) {
            wanted = wanted * 10 + (unsigned long)(*length - '0');
        }
    }
    return strlen(body + 4) >= wanted;
}

static void hear(int peer, char *out, size_t size)
{
    size_t n = 0;

    out[0] = '\0';
    /* the first byte of a TLS handshake is no request: answered at once */
    while (n + 1 < size && out[0] != 0x16 && !request_whole(out)) {
        ssize_t got = recv(peer, out + n, size - 1 - n, 0);

        if (got <= 0) {
            return;
        }
        n += (size_t)got;
        out[n] = '\0';
    }
}

/* The kept connection if a request comes there, else a new one. */
static int next_peer(server *s, int kept)
{
    struct pollfd both[2] = {{s->listener, POLLIN, 0}, {kept, POLLIN, 0}};

    if (kept < 0 || poll(both, 2, PATIENCE_MS) <= 0 || (both[1].revents & POLLIN) == 0) {
        return accept(s->listener, NULL, NULL);
    }
    return kept;
}

static void *serve(void *ctx)
{
    server *s = ctx;
    int kept = -1;

    for (size_t i = 0; i < s->count; i++) {
        int peer = next_peer(s, kept);
        const char *answer = s->answers[i];

        if (peer < 0) {
            break;
        }
        hear(peer, s->heard[i], sizeof s->heard[i]);
        s->requests++;
        if (answer != NULL) {
            (void)!write(peer, answer, strlen(answer));
        }
        if (s->keep && i == 0) {
            kept = peer;
            continue;
        }
        kept = peer == kept ? -1 : kept;
        close(peer);
    }
    if (kept >= 0) {
        close(kept);
    }
    return NULL;
}

static void open_server(server *s, const char *const *answers, size_t count, bool keep)
{
    struct sockaddr_in address = {0};
    struct timeval patience = {PATIENCE_MS / 1000, 0};
    socklen_t size = sizeof address;

    memset(s, 0, sizeof *s);
    s->answers = answers;
    s->count = count;
    s->keep = keep;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(s->listener >= 0);
    (void)setsockopt(s->listener, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(bind(s->listener, (struct sockaddr *)(void *)&address, size), 0);
    assert_int_equal(listen(s->listener, 8), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)(void *)&address, &size), 0);
    s->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void start(server *s, const char *const *answers, size_t count)
{
    open_server(s, answers, count, false);
}

static void start_keeping(server *s, const char *const *answers, size_t count)
{
    open_server(s, answers, count, true);
}

static void stop(server *s)
{
    (void)shutdown(s->listener, SHUT_RDWR);
    (void)pthread_join(s->thread, NULL);
    close(s->listener);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static ss_http *room(void)
{
    ss_http_options options = {"test/1 (Language=C)", NULL, true, NULL};
    ss_err err = SS_ERR_INIT;
    ss_http *h = ss_http_new(&options, &err);

    assert_non_null(h);
    return h;
}

static ss_http_request request(char *url, size_t size, int port, const char *method)
{
    ss_http_request rq = {0};

    (void)snprintf(url, size, "http://127.0.0.1:%d/x?y=1", port);
    rq.method = method;
    rq.url = ss_slice_of(url);
    rq.deadline_ms = now_ms() + PATIENCE_MS;
    rq.max_body = 1000;
    return rq;
}

static ss_http_job *finish(ss_http *h, ss_http_job *job)
{
    ss_err err = SS_ERR_INIT;
    ss_http_job *done = NULL;
    int64_t end = now_ms() + 2 * PATIENCE_MS;

    assert_non_null(job);
    while (done == NULL && now_ms() < end) {
        assert_true(ss_http_step(h, now_ms(), 50, &err));
        done = ss_http_next(h);
    }
    assert_ptr_equal(done, job);
    assert_null(ss_http_next(h));
    return job;
}

static ss_http_job *perform(ss_http *h, const ss_http_request *rq)
{
    ss_err err = SS_ERR_INIT;

    return finish(h, ss_http_submit(h, rq, now_ms(), &err));
}

/* ---- tests ----------------------------------------------------------------------------------------- */

static void sends_what_it_was_told(void **state)
{
    static const char *const answers[] = {
        "HTTP/1.1 202 Accepted\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: "
        "application/json\r\n"
        "x-amzn-RequestId: abc\r\nx-amzn-ErrorType: E\r\nx-amzn-RateLimit-Limit: 0.0083\r\n"
        "Retry-After: 7\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"};
    char url[64];
    server s;
    ss_http *h = room();
    ss_http_request rq;
    const ss_http_answer *a;
    ss_http_job *job;
    int me = 0;

    (void)state;
    start(&s, answers, 1);
    rq = request(url, sizeof url, s.port, "POST");
    rq.headers[0] = (ss_http_header){"x-amz-access-token", SS_LIT("Atza|1")};
    rq.headers[1] = (ss_http_header){"Content-Type", SS_LIT("application/json")};
    rq.header_count = 2;
    rq.body = SS_LIT("{\"a\":1}");
    rq.owner = &me;
    job = perform(h, &rq);
    a = ss_http_answer_of(job);
    assert_ptr_equal(ss_http_owner_of(job), &me);
    assert_int_equal(a->transport, SS_SENT_ANSWERED);
    assert_int_equal(a->status, 202);
    assert_slice(a->body, "{}");
    assert_string_equal(a->request_id, "abc");
    assert_string_equal(a->error_type, "E");
    assert_string_equal(a->content_type, "application/json");
    assert_string_equal(a->rate_limit, "0.0083");
    assert_int_equal(a->retry_after, 7);
    assert_int_equal(a->date, 784111777);
    ss_http_job_free(job);
    ss_http_free(h);
    stop(&s);
    assert_non_null(strstr(s.heard[0], "POST /x?y=1 HTTP/1.1\r\n"));
    assert_non_null(strstr(s.heard[0], "\r\nx-amz-access-token: Atza|1\r\n"));
    assert_non_null(strstr(s.heard[0], "\r\nUser-Agent: test/1 (Language=C)\r\n"));
    assert_non_null(strstr(s.heard[0], "\r\nContent-Length: 7\r\n"));
    assert_null(strstr(s.heard[0], "Expect"));
    assert_null(strstr(s.heard[0], "chunked"));
    assert_non_null(strstr(s.heard[0], "\r\n\r\n{\"a\":1}"));
}

static int64_t woke_up_late(void)
{
    return now_ms() + 60000;
}

/* The program stood still (swapped out, a frozen machine) between the decision to send and the
 * sending: the request belongs to somebody else by now. */
static void one_that_stood_still_sends_nothing(void **state)
{
    static const char *const answers[] = {"HTTP/1.1 204 No Content\r\n\r\n"};
    int64_t (*const clocks[])(void) = {woke_up_late, now_ms};

    (void)state;
#if LIBCURL_VERSION_NUM < 0x075000
    return; /* cannot be asked there */
#endif
    for (size_t i = 0; i < 2; i++) {
        ss_http_options options = {"test/1", NULL, true, clocks[i]};
        ss_err err = SS_ERR_INIT;
        ss_http *h = ss_http_new(&options, &err);
        char url[64];
        server s;
        ss_http_request rq;
        ss_http_job *job;

        assert_non_null(h);
        start(&s, answers, 1);
        rq = request(url, sizeof url, s.port, "POST");
        rq.body = SS_LIT("{}");
        rq.effect = true;
        rq.leave_by_ms = now_ms() + PATIENCE_MS;
        job = perform(h, &rq);
        assert_int_equal(ss_http_answer_of(job)->transport,
                         i == 0 ? SS_NEVER_SENT : SS_SENT_ANSWERED);
        ss_http_job_free(job);
        ss_http_free(h);
        stop(&s);
        assert_int_equal(s.heard[0][0], i == 0 ? '\0' : 'P');
    }
}

/* One answer each; what it must be taken for. */
static void judges_answers(void **state)
{
    static const struct {
        const char *answer;
        ss_transport transport;
        int status;
        ss_code code;
    } table[] = {
        {"HTTP/1.1 204 No Content\r\n\r\n", SS_SENT_ANSWERED, 204, SS_OK},
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
         SS_SENT_ANSWERED, 302, SS_OK},
        {"HTTP/1.1 503 X\r\nContent-Length: 1\r\n\r\nx", SS_SENT_ANSWERED, 503, SS_OK},
        {"HTTP/1.1 100 Continue\r\nx-amzn-RequestId: no\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
         "0\r\n\r\n",
         SS_SENT_ANSWERED, 200, SS_OK},
        {NULL, SS_SENT_NO_ANSWER, 0, SS_E_HTTP},
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", SS_SENT_NO_ANSWER, 0, SS_E_HTTP},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", SS_SENT_NO_ANSWER, 0,
         SS_E_HTTP},
        {"\x16\x03garbage that is not HTTP\r\n\r\n", SS_SENT_NO_ANSWER, 0, SS_E_HTTP},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char url[64];
        server s;
        ss_http *h = room();
        ss_http_request rq;
        const ss_http_answer *a;
        ss_http_job *job;

        start(&s, &table[i].answer, 1);
        rq = request(url, sizeof url, s.port, "GET");
        job = perform(h, &rq);
        a = ss_http_answer_of(job);
        if (a->transport != table[i].transport || a->status != table[i].status ||
            a->err.code != table[i].code || a->request_id[0] != '\0') {
            fail_msg("row %zu: %d %d %s", i, (int)a->transport, a->status,
                     ss_code_name(a->err.code));
        }
        ss_http_free(h); /* the job with it */
        stop(&s);
    }
}

static void limits_the_answer(void **state)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"};
    char url[64];
    server s;
    ss_http *h = room();
    ss_http_request rq;
    ss_http_job *job;

    (void)state;
    start(&s, answers, 2);
    rq = request(url, sizeof url, s.port, "GET");
    rq.max_body = 10;
    job = perform(h, &rq);
    assert_slice(ss_http_answer_of(job)->body, "0123456789");
    rq.max_body = 9;
    job = perform(h, &rq);
    assert_int_equal(ss_http_answer_of(job)->transport, SS_SENT_NO_ANSWER);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_LIMIT);
    assert_int_equal(ss_http_answer_of(job)->body.n, 0);
    ss_http_free(h);
    stop(&s);
}

/* The server closes a kept connection just when the next request comes: libcurl repeats a read by
 * itself, and must not repeat an effect. */
static void never_repeats_an_effect(void **state)
{
    /* one request more would be answered, and counted */
    static const char *const answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", NULL,
                                          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    char url[64];
    server s;
    ss_http *h = room();
    ss_http_request rq;
    ss_http_job *job;

    (void)state;
    start_keeping(&s, answers, 3);
    rq = request(url, sizeof url, s.port, "GET");
    ss_http_job_free(perform(h, &rq));
    rq = request(url, sizeof url, s.port, "POST");
    rq.body = SS_LIT("{}");
    rq.effect = true;
    job = perform(h, &rq);
    assert_int_equal(ss_http_answer_of(job)->transport, SS_SENT_NO_ANSWER);
    assert_int_equal(s.requests, 2);
    ss_http_free(h);
    stop(&s);
}

static void knows_when_nothing_was_sent(void **state)
{
    char url[64];
    server s;
    ss_http *h = room();
    ss_http_request rq;
    ss_http_job *job;
    ss_err err = SS_ERR_INIT;
    static const char *const answers[] = {"not TLS\r\n"};
    int port;

    (void)state;
    start(&s, answers, 1);
    port = s.port;
    rq = request(url, sizeof url, port, "POST");
    rq.deadline_ms = now_ms(); /* over before it began */
    job = finish(h, ss_http_submit(h, &rq, now_ms(), &err));
    assert_int_equal(ss_http_answer_of(job)->transport, SS_NEVER_SENT);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_TIMEOUT);
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", port);
    rq.url = ss_slice_of(url);
    rq.deadline_ms = now_ms() + PATIENCE_MS;
    job = perform(h, &rq); /* the handshake fails */
    assert_int_equal(ss_http_answer_of(job)->transport, SS_NEVER_SENT);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_TLS);
    stop(&s);
    rq = request(url, sizeof url, port, "POST"); /* nobody listens any more */
    job = perform(h, &rq);
    assert_int_equal(ss_http_answer_of(job)->transport, SS_NEVER_SENT);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_HTTP);
    ss_http_free(h);
}

static void keeps_deadlines(void **state)
{
    char url[64];
    server s;
    ss_http *h = room();
    ss_http_request rq;
    ss_http_job *job;
    ss_err err = SS_ERR_INIT;
    int64_t began = now_ms();

    (void)state;
    start(&s, NULL, 0); /* listens, never accepts nor answers */
    rq = request(url, sizeof url, s.port, "GET");
    rq.deadline_ms = began + 300;
    job = perform(h, &rq);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_TIMEOUT);
    assert_int_equal(ss_http_answer_of(job)->transport, SS_SENT_NO_ANSWER);
    assert_true(now_ms() - began < 3000);
    /* The caller's clock jumped: the machine slept. */
    rq.deadline_ms = now_ms() + 60000;
    job = ss_http_submit(h, &rq, now_ms(), &err);
    assert_non_null(job);
    assert_int_equal(ss_http_active(h), 1);
    assert_true(ss_http_step(h, now_ms() + 100000, 0, &err));
    assert_ptr_equal(ss_http_next(h), job);
    assert_int_equal(ss_http_answer_of(job)->err.code, SS_E_TIMEOUT);
    assert_int_equal(ss_http_active(h), 0);
    job = ss_http_submit(h, &rq, now_ms(), &err);
    assert_non_null(job); /* freed with the room, in the middle */
    ss_http_free(h);
    stop(&s);
}

static void refuses_addresses(void **state)
{
    static const char *const bad[] = {"http://example.com/",
                                      "ftp://127.0.0.1/",
                                      "http://127.0.0.1.example.com/",
                                      "https://a b/",
                                      "https://u:p@host/",
                                      "http://user@127.0.0.1/",
                                      "https:///x",
                                      "//host",
                                      "",
                                      "https://host:0/",
                                      "https://host:99999/",
                                      "https://host\\@other/",
                                      "http://127.1/",
                                      "http://2130706433/",
                                      "https://[::1",
                                      "http://127.0.0.256.x/"};
    ss_http *h = room();
    ss_err err = SS_ERR_INIT;
    ss_http_url parts;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        ss_http_request rq = {0};

        rq.method = "GET";
        rq.url = ss_slice_of(bad[i]);
        rq.deadline_ms = now_ms() + 100;
        if (ss_http_submit(h, &rq, now_ms(), &err) != NULL) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_error(&err, SS_E_INPUT, "url");
    }
    assert_true(ss_http_url_split(SS_LIT("HTTPS://[::1]:8443/a?b"), &parts));
    assert_true(parts.tls);
    assert_slice(parts.host, "::1");
    assert_slice(parts.path, "/a?b");
    assert_true(ss_http_host_loopback(SS_LIT("LocalHost")));
    assert_false(ss_http_host_loopback(SS_LIT("localhost.example")));
    ss_http_free(h);
}

static void refuses_headers(void **state)
{
    char url[64];
    ss_http *h = room();
    ss_http_request rq = request(url, sizeof url, 9, "GET");
    ss_err err = SS_ERR_INIT;

    (void)state;
    rq.header_count = 1;
    rq.headers[0] = (ss_http_header){"x-a", SS_LIT("a\r\nx-b: c")};
    assert_null(ss_http_submit(h, &rq, now_ms(), &err));
    assert_error(&err, SS_E_INPUT, "x-a");
    rq.headers[0].value = SS_LIT("");
    assert_null(ss_http_submit(h, &rq, now_ms(), &err));
    assert_error(&err, SS_E_INPUT, "x-a");
    ss_http_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_what_it_was_told),
        cmocka_unit_test(one_that_stood_still_sends_nothing),
        cmocka_unit_test(judges_answers),
        cmocka_unit_test(limits_the_answer),
        cmocka_unit_test(never_repeats_an_effect),
        cmocka_unit_test(knows_when_nothing_was_sent),
        cmocka_unit_test(keeps_deadlines),
        cmocka_unit_test(refuses_addresses),
        cmocka_unit_test(refuses_headers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
