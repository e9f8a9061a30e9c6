/* Rules that are checked at the moment when something goes to Amazon or into the tables. */
#include "history.h"

static const ss_message *message_of(const world *w, uint64_t id)
{
    return id > INT64_MAX ? NULL : table_find(&w->store.messages, (int64_t)id);
}

/* What the engine was last told about the shop order: by this run, else by the last that ended
 * well. A run that died may or may not have kept what it was told. */
static bool was_told(const sh_order *o, const job *j, bool cancel)
{
    const sh_wish *now = &o->told_now[j->account];
    const sh_wish *last = &o->told[j->account];

    if (o->told_job[j->account] != j->id && last->known && (cancel ? last->cancel : last->ship)) {
        return true;
    }
    return now->known && !now->gone && (cancel ? now->cancel : now->ship);
}

static void judge_written_ahead(world *w, const am_line *line, bool feed)
{
    const ss_message *m = message_of(w, line->id);
    const ss_feed_row *f = m == NULL || m->feed == 0 ? NULL : table_find(&w->store.feeds, m->feed);

    if (m == NULL || !ss_slice_eq(m->amazon_order, line->order_id)) {
        fault(w, "not_written_ahead", "message %llu for %.*s is not in the store",
              (unsigned long long)line->id, SS_FMT(line->order_id));
        return;
    }
    if (m->state != SS_M_IN_FLIGHT) {
        fault(w, "not_written_ahead", "message %lld is sent while it is %s", (long long)m->id,
              ss_message_state_names[m->state]);
    }
    if (feed && (f == NULL || f->state != SS_F_SUBMITTING)) {
        fault(w, "not_written_ahead", "message %lld is sent, its feed row is %s", (long long)m->id,
              f == NULL ? "not there" : ss_feed_state_names[f->state]);
    }
}

static void judge_wish(world *w, const job *j, const am_line *line)
{
    const ss_message *m = message_of(w, line->id);
    const sh_order *o = m == NULL ? NULL : shop_find(w, m->shop_order);

    if (o == NULL) {
        return;
    }
    if (!was_told(o, j, line->cancel)) {
        fault(w, line->cancel ? "cancel_unwanted" : "ship_unwanted",
              "shop order %lld, status %lld when last told otherwise", (long long)o->id,
              (long long)o->status);
    }
    if (!shop_link_allowed(w, o) || (line->cancel && o->link_source == SS_LINK_TEXT)) {
        fault(w, "text_believed", "shop order %lld, its number stands in a comment",
              (long long)o->id);
    } else if (o->link_source == SS_LINK_TEXT) {
        happen(w, H_TEXT);
    }
    if (!o->names_account && w->store.account_count > 1) {
        happen(w, H_UNNAMED); /* that it goes to the right seller is checked by the caller */
    }
    if (o->split_job > 0 && j->id >= o->split_job && !w->restored) {
        fault(w, "split_twin_sent", "shop order %lld is a part of another one", (long long)o->id);
    }
    if (o->purchased < w->store.accounts[j->account].settings.start_at) {
        fault(w, "older_than_start", "shop order %lld", (long long)o->id);
    }
    if (line->cancel && o->cancel_at != 0 && w->t - o->cancel_at < 30 * MINUTE && !w->had_clock) {
        fault(w, "cancel_too_soon", "shop order %lld after %lld s", (long long)o->id,
              (long long)(w->t - o->cancel_at));
    }
}

/* Do we have it in our rows? What a run has read and died over, nobody knows. */
static bool row_says_cancelled(const world *w, const am_order *o)
{
    for (size_t i = 0; i < w->store.orders.count; i++) {
        const ss_order *row = store_order(&w->store, i);

        if (ss_slice_eq(row->amazon_order, o->id) && row->amazon.status == SS_AMAZON_CANCELLED) {
            return true;
        }
    }
    return false;
}

static void judge_order(world *w, const job *j, const am_order *o, const am_line *line)
{
    if (o->afn || o->ship_plus || o->foreign) {
        fault(w, "forbidden_flow", "%.*s is %s", SS_FMT(o->id),
              o->afn         ? "FBA"
              : o->ship_plus ? "Ship+"
                             : "of another channel");
    }
    if (!o->read_known) {
        fault(w, "sent_unread", "%.*s was never read", SS_FMT(o->id));
        return;
    }
    if (o->read.status == SS_AMAZON_CANCELLED && (!o->read_lost || row_says_cancelled(w, o))) {
        fault(w, "sent_after_cancelled", "%.*s was read as cancelled", SS_FMT(o->id));
    }
    if (!line->cancel) {
        return;
    }
    /* A frozen run may have read it in the very second in which this one began. */
    if (o->read_job < j->id && w->t - o->read_at > MINUTE) {
        fault(w, "cancel_without_read", "%.*s was last read by run %lld, this is %lld",
              SS_FMT(o->id), (long long)o->read_job, (long long)j->id);
    }
    if (amazon_shipped(&o->read)) {
        fault(w, "cancel_after_ship", "%.*s was read as shipped", SS_FMT(o->id));
    }
}

