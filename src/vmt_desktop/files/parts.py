"""Uploads that are not whole yet: hidden files beside the place they are meant for.

The name of one holds a hash of the name it will get and how many bytes it will have,
so that it is found again after a restart of anything. Whoever writes to it locks it.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass

from vmt_desktop.files.names import PART_PREFIX
from vmt_desktop.files.refusal import Refusal
from vmt_desktop.files.tree import names_of

KEPT_SECONDS = 7 * 24 * 3600
"""A part that nobody has written to for so long is removed."""

PART_FLAGS = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Part:
    """An unfinished upload that is ours to write to until it is closed.

    Attributes
    ----------
    folder : int
        Descriptor of the folder that it lies in; closed with it.
    name : str
        Its own name there.
    descriptor : int
    total : int
        Bytes that it will have.
    """

    folder: int
    name: str
    descriptor: int
    total: int

    @property
    def received(self) -> int:
        """How many bytes it has."""
        return os.fstat(self.descriptor).st_size

    def append(self, data: bytes) -> None:
        """Write at its end."""
        view = memoryview(data)
        while view:
            view = view[os.pwrite(self.descriptor, view, self.received) :]

    def discard(self) -> None:
        """Remove it; what is open stays so."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.name, dir_fd=self.folder)

    def close(self) -> None:
        """Leave it, if it is still a part, to whoever resumes."""
        os.close(self.descriptor)
        os.close(self.folder)


def received_of(folder: int, name: str, mark: str) -> tuple[int, int] | None:
    """Return how many bytes of how many have come of an upload; None if none."""
    for part, total in _parts(folder, _beginning(name, mark)):
        with contextlib.suppress(OSError):
            return os.stat(part, dir_fd=folder).st_size, total
    return None


def open_part(folder: int, name: str, mark: str, total: int, *, anew: bool) -> Part:
    """Return the part of an upload, locked.

    Parameters
    ----------
    folder : int
        Descriptor.
    name : str
        Of the file that it will be.
    mark : str
        What the page tells one file from another by, of the same name.
    total : int
        Bytes.
    anew : bool
        Begin with nothing, instead of going on.

    Raises
    ------
    Refusal
        If somebody writes to it, or there is none to go on with.
    """
    beginning = _beginning(name, mark)
    for other, other_total in list(_parts(folder, beginning)):
        if anew and other_total != total:
            _remove_unless_locked(folder, other)
    own = f"{beginning}{total}"
    flags = PART_FLAGS | (os.O_CREAT if anew else 0)
    while True:
        try:
            descriptor = os.open(own, flags, 0o666, dir_fd=folder)
        except FileNotFoundError:
            sentence = f"Nothing has come of {name} yet; send it from its beginning."
            raise Refusal(416, sentence, received=0) from None
        try:
            if not _locked(descriptor):
                raise Refusal(
                    409,
                    f"{name} is being uploaded by another page at this moment; wait "
                    "until it has come.",
                    uploading=True,
                )
            if not _is(descriptor, folder, own):
                # It became whole between opening and locking.
                os.close(descriptor)
                continue
            if anew:
                os.ftruncate(descriptor, 0)
        except BaseException:
            os.close(descriptor)
            raise
        return Part(folder, own, descriptor, total)


def tidy(root: int) -> None:
    """Remove the parts, below a folder, that nobody has written to for long."""
    for _, _, files, folder in os.fwalk(dir_fd=root, follow_symlinks=False):
        tidy_folder(folder, files)


def tidy_folder(folder: int, files: list[str] | None = None) -> None:
    """Remove such parts in one folder."""
    before = time.time() - KEPT_SECONDS
    for name in names_of(folder) if files is None else files:
        if name.startswith(PART_PREFIX):
            with contextlib.suppress(OSError):
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and status.st_mtime < before:
                    _remove_unless_locked(folder, name)


def _beginning(name: str, mark: str) -> str:
    digest = hashlib.sha256(f"{name}\0{mark}".encode()).hexdigest()
    return f"{PART_PREFIX}{digest[:32]}-"


def _parts(folder: int, beginning: str) -> Iterator[tuple[str, int]]:
    for name in names_of(folder):
        total = name.removeprefix(beginning)
        if total != name and total.isascii() and total.isdecimal():
            yield name, int(total)


def _locked(descriptor: int) -> bool:
    """Lock it, unless somebody else has; the lock ends with the descriptor."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(descriptor: int, folder: int, name: str) -> bool:
    """Return whether a name still means the file that is open."""
    try:
        named = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(descriptor))


def _remove_unless_locked(folder: int, name: str) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(name, PART_FLAGS, dir_fd=folder)
        try:
            if _locked(descriptor):
                os.unlink(name, dir_fd=folder)
        finally:
            os.close(descriptor)
