/* Mutations: the same seed gives the same bytes, ceilings hold, and every mutation is met. */
#include "suite.h"

#include "mutate/draft.h"
#include "mutate/grammar.h"
#include "mutate/mutate.h"
#include "mutate/parts.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "mutate";

enum { MAX_BYTES = 8192, ROUNDS = 4000, RESULT_BYTES = MAX_BYTES + 1 };

static const char invite[] = "INVITE sip:alice@example.com SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n"
                             "From: \"Bob\" <sip:bob@example.com>;tag=1\r\n"
                             "To: <sip:alice@example.com>\r\n"
                             "Call-ID: 1@example.com\r\n"
                             "CSeq: 1 INVITE\r\n"
                             "Require: 100rel, timer\r\n"
                             "Content-Type: application/sdp\r\n"
                             "Content-Length: 7\r\n\r\nv=0\r\na=";
static const char options[] =
    "OPTIONS sip:bob@example.org SIP/2.0\r\nMax-Forwards: 70\r\nSubject: hello,\r\n there\r\n\r\n";
static const char session[] =
    "OPTIONS sip:a@b SIP/2.0\r\n\r\n" MUTATE_SEPARATOR "BYE sip:a@b SIP/2.0\r\n\r\n";

static const char *const samples[MUTATE_FORM_COUNT] = {
    [MUTATE_MESSAGE] = invite,
    [MUTATE_ROWS] = "Via: SIP/2.0/UDP a\r\nContact: <sip:a@b>;q=1, sip:c\r\n",
    [MUTATE_URI] = "sip:alice@example.com;lr\nsip:Bob@example.com:5060?a=b\n",
    [MUTATE_SDP] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nm=audio 9 RTP/AVP 0 8\r\n",
    [MUTATE_STREAM] = "OPTIONS sip:a@b SIP/2.0\r\nl: 0\r\n\r\n\r\n\r\nBYE sip:a@b SIP/2.0\r\nl: 3\r\n\r\nabc",
    [MUTATE_SESSION] = session,
    [MUTATE_TEXT] = "{\"a\": [1, 2],\n \"b\": \"text\"}\n",
};

static struct mutator *new_mutator(void)
{
    struct mutator *mutator = NULL;
    CU_ASSERT_EQUAL_FATAL(mutator_create(MAX_BYTES, &mutator), 0);
    return mutator;
}

static struct slice mutate_sample(struct mutator *mutator, enum mutate_form form, uint64_t seed,
                                  size_t max_bytes)
{
    struct rng rng;
    rng_init(&rng, seed);
    return mutate(mutator, &rng, form, slice_from(samples[form]),
                  slice_from(form == MUTATE_MESSAGE ? options : samples[form]), max_bytes);
}

static void same_seed_same_bytes(void)
{
    struct mutator *a = new_mutator(), *b = new_mutator();
    size_t changed = 0;
    for (enum mutate_form form = 0; form < MUTATE_FORM_COUNT; form++)
        for (uint64_t seed = 0; seed < 200; seed++) {
            struct slice first = mutate_sample(a, form, seed, MAX_BYTES);
            struct slice second = mutate_sample(b, form, seed, MAX_BYTES);
            CU_ASSERT(slice_eq(first, second));
            CU_ASSERT_STRING_EQUAL(mutator_what(a), mutator_what(b));
            changed += !slice_eq_text(first, samples[form]);
        }
    CU_ASSERT(changed > 200 * MUTATE_FORM_COUNT * 8 / 10);
    mutator_free(a);
    mutator_free(b);
}

static void ceilings_hold(void)
{
    struct mutator *mutator = new_mutator();
    size_t longest = 0;
    for (enum mutate_form form = 0; form < MUTATE_FORM_COUNT; form++)
        for (uint64_t seed = 0; seed < ROUNDS; seed++) {
            CU_ASSERT(mutate_sample(mutator, form, seed, 64).n <= 64);
            size_t n = mutate_sample(mutator, form, seed, RESULT_BYTES).n;
            CU_ASSERT(n <= MAX_BYTES);
            longest = n > longest ? n : longest;
        }
    CU_ASSERT(longest == MAX_BYTES);
    mutator_free(mutator);
}

/* Text made of what mutations gave, again and again: anything can be taken apart. */
static void own_results_are_input(void)
{
    struct mutator *mutator = new_mutator();
    for (enum mutate_form form = 0; form < MUTATE_FORM_COUNT; form++) {
        char bytes[MAX_BYTES];
        size_t n = 0;
        struct rng rng;
        rng_init(&rng, form);
        for (size_t i = 0; i < ROUNDS; i++) {
            struct slice result =
                mutate(mutator, &rng, form, (struct slice){bytes, n}, slice_from(samples[form]), 2048);
            n = result.n;
            if (n)
                memcpy(bytes, result.p, n);
        }
        CU_ASSERT(n <= 2048);
    }
    mutator_free(mutator);
}

