/* What must hold when everything has come to rest. */
#include "history.h"

static const ss_order *row_of(const world *w, size_t account, int64_t shop_order)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)shop_order);
    for (size_t i = 0; i < w->store.orders.count; i++) {
        const ss_order *o = store_order(&w->store, i);

        if (ss_slice_is(o->shop_order, text) &&
            ss_slice_eq(o->account, w->store.accounts[account].account.id)) {
            return o;
        }
    }
    return NULL;
}

static bool message_visible(const ss_message *m)
{
    return m->state == SS_M_PARKED || m->state == SS_M_REJECTED || m->state == SS_M_MISMATCH ||
           m->state == SS_M_IGNORED || (m->state == SS_M_HELD && !ss_slice_blank(m->reason));
}

/* A state with a name that the owner sees: nothing is given up silently. */
static bool visible(const world *w, const ss_order *row)
{
    bool judged = row->verdict == SS_V_HOLD || row->verdict == SS_V_SKIP ||
                  row->verdict == SS_V_CONFLICT || ss_slice_is(row->reason, "cannot_be_added");

    if (judged && !ss_slice_blank(row->reason)) {
        return true;
    }
    if (!row->open && !ss_slice_blank(row->closed_why) && row->verdict != SS_V_SHIP &&
        row->verdict != SS_V_CANCEL && row->verdict != SS_V_DONE) {
        return true;
    }
    for (size_t i = 0; i < w->store.messages.count; i++) {
        const ss_message *m = store_message(&w->store, i);
        if (m->order_id == row->id && message_visible(m)) {
            return true;
        }
    }
    return false;
}

static bool has_tracking(const am_order *am, ss_slice code)
{
    for (size_t i = 0; i < am->v.pack_count; i++) {
        if (same_tracking(am->v.packs[i].tracking, code)) {
            return true;
        }
    }
    return false;
}

/* Is everything at Amazon as the shop has it? */
static bool shipped_as_wanted(const world *w, const sh_order *o)
{
    const sh_order *twin = shop_split_twin(w, o);

    if (o->am->v.status != SS_AMAZON_SHIPPED) {
        return false;
    }
    for (size_t i = 0; i < o->tracking_count; i++) {
        if (shop_row_outbound(o, &o->tracking[i]) && !has_tracking(o->am, o->tracking[i].code)) {
            return false;
        }
    }
    return twin == NULL || shipped_as_wanted(w, twin);
}

/* Nothing happened to this order that a hold could be for. */
static bool plain(const world *w, const sh_order *o)
{
    const am_order *am = o->am;

    return !o->odd && !o->ever_cancel && !o->total_zero && o->twin < 0 && o->tracking_count == 1 &&
           shop_row_outbound(o, &o->tracking[0]) && !am->afn && !am->ship_plus && !am->foreign &&
           !am->missing && am->denied_until == 0 && !am->touched_by_others && !am->was_refused &&
           !am->was_poison && !am->in_stuck_feed && !am->v.cancel_requested && !w->restored &&
           !w->had_pause && !w->had_clock && w->rate[D_OWNER] == 0 && w->rate[D_FATAL] == 0 &&
           w->rate[D_LIE] == 0;
}

/* Everything is shipped, but a code that the shop wrote later is not at Amazon. With one unit that
 * cannot be mended, it has to be said; with more the packages can be split anew. */
static bool noted(const ss_order *row)
{
    for (size_t i = 0; i < row->note_count; i++) {
        if (ss_slice_is(row->notes[i], "cannot_be_added")) {
            return true;
        }
    }
    return false;
}

static bool check_late_parcel(world *w, const sh_order *o, const ss_order *row)
{
    int64_t units = 0;

    if (o->am->v.status != SS_AMAZON_SHIPPED) {
        return false;
    }
    if (o->total_zero || (row->id < MAX_MESSAGES && w->noted[row->id]) || noted(row)) {
        return true;
    }
    if (w->store.accounts[o->am->account].settings.several != SS_SEVERAL_SPLIT &&
        o->am->v.pack_count > 0) {
        return true; /* the owner chose: one parcel stands for all */
    }
    for (size_t i = 0; i < o->am->item_count; i++) {
        units += o->am->ordered[i];
    }
    fault(w,
          units > (int64_t)o->am->v.pack_count && !w->restored && !o->am->in_stuck_feed
              ? "parcel_not_added"
              : "parcel_unseen",
          "shop order %lld (%.*s), %lld units, %zu packages: verdict %s reason %.*s",
          (long long)o->id, SS_FMT(o->am->id), (long long)units, o->am->v.pack_count,
          ss_verdict_names[row->verdict], SS_FMT(row->reason));
    return true;
}

