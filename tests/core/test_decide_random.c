/*
 * Random lives of one order: the shop edits rows and statuses as it likes, Amazon is read late, feeds are
 * answered late or refused. Whatever happens:
 *   - Amazon is never asked for more units than it still waits for, nor to edit what it has not,
 *   - nothing is cancelled of which anything was shipped, nothing shipped that was cancelled,
 *   - the same case gives the same plan, and a plan that was stored as pending is asked for again,
 *   - every plan is complete: carrier, method, items, an allowed date.
 */
#include "case.h"

enum { LIVES = 20000, STEPS = 24 };

typedef struct life {
    kit *k;
    uint64_t seed;
    /* Amazon as it really is; the kit's order has what was last read. */
    int64_t ordered[3], fulfilled[3];
    struct {
        char ref[4];
        ss_slice tracking;
        int64_t units[3];
    } packages[8];
    size_t package_count;
    bool cancelled;
    char ids[64][4];
    size_t id_count;
} life;

static const char *const item_ids[] = {ITEM_A, ITEM_B, ITEM_C};
static const char *const codes[] = {"X1", "X2", "X3", "X4", DHL_1, "", "https://x.de/1"};
static const char *const carriers[] = {"GLS", "DHL", "dpd", "Bote"};

static uint64_t chance(life *l, uint64_t n)
{
    l->seed ^= l->seed << 13;
    l->seed ^= l->seed >> 7;
    l->seed ^= l->seed << 17;
    return l->seed % n;
}

static size_t item_at(ss_slice id)
{
    size_t i = 0;

    while (i < 3 && !ss_slice_is(id, item_ids[i])) {
        i++;
    }
    assert_true(i < 3);
    return i;
}

static void read_amazon(life *l)
{
    ss_amazon_order *az = &l->k->order.amazon;
    int64_t open = 0, done = 0;

    az->item_count = az->package_count = 0;
    for (size_t i = 0; i < 3; i++) {
        item(l->k, item_ids[i], l->ordered[i], l->fulfilled[i]);
        open += l->ordered[i] - l->fulfilled[i];
        done += l->fulfilled[i];
    }
    for (size_t i = 0; i < l->package_count; i++) {
        ss_package *p = package(l->k, l->packages[i].ref, NULL, NULL, 0);

        p->tracking = l->packages[i].tracking;
        p->item_count = 0;
        for (size_t n = 0; n < 3; n++) {
            if (l->packages[i].units[n] > 0) {
                l->k->packed[i][p->item_count++] =
                    (ss_item){.id = ss_slice_of(item_ids[n]), .quantity = l->packages[i].units[n]};
            }
        }
    }
    az->status = l->cancelled ? SS_AMAZON_CANCELLED
                 : open == 0  ? SS_AMAZON_SHIPPED
                 : done > 0   ? SS_AMAZON_PARTIALLY_SHIPPED
                              : SS_AMAZON_UNSHIPPED;
    l->k->order.known = SS_KNOWN_FOUND;
    l->k->order.read_at = l->k->c.now;
}

/* Amazon takes a shipment in. What it must refuse fails the test: we should have known. */
static void amazon_takes(life *l, ss_message *m)
{
    size_t at = l->package_count;

    assert_false(l->cancelled);
    if (m->edit) {
        for (at = 0; at < l->package_count; at++) {
            if (ss_slice_is(m->amazon_ref, l->packages[at].ref)) {
                break;
            }
        }
        assert_true(at < l->package_count);
        for (size_t i = 0; i < 3; i++) {
            l->fulfilled[i] -= l->packages[at].units[i];
            l->packages[at].units[i] = 0;
        }
    } else {
        assert_true(at < COUNT(l->packages));
        l->packages[at].ref[0] = (char)('1' + l->package_count++);
    }
    l->packages[at].tracking = m->tracking;
    for (size_t i = 0; i < m->item_count; i++) {
        size_t n = item_at(m->items[i].id);

        l->packages[at].units[n] = m->items[i].quantity;
        l->fulfilled[n] += m->items[i].quantity;
        assert_true(l->fulfilled[n] <= l->ordered[n]);
    }
}

static void amazon_answers(life *l)
{
    kit *k = l->k;

    for (size_t i = 0; i < k->c.message_count; i++) {
        ss_message *m = &k->messages[i];

        if (m->state != SS_M_IN_FLIGHT && m->state != SS_M_UNKNOWN) {
            continue;
        }
        m->changed_at = k->c.now;
        if (chance(l, 8) == 0) {
            m->state = SS_M_REJECTED;
        } else if (m->kind == SS_MSG_CANCEL) {
            assert_int_equal(l->package_count, 0);
            l->cancelled = true;
            m->state = SS_M_ACCEPTED;
        } else {
            amazon_takes(l, m);
            m->state = SS_M_ACCEPTED;
        }
    }
}

static void shop_lives(life *l)
{
    kit *k = l->k;
    size_t n = k->shop.tracking_count;
    static const int64_t statuses[] = {1, 2, 3, 3, 3, 4, 5};

    switch (chance(l, 6)) {
    case 0:
    case 1:
        if (n < 5 && l->id_count < COUNT(l->ids)) {
            char *id = l->ids[l->id_count];

            id[0] = (char)('a' + l->id_count / 26);
            id[1] = (char)('a' + l->id_count++ % 26);
            row(k, id, carriers[chance(l, COUNT(carriers))], codes[chance(l, COUNT(codes))])->at =
                k->c.now;
        }
        break;
    case 2:
        if (n > 0) {
            size_t at = chance(l, n);

            memmove(&k->rows[at], &k->rows[at + 1], (n - at - 1) * sizeof *k->rows);
            k->shop.tracking_count--;
        }
        break;
    case 3:
        if (n > 0) {
            k->rows[chance(l, n)].code = ss_slice_of(codes[chance(l, COUNT(codes))]);
        }
        break;
    default:
        if (k->shop.history_count < COUNT(k->history)) {
            passed(k, statuses[chance(l, COUNT(statuses))], k->c.now);
        }
    }
}

