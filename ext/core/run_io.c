/* Commands, saves, buckets: what every flow of the engine uses to talk to the executor. */
#include "run_private.h"

enum {
    DENIED_MANY = 3,  /* so many orders denied in a row: it is not the orders */
    DENIED_FOR = 3600 /* one order that is denied is asked for again after an hour */
};

ss_cmd *run_cmd(ss_run *r, ss_cmd_type type, ss_arena *mem)
{
    ss_cmd *c = &r->cmds[r->cmd_count++];

    memset(c, 0, sizeof *c);
    c->type = type;
    c->arena = mem;
    c->fence = r->fence;
    return c;
}

void run_fail(ss_run *r, const char *place)
{
    r->over = true;
    r->result.failed = true;
    ss_fail(&r->err, SS_E_STATE, place,
            "the run was stopped here; nothing is lost, the next run goes on");
}

ss_arena *run_out(ss_run *r)
{
    return &r->outs[r->out_turn];
}

void run_reset(ss_arena *a)
{
    size_t max = a->max;

    ss_arena_free(a);
    ss_arena_init(a, max);
}

ss_load *run_load(ss_run *r, const char *what, ss_arena *mem)
{
    ss_cmd *c = run_cmd(r, SS_CMD_LOAD, mem);

    c->u.load.what = what;
    c->u.load.lane = -1;
    c->u.load.kind = -1;
    c->u.load.limit = SS_CHUNK;
    return &c->u.load;
}

void run_load_orders(ss_run *r, const ss_message *messages, size_t n)
{
    size_t i, k, count = 0;
    ss_load *q = run_load(r, "order_ids", &r->work);
    int64_t *ids = ss_arena_alloc(&r->work, n + 1, sizeof *ids, &r->err);

    if (ids == NULL) {
        run_fail(r, "load order_ids");
        return;
    }
    for (i = 0; i < n; i++) {
        for (k = 0; k < count && ids[k] != messages[i].order_id; k++)
            ;
        if (k == count)
            ids[count++] = messages[i].order_id;
    }
    q->ids = ids;
    q->id_count = count;
}

bool run_any_lost(const ss_save_mark *marks, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (!marks[i].ok)
            return true;
    return false;
}

/* One more element of an array in the out arena; doubles the array when it is full. */
static void *grow(ss_run *r, void *array, size_t *count, size_t *cap, size_t size)
{
    if (*count == *cap) {
        size_t want = *cap == 0 ? 16 : *cap * 2;
        void *bigger = ss_arena_alloc(run_out(r), want, size, &r->err);

        if (bigger == NULL) {
            run_fail(r, "batch");
            return NULL;
        }
        if (*count > 0)
            memcpy(bigger, array, *count * size);
        array = bigger;
        *cap = want;
    }
    ++*count;
    return array;
}

#define BATCH_ADD(TYPE, FUNCTION, ARRAY, COUNT, CAP)                                               \
    TYPE *FUNCTION(ss_run *r, const TYPE *row)                                                     \
    {                                                                                              \
        ss_rows *b = &r->batch.rows;                                                               \
        TYPE *grown = grow(r, b->ARRAY, &b->COUNT, &r->batch.CAP, sizeof *row);                    \
                                                                                                   \
        if (grown == NULL)                                                                         \
            return NULL;                                                                           \
        b->ARRAY = grown;                                                                          \
        b->ARRAY[b->COUNT - 1] = *row;                                                             \
        return &b->ARRAY[b->COUNT - 1];                                                            \
    }

BATCH_ADD(ss_order, batch_order, orders, order_count, order_cap)
BATCH_ADD(ss_parcel, batch_parcel, parcels, parcel_count, parcel_cap)
BATCH_ADD(ss_message, batch_message, messages, message_count, message_cap)
BATCH_ADD(ss_feed_row, batch_feed, feeds, feed_count, feed_cap)
static BATCH_ADD(ss_event_row, batch_event_row, events, event_count, event_cap)

    void batch_event_text(ss_run *r, const char *what, int64_t order_id, int64_t message,
                          int64_t feed, ss_slice code, ss_slice text)
{
    ss_event_row e = {.at = r->t.now,
                      .account = r->account.id,
                      .order_id = order_id,
                      .message = message,
                      .feed = feed,
                      .what = ss_slice_of(what)};

    /* Amazon's words may live in the memory of an answer that is gone before the save. */
    if (!ss_arena_copy(run_out(r), code, &e.code, &r->err) ||
        !ss_arena_copy(run_out(r), text, &e.text, &r->err)) {
        run_fail(r, "event");
        return;
    }
    (void)batch_event_row(r, &e);
}

