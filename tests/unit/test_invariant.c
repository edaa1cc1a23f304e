/* Each invariant is shown broken and kept, and right exchanges draw no finding. */
#include "invariant_examples.h"
#include "invariant_text.h"
#include "suite.h"

#include "model/option_tags.h"
#include "model/requirement.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "invariant";

/* ---- examples ---- */

static bool marks(const struct transcript *transcript, const struct finding *finding, const char *text)
{
    const struct entry *entry = transcript_at(transcript, finding->entry);
    struct slice bytes = {entry->message->bytes, entry->message->length};
    return slice_eq_text(slice_sub(bytes, finding->offset, finding->length), text);
}

static void play_example(size_t i)
{
    const struct example *example = &invariant_examples[i];
    struct transcript transcript;
    struct findings findings;
    const struct finding *first;
    bench_check(example, NULL, &transcript, &findings);
    enum verdict verdict = bench_verdict(&findings, example->rule, &first);
    bool as_said = verdict == example->verdict &&
                   (!first || (first->expected && first->actual && first->entry >= 0)) &&
                   (!example->marked || (first && marks(&transcript, first, example->marked)));
    if (!as_said)
        printf("\n    example %zu, %s: %s, should be %s; %s: %s [%zu+%zu]\n", i, example->rule,
               verdict_name(verdict), verdict_name(example->verdict), first ? first->expected : "",
               first ? first->actual : "", first ? first->offset : 0, first ? first->length : 0);
    CU_ASSERT(as_said);
    findings_free(&findings);
    transcript_free(&transcript);
}

static void examples(void)
{
    for (size_t i = 0; i < invariant_example_count; i++)
        play_example(i);
}

static bool is_shown(const char *requirement, bool broken)
{
    for (size_t i = 0; i < invariant_example_count; i++) {
        enum verdict verdict = invariant_examples[i].verdict;
        if (strcmp(invariant_examples[i].rule, requirement + 3) == 0 &&
            (broken ? verdict > VERDICT_INCONCLUSIVE : verdict == VERDICT_PASS))
            return true;
    }
    return false;
}

static void every_rule_is_shown_broken_and_kept(void)
{
    for (size_t i = 0; invariant_requirement(i); i++) {
        bool shown = is_shown(invariant_requirement(i), true) && is_shown(invariant_requirement(i), false);
        if (!shown)
            printf("\n    %s is not shown\n", invariant_requirement(i));
        CU_ASSERT(shown);
    }
}

/* ---- whole exchanges without a fault ---- */

static void is_clean(const struct example *example, size_t least_passes)
{
    struct transcript transcript;
    struct findings findings;
    bench_check(example, NULL, &transcript, &findings);
    size_t broken = 0;
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].verdict != VERDICT_PASS) {
            broken++;
            printf("\n    %s %s: %s; %s\n", example->rule, findings.items[i].requirement,
                   findings.items[i].expected, findings.items[i].actual);
        }
    CU_ASSERT_EQUAL(broken, 0);
    CU_ASSERT(findings.count >= least_passes);
    findings_free(&findings);
    transcript_free(&transcript);
}

static void clean_call(void)
{
    static const struct example call = {
        "call",
        VERDICT_PASS,
        NULL,
        {.role = ROLE_UAS, .is_user_agent = true},
        {INVITE("Supported: timer\n"), "<SIP/2.0 100 Trying\n" VR F T I C L,
         "<SIP/2.0 180 Ringing\n" VR F TT I C "m: <sip:u@127.0.0.1>\n" L,
         "<SIP/2.0 200 OK\n" VR F TT I C
         "Contact: <sip:u@127.0.0.1>\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\n"
         "Require: timer\nSupported: replaces\nSession-Expires: 90;refresher=uas\nContent-Type: "
         "application/sdp\n"
         "Content-Length: 5\n\nv=0\n",
         "<SIP/2.0 200 OK\n" VR F TT I C
         "Contact: <sip:u@127.0.0.1>\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\n"
         "Require: timer\nSupported: replaces\nSession-Expires: 90;refresher=uas\nContent-Type: "
         "application/sdp\n"
         "Content-Length: 5\n\nv=0\n",
         ACK(""),
         ">BYE sip:u@h SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKb\n" F TT I "CSeq: 2 BYE\n" M L,
         "<SIP/2.0 200 OK\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKb\n" F TT I "CSeq: 2 BYE\n" L}};
    is_clean(&call, 20);
}

