"""What libFuzzer tells of a slice or a merge."""
import re
from dataclasses import dataclass

# such a line of one slice: "#12 NEW cov: 3 ft: 4 ..."
LINE = re.compile(r"#(\d+)\t(\w+) +cov: (\d+) ft: (\d+) ")
UNITS = re.compile(r"stat::number_of_executed_units: (\d+)")
MERGED = re.compile(r"MERGE-OUTER: (\d+) new files with (\d+) new features added; (\d+) new coverage edges")


@dataclass(frozen=True)
class Progress:
    started: bool = False  # it got as far as its first line
    executions: int = 0
    first_edges: int = 0  # those of the corpus it began with
    first_features: int = 0
    edges: int = 0
    features: int = 0


def progress(text):
    lines = LINE.findall(text)
    if not lines:
        return Progress()
    units = UNITS.findall(text)
    executions = int(units[-1]) if units else int(lines[-1][0])
    edges, features = ([int(line[i]) for line in lines] for i in (2, 3))
    return Progress(True, executions, edges[0], features[0], max(edges), max(features))


def merged(text):
    """(files, features, edges) of a merge into an empty folder that got to its end, or None."""
    found = MERGED.findall(text)
    return tuple(map(int, found[-1])) if found else None
