"""The moments of a run that are worth going to."""

from vmt.engine.quantities import format_quantity
from vmt.viewer.source.replay.calendar import Calendar
from vmt.viewer.source.replay.chronicle import Chronicle
from vmt.viewer.source.snapshot import Mark

_MOST_CHANGES = 200
"""Of a mode that changes more often than this, no change is remarkable."""


def marks_of(
    calendar: Calendar, chronicle: Chronicle, decimals: int
) -> tuple[Mark, ...]:
    """Return what a time line points out, in order.

    Largest and last can be told when all is known.
    """
    changes = calendar.mode_changes
    marks = [
        Mark(moment, f"the mode changes to {calendar.mode(moment)}")
        for moment in (changes if len(changes) <= _MOST_CHANGES else [])
    ]
    n_trades = calendar.n_trades(calendar.last)
    if n_trades:
        first = calendar.moment_of_trade(0)
        marks.append(Mark(first, "the first trade"))
        if chronicle.is_complete and n_trades > 1:
            marks += _records(chronicle, decimals)
            last = calendar.moment_of_trade(n_trades - 1)
            marks.append(Mark(last, "the last trade"))
    return tuple(sorted(marks, key=lambda mark: mark.tick))


def _records(chronicle: Chronicle, decimals: int) -> list[Mark]:
    found = []
    if chronicle.records.largest is not None:
        moment, *quantities = chronicle.records.largest
        dA, dB = (format_quantity(quantity, decimals) for quantity in quantities)
        found.append(Mark(moment, f"the largest trade: {dA} A for {dB} B"))
    if chronicle.records.busiest is not None:
        moment, count = chronicle.records.busiest
        if count > 1:
            found.append(Mark(moment, f"most trades in a tick: {count}"))
    return found
