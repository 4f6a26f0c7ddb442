"""How preference classes look: colour and shape, the same as in the viewer.

The colours are those of Okabe and Ito (2008), which stay apart under every form of
colour blindness; the shapes tell the classes apart without any colour.
"""

import math

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF

_COLOURS = (
    "#009e73",  # bluish green
    "#cc79a7",  # reddish purple
    "#f0e442",  # yellow
    "#56b4e9",  # sky blue
    "#e69f00",  # orange
    "#0072b2",  # blue
    "#d55e00",  # vermilion
)

# Corners as (degrees of the first one, number, scale); None is a circle. The scale
# makes the shapes look equally large.
_SHAPES: tuple[tuple[float, int, float] | None, ...] = (
    None,
    (45, 4, 1.12),  # square
    (-90, 3, 1.28),  # triangle
    (0, 4, 1.16),  # diamond
    (-90, 6, 1.04),  # hexagon
    (90, 3, 1.28),  # triangle on its tip
    (-90, 5, 1.08),  # pentagon
)


def colour(preference: int) -> QColor:
    """Return the colour of a preference class."""
    return QColor(_COLOURS[preference % len(_COLOURS)])


def shape(preference: int, radius: float) -> QPainterPath:
    """Return the shape of a preference class around (0, 0)."""
    path = QPainterPath()
    corners = _SHAPES[preference % len(_SHAPES)]
    if corners is None:
        path.addEllipse(QRectF(-radius, -radius, 2 * radius, 2 * radius))
        return path
    first, number, scale = corners
    angles = (math.radians(first + 360 * k / number) for k in range(number))
    points = [
        QPointF(scale * radius * math.cos(a), scale * radius * math.sin(a))
        for a in angles
    ]
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def mark(preference: int, side: int, outline: QColor) -> QPixmap:
    """Return the mark of a preference class for a legend, `side` pixels wide."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.setPen(outline)
    painter.setBrush(colour(preference))
    painter.drawPath(shape(preference, side * 0.34))
    painter.end()
    return pixmap
