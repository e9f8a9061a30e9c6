/* Preview: a judged order as the map of the preview document. */
#include "engine_calls.h"

#include "convert.h"

static const ss_message *message_of(const ss_show *show, int64_t parcel)
{
    const ss_message *found = NULL;

    for (size_t i = 0; i < show->message_count; i++) {
        const ss_message *m = &show->messages[i];

        if ((parcel < 0 || (m->kind == SS_MSG_SHIP && m->parcel == parcel)) &&
            (found == NULL || m->id > found->id)) {
            found = m;
        }
    }
    return found;
}

static void add_state(zval *out, const ss_message *m)
{
    statussync_add_slice(out, "state",
                         m != NULL ? ss_slice_of(ss_message_state_names[m->state]) : SS_NONE);
}

static void add_parcel(zval *list, const ss_show *show, const ss_plan_parcel *p)
{
    zval row, items;

    array_init(&row);
    add_assoc_long(&row, "number", (zend_long)p->number);
    statussync_add_slice(&row, "carrier", p->carrier);
    statussync_add_slice(&row, "carrier_name", p->carrier_name);
    statussync_add_slice(&row, "method", p->method);
    statussync_add_slice(&row, "tracking", p->tracking);
    array_init_size(&items, (uint32_t)p->item_count);
    for (size_t i = 0; i < p->item_count; i++) {
        zval item;

        array_init(&item);
        statussync_add_slice(&item, "id", p->items[i].id);
        add_assoc_long(&item, "quantity", (zend_long)p->items[i].quantity);
        add_next_index_zval(&items, &item);
    }
    add_assoc_zval(&row, "items", &items);
    statussync_add_slice(&row, "amazon_ref", p->amazon_ref);
    add_state(&row, message_of(show, p->number));
    add_next_index_zval(list, &row);
}

void statussync_show(const ss_show *show, zval *out)
{
    const ss_order *o = show->order;
    const ss_plan *p = show->plan;
    bool nothing = p->verdict == SS_V_NONE; /* linked, nothing wanted yet */
    zval parcels, notes, events;

    array_init(out);
    statussync_add_slice(out, "shop_order", o->shop_order);
    statussync_add_slice(out, "amazon_order", o->amazon_order);
    statussync_add_slice(out, "account", o->account);
    add_assoc_string(out, "verdict", ss_verdict_names[nothing ? SS_V_SKIP : p->verdict]);
    statussync_add_slice(out, "reason",
                         nothing && p->reason.p == NULL ? SS_LIT("not_shipped") : p->reason);
    statussync_add_slice(out, "detail", p->detail);
    add_state(out, message_of(show, -1));
    if (p->deadline >= SS_NEVER || p->deadline <= 0) {
        add_assoc_null(out, "deadline");
    } else {
        add_assoc_long(out, "deadline", (zend_long)p->deadline);
    }
    statussync_add_slice(out, "cancel_reason", p->cancel_reason);
    array_init(&parcels);
    for (size_t i = 0; i < p->parcel_count; i++) {
        add_parcel(&parcels, show, &p->parcels[i]);
    }
    add_assoc_zval(out, "parcels", &parcels);
    statussync_texts_of(p->notes, p->note_count, &notes);
    add_assoc_zval(out, "notes", &notes);
    array_init(&events);
    add_assoc_zval(out, "events", &events);
}
