#!/usr/bin/python3
"""There is one enum of the roles of a device, and one of transports: a second one would drift from the first."""
import re

import tree

ENUMS = {"role": "harness/sip/role.h", "net_transport": "harness/net/transport.h"}
ROLES = {"UAS", "UAC", "PROXY", "REDIRECT", "REGISTRAR"}
TRANSPORTS = {"UDP", "TCP"}


def last_word(name):
    """UAS of DEVICE_UAS."""
    return name.split("_")[-1]


def enums_of(source):
    """(line, name, members) of each enum that is defined; members: last word -> value as it is written."""
    for found in re.finditer(r"\benum\s*(\w*)\s*\{([^}]*)\}", source):
        members = re.findall(r"(?:^|,)\s*([A-Za-z_]\w*)(?:\s*=\s*([^,]*))?", found.group(2))
        line = source.count("\n", 0, found.start()) + 1
        yield line, found.group(1), {last_word(name): value.strip() for name, value in members}


def are_numbers(values):
    """Sizes of headers, or protocol numbers of IP: each member has a number of its own."""
    return all(value.isdigit() and int(value) > 3 for value in values)


def problems_of(path, places):
    source = tree.without_comments(tree.text(path))
    for line, name, members in enums_of(source):
        if name in ENUMS:
            places[name].append(path)
        elif len(ROLES & set(members)) >= 3:
            yield f"{path}:{line}: a second enum of roles; use enum role of {ENUMS['role']}"
        elif TRANSPORTS <= set(members) and not are_numbers(members[word] for word in TRANSPORTS):
            yield f"{path}:{line}: a second enum of transports; use that of {ENUMS['net_transport']}"
    macros = {last_word(name) for name in re.findall(r"^\s*#\s*define\s+(\w+)", source, re.M)}
    if path.startswith("harness/") and len(macros & ROLES) >= 3:
        yield f"{path}: macros for roles; use enum role of {ENUMS['role']}"


# Programs for real devices share nothing with the harness.
places = {name: [] for name in ENUMS}
paths = tree.files(r"^(?!tests/devices/).*\.[ch]$")
problems = [problem for path in paths for problem in problems_of(path, places)]
for name, wanted in ENUMS.items():
    if places[name] != [wanted]:
        found = ", ".join(places[name]) or "no file"
        problems.append(f"enum {name} is defined in {found}; it belongs into {wanted}")
tree.end(problems)
