"""Which frames of a stack tell one bug from another."""
import re

FRAME = re.compile(r"\s+#\d+ 0x[0-9a-f]+ (?:in )?(.*)\Z")
WHERE = re.compile(r"(.*?) (\(?/.*?|[^ ]+:\d+(?::\d+)?|\(<unknown module>\))(?: \(BuildId: \w+\))?\Z")

# The sanitizers' and libFuzzer's own, what comes before the target, and how our oracles speak.
MACHINERY = re.compile(
    r"(__asan|__ubsan|__lsan|__sanitizer|__sancov|__interceptor|___?interceptor|fuzzer::|LLVMFuzzer|_start\Z|main\Z|__libc_start|"
    r"operator (new|delete)|<null>|fuzz_fail\Z)"
)
# The C library's, by name where it comes without a path or out of the sanitizer's interceptors.
LIBRARY = re.compile(
    r"((__)?(GI_)?_*(raise|abort|assert\w*|pthread_kill\w*|libc_\w+|fortify_fail|chk_fail|\w+_chk)\Z|"
    r"(malloc|calloc|realloc|reallocarray|free|aligned_alloc|posix_memalign)\Z|"
    r"_*(mem|str|wcs|bcmp|bcopy|bzero|index)[a-z]*(_\w*(avx|sse|evex|erms|unaligned)\w*)?\Z|"
    r"v?[sdf]?n?printf\Z|v?as?printf\Z|v?sn?scanf\Z|f?puts\Z|f(write|read)\Z|qsort\Z|bsearch\Z|atoi\Z)"
)
SYSTEM_MODULE = re.compile(r"\(?/(usr/)?lib(32|64)?/")
# Debian's C library was built in place: its sources are known by such paths.
LIBRARY_SOURCE = re.compile(r"(^|/)\.\.?/|/compiler-rt/")


def split(line):
    """(function, place) of a line of a stack, None of any other line."""
    frame = FRAME.match(line)
    if not frame:
        return None
    where = WHERE.match(frame.group(1))
    return (where.group(1).strip(), where.group(2)) if where else (frame.group(1).strip(), "")


def plain_name(function):
    """Without arguments and without what the optimiser appends to a clone."""
    return re.sub(r"\.(isra|part|constprop|cold|llvm)\b.*", "", function.split("(")[0]).strip()


def is_ours(function, place):
    if not function or MACHINERY.match(function) or LIBRARY.match(plain_name(function)):
        return False
    return not SYSTEM_MODULE.match(place) and not LIBRARY_SOURCE.search(place)


def stack_lines(lines, start):
    """The first run of frame lines at or after a line."""
    stack = []
    for line in lines[start:]:
        if FRAME.match(line):
            stack.append(line)
        elif stack:
            break
    return stack


def ours(stack):
    """The names of our and osip's functions, innermost first."""
    parts = filter(None, map(split, stack))
    return [plain_name(function) for function, place in parts if is_ours(function, place)]
