"""What the night was, as one document: all reports are written from it."""
import os
import time

from . import command, escape, known

FORMAT = 1
DUMP_BYTES = 512
STACK_CHARS = 8000


def make(night, ending):
    targets = [of_target(night, target) for target in night.targets]
    findings = [of_finding(night, finding) for finding in told(night)]
    return {
        "format": FORMAT,
        "session": night.session.number,
        "started": int(night.session.started_at),
        "ended": int(time.time()),
        "ending": ending,
        "seconds": round(night.session.clock, 1),
        "budget_seconds": night.session.budget_s,
        "jobs": night.options.jobs,
        "new": sum(f["state"] == "new" for f in findings),
        "targets": targets,
        "findings": findings,
        "previous": previous_of(night),
        "total_fuzzed_seconds": round(total_seconds(night, targets), 1),
    }


def told(night):
    """Findings of the targets of this run, the new ones first."""
    names = {target.name for target in night.targets}
    chosen = [f for f in night.findings.all.values() if f.target in names and not is_long_gone(night, f)]
    order = ("new", "known", "gone", "unsure")
    return sorted(chosen, key=lambda f: (order.index(state_of(night, f)[0]), f.kind, f.bucket))


def is_long_gone(night, finding):
    return finding.is_gone and finding.seen_in < night.session.number


def state_of(night, finding):
    """(state, why)"""
    why = known.reason(night.known, finding.bucket)
    if finding.is_gone:
        return "gone", "its input does not show it any more"
    if why is not None:
        return "known", why
    if not finding.counts:
        return "unsure", "its input alone does not show it: a busy machine may have been the reason"
    if finding.since == night.session.number:
        return "new", ""
    return "known", f"found in session {finding.since}"


def of_finding(night, finding):
    target = night.target(finding.target)
    state, why = state_of(night, finding)
    path = night.findings.input_path(finding.bucket)
    data = night.findings.input(finding.bucket, DUMP_BYTES)
    return {
        "bucket": finding.bucket,
        "kind": finding.kind,
        "title": escape.one_line(finding.title),
        "target": finding.target,
        "frames": [escape.one_line(frame) for frame in finding.frames[:16]],
        "state": state,
        "why": why,
        "reproduces": finding.reproduces,
        "minimised": finding.minimised,
        "since_session": finding.since,
        "hits": finding.hits if finding.seen_in == night.session.number else 0,
        "hits_ever": finding.hits_ever,
        "bytes": finding.size,
        "sha1": finding.sha1,
        "input": command.shown_path(path),
        "folder": os.path.relpath(night.findings.folder(finding.bucket), night.layout.root),
        "command": command.reproduce(target, finding.kind, finding.is_undefined, path),
        "dump": escape.hexdump(data),
        "stack": escape.visible(night.findings.stack(finding.bucket)[:STACK_CHARS]),
    }


def of_target(night, target):
    name = target.name
    slices = [e for e in night.session.of_kind("slice") if e["target"] == name]
    merges = [e for e in night.session.of_kind("merge") if e["target"] == name]
    failures = [e for e in night.session.of_kind("failure") if e["target"] == name]
    seconds = sum(e["seconds"] for e in slices)
    executions = sum(e["executions"] for e in slices)
    last = (merges or slices)[-1] if merges or slices else {}
    before = earlier(night, name)
    return {
        "name": name,
        "slices": len(slices),
        "seconds": round(seconds, 1),
        "executions": executions,
        "per_second": round(executions / seconds, 1) if seconds else 0,
        "edges": max((e["edges"] for e in merges[-1:] or slices), default=0),
        "features": max((e["features"] for e in merges[-1:] or slices), default=0),
        "corpus": last.get("corpus", 0),
        "edges_before": before.get("edges"),
        "features_before": before.get("features"),
        "total_seconds": round(seconds + before.get("total_seconds", 0), 1),
        "failures": len(failures),
        "last_words": escape.visible(failures[-1]["words"]) if failures else "",
        "last_status": failures[-1]["status"] if failures else 0,
        "has_run": executions > 0,
        "over_time": points(slices),
    }


def earlier(night, name):
    """What the last finished night that had this target says of it."""
    lines = [line["targets"][name] for line in night.session.history if name in line.get("targets", {})]
    return lines[-1] if lines else {}


def points(slices):
    """[seconds of fuzzing, edges, features]"""
    rows, seconds = [], 0.0
    for event in slices:
        seconds += event["seconds"]
        rows.append([round(seconds, 1), event["edges"], event["features"]])
    return rows


def total_seconds(night, targets):
    """Over all nights of this out folder; targets that were not chosen tonight keep what they had."""
    totals = {}
    for line in night.session.history:
        totals.update({name: entry.get("total_seconds", 0) for name, entry in line.get("targets", {}).items()})
    totals.update({target["name"]: target["total_seconds"] for target in targets})
    return sum(totals.values())


def previous_of(night):
    last = night.session.previous
    return {"session": last["session"], "started": last["started"], "new": last["new"]} if last else None


def history_line(document):
    kept = ("edges", "features", "corpus", "executions", "seconds", "total_seconds")
    return {
        "session": document["session"],
        "started": document["started"],
        "ended": document["ended"],
        "new": document["new"],
        "targets": {t["name"]: {key: t[key] for key in kept} for t in document["targets"]},
    }
