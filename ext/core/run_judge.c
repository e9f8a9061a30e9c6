/*
 * Judging a chunk of orders: their rows, the shop's facts, decide, reconcile, save.
 *
 * Comes with r->ids (shop orders) or with r->rows already loaded (r->rows_loaded). The order row is
 * saved after parcels and messages, so a crash in between makes the next run decide again.
 */
#include "run_private.h"

static bool ids_of_rows(ss_run *r)
{
    size_t i, n = r->rows.order_count;
    ss_slice *ids = ss_arena_alloc(&r->work, n + 1, sizeof *ids, &r->err);

    if (ids == NULL)
        return false;
    for (i = 0; i < n; i++)
        ids[i] = r->rows.orders[i].shop_order;
    r->ids = ids;
    r->id_count = n;
    return true;
}

/* Shop orders whose facts are needed: the ids, and the split twins whose parcels they lend. */
static bool fact_ids(ss_run *r, const ss_slice **list, size_t *count)
{
    size_t i, n = 0;
    ss_slice *ids =
        ss_arena_alloc(&r->work, r->id_count + r->rows.twin_count + 1, sizeof *ids, &r->err);

    if (ids == NULL)
        return false;
    for (i = 0; i < r->id_count; i++)
        ids[n++] = r->ids[i];
    for (i = 0; i < r->rows.twin_count; i++) {
        size_t k = 0;

        if (r->rows.twins[i].role != SS_ROLE_SPLIT)
            continue;
        while (k < n && !ss_slice_eq(ids[k], r->rows.twins[i].shop_order))
            k++;
        if (k == n)
            ids[n++] = r->rows.twins[i].shop_order;
    }
    *list = ids;
    *count = n;
    return true;
}

static const ss_shop_order *facts_of(const ss_run *r, ss_slice id)
{
    size_t i;

    for (i = 0; i < r->fact_count; i++)
        if (ss_slice_eq(r->facts[i].id, id))
            return &r->facts[i];
    return NULL;
}

/* The link that counts here. If nobody names the account each takes the order up, and keeps it if
 * Amazon knows it there: *uncertain. */
static const ss_shop_link *link_of(const ss_run *r, const ss_shop_order *shop, bool *uncertain)
{
    ss_slice reason = SS_NONE;
    ss_account alone = r->account;
    const ss_shop_link *link = ss_link_choose(shop, &r->settings, &r->account, &reason);

    *uncertain = link == NULL && ss_slice_is(reason, "which_account");
    alone.only_account = true;
    return *uncertain ? ss_link_choose(shop, &r->settings, &alone, &reason) : link;
}

/* A row for a newly linked order. Amazon is read before anything else is done with it. */
static bool new_order(ss_run *r, const ss_shop_order *shop, ss_order *o)
{
    bool uncertain;
    const ss_shop_link *link = link_of(r, shop, &uncertain);

    if (link == NULL || shop->gone)
        return false;
    /* What the owner typed a number for is one of his: it is told apart by its age, not passed over. */
    if (r->settings.start_at > 0 && shop->purchased < r->settings.start_at &&
        link->source != SS_LINK_MANUAL)
        return false;
    memset(o, 0, sizeof *o);
    o->account = r->account.id;
    o->shop_order = shop->id;
    o->amazon_order = link->amazon_order;
    o->link_source = link->source;
    o->uncertain = uncertain;
    o->purchased = shop->purchased;
    o->open = true;
    o->shop_status = -1;
    o->look_at = 0;
    o->read_due = r->t.now;
    o->deadline = SS_NEVER;
    if (ss_slice_is(link->fulfilled_by, "AMAZON"))
        o->read_due = SS_NEVER;
    return true;
}

/* The owner's main order first, then those he said nothing about, a part of another one last. */
static int rank_of(const ss_twin *t)
{
    return t->role == SS_ROLE_MAIN ? 0 : t->role == SS_ROLE_NONE ? 1 : 2;
}

/* The order numbers' other shop orders; the main one is the owner's choice, else the first. */
static bool twins_of(ss_run *r, const ss_order *o, ss_case *c)
{
    size_t i;
    ss_slice *list;
    const ss_twin *main_one = NULL;

    for (i = 0; i < r->rows.twin_count; i++)
        c->twin_count += ss_slice_eq(r->rows.twins[i].amazon_order, o->amazon_order);
    list = ss_arena_alloc(&r->work, c->twin_count + 1, sizeof *list, &r->err);
    c->twin_count = 0;
    if (list == NULL)
        return false;
    for (i = 0; i < r->rows.twin_count; i++) {
        const ss_twin *t = &r->rows.twins[i];

        if (!ss_slice_eq(t->amazon_order, o->amazon_order))
            continue;
        if (!ss_slice_eq(t->shop_order, o->shop_order))
            list[c->twin_count++] = t->shop_order;
        if (main_one == NULL || rank_of(t) < rank_of(main_one) ||
            (rank_of(t) == rank_of(main_one) && t->order_id < main_one->order_id))
            main_one = t;
    }
    c->twins = list;
    c->is_main = main_one == NULL || ss_slice_eq(main_one->shop_order, o->shop_order);
    return true;
}

