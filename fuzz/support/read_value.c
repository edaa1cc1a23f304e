/* Runs every reader of header field values over one value, and checks what they return. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/digest.h"
#include "sip/value.h"

static void read_params(struct slice params)
{
    struct sip_param param, found;
    struct slice rest = params;
    char name[64];
    bool ok = sip_params_ok(params);
    while (sip_param_next(&rest, &param)) {
        fuzz_inside(param.name, params, "a parameter's name");
        fuzz_inside(param.value, params, "a parameter's value");
        fuzz_inside(rest, params, "what follows a parameter");
        FUZZ_CHECK(param.name.n && (!param.value.p || param.value.n));
        if (param.name.n >= sizeof(name))
            continue;
        for (size_t i = 0; i < param.name.n; i++)
            name[i] = (char)ascii_upper((unsigned char)param.name.p[i]);
        name[param.name.n] = 0;
        FUZZ_CHECK(sip_param_find(params, name, &found) && found.name.p <= param.name.p);
    }
    FUZZ_CHECK(ok == (rest.n == 0));
}

static void read_uri(struct slice text)
{
    struct sip_uri uri;
    if (!sip_uri_parse(text, &uri))
        return;
    fuzz_inside(uri.scheme, text, "a URI's scheme");
    fuzz_inside(uri.user, text, "a URI's user");
    fuzz_inside(uri.password, text, "a URI's password");
    fuzz_inside(uri.host, text, "a URI's host");
    fuzz_inside(uri.params, text, "a URI's parameters");
    fuzz_inside(uri.headers, text, "a URI's headers");
    fuzz_inside(uri.rest, text, "a URI's rest");
    FUZZ_CHECK(uri.scheme.n + 1 + uri.rest.n == text.n);
    FUZZ_CHECK(uri.is_sip == (uri.host.n > 0));
    read_params(uri.params);
}

static void read_address(struct slice value)
{
    struct sip_address address;
    struct slice uri = sip_address_uri(value);
    if (!sip_address_parse(value, &address)) {
        FUZZ_CHECK(uri.p == value.p && uri.n == value.n);
        return;
    }
    fuzz_inside(address.display, value, "a display name");
    fuzz_inside(address.uri, value, "an address's URI");
    fuzz_inside(address.params, value, "an address's parameters");
    FUZZ_CHECK(slice_eq(uri, address.uri));
    FUZZ_CHECK(address.star == (address.uri.n == 0));
    FUZZ_CHECK(!address.params.n || address.params.p[0] == ';');
    read_params(address.params);
    read_uri(address.uri);
}

static void read_via(struct slice value)
{
    struct sip_via via;
    if (!sip_via_parse(value, &via))
        return;
    fuzz_inside(via.protocol, value, "a Via's protocol");
    fuzz_inside(via.transport, via.protocol, "a Via's transport");
    fuzz_inside(via.host, value, "a Via's host");
    fuzz_inside(via.params, value, "a Via's parameters");
    fuzz_inside(via.branch, via.params, "a branch");
    fuzz_inside(via.received, via.params, "received");
    fuzz_inside(via.rport, via.params, "rport");
    FUZZ_CHECK(via.host.n && via.transport.n && via.has_rport == (via.rport.p != NULL));
    FUZZ_CHECK(via.host.p > via.transport.p + via.transport.n);
    read_params(via.params);
}

static void read_cseq(struct slice value)
{
    struct sip_cseq cseq;
    uint64_t number;
    if (!sip_cseq_parse(value, &cseq))
        return;
    fuzz_inside(cseq.digits, value, "a CSeq's number");
    fuzz_inside(cseq.method, value, "a CSeq's method");
    FUZZ_CHECK(slice_to_u64(cseq.digits, &number) && number == cseq.number);
    FUZZ_CHECK(sip_is_token(cseq.method) && cseq.method.p > cseq.digits.p + cseq.digits.n);
}

/* What is read and written again with three decimals is the same. */
static void read_qvalue(struct slice text)
{
    unsigned thousandths, again;
    char printed[8] = "0.000";
    if (!sip_qvalue_parse(text, &thousandths))
        return;
    FUZZ_CHECK(thousandths <= 1000 && text.n <= 5);
    printed[0] = thousandths == 1000 ? '1' : '0';
    for (unsigned i = 4, left = thousandths % 1000; i > 1; i--, left /= 10)
        printed[i] = (char)('0' + left % 10);
    FUZZ_CHECK(sip_qvalue_parse(slice_from(printed), &again) && again == thousandths);
}

/* What answers a challenge is verified with the same secrets, unless it covers the body, and not with
 * others. */
static void answer(const struct sip_challenge *challenge)
{
    struct sip_credentials credentials = {.user = SLICE_LIT("a\"b"),
                                          .password = SLICE_LIT("secret"),
                                          .method = SLICE_LIT("INVITE"),
                                          .uri = SLICE_LIT("sip:a@example.com"),
                                          .cnonce = SLICE_LIT("c0"),
                                          .nonce_count = 1};
    struct buf value;
    buf_init(&value, LIMIT_TEXT_BYTES);
    if (!sip_digest_answer(challenge, &credentials, &value)) {
        bool ok = sip_digest_verify(buf_slice(&value), challenge->realm, challenge->nonce,
                                    credentials.password, credentials.method);
        bool covers_body = slice_find_text(buf_slice(&value), ", qop=auth-int,") < value.n;
        if (!ok && !covers_body)
            fuzz_fail("an answer to a digest challenge is not verified");
        FUZZ_CHECK(!sip_digest_verify(buf_slice(&value), challenge->realm, challenge->nonce,
                                      SLICE_LIT("other"), credentials.method));
    }
    buf_free(&value);
}

static void read_challenge(struct slice value)
{
    struct sip_challenge challenge;
    sip_digest_verify(value, SLICE_LIT("r"), SLICE_LIT("n"), SLICE_LIT("secret"), SLICE_LIT("INVITE"));
    if (!sip_challenge_parse(value, &challenge))
        return;
    fuzz_inside(challenge.realm, value, "a realm");
    fuzz_inside(challenge.nonce, value, "a nonce");
    fuzz_inside(challenge.opaque, value, "an opaque");
    fuzz_inside(challenge.algorithm, value, "an algorithm");
    fuzz_inside(challenge.qop, value, "a qop");
    FUZZ_CHECK(challenge.realm.p && challenge.nonce.p);
    answer(&challenge);
}

void fuzz_read_value(struct slice value)
{
    read_params(value);
    read_uri(value);
    read_address(value);
    read_via(value);
    read_cseq(value);
    read_qvalue(value);
    read_challenge(value);
}
