"""Marks as items of pyqtgraph."""

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF
from PyQt5.QtGui import QPainterPath, QPolygonF
from PyQt5.QtWidgets import QGraphicsItem, QGraphicsPathItem

from vmt.qt.logviewer.plots.figure import Figure, Panel
from vmt.qt.logviewer.plots.frame import Extent
from vmt.qt.logviewer.plots.marks import (
    Band,
    Bars,
    Cells,
    Dots,
    Floats,
    Level,
    Line,
    Mark,
)
from vmt.qt.logviewer.plots.palette import colour, map_colours, pen, shade


def items(figure: Figure, part: Panel) -> list[QGraphicsItem]:
    """Return what is to be put into a part of it, from the bottom to the top."""
    return [item for mark in part.marks for item in _items(figure, mark)]


def extents(figure: Figure) -> list[Extent | None]:
    """Return the ends of both axes of each part, as drawn; None: there is nothing.

    Maps show all of their own. Other plots side by side have the same axes, so that
    what is as high is as much.
    """
    found = [_extent(figure, part) for part in figure.parts]
    known = [each for each in found if each is not None]
    if figure.is_map or len(known) < 2:
        return found
    across, up = (
        (min(each[axis][0] for each in known), max(each[axis][1] for each in known))
        for axis in (0, 1)
    )
    return [
        None if each is None else (each[0] if part.x else across, up)
        for part, each in zip(figure.parts, found, strict=True)
    ]


def _extent(figure: Figure, part: Panel) -> Extent | None:
    across, up = [], []
    x_span, y_span = part.span or figure.x_span, part.span or figure.least_span
    if x_span is not None:
        across.append(np.array(x_span, dtype=np.float64))
    if y_span is not None:
        up.append(_drawn(figure, np.array(y_span, dtype=np.float64)))
    for mark in part.marks:
        x, y = _reach(mark)
        across.append(x)
        up.append(_drawn(figure, y))
    ends = []
    for values, margin in ((across, 0.01), (up, 0.05)):
        found = np.concatenate(values) if values else np.empty(0)
        found = found[np.isfinite(found)]
        if not len(found):
            return None
        low, high = float(found.min()), float(found.max())
        room = 0.0 if figure.is_map else (high - low) * margin
        if high == low:
            room = 0.02 if figure.y.is_log else abs(low) / 10.0 or 1.0
        ends.append((low - room, high + room))
    return ends[0], ends[1]


def _items(figure: Figure, mark: Mark) -> Iterator[QGraphicsItem]:
    match mark:
        case Line():
            yield pg.PlotCurveItem(
                mark.x,
                _drawn(figure, mark.y),
                pen=_pen(mark),
                connect="finite",
                antialias=True,
            )
            alone = _alone(mark.y)
            if alone.any():  # a point between gaps would not be seen
                yield _dots(figure, mark.x[alone], mark.y[alone], mark, 5.0)
        case Dots():
            x, y = (mark.x, mark.y) if mark.drawn is None else mark.drawn
            yield _dots(figure, x, y, mark, mark.size)
        case Band():
            yield from _band(figure, mark)
        case Bars():
            there = np.abs(mark.y) > 0.0
            yield pg.BarGraphItem(
                x0=mark.x[there],
                width=mark.width,
                height=mark.y[there],
                y0=np.zeros(int(there.sum())),
                pen=pg.mkPen(colour("field"), width=1),
                brush=colour(mark.style.role),
            )
        case Level():
            height = float(_drawn(figure, np.array([mark.y]))[0])
            line = pg.InfiniteLine(height, angle=0, pen=_pen(mark))
            yield line
        case Cells():
            image = pg.ImageItem(mark.values, axisOrder="row-major")
            image.setLookupTable(map_colours())
            image.setLevels(mark.span)
            rows, columns = mark.values.shape
            image.setRect(-0.5, -0.5, columns, rows)
            yield image


def _dots(
    figure: Figure, x: Floats, y: Floats, mark: Dots | Line, size: float
) -> QGraphicsItem:
    up = _drawn(figure, y)
    of_dots = isinstance(mark, Dots)
    return pg.ScatterPlotItem(
        x,
        up,
        size=size,
        pen=pg.mkPen(None),
        brush=shade(mark.style.role, 0.75 if of_dots else 1.0),
        antialias=True,
    )


def _band(figure: Figure, mark: Band) -> Iterator[QGraphicsItem]:
    low, high = _drawn(figure, mark.low), _drawn(figure, mark.high)
    places = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    for piece in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        if len(piece) < 2:
            continue
        around = [
            *zip(mark.x[piece].tolist(), high[piece].tolist(), strict=True),
            *zip(mark.x[piece[::-1]].tolist(), low[piece[::-1]].tolist(), strict=True),
        ]
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in around]))
        item = QGraphicsPathItem(path)
        item.setPen(pg.mkPen(None))
        item.setBrush(shade(mark.style.role))
        yield item


def _pen(mark: Line | Level) -> object:
    return pen(mark.style.role, mark.style.dash, mark.style.width)


def _drawn(figure: Figure, y: Floats) -> Floats:
    """Return heights as they are drawn: logarithms on a logarithmic axis."""
    if not figure.y.is_log:
        return y
    with np.errstate(divide="ignore", invalid="ignore"):
        logs: Floats = np.log10(y)
    return np.where(np.isfinite(logs), logs, np.nan)


def _alone(y: Floats) -> NDArray[np.bool_]:
    known = np.pad(np.isfinite(y), 1)
    found: NDArray[np.bool_] = known[1:-1] & ~known[:-2] & ~known[2:]
    return found


def _reach(mark: Mark) -> tuple[Floats, Floats]:
    match mark:
        case Dots() if mark.drawn is not None:
            return mark.drawn  # with all of a million it would take as long again
        case Band():
            return mark.x, np.concatenate([mark.low, mark.high])
        case Bars():
            return np.append(mark.x, mark.x[-1:] + mark.width), np.append(mark.y, 0.0)
        case Level():
            return np.empty(0), np.array([mark.y])
        case Cells():
            rows, columns = mark.values.shape
            return np.array([-0.5, columns - 0.5]), np.array([-0.5, rows - 0.5])
    return mark.x, mark.y