void batch_event(ss_run *r, const char *what, int64_t order_id, int64_t message, int64_t feed)
{
    batch_event_text(r, what, order_id, message, feed, SS_NONE, SS_NONE);
}

void batch_answer(ss_run *r, const ss_request *q, int64_t order_id, int64_t message, int64_t feed)
{
    ss_event_row *e;

    batch_event_text(r, ss_op_name(q->op), order_id, message, feed, q->code, q->text);
    if (r->over)
        return;
    e = &r->batch.rows.events[r->batch.rows.event_count - 1];
    e->http = q->http;
    if (!ss_arena_copy(run_out(r), q->request_id, &e->request_id, &r->err))
        run_fail(r, "event");
}

bool batch_empty(const ss_run *r)
{
    const ss_rows *b = &r->batch.rows;
    size_t i;

    for (i = 0; i < SS_OP_COUNT; i++)
        if (r->bucket_dirty[i])
            return false;
    return b->order_count == 0 && b->parcel_count == 0 && b->message_count == 0 &&
           b->feed_count == 0 && b->event_count == 0 && !r->state_dirty;
}

static void add_buckets(ss_run *r)
{
    ss_rows *b = &r->batch.rows;
    size_t i;

    b->buckets = ss_arena_alloc(run_out(r), SS_OP_COUNT, sizeof *b->buckets, &r->err);
    b->bucket_count = 0;
    if (b->buckets == NULL) {
        run_fail(r, "buckets");
        return;
    }
    for (i = 0; i < SS_OP_COUNT; i++) {
        if (!r->bucket_dirty[i])
            continue;
        b->buckets[b->bucket_count++] = (ss_bucket_row){
            (int)i, r->buckets[i].tokens, r->buckets[i].at, r->buckets[i].halved_until};
        r->bucket_dirty[i] = false;
    }
}

/* The feed in hand is saved several times in one run; its version moves along. */
static void follow_versions(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->saved->rows.feed_count; i++) {
        const ss_save_mark *mark = &r->saved->feeds[i];
        int64_t id = r->saved->rows.feeds[i].id;

        if (!mark->ok) {
            r->stale = true; /* nobody but the holder of the lease writes feeds */
        } else if (id != 0) {
            if (r->feed != NULL && r->feed->id == id)
                r->feed->version++;
            if (r->sending.id == id && r->feed != &r->sending)
                r->sending.version++;
        }
    }
}

static void lower(int64_t *bound, int64_t value)
{
    if (value < *bound)
        *bound = value;
}

/* What is saved may make something due in this very pass. */
static void note_due(ss_run *r)
{
    const ss_rows *b = &r->batch.rows;
    size_t i;

    for (i = 0; i < b->order_count; i++) {
        if (b->orders[i].open)
            lower(&r->due.look, b->orders[i].look_at);
        lower(&r->due.read, b->orders[i].read_due);
    }
    for (i = 0; i < b->message_count; i++)
        if (b->messages[i].state == SS_M_PENDING)
            lower(b->messages[i].lane == SS_LANE_EXPRESS ? &r->due.express : &r->due.send,
                  b->messages[i].not_before);
}

/* Two arenas take turns, so that callers can still look at the marks of the save just made while
 * the next batch is being built. */
ss_flow flow_save(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_save)
    r->saved = NULL;
    if (batch_empty(r))
        FLOW_RETURN(r->at_save);
    add_buckets(r);
    if (r->over)
        FLOW_RETURN(r->at_save);
    note_due(r);
    c = run_cmd(r, SS_CMD_SAVE, run_out(r));
    c->u.save.rows = r->batch.rows;
    if (r->state_dirty) {
        r->state.days = r->days;
        r->state.day_count = r->day_count;
        c->u.save.state = &r->state;
        c->u.save.state_version = r->state_version;
    }
    FLOW_YIELD(r->at_save);
    c = &r->cmds[0];
    if (c->failed) {
        run_fail(r, "save");
        FLOW_RETURN(r->at_save);
    }
    if (c->u.save.state != NULL) {
        if (c->u.save.state_ok)
            r->state_version++;
        else
            r->stale = true;
        r->state_dirty = false;
    }
    r->last_save = c->u.save;
    r->saved = &r->last_save;
    follow_versions(r);
    memset(&r->batch, 0, sizeof r->batch);
    r->out_turn ^= 1;
    run_reset(run_out(r));
    FLOW_END(r->at_save);
}

