/* The table of what can be known of a device, and how it is shown. */
#include "model/facts.h"

#include "model/likeness.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
/* wide table */
static const struct fact_row rows[] = {
    {"title", FACT_TEXT, NULL, NULL, NULL},
    {"roles", FACT_LIST, NULL, NULL, NULL},
    {"transports", FACT_LIST, NULL, NULL, NULL},
    {"domain", FACT_TEXT, NULL, NULL, NULL},
    {"user", FACT_TEXT, NULL, NULL, NULL},
    {"ringing_user", FACT_TEXT, NULL, NULL, NULL},
    {"redirect_user", FACT_TEXT, NULL, NULL, NULL},
    {"requires", FACT_LIST, NULL, NULL, NULL},
    {"endpoint", FACT_FLAG, NULL, NULL, NULL},
    {"follows", FACT_FLAG, NULL, NULL, NULL},
    {"locations_by", FACT_TEXT, NULL, NULL, NULL},
    {"locations", FACT_LIST, NULL, NULL, NULL},
    {"recurses", FACT_FLAG, NULL, NULL, NULL},
    {"stateless", FACT_FLAG, NULL, NULL, NULL},
    {"forks", FACT_FLAG, NULL, NULL, NULL},
    {"t1", FACT_TEXT, NULL, NULL, NULL},
    {"t2", FACT_TEXT, NULL, NULL, NULL},
    {"t4", FACT_TEXT, NULL, NULL, NULL},

    {"software", FACT_TEXT, "calls itself", NULL, NULL},
    {"udp", FACT_FLAG, "over UDP", NULL, "is there|nobody answers"},
    {"tcp", FACT_FLAG, "over TCP", NULL, "is there|nobody answers"},
    {"closes_connections", FACT_FLAG, "connections", NULL, "closed after the final response|kept"},
    {"rtt_ms", FACT_NUMBER, "round trip", NULL, "ms"},
    {"options_status", FACT_NUMBER, "OPTIONS", NULL, NULL},
    {"hops_status", FACT_NUMBER, "OPTIONS, no hop left", NULL, NULL},
    {"register_status", FACT_NUMBER, "REGISTER, a query", NULL, NULL},
    {"any_user", FACT_FLAG, "an unknown user", NULL, "may register|may not register"},
    {"invite_status", FACT_NUMBER, "INVITE", "invite_reason", NULL},
    {"invite_reason", FACT_TEXT, NULL, NULL, NULL},
    {"redirect_status", FACT_NUMBER, "INVITE, redirected", NULL, NULL},
    {"relays", FACT_FLAG, "a call to us", NULL, "came through|did not come through"},
    {"relayed_status", FACT_NUMBER, "INVITE for us", "relayed_reason", NULL},
    {"relayed_reason", FACT_TEXT, NULL, NULL, NULL},
    {"routes_by", FACT_TEXT, "routes by", NULL, NULL},
    {"user_exists", FACT_FLAG, "the user", NULL, "is known there|is not known there"},
    {"challenges", FACT_FLAG, "credentials", NULL, "asked for|not asked for"},
    {"challenged_methods", FACT_LIST, "challenged methods", NULL, NULL},
    {"scheme", FACT_TEXT, "by scheme", NULL, NULL},
    {"realm", FACT_TEXT, "realm", NULL, NULL},
    {"methods", FACT_LIST, "Allow", NULL, NULL},
    {"supported", FACT_LIST, "Supported", NULL, NULL},
    {"max_calls", FACT_NUMBER, "calls at a time", NULL, "at most"},
    {"takes_calls", FACT_NUMBER, "calls at a time", NULL, "or more"},
    {"options_beside_status", FACT_NUMBER, "OPTIONS beside a call", NULL, NULL},
    {"several_answers", FACT_FLAG, "2xx to one INVITE", NULL, "several|one"},
    {"asks_in_call", FACT_LIST, "sends in a call", NULL, NULL},
    {"contact", FACT_TEXT, "Contact of its 2xx", NULL, NULL},
    {"contact_answers", FACT_FLAG, "at this Contact", NULL, "somebody answers|nobody answers"},
    {"retry_after", FACT_NUMBER, "Retry-After", NULL, "s"},
};
/* end of wide table */
/* clang-format on */

const struct fact_row *fact_row_at(size_t i)
{
    return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const struct fact_row *fact_row(const char *key)
{
    for (size_t i = 0; fact_row_at(i); i++)
        if (strcmp(rows[i].key, key) == 0)
            return &rows[i];
    return NULL;
}

int64_t profile_number(const struct profile *profile, const char *key, int64_t otherwise)
{
    const char *text = profile_text(profile, key);
    return text ? strtoll(text, NULL, 10) : otherwise;
}

bool profile_denies(const struct profile *profile, const char *key)
{
    const char *text = profile_text(profile, key);
    return text && strcmp(text, "false") == 0;
}

/* ---- the table ---- */

static void add_flag(struct buf *out, const char *unit, bool is)
{
    size_t n = strcspn(unit, "|");
    if (is)
        buf_add(out, unit, n);
    else
        buf_add_text(out, unit + n + 1);
}

static void add_number(struct buf *out, const struct fact_row *row, const struct value *value)
{
    if (strcmp(value->text, "0") == 0 && !row->unit)
        buf_add_text(out, "no answer");
    else
        buf_addf(out, "%s%s%s", value->text, row->unit ? " " : "", row->unit ? row->unit : "");
}

static void add_value(const struct profile *profile, const struct fact_row *row, const struct value *value,
                      struct buf *out)
{
    const char *detail = row->detail ? profile_text(profile, row->detail) : NULL;
    switch (row->kind) {
    case FACT_FLAG:
        add_flag(out, row->unit, value->text && strcmp(value->text, "true") == 0);
        break;
    case FACT_NUMBER:
        add_number(out, row, value);
        break;
    case FACT_TEXT:
    case FACT_LIST:
        if (!value_count(value))
            buf_add_text(out, "nothing");
        value_join(value, out);
        break;
    }
    if (detail)
        buf_addf(out, " %s", detail);
}

static bool said_with_another(const struct profile *profile, const struct fact_row *row)
{
    return strcmp(row->key, "challenges") == 0 && profile_get(profile, "challenged_methods");
}

void facts_add_table(const struct profile *profile, struct buf *out)
{
    size_t begin = out->n;
    for (size_t i = 0; fact_row_at(i); i++) {
        const struct fact_row *row = &rows[i];
        const struct value *value = profile_get(profile, row->key);
        if (!row->label || !value || said_with_another(profile, row))
            continue;
        buf_addf(out, "  %-22s ", row->label);
        add_value(profile, row, value, out);
        buf_add_char(out, '\n');
    }
    if (out->n > begin)
        likeness_add_lines(profile, out);
}
