"""What protocols see and what they answer. They never change the world themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from vmt.economy.preferences.preference import Preference
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import Rules
from vmt.engine.state import NOBODY, NOWHERE
from vmt.errors import UserError

if TYPE_CHECKING:
    from vmt.engine.protocols.views import MatchingView, SearchView


class BrokenProtocolError(UserError):
    """A protocol answered what cannot be: its author has to mend it."""


class Activity(IntEnum):
    """What an agent chose to do."""

    KEEP = 0
    """It leaves its target as it is."""
    TRADE = 1
    FORAGE = 2
    WALK = 3
    HOME = 4
    IDLE = 5


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


class Intent:
    """What an agent wants to do.

    Parameters
    ----------
    activity : Activity
    partner : int
        Whom it heads for, to trade; or NOBODY.
    x, y : int
        Where it heads otherwise; or NOWHERE.
    """

    def __init__(
        self,
        activity: int,
        partner: int = NOBODY,
        x: int = NOWHERE,
        y: int = NOWHERE,
    ) -> None:
        self.activity = activity
        self.partner = partner
        self.x = x
        self.y = y


class Search(ProtocolRule):
    """Chooses what an unpaired, uncommitted agent does.

    Possible partners are named by ``view.candidates.add(id, score)``: they are what
    the matching works with, whatever the agent decides.
    """

    @abstractmethod
    def search(self, view: SearchView) -> Intent:
        """Return what the agent wants to do."""

    @abstractmethod
    def without_partner(self, view: SearchView) -> Intent:
        """Return what an agent does that wanted to trade and found no partner."""


class Match:
    """Two agents to be paired, and why."""

    def __init__(self, i: int, j: int, reason: str) -> None:
        self.i = i
        self.j = j
        self.reason = reason


class Matching(ProtocolRule):
    """Chooses the pairs."""

    @abstractmethod
    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make, in order; no agent twice."""


class Party:
    """One of two who bargain; holdings in minor units, quotes in B per A."""

    def __init__(
        self,
        agent: int,
        A: int,
        B: int,
        ask: float,
        bid: float,
        preference: Preference,
    ) -> None:
        self.agent = agent
        self.A = A
        self.B = B
        self.ask = ask
        self.bid = bid
        self.preference = preference


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
    rules : Rules
    random : RandomStream
    """

    def __init__(
        self,
        i: Party,
        j: Party,
        epsilon: float,
        step: int,
        largest_block: int | None,
        scale: int,
        rules: Rules,
        random: RandomStream,
    ) -> None:
        self.i = i
        self.j = j
        self.epsilon = epsilon
        self.step = step
        self.largest_block = largest_block
        self.scale = scale
        self.rules = rules
        self.random = random


class Block:
    """An agreed exchange: the giver gives dA and receives dB, in minor units.

    `proposer` is the agent whose offer it is, -1 where nobody in particular proposes.
    Blocks with the same terms and gains are equal.
    """

    def __init__(
        self,
        giver: int,
        receiver: int,
        dA: int,
        dB: int,
        quoted_price: float,
        giver_gain: float,
        receiver_gain: float,
        proposer: int = -1,
    ) -> None:
        self.giver = giver
        self.receiver = receiver
        self.dA = dA
        self.dB = dB
        self.quoted_price = quoted_price
        self.giver_gain = giver_gain
        self.receiver_gain = receiver_gain
        self.proposer = proposer

    def __repr__(self) -> str:
        return f"Block{self._terms()}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Block) and self._terms() == other._terms()

    def __hash__(self) -> int:
        return hash(self._terms())

    def _terms(self) -> tuple[float, ...]:
        return (
            self.giver,
            self.receiver,
            self.dA,
            self.dB,
            self.quoted_price,
            self.giver_gain,
            self.receiver_gain,
            self.proposer,
        )


class Refusal:
    """No agreement, and why. Refusals for the same reason are equal."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        return f"Refusal({self.reason!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and self.reason == other.reason

    def __hash__(self) -> int:
        return hash(self.reason)


class Bargaining(ProtocolRule):
    """Chooses the block that two partners within reach trade."""

    @abstractmethod
    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return a block that both gain from, or why there is none."""

    def tried(self, view: BargainingView) -> Iterable[Block]:
        """Return the blocks that it tries, in its order, for who wants to see them.

        A rule that does not try one after the other has none to show. It must not
        draw from the random stream. Gains do not matter.
        """
        del view
        return ()

    def could_agree(self, view: BargainingView) -> bool:
        """Return whether two agents would find a block, if they met as they are.

        The matchmaker asks it before it sends them to each other. It must not draw
        from the random stream. A rule that draws has to say how it answers without;
        this class says yes for it.
        """
        if self.traits.uses_random:
            return True
        return not isinstance(self.negotiate(view), Refusal)
