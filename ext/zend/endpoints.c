/* Amazon's hosts by region; others only for tests, and only as the owner of the machine says. */
#include "endpoints.h"

#include "ss_http.h"
#include "ss_text.h"

#include <stdio.h>
#include <stdlib.h>

static const char token_path[] = "/auth/o2/token";

static const char *const hosts[] = {
    "https://sellingpartnerapi-eu.amazon.com",
    "https://sellingpartnerapi-na.amazon.com",
    "https://sellingpartnerapi-fe.amazon.com",
};

/* A request to a web server must not be able to say where secrets go, so its environment does not
 * count. */
static const char *configured(const char *variable, const char *ini)
{
    const char *value = strcmp(sapi_module.name, "cli") == 0 ? getenv(variable) : NULL;

    if (value == NULL || value[0] == '\0') {
        value = ini;
    }
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool check(const char *name, ss_slice url, ss_http_url *parts, ss_err *err)
{
    if (!ss_http_url_split(url, parts) || memchr(url.p, '#', url.n) != NULL ||
        memchr(url.p, '?', url.n) != NULL || url.n > 400) {
        return ss_fail(err, SS_E_INPUT, name, "not an address of a server");
    }
    if (!parts->tls && !ss_http_host_loopback(parts->host)) {
        return ss_fail(err, SS_E_INPUT, name, "plain http is for this machine only; https wanted");
    }
    return true;
}

static bool read_lwa(statussync_endpoints *e, bool *loopback, ss_err *err)
{
    const char *text = configured("STATUSSYNC_LWA_URL", STATUSSYNC_G(lwa_url));
    ss_slice url = ss_slice_of(text != NULL ? text : "https://api.amazon.com");
    ss_http_url parts;

    if (!check("STATUSSYNC_LWA_URL", url, &parts, err)) {
        return false;
    }
    if (parts.path.n == 1) {
        url.n--;
        parts.path.n = 0;
    }
    (void)snprintf(e->lwa, sizeof e->lwa, "%.*s%s", (int)url.n, url.p,
                   parts.path.n == 0 ? token_path : "");
    *loopback = ss_http_host_loopback(parts.host);
    return true;
}

/* Ours, else what the owner told PHP's other clients. */
static const char *ca_file(void)
{
    const char *file = STATUSSYNC_G(ca_file);

    if (file == NULL || file[0] == '\0') {
        file = INI_STR("openssl.cafile");
    }
    if (file == NULL || file[0] == '\0') {
        file = INI_STR("curl.cainfo");
    }
    return file;
}

bool statussync_endpoints_read(statussync_endpoints *e, ss_err *err)
{
    const char *api = configured("STATUSSYNC_API_URL", STATUSSYNC_G(api_url));
    bool lwa_loopback;

    memset(e, 0, sizeof *e);
    e->ca_file = ca_file();
    if (!read_lwa(e, &lwa_loopback, err)) {
        return false;
    }
    if (api != NULL) {
        ss_slice url = ss_slice_of(api);
        ss_http_url parts;

        if (!check("STATUSSYNC_API_URL", url, &parts, err)) {
            return false;
        }
        if (parts.path.n > 1) {
            return ss_fail(err, SS_E_INPUT, "STATUSSYNC_API_URL", "must not have a path");
        }
        (void)snprintf(e->api, sizeof e->api, "%.*s", (int)(url.n - parts.path.n), url.p);
        e->loopback = ss_http_host_loopback(parts.host);
    }
    e->all_loopback = e->loopback && lwa_loopback;
    return true;
}

const char *statussync_endpoints_api(const statussync_endpoints *e, statussync_region region)
{
    return e->api[0] != '\0' ? e->api : hosts[region];
}

bool statussync_endpoints_storage_allowed(const statussync_endpoints *e, ss_slice url)
{
    static const ss_slice domain = {".amazonaws.com", 14};
    ss_http_url parts;

    if (!ss_http_url_split(url, &parts)) {
        return false;
    }
    if (e->loopback && ss_http_host_loopback(parts.host)) {
        return true;
    }
    return parts.tls && parts.host.n > domain.n &&
           ss_ascii_equal_nocase((ss_slice){parts.host.p + parts.host.n - domain.n, domain.n},
                                 domain);
}
