"""The command line."""
import argparse
import os
from dataclasses import dataclass

from .errors import UsageError

DEFAULT_BUILD = os.path.join("build", "fuzz")
DEFAULT_OUT = os.path.join("build", "overnight")
GIB = 1024**3


@dataclass(frozen=True)
class Options:
    seconds: float
    jobs: int
    targets: str
    out: str
    build: str
    build_is_given: bool
    max_disk_bytes: int


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise UsageError(f"{message} (fuzz/overnight --help tells the options)")


def positive(kind):
    def read(text):
        number = kind(text)
        if not 0 < number < float("inf"):
            raise ValueError
        return number

    read.__name__ = "number above zero"  # argparse puts it into its message
    return read


def make_parser():
    parser = Parser(prog="fuzz/overnight", description=__doc__, allow_abbrev=False)
    parser.description = "Fuzzes the targets for a night, and reports what is new. The same command goes on after an interruption."
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--hours", type=positive(float), metavar="H", help="how long (default: 8)")
    length.add_argument("--minutes", type=positive(float), metavar="M", help="how long, in minutes")
    parser.add_argument("--jobs", type=positive(int), metavar="N", help="processes at a time (default: the cores)")
    parser.add_argument("--targets", default="*", metavar="GLOB", help="those whose name matches, without fuzz_ (default: all)")
    parser.add_argument("--out", metavar="DIR", help=f"corpora, findings, reports (default: {DEFAULT_OUT})")
    parser.add_argument("--build", metavar="DIR", help=f"the build with the targets (default: {DEFAULT_BUILD}, built when empty)")
    parser.add_argument("--max-disk", type=positive(float), default=4, metavar="GIB", help="ceiling of DIR (default: 4)")
    return parser


def read(arguments, root):
    given = make_parser().parse_args(arguments)
    return Options(
        seconds=given.minutes * 60 if given.minutes else (given.hours or 8) * 3600,
        jobs=given.jobs or len(os.sched_getaffinity(0)),
        targets=given.targets,
        out=os.path.abspath(given.out or os.path.join(root, DEFAULT_OUT)),
        build=os.path.abspath(given.build or os.path.join(root, DEFAULT_BUILD)),
        build_is_given=given.build is not None,
        max_disk_bytes=int(given.max_disk * GIB),
    )
