/* Tracking numbers: cleaning, normal form, check digits, and whose number it looks like.
 *
 * Certain is only what rests on a published check digit or on a prefix that one carrier alone uses.
 * Everything else is a hint, because shops preselect a carrier and numbers of equal length are
 * common. */
#include "ss_carrier.h"
#include "ss_text.h"

enum { MAX_TRACKING = 50 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_alnum(char c)
{
    return is_digit(c) || is_upper(upper(c));
}

static bool starts(ss_slice s, const char *prefix)
{
    size_t n = strlen(prefix);

    return s.n >= n && ss_ascii_equal_nocase((ss_slice){s.p, n}, ss_slice_of(prefix));
}

static bool contains(ss_slice s, const char *word)
{
    for (size_t i = 0; i < s.n; i++) {
        if (starts((ss_slice){s.p + i, s.n - i}, word)) {
            return true;
        }
    }
    return false;
}

static ss_slice rest(ss_slice s, size_t from)
{
    return (ss_slice){s.p + from, s.n - from};
}

/* ---- check digits ---------------------------------------------------------------------------- */

/* UPS: 1Z, 15 letters or digits, check digit; letters count as (code - 63) mod 10. */
static bool ups_form(ss_slice s)
{
    if (s.n != 18 || !starts(s, "1Z") || !is_digit(s.p[17])) {
        return false;
    }
    for (size_t i = 2; i < 17; i++) {
        if (!is_alnum(s.p[i])) {
            return false;
        }
    }
    return true;
}

static bool ups_check(ss_slice s)
{
    int sum = 0;

    for (size_t i = 2; i < 17; i++) {
        char c = upper(s.p[i]);
        int value = is_digit(c) ? c - '0' : (c - 63) % 10;

        sum += i % 2 == 0 ? value : 2 * value;
    }
    return (10 - sum % 10) % 10 == s.p[17] - '0';
}

/* GS1 (SSCC with its application identifier 00): weights 3 and 1 from the right. */
static bool gs1_check(ss_slice digits)
{
    int sum = 0;

    for (size_t i = 0; i + 1 < digits.n; i++) {
        sum += (digits.p[i] - '0') * ((digits.n - i) % 2 == 0 ? 3 : 1);
    }
    return (10 - sum % 10) % 10 == digits.p[digits.n - 1] - '0';
}

/* Universal Postal Union S10: two letters, eight digits and a check digit, country. */
static bool upu_form(ss_slice s)
{
    return s.n == 13 && is_upper(upper(s.p[0])) && is_upper(upper(s.p[1])) &&
           ss_ascii_is_digits((ss_slice){s.p + 2, 9}) && is_upper(upper(s.p[11])) &&
           is_upper(upper(s.p[12]));
}

static bool upu_check(ss_slice s)
{
    static const int weight[] = {8, 6, 4, 2, 3, 5, 9, 7};
    int sum = 0;
    int check;

    for (size_t i = 0; i < 8; i++) {
        sum += (s.p[2 + i] - '0') * weight[i];
    }
    check = 11 - sum % 11;
    check = check == 10 ? 0 : check == 11 ? 5 : check;
    return check == s.p[10] - '0';
}

/* ---- whose number ---------------------------------------------------------------------------- */

/* JJD: licence plate whose issuer is DHL. */
static bool jjd_form(ss_slice s)
{
    return s.n >= 15 && s.n <= 24 && starts(s, "JJD") && ss_ascii_is_digits(rest(s, 3));
}

static bool hermes_form(ss_slice s)
{
    return s.n == 20 && starts(s, "H") && ss_ascii_is_digits(rest(s, 1));
}

static bool dhl_sscc_form(ss_slice s)
{
    return s.n == 20 && starts(s, "00340434") && ss_ascii_is_digits(s);
}

static const struct {
    const char *country;
    const char *code;
} posts[] = {
    {"DE", "Deutsche Post"}, {"AT", "AT POST"},  {"CH", "Swiss post"},     {"GB", "Royal Mail"},
    {"FR", "La Poste"},      {"NL", "PostNL"},   {"BE", "BPOST"},          {"ES", "Correos"},
    {"PL", "Polish Post"},   {"SE", "PostNord"}, {"IT", "Poste Italiane"},
};

static const char *post_of(ss_slice s)
{
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        if (starts(rest(s, 11), posts[i].country)) {
            return posts[i].code;
        }
    }
    return NULL;
}

