/* StatusSync\Store::load: each query with exactly the rows and the order that its text promises. */
#include "history.h"

#include <stdlib.h>

typedef struct picked {
    const ss_order **list;
    size_t count;
} picked;

static bool named(const ss_load *q, ss_slice id)
{
    for (size_t i = 0; i < q->name_count; i++) {
        if (ss_slice_eq(q->names[i], id)) {
            return true;
        }
    }
    return false;
}

static bool listed(const ss_load *q, int64_t id)
{
    for (size_t i = 0; i < q->id_count; i++) {
        if (q->ids[i] == id) {
            return true;
        }
    }
    return false;
}

static bool wanted(const ss_load *q, const ss_order *o)
{
    if (strcmp(q->what, "orders") == 0) {
        return named(q, o->shop_order);
    }
    if (strcmp(q->what, "order_ids") == 0) {
        return listed(q, o->id);
    }
    if (strcmp(q->what, "amazon_orders") == 0) {
        return !ss_slice_blank(o->amazon_order) && named(q, o->amazon_order);
    }
    if (strcmp(q->what, "look") == 0) {
        return o->open && o->look_at <= q->before;
    }
    if (strncmp(q->what, "reads", 5) == 0) {
        return o->read_due <= q->before;
    }
    return o->open && o->id > q->after; /* open */
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_look(const void *x, const void *y)
{
    const ss_order *a = *(const ss_order *const *)x;
    const ss_order *b = *(const ss_order *const *)y;
    int c = compare(a->deadline, b->deadline);

    c = c != 0 ? c : compare(a->look_at, b->look_at);
    return c != 0 ? c : compare(a->id, b->id);
}

static int by_read(const void *x, const void *y)
{
    const ss_order *a = *(const ss_order *const *)x;
    const ss_order *b = *(const ss_order *const *)y;
    int c = compare(a->deadline, b->deadline);

    c = c != 0 ? c : compare(a->read_due, b->read_due);
    return c != 0 ? c : compare(a->id, b->id);
}

static int by_deadline(const void *x, const void *y)
{
    const ss_message *a = *(const ss_message *const *)x;
    const ss_message *b = *(const ss_message *const *)y;
    int c = compare(a->deadline, b->deadline);

    return c != 0 ? c : compare(a->id, b->id);
}

static bool has_order(const picked *p, int64_t id)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->list[i]->id == id) {
            return true;
        }
    }
    return false;
}

static void copy(const ss_record *rec, ss_arena *a, const void *from, void *to)
{
    if (!ss_record_copy(rec, a, from, to, NULL)) {
        abort();
    }
}

/* No message of the same order, kind and parcel has a higher revision. */
static bool newest_revision(const world *w, const ss_message *m)
{
    const store *s = &w->store;

    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *other = store_message(s, i);

        if (other->order_id == m->order_id && other->kind == m->kind &&
            other->parcel == m->parcel && other->revision > m->revision) {
            return false;
        }
    }
    return true;
}

static void add_children(const world *w, const picked *p, ss_arena *a, ss_rows *out)
{
    const store *s = &w->store;

    out->parcels = need(a, s->parcels.count, sizeof *out->parcels);
    for (size_t i = 0; i < s->parcels.count; i++) {
        if (has_order(p, store_parcel(s, i)->order_id)) {
            copy(&ss_rec_parcel, a, store_parcel(s, i), &out->parcels[out->parcel_count++]);
        }
    }
    out->messages = need(a, s->messages.count, sizeof *out->messages);
    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *m = store_message(s, i);

        if ((m->state != SS_M_SUPERSEDED || newest_revision(w, m)) && has_order(p, m->order_id)) {
            copy(&ss_rec_message, a, m, &out->messages[out->message_count++]);
        }
    }
}

static bool number_in(const picked *p, ss_slice amazon_order)
{
    for (size_t i = 0; i < p->count; i++) {
        if (!ss_slice_blank(amazon_order) && ss_slice_eq(p->list[i]->amazon_order, amazon_order)) {
            return true;
        }
    }
    return false;
}

static int64_t told_at(const store *s, int64_t order)
{
    int64_t newest = 0;

    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *m = store_message(s, i);

        if (m->order_id != order)
            continue;
        if (m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN)
            return SS_NEVER;
        if ((m->state == SS_M_ACCEPTED || m->state == SS_M_VERIFIED || m->state == SS_M_MISMATCH ||
             m->state == SS_M_REJECTED) &&
            m->changed_at > newest)
            newest = m->changed_at;
    }
    return newest;
}

