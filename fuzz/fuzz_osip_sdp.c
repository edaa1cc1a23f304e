/* A session description through libosip2: parsed, printed, parsed and printed again, copied; and built anew
 * from what the accessors say of it. All prints must be equal. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"
#include "sip/guard.h"

#include <osipparser2/sdp_message.h>
#include <string.h>

const enum mutate_form fuzz_form = MUTATE_SDP;

enum { SESSION = -1 /* osip's number for what belongs to no media */ };

static sdp_message_t *parse(const char *text)
{
    sdp_message_t *sdp;
    FUZZ_CHECK(sdp_message_init(&sdp) == 0);
    if (sdp_message_parse(sdp, text) == 0)
        return sdp;
    sdp_message_free(sdp);
    return NULL;
}

static char *print(sdp_message_t *sdp)
{
    char *text = NULL;
    return sdp_message_to_str(sdp, &text) == 0 ? text : NULL;
}

static void check_copy(sdp_message_t *sdp, const char *printed)
{
    sdp_message_t *copy;
    if (sdp_message_clone(sdp, &copy))
        return; /* osip copies by parsing what it prints */
    char *text = print(copy);
    FUZZ_CHECK(text && strcmp(text, printed) == 0);
    osip_free(text);
    sdp_message_free(copy);
}

/* A text for the library to own. */
static char *own(const char *text)
{
    return text ? osip_strdup(text) : NULL;
}

/* What may stand for the session and for each media. */
static void build_common(sdp_message_t *from, sdp_message_t *to, int media)
{
    if (sdp_message_i_info_get(from, media))
        sdp_message_i_info_set(to, media, own(sdp_message_i_info_get(from, media)));
    for (int i = 0; sdp_message_connection_get(from, media, i) && (media != SESSION || i == 0); i++)
        sdp_message_c_connection_add(to, media, own(sdp_message_c_nettype_get(from, media, i)),
                                     own(sdp_message_c_addrtype_get(from, media, i)),
                                     own(sdp_message_c_addr_get(from, media, i)),
                                     own(sdp_message_c_addr_multicast_ttl_get(from, media, i)),
                                     own(sdp_message_c_addr_multicast_int_get(from, media, i)));
    for (int i = 0; sdp_message_bandwidth_get(from, media, i); i++)
        sdp_message_b_bandwidth_add(to, media, own(sdp_message_b_bwtype_get(from, media, i)),
                                    own(sdp_message_b_bandwidth_get(from, media, i)));
    if (sdp_message_k_keytype_get(from, media))
        sdp_message_k_key_set(to, media, own(sdp_message_k_keytype_get(from, media)),
                              own(sdp_message_k_keydata_get(from, media)));
    for (int i = 0; sdp_message_attribute_get(from, media, i); i++)
        sdp_message_a_attribute_add(to, media, own(sdp_message_a_att_field_get(from, media, i)),
                                    own(sdp_message_a_att_value_get(from, media, i)));
}

static void build_times(sdp_message_t *from, sdp_message_t *to)
{
    for (int i = 0; sdp_message_t_start_time_get(from, i); i++) {
        sdp_message_t_time_descr_add(to, own(sdp_message_t_start_time_get(from, i)),
                                     own(sdp_message_t_stop_time_get(from, i)));
        for (int k = 0; sdp_message_r_repeat_get(from, i, k); k++)
            sdp_message_r_repeat_add(to, i, own(sdp_message_r_repeat_get(from, i, k)));
    }
    if (sdp_message_z_adjustments_get(from))
        sdp_message_z_adjustments_set(to, own(sdp_message_z_adjustments_get(from)));
}

static void build_session(sdp_message_t *from, sdp_message_t *to)
{
    sdp_message_v_version_set(to, own(sdp_message_v_version_get(from)));
    sdp_message_o_origin_set(to, own(sdp_message_o_username_get(from)), own(sdp_message_o_sess_id_get(from)),
                             own(sdp_message_o_sess_version_get(from)), own(sdp_message_o_nettype_get(from)),
                             own(sdp_message_o_addrtype_get(from)), own(sdp_message_o_addr_get(from)));
    sdp_message_s_name_set(to, own(sdp_message_s_name_get(from)));
    if (sdp_message_u_uri_get(from))
        sdp_message_u_uri_set(to, own(sdp_message_u_uri_get(from)));
    for (int i = 0; sdp_message_e_email_get(from, i); i++)
        sdp_message_e_email_add(to, own(sdp_message_e_email_get(from, i)));
    for (int i = 0; sdp_message_p_phone_get(from, i); i++)
        sdp_message_p_phone_add(to, own(sdp_message_p_phone_get(from, i)));
    build_times(from, to);
    build_common(from, to, SESSION);
}

static void build_media(sdp_message_t *from, sdp_message_t *to)
{
    for (int i = 0; !sdp_message_endof_media(from, i); i++) {
        sdp_message_m_media_add(
            to, own(sdp_message_m_media_get(from, i)), own(sdp_message_m_port_get(from, i)),
            own(sdp_message_m_number_of_port_get(from, i)), own(sdp_message_m_proto_get(from, i)));
        for (int k = 0; sdp_message_m_payload_get(from, i, k); k++)
            sdp_message_m_payload_add(to, i, own(sdp_message_m_payload_get(from, i, k)));
        build_common(from, to, i);
    }
}

/* Takes out what can be taken out; the rest must still print. */
static void take_apart(sdp_message_t *sdp)
{
    for (int media = SESSION; media == SESSION || !sdp_message_endof_media(sdp, media); media++) {
        char *field = own(sdp_message_a_att_field_get(sdp, media, 0));
        sdp_message_a_attribute_del_at_index(sdp, media, field, 0);
        sdp_message_a_attribute_del(sdp, media, field);
        osip_free(field);
        if (media != SESSION) {
            sdp_message_m_payload_del(sdp, media, 0);
            FUZZ_CHECK(sdp_message_m_port_set(sdp, media, own("0")) == 0);
        }
    }
    char *text = print(sdp);
    osip_free(text);
}

static void check_built(sdp_message_t *sdp, const char *printed)
{
    sdp_message_t *built;
    FUZZ_CHECK(sdp_message_init(&built) == 0);
    build_session(sdp, built);
    build_media(sdp, built);
    char *text = print(built);
    if (!text || strcmp(text, printed) != 0)
        fuzz_fail("a session description built from another prints something else");
    osip_free(text);
    take_apart(built);
    sdp_message_free(built);
}

static void check_again(const char *printed)
{
    sdp_message_t *sdp = parse(printed);
    if (!sdp)
        fuzz_fail("osip does not parse the session description that it printed");
    char *text = print(sdp);
    if (!text || strcmp(text, printed) != 0)
        fuzz_fail("osip prints another session description the second time");
    osip_free(text);
    sdp_message_free(sdp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_osip_prepare();
    char *text = fuzz_text((struct slice){(const char *)data, size});
    sdp_message_t *sdp = sip_guard_sdp(slice_from(text)) ? NULL : parse(text);
    char *printed = sdp ? print(sdp) : NULL;
    if (printed) {
        check_copy(sdp, printed);
        check_built(sdp, printed);
        check_again(printed);
    }
    osip_free(printed);
    sdp_message_free(sdp);
    free(text);
    return 0;
}
