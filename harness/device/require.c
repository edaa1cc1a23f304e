/* Require and Proxy-Require: RFC 3261 8.2.2.3, 16.3 item 5, 20.29, 20.32. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

/* Unknown tags in order, each once, as slices of the request. */
struct unknown {
    struct slice *tags;
    size_t count, read; /* read: all elements, known ones too */
    bool malformed;     /* an element that is no token */
    bool empty;         /* an empty element beside others */
    bool failed;        /* memory is out */
};

static bool is_last_row(const struct sip_message *message, const struct sip_row *row)
{
    return !sip_row_next(message, row->id, row);
}

/* Does a reader with one of the faults of reading miss that value? */
static bool is_missed(const struct device *device, const struct sip_values *values, struct slice value)
{
    const struct sip_row *row = values->row;
    if (has_fault(device, FAULT_FIRST_ROW_ONLY) && row != sip_row_next(values->message, row->id, NULL))
        return true;
    if (has_fault(device, FAULT_LAST_ROW_ONLY) && !is_last_row(values->message, row))
        return true;
    return has_fault(device, FAULT_LOSES_FOLDED_TAGS) && value.p &&
           memchr(row->value.p, '\n', (size_t)(value.p - row->value.p));
}

static bool is_known(const struct device *device, struct slice tag, char *const *known)
{
    if (has_trait(device, TRAIT_SILENT_ICE) && slice_ieq_text(tag, "ice"))
        return true;
    if (!has_fault(device, FAULT_TAG_CASE_MATTERS))
        return text_has_tag(known, tag);
    for (size_t i = 0; known[i]; i++)
        if (slice_eq_text(tag, known[i]))
            return true;
    return false;
}

static void add(struct unknown *unknown, struct slice tag)
{
    for (size_t i = 0; i < unknown->count; i++)
        if (slice_ieq(unknown->tags[i], tag))
            return;
    struct slice *tags = realloc(unknown->tags, (unknown->count + 1) * sizeof(*tags));
    if (!tags) {
        unknown->failed = true;
        return;
    }
    unknown->tags = tags;
    tags[unknown->count++] = tag;
}

static void read_tags(const struct device *device, const struct sip_message *request, enum sip_header_id id,
                      char *const *known, struct unknown *unknown)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, request, id);
    while (sip_values_next(&values, &value)) {
        if (is_missed(device, &values, value))
            continue;
        unknown->read++;
        if (!value.n)
            unknown->empty = true;
        else if (!sip_is_token(value))
            unknown->malformed = true;
        else if (!is_known(device, value, known) || has_fault(device, FAULT_ECHOES_REQUIRE))
            add(unknown, value);
    }
}

static bool only_known(const struct device *device, const struct unknown *unknown, char *const *known)
{
    for (size_t i = 0; i < unknown->count; i++)
        if (!is_known(device, unknown->tags[i], known))
            return false;
    return true;
}

/* Another spelling of the same list: reversed, upper case, a row each. */
static void write_respelled(const struct unknown *unknown, struct buf *headers)
{
    for (size_t i = unknown->count; i-- > 0;) {
        buf_add_text(headers, "Unsupported: ");
        for (size_t j = 0; j < unknown->tags[i].n; j++)
            buf_add_char(headers, (char)ascii_upper(unknown->tags[i].p[j]));
        buf_add_text(headers, "\r\n");
    }
}

static void write_unsupported(const struct device *device, const struct unknown *unknown,
                              enum sip_header_id id, struct buf *headers)
{
    if (has_fault(device, FAULT_NO_UNSUPPORTED))
        return;
    if (has_trait(device, TRAIT_UNSUPPORTED_RESPELLED)) {
        write_respelled(unknown, headers);
        return;
    }
    bool first_only = has_fault(device, FAULT_FIRST_TAG_ONLY) ||
                      (id == SIP_HEADER_PROXY_REQUIRE && has_fault(device, FAULT_FIRST_PROXY_TAG_ONLY));
    size_t from = has_fault(device, FAULT_LAST_TAG_ONLY) ? unknown->count - 1 : 0;
    size_t until = first_only ? 1 : unknown->count;
    if (has_fault(device, FAULT_EMPTY_UNSUPPORTED) || !unknown->count)
        until = 0;
    buf_add_text(headers, "Unsupported: ");
    for (size_t i = from; i < until; i++) {
        buf_add_text(headers, i > from ? ", " : "");
        buf_add_slice(headers, unknown->tags[i]);
    }
    buf_add_text(headers, "\r\n");
}

/* What belongs to Proxy-Require beside it: of no use to an end device, and not forbidden. */
static void add_proxy_tags(const struct device *device, const struct sip_message *request,
                           struct unknown *unknown)
{
    static char *const none[] = {NULL};
    if (unknown->count && has_trait(device, TRAIT_LISTS_PROXY_TAGS))
        read_tags(device, request, SIP_HEADER_PROXY_REQUIRE, none, unknown);
}

