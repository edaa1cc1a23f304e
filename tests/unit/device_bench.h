/* A small bench for tests of the reference device: a simulated network with the device at 10.0.0.1 and
 * hand-made peers at 10.0.0.2 and up, which write down what they get and answer as told. */
#ifndef SIPCONFORM_TESTS_DEVICE_BENCH_H
#define SIPCONFORM_TESTS_DEVICE_BENCH_H

#include "suite.h"

#include "base/buf.h"
#include "device/device.h"

enum { BENCH_PEERS = 4 };

struct device_bench;
struct bench_peer {
    struct device_bench *bench;
    struct net_port *port, *stream;
    struct buf log; /* everything it got, with times */
    /* What it answers INVITEs with, in order, the last one again and again: "302 Moved\r\nContact: <...>".
     * NULL: nothing. */
    const char *answers[4];
    unsigned answered;
};

struct device_bench {
    struct net *net;
    struct device *device;
    struct bench_peer peers[BENCH_PEERS]; /* 10.0.0.2:5060 ... */
};

/* A device with those options, listening on 10.0.0.1:5060; fault may be NULL. */
void bench_open(struct device_bench *bench, const struct device_options *options, const char *fault);
void bench_close(struct device_bench *bench);
void bench_run_ms(struct device_bench *bench, int64_t ms);
/* Sends a request from peer `from` and runs for 100 ms. headers: lines with CRLF; branch names call and
 * transaction: Call-ID "call-BRANCH" unless headers hold one; To gets what to_params says. */
struct bench_request {
    const char *method, *uri, *branch, *headers, *body, *to_params, *call;
    unsigned cseq, from;
    bool tcp;
};
void bench_send(struct device_bench *bench, struct bench_request request);
/* Raw bytes from peer 0. */
void bench_send_raw(struct device_bench *bench, const char *text);
/* The same for any bytes, by TCP when asked; does not run the network. */
void bench_send_bytes(struct device_bench *bench, bool tcp, const char *bytes, size_t n);
/* How often that text stands in what the peer got. */
unsigned bench_count(const struct device_bench *bench, unsigned peer, const char *text);
/* The To tag of the last response that peer 0 got; "" when there is none. */
const char *bench_tag(const struct device_bench *bench, char tag[64]);

#endif