size_t run_there(ss_run *r, ss_op op)
{
    int64_t there;

    ss_bucket_refill(&r->buckets[op], op, (int)r->settings.limits_share, r->t.now);
    there = ss_bucket_available(&r->buckets[op]);
    return there > 0 ? (size_t)there : 0;
}

bool run_pending(const ss_run *r)
{
    return r->due.send <= r->started || r->due.express <= r->started;
}

size_t run_take(ss_run *r, ss_op op, size_t n, int64_t keep)
{
    ss_bucket *b = &r->buckets[op];
    int64_t there = (int64_t)run_there(r, op) - keep;

    if (there <= 0)
        return 0;
    if ((int64_t)n > there)
        n = (size_t)there;
    if (!ss_bucket_take(b, (int64_t)n))
        return 0;
    r->bucket_dirty[op] = true;
    return n;
}

void run_give_back(ss_run *r, ss_op op, size_t n)
{
    if (n == 0)
        return;
    ss_bucket_return(&r->buckets[op], op, (int)r->settings.limits_share, (int64_t)n);
    r->bucket_dirty[op] = true;
}

int64_t run_when(const ss_run *r, ss_op op)
{
    return ss_bucket_when(&r->buckets[op], op, (int)r->settings.limits_share, r->t.now, 1);
}

void run_wake(ss_run *r, int64_t when)
{
    if (when < r->wake_at)
        r->wake_at = when;
}

ss_slice run_keep(char *buf, size_t size, ss_slice s)
{
    if (s.p == NULL || s.n >= size)
        return SS_NONE;
    memmove(buf, s.p, s.n);
    buf[s.n] = '\0';
    return (ss_slice){buf, s.n};
}

void run_stop(ss_run *r, const char *why, ss_slice code, ss_slice text)
{
    char line[256];
    size_t n = 0;

    r->result.person = true;
    /* Only the owner takes the brake off; what lifts itself must not take its place. */
    if (ss_slice_is(r->state.stopped, "brake") && strcmp(why, "brake") != 0)
        return;

    code = ss_utf8_clip(code, 60);
    text = ss_utf8_clip(text, 180);
    if (code.n > 0) {
        memcpy(line, code.p, code.n);
        n = code.n;
    }
    if (n > 0 && text.n > 0)
        line[n++] = ' ';
    if (text.n > 0) {
        memcpy(line + n, text.p, text.n);
        n += text.n;
    }
    r->state.stopped = run_keep(r->stopped, sizeof r->stopped, ss_slice_of(why));
    r->state.stopped_text = run_keep(r->stopped_text, sizeof r->stopped_text, (ss_slice){line, n});
    r->state_dirty = true;
    r->result.person = true;
}

/* Operations with an effect name their message or feed, reads their order; polls that bring nothing
 * new leave no evidence, or a stuck feed would fill the table. */
static bool worth_an_event(const ss_run *r, const ss_cmd *c)
{
    const ss_request *q = &c->u.request;
    ss_slice status = q->feed.status;

    if (q->op != SS_OP_GET_FEED || q->cls != SS_CLASS_OK || ss_slice_is(status, "DONE") ||
        ss_slice_is(status, "CANCELLED") || ss_slice_is(status, "FATAL"))
        return true;
    return !ss_slice_is(status, "IN_QUEUE") && r->feed != NULL && r->feed->processing_at == 0;
}

void run_check_token(ss_run *r, ss_request *q, size_t size)
{
    if (q->cls != SS_CLASS_OK || q->next_token.n < size)
        return;
    q->cls = SS_CLASS_UNAVAILABLE;
    q->code = SS_LIT("NextTokenTooLong");
    q->text =
        SS_LIT("the token of the next page is longer than 4095 bytes; the page is asked for again, "
               "and nothing behind it counts as read");
    r->result.person = true;
}