static bool rows_of(ss_run *r, const ss_order *o, ss_parcel **parcels, size_t *pn,
                    ss_message **messages, size_t *mn)
{
    size_t i;

    *pn = *mn = 0;
    for (i = 0; i < r->rows.parcel_count; i++)
        *pn += r->rows.parcels[i].order_id == o->id;
    for (i = 0; i < r->rows.message_count; i++)
        *mn += r->rows.messages[i].order_id == o->id;
    *parcels = ss_arena_alloc(&r->work, *pn + 1, sizeof **parcels, &r->err);
    *messages = ss_arena_alloc(&r->work, *mn + 1, sizeof **messages, &r->err);
    if (*parcels == NULL || *messages == NULL)
        return false;
    *pn = *mn = 0;
    for (i = 0; i < r->rows.parcel_count && o->id != 0; i++)
        if (r->rows.parcels[i].order_id == o->id)
            (*parcels)[(*pn)++] = r->rows.parcels[i];
    for (i = 0; i < r->rows.message_count && o->id != 0; i++)
        if (r->rows.messages[i].order_id == o->id)
            (*messages)[(*mn)++] = r->rows.messages[i];
    return true;
}

/* Parcels of split twins belong to the main order. */
static bool lend_tracking(ss_run *r, const ss_case *c, ss_shop_order *shop)
{
    size_t i, extra = 0, n;
    ss_shop_tracking *all;

    for (i = 0; i < c->twin_count; i++) {
        const ss_shop_order *twin = facts_of(r, c->twins[i]);

        if (twin != NULL)
            extra += twin->tracking_count;
    }
    if (extra == 0)
        return true;
    n = shop->tracking_count;
    all = ss_arena_alloc(&r->work, n + extra, sizeof *all, &r->err);
    if (all == NULL)
        return false;
    if (n > 0)
        memcpy(all, shop->tracking, n * sizeof *all);
    for (i = 0; i < r->rows.twin_count; i++) {
        const ss_twin *t = &r->rows.twins[i];
        const ss_shop_order *twin = facts_of(r, t->shop_order);

        if (t->role != SS_ROLE_SPLIT || twin == NULL || ss_slice_eq(twin->id, shop->id) ||
            !ss_slice_eq(t->amazon_order, c->order->amazon_order))
            continue;
        if (n + twin->tracking_count > shop->tracking_count + extra)
            break;
        if (twin->tracking_count > 0)
            memcpy(all + n, twin->tracking, twin->tracking_count * sizeof *all);
        n += twin->tracking_count;
    }
    shop->tracking = all;
    shop->tracking_count = n;
    return true;
}

static void count_verdict(ss_run *r, const ss_plan *plan)
{
    r->result.collected++;
    if (plan->verdict == SS_V_HOLD && !ss_slice_is(plan->reason, "reading"))
        r->result.held++;
    if (plan->verdict == SS_V_SKIP)
        r->result.skipped++;
    if (plan->verdict == SS_V_CONFLICT)
        r->result.conflicts++;
    /* Waiting for a number is no call for help before it has lasted too long (plan->alarm). */
    if (plan->alarm || plan->verdict == SS_V_CONFLICT ||
        (plan->verdict == SS_V_HOLD && !ss_slice_is(plan->reason, "no_tracking") &&
         ss_reason_severity(ss_reason_of(plan->reason)) == SS_SEV_PERSON))
        r->result.person = true;
}

/* What only waits for Amazon to be read is shown as what it will be if Amazon has nothing against
 * it; the reason "reading" stays beside it. */
static void foresee(ss_plan *plan)
{
    size_t i;

    if (plan->verdict != SS_V_HOLD || !ss_slice_is(plan->reason, "reading"))
        return;
    if (plan->cancel_item_count > 0)
        plan->verdict = SS_V_CANCEL;
    for (i = 0; i < plan->parcel_count; i++)
        if (plan->parcels[i].action != SS_PARCEL_KEEP)
            plan->verdict = SS_V_SHIP;
}

