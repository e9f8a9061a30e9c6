/*
 * The shop's adapter: facts only. Statuses: 0 unset, 1 open, 2 in work (both "open"), 3 shipped,
 * 4 cancelled, 5 completed (none of these; orders pass through 3 on the way to it).
 */
#include "history.h"

#include <stdlib.h>

bool status_ships(int64_t status)
{
    return status == 3;
}

bool status_open(int64_t status)
{
    return status == 1 || status == 2;
}

bool status_cancels(int64_t status)
{
    return status == 4;
}

static bool usable_code(const sh_order *o, ss_slice code)
{
    if (code.n == 0 || memchr(code.p, ':', code.n) != NULL) {
        return false;
    }
    return o->am == NULL || !same_tracking(code, o->am->id);
}

bool shop_link_allowed(const world *w, const sh_order *o)
{
    return o->link_source != SS_LINK_TEXT ||
           (o->second_sign && w->store.accounts[o->am->account].settings.text_links);
}

const sh_order *shop_split_twin(const world *w, const sh_order *o)
{
    const sh_order *twin = o->twin < 0 ? NULL : &w->shop.orders[o->twin];

    return twin != NULL && twin->split_job > 0 && !twin->gone ? twin : NULL;
}

/* A row that stands for a parcel on its way to the customer. */
bool shop_row_outbound(const sh_order *o, const sh_tracking *row)
{
    return !row->gone && !row->is_return && usable_code(o, row->code);
}

static bool has_outbound(const world *w, const sh_order *o)
{
    for (size_t i = 0; i < o->tracking_count; i++) {
        if (o->tracking[i].visible_at <= w->t && shop_row_outbound(o, &o->tracking[i])) {
            return true;
        }
    }
    return false;
}

sh_wish shop_wish(const world *w, const sh_order *o)
{
    sh_wish wish = {.known = true, .gone = o->gone};
    bool outbound = has_outbound(w, o);
    const sh_order *twin = shop_split_twin(w, o);

    if (o->gone) {
        return wish;
    }
    wish.ship = status_ships(o->status);
    for (size_t i = 0; i < o->history_count; i++) {
        if (o->history[i].visible_at <= w->t && status_ships(o->history[i].status)) {
            wish.ship = true;
        }
    }
    /* The parcels of a split twin are parcels of this order. */
    if (twin != NULL && has_outbound(w, twin)) {
        outbound = true;
    }
    if (status_open(o->status) && !outbound) {
        wish.ship = false;
    }
    wish.cancel = status_cancels(o->status);
    return wish;
}

sh_order *shop_find(world *w, ss_slice id)
{
    char text[24];

    for (size_t i = 0; i < w->shop.order_count; i++) {
        (void)snprintf(text, sizeof text, "%lld", (long long)w->shop.orders[i].id);
        if (ss_slice_is(id, text)) {
            return &w->shop.orders[i];
        }
    }
    return NULL;
}

void shop_statuses(ss_cmd *cmd)
{
    static const char *const names[] = {"Unbestimmt", "Offen",     "In Bearbeitung",
                                        "Versendet",  "Storniert", "Abgeschlossen"};

    cmd->u.statuses.list = need(cmd->arena, 6, sizeof *cmd->u.statuses.list);
    cmd->u.statuses.count = 6;
    for (int i = 0; i < 6; i++) {
        cmd->u.statuses.list[i].id = i;
        cmd->u.statuses.list[i].name = print(cmd->arena, "%s", names[i]);
    }
}

/* ---- changes ------------------------------------------------------------------------------------- */

/* Highest ids and time read so far, and within a listing: where to go on and what to note at its
 * end. */
typedef struct marks {
    long long order, history, tracking, time, position, to_order, to_history, to_tracking, to_time;
} marks;

