/* Makes the failure card of a finding, and writes it as text. */
#include "reports/card.h"

#include "base/limits.h"
#include "reports/format.h"
#include "reports/text.h"
#include "sip/lens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE_BYTES = 400, ID_BYTES = 300 };

/* ---- lines ---- */

int card_lines_add(struct card_lines *lines, char *text, size_t mark, size_t mark_length)
{
    struct card_line *items = text ? realloc(lines->items, (lines->count + 1) * sizeof(*items)) : NULL;
    if (!items) {
        free(text);
        return -1;
    }
    lines->items = items;
    items[lines->count++] = (struct card_line){text, mark, mark_length};
    return 0;
}

void card_lines_free(struct card_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i].text);
    free(lines->items);
    *lines = (struct card_lines){0};
}

/* ---- the command ---- */

/* The length of the word that s begins with, as a shell reads it: blanks inside quotes belong to it. */
static size_t word_length(struct slice s)
{
    char quote = 0;
    size_t n = 0;
    for (; n < s.n && (quote || s.p[n] != ' '); n++) {
        if (quote ? s.p[n] == quote : s.p[n] == '\'' || s.p[n] == '"')
            quote = quote ? 0 : s.p[n];
    }
    return n;
}

/* Options of the command that must not be there again: another choice of cases would be run as well, and the
 * reports of the run would be overwritten. */
static bool is_dropped(struct slice option)
{
    static const char *const names[] = {"--only", "--record", "--seed"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_eq_text(option, names[i]))
            return true;
    for (size_t i = 0; slice_starts_with(option, "--") && format_at(i); i++)
        if (slice_eq_text(slice_sub(option, 2, option.n), format_at(i)->name))
            return true;
    return false;
}

static void add_command(const char *command, struct buf *out)
{
    struct slice rest = slice_trim(slice_from(command));
    bool value_follows = false;
    while (rest.n) {
        struct slice word = slice_sub(rest, 0, word_length(rest));
        rest = slice_trim(slice_sub(rest, word.n, rest.n));
        size_t equals = slice_starts_with(word, "--") ? slice_find(word, '=') : word.n;
        bool dropped = is_dropped(slice_sub(word, 0, equals));
        if (!value_follows && !dropped) {
            text_add_visible(out, word);
            buf_add_char(out, ' ');
        }
        value_follows = !value_follows && dropped && equals == word.n;
    }
}

/* In single quotes, as a shell takes it literally. */
static void add_quoted(struct buf *out, const char *text)
{
    struct slice rest = slice_from(text);
    buf_add_char(out, '\'');
    while (rest.n) {
        size_t quote = slice_find(rest, '\'');
        text_add_visible(out, slice_sub(rest, 0, quote));
        if (quote < rest.n)
            buf_add_text(out, "'\\''");
        rest = slice_sub(rest, quote + 1, rest.n);
    }
    buf_add_char(out, '\'');
}

void card_add_reproduce(const struct run_info *run, const struct case_result *result, struct buf *out)
{
    if (run->command && run->command[0]) {
        add_command(run->command, out);
    } else {
        buf_add_text(out, "sipconform --target ");
        add_quoted(out, run->target ? run->target : "");
        buf_add_char(out, ' ');
    }
    buf_add_text(out, "--only ");
    add_quoted(out, result->id);
    buf_addf(out, " --seed %llu", (unsigned long long)run->seed);
}

/* ---- the card ---- */

static char *sentence(const char *text, size_t max_bytes, bool *failed)
{
    if (!text)
        return NULL;
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    text_add_short(&out, text, max_bytes);
    char *copy = buf_take(&out);
    *failed = *failed || !copy;
    return copy;
}

static char *make_place(const struct case_result *result, const struct finding *finding, bool *failed)
{
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    text_add_short(&out, result->file, ID_BYTES);
    if (finding->line)
        buf_addf(&out, ":%d", finding->line);
    char *place = buf_take(&out);
    *failed = *failed || !place;
    return place;
}

/* A parser that forgives what a check does not is worth knowing of: it is why the defect went unseen. */
static char *make_lens(const struct case_result *result, const struct finding *finding, bool *failed)
{
    const struct entry *entry = transcript_at(&result->transcript, finding->entry);
    struct sip_lens *lens = NULL;
    char text[120];
    if (!entry)
        return NULL;
    if (sip_lens_open(entry->message, &lens)) {
        *failed = true;
        return NULL;
    }
    int error = sip_lens_error(lens);
    if (error)
        snprintf(text, sizeof(text), "libosip2 refuses this message (%s)", sip_lens_error_name(error));
    else
        snprintf(text, sizeof(text), "libosip2 takes this message without an error");
    sip_lens_free(lens);
    char *copy = strdup(text);
    *failed = *failed || !copy;
    return copy;
}

static char *make_reproduce(const struct run_info *run, const struct case_result *result, bool *failed)
{
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    card_add_reproduce(run, result, &out);
    char *command = buf_take(&out);
    *failed = *failed || !command;
    return command;
}

