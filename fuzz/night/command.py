"""The command lines of libFuzzer."""
import os
import shlex
from dataclasses import dataclass

LIMITS = {"timeout": 5, "rss_limit_mb": 2048, "malloc_limit_mb": 512}
UBSAN = "print_stacktrace=1:halt_on_error=1"


@dataclass(frozen=True)
class Command:
    target: object
    arguments: list
    seconds: float  # after which it is ended
    leaks: bool = False  # are looked for


def flag_list(flags):
    return [f"-{name}={value}" for name, value in flags.items()]


def limits(target):
    return {name: target.number(name, default) for name, default in LIMITS.items()}


def slack_s(target):
    """An input may hang until the last moment, and be found out after its timeout."""
    return 2 * limits(target)["timeout"] + 10


def fuzz(target, mode, seconds, corpus, artifacts):
    flags = {
        **LIMITS,
        **target.flags,
        "max_len": mode.max_len,
        "use_value_profile": int(mode.values),
        "detect_leaks": 1,  # see sanitizer_options
        "max_total_time": max(1, round(seconds)),
        "print_final_stats": 1,
        "artifact_prefix": f"{artifacts}/",
    }
    arguments = flag_list(flags)
    if target.dictionary:
        arguments.append(f"-dict={target.dictionary}")
    return Command(target, arguments + [corpus], seconds + slack_s(target), mode.leaks)


def run_one(target, path, leaks):
    """One input, once, under the limits of the slices."""
    flags = {**limits(target), "artifact_prefix": "work/again-"}
    return Command(target, flag_list(flags) + [path], slack_s(target), leaks)


def minimise(target, path, result, seconds, leaks):
    flags = {
        "minimize_crash": 1,
        **limits(target),
        "max_total_time": max(1, round(seconds / 2)),  # without a smaller input; all of it has the deadline below
        "exact_artifact_path": result,
    }
    return Command(target, flag_list(flags) + [path], seconds, leaks)


def merge(target, into, corpus, artifacts, seconds):
    flags = {"merge": 1, **limits(target), "artifact_prefix": f"{artifacts}/"}
    return Command(target, flag_list(flags) + [into, corpus], seconds)


def shown_path(path):
    """As one would type it here."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def reproduce(target, kind, is_undefined, path):
    """What a person types to see a finding again."""
    flags = {}
    if kind == "hang":
        flags = {"timeout": limits(target)["timeout"]}
    elif kind == "oom":
        flags = {name: limits(target)[name] for name in ("rss_limit_mb", "malloc_limit_mb")}
    words = [shown_path(target.binary), *flag_list(flags), shown_path(path)]
    command = " ".join(map(shlex.quote, words))
    return f"UBSAN_OPTIONS={UBSAN} {command}" if is_undefined else command


def sanitizer_options(environment, symbolizer, leaks):
    """The user's own settings stay, ours come last and win. A smaller quarantine keeps long slices below the memory limit.

    Whether leaks are looked for is said here and not by libFuzzer's flag: without the flag it does not watch malloc either,
    and its limit of one allocation is lost.
    """
    ours = {
        "ASAN_OPTIONS": f"quarantine_size_mb=64:detect_leaks={int(leaks)}:external_symbolizer_path={symbolizer}",
        "UBSAN_OPTIONS": f"{UBSAN}:external_symbolizer_path={symbolizer}",
    }
    merged = dict(environment)
    for name, value in ours.items():
        merged[name] = f"{environment[name]}:{value}" if environment.get(name) else value
    return merged
