/*
 * A user agent on sofia-sip's nua, to be tested against. On 127.0.0.1:PORT, UDP and TCP:
 *
 *   sofia_ua PORT uas            answers every call with 200
 *   sofia_ua PORT redirect URI   answers every call with 302 and URI as its contact
 *   sofia_ua PORT uac            refuses calls with 486, calls when told so
 *
 * A uac takes its orders as UDP datagrams at 127.0.0.1:PORT+5: "dial URI" or "hangup". The reply is
 * "ok" or "refused".
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct user_agent;
#define NUA_MAGIC_T struct user_agent
#define SU_ROOT_MAGIC_T struct user_agent
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su.h>

enum {
    CONTROL_OFFSET = 5,
    MEDIA_OFFSET = 10,
    ORDER_MAX_BYTES = 2048,
    TEXT_MAX_BYTES = 256,
};

enum role { ROLE_UAS, ROLE_REDIRECT, ROLE_UAC };

struct user_agent {
    enum role role;
    int port;
    const char *redirect_uri; /* of ROLE_REDIRECT only */
    char sdp[TEXT_MAX_BYTES]; /* what it offers and answers */
    char own_uri[TEXT_MAX_BYTES];
    nua_t *nua;
    nua_handle_t *call; /* the latest outgoing call, or NULL */
    int control;        /* socket of ROLE_UAC */
};

static void answer(const struct user_agent *ua, nua_handle_t *handle)
{
    switch (ua->role) {
    case ROLE_UAS:
        nua_respond(handle, SIP_200_OK, SOATAG_USER_SDP_STR(ua->sdp), TAG_END());
        break;
    case ROLE_REDIRECT:
        nua_respond(handle, SIP_302_MOVED_TEMPORARILY, SIPTAG_CONTACT_STR(ua->redirect_uri), TAG_END());
        break;
    case ROLE_UAC:
        nua_respond(handle, SIP_486_BUSY_HERE, TAG_END());
        break;
    }
}

static void drop_call(struct user_agent *ua, nua_handle_t *handle)
{
    if (ua->call == handle)
        ua->call = NULL;
    nua_handle_destroy(handle);
}

static void on_event(nua_event_t event, int status, char const *phrase, nua_t *nua, struct user_agent *ua,
                     nua_handle_t *handle, nua_hmagic_t *hmagic, sip_t const *sip, tagi_t tags[])
{
    (void)phrase;
    (void)nua;
    (void)hmagic;
    (void)sip;

    /* nua has over fifty events and answers by itself what is not listed here. */
    if (event == nua_i_invite && status < 200) {
        answer(ua, handle);
    } else if (event == nua_i_state) {
        int state = nua_callstate_init;

        tl_gets(tags, NUTAG_CALLSTATE_REF(state), TAG_END());
        if (state == nua_callstate_terminated)
            drop_call(ua, handle);
    }
}

static int dial(struct user_agent *ua, const char *uri)
{
    nua_handle_t *call = nua_handle(ua->nua, NULL, SIPTAG_TO_STR(uri), NUTAG_URL(uri), TAG_END());

    if (call == NULL)
        return -1;
    ua->call = call;
    nua_invite(call, SIPTAG_FROM_STR(ua->own_uri), SOATAG_USER_SDP_STR(ua->sdp), TAG_END());
    return 0;
}

static int hang_up(struct user_agent *ua)
{
    if (ua->call == NULL)
        return -1;
    nua_bye(ua->call, TAG_END()); /* becomes a CANCEL while the call still rings */
    return 0;
}

static int on_order(struct user_agent *ua, su_wait_t *wait, su_wakeup_arg_t *arg)
{
    char order[ORDER_MAX_BYTES];
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    const char *reply = "refused";
    ssize_t size;

    (void)wait;
    (void)arg;
    size = recvfrom(ua->control, order, sizeof order - 1, 0, (struct sockaddr *)&from, &from_size);
    if (size < 0)
        return 0;
    order[size] = '\0';
    if (strncmp(order, "dial ", 5) == 0 && dial(ua, order + 5) == 0)
        reply = "ok";
    else if (strcmp(order, "hangup") == 0 && hang_up(ua) == 0)
        reply = "ok";
    if (sendto(ua->control, reply, strlen(reply), 0, (struct sockaddr *)&from, from_size) < 0)
        perror("sofia_ua: control reply");
    return 0;
}

static int open_control(struct user_agent *ua, su_root_t *root)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)(ua->port + CONTROL_OFFSET)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    su_wait_t wait[1];

    ua->control = socket(AF_INET, SOCK_DGRAM, 0);
    if (ua->control < 0 || bind(ua->control, (struct sockaddr *)&address, sizeof address) < 0 ||
        su_wait_create(wait, ua->control, SU_WAIT_IN) < 0 ||
        su_root_register(root, wait, on_order, NULL, 0) < 0) {
        perror("sofia_ua: control socket");
        return -1;
    }
    return 0;
}

/* Reads the command line. Returns 0, or -1 when it makes no sense. */
static int read_arguments(struct user_agent *ua, int argc, char **argv)
{
    if (argc < 3)
        return -1;
    ua->port = atoi(argv[1]);
    if (ua->port < 1 || ua->port > 65535 - MEDIA_OFFSET)
        return -1;
    if (strcmp(argv[2], "uas") == 0 && argc == 3) {
        ua->role = ROLE_UAS;
    } else if (strcmp(argv[2], "redirect") == 0 && argc == 4) {
        ua->role = ROLE_REDIRECT;
        ua->redirect_uri = argv[3];
    } else if (strcmp(argv[2], "uac") == 0 && argc == 3) {
        ua->role = ROLE_UAC;
    } else {
        return -1;
    }
    snprintf(ua->own_uri, sizeof ua->own_uri, "<sip:dut@127.0.0.1:%d>", ua->port);
    snprintf(ua->sdp, sizeof ua->sdp,
             "v=0\r\no=dut 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
             "m=audio %d RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n",
             ua->port + MEDIA_OFFSET);
    return 0;
}

int main(int argc, char **argv)
{
    struct user_agent ua = {0};
    char url[TEXT_MAX_BYTES];
    su_root_t *root;

    if (read_arguments(&ua, argc, argv) < 0) {
        fprintf(stderr, "usage: sofia_ua PORT uas | redirect URI | uac\n");
        return 2;
    }
    if (su_init() < 0)
        return 3;
    root = su_root_create(&ua);
    if (root == NULL)
        return 3;
    snprintf(url, sizeof url, "sip:127.0.0.1:%d", ua.port);
    ua.nua = nua_create(root, on_event, &ua, NUTAG_URL(url), TAG_END());
    if (ua.nua == NULL) {
        fprintf(stderr, "sofia_ua: cannot listen on %s\n", url);
        return 3;
    }
    nua_set_params(ua.nua, SIPTAG_SUPPORTED_STR("timer, 100rel, replaces"), NUTAG_AUTOALERT(0), TAG_END());
    if (ua.role == ROLE_UAC && open_control(&ua, root) < 0)
        return 3;
    su_root_run(root); /* until a signal ends it */
    return 3;
}
