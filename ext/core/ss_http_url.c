/* Addresses: only what is needed to decide where a request may go. */
#include "ss_http.h"

#include "ss_text.h"

static bool printable(ss_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        /* A backslash is a slash to some readers of addresses and not to others. */
        if (c <= 0x20 || c >= 0x7f || c == '\\') {
            return false;
        }
    }
    return true;
}

static bool take_scheme(ss_slice *rest, bool *tls)
{
    static const ss_slice https = {"https://", 8};
    static const ss_slice http = {"http://", 7};

    if (rest->n > https.n && ss_ascii_equal_nocase((ss_slice){rest->p, https.n}, https)) {
        *tls = true;
        *rest = (ss_slice){rest->p + https.n, rest->n - https.n};
        return true;
    }
    if (rest->n > http.n && ss_ascii_equal_nocase((ss_slice){rest->p, http.n}, http)) {
        *tls = false;
        *rest = (ss_slice){rest->p + http.n, rest->n - http.n};
        return true;
    }
    return false;
}

static bool port_legal(ss_slice port)
{
    int64_t number;

    if (port.n == 0) {
        return true;
    }
    port = (ss_slice){port.p + 1, port.n - 1};
    return port.n >= 1 && port.n <= 5 && ss_ascii_is_digits(port) && ss_int_parse(port, &number) &&
           number > 0 && number < 65536;
}

/* "[::1]:8080", "localhost:8080" -> host, rest */
static bool split_authority(ss_slice authority, ss_slice *host)
{
    const char *end;
    ss_slice port;

    if (authority.n == 0 || memchr(authority.p, '@', authority.n) != NULL) {
        return false;
    }
    if (authority.p[0] == '[') {
        end = memchr(authority.p, ']', authority.n);
        if (end == NULL) {
            return false;
        }
        *host = (ss_slice){authority.p + 1, (size_t)(end - authority.p) - 1};
        end++;
    } else {
        end = memchr(authority.p, ':', authority.n);
        if (end == NULL) {
            end = authority.p + authority.n;
        }
        *host = (ss_slice){authority.p, (size_t)(end - authority.p)};
    }
    port = (ss_slice){end, authority.n - (size_t)(end - authority.p)};
    return host->n > 0 && (port.n == 0 || port.p[0] == ':') && port_legal(port);
}

bool ss_http_url_split(ss_slice url, ss_http_url *out)
{
    ss_slice rest = url;
    size_t n = 0;

    if (url.p == NULL || url.n > SS_HTTP_MAX_URL || !printable(url) ||
        !take_scheme(&rest, &out->tls)) {
        return false;
    }
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#') {
        n++;
    }
    out->path = (ss_slice){rest.p + n, rest.n - n};
    return split_authority((ss_slice){rest.p, n}, &out->host);
}

/* Four numbers, nothing shorter or hexadecimal: resolvers disagree about those. */
static bool loopback_v4(ss_slice host)
{
    size_t dots = 0;

    if (host.n < 9 || memcmp(host.p, "127.", 4) != 0) {
        return false;
    }
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == '.') {
            dots++;
            if (i + 1 == host.n || host.p[i + 1] == '.') {
                return false;
            }
        } else if (host.p[i] < '0' || host.p[i] > '9') {
            return false;
        }
    }
    return dots == 3;
}

bool ss_http_host_loopback(ss_slice host)
{
    return ss_ascii_equal_nocase(host, SS_LIT("localhost")) || ss_slice_is(host, "::1") ||
           loopback_v4(host);
}
