"""A file of JSON lines that is only ever appended to: what stands in it survives everything."""
import json
import os

from . import files


def read(path):
    """All whole lines. A last line that a kill cut short is no line."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [event for event in map(parse, lines) if event is not None]


def parse(line):
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def dump(event):
    return json.dumps(event, sort_keys=True).encode() + b"\n"


class Journal:
    def __init__(self, path):
        self.path = path
        self.events = read(path)
        self.repair()

    def repair(self):
        """Ends a line that was cut short, so that the next one begins at its own start."""
        with open(self.path, "ab+") as file:
            if file.tell() == 0:
                return
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")

    def append(self, event):
        self.events.append(event)
        with open(self.path, "ab") as file:
            file.write(dump(event))
            file.flush()
            os.fsync(file.fileno())

    def rewrite(self, events):
        self.events = list(events)
        files.replace(self.path, b"".join(map(dump, self.events)))
