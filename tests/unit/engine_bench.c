/* Runs scenarios that a test wrote against a peer that the test wrote. */
#include "engine_bench.h"

#include "sip/stream.h"

#include <CUnit/CUnit.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a folder of scenarios ---- */

static void write_scenario(const char *folder, const char *name, const char *json)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s.json", folder, name);
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    for (; *json; json++)
        fputc(*json == '\'' ? '"' : *json, file);
    fclose(file);
}

static void link_to(const char *folder, const char *name)
{
    char from[600], to[600];
    snprintf(from, sizeof(from), "%s/%s", folder, name);
    snprintf(to, sizeof(to), "%s/scenarios/%s", SIPCONFORM_SOURCE_DIR, name);
    CU_ASSERT_EQUAL_FATAL(symlink(to, from), 0);
}

static void remove_folder(const char *folder)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        unlink(path); /* links and files only; the folder itself refuses */
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    char empty[600];
    snprintf(empty, sizeof(empty), "%s/fragments", folder);
    rmdir(empty);
    rmdir(folder);
}

static struct library *load(const char *const *scenarios)
{
    const char *base = getenv("TMPDIR");
    char folder[400], fragments[500];
    snprintf(folder, sizeof(folder), "%s/sipconform-XXXXXX", base ? base : "/tmp");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(fragments, sizeof(fragments), "%s/fragments", folder);
    CU_ASSERT_EQUAL_FATAL(mkdir(fragments, 0700), 0);
    link_to(folder, "requirements.json");
    link_to(folder, "templates");
    for (; *scenarios; scenarios += 2)
        write_scenario(folder, scenarios[0], scenarios[1]);
    struct diagnostics diagnostics;
    struct library *library = NULL;
    struct buf text;
    buf_init(&text, 100000);
    diagnostics_init(&diagnostics);
    if (library_load(folder, &diagnostics, &library)) {
        diagnostics_print(&diagnostics, &text);
        printf("%.*s", SLICE_ARG(buf_slice(&text)));
    }
    buf_free(&text);
    diagnostics_free(&diagnostics);
    remove_folder(folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(library);
    return library;
}

/* ---- the peer ---- */

static void take(struct engine_bench *bench, const struct net_packet *packet, struct slice bytes)
{
    struct sip_message *message;
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(bytes.p, bytes.n, &message), 0);
    if (message->kind == SIP_RESPONSE)
        buf_addf(&bench->heard, "%d\n", message->status);
    else
        buf_addf(&bench->heard, "%.*s\n", SLICE_ARG(message->method));
    if (message->kind == SIP_REQUEST)
        bench->requests++;
    if (bench->on_message)
        bench->on_message(bench, message, packet);
    sip_message_free(message);
}

/* What waited for a connection to come up arrives at once. */
static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct slice message = {packet->bytes, packet->length};
    (void)port;
    if (!packet->connection) {
        take(arg, packet, message);
        return;
    }
    struct sip_stream stream;
    sip_stream_init(&stream);
    sip_stream_feed(&stream, packet->bytes, packet->length);
    while (sip_stream_next(&stream, &message) == SIP_STREAM_MESSAGE)
        take(arg, packet, message);
    sip_stream_free(&stream);
}

void peer_send(struct engine_bench *bench, const struct net_addr *to, const void *bytes, size_t n)
{
    CU_ASSERT_EQUAL(net_send(bench->port, to, bytes, n), 0);
}

