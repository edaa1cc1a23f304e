/* The text of a message: a template with its variables, header fields replaced, added or left out, and a
 * body. */
#include "play/case.h"

#include "base/limits.h"
#include "scenario/layout.h"
#include "sip/reason.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stands for the Content-Length until the body is known; no text of a file can be this. */
#define LENGTH_PLACE "\x01length"

struct row {
    char *name; /* as it is written */
    char *value;
};

struct draft {
    char *start_line;
    struct row *rows;
    size_t count;
    struct buf body;
};

/* ---- variables of the message that is being made ---- */

struct own_scope {
    struct test_case *test;
    const struct message_spec *spec;
    const struct message_facts *facts;
};

static int lookup_rows(const struct own_scope *own, enum sip_header_id id, struct value *ret_value)
{
    value_list(ret_value);
    const struct entry *request = transcript_at(&own->test->result.transcript, own->spec->answers);
    const struct sip_row *row = NULL;
    while (request && (row = sip_row_next(request->message, id, row)))
        if (value_add(ret_value, row->value))
            return -1;
    return 0;
}

static int lookup_session(const struct own_scope *own, struct value *ret_value)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    int result = session_description(own->test, own->spec, slice_from(own->facts->call_id), &text);
    if (!result)
        result = value_text(buf_slice(&text), ret_value);
    buf_free(&text);
    return result;
}

static int lookup_own(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)why;
    const struct own_scope *own = arg;
    const struct message_facts *facts = own->facts;
    if (strncmp(name, "own.", 4) != 0)
        return 1;
    name += 4;
    const struct {
        const char *name;
        const char *text;
    } rows[] = {
        {"method", facts->method},   {"request_uri", facts->request_uri},
        {"via", facts->via},         {"from", facts->from},
        {"to", facts->to},           {"from_tag", facts->from_tag},
        {"branch", facts->branch},   {"call_id", facts->call_id},
        {"contact", facts->contact},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].name, name) == 0)
            return value_text(slice_from(rows[i].text ? rows[i].text : ""), ret_value);
    char number[32];
    if (strcmp(name, "cseq") == 0) {
        snprintf(number, sizeof(number), "%llu", (unsigned long long)facts->cseq);
        return value_text(slice_from(number), ret_value);
    }
    if (strcmp(name, "status") == 0) {
        snprintf(number, sizeof(number), "%d", own->spec->status);
        return value_text(slice_from(number), ret_value);
    }
    if (strcmp(name, "reason") == 0)
        return value_text(slice_from(sip_reason_phrase(own->spec->status)), ret_value);
    if (strcmp(name, "routes") == 0)
        return value_copy(&facts->routes, ret_value);
    if (strcmp(name, "request_vias") == 0)
        return lookup_rows(own, SIP_HEADER_VIA, ret_value);
    if (strcmp(name, "request_record_routes") == 0) { /* of what makes a dialog alone (20, table 2) */
        if (own->spec->status < 300)
            return lookup_rows(own, SIP_HEADER_RECORD_ROUTE, ret_value);
        value_list(ret_value);
        return 0;
    }
    if (strcmp(name, "request_cseq") == 0)
        return lookup_rows(own, SIP_HEADER_CSEQ, ret_value);
    if (strcmp(name, "session") == 0)
        return lookup_session(own, ret_value);
    if (strcmp(name, "length") == 0)
        return value_text(SLICE_LIT(LENGTH_PLACE), ret_value); /* known when the body is */
    return 1;
}

/* ---- drafts ---- */

static void draft_free(struct draft *draft)
{
    free(draft->start_line);
    for (size_t i = 0; i < draft->count; i++) {
        free(draft->rows[i].name);
        free(draft->rows[i].value);
    }
    free(draft->rows);
    buf_free(&draft->body);
}

/* Takes name and value as copies; inserts before the row `at`. */
static int insert_row(struct draft *draft, size_t at, struct slice name, struct slice value)
{
    struct row *rows = realloc(draft->rows, (draft->count + 1) * sizeof(*rows));
    if (!rows)
        return -1;
    draft->rows = rows;
    struct row row = {slice_dup(name), slice_dup(value)};
    if (!row.name || !row.value) {
        free(row.name);
        free(row.value);
        return -1;
    }
    if (at > draft->count)
        at = draft->count;
    memmove(&rows[at + 1], &rows[at], (draft->count - at) * sizeof(*rows));
    rows[at] = row;
    draft->count++;
    return 0;
}

