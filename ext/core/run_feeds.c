/*
 * Open feeds: what was left by a crash, polls, feeds without an answer, stuck feeds.
 * The report itself is read in run_report.c, messages are settled in run_settle.c.
 */
#include "run_private.h"

enum {
    LIST_SLACK = 30,   /* a feed just created may not be listed at once */
    LIST_AROUND = 120, /* a feed we asked for was created within two minutes of the request */
    LIST_AGAIN = 300,  /* two listings five minutes apart without it: it was never created */
    LISTED = 7689600, /* Amazon lists feeds for 90 days: a day before that ours is not looked for */
    AMBIGUOUS_AGAIN = 900,
    FEED_SLOW = 3600, /* so long a feed may take even if an order in it is due */
    POLL_RETRY = 120
};

static void feed_event(ss_run *r, const char *what)
{
    batch_event(r, what, 0, 0, r->feed->id);
}

/* Messages are about to leave the feed. From here on its row is not counted on to have all of them,
 * or a crash on the way would look like lost rows; it leads back to the same question. */
static void gives_back(ss_run *r, ss_feed_state state)
{
    r->feed->state = (int)state;
    (void)batch_feed(r, r->feed);
}

static void poll_later(ss_run *r, int64_t when)
{
    r->feed->next_poll = when;
    run_wake(r, when);
    (void)batch_feed(r, r->feed);
}

/* ---- a lost createFeed answer ------------------------------------------------------------------ */

/* When we asked, by Amazon's clock. */
static int64_t asked_at(const ss_run *r)
{
    return r->feed->requested_at;
}

/* Now, by Amazon's clock. */
static int64_t now_there(const ss_run *r)
{
    return r->t.now + r->state.clock_skew;
}

static bool may_be_ours(const ss_run *r, const ss_feed_info *f)
{
    size_t i;

    if (!ss_slice_is(f->type, ss_feed_type_name((ss_feed_type)r->feed->type)))
        return false;
    if (f->created < asked_at(r) - LIST_AROUND || f->created > asked_at(r) + LIST_AROUND)
        return false;
    for (i = 0; i < f->marketplace_count; i++)
        if (ss_slice_eq(f->marketplaces[i], r->feed->marketplace))
            return true;
    return f->marketplace_count == 0;
}

static bool keep_candidates(ss_run *r, const ss_request *page)
{
    size_t i;
    ss_feed_info *all =
        ss_arena_alloc(&r->feeds_mem, r->found_count + page->feed_count + 1, sizeof *all, &r->err);

    if (all == NULL)
        return false;
    if (r->found_count > 0)
        memcpy(all, r->found, r->found_count * sizeof *all);
    r->found = all;
    for (i = 0; i < page->feed_count; i++) {
        ss_feed_info *to = &r->found[r->found_count];

        if (!may_be_ours(r, &page->feeds[i]))
            continue;
        memset(to, 0, sizeof *to);
        if (!ss_arena_copy(&r->feeds_mem, page->feeds[i].feed_id, &to->feed_id, &r->err))
            return false;
        to->created = page->feeds[i].created;
        if (!ss_slice_is(page->feeds[i].status, "DONE") &&
            !ss_slice_is(page->feeds[i].status, "FATAL") &&
            !ss_slice_is(page->feeds[i].status, "CANCELLED"))
            r->found_open = true;
        r->found_count++;
    }
    return true;
}

static void ask_listing(ss_run *r, ss_slice token)
{
    ss_cmd *c = run_cmd(r, SS_CMD_REQUEST, &r->work);

    c->u.request.op = SS_OP_GET_FEEDS;
    c->u.request.feed_type = r->feed->type;
    c->u.request.since = asked_at(r) - LIST_AROUND;
    c->u.request.before = asked_at(r) + LIST_AROUND;
    c->u.request.marketplaces = &r->feed->marketplace;
    c->u.request.marketplace_count = 1;
    c->u.request.token = token;
}

