/* What the shop wants: statuses, passed-through history, stornos. */
#include "ss_decide_private.h"

bool dec_is_live(const ss_message *m)
{
    return m->state == SS_M_IN_FLIGHT || m->state == SS_M_UNKNOWN;
}

const ss_message *dec_top(const ss_case *c, int kind, int64_t parcel)
{
    const ss_message *top = NULL;

    for (size_t i = 0; i < c->message_count; i++) {
        const ss_message *m = &c->messages[i];

        if (m->kind == kind && m->parcel == parcel && m->state != SS_M_SUPERSEDED &&
            (top == NULL || m->revision > top->revision)) {
            top = m;
        }
    }
    return top;
}

/* Does a status match a rule? A status that is gone or bears another name than the owner chose
 * matches nothing, but it must be said: PAUSED. Status 0 and "unset" never match. */
typedef enum match { MATCH_NO, MATCH_PAUSED, MATCH_YES } match;

static match match_rule(const ss_case *c, int64_t rule, ss_slice name, int64_t status)
{
    if (status <= 0 || rule != status) {
        return MATCH_NO;
    }
    if (c->statuses == NULL) {
        return MATCH_YES;
    }
    for (size_t i = 0; i < c->status_count; i++) {
        if (c->statuses[i].id == status) {
            return name.p == NULL || ss_slice_eq(name, c->statuses[i].name) ? MATCH_YES
                                                                            : MATCH_PAUSED;
        }
    }
    return MATCH_PAUSED;
}

static match match_ship(const ss_case *c, int64_t status, const ss_ship_rule **rule)
{
    match best = MATCH_NO;

    for (size_t i = 0; i < c->settings->ship_count; i++) {
        const ss_ship_rule *r = &c->settings->ship[i];
        match m = match_rule(c, r->status, r->name, status);

        if (m > best) {
            best = m;
            *rule = r;
        }
    }
    return best;
}

static match match_cancel(const ss_case *c, int64_t status, const ss_cancel_rule **rule)
{
    match best = MATCH_NO;

    for (size_t i = 0; i < c->settings->cancel_count; i++) {
        const ss_cancel_rule *r = &c->settings->cancel[i];
        match m = match_rule(c, r->status, r->name, status);

        if (m > best) {
            best = m;
            *rule = r;
        }
    }
    return best;
}

static match match_open(const ss_case *c, int64_t status)
{
    match best = MATCH_NO;

    for (size_t i = 0; i < c->settings->open_count; i++) {
        match m = match_rule(c, c->settings->open[i].status, c->settings->open[i].name, status);

        best = m > best ? m : best;
    }
    return best;
}

static void pause(dec_work *w, ss_reason reason, int64_t status)
{
    w->want.kind = DEC_PAUSE;
    w->want.reason = reason;
    w->want.detail = status > 0 ? dec_number(w, status) : SS_NONE;
}

/* The first shipped row gives the date, the last one the address; a paused one is remembered. */
static match history(dec_work *w, int64_t *paused)
{
    const ss_shop_order *shop = w->c->shop;
    match best = MATCH_NO;

    for (size_t i = 0; i < shop->history_count; i++) {
        const ss_ship_rule *rule = NULL;
        match m = match_ship(w->c, shop->history[i].status, &rule);

        if (m == MATCH_YES) {
            w->want.ship_rule = rule;
            if (w->want.shipped_row == NULL) {
                w->want.shipped_row = &shop->history[i];
            }
        } else if (m == MATCH_PAUSED) {
            *paused = shop->history[i].status;
        }
        best = m > best ? m : best;
    }
    return best;
}

static void want_ship(dec_work *w)
{
    int64_t status = w->c->shop->status;
    int64_t paused = 0;
    const ss_ship_rule *rule = NULL;
    match passed = history(w, &paused);
    match now = match_ship(w->c, status, &rule);
    match open = match_open(w->c, status);

    if (now == MATCH_YES) {
        w->want.ship_rule = rule;
        w->want.kind = DEC_SHIP;
    } else if (now == MATCH_PAUSED) {
        pause(w, SS_R_status_changed_meaning, status);
    } else if (passed == MATCH_YES) {
        w->want.kind = DEC_SHIP;
        if (open == MATCH_YES && w->row_count == 0) {
            pause(w, SS_R_taken_back, 0);
        } else if (open == MATCH_PAUSED && w->row_count == 0) {
            pause(w, SS_R_status_changed_meaning, status);
        }
    } else if (passed == MATCH_PAUSED) {
        pause(w, SS_R_status_changed_meaning, paused);
    }
}

/* Cancelled in the shop, by its totals or by what the shop calls its status, and no rule tells Amazon. Where the
 * settings name cancel statuses, or this one as shipped or open, they are the owner's word on the others. */
static bool storno_untold(const ss_case *c)
{
    const ss_ship_rule *ship = NULL;

    if (c->order->released) {
        return false;
    }
    return c->shop->total_zero || (c->shop->storno && c->settings->cancel_count == 0 &&
                                   match_ship(c, c->shop->status, &ship) == MATCH_NO &&
                                   match_open(c, c->shop->status) == MATCH_NO);
}

static void want_now(dec_work *w)
{
    const ss_case *c = w->c;
    const ss_cancel_rule *cancel = NULL;
    const ss_ship_rule *ship = NULL;
    int64_t status = c->shop->status;
    match m = match_cancel(c, status, &cancel);

    if (m == MATCH_PAUSED) {
        pause(w, SS_R_status_changed_meaning, status);
    } else if (m == MATCH_YES && match_ship(c, status, &ship) == MATCH_YES) {
        pause(w, SS_R_status_ambiguous, status);
    } else if (m == MATCH_YES) {
        w->want.kind = DEC_CANCEL;
        w->want.cancel_rule = cancel;
    } else if (storno_untold(c)) {
        pause(w, c->settings->cancel_count == 0 ? SS_R_cancel_off : SS_R_storno_no_status, 0);
    } else {
        want_ship(w);
    }
}

void dec_want_of(dec_work *w)
{
    if (w->c->shop->gone) {
        return;
    }
    want_now(w);
    if (!w->sent || w->want.kind == DEC_CANCEL || w->want.kind == DEC_SHIP) {
        return;
    }
    /* Sent already: going to and fro changes nothing, a storno is a refund, and a paused rule is no
     * reason to stop an order that is through. */
    w->want.frozen = true;
    if (w->want.kind == DEC_PAUSE) {
        bool storno = w->want.reason == SS_R_storno_no_status || w->want.reason == SS_R_cancel_off;

        dec_note(w, storno ? SS_R_cancel_after_ship : w->want.reason);
    }
    w->want.kind = DEC_NOTHING;
}
