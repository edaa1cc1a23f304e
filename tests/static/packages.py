#!/usr/bin/python3
"""docs/dependencies.md names each package that quickstart installs, and no other."""
import re

import tree

DOCUMENT = "docs/dependencies.md"

installed = set()
for words in re.findall(r'^(?:.*\|\| )?(?:build|test)_packages="([^"]*)"', tree.text("quickstart"), re.M):
    installed |= set(words.split()) - {"$test_packages"}
rows = re.findall(r"^\| (`[^|]*`) \|", tree.text(DOCUMENT), re.M)
named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
problems = [f"{DOCUMENT} does not name {package}" for package in sorted(installed - named)]
problems += [f"{DOCUMENT} names {package}, which quickstart does not install" for package in sorted(named - installed)]
tree.end(problems)