/* A restored database does not know the feed; after eight hours the rules let it go on. */
static bool forgotten(const world *w, const am_feed *f)
{
    return w->restored && f->created <= w->restored_at && w->t >= w->restored_at + 8 * HOUR;
}

/* The feeds of this account that are still going to have an effect on the order. */
static void judge_together(world *w, const job *j, const am_order *o, const am_line *line)
{
    for (size_t i = 0; i < w->amazon.feed_count; i++) {
        const am_feed *f = &w->amazon.feeds[i];

        if (f->account != j->account || !feed_live(f) || forgotten(w, f)) {
            continue;
        }
        for (size_t k = 0; k < f->doc->line_count; k++) {
            const am_line *other = &f->doc->lines[k];

            if (other->order == o && other->cancel != line->cancel) {
                fault(w, "ship_and_cancel_together", "%.*s with feed %.*s", SS_FMT(o->id),
                      SS_FMT(f->id));
            } else if (other->order == o && line->cancel) {
                fault(w, "cancel_repeated", "%.*s with feed %.*s", SS_FMT(o->id), SS_FMT(f->id));
            }
        }
    }
    if (line->cancel && o->cancels > 0) {
        fault(w, "cancel_repeated", "%.*s is cancelled already", SS_FMT(o->id));
    }
}

static int64_t units_of(const am_line *line, const am_order *o, size_t item)
{
    return line->whole ? o->ordered[item] : line->units[item];
}

/* Would more units be under way or shipped by us than were ordered? Then something is being sent a
 * second time. What others did at Amazon is not counted: the engine may not have read it yet. */
static void judge_units(world *w, const job *j, const am_order *o, const am_line *line, int64_t ref)
{
    int64_t sum[MAX_ITEMS] = {0};

    if (o->in_stuck_feed || o->was_forgotten || o->touched_by_others || w->restored) {
        return;
    }
    for (size_t k = 0; k < o->v.pack_count; k++) {
        for (size_t i = 0; (ref == 0 || o->v.packs[k].ref != ref) && i < o->item_count; i++) {
            sum[i] += o->v.packs[k].units[i];
        }
    }
    for (size_t i = 0; i < w->amazon.feed_count; i++) {
        const am_feed *f = &w->amazon.feeds[i];

        for (size_t k = 0; f->account == j->account && !f->applied && k < f->doc->line_count; k++) {
            for (size_t n = 0; f->doc->lines[k].order == o && n < o->item_count; n++) {
                sum[n] += units_of(&f->doc->lines[k], o, n);
            }
        }
    }
    for (size_t i = 0; i < o->item_count; i++) {
        if (sum[i] + units_of(line, o, i) > o->ordered[i]) {
            fault(w, "sent_twice", "%.*s item %zu: %lld of %lld units are shipped or under way",
                  SS_FMT(o->id), i, (long long)sum[i], (long long)o->ordered[i]);
            return;
        }
    }
}

void judge_feed(world *w, const job *j, const am_doc *doc, int type)
{
    for (size_t i = 0; i < doc->line_count; i++) {
        const am_line *line = &doc->lines[i];

        judge_written_ahead(w, line, true);
        judge_wish(w, j, line);
        if (line->order == NULL) {
            fault(w, "sent_to_missing", "%.*s is not at this seller", SS_FMT(line->order_id));
            continue;
        }
        judge_order(w, j, line->order, line);
        judge_together(w, j, line->order, line);
        if (type == SS_FEED_SHIP) {
            judge_units(w, j, line->order, line, 0);
        }
        for (size_t k = 0; k < i; k++) {
            if (doc->lines[k].order == line->order && line->cancel) {
                fault(w, "cancel_repeated", "%.*s twice in one feed", SS_FMT(line->order_id));
            }
        }
    }
}

void judge_confirm(world *w, const job *j, am_order *o, const am_line *line, int64_t ref)
{
    judge_written_ahead(w, line, false);
    judge_wish(w, j, line);
    judge_order(w, j, o, line);
    judge_together(w, j, o, line);
    judge_units(w, j, o, line, ref);
}

/* A request with an effect must have a living lease behind it until its latest possible end. */
void judge_effect_time(world *w, const job *j, const ss_request *r)
{
    const lease *l = &w->store.accounts[j->account].lease;

    if (!l->held || l->fence != j->fence || strcmp(l->owner, j->owner) != 0) {
        fault(w, "zombie_effect", "%s by a run that lost its lease", ss_op_names[r->op]);
    } else if (l->until < w->t + w->longest) {
        fault(w, "effect_past_lease", "%s may end %lld s after the lease", ss_op_names[r->op],
              (long long)(w->t + w->longest - l->until));
    }
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static const am_order *order_of(const world *w, const ss_message *m)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        if (ss_slice_eq(w->amazon.orders[i].id, m->amazon_order)) {
            return &w->amazon.orders[i];
        }
    }
    return NULL;
}

