/* What people do: the shop's staff, the ERP, buyers, the seller in Seller Central, the owner. */
#include "history.h"

static sh_order *any_order(world *w)
{
    return w->shop.order_count == 0
               ? NULL
               : &w->shop.orders[rng_range(&w->rng, 0, (int64_t)w->shop.order_count - 1)];
}

/* A late commit: the row has its id and time already, but nobody sees it for some minutes. */
static int64_t commit_at(world *w)
{
    return rng_chance(&w->rng, 50) ? w->t + rng_range(&w->rng, 10, 9 * MINUTE) : w->t;
}

static void set_status(world *w, sh_order *o, int64_t status, bool with_history)
{
    if (o->gone || o->history_count == MAX_HISTORY) {
        return;
    }
    o->status = status;
    o->by_sql = !with_history;
    if (with_history) {
        o->history[o->history_count++] =
            (sh_history){++w->shop.next_history, status, w->t, commit_at(w)};
    }
    if (status_cancels(status)) {
        o->ever_cancel = true;
        o->cancel_at = o->cancel_at == 0 ? w->t : o->cancel_at;
    }
    say(w, "shop: order %lld status %lld%s", (long long)o->id, (long long)status,
        with_history ? "" : " by plain SQL");
}

static ss_slice new_code(world *w)
{
    return print(&w->arena, "%lld%05lld", (long long)(41000000 + w->shop.next_tracking),
                 (long long)rng_range(&w->rng, 0, 99999));
}

static void add_tracking(world *w, sh_order *o, bool plain)
{
    static const char *const carriers[] = {"DPD", "DPD", "GLS", "HERMES", "Bote"};
    sh_tracking *t;
    int odd = plain ? 1000 : (int)rng_range(&w->rng, 0, 999);

    if (o->gone || o->tracking_count == MAX_TRACKING) {
        return;
    }
    t = &o->tracking[o->tracking_count++];
    *t = (sh_tracking){.id = ++w->shop.next_tracking, .at = w->t, .visible_at = commit_at(w)};
    t->carrier = ss_slice_of(carriers[rng_range(&w->rng, 0, 4)]);
    t->code = new_code(w);
    if (odd < 400) {
        o->odd = true;
    }
    if (odd < 80) {
        t->is_return = true;
    } else if (odd < 130 && o->tracking_count > 1) {
        t->code = o->tracking[0].code;
    } else if (odd < 160) {
        t->code = SS_LIT("https://example.invalid/track?n=1");
    } else if (odd < 180) {
        t->code = SS_LIT("");
    } else if (odd < 210) {
        t->carrier = SS_LIT("Fahrrad Franz");
    } else if (odd < 225 && o->am != NULL) {
        t->code = o->am->id;
    } else if (odd < 240) {
        t->code = SS_LIT("Abc\xc3\xa4 12345");
    } else if (odd < 255) {
        t->carrier = SS_NONE;
    }
    say(w, "shop: order %lld tracking row %lld %.*s %.*s%s", (long long)o->id, (long long)t->id,
        SS_FMT(t->carrier), SS_FMT(t->code), t->is_return ? " (return)" : "");
}

static void change_tracking(world *w, sh_order *o)
{
    sh_tracking *t;

    if (o->tracking_count == 0) {
        return;
    }
    t = &o->tracking[rng_range(&w->rng, 0, (int64_t)o->tracking_count - 1)];
    if (rng_chance(&w->rng, 300)) {
        t->gone = true;
        o->odd = true;
        say(w, "shop: order %lld tracking row %lld deleted", (long long)o->id, (long long)t->id);
    } else {
        t->code = new_code(w);
        say(w, "shop: order %lld tracking row %lld becomes %.*s", (long long)o->id,
            (long long)t->id, SS_FMT(t->code));
    }
}

static void pass_through(world *w, sh_order *o)
{
    set_status(w, o, 3, true);
    set_status(w, o, 5, true);
}

static void remove_order(world *w, sh_order *o)
{
    o->gone = true;
    o->odd = true;
    say(w, "shop: order %lld deleted", (long long)o->id);
}

