#!/usr/bin/python3
"""The layers: a folder includes only what its CMakeLists.txt says it needs, and needs only what it includes.

NEEDS of sipconform_module() in harness/*/CMakeLists.txt and reports/CMakeLists.txt is the one place where the
layers stand. The includes of the sources and the table "Layers" of docs/architecture.md are compared with it.
"""
import os
import re

import tree

DOCUMENT = "docs/architecture.md"
UNCHECKED = {"fuzz"}  # rows of the table whose folder may include everything


def read_modules(path):
    """The modules of a CMakeLists.txt: name -> (sources, needs)."""
    modules = {}
    script = re.sub(r"#[^\n]*", "", tree.text(path))
    for call in re.findall(r"sipconform_module\(([^)]*)\)", script):
        lists = {"NAME": [], "SOURCES": [], "NEEDS": [], "USES": []}
        current = "NAME"
        for word in call.split():
            if word in lists:
                current = word
            else:
                lists[current].append(word)
        modules[lists["NAME"][0]] = (set(lists["SOURCES"]), set(lists["NEEDS"]))
    return modules


def read_includes(paths):
    """Path -> the paths that it includes, as they are written: "base/buf.h"."""
    return {path: re.findall(r'^\s*#\s*include\s+"([^"]+)"', tree.text(path), re.M) for path in paths}


def path_of(include):
    """The file that an include names: folders are looked for in harness/ first, as the compiler does."""
    return next((path for path in ("harness/" + include, include) if os.path.isfile(path)), None)


class Folder:
    """A folder with its modules, and what its files include."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)
        self.modules = read_modules(path + "/CMakeLists.txt")
        self.includes = read_includes(tree.files(rf"^{path}/[^/]*\.[ch]$"))
        self.needs = set().union(*(needs for _, needs in self.modules.values())) - set(self.modules)

    def reached(self, sources):
        """The sources, and the headers of this folder that they include, one by way of another."""
        found, rest = set(), list(sources)
        while rest:
            path = rest.pop()
            if path in self.includes and path not in found:
                found.add(path)
                rest += [path_of(include) for include in self.includes[path]]
        return found

    def parts(self):
        """(files, needs, what to call it) of each module, and of the files that belong to no module."""
        rest = set(self.includes)
        for name, (sources, needs) in self.modules.items():
            reached = self.reached(f"{self.path}/{source}" for source in sources)
            rest -= reached
            yield reached, needs - set(self.modules), name
        yield rest, self.needs, None

    def problems(self):
        used = set()
        for paths, needs, module in self.parts():
            of_module = set()
            for path in sorted(paths):
                for include in self.includes[path]:
                    folder = include.split("/")[0] if "/" in include else self.name
                    if folder == self.name:
                        continue
                    of_module.add(folder)
                    if folder not in needs:
                        who = f"{self.path}/CMakeLists.txt" + (f", module {module}," if module else "")
                        yield f'{path} includes "{include}": {who} does not need {folder}'
            used |= of_module
        for need in sorted(self.needs - used):
            yield f"{self.path}/CMakeLists.txt: {need} is needed, and no file includes it"


def read_table():
    """The rows of the table "Layers": folder -> the names in its last column, in the order of the table."""
    section = tree.text(DOCUMENT).split("\n## Layers\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|.*\|([^|]*)\|$", section, re.M)
    return {folder: set(re.findall(r"`([a-z_]+)`", names)) for folder, names in rows}


def table_problems(folders, table):
    above = set()
    for path, names in table.items():
        for name in sorted(names - above):
            yield f"{DOCUMENT}, table of layers: {path} includes {name}, which does not stand above it"
        above.add(os.path.basename(path))
    by_path = {folder.path: folder for folder in folders}
    for path in sorted(set(by_path) - set(table)):
        yield f"{DOCUMENT}, table of layers: {path} is missing"
    for path in sorted(set(table) - set(by_path) - UNCHECKED):
        yield f"{DOCUMENT}, table of layers: there is no {path}"
    for path in sorted(set(table) & set(by_path)):
        needs = by_path[path].needs
        if table[path] != needs:
            yield (f"{DOCUMENT}, table of layers: {path} includes {', '.join(sorted(table[path]))}; "
                   f"its CMakeLists.txt says {', '.join(sorted(needs))}")


paths = [os.path.dirname(path) for path in tree.files(r"^(harness/[^/]+|reports)/CMakeLists\.txt$")]
folders = [Folder(path) for path in paths]
problems = [problem for folder in folders for problem in folder.problems()]
tree.end(problems + list(table_problems(folders, read_table())))
