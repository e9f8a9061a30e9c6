#include "support.h"

#include "ss_policy.h"

enum { FULL = 1000 };

static const int64_t T0 = 1795381200;

static void names(void **state)
{
    (void)state;
    for (int op = 0; op < SS_OP_COUNT; op++) {
        assert_string_not_equal(ss_op_name((ss_op)op), "unknown");
    }
    assert_string_equal(ss_op_name(SS_OP_CREATE_FEED), "createFeed");
    assert_string_equal(ss_op_name(SS_OP_COUNT), "unknown");
}

static const struct {
    ss_op op;
    int64_t num, den, burst;
} limits[] = {
    {SS_OP_CREATE_DOCUMENT, 1, 2, 15}, {SS_OP_CREATE_FEED, 1, 120, 15},
    {SS_OP_GET_FEED, 2, 1, 15},        {SS_OP_GET_FEEDS, 1, 45, 10},
    {SS_OP_GET_DOCUMENT, 1, 45, 10},   {SS_OP_CANCEL_FEED, 2, 1, 15},
    {SS_OP_SEARCH_ORDERS, 1, 179, 20}, {SS_OP_GET_ORDER, 1, 2, 30},
    {SS_OP_CONFIRM, 2, 1, 10},
};

static void bursts(void **state)
{
    (void)state;
    assert_int_equal(COUNT(limits), SS_OP_COUNT);
    for (size_t i = 0; i < COUNT(limits); i++) {
        ss_bucket b = ss_bucket_full(limits[i].op, FULL, T0);

        assert_true(ss_bucket_available(&b) == limits[i].burst);
        assert_true(ss_bucket_take(&b, limits[i].burst));
        assert_false(ss_bucket_take(&b, 1));
        assert_true(ss_bucket_available(&b) == 0);
        ss_bucket_refill(&b, limits[i].op, FULL, T0 + 100000);
        assert_true(ss_bucket_available(&b) == limits[i].burst);
    }
}

/* A year in steps of a second, of a prime and of an hour gives exactly the tokens of a year. */
static void no_drift(void **state)
{
    static const int64_t steps[] = {1, 7, 61, 3600};
    const int64_t year = 365 * 86400;

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        for (size_t s = 0; s < COUNT(steps); s++) {
            ss_bucket b = ss_bucket_full(limits[i].op, FULL, T0);
            int64_t taken = 0;
            int64_t expected = limits[i].num * year / limits[i].den;
            int64_t end = T0;

            if (steps[s] * limits[i].num / limits[i].den >= limits[i].burst ||
                (steps[s] == 1 && limits[i].den < 100)) {
                continue; /* overflows the burst between two steps, or is merely slow */
            }
            assert_true(ss_bucket_take(&b, limits[i].burst));
            for (int64_t t = T0; t <= T0 + year; t += steps[s]) {
                int64_t n;

                ss_bucket_refill(&b, limits[i].op, FULL, t);
                n = ss_bucket_available(&b);
                assert_true(ss_bucket_take(&b, n));
                taken += n;
                end = t;
            }
            expected = limits[i].num * (end - T0) / limits[i].den;
            if (taken < expected - 1 || taken > expected + 1) {
                fail_msg("%s by %lld: %lld, not %lld", ss_op_name(limits[i].op),
                         (long long)steps[s], (long long)taken, (long long)expected);
            }
        }
    }
}

/* Never more than burst + rate x time in any window, for shares too. */
static void never_above_the_limit(void **state)
{
    static const int shares[] = {1000, 500, 330, 1};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        for (size_t s = 0; s < COUNT(shares); s++) {
            ss_bucket b = ss_bucket_full(limits[i].op, shares[s], T0);
            int64_t burst = limits[i].burst * shares[s];
            int64_t taken = 0;

            burst = burst < 1000 ? 1000 : burst;
            for (int64_t t = T0; t < T0 + 20000; t++) {
                ss_bucket_refill(&b, limits[i].op, shares[s], t);
                taken += ss_bucket_take(&b, 1) ? 1000 : 0;
                assert_true(taken <=
                            burst + (t - T0) * limits[i].num * shares[s] / limits[i].den + 1);
            }
        }
    }
}

