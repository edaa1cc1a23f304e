"""The same words for the same things in all reports."""
import signal
import time

KINDS = {"crash": "crash", "hang": "hang", "leak": "leak", "oom": "out of memory"}


def duration(seconds):
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours} h {rest // 60:02} min" if hours else f"{rest // 60} min {rest % 60:02} s"


def moment(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def change(now, before):
    """'2410 (+12)': against the night before, when there was one."""
    return str(now) if before is None else f"{now} ({now - before:+d})"


def headline(document):
    counts = {state: sum(f["state"] == state for f in document["findings"]) for state in ("new", "known", "gone", "unsure")}
    told = ", ".join(f"{number} {state}" for state, number in counts.items() if number) or "no findings"
    executions = sum(t["executions"] for t in document["targets"])
    return f"{told}; {len(document['targets'])} targets, {executions} executions in {duration(document['seconds'])}"


def state(finding):
    return f"{finding['state']}: {finding['why']}" if finding["why"] else finding["state"]


def size(finding):
    what = {True: ", minimised", False: ", as small as it gets", None: ""}[finding["minimised"]]
    alone = "" if finding["reproduces"] else "; run alone it does not show"
    return f"{finding['bytes']} bytes{what}{alone}; {finding['hits']} hits this session, {finding['hits_ever']} in all"


def status(number):
    """Below zero it is a signal."""
    return f"status {number}" if number >= 0 else signal.Signals(-number).name


def problem(target):
    """Why a target is no good, or nothing."""
    if not target["failures"]:
        return ""
    when = "ended without an input to show for it" if target["has_run"] else "does not start"
    return f"fuzz_{target['name']} {when}: {status(target['last_status'])}, {target['failures']} times"
