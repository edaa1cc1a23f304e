/* The lists of words that mutations write. */
#include "mutate/words.h"

#include "mutate/mutate.h"
#include "sip/header.h"

#define WORD(literal) SLICE_LIT(literal)
#define END                                                                                                  \
    {                                                                                                        \
        NULL, 0                                                                                              \
    }

static const struct slice numbers[] = {WORD("0"),
                                       WORD("1"),
                                       WORD("-1"),
                                       WORD("00"),
                                       WORD("2"),
                                       WORD("69"),
                                       WORD("70"),
                                       WORD("71"),
                                       WORD("100"),
                                       WORD("127"),
                                       WORD("128"),
                                       WORD("199"),
                                       WORD("255"),
                                       WORD("256"),
                                       WORD("300"),
                                       WORD("420"),
                                       WORD("699"),
                                       WORD("700"),
                                       WORD("999"),
                                       WORD("1000"),
                                       WORD("5060"),
                                       WORD("5061"),
                                       WORD("32767"),
                                       WORD("32768"),
                                       WORD("65535"),
                                       WORD("65536"),
                                       WORD("2147483647"),
                                       WORD("2147483648"),
                                       WORD("-2147483648"),
                                       WORD("4294967295"),
                                       WORD("4294967296"),
                                       WORD("9223372036854775807"),
                                       WORD("9223372036854775808"),
                                       WORD("18446744073709551615"),
                                       WORD("18446744073709551616"),
                                       WORD("99999999999999999999999999999999"),
                                       WORD("0000000000000000000001"),
                                       WORD("0.0"),
                                       WORD("0.5"),
                                       WORD("1.0"),
                                       WORD("1.001"),
                                       WORD("1.000"),
                                       WORD("0.1234"),
                                       WORD("+5"),
                                       WORD("0x10"),
                                       WORD("1e9"),
                                       END};

static const struct slice methods[] = {WORD("INVITE"),
                                       WORD("ACK"),
                                       WORD("BYE"),
                                       WORD("CANCEL"),
                                       WORD("OPTIONS"),
                                       WORD("REGISTER"),
                                       WORD("PRACK"),
                                       WORD("UPDATE"),
                                       WORD("SUBSCRIBE"),
                                       WORD("NOTIFY"),
                                       WORD("PUBLISH"),
                                       WORD("REFER"),
                                       WORD("INFO"),
                                       WORD("MESSAGE"),
                                       WORD("invite"),
                                       WORD("X"),
                                       WORD("!interesting-Method0123456789_*+`.%indeed'~"),
                                       END};

static const struct slice versions[] = {WORD("SIP/2.0"),          WORD("sip/2.0"),
                                        WORD("SIP/7.0"),          WORD("SIP/2"),
                                        WORD("SIP/2.00"),         WORD("SIP / 2.0"),
                                        WORD("HTTP/1.1"),         WORD("SIP/"),
                                        WORD("SIP/4294967296.0"), END};

static const struct slice schemes[] = {WORD("sip:"),    WORD("sips:"),    WORD("tel:"), WORD("SIP:"),
                                       WORD("mailto:"), WORD("http://"),  WORD("urn:"), WORD("cid:"),
                                       WORD(":"),       WORD("x-y.z+1:"), END};

static const struct slice hosts[] = {WORD("127.0.0.1"),
                                     WORD("192.0.2.1"),
                                     WORD("example.com"),
                                     WORD("a.example.org."),
                                     WORD("localhost"),
                                     WORD("[2001:db8::1]"),
                                     WORD("[::1]"),
                                     WORD("[::ffff:192.0.2.1]"),
                                     WORD("2001:db8::1"),
                                     WORD("["),
                                     WORD("]"),
                                     WORD("[]"),
                                     WORD(" "),
                                     WORD("256.256.256.256"),
                                     WORD("*"),
                                     WORD("-"),
                                     WORD("[::1"),
                                     WORD("1"),
                                     END};

static const struct slice transports[] = {WORD("UDP"), WORD("TCP"), WORD("TLS"), WORD("SCTP"),
                                          WORD("WS"),  WORD("udp"), WORD("X"),   END};

static const struct slice params[] = {WORD("tag"),
                                      WORD("branch"),
                                      WORD("received"),
                                      WORD("rport"),
                                      WORD("ttl"),
                                      WORD("maddr"),
                                      WORD("transport"),
                                      WORD("user"),
                                      WORD("method"),
                                      WORD("lr"),
                                      WORD("q"),
                                      WORD("expires"),
                                      WORD("comp"),
                                      WORD("handling"),
                                      WORD("purpose"),
                                      WORD("duration"),
                                      WORD("id"),
                                      WORD("reason"),
                                      WORD("retry-after"),
                                      WORD("to-tag"),
                                      WORD("from-tag"),
                                      WORD("early-only"),
                                      WORD("refresher"),
                                      WORD("boundary"),
                                      WORD("charset"),
                                      WORD("type"),
                                      WORD("+sip.instance"),
                                      WORD("reg-id"),
                                      WORD("ob"),
                                      WORD("gr"),
                                      WORD("phone-context"),
                                      WORD("isub"),
                                      WORD("ext"),
                                      WORD("z9hG4bK"),
                                      WORD("cause"),
                                      WORD("text"),
                                      END};

