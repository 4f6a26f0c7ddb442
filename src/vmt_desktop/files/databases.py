"""SQLite's files: what belongs to a database, and whether somebody records into it."""

import fcntl
import os
import struct
from collections.abc import Container

from vmt_desktop.files.refusal import Refusal
from vmt_desktop.files.tree import exists_in, open_file

SUFFIX = ".db"
COMPANIONS = ("-wal", "-shm", "-journal")

# https://www.sqlite.org/src/file/src/os.h: the bytes that SQLite locks, from
# PENDING_BYTE to the last one of SHARED_SIZE.
LOCKED_FROM = 0x4000_0000
LOCKED_BYTES = 512
FLOCK = struct.Struct("hhqqi4x")


def companions_of(name: str) -> tuple[str, ...]:
    """Return the names that SQLite gives to what belongs to this file, if any."""
    return tuple(name + end for end in COMPANIONS) if name.endswith(SUFFIX) else ()


def database_of(name: str) -> str | None:
    """Return the database that a file belongs to by its name."""
    for end in COMPANIONS:
        if name.endswith(SUFFIX + end):
            return name.removesuffix(end)
    return None


def is_in_use(folder: int, name: str, beside: Container[str] | None = None) -> bool:
    """Return whether another process records into a database, or is about to.

    With a write-ahead log beside it, whoever has it open holds a lock; without one
    only whoever writes counts. A recording ends by removing its log.

    Parameters
    ----------
    folder : int
        Descriptor.
    name : str
    beside : container of str, optional
        The names in the folder, where they are known already.
    """
    if not name.endswith(SUFFIX):
        return False
    log = f"{name}-wal"
    logged = log in beside if beside is not None else exists_in(folder, log)
    try:
        descriptor = open_file(folder, name, name)
    except Refusal:
        return False
    try:
        return _conflicts(descriptor, fcntl.F_WRLCK if logged else fcntl.F_RDLCK)
    finally:
        os.close(descriptor)


def _conflicts(descriptor: int, kind: int) -> bool:
    """Return whether somebody holds a lock that would keep us from this one."""
    question = FLOCK.pack(kind, os.SEEK_SET, LOCKED_FROM, LOCKED_BYTES, 0)
    try:
        answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, question)
    except OSError:  # a disk without locks
        return False
    return bool(FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)
