"""The log viewer as a program."""

from pathlib import Path

from vmt.paths import logs_dir
from vmt.qt.application import make_application, run
from vmt.qt.logviewer.window import TITLE, LogViewerWindow
from vmt.qt.memory import spare


def main(path: Path | None) -> int:
    """Show recorded runs until the window is closed, and return the exit code.

    Parameters
    ----------
    path : Path or None
        A file, or a folder of files; None: the folder of recordings.
    """
    spare()
    application = make_application("logviewer", TITLE, "view_logs.py")
    return run(application, LogViewerWindow(path or logs_dir()))