static int judge(const struct device *device, const struct unknown *unknown, char *const *known)
{
    bool any = !only_known(device, unknown, known);
    /* A row without any element is as good as none; empty elements beside tags are an error, which 420 tells
     * as well when there is a tag to refuse. */
    bool nothing = unknown->empty && unknown->read == 1;
    if (unknown->failed)
        return 500;
    if (unknown->empty && !nothing && has_fault(device, FAULT_DROPS_MALFORMED_REQUIRE))
        return 0;
    if (nothing && has_fault(device, FAULT_REFUSES_EMPTY_REQUIRE))
        return 420;
    if (unknown->malformed || (unknown->empty && has_trait(device, TRAIT_MALFORMED_400)))
        return 400;
    if (any)
        return 420;
    return unknown->empty && !nothing ? 400 : 0;
}

int require_judge(struct device *device, const struct sip_message *request, enum sip_header_id id,
                  char *const *known, struct buf *headers)
{
    struct unknown unknown = {0};
    read_tags(device, request, id, known, &unknown);
    if (has_fault(device, FAULT_REFUSES_SUPPORTED_HEADER) && id == SIP_HEADER_REQUIRE) {
        size_t read = unknown.read;
        bool empty = unknown.empty;
        read_tags(device, request, SIP_HEADER_SUPPORTED, known, &unknown);
        unknown.read = read;
        unknown.empty = empty;
    }
    if (has_fault(device, FAULT_OBEYS_UNSUPPORTED) && id == SIP_HEADER_REQUIRE)
        read_tags(device, request, SIP_HEADER_UNSUPPORTED, known, &unknown);
    int status = judge(device, &unknown, known);
    if (status == 420 && id == SIP_HEADER_REQUIRE)
        add_proxy_tags(device, request, &unknown);
    if (status == 420)
        write_unsupported(device, &unknown, id, headers);
    if (has_fault(device, FAULT_DIES_OF_MANY_TAGS) && unknown.read >= 32)
        device->dead = true;
    free(unknown.tags);
    return status;
}

static bool is_looked_at(const struct server_transaction *server)
{
    const struct device *device = server->device;
    return !has_fault(device, FAULT_IGNORES_REQUIRE) &&
           !(has_fault(device, FAULT_REQUIRE_FOR_INVITE_ONLY) && !server->is_invite);
}

/* What happens beside the 420 of a device with such a fault. */
static void aftermath(struct server_transaction *server)
{
    struct device *device = server->device;
    struct dialog *dialog = dialog_find(device, server->request);
    if (dialog && server->is_invite && has_fault(device, FAULT_REFUSED_REINVITE_ENDS_CALL))
        dialog_free(dialog);
    if (!dialog && server->is_invite && has_fault(device, FAULT_HALF_OPEN_DIALOG))
        dialog_accept(server);
}

static bool requires_100rel(const struct sip_message *request)
{
    struct sip_tags tags;
    if (sip_tags_read(request, SIP_HEADER_REQUIRE, &tags))
        return false;
    bool found = sip_tags_have(&tags, SLICE_LIT("100rel"));
    sip_tags_free(&tags);
    return found;
}

/* Ends with NULL. */
static char *const *supported(const struct device *device)
{
    static char *const none[] = {NULL};
    return has_trait(device, TRAIT_EMPTY_SUPPORTED) ? none : (char *const *)device->options.supported;
}

bool require_refused(struct server_transaction *server)
{
    struct device *device = server->device;
    struct buf headers;
    if (!is_looked_at(server))
        return false;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    int status = require_judge(device, server->request, SIP_HEADER_REQUIRE, supported(device), &headers);
    if (!status && has_trait(device, TRAIT_UNWILLING_100REL) && requires_100rel(server->request)) {
        status = 420;
        buf_add_text(&headers, "Unsupported: 100rel\r\n");
    }
    if (status == 420 && server->is_invite && has_trait(device, TRAIT_TRYING_FIRST))
        server_reply(server, &(struct reply){.status = 100, .no_tag = true});
    if (status == 420 && has_trait(device, TRAIT_REFUSES_WITH_ABILITIES))
        uas_add_abilities(device, &headers);
    bool bare = status == 420 && has_fault(device, FAULT_BARE_421);
    if (status)
        server_status(server, bare ? 421 : status,
                      status == 420 && !bare && !headers.failed ? headers.p : NULL);
    if (status == 420)
        aftermath(server);
    buf_free(&headers);
    return status != 0;
}

void require_supported(struct device *device, struct buf *headers)
{
    static const char everything[] = ", 100rel, early-session, eventlist, from-change, histinfo, join, path, "
                                     "precondition, pref, privacy, sec-agree, tdialog";
    size_t start = headers->n;
    text_tags(headers, "Supported", supported(device));
    const char *more = has_fault(device, FAULT_ADVERTISES_EVERYTHING)    ? everything
                       : has_fault(device, FAULT_ADVERTISES_REFUSED_TAG) ? ", tdialog"
                       : has_trait(device, TRAIT_UNWILLING_100REL)       ? ", 100rel"
                                                                         : NULL;
    if (!more && headers->n == start && has_trait(device, TRAIT_EMPTY_SUPPORTED))
        buf_add_text(headers, "Supported: \r\n");
    if (!more || headers->failed)
        return;
    if (headers->n == start) {
        buf_addf(headers, "Supported: %s\r\n", more + 2);
        return;
    }
    headers->n -= 2;
    buf_addf(headers, "%s\r\n", more);
}
