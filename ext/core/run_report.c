/*
 * The processing report of a feed: download, read, and what its silence is worth.
 * Amazon: ProcessingReport; results can be fetched for 28 days.
 */
#include "run_private.h"
#include "ss_report.h"

#include <stdlib.h>

enum { REPORT_RETRY = 300, REPORT_RETRY_CAP = 7200, REPORT_KEPT = 2419200 /* 28 days */ };

static int by_message(const void *a, const void *b)
{
    const ss_outcome *x = a, *y = b;

    if (x->message != y->message)
        return x->message < y->message ? -1 : 1;
    return y->severity - x->severity; /* the worst one first */
}

static bool add_outcome(ss_run *r, size_t *cap, const ss_report_result *res)
{
    ss_outcome *o;

    if (r->outcome_count == *cap) {
        size_t want = *cap == 0 ? 64 : *cap * 2;
        ss_outcome *more = ss_arena_alloc(&r->report_mem, want, sizeof *more, &r->err);

        if (more == NULL)
            return false;
        if (*cap > 0)
            memcpy(more, r->outcomes, *cap * sizeof *more);
        r->outcomes = more;
        *cap = want;
    }
    o = &r->outcomes[r->outcome_count++];
    o->message = res->message;
    o->severity = res->severity;
    if (res->message == 0)
        r->whole_feed = true;
    return ss_arena_copy(&r->report_mem, res->code, &o->code, &r->err) &&
           ss_arena_copy(&r->report_mem, res->text, &o->text, &r->err) &&
           ss_arena_copy(&r->report_mem, res->order, &o->order, &r->err);
}

/* Keeps the worst result of each message; returns how many messages have an Error. */
static int64_t worst_only(ss_run *r)
{
    size_t i, n = 0;
    int64_t errors = 0;

    if (r->outcome_count > 0)
        qsort(r->outcomes, r->outcome_count, sizeof *r->outcomes, by_message);
    for (i = 0; i < r->outcome_count; i++) {
        if (n > 0 && r->outcomes[n - 1].message == r->outcomes[i].message)
            continue;
        r->outcomes[n++] = r->outcomes[i];
        if (r->outcomes[n - 1].severity == SS_ERROR && r->outcomes[n - 1].message != 0)
            errors++;
    }
    r->outcome_count = n;
    return errors;
}

/* A DocumentTransactionID that names another feed makes the whole report worthless. */
static bool same_feed(const ss_run *r, const ss_report_summary *s)
{
    return ss_slice_blank(s->transaction) || ss_slice_eq(s->transaction, r->feed->feed_id);
}

/* Reads the report. false: not a report (err says why), or no memory. */
static bool read_report(ss_run *r, ss_slice bytes, ss_err *err)
{
    ss_report *rep;
    ss_report_result res;
    size_t cap = 0;
    const ss_report_summary *s;
    int64_t errors;

    run_reset(&r->report_mem);
    r->outcomes = NULL;
    r->outcome_count = 0;
    r->whole_feed = false;
    r->adds_up = false;
    rep = ss_report_open(bytes, err);
    if (rep == NULL)
        return false;
    while (ss_report_next(rep, &res, err))
        if (!add_outcome(r, &cap, &res)) {
            ss_report_free(rep);
            return ss_fail(err, SS_E_NOMEM, "report", "no memory");
        }
    if (err->code == SS_OK) {
        s = ss_report_summarize(rep);
        errors = worst_only(r);
        r->adds_up =
            same_feed(r, s) && ss_report_adds_up(s, r->feed->messages, r->whole_feed, errors);
        /* An error about all of it, and nothing taken. Without counters only reading tells the latter. */
        r->whole_feed = same_feed(r, s) && r->whole_feed && r->outcomes[0].severity == SS_ERROR &&
                        (!s->has_counters || s->successful == 0);
        r->none_taken = s->has_counters;
        if (!same_feed(r, s))
            r->outcome_count = 0;
    }
    ss_report_free(rep);
    return err->code == SS_OK;
}

static void report_later(ss_run *r)
{
    r->feed->misses++;
    r->feed->next_poll =
        r->t.now + ss_backoff((int)(r->feed->misses > 100 ? 100 : r->feed->misses), REPORT_RETRY,
                              REPORT_RETRY_CAP, (uint64_t)r->feed->id);
    run_wake(r, r->feed->next_poll);
    (void)batch_feed(r, r->feed);
}

static void judge_report(ss_run *r, const ss_request *q)
{
    ss_err err = SS_ERR_INIT;

    r->settle_how = -1;
    if (q->cls == SS_CLASS_NOT_FOUND || q->cls == SS_CLASS_REFUSED ||
        r->t.now - r->feed->submitted_at > REPORT_KEPT) {
        batch_event(r, "report_lost", 0, 0, r->feed->id);
        r->settle_how = SS_SETTLE_READ;
        r->settle_final = SS_F_LOST;
    } else if (q->cls != SS_CLASS_OK) {
        report_later(r);
    } else if (!read_report(r, q->report, &err)) {
        batch_event_text(r, "report_unreadable", 0, 0, r->feed->id,
                         ss_slice_of(ss_code_name(err.code)), ss_slice_of(err.text));
        /* A download may have been cut short; what stays unreadable is settled by reading. */
        if (r->feed->misses < SS_TRIES_REPORT - 1) {
            report_later(r);
        } else {
            r->settle_how = SS_SETTLE_READ;
            r->settle_final = SS_F_LOST;
        }
    } else {
        r->settle_how = !r->whole_feed  ? SS_SETTLE_REPORT
                        : r->none_taken ? SS_SETTLE_REFUSED
                                        : SS_SETTLE_FATAL;
        r->whole_code = r->outcome_count > 0 ? r->outcomes[0].code : SS_NONE;
        r->whole_text = r->outcome_count > 0 ? r->outcomes[0].text : SS_NONE;
        r->settle_final = r->whole_feed ? SS_F_FATAL : SS_F_SETTLED;
    }
}

ss_flow flow_report(ss_run *r)
{
    ss_cmd *c;

    FLOW_BEGIN(r->at_report)
    run_reset(&r->work);
    if (run_take(r, SS_OP_GET_DOCUMENT, 1, 0) == 0) {
        run_wake(r, run_when(r, SS_OP_GET_DOCUMENT));
        FLOW_RETURN(r->at_report);
    }
    FLOW_CALL(r->at_report, flow_save(r));
    FLOW_CALL(r->at_report, flow_renew(r));
    c = run_cmd(r, SS_CMD_REQUEST, &r->work);
    c->u.request.op = SS_OP_GET_DOCUMENT;
    c->u.request.document_id = r->feed->result_id;
    FLOW_YIELD(r->at_report);
    run_answered(r, &r->cmds[0], 0, 0, r->feed->id);
    judge_report(r, &r->cmds[0].u.request);
    FLOW_CALL(r->at_report, flow_save(r));
    if (r->settle_how >= 0)
        FLOW_CALL(r->at_report, flow_settle(r));
    FLOW_END(r->at_report);
}