/* Every row of the account with one of these numbers, the orders themselves included. */
static void add_twins(const world *w, const job *j, const picked *p, ss_arena *a, ss_rows *out)
{
    const store *s = &w->store;

    out->twins = need(a, s->orders.count, sizeof *out->twins);
    for (size_t i = 0; i < s->orders.count; i++) {
        const ss_order *o = store_order(s, i);

        if (ss_slice_eq(o->account, s->accounts[j->account].account.id) &&
            number_in(p, o->amazon_order)) {
            ss_twin *t = &out->twins[out->twin_count++];
            t->amazon_order = keep(a, o->amazon_order);
            t->shop_order = keep(a, o->shop_order);
            t->role = o->role;
            t->order_id = o->id;
            t->told_at = told_at(s, o->id);
        }
    }
}

static int by_newest(const void *x, const void *y)
{
    const ss_order *a = *(const ss_order *const *)x;
    const ss_order *b = *(const ss_order *const *)y;
    int c = compare(a->deadline, b->deadline);

    return c != 0 ? c : compare(b->id, a->id);
}

static void load_orders(world *w, const job *j, ss_cmd *cmd)
{
    ss_load *q = &cmd->u.load;
    const store *s = &w->store;
    picked p = {need(&w->arena, s->orders.count, sizeof *p.list), 0};
    bool reads = strncmp(q->what, "reads", 5) == 0;

    for (size_t i = 0; i < s->orders.count; i++) {
        const ss_order *o = store_order(s, i);

        if (ss_slice_eq(o->account, s->accounts[j->account].account.id) && wanted(q, o)) {
            p.list[p.count++] = o;
        }
    }
    if (reads) {
        qsort(p.list, p.count, sizeof *p.list, strcmp(q->what, "reads") == 0 ? by_read : by_newest);
    } else if (strcmp(q->what, "look") == 0) {
        qsort(p.list, p.count, sizeof *p.list, by_look);
    }
    if (q->limit > 0 && p.count > q->limit) {
        p.count = q->limit;
    }
    q->rows.orders = need(cmd->arena, p.count, sizeof *q->rows.orders);
    for (size_t i = 0; i < p.count; i++) {
        copy(&ss_rec_order, cmd->arena, p.list[i], &q->rows.orders[q->rows.order_count++]);
    }
    add_children(w, &p, cmd->arena, &q->rows);
    if (!reads) {
        add_twins(w, j, &p, cmd->arena, &q->rows);
    }
}

static bool to_send(const ss_load *q, const ss_message *m)
{
    return m->state == SS_M_PENDING && m->not_before <= q->before &&
           (q->lane < 0 || m->lane == q->lane) && (q->kind < 0 || m->kind == q->kind) &&
           (q->marketplace.p == NULL || ss_slice_eq(m->marketplace, q->marketplace));
}

static bool message_wanted(const store *s, const ss_load *q, const ss_message *m)
{
    bool on_its_way = m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN;

    if (strcmp(q->what, "send") == 0) {
        return to_send(q, m);
    }
    if (strcmp(q->what, "express") == 0) {
        return on_its_way && table_find(&s->feeds, m->feed) == NULL;
    }
    if (strcmp(q->what, "message_ids") == 0) {
        return listed(q, m->id);
    }
    return on_its_way && m->feed == q->feed && m->id > q->after; /* feed_messages */
}

static void load_messages(world *w, const job *j, ss_cmd *cmd)
{
    ss_load *q = &cmd->u.load;
    const store *s = &w->store;
    const ss_message **list = need(&w->arena, s->messages.count, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *m = store_message(s, i);

        if (ss_slice_eq(m->account, s->accounts[j->account].account.id) &&
            message_wanted(s, q, m) && (strcmp(q->what, "send") != 0 || newest_revision(w, m))) {
            list[n++] = m;
        }
    }
    if (strcmp(q->what, "send") == 0) {
        qsort(list, n, sizeof *list, by_deadline);
    }
    if (q->limit > 0 && n > q->limit) {
        n = q->limit;
    }
    q->rows.messages = need(cmd->arena, n, sizeof *q->rows.messages);
    for (size_t i = 0; i < n; i++) {
        copy(&ss_rec_message, cmd->arena, list[i], &q->rows.messages[q->rows.message_count++]);
    }
}

