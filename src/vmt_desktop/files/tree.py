"""The data folder, entered name by name through descriptors of its folders.

A path is never given to the system as a whole: each folder is opened inside the one
before it, and a link in the place of a name is refused by the system itself, so that
nothing outside can be reached even by somebody who swaps folders meanwhile.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vmt_desktop.files.names import Names
from vmt_desktop.files.refusal import Refusal, not_found, refusal_of

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A named pipe in the place of a file must not make its opening wait.
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class DataTree:
    """What lies below the data folder.

    Parameters
    ----------
    root : Path
        The data folder; it may itself be a link.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def folder(self, names: Names) -> Iterator[int]:
        """Give the descriptor of a folder.

        Raises
        ------
        Refusal
            If there is none.
        """
        descriptor = self.open_folder(names)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def open_folder(self, names: Names) -> int:
        """Return the descriptor of a folder, for the caller to close."""
        try:
            descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise refusal_of(error, "") from error
        for depth, name in enumerate(names, 1):
            try:
                inner = _enter(descriptor, name, "/".join(names[:depth]))
            finally:
                os.close(descriptor)
            descriptor = inner
        return descriptor


def status_in(folder: int, name: str, where: str) -> os.stat_result:
    """Return the status of a file or a folder.

    Raises
    ------
    Refusal
        If it is not there, or neither of the two.
    """
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        raise refusal_of(error, where) from error
    if not is_shown(status.st_mode):
        raise _of_another_kind(where)
    return status


def exists_in(folder: int, name: str) -> bool:
    """Return whether a name is taken, by whatever."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def names_of(folder: int) -> list[str]:
    """Return the names of all that is in a folder, in order."""
    with os.scandir(folder) as found:
        return sorted(entry.name for entry in found)


def is_shown(mode: int) -> bool:
    """Return whether this is a file or a folder: no link, device, pipe or socket."""
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def open_file(folder: int, name: str, where: str) -> int:
    """Return a descriptor that reads a file, for the caller to close.

    Raises
    ------
    Refusal
        If it is no file, or cannot be read.
    """
    # A device acts when it is opened, so it is looked at before; and afterwards,
    # since it may have come in between.
    status_in(folder, name, where)
    try:
        descriptor = os.open(name, FILE_FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:
            raise _of_another_kind(where) from error
        raise refusal_of(error, where) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _of_another_kind(where)
    return descriptor


def _enter(folder: int, name: str, where: str) -> int:
    try:
        return os.open(name, FOLDER_FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno not in {errno.ENOTDIR, errno.ELOOP}:
            raise refusal_of(error, where) from error
    # It is there and no folder: a link is refused as such.
    status_in(folder, name, where)
    raise not_found(f"folder {where}")


def _of_another_kind(where: str) -> Refusal:
    return Refusal(
        403,
        f"{where} is a link or a device; only files and folders that lie in the data "
        "folder itself are served.",
    )
