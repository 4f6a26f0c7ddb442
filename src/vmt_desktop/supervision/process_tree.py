"""Which processes there are below one, and whether one has ended."""

import contextlib
import os
from pathlib import Path


def has_ended(pid: int) -> bool:
    """Return whether a child has ended, and leave it to be reaped."""
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, pid, options) is not None


def children(pid: int) -> list[int]:
    """Return the processes that a process is the parent of; none if it has ended."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, file.read_text(encoding="ascii").split())
    return found


def descendants(pid: int) -> list[int]:
    """Return the children of a process, their children, and so on."""
    found = children(pid)
    return found + [below for child in found for below in descendants(child)]
