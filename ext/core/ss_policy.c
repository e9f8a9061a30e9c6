/* Token buckets, retry classes, back-off. */
#include "ss_policy.h"
#include "ss_text.h"

enum {
    HALVED_FOR = 3600,       /* seconds at half rate after a 429 */
    MAX_RETRY_AFTER = 86400, /* a longer Retry-After is not believed */
    MILLI = 1000
};

/* Times are held in this range, so that no product below can overflow. */
static const int64_t LAST_TIME = INT64_C(1) << 40;

/* `num` tokens every `den` seconds: Amazon's rounded decimals (0.0083, 0.0222, 0.0056 a second) are
 * fractions of seconds, and as fractions they can be counted without drift. 0.0056 a second is
 * 178.6 seconds a token, rounded up to stay below it. */
static const struct {
    const char *name;
    int64_t num;
    int64_t den;
    int64_t burst;
} limits[SS_OP_COUNT] = {
    [SS_OP_CREATE_DOCUMENT] = {"createFeedDocument", 1, 2, 15},
    [SS_OP_CREATE_FEED] = {"createFeed", 1, 120, 15},
    [SS_OP_GET_FEED] = {"getFeed", 2, 1, 15},
    [SS_OP_GET_FEEDS] = {"getFeeds", 1, 45, 10},
    [SS_OP_GET_DOCUMENT] = {"getFeedDocument", 1, 45, 10},
    [SS_OP_CANCEL_FEED] = {"cancelFeed", 2, 1, 15},
    [SS_OP_SEARCH_ORDERS] = {"searchOrders", 1, 179, 20},
    [SS_OP_GET_ORDER] = {"getOrder", 1, 2, 30},
    [SS_OP_CONFIRM] = {"confirmShipment", 2, 1, 10},
};

const char *ss_op_name(ss_op op)
{
    return (unsigned)op < SS_OP_COUNT ? limits[op].name : "unknown";
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static int64_t clamp_time(int64_t when)
{
    return clamp(when, 0, LAST_TIME);
}

/* Milli-tokens the bucket can hold. A small share must still allow one call, or none would ever
 * be made. */
static int64_t burst_of(ss_op op, int share)
{
    int64_t burst = limits[op].burst * clamp(share, 1, 1000);

    return burst < MILLI ? MILLI : burst;
}

/* Milli-tokens gained from `from` to `to`. Both ends are put on one grid that starts at the epoch,
 * so the gains of any number of short steps add up to the gain of the long one. */
static int64_t gained(ss_op op, int share, int64_t from, int64_t to, int64_t slower)
{
    int64_t num = limits[op].num * clamp(share, 1, 1000);
    int64_t den = limits[op].den * slower;

    return to <= from ? 0 : to * num / den - from * num / den;
}

ss_bucket ss_bucket_full(ss_op op, int share, int64_t now)
{
    return (ss_bucket){burst_of(op, share), clamp_time(now), 0};
}

void ss_bucket_refill(ss_bucket *b, ss_op op, int share, int64_t now)
{
    int64_t burst = burst_of(op, share);
    int64_t from = clamp_time(b->at);
    int64_t half_end;

    now = clamp_time(now);
    if (now > from) {
        half_end = clamp(b->halved_until, from, now);
        b->tokens = clamp(b->tokens, -MILLI * INT64_C(1000000), burst);
        b->tokens += gained(op, share, from, half_end, 2);
        b->tokens += gained(op, share, half_end, now, 1);
    } else if (b->halved_until > now + MAX_RETRY_AFTER) {
        /* The 429 came while the clock was wrong: a penalty from the future does not last. */
        b->halved_until = now + HALVED_FOR;
    }
    b->at = now;
    if (b->tokens > burst) {
        b->tokens = burst;
    }
    if (b->halved_until <= now) {
        b->halved_until = 0;
    }
}

int64_t ss_bucket_available(const ss_bucket *b)
{
    return b->tokens > 0 ? b->tokens / MILLI : 0;
}

bool ss_bucket_take(ss_bucket *b, int64_t n)
{
    if (n < 0 || n > ss_bucket_available(b)) {
        return false;
    }
    b->tokens -= n * MILLI;
    return true;
}

void ss_bucket_return(ss_bucket *b, ss_op op, int share, int64_t n)
{
    int64_t burst = burst_of(op, share);

    if (n > 0) {
        b->tokens += clamp(n, 0, limits[op].burst) * MILLI;
    }
    if (b->tokens > burst) {
        b->tokens = burst;
    }
}

void ss_bucket_throttled(ss_bucket *b, ss_op op, int64_t now, int64_t retry_after)
{
    int64_t wait = clamp(retry_after, 0, MAX_RETRY_AFTER);
    int64_t by_then;

    now = clamp_time(now);
    b->at = now;
    b->halved_until = now + (wait > HALVED_FOR ? wait : HALVED_FOR);
    /* At the halved rate of the whole limit one token is there when Retry-After is over: what refills
     * beyond it until then is owed beforehand. A slow operation or a small share just takes longer.
     * Rounded so that the token never comes early. */
    by_then = wait * limits[op].num * MILLI / (limits[op].den * 2) + 1;
    b->tokens = by_then > MILLI ? MILLI - by_then - 1 : 0;
}

int64_t ss_bucket_when(const ss_bucket *b, ss_op op, int share, int64_t now, int64_t n)
{
    /* More than the burst will never be there at once; the burst is the most one can wait for. */
    int64_t want = clamp(n, 0, burst_of(op, share) / MILLI) * MILLI;
    ss_bucket probe = *b;
    int64_t early;
    int64_t late;
    int64_t missing;

    now = clamp_time(now);
    ss_bucket_refill(&probe, op, share, now);
    if (probe.tokens >= want) {
        return now;
    }
    missing = want - probe.tokens + 2;
    early = now;
    late = now + missing * limits[op].den * 2 / (limits[op].num * clamp(share, 1, 1000)) + 2;
    /* Refilling is monotonous in time, so halving finds the very second the refill will agree to,
     * whatever mixture of half and full rate lies between. */
    while (early + 1 < late) {
        int64_t middle = early + (late - early) / 2;
        ss_bucket there = probe;

        ss_bucket_refill(&there, op, share, middle);
        if (there.tokens >= want) {
            late = middle;
        } else {
            early = middle;
        }
    }
    return late;
}

static bool contains_nocase(ss_slice text, const char *word)
{
    ss_slice w = ss_slice_of(word);

    for (size_t i = 0; w.n <= text.n && i <= text.n - w.n; i++) {
        if (ss_ascii_equal_nocase((ss_slice){text.p + i, w.n}, w)) {
            return true;
        }
    }
    return false;
}

/* OAuth error codes: only the token endpoint speaks these words. */
static bool is_credential_error(ss_slice code)
{
    static const char *const codes[] = {"invalid_client",      "invalid_grant",
                                        "invalid_request",     "invalid_scope",
                                        "unauthorized_client", "unsupported_grant_type"};

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (ss_ascii_equal_nocase(code, ss_slice_of(codes[i]))) {
            return true;
        }
    }
    return false;
}

