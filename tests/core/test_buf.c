#include "support.h"

#include "ss_arena.h"
#include "ss_buf.h"

static void err_first_wins(void **state)
{
    ss_err err = SS_ERR_INIT;

    (void)state;
    assert_false(ss_fail(&err, SS_E_INPUT, "a", "one %d", 1));
    assert_false(ss_fail(&err, SS_E_XML, "b", "two"));
    assert_int_equal(err.code, SS_E_INPUT);
    assert_string_equal(err.place, "a");
    assert_string_equal(err.text, "one 1");
    assert_false(ss_fail(NULL, SS_E_INPUT, "a", "nobody listens"));
}

static void err_is_clean_text(void **state)
{
    ss_err err = SS_ERR_INIT;

    (void)state;
    ss_fail_at(&err, SS_E_INPUT, "x\ny", 3, 4, "a\r\nb\x7f\xff \xc2\x85 \xc3\xa4");
    assert_string_equal(err.place, "x?y");
    assert_string_equal(err.text, "a??b?? ?? \xc3\xa4");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.pos, 4);
}

static void err_cuts_between_characters(void **state)
{
    char two[301];

    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        ss_err err = SS_ERR_INIT;

        memset(two, 'x', shift);
        for (size_t i = shift; i + 1 < sizeof two - 1; i += 2) {
            memcpy(two + i, "\xc3\xa4", 2);
        }
        two[sizeof two - 1] = '\0';
        ss_fail(&err, SS_E_INPUT, two, "%s", two);
        assert_null(strchr(err.text, '?'));
        assert_null(strchr(err.place, '?'));
        assert_in_range(strlen(err.text), 254, 255);
        assert_in_range(strlen(err.place), 94, 95);
    }
}

static void code_names(void **state)
{
    (void)state;
    for (int code = SS_OK; code <= SS_E_ABORTED; code++) {
        assert_string_not_equal(ss_code_name((ss_code)code), "unknown");
    }
    assert_string_equal(ss_code_name(SS_E_LIMIT), "limit");
    assert_string_equal(ss_code_name((ss_code)99), "unknown");
}

static void buf_adds(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_buf b;

    (void)state;
    ss_buf_init(&b, 1000);
    assert_null(b.p);
    assert_slice(ss_buf_slice(&b), "");
    assert_true(ss_buf_add(&b, "ab\0c", 4, &err));
    assert_true(ss_buf_add_text(&b, "de", &err));
    assert_true(ss_buf_add_slice(&b, SS_NONE, &err));
    assert_true(ss_buf_add_int(&b, INT64_MIN, &err));
    assert_int_equal(b.n, 26);
    assert_memory_equal(b.p, "ab\0cde-9223372036854775808", 27);
    ss_buf_clear(&b);
    assert_slice(ss_buf_slice(&b), "");
    assert_true(b.cap > 0);
    assert_true(ss_buf_add_text(&b, "again", &err));
    assert_slice(ss_buf_slice(&b), "again");
    ss_buf_free(&b);
    ss_buf_free(&b);
    ss_buf_free(NULL);
}

static void buf_limit(void **state)
{
    static const size_t limits[] = {1, 255, 256, 257, 5000, 70000, 200000};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        ss_err err = SS_ERR_INIT;
        ss_buf b;

        ss_buf_init(&b, limits[i]);
        for (size_t n = 0; n < limits[i]; n++) {
            assert_true(ss_buf_add(&b, "x", 1, &err));
        }
        assert_true(ss_buf_add(&b, "", 0, &err));
        assert_int_equal(b.n, limits[i]);
        assert_true(b.cap <= limits[i] + 1);
        assert_false(ss_buf_add(&b, "x", 1, &err));
        assert_error(&err, SS_E_LIMIT, "buffer");
        assert_null(b.p);
        assert_true(b.failed);
        assert_false(ss_buf_add(&b, "", 0, &err));
        assert_error(&err, SS_E_STATE, "buffer");
        ss_buf_clear(&b);
        assert_false(ss_buf_add(&b, "", 0, NULL));
        ss_buf_free(&b);
        assert_true(ss_buf_add(&b, "x", 1, &err));
        ss_buf_free(&b);
    }
}

