/* Each way to write a list means the same list to a reader of SIP. */
#include "expect.h"
#include "suite.h"

#include "scenario/layout.h"
#include "sip/value.h"

#include <string.h>

const char unit_suite_name[] = "layout";

static struct value list_of(const char *const *texts, size_t count)
{
    struct value list;
    value_list(&list);
    for (size_t i = 0; i < count; i++)
        CU_ASSERT_EQUAL_FATAL(value_add(&list, slice_from(texts[i])), 0);
    return list;
}

static const char *const three[] = {"a", "b", "c"};

/* The rows, each ended by '$'. */
static bool written(const char *layout, size_t count, const char *wanted)
{
    struct value list = list_of(three, count), rows;
    struct buf shown;
    buf_init(&shown, 1000);
    CU_ASSERT_EQUAL(layout_rows(layout, &list, &rows), 0);
    for (size_t i = 0; i < value_count(&rows); i++)
        buf_addf(&shown, "%s$", value_at(&rows, i));
    bool ok = is(shown.p ? buf_slice(&shown) : SLICE_LIT(""), wanted);
    value_free(&list);
    value_free(&rows);
    buf_free(&shown);
    return ok;
}

static void as_written(void)
{
    CU_ASSERT(written(NULL, 3, "a, b, c$"));
    CU_ASSERT(written("comma", 3, "a, b, c$"));
    CU_ASSERT(written("no spaces", 3, "a,b,c$"));
    CU_ASSERT(written("spaced", 3, "a \t,  b \t,  c$"));
    CU_ASSERT(written("rows", 3, "a$b$c$"));
    CU_ASSERT(written("mixed", 3, "a$b, c$"));
    CU_ASSERT(written("mixed", 1, "a$"));
    CU_ASSERT(written("folded", 3, "a,\r\n b,\r\n c$"));
    CU_ASSERT(written("folded with tab", 3, "a ,\r\n\tb ,\r\n\tc$"));
    CU_ASSERT(written("folded after colon", 3, "\r\n a, b, c$"));
}

static void no_values(void)
{
    for (size_t i = 0; layout_name(i); i++)
        CU_ASSERT(written(layout_name(i), 0, ""));
}

/* Whatever the layout, a message with these rows has these tags in this order. */
static void same_meaning(void)
{
    size_t count = 0;
    for (; layout_name(count); count++) {
        struct value list = list_of(three, 3), rows;
        struct buf text;
        struct sip_message *message;
        struct sip_tags tags;
        buf_init(&text, 1000);
        CU_ASSERT_EQUAL_FATAL(layout_rows(layout_name(count), &list, &rows), 0);
        buf_add_text(&text, "OPTIONS sip:a SIP/2.0\r\n");
        for (size_t i = 0; i < value_count(&rows); i++)
            buf_addf(&text, "Require: %s\r\n", value_at(&rows, i));
        buf_add_text(&text, "\r\n");
        CU_ASSERT_EQUAL_FATAL(sip_message_parse(text.p, text.n, &message), 0);
        CU_ASSERT_EQUAL_FATAL(sip_tags_read(message, SIP_HEADER_REQUIRE, &tags), 0);
        CU_ASSERT_EQUAL(tags.count, 3);
        CU_ASSERT(!tags.malformed);
        for (size_t i = 0; i < tags.count; i++)
            CU_ASSERT(is(tags.tags[i], three[i]));
        sip_tags_free(&tags);
        sip_message_free(message);
        value_free(&list);
        value_free(&rows);
        buf_free(&text);
    }
    CU_ASSERT_EQUAL(count, 8);
}

static void unknown(void)
{
    struct value list = list_of(three, 3), rows;
    CU_ASSERT_EQUAL(layout_rows("Comma", &list, &rows), 1);
    CU_ASSERT_EQUAL(layout_rows("", &list, &rows), 1);
    value_free(&list);
}

const struct unit_test unit_tests[] = {
    {"as written", as_written},
    {"no values", no_values},
    {"the same meaning", same_meaning},
    {"unknown", unknown},
    {NULL, NULL},
};
