"""Shared memory that a killed program left behind.

x11vnc shares some forty System V segments with the X server. They are removed when
it ends, but not when it is killed or when the X server dies under it, and outside
a container they stay until the next boot; a machine has room for 4096.
"""

import ctypes
import os
from collections.abc import Collection
from pathlib import Path

IPC_RMID = 0
SEGMENTS = Path("/proc/sysvipc/shm")
"""A line a segment: key, id, mode, size, creator, last user, attached, owner, …"""


def remove_segments_of(processes: Collection[int]) -> int:
    """Remove the segments that these processes made and nobody is attached to.

    Parameters
    ----------
    processes : collection of int
        Numbers of processes that have ended.

    Returns
    -------
    int
        How many were removed.
    """
    if not processes or not SEGMENTS.exists():
        return 0
    removed = 0
    library = ctypes.CDLL(None)
    for line in SEGMENTS.read_text("ascii").splitlines()[1:]:
        _, number, _, _, creator, _, attached, owner, *_ = map(int, line.split())
        if creator in processes and attached == 0 and owner == os.getuid():
            removed += library.shmctl(number, IPC_RMID, None) == 0
    return removed
