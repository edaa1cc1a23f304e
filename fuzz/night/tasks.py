"""What the slots do: slices of fuzzing, and the care for corpora and findings. Generators, see slots.py."""
import os
import time

from . import command, corpus, files, fuzz_log, judge, triage
from .findings import shows

SOON_S = 5  # a crash within this time leaves little fuzzing
SOON_CRASHES = 3  # in a row that tell nothing new end the slice
INTERRUPTED = 72  # how libFuzzer ends at SIGTERM
LAST_WORDS = 2000  # of a target that ends for no reason


def fuzz_slice(night, share, slot):
    target = share.target
    mode, seconds = night.plan.begin(share)
    seconds = max(1, min(seconds, night.fuzz_left_s))
    turn = Turn(night, share, mode)
    soon = 0
    while soon < SOON_CRASHES and turn.fuzzed_s < seconds:
        begun = time.monotonic()
        folder = night.artifact_folder(target, slot)
        result = yield command.fuzz(
            target, mode, seconds - turn.fuzzed_s,
            night.layout.relative(night.layout.corpus(target.name)), night.layout.relative(folder),
        )  # fmt: skip
        if not result.ran:
            break
        took = time.monotonic() - begun
        turn.add(fuzz_log.progress(result.text), took)
        found = yield from judge.artifacts(night, target, folder, triage.read(result.text, target.name))
        if not found:
            turn.note_end(result)
            break
        turn.note_leaks(found, took)
        is_new = any(finding.hits_ever == 1 for finding in found)
        soon = soon + 1 if took < SOON_S and not is_new else 0
    turn.close(soon == SOON_CRASHES)


class Turn:
    """What one slice brought, over all its restarts."""

    def __init__(self, night, share, mode):
        self.night, self.share, self.mode = night, share, mode
        self.fuzzed_s = 0.0
        self.executions = 0
        self.gain = 0
        self.new_edges = 0
        self.leaks_soon = 0

    def add(self, progress, seconds):
        self.fuzzed_s += max(seconds, 0.1)
        self.executions += progress.executions
        new_edges, gain = self.night.plan.note(self.share, self.mode, progress)
        self.new_edges += new_edges
        self.gain += gain
        if progress.started:
            self.share.failed_starts = 0

    def note_leaks(self, found, took):
        """Where a leak ends every run at once, more runs with leak detection tell nothing more."""
        if all(finding.kind == "leak" for finding in found) and took < SOON_S:
            self.leaks_soon += 1
        self.share.leaks_are_told = self.share.leaks_are_told or self.leaks_soon == SOON_CRASHES

    def note_end(self, result):
        """An end without an input to show for it is the target's or the machine's fault."""
        if result.stopped or result.status in (0, INTERRUPTED):
            return
        words = triage.shown(result.text[-LAST_WORDS:].replace("\n", " | ")).strip()
        self.share.failed_starts += 0 if fuzz_log.progress(result.text).started else 1
        self.night.plan.rest(self.share, time.monotonic())
        self.night.target_failed(self.share.target, result.status, words)

    def close(self, crashes_at_once):
        night, share = self.night, self.share
        night.plan.end(share, self.fuzzed_s, self.gain)
        if crashes_at_once and not (self.mode.leaks and share.leaks_are_told):
            night.plan.rest(share, time.monotonic())
        night.slice_ended(self)


def replay(night, finding):
    """Does a finding of an earlier night still show?"""
    target = night.target(finding.target)
    path = night.layout.relative(night.findings.input_path(finding.bucket))
    result = yield command.run_one(target, path, leaks=finding.kind == "leak")
    if not result.ran:
        return
    report = triage.read(result.text, target.name) if result.status != 0 else None
    if not report:
        if finding.reproduces:
            night.say(f"gone {finding.bucket}")
            night.findings.gone(finding)
    elif shows(report, finding):
        night.findings.hit(finding)
    else:
        data = night.findings.input(finding.bucket, judge.MAX_INPUT_BYTES)
        night.findings.gone(finding)
        judge.record(night, target, data, report, True)


def take_up_artifacts(night, target, folder):
    """Inputs that a killed night had found and not yet judged."""
    yield from judge.artifacts(night, target, folder)
    if not os.listdir(folder):
        os.rmdir(folder)


def minimise(night, finding):
    target = night.target(finding.target)
    leaks = finding.kind == "leak"
    original = os.path.join("work", f"again-{finding.bucket}")
    smaller = f"{original}.min"
    at = os.path.join(night.layout.root, original)
    files.write_synced(at, night.findings.input(finding.bucket, judge.MAX_INPUT_BYTES))
    result = yield command.minimise(target, original, smaller, night.minimise_s, leaks)
    data = read_if_there(f"{at}.min")
    if result.ran and data is not None and len(data) < finding.size:
        result = yield command.run_one(target, smaller, leaks)
        report = triage.read(result.text, target.name) if result.status != 0 else None
        if report and shows(report, finding):
            night.findings.keep_input(finding, data, report, True)
    if result.ran and finding.minimised is None:
        night.findings.leave_input(finding)
    files.remove(at)
    files.remove(f"{at}.min")


def read_if_there(path):
    try:
        return files.read_bounded(path, judge.MAX_INPUT_BYTES)
    except FileNotFoundError:
        return None


def merge(night, share, slot):
    """Leaves the smallest inputs that reach all there is. Nobody fuzzes the target meanwhile: nothing new gets lost."""
    target, layout = share.target, night.layout
    before = corpus.count(layout, target)
    files.empty(corpus.merge_folder(layout, target))
    folder = night.artifact_folder(target, slot)
    result = yield command.merge(
        target, layout.relative(corpus.merge_folder(layout, target)), layout.relative(layout.corpus(target.name)),
        layout.relative(folder), night.merge_s,
    )  # fmt: skip
    merged = fuzz_log.merged(result.text)
    if result.ran and result.status == 0 and merged and merged[0]:
        corpus.exchange(layout, target)
        night.merge_ended(share, before, *merged)
    yield from judge.artifacts(night, target, folder)
    night.plan.release(share)
