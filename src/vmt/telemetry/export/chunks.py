"""A table piece by piece, so that a long run needs no more memory than a short one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.selection import EVERYTHING, Selection
from vmt.telemetry.tables import TABLES

_ROWS = 50_000  # wanted in a chunk
_MOST_TICKS = 256  # a quiet stretch must not make a chunk that a busy one fills


def nothing(_ticks: int) -> None:
    """Do nothing with the number of ticks that were done."""


def ticks_of(run: RecordedRun, selection: Selection = EVERYTHING) -> range:
    """Return the ticks that a selection takes from a run."""
    first, last = run.database.tick_range(run.run.run_id)
    if selection.first_tick is not None:
        first = max(first, selection.first_tick)
    if selection.last_tick is not None:
        last = min(last, selection.last_tick)
    return range(first, last + 1)


def chunks(
    run: RecordedRun,
    name: str,
    selection: Selection = EVERYTHING,
    on_ticks: Callable[[int], object] = nothing,
) -> Iterator[NDArray[Any]]:
    """Return a table with goods in minor units, in chunks of whole ticks.

    What is recorded while it is read does not come in.

    Parameters
    ----------
    name : str
        One of `vmt.telemetry.tables.TABLES`.
    on_ticks : callable, optional
        Called after each chunk with the number of its ticks.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    ticks = ticks_of(run, selection)
    if not TABLES[name].by_tick:
        yield run.minor_table(name, selection)
        on_ticks(len(ticks))
        return
    size = 1
    while ticks:
        now, ticks = ticks[:size], ticks[size:]
        part = replace(selection, first_tick=now[0], last_tick=now[-1])
        found = run.minor_table(name, part)
        yield found
        on_ticks(len(now))
        wanted = size * _ROWS // max(len(found), 1)
        size = max(1, min(4 * size, wanted, _MOST_TICKS))