static void clean_refusal(void)
{
    static const struct example refusal = {
        "refusal",
        VERDICT_PASS,
        NULL,
        {.role = ROLE_UAS, .is_user_agent = true},
        {INVITE("Require: nothing.example, timer\n"),
         ANSWER("<", "420 Bad Extension", "Unsupported: nothing.example\nSupported: timer\nServer: d\n"),
         ANSWER("<", "420 Bad Extension", "Unsupported: nothing.example\nSupported: timer\nServer: d\n"),
         ACK("")}};
    is_clean(&refusal, 20);
}

static void clean_redirection(void)
{
    static const struct example redirection = {
        "redirection",
        VERDICT_PASS,
        NULL,
        {.role = ROLE_REDIRECT},
        {INVITE("Require: nothing.example\n"),
         "<SIP/2.0 302 Moved Temporarily\n" VR F TT I C
         "Contact: <sip:n@127.0.0.1;transport=tcp>;q=0.7;expires=60, sip:o@127.0.0.1;q=0.3\nl: 0\n\n",
         ACK("")}};
    is_clean(&redirection, 20);
}

#define FORWARDED(method, to, cseq, branch)                                                                  \
    "(" method " sip:u@b SIP/2.0\nVia: SIP/2.0/UDP p;branch=z9hG4bK" branch "\n" VR                          \
    "Record-Route: <sip:p;lr>\n" F to I "CSeq: " cseq "\nMax-Forwards: 69\n" L

static void clean_proxying(void)
{
    static const struct example proxying = {
        "proxying",
        VERDICT_PASS,
        NULL,
        {.role = ROLE_PROXY},
        {INVITE("Server: odd but ours\n"), "<SIP/2.0 100 Trying\n" VR F T I C L,
         FORWARDED("INVITE", T, "1 INVITE", "p1"),
         /* the branch that answers is as wrong as it likes: its answer is not the proxy's */
         ")SIP/2.0 405 Sorry\nVia: SIP/2.0/UDP p;branch=z9hG4bKp1\n" VR F "To: <sip:u@h>\n" I C
         "Max-Forwards: 1\n" L,
         "(ACK sip:u@b SIP/2.0\nVia: SIP/2.0/UDP p;branch=z9hG4bKp1\n" F T I
         "CSeq: 1 ACK\nMax-Forwards: 70\n" L,
         "<SIP/2.0 405 Sorry\n" VR F "To: <sip:u@h>\n" I C "Max-Forwards: 1\n" L, ACK("")}};
    is_clean(&proxying, 10);
}

static void clean_client(void)
{
    static const struct example client = {
        "client",
        VERDICT_PASS,
        NULL,
        {.role = ROLE_UAC, .is_user_agent = true},
        {DINVITE, DINVITE, REPLY("302 Moved", "i1", "1 INVITE", "Contact: <sip:n@h>\n"),
         DEVICE("<", "ACK", "i1", DTT, "1", ""), DEVICE("(", "INVITE", "i2", DT, "2", DK),
         ")SIP/2.0 200 OK\n" DV("i2") DF "To: <sip:h@h>;tag=h2\n" DI "CSeq: 2 INVITE\n" L,
         DEVICE("(", "ACK", "i3", "To: <sip:h@h>;tag=h2\n", "2", ""),
         DEVICE("(", "BYE", "i4", "To: <sip:h@h>;tag=h2\n", "3", ""),
         ")SIP/2.0 200 OK\n" DV("i4") DF "To: <sip:h@h>;tag=h2\n" DI "CSeq: 3 BYE\n" L}};
    is_clean(&client, 15);
}

/* ---- the rest of the contract ---- */

