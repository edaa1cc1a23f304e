/* Child processes and signals. A child leads a process group of its own, so that what it started ends with
 * it. */
#include "net/real.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

#define GRACE_NS INT64_C(1000000000) /* from SIGTERM to SIGKILL */
#define LOOK_NS INT64_C(20000000)    /* while it is waited for what the process started */

struct real_process {
    struct net_process base;
    struct net_task kill; /* queued while the process is being ended */
    bool is_kill_queued;
    bool is_ending; /* its owner has forgotten it */
    bool is_gone;
    bool has_exited;     /* what it started is waited for */
    int64_t patience_ns; /* when SIGKILL comes */
    uv_process_t handle; /* the process is freed when this is closed */
    struct real_process *next;
    void (*on_exit)(void *arg, int status);
    void *arg;
};

struct real_signal {
    uv_signal_t handle; /* the signal is freed when this is closed */
    struct real_signal *next;
    void (*fire)(void *arg, int signal_number);
    void *arg;
};

static void queue_kill(struct real_process *process, int64_t due_ns);

/* ---- processes ---- */

static void free_data(uv_handle_t *handle)
{
    free(handle->data);
}

static void forget(struct real_process *process)
{
    struct real_process **at = &((struct real *)process->base.net)->processes;
    while (*at != process)
        at = &(*at)->next;
    *at = process->next;
    if (process->is_kill_queued)
        net_queue_remove(&process->base.net->queue, &process->kill);
    process->is_kill_queued = false;
    process->is_gone = true;
    uv_close((uv_handle_t *)&process->handle, free_data);
}

static void signal_group(const struct real_process *process, int signal_number)
{
    kill(-process->base.pid, signal_number);
}

static bool has_group(const struct real_process *process)
{
    return kill(-process->base.pid, 0) == 0;
}

/* A shell ends at SIGTERM; what it started may not. */
static void on_process_exit(uv_process_t *handle, int64_t exit_status, int term_signal)
{
    struct real_process *process = handle->data;
    process->has_exited = true;
    if (process->is_ending && process->is_kill_queued && has_group(process)) {
        net_queue_remove(&process->base.net->queue, &process->kill);
        queue_kill(process, net_now_ns(process->base.net) + LOOK_NS);
        return;
    }
    forget(process);
    if (!process->is_ending && process->on_exit)
        process->on_exit(process->arg, (int)((exit_status & 0xff) << 8) | (term_signal & 0x7f));
}

int real_spawn(struct net *net, char *const argv[], int output_fd, void (*on_exit)(void *arg, int status),
               void *arg, struct net_process **ret_process)
{
    struct real *real = (struct real *)net;
    struct real_process *process = calloc(1, sizeof(*process));
    if (!process)
        return NET_ENOMEM;
    uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    for (int i = 1; i < 3 && output_fd >= 0; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = output_fd;
    }
    uv_process_options_t options = {.exit_cb = on_process_exit,
                                    .file = argv[0],
                                    .args = (char **)argv,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio_count = 3,
                                    .stdio = stdio};
    int error = uv_spawn(&real->loop, &process->handle, &options);
    process->handle.data = process;
    if (error) {
        uv_close((uv_handle_t *)&process->handle, free_data);
        return net_fail(net, NET_ESYSTEM, "cannot start %.100s: %s", argv[0], uv_strerror(error));
    }
    process->base = (struct net_process){net, process->handle.pid};
    process->on_exit = on_exit;
    process->arg = arg;
    process->next = real->processes;
    real->processes = process;
    *ret_process = &process->base;
    return NET_OK;
}

static struct real_process *of_kill(struct net_task *task)
{
    return (struct real_process *)((char *)task - offsetof(struct real_process, kill));
}

static void run_kill(struct net_task *task)
{
    struct real_process *process = of_kill(task);
    int64_t now_ns = net_now_ns(process->base.net);
    process->is_kill_queued = false;
    if (now_ns >= process->patience_ns)
        signal_group(process, SIGKILL);
    else if (has_group(process))
        queue_kill(process, now_ns + LOOK_NS);
    if (process->has_exited && !process->is_kill_queued)
        forget(process);
}

