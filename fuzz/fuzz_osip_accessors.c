/* A message read through libosip2's accessors, part by part, each part set in one made anew: both must print
 * the same. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

/* The library owns what it is given. */
static char *own(const char *text)
{
    return text ? osip_strdup(text) : NULL;
}

static void same_text(char *a, char *b)
{
    FUZZ_CHECK((!a && !b) || (a && b && strcmp(a, b) == 0));
    osip_free(a);
    osip_free(b);
}

/* Copies a list of parameters by its accessors. */
static void copy_params(osip_list_t *from, osip_list_t *to)
{
    for (int i = 0; !osip_list_eol(from, i); i++) {
        osip_generic_param_t *param = osip_list_get(from, i), *same, *copy;
        osip_generic_param_get_byname(from, osip_generic_param_get_name(param), &same);
        FUZZ_CHECK(same || !osip_generic_param_get_name(param)[0]);
        FUZZ_CHECK(osip_generic_param_init(&copy) == 0);
        osip_generic_param_set_name(copy, own(osip_generic_param_get_name(param)));
        osip_generic_param_set_value(copy, own(osip_generic_param_get_value(param)));
        osip_list_add(to, copy, -1);
    }
}

static osip_uri_t *copy_uri(osip_uri_t *from)
{
    osip_uri_t *to;
    FUZZ_CHECK(osip_uri_init(&to) == 0);
    osip_uri_set_scheme(to, own(osip_uri_get_scheme(from)));
    osip_uri_set_username(to, own(osip_uri_get_username(from)));
    osip_uri_set_password(to, own(osip_uri_get_password(from)));
    osip_uri_set_host(to, own(osip_uri_get_host(from)));
    osip_uri_set_port(to, own(osip_uri_get_port(from)));
    to->string = own(from->string);
    copy_params(&from->url_params, &to->url_params);
    copy_params(&from->url_headers, &to->url_headers);
    return to;
}

static void check_uri(osip_uri_t *uri)
{
    osip_uri_t *copy = copy_uri(uri);
    char *a = NULL, *b = NULL;
    osip_uri_to_str(uri, &a);
    osip_uri_to_str(copy, &b);
    same_text(a, b);
    osip_uri_free(copy);
}

/* From, To, Contact, Route and Record-Route are of one type. */
static void check_address(osip_from_t *from)
{
    osip_from_t *copy;
    osip_generic_param_t *param;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_from_init(&copy) == 0);
    osip_from_set_displayname(copy, own(osip_from_get_displayname(from)));
    if (osip_from_get_url(from)) {
        check_uri(osip_from_get_url(from));
        osip_from_set_url(copy, copy_uri(osip_from_get_url(from)));
    }
    copy_params(&from->gen_params, &copy->gen_params);
    for (int i = 0; osip_from_param_get(from, i, &param) >= 0; i++)
        FUZZ_CHECK(param);
    osip_from_to_str(from, &a);
    osip_from_to_str(copy, &b);
    same_text(a, b);
    osip_to_tag_match(from, copy);
    osip_from_free(copy);
}

static void check_via(osip_via_t *via)
{
    osip_via_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_via_init(&copy) == 0);
    osip_via_set_version(copy, own(osip_via_get_version(via)));
    osip_via_set_protocol(copy, own(osip_via_get_protocol(via)));
    osip_via_set_host(copy, own(osip_via_get_host(via)));
    osip_via_set_port(copy, own(osip_via_get_port(via)));
    osip_via_set_comment(copy, own(osip_via_get_comment(via)));
    copy_params(&via->via_params, &copy->via_params);
    osip_via_to_str(via, &a);
    osip_via_to_str(copy, &b);
    same_text(a, b);
    osip_via_free(copy);
}

static void check_call_id(osip_call_id_t *call_id)
{
    osip_call_id_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_call_id_init(&copy) == 0);
    osip_call_id_set_number(copy, own(osip_call_id_get_number(call_id)));
    osip_call_id_set_host(copy, own(osip_call_id_get_host(call_id)));
    osip_call_id_to_str(call_id, &a);
    osip_call_id_to_str(copy, &b);
    same_text(a, b);
    osip_call_id_free(copy);
}

