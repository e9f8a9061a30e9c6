/* Chance, memory that lives as long as a history, and the list of broken rules. */
#include "history.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const disturbance_names[] = {
    "net",   "limit",  "server", "auth",  "down",  "slow",   "stuck",  "lie",    "fatal", "crash",
    "store", "freeze", "two",    "clock", "spont", "reject", "poison", "forget", "twist", "lose",
    "pilot", "backup", "pause",  "owner", "other", "turned", "deny",   NULL};

const char *const happening_names[] = {"ships",
                                       "edits",
                                       "cancels",
                                       "conflicts",
                                       "crashes",
                                       "crashes in a save",
                                       "unknowns",
                                       "lost answers",
                                       "takeovers",
                                       "zombies",
                                       "429s",
                                       "feeds stuck",
                                       "feeds refused whole",
                                       "feeds not taken",
                                       "rejected",
                                       "held",
                                       "feeds adopted",
                                       "plain orders done",
                                       "accounts stopped",
                                       "twins split",
                                       "sent by a text link",
                                       "reports packed",
                                       "orders denied",
                                       "sent with no account named",
                                       "lies about a whole feed",
                                       NULL};

/* splitmix64: any seed is a good one, and neighbouring seeds are not alike. */
uint64_t rng_next(rng *r)
{
    uint64_t z;

    r->s += UINT64_C(0x9e3779b97f4a7c15);
    z = r->s;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

rng rng_aside(uint64_t seed, uint64_t what)
{
    rng r = {seed ^ (what * UINT64_C(0xd1342543de82ef95))};

    r.s = rng_next(&r);
    return r;
}

int64_t rng_range(rng *r, int64_t low, int64_t high)
{
    return low + (int64_t)(rng_next(r) % (uint64_t)(high - low + 1));
}

bool rng_chance(rng *r, int permille)
{
    return rng_range(r, 0, 999) < permille;
}

static void give_up(const char *why)
{
    (void)fprintf(stderr, "history: %s\n", why);
    abort();
}

void *need(ss_arena *a, size_t count, size_t size)
{
    void *p = ss_arena_alloc(a, count, size, NULL);

    if (p == NULL) {
        give_up("no memory");
    }
    return p;
}

ss_slice keep(ss_arena *a, ss_slice s)
{
    ss_slice out = SS_NONE;

    if (!ss_arena_copy(a, s, &out, NULL)) {
        give_up("no memory");
    }
    return out;
}

ss_slice print(ss_arena *a, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return keep(a, ss_slice_of(text));
}

static void stamp(const world *w)
{
    int64_t s = w->t - w->start;

    (void)printf("  %2dd %02d:%02d:%02d ", (int)(s / DAY), (int)(s / HOUR % 24), (int)(s / 60 % 60),
                 (int)(s % 60));
}

void say(world *w, const char *fmt, ...)
{
    va_list args;

    if (!w->trace) {
        return;
    }
    stamp(w);
    va_start(args, fmt);
    (void)vprintf(fmt, args);
    va_end(args);
    (void)putchar('\n');
}

/* How often each rule was broken, in how many histories, and the first seeds. */
enum { MAX_RULES = 64, SEEDS_SHOWN = 6 };
static struct broken {
    const char *name;
    int64_t times, histories;
    uint64_t last_seed;
    uint64_t seeds[SEEDS_SHOWN];
} broken[MAX_RULES];

static void count(const world *w, const char *name)
{
    struct broken *b = broken;

    while (b < broken + MAX_RULES - 1 && b->name != NULL && strcmp(b->name, name) != 0) {
        b++;
    }
    b->name = name;
    b->times++;
    if (b->histories == 0 || b->last_seed != w->seed) {
        if (b->histories < SEEDS_SHOWN) {
            b->seeds[b->histories] = w->seed;
        }
        b->histories++;
        b->last_seed = w->seed;
    }
}

void fault(world *w, const char *name, const char *fmt, ...)
{
    va_list args;

    w->failed = true;
    w->faults++;
    if (!w->trace) {
        count(w, name);
        return;
    }
    stamp(w);
    (void)printf("*** BROKEN %s: ", name);
    va_start(args, fmt);
    (void)vprintf(fmt, args);
    va_end(args);
    (void)putchar('\n');
}

void fault_table(FILE *out)
{
    for (const struct broken *b = broken; b < broken + MAX_RULES && b->name != NULL; b++) {
        (void)fprintf(out, "broken: %-28s in %lld histories, %lld times; seeds", b->name,
                      (long long)b->histories, (long long)b->times);
        for (int i = 0; i < SEEDS_SHOWN && i < b->histories; i++) {
            (void)fprintf(out, " %llu", (unsigned long long)b->seeds[i]);
        }
        (void)fputc('\n', out);
    }
}

bool draw(world *w, disturbance d)
{
    return !w->calm && w->rate[d] > 0 && rng_chance(&w->rng, w->rate[d]);
}

void happen(world *w, happening h)
{
    w->happened[h]++;
}

static char normal(char c)
{
    if (c >= 'a' && c <= 'z') {
        return (char)(c - 'a' + 'A');
    }
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '\0';
}

/* As a person compares two tracking numbers: letters and digits, case does not matter. */
bool same_tracking(ss_slice a, ss_slice b)
{
    size_t i = 0;
    size_t k = 0;

    for (;;) {
        while (i < a.n && normal(a.p[i]) == '\0') {
            i++;
        }
        while (k < b.n && normal(b.p[k]) == '\0') {
            k++;
        }
        if (i == a.n || k == b.n) {
            return i == a.n && k == b.n;
        }
        if (normal(a.p[i++]) != normal(b.p[k++])) {
            return false;
        }
    }
}

size_t account_index(const world *w, ss_slice id)
{
    for (size_t i = 0; i < w->store.account_count; i++) {
        if (ss_slice_eq(w->store.accounts[i].account.id, id)) {
            return i;
        }
    }
    return 0;
}
