"""The colours and dashes of plots, for a light and a dark room.

The colours are those of Okabe and Ito (2008), which stay apart under every form of
colour blindness, in an order that keeps those last that are faint on the background.
Runs differ in their dashes, too.
"""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QPen

from vmt.qt import theme
from vmt.qt.theme import Theme

Role = int | str
"""The number of a series, or the name of a colour of the theme."""

BLUE, VERMILION, GREEN, PURPLE, YELLOW = range(5)
OF_A, OF_B = VERMILION, BLUE
"""The goods have the colours that they have in the viewer."""

_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DARK = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00")
_DASHES: tuple[list[float], ...] = ([], [6, 3], [1.5, 2.5], [8, 3, 2, 3], [3, 3])

MAP = "viridis"
"""Magnitudes on a map: evenly brighter, also for those who see no red or no green."""


def colour(role: Role, of: Theme | None = None) -> QColor:
    """Return the colour of a series, or of a part of the theme."""
    chosen = of or theme.current()
    if isinstance(role, str):
        return QColor(getattr(chosen, role))
    series = _LIGHT if chosen is theme.LIGHT else _DARK
    return QColor(series[role % len(series)])


def pen(role: Role, dash: int = 0, width: float = 2.0) -> QPen:
    """Return the pen of a line; `dash` counts the kinds of lines, 0 is solid."""
    found = QPen(colour(role))
    found.setCosmetic(True)
    found.setWidthF(width)
    found.setCapStyle(Qt.FlatCap)
    found.setJoinStyle(Qt.RoundJoin)
    pattern = _DASHES[dash % len(_DASHES)]
    if pattern:
        found.setDashPattern(pattern)
    return found


def shade(role: Role, share: float = 0.25) -> QColor:
    """Return the colour of an area, which what lies below can be seen through."""
    found = colour(role)
    found.setAlphaF(share)
    return found


def map_colours(n: int = 256) -> NDArray[np.uint8]:
    """Return the colours of magnitudes, from little to much, uint8[n, 4]."""
    table: NDArray[np.uint8] = pg.colormap.get(MAP).getLookupTable(
        nPts=n, alpha=True, mode="byte"
    )
    return table
