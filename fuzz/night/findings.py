"""All findings of the out folder: a journal that is the truth, and a folder for each with its files."""
import os
import shutil
import time
from dataclasses import asdict, dataclass

from . import files, triage
from .journal import Journal


@dataclass
class Finding:
    bucket: str
    kind: str
    what: str
    title: str
    target: str
    frames: list
    is_undefined: bool
    since: int  # the session that found it, or found it again after it was gone
    at: float
    size: int
    sha1: str
    reproduces: bool
    minimised: bool | None  # None: nobody has tried yet
    seen_in: int  # the last session with a hit
    hits: int = 1  # in that session
    hits_ever: int = 1
    is_gone: bool = False

    @property
    def counts(self):
        """A hang or a lack of memory that its input alone does not show again was the machine's."""
        return self.reproduces or self.kind in ("crash", "leak")


def shows(report, finding):
    """Whether a report is of a finding."""
    if report.bucket == finding.bucket:
        return True
    both_hang = report.kind == finding.kind == "hang" and report.target == finding.target
    return both_hang and triage.is_same_hang(finding.frames, report)


class Findings:
    def __init__(self, layout, session):
        self.layout = layout
        self.session = session
        self.journal = Journal(layout.journal)
        self.all = {}
        for event in self.journal.events:
            self.apply(event)

    # ---- the journal ----

    def tell(self, event):
        self.journal.append(event)
        self.apply(event)

    def apply(self, event):
        bucket = event.get("bucket")
        if event.get("event") == "found":
            self.all[bucket] = Finding(**event["finding"])
        elif bucket in self.all:
            getattr(self, f"apply_{event['event']}")(self.all[bucket], event)

    @staticmethod
    def apply_hit(finding, event):
        if finding.is_gone:
            finding.is_gone = False
            finding.since = event["session"]
        if finding.seen_in != event["session"]:
            finding.seen_in, finding.hits = event["session"], 0
        finding.hits += 1
        finding.hits_ever += 1

    @staticmethod
    def apply_gone(finding, event):
        finding.is_gone = True
        finding.seen_in, finding.hits = event["session"], 0

    @staticmethod
    def apply_input(finding, event):
        for name in ("size", "sha1", "minimised", "reproduces"):
            setattr(finding, name, event[name])

    def compact(self):
        self.journal.rewrite({"event": "found", "bucket": b, "finding": asdict(f)} for b, f in self.all.items())

    # ---- questions ----

    def same(self, report):
        """The finding that a report belongs to, if there is one."""
        exact = self.all.get(report.bucket)
        return exact or next((finding for finding in self.all.values() if shows(report, finding)), None)

    def folder(self, bucket):
        return os.path.join(self.layout.findings, bucket)

    def input_path(self, bucket):
        return os.path.join(self.folder(bucket), "input")

    def stack(self, bucket):
        try:
            return files.read_bounded(os.path.join(self.folder(bucket), "stack.txt"), 65536).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def input(self, bucket, limit):
        try:
            return files.read_bounded(self.input_path(bucket), limit)
        except FileNotFoundError:
            return b""

    def to_minimise(self):
        return [f for f in self.all.values() if f.minimised is None and f.reproduces and not f.is_gone]

    # ---- changes ----

    def add(self, report, data, reproduces, command):
        """The folder first, then the journal: a folder that the journal does not know is made again."""
        self.write_folder(report, data, command)
        self.tell(
            {
                "event": "found",
                "bucket": report.bucket,
                "finding": asdict(
                    Finding(
                        bucket=report.bucket, kind=report.kind, what=report.what, title=report.title, target=report.target,
                        frames=list(report.frames), is_undefined=report.is_undefined, since=self.session, at=time.time(),
                        size=len(data), sha1=files.sha1(data), reproduces=reproduces, minimised=None, seen_in=self.session,
                    )
                ),
            }
        )  # fmt: skip
        return self.all[report.bucket]

    def write_folder(self, report, data, command):
        fresh = os.path.join(self.layout.work, "finding")
        files.empty(fresh)
        files.write_synced(os.path.join(fresh, "input"), data)
        files.write_synced(os.path.join(fresh, "stack.txt"), report.excerpt.encode("utf-8", "replace"))
        script = os.path.join(fresh, "reproduce")
        files.write_synced(script, f"#!/bin/sh\n# {report.bucket}\n{command}\n".encode())
        os.chmod(script, 0o755)
        files.sync_folder(fresh)
        shutil.rmtree(self.folder(report.bucket), ignore_errors=True)
        os.rename(fresh, self.folder(report.bucket))
        files.sync_folder(self.layout.findings)

    def hit(self, finding):
        self.tell({"event": "hit", "bucket": finding.bucket, "session": self.session})

    def gone(self, finding):
        self.tell({"event": "gone", "bucket": finding.bucket, "session": self.session})

    def keep_input(self, finding, data, report, minimised):
        """An input that was seen to show the finding, with the stack it has."""
        files.replace(self.input_path(finding.bucket), data)
        files.replace(os.path.join(self.folder(finding.bucket), "stack.txt"), report.excerpt)
        self.tell_input(finding, data, minimised)

    def tell_input(self, finding, data, minimised):
        self.tell(
            {
                "event": "input", "bucket": finding.bucket, "size": len(data), "sha1": files.sha1(data),
                "minimised": minimised, "reproduces": True,
            }
        )  # fmt: skip

    def leave_input(self, finding):
        """It cannot be made smaller."""
        self.tell_input(finding, self.input(finding.bucket, finding.size), False)
