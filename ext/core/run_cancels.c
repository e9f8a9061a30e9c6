/*
 * Cancels are read afresh in the run that sends them: a cancel after a shipment would refund
 * everything.
 */
#include "run_private.h"

/* A cancel goes only if its order was read in this very pass, whatever marked it pending. */
void cancels_drop_unread(ss_run *r, const ss_rows *rows)
{
    size_t i, n = 0;

    for (i = 0; i < r->loaded_count; i++) {
        const ss_order *o = rows_order(rows, r->loaded[i].order_id);

        if (o != NULL && ss_read_between(o, r->started, r->t.now))
            r->loaded[n++] = r->loaded[i];
    }
    r->loaded_count = n;
}

static bool refresh_orders(ss_run *r, ss_rows *rows)
{
    size_t i;

    r->moved = false;
    for (i = 0; i < rows->order_count; i++) {
        ss_order *o = &rows->orders[i];

        if (ss_read_between(o, r->started, r->t.now))
            continue;
        o->read_due = r->t.now;
        o->look_at = 0; /* unread, decide holds it again: it cannot be claimed */
        if (batch_order(r, o) == NULL)
            return false;
        r->moved = true;
    }
    return true;
}

/* Pending cancels of an earlier run: their orders become due for a read; the read leads to a new
 * decision, and decide lets a cancel go only after a read in the same run. What could not be read
 * (no token left) is not claimed, because decide holds it. */
ss_flow flow_cancels(ss_run *r)
{
    ss_load *q;

    FLOW_BEGIN(r->at_cancels)
    run_reset(&r->work);
    q = run_ask_pending(r, SS_CHUNK);
    q->kind = SS_MSG_CANCEL;
    FLOW_YIELD(r->at_cancels);
    if (r->cmds[0].failed)
        run_fail(r, "load send");
    r->rows = r->cmds[0].u.load.rows;
    if (r->over || r->rows.message_count == 0)
        FLOW_RETURN(r->at_cancels);
    run_load_orders(r, r->rows.messages, r->rows.message_count);
    if (r->over)
        FLOW_RETURN(r->at_cancels);
    FLOW_YIELD(r->at_cancels);
    if (r->cmds[0].failed)
        run_fail(r, "load order_ids");
    if (r->over)
        FLOW_RETURN(r->at_cancels);
    if (!refresh_orders(r, &r->cmds[0].u.load.rows))
        run_fail(r, "cancels");
    FLOW_CALL(r->at_cancels, flow_save(r));
    if (!r->moved)
        FLOW_RETURN(r->at_cancels);
    FLOW_CALL(r->at_cancels, flow_reads(r));
    FLOW_CALL(r->at_cancels, flow_look(r));
    FLOW_END(r->at_cancels);
}
