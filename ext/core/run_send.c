/*
 * Feeds: claim messages, write the document, upload, createFeed.
 *
 * Write ahead: the messages are in_flight with the feed's row id before a byte is uploaded, and the
 * feed is "submitting" with its digest before createFeed is sent. Whatever stops us, the next run
 * knows exactly what may have happened.
 */
#include "run_private.h"

#include <stdlib.h>

enum {
    FEED_RETRY = 300,
    FEED_ROOM = 8388608, /* bytes of messages that a document takes; far below Amazon's limit */
    POLL_FIRST = 120,
    CREATE_WITHIN = 110
};

/* ---- claiming ---------------------------------------------------------------------------------- */

static void ship_of(const ss_message *m, ss_ship_message *out)
{
    memset(out, 0, sizeof *out);
    out->id = (uint64_t)m->id;
    out->order = m->amazon_order;
    out->shipped_at = m->shipped_at;
    out->carrier = m->carrier;
    out->carrier_name = m->carrier_name;
    out->method = m->method;
    out->tracking = m->tracking;
    out->items = m->items;
    out->item_count = m->item_count;
    out->ship_from = m->has_ship_from ? &m->ship_from : NULL;
}

static void cancel_of(const ss_message *m, ss_cancel_message *out)
{
    memset(out, 0, sizeof *out);
    out->id = (uint64_t)m->id;
    out->order = m->amazon_order;
    out->items = m->items;
    out->item_count = m->item_count;
}

/* Whether the writer takes it, and the most bytes it can need in a document. */
static bool legal(const ss_message *m, size_t *bytes, ss_err *err)
{
    ss_ship_message ship;
    ss_cancel_message cancel;

    if (m->kind == SS_MSG_SHIP) {
        ship_of(m, &ship);
        *bytes = ss_ship_bytes(&ship);
        return ss_ship_check(&ship, err);
    }
    cancel_of(m, &cancel);
    *bytes = ss_cancel_bytes(&cancel);
    return ss_cancel_check(&cancel, err);
}

/* What the writer would refuse never gets into a feed: it would take the others with it. */
static void refuse_here(ss_run *r, ss_message *m, const ss_err *err)
{
    m->state = SS_M_REJECTED;
    m->reason = SS_LIT("not_legal");
    m->changed_at = r->t.now;
    r->result.rejected++;
    r->result.person = true;
    r->claim_refused++;
    if (!ss_arena_copy(run_out(r), ss_slice_of(err->text), &m->text, &r->err))
        run_fail(r, "claim");
    batch_event_text(r, "not_legal", m->order_id, m->id, 0, ss_slice_of(err->place), m->text);
    (void)batch_message(r, m);
}

static bool fits(const ss_run *r, const ss_message *m, size_t bytes)
{
    if (r->claimed_count + r->batch.rows.message_count >= r->claim_max)
        return false;
    if (r->claim_bytes > 0 && r->claim_bytes + bytes > FEED_ROOM)
        return false;
    /* Parts of different rounds stay apart, or one of them would end for what the other has. */
    return m->part == r->first.part;
}

/* Marks what is to go into this feed; the save decides which of them are really ours. */
static void claim_page(ss_run *r)
{
    size_t i;

    for (i = 0; i < r->loaded_count && !r->over; i++) {
        ss_message *m = &r->loaded[i];
        ss_err err = SS_ERR_INIT;
        size_t bytes;

        if (!legal(m, &bytes, &err)) {
            refuse_here(r, m, &err);
            continue;
        }
        if (!fits(r, m, bytes))
            continue;
        m->state = SS_M_IN_FLIGHT;
        m->reason = SS_NONE;
        m->feed = r->sending.id;
        m->lane = SS_LANE_FEED;
        m->amazon_ref = SS_NONE;
        m->attempts++;
        m->sent_at = m->changed_at = r->t.now;
        r->claim_bytes += bytes;
        /* Which feeds a message was in stays on record when the message moves on. */
        batch_event(r, "in_feed", m->order_id, m->id, m->feed);
        (void)batch_message(r, m);
    }
}

