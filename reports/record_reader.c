/* Reads a record back into results. */
#include "reports/record_reader.h"

#include "base/limits.h"
#include "model/profile_json.h"
#include "reports/base64.h"
#include "reports/record.h"
#include "reports/record_flags.h"
#include "reports/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct document *document; /* of the line at hand */
    struct diagnostics found;  /* in the line at hand, counted from its start */
    struct record_contents *contents;
    size_t capacity;
    bool begun;
};

/* ---- members of a line ---- */

static void complain(struct reader *reader, const cJSON *object, const char *key, const char *expected)
{
    const cJSON *member = json_member(object, key);
    document_error(reader->document, member ? member : object, &reader->found, "\"%s\" must be %s", key,
                   expected);
}

static char *decode(const char *text)
{
    struct buf bytes;
    buf_init(&bytes, LIMIT_RECORD_LINE_BYTES);
    if (base64_decode(slice_from(text), &bytes))
        return buf_take(&bytes);
    buf_free(&bytes);
    return NULL;
}

/* A copy of a text; NULL for null where that is allowed. */
static char *take_text(struct reader *reader, const cJSON *object, const char *key, bool may_be_null)
{
    const cJSON *member = json_member(object, key);
    if (may_be_null && cJSON_IsNull(member))
        return NULL;
    const char *encoded = cJSON_IsObject(member) ? json_text(member, "base64") : NULL;
    char *text = cJSON_IsString(member) ? strdup(member->valuestring) : encoded ? decode(encoded) : NULL;
    if (!text)
        complain(reader, object, key, may_be_null ? "a text or null" : "a text");
    return text;
}

static int64_t take_number(struct reader *reader, const cJSON *object, const char *key, int64_t least,
                           int64_t most)
{
    const cJSON *member = json_member(object, key);
    double number = cJSON_IsNumber(member) ? member->valuedouble : NAN;
    if (number >= (double)least && number <= (double)most && number == floor(number))
        return (int64_t)number;
    complain(reader, object, key, "a whole number in its range");
    return least;
}

static bool take_bool(struct reader *reader, const cJSON *object, const char *key)
{
    const cJSON *member = json_member(object, key);
    if (!cJSON_IsBool(member))
        complain(reader, object, key, "true or false");
    return cJSON_IsTrue(member);
}

static uint64_t take_seed(struct reader *reader, const cJSON *object)
{
    uint64_t seed = 0;
    if (!slice_to_u64(slice_from(json_text(object, "seed")), &seed))
        complain(reader, object, "seed", "a number of 64 bits as a text");
    return seed;
}

static int64_t take_time(struct reader *reader, const cJSON *object, const char *key)
{
    const char *text = json_text(object, key);
    int64_t ms = 0;
    if (!text || !text_to_time(text, &ms))
        complain(reader, object, key, "a time like \"2026-11-22T10:11:32.123Z\"");
    return ms;
}

static enum verdict take_verdict(struct reader *reader, const cJSON *object)
{
    const char *text = json_text(object, "verdict");
    enum verdict verdict = VERDICT_ERROR;
    if (text && verdict_from_name(text, &verdict))
        return verdict;
    struct buf names;
    buf_init(&names, LIMIT_TEXT_BYTES);
    verdict_add_names(&names);
    complain(reader, object, "verdict", names.p ? names.p : "a verdict");
    buf_free(&names);
    return verdict;
}

static struct net_addr take_addr(struct reader *reader, const cJSON *object, const char *key)
{
    struct net_addr addr = {0};
    const char *text = json_text(object, key);
    if (!cJSON_IsNull(json_member(object, key)) && !(text && net_addr_parse(text, 0, &addr)))
        complain(reader, object, key, "an address or null");
    return addr;
}

