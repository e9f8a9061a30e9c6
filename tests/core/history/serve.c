/* One request: what can go wrong on the way there and back, and what Amazon answers. */
#include "history.h"
#include "ss_text.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static bool has_effect(ss_op op)
{
    return op == SS_OP_CREATE_FEED || op == SS_OP_CONFIRM || op == SS_OP_CANCEL_FEED;
}

static void refuse(ss_request *r, ss_arena *a, int64_t http, ss_class cls, const char *code)
{
    r->http = http;
    r->cls = cls;
    r->code = print(a, "%s", code);
    r->text = print(a, "Amazon says %s.", code);
}

static void clear_answer(ss_request *r)
{
    r->cls = SS_CLASS_UNKNOWN;
    r->http = r->retry_after = r->date = 0;
    r->code = r->text = r->request_id = SS_NONE;
    r->new_document_id = r->new_feed_id = r->next_token = r->report = SS_NONE;
    memset(&r->feed, 0, sizeof r->feed);
    r->feeds = NULL;
    r->orders = NULL;
    r->feed_count = r->order_count = 0;
}

/* ---- operations ---------------------------------------------------------------------------------- */

static void create_document(world *w, const job *j, ss_request *r, ss_arena *a)
{
    am_doc *doc = amazon_document(w, j->account, r->document);

    if (doc == NULL) {
        refuse(r, a, 503, SS_CLASS_UNAVAILABLE, "ServiceUnavailable");
        return;
    }
    r->http = 201;
    r->new_document_id = keep(a, doc->id);
}

static am_doc *document_find(world *w, int account, ss_slice id)
{
    for (size_t i = 0; i < w->amazon.doc_count; i++) {
        am_doc *d = &w->amazon.docs[i];

        if (d->account == account && ss_slice_eq(d->id, id)) {
            return d;
        }
    }
    return NULL;
}

static const char *market_name(ss_slice s)
{
    static const char *const known[] = {"A1PA6795UKMFR9", "APJ6JRA9NG5V4", NULL};

    for (int i = 0; known[i] != NULL; i++) {
        if (ss_slice_is(s, known[i])) {
            return known[i];
        }
    }
    return NULL;
}

static void create_feed(world *w, job *j, ss_request *r, ss_arena *a)
{
    am_doc *doc = document_find(w, j->account, r->document_id);
    const char *market = market_name(r->marketplace);
    am_feed *f;

    if (doc == NULL || doc->result || doc->created < w->t - 2 * DAY || market == NULL) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    if (doc->type != r->feed_type) {
        fault(w, "malformed_feed", "document %.*s goes to the wrong feed type", SS_FMT(doc->id));
    }
    for (size_t i = 0; i < doc->line_count; i++) {
        const am_order *o = doc->lines[i].order;
        if (o != NULL && strcmp(o->marketplace, market) != 0) {
            fault(w, "wrong_marketplace", "%.*s goes to %s", SS_FMT(o->id), market);
        }
    }
    judge_feed(w, j, doc, r->feed_type);
    for (size_t i = 0; i < doc->line_count; i++) {
        const am_order *o = doc->lines[i].order;
        if (o != NULL && o->turned) {
            happen(w, H_TURNED);
            refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
            return;
        }
    }
    f = feeds_create(w, j->account, doc, r->feed_type, market);
    if (f == NULL) {
        refuse(r, a, 503, SS_CLASS_UNKNOWN, "ServiceUnavailable");
        return;
    }
    r->http = 202;
    r->new_feed_id = keep(a, f->id);
}

static void show_feed(const am_feed *f, ss_arena *a, ss_feed_info *out)
{
    ss_slice *m = need(a, 1, sizeof *m);

    m[0] = print(a, "%s", f->marketplace);
    out->feed_id = keep(a, f->id);
    out->type = print(a, "%s",
                      f->type == SS_FEED_SHIP ? "POST_ORDER_FULFILLMENT_DATA"
                                              : "POST_ORDER_ACKNOWLEDGEMENT_DATA");
    out->status = print(a, "%s", f->status);
    out->result_id = keep(a, f->result_id);
    out->marketplaces = m;
    out->marketplace_count = 1;
    out->created = f->created;
}