static void three_breaches_and_no_more(void)
{
    static const struct example flood = {
        "INV-ANY-009",
        VERDICT_FAIL,
        NULL,
        {.role = ROLE_UAS, .is_user_agent = true},
        {INVITE(""), "<SIP/2.0 181 x\n" V L, "<SIP/2.0 182 x\n" V L, "<SIP/2.0 183 x\n" V L}};
    struct transcript transcript;
    struct findings findings;
    size_t count = 0;
    bench_check(&flood, NULL, &transcript, &findings);
    for (size_t i = 0; i < findings.count; i++)
        count += strcmp(findings.items[i].requirement, "SC-INV-ANY-009") == 0;
    CU_ASSERT_EQUAL(count, 3);
    findings_free(&findings);
    transcript_free(&transcript);
}

static void findings_are_one_line(void)
{
    static const struct example folded = {"CON-RD-003",
                                          VERDICT_FAIL,
                                          NULL,
                                          {.role = ROLE_UAS, .is_user_agent = true},
                                          {INVITE(""), ANSWER("<", "302 x", "Contact: \"a\"\n <sip:a b>\n")}};
    struct transcript transcript;
    struct findings findings;
    const struct finding *first;
    bench_check(&folded, NULL, &transcript, &findings);
    CU_ASSERT_EQUAL(bench_verdict(&findings, "INV-ANY-019", &first), VERDICT_FAIL);
    CU_ASSERT_FATAL(first != NULL);
    CU_ASSERT(strpbrk(first->actual, "\r\n") == NULL);
    findings_free(&findings);
    transcript_free(&transcript);
}

static enum verdict tag_verdict(const struct example *example, struct tag_memory *memory)
{
    struct transcript transcript;
    struct findings findings;
    const struct finding *first;
    bench_check(example, memory, &transcript, &findings);
    enum verdict verdict = bench_verdict(&findings, "INV-ANY-008", &first);
    findings_free(&findings);
    transcript_free(&transcript);
    return verdict;
}

static void tags_are_remembered_over_cases(void)
{
    static const struct example one = {
        "", VERDICT_PASS, NULL, {.role = ROLE_UAC, .is_user_agent = true}, {DINVITE}};
    static const struct example other = {
        "",
        VERDICT_FAIL,
        NULL,
        {.role = ROLE_UAC, .is_user_agent = true},
        {"<INVITE sip:h@h SIP/2.0\n" DV("z") DF DT "Call-ID: other@d\nCSeq: 1 INVITE\n" DK M L}};
    struct tag_memory *memory = NULL;
    CU_ASSERT_EQUAL_FATAL(tag_memory_create(&memory), 0);
    CU_ASSERT_EQUAL(tag_verdict(&one, memory), VERDICT_PASS);
    CU_ASSERT_EQUAL(tag_verdict(&one, memory), VERDICT_PASS); /* the same call */
    CU_ASSERT_EQUAL(tag_verdict(&other, memory), VERDICT_FAIL);
    CU_ASSERT_EQUAL(tag_verdict(&other, NULL), VERDICT_PASS);
    tag_memory_free(memory);
}

static void the_memory_grows(void)
{
    struct tag_memory *memory = NULL;
    CU_ASSERT_EQUAL_FATAL(tag_memory_create(&memory), 0);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 300; i++) {
            char step[600];
            const char *again = round ? "again" : "call";
            snprintf(step, sizeof(step),
                     "<INVITE sip:h@h SIP/2.0\n" DV("z") "From: <sip:d@h>;tag=x%d\n" DT
                                                         "Call-ID: %s%d@d\nCSeq: 1 INVITE\n" DK M L,
                     i, again, i);
            struct example example = {
                "", VERDICT_PASS, NULL, {.role = ROLE_UAC, .is_user_agent = true}, {step}};
            CU_ASSERT_EQUAL(tag_verdict(&example, memory), round ? VERDICT_FAIL : VERDICT_PASS);
        }
    tag_memory_free(memory);
}

static bool has_rule(const char *id)
{
    for (size_t i = 0; invariant_requirement(i); i++)
        if (strcmp(invariant_requirement(i), id) == 0)
            return true;
    return false;
}

