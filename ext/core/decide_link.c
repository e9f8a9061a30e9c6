/* Which link of a shop order counts. */
#include "ss_decide_private.h"

static bool usable(const ss_shop_link *l, const ss_settings *s)
{
    if (!ss_amazon_order_valid(l->amazon_order)) {
        return false;
    }
    return l->source != SS_LINK_TEXT || (s->text_links && l->second_sign);
}

/* The best source's link. Two numbers from one source are none: neither is certain. */
static const ss_shop_link *best_of(const ss_shop_order *shop, const ss_settings *s)
{
    const ss_shop_link *best = NULL;
    bool certain = true;

    for (size_t i = 0; i < shop->link_count; i++) {
        const ss_shop_link *l = &shop->links[i];

        if (!usable(l, s)) {
            continue;
        }
        if (best == NULL || l->source < best->source) {
            best = l;
            certain = true;
        } else if (l->source == best->source && !ss_slice_eq(l->amazon_order, best->amazon_order)) {
            certain = false;
        }
    }
    return certain ? best : NULL;
}

ss_slice ss_link_elsewhere(const ss_shop_order *shop, const ss_settings *settings,
                           const ss_account *account)
{
    const ss_shop_link *l = best_of(shop, settings);

    return l == NULL || l->account.n == 0 || ss_slice_eq(l->account, account->id) ? SS_NONE
                                                                                  : l->account;
}

const ss_shop_link *ss_link_choose(const ss_shop_order *shop, const ss_settings *settings,
                                   const ss_account *account, ss_slice *reason)
{
    const ss_shop_link *l = best_of(shop, settings);

    *reason = SS_NONE;
    if (l == NULL) {
        /* Without any sign of Amazon there is nothing to say. */
        if (shop->link_count > 0) {
            *reason = ss_reason_code(SS_R_not_linked);
        }
        return NULL;
    }
    if (l->account.n > 0) {
        return ss_slice_eq(l->account, account->id) ? l : NULL;
    }
    if (!account->only_account) {
        *reason = ss_reason_code(SS_R_which_account);
        return NULL;
    }
    return l;
}
