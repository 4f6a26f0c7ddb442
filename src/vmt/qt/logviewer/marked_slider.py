"""A slider with marks that can be clicked."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip

from vmt.qt import theme
from vmt.qt.logviewer.bookmarks import Bookmark

_NEAR = 4  # pixels from a mark that count as on it
_WIDTH = 3


class MarkedSlider(QSlider):
    """Shows where something happened; a click there goes to that tick."""

    picked = pyqtSignal(int)
    """Sent with the tick of the mark that was clicked."""

    def __init__(self) -> None:
        super().__init__(Qt.Horizontal)
        self._marks: list[Bookmark] = []

    @property
    def marks(self) -> Sequence[Bookmark]:
        """What is marked, by tick."""
        return self._marks

    def set_marks(self, marks: Sequence[Bookmark]) -> None:
        """Mark other ticks."""
        self._marks = list(marks)
        self.update()

    def x_of(self, tick: int) -> int:
        """Return where a tick is, in pixels from the left."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PM_SliderLength, option, self)
        span = self.width() - handle
        at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), tick, span)
        return int(at + handle // 2)

    def marks_at(self, position: QPoint) -> list[Bookmark]:
        """Return the marks that a point is on."""
        if position.y() < self.height() * 2 // 3:
            return []  # there is the handle
        return [
            mark
            for mark in self._marks
            if abs(self.x_of(mark.tick) - position.x()) <= _NEAR
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider, and the marks at its lower edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        colour = QColor(theme.current().warning)
        height = self.height() // 3
        for mark in self._marks:
            x = self.x_of(mark.tick) - _WIDTH // 2
            painter.fillRect(x, self.height() - height, _WIDTH, height, colour)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a mark that is clicked; else move as a slider does."""
        found = self.marks_at(event.pos())
        if found and event.button() == Qt.LeftButton:
            self.picked.emit(found[0].tick)
            event.accept()
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell what the mark under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.ToolTip:
            found = self.marks_at(event.pos())
            lines = [describe(mark) for mark in found]
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return bool(super().event(event))


def describe(mark: Bookmark) -> str:
    """Return a bookmark as a line."""
    return f"{mark.tick}: {mark.words}"
