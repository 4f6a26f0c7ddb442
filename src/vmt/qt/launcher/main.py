"""The launcher as a program."""

import sys

from vmt.qt.application import make_application, run
from vmt.qt.launcher.window import TITLE, LauncherWindow


def main() -> int:
    """Show the launcher until it is closed, and return the exit code."""
    application = make_application("launcher", TITLE, "launcher.py")
    return run(application, LauncherWindow([sys.executable, "-m", "vmt"]))