/* The list's length and room for so many items of that size; 0 when there is nothing to read. */
static size_t take_list(struct reader *reader, const cJSON *object, const char *key, size_t most,
                        size_t item_bytes, void **ret_items)
{
    const cJSON *list = json_member(object, key);
    size_t count = 0;
    for (const cJSON *item = cJSON_IsArray(list) ? list->child : NULL; item; item = item->next)
        count++;
    if (!cJSON_IsArray(list) || count > most) {
        complain(reader, object, key, "a list within its ceiling");
        return 0;
    }
    *ret_items = count ? calloc(count, item_bytes) : NULL;
    if (count && !*ret_items) {
        complain(reader, object, key, "smaller: memory is out");
        return 0;
    }
    return count;
}

/* ---- a case ---- */

static unsigned take_flags(struct reader *reader, const cJSON *object)
{
    unsigned flags = 0;
    const cJSON *list = json_member(object, "flags");
    bool good = cJSON_IsArray(list);
    for (const cJSON *item = good ? list->child : NULL; item; item = item->next) {
        unsigned flag = 0;
        for (size_t i = 0; i < RECORD_FLAGS && cJSON_IsString(item); i++)
            if (strcmp(item->valuestring, record_flags[i].name) == 0)
                flag = record_flags[i].flag;
        flags |= flag;
        good = good && flag;
    }
    if (!good)
        complain(reader, object, "flags", "a list of flags");
    return flags;
}

static struct sip_message *take_message(struct reader *reader, const cJSON *object)
{
    struct sip_message *message = NULL;
    const char *text = json_text(object, "text"), *encoded = json_text(object, "base64");
    struct buf bytes;
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    bool good = !text != !encoded &&
                (text ? buf_add_text(&bytes, text) == 0 : base64_decode(slice_from(encoded), &bytes));
    if (!good || sip_message_parse(bytes.p ? bytes.p : "", bytes.n, &message))
        complain(reader, object, "text",
                 "there, or else a valid \"base64\", and no longer than a message may be");
    buf_free(&bytes);
    return message;
}

static int64_t take_message_time(struct reader *reader, const cJSON *object)
{
    const cJSON *member = json_member(object, "time_ms");
    if (cJSON_IsNumber(member) && fabs(member->valuedouble) < 1e12)
        return (int64_t)llround(member->valuedouble * 1000) * 1000;
    complain(reader, object, "time_ms", "a time in milliseconds");
    return 0;
}

static void read_entry(struct reader *reader, const cJSON *object, int64_t last, struct entry *entry)
{
    const char *direction = json_text(object, "direction"), *transport = json_text(object, "transport");
    if (!direction || (strcmp(direction, "sent") != 0 && strcmp(direction, "received") != 0))
        complain(reader, object, "direction", "\"sent\" or \"received\"");
    else
        entry->direction = strcmp(direction, "sent") == 0 ? DIRECTION_SENT : DIRECTION_RECEIVED;
    if (!transport || !net_transport_find(transport, strlen(transport), &entry->transport))
        complain(reader, object, "transport", "the name of a transport");
    entry->time_ns = take_message_time(reader, object);
    entry->connection = (uint32_t)take_number(reader, object, "connection", 0, UINT32_MAX);
    entry->endpoint = (size_t)take_number(reader, object, "endpoint", 0, UINT16_MAX);
    entry->local = take_addr(reader, object, "local");
    entry->peer = take_addr(reader, object, "peer");
    entry->flags = take_flags(reader, object);
    entry->retransmission_of = (long)take_number(reader, object, "copy_of", -1, last);
    entry->answers = (long)take_number(reader, object, "answers", -1, last);
    entry->line = (int)take_number(reader, object, "line", 0, INT32_MAX);
    entry->message = take_message(reader, object);
}

