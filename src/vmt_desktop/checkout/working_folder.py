"""A folder to work in for programs whose own folder takes no files.

Programs that read ``scenarios/`` and write ``logs/`` beside themselves, started from a
folder that is mounted read-only, are started in a likeness of it: real folders, and in
them links to the files. What they write lies in the likeness, which is kept.
"""

import contextlib
import os
from pathlib import Path

from vmt_desktop.errors import StartError

NAME = "app"
"""The likeness in the data folder."""

NOT_SHOWN = frozenset({"__pycache__"})


def working_folder(folder: Path, data_dir: Path) -> Path:
    """Make or renew the likeness of `folder` and return it.

    Recordings in the folder's ``logs/`` are left out: a program that found one there
    would try to write to it. Files that the programs have made stay as they are.

    Raises
    ------
    StartError
        Naming both folders, if neither takes files.
    """
    likeness = data_dir / NAME
    try:
        (likeness / "logs").mkdir(parents=True, exist_ok=True)
        _remove_stale_links(likeness, folder)
        _link(folder, likeness, {"logs", *NOT_SHOWN})
    except OSError as error:
        msg = (
            f"{folder} takes no files and neither does {likeness}: {error.strerror}; "
            "let one of them be written to, or runs cannot be kept"
        )
        raise StartError(msg) from None
    return likeness


def _link(source: Path, place: Path, left_out: frozenset[str] | set[str]) -> None:
    place.mkdir(exist_ok=True)
    for entry in os.scandir(source):
        target = place / entry.name
        if entry.name in left_out:
            continue
        if entry.is_dir(follow_symlinks=False) and not _is_closed(entry):
            if target.is_symlink():
                target.unlink(missing_ok=True)
            if target.is_dir() or not target.exists():
                _link(Path(entry.path), target, NOT_SHOWN)
        else:
            # Another program may be making the same link, and a file made here stays.
            with contextlib.suppress(FileExistsError):
                target.symlink_to(entry.path)


def _is_closed(entry: os.DirEntry[str]) -> bool:
    """Return whether a folder holds what only tools look into: one link will do."""
    return entry.name.startswith(".") or Path(entry.path, "pyvenv.cfg").exists()


def _remove_stale_links(likeness: Path, folder: Path) -> None:
    """Remove links to what is no more, and folders that were made for them."""
    for place, folders, files in os.walk(likeness, topdown=False):
        for name in (*folders, *files):
            path = Path(place, name)
            if path.is_symlink():
                if path.readlink().is_relative_to(folder) and not path.exists():
                    path.unlink(missing_ok=True)
            elif path.is_dir() and not (folder / path.relative_to(likeness)).is_dir():
                with contextlib.suppress(OSError):  # it holds files of the programs
                    if path != likeness / "logs":
                        path.rmdir()
