/* Does the model itself do what it says? Each test builds a small world and pokes at it. */
#include "history.h"

#include <stdlib.h>

static int passed, failed;

static void expect(bool well, const char *what)
{
    passed += well;
    failed += !well;
    if (!well) {
        (void)printf("selftest: %s\n", what);
    }
}

static world *new_world(void)
{
    world *w = calloc(1, sizeof *w);

    if (w == NULL) {
        abort();
    }
    world_init(w, 7, 0, false);
    w->calm = true;
    w->shop.order_count = w->amazon.order_count = 0;
    return w;
}

static void end_world(world *w)
{
    world_free(w);
    free(w);
}

static am_order *add_order(world *w)
{
    am_order *o = &w->amazon.orders[w->amazon.order_count++];

    *o = (am_order){.id = SS_LIT("303-1234567-1234567"),
                    .marketplace = "A1PA6795UKMFR9",
                    .created = w->t - DAY,
                    .item_count = 1};
    o->item_id[0] = SS_LIT("12345678901234");
    o->ordered[0] = 2;
    o->v.status = SS_AMAZON_UNSHIPPED;
    return o;
}

static am_line ship_line(const world *w, int64_t units, const char *tracking)
{
    am_line line = {.id = 1, .carrier = SS_LIT("DPD"), .shipped_at = w->t - HOUR};

    line.tracking = ss_slice_of(tracking);
    line.units[0] = units;
    return line;
}

static void test_tracking(void)
{
    expect(same_tracking(SS_LIT("ab-1 2"), SS_LIT("AB12")), "form of a tracking number is ignored");
    expect(!same_tracking(SS_LIT("AB12"), SS_LIT("AB123")), "a longer number is another one");
    expect(!same_tracking(SS_LIT(""), SS_LIT("A")), "no number is not any number");
}

static void test_ship(void)
{
    world *w = new_world();
    am_order *o = add_order(w);
    am_line one = ship_line(w, 1, "T1");
    am_line two = ship_line(w, 2, "T2");

    expect(amazon_ship(w, o, &one, VIA_CONFIRM, 1) == NULL, "first package is taken");
    expect(o->v.status == SS_AMAZON_PARTIALLY_SHIPPED, "half is shipped");
    expect(amazon_ship(w, o, &two, VIA_CONFIRM, 2) != NULL, "more units than are left are refused");
    expect(amazon_ship(w, o, &two, VIA_CONFIRM, 1) == NULL, "the same package is edited");
    expect(o->v.pack_count == 1 && o->v.status == SS_AMAZON_SHIPPED, "one package, all shipped");
    expect(amazon_ship(w, o, &one, VIA_FEED, 0) != NULL, "what is shipped is not shipped again");
    one.shipped_at = w->t + HOUR;
    expect(amazon_ship(w, o, &one, VIA_CONFIRM, 1) != NULL, "a ship date to come is refused");
    o->forgets = 1;
    one.shipped_at = w->t - HOUR;
    expect(amazon_ship(w, o, &one, VIA_CONFIRM, 1) == NULL && o->v.fulfilled[0] == 2,
           "204 without storing");
    end_world(w);
}

static void test_cancel(void)
{
    world *w = new_world();
    am_order *o = add_order(w);
    am_line line = {.id = 1, .cancel = true};
    am_line parcel = ship_line(w, 1, "T1");

    expect(amazon_cancel(w, o, &line) != NULL, "a cancel without the items is refused");
    line.units[0] = 1;
    expect(amazon_cancel(w, o, &line) == NULL && o->v.status == SS_AMAZON_CANCELLED, "cancelled");
    expect(amazon_ship(w, o, &parcel, VIA_FEED, 0) != NULL, "cancelled is not shipped");
    o->v.status = SS_AMAZON_UNSHIPPED;
    expect(amazon_ship(w, o, &parcel, VIA_FEED, 0) == NULL, "shipped");
    expect(amazon_cancel(w, o, &line) == NULL && o->refunded, "a cancel after it refunds");
    end_world(w);
}

static void test_limits(void)
{
    world *w = new_world();
    int granted = 0;

    for (int i = 0; i < 40; i++) {
        granted += amazon_take(w, 0, SS_OP_CREATE_FEED);
    }
    expect(granted == 15, "createFeed has a burst of 15");
    w->t += 100;
    expect(!amazon_take(w, 0, SS_OP_CREATE_FEED), "not yet one in 100 s");
    w->t += 25;
    expect(amazon_take(w, 0, SS_OP_CREATE_FEED), "one per 120 s or so");
    expect(amazon_take(w, 1, SS_OP_CREATE_FEED), "each account has its own");
    end_world(w);
}

static const char feed_text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><AmazonEnvelope><Header><DocumentVersion>1.01"
    "</DocumentVersion><MerchantIdentifier>A1</MerchantIdentifier></Header><MessageType>"
    "OrderFulfillment</MessageType><Message><MessageID>5</MessageID><OrderFulfillment>"
    "<AmazonOrderID>303-1234567-1234567</AmazonOrderID><FulfillmentDate>2026-11-01T10:00:00Z"
    "</FulfillmentDate><FulfillmentData><CarrierCode>DPD</CarrierCode><ShippingMethod>Standard"
    "</ShippingMethod><ShipperTrackingNumber>T1</ShipperTrackingNumber></FulfillmentData><Item>"
    "<AmazonOrderItemCode>12345678901234</AmazonOrderItemCode><Quantity>2</Quantity></Item>"
    "</OrderFulfillment></Message></AmazonEnvelope>";

