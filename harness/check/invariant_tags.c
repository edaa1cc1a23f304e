/* Rules about option-tags: Supported, Require, Unsupported, 420. */
#include "check/invariant_rule.h"

#include "model/option_tags.h"

/* The tags of several header fields of several messages, together. */
enum { LISTS_MAX = 2 };
struct tag_lists {
    struct sip_tags lists[LISTS_MAX];
    size_t malformed; /* elements of all that are no tag */
};

static bool read_lists(struct inspection *in, const struct sip_message *message, enum sip_header_id first,
                       enum sip_header_id second, struct tag_lists *ret_lists)
{
    struct tag_lists lists = {0};
    if (sip_tags_read(message, first, &lists.lists[0]))
        in->out_of_memory = true;
    else if (sip_tags_read(message, second, &lists.lists[1])) {
        in->out_of_memory = true;
        sip_tags_free(&lists.lists[0]);
    }
    if (in->out_of_memory)
        return false;
    lists.malformed = lists.lists[0].malformed + lists.lists[1].malformed;
    *ret_lists = lists;
    return true;
}

static void free_lists(struct tag_lists *lists)
{
    for (size_t i = 0; i < LISTS_MAX; i++)
        sip_tags_free(&lists->lists[i]);
}

static bool lists_have(const struct tag_lists *lists, struct slice tag)
{
    return sip_tags_have(&lists->lists[0], tag) || sip_tags_have(&lists->lists[1], tag);
}

static bool read_tags(struct inspection *in, enum sip_header_id id, struct sip_tags *ret_tags)
{
    if (sip_tags_read(in->message, id, ret_tags) == 0)
        return true;
    in->out_of_memory = true;
    return false;
}

/* ---- Unsupported (20.40) ---- */

bool rule_unsupported(struct inspection *in)
{
    const struct sip_row *row = sip_row_next(in->message, SIP_HEADER_UNSUPPORTED, NULL);
    struct sip_tags tags;
    if (!row || !read_tags(in, SIP_HEADER_UNSUPPORTED, &tags))
        return false;
    if (in->message->kind == SIP_REQUEST)
        breach(in, row_place(row), "Unsupported in responses only", "it stands in a request");
    else if (!tags.count && !tags.malformed)
        breach(in, row_place(row), "Unsupported with one tag or more", "it is empty");
    else if (in->message->status != 420)
        breach_as(in, VERDICT_WARN, row_place(row), "Unsupported in 420 only", "it stands in a %d",
                  in->message->status);
    sip_tags_free(&tags);
    return true;
}

/* ---- 420 (21.4.15) ---- */

/* A registrar may ask for path without having been asked to (RFC 3327 5.3). */
static bool is_path_exception(const struct sip_message *request, struct slice tag)
{
    return slice_ieq_text(tag, "path") && is_method(request, "REGISTER") &&
           sip_row_count(request, SIP_HEADER_PATH);
}

static void check_within_required(struct inspection *in, const struct sip_message *request,
                                  const struct sip_tags *unsupported)
{
    struct tag_lists required;
    if (!read_lists(in, request, SIP_HEADER_REQUIRE, SIP_HEADER_PROXY_REQUIRE, &required))
        return;
    /* What a device reads in our malformed list is not for this rule. */
    for (size_t i = 0; i < unsupported->count && !required.malformed; i++) {
        struct slice tag = unsupported->tags[i];
        if (lists_have(&required, tag) || is_path_exception(request, tag))
            continue;
        breach(in, tag, "in Unsupported only tags that Require or Proxy-Require of the request named", "%.*s",
               SHOW(tag));
        break;
    }
    free_lists(&required);
}

bool rule_bad_extension(struct inspection *in)
{
    struct sip_tags tags;
    if (in->message->status != 420 || !read_tags(in, SIP_HEADER_UNSUPPORTED, &tags))
        return false;
    if (!tags.rows)
        breach(in, in->message->start_line, "Unsupported in each 420", "it is absent");
    else if (in->fact->request && !in->fact->odd)
        check_within_required(in, in->fact->request->message, &tags);
    sip_tags_free(&tags);
    return true;
}

