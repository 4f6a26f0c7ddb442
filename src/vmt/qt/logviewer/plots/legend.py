"""What the marks of a figure stand for: a line of keys that breaks where it must."""

from collections.abc import Iterator

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from vmt.analysis.scale import Scale
from vmt.qt.logviewer.plots.figure import Figure
from vmt.qt.logviewer.plots.marks import Band, Bars, Cells, Dots, Mark
from vmt.qt.logviewer.plots.palette import colour, map_colours, pen, shade

_KEY, _GAP, _APART = 2.2, 0.5, 1.6  # widths, in heights of a line of text

Entry = tuple[Mark | None, str]
"""A mark, or the line of the tick, and what it stands for."""


def entries(figure: Figure, tick_label: str) -> list[Entry]:
    """Return what stands in the legend; marks of the same name stand there once."""
    found: dict[str, Mark | None] = {}
    for mark in figure.all_marks:
        if mark.label:
            found.setdefault(mark.label, mark)
    if tick_label and figure.all_marks and figure.is_over_time:
        found[tick_label] = None
    return [(mark, label) for label, mark in found.items()]


class Legend(QWidget):
    """Shows the legend of a figure, as high as it needs for its width."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        policy = QSizePolicy(QSizePolicy.Preferred, QSizePolicy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Legend"))

    def show_entries(self, shown: list[Entry]) -> None:
        """Show another legend."""
        self._entries = shown
        self.setAccessibleDescription("; ".join(label for _, label in shown))
        self.updateGeometry()
        self.update()

    def height_for(self, width: float) -> float:
        """Return how high the legend is in a width."""
        metrics = QFontMetricsF(self.font())
        boxes = [box for _, box in places(self._entries, metrics, width)]
        return max((box.bottom() for box in boxes), default=0.0)

    def hasHeightForWidth(self) -> bool:
        """Return that it needs more lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high it is in a width."""
        return int(self.height_for(width)) + 1

    def sizeHint(self) -> QSize:
        """Return its size in the width it has."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setFont(self.font())
        self.draw(painter, QRectF(self.rect()))
        painter.end()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Draw it into a box; also into a picture to be saved."""
        metrics = QFontMetricsF(self.font())
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        painter.translate(box.topLeft())
        for (mark, label), place in places(self._entries, metrics, box.width()):
            line = metrics.height()
            key = QRectF(place.left(), place.top(), _KEY * line, line)
            _draw_key(painter, mark, key)
            painter.setPen(colour("text"))
            beside = place.adjusted((_KEY + _GAP) * line, 0, 0, 0)
            painter.drawText(
                beside, int(Qt.AlignLeft | Qt.AlignVCenter), _text(mark, label)
            )
        painter.restore()


def places(
    shown: list[Entry], metrics: QFontMetricsF, width: float
) -> Iterator[tuple[Entry, QRectF]]:
    """Yield where the entries are, in lines that are no longer than the width."""
    line = metrics.height()
    x = y = 0.0
    for entry in shown:
        text = metrics.horizontalAdvance(_text(*entry))
        own = (_KEY + _GAP) * line + text + 1.0
        if x > 0.0 and x + own > width:
            x, y = 0.0, y + 1.3 * line
        yield entry, QRectF(x, y, own, line)
        x += own + _APART * line


def _text(mark: Mark | None, label: str) -> str:
    if not isinstance(mark, Cells):
        return label
    low, high = Scale(0.0, 1.0, tuple(float(f"{v:.4g}") for v in mark.span)).labels()
    return f"{label}: {low} – {high}"


def _draw_key(painter: QPainter, mark: Mark | None, box: QRectF) -> None:
    middle = box.center().y()
    inside = box.adjusted(0, 0.15 * box.height(), 0, -0.15 * box.height())
    match mark:
        case Band():
            painter.fillRect(inside, shade(mark.style.role))
        case Bars():
            painter.fillRect(inside, colour(mark.style.role))
        case Dots():
            painter.setPen(Qt.NoPen)
            painter.setBrush(shade(mark.style.role, 0.75))
            for share, height in ((0.2, 0.15), (0.5, -0.15), (0.8, 0.1)):
                centre = QPointF(
                    box.left() + share * box.width(), middle + height * box.height()
                )
                painter.drawEllipse(centre, mark.size / 2, mark.size / 2)
        case Cells():
            gradient = QLinearGradient(inside.topLeft(), inside.topRight())
            for k, (red, green, blue, _) in enumerate(map_colours(9).tolist()):
                step = colour("text")
                step.setRgb(red, green, blue)
                gradient.setColorAt(k / 8, step)
            painter.fillRect(inside, gradient)
        case None:
            painter.setPen(pen("quiet", 4, 1.5))
            x = box.center().x()
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        case _:
            painter.setPen(pen(mark.style.role, mark.style.dash, mark.style.width))
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