static void add_requirement(struct card *card, const struct requirement *requirement, bool *failed)
{
    struct buf clause;
    buf_init(&clause, LIMIT_WHY_BYTES);
    buf_addf(&clause, "RFC %d ", requirement->rfc);
    text_add_visible(&clause, slice_from(requirement->section));
    card->clause = buf_take(&clause);
    *failed = *failed || !card->clause;
    card->level = sentence(level_name(requirement->level), SENTENCE_BYTES, failed);
    card->statement = sentence(requirement->statement, SENTENCE_BYTES, failed);
}

int card_make_brief(const struct run_info *run, const struct case_result *result, size_t index,
                    const struct catalogue *catalogue, struct card *ret_card)
{
    const struct finding *finding = &result->findings.items[index];
    struct card card = {.verdict = finding->verdict};
    bool failed = false;
    card.id = sentence(result->id, ID_BYTES, &failed);
    card.title = sentence(result->title, SENTENCE_BYTES, &failed);
    card.requirement = sentence(finding->requirement, ID_BYTES, &failed);
    const struct requirement *requirement =
        catalogue && finding->requirement ? catalogue_find(catalogue, finding->requirement) : NULL;
    if (requirement)
        add_requirement(&card, requirement, &failed);
    card.expected = sentence(finding->expected, SENTENCE_BYTES, &failed);
    card.actual = sentence(finding->actual, SENTENCE_BYTES, &failed);
    card.confirmed = sentence(confirmation_text(result->confirmation), SENTENCE_BYTES, &failed);
    card.control = sentence(result->control_from, ID_BYTES, &failed);
    card.place = make_place(result, finding, &failed);
    card.reproduce = make_reproduce(run, result, &failed);
    if (failed) {
        card_free(&card);
        return -1;
    }
    *ret_card = card;
    return 0;
}

int card_make(const struct run_info *run, const struct case_result *result, size_t index,
              const struct catalogue *catalogue, struct card *ret_card)
{
    const struct finding *finding = &result->findings.items[index];
    bool failed = false;
    if (card_make_brief(run, result, index, catalogue, ret_card))
        return -1;
    ret_card->lens = make_lens(result, finding, &failed);
    if (failed || card_message(result, finding, &ret_card->message) ||
        card_ladder(result, finding, &ret_card->ladder)) {
        card_free(ret_card);
        return -1;
    }
    return 0;
}

void card_free(struct card *card)
{
    free(card->id);
    free(card->title);
    free(card->requirement);
    free(card->clause);
    free(card->level);
    free(card->statement);
    free(card->expected);
    free(card->actual);
    free(card->confirmed);
    free(card->control);
    free(card->place);
    free(card->lens);
    free(card->reproduce);
    card_lines_free(&card->message);
    card_lines_free(&card->ladder);
    *card = (struct card){0};
}

/* ---- as text ---- */

void card_headline(const struct card *card, struct buf *out)
{
    if (card->level)
        buf_addf(out, "%s ", card->level);
    buf_add_text(out, card->requirement ? card->requirement : "premise");
    if (card->clause)
        buf_addf(out, " (%s)", card->clause);
    buf_add_text(out, ":");
    if (card->expected)
        buf_addf(out, " expected %s", card->expected);
    if (card->actual)
        buf_addf(out, "%s got %s", card->expected ? "," : "", card->actual);
    if (!card->expected && !card->actual)
        buf_addf(out, " %s", card->statement ? card->statement : verdict_name(card->verdict));
}

static void add_field(struct buf *out, const char *name, const char *value)
{
    if (value)
        buf_addf(out, "  %-12s %s\n", name, value);
}

static void add_caret(struct buf *out, const struct card_line *line)
{
    buf_addf(out, "    %*s", (int)line->mark, "");
    for (size_t i = 0; i < line->mark_length; i++)
        buf_add_char(out, '^');
    buf_add_char(out, '\n');
}

static void add_lines(struct buf *out, const char *name, const struct card_lines *lines, bool carets)
{
    if (!lines->count)
        return;
    buf_addf(out, "  %s\n", name);
    for (size_t i = 0; i < lines->count; i++) {
        buf_addf(out, "    %s\n", lines->items[i].text);
        if (carets && lines->items[i].mark_length)
            add_caret(out, &lines->items[i]);
    }
}

void card_text(const struct card *card, struct buf *out)
{
    buf_addf(out, "%s %s\n", verdict_name(card->verdict), card->id);
    add_field(out, "case", card->title);
    add_field(out, "requirement", card->requirement);
    if (card->clause)
        buf_addf(out, "  %-12s %s, %s\n", "clause", card->clause, card->level);
    add_field(out, "says", card->statement);
    add_field(out, "expected", card->expected);
    add_field(out, "got", card->actual);
    add_field(out, "confirmed", card->confirmed);
    add_field(out, "control of", card->control);
    add_field(out, "scenario", card->place);
    add_lines(out, "message", &card->message, true);
    add_lines(out, "ladder", &card->ladder, false);
    if (card->lens)
        add_field(out, "parser", card->lens);
    add_field(out, "reproduce", card->reproduce);
}
