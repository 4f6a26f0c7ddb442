"""Folders the programs read from and write to.

The data folder can be moved with ``VMT_DATA_DIR``; otherwise it is the
platform's usual place for user data.
"""

import os
import sys
from pathlib import Path

from platformdirs import user_data_path


def data_dir() -> Path:
    """Return the folder that holds the user's ``logs/`` and ``scenarios/``."""
    override = os.environ.get("VMT_DATA_DIR")
    return Path(override) if override else user_data_path("vmt", appauthor=False)


def logs_dir() -> Path:
    """Return the folder in which runs are recorded, one SQLite file a run."""
    return data_dir() / "logs"


def user_scenarios_dir() -> Path:
    """Return the folder for the user's own scenario files."""
    return data_dir() / "scenarios"


def builtin_scenarios_dir() -> Path | None:
    """Return the folder of the scenarios that ship with VMT, or None.

    They lie beside the three programs, or one folder up (``entrypoints/`` in a
    checkout); for the command ``vmt`` in the source tree, or else where it was
    installed to.
    """
    program = Path(sys.argv[0]).resolve().parent
    for candidate in (
        program / "scenarios",
        program.parent / "scenarios",
        Path(__file__).resolve().parents[2] / "scenarios",
        Path(sys.prefix) / "share" / "vmt" / "scenarios",
    ):
        if candidate.is_dir():
            return candidate
    return None
