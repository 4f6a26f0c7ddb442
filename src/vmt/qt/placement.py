"""Where windows stand, on screens that may change their size."""

from PyQt5.QtCore import QObject, QRect, QSize
from PyQt5.QtWidgets import QApplication, QWidget

from vmt.qt.look import USUAL_LINE


def place(window: QWidget, size: QSize, least: QSize, *, at_left: bool) -> None:
    """Give a window its first size and place, and keep it on the screen.

    Parameters
    ----------
    window : QWidget
    size, least : QSize
        In pixels, with a font whose lines are `USUAL_LINE` of them high.
    at_left : bool
        Whether it stands at the left edge; else in the middle. At the top always.
    """
    screen = QApplication.primaryScreen()
    room = screen.availableGeometry()
    line = window.fontMetrics().height()
    frame = QSize(0, line + 12)  # of the window manager, which has not made it yet
    fits = (room.size() - frame).expandedTo(QSize(1, 1))
    window.setMinimumSize((least * line / USUAL_LINE).boundedTo(fits))
    window.resize((size * line / USUAL_LINE).boundedTo(fits))
    left = 0 if at_left else (room.width() - window.width()) // 2
    window.move(room.left() + left, room.top())
    screen.availableGeometryChanged.connect(_Keeper(window).keep)


class _Keeper(QObject):
    """Keeps a window on the screen for as long as there is the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def keep(self, room: QRect) -> None:
        keep_within(self._window, room)


def keep_within(window: QWidget, room: QRect) -> None:
    """Make a window no larger than the screen, and move it there."""
    frame = window.frameGeometry()
    edges = frame.size() - window.size()
    fits = (room.size() - edges).expandedTo(QSize(1, 1))
    if window.isMaximized() or window.isFullScreen():
        return
    window.setMinimumSize(window.minimumSize().boundedTo(fits))
    window.resize(window.size().boundedTo(fits))
    frame.setSize(window.size() + edges)
    x = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    y = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    window.move(x, y)
