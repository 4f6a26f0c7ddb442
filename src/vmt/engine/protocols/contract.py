"""What protocols see and what they answer. They never change the world themselves."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from vmt.economy.preferences.preference import Preference
from vmt.engine.configuration import Mode, Parameters
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import Rules

Cell = tuple[int, int]

Candidate = tuple[float, int, float]
"""A possible partner as (minus score, id, overlap of quotes): sorts best first."""


class Activity(StrEnum):
    """What an agent chose to do; the values are those of the recordings."""

    TRADE = "trade"
    FORAGE = "forage"
    WALK = "walk"
    HOME = "home"
    IDLE = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What holds of a protocol whatever the scenario: for readers, and for tests.

    Attributes
    ----------
    uses_random : bool
        It may draw from the run's random stream. Otherwise it never does.
    individually_rational : bool
        Nobody ends up worse off by it, nor with a partner it would not have chosen.
    symmetric : bool
        It asks of both sides the same, so that neither id, nor who gives A, nor who
        proposes decides more than ties.
    sees_utilities : bool
        It looks at preferences that are not the deciding agent's own.
    local : bool
        It uses nothing beyond what the agents concerned see.
    """

    uses_random: bool
    individually_rational: bool
    symmetric: bool
    sees_utilities: bool
    local: bool


class ProtocolRule(ABC):
    """One rule that a scenario can choose by its name."""

    name: ClassVar[str]
    version: ClassVar[str]
    """Date of the last change of what it does."""
    description: ClassVar[str]
    """One sentence."""
    traits: ClassVar[Traits]
    source: ClassVar[str]
    """The literature that it comes from, or that it is this project's own."""


@dataclass(slots=True)
class Market:
    """What everybody may know of the agents; lists by agent id."""

    x: list[int]
    y: list[int]
    ask: list[float]
    bid: list[float]
    partner: list[int]
    committed: list[bool]


@dataclass(slots=True)
class Grounds:
    """What everybody may know of the resources; lists over their cells, x-major."""

    cell: list[Cell]
    is_A: list[bool]
    amount: list[int]
    claimant: list[int]


@dataclass(slots=True)
class SearchView:
    """What one agent knows when it decides.

    Attributes
    ----------
    agent, tick, mode
        Who decides, and when.
    A, B : int
        Its holdings, in minor units.
    neighbours, neighbour_distances : list of int
        Agents within its vision, by id, and how far they are.
    visible, visible_distances : list of int
        Cells with something to harvest within its vision, as places in `grounds`,
        and how far they are.
    keeps_apart : callable
        Whether it will not consider an agent: ``keeps_apart(own id, other id)``.
    has_grudges : bool
        False where ``keeps_apart`` is false for everybody.
    discount : list of float
        beta**d by distance d.
    """

    agent: int
    tick: int
    mode: Mode
    A: int
    B: int
    home: Cell
    preference: Preference
    market: Market
    grounds: Grounds
    neighbours: list[int]
    neighbour_distances: list[int]
    visible: list[int]
    visible_distances: list[int]
    keeps_apart: Callable[[int, int], bool]
    has_grudges: bool
    discount: list[float]
    parameters: Parameters
    rules: Rules
    scale: int
    trade_step: int
    grid_size: int
    random: RandomStream


@dataclass(slots=True)
class Intent:
    """What an agent wants to do.

    Attributes
    ----------
    activity : Activity or None
        None leaves the agent with the target that it has.
    partner : int or None
        Whom it heads for, to trade.
    cell : (x, y) or None
        Where it heads otherwise.
    candidates : list of Candidate
        Possible partners, best first: what the matching works with.
    """

    activity: Activity | None
    partner: int | None = None
    cell: Cell | None = None
    candidates: list[Candidate] = field(default_factory=list)


class Search(ProtocolRule):
    """Chooses what an unpaired, uncommitted agent does."""

    @abstractmethod
    def search(self, view: SearchView) -> Intent:
        """Return what the agent wants to do."""

    @abstractmethod
    def without_partner(self, view: SearchView) -> Intent:
        """Return what an agent does that wanted to trade and found no partner."""


@dataclass(slots=True)
class MatchingView:
    """What the matchmaker knows.

    Attributes
    ----------
    candidates : dict of int to list of Candidate
        By agent, ascending: the possible partners of who may be matched.
    may_pair : callable
        Whether two agents may become partners now: ``may_pair(i, j)``.
    overlap, distance : callable
        Overlap of the quotes of two agents that both can afford, and their distance.
    """

    candidates: dict[int, list[Candidate]]
    may_pair: Callable[[int, int], bool]
    overlap: Callable[[int, int], float]
    distance: Callable[[int, int], int]
    discount: list[float]
    rules: Rules
    random: RandomStream


@dataclass(frozen=True, slots=True)
class Match:
    """Two agents to be paired, and why."""

    i: int
    j: int
    reason: str


class Matching(ProtocolRule):
    """Chooses the pairs."""

    @abstractmethod
    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make, in order; no agent twice."""


@dataclass(frozen=True, slots=True)
class Party:
    """One of two who bargain; holdings in minor units, quotes in B per A."""

    agent: int
    A: int
    B: int
    ask: float
    bid: float
    preference: Preference


@dataclass(frozen=True, slots=True)
class BargainingView:
    """What a bargaining rule knows of a pair; `i` has the lower id.

    Attributes
    ----------
    i, j : Party
    epsilon : float
        A gain has to be larger than this, in utils.
    step : int
        Minor units of A by which blocks grow.
    largest_block : int or None
        Minor units of A that a block has at most.
    scale : int
        Minor units in a unit.
    """

    i: Party
    j: Party
    epsilon: float
    step: int
    largest_block: int | None
    scale: int
    rules: Rules
    random: RandomStream


@dataclass(frozen=True, slots=True)
class Block:
    """An agreed exchange: the giver gives dA and receives dB, in minor units.

    `proposer` is the agent whose offer it is, -1 where nobody in particular proposes.
    """

    giver: int
    receiver: int
    dA: int
    dB: int
    quoted_price: float
    giver_gain: float
    receiver_gain: float
    proposer: int = -1


@dataclass(frozen=True, slots=True)
class Refusal:
    """No agreement, and why."""

    reason: str


class Bargaining(ProtocolRule):
    """Chooses the block that two partners within reach trade."""

    @abstractmethod
    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return a block that both gain from, or why there is none."""