static void get_feed(world *w, const job *j, ss_request *r, ss_arena *a)
{
    am_feed *f = feeds_find(w, j->account, r->feed_id);

    if (f == NULL || f->created < w->t - 90 * DAY) {
        refuse(r, a, 404, SS_CLASS_NOT_FOUND, "NotFound");
        return;
    }
    show_feed(f, a, &r->feed);
}

/* Newest first, a few a page; the token alone says where to go on. */
static void get_feeds(world *w, const job *j, ss_request *r, ss_arena *a)
{
    long long since = r->since;
    long long before = r->before;
    long long type = r->feed_type;
    long long skip = 0;
    long long seen = 0;
    size_t page = rng_chance(&w->rng, 200) ? 1 : 100;

    if (r->token.p != NULL &&
        sscanf(r->token.p, "f,%lld,%lld,%lld,%lld", &since, &before, &type, &skip) != 4) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    if (since < w->t - 90 * DAY - MINUTE) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    if (before == 0) {
        before = w->t;
    }
    r->feeds = need(a, w->amazon.feed_count, sizeof *r->feeds);
    for (size_t i = w->amazon.feed_count; i-- > 0;) {
        const am_feed *f = &w->amazon.feeds[i];

        if (f->account != j->account || f->type != type || f->created < since ||
            f->created > before || f->listed_at > w->t || f->created < w->t - 90 * DAY ||
            seen++ < skip) {
            continue;
        }
        if (r->feed_count == page) {
            r->next_token =
                print(a, "f,%lld,%lld,%lld,%lld", since, before, type, skip + (long long)page);
            return;
        }
        show_feed(f, a, &r->feeds[r->feed_count++]);
    }
}

/* A report as gzip, as Amazon's storage often has it. */
static ss_slice packed(world *w, ss_arena *a, ss_slice report)
{
    static unsigned char out[16384];
    z_stream z;
    bool well;

    memset(&z, 0, sizeof z);
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        abort();
    }
    z.next_in = (z_const Bytef *)report.p;
    z.avail_in = (uInt)report.n;
    z.next_out = out;
    z.avail_out = sizeof out;
    well = deflate(&z, Z_FINISH) == Z_STREAM_END;
    (void)deflateEnd(&z);
    if (!well) {
        abort();
    }
    happen(w, H_GZIP);
    return keep(a, (ss_slice){(const char *)out, z.total_out});
}

static void get_document(world *w, const job *j, ss_request *r, ss_arena *a)
{
    am_doc *d = document_find(w, j->account, r->document_id);

    if (d == NULL || !d->result || d->created < w->t - 28 * DAY) {
        refuse(r, a, 404, SS_CLASS_NOT_FOUND, "NotFound");
        return;
    }
    /* Every second one; not drawn, so that a seed stays the same history. */
    r->report = (d - w->amazon.docs) % 2 == 0 ? keep(a, d->bytes) : packed(w, a, d->bytes);
}

static void cancel_feed(world *w, const job *j, ss_request *r, ss_arena *a)
{
    am_feed *f = feeds_find(w, j->account, r->feed_id);

    if (f == NULL) {
        refuse(r, a, 404, SS_CLASS_NOT_FOUND, "NotFound");
    } else if (strcmp(f->status, "IN_QUEUE") != 0) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
    } else {
        f->status = "CANCELLED";
        f->end = END_CANCELLED;
        f->over = f->applied = true;
        say(w, "amazon: feed %.*s is taken back", SS_FMT(f->id));
    }
}

static bool in_markets(const ss_request *r, const am_order *o)
{
    for (size_t i = 0; i < r->marketplace_count; i++) {
        if (ss_slice_is(r->marketplaces[i], o->marketplace)) {
            return true;
        }
    }
    return r->marketplace_count == 0;
}