/* Messages that could not be read leave the transcript at once: every entry has a message. */
static void read_messages(struct reader *reader, const cJSON *object, struct transcript *transcript)
{
    void *entries = NULL;
    size_t count =
        take_list(reader, object, "messages", LIMIT_CASE_MESSAGES, sizeof(*transcript->entries), &entries);
    transcript->entries = entries;
    transcript->capacity = count;
    const cJSON *item = count ? json_member(object, "messages")->child : NULL;
    for (; item; item = item->next) {
        struct entry *entry = &transcript->entries[transcript->count];
        read_entry(reader, item, (int64_t)count - 1, entry);
        if (!entry->message)
            return;
        transcript->bytes += entry->message->length;
        transcript->count++;
    }
}

/* Records of before these members were there say neither: what has a line is the scenario's. */
static void read_source(struct reader *reader, const cJSON *object, struct finding *finding)
{
    const char *source = json_text(object, "source"), *cause = json_text(object, "cause");
    finding->source = finding->line ? SOURCE_SCENARIO : SOURCE_INVARIANT;
    if (source && !finding_source_from_name(source, &finding->source))
        complain(reader, object, "source", "who found it: \"scenario\", \"invariant\" or \"run\"");
    if (cause && !finding_cause_from_name(cause, &finding->cause))
        complain(reader, object, "cause", "what a finding rests on");
}

static void read_findings(struct reader *reader, const cJSON *object, int64_t last, struct findings *findings)
{
    void *items = NULL;
    findings->count =
        take_list(reader, object, "findings", LIMIT_CASE_MESSAGES * 16, sizeof(*findings->items), &items);
    findings->items = items;
    const cJSON *item = findings->count ? json_member(object, "findings")->child : NULL;
    for (struct finding *finding = findings->items; item; item = item->next, finding++) {
        finding->requirement = take_text(reader, item, "requirement", true);
        finding->verdict = take_verdict(reader, item);
        finding->expected = take_text(reader, item, "expected", true);
        finding->actual = take_text(reader, item, "actual", true);
        finding->entry = (long)take_number(reader, item, "entry", -1, last);
        finding->offset = (size_t)take_number(reader, item, "offset", 0, LIMIT_CASE_BYTES);
        finding->length = (size_t)take_number(reader, item, "length", 0, LIMIT_CASE_BYTES);
        finding->line = (int)take_number(reader, item, "line", 0, INT32_MAX);
        read_source(reader, item, finding);
    }
}

static void read_endpoints(struct reader *reader, const cJSON *object, struct case_result *result)
{
    void *items = NULL;
    result->endpoint_count =
        take_list(reader, object, "endpoints", UINT16_MAX, sizeof(*result->endpoints), &items);
    result->endpoints = items;
    const cJSON *item = result->endpoint_count ? json_member(object, "endpoints")->child : NULL;
    for (struct result_endpoint *endpoint = result->endpoints; item; item = item->next, endpoint++) {
        endpoint->name = take_text(reader, item, "name", false);
        endpoint->addr = take_addr(reader, item, "address");
    }
}

/* Records of before there were confirmations say nothing of them. */
static void read_confirmation(struct reader *reader, const cJSON *object, struct case_result *result)
{
    const char *name = json_text(object, "confirmation"), *first = json_text(object, "first_verdict");
    if (name && !confirmation_from_name(name, &result->confirmation))
        complain(reader, object, "confirmation", "what playing it again made of it");
    if (first && !verdict_from_name(first, &result->first_verdict))
        complain(reader, object, "first_verdict", "a verdict");
    if (json_member(object, "first_reason"))
        result->first_reason = take_text(reader, object, "first_reason", true);
}

