"""A night: who does what next, and what is known so far."""
import os
import time

from . import corpus, files, known, tasks, wording
from .findings import Findings
from .plan import Plan

MERGE_WHEN_GROWN_BY = 200  # entries, and to twice what the last merge left
LOOK_AT_DISK_S = 15
FREE_BYTES = 64 * 1024**2  # of the disk are left for the reports, and for others
END_SHARE, END_S = 0.05, (1, 900)  # of the time is for the last merges
MINIMISE_SHARE, MINIMISE_S = 0.02, (8, 60)  # a stack with its symbols may take a second
MERGE_S = (20, 900)
SHORTEST_SLICE_S = 0.5


def clamp(value, bounds):
    return max(bounds[0], min(value, bounds[1]))


class Night:
    def __init__(self, options, root, layout, session, targets, slots):
        self.options, self.layout, self.session, self.slots = options, layout, session, slots
        self.targets = targets
        self.known = known.read(root)
        self.findings = Findings(layout, session.number)
        self.plan = Plan(targets, options.jobs, max(session.left_s, 1))
        self.end_s = clamp(options.seconds * END_SHARE, END_S)
        self.minimise_s = clamp(options.seconds * MINIMISE_SHARE, MINIMISE_S)
        self.merge_s = clamp(self.end_s * options.jobs / len(targets), MERGE_S)
        self.merged_counts = {}
        self.being_minimised = set()
        self.is_full = False
        self.looked_at_disk = 0.0

    # ---- what the tasks ask and tell ----

    def target(self, name):
        return next((target for target in self.targets if target.name == name), None)

    def artifact_folder(self, target, slot):
        folder = self.layout.artifact_folder(target.name, slot)
        os.makedirs(folder, exist_ok=True)
        return folder

    @property
    def fuzz_left_s(self):
        return self.session.left_s - self.end_s

    def say(self, line):
        hours, rest = divmod(int(self.session.clock), 3600)
        print(f"{hours:02}:{rest // 60:02}:{rest % 60:02} {line}", flush=True)

    def target_failed(self, target, status, words):
        self.say(f"fuzz_{target.name} ended with {wording.status(status)} and no input to show for it")
        self.session.tell("failure", target=target.name, status=status, words=words)

    def slice_ended(self, turn):
        share, name = turn.share, turn.share.target.name
        entries = corpus.count(self.layout, share.target)
        self.session.tell(
            "slice", target=name, mode=turn.mode.name, seconds=round(turn.fuzzed_s, 1), executions=turn.executions,
            edges=share.best_edges, features=share.best_features, corpus=entries,
        )  # fmt: skip
        found = sum(f.target == name and f.seen_in == self.session.number for f in self.findings.all.values())
        self.say(
            f"fuzz_{name} {turn.fuzzed_s:.0f} s {turn.mode.name}: edges {share.best_edges} (+{turn.new_edges}), "
            f"{turn.executions / max(turn.fuzzed_s, 0.1):.0f} exec/s, corpus {entries}, findings {found}"
        )

    def merge_ended(self, share, before, entries, features, edges):
        self.merged_counts[share.target.name] = entries
        self.session.tell("merge", target=share.target.name, corpus=entries, features=features, edges=edges)
        self.say(f"fuzz_{share.target.name} merged: corpus {before} -> {entries}, edges {edges}, features {features}")

    # ---- what comes next ----

    def prepare(self):
        for target in self.targets:
            corpus.prepare(self.layout, target)
            self.merged_counts[target.name] = corpus.count(self.layout, target)

    def first_tasks(self):
        """What an earlier night left: inputs that nobody judged, findings that may be gone by now."""
        for name in sorted(os.listdir(self.layout.artifacts)):
            target = self.target(name.rpartition(".")[0])
            if target:
                yield tasks.take_up_artifacts(self, target, os.path.join(self.layout.artifacts, name))
        for finding in list(self.findings.all.values()):
            if self.target(finding.target) and finding.seen_in < self.session.number and not finding.is_gone:
                yield tasks.replay(self, finding)

    def next_minimising(self):
        for finding in self.findings.to_minimise():
            if self.target(finding.target) and finding.bucket not in self.being_minimised:
                self.being_minimised.add(finding.bucket)
                return tasks.minimise(self, finding)
        return None

    def next_merge(self, slot):
        """A corpus that has grown is held, and merged as soon as nobody adds to it."""
        for share in self.plan.shares:
            if self.has_grown(share):
                self.plan.hold(share)
                if share.running == 0:
                    self.merged_counts[share.target.name] = corpus.count(self.layout, share.target)
                    return tasks.merge(self, share, slot)
        return None

    def has_grown(self, share):
        last = self.merged_counts[share.target.name]
        return corpus.count(self.layout, share.target) > max(2 * last, last + MERGE_WHEN_GROWN_BY)

    def next_fuzzing(self, slot):
        task = self.next_minimising()
        if task or self.is_full or self.fuzz_left_s < SHORTEST_SLICE_S:
            return task
        task = self.next_merge(slot)
        if task:
            return task
        share = self.plan.next(time.monotonic())
        return tasks.fuzz_slice(self, share, slot) if share else None

    def all_merges(self):
        pending = [s for s in self.plan.shares if corpus.count(self.layout, s.target) and not s.is_given_up]
        return lambda slot: tasks.merge(self, pending.pop(0), slot) if pending else self.next_minimising()

    # ---- the disk ----

    def tick(self):
        now = time.monotonic()
        if now > self.looked_at_disk + LOOK_AT_DISK_S:
            self.looked_at_disk = now
            if not self.is_full and self.is_over(self.options.max_disk_bytes):
                self.is_full = True
                self.slots.end_running()

    def has_room_again(self):
        """After the merges; a little room is used up at once again."""
        self.is_full = self.is_over(self.options.max_disk_bytes * 0.8)
        return not self.is_full

    def is_over(self, ceiling):
        return files.tree_bytes(self.layout.root) > ceiling or files.free_bytes(self.layout.root) < FREE_BYTES

    # ---- the whole ----

    def run(self):
        self.prepare()
        first = self.first_tasks()
        self.slots.run(lambda _: next(first, None), self.tick)
        while not self.slots.stopping:
            self.slots.run(self.next_fuzzing, self.tick)
            self.slots.run(self.all_merges(), self.tick)
            if not (self.is_full and self.has_room_again()):
                break