static bool keep_claimed(ss_run *r)
{
    size_t i;

    for (i = 0; r->saved != NULL && i < r->saved->rows.message_count; i++) {
        ss_message *to;

        if (!r->saved->messages[i].ok || r->saved->rows.messages[i].state != SS_M_IN_FLIGHT)
            continue;
        to = &r->claimed[r->claimed_count];
        if (!ss_record_copy(&ss_rec_message, &r->send_mem, &r->saved->rows.messages[i], to,
                            &r->err))
            return false;
        to->version++;
        r->claimed_count++;
        if (to->deadline != SS_NEVER &&
            (r->sending.urgent_at == 0 || to->deadline - SS_MARGIN_EXPRESS < r->sending.urgent_at))
            r->sending.urgent_at = to->deadline - SS_MARGIN_EXPRESS;
    }
    return true;
}

static ss_flow flow_claim(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_claim)
    r->claimed_count = 0;
    r->claim_bytes = 0;
    r->claim_refused = 0;
    r->claimed =
        ss_arena_alloc(&r->send_mem, SS_MAX_FEED_MESSAGES + 1, sizeof *r->claimed, &r->err);
    if (r->claimed == NULL)
        run_fail(r, "claim");
    if (r->over)
        FLOW_RETURN(r->at_claim);
    do {
        FLOW_CALL(r->at_claim, flow_renew(r));
        run_reset(&r->work);
        q = run_ask_pending(r, SS_CHUNK);
        q->kind = r->first.kind;
        q->marketplace = r->first.marketplace;
        FLOW_YIELD(r->at_claim);
        if (r->cmds[0].failed)
            run_fail(r, "load send");
        if (r->over)
            FLOW_RETURN(r->at_claim);
        r->loaded = r->cmds[0].u.load.rows.messages;
        r->loaded_count = r->page_count = r->cmds[0].u.load.rows.message_count;
        if (r->first.kind == SS_MSG_CANCEL && r->loaded_count > 0) {
            run_load_orders(r, r->loaded, r->loaded_count);
            if (r->over)
                FLOW_RETURN(r->at_claim);
            FLOW_YIELD(r->at_claim);
            if (r->cmds[0].failed)
                run_fail(r, "load order_ids");
            if (r->over)
                FLOW_RETURN(r->at_claim);
            cancels_drop_unread(r, &r->cmds[0].u.load.rows);
        }
        claim_page(r);
        r->got = r->batch.rows.message_count;
        FLOW_CALL(r->at_claim, flow_save(r));
        if (!keep_claimed(r))
            run_fail(r, "claim");
        if (r->over)
            FLOW_RETURN(r->at_claim);
        /* Nothing taken of a page: what is left does not belong into this feed. */
    } while (r->got > 0 && r->page_count == SS_CHUNK && r->claimed_count < r->claim_max &&
             r->claim_bytes <= FEED_ROOM && !r->stale);
    FLOW_END(r->at_claim);
}

/* ---- the document ------------------------------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
    const ss_message *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

static bool write_document(ss_run *r)
{
    ss_feed_type type = r->first.kind == SS_MSG_SHIP ? SS_FEED_SHIP : SS_FEED_CANCEL;
    ss_feed_writer *w;
    bool ok = true;
    size_t i;

    qsort(r->claimed, r->claimed_count, sizeof *r->claimed, by_id);
    ss_buf_free(&r->document);
    ss_buf_init(&r->document, SS_MAX_FEED_BYTES);
    w = ss_feed_open(type, r->account.seller, ss_feed_to_buf, &r->document, &r->err);
    if (w == NULL)
        return false;
    for (i = 0; ok && i < r->claimed_count; i++) {
        ss_ship_message ship;
        ss_cancel_message cancel;

        if (type == SS_FEED_SHIP) {
            ship_of(&r->claimed[i], &ship);
            ok = ss_feed_ship(w, &ship, &r->err);
        } else {
            cancel_of(&r->claimed[i], &cancel);
            ok = ss_feed_cancel(w, &cancel, &r->err);
        }
    }
    ok = ok && ss_feed_close(w, &r->err);
    ss_feed_free(w);
    return ok;
}

/* Messages go back to pending; nothing with an effect was sent. The row says so before the first of
 * them leaves it: a feed that was submitted and lacks messages would look like lost rows. */
static void plan_undo(ss_run *r)
{
    if (r->sending.state != SS_F_BUILDING) {
        r->sending.state = SS_F_BUILDING;
        (void)batch_feed(r, &r->sending);
    }
    r->feed = &r->sending;
    r->settle_how = SS_SETTLE_PENDING;
    r->settle_final = SS_F_ABANDONED;
    r->send_failed = true;
    run_wake(r, r->t.now + FEED_RETRY);
}

