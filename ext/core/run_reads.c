/*
 * Reading orders at Amazon: searchOrders for many, getOrder for stragglers and for what must be
 * fresh. Reads run ahead of sends as far as their buckets allow, nearest deadline first.
 */
#include "run_private.h"

enum {
    SEARCH_LAG = 120,          /* lastUpdatedBefore must be two minutes in the past, by its clock */
    SEARCH_OVERLAP = 600,      /* watermark minus ten minutes */
    SEARCH_TOKEN_LIFE = 82800, /* Amazon: 24 hours; ours ends an hour before */
    SEARCH_EVERY = 1800,       /* not more often, whatever the interval */
    SEARCH_FIRST = 2592000,    /* without a start date: orders updated in the last 30 days */
    READ_RETRY = 300,
    READ_REFUSED = 1800 /* asked again soon, Amazon says the same */
};

/* ---- searchOrders ------------------------------------------------------------------------------ */

/* Amazon's clock may be behind ours: what is two minutes ago here would be refused there, each time.
 * Its Date is cut to seconds. */
static int64_t search_end(const ss_run *r)
{
    int64_t skew = r->state.clock_skew;

    return r->t.now - SEARCH_LAG + (skew < 0 ? skew - 1 : 0);
}

static bool sweep_wanted(ss_run *r)
{
    ss_account_state *s = &r->state;

    if (s->search_before > 0 && r->t.now - s->search_token_at > SEARCH_TOKEN_LIFE) {
        s->search_before = 0; /* the token is dead: the sweep starts again */
        s->search_token = SS_NONE;
        r->state_dirty = true;
    }
    if (s->search_before > 0)
        return true;
    if (!r->normal_due || r->t.now - s->searched_to < SEARCH_EVERY)
        return false;
    if (s->searched_to > 0)
        s->search_since = s->searched_to - SEARCH_OVERLAP;
    else
        s->search_since = r->settings.start_at > 0 ? r->settings.start_at - SEARCH_FIRST / 10
                                                   : r->t.now - SEARCH_FIRST;
    s->search_before = search_end(r);
    s->search_token = SS_NONE;
    s->search_token_at = r->t.now;
    r->state_dirty = true;
    return true;
}

/* Amazon just told of it. */
static void open_to_reads(ss_order *o)
{
    if (!ss_slice_is(o->denied, ss_op_name(SS_OP_CONFIRM))) {
        o->denied = SS_NONE;
        o->denied_until = 0;
    }
}

/* What Amazon says goes into the row; deciding is due. `when`: the picture is at least so new. */
static bool take_picture(ss_run *r, const ss_order *row, const ss_amazon_order *picture,
                         int64_t when)
{
    ss_order o = *row;

    o.known = SS_KNOWN_FOUND;
    if (!ss_record_copy(&ss_rec_amazon_order, run_out(r), picture, &o.amazon, &r->err))
        return false;
    o.read_at = when;
    o.read_due = SS_NEVER;
    o.look_at = 0;
    open_to_reads(&o);
    if (picture->ship_by > 0)
        o.deadline = picture->ship_by;
    return batch_order(r, &o) != NULL;
}

static bool take_page(ss_run *r, const ss_rows *rows, const ss_request *page)
{
    size_t i, k;

    for (i = 0; i < rows->order_count; i++) {
        const ss_order *row = &rows->orders[i];

        if (row->read_at >= r->state.search_before)
            continue;
        for (k = 0; k < page->order_count; k++)
            if (ss_slice_eq(page->orders[k].id, row->amazon_order))
                break;
        if (k == page->order_count)
            continue;
        /* Provable: the order's evidence names the page that showed it. */
        batch_answer(r, page, row->id, 0, 0);
        if (r->over || !take_picture(r, row, &page->orders[k], r->state.search_before))
            return false;
    }
    return true;
}

static void end_page(ss_run *r, const ss_request *page)
{
    ss_account_state *s = &r->state;

    s->search_token = run_keep(r->search_token, sizeof r->search_token, page->next_token);
    s->search_token_at = r->t.now;
    if (s->search_token.p == NULL) {
        s->searched_to = s->search_before;
        s->search_before = 0;
    }
    r->state_dirty = true;
}

