"""junit.xml: a case for each target, a case for each finding. tests/reports/junit.xsd describes it."""
import time

from . import wording
from .escape import markup, one_line

TYPES = {"crash": "CRASH", "hang": "TIMEOUT", "leak": "LEAK", "oom": "MEMORY"}
LINE_CHARS = 1000


def attribute(text):
    return markup(one_line(text)[:LINE_CHARS])


def case(class_name, name, seconds, result):
    head = f'<testcase classname="sipconform.fuzz.{class_name}" name="{attribute(name)}" time="{seconds:.3f}"'
    return f"  {head}>{result}</testcase>" if result else f"  {head}/>"


def outcome(element, message, text, kind=None):
    told = f' type="{kind}"' if kind else ""
    return f'<{element} message="{attribute(message)}"{told}>{markup(text)}</{element}>'


def of_target(target):
    problem = wording.problem(target)
    result = outcome("error", problem, f"{problem}\n{target['last_words']}", "ABORTED") if problem else ""
    return case(target["name"], f"fuzz.{target['name']}", target["seconds"], result)


def details(message, finding):
    return f"{message}\n{finding['command']}\n{wording.size(finding)}\n\n{finding['dump']}\n\n{finding['stack']}"


def of_finding(finding):
    message = f"{wording.KINDS[finding['kind']]}: {finding['title']}"
    result = ""
    if finding["state"] == "new":
        result = outcome("failure", message, details(message, finding), TYPES[finding["kind"]])
    elif finding["state"] != "gone":
        reason = f"{wording.state(finding)}: {message}"
        result = outcome("skipped", reason, details(reason, finding))
    return case(finding["target"], finding["bucket"], 0, result)


def properties(document):
    facts = {"session": document["session"], "ending": document["ending"], "jobs": document["jobs"]}
    rows = "".join(f'<property name="{name}" value="{attribute(str(value))}"/>' for name, value in facts.items())
    return f"  <properties>{rows}</properties>"


def render(document):
    cases = [of_target(t) for t in document["targets"]] + [of_finding(f) for f in document["findings"]]
    failures = sum(f["state"] == "new" for f in document["findings"])
    skipped = sum(f["state"] in ("known", "unsure") for f in document["findings"])
    errors = sum(bool(t["failures"]) for t in document["targets"])
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}" time="{document["seconds"]:.3f}"'
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(document["started"]))
    suite = f'<testsuite name="fuzz" package="sipconform.fuzz" id="0" hostname="localhost" timestamp="{stamp}" {counts}>'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="sipconform fuzz" {counts}>',
        f" {suite}",
        properties(document),
        *cases,
        "  <system-out/>",
        "  <system-err/>",
        " </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"
