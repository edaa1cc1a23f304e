/* Makes texts from rules: header values, URIs, SDP and bodies that follow the grammar, or nearly. */
#include "mutate/grammar.h"

#include "mutate/words.h"

#include <string.h>

enum { DEPTH_MAX = 12 };

/* {rule} inside a text is replaced by what that rule gives. */
struct rule {
    const char *name;
    const char *texts[16]; /* alternatives, up to the first NULL */
};

static const struct rule rules[] = {
    {"scheme", {"sip:", "sip:", "sip:", "sips:", "{word:schemes}"}},
    {"user",
     {"bob", "alice", "{token}", "%61lice", "a;b=c", "+15550100", "{token}:{token}", "1/2?3", "{token}%00"}},
    {"host", {"example.com", "127.0.0.1", "[2001:db8::{number}]", "{word:hosts}"}},
    {"hostport", {"{host}", "{host}", "{host}:5060", "{host}:{number}", "{host} : {number}"}},
    {"uri-param",
     {"transport={word:transports}", "lr", "maddr={host}", "ttl={number}", "user=phone",
      "method={word:methods}", "{param}", "comp=sigcomp"}},
    {"uri",
     {"sip:bob@example.com", "{scheme}{user}@{hostport}", "{scheme}{hostport}",
      "{scheme}{user}@{hostport};{uri-param}",
      "{scheme}{user}@{hostport};{uri-param};{uri-param}?{uri-header}",
      "{scheme}{hostport}?{uri-header}&{uri-header}", "tel:+1-555-{number};phone-context={host}",
      "urn:service:sos", "{scheme}@{host}", "{scheme}{user}@", "{scheme}"}},
    {"uri-header",
     {"Subject={token}", "Route=%3Csip:{host}%3E", "body={token}", "{token}={token}", "{token}=", "="}},
    {"token", {"a", "x1", "T0k.en-!%*_+`'~", "{number}", "abcdefgh", "{word:params}"}},
    {"number", {"{word:numbers}", "1", "2", "30", "3600"}},
    {"quoted",
     {"\"\"", "\"{token}\"", "\"a \\\"b\\\" c\"", "\"a, b; <c>\"", "\"{token}\\\\\"", "\"\xc3\xa9\"", "\"",
      "\"{token}"}},
    {"param",
     {"{token}={token}", "{word:params}={token}", "{word:params}", "{word:params}={quoted}",
      "{word:params}={number}", "{token} = {token}", "{token}=", "={token}", "{token}={host}"}},
    {"params", {"", "", ";{param}", ";{param};{param}", " ; {param}", ";tag={token}", ";"}},
    {"display", {"", "", "{token} ", "{quoted} ", "{quoted}", "{token} {token} "}},
    {"address",
     {"<{uri}>{params}", "{display}<{uri}>{params}", "{uri}", "{uri}{params}", "<{uri};{uri-param}>;{param}",
      "{display}<{uri}", "<>"}},
    {"addresses", {"{address}", "{address}, {address}", "{address},{address} ,{address}", "{address},"}},
    {"contact",
     {"*", "{address}", "<{uri}>;q=0.{number};expires={number}", "<{uri}>;expires={number}",
      "{display}<{uri}>;q={number}, {address}",
      "<{uri}>;+sip.instance=\"<urn:uuid:{token}>\";reg-id={number}"}},
    {"tags",
     {"{word:option_tags}", "{word:option_tags}, {word:option_tags}", "{word:option_tags},{token},{token}",
      "", ",", "{token} {token}"}},
    {"methods", {"{word:methods}", "INVITE, ACK, {word:methods}", "{word:methods},{word:methods}", ""}},
    {"via",
     {"SIP/2.0/UDP {hostport};branch=z9hG4bK{token}",
      "SIP/2.0/{word:transports} {hostport};branch={token};rport",
      "{word:versions}/{word:transports} {hostport}{params}",
      "SIP / 2.0 / UDP {hostport};received={host};rport={number};ttl={number};maddr={host}",
      "SIP/2.0/UDP {host};branch={token}, SIP/2.0/TCP {hostport};hidden", "SIP/2.0/UDP  ",
      "SIP/2.0/UDP {word:hosts}", "SIP/2.0/UDP"}},
    {"digest",
     {"Digest {auth-param}, {auth-param}, {auth-param}",
      "Digest realm=\"{token}\", nonce=\"{token}\", algorithm={token}, qop=\"auth\", opaque={quoted}, "
      "stale={token}, domain={quoted}",
      "Digest username={quoted}, realm={quoted}, nonce={quoted}, uri=\"{uri}\", response={quoted}, "
      "cnonce={quoted}, opaque={quoted}, qop=auth, nc=00000001, algorithm=MD5, version={quoted}, "
      "targetname={quoted}, gssapi-data={quoted}",
      "{token} {auth-param}", "Digest {auth-param},{auth-param}", "Digest", "Basic QTpC"}},
    {"auth-param",
     {"{word:auth}", "{word:auth}", "{token}={quoted}", "{token}={token}", "{token} = {quoted}", "{token}="}},
    {"info",
     {"qop=auth, rspauth={quoted}, cnonce={quoted}, nc=00000001, nextnonce={quoted}",
      "{auth-param}, {auth-param}",
      "nextnonce={quoted}, snum={quoted}, srand={quoted}, targetname={quoted}, realm={quoted}"}},
    {"mime",
     {"{word:mime}", "{token}/{token}", "{token}/{token};{param}", "{token}/*;q=0.{number}, {word:mime}",
      "{token}", "{token}/"}},
    {"media-type",
     {"application/sdp", "multipart/mixed;boundary={token}", "multipart/mixed; boundary={quoted}",
      "{token}/{token};{param}", "{word:mime}"}},
    {"date",
     {"Sat, 13 Nov 2010 23:29:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
      "{token}, {number} {token} {number}"}},
    {"reference",
     {"<{uri}>;{param}", "<{uri}>", "<http://{host}/{token}>;purpose=icon, <{uri}>;purpose=info", "{uri}"}},
    {"seconds", {"{number}", "{number};duration={number}", "{number} ({token})", "{number};{param}"}},
    {"text", {"{token}", "{quoted}", "{token} {token} ({token})", "\xc3\xa9", ""}},
    {"warning", {"399 {host} {quoted}", "{number} {hostport} {quoted}, 301 {token} {quoted}", "{number}"}},
    {"event", {"presence", "{token}.{token};id={token}", "{token}{params}"}},
    {"state",
     {"active;expires={number}", "terminated;reason={token};retry-after={number}", "{token}{params}"}},
    {"replaces", {"{token}@{host};to-tag={token};from-tag={token}", "{token};{param};early-only"}},
    {"cseq", {"{number} {word:methods}", "{number}  {token}", "{number}", "{word:methods} {number}"}},
    {"rack", {"{number} {number} {word:methods}", "{number} {number}"}},
    {"request-line",
     {"{word:methods} {uri} SIP/2.0", "{word:methods} {uri} {word:versions}", "{token} {uri} SIP/2.0",
      "{word:methods}  {uri}  SIP/2.0", "{word:methods} <{uri}> SIP/2.0", "{word:methods} {uri}"}},
    {"status-line",
     {"SIP/2.0 {status} {text}", "{word:versions} {status} {text}", "SIP/2.0 {number} {text}",
      "SIP/2.0 {status}", "SIP/2.0  {status}  {text}"}},
    {"status",
     {"100", "180", "183", "200", "202", "300", "302", "305", "380", "401", "407", "420", "421", "484",
      "500"}},
    {"sdp-line",
     {"{word:sdp_lines}", "o={token} {number} {number} IN {net} {host}\r\n", "c=IN {net} {host}\r\n",
      "c=IN IP4 {host}/{number}/{number}\r\n", "b={token}:{number}\r\n", "t={number} {number}\r\n",
      "r={number}d {number}h {number} {number}m\r\n", "k={token}:{token}\r\n", "a={token}:{token}\r\n",
      "a={token}\r\n", "m={token} {number}/{number} {token} {number} {number}\r\n", "{media}",
      "z={number} {number} {number} {number}\r\n"}},
    {"net", {"IP4", "IP6", "{token}"}},
    {"media",
     {"m=audio {number} RTP/AVP 0 8 {number}\r\na=rtpmap:{number} {token}/8000\r\n",
      "m=video {number} RTP/AVP {number}\r\ni={token}\r\nc=IN {net} "
      "{host}\r\nb=AS:{number}\r\nk={token}:{token}\r\na=sendrecv\r\n"}},
    {"sdp",
     {"v=0\r\no=- {number} {number} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n{media}",
      "v=0\r\no={token} {number} {number} IN IP6 "
      "{host}\r\ns={token}\r\ni={token}\r\nu={uri}\r\ne={token}@{host}\r\np=+{number}\r\nc=IN IP6 "
      "{host}\r\nb=AS:{number}\r\n"
      "t={number} {number}\r\nr={number} {number} {number} {number}\r\nz={number} "
      "-1h\r\nk=prompt\r\na={token}\r\n{media}{media}",
      "v={number}\r\n{sdp-line}{sdp-line}{sdp-line}{sdp-line}{sdp-line}{sdp-line}",
      "{sdp-line}{sdp-line}{sdp-line}"}},
    {"part",
     {"Content-Type: application/sdp\r\n\r\n{sdp}", "\r\n{token}",
      "Content-Type: {media-type}\r\nContent-ID: <{token}>\r\nContent-Disposition: {token}\r\n\r\n{token}",
      "{token}\r\n\r\n{token}", "Content-Type:\r\n\r\n",
      "Content-Length: {number}\r\nSubject: {text}\r\n\r\n{text}", ""}},
    {"row", {"X-{token}: {text}\r\n", "{token} : {text}\r\n", "{token}:\r\n {text}\r\n"}},
};

