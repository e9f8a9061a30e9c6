/* The writer's order of calls, its limits and its sink. */
#include "support.h"

#include "ss_feed.h"

#include <stdio.h>

#define ORDER   SS_LIT("303-1234567-1234567")
#define SHIPPED 1795381200 /* 2026-11-22T21:00:00Z */

static ss_ship_message ship(uint64_t id)
{
    return (ss_ship_message){.id = id,
                             .order = ORDER,
                             .shipped_at = SHIPPED,
                             .carrier = SS_LIT("DHL"),
                             .method = SS_LIT("Standard")};
}

static ss_feed_writer *open_to(ss_buf *b, ss_feed_type type)
{
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w;

    ss_buf_init(b, SS_MAX_FEED_BYTES);
    w = ss_feed_open(type, SS_LIT("A1SELLER"), ss_feed_to_buf, b, &err);
    assert_non_null(w);
    return w;
}

static void with_items(ss_ship_message *m, const ss_item *items, size_t n)
{
    m->items = items;
    m->item_count = n;
}

static void order_of_calls(void **state)
{
    const ss_item items[] = {{SS_LIT("1"), 0, SS_LIT("PricingError")}};
    const ss_cancel_message cancel = {5, ORDER, items, 1};
    ss_ship_message m = ship(5);
    ss_err err = SS_ERR_INIT;
    ss_buf b;
    ss_feed_writer *w = open_to(&b, SS_FEED_SHIP);

    (void)state;
    assert_false(ss_feed_close(w, &err)); /* empty */
    assert_error(&err, SS_E_INPUT, "messages");
    ss_feed_free(w);
    ss_buf_free(&b);

    w = open_to(&b, SS_FEED_SHIP);
    assert_true(ss_feed_ship(w, &m, &err));
    assert_false(ss_feed_ship(w, &m, &err)); /* the same id */
    assert_error(&err, SS_E_INPUT, "messages[1]");
    ss_feed_free(w);
    ss_buf_free(&b);

    w = open_to(&b, SS_FEED_SHIP);
    assert_true(ss_feed_ship(w, &m, &err));
    assert_false(ss_feed_cancel(w, &cancel, &err)); /* the other type */
    assert_error(&err, SS_E_STATE, "feed");
    ss_feed_free(w);
    ss_buf_free(&b);

    w = open_to(&b, SS_FEED_CANCEL);
    assert_false(ss_feed_ship(w, &m, &err));
    assert_error(&err, SS_E_STATE, "feed");
    ss_feed_free(w);
    ss_buf_free(&b);

    w = open_to(&b, SS_FEED_SHIP);
    assert_true(ss_feed_ship(w, &m, &err));
    assert_true(ss_feed_close(w, &err));
    m.id = 6;
    assert_false(ss_feed_ship(w, &m, &err)); /* closed */
    assert_error(&err, SS_E_STATE, "feed");
    assert_false(ss_feed_close(w, &err));
    assert_error(&err, SS_E_STATE, "feed");
    ss_feed_free(w);
    ss_buf_free(&b);
}

typedef struct counting {
    size_t bytes, calls, most, stop_after;
} counting;

static bool count_bytes(void *ctx, const char *p, size_t n)
{
    counting *c = ctx;

    (void)p;
    c->calls++;
    c->most = n > c->most ? n : c->most;
    c->bytes += n;
    return c->calls <= c->stop_after;
}

static void limit_of_messages(void **state)
{
    counting c = {0, 0, 0, SIZE_MAX};
    ss_ship_message m = ship(0);
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), count_bytes, &c, &err);

    (void)state;
    assert_non_null(w);
    for (m.id = 1; m.id <= SS_MAX_FEED_MESSAGES; m.id++) {
        assert_true(ss_feed_ship(w, &m, &err));
    }
    assert_false(ss_feed_ship(w, &m, &err));
    assert_error(&err, SS_E_LIMIT, "messages[5000]");
    ss_feed_free(w);
    assert_true(c.most < 16384); /* streamed in small pieces */
}

/* Fills a feed until it is refused: nothing beyond the limit reaches the sink, and what was
 * promised in bytes is what came. */
