"""Two axes and what is drawn between them, under a name of its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PyQt5.QtWidgets import QGraphicsItem

from vmt.qt.logviewer.plots.axes import ValueAxis
from vmt.qt.logviewer.plots.figure import Axis, Figure
from vmt.qt.logviewer.plots.palette import colour

_GRID = 60  # opacity of the grid, of 255

Ends = tuple[float, float]
Extent = tuple[Ends, Ends]
"""The ends of the horizontal and of the vertical axis."""


@dataclass(frozen=True)
class Content:
    """What a frame shows.

    Attributes
    ----------
    name : str
        Stands above; empty: nothing does.
    items : sequence of QGraphicsItem
        From the bottom to the top.
    extent : Extent or None
        What there is to see; None: nothing.
    x : Axis
        The horizontal axis.
    words : str
        Stands in the middle.
    """

    name: str
    items: Sequence[QGraphicsItem]
    extent: Extent | None
    x: Axis
    words: str = ""


class Frame(pg.GraphicsLayout):
    """Draws items in the coordinates of its axes.

    Attributes
    ----------
    across, up : ValueAxis
    box : pyqtgraph.ViewBox
    name, words : Label
    extent : Extent or None
        What there is to see.
    """

    def __init__(self) -> None:
        super().__init__()
        self.across, self.up = ValueAxis("bottom"), ValueAxis("left")
        self.box = pg.ViewBox(enableMenu=False)
        self.box.disableAutoRange()
        self.extent: Extent | None = None
        self._items: list[QGraphicsItem] = []
        self.setContentsMargins(4, 6, 12, 4)
        self.setSpacing(0)
        self.name, self.words = Label(), Label(wraps=True)
        self.addItem(self.name, 0, 1)
        self.addItem(self.up, 1, 0)
        self.addItem(self.box, 1, 1)
        self.addItem(self.across, 2, 1)
        self.words.setParentItem(self.box)
        self.box.sigResized.connect(
            lambda box: self.words.setGeometry(box.boundingRect())
        )
        for axis in (self.up, self.across):
            axis.linkToView(self.box)
            axis.setZValue(-1)  # so that a grid lies below what is drawn

    def clear(self) -> None:
        """Take away what is drawn."""
        for item in self._items:
            self.box.removeItem(item)
        self._items = []
        self.extent = None
        for label in (self.name, self.words):
            label.write("")

    def show_content(
        self, content: Content, figure: Figure, *, keep_view: bool
    ) -> None:
        """Draw other items, between the axes of a figure."""
        self.clear()
        for item in content.items:
            self.box.addItem(item, ignoreBounds=True)
        self._items = list(content.items)
        self.extent = content.extent
        self.name.write(content.name)
        self.words.write(content.words)
        self._set_axes(content.x, figure)
        for axis in (self.up, self.across):
            axis.setVisible(self.extent is not None)
        if self.extent is None:
            return
        across, up = self.extent
        wide, high = across[1] - across[0], up[1] - up[0]
        self.box.setAspectLocked(figure.is_map)
        self.box.invertY(figure.is_map)
        self.box.setLimits(
            xMin=across[0] - wide,
            xMax=across[1] + wide,
            yMin=up[0] - high,
            yMax=up[1] + high,
        )
        if not keep_view:
            self.show_all()

    def show_all(self) -> None:
        """Show all that there is."""
        if self.extent is not None:
            across, up = self.extent
            self.box.setRange(xRange=across, yRange=up, padding=0)

    def take_look(self, font: QFont, titles: dict[str, str]) -> None:
        """Take letters, and the colours of the theme; titles are by axis."""
        height = QFontMetricsF(font).height()
        size = font.pointSizeF()
        unit = f"{size:g}pt" if size > 0 else f"{font.pixelSize()}px"
        text = colour("text")
        for axis in (self.across, self.up):
            axis.setPen(pg.mkPen(colour("line")))
            axis.setTextPen(pg.mkPen(text))
            axis.setStyle(tickFont=font)
            axis.line_height = height
            title = titles[axis.orientation]
            axis.setLabel(title, **{"color": text.name(), "font-size": unit})
            # A fifth of its height is over the numbers otherwise, whatever the letters.
            axis.label.document().setDocumentMargin(max(4.0, 0.35 * height))
            axis.resizeEvent()  # else the title stays where the one before it was
        self.name.take_look(font, text)
        self.words.take_look(font, colour("quiet"))

    def _set_axes(self, x: Axis, figure: Figure) -> None:
        is_map = figure.is_map
        self.across.marked = x.marked
        self.across.is_whole = figure.is_over_time or is_map
        self.up.is_whole, self.up.is_log = is_map, figure.y.is_log
        self.up.setGrid(False if is_map else _GRID)
        anywhere = (-math.inf, math.inf)
        limits = self.extent if is_map and self.extent else (anywhere, anywhere)
        self.across.limits, self.up.limits = limits


class Label(pg.GraphicsWidget):
    """A few words among graphics.

    Parameters
    ----------
    wraps : bool
        Whether they take several lines where there is no room; else they are cut, and
        the rest is in the tooltip.
    """

    def __init__(self, *, wraps: bool = False) -> None:
        super().__init__()
        self.text = ""
        self._wraps = wraps
        self._font, self._colour = QFont(), QColor()
        self.write("")

    def write(self, text: str) -> None:
        """Show other words."""
        self.text = text
        self.setToolTip("" if self._wraps else text)
        self.setVisible(bool(text))
        self._fit()
        self.update()

    def take_look(self, font: QFont, ink: QColor) -> None:
        """Take letters and a colour."""
        self._font, self._colour = font, ink
        self._fit()
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Write them in the middle."""
        painter.setFont(self._font)
        painter.setPen(self._colour)
        box, text, how = self.rect(), self.text, int(Qt.AlignCenter)
        if self._wraps:
            how |= int(Qt.TextWordWrap)
        else:
            metrics = QFontMetricsF(self._font)
            # The ends of names of runs tell one from the other.
            text = metrics.elidedText(text, Qt.ElideMiddle, box.width())
        painter.drawText(box, how, text)

    def _fit(self) -> None:
        if not self._wraps:  # else it is as large as what it is written on
            height = 1.3 * QFontMetricsF(self._font).height() if self.text else 0.0
            self.setMinimumHeight(height)
            self.setMaximumHeight(height)
