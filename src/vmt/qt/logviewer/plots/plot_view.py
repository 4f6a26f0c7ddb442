"""Shows one figure: title, plot, legend and caption; follows the tick."""

import math
from typing import Any, ClassVar

import pyqtgraph as pg
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PyQt5.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsRectItem,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vmt.qt import theme
from vmt.qt.logviewer.plots.axes import ValueAxis
from vmt.qt.logviewer.plots.drawing import extent, items
from vmt.qt.logviewer.plots.figure import Axis, Figure
from vmt.qt.logviewer.plots.legend import Legend, entries
from vmt.qt.logviewer.plots.palette import colour, pen
from vmt.qt.logviewer.plots.saving import picture

_ZOOM = 0.8  # of what is seen, after one key
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
        self._extent: tuple[tuple[float, float], tuple[float, float]] | None = None
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
        self.caption.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Minimum)
        self.nothing = QLabel()
        self.nothing.setTextFormat(Qt.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignCenter)
        self.nothing.setMargin(24)
        self.legend = Legend()
        self._across, self._up = ValueAxis("bottom"), ValueAxis("left")
        self.plot = _Plot({"bottom": self._across, "left": self._up})
        self.plot.stepped.connect(self.stepped)
        self.plot.zoomed.connect(self._zoom)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self._line = pg.InfiniteLine(-1.0, angle=90)

        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(middle, 1)
        layout.addWidget(self.legend)
        layout.addWidget(self.caption)
        self._paint()

    def show_figure(self, figure: Figure) -> None:
        """Show a figure; what is zoomed into stays while it is of the same kind."""
        before, self.figure = self.figure, figure
        is_same = (before.title, before.x, before.y) == (
            figure.title,
            figure.x,
            figure.y,
        )
        self._draw(keep_view=is_same and self._is_zoomed)

    def clear(self) -> None:
        """Show nothing."""
        self.show_figure(_NOTHING)

    def show_tick(self, tick: int) -> None:
        """Draw the line at a tick."""
        self._tick = tick
        self._line.setValue(tick)
        self._show_legend()

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
        if self.figure.marks:
            self._draw_plot(painter, middle)
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
            self._draw(keep_view=self._is_zoomed)

    @property
    def _is_zoomed(self) -> bool:
        if self._extent is None:
            return False
        shown = self.plot.getViewBox().viewRange()
        return (
            any(
                abs(seen - end) > 1e-6 * (ends[1] - ends[0])
                for seen_ends, ends in zip(shown, self._extent, strict=True)
                for seen, end in zip(seen_ends, ends, strict=True)
            )
            and not self.figure.is_map
        )

    def _draw(self, *, keep_view: bool) -> None:
        figure = self.figure
        plot = self.plot.getPlotItem()
        view = self.plot.getViewBox().viewRange()
        plot.clear()
        self.title.setText(figure.title)
        self.caption.setText(figure.caption)
        self.caption.setVisible(bool(figure.caption))
        self.plot.setAccessibleName(figure.title)
        self.plot.setAccessibleDescription(figure.caption)
        self.nothing.setText(figure.why_empty)
        self._stack.setCurrentWidget(self.plot if figure.marks else self.nothing)
        self.legend.setVisible(bool(figure.marks))
        if not figure.marks:
            self._extent = None
            return
        self._set_axes()
        for item in items(figure):
            plot.addItem(item, ignoreBounds=True)
        if figure.is_over_time:
            plot.addItem(self._line, ignoreBounds=True)
        plot.showGrid(x=False, y=not figure.is_map, alpha=0.25)
        self._extent = found = extent(figure)
        beyond = (-math.inf, math.inf)
        bounds = found if figure.is_map and found is not None else (beyond, beyond)
        self._across.limits, self._up.limits = bounds
        if figure.is_map and found is not None:
            plot.addItem(_frame(*found), ignoreBounds=True)
        if keep_view and self._extent is not None:
            self.plot.setRange(xRange=view[0], yRange=view[1], padding=0)
        else:
            self.show_all()
        self._show_legend()

    def show_all(self) -> None:
        """Show the whole figure again."""
        if self._extent is None:
            return
        across, up = self._extent
        box = self.plot.getViewBox()
        wide, high = across[1] - across[0], up[1] - up[0]
        box.setAspectLocked(self.figure.is_map)
        box.invertY(self.figure.is_map)
        box.setLimits(
            xMin=across[0] - wide,
            xMax=across[1] + wide,
            yMin=up[0] - high,
            yMax=up[1] + high,
        )
        box.setRange(xRange=across, yRange=up, padding=0)

    def _set_axes(self) -> None:
        figure = self.figure
        self._across.marked = figure.x.marked
        self._across.is_whole = figure.is_over_time or figure.is_map
        self._up.is_whole, self._up.is_log = figure.is_map, figure.y.is_log
        for side, axis in (("bottom", figure.x), ("left", figure.y)):
            self.plot.setLabel(side, axis.title, **_label_style(self))

    def _show_legend(self) -> None:
        label = self.tr("start") if self._tick < 0 else self.tr("tick {0}")
        self.legend.show_entries(entries(self.figure, label.format(self._tick)))

    def _paint(self) -> None:
        """Take the colours of the theme and the size of the letters."""
        self.plot.setBackground(colour("field"))
        self._line.setPen(pen("quiet", 4, 1.5))
        font = self.font()
        for axis in (self._across, self._up):
            axis.setPen(pg.mkPen(colour("line")))
            axis.setTextPen(pg.mkPen(colour("text")))
            axis.setStyle(tickFont=font)
            axis.line_height = QFontMetricsF(font).height()
        palette = self.caption.palette()
        palette.setColor(self.caption.foregroundRole(), colour("quiet"))
        self.caption.setPalette(palette)
        field = theme.current().field
        self.nothing.setStyleSheet(f"background: {field};")

    def _draw_plot(self, painter: QPainter, box: QRectF) -> None:
        """Draw the plot as lines and letters, not as dots of a screen."""
        exported = [i for i in self.plot.scene().items() if hasattr(i, "setExportMode")]
        for item in exported:
            options = {"painter": painter, "antialias": True}
            item.setExportMode(export=True, opts=options)
        try:
            self.plot.render(
                painter, box, self.plot.viewport().rect(), Qt.KeepAspectRatio
            )
        finally:
            for item in exported:
                item.setExportMode(export=False)

    def _click(self, event: Any) -> None:
        if not self.figure.is_over_time or event.button() != Qt.LeftButton:
            return
        box = self.plot.getViewBox()
        if box.sceneBoundingRect().contains(event.scenePos()):
            x = box.mapSceneToView(event.scenePos()).x()
            self.tick_chosen.emit(round(x))

    def _zoom(self, steps: int) -> None:
        if steps == 0:
            self.show_all()
        else:
            share = _ZOOM if steps > 0 else 1 / _ZOOM
            self.plot.getViewBox().scaleBy(x=share, y=1.0)


