"""What has been read of a run so far: what figures are made of."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.course import Course, Reasons, ValuePrice, within
from vmt.analysis.observed import Ints
from vmt.analysis.series import PricePath, Volume
from vmt.analysis.tastes import Taste
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.plots.marks import Floats
from vmt.telemetry.selection import EVERYTHING, Selection


@dataclass(frozen=True)
class Traded:
    """The trades of a run, and what is drawn of them.

    Attributes
    ----------
    trades : structured array of `TRADES`
    path : PricePath
    volume : Volume
    spots : (ticks, prices)
        Of those trades that are drawn, so that no spot of a plot has two.
    most : int
        How often the two trade, one way, that trade most often.
    """

    trades: NDArray[np.void]
    path: PricePath
    volume: Volume
    spots: tuple[Ints, Floats]
    most: int


@dataclass(frozen=True)
class Life:
    """One agent at T ticks.

    Attributes
    ----------
    agent : int
    n_ticks : int
        How many ticks with snapshots there are, of which these are some.
    ticks, x, y : int arrays, shape (T,)
    A, B, utility, mrs : float arrays, shape (T,)
        Units, utils, and B per A; NaN where there is none.
    """

    agent: int
    n_ticks: int
    ticks: Ints
    x: Ints
    y: Ints
    A: Floats
    B: Floats
    utility: Floats
    mrs: Floats


@dataclass(frozen=True)
class Ground:
    """What lies on the ground at a tick, and who lives where.

    Attributes
    ----------
    tick : int
        That was asked for.
    cells : Selection
        Which cells.
    recorded_tick : int or None
        The snapshot that is shown; None: there is none.
    A, B : float arrays, shape (size, size)
        Units in the cell [y, x]; nothing in those that are left out.
    homes : int array, shape (n, 2)
        x and y of those agents that have one.
    """

    tick: int
    cells: Selection
    recorded_tick: int | None
    A: Floats
    B: Floats
    homes: Ints


@dataclass(frozen=True)
class Economy:
    """The course of a run, and what it was worked out with.

    Attributes
    ----------
    n_ticks : int
        How many ticks with snapshots there are.
    course : Course
        At some of them.
    reasons : Reasons
    value_price : ValuePrice
    tastes : tuple of Taste
    members : int array, shape (K,)
        How many agents have each of the tastes.
    why_no_tastes : str
    """

    n_ticks: int
    course: Course
    reasons: Reasons
    value_price: ValuePrice
    tastes: tuple[Taste, ...]
    members: Ints
    why_no_tastes: str


@dataclass(frozen=True)
class Known:
    """A run, and what has been read of it; None: not yet.

    Attributes
    ----------
    run : Compared
    n_ticks : int or None
        How many ticks agents are recorded at.
    traded : Traded or None
    economy : Economy or None
    life : Life or None
        Of the agent that was asked for last.
    ground : Ground or None
        At the tick that was asked for last.
    selection : Selection
        Which trades are listed.
    listed : Traded or None
        Those trades, where they are not all of them.
    people : Selection
        Which agents count, and at which ticks.
    part : Economy or None
        Of those agents, where they are not all of them.
    """

    run: Compared
    n_ticks: int | None = None
    traded: Traded | None = None
    economy: Economy | None = None
    life: Life | None = None
    ground: Ground | None = None
    selection: Selection = EVERYTHING
    listed: Traded | None = None
    people: Selection = EVERYTHING
    part: Economy | None = None

    @property
    def has_part(self) -> bool:
        """Whether not all agents count."""
        return self.people.agents is not None or bool(self.people.conditions)

    @property
    def of_people(self) -> "Known":
        """The same, with the measures of the agents that count, at their ticks."""
        economy = self.part if self.has_part else self.economy
        if economy is None:
            return replace(self, economy=None)
        first, last = self.people.first_tick, self.people.last_tick
        course = within(economy.course, first, last)
        return replace(self, economy=replace(economy, course=course))

    @property
    def shown(self) -> Traded | None:
        """The trades that are listed; None: not read yet."""
        return self.traded if self.selection == EVERYTHING else self.listed

    def with_run(self, run: Compared) -> "Known":
        """Return the same under another label or colour."""
        return replace(self, run=run)