/* ---- Require in responses (8.2.4) ---- */

/* A response that refuses an extension cannot make use of it. */
static bool refuses(const struct sip_message *message, struct slice tag)
{
    struct sip_tags refused;
    if (sip_tags_read(message, SIP_HEADER_UNSUPPORTED, &refused))
        return false;
    bool has = sip_tags_have(&refused, tag);
    sip_tags_free(&refused);
    return has;
}

bool rule_response_require(struct inspection *in)
{
    struct sip_tags tags;
    struct tag_lists known;
    int status = in->message->status;
    if (status == 421 || status == 494 || !in->fact->request ||
        !sip_row_count(in->message, SIP_HEADER_REQUIRE) || !read_tags(in, SIP_HEADER_REQUIRE, &tags))
        return false;
    if (!read_lists(in, in->fact->request->message, SIP_HEADER_SUPPORTED, SIP_HEADER_REQUIRE, &known)) {
        sip_tags_free(&tags);
        return false;
    }
    for (size_t i = 0; i < tags.count && !known.malformed; i++) {
        bool by_proxy =
            role_row(in->subject->role)->relays && slice_ieq_text(tags.tags[i], "timer"); /* RFC 4028 8.2 */
        if (!by_proxy && !lists_have(&known, tags.tags[i])) {
            breach(in, tags.tags[i], "in Require only tags that the request had in Supported or Require",
                   "%.*s", SHOW(tags.tags[i]));
            break;
        }
        if (refuses(in->message, tags.tags[i])) {
            breach(in, tags.tags[i], "in Require no tag that the same response refuses in Unsupported",
                   "%.*s", SHOW(tags.tags[i]));
            break;
        }
    }
    free_lists(&known);
    sip_tags_free(&tags);
    return true;
}

/* ---- Supported against Unsupported (20.37) ---- */

/* These may be refused although they are known: RFC 3262 3, RFC 7614 6, RFC 5366 5.1. */
static bool may_be_refused(struct slice tag)
{
    static const char *const names[] = {"100rel", "explicitsub", "nosub", "recipient-list-invite"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_ieq_text(tag, names[i]))
            return true;
    return false;
}

bool rule_disjoint_tags(struct inspection *in)
{
    struct tag_lists both;
    if (in->message->status != 420 ||
        !read_lists(in, in->message, SIP_HEADER_UNSUPPORTED, SIP_HEADER_SUPPORTED, &both))
        return false;
    const struct sip_tags *unsupported = &both.lists[0], *supported = &both.lists[1];
    for (size_t i = 0; i < unsupported->count; i++) {
        struct slice tag = unsupported->tags[i];
        if (!sip_tags_have(supported, tag))
            continue;
        breach_as(in, may_be_refused(tag) ? VERDICT_WARN : VERDICT_FAIL, tag,
                  "no tag both in Supported and in Unsupported", "%.*s", SHOW(tag));
        break;
    }
    free_lists(&both);
    return true;
}

/* ---- registered tags (20.37, 20.32) ---- */

static bool check_registered(struct inspection *in, enum sip_header_id id)
{
    struct sip_tags tags;
    if (!sip_row_count(in->message, id) || !read_tags(in, id, &tags))
        return false;
    for (size_t i = 0; i < tags.count; i++)
        if (!option_tag_find(tags.tags[i]))
            breach(in, tags.tags[i], "registered option-tags, which standards-track RFCs define",
                   "%.*s in %s", SHOW(tags.tags[i]), sip_header_by_id(id)->name);
    sip_tags_free(&tags);
    return true;
}

bool rule_supported_registered(struct inspection *in)
{
    return check_registered(in, SIP_HEADER_SUPPORTED);
}

bool rule_request_tags_registered(struct inspection *in)
{
    bool supported = check_registered(in, SIP_HEADER_SUPPORTED);
    bool require = check_registered(in, SIP_HEADER_REQUIRE);
    return check_registered(in, SIP_HEADER_PROXY_REQUIRE) || require || supported;
}
