"""What the static checks share: the files that git knows, comments, and how a check tells what is wrong."""
import os
import re
import subprocess
import sys


def files(pattern):
    """Paths of tracked files whose path matches the regular expression, in order. Symbolic links are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    paths = [path for path in listed.split("\0") if path and re.search(pattern, path)]
    return [path for path in paths if os.path.isfile(path) and not os.path.islink(path)]


def text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def is_shell(path):
    """Is it a shell script, by its first line?"""
    with open(path, "rb") as file:
        return re.match(rb"#!\s*\S*/(env +)?(ba|da)?sh\b", file.readline()) is not None


def without_comments(source):
    """C with each comment and each text blanked out; line ends stay."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, source, flags=re.S)


def end(problems):
    """Tells the problems and ends the check: status 1 when there are any."""
    problems = list(problems)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