static void buf_size_overflow(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_buf b;

    (void)state;
    ss_buf_init(&b, SIZE_MAX);
    assert_true(ss_buf_add(&b, "x", 1, &err));
    assert_false(ss_buf_add(&b, "x", SIZE_MAX - 1, &err));
    assert_error(&err, SS_E_LIMIT, "buffer");
    ss_buf_free(&b);
}

static void buf_wipes(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_buf b;

    (void)state;
    ss_buf_init(&b, 100);
    assert_true(ss_buf_add_text(&b, "secret", &err));
    ss_buf_wipe(&b);
    assert_null(b.p);
    assert_int_equal(b.n, 0);
    ss_buf_wipe(&b);
    ss_buf_wipe(NULL);
}

static void arena_allocates(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 16, 100, 1000, 1024, 1025, 4096, 5000, 100000};
    ss_err err = SS_ERR_INIT;
    ss_arena a;

    (void)state;
    ss_arena_init(&a, 1 << 22);
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < COUNT(sizes); i++) {
            char *p = ss_arena_alloc(&a, 1, sizes[i], &err);

            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t n = 0; n < sizes[i]; n++) {
                assert_int_equal(p[n], 0);
            }
            memset(p, 0xee, sizes[i]);
        }
    }
    ss_arena_free(&a);
    assert_int_equal(a.used, 0);
    assert_non_null(ss_arena_alloc(&a, 3, 5, &err));
    ss_arena_free(&a);
    ss_arena_free(NULL);
}

static void arena_limit(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_arena a;

    (void)state;
    ss_arena_init(&a, 1024);
    assert_non_null(ss_arena_alloc(&a, 1, 1024, &err));
    assert_null(ss_arena_alloc(&a, 1, 1, &err));
    assert_error(&err, SS_E_LIMIT, "arena");
    assert_null(ss_arena_alloc(&a, SIZE_MAX / 2, 3, &err));
    assert_error(&err, SS_E_LIMIT, "arena");
    assert_null(ss_arena_alloc(&a, SIZE_MAX, 1, &err));
    assert_error(&err, SS_E_LIMIT, "arena");
    ss_arena_free(&a);
}

static void arena_copies(void **state)
{
    ss_err err = SS_ERR_INIT;
    ss_slice out;
    ss_arena a;

    (void)state;
    ss_arena_init(&a, 1 << 16);
    assert_true(ss_arena_copy(&a, SS_LIT("text"), &out, &err));
    assert_slice(out, "text");
    assert_int_equal(out.p[4], '\0');
    assert_true(ss_arena_copy(&a, SS_NONE, &out, &err));
    assert_null(out.p);
    assert_true(ss_arena_copy(&a, SS_LIT(""), &out, &err));
    assert_non_null(out.p);
    assert_int_equal(out.n, 0);
    assert_true(ss_arena_print(&a, &out, &err, "%s-%d", "x", 7));
    assert_slice(out, "x-7");
    assert_true(ss_arena_print(&a, &out, &err, "%s", ""));
    assert_slice(out, "");
    assert_false(ss_arena_print(&a, &out, &err, "%070000d", 1));
    assert_error(&err, SS_E_LIMIT, "arena");
    ss_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_first_wins),
        cmocka_unit_test(err_is_clean_text),
        cmocka_unit_test(err_cuts_between_characters),
        cmocka_unit_test(code_names),
        cmocka_unit_test(buf_adds),
        cmocka_unit_test(buf_limit),
        cmocka_unit_test(buf_size_overflow),
        cmocka_unit_test(buf_wipes),
        cmocka_unit_test(arena_allocates),
        cmocka_unit_test(arena_limit),
        cmocka_unit_test(arena_copies),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