static void small_share_still_works(void **state)
{
    ss_bucket b = ss_bucket_full(SS_OP_CREATE_FEED, 1, T0);

    (void)state;
    assert_true(ss_bucket_take(&b, 1));
    ss_bucket_refill(&b, SS_OP_CREATE_FEED, 1, T0 + 119999);
    assert_true(ss_bucket_available(&b) == 0);
    ss_bucket_refill(&b, SS_OP_CREATE_FEED, 1, T0 + 120001);
    assert_true(ss_bucket_available(&b) == 1);
}

static void clock_goes_back(void **state)
{
    ss_bucket b = ss_bucket_full(SS_OP_GET_FEED, FULL, T0);

    (void)state;
    assert_true(ss_bucket_take(&b, 15));
    ss_bucket_refill(&b, SS_OP_GET_FEED, FULL, T0 - 5000);
    assert_true(ss_bucket_available(&b) == 0);
    assert_true(b.at == T0 - 5000);
    ss_bucket_refill(&b, SS_OP_GET_FEED, FULL, T0 - 4999);
    assert_true(ss_bucket_available(&b) == 2);
}

static void strange_numbers(void **state)
{
    ss_bucket b = {INT64_MIN, INT64_MIN, INT64_MAX};

    (void)state;
    ss_bucket_refill(&b, SS_OP_GET_FEED, FULL, INT64_MAX);
    assert_true(ss_bucket_available(&b) >= 0);
    b = (ss_bucket){INT64_MAX, INT64_MAX, INT64_MIN};
    ss_bucket_refill(&b, SS_OP_GET_FEED, -5, INT64_MIN);
    assert_true(b.tokens == 1000);
    assert_true(ss_bucket_when(&b, SS_OP_GET_FEED, INT32_MAX, INT64_MAX, INT64_MAX) > 0);
    assert_false(ss_bucket_take(&b, -1));
    assert_true(ss_bucket_take(&b, 0));
    ss_bucket_return(&b, SS_OP_GET_FEED, FULL, INT64_MAX);
    assert_true(ss_bucket_available(&b) == 15);
    ss_bucket_return(&b, SS_OP_GET_FEED, FULL, -3);
    assert_true(ss_bucket_available(&b) == 15);
    ss_bucket_throttled(&b, SS_OP_GET_FEED, INT64_MAX, INT64_MAX);
    assert_true(ss_bucket_available(&b) == 0);
}

static void gives_back(void **state)
{
    ss_bucket b = ss_bucket_full(SS_OP_CONFIRM, FULL, T0);

    (void)state;
    assert_true(ss_bucket_take(&b, 7));
    ss_bucket_return(&b, SS_OP_CONFIRM, FULL, 2);
    assert_true(ss_bucket_available(&b) == 5);
    ss_bucket_return(&b, SS_OP_CONFIRM, FULL, 9);
    assert_true(ss_bucket_available(&b) == 10);
}

static void throttled_halves_for_an_hour(void **state)
{
    ss_bucket b = ss_bucket_full(SS_OP_CREATE_FEED, FULL, T0);

    (void)state;
    ss_bucket_throttled(&b, SS_OP_CREATE_FEED, T0, 0);
    assert_true(ss_bucket_available(&b) == 0);
    assert_true(b.halved_until == T0 + 3600);
    ss_bucket_refill(&b, SS_OP_CREATE_FEED, FULL, T0 + 2400);
    assert_true(ss_bucket_available(&b) == 10); /* at full rate 20, and the burst is 15 */
    assert_true(ss_bucket_take(&b, 10));
    ss_bucket_refill(&b, SS_OP_CREATE_FEED, FULL, T0 + 4800);
    /* 1200 s at half rate and 1200 s at the full one: 5 + 10 tokens, whether in one step or many */
    assert_in_range(b.tokens, 14998, 15000);
    assert_true(b.halved_until == 0);
}

static void retry_after_is_kept(void **state)
{
    static const int64_t waits[] = {1, 10, 240, 241, 3599, 3600, 3601, 7200, 86400};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        for (size_t w = 0; w < COUNT(waits); w++) {
            ss_bucket b = ss_bucket_full(limits[i].op, FULL, T0);
            int64_t when;

            ss_bucket_throttled(&b, limits[i].op, T0, waits[w]);
            when = ss_bucket_when(&b, limits[i].op, FULL, T0, 1);
            assert_true(when >= T0 + waits[w]);
            assert_true(when <= T0 + waits[w] + 2 * limits[i].den / limits[i].num + 2);
        }
    }
}

