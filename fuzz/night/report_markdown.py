"""summary.md"""
from . import wording
from .escape import cell, code, fenced

STACK_LINES = 30


def target_row(target):
    return (
        f"| {cell('fuzz_' + target['name'])} | {wording.duration(target['seconds'])} | {target['executions']} "
        f"| {target['per_second']:.0f} | {wording.change(target['edges'], target['edges_before'])} "
        f"| {wording.change(target['features'], target['features_before'])} | {target['corpus']} "
        f"| {wording.duration(target['total_seconds'])} |"
    )


def targets(document):
    head = ["| target | fuzzed | executions | a second | edges | features | corpus | fuzzed in all |", "|---|---|---|---|---|---|---|---|"]
    problems = [f"- {cell(problem)}" for problem in map(wording.problem, document["targets"]) if problem]
    return ["## Targets", "", *head, *map(target_row, document["targets"]), "", *problems, ""]


def finding(entry):
    where = f"{wording.KINDS[entry['kind']]} in fuzz\\_{cell(entry['target'])}"
    lines = [f"### {cell(entry['bucket'])}", "", f"{where}: {cell(entry['title'])}", ""]
    lines += [f"- {cell(wording.state(entry))}", f"- {code(entry['command'])}", f"- {cell(wording.size(entry))}", ""]
    if entry["state"] == "new":
        stack = "\n".join(entry["stack"].split("\n")[:STACK_LINES])
        lines += [fenced(entry["dump"]), "", fenced(stack), ""]
    return lines


def compared(document):
    last = document["previous"]
    if not last:
        return "There is no night before this one."
    return f"Changes are against session {last['session']} of {wording.moment(last['started'])}."


def render(document):
    times = f"From {wording.moment(document['started'])} to {wording.moment(document['ended'])}"
    lines = [
        f"# Fuzzing, session {document['session']}",
        "",
        f"{wording.headline(document)}.",
        "",
        f"{times}, {document['ending']}. {compared(document)}",
        "",
        *targets(document),
    ]
    if document["findings"]:
        lines += ["## Findings", ""]
    for entry in document["findings"]:
        lines += finding(entry)
    return "\n".join(lines).rstrip() + "\n"
