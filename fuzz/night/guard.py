"""Ends what the driver started when the driver is gone, even by SIGKILL.

libFuzzer's merging and minimising start processes of their own, which the kernel's signal at a parent's death does not
reach; their process group does. The driver holds the other end of this program's standard input: its end is the driver's.
"""
import os
import signal
import subprocess
import sys


def follow(lines):
    """The groups that were named with + and not yet with -."""
    groups = set()
    for line in lines:
        group = int(line[1:])
        (groups.add if line[0] == "+" else groups.discard)(group)
    return groups


def main():
    for group in follow(sys.stdin):
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


class Guard:
    def __init__(self):
        # a session of its own: an interrupt typed at the terminal must not end it before the driver
        self.process = subprocess.Popen([sys.executable, "-I", __file__], stdin=subprocess.PIPE, start_new_session=True)

    def tell(self, sign, group):
        self.process.stdin.write(f"{sign}{group}\n".encode())
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


if __name__ == "__main__":
    main()
