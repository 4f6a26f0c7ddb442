"""A small picture of the world before the first tick."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from vmt.qt import theme
from vmt.qt.world.class_marks import colour, shape
from vmt.qt.world.preview import World

_SMALLEST = 7  # lines of text that it is high at least
_OUTLINED = 2.5  # pixels of radius from which agents have an outline
_HOME = 6  # pixels of a cell from which homes are marked
_SHAPED = 5  # pixels of a cell from which goods have a shape

# A full cell of each good, on the ground: pale enough to stand behind the agents.
_GOODS = {
    theme.LIGHT.name: ("#f4aa80", "#8ab7e8"),
    theme.DARK.name: ("#b25c30", "#346aa8"),
}


class WorldPicture(QWidget):
    """Shows where resources and agents are at first.

    As in the viewer a square is A and a disc B, so that they are told apart without
    colours; agents have the colour and the shape of their preference class.
    """

    def __init__(self) -> None:
        super().__init__()
        self._world: World | None = None
        self._ground: QImage | None = None
        policy = QSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("The world before the first tick"))
        self.setFocusPolicy(Qt.NoFocus)

    @property
    def world(self) -> World | None:
        """The world that is shown."""
        return self._world

    def show_world(self, world: World | None) -> None:
        """Show a world, or nothing."""
        self._world = world
        self._ground = None
        text = "" if world is None else self._in_words(world)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a square of some lines of text."""
        side = 2 * _SMALLEST * self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest square on which there is something to see."""
        side = _SMALLEST * self.fontMetrics().height()
        return QSize(side, side)

    def heightForWidth(self, width: int) -> int:
        """Return the height of a square."""
        return width

    def changeEvent(self, event: QEvent) -> None:
        """Paint again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._ground = None
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, resources, homes and agents."""
        side = min(self.width(), self.height()) - 2
        if side < 1:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.translate((self.width() - side) / 2, 1)
        look = theme.current()
        painter.fillRect(QRectF(0, 0, side, side), QColor(look.field))
        if self._world is not None:
            self._paint_world(painter, self._world, side)
        painter.setRenderHint(QPainter.Antialiasing, on=False)
        painter.setPen(QColor(look.line))
        painter.setBrush(Qt.NoBrush)
        painter.drawRect(QRectF(0, 0, side - 1, side - 1))
        painter.end()

    def _paint_world(self, painter: QPainter, world: World, side: int) -> None:
        cell = side / world.grid_size
        look = theme.current()
        if self._ground is None:
            self._ground = _ground(world, max(1, round(cell)))
        painter.setRenderHint(QPainter.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, side, side), self._ground)
        radius = max(1.4, min(0.42 * cell, side / 24))
        outline = QPen(QColor(look.text), max(0.6, radius * 0.14))
        shapes: dict[int, QPainterPath] = {}
        painter.setPen(outline if radius >= _OUTLINED else Qt.NoPen)
        if cell >= _HOME:
            _paint_homes(painter, world, cell)
            painter.setPen(outline)
        agents = zip(
            world.x.tolist(), world.y.tolist(), world.preference.tolist(), strict=True
        )
        for x, y, preference in agents:
            path = shapes.setdefault(preference, shape(preference, radius))
            centre = QPointF((x + 0.5) * cell, (y + 0.5) * cell)
            painter.setBrush(colour(preference))
            painter.translate(centre)
            painter.drawPath(path)
            painter.translate(-centre)

    def _in_words(self, world: World) -> str:
        a = int(np.count_nonzero(world.place_is_A))
        b = len(world.place_x) - a
        classes = Counter(world.preference.tolist())
        agents = ", ".join(str(classes[k]) for k in sorted(classes))
        return self.tr(
            "{0} × {0} cells; {1} with A (squares), {2} with B (discs);"
            " {3} agents where they begin, which is their home; by preference: {4}"
        ).format(world.grid_size, a, b, len(world.x), agents)


def good_colours() -> tuple[QColor, QColor]:
    """Return the colours of cells with A and with B."""
    a, b = _GOODS[theme.current().name]
    return QColor(a), QColor(b)


def _ground(world: World, cell: int) -> QImage:
    """Return the cells with their resources, `cell` pixels each."""
    cell = min(cell, 24)
    look = theme.current()
    good_a, good_b = (each.getRgb()[:3] for each in good_colours())
    pixels = np.empty((world.grid_size * cell, world.grid_size * cell, 4), np.uint8)
    red, green, blue, _ = QColor(look.field).getRgb()
    pixels[:] = (blue, green, red, 255)
    masks = _masks(cell)
    for is_a, (r, g, b) in ((True, good_a), (False, good_b)):
        chosen = world.place_is_A == is_a
        columns = world.place_x[chosen] * cell
        rows = world.place_y[chosen] * cell
        for j, i in np.argwhere(masks[0 if is_a else 1]).tolist():
            pixels[rows + j, columns + i] = (b, g, r, 255)
    side = world.grid_size * cell
    image = QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format_RGB32)
    return image.copy()  # it does not own the bytes


def _masks(cell: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pixels of a cell are those of A, a square, and of B, a disc."""
    square = np.ones((cell, cell), np.bool_)
    if cell < _SHAPED:
        return square, square
    away = np.abs(np.arange(cell) - (cell - 1) / 2)
    square = np.maximum(away, away[:, np.newaxis]) <= 0.38 * cell
    disc = np.hypot(away, away[:, np.newaxis]) <= 0.42 * cell
    return square, disc


def _paint_homes(painter: QPainter, world: World, cell: float) -> None:
    painter.setPen(QPen(QColor(theme.current().quiet), 0.8, Qt.DotLine))
    painter.setBrush(Qt.NoBrush)
    for x, y in zip(world.x.tolist(), world.y.tolist(), strict=True):
        painter.drawRect(QRectF(x * cell, y * cell, cell, cell))