static void load_feeds(world *w, const job *j, ss_cmd *cmd)
{
    ss_load *q = &cmd->u.load;
    const store *s = &w->store;
    bool open = strcmp(q->what, "feeds") == 0;

    q->rows.feeds = need(cmd->arena, s->feeds.count, sizeof *q->rows.feeds);
    for (size_t i = 0; i < s->feeds.count; i++) {
        const ss_feed_row *f = store_feed(s, i);

        if (!ss_slice_eq(f->account, s->accounts[j->account].account.id)) {
            continue;
        }
        if (open ? feed_row_open(f) : !ss_slice_blank(f->feed_id) && named(q, f->feed_id)) {
            copy(&ss_rec_feed, cmd->arena, f, &q->rows.feeds[q->rows.feed_count++]);
        }
    }
}

static void least(int64_t *at, int64_t value)
{
    if (value < *at) {
        *at = value;
    }
}

/* Messages under way without their feed, feeds without all of their messages. */
static int64_t lost_rows(const store *s, ss_slice account)
{
    int64_t n = 0;

    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *m = store_message(s, i);
        n += ss_slice_eq(m->account, account) && m->state == SS_M_IN_FLIGHT &&
             m->lane == SS_LANE_FEED && table_find(&s->feeds, m->feed) == NULL;
    }
    for (size_t i = 0; i < s->feeds.count; i++) {
        const ss_feed_row *f = store_feed(s, i);
        int64_t there = 0;
        for (size_t k = 0; k < s->messages.count; k++) {
            there += store_message(s, k)->feed == f->id;
        }
        n += ss_slice_eq(f->account, account) &&
             (f->state == SS_F_SUBMITTING || f->state == SS_F_QUEUED) && there < f->messages;
    }
    return n;
}

static void load_due(world *w, const job *j, ss_cmd *cmd)
{
    ss_due *d = &cmd->u.load.due;
    const store *s = &w->store;
    ss_slice account = s->accounts[j->account].account.id;

    *d = (ss_due){SS_NEVER, SS_NEVER, SS_NEVER, SS_NEVER, SS_NEVER, SS_NEVER, 0, 0, 0};
    for (size_t i = 0; i < s->orders.count; i++) {
        const ss_order *o = store_order(s, i);
        if (!ss_slice_eq(o->account, account)) {
            continue;
        }
        least(&d->read, o->read_due);
        if (o->open) {
            least(&d->look, o->look_at);
        }
    }
    for (size_t i = 0; i < s->messages.count; i++) {
        const ss_message *m = store_message(s, i);
        if (m->state == SS_M_PENDING && ss_slice_eq(m->account, account)) {
            least(m->lane == SS_LANE_FEED ? &d->send : &d->express, m->not_before);
            if (m->not_before <= cmd->u.load.before) {
                d->ships += m->kind == SS_MSG_SHIP;
                d->cancels += m->kind == SS_MSG_CANCEL;
            }
        }
    }
    for (size_t i = 0; i < s->feeds.count; i++) {
        const ss_feed_row *f = store_feed(s, i);
        if (feed_row_open(f) && ss_slice_eq(f->account, account)) {
            least(&d->poll, f->next_poll);
        }
    }
    d->missing = lost_rows(s, account);
    d->next_due = state_of(s, (size_t)j->account)->next_due;
}

void store_load(world *w, const job *j, ss_cmd *cmd)
{
    static const char *const of_orders[] = {"orders", "order_ids",    "amazon_orders", "look",
                                            "reads",  "reads_newest", "open",          NULL};
    static const char *const of_messages[] = {"feed_messages", "send", "express", "message_ids",
                                              NULL};
    ss_load *q = &cmd->u.load;

    memset(&q->rows, 0, sizeof q->rows);
    for (int i = 0; of_orders[i] != NULL; i++) {
        if (strcmp(q->what, of_orders[i]) == 0) {
            load_orders(w, j, cmd);
            return;
        }
    }
    for (int i = 0; of_messages[i] != NULL; i++) {
        if (strcmp(q->what, of_messages[i]) == 0) {
            load_messages(w, j, cmd);
            return;
        }
    }
    if (strcmp(q->what, "feeds") == 0 || strcmp(q->what, "feeds_known") == 0) {
        load_feeds(w, j, cmd);
    } else if (strcmp(q->what, "due") == 0) {
        load_due(w, j, cmd);
    } else {
        fault(w, "contract", "load asks for \"%s\"", q->what);
        cmd->failed = true;
    }
}