/* A complete answer with a status from 400 to 499 and a body in the promised form. */
static ss_class classify_refusal(int http, ss_slice code, ss_slice text)
{
    if (is_credential_error(code)) {
        return SS_CLASS_CREDENTIALS;
    }
    if (ss_ascii_equal_nocase(code, SS_LIT("QuotaExceeded"))) {
        return SS_CLASS_THROTTLED;
    }
    if (http == 401) {
        return SS_CLASS_TOKEN;
    }
    if (http == 403) {
        /* One code, "Unauthorized", for an old token and for a missing role: the text decides. */
        return contains_nocase(text, "access token") || contains_nocase(text, "expired")
                   ? SS_CLASS_TOKEN
                   : SS_CLASS_DENIED;
    }
    return http == 404 ? SS_CLASS_NOT_FOUND : SS_CLASS_REFUSED;
}

ss_class ss_classify(ss_transport transport, int http, bool effect, bool readable, ss_slice code,
                     ss_slice text)
{
    /* Where it cannot be told whether something happened: a read is simply repeated. */
    ss_class unclear = effect ? SS_CLASS_UNKNOWN : SS_CLASS_UNAVAILABLE;

    if (transport == SS_NEVER_SENT) {
        return SS_CLASS_NOT_SENT;
    }
    if (transport != SS_SENT_ANSWERED) {
        return unclear;
    }
    if (http == 429) {
        return SS_CLASS_THROTTLED;
    }
    if (http >= 200 && http <= 299) {
        return readable ? SS_CLASS_OK : unclear;
    }
    /* 408 says that somebody on the way gave up waiting, which tells nothing about the effect. An
     * unreadable 4xx may come from a proxy that stands in front of anything. */
    if (http >= 400 && http <= 499 && http != 408 && readable) {
        return classify_refusal(http, code, text);
    }
    return unclear;
}

/* Spreads any number over all 64 bits, so that neighbouring row ids get different waits. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

int64_t ss_backoff(int failures, int64_t base, int64_t cap, uint64_t salt)
{
    int64_t low = base < 1 ? 1 : base;
    int64_t high;
    uint64_t noise = mix(salt + (uint64_t)(failures < 0 ? 0 : failures));

    cap = clamp(cap, 1, LAST_TIME);
    low = low > cap ? cap : low;
    base = low;
    for (int i = 1; i < failures && low < cap; i++) {
        low = low > cap / 2 ? cap : low * 2;
    }
    high = low + low / 4;
    if (high > cap) {
        /* At the cap the spread goes downwards, so that the cap is kept and rows still spread. */
        high = cap;
        low = cap - cap / 4 > base ? cap - cap / 4 : base;
    }
    return low + (int64_t)(noise % (uint64_t)(high - low + 1));
}

int64_t ss_feed_part(int64_t messages, int64_t rounds)
{
    if (messages <= 1 || rounds >= SS_TRIES_SPLIT) {
        return 0;
    }
    if (rounds == SS_TRIES_SPLIT - 1) {
        return 1;
    }
    return messages / SS_SPLIT_PARTS + (messages % SS_SPLIT_PARTS > 0);
}

int64_t ss_feed_poll_after(int polls)
{
    static const int64_t first[] = {120, 300, 600, 1200, 1800};
    const int count = (int)(sizeof first / sizeof first[0]);

    if (polls < 0) {
        polls = 0;
    }
    return polls < count ? first[polls] : first[count - 1] * (polls - count + 2);
}
