#!/usr/bin/python3
"""Lines of C, CMake and shell have 110 columns at most.

A table of rows may be wider between two comments that say "wide table" and "end of wide table".
"""
import re

import tree

COLUMNS = 110
MARKER = re.compile(r"^\s*(?:/\*|#) ((?:end of )?wide table)(?: \*/)?$")


def problems_of(path):
    table_begin = 0
    for number, line in enumerate(tree.text(path).split("\n"), 1):
        marker = MARKER.match(line)
        if marker:
            table_begin = number if marker.group(1) == "wide table" else 0
        elif len(line) > COLUMNS and not table_begin:
            yield f"{path}:{number}: {len(line)} columns, {COLUMNS} are allowed"
    if table_begin:
        yield f"{path}:{table_begin}: this wide table has no end"


paths = tree.files(r"(\.[ch]|\.cmake|CMakeLists\.txt)$")
paths += [path for path in tree.files(".") if tree.is_shell(path)]
tree.end([problem for path in paths for problem in problems_of(path)])
