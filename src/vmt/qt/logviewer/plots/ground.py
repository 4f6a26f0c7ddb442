"""Figures of the ground: what lies where, and who lives there."""

from collections.abc import Sequence

import numpy as np

from vmt.qt.logviewer.plots.figure import Axis, Cells, Dots, Figure, Mark, Style
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.palette import YELLOW
from vmt.qt.logviewer.plots.words import runs, sentence, tr


def amounts(known: Sequence[Known], good: str) -> Figure:
    """Return how much of a good lies in each cell at the tick, in the first run."""
    ground = known[0].ground
    marks: list[Mark] = []
    notes: list[str] = []
    empty = tr("The ground is being read…")
    if ground is not None:
        values = ground.A if good == "A" else ground.B
        empty = tr("There is nothing on the ground, or it is not recorded.")
        if ground.recorded_tick is not None:
            marks.append(Cells(tr("units of {0}").format(good), values))
            moment = tr("start") if ground.recorded_tick < 0 else tr("tick {0}")
            notes = [
                moment.format(ground.recorded_tick),
                tr("{0:,.10g} units of {1} in {2:,} cells").format(
                    values.sum(), good, int((values > 0).sum())
                ),
            ]
            if len(ground.homes):
                x, y = ground.homes.T.astype(np.float64)
                marks.append(Dots(tr("a home"), Style(YELLOW), x, y, size=8.0))
    if len(known) > 1:
        notes.append(tr("Only the run that is looked at is shown"))
    return Figure(
        title=tr("{0} on the ground").format(good),
        x=Axis("x", tr("cell")),
        y=Axis("y", tr("cell")),
        marks=marks,
        caption=sentence(runs(known[:1]), *notes),
        why_empty=empty,
        is_over_time=False,
        is_map=True,
    )