class _Plot(pg.PlotWidget):
    """The plot itself, with keys."""

    stepped = pyqtSignal(int)
    zoomed = pyqtSignal(int)
    """Sent with 1 for closer, −1 for farther, 0 for everything."""

    _KEYS: ClassVar[dict[int, int]] = {
        Qt.Key_Plus: 1,
        Qt.Key_Equal: 1,
        Qt.Key_Minus: -1,
        Qt.Key_Home: 0,
    }

    def __init__(self, axes: dict[str, ValueAxis]) -> None:
        super().__init__(axisItems=axes)
        self.setFocusPolicy(Qt.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setFrameShape(QFrame.StyledPanel)
        self.setContextMenuPolicy(Qt.ActionsContextMenu)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.getPlotItem().layout.setContentsMargins(4, 6, 12, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, zoom, or leave the key to the window."""
        if event.modifiers() & ~(Qt.ShiftModifier | Qt.KeypadModifier):
            event.ignore()
        elif event.key() in (Qt.Key_Left, Qt.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key_Right else -1)
        elif event.key() in self._KEYS:
            self.zoomed.emit(self._KEYS[event.key()])
        else:
            event.ignore()


def _frame(across: tuple[float, float], up: tuple[float, float]) -> QGraphicsRectItem:
    """Return the edge of a map."""
    edge = QGraphicsRectItem(across[0], up[0], across[1] - across[0], up[1] - up[0])
    edge.setPen(pen("line", width=1.0))
    edge.setZValue(-1)
    return edge


def _label_style(widget: QWidget) -> dict[str, str]:
    size = widget.font().pointSizeF()
    unit = f"{size:g}pt" if size > 0 else f"{widget.font().pixelSize()}px"
    return {"color": colour("text").name(), "font-size": unit}
