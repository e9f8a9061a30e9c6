/* Looking things up in loaded rows, and digests of what was looked at. */
#include "run_private.h"

ss_order *rows_order(const ss_rows *rows, int64_t id)
{
    size_t i;

    for (i = 0; i < rows->order_count; i++)
        if (rows->orders[i].id == id)
            return &rows->orders[i];
    return NULL;
}

ss_order *rows_shop_order(const ss_rows *rows, ss_slice shop_order)
{
    size_t i;

    for (i = 0; i < rows->order_count; i++)
        if (ss_slice_eq(rows->orders[i].shop_order, shop_order))
            return &rows->orders[i];
    return NULL;
}

ss_parcel *rows_parcel(const ss_rows *rows, int64_t order_id, int64_t number)
{
    size_t i;

    for (i = 0; i < rows->parcel_count; i++)
        if (rows->parcels[i].order_id == order_id && rows->parcels[i].number == number)
            return &rows->parcels[i];
    return NULL;
}

/* ---- canonical text of a record -----------------------------------------------------------------
 * Every field in the descriptor's order, each with its length, so that two different records never
 * give one text. Descriptors nest a few levels at most. */

static bool text_of(const ss_record *rec, const void *row, ss_buf *b, ss_err *err);

static bool text_slice(ss_slice s, ss_buf *b, ss_err *err)
{
    if (s.p == NULL)
        return ss_buf_add_text(b, "-;", err);
    return ss_buf_add_int(b, (int64_t)s.n, err) && ss_buf_add_text(b, ":", err) &&
           ss_buf_add_slice(b, s, err) && ss_buf_add_text(b, ";", err);
}

static bool text_number(int64_t value, ss_buf *b, ss_err *err)
{
    return ss_buf_add_int(b, value, err) && ss_buf_add_text(b, ";", err);
}

static bool text_list(const ss_field *f, const char *base, ss_buf *b, ss_err *err)
{
    const char *list = *(const char *const *)(const void *)(base + f->offset);
    size_t count = *(const size_t *)(const void *)(base + f->count_offset);
    size_t i;

    if (!text_number((int64_t)count, b, err))
        return false;
    for (i = 0; i < count; i++) {
        if (f->kind == SS_K_TEXTS) {
            if (!text_slice(((const ss_slice *)(const void *)list)[i], b, err))
                return false;
        } else if (!text_of(f->of, list + i * f->of->size, b, err)) {
            return false;
        }
    }
    return true;
}

static bool text_field(const ss_field *f, const char *base, ss_buf *b, ss_err *err)
{
    const void *at = base + f->offset;

    switch (f->kind) {
    case SS_K_INT:
        return text_number(*(const int64_t *)at, b, err);
    case SS_K_BOOL:
        return text_number(*(const bool *)at ? 1 : 0, b, err);
    case SS_K_ENUM:
        return text_number(*(const int *)at, b, err);
    case SS_K_TEXT:
        return text_slice(*(const ss_slice *)at, b, err);
    case SS_K_ROW:
        return text_of(f->of, at, b, err);
    case SS_K_TEXTS:
    case SS_K_ROWS:
        break;
    }
    return text_list(f, base, b, err);
}

static bool text_of(const ss_record *rec, const void *row, ss_buf *b, ss_err *err)
{
    const ss_field *f;

    for (f = rec->fields; f->name != NULL; f++)
        if (!text_field(f, row, b, err))
            return false;
    return true;
}

void run_digest_bytes(ss_run *r, ss_slice bytes, ss_arena *mem, ss_slice *out)
{
    char hex[65];

    r->cfg.digest(r->cfg.digest_ctx, bytes, hex);
    hex[64] = '\0';
    if (!ss_arena_copy(mem, (ss_slice){hex, 64}, out, &r->err))
        run_fail(r, "digest");
}

void run_digest_statuses(ss_run *r)
{
    ss_buf b;
    size_t i;
    bool ok = true;

    ss_buf_init(&b, SS_MAX_JSON_BYTES);
    for (i = 0; ok && i < r->status_count; i++)
        ok = text_of(&ss_rec_shop_status, &r->statuses[i], &b, &r->err);
    if (ok)
        r->cfg.digest(r->cfg.digest_ctx, ss_buf_slice(&b), r->status_digest);
    else
        run_fail(r, "digest");
    ss_buf_free(&b);
}

static bool digest_record(ss_run *r, const ss_record *rec, const void *row, ss_slice *out)
{
    ss_buf b;
    bool ok;

    ss_buf_init(&b, SS_MAX_JSON_BYTES);
    ok = text_of(rec, row, &b, &r->err);
    if (ok)
        run_digest_bytes(r, ss_buf_slice(&b), &r->work, out);
    else
        run_fail(r, "digest");
    ss_buf_free(&b);
    return ok && !r->over;
}

bool run_digest_shop(ss_run *r, const ss_shop_order *shop, ss_slice *out)
{
    return digest_record(r, &ss_rec_shop_order, shop, out);
}

bool run_digest_payload(ss_run *r, const ss_message *m, ss_slice *out)
{
    /* Only what Amazon is told: everything else of the row is left at rest. */
    ss_message payload = {.amazon_order = m->amazon_order,
                          .kind = m->kind,
                          .parcel = m->parcel,
                          .marketplace = m->marketplace,
                          .carrier = m->carrier,
                          .carrier_name = m->carrier_name,
                          .method = m->method,
                          .tracking = m->tracking,
                          .shipped_at = m->shipped_at,
                          .items = m->items,
                          .item_count = m->item_count,
                          .has_ship_from = m->has_ship_from,
                          .ship_from = m->ship_from,
                          .edit = m->edit};

    return digest_record(r, &ss_rec_message, &payload, out);
}

ss_load *run_ask_pending(ss_run *r, size_t limit)
{
    ss_load *q = run_load(r, "send", &r->work);

    /* What became due only since the pass began was not looked at in this pass. */
    q->before = r->started;
    q->limit = limit;
    q->lane = SS_LANE_FEED;
    return q;
}
