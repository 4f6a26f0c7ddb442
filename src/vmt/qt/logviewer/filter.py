"""Which rows are listed: one filter for all tables, plots, captions and exports."""

from enum import IntEnum

from PyQt5.QtCore import QObject, pyqtSignal

from vmt.telemetry.conditions import Condition
from vmt.telemetry.selection import Selection


class Extent(IntEnum):
    """Which ticks are listed; also the index of the choice."""

    TICK = 0
    ALL = 1
    RANGE = 2


class Filter(QObject):
    """What is listed of the runs.

    Attributes
    ----------
    extent : Extent
    first, last : int or None
        The ticks of `Extent.RANGE`, both included; None: from the start, to the end.
    agents : tuple of int, or None
        None: all of them.
    conditions : tuple of Condition
        On columns; each counts in the tables that have its column.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clear()

    def clear(self) -> None:
        """List all agents at the tick that is looked at."""
        self.extent = Extent.TICK
        self.first: int | None = None
        self.last: int | None = None
        self.agents: tuple[int, ...] | None = None
        self.conditions: tuple[Condition, ...] = ()
        self.changed.emit()

    def choose(self, **attributes: object) -> None:
        """Set attributes, and tell if that changes anything."""
        before = self._state()
        for name, value in attributes.items():
            setattr(self, name, value)
        if before != self._state():
            self.changed.emit()

    def add(self, condition: Condition) -> None:
        """List only what fulfils this condition, too."""
        if condition not in self.conditions:
            self.choose(conditions=(*self.conditions, condition))

    def remove(self, condition: Condition) -> None:
        """Take a condition away."""
        left = tuple(each for each in self.conditions if each != condition)
        self.choose(conditions=left)

    def selection(self, tick: int) -> Selection:
        """Return what is listed while a tick is looked at."""
        first, last = {
            Extent.TICK: (tick, tick),
            Extent.ALL: (None, None),
            Extent.RANGE: (self.first, self.last),
        }[self.extent]
        return Selection(first, last, self.agents, self.conditions)

    def _state(self) -> tuple[object, ...]:
        return self.extent, self.first, self.last, self.agents, self.conditions