void shop_act(world *w)
{
    sh_order *o = any_order(w);
    int dice = (int)rng_range(&w->rng, 0, 999);
    bool ui = rng_chance(&w->rng, 750);

    if (o == NULL || o->visible_at > w->t) {
        return;
    }
    if (dice < 330) {
        if (rng_chance(&w->rng, 800)) {
            add_tracking(w, o, rng_chance(&w->rng, 700));
        }
        set_status(w, o, 3, ui);
    } else if (dice < 400) {
        pass_through(w, o);
    } else if (dice < 470) {
        set_status(w, o, rng_range(&w->rng, 0, 2), ui);
    } else if (dice < 620) {
        set_status(w, o, 4, ui);
    } else if (dice < 650) {
        o->total_zero = true;
        o->odd = true;
        say(w, "shop: order %lld all totals 0", (long long)o->id);
    } else if (dice < 665) {
        remove_order(w, o);
    } else if (dice < 850) {
        add_tracking(w, o, false);
    } else if (dice < 950) {
        change_tracking(w, o);
    } else {
        set_status(w, o, 5, ui);
    }
}

/* ---- Amazon's side ------------------------------------------------------------------------------- */

static void seller_ships(world *w, am_order *o)
{
    am_pack *p;

    if (o->v.pack_count == MAX_PACKS || o->v.status != SS_AMAZON_UNSHIPPED) {
        return;
    }
    p = &o->v.packs[o->v.pack_count++];
    *p = (am_pack){.ref = ++w->amazon.next_ref, .via = VIA_SELLER, .shipped_at = w->t};
    p->carrier = SS_LIT("DHL");
    p->tracking = print(&w->arena, "9%013lld", (long long)rng_range(&w->rng, 0, 999999999));
    for (size_t i = 0; i < o->item_count; i++) {
        p->units[i] = o->ordered[i];
    }
    o->touched_by_others = true;
    amazon_settle(w, o);
    say(w, "amazon: %.*s is shipped in Seller Central", SS_FMT(o->id));
}

static void buyer_cancels(world *w, am_order *o)
{
    if (o->v.status != SS_AMAZON_UNSHIPPED && o->v.status != SS_AMAZON_PENDING) {
        return;
    }
    o->v.status = SS_AMAZON_CANCELLED;
    o->v.cancelled_by = "BUYER";
    o->v.updated = w->t;
    o->touched_by_others = true;
    say(w, "amazon: %.*s is cancelled by its buyer", SS_FMT(o->id));
}

void amazon_act(world *w)
{
    am_order *o;

    if (w->amazon.order_count == 0 || !draw(w, D_SPONT)) {
        return;
    }
    o = &w->amazon.orders[rng_range(&w->rng, 0, (int64_t)w->amazon.order_count - 1)];
    if (o->afn || o->missing) {
        return;
    }
    switch (rng_range(&w->rng, 0, 3)) {
    case 0:
        seller_ships(w, o);
        break;
    case 1:
        buyer_cancels(w, o);
        break;
    default:
        o->v.cancel_requested = true;
        o->v.updated = w->t;
        say(w, "amazon: the buyer of %.*s asks for a cancel", SS_FMT(o->id));
    }
}

/* ---- who and what there is at the start ---------------------------------------------------------- */

static void deny(const world *w, am_order *o, size_t n)
{
    rng aside = rng_aside(w->seed, 5 + ((uint64_t)n << 8));

    if (!rng_chance(&aside, w->rate[D_DENY])) {
        return;
    }
    o->denied = rng_chance(&aside, 500) ? SS_OP_GET_ORDER : SS_OP_CONFIRM;
    o->denied_until =
        rng_chance(&aside, 200) ? SS_NEVER : o->created + rng_range(&aside, DAY, 4 * DAY);
}

