"""Two axes and what is drawn between them, with keys and clicks."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pyqtgraph as pg
from PyQt5.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PyQt5.QtWidgets import QFrame, QGraphicsItem

from vmt.qt.logviewer.plots.axes import ValueAxis
from vmt.qt.logviewer.plots.palette import colour

_ZOOM = 0.8  # of what is seen, after one key
_GRID = 60  # opacity of the grid, of 255

Ends = tuple[float, float]


class Canvas(pg.GraphicsView):
    """Draws items in the coordinates of its axes.

    It is put together here, and not a `pyqtgraph.PlotWidget`, because that one brings
    menus of its own, in English, which outlive it.

    Attributes
    ----------
    across, up : ValueAxis
    box : pyqtgraph.ViewBox
    """

    clicked = pyqtSignal(float)
    """Sent with the place on the horizontal axis that was clicked."""
    stepped = pyqtSignal(int)
    """Sent with 1 and −1 for the arrow keys."""

    _ZOOMS: ClassVar[dict[int, float]] = {
        Qt.Key_Plus: _ZOOM,
        Qt.Key_Equal: _ZOOM,
        Qt.Key_Minus: 1 / _ZOOM,
    }

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setFrameShape(QFrame.StyledPanel)
        self.setContextMenuPolicy(Qt.ActionsContextMenu)
        self.across, self.up = ValueAxis("bottom"), ValueAxis("left")
        self.box = pg.ViewBox(enableMenu=False)
        self.box.disableAutoRange()
        self._extent: tuple[Ends, Ends] | None = None
        self._items: list[QGraphicsItem] = []
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(4, 6, 12, 4)
        layout.setSpacing(0)
        layout.addItem(self.up, 0, 0)
        layout.addItem(self.box, 0, 1)
        layout.addItem(self.across, 1, 1)
        for axis in (self.up, self.across):
            axis.linkToView(self.box)
            axis.setZValue(-1)  # so that a grid lies below what is drawn
        self.setCentralItem(layout)
        self.scene().sigMouseClicked.connect(self._click)

    @property
    def is_zoomed(self) -> bool:
        """Whether it shows anything else than all."""
        if self._extent is None:
            return False
        return any(
            abs(seen - end) > 1e-6 * (ends[1] - ends[0])
            for shown, ends in zip(self.box.viewRange(), self._extent, strict=True)
            for seen, end in zip(shown, ends, strict=True)
        )

    def clear(self) -> None:
        """Take away what is drawn."""
        for item in self._items:
            self.box.removeItem(item)
        self._items = []
        self._extent = None

    def draw(
        self,
        items: Sequence[QGraphicsItem],
        extent: tuple[Ends, Ends] | None,
        *,
        is_map: bool,
        keep_view: bool,
    ) -> None:
        """Draw other items.

        Parameters
        ----------
        items : sequence of QGraphicsItem
            From the bottom to the top.
        extent : ((low, high), (low, high)) or None
            What there is to see across and up; None: nothing.
        is_map : bool
            Whether both axes are as long, and y counts from the top.
        keep_view : bool
            Whether to show what was shown before.
        """
        self.clear()
        for item in items:
            self.box.addItem(item, ignoreBounds=True)
        self._items = list(items)
        self._extent = extent
        self.up.setGrid(False if is_map else _GRID)
        if extent is None:
            return
        across, up = extent
        wide, high = across[1] - across[0], up[1] - up[0]
        self.box.setAspectLocked(is_map)
        self.box.invertY(is_map)
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
        if self._extent is not None:
            across, up = self._extent
            self.box.setRange(xRange=across, yRange=up, padding=0)

    def take_look(self, font: QFont, titles: dict[str, str]) -> None:
        """Take letters, and the colours of the theme; titles are by axis."""
        self.setBackground(colour("field"))
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
            axis.resizeEvent()  # else the title stays where the one before it was

    def draw_into(self, painter: QPainter, box: QRectF) -> None:
        """Draw it as lines and letters, not as dots of a screen."""
        exported = [item for item in self.scene().items() if _can_export(item)]
        options = {"painter": painter, "antialias": True}
        for item in exported:
            item.setExportMode(export=True, opts=options)
        try:
            self.render(painter, box, self.viewport().rect(), Qt.KeepAspectRatio)
        finally:
            for item in exported:
                item.setExportMode(export=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, zoom, or leave the key to the window."""
        key = event.key()
        if event.modifiers() & ~(Qt.ShiftModifier | Qt.KeypadModifier):
            event.ignore()
        elif key in (Qt.Key_Left, Qt.Key_Right):
            self.stepped.emit(1 if key == Qt.Key_Right else -1)
        elif key in self._ZOOMS:
            self.box.scaleBy(x=self._ZOOMS[key], y=1.0)
        elif key == Qt.Key_Home:
            self.show_all()
        else:
            event.ignore()

    def _click(self, event: Any) -> None:
        place: QPointF = event.scenePos()
        if event.button() == Qt.LeftButton and self.box.sceneBoundingRect().contains(
            place
        ):
            self.clicked.emit(self.box.mapSceneToView(place).x())


def _can_export(item: QGraphicsItem) -> bool:
    return hasattr(item, "setExportMode")