/* Header fields by the rule of their values; what is not here is a text. */
static const struct {
    enum sip_header_id id;
    const char *rule;
} values[] = {
    {SIP_HEADER_ACCEPT, "mime"},
    {SIP_HEADER_ACCEPT_CONTACT, "params"},
    {SIP_HEADER_ACCEPT_ENCODING, "mime"},
    {SIP_HEADER_ACCEPT_LANGUAGE, "mime"},
    {SIP_HEADER_ALERT_INFO, "reference"},
    {SIP_HEADER_ALLOW, "methods"},
    {SIP_HEADER_ALLOW_EVENTS, "tags"},
    {SIP_HEADER_AUTHENTICATION_INFO, "info"},
    {SIP_HEADER_AUTHORIZATION, "digest"},
    {SIP_HEADER_CALL_INFO, "reference"},
    {SIP_HEADER_CONTACT, "contact"},
    {SIP_HEADER_CONTENT_DISPOSITION, "event"},
    {SIP_HEADER_CONTENT_ENCODING, "mime"},
    {SIP_HEADER_CONTENT_LENGTH, "number"},
    {SIP_HEADER_CONTENT_TYPE, "media-type"},
    {SIP_HEADER_CSEQ, "cseq"},
    {SIP_HEADER_DATE, "date"},
    {SIP_HEADER_ERROR_INFO, "reference"},
    {SIP_HEADER_EVENT, "event"},
    {SIP_HEADER_EXPIRES, "number"},
    {SIP_HEADER_FROM, "address"},
    {SIP_HEADER_MAX_FORWARDS, "number"},
    {SIP_HEADER_MIME_VERSION, "number"},
    {SIP_HEADER_MIN_EXPIRES, "number"},
    {SIP_HEADER_MIN_SE, "seconds"},
    {SIP_HEADER_PATH, "addresses"},
    {SIP_HEADER_PROXY_AUTHENTICATE, "digest"},
    {SIP_HEADER_PROXY_AUTHORIZATION, "digest"},
    {SIP_HEADER_PROXY_REQUIRE, "tags"},
    {SIP_HEADER_RACK, "rack"},
    {SIP_HEADER_RECORD_ROUTE, "addresses"},
    {SIP_HEADER_REFER_TO, "address"},
    {SIP_HEADER_REFERRED_BY, "address"},
    {SIP_HEADER_REPLACES, "replaces"},
    {SIP_HEADER_REPLY_TO, "address"},
    {SIP_HEADER_REQUIRE, "tags"},
    {SIP_HEADER_RETRY_AFTER, "seconds"},
    {SIP_HEADER_ROUTE, "addresses"},
    {SIP_HEADER_RSEQ, "number"},
    {SIP_HEADER_SESSION_EXPIRES, "seconds"},
    {SIP_HEADER_SUBSCRIPTION_STATE, "state"},
    {SIP_HEADER_SUPPORTED, "tags"},
    {SIP_HEADER_TO, "address"},
    {SIP_HEADER_UNSUPPORTED, "tags"},
    {SIP_HEADER_VIA, "via"},
    {SIP_HEADER_WARNING, "warning"},
    {SIP_HEADER_WWW_AUTHENTICATE, "digest"},
};