static bool page_names(ss_run *r, const ss_request *page, ss_load *q)
{
    size_t i;
    ss_slice *names = ss_arena_alloc(&r->work, page->order_count + 1, sizeof *names, &r->err);

    if (names == NULL)
        return false;
    for (i = 0; i < page->order_count; i++)
        names[i] = page->orders[i].id;
    q->names = names;
    q->name_count = page->order_count;
    return true;
}

static void ask_page(ss_run *r)
{
    ss_cmd *c = run_cmd(r, SS_CMD_REQUEST, &r->work);

    c->u.request.op = SS_OP_SEARCH_ORDERS;
    c->u.request.since = r->state.search_since;
    c->u.request.before = r->state.search_before;
    c->u.request.token = r->state.search_token;
    c->u.request.marketplaces = r->account.marketplaces;
    c->u.request.marketplace_count = r->account.marketplace_count;
}

static ss_flow flow_search(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_search)
    while (!r->halt && !r->stale && !r->unsearched && sweep_wanted(r)) {
        run_reset(&r->work);
        if (run_take(r, SS_OP_SEARCH_ORDERS, 1, 0) == 0) {
            run_wake(r, run_when(r, SS_OP_SEARCH_ORDERS));
            break;
        }
        FLOW_CALL(r->at_search, flow_save(r));
        FLOW_CALL(r->at_search, flow_renew(r));
        ask_page(r);
        FLOW_YIELD(r->at_search);
        run_check_token(r, &r->cmds[0].u.request, sizeof r->search_token);
        run_answered(r, &r->cmds[0], 0, 0, 0);
        r->page = r->cmds[0].u.request;
        if (r->page.cls != SS_CLASS_OK) {
            /* A token that Amazon refuses is as dead as an old one. */
            if (r->page.cls == SS_CLASS_REFUSED) {
                r->state.search_before = 0;
                r->state_dirty = true;
            }
            r->unsearched = true;
            run_wake(r, r->t.now + READ_RETRY);
            break;
        }
        q = run_load(r, "amazon_orders", &r->work);
        if (!page_names(r, &r->page, q))
            run_fail(r, "search");
        if (r->over)
            FLOW_RETURN(r->at_search);
        FLOW_YIELD(r->at_search);
        if (r->cmds[0].failed)
            run_fail(r, "load amazon_orders");
        if (r->over)
            FLOW_RETURN(r->at_search);
        if (!take_page(r, &r->cmds[0].u.load.rows, &r->page))
            run_fail(r, "search");
        FLOW_CALL(r->at_search, flow_save(r));
        /* The sweep moves on only behind what is stored: a row that somebody else changed just now
         * makes the page come once more. */
        if (r->saved != NULL && run_any_lost(r->saved->orders, r->saved->rows.order_count)) {
            run_wake(r, r->t.now);
            break;
        }
        end_page(r, &r->page); /* saved with the next rows: a page that comes twice does no harm */
    }
    FLOW_END(r->at_search);
}

/* ---- getOrder ---------------------------------------------------------------------------------- */

static void ask_orders(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->page_count; i++) {
        ss_cmd *c = run_cmd(r, SS_CMD_REQUEST, &r->work);

        c->u.request.op = SS_OP_GET_ORDER;
        c->u.request.order = r->rows.orders[i].amazon_order;
    }
}

/* When the order is asked for again after an answer without it. Amazon that does answer, but with what
 * cannot be read or with an error about this order, answers the same again: it is asked once more
 * soon; from the second time on it is this order's matter, and a person's. */
static int64_t read_again(ss_run *r, ss_order *o, const ss_request *q)
{
    bool answered = q->cls == SS_CLASS_OK || q->cls == SS_CLASS_REFUSED || run_unreadable(q);
    bool again = ss_slice_is(o->denied, "unread_once") || ss_slice_is(o->denied, "unreadable");
    int64_t wait = answered && again ? READ_REFUSED : READ_RETRY;
    int64_t when = r->t.now + ss_backoff(1, wait, 2 * wait, (uint64_t)o->id);

    if (answered) {
        o->denied = again ? SS_LIT("unreadable") : SS_LIT("unread_once");
        o->denied_until = when;
        o->look_at = 0;
        r->moved = true;
    }
    return when;
}

