"""From an input that libFuzzer left behind to a finding. Generators: they yield commands, see slots.py."""
import os

from . import command, corpus, files, triage

MAX_INPUT_BYTES = 4 * 1024**2
MORE_SAMPLES = 2


def artifacts(night, target, folder, report=None):
    """Judges all inputs of a folder; the report is of the one that ended the process, the others are run again.
    Gives the findings."""
    names = files.names(folder)
    found = []
    for name in names:
        kind = triage.KIND_OF_ARTIFACT.get(name.split("-")[0])
        path = os.path.join(folder, name)
        if not kind:
            files.remove(path)  # slow-unit-...: not slow enough to be a finding
            continue
        told = report if report and report.kind == kind and len(names) == 1 else None
        finding = yield from one(night, target, path, kind, told)
        if finding:
            found.append(finding)
    return found


def one(night, target, path, kind, report):
    data = files.read_bounded(path, MAX_INPUT_BYTES)
    finding = night.findings.same(report) if report else None
    if finding and len(data) >= finding.size and not finding.is_gone:
        night.findings.hit(finding)
        return settle(night, target, path, data, finding)
    result = yield command.run_one(target, night.layout.relative(path), leaks=kind == "leak")
    if not result.ran and not report:
        return None  # the next night begins with it
    again = triage.read(result.text, target.name) if result.status != 0 else None
    if again and again.kind == "hang":
        again = yield from sampled(night, target, path, triage.narrowed(report or again, again))
    report = again or report
    if not report:
        files.remove(path)  # cut short when its writer was killed
        return None
    finding = record(night, target, data, report, again is not None)
    return settle(night, target, path, data, finding)


def sampled(night, target, path, report):
    """Where a hang is when it is looked at is chance; what several looks have in common is the loop."""
    for _ in range(MORE_SAMPLES):
        result = yield command.run_one(target, night.layout.relative(path), leaks=False)
        sample = triage.read(result.text, target.name)
        if sample and sample.kind == "hang":
            report = triage.narrowed(report, sample)
    return report


def record(night, target, data, report, reproduces):
    findings = night.findings
    finding = findings.same(report)
    if not finding:
        folder = findings.input_path(report.bucket)
        night.say(f"found {report.bucket}: {triage.shown(report.title)}")
        return findings.add(report, data, reproduces, command.reproduce(target, report.kind, report.is_undefined, folder))
    findings.hit(finding)
    if reproduces and (len(data) < finding.size or not finding.reproduces):
        findings.keep_input(finding, data, report, finding.minimised)
    return finding


def settle(night, target, path, data, finding):
    """The journal has it: the artifact may go, and no start of the target may end at it again."""
    if finding.kind != "leak":
        corpus.drop(night.layout, target, data)
    files.remove(path)
    return finding
