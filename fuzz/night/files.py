"""Files that are whole or not there, whenever the power goes."""
import hashlib
import os
import shutil


def sync_folder(path):
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_synced(path, data):
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path, data):
    """Writes bytes or text as a whole or not at all."""
    if isinstance(data, str):
        data = data.encode("utf-8", errors="replace")
    fresh = f"{path}.new"
    write_synced(fresh, data)
    os.rename(fresh, path)
    sync_folder(os.path.dirname(path))


def read_bounded(path, limit):
    with open(path, "rb") as file:
        return file.read(limit)


def read_ends(path, limit):
    """The text of a file; of a long one its two ends, for what a target prints has no bound."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size <= 2 * limit:
            data = file.read()
        else:
            data = file.read(limit) + b"\n"
            file.seek(size - limit)
            data += file.read(limit)
    return data.decode("utf-8", errors="replace")


def sha1(data):
    return hashlib.sha1(data).hexdigest()


def names(folder):
    """The plain files of a folder, in order; none when there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if e.is_file(follow_symlinks=False))
    except FileNotFoundError:
        return []


def empty(folder):
    """Makes the folder, or makes it empty."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)


def remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def free_bytes(folder):
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def tree_bytes(folder):
    """What a folder takes on the disk. Files may come and go meanwhile."""
    total = 0
    for at, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(at, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total