ss_detect_certainty ss_tracking_detect(ss_slice tracking, ss_slice *code)
{
    *code = SS_NONE;
    if (ups_form(tracking) && ups_check(tracking)) {
        *code = SS_LIT("UPS");
        return SS_DETECT_CERTAIN;
    }
    if (jjd_form(tracking)) {
        *code = SS_LIT("DHL");
        return SS_DETECT_CERTAIN;
    }
    if (hermes_form(tracking)) {
        *code = SS_LIT("Hermes");
        return SS_DETECT_CERTAIN;
    }
    if (dhl_sscc_form(tracking)) {
        *code = SS_LIT("DHL");
        return SS_DETECT_SHARED;
    }
    if (upu_form(tracking) && upu_check(tracking)) {
        /* A country has one post but several of its brands, and partners abroad, use the form. */
        *code = ss_slice_of(post_of(tracking));
        return SS_DETECT_SHARED;
    }
    if (ss_ascii_is_digits(tracking) && tracking.n >= 10 && tracking.n <= 16) {
        return SS_DETECT_SHARED;
    }
    return SS_DETECT_NONE;
}

/* ---- does it fit ------------------------------------------------------------------------------ */

/* Forms of digits only that are usual for a family, as a mask of lengths. */
#define LEN(n) (UINT32_C(1) << (n))

enum {
    F_UPS = 1,
    F_JJD = 2,
    F_SSCC = 4,
    F_UPU = 8,
    F_HERMES = 16,
    F_GLS_ID = 32,
    F_DPD_CHECK = 64
};

typedef struct family {
    const char *codes; /* separated by '|' */
    unsigned forms;    /* forms beside plain digits */
    uint32_t lengths;  /* usual lengths of plain digits */
} family;

static const family families[] = {
    {"UPS", F_UPS, 0},
    {"DHL|DHL-Paket", F_JJD | F_SSCC | F_UPU, LEN(10) | LEN(11) | LEN(12)},
    {"DHL Express", F_JJD, LEN(10)},
    {"Deutsche Post", F_SSCC | F_UPU, 0},
    {"DPD", F_DPD_CHECK, LEN(14)},
    {"GLS", F_GLS_ID, LEN(11) | LEN(12)},
    {"Hermes|Hermes Logistik Gruppe|Hermes Einrichtungsservice", F_HERMES, LEN(14) | LEN(16)},
    {"FedEx", 0, LEN(12) | LEN(15) | LEN(20) | LEN(22)},
    {"TNT", 0, LEN(9)},
    {"AT POST|AT Post", F_UPU, LEN(16) | LEN(22)},
    {"Swiss post|Schweizer Post", F_UPU, LEN(18)},
    {"Royal Mail|Parcelforce", F_UPU, 0},
};

static const family *family_of(ss_slice code)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const char *p = families[i].codes;

        while (*p != '\0') {
            size_t n = strcspn(p, "|");

            if (ss_slice_eq(code, (ss_slice){p, n})) {
                return &families[i];
            }
            p += n + (p[n] == '|');
        }
    }
    return NULL;
}

/* 14 digits and one check character, as printed below the bar code. */
static bool dpd_with_check(ss_slice s)
{
    return s.n == 15 && ss_ascii_is_digits((ss_slice){s.p, 14}) && is_alnum(s.p[14]);
}