static void read_case(struct reader *reader, const cJSON *object, struct case_result *result)
{
    result->id = take_text(reader, object, "id", false);
    result->scenario = take_text(reader, object, "scenario", false);
    result->file = take_text(reader, object, "file", false);
    result->title = take_text(reader, object, "title", false);
    result->role = take_text(reader, object, "role", false);
    result->transport = take_text(reader, object, "transport", false);
    result->section = take_text(reader, object, "section", false);
    result->seed = take_seed(reader, object);
    result->verdict = take_verdict(reader, object);
    result->reason = take_text(reader, object, "reason", true);
    read_confirmation(reader, object, result);
    if (json_member(object, "control_from"))
        result->control_from = take_text(reader, object, "control_from", false);
    result->started_ms = take_time(reader, object, "started");
    result->duration_ms = take_number(reader, object, "duration_ms", 0, INT64_C(1) << 50);
    read_messages(reader, object, &result->transcript);
    result->transcript.full = take_bool(reader, object, "full");
    read_findings(reader, object, (int64_t)result->transcript.count - 1, &result->findings);
    read_endpoints(reader, object, result);
}

static void add_case(struct reader *reader, const cJSON *object)
{
    struct record_contents *contents = reader->contents;
    if (contents->count >= LIMIT_RECORD_CASES) {
        document_error(reader->document, object, &reader->found, "more than %d cases", LIMIT_RECORD_CASES);
        return;
    }
    if (contents->count == reader->capacity) {
        size_t capacity = reader->capacity ? reader->capacity * 2 : 64;
        struct case_result *cases = realloc(contents->cases, capacity * sizeof(*cases));
        if (!cases) {
            document_error(reader->document, object, &reader->found, "memory is out");
            return;
        }
        contents->cases = cases;
        reader->capacity = capacity;
    }
    struct case_result *result = &contents->cases[contents->count++];
    *result = (struct case_result){0};
    read_case(reader, object, result);
}

/* ---- lines ---- */

static void read_run(struct reader *reader, const cJSON *object)
{
    struct run_info *run = &reader->contents->run;
    const char *kind = json_text(object, "record");
    if (!kind || strcmp(kind, "sipconform") != 0) {
        document_error(reader->document, object, &reader->found, "this is no record of sipconform");
        return;
    }
    if (take_number(reader, object, "format", 0, INT32_MAX) != RECORD_FORMAT) {
        document_error(reader->document, object, &reader->found,
                       "a format of another version; this one reads format %d", RECORD_FORMAT);
        return;
    }
    run->version = take_text(reader, object, "version", false);
    run->target = take_text(reader, object, "target", false);
    run->device = take_text(reader, object, "device", true);
    run->command = take_text(reader, object, "command", true);
    run->seed = take_seed(reader, object);
    run->started_ms = take_time(reader, object, "started");
}

static void read_end(struct reader *reader, const cJSON *object)
{
    take_time(reader, object, "end");
    reader->contents->ended = true;
    reader->contents->status = (int)take_number(reader, object, "status", 0, 255);
    reader->contents->interrupted = take_bool(reader, object, "interrupted");
}

/* A later line counts, where it says something. */
static void read_facts(struct reader *reader, const cJSON *object)
{
    const cJSON *facts = json_member(object, "facts");
    if (!cJSON_IsObject(facts) || profile_take_facts(&reader->contents->run.facts, facts, true))
        complain(reader, object, "facts", "an object of facts, as in a profile");
}

static void read_object(struct reader *reader, const cJSON *object)
{
    if (!cJSON_IsObject(object))
        document_error(reader->document, object, &reader->found, "a line must be a JSON object");
    else if (!reader->begun)
        read_run(reader, object);
    else if (reader->contents->ended)
        document_error(reader->document, object, &reader->found, "nothing may follow the line with \"end\"");
    else if (json_member(object, "end"))
        read_end(reader, object);
    else if (json_member(object, "facts"))
        read_facts(reader, object);
    else
        add_case(reader, object);
    reader->begun = true;
}

/* Hands on what was found in a line, with the line's number instead of its own. */
static void tell(struct reader *reader, const char *path, int line, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < reader->found.count; i++) {
        const struct diagnostic *item = &reader->found.items[i];
        diagnostics_add(diagnostics, item->severity, path, line, item->column,
                        item->pointer ? item->pointer : "", "%s",
                        item->message ? item->message : "memory is out");
    }
    if (reader->found.errors && !reader->found.count)
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, line, 0, "", "memory is out");
    diagnostics_free(&reader->found);
}