static void remove_row(struct draft *draft, size_t at)
{
    free(draft->rows[at].name);
    free(draft->rows[at].value);
    memmove(&draft->rows[at], &draft->rows[at + 1], (draft->count - at - 1) * sizeof(*draft->rows));
    draft->count--;
}

/* Same header field, in whatever spelling. */
static bool same_header(const char *a, const char *b)
{
    enum sip_header_id id = sip_header_find(slice_trim(slice_from(a)));
    if (id != SIP_HEADER_OTHER)
        return id == sip_header_find(slice_trim(slice_from(b)));
    return slice_ieq(slice_trim(slice_from(a)), slice_trim(slice_from(b)));
}

/* ---- templates ---- */

/* One line "Name: value" of a template. A value that is one variable of several texts makes as many rows; one
 * that comes out empty is left out, unless the template itself says nothing there. */
static int add_template_row(struct draft *draft, struct slice line, const struct scope *scope,
                            struct buf *why)
{
    size_t colon = slice_find(line, ':');
    struct slice name = slice_trim(slice_sub(line, 0, colon));
    struct slice text = slice_trim(slice_sub(line, colon + 1, line.n));
    char *copy = slice_dup(text);
    struct expr *expr = copy ? expr_new_text(copy) : NULL;
    struct value value = {0};
    int result = expr ? expr_eval(expr, scope, &value, why) : -1;
    for (size_t i = 0; !result && i < value_count(&value); i++)
        if (value_at(&value, i)[0] || !text.n)
            result = insert_row(draft, draft->count, name, slice_from(value_at(&value, i)));
    value_free(&value);
    expr_free(expr);
    free(copy);
    return result;
}

static struct slice next_line(struct slice *rest)
{
    size_t n = slice_find(*rest, '\n');
    struct slice line = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n + 1, rest->n);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static int expand_line(struct slice line, const struct scope *scope, struct buf *out, struct buf *why)
{
    char *text = slice_dup(line);
    int result = text ? scope_expand(text, scope, out, why) : -1;
    free(text);
    return result;
}

/* A line of the body. What a variable says in whole lines, or not at all, is not ended once more. */
static int add_body_line(struct draft *draft, struct slice line, const struct scope *scope, struct buf *why)
{
    size_t before = draft->body.n;
    if (expand_line(line, scope, &draft->body, why))
        return -1;
    bool is_whole = draft->body.n == before ? line.n > 0 : draft->body.p[draft->body.n - 1] == '\n';
    return is_whole ? 0 : buf_add_text(&draft->body, "\r\n");
}

static int draft_from_template(struct draft *draft, const char *text, const struct scope *scope,
                               struct buf *why)
{
    struct slice rest = slice_from(text);
    struct buf start;
    buf_init(&start, LIMIT_MESSAGE_BYTES);
    int result = expand_line(next_line(&rest), scope, &start, why);
    draft->start_line = result ? NULL : buf_take(&start);
    buf_free(&start);
    if (!draft->start_line)
        return -1;
    while (rest.n) {
        struct slice line = next_line(&rest);
        if (!line.n)
            break;
        if (add_template_row(draft, line, scope, why))
            return -1;
    }
    while (rest.n)
        if (add_body_line(draft, next_line(&rest), scope, why))
            return -1;
    return 0;
}

/* ---- header fields of the step ---- */

/* Where a header field goes that the template lacks. */
static size_t place_of(const struct draft *draft, const char *position)
{
    if (position && strcmp(position, "first") == 0)
        return 0;
    for (size_t i = 0; i < draft->count; i++) {
        if (position && strcmp(position, "between Vias") == 0 && same_header(draft->rows[i].name, "Via"))
            return i + 1;
        if (!position && (same_header(draft->rows[i].name, "Content-Type") ||
                          same_header(draft->rows[i].name, "Content-Length")))
            return i;
    }
    return draft->count;
}

static int optional_text(const struct expr *expr, const struct scope *scope, char **ret_text, struct buf *why)
{
    *ret_text = NULL;
    return expr ? expr_eval_text(expr, scope, ret_text, why) : 0;
}

/* The rows' values of one header field. */
static int header_rows(const struct header_spec *spec, const struct scope *scope, struct value *ret_rows,
                       struct buf *why)
{
    struct value values = {0};
    char *layout = NULL;
    if (expr_eval(spec->values, scope, &values, why))
        return -1;
    if (!spec->laid_out) {
        *ret_rows = values;
        return 0;
    }
    int result = optional_text(spec->layout, scope, &layout, why);
    if (!result && layout_rows(layout, &values, ret_rows)) {
        buf_addf(why, "there is no layout \"%s\"", layout ? layout : "");
        result = -1;
    }
    free(layout);
    value_free(&values);
    return result;
}

