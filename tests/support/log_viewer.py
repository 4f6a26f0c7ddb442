"""What tests of the log viewer have in common."""

from time import monotonic

from PyQt5.QtTest import QTest

from vmt.qt.logviewer.window import LogViewerWindow

PATIENCE = 30  # seconds


def settle(window: LogViewerWindow) -> None:
    """Wait until the window shows what it was asked for."""
    end = monotonic() + PATIENCE
    while window.is_busy:
        assert monotonic() < end, "it is still reading"
        QTest.qWait(1)
