/* Calendar arithmetic in UTC. No clock, no time zone, no library calendar. */
#include "ss_text.h"

enum { DAY = 86400 };

static const int64_t LAST_SECOND = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

int64_t ss_day_of(int64_t when)
{
    return floor_div(when, DAY);
}

static bool leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Years counted from March put the leap day at the end, so a month's offset is a plain formula. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;

    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* Exactly `width` digits at `at`. */
static bool digits(ss_slice s, size_t at, size_t width, int64_t *out)
{
    return at <= s.n && width <= s.n - at && s.p[at] != '-' &&
           ss_int_parse((ss_slice){s.p + at, width}, out);
}

static bool epoch_of(const int64_t part[6], int64_t *out)
{
    int64_t when;

    if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
        part[2] > days_in_month(part[0], part[1]) || part[3] > 23 || part[4] > 59 || part[5] > 59) {
        return false;
    }
    when =
        days_from_civil(part[0], part[1], part[2]) * DAY + part[3] * 3600 + part[4] * 60 + part[5];
    *out = when;
    return true;
}

/* "Z" or "+hh:mm" as the whole rest. */
static bool parse_offset(ss_slice s, int64_t *seconds)
{
    int64_t hours;
    int64_t minutes;

    if (ss_slice_is(s, "Z")) {
        *seconds = 0;
        return true;
    }
    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !digits(s, 1, 2, &hours) ||
        !digits(s, 4, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *seconds = (hours * 3600 + minutes * 60) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

bool ss_time_parse(ss_slice s, int64_t *out)
{
    static const struct {
        size_t at, width;
        char before; /* the separator in front, 0 for none */
    } field[] = {{0, 4, 0}, {5, 2, '-'}, {8, 2, '-'}, {11, 2, 'T'}, {14, 2, ':'}, {17, 2, ':'}};
    int64_t part[6];
    int64_t when;
    int64_t offset;
    size_t at = 19;

    if (s.n < 20) {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        if (!digits(s, field[i].at, field[i].width, &part[i]) ||
            (field[i].before != 0 && s.p[field[i].at - 1] != field[i].before)) {
            return false;
        }
    }
    if (s.p[at] == '.') {
        size_t first = ++at;

        while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') {
            at++;
        }
        if (at == first) {
            return false;
        }
    }
    if (!parse_offset((ss_slice){s.p + at, s.n - at}, &offset) || !epoch_of(part, &when)) {
        return false;
    }
    when -= offset;
    if (when < 0 || when > LAST_SECOND) {
        return false;
    }
    *out = when;
    return true;
}

/* The last `width` digits; a date stands in every message, and printf is slow at it. */
static void put(char *out, size_t width, int64_t value)
{
    while (width-- > 0) {
        out[width] = (char)('0' + value % 10);
        value /= 10;
    }
}

bool ss_time_format(int64_t when, char out[21])
{
    int64_t day;
    int64_t rest;
    int64_t year;
    int month = 1;

    if (when < 0 || when > LAST_SECOND) {
        return false;
    }
    day = when / DAY;
    rest = when % DAY;
    /* 146097 days are 400 years; the estimate is never late and at most one year early. */
    year = 1970 + day * 400 / 146097;
    while (days_from_civil(year + 1, 1, 1) <= day) {
        year++;
    }
    while (days_from_civil(year, 1, 1) > day) {
        year--;
    }
    day -= days_from_civil(year, 1, 1);
    while (day >= days_in_month(year, month)) {
        day -= days_in_month(year, month);
        month++;
    }
    memcpy(out, "0000-00-00T00:00:00Z", 21);
    put(out, 4, year);
    put(out + 5, 2, month);
    put(out + 8, 2, day + 1);
    put(out + 11, 2, rest / 3600);
    put(out + 14, 2, rest / 60 % 60);
    put(out + 17, 2, rest % 60);
    return true;
}

/* Index of a three-letter name in a list, -1 if it is none. Case matters, as in the RFC. */
static int name_index(const char *names, ss_slice s, size_t at)
{
    for (int i = 0; names[3 * i] != '\0'; i++) {
        if (memcmp(names + 3 * i, s.p + at, 3) == 0) {
            return i;
        }
    }
    return -1;
}

bool ss_time_parse_http(ss_slice s, int64_t *out)
{
    /* Only the form every server must send (IMF-fixdate); the two dead ones need a clock. */
    static const char form[] = "xxx, xx xxx xxxx xx:xx:xx GMT";
    int64_t part[6];
    int64_t when;
    int month;

    if (s.n != sizeof form - 1) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (form[i] != 'x' && s.p[i] != form[i]) {
            return false;
        }
    }
    month = name_index("JanFebMarAprMayJunJulAugSepOctNovDec", s, 8);
    if (month < 0 || name_index("SunMonTueWedThuFriSat", s, 0) < 0) {
        return false;
    }
    part[1] = month + 1;
    if (!digits(s, 12, 4, &part[0]) || !digits(s, 5, 2, &part[2]) || !digits(s, 17, 2, &part[3]) ||
        !digits(s, 20, 2, &part[4]) || !digits(s, 23, 2, &part[5])) {
        return false;
    }
    if (part[5] == 60) {
        part[5] = 59; /* the RFC allows a leap second */
    }
    if (!epoch_of(part, &when) || when < 0) {
        return false;
    }
    *out = when;
    return true;
}