static void limit_of_bytes(void **state)
{
    static char ids[SS_MAX_ITEMS][24];
    static ss_item items[SS_MAX_ITEMS];
    counting c = {0, 0, 0, SIZE_MAX};
    ss_ship_message m = ship(1);
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), count_bytes, &c, &err);
    size_t full;

    (void)state;
    assert_non_null(w);
    for (size_t i = 0; i < SS_MAX_ITEMS; i++) {
        int n = snprintf(ids[i], sizeof ids[i], "%020zu", i);

        items[i] = (ss_item){{ids[i], (size_t)n}, 1, SS_NONE};
    }
    with_items(&m, items, SS_MAX_ITEMS);
    while (ss_feed_bytes(w) + ss_ship_bytes(&m) + 64 <= SS_MAX_FEED_BYTES) {
        size_t before = ss_feed_bytes(w);
        size_t promised = ss_ship_bytes(&m);

        assert_true(ss_feed_ship(w, &m, &err));
        assert_int_equal(ss_feed_bytes(w), before + promised);
        m.id++;
    }
    /* Up to the last byte with small messages of growing size. */
    m.item_count = 0;
    m.tracking = SS_NONE;
    while (ss_feed_bytes(w) + ss_ship_bytes(&m) + 18 < SS_MAX_FEED_BYTES) {
        assert_true(ss_feed_ship(w, &m, &err));
        m.id++;
    }
    full = ss_feed_bytes(w);
    assert_false(ss_feed_ship(w, &m, &err));
    assert_int_equal(err.code, SS_E_LIMIT);
    assert_int_equal(ss_feed_bytes(w), full);
    ss_feed_free(w);
    assert_true(c.bytes < SS_MAX_FEED_BYTES);
}

/* The longest document that is allowed ends below the limit. */
static void end_fits(void **state)
{
    counting c = {0, 0, 0, SIZE_MAX};
    static char ids[SS_MAX_ITEMS][24];
    static ss_item items[SS_MAX_ITEMS];
    ss_ship_message m = ship(1);
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), count_bytes, &c, &err);
    bool stuck = false;

    (void)state;
    assert_non_null(w);
    for (size_t i = 0; i < SS_MAX_ITEMS; i++) {
        int n = snprintf(ids[i], sizeof ids[i], "%020zu", i);

        items[i] = (ss_item){{ids[i], (size_t)n}, 1, SS_NONE};
    }
    while (!stuck) {
        size_t room = SS_MAX_FEED_BYTES - 1 - strlen("\n</AmazonEnvelope>") - ss_feed_bytes(w);

        with_items(&m, items, SS_MAX_ITEMS);
        while (m.item_count > 0 && ss_ship_bytes(&m) > room) {
            m.item_count--;
        }
        stuck = ss_ship_bytes(&m) > room;
        if (!stuck) {
            assert_true(ss_feed_ship(w, &m, &err));
            m.id++;
        }
    }
    assert_true(ss_feed_close(w, &err));
    assert_int_equal(c.bytes, ss_feed_bytes(w));
    assert_true(c.bytes < SS_MAX_FEED_BYTES);
    ss_feed_free(w);
}

static void sink_refuses(void **state)
{
    (void)state;
    for (size_t stop = 0; stop < 4; stop++) {
        counting c = {0, 0, 0, stop};
        ss_ship_message m = ship(1);
        ss_err err = SS_ERR_INIT;
        ss_feed_writer *w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), count_bytes, &c, &err);
        bool ok = w != NULL;
        size_t calls;

        for (int i = 0; ok && i < 100; i++) {
            ok = ss_feed_ship(w, &m, &err);
            m.id++;
        }
        assert_false(ok);
        assert_error(&err, SS_E_STATE, "feed");
        calls = c.calls;
        assert_false(ss_feed_close(w, &err));
        ss_feed_free(w);
        assert_int_equal(c.calls, calls); /* a sink that refused is not called again */
    }
}

static void abandoned(void **state)
{
    counting c = {0, 0, 0, SIZE_MAX};
    ss_ship_message m = ship(1);
    ss_err err = SS_ERR_INIT;
    ss_feed_writer *w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), count_bytes, &c, &err);

    (void)state;
    assert_true(ss_feed_ship(w, &m, &err));
    c.calls = 0;
    ss_feed_free(w);
    assert_int_equal(c.calls, 0); /* half a document is not pushed out on the way */
}

static void buffer_limit_holds(void **state)
{
    ss_ship_message m = ship(1);
    ss_err err = SS_ERR_INIT;
    ss_buf b;
    ss_feed_writer *w;

    (void)state;
    ss_buf_init(&b, 300);
    w = ss_feed_open(SS_FEED_SHIP, SS_LIT("A1"), ss_feed_to_buf, &b, &err);
    assert_non_null(w);
    assert_true(ss_feed_ship(w, &m, &err));
    assert_false(ss_feed_close(w, &err));
    assert_error(&err, SS_E_STATE, "feed");
    ss_feed_free(w);
    ss_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_calls),     cmocka_unit_test(limit_of_messages),
        cmocka_unit_test(limit_of_bytes),     cmocka_unit_test(end_fits),
        cmocka_unit_test(sink_refuses),       cmocka_unit_test(abandoned),
        cmocka_unit_test(buffer_limit_holds),
    };

    return cmocka_run_group_tests_name("feed limits", tests, NULL, NULL);
}
