"""python3-junitparser on a JUnit file. usage: junit.py FILE"""
import os
import sys

from junitparser import Error, Failure, JUnitXml, Skipped


def kind_of(case):
    kinds = [type(result) for result in case.result]
    assert len(kinds) <= 1, case.name
    return kinds[0] if kinds else None


def main():
    wanted = {name: int(os.environ[name]) for name in ("PASS", "FAIL", "WARN", "INCONCLUSIVE", "SKIP", "ERROR")}
    xml = JUnitXml.fromfile(sys.argv[1])
    kinds = [kind_of(case) for suite in xml for case in suite]
    got = (len(kinds), kinds.count(Failure), kinds.count(Error), kinds.count(Skipped))
    expected = (sum(wanted.values()), wanted["FAIL"], wanted["ERROR"], wanted["SKIP"] + wanted["INCONCLUSIVE"])
    if got != expected or (xml.tests, xml.failures, xml.errors, xml.skipped) != expected:
        sys.exit(f"cases, failures, errors, skipped: {got}, not {expected}")
    unsaid = [c.name for s in xml for c in s for r in c.result if not r.message or not r.text.startswith(r.message)]
    if unsaid:
        sys.exit(f"no message, or another in the text: {unsaid}")


main()