static void search_orders(world *w, const job *j, ss_request *r, ss_arena *a)
{
    long long from = 0;
    long long since = r->since;
    long long before = r->before;
    long long made = w->t;
    size_t page = rng_chance(&w->rng, 200) ? 2 : 100;
    bool token = r->token.p != NULL;

    if (token && (sscanf(r->token.p, "s,%lld,%lld,%lld,%lld", &since, &before, &from, &made) != 4 ||
                  since != r->since || before != r->before || made < w->t - DAY)) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    if (before > w->t - 120 || before <= since) {
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    r->orders = need(a, w->amazon.order_count, sizeof *r->orders);
    for (size_t i = (size_t)from; i < w->amazon.order_count; i++) {
        const am_order *o = &w->amazon.orders[i];

        if (o->account != j->account || o->missing || o->created > w->t || !in_markets(r, o) ||
            o->v.updated < since || o->v.updated > before) {
            continue;
        }
        if (r->order_count == page) {
            r->next_token =
                print(a, "s,%lld,%lld,%lld,%lld", since, before, (long long)i, (long long)w->t);
            return;
        }
        amazon_show(w, o, a, &r->orders[r->order_count++]);
    }
}

/* Access to this order alone is denied. */
static bool denies(world *w, const am_order *o, ss_request *r, ss_arena *a)
{
    if (o->denied != r->op || o->denied_until <= w->t) {
        return false;
    }
    happen(w, H_DENIED);
    refuse(r, a, 403, SS_CLASS_DENIED, "Unauthorized");
    return true;
}

static void get_order(world *w, const job *j, ss_request *r, ss_arena *a)
{
    am_order *o = amazon_find(w, j->account, r->order);

    if (o == NULL || o->created > w->t) {
        refuse(r, a, 404, SS_CLASS_NOT_FOUND, "NotFound");
        return;
    }
    if (denies(w, o, r, a)) {
        return;
    }
    r->orders = need(a, 1, sizeof *r->orders);
    r->order_count = 1;
    amazon_show(w, o, a, r->orders);
}

static bool bad_text(ss_slice s, bool demanded)
{
    return s.p == NULL ? demanded : s.n == 0 || s.n > 50;
}

static bool confirm_line(world *w, const am_order *o, const ss_message *m, am_line *line,
                         int64_t *ref)
{
    *line = (am_line){.id = (uint64_t)m->id,
                      .order_id = m->amazon_order,
                      .carrier = m->carrier,
                      .carrier_name = m->carrier_name,
                      .method = m->method,
                      .tracking = m->tracking,
                      .shipped_at = m->shipped_at};
    (void)w;
    for (size_t i = 0; i < m->item_count; i++) {
        size_t k = 0;

        while (k < o->item_count && !ss_slice_eq(o->item_id[k], m->items[i].id)) {
            k++;
        }
        if (k == o->item_count || line->units[k] > 0 || m->items[i].quantity < 1) {
            line->bad_item = true;
        } else {
            line->units[k] = m->items[i].quantity;
        }
    }
    return ss_int_parse(m->amazon_ref, ref) && *ref > 0 && !bad_text(m->carrier, true) &&
           !bad_text(m->carrier_name, false) && !bad_text(m->method, false) &&
           !bad_text(m->tracking, true) && m->item_count > 0;
}

static void confirm(world *w, job *j, ss_request *r, ss_arena *a)
{
    const ss_message *m = r->message;
    am_order *o = amazon_find(w, j->account, m->amazon_order);
    am_line line;
    int64_t ref = 0;
    const char *why;

    if (o == NULL) {
        fault(w, "sent_to_missing", "confirmShipment for %.*s", SS_FMT(m->amazon_order));
        refuse(r, a, 404, SS_CLASS_NOT_FOUND, "NotFound");
        return;
    }
    line.order = o;
    if (m->kind != SS_MSG_SHIP || !confirm_line(w, o, m, &line, &ref)) {
        fault(w, "malformed_confirm", "%.*s ref %.*s tracking %.*s", SS_FMT(o->id),
              SS_FMT(m->amazon_ref), SS_FMT(m->tracking));
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        return;
    }
    line.order = o;
    if (denies(w, o, r, a)) {
        return;
    }
    if (!ss_slice_is(m->marketplace, o->marketplace)) {
        fault(w, "wrong_marketplace", "%.*s is confirmed for %.*s", SS_FMT(o->id),
              SS_FMT(m->marketplace));
    }
    judge_confirm(w, j, o, &line, ref);
    why = amazon_ship(w, o, &line, VIA_CONFIRM, ref);
    if (why != NULL) {
        happen(w, H_REJECTED);
        refuse(r, a, 400, SS_CLASS_REFUSED, "InvalidInput");
        r->text = print(a, "%s: Failed to create package.", why);
        say(w, "amazon: %.*s confirmShipment refused: %s", SS_FMT(o->id), why);
        return;
    }
    r->http = 204;
}

void serve_operation(world *w, job *j, ss_request *r, ss_arena *a)
{
    r->cls = SS_CLASS_OK;
    r->http = 200;
    r->date = w->t;
    r->request_id = print(a, "rq-%lld", (long long)++w->amazon.next_request);
    switch (r->op) {
    case SS_OP_CREATE_DOCUMENT:
        create_document(w, j, r, a);
        break;
    case SS_OP_CREATE_FEED:
        create_feed(w, j, r, a);
        break;
    case SS_OP_GET_FEED:
        get_feed(w, j, r, a);
        break;
    case SS_OP_GET_FEEDS:
        get_feeds(w, j, r, a);
        break;
    case SS_OP_GET_DOCUMENT:
        get_document(w, j, r, a);
        break;
    case SS_OP_CANCEL_FEED:
        cancel_feed(w, j, r, a);
        break;
    case SS_OP_SEARCH_ORDERS:
        search_orders(w, j, r, a);
        break;
    case SS_OP_GET_ORDER:
        get_order(w, j, r, a);
        break;
    case SS_OP_CONFIRM:
        confirm(w, j, r, a);
        break;
    case SS_OP_COUNT:
        fault(w, "contract", "a request without an operation");
        break;
    }
}

/* ---- the way ------------------------------------------------------------------------------------- */

static void no_answer(ss_request *r)
{
    clear_answer(r);
    r->cls = has_effect(r->op) ? SS_CLASS_UNKNOWN : SS_CLASS_UNAVAILABLE;
}

/* Just when we create a feed, somebody else does so too: a listing then shows one too many. */
static void others(world *w, const job *j, const ss_request *r)
{
    const am_doc *doc = document_find(w, j->account, r->document_id);
    am_feed like = {.account = j->account, .type = r->feed_type};

    like.marketplace = market_name(r->marketplace);
    if (doc != NULL && like.marketplace != NULL && draw(w, D_OTHER)) {
        feeds_foreign(w, &like, doc->line_count + 1);
    }
}

/* True: the request ended before Amazon's operation saw it. */
static bool stopped_on_the_way(world *w, const job *j, ss_request *r, ss_arena *a)
{
    if (w->amazon.down_until > w->t) {
        no_answer(r);
        r->cls = rng_chance(&w->rng, 500) ? SS_CLASS_NOT_SENT : r->cls;
        return true;
    }
    if (draw(w, D_NET) && rng_chance(&w->rng, 400)) {
        r->cls = SS_CLASS_NOT_SENT;
        return true;
    }
    if (w->amazon.revoked_until[j->account] > w->t) {
        if (w->amazon.denied) {
            refuse(r, a, 403, SS_CLASS_DENIED, "Unauthorized");
        } else {
            refuse(r, a, 400, SS_CLASS_CREDENTIALS, "invalid_grant");
        }
        return true;
    }
    if (draw(w, D_AUTH)) {
        refuse(r, a, 403, SS_CLASS_TOKEN, "Unauthorized");
        return true;
    }
    if (draw(w, D_LIMIT)) {
        happen(w, H_429);
        refuse(r, a, 429, SS_CLASS_THROTTLED, "QuotaExceeded");
        r->date = w->t;
        return true;
    }
    return false;
}

/* The engine learns something: remembered, so that what it does next can be judged. */
static void note_answer(world *w, const job *j, const ss_request *r)
{
    for (size_t i = 0; i < r->order_count; i++) {
        am_order *o = amazon_find(w, j->account, r->orders[i].id);
        o->read_known = true;
        o->read_lost = false;
        /* A run that was frozen may read later what a newer run read before: the newer counts. */
        if (o->read_job < j->id) {
            o->read_job = j->id;
        }
        o->read_at = w->t;
        o->read = o->v;
        say(w, "  read: %.*s %s, %zu packages", SS_FMT(o->id), ss_amazon_status_names[o->v.status],
            o->v.pack_count);
    }
    if (r->op == SS_OP_CONFIRM && r->cls == SS_CLASS_OK && r->message->id < MAX_MESSAGES) {
        w->proofs[r->message->id] |= PROOF_204;
    }
    if (r->op == SS_OP_CREATE_FEED && r->cls == SS_CLASS_OK) {
        feeds_find(w, j->account, r->new_feed_id)->told = true;
    }
    for (size_t i = 0; r->op == SS_OP_GET_DOCUMENT && i < w->amazon.feed_count; i++) {
        const am_feed *f = &w->amazon.feeds[i];

        if (f->account != j->account || !ss_slice_eq(f->result_id, r->document_id) || f->lying ||
            f->end != END_DONE) {
            continue;
        }
        for (size_t k = 0; k < f->doc->line_count; k++) {
            const am_line *line = &f->doc->lines[k];
            if (line->refusal == NULL && line->id < MAX_MESSAGES) {
                w->proofs[line->id] |= PROOF_REPORT;
            }
        }
    }
}

static void broken_answer(world *w, job *j, ss_request *r, ss_arena *a)
{
    bool done = rng_chance(&w->rng, 500);

    if (done && amazon_take(w, j->account, r->op)) {
        serve_operation(w, j, r, a);
    }
    no_answer(r);
    r->date = w->t;
    r->http = rng_chance(&w->rng, 500) ? 503 : 200; /* 200: an HTML page where JSON was due */
    if (r->op == SS_OP_GET_ORDER && r->http == 200 && !done) {
        r->code = SS_LIT("unreadable"); /* Amazon's own JSON, with a wrong type in it */
        r->request_id = SS_LIT("unreadable-answer");
    }
}

void serve_request(world *w, job *j, ss_request *r, ss_arena *a)
{
    int64_t mono = w->t + w->hosts[j->host].mono;

    clear_answer(r);
    if (has_effect(r->op)) {
        if (r->must_end_mono == 0) {
            fault(w, "no_must_end", "%s has no latest end", ss_op_names[r->op]);
        } else if (mono + w->longest > r->must_end_mono) {
            r->cls = SS_CLASS_NOT_SENT;
            say(w, "  %s is too late and stays here", ss_op_names[r->op]);
            return;
        }
    }
    if (stopped_on_the_way(w, j, r, a)) {
        return;
    }
    if (has_effect(r->op)) {
        judge_effect_time(w, j, r);
    }
    if (r->op == SS_OP_CREATE_FEED) {
        others(w, j, r);
    }
    if (draw(w, D_SERVER)) {
        broken_answer(w, j, r, a);
        return;
    }
    if (!amazon_take(w, j->account, r->op)) {
        if (!w->had_zombie && !w->had_clock && !w->restored) {
            fault(w, "over_limit", "%s beyond its bucket", ss_op_names[r->op]);
        }
        happen(w, H_429);
        refuse(r, a, 429, SS_CLASS_THROTTLED, "QuotaExceeded");
        return;
    }
    serve_operation(w, j, r, a);
    if (draw(w, D_NET)) {
        happen(w, H_LOST);
        no_answer(r);
        return;
    }
    note_answer(w, j, r);
}
