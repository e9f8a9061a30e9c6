/* Module entry, INI, phpinfo. Nothing is done per request. */
#include "php_statussync.h"

#include "ss_carrier.h"

#include <curl/curl.h>
#include <libxml/xmlversion.h>
#include <zlib.h>

ZEND_DECLARE_MODULE_GLOBALS(statussync)

PHP_INI_BEGIN()
STD_PHP_INI_ENTRY("statussync.key_file", "", PHP_INI_SYSTEM, OnUpdateString, key_file,
                  zend_statussync_globals, statussync_globals)
STD_PHP_INI_ENTRY("statussync.lwa_url", "", PHP_INI_SYSTEM, OnUpdateString, lwa_url,
                  zend_statussync_globals, statussync_globals)
STD_PHP_INI_ENTRY("statussync.api_url", "", PHP_INI_SYSTEM, OnUpdateString, api_url,
                  zend_statussync_globals, statussync_globals)
STD_PHP_INI_ENTRY("statussync.ca_file", "", PHP_INI_SYSTEM, OnUpdateString, ca_file,
                  zend_statussync_globals, statussync_globals)
PHP_INI_END()

/* Not PHP_GINIT_FUNCTION: the name of its parameter shadows the globals themselves. */
static void start_globals(void *memory)
{
#if defined(ZTS) && defined(COMPILE_DL_STATUSSYNC)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(memory, 0, sizeof(zend_statussync_globals));
}

static PHP_MINIT_FUNCTION(statussync)
{
    (void)type;
    /* A counter inside libcurl: balanced by the cleanup below, whatever ext/curl does. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return FAILURE;
    }
    REGISTER_INI_ENTRIES();
    statussync_classes_start();
    return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(statussync)
{
    (void)type;
    UNREGISTER_INI_ENTRIES();
    curl_global_cleanup();
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(statussync)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    const ss_carrier_table_info *carriers = ss_carrier_table();
    char text[64];

    php_info_print_table_start();
    php_info_print_table_row(2, "Status Sync for Amazon", "enabled");
    php_info_print_table_row(2, "Version", PHP_STATUSSYNC_VERSION);
    php_info_print_table_row(2, "libcurl", curl->version);
    php_info_print_table_row(2, "TLS", curl->ssl_version != NULL ? curl->ssl_version : "none");
    php_info_print_table_row(2, "libxml2 (compiled)", LIBXML_DOTTED_VERSION);
    php_info_print_table_row(2, "zlib", zlibVersion());
    (void)snprintf(text, sizeof text, "%s of %s, %zu codes", carriers->version, carriers->date,
                   carriers->codes);
    php_info_print_table_row(2, "Carrier table", text);
    php_info_print_table_end();
    DISPLAY_INI_ENTRIES();
}

static const zend_module_dep statussync_deps[] = {
    ZEND_MOD_REQUIRED("libxml") ZEND_MOD_REQUIRED("spl") ZEND_MOD_REQUIRED("hash")
        ZEND_MOD_OPTIONAL("json") ZEND_MOD_OPTIONAL("curl") ZEND_MOD_END};

zend_module_entry statussync_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    statussync_deps,
    "statussync",
    NULL,
    PHP_MINIT(statussync),
    PHP_MSHUTDOWN(statussync),
    NULL,
    NULL,
    PHP_MINFO(statussync),
    PHP_STATUSSYNC_VERSION,
    PHP_MODULE_GLOBALS(statussync),
    start_globals,
    NULL,
    NULL,
    STANDARD_MODULE_PROPERTIES_EX,
};

#ifdef COMPILE_DL_STATUSSYNC
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(statussync)
#endif
