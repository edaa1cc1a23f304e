/* A run as people see it: the record, the console, signals, the reports at its end, the exit status. */
#ifndef SIPCONFORM_CLI_SESSION_H
#define SIPCONFORM_CLI_SESSION_H

#include "cli/setup.h"
#include "cli/vigil.h"

struct session;

/* Opens the record (a temporary file when none was asked for) and begins the console. Returns 0 and a
 * session, or -1 after a message. options, library and net outlive it. before: the verdicts, by enum verdict,
 * in the record that --resume goes on with; NULL for a new one. */
int session_begin(const struct options *options, const struct library *library, struct net *net,
                  const char *target, const char *device, const size_t *before, struct session **ret_session);
/* Who asks the device when it falls silent; before session_sink(). It outlives the session. */
void session_trust(struct session *session, struct vigil *vigil);
/* What the engine tells goes here. */
struct run_sink session_sink(struct session *session);
/* What the interview learned: the record has it. */
void session_facts(struct session *session, const struct profile *profile);
/* How many cases there will be; to be called once, before the first is told. */
int session_expect(struct session *session, size_t total);
/* A run whose progress is shown and that a signal stops. It must outlive session_end. Several may be
 * watched. */
void session_watch(struct session *session, struct run *run);
/* 0, or the signal that stopped the run. */
int session_signal(const struct session *session);
/* Ends the record, makes all reports from it, and frees the session. status: what is known of it already
 * (EXIT_UNREACHABLE, EXIT_ENVIRONMENT), else EXIT_AS_EXPECTED: it then follows from the verdicts. Returns the
 * exit status. */
int session_end(struct session *session, int status);

#endif
