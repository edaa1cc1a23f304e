"""The corpora of the out folder. Shipped inputs are copied in; the source tree is only read."""
import os
import shutil

from . import files

BEFORE = ".before"  # the corpus that a merge replaced, until it is removed
MAX_SEED_BYTES = 1024**2


def recover(layout):
    """Ends an exchange of folders that a kill interrupted: one of the two is whole, always."""
    for name in os.listdir(layout.corpora):
        if not name.endswith(BEFORE):
            continue
        old, current = layout.corpus(name), layout.corpus(name[: -len(BEFORE)])
        if os.path.isdir(current):
            shutil.rmtree(old)
        else:
            os.rename(old, current)


def repair(folder):
    """An entry that was cut short when its writer was killed gets the name its bytes have now."""
    for name in files.names(folder):
        path = os.path.join(folder, name)
        right = files.sha1(files.read_bounded(path, MAX_SEED_BYTES * 16))
        if name != right:
            os.rename(path, os.path.join(folder, right))


def bring_in(folder, seed_folders):
    """Copies what is not there yet, each under the hash of its content."""
    os.makedirs(folder, exist_ok=True)
    for seeds in seed_folders:
        for name in files.names(seeds):
            data = files.read_bounded(os.path.join(seeds, name), MAX_SEED_BYTES)
            path = os.path.join(folder, files.sha1(data))
            if not os.path.exists(path):
                files.replace(path, data)


def prepare(layout, target):
    folder = layout.corpus(target.name)
    os.makedirs(folder, exist_ok=True)
    repair(folder)
    bring_in(folder, target.seed_folders)


def count(layout, target):
    return len(files.names(layout.corpus(target.name)))


def drop(layout, target, data):
    """An input that ends every start of the target: it is a finding, and no use as a seed."""
    files.remove(os.path.join(layout.corpus(target.name), files.sha1(data)))


def merge_folder(layout, target):
    return os.path.join(layout.work, f"merge.{target.name}")


def exchange(layout, target):
    """Puts the merged corpus in the place of the one it was made of."""
    current = layout.corpus(target.name)
    merged = merge_folder(layout, target)
    files.sync_folder(merged)
    os.rename(current, current + BEFORE)
    os.rename(merged, current)
    files.sync_folder(layout.corpora)
    shutil.rmtree(current + BEFORE)