static void ask_upload(ss_run *r)
{
    ss_cmd *c = run_cmd(r, SS_CMD_REQUEST, &r->send_mem);

    c->u.request.op = SS_OP_CREATE_DOCUMENT;
    c->u.request.document = ss_buf_slice(&r->document);
}

static void ask_create(ss_run *r)
{
    ss_cmd *c = run_cmd(r, SS_CMD_REQUEST, &r->send_mem);

    c->u.request.op = SS_OP_CREATE_FEED;
    c->u.request.feed_type = r->sending.type;
    c->u.request.marketplace = r->sending.marketplace;
    c->u.request.document_id = r->sending.document_id;
    /* The feed is looked for within two minutes of what was written ahead: send it now or never. */
    c->u.request.must_end_mono = r->asked_mono + CREATE_WITHIN;
    if (c->u.request.must_end_mono > r->lease_end_mono)
        c->u.request.must_end_mono = r->lease_end_mono;
}

static void count_sent(ss_run *r)
{
    safety_count(r, r->first.kind, (int64_t)r->claimed_count);
    r->result.sent += (int64_t)r->claimed_count;
}

static void prepare_submit(ss_run *r, const ss_request *upload)
{
    if (!ss_arena_copy(&r->send_mem, upload->new_document_id, &r->sending.document_id, &r->err))
        run_fail(r, "submit");
    r->sending.state = SS_F_SUBMITTING;
    /* By Amazon's clock, which the upload's answer has just told: ours may be put right before the
     * feed is looked for. */
    r->sending.requested_at = r->t.now + r->state.clock_skew;
    r->asked_mono = r->t.mono;
    r->sending.messages = (int64_t)r->claimed_count;
    r->sending.next_poll = r->t.now + POLL_FIRST;
    (void)batch_feed(r, &r->sending);
    count_sent(r);
    if (!r->state.pilot_feed)
        r->state.pilot_message = r->claimed[0].id;
}

/* Amazon's words stay with the feed, and a person knows: by itself this may never get better. */
static void keep_refusal(ss_run *r, const ss_request *q)
{
    r->whole_code = r->sending.code = q->code;
    r->whole_text = r->sending.text = q->text;
    r->sending.request_id = q->request_id;
    r->result.person = true;
}

/* Refused for good: the others of the feed must not wait for the guilty one. */
static void part_refused(ss_run *r, const ss_request *q)
{
    keep_refusal(r, q);
    plan_undo(r);
    r->settle_how = SS_SETTLE_REFUSED;
    r->settle_final = SS_F_FATAL;
    r->send_failed = false; /* other feeds may go in this very pass */
    r->unfinished = true;
}

/* createFeed answered, was refused, or nobody knows. */
static void judge_create(ss_run *r, const ss_request *q)
{
    r->settle_how = -1;
    if (q->cls == SS_CLASS_OK) {
        if (!ss_arena_copy(&r->send_mem, q->new_feed_id, &r->sending.feed_id, &r->err))
            run_fail(r, "submit");
        r->sending.state = SS_F_QUEUED;
        r->sending.submitted_at = r->t.now;
        r->sending.next_poll = r->t.now + ss_feed_poll_after(0);
        if (r->sending.next_poll <= r->t.now)
            r->sending.next_poll = r->t.now + POLL_FIRST;
        run_wake(r, r->sending.next_poll);
        (void)batch_feed(r, &r->sending);
    } else if (q->cls == SS_CLASS_UNKNOWN || q->cls == SS_CLASS_UNAVAILABLE) {
        batch_event(r, "unanswered", 0, 0, r->sending.id);
        r->result.unknown += (int64_t)r->claimed_count;
        r->send_failed = true;
        run_wake(r, r->t.now + POLL_FIRST);
    } else {
        r->result.sent -= (int64_t)r->claimed_count;
        if (q->cls == SS_CLASS_REFUSED || q->cls == SS_CLASS_NOT_FOUND)
            part_refused(r, q);
        else
            plan_undo(r);
    }
}

