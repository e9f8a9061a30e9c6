/* Names of carriers: which of Amazon's codes a shop's text may mean. */
#include "ss_carrier.h"
#include "ss_text.h"

enum { OWN = 1, WORD = 2 };

typedef struct carrier_row {
    const char *name;
    unsigned flags;
    const char *aliases; /* separated by '|' */
} carrier_row;

#include "ss_carrier_table.inc"

enum {
    CODES = sizeof codes / sizeof codes[0],
    SERVICES = sizeof services / sizeof services[0],
    MAX_NAME = 128 /* a longer text is no carrier's name */
};

const ss_carrier_table_info *ss_carrier_table(void)
{
    return &table_info;
}

const char *ss_carrier_code_at(size_t i)
{
    return i < CODES ? codes[i].name : NULL;
}

bool ss_carrier_code_known(ss_slice code)
{
    for (size_t i = 0; i < CODES; i++) {
        if (ss_slice_is(code, codes[i].name)) {
            return true;
        }
    }
    return false;
}

/* A name reduced to what counts: lower case, punctuation as blanks, single blanks. "GO!" keeps its
 * mark, for it is the name. */
typedef struct folded {
    char p[MAX_NAME];
    size_t n;
} folded;

static bool is_separator(char c)
{
    return c == '\0' || (c > 0 && c <= ' ') || strchr("-_.,;:/+&()[]'\"*|", c) != NULL;
}

static bool fold(ss_slice s, folded *out)
{
    out->n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (out->n == sizeof out->p) {
            return false;
        }
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c + ('a' - 'A'));
        }
        if (!is_separator(c)) {
            out->p[out->n++] = c;
        } else if (out->n > 0 && out->p[out->n - 1] != ' ') {
            out->p[out->n++] = ' ';
        }
    }
    if (out->n > 0 && out->p[out->n - 1] == ' ') {
        out->n--;
    }
    return true;
}

/* Length of `word` (not yet folded) if it stands in `name` at `at` as whole words, else 0. */
static size_t stands_at(const folded *name, size_t at, ss_slice word)
{
    folded w;

    if (!fold(word, &w) || w.n == 0 || w.n > name->n - at || memcmp(name->p + at, w.p, w.n) != 0) {
        return 0;
    }
    return at + w.n == name->n || name->p[at + w.n] == ' ' ? w.n : 0;
}

/* Longest of the row's names that stands at `at`. */
static size_t row_at(const carrier_row *row, const folded *name, size_t at)
{
    size_t best = stands_at(name, at, ss_slice_of(row->name));
    const char *p = row->aliases;

    while (*p != '\0') {
        size_t n = strcspn(p, "|");
        size_t len = stands_at(name, at, (ss_slice){p, n});

        best = len > best ? len : best;
        p += n + (p[n] == '|');
    }
    return best;
}

/* The row that names the whole text. The first wins: the data file is ordered so. */
static const carrier_row *whole(const carrier_row *rows, size_t count, const folded *name)
{
    for (size_t i = 0; i < count; i++) {
        if (row_at(&rows[i], name, 0) == name->n) {
            return &rows[i];
        }
    }
    return NULL;
}

static const carrier_row *longest_at(const carrier_row *rows, size_t count, const folded *name,
                                     size_t at, size_t *len)
{
    const carrier_row *found = NULL;

    *len = 0;
    for (size_t i = 0; i < count; i++) {
        size_t n = (rows[i].flags & WORD) != 0 ? row_at(&rows[i], name, at) : 0;

        /* A single common word ("Post", "Brief") names a carrier alone but not inside a sentence,
         * so an alias counts there only if it has two words or is the code's own first word. */
        if (n > *len && (memchr(name->p + at, ' ', n) != NULL ||
                         stands_at(name, at, ss_slice_of(rows[i].name)) == n)) {
            found = &rows[i];
            *len = n;
        }
    }
    return found;
}

/* The only row named inside the text; NULL if none is or several are. */
static const carrier_row *inside(const carrier_row *rows, size_t count, const folded *name)
{
    const carrier_row *found = NULL;
    size_t at = 0;

    while (at < name->n) {
        size_t len;
        const carrier_row *row = longest_at(rows, count, name, at, &len);

        if (row != NULL) {
            if (found != NULL && found != row) {
                return NULL;
            }
            found = row;
            at += len;
        }
        while (at < name->n && name->p[at] != ' ') {
            at++;
        }
        at++;
    }
    return found;
}

ss_carrier_match ss_carrier_lookup(ss_slice name, ss_slice *code)
{
    ss_slice text = ss_ascii_trim(name);
    const carrier_row *row;
    folded f;

    *code = SS_NONE;
    for (size_t i = 0; i < CODES; i++) {
        if ((codes[i].flags & OWN) != 0 &&
            ss_ascii_equal_nocase(text, ss_slice_of(codes[i].name))) {
            *code = ss_slice_of(codes[i].name);
            return SS_CARRIER_EXACT;
        }
    }
    if (!fold(text, &f) || f.n == 0) {
        return SS_CARRIER_UNKNOWN;
    }
    /* Before any guess: "DHL (Shipcloud)" is a label that may be anybody's. */
    for (size_t at = 0; at < f.n; at++) {
        for (size_t i = 0; (at == 0 || f.p[at - 1] == ' ') && i < SERVICES; i++) {
            if (row_at(&services[i], &f, at) > 0) {
                return SS_CARRIER_SERVICE;
            }
        }
    }
    /* Amazon has codes that differ in case or punctuation only: the exact one goes first. */
    for (size_t i = 0; i < CODES; i++) {
        if (ss_slice_is(text, codes[i].name)) {
            *code = ss_slice_of(codes[i].name);
            return SS_CARRIER_GUESS;
        }
    }
    row = whole(codes, CODES, &f);
    if (row == NULL) {
        row = inside(codes, CODES, &f);
    }
    if (row == NULL) {
        return SS_CARRIER_UNKNOWN;
    }
    *code = ss_slice_of(row->name);
    return SS_CARRIER_GUESS;
}
