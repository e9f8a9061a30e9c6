/* Orders at Amazon: views, limits, what a shipment or a cancel does to an order. */
#include "history.h"

static const struct limit {
    double rate;
    double burst;
} limits[OPS] = {[SS_OP_CREATE_DOCUMENT] = {0.5, 15},
                 [SS_OP_CREATE_FEED] = {0.0083, 15},
                 [SS_OP_GET_FEED] = {2, 15},
                 [SS_OP_GET_FEEDS] = {0.0222, 10},
                 [SS_OP_GET_DOCUMENT] = {0.0222, 10},
                 [SS_OP_CANCEL_FEED] = {2, 15},
                 [SS_OP_SEARCH_ORDERS] = {0.0056, 20},
                 [SS_OP_GET_ORDER] = {0.5, 30},
                 [SS_OP_CONFIRM] = {2, 10}};

/* One token of the operation's bucket; false: the request would get a 429. */
bool amazon_take(world *w, int account, ss_op op)
{
    am_bucket *b = &w->amazon.buckets[account][op];

    if (b->at == 0) {
        b->tokens = limits[op].burst;
    } else {
        b->tokens += (double)(w->t - b->at) * limits[op].rate;
    }
    b->at = w->t;
    if (b->tokens > limits[op].burst) {
        b->tokens = limits[op].burst;
    }
    if (b->tokens < 1.0 - 1e-6) {
        return false;
    }
    b->tokens -= 1.0;
    return true;
}

am_order *amazon_find(world *w, int account, ss_slice id)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        am_order *o = &w->amazon.orders[i];

        if (o->account == account && !o->missing && ss_slice_eq(o->id, id)) {
            return o;
        }
    }
    return NULL;
}

void amazon_advance(world *w)
{
    for (size_t i = 0; i < w->amazon.order_count; i++) {
        am_order *o = &w->amazon.orders[i];

        if (o->v.status == SS_AMAZON_PENDING && o->opens_at <= w->t) {
            o->v.status = SS_AMAZON_UNSHIPPED;
            o->v.updated = w->t;
        }
    }
    feeds_advance(w);
}

bool amazon_shipped(const am_view *v)
{
    for (size_t i = 0; i < MAX_ITEMS; i++) {
        if (v->fulfilled[i] > 0) {
            return true;
        }
    }
    return v->status == SS_AMAZON_SHIPPED || v->status == SS_AMAZON_PARTIALLY_SHIPPED;
}

/* Units and status follow from the packages. */
void amazon_settle(world *w, am_order *o)
{
    int64_t done = 0;
    int64_t all = 0;

    for (size_t i = 0; i < o->item_count; i++) {
        int64_t packed = 0;

        for (size_t k = 0; k < o->v.pack_count; k++) {
            packed += o->v.packs[k].units[i];
        }
        o->v.fulfilled[i] = packed < o->ordered[i] ? packed : o->ordered[i];
        done += o->v.fulfilled[i];
        all += o->ordered[i];
    }
    o->v.updated = w->t;
    if (o->refunded) {
        return;
    }
    o->v.status = done == 0    ? SS_AMAZON_UNSHIPPED
                  : done < all ? SS_AMAZON_PARTIALLY_SHIPPED
                               : SS_AMAZON_SHIPPED;
}

static void show_packages(const am_order *o, ss_arena *a, ss_amazon_order *out)
{
    ss_package *list = need(a, o->v.pack_count, sizeof *list);

    for (size_t i = 0; i < o->v.pack_count; i++) {
        const am_pack *p = &o->v.packs[i];
        ss_item *items = need(a, o->item_count, sizeof *items);
        size_t n = 0;

        for (size_t k = 0; k < o->item_count; k++) {
            if (p->units[k] > 0) {
                items[n].id = keep(a, o->item_id[k]);
                items[n++].quantity = p->units[k];
            }
        }
        list[i].ref = print(a, "%lld", (long long)p->ref);
        list[i].carrier = keep(a, p->carrier);
        list[i].tracking = keep(a, p->tracking);
        list[i].shipped_at = p->shipped_at;
        list[i].items = items;
        list[i].item_count = n;
    }
    out->packages = list;
    out->package_count = o->v.pack_count;
}

void amazon_show(world *w, const am_order *o, ss_arena *a, ss_amazon_order *out)
{
    ss_amazon_item *items = need(a, o->item_count, sizeof *items);
    ss_slice *programs = need(a, 1, sizeof *programs);

    (void)w;
    memset(out, 0, sizeof *out);
    out->id = keep(a, o->id);
    out->status = o->v.status;
    out->fulfilled_by = print(a, "%s", o->afn ? "AMAZON" : "MERCHANT");
    out->channel = print(a, "%s", o->foreign ? "NON_AMAZON" : "AMAZON");
    out->marketplace = print(a, "%s", o->marketplace);
    if (o->ship_plus) {
        programs[0] = print(a, "FBM_SHIP_PLUS");
        out->programs = programs;
        out->program_count = 1;
    }
    out->created = o->created;
    out->updated = o->v.updated;
    out->ship_by = o->ship_by;
    for (size_t i = 0; i < o->item_count; i++) {
        items[i].id = keep(a, o->item_id[i]);
        items[i].ordered = o->ordered[i];
        items[i].fulfilled = o->v.fulfilled[i];
    }
    out->items = items;
    out->item_count = o->item_count;
    show_packages(o, a, out);
    out->cancel_requested = o->v.cancel_requested;
    if (o->v.cancelled_by != NULL) {
        out->cancelled_by = print(a, "%s", o->v.cancelled_by);
    }
}

