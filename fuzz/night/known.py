"""fuzz/known-findings: buckets that somebody has looked at. A line is BUCKET-GLOB  # why"""
import fnmatch
import os

from .errors import UsageError


def read(root):
    """[(glob, why)]"""
    path = os.path.join(root, "fuzz", "known-findings")
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return []
    return [entry for number, line in enumerate(lines, 1) if (entry := parse(path, number, line))]


def parse(path, number, line):
    glob, _, why = (part.strip() for part in line.partition("#"))
    if not glob:
        return None
    if not why:
        raise UsageError(f"{path}:{number}: {glob} needs a reason: BUCKET-GLOB  # why")
    return glob, why


def reason(entries, bucket):
    return next((why for glob, why in entries if fnmatch.fnmatchcase(bucket, glob)), None)
