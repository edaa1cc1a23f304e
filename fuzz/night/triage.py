"""What a sanitizer or libFuzzer printed: which kind of bug, and which bucket it belongs to."""
import hashlib
import re
from dataclasses import dataclass, replace

from . import frames

FRAMES_IN_BUCKET = 3
FRAMES_OF_ORACLE = 1
EXCERPT_CHARS = 16000
LINE_CHARS = 2000  # of a line that an input may have made endless
EXACT_SIZES = ("1", "2", "4", "8", "16")  # others depend on the input more than on the bug

KIND_OF_ARTIFACT = {"crash": "crash", "timeout": "hang", "leak": "leak", "oom": "oom"}

SANITIZER = re.compile(r"==\d+==\s?ERROR: (\w+Sanitizer): (.*)")
LIBFUZZER = re.compile(r"==\d+== ?ERROR: libFuzzer: (.*)")
UNDEFINED = re.compile(r"(\S+): runtime error: (.*)")
ACCESS = re.compile(r"(READ|WRITE) of size (\d+) at ")
SIGNAL_ACCESS = re.compile(r"The signal is caused by a (READ|WRITE) memory access")
ASSERTION = re.compile(r".*: Assertion `(.*)' failed\.")
ORACLE = re.compile(r"fuzz: (.*)")
END = re.compile(r"(Shadow bytes around|==\d+==ABORTING|MS: \d+ |NOTE: libFuzzer has rud|SUMMARY: )")


@dataclass(frozen=True)
class Report:
    kind: str  # crash, hang, leak, oom
    what: str  # the class within the kind
    title: str
    frames: tuple  # ours, innermost first
    target: str
    excerpt: str
    is_undefined: bool = False
    is_oracle: bool = False

    @property
    def top(self):
        return self.frames[:FRAMES_IN_BUCKET] or (f"fuzz_{self.target}",)

    @property
    def bucket(self):
        """An oracle's own words tell what is wrong; who called it does not matter."""
        key = (self.kind, self.what, *self.top[: FRAMES_OF_ORACLE if self.is_oracle else None])
        digest = hashlib.sha1("\n".join(key).encode("utf-8", "replace")).hexdigest()[:8]
        return "-".join(filter(None, (self.kind, slug(self.what), "" if self.is_oracle else slug(self.top[0]), digest)))


def slug(text):
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:40].strip("-")


def without_numbers(text):
    """What is the same of a message whatever the input: no numbers, no quoted pieces of it."""
    text = re.sub(r'"(.*"|.*\Z)', '"..."', text)
    text = re.sub(r"\b0x[0-9a-fA-F]+\b|\d+", "N", text)
    return shown(text)[:160].strip()


def shown(text):
    """For a terminal: what an input printed has no control over it."""
    return "".join(c if c.isprintable() else "?" for c in text)


def last_match(pattern, lines):
    """(line number, match): what the input itself printed comes before."""
    found = None
    for number, line in enumerate(lines):
        match = pattern.match(line)
        if match:
            found = (number, match)
    return found


def access_of(lines):
    for line in lines:
        match = ACCESS.match(line)
        if match:
            size = match.group(2) if match.group(2) in EXACT_SIZES else "many"
            return f"{match.group(1)} {size}"
        match = SIGNAL_ACCESS.search(line)
        if match:
            return f"{match.group(1)} of address zero" if any("zero page" in near for near in lines) else match.group(1)
    return ""


def excerpt(lines, start):
    """From the message to the end of its stacks; no shadow bytes, no registers."""
    taken = []
    for line in lines[start:]:
        if END.match(line) and taken:
            break
        taken.append(line)
    return "\n".join(taken)[:EXCERPT_CHARS]


def make(kind, what, lines, start, target, words=None, stack_from=None):
    stack = frames.stack_lines(lines, start if stack_from is None else stack_from)
    own = tuple(frames.ours(stack))
    report = Report(kind, what, "", own, target, excerpt(lines, start))
    return replace(report, title=f"{words or what} in {report.top[0]}")


def of_address(lines, found, target):
    """AddressSanitizer and LeakSanitizer."""
    start, match = found
    if match.group(1) == "LeakSanitizer":
        return make("leak", "memory leak", lines, start, target)
    what = re.split(r"[ :]", match.group(2))[0]
    if "out-of-memory" in match.group(2) or what in ("allocation-size-too-big", "calloc-overflow", "requested"):
        return make("oom", "allocation too big", lines, start, target)
    if what == "attempting":  # "attempting double-free on", "attempting free on address which was not malloc()-ed"
        what = "double-free" if "double-free" in match.group(2) else "bad-free"
    access = access_of(lines[start : start + 8])
    return make("crash", f"{what} {access}".strip(), lines, start, target)


def of_undefined(lines, found, target):
    start, match = found
    what = without_numbers(match.group(2).split(":")[0])
    return replace(make("crash", what, lines, start, target), is_undefined=True)


def of_libfuzzer(lines, found, target):
    start, match = found
    words = match.group(1)
    if words.startswith("timeout"):
        return make("hang", "timeout", lines, start, target)
    if words.startswith("out-of-memory"):
        one = "malloc(" in words
        return make("oom", "one allocation" if one else "all allocations", lines, start, target)
    if words.startswith("deadly signal"):
        return of_signal(lines, start, target)
    return make("crash", without_numbers(words), lines, start, target)


def of_signal(lines, start, target):
    """abort(): an oracle's, an assertion's, or somebody's. Their message stands before."""
    oracle = last_match(ORACLE, lines[:start])
    if oracle:
        what = without_numbers(oracle[1].group(1))
        report = make("crash", what, lines, oracle[0], target, stack_from=start)
        return replace(report, is_oracle=True, title=f"fuzz: {what}")
    assertion = last_match(ASSERTION, lines[:start])
    if assertion:
        words = f"assertion {without_numbers(assertion[1].group(1))}"
        return make("crash", words, lines, assertion[0], target, stack_from=start)
    aborted = any((frames.split(line) or ("",))[0] == "abort" for line in frames.stack_lines(lines, start))
    return make("crash", "abort" if aborted else "deadly signal", lines, start, target)


def read(text, target):
    """The report of a run, None when it has none."""
    lines = [line[:LINE_CHARS] for line in text.split("\n")]
    for pattern, judge in ((SANITIZER, of_address), (LIBFUZZER, of_libfuzzer), (UNDEFINED, of_undefined)):
        found = last_match(pattern, lines)
        if found:
            return judge(lines, found, target)
    return None


def common_stack(one, other):
    """Two samples of a hang have the outer frames in common: where the loop is. The inner ones are chance."""
    same = []
    for a, b in zip(reversed(one), reversed(other)):
        if a != b:
            break
        same.append(a)
    return tuple(reversed(same))


def narrowed(report, sample):
    """A hang's report with the frames that another sample confirms."""
    own = common_stack(report.frames, sample.frames)
    report = replace(report, frames=own)
    return replace(report, title=f"{report.what} in {report.top[0]}")


def is_same_hang(frames_of_finding, sample):
    """Whether both were taken in one loop: deeper or less deep, but on the same way."""
    one, other = tuple(frames_of_finding), tuple(sample.frames)
    shared = min(len(one), len(other))
    return shared > 0 and one[-shared:] == other[-shared:]