static bool take_answer(ss_run *r, const ss_order *row, const ss_request *q)
{
    ss_order o = *row;

    if (q->cls == SS_CLASS_OK && q->order_count == 1 &&
        ss_slice_eq(q->orders[0].id, row->amazon_order)) {
        r->moved = true;
        return take_picture(r, row, &q->orders[0], r->t.now);
    }
    if (q->cls == SS_CLASS_NOT_FOUND) {
        r->moved = true;
        o.known = SS_KNOWN_MISSING;
        open_to_reads(&o);
        o.read_at = r->t.now;
        o.read_due = SS_NEVER;
        o.look_at = 0;
        return batch_order(r, &o) != NULL;
    }
    if (q->cls == SS_CLASS_DENIED) {
        r->moved = true;
        (void)run_deny_order(r, SS_OP_GET_ORDER, &o);
        o.read_due = o.denied_until;
        return batch_order(r, &o) != NULL;
    }
    if (q->cls == SS_CLASS_CREDENTIALS || q->cls == SS_CLASS_TOKEN ||
        q->cls == SS_CLASS_THROTTLED || q->cls == SS_CLASS_NOT_SENT) {
        run_wake(r, r->t.now + READ_RETRY);
        return true; /* nothing about this order; it stays due */
    }
    o.read_due = read_again(r, &o, q);
    run_wake(r, o.read_due);
    return batch_order(r, &o) != NULL;
}

static bool take_answers(ss_run *r)
{
    size_t i, granted = 0, fresh = 0;
    const ss_request *denied = NULL;

    r->moved = false;
    for (i = 0; i < r->page_count; i++) {
        const ss_request *q = &r->cmds[i].u.request;

        r->fails_alone = r->state.heard_at > r->rows.orders[i].read_due - READ_RETRY;
        run_answered(r, &r->cmds[i], r->rows.orders[i].id, 0, 0);
        r->fails_alone = false;
        if (r->over || !take_answer(r, &r->rows.orders[i], q))
            return false;
        granted += q->cls == SS_CLASS_OK || q->cls == SS_CLASS_NOT_FOUND || run_unreadable(q);
        if (q->cls == SS_CLASS_DENIED) {
            denied = q;
            fresh += !ss_slice_is(r->rows.orders[i].denied, ss_op_name(SS_OP_GET_ORDER));
        }
    }
    run_denied(r, SS_OP_GET_ORDER, granted, fresh, denied);
    return true;
}

static ss_flow flow_get(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_get)
    while (r->due.read <= r->t.now) {
        r->moved = false;
        run_reset(&r->work);
        /* Pages come in the order of changes, so the newest of what has no deadline yet comes last. */
        q = run_load(r, r->state.search_before > 0 ? "reads_newest" : "reads", &r->work);
        q->before = r->t.now;
        q->limit = SS_GROUP;
        FLOW_YIELD(r->at_get);
        if (r->cmds[0].failed)
            run_fail(r, "load reads");
        r->rows = r->cmds[0].u.load.rows;
        if (r->over || r->rows.order_count == 0)
            break;
        r->page_count = run_take(r, SS_OP_GET_ORDER, r->rows.order_count, 0);
        if (r->page_count == 0) {
            run_wake(r, run_when(r, SS_OP_GET_ORDER));
            break;
        }
        if (r->page_count == r->rows.order_count && r->page_count < SS_GROUP)
            r->due.read = SS_NEVER; /* all of them are in hand */
        FLOW_CALL(r->at_get, flow_save(r));
        FLOW_CALL(r->at_get, flow_renew(r));
        ask_orders(r);
        FLOW_YIELD(r->at_get);
        if (!take_answers(r))
            run_fail(r, "reads");
        if (r->over)
            FLOW_RETURN(r->at_get);
        FLOW_CALL(r->at_get, flow_save(r));
        if (!r->moved || r->halt || r->stale)
            break;
    }
    FLOW_END(r->at_get);
}

ss_flow flow_reads(ss_run *r)
{
    FLOW_BEGIN(r->at_reads)
    if (r->halt || r->state.mode == SS_MODE_NEW)
        FLOW_RETURN(r->at_reads);
    FLOW_CALL(r->at_reads, flow_search(r));
    if (!r->halt && !r->stale)
        FLOW_CALL(r->at_reads, flow_get(r));
    FLOW_END(r->at_reads);
}
