"""What of the economy there is room for in a panel of some height."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

_LEAST_PLOT, _GOOD_PLOT, _LARGEST_PLOT = 16, 30, 96  # pixels at scale 1
_LINES_PER_TRADE = 2


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to show, and how much room.

    Attributes
    ----------
    height : int
        Of the panel below the facts [px].
    step, small_step : int
        From line to line, of text and of notes [px].
    gap : int
        Above a heading [px].
    scale : float
        Of text and margins.
    n_charts, n_notes : int
        Charts, and how many of these have a note.
    n_classes, n_explained : int
        Preference classes, and how many of these have to be told apart by parameters.
    """

    height: int
    step: int
    small_step: int
    gap: int
    scale: float
    n_charts: int
    n_notes: int
    n_classes: int
    n_explained: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is shown. It does not depend on what happens in a run, so nothing jumps.

    Attributes
    ----------
    n_charts : int
    plot : int
        Height of each curve [px].
    notes : bool
        Whether charts have their notes.
    n_classes : int
        Preference classes that have a line.
    parameters : bool
        Whether alike classes are told apart.
    n_trades : int
        Trades that there is room for in any case.
    """

    n_charts: int
    plot: int
    notes: bool
    n_classes: int
    parameters: bool
    n_trades: int

    def height(self, room: Room) -> int:
        """Return how much of the height it takes [px]."""
        height = self.n_charts * (room.step + self.plot + room.gap)
        if self.notes:
            height += room.n_notes * room.small_step
        if self.n_classes:
            lines = 2 + self.n_classes + (self.n_classes < room.n_classes)
            lines += room.n_explained if self.parameters else 0
            height += room.gap + lines * room.step
        if self.n_trades:
            height += room.gap + (1 + _LINES_PER_TRADE * self.n_trades) * room.step
        return height


def plan(room: Room) -> Plan:
    """Return the plan that shows as much as there is room for."""
    chosen = next(
        p for p in _wishes(room) if p.height(room) <= room.height or not p.n_charts
    )
    if not chosen.n_charts:
        return chosen
    left = (room.height - chosen.height(room)) // chosen.n_charts
    largest = round(_LARGEST_PLOT * room.scale)
    return replace(chosen, plot=min(largest, chosen.plot + left))


def _wishes(room: Room) -> Iterator[Plan]:
    """Yield plans, the best first; the last one is bare."""
    least, good = round(_LEAST_PLOT * room.scale), round(_GOOD_PLOT * room.scale)
    everything = Plan(
        n_charts=room.n_charts,
        plot=good,
        notes=True,
        n_classes=room.n_classes,
        parameters=True,
        n_trades=5,
    )
    yield everything
    yield (less := replace(everything, n_trades=3))
    yield (less := replace(less, parameters=False))
    yield (less := replace(less, plot=least))
    yield (less := replace(less, notes=False))
    yield (less := replace(less, n_classes=min(room.n_classes, 5)))
    yield (less := replace(less, n_trades=1))
    yield (less := replace(less, n_classes=min(room.n_classes, 2)))
    yield (less := replace(less, n_trades=0))
    yield (less := replace(less, n_classes=0))
    for n_charts in range(room.n_charts - 1, -1, -1):
        yield replace(less, n_charts=n_charts)
