"""Frames side by side, with keys and clicks."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pyqtgraph as pg
from PyQt5.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PyQt5.QtWidgets import QFrame, QGraphicsItem

from vmt.qt.logviewer.plots.axes import ValueAxis
from vmt.qt.logviewer.plots.figure import Figure
from vmt.qt.logviewer.plots.frame import Content, Frame
from vmt.qt.logviewer.plots.palette import colour

_ZOOM = 0.8  # of what is seen, after one key
_BESIDE, _BELOW = 4.4, 4.2  # room of axes and a name, in heights of a line of text
_AXIS = 3.4  # width of the vertical axis of one of several frames, the same


class Canvas(pg.GraphicsView):
    """Draws items in the coordinates of axes, in one frame or in several.

    It is put together here, and not a `pyqtgraph.PlotWidget`, because that one brings
    menus of its own, in English, which outlive it.

    Attributes
    ----------
    frames : list of Frame
        Those that are shown; at least one. What there is to see in them moves
        together where it is as large.
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
        self.is_zoomed = False
        self._has_maps = False
        self._titles: dict[str, str] = {"bottom": "", "left": ""}
        self._field = pg.GraphicsWidget()
        self._all_frames: list[Frame] = []
        self.setCentralItem(self._field)
        self._show_frames(1)
        self.scene().sigMouseClicked.connect(self._click)

    @property
    def box(self) -> pg.ViewBox:
        """What is drawn in the first frame."""
        return self.frames[0].box

    @property
    def across(self) -> ValueAxis:
        """The horizontal axis of the first frame."""
        return self.frames[0].across

    @property
    def up(self) -> ValueAxis:
        """The vertical axis of the first frame."""
        return self.frames[0].up

    def clear(self) -> None:
        """Take away what is drawn."""
        for frame in self.frames:
            frame.clear()
        self.is_zoomed = False

    def draw(
        self, contents: Sequence[Content], figure: Figure, *, keep_view: bool
    ) -> None:
        """Draw other items between the axes of a figure.

        Parameters
        ----------
        contents : sequence of Content
            One for each frame.
        figure : Figure
        keep_view : bool
            Whether to show the part of it that was shown before.
        """
        if len(contents) != len(self.frames):
            self._show_frames(len(contents))
        self.is_zoomed &= keep_view
        self._has_maps = figure.is_map
        for frame, content in zip(self.frames, contents, strict=True):
            frame.show_content(content, figure, keep_view=keep_view)
        self._titles = {"bottom": figure.x.title, "left": figure.y.title}
        self.take_look(self.font())

    def show_all(self) -> None:
        """Show all that there is."""
        self.is_zoomed = False
        for frame in self.frames:
            frame.show_all()

    def take_look(self, font: QFont) -> None:
        """Take letters, and the colours of the theme."""
        self.setFont(font)
        self.setBackground(colour("field"))
        for frame in self.frames:
            frame.take_look(font, self._titles)
        self._arrange()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each frame its share."""
        super().resizeEvent(event)
        if hasattr(self, "frames"):
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, zoom, or leave the key to the window."""
        key = event.key()
        if event.modifiers() & ~(Qt.ShiftModifier | Qt.KeypadModifier):
            event.ignore()
        elif key in (Qt.Key_Left, Qt.Key_Right):
            self.stepped.emit(1 if key == Qt.Key_Right else -1)
        elif key in self._ZOOMS:
            self.is_zoomed = True
            for frame in self.frames:
                frame.box.scaleBy(x=self._ZOOMS[key], y=1.0)
        elif key == Qt.Key_Home:
            self.show_all()
        else:
            event.ignore()

    def _show_frames(self, number: int) -> None:
        while len(self._all_frames) < number:
            frame = Frame()
            frame.setParentItem(self._field)
            frame.box.sigRangeChangedManually.connect(
                lambda _, frame=frame: self._move_with(frame)
            )
            frame.box.sigResized.connect(lambda _, frame=frame: self._refit(frame))
            self._all_frames.append(frame)
        for place, frame in enumerate(self._all_frames):
            frame.setVisible(place < number)
            if place >= number:
                frame.clear()
        self.frames = self._all_frames[:number]
        self.is_zoomed = False

    def _arrange(self) -> None:
        """Place the frames in as many rows as leave most room for each."""
        number, room = len(self.frames), self._field.rect()
        line = QFontMetricsF(self.font()).height()
        beside, below = _BESIDE * line, _BELOW * line

        def side(columns: int) -> float:
            rows = -(-number // columns)
            return min(room.width() / columns - beside, room.height() / rows - below)

        columns = max(range(1, number + 1), key=side)
        wide = room.width() / columns
        high = room.height() / -(-number // columns)
        if self._has_maps and side(columns) > 0:
            # Else the axes of a map would lie far from its edges.
            wide = min(wide, side(columns) + beside)
            high = min(high, side(columns) + below)
        left = (room.width() - columns * wide) / 2
        top = (room.height() - high * -(-number // columns)) / 2
        for place, frame in enumerate(self.frames):
            # Else maps would differ in size where one has longer numbers beside it.
            frame.up.setWidth(_AXIS * line if number > 1 else None)
            row, column = divmod(place, columns)
            at = left + column * wide, top + row * high
            frame.setGeometry(QRectF(*at, wide, high))

    def _refit(self, frame: Frame) -> None:
        """Show all again in another room: a map in a flat one is seen from afar."""
        if not self.is_zoomed:
            frame.show_all()

    def _move_with(self, moved: Frame) -> None:
        """Show in the other frames what is shown in the one that was moved."""
        self.is_zoomed = True
        across, up = moved.box.viewRange()
        for frame in self.frames:
            if frame is not moved and frame.extent == moved.extent:
                frame.box.setRange(xRange=across, yRange=up, padding=0)

    def _click(self, event: Any) -> None:
        place: QPointF = event.scenePos()
        if event.button() == Qt.LeftButton:
            for frame in self.frames:
                if frame.box.sceneBoundingRect().contains(place):
                    self.clicked.emit(frame.box.mapSceneToView(place).x())


def _can_export(item: QGraphicsItem) -> bool:
    return hasattr(item, "setExportMode")
