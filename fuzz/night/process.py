"""One process with its log, its deadline and its end."""
import ctypes
import os
import resource
import signal
import subprocess
import time

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
LOG_CEILING_BYTES = 8 * 1024**2
FILE_CEILING_BYTES = 256 * 1024**2  # where even a log that grows between two looks ends
GRACE_S = 5


def bind_to(parent):
    """In the child, before it becomes the target: it dies with the driver, leaves no core, writes no endless file."""

    def bind():
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the driver died before the call above
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_CEILING_BYTES, FILE_CEILING_BYTES))

    return bind


class Process:
    def __init__(self, argv, cwd, env, log_path, seconds, guard):
        self.log_path = log_path
        self.guard = guard
        self.deadline = time.monotonic() + seconds
        self.killed = False  # by us, at the deadline or at a stop
        self.term_sent_at = None
        with open(log_path, "wb") as fresh:
            fresh.truncate(0)
        with open(log_path, "ab") as log:
            self.popen = subprocess.Popen(
                argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                start_new_session=True, preexec_fn=bind_to(os.getpid()),
            )  # fmt: skip
        guard.tell("+", self.popen.pid)

    def poll(self):
        """True when it has ended. Keeps its deadline and the ceiling of its log."""
        if os.waitid(os.P_PID, self.popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self.bury()
            return True
        now = time.monotonic()
        if self.term_sent_at is None and now > self.deadline:
            self.stop()
        elif self.term_sent_at is not None and now > self.term_sent_at + GRACE_S:
            self.signal(signal.SIGKILL)
        if os.path.getsize(self.log_path) > LOG_CEILING_BYTES:
            os.truncate(self.log_path, 0)  # it is written at its end, wherever that is
        return False

    def bury(self):
        """What it started goes too. The number of the group cannot be another's before the leader is waited for."""
        self.signal(signal.SIGKILL)
        self.guard.tell("-", self.popen.pid)
        self.popen.wait()

    def signal(self, number):
        try:
            os.killpg(self.popen.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    def stop(self):
        """Asks it to end; libFuzzer then still writes its statistics."""
        if self.term_sent_at is None:
            self.killed = True
            self.term_sent_at = time.monotonic()
            self.signal(signal.SIGTERM)

    @property
    def status(self):
        return self.popen.returncode
