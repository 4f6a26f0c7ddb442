"""The one QApplication of a program: its look, its errors and its end."""

import os
import signal
import socket
import sys
from types import FrameType
from typing import Any

from PyQt5.QtCore import (
    QSocketNotifier,
    Qt,
    QtFatalMsg,
    qInstallMessageHandler,
)
from PyQt5.QtWidgets import QApplication, QWidget

from vmt.errors import ExitCode
from vmt.qt import crash, theme
from vmt.qt.garbage import Collector

_ENDING = "ending"  # a property of the application


def make_application(program: str, title: str, script: str) -> Any:
    """Return the application of this process, with its look and manners.

    Parameters
    ----------
    program : str
        Its name, for the desktop.
    title : str
        What its windows are called.
    script : str
        The file it is started by, whether it was or not: the instance of its windows'
        ``WM_CLASS``, by which a desktop tells them.
    """
    qInstallMessageHandler(_message)
    # Sizes follow the font. Qt's own scaling asks fluxbox for sizes of a window that
    # end in a crash, as soon as it has a place and a smallest size.
    QApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    # Nothing here is drawn by OpenGL, whose libraries take 55 MB as soon as a window
    # is shown.
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    application = QApplication([script])
    application.setApplicationName(program)
    application.setApplicationDisplayName("")
    application.setDesktopFileName("")
    application.setStyle("Fusion")
    chosen = theme.forced(os.environ) or theme.remembered()
    theme.apply(chosen or theme.current())
    crash.install(title)
    Collector(application)
    return application


def is_ending() -> bool:
    """Tell whether a signal asks for the end: then nobody answers questions."""
    application = QApplication.instance()
    return application is not None and bool(application.property(_ENDING))


def run(application: Any, window: QWidget) -> int:
    """Show a window until it is closed, or a signal asks for the end.

    Returns
    -------
    int
        0, or 128 and the number of the signal, as shells expect.
    """
    signals = _Signals(application)
    window.show()
    try:
        code = int(application.exec())
    finally:
        signals.close()
    return signals.exit_code or code


class _Signals:
    """Closes the windows on Ctrl-C and SIGTERM, so that nothing is forgotten.

    Python runs its signal handlers between two of its own instructions only, and
    there are none while Qt waits; so a socket wakes Qt up.
    """

    def __init__(self, application: Any) -> None:
        self.exit_code = 0
        self._application = application
        self._waking, self._woken = socket.socketpair()
        self._waking.settimeout(0)
        self._before = signal.set_wakeup_fd(self._waking.fileno())
        self._handlers = {
            number: signal.signal(number, self._note)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Read)
        self._notifier.activated.connect(self._wake_up)

    def close(self) -> None:
        """Leave the signals as they were."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._waking.close()
        self._woken.close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.exit_code = 128 + number

    def _wake_up(self) -> None:
        self._woken.recv(64)
        self._application.setProperty(_ENDING, True)  # noqa: FBT003
        self._application.closeAllWindows()
        self._application.quit()


def _message(kind: int, _context: object, text: str) -> None:
    """Pass on what Qt says; what it cannot go on after ends the program in words."""
    if kind == QtFatalMsg:
        sys.stderr.write(f"a window cannot be opened: {text}\n")
        sys.stderr.flush()
        # Qt would abort and leave a core file.
        os._exit(ExitCode.FAILURE)
    if "XDG_RUNTIME_DIR" not in text:  # Qt finds another folder, and needs none
        sys.stderr.write(f"Qt: {text}\n")
