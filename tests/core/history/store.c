/*
 * Our own tables in memory, with the semantics that StatusSync\Store promises: compare-and-set on
 * id, version and fence, unique keys, ids that ascend, tables written one after the other.
 */
#include "history.h"

#include <stddef.h>
#include <stdlib.h>

static int64_t int_at(const void *data, size_t at)
{
    int64_t value;

    memcpy(&value, (const char *)data + at, sizeof value);
    return value;
}

static void int_set(void *data, size_t at, int64_t value)
{
    memcpy((char *)data + at, &value, sizeof value);
}

/* A row has an arena of its own, so that whoever still points into the old one is found out. */
void cell_set(cell *r, const ss_record *rec, const void *data)
{
    cell fresh;

    ss_arena_init(&fresh.arena, 1 << 20);
    fresh.data = need(&fresh.arena, 1, rec->size);
    if (!ss_record_copy(rec, &fresh.arena, data, fresh.data, NULL)) {
        abort();
    }
    ss_arena_free(&r->arena);
    *r = fresh;
}

static void table_init(table *t, const ss_record *rec, size_t id_at, size_t version_at,
                       size_t fence_at)
{
    *t = (table){
        .rec = rec, .id_at = id_at, .version_at = version_at, .fence_at = fence_at, .next_id = 1};
}

static cell *table_add(table *t)
{
    if (t->count == t->room) {
        size_t room = t->room == 0 ? 16 : t->room * 2;
        cell *rows = realloc(t->rows, room * sizeof *rows);

        if (rows == NULL) {
            abort();
        }
        t->rows = rows;
        t->room = room;
    }
    t->rows[t->count] = (cell){{NULL, 0, 0}, NULL};
    return &t->rows[t->count++];
}

