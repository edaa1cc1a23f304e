/* Slices, numbers, buffers with a ceiling and random numbers. */
#include "suite.h"

#include "base/buf.h"
#include "base/rng.h"
#include "base/slice.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "base";

static void slices(void)
{
    struct slice s = SLICE_LIT(" \t abc \r\n");
    CU_ASSERT(slice_eq_text(slice_trim(s), "abc"));
    CU_ASSERT(slice_ieq_text(SLICE_LIT("ReQuire"), "require"));
    CU_ASSERT(!slice_ieq_text(SLICE_LIT("Requir"), "require"));
    CU_ASSERT_EQUAL(slice_find(SLICE_LIT("a,b"), ','), 1);
    CU_ASSERT_EQUAL(slice_find(SLICE_LIT("ab"), ','), 2);
    CU_ASSERT_EQUAL(slice_sub(s, 100, 1).n, 0);
}

static void numbers(void)
{
    uint64_t value = 7;
    CU_ASSERT(slice_to_u64(SLICE_LIT("18446744073709551615"), &value));
    CU_ASSERT_EQUAL(value, UINT64_MAX);
    CU_ASSERT(!slice_to_u64(SLICE_LIT("18446744073709551616"), &value));
    CU_ASSERT(!slice_to_u64(SLICE_LIT(""), &value));
    CU_ASSERT(!slice_to_u64(SLICE_LIT("1a"), &value));
    CU_ASSERT(!slice_to_u64(SLICE_LIT("-1"), &value));
}

static void buffer_has_a_ceiling(void)
{
    struct buf buf;
    buf_init(&buf, 10);
    CU_ASSERT_EQUAL(buf_add_text(&buf, "0123456789"), 0);
    CU_ASSERT_EQUAL(buf_add_char(&buf, 'x'), -1);
    CU_ASSERT(buf.failed);
    CU_ASSERT_EQUAL(buf.n, 10);
    CU_ASSERT_PTR_NULL(buf_take(&buf));
    CU_ASSERT_EQUAL(buf_addf(&buf, "%d-%s", 12, "ab"), 0);
    buf_consume(&buf, 1);
    char *text = buf_take(&buf);
    CU_ASSERT_STRING_EQUAL(text, "2-ab");
    free(text);
}

static void same_seed_same_numbers(void)
{
    struct rng a, b;
    rng_init_named(&a, 42, "case");
    rng_init_named(&b, 42, "case");
    CU_ASSERT_EQUAL(rng_next(&a), rng_next(&b));
    rng_init_named(&b, 42, "other");
    CU_ASSERT_NOT_EQUAL(rng_next(&a), rng_next(&b));
    char token[9];
    rng_token(&a, token, 8);
    CU_ASSERT_EQUAL(strlen(token), 8);
}

const struct unit_test unit_tests[] = {
    {"slices", slices},
    {"numbers", numbers},
    {"a buffer has a ceiling", buffer_has_a_ceiling},
    {"same seed, same numbers", same_seed_same_numbers},
    {NULL, NULL},
};