static void rules_are_the_passive_requirements(void)
{
    struct diagnostics diagnostics;
    struct catalogue catalogue;
    size_t rules = 0, passive = 0;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(
        catalogue_load(SIPCONFORM_SOURCE_DIR "/scenarios/requirements.json", &diagnostics, &catalogue), 0);
    for (size_t i = 0; i < catalogue.count; i++) {
        passive += catalogue.items[i].passive;
        if (catalogue.items[i].passive != has_rule(catalogue.items[i].id))
            printf("\n    %s\n", catalogue.items[i].id);
        CU_ASSERT_EQUAL(catalogue.items[i].passive, has_rule(catalogue.items[i].id));
    }
    while (invariant_requirement(rules))
        rules++;
    CU_ASSERT_EQUAL(rules, passive);
    catalogue_free(&catalogue);
    diagnostics_free(&diagnostics);
}

static void option_tags(void)
{
    size_t count = 0;
    for (; option_tag_at(count); count++)
        CU_ASSERT(!count || strcmp(option_tag_at(count - 1)->name, option_tag_at(count)->name) < 0);
    CU_ASSERT_EQUAL(count, 36);
    CU_ASSERT_PTR_NOT_NULL_FATAL(option_tag_find(SLICE_LIT("100REL")));
    CU_ASSERT_EQUAL(option_tag_find(SLICE_LIT("100REL"))->rfc, 3262);
    CU_ASSERT_PTR_NULL(option_tag_find(SLICE_LIT("100re")));
}

/* ---- our own messages ---- */

static enum verdict own_verdict(const char *const *steps, const char *rule, unsigned flags)
{
    struct transcript transcript;
    struct findings findings = {0};
    const struct finding *first;
    bench_play(steps, &transcript);
    transcript.entries[0].flags |= flags;
    CU_ASSERT_EQUAL(own_messages_check(&transcript, &findings), 0);
    CU_ASSERT_EQUAL(transcript.entries[0].direction, DIRECTION_SENT); /* looking changes nothing */
    enum verdict verdict = bench_verdict(&findings, rule, &first);
    findings_free(&findings);
    transcript_free(&transcript);
    return verdict;
}

static void our_own_messages(void)
{
    static const char *const right[] = {INVITE(""), ANSWER("<", "486 Busy", ""), NULL};
    static const char *const wrong[] = {INVITE("Unsupported: a\n"), ANSWER("<", "486 Busy", ""), NULL};
    static const char *const raw[] = {"}INVITE sip:u@h SIP/2.0\n" V REST K "Unsupported: a\n" L, NULL};
    static const char *const theirs[] = {INVITE(""), "<SIP/2.0 200 OK\n" V F TT I L, NULL};
    CU_ASSERT_EQUAL(own_verdict(right, "INV-ANY-010", 0), VERDICT_PASS);
    CU_ASSERT_EQUAL(own_verdict(wrong, "INV-ANY-021", 0), VERDICT_FAIL);
    CU_ASSERT_EQUAL(own_verdict(wrong, "INV-ANY-021", ENTRY_FLAWED), VERDICT_SKIP);
    CU_ASSERT_EQUAL(own_verdict(raw, "INV-ANY-021", 0), VERDICT_SKIP);
    CU_ASSERT_EQUAL(own_verdict(theirs, "INV-ANY-009", 0), VERDICT_SKIP);
}

const struct unit_test unit_tests[] = {
    {"examples", examples},
    {"every rule is shown broken and kept", every_rule_is_shown_broken_and_kept},
    {"a clean call", clean_call},
    {"a clean 420", clean_refusal},
    {"a clean 302", clean_redirection},
    {"clean proxying", clean_proxying},
    {"a clean client", clean_client},
    {"three breaches and no more", three_breaches_and_no_more},
    {"findings are one line", findings_are_one_line},
    {"tags are remembered over cases", tags_are_remembered_over_cases},
    {"the memory grows", the_memory_grows},
    {"rules are the passive requirements", rules_are_the_passive_requirements},
    {"option-tags", option_tags},
    {"our own messages", our_own_messages},
    {NULL, NULL},
};
