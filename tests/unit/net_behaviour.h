/* What every network must do, whether it is real or simulated. Each test program puts these rows into its
 * table. */
#ifndef SIPCONFORM_TESTS_NET_BEHAVIOUR_H
#define SIPCONFORM_TESTS_NET_BEHAVIOUR_H

/* clang-format off */
#define NET_BEHAVIOUR_ROWS(ROW) \
    ROW(udp_echo, "UDP: echo") \
    ROW(udp_sizes, "UDP: from nothing to the longest datagram") \
    ROW(udp_refused, "UDP: a closed port is known at once") \
    ROW(udp_refusal_does_not_stall, "UDP: an error does not stall the port") \
    ROW(ipv6_echo, "IPv6: echo over UDP and TCP") \
    ROW(ports_are_taken_once, "an address is taken once") \
    ROW(tcp_echo, "TCP: connect, echo, close") \
    ROW(tcp_refused, "TCP: refused") \
    ROW(tcp_long_stream, "TCP: a long stream, up to the ceiling of the send queue") \
    ROW(tcp_kept_bytes_have_a_ceiling, "TCP: bytes kept for a connection have a ceiling") \
    ROW(tcp_connections_have_a_ceiling, "TCP: connections have a ceiling") \
    ROW(tcp_port_close_is_seen, "TCP: closing a port closes its connections") \
    ROW(close_in_callbacks, "closing in callbacks") \
    ROW(timer_order, "timers: order, and never early") \
    ROW(timer_stop_in_callbacks, "timers: stopped in callbacks") \
    ROW(timer_many, "timers: thousands") \
    ROW(allow_list, "allow list") \
    ROW(answers_are_allowed, "an answer on a connection is always allowed") \
    ROW(run_ends, "a run ends when nothing can happen, or when told") \
    ROW(local_towards, "own address towards a destination") \
    ROW(everything_left_is_freed, "everything left is freed")
/* clang-format on */

#define NET_BEHAVIOUR_DECLARE(name, text) void behaviour_##name(void);
NET_BEHAVIOUR_ROWS(NET_BEHAVIOUR_DECLARE)
#define NET_BEHAVIOUR_TEST(name, text) {text, behaviour_##name},

#endif
