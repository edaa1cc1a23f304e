/* The failure card: all that somebody needs to understand one finding. It is content, not layout: the
 * terminal, JUnit, and whatever comes later render the same card. Every text in it is safe to show
 * (text_add_visible), capped, and one line unless it says otherwise. */
#ifndef SIPCONFORM_REPORTS_CARD_H
#define SIPCONFORM_REPORTS_CARD_H

#include "base/buf.h"
#include "model/requirement.h"
#include "model/result.h"

struct card_line {
    char *text;               /* ASCII */
    size_t mark, mark_length; /* columns of text with the offending bytes; mark_length 0: none */
};

struct card_lines {
    struct card_line *items;
    size_t count;
};

struct card {
    char *id, *title;     /* of the case */
    enum verdict verdict; /* of the finding */
    char *requirement;    /* id; NULL when the finding is no requirement's */
    char *clause;         /* "RFC 3261 8.2.2.3"; NULL when not known, as the next two */
    char *level;          /* "MUST" */
    char *statement;
    char *expected, *actual; /* NULL when not said */
    char *confirmed;         /* what playing it again alone made of it; NULL when it was not */
    char *control;           /* the case that played the control run; NULL: this one did, or has none */
    char *place;             /* "scenarios/uas/x.json:12" */
    struct card_lines
        message; /* the message that the finding is about, shortened; empty when it is about none */
    struct card_lines
        ladder; /* the case: endpoints as columns, the device at the right; the offending row is marked */
    char *lens; /* what libosip2 makes of the message: many devices see it so; NULL when it is about none */
    char *reproduce; /* command */
};

/* Makes the card of result->findings.items[index]. The catalogue may be NULL. Returns 0 and a card that is
 * freed with card_free, or -1 when memory is out. */
int card_make(const struct run_info *run, const struct case_result *result, size_t index,
              const struct catalogue *catalogue, struct card *ret_card);
/* The same without message, ladder and lens: enough for card_headline, at a small part of the cost. */
int card_make_brief(const struct run_info *run, const struct case_result *result, size_t index,
                    const struct catalogue *catalogue, struct card *ret_card);
void card_free(struct card *card);
/* Appends the card as plain text, lines of about 110 columns at most, carets under the offending bytes. */
void card_text(const struct card *card, struct buf *out);
/* The line that says it all: "MUST SC-420-UAS-001 (RFC 3261 8.2.2.3): expected X, got Y". Safe, one line, no
 * line end. */
void card_headline(const struct card *card, struct buf *out);

/* Appends the command that runs this one case again: run->command without its own --only and report files
 * (or, when it is not known, one with the target), then --only with the case and --seed. */
void card_add_reproduce(const struct run_info *run, const struct case_result *result, struct buf *out);
/* Appends the ladder alone, as plain text. */
int card_ladder(const struct case_result *result, const struct finding *finding,
                struct card_lines *ret_lines);
void card_lines_free(struct card_lines *lines);
/* Adds a line that takes over text (NULL: memory was out). Returns 0 or -1; for the files that make card
 * parts. */
int card_lines_add(struct card_lines *lines, char *text, size_t mark, size_t mark_length);
/* The message that the finding is about, shortened around the offending bytes. */
int card_message(const struct case_result *result, const struct finding *finding,
                 struct card_lines *ret_lines);

#endif