static void assert_complete(const kit *k)
{
    for (size_t i = 0; i < k->plan.parcel_count; i++) {
        const ss_plan_parcel *p = &k->plan.parcels[i];

        assert_true(p->number > 0 && p->row.n > 0);
        for (size_t n = 0; n < i; n++) {
            assert_true(k->plan.parcels[n].number < p->number);
        }
        if (k->plan.verdict == SS_V_SHIP && p->action != SS_PARCEL_KEEP) {
            assert_true(p->carrier.n > 0 && p->method.n > 0 && p->item_count > 0);
            assert_true(p->shipped_at >= k->order.amazon.created && p->shipped_at <= k->c.now);
            assert_true(p->tracking.p == NULL || p->tracking.n > 0);
            assert_true((p->action == SS_PARCEL_EDIT) <= (p->amazon_ref.n > 0));
        }
    }
}

static void same_again(kit *k)
{
    const ss_plan first = k->plan;

    decide(k);
    assert_int_equal(first.verdict, k->plan.verdict);
    assert_true(ss_slice_eq(first.reason, k->plan.reason));
    assert_int_equal(first.parcel_count, k->plan.parcel_count);
    for (size_t i = 0; i < first.parcel_count; i++) {
        const ss_plan_parcel *p = &first.parcels[i], *q = &k->plan.parcels[i];

        assert_true(p->number == q->number && p->action == q->action);
        assert_true(ss_slice_eq(p->tracking, q->tracking) && p->item_count == q->item_count);
    }
}

static void take_back(kit *k, int kind)
{
    for (size_t i = 0; i < k->c.message_count; i++) {
        if (k->messages[i].kind == kind && k->messages[i].state == SS_M_PENDING) {
            k->messages[i].state = SS_M_REVOKED;
        }
    }
}

/* Parcels are stored as planned, sent or not. */
static void store(kit *k, const ss_plan_parcel *p)
{
    size_t at = 0;

    while (at < k->c.parcel_count && k->parcels[at].number != p->number) {
        at++;
    }
    assert_true(at < COUNT(k->parcels));
    k->c.parcel_count += at == k->c.parcel_count;
    k->parcels[at].number = p->number;
    k->parcels[at].row = p->row;
    k->parcels[at].tracking = p->tracking;
    k->parcels[at].carrier = p->carrier;
    if (p->amazon_ref.n > 0) {
        k->parcels[at].amazon_ref = p->amazon_ref;
    }
}

/* What the engine does with a plan, in short: pending rows, then on their way. */
static void carry_out(life *l)
{
    kit *k = l->k;
    const ss_plan plan = k->plan;
    bool now = plan.not_before <= k->c.now;

    k->order.shipped_at = plan.shipped_at;
    k->order.cancel_since = plan.cancel_since;
    take_back(k, SS_MSG_SHIP);
    take_back(k, SS_MSG_CANCEL);
    if (plan.verdict == SS_V_CANCEL && now) {
        const ss_message *top =
            k->c.message_count > 0 ? &k->messages[k->c.message_count - 1] : NULL;

        assert_int_equal(l->package_count, 0);
        if (top == NULL || top->kind != SS_MSG_CANCEL || top->state == SS_M_REVOKED) {
            cancel_message(k, SS_M_IN_FLIGHT);
        }
    }
    for (size_t i = 0; plan.verdict == SS_V_SHIP && i < plan.parcel_count; i++) {
        store(k, &plan.parcels[i]);
        if (plan.parcels[i].action != SS_PARCEL_KEEP && k->c.message_count < COUNT(k->messages)) {
            send(k, i, SS_M_PENDING)->amazon_ref = plan.parcels[i].amazon_ref;
        }
    }
    if (plan.verdict != SS_V_SHIP) {
        return;
    }
    same_again(k);
    for (size_t i = 0; i < k->c.message_count && now; i++) {
        if (k->messages[i].state == SS_M_PENDING) {
            k->messages[i].state = chance(l, 3) == 0 ? SS_M_UNKNOWN : SS_M_IN_FLIGHT;
        }
    }
}

static void live(uint64_t seed)
{
    life l = {.k = fresh(), .seed = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};

    l.k->c.is_main = true;
    l.k->s.wait_hours = (int64_t)chance(&l, 3);
    l.k->s.carrier_fallback = chance(&l, 2) == 0 ? SS_LIT("Deutsche Post") : SS_NONE;
    l.k->s.several = (int)chance(&l, 3);
    l.k->s.detect = (int)chance(&l, 3);
    for (size_t i = 0; i < 3; i++) {
        l.ordered[i] = (int64_t)chance(&l, 4);
    }
    l.k->order.known = SS_KNOWN_UNREAD;
    for (int step = 0; step < STEPS && l.k->c.message_count + 5 < COUNT(l.k->messages); step++) {
        l.k->c.now += (int64_t)chance(&l, 2 * HOUR);
        l.k->c.run_started = l.k->c.now - 60;
        if (chance(&l, 2) == 0) {
            shop_lives(&l);
        }
        if (chance(&l, 2) == 0) {
            amazon_answers(&l);
        }
        if (chance(&l, 3) == 0) {
            read_amazon(&l);
        }
        decide(l.k);
        assert_complete(l.k);
        carry_out(&l);
    }
}

static void random_lives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        live(seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(random_lives)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
