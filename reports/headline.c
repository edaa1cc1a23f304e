/* Tells a case in one line and in cards, and counts verdicts, for several formats. */
#include "reports/headline.h"

#include "base/limits.h"
#include "reports/card.h"
#include "reports/text.h"

#include <string.h>

enum { HEADLINE_BYTES = 1000 };

const struct finding *headline_finding(const struct case_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++)
        if (result->findings.items[i].verdict == result->verdict)
            return &result->findings.items[i];
    return NULL;
}

void headline_add(const struct report *report, const struct case_result *result, struct buf *out)
{
    const struct finding *finding = headline_finding(result);
    struct card card;
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    const char *expected = report_expected(report, result);
    if (expected) {
        buf_addf(&text, "%s, as expected (", verdict_name(result->verdict));
        text_add_short(&text, expected, HEADLINE_BYTES);
        buf_add_text(&text, "): ");
    } else if (verdict_says_why_not(result->verdict)) {
        buf_addf(&text, "%s: ", verdict_name(result->verdict));
    }
    if (result->confirmation == CONFIRMATION_PENDING)
        buf_add_text(&text, "not confirmed: ");
    if (result->reason) {
        text_add_visible(&text, slice_sub(slice_from(result->reason), 0, HEADLINE_BYTES));
    } else if (!finding) {
        buf_add_text(&text, "no reason is known");
    } else if (card_make_brief(report->run, result, (size_t)(finding - result->findings.items),
                               report->catalogue, &card)) {
        text.failed = true;
    } else {
        card_headline(&card, &text);
        card_free(&card);
    }
    text_add_short(out, text.p ? text.p : "", HEADLINE_BYTES);
    out->failed = out->failed || text.failed;
    buf_free(&text);
}

void headline_add_cards(const struct report *report, const struct case_result *result, size_t max_bytes,
                        struct buf *out)
{
    size_t begin = out->n, left_out = 0;
    struct card card;
    for (size_t i = 0; i < result->findings.count && !out->failed; i++) {
        if (!verdict_is_deviation(result->findings.items[i].verdict))
            continue;
        if (out->n - begin > max_bytes) {
            left_out++;
        } else if (card_make(report->run, result, i, report->catalogue, &card)) {
            out->failed = true;
        } else {
            buf_add_char(out, '\n');
            card_text(&card, out);
            card_free(&card);
        }
    }
    if (left_out)
        buf_addf(out, "\n[... %zu more finding%s left out ...]\n", left_out, left_out == 1 ? "" : "s");
}

bool headline_is_bad(const struct report *report, const struct case_result *result)
{
    return !report_expected(report, result) && verdict_is_failure(result->verdict, report->strict);
}

void headline_totals(const struct report *report, const char *role, size_t ret_totals[VERDICT_COUNT])
{
    memset(ret_totals, 0, VERDICT_COUNT * sizeof(*ret_totals));
    for (size_t i = 0; i < report->count; i++)
        if (!role || strcmp(report->cases[i].role, role) == 0)
            ret_totals[report->cases[i].verdict]++;
}