/* Candidates that other rows of ours already name are not this one's. */
static void drop_known(ss_run *r, const ss_rows *known)
{
    size_t i, k, n = 0;

    for (i = 0; i < r->found_count; i++) {
        for (k = 0; k < known->feed_count; k++)
            if (known->feeds[k].id != r->feed->id &&
                ss_slice_eq(known->feeds[k].feed_id, r->found[i].feed_id))
                break;
        if (k == known->feed_count)
            r->found[n++] = r->found[i];
    }
    r->found_count = n;
}

static ss_load *ask_known(ss_run *r)
{
    size_t i;
    ss_load *q = run_load(r, "feeds_known", &r->work);
    ss_slice *names = ss_arena_alloc(&r->work, r->found_count + 1, sizeof *names, &r->err);

    if (names == NULL) {
        run_fail(r, "listing");
        return q;
    }
    for (i = 0; i < r->found_count; i++)
        names[i] = r->found[i].feed_id;
    q->names = names;
    q->name_count = r->found_count;
    return q;
}

/* Exactly one: ours. None twice: never created. Several: nobody can say, so every order is read,
 * but only once all of them have ended: reading before that would prove nothing. A run that dies over
 * that comes back here, and its messages may be elsewhere by then: the row no longer counts them. */
static void judge_listing(ss_run *r)
{
    ss_feed_row *f = r->feed;

    r->settle_how = -1;
    if (r->found_count == 1 && f->messages > 0) {
        f->feed_id = r->found[0].feed_id;
        f->submitted_at = r->found[0].created;
        f->state = SS_F_QUEUED;
        f->misses = 0;
        f->missed_at = SS_FEED_ADOPTED;
        feed_event(r, "adopted");
        poll_later(r, r->t.now);
    } else if (r->found_count > 0) {
        if (r->found_open) {
            poll_later(r, r->t.now + AMBIGUOUS_AGAIN);
            return;
        }
        feed_event(r, "ambiguous");
        f->messages = 0;
        (void)batch_feed(r, f);
        r->settle_how = SS_SETTLE_READ;
        r->settle_final = SS_F_FATAL;
    } else if (f->misses > 0 && r->t.now - f->missed_at >= LIST_AGAIN) {
        feed_event(r, "not_created");
        gives_back(r, SS_F_BUILDING);
        r->settle_how = SS_SETTLE_PENDING;
        r->settle_final = SS_F_ABANDONED;
    } else {
        if (f->misses == 0)
            f->missed_at = r->t.now;
        f->misses++;
        poll_later(r, f->missed_at + LIST_AGAIN);
    }
}

/* Nothing but its orders tells what became of the feed: it is not listed any more, or Amazon refuses
 * the listing as such, also when the feed must long have ended. */
static bool beyond_listing(const ss_run *r)
{
    int64_t age = now_there(r) - asked_at(r);

    return age > LISTED || (r->listing_refused && age > SS_FEED_STUCK);
}

static void look_no_more(ss_run *r)
{
    feed_event(r, "feed_lost");
    r->feed->messages = 0; /* they may be elsewhere if this run dies over it */
    (void)batch_feed(r, r->feed);
    r->settle_how = SS_SETTLE_READ;
    r->settle_final = SS_F_LOST;
}