static const struct {
    const char *name;
    enum word_list list;
} word_rules[] = {
    {"word:numbers", WORDS_NUMBERS},     {"word:methods", WORDS_METHODS},
    {"word:versions", WORDS_VERSIONS},   {"word:schemes", WORDS_SCHEMES},
    {"word:hosts", WORDS_HOSTS},         {"word:transports", WORDS_TRANSPORTS},
    {"word:params", WORDS_PARAMS},       {"word:option_tags", WORDS_OPTION_TAGS},
    {"word:auth", WORDS_AUTH},           {"word:mime", WORDS_MIME},
    {"word:sdp_lines", WORDS_SDP_LINES},
};

static void add_rule(struct arena *arena, struct rng *rng, struct slice name, unsigned depth);

/* Appends text with its {rules} replaced. */
static void add_expanded(struct arena *arena, struct rng *rng, struct slice text, unsigned depth)
{
    while (text.n) {
        size_t open = slice_find(text, '{');
        arena_add(arena, slice_sub(text, 0, open));
        text = slice_sub(text, open, text.n);
        if (!text.n)
            return;
        size_t close = slice_find(text, '}');
        add_rule(arena, rng, slice_sub(text, 1, close - 1), depth + 1);
        text = slice_sub(text, close + 1, text.n);
    }
}