static void test_document(void)
{
    world *w = new_world();
    am_order *o = add_order(w);
    am_doc *doc = amazon_document(w, 0, SS_LIT(feed_text));
    char broken[sizeof feed_text];

    expect(doc->legal && doc->line_count == 1 && doc->lines[0].order == o, "a good feed is read");
    expect(doc->lines[0].id == 5 && doc->lines[0].units[0] == 2, "with its numbers");
    for (size_t cut = 40; cut < sizeof feed_text - 1; cut += 37) {
        expect(!amazon_document(w, 0, (ss_slice){feed_text, cut})->legal, "a cut feed is refused");
    }
    memcpy(broken, feed_text, sizeof feed_text);
    *strstr(broken, ">2<") = ' ';
    expect(!amazon_document(w, 0, ss_slice_of(broken))->legal, "no XML");
    memcpy(broken, feed_text, sizeof feed_text);
    memcpy(strstr(broken, ">2<"), ">0<", 3);
    expect(!amazon_document(w, 0, ss_slice_of(broken))->legal, "a quantity of 0 is refused");
    end_world(w);
}

static void test_feeds(void)
{
    world *w = new_world();
    am_order *o = add_order(w);
    am_doc *doc = amazon_document(w, 0, SS_LIT(feed_text));
    am_feed *first = feeds_create(w, 0, doc, SS_FEED_SHIP, "A1PA6795UKMFR9");
    am_feed *second = feeds_create(w, 0, doc, SS_FEED_SHIP, "A1PA6795UKMFR9");
    bool both = false;

    doc->lines[0].shipped_at = w->t - HOUR;
    for (int i = 0; i < 60; i++) {
        w->t += MINUTE;
        amazon_advance(w);
        both = both || (strcmp(first->status, "IN_PROGRESS") == 0 &&
                        strcmp(second->status, "IN_PROGRESS") == 0);
    }
    expect(strcmp(first->status, "DONE") == 0 && o->v.status == SS_AMAZON_SHIPPED, "feed is done");
    expect(!both, "feeds of one type go one after the other");
    expect(o->ships == 1 && strcmp(second->status, "DONE") == 0,
           "the same feed again ships nothing");
    expect(strstr(feeds_report(w, second).p, "<ResultMessageCode>18021<") != NULL,
           "and its report says so");
    end_world(w);
}

/* ---- store --------------------------------------------------------------------------------------- */

static ss_save_mark save_one(world *w, const job *j, ss_feed_row *f, ss_arena *a, int64_t fence)
{
    ss_cmd cmd;

    memset(&cmd, 0, sizeof cmd);
    cmd.type = SS_CMD_SAVE;
    cmd.arena = a;
    cmd.fence = fence;
    cmd.u.save.rows.feeds = f;
    cmd.u.save.rows.feed_count = 1;
    store_save(w, j, &cmd, 7);
    return cmd.u.save.feeds[0];
}

static void take(world *w, job *j, ss_arena *a, ss_lease_answer *out)
{
    ss_cmd cmd;

    memset(&cmd, 0, sizeof cmd);
    cmd.type = SS_CMD_LEASE;
    cmd.arena = a;
    store_lease(w, j, &cmd);
    *out = cmd.u.lease;
}

static void test_store(void)
{
    world *w = new_world();
    ss_arena a;
    job one = {.id = 1, .owner = "one"};
    job two = {.id = 2, .owner = "two"};
    ss_lease_answer got;
    ss_feed_row f;
    ss_save_mark mark;

    ss_arena_init(&a, 1 << 20);
    take(w, &one, &a, &got);
    expect(got.granted && !got.takeover && got.fence == 1, "a free lease is given");
    take(w, &two, &a, &got);
    expect(!got.granted, "a held one is not");
    memset(&f, 0, sizeof f);
    f.account = w->store.accounts[0].account.id;
    mark = save_one(w, &one, &f, &a, 1);
    expect(mark.ok && mark.id > 0, "a row is inserted");
    f.id = mark.id;
    f.version = 1;
    expect(save_one(w, &one, &f, &a, 1).ok, "and changed");
    expect(!save_one(w, &one, &f, &a, 1).ok, "but not with an old version");
    w->t += w->lease + 1;
    take(w, &two, &a, &got);
    expect(got.granted && got.takeover && got.fence == 2, "an expired lease is taken over");
    f.version = 2;
    expect(!save_one(w, &one, &f, &a, 1).ok, "the old holder can change nothing open");
    expect(!store_renew(w, &one, 1, false), "nor renew");
    expect(save_one(w, &two, &f, &a, 2).ok, "the new one can");
    expect(store_renew(w, &two, 2, true), "and gives it back");
    take(w, &one, &a, &got);
    expect(got.granted && !got.takeover && got.fence == 2, "after that the fence stays");
    ss_arena_free(&a);
    end_world(w);
}

int selftest(void)
{
    test_tracking();
    test_ship();
    test_cancel();
    test_limits();
    test_document();
    test_feeds();
    test_store();
    (void)printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
