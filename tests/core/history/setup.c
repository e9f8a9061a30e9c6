/* How a history begins: settings, account, what will go wrong and how often. */
#include "history.h"

static void rules(world *w, account_rows *a)
{
    ss_settings *s = &a->settings;
    ss_ship_rule *ship = need(&a->arena, 1, sizeof *ship);
    ss_cancel_rule *cancel = need(&a->arena, 1, sizeof *cancel);
    ss_open_rule *open = need(&a->arena, 2, sizeof *open);
    ss_map_entry *map = need(&a->arena, 2, sizeof *map);

    ship[0] = (ss_ship_rule){.status = 3, .name = SS_LIT("Versendet")};
    cancel[0] = (ss_cancel_rule){.status = 4, .name = SS_LIT("Storniert"), .after_minutes = 30};
    cancel[0].reason = rng_chance(&w->rng, 100)   ? SS_LIT("ask")
                       : rng_chance(&w->rng, 500) ? SS_LIT("NoInventory")
                                                  : SS_LIT("BuyerCanceled");
    open[0] = (ss_open_rule){1, SS_LIT("Offen")};
    open[1] = (ss_open_rule){2, SS_LIT("In Bearbeitung")};
    map[0] = (ss_map_entry){SS_LIT("HERMES"), SS_LIT("Hermes"), SS_NONE};
    map[1] = (ss_map_entry){SS_LIT("Bote"), SS_NONE, SS_LIT("Radkurier")};
    s->ship = ship;
    s->ship_count = 1;
    s->cancel = cancel;
    s->cancel_count = 1;
    s->open = open;
    s->open_count = 2;
    s->carrier_map = map;
    s->carrier_map_count = 2;
}

static void settings(world *w, account_rows *a)
{
    ss_settings *s = &a->settings;
    rng aside = rng_aside(w->seed, 1);

    memset(s, 0, sizeof *s);
    rules(w, a);
    s->sync = true;
    s->interval = 2 * HOUR;
    s->carrier_source = rng_chance(&w->rng, 500) ? SS_SRC_TRACKING : SS_SRC_AUTO;
    s->carrier_fallback = rng_chance(&w->rng, 600) ? SS_LIT("DPD") : SS_NONE;
    s->detect = SS_DETECT_OFF;
    s->method_source = SS_SRC_FIXED;
    s->method_value = SS_LIT("Standard");
    s->tracking_source = SS_SRC_AUTO;
    s->wait_hours = rng_chance(&w->rng, 500) ? 24 : rng_range(&w->rng, 0, 6);
    s->send_untracked = rng_chance(&w->rng, 700);
    s->settle_minutes = 15;
    s->several = (int)rng_range(&w->rng, 0, 2);
    s->transport = rng_chance(&w->rng, 600) ? SS_TRANSPORT_AUTO : (int)rng_range(&w->rng, 0, 2);
    s->limits_share = 1000;
    s->brake_shipments = 25;
    s->brake_cancels = rng_chance(&w->rng, 100) ? 3 : 50;
    s->brake_refused_percent = 20;
    s->retention_days = 400;
    s->start_at = rng_chance(&w->rng, 200) ? w->start - DAY : 0;
    s->text_links = rng_chance(&aside, 700);
}

static void account(world *w, size_t n, size_t count)
{
    account_rows *a = &w->store.accounts[n];
    ss_slice *markets;
    ss_account_state state;

    memset(a, 0, sizeof *a);
    ss_arena_init(&a->arena, 1 << 20);
    settings(w, a);
    markets = need(&a->arena, 2, sizeof *markets);
    markets[0] = SS_LIT("A1PA6795UKMFR9");
    markets[1] = SS_LIT("APJ6JRA9NG5V4");
    a->account = (ss_account){.id = print(&a->arena, "account%zu", n),
                              .name = SS_LIT("Seller"),
                              .region = SS_LIT("eu"),
                              .marketplaces = markets,
                              .marketplace_count = 2,
                              .on = true,
                              .only_account = count == 1,
                              .bound = SS_LIT("here")};
    a->account.seller = print(&a->arena, "A1SELLER%zu", n);
    memset(&state, 0, sizeof state);
    state.mode = SS_MODE_ACTIVE;
    state.runs = a->counter = 1;
    state.last_run = state.last_success = w->start - HOUR;
    state.searched_to = w->start - 3 * DAY;
    state.pilot_express = state.pilot_feed = !draw(w, D_PILOT);
    state.preview_count = 10;
    if (rng_chance(&w->rng, 50)) {
        state.mode = SS_MODE_PREVIEW;
    }
    cell_set(&a->state, &ss_rec_account_state, &state);
    a->state_version = 1;
}