static const struct rule *find_rule(struct slice name)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (slice_eq_text(name, rules[i].name))
            return &rules[i];
    return NULL;
}

static bool add_word(struct arena *arena, struct rng *rng, struct slice name)
{
    for (size_t i = 0; i < sizeof(word_rules) / sizeof(word_rules[0]); i++)
        if (slice_eq_text(name, word_rules[i].name)) {
            arena_add(arena, word_any(word_rules[i].list, rng));
            return true;
        }
    return false;
}

static void add_rule(struct arena *arena, struct rng *rng, struct slice name, unsigned depth)
{
    if (depth > DEPTH_MAX || add_word(arena, rng, name))
        return;
    const struct rule *rule = find_rule(name);
    if (!rule) {
        arena_add(arena, name);
        return;
    }
    size_t count = 0;
    while (count < sizeof(rule->texts) / sizeof(rule->texts[0]) && rule->texts[count])
        count++;
    add_expanded(arena, rng, slice_from(rule->texts[rng_below(rng, count)]), depth);
}

void grammar_add(struct arena *arena, struct rng *rng, const char *rule)
{
    add_rule(arena, rng, slice_from(rule), 0);
}

struct slice grammar_text(struct arena *arena, struct rng *rng, const char *rule)
{
    size_t begin = arena_begin(arena);
    grammar_add(arena, rng, rule);
    return arena_end(arena, begin);
}

struct slice grammar_value(struct arena *arena, struct rng *rng, enum sip_header_id id)
{
    const char *rule = "text";
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (values[i].id == id)
            rule = values[i].rule;
    return grammar_text(arena, rng, rule);
}
