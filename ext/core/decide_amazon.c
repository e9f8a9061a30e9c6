/* What Amazon says about the order as a whole. */
#include "ss_decide_private.h"

/* Programs whose parcels are none of our business. */
static const struct {
    const char *program;
    ss_reason reason;
} foreign[] = {{"FBM_SHIP_PLUS", SS_R_ship_plus},
               {"AMAZON_EASY_SHIP", SS_R_easy_ship},
               {"DELIVERY_BY_AMAZON", SS_R_delivery_by_amazon},
               {"IN_STORE_PICK_UP", SS_R_store_pickup}};

static bool has_program(const ss_amazon_order *az, const char *name)
{
    for (size_t i = 0; i < az->program_count; i++) {
        if (ss_slice_is(az->programs[i], name)) {
            return true;
        }
    }
    return false;
}

/* magnalister knows AFN from the import on: such an order is never even asked for. */
static bool link_says_fba(const ss_case *c)
{
    for (size_t i = 0; i < c->shop->link_count; i++) {
        const ss_shop_link *l = &c->shop->links[i];

        if (ss_slice_is(l->fulfilled_by, "AMAZON") &&
            ss_slice_eq(l->amazon_order, c->order->amazon_order)) {
            return true;
        }
    }
    return false;
}

static bool skip(dec_work *w, ss_reason why)
{
    dec_close(w, why);
    return dec_settle(w, SS_V_SKIP, why, SS_NONE);
}

bool dec_stage_program(dec_work *w)
{
    if (link_says_fba(w->c)) {
        return skip(w, SS_R_fba);
    }
    if (w->az == NULL) {
        return false;
    }
    if (ss_slice_is(w->az->fulfilled_by, "AMAZON")) {
        return skip(w, SS_R_fba);
    }
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (has_program(w->az, foreign[i].program)) {
            return skip(w, foreign[i].reason);
        }
    }
    return ss_slice_is(w->az->channel, "NON_AMAZON") ? skip(w, SS_R_not_amazon_channel) : false;
}

/* CANCELLED is the end: what the shop cancelled too is done, what it shipped is a conflict. */
bool dec_stage_cancelled(dec_work *w)
{
    if (w->az == NULL || w->az->status != SS_AMAZON_CANCELLED) {
        return false;
    }
    dec_close(w, SS_R_cancelled);
    if (w->want.kind != DEC_SHIP && !w->want.frozen) {
        return dec_settle(w, SS_V_DONE, SS_R_cancelled, w->az->cancelled_by);
    }
    w->loud = true;
    return dec_settle(w, SS_V_CONFLICT, SS_R_cancelled_at_amazon, w->az->cancelled_by);
}

bool dec_stage_market(dec_work *w)
{
    const ss_account *account = w->c->account;
    bool wanted = w->want.kind == DEC_SHIP || w->want.kind == DEC_CANCEL;

    if (w->az == NULL || account->marketplace_count == 0 || (!wanted && !w->waits)) {
        return false;
    }
    for (size_t i = 0; i < account->marketplace_count; i++) {
        if (ss_slice_eq(account->marketplaces[i], w->az->marketplace)) {
            return false;
        }
    }
    return dec_settle(w, SS_V_HOLD, SS_R_wrong_marketplace, w->az->marketplace);
}

bool dec_stage_status(dec_work *w)
{
    if (w->az == NULL) {
        return false;
    }
    switch (w->az->status) {
    case SS_AMAZON_PENDING:
    case SS_AMAZON_PENDING_AVAILABILITY:
        dec_read(w, w->c->order->read_at + DEC_READ_ACCEPTED);
        return dec_settle(w, SS_V_HOLD, SS_R_pending_at_amazon, SS_NONE);
    case SS_AMAZON_UNFULFILLABLE:
        dec_read(w, w->c->order->read_at + DEC_READ_LATER);
        return dec_settle(w, SS_V_HOLD, SS_R_unfulfillable, SS_NONE);
    case SS_AMAZON_UNKNOWN:
        dec_read(w, w->c->order->read_at + DEC_READ_ACCEPTED);
        return dec_settle(w, SS_V_HOLD, SS_R_amazon_status, SS_NONE);
    default:
        return false;
    }
}