/* Pages of one listing; r->listing_failed if it is not complete. */
static ss_flow flow_list(ss_run *r)
{
    FLOW_BEGIN(r->at_listing)
    r->listing_refused = false;
    r->found_count = 0;
    r->found_open = false;
    r->list_token[0] = '\0';
    r->listing_failed = true;
    do {
        run_reset(&r->work);
        if (run_take(r, SS_OP_GET_FEEDS, 1, 0) == 0) {
            poll_later(r, run_when(r, SS_OP_GET_FEEDS));
            FLOW_RETURN(r->at_listing);
        }
        FLOW_CALL(r->at_listing, flow_save(r));
        FLOW_CALL(r->at_listing, flow_renew(r));
        ask_listing(r, r->list_token[0] == '\0' ? SS_NONE : ss_slice_of(r->list_token));
        FLOW_YIELD(r->at_listing);
        run_check_token(r, &r->cmds[0].u.request, sizeof r->list_token);
        run_answered(r, &r->cmds[0], 0, 0, r->feed->id);
        if (r->cmds[0].u.request.cls != SS_CLASS_OK) {
            r->listing_refused = r->cmds[0].u.request.cls == SS_CLASS_REFUSED;
            poll_later(r, r->t.now + POLL_RETRY);
            FLOW_RETURN(r->at_listing);
        }
        if (!keep_candidates(r, &r->cmds[0].u.request))
            run_fail(r, "listing");
        if (r->over)
            FLOW_RETURN(r->at_listing);
        if (run_keep(r->list_token, sizeof r->list_token, r->cmds[0].u.request.next_token).p ==
            NULL)
            r->list_token[0] = '\0';
    } while (r->list_token[0] != '\0');
    r->listing_failed = false;
    FLOW_END(r->at_listing);
}

static ss_flow flow_unanswered(ss_run *r)
{
    FLOW_BEGIN(r->at_stuck)
    /* The listing must lie after the two minutes, or a feed still being created is not seen. */
    if (now_there(r) < asked_at(r) + LIST_AROUND + LIST_SLACK) {
        poll_later(r, asked_at(r) + LIST_AROUND + LIST_SLACK - r->state.clock_skew);
        FLOW_CALL(r->at_stuck, flow_save(r));
        FLOW_RETURN(r->at_stuck);
    }
    if (r->feed->next_poll > r->t.now) {
        run_wake(r, r->feed->next_poll);
        FLOW_RETURN(r->at_stuck);
    }
    if (r->feed->misses > 0 && r->t.now < r->feed->missed_at + LIST_AGAIN) {
        run_wake(r, r->feed->missed_at + LIST_AGAIN);
        FLOW_RETURN(r->at_stuck);
    }
    r->listing_refused = false;
    if (!beyond_listing(r)) {
        FLOW_CALL(r->at_stuck, flow_list(r));
        if (r->listing_failed)
            FLOW_CALL(r->at_stuck, flow_save(r));
        if (r->listing_failed && !beyond_listing(r))
            FLOW_RETURN(r->at_stuck);
    }
    if (beyond_listing(r)) {
        look_no_more(r);
        FLOW_CALL(r->at_stuck, flow_save(r));
        FLOW_CALL(r->at_stuck, flow_settle(r));
        FLOW_RETURN(r->at_stuck);
    }
    if (r->found_count > 0) {
        (void)ask_known(r);
        if (r->over)
            FLOW_RETURN(r->at_stuck);
        FLOW_YIELD(r->at_stuck);
        if (r->cmds[0].failed)
            run_fail(r, "load feeds_known");
        if (r->over)
            FLOW_RETURN(r->at_stuck);
        drop_known(r, &r->cmds[0].u.load.rows);
    }
    judge_listing(r);
    FLOW_CALL(r->at_stuck, flow_save(r));
    if (r->settle_how >= 0)
        FLOW_CALL(r->at_stuck, flow_settle(r));
    FLOW_END(r->at_stuck);
}

/* ---- polls -------------------------------------------------------------------------------------- */

/* Open for longer than a feed takes, or for an hour while a due order waits for it: the owner must
 * know, whatever is tried by itself. */
static bool is_late(const ss_run *r)
{
    const ss_feed_row *f = r->feed;
    int64_t open = r->t.now - f->submitted_at;

    return (f->state == SS_F_QUEUED || f->state == SS_F_PROCESSING ||
            f->state == SS_F_CANCELLING) &&
           (open >= SS_FEED_STUCK ||
            (open >= FEED_SLOW && f->urgent_at > 0 && r->t.now >= f->urgent_at));
}