static bool show(ss_run *r, const ss_order *o, const ss_case *c, const ss_plan *plan)
{
    ss_plan *kept = ss_arena_alloc(&r->work, 1, sizeof *kept, &r->err);
    ss_order *order = ss_arena_alloc(&r->work, 1, sizeof *order, &r->err);

    if (kept == NULL || order == NULL)
        return false;
    *kept = *plan;
    foresee(kept);
    *order = *o;
    r->shows[r->show_count++] = (ss_show){order, kept, c->messages, c->message_count};
    return true;
}

/* Does Amazon's last picture say that something is shipped? */
static bool shows_shipped(const ss_amazon_order *az)
{
    return az->package_count > 0 || az->status == SS_AMAZON_SHIPPED ||
           az->status == SS_AMAZON_PARTIALLY_SHIPPED;
}

/* Does the last decision tell of a message of this kind? */
static bool tells_of(const ss_order *row, int kind)
{
    if (kind == SS_MSG_CANCEL)
        return row->verdict == SS_V_CANCEL || ss_slice_is(row->reason, "cancel_in_flight");
    return row->verdict == SS_V_SHIP ||
           (ss_slice_is(row->reason, "cancel_after_ship") && !shows_shipped(&row->amazon));
}

/* The row says that something was to be sent or was sent, and no message tells of it. Messages and
 * parcels are saved before the order, so they were there once. */
static bool lost_messages(const ss_run *r, const ss_order *row, const ss_case *c)
{
    size_t i, k;
    bool any[2] = {false, false};

    if (r->cfg.mode == SS_RUN_PREVIEW || r->state.mode != SS_MODE_ACTIVE)
        return false;
    for (i = 0; i < c->message_count; i++)
        any[c->messages[i].kind == SS_MSG_CANCEL] = true;
    if ((tells_of(row, SS_MSG_SHIP) && !any[0]) || (tells_of(row, SS_MSG_CANCEL) && !any[1]))
        return true;
    for (i = 0; i < c->parcel_count; i++) {
        if (c->parcels[i].state != SS_PARCEL_ACCEPTED && c->parcels[i].state != SS_PARCEL_MISMATCH)
            continue;
        for (k = 0; k < c->message_count; k++)
            if (c->messages[k].kind == SS_MSG_SHIP && c->messages[k].parcel == c->parcels[i].number)
                break;
        if (k == c->message_count)
            return true;
    }
    return false;
}

/* The owner corrected the Amazon number: nothing was sent for the old one, so the row takes the new
 * one up, unread. What waits bears the new number as soon as it is wanted again. */
static void relink(ss_run *r, const ss_shop_order *shop, ss_order *o, const ss_message *messages,
                   size_t n)
{
    bool uncertain;
    const ss_shop_link *link = link_of(r, shop, &uncertain);
    size_t i;

    if (shop->gone || link == NULL)
        return;
    if (ss_slice_eq(link->amazon_order, o->amazon_order)) {
        o->uncertain = uncertain; /* an account was named, came or went since */
        return;
    }
    if (link->source != SS_LINK_MANUAL)
        return;
    for (i = 0; i < n; i++)
        if (messages[i].attempts > 0)
            return; /* what was sent belongs to the old number */
    o->amazon_order = link->amazon_order;
    o->link_source = link->source;
    o->uncertain = uncertain;
    o->known = SS_KNOWN_UNREAD;
    memset(&o->amazon, 0, sizeof o->amazon);
    o->read_at = 0;
    o->read_due = r->t.now;
    o->deadline = SS_NEVER;
}

/* One order. The row is copied: what is loaded stays as loaded, what is saved is the copy. */
static bool judge_one(ss_run *r, const ss_shop_order *shop, const ss_order *row)
{
    ss_order o;
    ss_case c = {.settings = &r->settings,
                 .account = &r->account,
                 .statuses = r->statuses,
                 .status_count = r->status_count,
                 .now = r->t.now,
                 .run_started = r->started,
                 .clock_skew = r->state.clock_skew};
    ss_shop_order seen = *shop;
    ss_parcel *parcels;
    ss_message *messages;
    ss_plan plan;
    ss_slice digest;

    if (row != NULL)
        o = *row;
    else if (!new_order(r, shop, &o))
        return true;
    c.order = &o;
    if (row != NULL && !shop->gone)
        c.elsewhere = ss_link_elsewhere(shop, &r->settings, &r->account);
    if (!rows_of(r, &o, &parcels, &c.parcel_count, &messages, &c.message_count))
        return false;
    if (row != NULL)
        relink(r, shop, &o, messages, c.message_count);
    if (!twins_of(r, &o, &c))
        return false;
    if (c.is_main && c.twin_count > 0 && !lend_tracking(r, &c, &seen))
        return false;
    if (!run_digest_shop(r, &seen, &digest))
        return false;
    if (row != NULL && !r->force && o.look_at > r->t.now && ss_slice_eq(digest, o.shop_digest))
        return true;
    c.shop = &seen;
    if (r->cfg.mode != SS_RUN_PREVIEW)
        run_settle_by_reading(r, &o, messages, c.message_count, parcels, c.parcel_count);
    c.parcels = parcels;
    c.messages = messages;
    if (row != NULL && lost_messages(r, row, &c))
        safety_rebuild(r, "messages of an order are missing in the database", row->id);
    if (!ss_decide(&c, &r->work, &plan, &r->err))
        return false;
    safety_overlay(r, &c, &plan);
    count_verdict(r, &plan);
    if (r->cfg.mode == SS_RUN_PREVIEW)
        return show(r, &o, &c, &plan);
    o.shop_digest = digest;
    o.shop_status = seen.gone ? -1 : seen.status;
    return run_reconcile(r, &o, &c, &plan);
}