static ss_flow flow_submit(ss_run *r)
{
    FLOW_BEGIN(r->at_submit)
    if (!write_document(r)) {
        batch_event_text(r, "document_refused", 0, 0, r->sending.id, ss_slice_of(r->err.place),
                         ss_slice_of(r->err.text));
        r->err = SS_ERR_INIT;
        r->result.person = true;
        plan_undo(r);
        FLOW_CALL(r->at_submit, flow_settle(r));
        FLOW_RETURN(r->at_submit);
    }
    run_digest_bytes(r, ss_buf_slice(&r->document), &r->send_mem, &r->sending.digest);
    ask_upload(r);
    FLOW_YIELD(r->at_submit);
    run_answered(r, &r->cmds[0], 0, 0, r->sending.id);
    if (r->cmds[0].u.request.cls != SS_CLASS_OK) {
        run_give_back(r, SS_OP_CREATE_FEED, 1);
        if (r->cmds[0].u.request.cls == SS_CLASS_REFUSED)
            keep_refusal(r, &r->cmds[0].u.request);
        plan_undo(r);
        FLOW_CALL(r->at_submit, flow_settle(r));
        FLOW_RETURN(r->at_submit);
    }
    prepare_submit(r, &r->cmds[0].u.request);
    FLOW_CALL(r->at_submit, flow_save(r));
    if (r->stale)
        FLOW_RETURN(r->at_submit); /* the feed stays "submitting": asked about later */
    FLOW_CALL(r->at_submit, flow_renew(r));
    ask_create(r);
    FLOW_YIELD(r->at_submit);
    run_answered(r, &r->cmds[0], 0, 0, r->sending.id);
    judge_create(r, &r->cmds[0].u.request);
    FLOW_CALL(r->at_submit, flow_save(r));
    if (r->settle_how >= 0)
        FLOW_CALL(r->at_submit, flow_settle(r));
    FLOW_END(r->at_submit);
}

/* ---- one feed after the other ------------------------------------------------------------------ */

/* Is the most urgent waiting message to go now? Keeps it in r->first. */
static bool worth_a_feed(ss_run *r, const ss_rows *rows)
{
    const ss_message *m = rows->messages;
    bool urgent;

    if (rows->message_count == 0)
        return false;
    urgent = m->deadline != SS_NEVER && m->deadline - SS_MARGIN_EXPRESS <= r->t.now;
    if (!r->normal_due && !urgent) {
        run_wake(r, m->deadline == SS_NEVER ? SS_NEVER : m->deadline - SS_MARGIN_EXPRESS);
        return false;
    }
    run_reset(&r->send_mem);
    if (!ss_record_copy(&ss_rec_message, &r->send_mem, m, &r->first, &r->err)) {
        run_fail(r, "send");
        return false;
    }
    r->claim_max = SS_MAX_FEED_MESSAGES;
    if (r->first.part > 0 && r->first.part < SS_MAX_FEED_MESSAGES)
        r->claim_max = (size_t)r->first.part;
    if (!r->state.pilot_feed)
        r->claim_max = 1;
    if (run_take(r, SS_OP_CREATE_FEED, 1, urgent ? 0 : 1) == 0) {
        r->limited = r->unfinished = true;
        run_wake(r, run_when(r, SS_OP_CREATE_FEED));
        return false;
    }
    if (run_take(r, SS_OP_CREATE_DOCUMENT, 1, 0) == 0) {
        run_give_back(r, SS_OP_CREATE_FEED, 1);
        r->limited = r->unfinished = true;
        run_wake(r, run_when(r, SS_OP_CREATE_DOCUMENT));
        return false;
    }
    return true;
}

static void begin_feed(ss_run *r)
{
    memset(&r->sending, 0, sizeof r->sending);
    r->feed = NULL;
    r->sending.account = r->account.id;
    r->sending.type = r->first.kind == SS_MSG_SHIP ? SS_FEED_SHIP : SS_FEED_CANCEL;
    r->sending.marketplace = r->first.marketplace;
    r->sending.state = SS_F_BUILDING;
    r->sending.next_poll = r->t.now;
    (void)batch_feed(r, &r->sending);
}

/* The id that the save gave to the new feed: other feeds may have been in the same save. */
static int64_t new_feed_id(const ss_save *s)
{
    size_t i;

    for (i = 0; i < s->rows.feed_count; i++)
        if (s->rows.feeds[i].id == 0)
            return s->feeds[i].id;
    return 0;
}