static void still_there(ss_run *r, bool in_queue)
{
    ss_feed_row *f = r->feed;

    f->polls++;
    if (!in_queue && f->processing_at == 0)
        f->processing_at = r->t.now;
    /* Still in the queue: the cancel did not get through, or not yet; it may be asked for again. */
    f->state = in_queue ? SS_F_QUEUED : SS_F_PROCESSING;
    poll_later(r, r->t.now + ss_feed_poll_after((int)(f->polls > 1000 ? 1000 : f->polls)) -
                      ss_feed_poll_after((int)(f->polls > 1000 ? 1000 : f->polls) - 1));
    if (is_late(r)) {
        r->settle_how = SS_SETTLE_STUCK;
        r->settle_final = f->state;
    }
}

static void report_ready(ss_run *r, const ss_feed_info *info)
{
    r->feed->state = SS_F_DONE;
    if (!ss_arena_copy(&r->feeds_mem, info->result_id, &r->feed->result_id, &r->err))
        run_fail(r, "poll");
    r->feed->next_poll = r->t.now;
    (void)batch_feed(r, r->feed);
}

static void judge_poll(ss_run *r, const ss_request *q)
{
    ss_slice status = q->feed.status;

    r->settle_how = -1;
    if (q->cls == SS_CLASS_NOT_FOUND || q->cls == SS_CLASS_REFUSED) {
        feed_event(r, "feed_lost");
        gives_back(r, SS_F_PROCESSING);
        r->settle_how = SS_SETTLE_READ;
        r->settle_final = SS_F_LOST;
    } else if (q->cls != SS_CLASS_OK) {
        poll_later(r, r->t.now + ss_backoff(1, POLL_RETRY, 2 * POLL_RETRY, (uint64_t)r->feed->id));
    } else if (ss_slice_is(status, "DONE") ||
               (ss_slice_is(status, "FATAL") && !ss_slice_blank(q->feed.result_id))) {
        report_ready(r, &q->feed);
    } else if (ss_slice_is(status, "CANCELLED")) {
        feed_event(r, "feed_cancelled");
        gives_back(r, SS_F_CANCELLING);
        r->settle_how = SS_SETTLE_PENDING;
        r->settle_final = SS_F_CANCELLED;
    } else if (ss_slice_is(status, "FATAL")) {
        feed_event(r, "feed_fatal");
        gives_back(r, SS_F_PROCESSING);
        r->whole_code = SS_LIT("FATAL");
        r->whole_text = SS_LIT("Amazon ended the feed without a report");
        r->settle_how = SS_SETTLE_FATAL;
        r->settle_final = SS_F_FATAL;
    } else {
        still_there(r, ss_slice_is(status, "IN_QUEUE"));
    }
}

static ss_flow flow_poll(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_feed)
    run_reset(&r->work);
    if (run_take(r, SS_OP_GET_FEED, 1, 0) == 0) {
        run_wake(r, run_when(r, SS_OP_GET_FEED));
        FLOW_RETURN(r->at_feed);
    }
    FLOW_CALL(r->at_feed, flow_save(r));
    FLOW_CALL(r->at_feed, flow_renew(r));
    c = run_cmd(r, SS_CMD_REQUEST, &r->work);
    c->u.request.op = SS_OP_GET_FEED;
    c->u.request.feed_id = r->feed->feed_id;
    FLOW_YIELD(r->at_feed);
    run_answered(r, &r->cmds[0], 0, 0, r->feed->id);
    judge_poll(r, &r->cmds[0].u.request);
    FLOW_CALL(r->at_feed, flow_save(r));
    if (r->settle_how >= 0)
        FLOW_CALL(r->at_feed, flow_settle(r));
    FLOW_END(r->at_feed);
}

/* A stuck feed that a due order waits for is cancelled; only CANCELLED read back counts. */
static bool worth_cancelling(const ss_run *r)
{
    return safety_may_send(r) && r->feed->state == SS_F_QUEUED && r->feed->urgent_at > 0 &&
           r->t.now >= r->feed->urgent_at && r->t.now - r->feed->submitted_at >= FEED_SLOW;
}