static const struct slice option_tags[] = {WORD("100rel"),
                                           WORD("timer"),
                                           WORD("replaces"),
                                           WORD("path"),
                                           WORD("gruu"),
                                           WORD("outbound"),
                                           WORD("precondition"),
                                           WORD("eventlist"),
                                           WORD("tdialog"),
                                           WORD("norefersub"),
                                           WORD("x-unknown"),
                                           WORD("X-UNKNOWN"),
                                           END};

static const struct slice marks[] = {WORD("\""),
                                     WORD("\\"),
                                     WORD("\\\""),
                                     WORD("<"),
                                     WORD(">"),
                                     WORD("<>"),
                                     WORD("("),
                                     WORD(")"),
                                     WORD("["),
                                     WORD("]"),
                                     WORD("{"),
                                     WORD("}"),
                                     WORD(","),
                                     WORD(",,"),
                                     WORD(";"),
                                     WORD(";;"),
                                     WORD("="),
                                     WORD("=="),
                                     WORD(":"),
                                     WORD("@"),
                                     WORD("?"),
                                     WORD("&"),
                                     WORD("/"),
                                     WORD("%"),
                                     WORD("%0"),
                                     WORD("%00"),
                                     WORD("%25"),
                                     WORD("%3B"),
                                     WORD("%ff"),
                                     WORD("*"),
                                     WORD("'"),
                                     WORD("#"),
                                     WORD("+"),
                                     WORD("-"),
                                     WORD("--"),
                                     WORD("."),
                                     WORD(" "),
                                     WORD("  "),
                                     WORD("\t"),
                                     WORD("\r\n "),
                                     WORD("\n "),
                                     WORD("\r"),
                                     WORD("\n"),
                                     WORD("\r\n"),
                                     WORD("\r\n\r\n"),
                                     WORD("\0"),
                                     WORD("\x01"),
                                     WORD("\x7f"),
                                     WORD("\x80"),
                                     WORD("\xff"),
                                     WORD("\xc3\xa9"),
                                     WORD("\xf0\x9f\x93\x9e"),
                                     WORD("\"\""),
                                     WORD("\" \""),
                                     WORD("<sip:"),
                                     WORD("\\\r"),
                                     END};

static const struct slice auth[] = {WORD("Digest"),
                                    WORD("Basic"),
                                    WORD("Bearer"),
                                    WORD("realm=\"example.com\""),
                                    WORD("nonce=\"84f1c1ae\""),
                                    WORD("opaque=\"\""),
                                    WORD("stale=TRUE"),
                                    WORD("algorithm=MD5"),
                                    WORD("algorithm=SHA-256"),
                                    WORD("algorithm=AKAv1-MD5"),
                                    WORD("qop=\"auth,auth-int\""),
                                    WORD("qop=auth"),
                                    WORD("domain=\"sip:a sip:b\""),
                                    WORD("username=\"bob\""),
                                    WORD("uri=\"sip:example.com\""),
                                    WORD("response=\"00000000000000000000000000000000\""),
                                    WORD("cnonce=\"0a4f113b\""),
                                    WORD("nc=00000001"),
                                    WORD("version=\"1\""),
                                    WORD("targetname=\"t\""),
                                    WORD("gssapi-data=\"QQ==\""),
                                    WORD("auts=\"AA\""),
                                    WORD("nextnonce=\"1\""),
                                    WORD("rspauth=\"1\""),
                                    WORD("snum=\"1\""),
                                    WORD("srand=\"1\""),
                                    END};

static const struct slice mime[] = {WORD("application/sdp"),
                                    WORD("multipart/mixed"),
                                    WORD("multipart/mixed;boundary=b"),
                                    WORD("multipart/mixed;boundary=\"b\""),
                                    WORD("message/sipfrag"),
                                    WORD("text/plain"),
                                    WORD("*/*"),
                                    WORD("text/*;q=0.3"),
                                    WORD("application/pidf+xml"),
                                    WORD("/"),
                                    WORD("a/b;c"),
                                    WORD("gzip"),
                                    WORD("identity"),
                                    WORD("en, da;q=0.8"),
                                    WORD("session;handling=optional"),
                                    WORD("render"),
                                    END};