/* A last line without its line end that is no JSON was being written when the run was killed. */
static int read_line(struct reader *reader, const char *path, int line, struct slice text,
                     struct diagnostics *diagnostics)
{
    bool whole = text.n && text.p[text.n - 1] == '\n';
    diagnostics_init(&reader->found);
    if (text.n > LIMIT_RECORD_LINE_BYTES) {
        diagnostics_add(&reader->found, SEVERITY_ERROR, path, 1, 0, "", "a line of more than %d bytes",
                        LIMIT_RECORD_LINE_BYTES);
    } else if (document_parse(path, text.p, text.n, &reader->found, &reader->document) == 0) {
        read_object(reader, document_root(reader->document));
        document_free(reader->document);
    } else if (!whole && reader->begun) {
        diagnostics_free(&reader->found);
        diagnostics_add(diagnostics, SEVERITY_WARNING, path, line, 0, "",
                        "the last line was cut off, its case is left out");
        return 0;
    }
    int result = reader->found.errors ? -1 : 0;
    tell(reader, path, line, diagnostics);
    return result;
}

static int read_lines(struct reader *reader, const char *path, FILE *file, struct diagnostics *diagnostics)
{
    char *text = NULL;
    size_t capacity = 0;
    ssize_t n;
    int result = 0;
    errno = 0;
    for (int line = 1; result == 0 && (n = getline(&text, &capacity, file)) > 0; line++)
        result = read_line(reader, path, line, (struct slice){text, (size_t)n}, diagnostics);
    free(text);
    if (result == 0 && !feof(file)) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "cannot be read: %s", strerror(errno));
        return -1;
    }
    if (result == 0 && !reader->begun) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "this is no record: it is empty");
        return -1;
    }
    return result;
}

/* ---- the later of two cases counts ---- */

static int by_id_then_place(const void *a, const void *b)
{
    const struct case_result *x = *(const struct case_result *const *)a,
                             *y = *(const struct case_result *const *)b;
    int order = strcmp(x->id, y->id);
    return order ? order : x < y ? -1 : x > y;
}

static int drop_duplicates(struct record_contents *contents)
{
    if (contents->count < 2)
        return 0;
    struct case_result **sorted = calloc(contents->count, sizeof(struct case_result *));
    if (!sorted)
        return -1;
    for (size_t i = 0; i < contents->count; i++)
        sorted[i] = &contents->cases[i];
    qsort(sorted, contents->count, sizeof(struct case_result *), by_id_then_place);
    for (size_t i = 0; i + 1 < contents->count; i++)
        if (strcmp(sorted[i]->id, sorted[i + 1]->id) == 0) {
            case_result_free(sorted[i]);
        }
    free(sorted);
    size_t kept = 0;
    for (size_t i = 0; i < contents->count; i++)
        if (contents->cases[i].id)
            contents->cases[kept++] = contents->cases[i];
    contents->count = kept;
    return 0;
}

int record_read(const char *path, struct diagnostics *diagnostics, struct record_contents *ret_contents)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "cannot be opened: %s", strerror(errno));
        return -1;
    }
    struct record_contents contents = {0};
    struct reader reader = {.contents = &contents};
    int result = read_lines(&reader, path, file, diagnostics);
    fclose(file);
    if (result == 0 && drop_duplicates(&contents)) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "memory is out");
        result = -1;
    }
    if (result)
        record_contents_free(&contents);
    else
        *ret_contents = contents;
    return result;
}

void record_contents_free(struct record_contents *contents)
{
    for (size_t i = 0; i < contents->count; i++)
        case_result_free(&contents->cases[i]);
    free(contents->cases);
    run_info_free(&contents->run);
    *contents = (struct record_contents){0};
}
