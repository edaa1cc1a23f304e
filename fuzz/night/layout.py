"""Where things are in the out folder, and that only one driver works there."""
import fcntl
import os

from . import files
from .errors import EnvironmentFault, UsageError


class Layout:
    def __init__(self, root):
        self.root = root
        self.corpora = os.path.join(root, "corpus")
        self.findings = os.path.join(root, "findings")
        self.work = os.path.join(root, "work")
        self.artifacts = os.path.join(self.work, "artifacts")
        self.binaries = os.path.join(self.work, "bin")
        self.logs = os.path.join(root, "logs")
        self.journal = os.path.join(root, "findings.jsonl")
        self.session = os.path.join(root, "session.jsonl")
        self.history = os.path.join(root, "history.jsonl")
        self.lock_file = None

    def create(self):
        try:
            for folder in (self.corpora, self.findings, self.artifacts, self.logs):
                os.makedirs(folder, exist_ok=True)
            files.empty(self.binaries)
        except OSError as error:
            raise EnvironmentFault(f"{error.filename}: {error.strerror}; name another folder with --out") from error

    def lock(self):
        """The lock goes with the process, however it ends."""
        os.makedirs(self.root, exist_ok=True)
        self.lock_file = open(os.path.join(self.root, "lock"), "w", encoding="ascii")
        try:
            fcntl.flock(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"{self.root} is in use by another fuzz/overnight; wait for it, or name another --out") from None

    def corpus(self, name):
        return os.path.join(self.corpora, name)

    def artifact_folder(self, name, slot):
        return os.path.join(self.artifacts, f"{name}.{slot}")

    def relative(self, path):
        """Targets run in the out folder: libFuzzer hands paths to a shell unquoted, and these need no quotes."""
        return os.path.relpath(path, self.root)