static const struct slice sdp_lines[] = {WORD("v=0\r\n"),
                                         WORD("o=- 1 1 IN IP4 127.0.0.1\r\n"),
                                         WORD("o=a 0 0 IN IP6 ::1\r\n"),
                                         WORD("s=-\r\n"),
                                         WORD("s= \r\n"),
                                         WORD("i=a\r\n"),
                                         WORD("u=http://example.com/\r\n"),
                                         WORD("e=a@example.com (A)\r\n"),
                                         WORD("p=+1 555 0100\r\n"),
                                         WORD("c=IN IP4 224.2.1.1/127/3\r\n"),
                                         WORD("c=IN IP4 0.0.0.0\r\n"),
                                         WORD("c=IN IP6 ff15::1/3\r\n"),
                                         WORD("b=AS:64\r\n"),
                                         WORD("b=CT:1\r\n"),
                                         WORD("b=X-Y:0\r\n"),
                                         WORD("t=0 0\r\n"),
                                         WORD("t=1 2\r\n"),
                                         WORD("r=7d 1h 0 25h\r\n"),
                                         WORD("r=604800 3600 0 90000\r\n"),
                                         WORD("z=2882844526 -1h 2898848070 0\r\n"),
                                         WORD("k=clear:a\r\n"),
                                         WORD("k=base64:QQ==\r\n"),
                                         WORD("k=uri:http://example.com/k\r\n"),
                                         WORD("k=prompt\r\n"),
                                         WORD("a=recvonly\r\n"),
                                         WORD("a=sendonly\r\n"),
                                         WORD("a=inactive\r\n"),
                                         WORD("a=rtpmap:0 PCMU/8000\r\n"),
                                         WORD("a=rtpmap:96 telephone-event/8000\r\n"),
                                         WORD("a=fmtp:96 0-15\r\n"),
                                         WORD("a=ptime:20\r\n"),
                                         WORD("a=charset:x:y\r\n"),
                                         WORD("a=\r\n"),
                                         WORD("m=audio 49170 RTP/AVP 0\r\n"),
                                         WORD("m=audio 9/2 RTP/AVP 0 8 96\r\n"),
                                         WORD("m=video 0 RTP/AVP 31\r\n"),
                                         WORD("m=image 9 udptl t38\r\n"),
                                         WORD("m=message 9 TCP/MSRP *\r\n"),
                                         WORD("m=\r\n"),
                                         WORD("x=1\r\n"),
                                         WORD("=\r\n"),
                                         WORD("m\r\n"),
                                         END};

static const struct slice json[] = {WORD("{"),     WORD("}"),    WORD("["),           WORD("]"),
                                    WORD(":"),     WORD(","),    WORD("null"),        WORD("true"),
                                    WORD("false"), WORD("\"\""), WORD("\"\\u0000\""), WORD("\"\\ud800\""),
                                    WORD("{}"),    WORD("[]"),   WORD("{\"a\":1}"),   END};

static const struct slice *const lists[WORDS_LIST_COUNT] = {
    [WORDS_NUMBERS] = numbers,   [WORDS_METHODS] = methods,
    [WORDS_VERSIONS] = versions, [WORDS_SCHEMES] = schemes,
    [WORDS_HOSTS] = hosts,       [WORDS_TRANSPORTS] = transports,
    [WORDS_PARAMS] = params,     [WORDS_OPTION_TAGS] = option_tags,
    [WORDS_MARKS] = marks,       [WORDS_AUTH] = auth,
    [WORDS_MIME] = mime,         [WORDS_SDP_LINES] = sdp_lines,
    [WORDS_JSON] = json,
};

static size_t list_length(enum word_list list)
{
    size_t n = 0;
    while (lists[list][n].n)
        n++;
    return n;
}

struct slice word_any(enum word_list list, struct rng *rng)
{
    return lists[list][rng_below(rng, list_length(list))];
}

size_t edge_size(struct rng *rng, size_t max_bytes)
{
    static const size_t sizes[] = {16,  33,  41,   65,   71,   101,  129,  257,
                                   301, 513, 1025, 2001, 4001, 8001, 16001};
    size_t size = sizes[rng_below(rng, sizeof(sizes) / sizeof(sizes[0]))];
    /* around the edge, more often exactly there */
    size += rng_below(rng, 2) ? 0 : rng_below(rng, 5);
    return size - 2 < max_bytes ? size - 2 : max_bytes;
}

/* Header names first, then the lists one after the other. */
struct slice mutate_word_at(size_t i)
{
    if (i < SIP_HEADER_COUNT - 1)
        return slice_from(sip_header_by_id((enum sip_header_id)(i + 1))->name);
    i -= SIP_HEADER_COUNT - 1;
    for (size_t list = 0; list < WORDS_LIST_COUNT; list++) {
        size_t n = list_length((enum word_list)list);
        if (i < n)
            return lists[list][i];
        i -= n;
    }
    return (struct slice){NULL, 0};
}
