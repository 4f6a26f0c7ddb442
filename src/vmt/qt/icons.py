"""Icons, drawn in the colour of the text so that they suit every theme and size."""

from collections.abc import Callable, Iterable

from PyQt5.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
    QPolygonF,
)
from PyQt5.QtWidgets import QApplication

from vmt.qt import theme

Shape = Callable[[], QPainterPath]
"""Returns a filled shape within the square from (0, 0) to (16, 16)."""


def icon(name: str) -> QIcon:
    """Return an icon by its name: one of `NAMES`."""
    return QIcon(_Engine(name))


class _Engine(QIconEngine):
    """Draws a shape when it is needed, in the colour the theme then has."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> "_Engine":
        return _Engine(self._name)

    def pixmap(self, size: QSize, mode: int, state: int) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def paint(self, painter: QPainter, rect: QRect, mode: int, _state: int) -> None:
        shape, meaning = _ICONS[self._name]
        side = min(rect.width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        painter.translate(
            rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        )
        painter.scale(side / 16, side / 16)
        painter.fillPath(shape(), _colour(meaning, mode))
        painter.restore()


def _colour(meaning: str, mode: int) -> QColor:
    if mode == QIcon.Disabled:
        colour = QColor(theme.current().quiet)
        colour.setAlpha(110)
        return colour
    if mode == QIcon.Selected or meaning == "accent_text":
        return QApplication.palette().color(QPalette.HighlightedText)
    return QColor(getattr(theme.current(), meaning))


def _polygon(*corners: Iterable[float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _box(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), 0.8, 0.8)
    return path


def _dot(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _play() -> QPainterPath:
    return _polygon((4, 2.5), (13, 8), (4, 13.5))


def _back() -> QPainterPath:
    return _polygon((10, 2.5), (12, 4.5), (8, 8), (12, 11.5), (10, 13.5), (4, 8))


def _forward() -> QPainterPath:
    return _polygon((6, 2.5), (4, 4.5), (8, 8), (4, 11.5), (6, 13.5), (12, 8))


def _pause() -> QPainterPath:
    return _box(3.5, 3, 3.2, 10).united(_box(9.3, 3, 3.2, 10))


def _stop() -> QPainterPath:
    return _box(3.5, 3.5, 9, 9)


def _first() -> QPainterPath:
    return _polygon((13, 3), (6, 8), (13, 13)).united(_box(3, 3, 2, 10))


def _last() -> QPainterPath:
    return _polygon((3, 3), (10, 8), (3, 13)).united(_box(11, 3, 2, 10))


def _dice() -> QPainterPath:
    path = _box(2, 2, 12, 12)
    for x, y in ((5, 5), (11, 5), (8, 8), (5, 11), (11, 11)):
        path = path.subtracted(_dot(x, y, 1.3))
    return path


def _warning() -> QPainterPath:
    triangle = _polygon((8, 1.5), (15, 14), (1, 14))
    return triangle.subtracted(_box(7.2, 5.5, 1.6, 4.2)).subtracted(_dot(8, 11.8, 1))


def _table() -> QPainterPath:
    path = _box(2, 2.5, 12, 11)
    for y in (6, 9.5):
        path = path.subtracted(_box(3, y, 3, 2.4)).subtracted(_box(7, y, 6, 2.4))
    return path


def _folder() -> QPainterPath:
    return _box(1.5, 3, 6, 4).united(_box(1.5, 4.8, 13, 8.4))


def _check() -> QPainterPath:
    return _polygon((2, 8.6), (3.6, 7), (6.4, 9.8), (12.6, 3.2), (14.2, 4.8), (6.4, 13))


def _reset() -> QPainterPath:
    """Return an arrow that turns back."""
    ring = QPainterPath()
    ring.addEllipse(QPointF(8, 8.6), 5.4, 5.4)
    ring.addEllipse(QPointF(8, 8.6), 3.6, 3.6)  # a hole: shapes are filled odd-even
    return ring.subtracted(_box(0, 0, 8, 8.6)).united(_polygon((8, 0), (8, 8), (3, 4)))


def _repeat() -> QPainterPath:
    """Return an arrow that goes round."""
    ring = QPainterPath()
    ring.addEllipse(QPointF(8, 8.6), 5.4, 5.4)
    ring.addEllipse(QPointF(8, 8.6), 3.6, 3.6)
    return ring.subtracted(_box(8, 0, 8, 8.6)).united(_polygon((8, 0), (8, 8), (13, 4)))


def _replay() -> QPainterPath:
    """Return a film with a triangle on it."""
    film = _box(1.5, 2, 13, 12)
    for x in (2.6, 11.8):
        for y in (3.4, 7.1, 10.8):
            film = film.subtracted(_box(x, y, 1.6, 1.8))
    return film.subtracted(_polygon((6.2, 5), (11, 8), (6.2, 11)))


def _page() -> QPainterPath:
    page = _polygon((3, 1.5), (9.5, 1.5), (13, 5), (13, 14.5), (3, 14.5))
    for y, width in ((6, 4), (8.4, 6), (10.8, 6)):
        page = page.subtracted(_box(5, y, width, 1.2))
    return page


def _bin() -> QPainterPath:
    bin_ = _polygon((3.4, 5), (12.6, 5), (11.8, 14.5), (4.2, 14.5))
    for x in (5.8, 7.5, 9.2):
        bin_ = bin_.subtracted(_box(x, 6.4, 0.9, 6.6))
    return bin_.united(_box(2.4, 2.6, 11.2, 1.6)).united(_box(6.2, 1.2, 3.6, 1.4))


def _sliders() -> QPainterPath:
    path = QPainterPath()
    for y, x in ((3.5, 10.5), (8, 5), (12.5, 9)):
        path = path.united(_box(1.5, y - 0.7, 13, 1.4)).united(_dot(x, y, 2))
    return path


def _words() -> QPainterPath:
    """Return a balloon in which something is said."""
    balloon = _box(1.5, 2, 13, 9).united(_polygon((4, 10), (9, 10), (4.5, 14.5)))
    for y, width in ((4.4, 9), (7.2, 6)):
        balloon = balloon.subtracted(_box(3.5, y, width, 1.3))
    return balloon


_ICONS: dict[str, tuple[Shape, str]] = {  # with the colour, by meaning
    "back": (_back, "text"),
    "bin": (_bin, "text"),
    "dice": (_dice, "text"),
    "ended": (_check, "good"),
    "failed": (_warning, "error"),
    "first": (_first, "text"),
    "folder": (_folder, "quiet"),
    "forward": (_forward, "text"),
    "last": (_last, "text"),
    "logs": (_table, "text"),
    "options": (_sliders, "text"),
    "pause": (_pause, "text"),
    "play": (_play, "text"),
    "repeat": (_repeat, "text"),
    "replay": (_replay, "text"),
    "report": (_page, "text"),
    "reset": (_reset, "text"),
    "run": (_play, "accent_text"),
    "running": (_play, "accent"),
    "stop": (_stop, "text"),
    "stopped": (_stop, "quiet"),
    "verify": (_check, "text"),
    "warning": (_warning, "warning"),
    "words": (_words, "text"),
}

NAMES = frozenset(_ICONS)
