"""The targets of a build, with their options, dictionary and shipped inputs."""
import configparser
import fnmatch
import mmap
import os
import re
from dataclasses import dataclass, field

from .errors import UsageError

PREFIX = "fuzz_"
FLAG = re.compile(r"[a-z_]+\Z")
VALUE = re.compile(r"[A-Za-z0-9_.,+-]+\Z")


@dataclass(frozen=True)
class Target:
    name: str
    binary: str
    flags: dict = field(default_factory=dict)  # of the options file: they win over the driver's own
    dictionary: str | None = None
    seed_folders: tuple = ()  # read only

    def number(self, flag, default):
        return int(self.flags.get(flag, default))


def is_target(path):
    """As OSS-Fuzz knows them: by the function that libFuzzer calls. Programs that help the build stand beside them."""
    name = os.path.basename(path)
    if not (name.startswith(PREFIX) and re.fullmatch(r"\w+", name) and os.path.isfile(path) and os.access(path, os.X_OK)):
        return False
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"LLVMFuzzerTestOneInput") >= 0


def binaries(build):
    folder = os.path.join(build, "fuzz")
    if not os.path.isdir(folder):
        return []
    paths = (os.path.join(folder, name) for name in sorted(os.listdir(folder)))
    return [path for path in paths if is_target(path)]


def read_flags(path):
    """The section [libfuzzer] of an options file, as OSS-Fuzz reads it."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
        unknown = [section for section in parser.sections() if section != "libfuzzer"]
        if unknown:
            raise UsageError(f"{path}: section [{unknown[0]}] is not understood; only [libfuzzer] is")
        flags = dict(parser["libfuzzer"]) if parser.has_section("libfuzzer") else {}
    except (configparser.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    for flag, value in flags.items():
        check_flag(path, flag, value)
    return flags


def check_flag(path, flag, value):
    if not FLAG.match(flag) or not VALUE.match(value):
        raise UsageError(f"{path}: {flag} = {value} is not a flag of libFuzzer and a plain value")
    if flag in ("timeout", "max_len", "rss_limit_mb", "malloc_limit_mb", "detect_leaks") and not value.isdigit():
        raise UsageError(f"{path}: {flag} = {value} is not a number")


def first_file(*paths):
    return next((path for path in paths if os.path.isfile(path)), None)


def load(binary, root):
    """An options file or a dictionary beside the binary wins over the one that belongs to the source."""
    folder, base = os.path.split(binary)
    name = base[len(PREFIX) :]
    options = first_file(f"{binary}.options", os.path.join(root, "fuzz", f"{base}.options"))
    flags = read_flags(options) if options else {}
    named = [os.path.join(folder, flags.pop("dict"))] if "dict" in flags else []
    return Target(
        name=name,
        binary=binary,
        flags=flags,
        dictionary=first_file(*named, f"{binary}.dict", os.path.join(folder, "sip.dict")),
        seed_folders=(os.path.join(root, "corpus", name), os.path.join(root, "corpus", "regressions", name)),
    )


def select(build, root, glob):
    found = [load(binary, root) for binary in binaries(build)]
    if not found:
        raise UsageError(
            f"{build} has no targets fuzz/{PREFIX}*; build them (cmake --preset fuzz && cmake --build --preset fuzz), "
            "or leave --build away and they are built"
        )
    selected = [target for target in found if fnmatch.fnmatchcase(target.name, glob)]
    if not selected:
        raise UsageError(f"no target matches --targets '{glob}'; there are {', '.join(t.name for t in found)}")
    return selected
