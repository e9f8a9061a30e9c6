/* history [--count N] [--seed S] [--one SEED] [--without KIND]... [--verbose] [--selftest] */
#include "history.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct options {
    int64_t count;
    uint64_t seed;
    bool one, verbose, selftest;
    uint32_t allowed;
} options;

typedef struct totals {
    int64_t histories, failed, faults, runs, steps;
    int64_t times[H_COUNT], in[H_COUNT];
} totals;

static int usage(void)
{
    (void)fputs("usage: history [--count N] [--seed S] [--one SEED] [--without KIND]... [--only "
                "KIND]... [--verbose] [--selftest]\nkinds:",
                stderr);
    for (int i = 0; disturbance_names[i] != NULL; i++) {
        (void)fprintf(stderr, " %s", disturbance_names[i]);
    }
    (void)fputc('\n', stderr);
    return 2;
}

static bool kind_bit(const char *name, uint32_t *bit)
{
    int i = ss_enum_of(disturbance_names, ss_slice_of(name));

    *bit = i < 0 ? 0 : UINT32_C(1) << i;
    return i >= 0 || strcmp(name, "none") == 0;
}

static bool value_option(options *o, const char *name, const char *value)
{
    uint32_t bit;

    if (strcmp(name, "--count") == 0) {
        o->count = strtoll(value, NULL, 10);
    } else if (strcmp(name, "--seed") == 0) {
        o->seed = strtoull(value, NULL, 10);
    } else if (strcmp(name, "--one") == 0) {
        o->seed = strtoull(value, NULL, 10);
        o->one = true;
    } else if (strcmp(name, "--without") == 0 && kind_bit(value, &bit)) {
        o->allowed &= ~bit;
    } else if (strcmp(name, "--only") == 0 && kind_bit(value, &bit)) {
        o->allowed = (o->allowed == UINT32_MAX ? 0 : o->allowed) | bit;
    } else {
        return false;
    }
    return true;
}

static bool read_options(int argc, char **argv, options *o)
{
    *o = (options){.count = 1000, .seed = 1, .allowed = UINT32_MAX};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--verbose") == 0) {
            o->verbose = true;
        } else if (strcmp(argv[i], "--selftest") == 0) {
            o->selftest = true;
        } else if (i + 1 >= argc || !value_option(o, argv[i], argv[i + 1])) {
            return false;
        } else {
            i++;
        }
    }
    return true;
}

static bool play(const options *o, uint64_t seed, bool trace, totals *sum)
{
    static world w;
    bool well;

    if (trace) {
        (void)printf("history %llu\n", (unsigned long long)seed);
    }
    world_init(&w, seed, o->allowed, trace);
    well = world_play(&w);
    if (sum != NULL) {
        sum->histories++;
        sum->failed += !well;
        sum->faults += w.faults;
        sum->runs += w.runs;
        sum->steps += w.steps;
        for (int i = 0; i < H_COUNT; i++) {
            sum->times[i] += w.happened[i];
            sum->in[i] += w.happened[i] > 0;
        }
    }
    world_free(&w);
    return well;
}

/* A history in which nothing of interest happens proves nothing. */
static bool lively(const totals *t)
{
    static const happening needed[] = {H_SHIP,    H_CANCEL, H_CONFLICT, H_CRASH,
                                       H_UNKNOWN, H_LOST,   H_DENIED,   H_SPLIT,
                                       H_TEXT,    H_GZIP,   H_UNNAMED,  H_LIED_ABOUT_ALL};
    bool well = true;

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (t->in[needed[i]] * 100 < t->histories) {
            (void)printf("too few histories with %s\n", happening_names[needed[i]]);
            well = false;
        }
    }
    return well;
}

static void print_totals(const totals *t, double seconds)
{
    (void)printf("%lld histories, %lld runs, %lld steps, %.1f s\n", (long long)t->histories,
                 (long long)t->runs, (long long)t->steps, seconds);
    for (int i = 0; i < H_COUNT; i++) {
        (void)printf("  %-20s %8lld   in %5.1f %% of the histories\n", happening_names[i],
                     (long long)t->times[i],
                     t->histories == 0 ? 0.0 : 100.0 * (double)t->in[i] / (double)t->histories);
    }
    fault_table(stdout);
}

int main(int argc, char **argv)
{
    enum { SHOWN = 1 };
    options o;
    totals sum;
    clock_t began = clock();
    int shown = 0;
    bool well;

    memset(&sum, 0, sizeof sum);
    if (!read_options(argc, argv, &o)) {
        return usage();
    }
    if (o.selftest) {
        return selftest();
    }
    if (o.one) {
        well = play(&o, o.seed, true, NULL);
        (void)printf("%d passed, %d failed\n", well, !well);
        return well ? 0 : 1;
    }
    for (int64_t i = 0; i < o.count; i++) {
        uint64_t seed = o.seed + (uint64_t)i;

        if (!play(&o, seed, false, &sum) && o.verbose && shown++ < SHOWN) {
            (void)play(&o, seed, true, NULL);
        }
    }
    print_totals(&sum, (double)(clock() - began) / CLOCKS_PER_SEC);
    well = sum.failed == 0 && (o.count < 500 || o.allowed != UINT32_MAX || lively(&sum));
    xmlCleanupParser();
    (void)printf("%lld passed, %lld failed\n", (long long)(sum.histories - sum.failed),
                 (long long)(sum.failed + (sum.failed == 0 && !well)));
    return well ? 0 : 1;
}