/* `when` is the very first second at which take succeeds. */
static void when_is_exact(void **state)
{
    static const int shares[] = {1000, 500, 333};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        for (size_t s = 0; s < COUNT(shares); s++) {
            for (int halved = 0; halved < 2; halved++) {
                for (int64_t n = 1; n <= 3; n++) {
                    ss_bucket b = ss_bucket_full(limits[i].op, shares[s], T0);
                    ss_bucket before;
                    int64_t when;

                    assert_true(ss_bucket_take(&b, ss_bucket_available(&b)));
                    if (halved != 0) {
                        ss_bucket_throttled(&b, limits[i].op, T0 - 3500, 0);
                        ss_bucket_refill(&b, limits[i].op, shares[s], T0 - 3499);
                        b.tokens = 0;
                    }
                    before = b;
                    when = ss_bucket_when(&b, limits[i].op, shares[s], T0, n);
                    assert_memory_equal(&b, &before, sizeof b);
                    if (when > T0) {
                        ss_bucket_refill(&before, limits[i].op, shares[s], when - 1);
                        assert_true(ss_bucket_available(&before) < n);
                    }
                    ss_bucket_refill(&b, limits[i].op, shares[s], when);
                    assert_true(ss_bucket_take(&b, n));
                }
            }
        }
    }
}

static void when_wants_too_much(void **state)
{
    ss_bucket b = ss_bucket_full(SS_OP_CREATE_FEED, FULL, T0);

    (void)state;
    assert_true(ss_bucket_when(&b, SS_OP_CREATE_FEED, FULL, T0, 99) == T0);
    assert_true(ss_bucket_take(&b, 1));
    assert_true(ss_bucket_when(&b, SS_OP_CREATE_FEED, FULL, T0, 99) == T0 + 120);
    assert_true(ss_bucket_when(&b, SS_OP_CREATE_FEED, FULL, T0, 0) == T0);
}

