"""What a plot needs to be read of a run."""

from dataclasses import dataclass
from enum import Enum, auto

from vmt.telemetry.selection import EVERYTHING, Selection


class Need(Enum):
    """What a figure is made of."""

    TRADES = auto()
    ECONOMY = auto()  # and the trades
    LIFE = auto()  # of one agent, and the trades
    GROUND = auto()  # at one tick


@dataclass(frozen=True)
class Wanted:
    """What is to be read, and which part of it.

    Attributes
    ----------
    need : Need
    agent, tick : int
        Whose life, and the ground of when.
    trades : Selection
        Which trades are listed.
    people : Selection
        Which agents count among all, and at which ticks.
    cells : Selection
        Which cells of the ground; their ticks do not matter.
    """

    need: Need
    agent: int = 0
    tick: int = -1
    trades: Selection = EVERYTHING
    people: Selection = EVERYTHING
    cells: Selection = EVERYTHING
