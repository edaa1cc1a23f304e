"""Builds the targets when there are none, and finds the symbolizer that stacks need."""
import glob
import os
import shutil
import subprocess

from . import target
from .errors import EnvironmentFault

STEPS = (["cmake", "--preset", "fuzz"], ["cmake", "--build", "--preset", "fuzz"])


def ensure(options, root):
    """A folder that was named is left alone."""
    if options.build_is_given or target.binaries(options.build):
        return
    if not shutil.which("cmake"):
        raise EnvironmentFault(f"{options.build} has no targets, and there is no cmake to build them; ./quickstart test installs it")
    for step in STEPS:
        print(f"{' '.join(step)}", flush=True)
        if subprocess.run(step, cwd=root, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            raise EnvironmentFault(f"the targets cannot be built: {' '.join(step)} does not succeed")


def symbolizer():
    """Without it a stack is addresses, and every crash would look like every other."""
    beside_clang = sorted(glob.glob("/usr/lib/llvm-*/bin/llvm-symbolizer"))
    found = shutil.which("llvm-symbolizer") or (beside_clang[-1] if beside_clang else None)
    if not found:
        raise EnvironmentFault("there is no llvm-symbolizer: stacks would have no names (package llvm)")
    return os.path.realpath(found)