/* GLS Track ID: 8 letters and digits, at least one letter. */
static bool gls_id(ss_slice s)
{
    bool letter = false;

    for (size_t i = 0; i < s.n; i++) {
        if (!is_alnum(s.p[i])) {
            return false;
        }
        letter = letter || !is_digit(s.p[i]);
    }
    return s.n == 8 && letter;
}

static bool usual(const family *f, ss_slice s)
{
    if (ss_ascii_is_digits(s) && s.n < 32 && (f->lengths & LEN(s.n)) != 0) {
        return true;
    }
    return ((f->forms & F_UPS) != 0 && ups_form(s) && ups_check(s)) ||
           ((f->forms & F_JJD) != 0 && jjd_form(s)) ||
           ((f->forms & F_SSCC) != 0 && dhl_sscc_form(s) && gs1_check(s)) ||
           ((f->forms & F_UPU) != 0 && upu_form(s) && upu_check(s)) ||
           ((f->forms & F_HERMES) != 0 && hermes_form(s)) ||
           ((f->forms & F_GLS_ID) != 0 && gls_id(s)) ||
           ((f->forms & F_DPD_CHECK) != 0 && dpd_with_check(s));
}

ss_tracking_fit ss_tracking_fits(ss_slice carrier_code, ss_slice tracking)
{
    const family *own = family_of(carrier_code);
    ss_slice code;

    if (own == NULL) {
        return SS_FIT_UNKNOWN;
    }
    if (usual(own, tracking)) {
        return SS_FIT_YES;
    }
    /* Certainly somebody else's, or a UPS form that is not even UPS's. */
    if (ss_tracking_detect(tracking, &code) == SS_DETECT_CERTAIN && family_of(code) != own) {
        return SS_FIT_NO;
    }
    if (ups_form(tracking)) {
        return SS_FIT_NO;
    }
    return SS_FIT_DOUBTFUL;
}

/* ---- cleaning --------------------------------------------------------------------------------- */

/* Length of a blank at the start of s, 0 if there is none: ASCII blanks and the invisible
 * characters that come with copying from a web page or a PDF. */
static size_t blank_at(ss_slice s)
{
    static const char *const wide[] = {
        "\xc2\xa0",     /* no-break space */
        "\xc2\xad",     /* soft hyphen */
        "\xe2\x80\x89", /* thin space */
        "\xe2\x80\x8b", /* zero width space */
        "\xe2\x80\x8e", /* left-to-right mark */
        "\xe2\x80\x8f", /* right-to-left mark */
        "\xe2\x80\xaf", /* narrow no-break space */
        "\xe2\x81\xa0", /* word joiner */
        "\xef\xbb\xbf", /* byte order mark */
    };

    if (strchr(" \t\r\n", s.p[0]) != NULL && s.p[0] != '\0') {
        return 1;
    }
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        size_t n = strlen(wide[i]);

        if (s.n >= n && memcmp(s.p, wide[i], n) == 0) {
            return n;
        }
    }
    return 0;
}

static bool without_blanks(ss_arena *a, ss_slice raw, ss_slice *out, ss_err *err)
{
    char *p = ss_arena_alloc(a, raw.n == SIZE_MAX ? raw.n : raw.n + 1, 1, err);
    size_t n = 0;
    size_t i = 0;

    if (p == NULL) {
        return false;
    }
    while (i < raw.n) {
        size_t blank = blank_at(rest(raw, i));

        if (blank > 0) {
            i += blank;
        } else {
            p[n++] = raw.p[i++];
        }
    }
    *out = (ss_slice){p, n};
    return true;
}

bool ss_tracking_normalize(ss_arena *a, ss_slice raw, ss_slice *out, ss_err *err)
{
    size_t n = 0;
    char *p;

    if (raw.p == NULL) {
        *out = SS_NONE;
        return true;
    }
    p = ss_arena_alloc(a, raw.n == SIZE_MAX ? raw.n : raw.n + 1, 1, err);
    if (p == NULL) {
        return false;
    }
    for (size_t i = 0; i < raw.n; i++) {
        if (is_alnum(raw.p[i])) {
            p[n++] = upper(raw.p[i]);
        }
    }
    *out = (ss_slice){p, n};
    return true;
}

