"""Figures of the ground: what lies where, and who lives there."""

from collections.abc import Sequence

import numpy as np

from vmt.qt.logviewer.plots.figure import Axis, Figure, Panel
from vmt.qt.logviewer.plots.filtering import CELLS, names
from vmt.qt.logviewer.plots.known import Ground, Known
from vmt.qt.logviewer.plots.maps import maps, whole, with_maps
from vmt.qt.logviewer.plots.marks import Cells, Dots, Floats, Mark, Style
from vmt.qt.logviewer.plots.palette import YELLOW
from vmt.qt.logviewer.plots.words import tr
from vmt.telemetry.selection import EVERYTHING


def amounts(known: Sequence[Known], good: str) -> Figure:
    """Return how much of a good lies in each cell at the tick, a map for each run."""
    grounds = [each.ground for each in with_maps(known) if each.ground is not None]
    top = max((float(_of(ground, good).max()) for ground in grounds), default=0.0)
    return maps(
        known,
        tr("{0} on the ground").format(good),
        (Axis("x", tr("cell")), Axis("y", tr("cell"))),
        lambda each: _panel(each, good, top),
        _which(known[0].ground),
        about=lambda each: _said(each.ground, good),
    )


def _panel(known: Known, good: str, top: float) -> Panel:
    ground = known.ground
    marks: list[Mark] = []
    empty = tr("The ground is being read…")
    if ground is not None:
        empty = tr("There is nothing on the ground, or it is not recorded.")
        if ground.recorded_tick is not None:
            units = tr("units of {0}").format(good)
            marks.append(Cells(units, _of(ground, good), top))
            if len(ground.homes):
                x, y = ground.homes.T.astype(np.float64)
                marks.append(Dots(tr("a home"), Style(YELLOW), x, y, size=8.0))
    return Panel(known.run.label, marks, empty, whole(known.run.run.grid_size))


def _said(ground: Ground | None, good: str) -> str:
    if ground is None or ground.recorded_tick is None:
        return ""
    moment = tr("start") if ground.recorded_tick < 0 else tr("tick {0}")
    values = _of(ground, good)
    return tr("{0}, {1:,.10g} units of {2} in {3:,} cells").format(
        moment.format(ground.recorded_tick),
        values.sum(),
        good,
        int((values > 0).sum()),
    )


def _which(ground: Ground | None) -> str:
    """Return in words which cells are shown, unless it is all of them."""
    if ground is None or ground.cells == EVERYTHING:
        return ""
    conditions = [each.words(names(CELLS)) for each in ground.cells.conditions]
    return tr("Only cells with: {0}").format(", ".join(conditions))


def _of(ground: Ground, good: str) -> Floats:
    return ground.A if good == "A" else ground.B
