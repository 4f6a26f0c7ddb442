"""``vmt launcher`` and ``launcher.py``: choose scenarios and run them."""

from argparse import ArgumentParser, Namespace

from vmt.cli import windows

EXAMPLE = ""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command: it has none."""


def execute(arguments: Namespace) -> int:
    """Open the launcher and return the exit code."""
    del arguments
    main = windows.load("vmt.qt.launcher.main", "PyQt5")
    return int(main())