static void check_ship(world *w, const sh_order *o, const ss_order *row)
{
    bool done = shipped_as_wanted(w, o);
    bool half = o->total_zero && o->am->v.status == SS_AMAZON_PARTIALLY_SHIPPED;

    if (row == NULL) {
        if (!done && !(o->am->afn && o->knows_afn)) {
            fault(w, "never_collected", "shop order %lld is shipped, there is no row for it",
                  (long long)o->id);
        }
        return;
    }
    if (o->am->v.status == SS_AMAZON_CANCELLED && (o->total_zero || (o->by_sql && !row->open))) {
        return; /* a storno without status, or a change without a trace in a closed order */
    }
    if (!done && !visible(w, row) && !check_late_parcel(w, o, row)) {
        fault(w, half ? "half_split" : "lost_ship",
              "shop order %lld (%.*s): verdict %s reason %.*s, Amazon has %s with %zu packages",
              (long long)o->id, SS_FMT(o->am->id), ss_verdict_names[row->verdict],
              SS_FMT(row->reason), ss_amazon_status_names[o->am->v.status], o->am->v.pack_count);
    }
    if (row->ignored) {
        return;
    }
    if (plain(w, o) && done) {
        happen(w, H_PLAIN);
    } else if (plain(w, o)) {
        fault(w, "plain_order_not_done",
              "shop order %lld (%.*s): verdict %s reason %.*s %.*s, Amazon has %s",
              (long long)o->id, SS_FMT(o->am->id), ss_verdict_names[row->verdict],
              SS_FMT(row->reason), SS_FMT(row->detail), ss_amazon_status_names[o->am->v.status]);
    }
}

static void check_cancel(world *w, const sh_order *o, const ss_order *row)
{
    if (row == NULL) {
        if (!(o->am->afn && o->knows_afn)) {
            fault(w, "never_collected", "shop order %lld is cancelled, there is no row for it",
                  (long long)o->id);
        }
        return;
    }
    if (o->am->v.status == SS_AMAZON_CANCELLED || visible(w, row)) {
        return;
    }
    fault(w, "lost_cancel", "shop order %lld (%.*s): verdict %s reason %.*s, Amazon has %s",
          (long long)o->id, SS_FMT(o->am->id), ss_verdict_names[row->verdict], SS_FMT(row->reason),
          ss_amazon_status_names[o->am->v.status]);
}

static void check_order(world *w, const sh_order *o)
{
    size_t account = (size_t)o->am->account;
    const ss_order *row = row_of(w, account, o->id);
    sh_wish wish = shop_wish(w, o);

    if (row != NULL && row->verdict == SS_V_CONFLICT) {
        happen(w, H_CONFLICT);
    }
    if (row != NULL && row->verdict == SS_V_HOLD) {
        happen(w, H_HOLD);
    }
    if (wish.gone || !ss_slice_blank(state_of(&w->store, account)->stopped) ||
        o->purchased < w->store.accounts[account].settings.start_at || !shop_link_allowed(w, o)) {
        return; /* what is not allowed is judged when it is sent */
    }
    if (wish.cancel) {
        check_cancel(w, o, row);
    } else if (wish.ship) {
        check_ship(w, o, row);
    }
}

static const am_order *amazon_of(const world *w, ss_slice id)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        if (ss_slice_eq(w->amazon.orders[i].id, id)) {
            return &w->amazon.orders[i];
        }
    }
    return NULL;
}

static bool true_at_amazon(const am_order *o, const ss_message *m)
{
    if (m->kind == SS_MSG_CANCEL) {
        return o->v.status == SS_AMAZON_CANCELLED || o->cancels > 0;
    }
    return ss_slice_blank(m->tracking) ? amazon_shipped(&o->v) : has_tracking(o, m->tracking);
}

/* A later parcel revision may have replaced what an earlier message said. */
static bool newest(const world *w, const ss_message *m)
{
    for (size_t i = 0; i < w->store.messages.count; i++) {
        const ss_message *n = store_message(&w->store, i);

        if (n->order_id == m->order_id && n->kind == m->kind && n->parcel == m->parcel &&
            n->revision > m->revision) {
            return false;
        }
    }
    return true;
}

static bool at_rest(const world *w, const ss_message *m)
{
    const ss_feed_row *row = m->feed == 0 ? NULL : table_find(&w->store.feeds, m->feed);

    for (size_t i = 0; row != NULL && i < w->amazon.feed_count; i++) {
        const am_feed *f = &w->amazon.feeds[i];
        if (feed_live(f) && ss_slice_eq(f->id, row->feed_id)) {
            return false;
        }
    }
    return true;
}

/* Nobody may ask: the order says so (check_ship demands that it is visible). */
static bool unreadable(const world *w, const am_order *o)
{
    return o != NULL && o->denied == SS_OP_GET_ORDER && o->denied_until > w->t;
}

