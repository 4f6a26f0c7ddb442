"""Prints the peak of memory of a run, in bytes: ``peak_memory.py SCENARIO TICKS``."""

import resource
import sys
from pathlib import Path

import ours

from vmt.engine.rules import V2

STATUS = Path("/proc/self/status")


def peak() -> int:
    """Return the largest resident set of this program so far.

    Where the kernel tells it of the program alone it is taken from there: `getrusage`
    counts what the process was before it became this program.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    run = ours.OurRun(ours.configuration_of(Path(sys.argv[1]), V2), V2)
    run.go(int(sys.argv[2]))
    sys.stdout.write(f"{peak()}\n")