static bool read_shows(const world *w, const ss_message *m)
{
    const am_order *o = order_of(w, m);

    if (o == NULL || !o->read_known) {
        return false;
    }
    if (m->kind == SS_MSG_CANCEL) {
        return o->read.status == SS_AMAZON_CANCELLED || o->read.cancelled_by != NULL;
    }
    if (ss_slice_blank(m->tracking)) {
        return amazon_shipped(&o->read);
    }
    for (size_t i = 0; i < o->read.pack_count; i++) {
        if (same_tracking(o->read.packs[i].tracking, m->tracking)) {
            return true;
        }
    }
    return false;
}

static void judge_proof(world *w, const ss_message *m)
{
    unsigned char proofs = m->id > 0 && m->id < MAX_MESSAGES ? w->proofs[m->id] : 0;

    if (w->restored || read_shows(w, m)) {
        return;
    }
    if (m->state == SS_M_VERIFIED) {
        fault(w, "verified_unseen", "message %lld is verified, no read showed it",
              (long long)m->id);
    } else if ((proofs & (PROOF_204 | PROOF_REPORT)) == 0) {
        fault(w, "accepted_unproved", "message %lld is accepted without report, 204 or read",
              (long long)m->id);
    }
}

/* An unknown message that was settled by a read may go on to the next state in the same save. */
static bool read_since(const world *w, const ss_message *m)
{
    const am_order *o = order_of(w, m);

    return o != NULL && o->read_known && m->id < MAX_MESSAGES && o->read_at >= w->unknown_at[m->id];
}

void judge_order_row(world *w, const ss_order *before, const ss_order *after)
{
    if (before != NULL && before->verdict == after->verdict && before->open == after->open &&
        ss_slice_eq(before->reason, after->reason) && before->look_at == after->look_at) {
        return;
    }
    say(w, "  order %lld (shop %.*s, %.*s): %s %.*s %.*s%s%.*s, look %+lld s, read %+lld s",
        (long long)after->id, SS_FMT(after->shop_order), SS_FMT(after->amazon_order),
        ss_verdict_names[after->verdict], SS_FMT(after->reason), SS_FMT(after->detail),
        after->open ? "" : " closed ", SS_FMT(after->closed_why),
        (long long)(after->look_at - w->t), (long long)(after->read_due - w->t));
}

void judge_feed_row(world *w, const ss_feed_row *before, const ss_feed_row *after)
{
    am_feed *f;

    if (before == NULL || before->state == after->state) {
        return;
    }
    say(w, "  feed row %lld %s -> %s, feed %.*s %.*s", (long long)after->id,
        ss_feed_state_names[before->state], ss_feed_state_names[after->state],
        SS_FMT(after->feed_id), SS_FMT(after->code));
    if (ss_slice_blank(before->feed_id) && !ss_slice_blank(after->feed_id)) {
        f = feeds_find(w, (int)account_index(w, after->account), after->feed_id);
        if (f == NULL) {
            fault(w, "wrong_feed", "feed row %lld takes feed %.*s for its own",
                  (long long)after->id, SS_FMT(after->feed_id));
        } else if (!f->told && !f->foreign) {
            happen(w, H_ADOPTED);
        }
    }
}

void judge_message(world *w, const ss_message *before, const ss_message *after)
{
    int from = before == NULL ? -1 : before->state;
    int to = after->state;

    if (from == to) {
        return;
    }
    say(w,
        "  message %lld %.*s %s parcel %lld rev %lld: %s -> %s %.*s (%s%s, feed %lld, ref %.*s, "
        "tracking %.*s)",
        (long long)after->id, SS_FMT(after->amazon_order), ss_message_kind_names[after->kind],
        (long long)after->parcel, (long long)after->revision,
        from < 0 ? "new" : ss_message_state_names[from], ss_message_state_names[to],
        SS_FMT(after->reason), ss_lane_names[after->lane], after->edit ? " edit" : "",
        (long long)after->feed, SS_FMT(after->amazon_ref), SS_FMT(after->tracking));
    if (to == SS_M_UNKNOWN) {
        happen(w, H_UNKNOWN);
        if (after->id < MAX_MESSAGES) {
            w->unknown_at[after->id] = w->t;
        }
    }
    if ((to == SS_M_ACCEPTED || to == SS_M_VERIFIED)) {
        judge_proof(w, after);
    }
    if ((to == SS_M_SUPERSEDED || to == SS_M_REVOKED || to == SS_M_IGNORED) &&
        (from == SS_M_IN_FLIGHT || (from == SS_M_UNKNOWN && !read_since(w, before)))) {
        fault(w, "dropped_in_flight", "message %lld: %s -> %s", (long long)after->id,
              ss_message_state_names[from], ss_message_state_names[to]);
    }
}