static int apply_header(struct draft *draft, const struct header_spec *spec, const struct scope *scope,
                        struct buf *why)
{
    size_t at = draft->count + 1;
    for (size_t i = 0; i < draft->count;) {
        if (same_header(draft->rows[i].name, spec->name)) {
            if (at > draft->count)
                at = i;
            remove_row(draft, i);
        } else {
            i++;
        }
    }
    if (!spec->values)
        return 0;
    char *spelling = NULL, *position = NULL;
    struct value rows = {0};
    int result = optional_text(spec->spelling, scope, &spelling, why);
    if (!result)
        result = optional_text(spec->position, scope, &position, why);
    if (!result)
        result = header_rows(spec, scope, &rows, why);
    if (position || at > draft->count)
        at = place_of(draft, position);
    for (size_t i = 0; !result && i < value_count(&rows); i++)
        result = insert_row(draft, at + i, slice_from(spelling ? spelling : spec->name),
                            slice_from(value_at(&rows, i)));
    value_free(&rows);
    free(spelling);
    free(position);
    return result;
}

static int apply_body(struct draft *draft, const struct message_spec *spec, const struct scope *scope,
                      struct buf *why)
{
    char *text = NULL;
    if (spec->body) {
        buf_clear(&draft->body);
        if (expr_eval_text(spec->body, scope, &text, why))
            return -1;
        buf_add_text(&draft->body, text);
        free(text);
    }
    for (size_t i = 0; !draft->body.n && i < draft->count; i++)
        if (same_header(draft->rows[i].name, "Content-Type")) {
            remove_row(draft, i);
            break;
        }
    return draft->body.failed ? -1 : 0;
}

static int write_draft(const struct draft *draft, struct buf *bytes)
{
    buf_addf(bytes, "%s\r\n", draft->start_line);
    for (size_t i = 0; i < draft->count; i++) {
        const struct row *row = &draft->rows[i];
        if (strcmp(row->value, LENGTH_PLACE) == 0)
            buf_addf(bytes, "%s: %zu\r\n", row->name, draft->body.n);
        else if (slice_starts_with(slice_from(row->value), "\r\n"))
            buf_addf(bytes, "%s:%s\r\n", row->name, row->value);
        else
            buf_addf(bytes, "%s: %s\r\n", row->name, row->value);
    }
    buf_add_text(bytes, "\r\n");
    buf_add_slice(bytes, buf_slice(&draft->body));
    return bytes->failed ? -1 : 0;
}

/* "200-INVITE", "2xx-INVITE", "response"; "INVITE", "request". */
static const char *find_template(struct test_case *test, const struct message_spec *spec)
{
    const struct library *library = test->around->library;
    if (spec->template_name)
        return library_template(library, spec->template_name);
    if (!spec->status) {
        const char *own = library_template(library, spec->method);
        return own ? own : library_template(library, "request");
    }
    const struct entry *request = transcript_at(&test->result.transcript, spec->answers);
    char name[64];
    snprintf(name, sizeof(name), "%d-%.*s", spec->status,
             SLICE_ARG(slice_sub(request->message->method, 0, 40)));
    const char *text = library_template(library, name);
    snprintf(name, sizeof(name), "%dxx-%.*s", spec->status / 100,
             SLICE_ARG(slice_sub(request->message->method, 0, 40)));
    if (!text)
        text = library_template(library, name);
    return text ? text : library_template(library, "response");
}

int compose_message(struct test_case *test, const struct message_spec *spec,
                    const struct message_facts *facts, struct buf *bytes, struct buf *why)
{
    struct own_scope own = {test, spec, facts};
    struct scope scope = {lookup_own, &own, case_scope(test)};
    const char *text = find_template(test, spec);
    if (!text) {
        buf_addf(why, "there is no template \"%s\"", spec->template_name ? spec->template_name : "request");
        return -1;
    }
    struct draft draft = {0};
    buf_init(&draft.body, LIMIT_MESSAGE_BYTES);
    int result = draft_from_template(&draft, text, &scope, why);
    for (size_t i = 0; !result && spec->headers && i < spec->headers->count; i++)
        result = apply_header(&draft, &spec->headers->items[i], &scope, why);
    if (!result)
        result = apply_body(&draft, spec, &scope, why);
    if (!result)
        result = write_draft(&draft, bytes);
    draft_free(&draft);
    return result;
}