static bool marks_read(ss_slice s, marks *m)
{
    char text[256];

    if (s.p == NULL || s.n >= sizeof text) {
        return false;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return sscanf(text, "v1,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld", &m->order, &m->history,
                  &m->tracking, &m->time, &m->position, &m->to_order, &m->to_history,
                  &m->to_tracking, &m->to_time) == 9;
}

static void marks_now(const world *w, marks *m)
{
    m->to_order = m->to_history = m->to_tracking = 0;
    m->to_time = w->t;
    for (size_t i = 0; i < w->shop.order_count; i++) {
        const sh_order *o = &w->shop.orders[i];

        if (o->visible_at <= w->t && o->id > m->to_order) {
            m->to_order = o->id;
        }
        for (size_t k = 0; k < o->history_count; k++) {
            if (o->history[k].visible_at <= w->t && o->history[k].id > m->to_history) {
                m->to_history = o->history[k].id;
            }
        }
        for (size_t k = 0; k < o->tracking_count; k++) {
            if (o->tracking[k].visible_at <= w->t && o->tracking[k].id > m->to_tracking) {
                m->to_tracking = o->tracking[k].id;
            }
        }
    }
}

/* The last few ids and the last minutes are read again: a late commit may be below the mark. */
enum { AGAIN_IDS = 3, AGAIN_SECONDS = 660 };

static bool is_new(long long id, long long mark, int64_t at, const marks *m)
{
    return id > mark - AGAIN_IDS || at > m->time - AGAIN_SECONDS;
}

static bool changed(const world *w, const sh_order *o, const marks *m)
{
    if (o->gone || o->visible_at > w->t) {
        return false;
    }
    if (is_new(o->id, m->order, o->visible_at, m)) {
        return true;
    }
    for (size_t i = 0; i < o->history_count; i++) {
        const sh_history *h = &o->history[i];
        if (h->visible_at <= w->t && is_new(h->id, m->history, h->at, m)) {
            return true;
        }
    }
    for (size_t i = 0; i < o->tracking_count; i++) {
        const sh_tracking *t = &o->tracking[i];
        if (!t->gone && t->visible_at <= w->t && is_new(t->id, m->tracking, t->at, m)) {
            return true;
        }
    }
    return false;
}

void shop_changes(world *w, const job *j, ss_cmd *cmd)
{
    ss_changes *c = &cmd->u.changes;
    marks m = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    size_t page = rng_chance(&w->rng, 300) ? 2 : c->limit;

    (void)j;
    if (c->watermarks.p != NULL && !marks_read(c->watermarks, &m)) {
        fault(w, "contract", "watermarks \"%.*s\" are not ours", SS_FMT(c->watermarks));
    }
    if (m.position == 0) {
        marks_now(w, &m);
    }
    page = page == 0 || page > c->limit ? c->limit : page;
    c->orders = need(cmd->arena, w->shop.order_count, sizeof *c->orders);
    c->order_count = 0;
    c->more = false;
    for (size_t i = 0; i < w->shop.order_count && !c->more; i++) {
        const sh_order *o = &w->shop.orders[i];

        if (o->id <= m.position || o->am == NULL || o->purchased < c->since || !changed(w, o, &m)) {
            continue;
        }
        if (c->order_count == page) {
            c->more = true;
        } else {
            c->orders[c->order_count++] = print(cmd->arena, "%lld", (long long)o->id);
        }
    }
    if (c->more) {
        long long last = 0;
        (void)sscanf(c->orders[c->order_count - 1].p, "%lld", &last);
        m.position = last;
    } else {
        m = (marks){m.to_order, m.to_history, m.to_tracking, m.to_time, 0, 0, 0, 0, 0};
    }
    c->new_watermarks =
        print(cmd->arena, "v1,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld", m.order, m.history,
              m.tracking, m.time, m.position, m.to_order, m.to_history, m.to_tracking, m.to_time);
}

/* ---- facts --------------------------------------------------------------------------------------- */

static void fact_history(const world *w, const sh_order *o, ss_arena *a, ss_shop_order *out)
{
    ss_shop_history *list = need(a, o->history_count, sizeof *list);

    for (size_t i = 0; i < o->history_count; i++) {
        if (o->history[i].visible_at <= w->t) {
            ss_shop_history *h = &list[out->history_count++];
            h->id = print(a, "%lld", (long long)o->history[i].id);
            h->status = o->history[i].status;
            h->at = o->history[i].at;
        }
    }
    out->history = list;
}

static void fact_tracking(const world *w, const sh_order *o, ss_arena *a, ss_shop_order *out)
{
    ss_shop_tracking *list = need(a, o->tracking_count, sizeof *list);

    for (size_t i = 0; i < o->tracking_count; i++) {
        const sh_tracking *t = &o->tracking[i];

        if (!t->gone && t->visible_at <= w->t) {
            ss_shop_tracking *s = &list[out->tracking_count++];
            s->id = print(a, "%lld", (long long)t->id);
            s->carrier = keep(a, t->carrier);
            s->code = keep(a, t->code);
            s->is_return = t->is_return;
            s->at = t->at;
        }
    }
    out->tracking = list;
}

static void fact_links(const world *w, const sh_order *o, ss_arena *a, ss_shop_order *out)
{
    ss_shop_link *l;

    if (o->am == NULL) {
        return;
    }
    l = need(a, 1, sizeof *l);
    l->source = o->link_source;
    l->second_sign = o->second_sign;
    l->amazon_order = keep(a, o->am->id);
    if (o->names_account) {
        l->account = keep(a, w->store.accounts[o->am->account].account.id);
    }
    if (o->knows_afn && o->am->afn) {
        l->fulfilled_by = print(a, "AMAZON");
    }
    out->links = l;
    out->link_count = 1;
}

static void fact(world *w, const sh_order *o, ss_arena *a, ss_shop_order *out)
{
    out->gone = o->gone;
    if (o->gone) {
        return;
    }
    out->purchased = o->purchased;
    out->status = o->status;
    out->total_zero = o->total_zero;
    out->shipping_module = print(a, "flat_flat");
    out->payment_module = print(a, "amazon");
    fact_history(w, o, a, out);
    fact_tracking(w, o, a, out);
    fact_links(w, o, a, out);
}

void shop_facts(world *w, const job *j, ss_cmd *cmd)
{
    size_t n = cmd->u.facts.id_count;
    size_t turn = n == 0 ? 0 : (size_t)rng_range(&w->rng, 0, (int64_t)n - 1);
    ss_shop_order *list = need(cmd->arena, n, sizeof *list);

    for (size_t i = 0; i < n; i++) {
        ss_slice id = cmd->u.facts.ids[(i + turn) % n];
        sh_order *o = shop_find(w, id);

        list[i].id = keep(cmd->arena, id);
        if (o == NULL || o->visible_at > w->t) {
            list[i].gone = true;
            continue;
        }
        fact(w, o, cmd->arena, &list[i]);
        if (j->mode == SS_RUN_PREVIEW) {
            continue; /* a preview keeps nothing of what it is told */
        }
        o->told_now[j->account] = shop_wish(w, o);
        o->told_job[j->account] = j->id;
        if (!o->told_now[j->account].cancel && (o->am == NULL || o->am->account == j->account)) {
            o->cancel_at = 0; /* to and fro between two looks is not seen */
        }
        say(w, "  told: shop order %lld status %lld%s%s%s, %zu tracking rows", (long long)o->id,
            (long long)o->status, o->told_now[j->account].ship ? " SHIP" : "",
            o->told_now[j->account].cancel ? " CANCEL" : "", o->gone ? " gone" : "",
            o->gone ? 0 : list[i].tracking_count);
    }
    cmd->u.facts.orders = list;
    cmd->u.facts.order_count = n;
}