static void drop_kill(struct net_task *task)
{
    of_kill(task)->is_kill_queued = false;
}

static void queue_kill(struct real_process *process, int64_t due_ns)
{
    process->kill.due_ns = due_ns;
    process->kill.run = run_kill;
    process->kill.drop = drop_kill;
    process->is_kill_queued = !net_queue_add(&process->base.net->queue, &process->kill);
}

void real_process_end(struct net_process *base)
{
    struct real_process *process = (struct real_process *)base;
    if (process->is_gone || process->is_ending)
        return;
    process->is_ending = true;
    process->patience_ns = net_now_ns(base->net) + GRACE_NS;
    queue_kill(process, process->patience_ns);
    signal_group(process, process->is_kill_queued ? SIGTERM : SIGKILL);
}

static void run_nothing(struct net_task *task)
{
    (void)task; /* it has woken the loop */
}

/* The queue is empty at first: what was in it has been dropped, the SIGKILL of a process that was being ended
 * too. */
void real_end_all_processes(struct real *real)
{
    struct net *net = &real->base;
    struct net_task give_up = {.due_ns = net_now_ns(net) + 3 * GRACE_NS, .run = run_nothing};
    int error = net_queue_add(&net->queue, &give_up);
    for (struct real_process *process = real->processes; process; process = process->next) {
        if (process->is_ending)
            queue_kill(process, process->patience_ns);
        else
            real_process_end(&process->base);
    }
    net->stopping = false;
    while (!error && real->processes && net_now_ns(net) < give_up.due_ns)
        error = real_round(real);
    while (real->processes)
        forget(real->processes);
    net_queue_free(&net->queue);
}

/* ---- signals ---- */

static void on_uv_signal(uv_signal_t *handle, int signal_number)
{
    struct real_signal *entry = handle->data;
    entry->fire(entry->arg, signal_number);
}

int real_on_signal(struct net *net, int signal_number, void (*fire)(void *arg, int signal_number), void *arg)
{
    struct real *real = (struct real *)net;
    struct real_signal *entry = calloc(1, sizeof(*entry));
    if (!entry)
        return NET_ENOMEM;
    if (uv_signal_init(&real->loop, &entry->handle)) {
        free(entry);
        return net_fail(net, NET_ESYSTEM, "cannot watch signals");
    }
    entry->handle.data = entry;
    entry->fire = fire;
    entry->arg = arg;
    int error = uv_signal_start(&entry->handle, on_uv_signal, signal_number);
    if (error) {
        uv_close((uv_handle_t *)&entry->handle, free_data);
        return net_fail(net, NET_ESYSTEM, "signal %d: %s", signal_number, uv_strerror(error));
    }
    entry->next = real->signals;
    real->signals = entry;
    return NET_OK;
}

enum { ENDED_AT_ONCE = 64 };
static pid_t groups_to_end[ENDED_AT_ONCE];
static volatile sig_atomic_t group_count;

static void end_at_once(int signal_number)
{
    for (int i = 0; i < group_count; i++)
        kill(-groups_to_end[i], SIGKILL);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

int real_end_on_signal(struct net *net, int signal_number)
{
    struct real *real = (struct real *)net;
    struct sigaction action = {.sa_handler = end_at_once};
    group_count = 0;
    for (struct real_process *at = real->processes; at && group_count < ENDED_AT_ONCE; at = at->next)
        groups_to_end[group_count++] = at->base.pid;
    for (struct real_signal *entry = real->signals; entry; entry = entry->next)
        if (entry->handle.signum == signal_number)
            uv_signal_stop(&entry->handle);
    return sigaction(signal_number, &action, NULL) ? real_fail(net, "sigaction") : NET_OK;
}

void real_close_signals(struct real *real)
{
    for (struct real_signal *entry = real->signals; entry; entry = entry->next)
        uv_close((uv_handle_t *)&entry->handle, free_data);
    real->signals = NULL;
}
