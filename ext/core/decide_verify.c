/* Comparing: payload with plan, message with Amazon's picture. */
#include "ss_decide_private.h"

static bool has_item(const ss_item *list, size_t n, const ss_item *item)
{
    for (size_t i = 0; i < n; i++) {
        if (ss_slice_eq(list[i].id, item->id) && list[i].quantity == item->quantity &&
            ss_slice_eq(list[i].reason, item->reason)) {
            return true;
        }
    }
    return false;
}

/* Lines are unique in a list, so equal length and containment are equality. */
bool dec_same_items(const ss_item *a, size_t an, const ss_item *b, size_t bn)
{
    for (size_t i = 0; i < an && an == bn; i++) {
        if (!has_item(b, bn, &a[i])) {
            return false;
        }
    }
    return an == bn;
}

static bool same_address(const ss_message *m, const ss_address *to)
{
    if (m->has_ship_from != (to != NULL)) {
        return false;
    }
    return to == NULL || ss_record_equal(&ss_rec_address, &m->ship_from, to);
}

bool ss_payload_same(const ss_message *m, const ss_plan_parcel *p)
{
    return ss_slice_eq(m->carrier, p->carrier) && ss_slice_eq(m->carrier_name, p->carrier_name) &&
           ss_slice_eq(m->method, p->method) && ss_slice_eq(m->tracking, p->tracking) &&
           m->shipped_at == p->shipped_at &&
           dec_same_items(m->items, m->item_count, p->items, p->item_count) &&
           same_address(m, p->ship_from) && m->edit == (p->action == SS_PARCEL_EDIT);
}

/* ---- agreement ------------------------------------------------------------------------------- */

static const ss_amazon_item *item_of(const ss_amazon_order *az, ss_slice id)
{
    for (size_t i = 0; i < az->item_count; i++) {
        if (ss_slice_eq(az->items[i].id, id)) {
            return &az->items[i];
        }
    }
    return NULL;
}

static int64_t in_package(const ss_package *pkg, ss_slice id)
{
    int64_t n = 0;

    for (size_t i = 0; i < pkg->item_count; i++) {
        n += ss_slice_eq(pkg->items[i].id, id) ? pkg->items[i].quantity : 0;
    }
    return n;
}

static bool all_fulfilled(const ss_amazon_order *az)
{
    for (size_t i = 0; i < az->item_count; i++) {
        if (az->items[i].fulfilled < az->items[i].ordered) {
            return false;
        }
    }
    return true;
}

/* Every unit of the message is fulfilled, apart from those in packages of others. */
static bool units_fulfilled(const ss_message *m, const ss_amazon_order *az, bool less_tracked)
{
    if (m->item_count == 0 || az->status == SS_AMAZON_SHIPPED) {
        return all_fulfilled(az);
    }
    for (size_t i = 0; i < m->item_count; i++) {
        const ss_amazon_item *item = item_of(az, m->items[i].id);
        int64_t others = 0;

        for (size_t k = 0; less_tracked && k < az->package_count; k++) {
            if (az->packages[k].tracking.n > 0) {
                others += in_package(&az->packages[k], m->items[i].id);
            }
        }
        if (item == NULL || item->fulfilled - others < m->items[i].quantity) {
            return false;
        }
    }
    return true;
}

/* Is there still room for the message's units beside what the packages hold? */
static bool has_room(const ss_message *m, const ss_amazon_order *az)
{
    for (size_t i = 0; i < az->item_count; i++) {
        int64_t held = 0;
        int64_t wanted = m->item_count == 0 ? az->items[i].ordered : 0;

        for (size_t k = 0; k < az->package_count; k++) {
            held += in_package(&az->packages[k], az->items[i].id);
        }
        for (size_t k = 0; k < m->item_count; k++) {
            wanted += ss_slice_eq(m->items[k].id, az->items[i].id) ? m->items[k].quantity : 0;
        }
        if (held + wanted > az->items[i].ordered) {
            return false;
        }
    }
    return true;
}

/* Quantities of a package with our tracking. Amazon may leave the items out: then what counts is
 * that the units are fulfilled. */
static bool quantities_agree(const ss_message *m, const ss_amazon_order *az, const ss_package *pkg)
{
    if (pkg->item_count == 0) {
        return units_fulfilled(m, az, false);
    }
    if (m->item_count > 0) {
        return dec_same_items(pkg->items, pkg->item_count, m->items, m->item_count);
    }
    for (size_t i = 0; i < az->item_count; i++) {
        if (in_package(pkg, az->items[i].id) != az->items[i].ordered) {
            return false;
        }
    }
    return true;
}

static ss_agreement agree_tracked(const ss_message *m, const ss_amazon_order *az, ss_arena *scratch,
                                  ss_slice *ref)
{
    ss_slice ours;
    ss_agreement found = SS_AGREE_NOT_YET;

    if (!ss_tracking_normalize(scratch, m->tracking, &ours, NULL)) {
        return SS_AGREE_NOT_YET;
    }
    for (size_t i = 0; i < az->package_count; i++) {
        const ss_package *pkg = &az->packages[i];
        ss_slice theirs;

        if (!ss_tracking_normalize(scratch, pkg->tracking, &theirs, NULL)) {
            return SS_AGREE_NOT_YET;
        }
        if (theirs.n > 0 && ss_slice_eq(ours, theirs)) {
            if (quantities_agree(m, az, pkg)) {
                *ref = pkg->ref;
                return SS_AGREE_YES;
            }
            found = SS_AGREE_NO;
        } else if (m->amazon_ref.n > 0 && ss_slice_eq(m->amazon_ref, pkg->ref)) {
            found = SS_AGREE_NO;
        }
    }
    if (found == SS_AGREE_NOT_YET && az->package_count > 0 && !has_room(m, az)) {
        return SS_AGREE_NO;
    }
    return found;
}

static ss_agreement agree_untracked(const ss_message *m, const ss_amazon_order *az, ss_slice *ref)
{
    const ss_package *only = NULL;
    size_t n = 0;

    if (!units_fulfilled(m, az, true)) {
        return SS_AGREE_NOT_YET;
    }
    for (size_t i = 0; i < az->package_count; i++) {
        const ss_package *pkg = &az->packages[i];

        if (pkg->tracking.n == 0 && quantities_agree(m, az, pkg)) {
            only = pkg;
            n++;
        }
    }
    if (n == 1) {
        *ref = only->ref;
    }
    return SS_AGREE_YES;
}

ss_agreement ss_agrees(const ss_message *m, const ss_amazon_order *amazon, ss_arena *scratch,
                       ss_slice *ref)
{
    bool cancelled = amazon->status == SS_AMAZON_CANCELLED;

    *ref = SS_NONE;
    if (m->kind == SS_MSG_CANCEL) {
        if (cancelled) {
            return SS_AGREE_YES;
        }
        return amazon->status == SS_AMAZON_SHIPPED || amazon->status == SS_AMAZON_PARTIALLY_SHIPPED
                   ? SS_AGREE_NO
                   : SS_AGREE_NOT_YET;
    }
    if (cancelled) {
        return SS_AGREE_NO;
    }
    return m->tracking.n > 0 ? agree_tracked(m, amazon, scratch, ref)
                             : agree_untracked(m, amazon, ref);
}
