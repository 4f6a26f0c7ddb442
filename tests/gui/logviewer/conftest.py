"""Log viewers on recordings of real runs; nothing of them is left over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QThreadPool, QTimer
from PyQt5.QtWidgets import QApplication, QStatusBar
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer.window import LogViewerWindow


@pytest.fixture
def viewer(qtbot: QtBot) -> Callable[[Path], LogViewerWindow]:
    """Open log viewers, and wait until they have read what they show."""

    def open_viewer(path: Path) -> LogViewerWindow:
        window = LogViewerWindow(path)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        settle(window)
        return window

    return open_viewer


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread at work, a timer running or a file open."""
    before = _open_recordings()
    yield
    windows = [w for w in qapp.topLevelWidgets() if isinstance(w, LogViewerWindow)]
    for window in windows:
        window.close()
        pools = window.findChildren(QThreadPool)
        assert not [pool for pool in pools if pool.activeThreadCount()]
        timers = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        # The status bar of Qt takes its message away by itself.
        assert not [t for t in timers if not isinstance(t.parent(), QStatusBar)]
    assert _open_recordings() <= before


def _open_recordings() -> set[str]:
    entries = Path("/proc/self/fd").iterdir()
    files = {str(entry.readlink()) for entry in entries if entry.is_symlink()}
    return {file for file in files if file.endswith((".db", ".db-wal", ".db-shm"))}