static bool judge_all(ss_run *r)
{
    size_t i;

    r->show_count = 0;
    r->shows = ss_arena_alloc(&r->work, r->fact_count + 1, sizeof *r->shows, &r->err);
    if (r->shows == NULL)
        return false;
    for (i = 0; i < r->fact_count; i++) {
        const ss_order *row = rows_shop_order(&r->rows, r->facts[i].id);
        size_t k = 0;

        /* Facts of split twins are only borrowed. */
        while (k < r->id_count && !ss_slice_eq(r->ids[k], r->facts[i].id))
            k++;
        if (k == r->id_count)
            continue;
        if (row != NULL && !row->open && row->look_at > r->t.now && !r->force &&
            ss_slice_is(row->closed_why, "gone"))
            continue;
        if (!judge_one(r, &r->facts[i], row))
            return false;
    }
    return true;
}

/* A message or parcel that met a row of somebody else was not written, but its order was: the order
 * is decided again. Returns true if there is something to save. */
static bool look_again(ss_run *r)
{
    const ss_save *s = r->saved;
    size_t i, k;
    bool any = false;

    for (i = 0; s != NULL && i < s->rows.order_count; i++) {
        ss_order o = s->rows.orders[i];
        bool lost = false;

        for (k = 0; k < s->rows.message_count; k++)
            lost = lost || (!s->messages[k].ok && s->rows.messages[k].order_id == o.id);
        for (k = 0; k < s->rows.parcel_count; k++)
            lost = lost || (!s->parcels[k].ok && s->rows.parcels[k].order_id == o.id);
        if (!lost || !s->orders[i].ok || o.id == 0)
            continue;
        o.version++;
        o.look_at = 0;
        o.shop_digest = SS_NONE;
        any = batch_order(r, &o) != NULL || any;
    }
    return any;
}

ss_flow flow_judge(ss_run *r)
{
    ss_load *q;
    ss_cmd *c;

    FLOW_BEGIN(r->at_judge)
    if (r->rows_loaded) {
        if (!ids_of_rows(r))
            run_fail(r, "judge");
    } else {
        q = run_load(r, "orders", &r->work);
        q->names = r->ids;
        q->name_count = r->id_count;
        FLOW_YIELD(r->at_judge);
        if (r->cmds[0].failed)
            run_fail(r, "load orders");
        r->rows = r->cmds[0].u.load.rows;
    }
    if (r->over || r->id_count == 0)
        FLOW_RETURN(r->at_judge);
    c = run_cmd(r, SS_CMD_FACTS, &r->work);
    if (!fact_ids(r, &c->u.facts.ids, &c->u.facts.id_count))
        run_fail(r, "facts");
    if (r->over)
        FLOW_RETURN(r->at_judge);
    FLOW_YIELD(r->at_judge);
    if (r->cmds[0].failed) {
        run_fail(r, "shop orders");
        FLOW_RETURN(r->at_judge);
    }
    r->facts = r->cmds[0].u.facts.orders;
    r->fact_count = r->cmds[0].u.facts.order_count;
    if (!judge_all(r))
        run_fail(r, "decide");
    if (r->over)
        FLOW_RETURN(r->at_judge);
    if (r->cfg.mode == SS_RUN_PREVIEW) {
        if (r->show_count == 0)
            FLOW_RETURN(r->at_judge);
        c = run_cmd(r, SS_CMD_SHOW, &r->cmd_mem);
        c->u.shows.list = r->shows;
        c->u.shows.count = r->show_count;
        FLOW_YIELD(r->at_judge);
        FLOW_RETURN(r->at_judge);
    }
    FLOW_CALL(r->at_judge, flow_save(r));
    if (look_again(r))
        FLOW_CALL(r->at_judge, flow_save(r));
    FLOW_END(r->at_judge);
}