static void end_feed(ss_run *r)
{
    r->sending.state = SS_F_ABANDONED;
    r->sending.next_poll = SS_NEVER;
    run_give_back(r, SS_OP_CREATE_FEED, 1);
    run_give_back(r, SS_OP_CREATE_DOCUMENT, 1);
    (void)batch_feed(r, &r->sending);
}

/* Between two normal sends no cancel was read in this pass: it waits, and hides nothing behind it. */
static void ask_first(ss_run *r)
{
    ss_load *q = run_ask_pending(r, 1);

    if (!r->normal_due)
        q->kind = SS_MSG_SHIP;
}

static ss_flow flow_feed_send(ss_run *r)
{
    FLOW_BEGIN(r->at_feed_send)
    r->send_failed = false;
    while (!r->halt && !r->stale && !r->send_failed && r->state.pilot_message == 0) {
        run_reset(&r->work);
        ask_first(r);
        FLOW_YIELD(r->at_feed_send);
        if (r->cmds[0].failed)
            run_fail(r, "load send");
        if (r->over || !worth_a_feed(r, &r->cmds[0].u.load.rows))
            break;
        begin_feed(r);
        FLOW_CALL(r->at_feed_send, flow_save(r));
        if (r->stale)
            break;
        r->sending.id = new_feed_id(r->saved);
        r->sending.version = 1;
        FLOW_CALL(r->at_feed_send, flow_claim(r));
        if (r->claimed_count == 0) {
            end_feed(r);
            FLOW_CALL(r->at_feed_send, flow_save(r));
            if (r->claim_refused == 0)
                break;
            continue; /* what the writer refuses does not hold up what waits behind it */
        }
        FLOW_CALL(r->at_feed_send, flow_submit(r));
    }
    FLOW_CALL(r->at_feed_send, flow_save(r));
    FLOW_END(r->at_feed_send);
}

/* ---- all of it ------------------------------------------------------------------------------------ */

static ss_flow flow_brake(ss_run *r)
{
    ss_load *q;
    const ss_due *due;

    FLOW_BEGIN(r->at_brake)
    run_reset(&r->work);
    q = run_load(r, "due", &r->work);
    q->before = r->t.now;
    FLOW_YIELD(r->at_brake);
    if (r->cmds[0].failed)
        run_fail(r, "load due");
    if (r->over)
        FLOW_RETURN(r->at_brake);
    due = &r->cmds[0].u.load.due;
    if (due->missing > 0) {
        safety_rebuild(r, "feeds or their messages are missing in the database", 0);
        FLOW_CALL(r->at_brake, flow_save(r));
        FLOW_RETURN(r->at_brake);
    }
    if (safety_brake(r, due)) {
        FLOW_CALL(r->at_brake, flow_save(r));
    }
    FLOW_END(r->at_brake);
}

/* With nothing to be sent only a limit that is passed already needs to be acted on. */
static bool brake_idle(const ss_run *r)
{
    return !run_pending(r) && r->due.missing == 0 && safety_ships_left(r) >= 0 &&
           safety_cancels_left(r) >= 0 && !safety_too_many_refused(r);
}

ss_flow flow_send(ss_run *r)
{
    FLOW_BEGIN(r->at_send)
    if (r->halt || r->stale || !safety_may_send(r))
        FLOW_RETURN(r->at_send);
    if (r->state.pilot_message != 0)
        FLOW_CALL(r->at_send, flow_pilot(r));
    if (r->state.pilot_message != 0)
        FLOW_RETURN(r->at_send);
    if (!brake_idle(r))
        FLOW_CALL(r->at_send, flow_brake(r));
    if (!safety_may_send(r))
        FLOW_RETURN(r->at_send);
    FLOW_CALL(r->at_send, flow_express(r));
    if (r->halt || r->stale || r->state.pilot_message != 0)
        FLOW_RETURN(r->at_send);
    r->send_failed = false;
    r->unfinished = false;
    if (r->normal_due && run_pending(r))
        FLOW_CALL(r->at_send, flow_cancels(r));
    if (run_pending(r))
        FLOW_CALL(r->at_send, flow_feed_send(r));
    if (r->normal_due && !r->halt && !r->stale && !r->send_failed && !r->unfinished) {
        r->state.last_send = r->t.now; /* saved with the end of the pass */
        r->state_dirty = true;
    }
    FLOW_END(r->at_send);
}
