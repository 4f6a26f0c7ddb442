"""Folders are made, and what lies in them is deleted."""

import os
import shutil
import stat

from vmt_desktop.files.databases import companions_of, database_of, is_in_use
from vmt_desktop.files.names import PART_PREFIX, Names
from vmt_desktop.files.refusal import Refusal, refusal_of
from vmt_desktop.files.tree import exists_in, status_in

KEPT = frozenset({("logs",), ("scenarios",)})
"""The programs have them open and write into them."""


def make_folder(folder: int, names: Names) -> None:
    """Make a folder inside another one.

    Raises
    ------
    Refusal
        If the name is taken.
    """
    name, where = names[-1], "/".join(names)
    try:
        os.mkdir(name, dir_fd=folder)
        os.fsync(folder)
    except FileExistsError:
        sentence = f"{where} exists already; choose another name."
        raise Refusal(409, sentence, exists=True) from None
    except OSError as error:
        raise refusal_of(error, where) from error


def delete(folder: int, names: Names, *, everything: bool) -> None:
    """Delete a file with what SQLite keeps beside it, or a folder.

    Parameters
    ----------
    folder : int
        Descriptor of the folder it lies in.
    names : tuple of str
        Its path.
    everything : bool
        Also what is in the folder.

    Raises
    ------
    Refusal
        Also if a run is being recorded.
    """
    name, where = names[-1], "/".join(names)
    mode = status_in(folder, name, where).st_mode
    try:
        if stat.S_ISDIR(mode):
            _delete_folder(folder, names, everything=everything)
        else:
            _delete_file(folder, name, where)
        os.fsync(folder)
    except OSError as error:
        raise refusal_of(error, where) from error


def _delete_file(folder: int, name: str, where: str) -> None:
    if is_in_use(folder, name):
        raise _in_use(where)
    database = database_of(name)
    if database is not None and exists_in(folder, database):
        sentence = f"{where} is a part of {database}; delete that, and both are gone."
        raise Refusal(409, sentence)
    # The database last: a log without one is nothing, one without its log is wrong.
    for each in (*companions_of(name), name):
        if each == name or exists_in(folder, each):
            os.unlink(each, dir_fd=folder)


def _delete_folder(folder: int, names: Names, *, everything: bool) -> None:
    name, where = names[-1], "/".join(names)
    if names in KEPT:
        sentence = f"{where} is a folder that the programs need; delete what is in it."
        raise Refusal(403, sentence)
    count = 0
    for above, folders, files, inner in os.fwalk(
        name, dir_fd=folder, follow_symlinks=False
    ):
        for each in files:
            if is_in_use(inner, each):
                raise _in_use(f"{above}/{each}")
        shown = [each for each in files if not each.startswith(PART_PREFIX)]
        count += len(folders) + len(shown)
    if count and not everything:
        raise Refusal(
            409,
            f"{where} has {count} file{'' if count == 1 else 's'} in it; delete "
            "it with all that it contains, or nothing.",
            entries=count,
        )
    shutil.rmtree(name, dir_fd=folder)


def _in_use(where: str) -> Refusal:
    sentence = f"{where} is being written to by a run; stop the run, then delete it."
    return Refusal(409, sentence, busy=True)