void peer_answer(struct engine_bench *bench, const struct sip_message *request,
                 const struct net_packet *packet, const char *status, const char *rows)
{
    struct buf text;
    buf_init(&text, 65536);
    buf_addf(&text, "SIP/2.0 %s\r\n", status);
    for (size_t i = 0; i < request->row_count; i++) {
        const struct sip_row *row = &request->rows[i];
        bool untagged = row->id == SIP_HEADER_TO && !sip_tag_of(request, SIP_HEADER_TO).p;
        if (row->id == SIP_HEADER_TO && untagged)
            buf_addf(&text, "To: %.*s;tag=t%.*s%s\r\n", SLICE_ARG(slice_trim(row->value)),
                     SLICE_ARG(slice_sub(sip_call_id(request), 0, 8)), bench->fork ? bench->fork : "");
        else if (row->id == SIP_HEADER_VIA || row->id == SIP_HEADER_FROM || row->id == SIP_HEADER_TO ||
                 row->id == SIP_HEADER_CALL_ID || row->id == SIP_HEADER_CSEQ)
            buf_add_slice(&text, row->raw);
    }
    static const char sdp[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                              "m=audio 49170 RTP/AVP 0\r\n";
    bool takes_call = slice_eq_text(request->method, "INVITE") && status[0] == '2';
    buf_addf(&text, "%sContact: <sip:peer@192.0.2.1:5060>\r\n", rows);
    if (takes_call) /* the offer is answered */
        buf_addf(&text, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", strlen(sdp), sdp);
    else
        buf_add_text(&text, "Content-Length: 0\r\n\r\n");
    if (packet->connection)
        net_send_on(bench->stream, packet->connection, text.p, text.n); /* if it is still there */
    else
        peer_send(bench, &packet->from, text.p, text.n);
    buf_free(&text);
}

/* ---- the run ---- */

static void on_result(void *arg, const struct case_result *result)
{
    struct engine_bench *bench = arg;
    CU_ASSERT_FATAL(bench->result_count < BENCH_RESULTS_MAX);
    struct bench_result *own = &bench->results[bench->result_count++];
    struct buf findings, ladder;
    buf_init(&findings, 100000);
    buf_init(&ladder, 1000000);
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (finding->source == SOURCE_SCENARIO || !finding->requirement)
            buf_addf(&findings, "%s %s %s\n", finding->requirement ? finding->requirement : "-",
                     verdict_name(finding->verdict), finding->actual ? finding->actual : "");
    }
    for (size_t i = 0; i < result->transcript.count; i++) {
        const struct entry *entry = &result->transcript.entries[i];
        const char *arrow = entry->direction == DIRECTION_SENT ? ">" : "<";
        if (entry_is_request(entry))
            buf_addf(&ladder, "%s %.*s%s\n", arrow, SLICE_ARG(entry->message->method),
                     entry->flags & ENTRY_REFUSED ? " refused" : "");
        else
            buf_addf(&ladder, "%s %d\n", arrow, entry->message->status);
    }
    *own = (struct bench_result){
        .id = strdup(result->id),
        .reason = result->reason ? strdup(result->reason) : NULL,
        .control_from = result->control_from ? strdup(result->control_from) : NULL,
        .verdict = result->verdict,
        .confirmation = result->confirmation,
        .duration_ms = result->duration_ms,
        .findings = buf_take(&findings),
        .ladder = buf_take(&ladder),
    };
}

static void on_stray(void *arg, const char *case_id, const struct net_packet *packet)
{
    (void)case_id;
    (void)packet;
    ((struct engine_bench *)arg)->stray_count++;
}

void engine_bench_begin(struct engine_bench *bench, const char *const *scenarios)
{
    static const struct net_handler handler = {.on_packet = on_packet};
    struct net_addr peer;
    *bench = (struct engine_bench){.library = load(scenarios)};
    buf_init(&bench->heard, 1000000);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &bench->net), 0);
    net_addr_parse("192.0.2.1:5060", 0, &peer);
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench->net, NET_UDP, &peer, &handler, bench, &bench->port), 0);
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench->net, NET_TCP, &peer, &handler, bench, &bench->stream), 0);
    bench->options = (struct run_options){
        .net = bench->net,
        .library = bench->library,
        .roles = 1u << ROLE_UAS,
        .transports = 1u << NET_UDP,
        .target = peer,
        .jobs = 1000,
        .seed = 1,
        .sink = {.on_result = on_result, .on_stray = on_stray, .arg = bench},
    };
    net_addr_parse("192.0.2.2", 0, &bench->options.local);
    CU_ASSERT_EQUAL(net_allow(bench->net, &peer, 32, 0), 0);
}

static void wind_down(void *arg)
{
    run_wind_down(((struct engine_bench *)arg)->run);
}

bool engine_bench_play(struct engine_bench *bench)
{
    struct plans plans;
    const char *const *ids;
    if (run_plan(&bench->options, &plans))
        return false;
    bool ok = run_start(&bench->options, &plans, &bench->run) == 0;
    if (ok && bench->wind_down_ns)
        ok = !net_timer_start(bench->net, bench->wind_down_ns, wind_down, bench, NULL);
    ok = ok && net_run(bench->net) == 0;
    bench->stopped_ns = net_now_ns(bench->net);
    bench->unfinished = run_unfinished(bench->run, &ids);
    run_free(bench->run);
    plans_free(&plans);
    return ok;
}

void engine_bench_end(struct engine_bench *bench)
{
    net_free(bench->net);
    library_free(bench->library);
    profile_free(&bench->options.profile);
    buf_free(&bench->heard);
    for (size_t i = 0; i < bench->result_count; i++) {
        free(bench->results[i].id);
        free(bench->results[i].reason);
        free(bench->results[i].control_from);
        free(bench->results[i].findings);
        free(bench->results[i].ladder);
    }
}

const struct bench_result *engine_bench_result(const struct engine_bench *bench, const char *scenario)
{
    size_t n = strlen(scenario);
    for (size_t i = 0; i < bench->result_count; i++)
        if (strncmp(bench->results[i].id, scenario, n) == 0 && strchr("/[@", bench->results[i].id[n]))
            return &bench->results[i];
    CU_FAIL_FATAL("the scenario has no result");
    return NULL;
}