static void check_cseq(osip_cseq_t *cseq)
{
    osip_cseq_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_cseq_init(&copy) == 0);
    osip_cseq_set_number(copy, own(osip_cseq_get_number(cseq)));
    osip_cseq_set_method(copy, own(osip_cseq_get_method(cseq)));
    osip_cseq_to_str(cseq, &a);
    osip_cseq_to_str(copy, &b);
    same_text(a, b);
    osip_cseq_free(copy);
}

static void check_header(osip_header_t *header)
{
    osip_header_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_header_init(&copy) == 0);
    osip_header_set_name(copy, own(osip_header_get_name(header)));
    osip_header_set_value(copy, own(osip_header_get_value(header)));
    osip_header_to_str(header, &a);
    osip_header_to_str(copy, &b);
    same_text(a, b);
    osip_header_free(copy);
}

static void check_call_info(osip_call_info_t *info)
{
    osip_call_info_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_call_info_init(&copy) == 0);
    osip_call_info_set_uri(copy, own(osip_call_info_get_uri(info)));
    copy_params(&info->gen_params, &copy->gen_params);
    osip_call_info_to_str(info, &a);
    osip_call_info_to_str(copy, &b);
    same_text(a, b);
    osip_call_info_free(copy);
}

static void check_coding(osip_accept_encoding_t *coding)
{
    osip_accept_encoding_t *copy;
    char *a = NULL, *b = NULL;
    FUZZ_CHECK(osip_accept_encoding_init(&copy) == 0);
    osip_accept_encoding_set_element(copy, own(osip_accept_encoding_get_element(coding)));
    copy_params(&coding->gen_params, &copy->gen_params);
    osip_accept_encoding_to_str(coding, &a);
    osip_accept_encoding_to_str(copy, &b);
    same_text(a, b);
    osip_accept_encoding_free(copy);
}

static void check_start(osip_message_t *message)
{
    osip_message_t *copy;
    FUZZ_CHECK(osip_message_init(&copy) == 0);
    osip_message_set_version(copy, own(osip_message_get_version(message)));
    osip_message_set_method(copy, own(osip_message_get_method(message)));
    osip_message_set_status_code(copy, osip_message_get_status_code(message));
    osip_message_set_reason_phrase(copy, own(osip_message_get_reason_phrase(message)));
    if (osip_message_get_uri(message)) {
        check_uri(osip_message_get_uri(message));
        osip_message_set_uri(copy, copy_uri(osip_message_get_uri(message)));
    }
    size_t length;
    char *text = fuzz_osip_print(copy, &length);
    osip_free(text);
    osip_message_free(copy);
}

/* Each element of a list by the list's own iterator. */
#define EACH(list, type, check)                                                                              \
    {                                                                                                        \
        osip_list_iterator_t at;                                                                             \
        for (osip_##type##_t *one = osip_list_get_first(list, &at); one; one = osip_list_get_next(&at))      \
            check(one);                                                                                      \
    }

static void check_lists(osip_message_t *message)
{
    EACH(&message->vias, via, check_via)
    EACH(&message->contacts, from, check_address)
    EACH(&message->routes, from, check_address)
    EACH(&message->record_routes, from, check_address)
    EACH(&message->headers, header, check_header)
    EACH(&message->alert_infos, call_info, check_call_info)
    EACH(&message->call_infos, call_info, check_call_info)
    EACH(&message->error_infos, call_info, check_call_info)
    EACH(&message->accept_encodings, accept_encoding, check_coding)
    EACH(&message->accept_languages, accept_encoding, check_coding)
}

static void check_singles(osip_message_t *message)
{
    if (osip_message_get_from(message))
        check_address(osip_message_get_from(message));
    if (osip_message_get_to(message))
        check_address(osip_message_get_to(message));
    if (osip_message_get_call_id(message))
        check_call_id(osip_message_get_call_id(message));
    if (osip_message_get_cseq(message))
        check_cseq(osip_message_get_cseq(message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    osip_message_t *message = fuzz_osip_parse((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    check_start(message);
    check_lists(message);
    check_singles(message);
    osip_message_free(message);
    return 0;
}