static void make_amazon_order(world *w, int account)
{
    static const char *const markets[] = {"A1PA6795UKMFR9", "A1PA6795UKMFR9", "APJ6JRA9NG5V4"};
    size_t n = w->amazon.order_count++;
    am_order *o = &w->amazon.orders[n];

    *o = (am_order){.account = account, .marketplace = markets[rng_range(&w->rng, 0, 2)]};
    o->id = print(&w->arena, "303-%07lld-%07lld", (long long)(1000000 + (int64_t)n),
                  (long long)rng_range(&w->rng, 0, 9999999));
    o->created = w->start + rng_range(&w->rng, -2 * DAY, DAY);
    o->ship_by = o->created + rng_range(&w->rng, DAY, 4 * DAY);
    o->v.status = SS_AMAZON_UNSHIPPED;
    o->v.updated = o->created;
    o->item_count = (size_t)rng_range(&w->rng, 1, MAX_ITEMS);
    for (size_t i = 0; i < o->item_count; i++) {
        o->item_id[i] =
            print(&w->arena, "%014lld", (long long)(70000000000LL + (int64_t)(n * 10 + i)));
        o->ordered[i] = rng_range(&w->rng, 1, 2);
    }
    if (rng_chance(&w->rng, 100)) {
        o->v.status = SS_AMAZON_PENDING;
        o->opens_at = o->created + rng_range(&w->rng, HOUR, 2 * DAY);
    }
    o->afn = rng_chance(&w->rng, 50);
    o->ship_plus = !o->afn && rng_chance(&w->rng, 30);
    o->foreign = rng_chance(&w->rng, 15);
    o->missing = rng_chance(&w->rng, 20);
    o->poison = o->was_poison = draw(w, D_POISON);
    o->turned = draw(w, D_TURNED);
    o->was_poison = o->was_poison || o->turned;
    o->forgets = draw(w, D_FORGET) ? 1 : 0;
    o->was_forgotten = o->forgets > 0;
    o->twists = draw(w, D_TWIST) ? (int)rng_range(&w->rng, 1, 2) : 0;
    o->was_twisted = o->twists > 0;
    deny(w, o, n);
    if (draw(w, D_REJECT)) {
        o->refusals = rng_chance(&w->rng, 500) ? 1 : -1;
        o->was_refused = true;
    }
}

/* In one history of four some numbers stand in a comment only. */
static void link_by_text(world *w, sh_order *o)
{
    rng aside = rng_aside(w->seed, 2);
    bool some = rng_chance(&aside, 250);

    aside = rng_aside(w->seed, (uint64_t)o->id);
    o->link_source = some && rng_chance(&aside, 300) ? SS_LINK_TEXT : SS_LINK_MAGNALISTER;
    o->second_sign = rng_chance(&aside, 700);
}

/* Of several accounts the shop names the right one most of the time; else Amazon has to be asked. */
static bool names_account(world *w, const sh_order *o)
{
    rng aside = rng_aside(w->seed, 6 + ((uint64_t)o->id << 8));

    return w->store.account_count > 1 ? !rng_chance(&aside, 300) : rng_chance(&w->rng, 500);
}

static void make_shop_order(world *w, am_order *am)
{
    size_t n = w->shop.order_count++;
    sh_order *o = &w->shop.orders[n];

    *o = (sh_order){.id = 1000 + (int64_t)n * 2, .am = am, .twin = -1, .status = 1};
    o->purchased = am->created + rng_range(&w->rng, 0, 10 * MINUTE);
    o->visible_at = o->purchased + rng_range(&w->rng, 0, 20 * MINUTE);
    link_by_text(w, o);
    o->names_account = names_account(w, o);
    o->knows_afn = rng_chance(&w->rng, 700);
    o->history[0] = (sh_history){++w->shop.next_history, 1, o->purchased, o->visible_at};
    o->history_count = 1;
    if (o->visible_at < w->start && rng_chance(&w->rng, 300)) {
        int64_t at = rng_range(&w->rng, o->visible_at, w->start);
        o->status = 3;
        o->history[1] = (sh_history){++w->shop.next_history, 3, at, at};
        o->history_count = 2;
    }
}