/* How often each kind of disturbance strikes where it can, in permille; per feed, order, account or
 * start of a run where those are the occasions. */
static void rates(world *w)
{
    rng aside = rng_aside(w->seed, 4); /* so that what was drawn before stays the same */
    static const int most[D_COUNT] = {
        [D_NET] = 80,     [D_LIMIT] = 40,   [D_SERVER] = 60,  [D_AUTH] = 20,    [D_DOWN] = 60,
        [D_SLOW] = 100,   [D_STUCK] = 400,  [D_LIE] = 300,    [D_FATAL] = 300,  [D_CRASH] = 12,
        [D_STORE] = 10,   [D_FREEZE] = 30,  [D_TWO] = 1000,   [D_CLOCK] = 20,   [D_SPONT] = 400,
        [D_REJECT] = 200, [D_POISON] = 150, [D_FORGET] = 200, [D_PILOT] = 1000, [D_BACKUP] = 60,
        [D_PAUSE] = 40,   [D_OWNER] = 10,   [D_OTHER] = 400,  [D_TWIST] = 200,  [D_LOSE] = 30,
        [D_TURNED] = 150};
    static const int odds[D_COUNT] = {
        [D_NET] = 500,    [D_LIMIT] = 300,  [D_SERVER] = 400, [D_AUTH] = 150,  [D_DOWN] = 150,
        [D_SLOW] = 300,   [D_STUCK] = 200,  [D_LIE] = 150,    [D_FATAL] = 200, [D_CRASH] = 500,
        [D_STORE] = 200,  [D_FREEZE] = 250, [D_TWO] = 400,    [D_CLOCK] = 80,  [D_SPONT] = 500,
        [D_REJECT] = 250, [D_POISON] = 150, [D_FORGET] = 150, [D_PILOT] = 150, [D_BACKUP] = 60,
        [D_PAUSE] = 80,   [D_OWNER] = 300,  [D_OTHER] = 200,  [D_TWIST] = 150, [D_LOSE] = 60,
        [D_TURNED] = 150};

    for (int d = 0; d < D_DENY; d++) {
        bool in = rng_chance(&w->rng, odds[d]);
        int rate = (int)rng_range(&w->rng, 1 + most[d] / 10, most[d]);

        w->rate[d] = in && (w->allowed & (UINT32_C(1) << d)) != 0 ? rate : 0;
    }
    if (rng_chance(&aside, 150) && (w->allowed & (UINT32_C(1) << D_DENY)) != 0) {
        w->rate[D_DENY] = (int)rng_range(&aside, 40, 400);
    }
    w->had_clock = false;
}

void world_init(world *w, uint64_t seed, uint32_t allowed, bool trace)
{
    size_t n;

    memset(w, 0, sizeof *w);
    w->seed = w->rng.s = seed;
    w->trace = trace;
    w->allowed = allowed;
    ss_arena_init(&w->arena, (size_t)1 << 30);
    w->start = w->t = INT64_C(1795000000) + rng_range(&w->rng, 0, 300) * DAY;
    rates(w);
    store_init(&w->store);
    w->store.renew_expired = rng_chance(&w->rng, 500);
    n = rng_chance(&w->rng, 200) ? 2 : 1;
    for (size_t i = 0; i < n; i++) {
        account(w, i, n);
    }
    w->store.account_count = n;
    w->lease = rng_range(&w->rng, 5, 15) * MINUTE;
    w->longest = rng_range(&w->rng, 30, 90);
    for (int i = 0; i < 2; i++) {
        w->hosts[i].mono = -w->start + rng_range(&w->rng, 1000, 100000);
    }
    w->hosts[1].skew = rng_range(&w->rng, -3, 3);
    world_people_and_orders(w);
}

void world_free(world *w)
{
    for (int i = 0; i < MAX_JOBS; i++) {
        job_drop(w, &w->jobs[i]);
    }
    store_free(&w->store);
    if (w->backup != NULL) {
        store_free(w->backup);
    }
    ss_arena_free(&w->arena);
}