static ss_flow flow_cancel_feed(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_cancel_feed)
    if (run_take(r, SS_OP_CANCEL_FEED, 1, 0) == 0)
        FLOW_RETURN(r->at_cancel_feed);
    r->feed->state = SS_F_CANCELLING;
    (void)batch_feed(r, r->feed);
    feed_event(r, "cancelling");
    FLOW_CALL(r->at_cancel_feed, flow_save(r));
    if (r->stale)
        FLOW_RETURN(r->at_cancel_feed);
    FLOW_CALL(r->at_cancel_feed, flow_renew(r));
    c = run_cmd(r, SS_CMD_REQUEST, &r->work);
    c->u.request.op = SS_OP_CANCEL_FEED;
    c->u.request.feed_id = r->feed->feed_id;
    c->u.request.must_end_mono = r->lease_end_mono;
    FLOW_YIELD(r->at_cancel_feed);
    run_answered(r, &r->cmds[0], 0, 0, r->feed->id);
    FLOW_CALL(r->at_cancel_feed, flow_save(r));
    FLOW_CALL(r->at_cancel_feed, flow_poll(r));
    FLOW_END(r->at_cancel_feed);
}

/* ---- all of them ------------------------------------------------------------------------------- */

static bool polled_now(const ss_run *r)
{
    const ss_feed_row *f = r->feed;

    return (f->state == SS_F_QUEUED || f->state == SS_F_PROCESSING ||
            f->state == SS_F_CANCELLING) &&
           f->next_poll <= r->t.now;
}

static ss_flow flow_one_feed(ss_run *r)
{
    FLOW_BEGIN(r->at_one_feed)
    if (r->feed->state == SS_F_BUILDING) {
        /* Nothing with an effect was sent. */
        r->settle_how = SS_SETTLE_PENDING;
        r->settle_final = SS_F_ABANDONED;
        FLOW_CALL(r->at_one_feed, flow_settle(r));
        FLOW_RETURN(r->at_one_feed);
    }
    if (r->feed->state == SS_F_SUBMITTING) {
        FLOW_CALL(r->at_one_feed, flow_unanswered(r));
        FLOW_RETURN(r->at_one_feed);
    }
    if (worth_cancelling(r))
        FLOW_CALL(r->at_one_feed, flow_cancel_feed(r));
    else if (polled_now(r))
        FLOW_CALL(r->at_one_feed, flow_poll(r));
    else
        run_wake(r, r->feed->next_poll);
    if (is_late(r))
        r->result.person = true;
    if (r->feed->state == SS_F_DONE && !r->halt && r->feed->next_poll <= r->t.now)
        FLOW_CALL(r->at_one_feed, flow_report(r));
    FLOW_END(r->at_one_feed);
}

ss_flow flow_feeds(ss_run *r)
{
    FLOW_BEGIN(r->at_feeds)
    run_reset(&r->feeds_mem);
    r->feeds = NULL;
    r->feed_count = 0;
    if (r->due.poll == SS_NEVER)
        FLOW_RETURN(r->at_feeds); /* none is open */
    (void)run_load(r, "feeds", &r->feeds_mem);
    FLOW_YIELD(r->at_feeds);
    if (r->cmds[0].failed)
        run_fail(r, "load feeds");
    if (r->over)
        FLOW_RETURN(r->at_feeds);
    r->feeds = r->cmds[0].u.load.rows.feeds;
    r->feed_count = r->cmds[0].u.load.rows.feed_count;
    for (r->feed_i = 0; r->feed_i < r->feed_count && !r->halt && !r->stale; r->feed_i++) {
        r->feed = &r->feeds[r->feed_i];
        FLOW_CALL(r->at_feeds, flow_one_feed(r));
    }
    FLOW_END(r->at_feeds);
}
