"""Where the programs of a checkout are, and how they are started.

Three layouts are known. The built-in programs lie in a folder of their own. The public
VMT has them on top, imports what lies beside them, and reads and writes ``scenarios/``
and ``logs/`` where it is started. A release of ours has them in ``entrypoints/`` and
what they import in ``src/``; it writes to ``VMT_DATA_DIR``.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from vmt_desktop.checkout.working_folder import working_folder
from vmt_desktop.errors import StartError

LAUNCHER, LOG_VIEWER = "launcher.py", "view_logs.py"
WINDOWED = (LAUNCHER, LOG_VIEWER)
"""The programs with windows."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a program of a checkout is started.

    Attributes
    ----------
    folder : Path
        The checkout's.
    script : Path
    directory : Path
        Where it is started.
    packages : Path or None
        A folder that comes first where Python looks for packages.
    """

    folder: Path
    script: Path
    directory: Path
    packages: Path | None = None

    def become(self, arguments: Sequence[str] = ()) -> NoReturn:
        """Replace this process by the program."""
        os.chdir(self.directory)
        environment = dict(os.environ)
        if self.packages:
            path = [str(self.packages), environment.get("PYTHONPATH", "")]
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        os.execve(  # noqa: S606 - an argv list; there is no shell to be had
            sys.executable, [sys.executable, str(self.script), *arguments], environment
        )


def start_of(program: str, folder: Path, home: Path, data_dir: Path) -> Start:
    """Return how a program of the checkout in `folder` is started.

    Parameters
    ----------
    program : str
        ``launcher.py``, ``view_logs.py`` or ``main.py``.
    folder : Path
    home : Path
        Where our own ``entrypoints/`` are.
    data_dir : Path
        Where what it writes is kept if it cannot write to its own folder.

    Raises
    ------
    StartError
        If the checkout has no such program, or what it writes cannot be kept.
    """
    script = folder / program
    if script.is_file():
        built_in = script.resolve().parent == (home / "entrypoints").resolve()
        if built_in or _takes_files(folder):
            return Start(folder, script, folder)
        directory = working_folder(folder, data_dir)
        return Start(folder, directory / program, directory)
    script = folder / "entrypoints" / program
    if script.is_file():
        packages = folder / "src"
        own = packages if packages.is_dir() else None
        return Start(folder, script, folder, own)
    msg = (
        f"{folder} has no {program}, and no entrypoints/{program}; a checkout of VMT "
        "is expected there, or name its folder with VMT_APP_DIR"
    )
    raise StartError(msg)


def other_than(program: str) -> str:
    """Return the other one of launcher and log viewer."""
    return LAUNCHER if program == LOG_VIEWER else LOG_VIEWER


def _takes_files(folder: Path) -> bool:
    logs = folder / "logs"
    return os.access(logs if logs.exists() else folder, os.W_OK | os.X_OK)


def start_from_environment(program: str) -> Start:
    """Return how a program of the checkout in ``VMT_APP_DIR`` is started.

    Raises
    ------
    StartError
        As `start_of`.
    """
    names = ("VMT_APP_DIR", "VMT_HOME", "VMT_DATA_DIR")
    return start_of(program, *(Path(os.environ[name]) for name in names))
