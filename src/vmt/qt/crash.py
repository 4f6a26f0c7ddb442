"""What nobody has caught: mistakes of the user in words, ours with a report."""

import platform
import sys
import traceback
from types import TracebackType

from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QCoreApplication
from PyQt5.QtWidgets import QApplication

import vmt
from vmt.errors import UserError
from vmt.qt.dialogs import show_error


def install(title: str) -> None:
    """Show uncaught exceptions in a dialog; the program goes on."""

    def hook(
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        tr = QCoreApplication.translate
        parent = QApplication.activeWindow()
        if isinstance(error, UserError):
            show_error(parent, title, tr("crash", "That did not work."), str(error))
            return
        details = report(title, error, trace)
        sys.stderr.write(details)
        show_error(
            parent,
            title,
            tr(
                "crash",
                "Something went wrong inside the program. It goes on, but close and"
                " reopen it when you can. Please report this with the text below.",
            ),
            details,
        )

    sys.excepthook = hook


def report(title: str, error: BaseException, trace: TracebackType | None) -> str:
    """Return what a developer wants to know about an uncaught exception."""
    versions = (
        f"{title} {vmt.__version__}, Python {platform.python_version()},"
        f" PyQt {PYQT_VERSION_STR}, Qt {QT_VERSION_STR}, {platform.platform()}"
    )
    return "".join(
        [versions, "\n", *traceback.format_exception(type(error), error, trace)]
    )
