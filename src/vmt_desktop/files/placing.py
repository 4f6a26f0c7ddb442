"""A whole upload gets its name: at once, and never that of another file by chance."""

import ctypes
import errno
import os
import stat
import unicodedata

from vmt_desktop.files.databases import companions_of, database_of, is_in_use
from vmt_desktop.files.parts import Part
from vmt_desktop.files.refusal import Refusal
from vmt_desktop.files.tree import exists_in, names_of, status_in

RENAME_NOREPLACE = 1
NOT_OFFERED = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})

_libc = ctypes.CDLL(None, use_errno=True)


def may_be_placed(folder: int, name: str, where: str, *, replace: bool) -> None:
    """See that a file may get this name.

    Raises
    ------
    Refusal
        If a file has it and may not be replaced, or something else has it.
    """
    database = database_of(name) or name
    if is_in_use(folder, database):
        sentence = (
            f"{where} is being written to by a run; stop the run, or choose another "
            "name."
        )
        raise Refusal(409, sentence, busy=True)
    if exists_in(folder, name):
        if stat.S_ISDIR(status_in(folder, name, where).st_mode):
            sentence = f"{where} is a folder; choose another name."
            raise Refusal(409, sentence)
    elif _is_spelled_otherwise(folder, name):
        sentence = (
            f"{where} exists already, with accents that are stored in another way; "
            "delete it first, or choose another name."
        )
        raise Refusal(409, sentence)
    elif not any(exists_in(folder, each) for each in companions_of(name)):
        return
    if not replace:
        raise _exists(where)


def place(part: Part, name: str, where: str, *, replace: bool) -> bool:
    """Give a part its name, on the disk for good; return whether a file had it.

    Raises
    ------
    Refusal
        As `may_be_placed`; also if the name was taken in this very moment.
    """
    folder = part.folder
    os.fsync(part.descriptor)
    may_be_placed(folder, name, where, replace=replace)
    had = exists_in(folder, name)
    if replace:
        # Before the new file comes: SQLite would write an old log into it.
        for each in companions_of(name):
            if exists_in(folder, each):
                os.unlink(each, dir_fd=folder)
        os.rename(part.name, name, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        try:
            _rename_to_free_name(folder, part.name, name)
        except FileExistsError:
            raise _exists(where) from None
    os.fsync(folder)
    return had


def _rename_to_free_name(folder: int, old: str, new: str) -> None:
    names = os.fsencode(old), os.fsencode(new)
    done = _libc.renameat2(folder, names[0], folder, names[1], RENAME_NOREPLACE)
    if done == 0:
        return
    code = ctypes.get_errno()
    if code not in NOT_OFFERED:
        raise OSError(code, os.strerror(code))
    # Such a disk, NFS for one, has links.
    os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    os.unlink(old, dir_fd=folder)


def _is_spelled_otherwise(folder: int, name: str) -> bool:
    """Return whether there is a name that looks the same, but not to the disk."""
    return not name.isascii() and any(
        unicodedata.normalize("NFC", other) == name for other in names_of(folder)
    )


def _exists(where: str) -> Refusal:
    sentence = f"{where} exists already; replace it, or choose another name."
    return Refusal(409, sentence, exists=True)