static void check_message(world *w, const ss_message *m)
{
    const am_order *o = amazon_of(w, m->amazon_order);
    bool stopped = !ss_slice_blank(state_of(&w->store, account_index(w, m->account))->stopped);

    if ((m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN) && at_rest(w, m) &&
        !unreadable(w, o)) {
        fault(w, "stuck_message", "message %lld is %s for ever", (long long)m->id,
              ss_message_state_names[m->state]);
    }
    if (m->state == SS_M_PENDING && !stopped) {
        fault(w, "stuck_pending", "message %lld is pending for ever (%s, not before %+lld s)",
              (long long)m->id, ss_lane_names[m->lane], (long long)(m->not_before - w->t));
    }
    if (o == NULL || w->restored || (m->state == SS_M_ACCEPTED && unreadable(w, o))) {
        return;
    }
    if (m->state == SS_M_ACCEPTED && !true_at_amazon(o, m) && newest(w, m)) {
        fault(w, "accepted_untrue", "message %lld is accepted, Amazon does not have it",
              (long long)m->id);
    } else if (m->state == SS_M_ACCEPTED && !stopped && newest(w, m)) {
        fault(w, "never_verified", "message %lld is accepted and was never verified",
              (long long)m->id);
    }
    if (m->state == SS_M_VERIFIED && !true_at_amazon(o, m) && newest(w, m) && o->edits == 0) {
        fault(w, "verified_untrue", "message %lld is verified, Amazon does not have it",
              (long long)m->id);
    }
}

static void check_feed(world *w, const ss_feed_row *row)
{
    for (size_t i = 0; i < w->amazon.feed_count; i++) {
        const am_feed *f = &w->amazon.feeds[i];
        if (feed_live(f) && ss_slice_eq(f->id, row->feed_id)) {
            return;
        }
    }
    fault(w, "stuck_feed", "feed row %lld is %s for ever", (long long)row->id,
          ss_feed_state_names[row->state]);
}

static void check_amazon(world *w)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        const am_order *o = &w->amazon.orders[i];

        if (o->cancels > 1) {
            fault(w, "cancel_repeated", "%.*s was cancelled %d times", SS_FMT(o->id), o->cancels);
        }
        /* A restored database does not know the feed that did it; the rules wait eight hours. */
        if (o->refunded && !o->touched_by_others && !w->restored) {
            fault(w, "refunded", "%.*s was shipped and cancelled by us", SS_FMT(o->id));
        }
    }
}

/* The brakes count what was sent: nothing can be fewer than none. */
static void check_days(world *w)
{
    for (size_t i = 0; i < w->store.account_count; i++) {
        const ss_account_state *s = state_of(&w->store, i);

        for (size_t k = 0; k < s->day_count; k++) {
            if (s->days[k].ships < 0 || s->days[k].cancels < 0) {
                fault(w, "negative_day", "account %zu, day %lld: %lld ships, %lld cancels", i,
                      (long long)s->days[k].day, (long long)s->days[k].ships,
                      (long long)s->days[k].cancels);
            }
        }
    }
}

bool world_busy(const world *w)
{
    for (size_t i = 0; i < w->store.feeds.count; i++) {
        if (feed_row_open(store_feed(&w->store, i))) {
            return true;
        }
    }
    for (size_t i = 0; i < w->store.messages.count; i++) {
        int state = store_message(&w->store, i)->state;

        if (state == SS_M_PENDING || state == SS_M_IN_FLIGHT || state == SS_M_UNKNOWN ||
            state == SS_M_ACCEPTED) {
            return true;
        }
    }
    return false;
}

static void say_state(world *w)
{
    for (size_t i = 0; i < w->store.account_count; i++) {
        const ss_account_state *s = state_of(&w->store, i);

        say(w, "account %zu: mode %s stopped %.*s, pilots %d %d under way %lld", i,
            ss_account_mode_names[s->mode], SS_FMT(s->stopped), s->pilot_express, s->pilot_feed,
            (long long)s->pilot_message);
    }
    for (size_t i = 0; i < w->store.messages.count; i++) {
        const ss_message *m = store_message(&w->store, i);

        say(w, "message %lld %.*s %s parcel %lld rev %lld: %s %.*s %s, not before %+lld s",
            (long long)m->id, SS_FMT(m->amazon_order), ss_message_kind_names[m->kind],
            (long long)m->parcel, (long long)m->revision, ss_message_state_names[m->state],
            SS_FMT(m->reason), ss_lane_names[m->lane], (long long)(m->not_before - w->t));
    }
}

void judge_end(world *w)
{
    say_state(w);
    for (size_t i = 0; i < w->shop.order_count; i++) {
        if (w->shop.orders[i].am != NULL && w->shop.orders[i].visible_at <= w->t) {
            check_order(w, &w->shop.orders[i]);
        }
    }
    for (size_t i = 0; i < w->store.messages.count; i++) {
        check_message(w, store_message(&w->store, i));
    }
    for (size_t i = 0; i < w->store.feeds.count; i++) {
        if (feed_row_open(store_feed(&w->store, i))) {
            check_feed(w, store_feed(&w->store, i));
        }
    }
    check_amazon(w);
    check_days(w);
}
