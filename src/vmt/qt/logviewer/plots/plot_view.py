"""Shows one figure: title, plot, legend and caption; follows the tick."""

import math

import pyqtgraph as pg
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFontMetricsF, QPainter, QResizeEvent
from PyQt5.QtWidgets import (
    QApplication,
    QGraphicsRectItem,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vmt.qt import theme
from vmt.qt.logviewer.plots.canvas import Canvas
from vmt.qt.logviewer.plots.drawing import extents, items
from vmt.qt.logviewer.plots.explanation import Explanation
from vmt.qt.logviewer.plots.figure import Axis, Figure
from vmt.qt.logviewer.plots.frame import Content
from vmt.qt.logviewer.plots.legend import Legend, entries
from vmt.qt.logviewer.plots.palette import colour, pen
from vmt.qt.logviewer.plots.saving import picture

_MARGIN, _APART = 10, 6  # pixels around and between the parts of a saved figure
_NOTHING = Figure("", Axis(""), Axis(""))


class PlotView(QWidget):
    """A figure with everything that is said about it.

    A click takes the tick that is there; so do the arrow keys, one by one. The wheel,
    and + and − zoom, dragging moves, Home shows all again.

    Attributes
    ----------
    figure : Figure
        What is shown.
    """

    tick_chosen = pyqtSignal(int)
    """Sent with a tick that the user clicked at."""
    stepped = pyqtSignal(int)
    """Sent with the number of ticks the user goes on; negative: back."""

    def __init__(self) -> None:
        super().__init__()
        self.figure = _NOTHING
        self._tick = -1
        self.title = QLabel()
        self.title.setTextFormat(Qt.PlainText)
        self.title.setWordWrap(True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.caption = QLabel()
        self.caption.setTextFormat(Qt.PlainText)
        self.caption.setWordWrap(True)
        self.caption.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.nothing = QLabel()
        self.nothing.setTextFormat(Qt.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignCenter)
        self.nothing.setMargin(24)
        self.legend = Legend()
        self.explanation = Explanation(self.legend, self.caption)
        self.plot = Canvas()
        self.plot.stepped.connect(self.stepped)
        self.plot.clicked.connect(self._click)
        self._line = pg.InfiniteLine(-1.0, angle=90)

        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(middle, 1)
        layout.addWidget(self.explanation)
        self._paint()

    def show_figure(self, figure: Figure) -> None:
        """Show a figure; what is zoomed into stays while it is of the same kind."""
        before, self.figure = self.figure, figure
        self._draw(keep_view=self.plot.is_zoomed and _kind(before) == _kind(figure))

    def clear(self) -> None:
        """Show nothing."""
        self.show_figure(_NOTHING)

    def show_tick(self, tick: int) -> None:
        """Draw the line at a tick."""
        self._tick = tick
        self._line.setValue(tick)
        self._show_legend()

    def show_all(self) -> None:
        """Show the whole figure again."""
        self.plot.show_all()

    def copy(self) -> None:
        """Copy the picture."""
        QApplication.clipboard().setImage(picture(self.draw, self.picture_size))

    @property
    def picture_size(self) -> QSize:
        """How large a saved figure is: the plot as it is, with all that is said."""
        width = max(self.plot.width(), 400)
        heights = self._heights(width)
        middle = max(self.plot.height(), 240)
        height = middle + sum(heights) + _APART * (len(heights) - 1)
        return QSize(width + 2 * _MARGIN, math.ceil(height) + 2 * _MARGIN)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Draw the figure into a box: title, plot, legend and caption."""
        box = box.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        title, legend, caption = self._heights(box.width())
        wrap = int(Qt.TextWordWrap)
        painter.setPen(colour("text"))
        painter.setFont(self.title.font())
        painter.drawText(box, wrap, self.title.text())
        bottom = box.bottom() - caption - legend - 2 * _APART
        middle = QRectF(box.topLeft(), QPointF(box.right(), bottom))
        middle.setTop(box.top() + title + _APART)
        painter.setFont(self.font())
        if self.figure.all_marks:
            self.plot.draw_into(painter, middle)
            below = QRectF(box.left(), bottom + _APART, box.width(), legend)
            self.legend.draw(painter, below)
        else:
            centred = int(Qt.AlignCenter) | wrap
            painter.drawText(middle, centred, self.figure.why_empty)
        painter.setPen(colour("quiet"))
        painter.setFont(self.caption.font())
        top = box.bottom() - caption
        below = QRectF(box.left(), top, box.width(), caption + 2)
        painter.drawText(below, wrap, self.caption.text())

    def _heights(self, width: float) -> tuple[float, float, float]:
        """Return how high title, legend and caption are in a width."""
        room = QRectF(0, 0, width, 10_000)
        title, caption = (
            QFontMetricsF(label.font())
            .boundingRect(room, int(Qt.TextWordWrap), label.text())
            .height()
            for label in (self.title, self.caption)
        )
        return title, self.legend.height_for(width), caption

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the plot."""
        super().resizeEvent(event)
        self.explanation.fit(self.height())

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything again in the colours of another theme, or larger."""
        super().changeEvent(event)
        if event.type() in (QEvent.PaletteChange, QEvent.FontChange) and hasattr(
            self, "_line"
        ):
            # With a style sheet in force children do not take a font over.
            for widget in (self.legend, self.nothing, self.caption):
                widget.setFont(self.font())
            self._paint()
            self._draw(keep_view=self.plot.is_zoomed)

    def _draw(self, *, keep_view: bool) -> None:
        figure = self.figure
        self.title.setText(figure.title)
        self.caption.setText(figure.caption)
        self.caption.setVisible(bool(figure.caption))
        self.plot.setAccessibleName(figure.title)
        self.plot.setAccessibleDescription(figure.caption)
        self.nothing.setText(figure.why_empty)
        has_marks = bool(figure.all_marks)
        self.legend.setVisible(has_marks)
        if not has_marks:
            self._stack.setCurrentWidget(self.nothing)
            self.plot.clear()
            self.explanation.fit(self.height())
            return
        self._stack.setCurrentWidget(self.plot)
        contents = []
        for part, found in zip(figure.parts, extents(figure), strict=True):
            drawn = items(figure, part)
            if figure.is_over_time:
                drawn.append(self._line)
            if figure.is_map and found is not None:
                drawn.append(_frame(*found))
            words = "" if part.marks else part.why_empty
            contents.append(Content(part.name, drawn, found, part.x or figure.x, words))
        self.plot.draw(contents, figure, keep_view=keep_view)
        self._show_legend()

    def _show_legend(self) -> None:
        label = self.tr("start") if self._tick < 0 else self.tr("tick {0}")
        self.legend.show_entries(entries(self.figure, label.format(self._tick)))
        self.explanation.fit(self.height())

    def _paint(self) -> None:
        """Take the colours of the theme and the size of the letters."""
        self.plot.take_look(self.font())
        self._line.setPen(pen("quiet", 4, 1.5))
        self.caption.setStyleSheet(f"color: {colour('quiet').name()};")
        self.nothing.setStyleSheet(f"background: {theme.current().field};")

    def _click(self, x: float) -> None:
        if self.figure.is_over_time:
            self.tick_chosen.emit(round(x))


def _kind(figure: Figure) -> tuple[object, ...]:
    """Return what stays the same while only what is drawn changes."""
    return figure.title, figure.x, figure.y, [part.name for part in figure.parts]


def _frame(across: tuple[float, float], up: tuple[float, float]) -> QGraphicsRectItem:
    """Return the edge of a map."""
    edge = QGraphicsRectItem(across[0], up[0], across[1] - across[0], up[1] - up[0])
    edge.setPen(pen("line", width=1.0))
    edge.setZValue(-1)
    return edge
