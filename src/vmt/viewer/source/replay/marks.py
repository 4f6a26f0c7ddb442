"""The moments of a run that are worth going to."""

from vmt.engine.quantities import format_quantity
from vmt.viewer.source.replay.calendar import Calendar
from vmt.viewer.source.replay.chronicle import Chronicle
from vmt.viewer.source.snapshot import Mark


def marks_of(
    calendar: Calendar, chronicle: Chronicle, decimals: int
) -> tuple[Mark, ...]:
    """Return what a time line points out, in order.

    Largest and last can be told when all is known.
    """
    marks = [
        Mark(moment, f"the mode changes to {calendar.mode(moment)}")
        for moment in range(max(1, calendar.first) + 1, calendar.last + 1)
        if calendar.mode(moment) is not calendar.mode(moment - 1)
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
        moment, trade = chronicle.records.largest
        dA, dB = (format_quantity(q, decimals) for q in (trade.dA, trade.dB))
        found.append(Mark(moment, f"the largest trade: {dA} A for {dB} B"))
    if chronicle.records.busiest is not None:
        moment, count = chronicle.records.busiest
        if count > 1:
            found.append(Mark(moment, f"most trades in a tick: {count}"))
    return found
