/* A run of scenarios written in the test against a peer written in the test, on the simulated network. */
#ifndef SIPCONFORM_TESTS_ENGINE_BENCH_H
#define SIPCONFORM_TESTS_ENGINE_BENCH_H

#include "engine/run.h"
#include "sip/value.h"

enum { BENCH_RESULTS_MAX = 16 };

struct bench_result {
    char *id, *reason, *control_from;
    enum verdict verdict;
    enum confirmation confirmation;
    int64_t duration_ms;
    char *findings; /* "REQUIREMENT VERDICT actual\n" of the scenario's own, in order */
    char *ladder;   /* "> METHOD" and "< STATUS" lines */
};

struct engine_bench {
    struct net *net;
    struct net_port *port;   /* the peer's; NULL: nobody is there */
    struct net_port *stream; /* the peer's for TCP, under the same number */
    struct library *library;
    struct run_options options;
    void (*on_message)(struct engine_bench *bench, const struct sip_message *message,
                       const struct net_packet *packet);
    const char *fork;                 /* ends the To tags that the peer makes; NULL: nothing does */
    struct run *run;                  /* while it plays */
    int64_t wind_down_ns, stopped_ns; /* when it is told to end early, 0: never; when it ended */
    size_t unfinished;                /* cases that were under way then */
    struct buf heard;                 /* "METHOD" or "STATUS", a line each, of what the peer got */
    size_t requests;
    struct bench_result results[BENCH_RESULTS_MAX];
    size_t result_count, stray_count;
};

/* Scenarios: name, JSON, name, JSON ... NULL. Quotes in them are written as '. */
void engine_bench_begin(struct engine_bench *bench, const char *const *scenarios);
void engine_bench_end(struct engine_bench *bench);
/* Plays all scenarios of the roles in options. False when something could not be started. */
bool engine_bench_play(struct engine_bench *bench);
/* The result of the scenario's one case; a failed assertion when there is none. */
const struct bench_result *engine_bench_result(const struct engine_bench *bench, const char *scenario);

/* The peer answers a request: its identifiers, the status line and further rows (each ended by CRLF). */
void peer_answer(struct engine_bench *bench, const struct sip_message *request,
                 const struct net_packet *packet, const char *status, const char *rows);
void peer_send(struct engine_bench *bench, const struct net_addr *to, const void *bytes, size_t n);

#endif