static cell *table_row(const table *t, int64_t id)
{
    size_t low = 0;
    size_t high = t->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (int_at(t->rows[middle].data, t->id_at) < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < t->count && int_at(t->rows[low].data, t->id_at) == id ? &t->rows[low] : NULL;
}

void *table_find(const table *t, int64_t id)
{
    cell *r = table_row(t, id);

    return r == NULL ? NULL : r->data;
}

static void table_free(table *t)
{
    for (size_t i = 0; i < t->count; i++) {
        ss_arena_free(&t->rows[i].arena);
    }
    free(t->rows);
    t->rows = NULL;
    t->count = t->room = 0;
}

static void table_copy(table *to, const table *from)
{
    *to = *from;
    to->rows = NULL;
    to->count = to->room = 0;
    for (size_t i = 0; i < from->count; i++) {
        cell_set(table_add(to), from->rec, from->rows[i].data);
    }
}

/* Ids are not given again. */
void table_clear(table *t)
{
    for (size_t i = 0; i < t->count; i++) {
        ss_arena_free(&t->rows[i].arena);
    }
    t->count = 0;
}

void store_init(store *s)
{
    memset(s, 0, sizeof *s);
    table_init(&s->orders, &ss_rec_order, offsetof(ss_order, id), offsetof(ss_order, version),
               offsetof(ss_order, fence));
    table_init(&s->parcels, &ss_rec_parcel, offsetof(ss_parcel, id), offsetof(ss_parcel, version),
               offsetof(ss_parcel, fence));
    table_init(&s->messages, &ss_rec_message, offsetof(ss_message, id),
               offsetof(ss_message, version), offsetof(ss_message, fence));
    table_init(&s->feeds, &ss_rec_feed, offsetof(ss_feed_row, id), offsetof(ss_feed_row, version),
               offsetof(ss_feed_row, fence));
}

void store_free(store *s)
{
    table_free(&s->orders);
    table_free(&s->parcels);
    table_free(&s->messages);
    table_free(&s->feeds);
    for (size_t i = 0; i < s->account_count; i++) {
        ss_arena_free(&s->accounts[i].arena);
        ss_arena_free(&s->accounts[i].state.arena);
    }
}

/* A dump of the tables: what a backup has. Accounts and settings are shared, not copied. */
void store_copy(store *to, const store *from)
{
    *to = *from;
    table_copy(&to->orders, &from->orders);
    table_copy(&to->parcels, &from->parcels);
    table_copy(&to->messages, &from->messages);
    table_copy(&to->feeds, &from->feeds);
    for (size_t i = 0; i < from->account_count; i++) {
        ss_arena_init(&to->accounts[i].arena, 1);
        to->accounts[i].state = (cell){{NULL, 0, 0}, NULL};
        cell_set(&to->accounts[i].state, &ss_rec_account_state, from->accounts[i].state.data);
    }
}

const ss_order *store_order(const store *s, size_t i)
{
    return s->orders.rows[i].data;
}

const ss_parcel *store_parcel(const store *s, size_t i)
{
    return s->parcels.rows[i].data;
}

const ss_message *store_message(const store *s, size_t i)
{
    return s->messages.rows[i].data;
}

const ss_feed_row *store_feed(const store *s, size_t i)
{
    return s->feeds.rows[i].data;
}

const ss_account_state *state_of(const store *s, size_t account)
{
    return s->accounts[account].state.data;
}

void state_set(store *s, size_t account, const ss_account_state *state)
{
    cell_set(&s->accounts[account].state, &ss_rec_account_state, state);
    s->accounts[account].state_version++;
}

bool feed_row_open(const ss_feed_row *f)
{
    return f->state <= SS_F_CANCELLING;
}

/* ---- lease --------------------------------------------------------------------------------------- */

static bool message_open(const ss_message *m)
{
    return m->state != SS_M_SUPERSEDED && m->state != SS_M_REVOKED && m->state != SS_M_IGNORED &&
           m->state != SS_M_VERIFIED;
}

/* Only what is open is stamped: a latecomer can still reach a closed row, as in the database. */
static void stamp_rows(store *s, ss_slice account, int64_t fence)
{
    for (size_t i = 0; i < s->orders.count; i++) {
        ss_order *o = s->orders.rows[i].data;

        if (o->open && ss_slice_eq(o->account, account)) {
            o->fence = fence;
        }
    }
    for (size_t i = 0; i < s->messages.count; i++) {
        ss_message *m = s->messages.rows[i].data;

        if (message_open(m) && ss_slice_eq(m->account, account)) {
            m->fence = fence;
        }
    }
    for (size_t i = 0; i < s->feeds.count; i++) {
        ss_feed_row *f = s->feeds.rows[i].data;

        if (feed_row_open(f) && ss_slice_eq(f->account, account)) {
            f->fence = fence;
        }
    }
    for (size_t i = 0; i < s->parcels.count; i++) {
        ss_parcel *p = s->parcels.rows[i].data;
        const ss_order *o = table_find(&s->orders, p->order_id);

        if (o != NULL && o->open && ss_slice_eq(o->account, account)) {
            p->fence = fence;
        }
    }
}

static void lease_answer(account_rows *a, ss_arena *arena, ss_lease_answer *out)
{
    bool well = ss_record_copy(&ss_rec_account, arena, &a->account, &out->account, NULL) &&
                ss_record_copy(&ss_rec_settings, arena, &a->settings, &out->settings, NULL) &&
                ss_record_copy(&ss_rec_account_state, arena, a->state.data, &out->state, NULL);

    if (!well) {
        abort();
    }
    out->state_version = a->state_version;
    out->counter = a->counter;
    out->buckets = need(arena, OPS, sizeof *out->buckets);
    out->bucket_count = 0;
    for (int op = 0; op < OPS; op++) {
        if (a->has_bucket[op]) {
            out->buckets[out->bucket_count++] = a->bucket[op];
        }
    }
}

void store_lease(world *w, job *j, ss_cmd *cmd)
{
    account_rows *a = &w->store.accounts[j->account];
    lease *l = &a->lease;
    ss_lease_answer *out = &cmd->u.lease;
    bool peek = out->peek;

    memset(out, 0, sizeof *out);
    if (peek) {
        out->peek = out->granted = true;
        lease_answer(a, cmd->arena, out);
        return;
    }
    if (l->held && l->until > w->t) {
        return;
    }
    out->granted = true;
    out->takeover = l->held;
    if (l->held || l->fence == 0) {
        l->fence++;
    }
    if (out->takeover) {
        happen(w, H_TAKEOVER);
        say(w, "run %lld takes the lease over, fence %lld", (long long)j->id, (long long)l->fence);
        stamp_rows(&w->store, a->account.id, l->fence);
        for (int i = 0; i < MAX_JOBS; i++) {
            job *other = &w->jobs[i];
            if (other->id != 0 && other != j && other->account == j->account && other->fence > 0) {
                other->taken_over = true;
                w->had_zombie = true;
                happen(w, H_ZOMBIE);
            }
        }
    }
    l->held = true;
    l->until = w->t + w->lease;
    (void)snprintf(l->owner, sizeof l->owner, "%s", j->owner);
    out->fence = j->fence = l->fence;
    lease_answer(a, cmd->arena, out);
}

bool store_renew(world *w, const job *j, int64_t fence, bool give_back)
{
    lease *l = &w->store.accounts[j->account].lease;

    if (!l->held || l->fence != fence || strcmp(l->owner, j->owner) != 0) {
        return false;
    }
    if (l->until <= w->t && !w->store.renew_expired) {
        return false;
    }
    if (give_back) {
        l->held = false;
    } else {
        l->until = w->t + w->lease;
    }
    return true;
}

/* ---- save ---------------------------------------------------------------------------------------- */

static bool same_key(const table *t, const void *a, const void *b)
{
    if (t->rec == &ss_rec_order) {
        const ss_order *x = a;
        const ss_order *y = b;
        return ss_slice_eq(x->account, y->account) && ss_slice_eq(x->shop_order, y->shop_order);
    }
    if (t->rec == &ss_rec_parcel) {
        const ss_parcel *x = a;
        const ss_parcel *y = b;
        return x->order_id == y->order_id && x->number == y->number;
    }
    if (t->rec == &ss_rec_message) {
        const ss_message *x = a;
        const ss_message *y = b;
        return x->order_id == y->order_id && x->kind == y->kind && x->parcel == y->parcel &&
               x->revision == y->revision;
    }
    return false;
}

static void check_references(world *w, const table *t, const void *data)
{
    int64_t order = 0;
    int64_t feed = 0;

    if (t->rec == &ss_rec_parcel) {
        order = ((const ss_parcel *)data)->order_id;
    } else if (t->rec == &ss_rec_message) {
        order = ((const ss_message *)data)->order_id;
        feed = ((const ss_message *)data)->feed;
    } else {
        return;
    }
    if (table_find(&w->store.orders, order) == NULL) {
        fault(w, "contract", "a %s points to order row %lld that is not there", t->rec->name,
              (long long)order);
    }
    if (feed != 0 && !w->restored && table_find(&w->store.feeds, feed) == NULL) {
        fault(w, "contract", "a message points to feed row %lld that is not there",
              (long long)feed);
    }
}

static int64_t insert_row(world *w, table *t, const void *in, int64_t fence, bool *ok)
{
    cell *r;

    for (size_t i = 0; i < t->count; i++) {
        if (same_key(t, t->rows[i].data, in)) {
            *ok = false;
            return int_at(t->rows[i].data, t->id_at);
        }
    }
    r = table_add(t);
    cell_set(r, t->rec, in);
    int_set(r->data, t->id_at, t->next_id);
    int_set(r->data, t->version_at, 1);
    int_set(r->data, t->fence_at, fence);
    t->next_id += rng_chance(&w->rng, 50) ? 3 : 1;
    if (t->rec == &ss_rec_message) {
        judge_message(w, NULL, r->data);
    } else if (t->rec == &ss_rec_order) {
        judge_order_row(w, NULL, r->data);
    }
    *ok = true;
    return int_at(r->data, t->id_at);
}

static bool change_row(world *w, table *t, const void *in, int64_t fence)
{
    int64_t id = int_at(in, t->id_at);
    cell *r = table_row(t, id);
    int64_t version;

    if (r == NULL) {
        fault(w, "contract", "a save names %s row %lld that never was", t->rec->name,
              (long long)id);
        return false;
    }
    version = int_at(r->data, t->version_at);
    if (version != int_at(in, t->version_at) || int_at(r->data, t->fence_at) > fence) {
        say(w, "  %s row %lld is lost: version %lld, saved %lld; fence %lld, saved with %lld",
            t->rec->name, (long long)id, (long long)version, (long long)int_at(in, t->version_at),
            (long long)int_at(r->data, t->fence_at), (long long)fence);
        return false;
    }
    if (t->rec == &ss_rec_message) {
        judge_message(w, r->data, in);
    } else if (t->rec == &ss_rec_order) {
        judge_order_row(w, r->data, in);
    } else if (t->rec == &ss_rec_feed) {
        judge_feed_row(w, r->data, in);
    }
    cell_set(r, t->rec, in);
    int_set(r->data, t->version_at, version + 1);
    int_set(r->data, t->fence_at, fence);
    return true;
}

/* New rows have no fence of their own to compare: the lease's counts. */
static ss_save_mark *save_table(world *w, table *t, const void *rows, size_t n, int64_t fence,
                                int64_t lease_fence, ss_arena *arena, bool whole)
{
    ss_save_mark *marks = need(arena, n, sizeof *marks);
    size_t end = whole || n == 0 ? n : (size_t)rng_range(&w->rng, 0, (int64_t)n - 1);

    for (size_t i = 0; i < end; i++) {
        const void *in = (const char *)rows + i * t->rec->size;

        check_references(w, t, in);
        if (int_at(in, t->id_at) == 0 && fence < lease_fence) {
            say(w, "  a new %s row is refused: the lease has fence %lld, not %lld", t->rec->name,
                (long long)lease_fence, (long long)fence);
        } else if (int_at(in, t->id_at) == 0) {
            marks[i].id = insert_row(w, t, in, fence, &marks[i].ok);
        } else {
            marks[i].id = int_at(in, t->id_at);
            marks[i].ok = change_row(w, t, in, fence);
        }
    }
    if (n > 0 && (t->rec == &ss_rec_message || t->rec == &ss_rec_feed)) {
        w->store.changes += (int64_t)n;
    }
    return marks;
}

static bool save_state(account_rows *a, const ss_save *s, int64_t fence)
{
    if (s->state_version != a->state_version || a->state_fence > fence) {
        return false;
    }
    cell_set(&a->state, &ss_rec_account_state, s->state);
    a->state_version++;
    a->state_fence = fence;
    a->counter = s->state->runs;
    return true;
}

static void save_small(world *w, account_rows *a, ss_cmd *cmd, int tables)
{
    ss_save *s = &cmd->u.save;

    if (tables > 4) {
        w->store.event_count += (int64_t)s->rows.event_count;
        for (size_t i = 0; i < s->rows.event_count; i++) {
            const ss_event_row *e = &s->rows.events[i];
            if (e->order_id > 0 && e->order_id < MAX_MESSAGES &&
                (ss_slice_is(e->code, "cannot_be_added") ||
                 ss_slice_is(e->what, "cannot_be_added"))) {
                w->noted[e->order_id] = true;
            }
            if (ss_slice_is(e->what, "rebuild") && !w->restored) {
                fault(w, "needless_rebuild", "no row is lost, but: %.*s", SS_FMT(e->text));
            }
            say(w, "  event %.*s order %lld message %lld feed %lld code %.*s text %.*s",
                SS_FMT(e->what), (long long)e->order_id, (long long)e->message, (long long)e->feed,
                SS_FMT(e->code), SS_FMT(e->text));
        }
    }
    for (size_t i = 0; tables > 5 && i < s->rows.bucket_count; i++) {
        ss_bucket_row b = s->rows.buckets[i];

        if (b.op < 0 || b.op >= OPS) {
            fault(w, "contract", "a bucket of operation %d is saved", b.op);
            continue;
        }
        a->bucket[b.op] = b;
        a->has_bucket[b.op] = true;
    }
    if (tables > 6 && s->state != NULL) {
        s->state_ok = save_state(a, s, cmd->fence);
        if (!s->state_ok) {
            say(w, "  the state is lost");
        }
    }
}

/* Table by table; the one behind the last whole table is written in part. */
void store_save(world *w, const job *j, ss_cmd *cmd, int tables)
{
    account_rows *a = &w->store.accounts[j->account];
    ss_save *s = &cmd->u.save;
    store *st = &w->store;
    const ss_rows *r = &s->rows;
    int64_t fence = cmd->fence;
    int64_t now = a->lease.fence;

    s->feeds =
        save_table(w, &st->feeds, r->feeds, r->feed_count, fence, now, cmd->arena, tables > 0);
    if (tables > 0) {
        s->parcels = save_table(w, &st->parcels, r->parcels, r->parcel_count, fence, now,
                                cmd->arena, tables > 1);
    }
    if (tables > 1) {
        s->messages = save_table(w, &st->messages, r->messages, r->message_count, fence, now,
                                 cmd->arena, tables > 2);
    }
    if (tables > 2) {
        s->orders = save_table(w, &st->orders, r->orders, r->order_count, fence, now, cmd->arena,
                               tables > 3);
    }
    save_small(w, a, cmd, tables);
}
