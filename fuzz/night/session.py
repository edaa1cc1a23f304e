"""A night: what it has done so far, and where an interrupted one goes on."""
import os
import time

from . import files, journal
from .journal import Journal


class Session:
    """session.jsonl holds the night that runs or ran last, history.jsonl a line for each that ended."""

    def __init__(self, layout, budget_s, now=None):
        now = time.time() if now is None else now
        self.layout = layout
        self.history = journal.read(layout.history)
        self.journal = Journal(layout.session)
        self.budget_s = budget_s
        self.went_on = False
        self.take_up(now)
        self.begun = time.monotonic()

    # ---- which night this is ----

    def take_up(self, now):
        begin = self.first("begin")
        if begin is None or self.first("end"):
            self.start_new(now)
        elif now < self.last("begin")["at"] + self.budget_s:
            self.go_on()
        elif self.first("reported"):
            self.start_new(now)
        else:
            self.start_over(now)

    def start_new(self, now):
        """What an interrupted night reported is known from now on."""
        last = self.first("begin")
        self.number = last["session"] + 1 if last else 1
        self.journal.rewrite([{"event": "begin", "session": self.number, "at": now}])
        self.used_s = 0.0

    def go_on(self):
        self.number = self.first("begin")["session"]
        self.used_s = max((event.get("clock", 0.0) for event in self.journal.events[self.index_of_last_begin() :]), default=0.0)
        self.went_on = True

    def start_over(self, now):
        """The hours of the night are over and nobody was told what it found: that stays new, in a night of full length."""
        self.number = self.first("begin")["session"]
        self.journal.append({"event": "begin", "session": self.number, "at": now})
        self.used_s = 0.0

    def first(self, kind):
        return next((event for event in self.journal.events if event.get("event") == kind), None)

    def last(self, kind):
        return next((event for event in reversed(self.journal.events) if event.get("event") == kind), None)

    def index_of_last_begin(self):
        events = self.journal.events
        return max(i for i, event in enumerate(events) if event.get("event") == "begin")

    # ---- its time ----

    @property
    def clock(self):
        return self.used_s + time.monotonic() - self.begun

    @property
    def left_s(self):
        return self.budget_s - self.clock

    # ---- what happens ----

    def tell(self, event, **facts):
        self.journal.append({"event": event, "clock": round(self.clock, 1), **facts})

    def of_kind(self, kind):
        return [event for event in self.journal.events if event.get("event") == kind]

    @property
    def started_at(self):
        return self.first("begin")["at"]

    @property
    def previous(self):
        return self.history[-1] if self.history else None

    def reported(self):
        self.tell("reported")

    def end(self, line):
        """The history first: an ended night that it lacks would be missed, one that it has already is left out."""
        if not any(entry.get("session") == self.number for entry in self.history):
            Journal(self.layout.history).append(line)
        self.tell("end")


def forget_work(layout):
    """What a killed night was in the middle of, but for the inputs it had just found."""
    for name in os.listdir(layout.work):
        if name.startswith("merge.") or name == "finding":
            files.empty(os.path.join(layout.work, name))
            os.rmdir(os.path.join(layout.work, name))
        elif name.startswith("again-"):
            files.remove(os.path.join(layout.work, name))
