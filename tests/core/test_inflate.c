/* Reports and other documents that come as gzip. */
#include "report_document.h"

#include <stdlib.h>

#include <zlib.h>

static ss_slice gzip(ss_slice in)
{
    z_stream z = {0};
    uLong room;
    unsigned char *out;

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    room = deflateBound(&z, (uLong)in.n);
    out = malloc(room);
    assert_non_null(out);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    return (ss_slice){(char *)out, z.total_out};
}

static void gzipped(void **state)
{
    static const char text[] = PLAIN(RESULT("1", "Error", "18028", "text"));
    ss_slice z = gzip((ss_slice){text, sizeof text - 1});
    ss_slice two[2] = {gzip((ss_slice){text, 100}),
                       gzip((ss_slice){text + 100, sizeof text - 101})};
    ss_err err = SS_ERR_INIT;
    char *p;

    (void)state;
    assert_int_equal(read_all(z, &err), 1);
    for (size_t n = 0; n < z.n; n++) {
        err = SS_ERR_INIT;
        assert_int_equal(read_all((ss_slice){z.p, n}, &err), -1);
    }
    /* Two members are one document; bytes that are no member are damage. */
    p = malloc(two[0].n + two[1].n + 1);
    assert_non_null(p);
    memcpy(p, two[0].p, two[0].n);
    memcpy(p + two[0].n, two[1].p, two[1].n);
    p[two[0].n + two[1].n] = 'x';
    err = SS_ERR_INIT;
    assert_int_equal(read_all((ss_slice){p, two[0].n + two[1].n}, &err), 1);
    assert_int_equal(read_all((ss_slice){p, two[0].n + two[1].n + 1}, &err), -1);
    assert_int_equal(err.code, SS_E_XML);
    free(p);
    /* A changed byte is found by the checksum at the latest. */
    p = malloc(z.n);
    assert_non_null(p);
    memcpy(p, z.p, z.n);
    p[z.n - 5] = (char)(p[z.n - 5] ^ 1);
    err = SS_ERR_INIT;
    assert_int_equal(read_all((ss_slice){p, z.n}, &err), -1);
    free(p);
    free((void *)(uintptr_t)z.p);
    free((void *)(uintptr_t)two[0].p);
    free((void *)(uintptr_t)two[1].p);
}

static void bomb(void **state)
{
    size_t n = (size_t)SS_MAX_REPORT_BYTES + 4096;
    char *p = malloc(n);
    ss_err err = SS_ERR_INIT;
    ss_slice z;

    (void)state;
    assert_non_null(p);
    for (size_t i = 0; i < n; i += 4) {
        memcpy(p + i, "<a/>", 4);
    }
    memcpy(p, "<AmazonEnvelope>", 16);
    z = gzip((ss_slice){p, n});
    assert_true(z.n < n / 500);
    assert_int_equal(read_all(z, &err), -1);
    assert_int_equal(err.code, SS_E_LIMIT);
    free(p);
    free((void *)(uintptr_t)z.p);
}

static void inflates(void **state)
{
    static char plain[100000];
    static const size_t sizes[] = {0, 1, 16383, 16384, 16385, 65536, 100000};

    (void)state;
    for (size_t i = 0; i < sizeof plain; i++) {
        plain[i] = (char)(i * 7 % 251);
    }
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ss_slice z = gzip((ss_slice){plain, sizes[i]});
        ss_err err = SS_ERR_INIT;
        ss_slice out;
        bool owned;

        assert_true(ss_inflate(z, sizes[i], &out, &owned, &err));
        assert_true(owned);
        assert_int_equal(out.n, sizes[i]);
        assert_true(sizes[i] == 0 || memcmp(out.p, plain, out.n) == 0);
        free((void *)(uintptr_t)out.p);
        if (sizes[i] > 0) {
            assert_false(ss_inflate(z, sizes[i] - 1, &out, &owned, &err));
            assert_error(&err, SS_E_LIMIT, "gzip");
            assert_false(owned);
        }
        assert_false(ss_inflate((ss_slice){z.p, z.n - 1}, 200000, &out, &owned, &err));
        assert_error(&err, SS_E_XML, "gzip");
        free((void *)(uintptr_t)z.p);
    }
}

static void passes_plain_through(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_slice out;
    bool owned = true;

    (void)state;
    assert_true(ss_inflate(SS_LIT("plain"), 5, &out, &owned, &err));
    assert_false(owned);
    assert_slice(out, "plain");
    assert_false(ss_inflate(SS_LIT("plain"), 4, &out, &owned, &err));
    assert_error(&err, SS_E_LIMIT, "document");
    assert_true(ss_inflate(SS_NONE, 4, &out, &owned, &err));
    assert_null(out.p);
    assert_false(ss_inflate(SS_LIT("\x1f\x8b garbage"), 400, &out, &owned, &err));
    assert_error(&err, SS_E_XML, "gzip");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzipped),
        cmocka_unit_test(bomb),
        cmocka_unit_test(inflates),
        cmocka_unit_test(passes_plain_through),
    };

    return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
