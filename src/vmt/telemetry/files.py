"""Where runs are recorded, and which recordings there are."""

import difflib
import os
import re
import stat
import unicodedata
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from vmt.paths import logs_dir
from vmt.telemetry.errors import TelemetryError

SUFFIX = ".db"
_LONGEST_SLUG = 60


def new_run_path(
    scenario_name: str, seed: int, folder: Path | str | None = None
) -> Path:
    """Return a path for a new recording; no file is made.

    Parameters
    ----------
    scenario_name : str
        Any text; what cannot stand in a file name is left out.
    seed : int
        The seed of the run.
    folder : path, optional
        Default: the folder of recordings, `vmt.paths.logs_dir`.

    Returns
    -------
    Path
        ``FOLDER/YYYYmmdd-HHMMSS-<scenario>-seed<seed>.db``, in local time, with a
        number behind it where such a file exists already.
    """
    folder = logs_dir() if folder is None else Path(folder)
    now = datetime.now().astimezone()
    stem = f"{now:%Y%m%d-%H%M%S}-{_slug(scenario_name)}-seed{seed}"
    names = (f"{stem}{SUFFIX}" if n == 1 else f"{stem}-{n}{SUFFIX}" for n in count(1))
    # A link that leads nowhere is in the way, too.
    return next(folder / name for name in names if not os.path.lexists(folder / name))


def list_run_files(folder: Path | str | None = None) -> list[Path]:
    """Return the recordings in a folder, newest first; empty where there is none.

    Parameters
    ----------
    folder : path, optional
        Default: the folder of recordings, `vmt.paths.logs_dir`.

    Raises
    ------
    TelemetryError
        The folder may not be read.
    """
    folder = logs_dir() if folder is None else Path(folder)
    files = []
    try:
        entries = [entry for entry in folder.iterdir() if entry.suffix == SUFFIX]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise TelemetryError(
            f"{folder}: this folder cannot be read ({error.strerror})"
        ) from error
    for entry in entries:
        with suppress(FileNotFoundError):  # it was there a moment ago
            found = entry.stat()
            if stat.S_ISREG(found.st_mode):
                files.append((found.st_mtime_ns, entry))
    return [entry for _, entry in sorted(files, reverse=True)]


def alike(path: Path) -> str:
    """Return words that name the file or folder of the most similar name, if any."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    if not near:  # as without the suffix
        near = [name for name in names if Path(name).stem == path.name][:1]
    return f"; did you mean {path.with_name(near[0])}?" if near else ""


def _slug(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    return slug[:_LONGEST_SLUG].rstrip("-") or "run"