bool run_unreadable(const ss_request *q)
{
    return ss_slice_is(q->code, "unreadable") && q->http >= 200 && q->http <= 299 &&
           !ss_slice_blank(q->request_id);
}

/* Since when Amazon does not answer. What never left because of ourselves tells nothing about it; and one
 * order or operation that fails where others are answered is no outage. */
static void note_silence(ss_run *r, const ss_request *q)
{
    bool own = ss_slice_is(q->code, "local") || ss_slice_is(q->code, "lease");
    bool silent =
        !run_unreadable(q) && (q->cls == SS_CLASS_NOT_SENT || q->cls == SS_CLASS_UNAVAILABLE ||
                               q->cls == SS_CLASS_UNKNOWN);

    if (own || (silent && (r->heard || r->fails_alone)))
        return;
    r->heard = r->heard || !silent;
    if (!silent)
        r->state.heard_at = r->t.now;
    r->state_dirty = r->state_dirty || !silent || r->state.down_since == 0;
    if (silent != (r->state.down_since > 0))
        r->state.down_since = silent ? r->t.now : 0;
}

void run_answered(ss_run *r, const ss_cmd *c, int64_t order_id, int64_t message, int64_t feed)
{
    const ss_request *q = &c->u.request;

    if (q->cls != SS_CLASS_NOT_SENT)
        r->result.requests[q->op]++;
    note_silence(r, q);
    if (q->date > 0)
        r->state.clock_skew = q->date - r->t.now;
    if (worth_an_event(r, c)) {
        batch_answer(r, q, order_id, message, feed);
        if (r->over)
            return;
    }
    if (q->cls == SS_CLASS_THROTTLED) {
        ss_bucket_throttled(&r->buckets[q->op], q->op, r->t.now, q->retry_after);
        r->bucket_dirty[q->op] = true;
    }
    if (q->cls == SS_CLASS_CREDENTIALS || q->cls == SS_CLASS_TOKEN ||
        (q->cls == SS_CLASS_DENIED && q->op != SS_OP_GET_ORDER && q->op != SS_OP_CONFIRM)) {
        r->halt = true;
        run_stop(r, "credentials", q->code, q->text);
    }
    /* Who may search may read. */
    if (q->op == SS_OP_SEARCH_ORDERS && q->cls == SS_CLASS_OK)
        r->state.denied_reads = 0;
}

void run_denied(ss_run *r, ss_op op, size_t granted, size_t fresh, const ss_request *denied)
{
    int64_t *count = op == SS_OP_CONFIRM ? &r->state.denied_ships : &r->state.denied_reads;

    if (granted > 0) {
        r->state_dirty = r->state_dirty || *count != 0;
        *count = 0;
        return;
    }
    if (denied == NULL)
        return;
    *count += (int64_t)fresh;
    r->state_dirty = true;
    if (*count >= DENIED_MANY) {
        r->halt = true;
        run_stop(r, "credentials", denied->code, denied->text);
    }
}

bool run_deny_order(ss_run *r, ss_op op, ss_order *o)
{
    bool fresh = !ss_slice_is(o->denied, ss_op_name(op));

    o->denied = ss_slice_of(ss_op_name(op));
    o->denied_until = r->t.now + ss_backoff(1, DENIED_FOR, 2 * DENIED_FOR, (uint64_t)o->id);
    o->look_at = 0;
    run_wake(r, o->denied_until);
    return fresh;
}

ss_flow flow_renew(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_renew)
    if (!r->leased || r->t.mono + 2 * r->cfg.longest <= r->lease_end_mono)
        FLOW_RETURN(r->at_renew);
    (void)run_cmd(r, SS_CMD_RENEW, &r->cmd_mem);
    /* The lease is counted from before the question, whatever the answer takes. */
    r->lease_end_mono = r->t.mono + r->cfg.lease - r->cfg.longest;
    FLOW_YIELD(r->at_renew);
    c = &r->cmds[0];
    if (c->failed)
        run_fail(r, "lease");
    if (!c->failed && !c->u.kept) {
        /* Someone else holds it now, or may take it. Nothing more may be written or sent. */
        r->leased = false;
        r->over = true;
        r->result.lost = true;
    }
    FLOW_END(r->at_renew);
}
