#!/usr/bin/python3
"""Each C file begins with a comment that says in a sentence what the file is for."""
import re

import tree


def first_comment(source):
    found = re.match(r"/\*(.*?)\*/", source, re.S)
    return re.sub(r"\s*\n \*", " ", found.group(1)).strip() if found else ""


def is_sentence(words):
    return re.search(r"\w\S* \S.*[.:?!]", words) is not None


paths = tree.files(r"^(harness|reports|fuzz|tests)/.*\.c$")
tree.end(f"{path}:1: does not begin with a comment that says what the file is for"
         for path in paths if not is_sentence(first_comment(tree.text(path))))
