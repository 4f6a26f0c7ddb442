"""``vmt logs`` and ``view_logs.py``: look at recorded runs."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from vmt.cli import windows
from vmt.errors import UserError
from vmt.telemetry.files import alike

EXAMPLE = "run.db"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="FILE_OR_FOLDER",
        help="a recorded run, or a folder of them (default: the logs folder)",
    )


def execute(arguments: Namespace) -> int:
    """Open the log viewer and return the exit code."""
    path = arguments.path
    if path is not None and not path.exists():
        raise UserError(f"{path}: there is no such file or folder{alike(path)}")
    main = windows.load("vmt.qt.logviewer.main", "PyQt5")
    return int(main(path))