static void parts_give_the_same_bytes(void)
{
    static const char *const texts[] = {invite, options,        "",    "\r\n",        "\n\n",
                                        "a",    "a\n b\n\n\nc", "x:y", ":\r\n :\r\n", "\r"};
    struct draft *draft = malloc(sizeof(*draft));
    struct arena arena;
    CU_ASSERT_EQUAL_FATAL(arena_create(MAX_BYTES, &arena), 0);
    for (enum mutate_form form = 0; form < MUTATE_FORM_COUNT; form++)
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            draft_read(draft, form, slice_from(texts[i]));
            CU_ASSERT(slice_eq_text(draft_write(draft, &arena), texts[i]));
            for (size_t row = 0; row < draft->row_count; row++) {
                struct row_parts parts = row_split(form, draft->rows[row]);
                CU_ASSERT(slice_eq(row_join(&arena, &parts), draft->rows[row]));
            }
            arena_clear(&arena);
        }
    draft_read(draft, MUTATE_MESSAGE, slice_from(options));
    CU_ASSERT_EQUAL(draft->row_count, 2); /* the folded row is one */
    arena_free(&arena);
    free(draft);
}

static void is_seen(const struct draft_mutation *table, const char *seen)
{
    for (; table->name; table++) {
        if (!strstr(seen, table->name))
            printf("\n    never applied: %s\n", table->name);
        CU_ASSERT_PTR_NOT_NULL(strstr(seen, table->name));
    }
}

static void every_mutation_is_met(void)
{
    struct mutator *mutator = new_mutator();
    struct buf seen;
    buf_init(&seen, 4 * 1024 * 1024);
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        mutate_sample(mutator, MUTATE_MESSAGE, seed, MAX_BYTES);
        buf_addf(&seen, " %s ", mutator_what(mutator));
        mutate_sample(mutator, MUTATE_SESSION, seed, MAX_BYTES);
        buf_addf(&seen, " %s ", mutator_what(mutator));
    }
    CU_ASSERT_FATAL(!seen.failed);
    is_seen(row_mutations, seen.p);
    is_seen(start_mutations, seen.p);
    is_seen(body_mutations, seen.p);
    for (const struct value_mutation *row = value_mutations; row->name; row++)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen.p, row->name));
    static const char *const of_messages[] = {"drop-message", "double-message", "swap-messages",
                                              "other-message", "cut-off"};
    for (size_t i = 0; i < sizeof(of_messages) / sizeof(of_messages[0]); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen.p, of_messages[i]));
    buf_free(&seen);
    mutator_free(mutator);
}

/* Most mutants keep a Content-Length that is right, else nothing behind it would be reached. */
static void length_is_mostly_right(void)
{
    struct mutator *mutator = new_mutator();
    size_t right = 0, wrong = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct slice mutant = mutate_sample(mutator, MUTATE_MESSAGE, seed, MAX_BYTES);
        struct sip_message *message;
        uint64_t length;
        CU_ASSERT_EQUAL_FATAL(sip_message_parse(mutant.p, mutant.n, &message), 0);
        if (sip_content_length(message, &length))
            *(length == message->body.n ? &right : &wrong) += 1;
        sip_message_free(message);
    }
    CU_ASSERT(right > wrong);
    CU_ASSERT(wrong > ROUNDS / 20);
    mutator_free(mutator);
}

/* A rule that nobody wrote would come out as its own name. */
static void rules_are_all_there(void)
{
    struct arena arena;
    struct rng rng;
    rng_init(&rng, 1);
    CU_ASSERT_EQUAL_FATAL(arena_create(MAX_BYTES, &arena), 0);
    for (size_t i = 0; i < ROUNDS; i++) {
        arena_clear(&arena);
        struct slice text = grammar_value(&arena, &rng, (enum sip_header_id)(1 + i % (SIP_HEADER_COUNT - 1)));
        CU_ASSERT_EQUAL(slice_find_text(text, "word:"), text.n);
        CU_ASSERT_EQUAL(slice_find_text(text, "-param"), text.n);
        CU_ASSERT_EQUAL(slice_find_text(text, "{"), text.n);
        CU_ASSERT_EQUAL(slice_find_text(text, "hostport"), text.n);
    }
    for (size_t i = 0; i < ROUNDS; i++) {
        arena_clear(&arena);
        struct slice text = grammar_text(&arena, &rng, i % 2 ? "sdp" : "part");
        CU_ASSERT_EQUAL(slice_find_text(text, "sdp-line"), text.n);
        CU_ASSERT_EQUAL(slice_find_text(text, "media-type"), text.n);
    }
    arena_free(&arena);
}

static void words_end(void)
{
    size_t n = 0;
    while (mutate_word_at(n).n)
        n++;
    CU_ASSERT(n > SIP_HEADER_COUNT + 100);
    CU_ASSERT_EQUAL(mutate_word_at(n + 1).n, 0);
}

const struct unit_test unit_tests[] = {
    {"the same seed gives the same bytes", same_seed_same_bytes},
    {"no result is longer than it may be", ceilings_hold},
    {"results are input again, thousands of times", own_results_are_input},
    {"what is taken apart gives the same bytes", parts_give_the_same_bytes},
    {"every mutation is met", every_mutation_is_met},
    {"Content-Length is mostly right", length_is_mostly_right},
    {"every rule of the grammar is there", rules_are_all_there},
    {"the words come to an end", words_end},
    {NULL, NULL},
};
