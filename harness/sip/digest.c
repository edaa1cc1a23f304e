/* Digest authentication: reads challenges, writes answers and verifies them. */
#include "sip/digest.h"

#include "base/limits.h"
#include "sip/scan.h"

#include <openssl/evp.h>

enum { HEX_BYTES = 2 * EVP_MAX_MD_SIZE };

/* ---- reading: "Digest" and a comma separated list of name=value ---- */

struct pair {
    struct slice name;
    struct slice value; /* without quotes */
};

/* Takes the next pair off *rest. False at the end, where rest->n is 0, or when malformed. */
static bool pair_next(struct slice *rest, struct pair *ret_pair)
{
    struct slice s = scan_skip_blanks(*rest);
    struct slice name = slice_sub(s, 0, scan_token(s));
    s = scan_skip_blanks(scan_skip(s, name.n));
    if (!name.n || !s.n || s.p[0] != '=')
        return false;
    s = scan_skip_blanks(scan_skip(s, 1));
    size_t quoted = scan_quoted(s), token = scan_token(s);
    if (!quoted && !token)
        return false;
    struct slice value = quoted ? slice_sub(s, 1, quoted - 2) : slice_sub(s, 0, token);
    s = scan_skip_blanks(scan_skip(s, quoted ? quoted : token));
    if (s.n && s.p[0] != ',')
        return false;
    bool is_last = !s.n;
    s = scan_skip_blanks(scan_skip(s, 1));
    if (!is_last && !s.n)
        return false;
    *rest = s;
    *ret_pair = (struct pair){name, value};
    return true;
}

/* Takes the scheme "Digest" off value. */
static bool begin_digest(struct slice value, struct slice *ret_pairs)
{
    struct slice s = slice_trim(value);
    size_t scheme = scan_token(s);
    *ret_pairs = scan_skip_blanks(scan_skip(s, scheme));
    return slice_ieq_text(slice_sub(s, 0, scheme), "Digest") && scheme < s.n && ascii_is_blank(s.p[scheme]);
}

struct field {
    const char *name;
    struct slice *value;
};

/* Reads all pairs of value into the fields named; of a name given twice the first counts. */
static bool read_fields(struct slice value, const struct field *fields, size_t count)
{
    struct slice pairs;
    struct pair pair;
    if (!begin_digest(value, &pairs))
        return false;
    while (pair_next(&pairs, &pair))
        for (size_t i = 0; i < count; i++)
            if (slice_ieq_text(pair.name, fields[i].name) && !fields[i].value->p)
                *fields[i].value = pair.value;
    return pairs.n == 0;
}

bool sip_challenge_parse(struct slice value, struct sip_challenge *ret_challenge)
{
    struct sip_challenge challenge = {0};
    struct slice stale = {0};
    const struct field fields[] = {{"realm", &challenge.realm},   {"nonce", &challenge.nonce},
                                   {"opaque", &challenge.opaque}, {"algorithm", &challenge.algorithm},
                                   {"qop", &challenge.qop},       {"stale", &stale}};
    if (!read_fields(value, fields, sizeof(fields) / sizeof(fields[0])) || !challenge.realm.p ||
        !challenge.nonce.p)
        return false;
    challenge.stale = slice_ieq_text(stale, "true");
    *ret_challenge = challenge;
    return true;
}

static bool begins_challenge(struct slice s)
{
    s = scan_skip_blanks(s);
    size_t scheme = scan_token(s);
    struct slice name = scan_skip_blanks(scan_skip(s, scheme));
    struct slice after = scan_skip_blanks(scan_skip(name, scan_token(name)));
    return scheme && scheme < s.n && ascii_is_blank(s.p[scheme]) && scan_token(name) && after.n &&
           after.p[0] == '=';
}

bool sip_challenge_next(struct slice *rest, struct slice *ret_value)
{
    struct slice s = slice_trim(*rest);
    size_t at = 0;
    while (at < s.n && !(s.p[at] == ',' && begins_challenge(scan_skip(s, at + 1)))) {
        size_t quoted = s.p[at] == '"' ? scan_quoted(scan_skip(s, at)) : 0;
        at += quoted ? quoted : 1;
    }
    *ret_value = slice_trim(slice_sub(s, 0, at));
    *rest = at < s.n ? scan_skip(s, at + 1) : (struct slice){0};
    return s.n > 0;
}

/* ---- hashing ---- */

/* Algorithm by its name in a challenge; none given means MD5 (RFC 2617 3.2.1). NULL when unknown. */
static const EVP_MD *find_algorithm(struct slice name)
{
    if (!name.p || slice_ieq_text(name, "MD5"))
        return EVP_md5();
    if (slice_ieq_text(name, "SHA-256"))
        return EVP_sha256();
    return slice_ieq_text(name, "SHA-512-256") ? EVP_sha512_256() : NULL;
}

struct hex {
    char text[HEX_BYTES];
    size_t n;
};

static struct slice hex_slice(const struct hex *hex)
{
    return (struct slice){hex->text, hex->n};
}

/* Hashes the parts with a colon between each two; the result in lower-case hexadecimal. */
static bool hash(const EVP_MD *algorithm, const struct slice *parts, size_t count, struct hex *ret_hex)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context && EVP_DigestInit_ex(context, algorithm, NULL);
    for (size_t i = 0; ok && i < count; i++)
        ok = (!i || EVP_DigestUpdate(context, ":", 1)) && EVP_DigestUpdate(context, parts[i].p, parts[i].n);
    ok = ok && EVP_DigestFinal_ex(context, digest, &n);
    EVP_MD_CTX_free(context);
    for (unsigned i = 0; ok && i < n; i++) {
        ret_hex->text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        ret_hex->text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    ret_hex->n = 2 * (size_t)n;
    return ok;
}

