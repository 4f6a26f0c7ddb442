"""Which files other programs have open, where the system tells of it.

A recording that says that its run goes on may be that of a program that was killed.
SQLite locks a part of the index of a file's log for as long as the file is open, and
Linux lists all locks.
"""

import os
from pathlib import Path

_LOCKS = Path("/proc/locks")


class OpenFiles:
    """The databases that other programs have open now."""

    def __init__(self) -> None:
        self.is_known = False
        """Whether the system tells of locks at all."""
        self._inodes: set[int] = set()
        try:
            lines = _LOCKS.read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        self.is_known = True
        for line in lines:
            # 1: POSIX  ADVISORY  READ 4711 08:01:131 128 128
            fields = line.split()
            if "->" in fields or len(fields) < 8 or fields[1] != "POSIX":
                continue
            if fields[4] != str(os.getpid()):
                self._inodes.add(int(fields[5].rpartition(":")[2]))

    def has(self, database: Path) -> bool:
        """Whether another program has a database open; True where that is unknown."""
        if not self.is_known:
            return True
        index = database.with_name(f"{database.name}-shm")
        # The device would be that of a layer, on a file system made of layers.
        return any(_inode(path) in self._inodes for path in (database, index))


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None