static void classifies(void **state)
{
    static const struct {
        ss_transport transport;
        int http;
        bool effect, readable;
        const char *code, *text;
        ss_class result;
    } rows[] = {
        {SS_NEVER_SENT, 0, true, false, NULL, NULL, SS_CLASS_NOT_SENT},
        {SS_NEVER_SENT, 0, false, false, NULL, NULL, SS_CLASS_NOT_SENT},
        {SS_SENT_NO_ANSWER, 0, true, false, NULL, NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_NO_ANSWER, 0, false, false, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 202, true, true, NULL, NULL, SS_CLASS_OK},
        {SS_SENT_ANSWERED, 204, true, true, NULL, NULL, SS_CLASS_OK},
        {SS_SENT_ANSWERED, 202, true, false, NULL, NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 200, false, false, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 429, true, true, "QuotaExceeded", NULL, SS_CLASS_THROTTLED},
        {SS_SENT_ANSWERED, 429, true, false, NULL, NULL, SS_CLASS_THROTTLED},
        {SS_SENT_ANSWERED, 400, true, true, "QuotaExceeded", NULL, SS_CLASS_THROTTLED},
        {SS_SENT_ANSWERED, 400, true, true, "InvalidInput", NULL, SS_CLASS_REFUSED},
        {SS_SENT_ANSWERED, 400, true, false, NULL, NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 400, false, false, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 401, false, true, "Unauthorized", NULL, SS_CLASS_TOKEN},
        {SS_SENT_ANSWERED, 403, true, true, "Unauthorized",
         "The access token you provided has expired.", SS_CLASS_TOKEN},
        {SS_SENT_ANSWERED, 403, true, true, "Unauthorized",
         "Access to requested resource is denied.", SS_CLASS_DENIED},
        {SS_SENT_ANSWERED, 403, true, true, "Unauthorized",
         "Access token is missing in the request header.", SS_CLASS_TOKEN},
        {SS_SENT_ANSWERED, 403, false, false, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 400, false, true, "invalid_grant", NULL, SS_CLASS_CREDENTIALS},
        {SS_SENT_ANSWERED, 401, false, true, "invalid_client", NULL, SS_CLASS_CREDENTIALS},
        {SS_SENT_ANSWERED, 401, false, true, "INVALID_CLIENT", NULL, SS_CLASS_CREDENTIALS},
        {SS_SENT_ANSWERED, 404, false, true, "NotFound", NULL, SS_CLASS_NOT_FOUND},
        {SS_SENT_ANSWERED, 408, true, true, NULL, NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 413, true, true, NULL, NULL, SS_CLASS_REFUSED},
        {SS_SENT_ANSWERED, 500, true, true, "InternalFailure", NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 503, true, true, "ServiceUnavailable", NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 503, false, false, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 302, true, true, NULL, NULL, SS_CLASS_UNKNOWN},
        {SS_SENT_ANSWERED, 302, false, true, NULL, NULL, SS_CLASS_UNAVAILABLE},
        {SS_SENT_ANSWERED, 0, true, true, NULL, NULL, SS_CLASS_UNKNOWN},
        {(ss_transport)77, 200, true, true, NULL, NULL, SS_CLASS_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ss_class result =
            ss_classify(rows[i].transport, rows[i].http, rows[i].effect, rows[i].readable,
                        ss_slice_of(rows[i].code), ss_slice_of(rows[i].text));

        if (result != rows[i].result) {
            fail_msg("row %zu: %d, not %d", i, (int)result, (int)rows[i].result);
        }
    }
}

static void backs_off(void **state)
{
    static const int64_t floors[] = {60, 120, 240, 480, 960, 1920, 2700, 2700, 2700};
    int64_t seen_low = INT64_MAX;
    int64_t seen_high = 0;

    (void)state;
    for (uint64_t salt = 0; salt < 1000; salt++) {
        for (int n = 1; n <= (int)COUNT(floors); n++) {
            int64_t wait = ss_backoff(n, 60, 3600, salt);

            assert_true(wait >= floors[n - 1]);
            assert_true(wait <= 3600);
            assert_true(n > 5 || wait <= floors[n - 1] + floors[n - 1] / 4);
            if (n == 3) {
                seen_low = wait < seen_low ? wait : seen_low;
                seen_high = wait > seen_high ? wait : seen_high;
            }
        }
    }
    assert_true(seen_low == 240 && seen_high == 300); /* the whole spread is used */
    assert_true(ss_backoff(3, 60, 3600, 9) == ss_backoff(3, 60, 3600, 9));
    assert_in_range(ss_backoff(INT32_MAX, 60, 3600, 1), 2700, 3600);
    assert_in_range(ss_backoff(INT32_MIN, 60, 3600, 1), 60, 75);
    assert_true(ss_backoff(5, 100, 50, 1) == 50);
    assert_true(ss_backoff(1, 0, 0, 1) == 1);
    assert_true(ss_backoff(100, INT64_MAX, INT64_MAX, 1) > 0);
}

static void polls_feeds(void **state)
{
    static const int64_t minutes[] = {2, 5, 10, 20, 30, 60, 90, 120};

    (void)state;
    for (size_t i = 0; i < COUNT(minutes); i++) {
        assert_true(ss_feed_poll_after((int)i) == minutes[i] * 60);
    }
    assert_true(ss_feed_poll_after(-1) == 120);
    assert_true(ss_feed_poll_after(INT32_MAX) > 0);
}

/* Whatever the size of the feed: after the rounds only the guilty message is left, alone. */
static void parts_a_refused_feed(void **state)
{
    static const int64_t sizes[] = {1, 2, 7, 8, 9, 64, 500, 513, 10000};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        int64_t size = sizes[i], rounds = 0, part;

        while ((part = ss_feed_part(size, rounds)) > 0) {
            assert_true(part < size);
            size = part;
            rounds++;
            assert_true(rounds <= SS_TRIES_SPLIT);
        }
        assert_int_equal(size, 1);
    }
    assert_int_equal(ss_feed_part(80, 0), 10);
    assert_int_equal(ss_feed_part(81, 0), 11);
    assert_int_equal(ss_feed_part(500, SS_TRIES_SPLIT), 0);
    assert_int_equal(ss_feed_part(INT64_MAX, 0), INT64_MAX / 8 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(bursts),
        cmocka_unit_test(no_drift),
        cmocka_unit_test(never_above_the_limit),
        cmocka_unit_test(small_share_still_works),
        cmocka_unit_test(clock_goes_back),
        cmocka_unit_test(strange_numbers),
        cmocka_unit_test(gives_back),
        cmocka_unit_test(throttled_halves_for_an_hour),
        cmocka_unit_test(retry_after_is_kept),
        cmocka_unit_test(when_is_exact),
        cmocka_unit_test(when_wants_too_much),
        cmocka_unit_test(classifies),
        cmocka_unit_test(backs_off),
        cmocka_unit_test(polls_feeds),
        cmocka_unit_test(parts_a_refused_feed),
    };

    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