/* Everything that enters a response. */
struct input {
    struct slice user, realm, password, nonce, nonce_count, cnonce, method, uri, algorithm, body;
    struct slice qop; /* the one used; p == NULL when none is */
};

/* RFC 2617 3.2.2.1 to 3.2.2.3. */
static bool compute(const struct input *in, struct hex *ret_response)
{
    const EVP_MD *algorithm = find_algorithm(in->algorithm);
    struct hex secret, request, body;
    if (!algorithm || !hash(algorithm, (struct slice[]){in->user, in->realm, in->password}, 3, &secret) ||
        !hash(algorithm, &in->body, 1, &body))
        return false;
    size_t count = slice_ieq_text(in->qop, "auth-int") ? 3 : 2;
    if (!hash(algorithm, (struct slice[]){in->method, in->uri, hex_slice(&body)}, count, &request))
        return false;
    if (!in->qop.p)
        return hash(algorithm, (struct slice[]){hex_slice(&secret), in->nonce, hex_slice(&request)}, 3,
                    ret_response);
    struct slice parts[] = {hex_slice(&secret), in->nonce, in->nonce_count,
                            in->cnonce,         in->qop,   hex_slice(&request)};
    return hash(algorithm, parts, 6, ret_response);
}

/* ---- answering ---- */

/* The qop to use of those in the challenge's list: auth before auth-int. False when neither is in it. */
static bool choose_qop(struct slice list, struct slice *ret_qop)
{
    bool has_auth = false, has_auth_int = false;
    struct slice rest = list;
    while (rest.n) {
        size_t end = slice_find(rest, ',');
        struct slice qop = slice_trim(slice_sub(rest, 0, end));
        has_auth = has_auth || slice_ieq_text(qop, "auth");
        has_auth_int = has_auth_int || slice_ieq_text(qop, "auth-int");
        rest = scan_skip(rest, end + 1);
    }
    *ret_qop = !list.p ? (struct slice){NULL, 0} : has_auth ? SLICE_LIT("auth") : SLICE_LIT("auth-int");
    return !list.p || has_auth || has_auth_int;
}

/* The text as it stands between quotes. */
static int escape(struct slice text, struct buf *buf)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_add_char(buf, '\\');
        buf_add_char(buf, text.p[i]);
    }
    return buf->failed ? -1 : 0;
}

static void add_field(struct buf *value, const char *before, struct slice content, const char *after)
{
    if (!content.p)
        return;
    buf_add_text(value, before);
    buf_add_slice(value, content);
    buf_add_text(value, after);
}

static int write_answer(const struct input *in, const struct sip_challenge *challenge, struct buf *value)
{
    struct hex response;
    if (!compute(in, &response))
        return -1;
    add_field(value, "Digest username=\"", in->user, "\"");
    add_field(value, ", realm=\"", in->realm, "\"");
    add_field(value, ", nonce=\"", in->nonce, "\"");
    add_field(value, ", uri=\"", in->uri, "\"");
    add_field(value, ", response=\"", hex_slice(&response), "\"");
    add_field(value, ", algorithm=", in->algorithm, "");
    if (in->qop.p) {
        add_field(value, ", cnonce=\"", in->cnonce, "\"");
        add_field(value, ", qop=", in->qop, "");
        add_field(value, ", nc=", in->nonce_count, "");
    }
    add_field(value, ", opaque=\"", challenge->opaque, "\"");
    return value->failed ? -1 : 0;
}

int sip_digest_answer(const struct sip_challenge *challenge, const struct sip_credentials *credentials,
                      struct buf *value)
{
    struct buf user, count;
    struct input in = {.realm = challenge->realm,
                       .password = credentials->password,
                       .nonce = challenge->nonce,
                       .cnonce = credentials->cnonce,
                       .method = credentials->method,
                       .uri = credentials->uri,
                       .algorithm = challenge->algorithm,
                       .body = credentials->body};
    if (!choose_qop(challenge->qop, &in.qop))
        return -1;
    buf_init(&user, LIMIT_TEXT_BYTES);
    buf_init(&count, LIMIT_TEXT_BYTES);
    int failed = escape(credentials->user, &user) || buf_addf(&count, "%08x", credentials->nonce_count);
    in.user = failed ? credentials->user : buf_slice(&user);
    in.nonce_count = buf_slice(&count);
    if (!failed)
        failed = write_answer(&in, challenge, value);
    buf_free(&user);
    buf_free(&count);
    return failed ? -1 : 0;
}

/* ---- verifying ---- */

bool sip_digest_verify(struct slice value, struct slice realm, struct slice nonce, struct slice password,
                       struct slice method)
{
    struct input in = {.password = password, .method = method};
    struct slice response = {0};
    struct hex expected;
    const struct field fields[] = {
        {"username", &in.user}, {"realm", &in.realm},    {"nonce", &in.nonce},         {"uri", &in.uri},
        {"cnonce", &in.cnonce}, {"nc", &in.nonce_count}, {"algorithm", &in.algorithm}, {"qop", &in.qop},
        {"response", &response}};
    if (!read_fields(value, fields, sizeof(fields) / sizeof(fields[0])) || !in.user.p || !in.uri.p)
        return false;
    if (!slice_eq(in.realm, realm) || !slice_eq(in.nonce, nonce) ||
        (in.qop.p && !slice_ieq_text(in.qop, "auth")))
        return false;
    return compute(&in, &expected) && slice_eq(response, hex_slice(&expected));
}