/* Equal in letters and digits; both must have some. */
static bool same_number(ss_slice a, ss_slice b)
{
    size_t i = 0;
    size_t j = 0;
    bool any = false;

    for (;;) {
        while (i < a.n && !is_alnum(a.p[i])) {
            i++;
        }
        while (j < b.n && !is_alnum(b.p[j])) {
            j++;
        }
        if (i == a.n || j == b.n) {
            return any && i == a.n && j == b.n;
        }
        if (upper(a.p[i++]) != upper(b.p[j++])) {
            return false;
        }
        any = true;
    }
}

/* "dhl.de/track?x=1" and the like: a dot before the first slash, a letter right after the dot. */
static bool is_url(ss_slice s)
{
    size_t dot = 0;

    if (contains(s, "://") || starts(s, "www.") || starts(s, "http")) {
        return true;
    }
    for (size_t i = 1; i + 1 < s.n && s.p[i] != '/'; i++) {
        if (s.p[i] == '.' && is_upper(upper(s.p[i + 1]))) {
            dot = i;
        }
    }
    return dot > 0 && memchr(s.p, '/', s.n) != NULL;
}

/* Nothing but punctuation or zeros ("-", "0"), or a word by which programs write "nothing". */
static bool is_placeholder(ss_slice s)
{
    static const char *const words[] = {"false", "null", "none", "nan", "n/a", "undefined"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ss_ascii_equal_nocase(s, ss_slice_of(words[i]))) {
            return true;
        }
    }
    for (i = 0; i < s.n; i++) {
        if (is_alnum(s.p[i]) && s.p[i] != '0') {
            return false;
        }
    }
    return true;
}

/* Every carrier's numbers have digits. What a person wrote without any is a mistake to be shown, not
 * to be dropped: "folgt", "DHL". */
static bool has_digit(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '1' && s.p[i] <= '9') {
            return true;
        }
    }
    return false;
}

static bool is_printable(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

static ss_tracking_fault fault_of(ss_slice s, ss_slice shop_order, ss_slice amazon_order)
{
    if (s.n == 0) {
        return SS_TRACKING_EMPTY;
    }
    if (!is_printable(s)) {
        return SS_TRACKING_CHARACTER;
    }
    if (is_url(s)) {
        return SS_TRACKING_URL;
    }
    if (memchr(s.p, '@', s.n) != NULL) {
        return SS_TRACKING_EMAIL;
    }
    if (is_placeholder(s)) {
        return SS_TRACKING_EMPTY;
    }
    if (same_number(s, shop_order) || same_number(s, amazon_order) ||
        (ss_amazon_order_valid(s) && is_digit(s.p[0]))) {
        return SS_TRACKING_ORDER;
    }
    if (s.n > MAX_TRACKING) {
        return SS_TRACKING_TOO_LONG;
    }
    if (!has_digit(s)) {
        return SS_TRACKING_NO_DIGIT;
    }
    return ups_form(s) && !ups_check(s) ? SS_TRACKING_CHECK : SS_TRACKING_OK;
}

bool ss_tracking_clean(ss_arena *a, ss_slice raw, ss_slice shop_order, ss_slice amazon_order,
                       ss_slice *out, ss_tracking_fault *fault, ss_err *err)
{
    ss_slice s;

    *out = SS_NONE;
    if (!without_blanks(a, raw, &s, err)) {
        return false;
    }
    *fault = fault_of(s, shop_order, amazon_order);
    if (*fault == SS_TRACKING_OK || *fault == SS_TRACKING_CHECK) {
        *out = s;
    }
    return true;
}