void world_people_and_orders(world *w)
{
    int n = (int)rng_range(&w->rng, 1, 7);

    for (int i = 0; i < n; i++) {
        make_amazon_order(w, (int)rng_range(&w->rng, 0, (int64_t)w->store.account_count - 1));
        make_shop_order(w, &w->amazon.orders[w->amazon.order_count - 1]);
    }
    if (n > 2 && rng_chance(&w->rng, 80)) {
        size_t first = (size_t)rng_range(&w->rng, 0, n - 1);
        make_shop_order(w, &w->shop.orders[first].am[0]);
        w->shop.orders[first].twin = (int)w->shop.order_count - 1;
        w->shop.orders[w->shop.order_count - 1].twin = (int)first;
    }
}

/* What a page does to our rows in the middle of a run: the engine's next save of the row is lost. */
void owner_touch(world *w)
{
    ss_order *o;

    if (w->store.orders.count == 0) {
        return;
    }
    o = w->store.orders.rows[rng_range(&w->rng, 0, (int64_t)w->store.orders.count - 1)].data;
    if (!o->open) {
        return;
    }
    if (rng_chance(&w->rng, 200)) {
        o->ignored = !o->ignored;
    } else {
        o->express = true;
    }
    o->look_at = 0;
    o->version++;
    say(w, "owner: order row %lld%s%s", (long long)o->id, o->express ? " express" : "",
        o->ignored ? " ignored" : "");
}

/* Of two shop orders with one number the owner makes one the main order, the other a part of it. */
static void choose_split(world *w)
{
    rng aside = rng_aside(w->seed, 3);
    bool chooses = rng_chance(&aside, 700);
    ss_order *rows[2] = {NULL, NULL};
    sh_order *split = NULL;

    for (size_t i = 0; chooses && i < w->store.orders.count; i++) {
        ss_order *row = w->store.orders.rows[i].data;
        sh_order *o = shop_find(w, row->shop_order);

        if (o == NULL || o->twin < 0 || row->role != SS_ROLE_NONE ||
            account_index(w, row->account) != (size_t)o->am->account) {
            continue; /* another account's row of it is closed: it does not know the number */
        }
        rows[o->twin < o->id / 2 - 500] = row;
        if (o->twin < o->id / 2 - 500) {
            split = o;
        }
    }
    if (rows[0] == NULL || rows[1] == NULL || split == NULL) {
        return;
    }
    rows[0]->role = SS_ROLE_MAIN;
    rows[1]->role = SS_ROLE_SPLIT;
    for (int i = 0; i < 2; i++) {
        rows[i]->look_at = 0;
        rows[i]->version++;
    }
    split->split_job = w->next_job + 1;
    happen(w, H_SPLIT);
    say(w, "owner: shop order %.*s is a part of %.*s", SS_FMT(rows[1]->shop_order),
        SS_FMT(rows[0]->shop_order));
}

/* The owner answers what the account asks: releases the brake, the preview, a mended secret. */
void owner_release(world *w)
{
    for (size_t i = 0; i < w->store.account_count; i++) {
        ss_account_state state = *state_of(&w->store, i);

        if (ss_slice_blank(state.stopped) && state.mode != SS_MODE_PREVIEW) {
            continue;
        }
        happen(w, H_STOPPED);
        say(w, "owner: releases account %zu (%.*s, mode %s)", i, SS_FMT(state.stopped),
            ss_account_mode_names[state.mode]);
        state.stopped = state.stopped_text = SS_NONE;
        if (state.mode == SS_MODE_PREVIEW) {
            state.mode = SS_MODE_ACTIVE;
        }
        state.released_until = w->t / DAY;
        state.released_ships = state.released_cancels = state.released_refused = 1000;
        state_set(&w->store, i, &state);
    }
    choose_split(w);
    for (size_t i = 0; i < w->store.orders.count; i++) {
        ss_order *o = w->store.orders.rows[i].data;

        if (o->open && (o->verdict == SS_V_CANCEL || o->verdict == SS_V_HOLD) && !o->released) {
            o->released = true;
            o->look_at = 0;
            o->version++;
        }
    }
}
