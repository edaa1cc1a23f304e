"""Runs tasks side by side, a process each at a time.

A task is a generator: it yields a command, gets its Result, and goes on. All of it happens in the main thread, for a child
that the kernel is to end with its parent dies with the thread that started it.
"""
import os
import select
import signal
from dataclasses import dataclass

from . import files
from .process import Process

LOG_END_BYTES = 512 * 1024
TICK_S = 0.5


@dataclass(frozen=True)
class Result:
    ran: bool  # no: the night is being stopped
    stopped: bool = False  # ended by us, at a stop or at its deadline
    status: int = 0
    text: str = ""  # its log, long ones with their two ends only


class Wakeup:
    """The end of a child, or a signal, ends a wait at once."""

    def __init__(self):
        self.reader, self.writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def wait(self, seconds):
        if select.select([self.reader], [], [], seconds)[0]:
            os.read(self.reader, 4096)


class Slot:
    def __init__(self, number):
        self.number = number
        self.task = None
        self.process = None


class Slots:
    def __init__(self, count, layout, environments, guard):
        self.slots = [Slot(number) for number in range(count)]
        self.layout = layout
        self.environments = environments  # by whether leaks are looked for
        self.guard = guard
        self.wakeup = Wakeup()
        self.stopping = False

    def run(self, next_task, on_tick):
        """Takes tasks from next_task(slot number) until it has none and all have ended."""
        while True:
            self.fill(next_task)
            if not any(slot.task for slot in self.slots):
                return
            self.wakeup.wait(TICK_S)
            on_tick()
            for slot in self.slots:
                if slot.process and slot.process.poll():
                    self.advance(slot, self.result_of(slot))

    def fill(self, next_task):
        for slot in self.slots:
            while not slot.task and not self.stopping:
                slot.task = next_task(slot.number)
                if not slot.task:
                    break
                self.advance(slot, None)

    def advance(self, slot, result):
        """Hands the result to the task and starts what it asks for next."""
        while True:
            try:
                command = slot.task.send(result)
            except StopIteration:
                slot.task = None
                return
            if not self.stopping:
                self.start(slot, command)
                return
            result = Result(ran=False)

    def start(self, slot, command):
        binary = os.path.join(self.layout.binaries, command.target.name)
        if not os.path.islink(binary):
            os.symlink(command.target.binary, binary)
        argv = [self.layout.relative(binary), *command.arguments]
        log = os.path.join(self.layout.logs, f"{slot.number}.log")
        slot.process = Process(argv, self.layout.root, self.environments[command.leaks], log, command.seconds, self.guard)

    def result_of(self, slot):
        process, slot.process = slot.process, None
        return Result(True, process.killed, process.status, files.read_ends(process.log_path, LOG_END_BYTES))

    def stop(self):
        """Ends what runs; what tasks still ask for is not run."""
        self.stopping = True
        self.end_running()

    def end_running(self):
        for slot in self.slots:
            if slot.process:
                slot.process.stop()
