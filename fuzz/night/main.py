"""From the command line to the exit status."""
import os
import signal
import sys
import traceback

from . import build, command, corpus, options, reports, session, summary, target, wording
from .errors import EnvironmentFault, UsageError
from .guard import Guard
from .layout import Layout
from .night import Night
from .slots import Slots

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOTHING_NEW, SOMETHING_NEW = 0, 1


def main(arguments):
    try:
        return overnight(options.read(arguments, ROOT))
    except (UsageError, EnvironmentFault) as error:
        print(f"fuzz/overnight: {error}", file=sys.stderr)
        return error.status
    except OSError as error:
        print(f"fuzz/overnight: {error.filename or 'the out folder'}: {error.strerror}", file=sys.stderr)
        return EnvironmentFault.status
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception:  # status 1 is for findings, and Python's own would be 1
        traceback.print_exc()
        return EnvironmentFault.status


def overnight(chosen):
    build.ensure(chosen, ROOT)
    targets = target.select(chosen.build, ROOT, chosen.targets)
    symbolizer = build.symbolizer()
    environments = {leaks: command.sanitizer_options(os.environ, symbolizer, leaks) for leaks in (False, True)}
    layout = Layout(chosen.out)
    layout.lock()
    layout.create()
    corpus.recover(layout)
    session.forget_work(layout)
    current = session.Session(layout, chosen.seconds)
    guard = Guard()
    try:
        slots = Slots(chosen.jobs, layout, environments, guard)
        return conduct(Night(chosen, ROOT, layout, current, targets, slots))
    finally:
        guard.close()


class Interruption:
    """The first signal ends the night in order."""

    def __init__(self, slots):
        self.number = 0
        self.slots = slots
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.catch)

    def catch(self, number, _):
        self.number = self.number or number
        self.slots.stop()


def conduct(night):
    interruption = Interruption(night.slots)
    going = "goes on with" if night.session.went_on else "begins"
    left = wording.duration(max(night.session.left_s, 0))
    night.say(f"{going} session {night.session.number}: {len(night.targets)} targets, {left}")
    night.run()
    document = summary.make(night, ending(night, interruption))
    paths = reports.write(night.layout.root, document)
    close(night, document, interruption)
    print(wording.headline(document))
    for path in paths:
        print(f"  {command.shown_path(path)}")
    return exit_status(night, document, interruption)


def ending(night, interruption):
    if interruption.number:
        return f"interrupted by {signal.Signals(interruption.number).name}"
    return "stopped for lack of room" if night.is_full else "finished"


def close(night, document, interruption):
    """An interrupted night stays open: the same command goes on with it."""
    night.session.reported()
    if not interruption.number:
        night.session.end(summary.history_line(document))
        night.findings.compact()


def exit_status(night, document, interruption):
    if interruption.number:
        return 128 + interruption.number
    for entry in document["findings"]:
        if entry["state"] == "new":
            print(f"new: {entry['bucket']}\n  {entry['command']}")
    if night.is_full:
        full = f"{night.layout.root} reached its ceiling, or the disk is full"
        print(f"fuzz/overnight: {full}; raise --max-disk, or make room", file=sys.stderr)
    problems = [problem for problem in map(wording.problem, document["targets"]) if problem]
    for problem in problems:
        print(f"fuzz/overnight: {problem}", file=sys.stderr)
    if document["new"]:
        return SOMETHING_NEW
    return EnvironmentFault.status if night.is_full or problems else NOTHING_NEW