/* ---- shipping ------------------------------------------------------------------------------------ */

static const char *barred(const am_order *o)
{
    if (o->afn || o->ship_plus || o->foreign || o->v.status == SS_AMAZON_CANCELLED ||
        o->v.status == SS_AMAZON_PENDING || o->refunded) {
        return "18028";
    }
    return NULL;
}

static am_pack *pack_of(am_order *o, int64_t ref)
{
    for (size_t i = 0; ref != 0 && i < o->v.pack_count; i++) {
        if (o->v.packs[i].ref == ref) {
            return &o->v.packs[i];
        }
    }
    return NULL;
}

/* What the message asks for; without items it is everything that is left. */
static bool fits(const am_order *o, const am_pack *edited, const am_line *line,
                 int64_t units[MAX_ITEMS])
{
    int64_t sum = 0;

    for (size_t i = 0; i < o->item_count; i++) {
        int64_t packed = edited == NULL ? 0 : -edited->units[i];

        for (size_t k = 0; k < o->v.pack_count; k++) {
            packed += o->v.packs[k].units[i];
        }
        units[i] = line->whole ? o->ordered[i] - packed : line->units[i];
        if (units[i] < 0 || packed + units[i] > o->ordered[i]) {
            return false;
        }
        sum += units[i];
    }
    return sum > 0;
}

static const char *refuse_ship(const world *w, const am_order *o, const am_line *line)
{
    const char *why = barred(o);

    if (why != NULL) {
        return why;
    }
    if (ss_slice_blank(line->carrier) || line->bad_item ||
        (ss_slice_is(line->carrier, "Other") && ss_slice_blank(line->carrier_name))) {
        return "18028";
    }
    if (line->shipped_at > w->t || line->shipped_at < o->created) {
        return "18028";
    }
    if (o->refusals != 0) {
        return "18181";
    }
    return NULL;
}

static void store_pack(world *w, am_order *o, am_pack *p, const am_line *line,
                       const int64_t units[MAX_ITEMS], via how, int64_t ref)
{
    bool fresh = p == NULL;

    if (fresh) {
        p = &o->v.packs[o->v.pack_count++];
    }
    p->ref = ref != 0 ? ref : 9000000 + ++w->amazon.next_ref;
    p->via = how;
    p->carrier =
        keep(&w->arena, ss_slice_is(line->carrier, "Other") ? line->carrier_name : line->carrier);
    p->tracking = keep(&w->arena, line->tracking);
    if (o->twists == 1 && line->tracking.n > 0)
        p->tracking = print(&w->arena, "99%lld", (long long)++w->amazon.next_ref);
    if (o->twists == 2 && fresh)
        p->ref = 7000000 + ++w->amazon.next_ref;
    o->twists = 0;
    p->shipped_at = line->shipped_at;
    memcpy(p->units, units, sizeof p->units);
    o->ships += fresh;
    o->edits += !fresh;
    happen(w, fresh ? H_SHIP : H_EDIT);
    say(w, "amazon: %.*s %s by %s, package %lld, tracking %.*s", SS_FMT(o->id),
        fresh ? "SHIPPED" : "EDITED", how == VIA_FEED ? "feed" : "confirmShipment",
        (long long)p->ref, SS_FMT(line->tracking));
    amazon_settle(w, o);
}

static bool tracked_twice(const am_order *o, const am_pack *edited, ss_slice tracking)
{
    for (size_t i = 0; tracking.n > 0 && i < o->v.pack_count; i++) {
        const am_pack *p = &o->v.packs[i];

        if (p != edited && p->via != VIA_SELLER && same_tracking(p->tracking, tracking)) {
            return true;
        }
    }
    return false;
}

const char *amazon_ship(world *w, am_order *o, const am_line *line, via how, int64_t ref)
{
    const char *why = refuse_ship(w, o, line);
    am_pack *edited = pack_of(o, ref);
    int64_t units[MAX_ITEMS] = {0};

    if (why != NULL) {
        o->refusals -= o->refusals > 0 && strcmp(why, "18181") == 0;
        return why;
    }
    if (!fits(o, edited, line, units)) {
        return "18021";
    }
    if (o->forgets > 0) {
        o->forgets--;
        say(w, "amazon: %.*s a good answer, but nothing is stored", SS_FMT(o->id));
        return NULL;
    }
    if (o->v.pack_count == MAX_PACKS && edited == NULL) {
        return "18021";
    }
    if (tracked_twice(o, edited, line->tracking)) {
        fault(w, "double_ship", "%.*s: tracking %.*s is in two packages", SS_FMT(o->id),
              SS_FMT(line->tracking));
    }
    store_pack(w, o, edited, line, units, how, ref);
    return NULL;
}

const char *amazon_cancel(world *w, am_order *o, const am_line *line)
{
    const char *why = barred(o);

    if (why != NULL || line->bad_item) {
        return "18028";
    }
    for (size_t i = 0; i < o->item_count; i++) {
        if (line->units[i] != 1) {
            return "18028"; /* part of an order cannot be cancelled */
        }
    }
    if (amazon_shipped(&o->v)) {
        o->refunded = true;
        say(w, "amazon: %.*s REFUNDED whole: cancelled after a shipment", SS_FMT(o->id));
    } else {
        o->v.status = SS_AMAZON_CANCELLED;
        say(w, "amazon: %.*s CANCELLED by feed", SS_FMT(o->id));
    }
    o->v.cancelled_by = "MERCHANT";
    o->v.updated = w->t;
    o->cancels++;
    happen(w, H_CANCEL);
    return NULL;
}
