"""One offers, the other takes it or leaves it."""

from typing import ClassVar

from vmt.engine.protocols.bargaining.feasible import best_block
from vmt.engine.protocols.bargaining.ranking import NEVER, Ranking
from vmt.engine.protocols.bargaining.split_difference import EqualGains
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
    Traits,
)
from vmt.engine.protocols.parameters import number_within, one_of

SELECTIONS = ("random", "first_in_pair", "lower_id", "higher_id")


class TakeItOrLeaveIt(Bargaining):
    """Trades the feasible block that is best for the proposer, within its power.

    The proposer knows both utilities, so nobody refuses. It takes at most a share
    `proposer_power` of the sum of gains; where the grid is so coarse that no feasible
    block leaves the other as much, the block with the smallest share is taken.

    Parameters
    ----------
    proposer_power : float
        From 0 to 1. 1: the ultimatum, which leaves the other just more than nothing.
        0.5: at most an equal split. Near 0 every block has to be looked at.
    proposer_selection : str
        Who proposes: `random` tosses a coin for each negotiation; `first_in_pair`
        and `lower_id` are the agent with the lower id, `higher_id` is the other.
    """

    name: ClassVar[str] = "take_it_or_leave_it"
    version: ClassVar[str] = "2026-11-24"
    description: ClassVar[str] = (
        "The best block for the one who proposes, up to a share of the sum of gains."
    )
    traits: ClassVar[Traits] = Traits(
        uses_random=True,
        individually_rational=True,
        symmetric=False,
        sees_utilities=True,
        local=True,
    )
    source: ClassVar[str] = (
        "Güth, Schmittberger, Schwarze (1982), An experimental analysis of ultimatum"
        " bargaining; Rubinstein (1982), Perfect equilibrium in a bargaining model,"
        " for shares between the extremes."
    )

    def __init__(
        self, proposer_power: float = 0.9, proposer_selection: str = "random"
    ) -> None:
        self.power = number_within("proposer_power", proposer_power, 0.0, 1.0)
        self.selection = one_of("proposer_selection", proposer_selection, SELECTIONS)

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the proposer's block, or why there is none."""
        proposer = self._proposer(view)
        block = None
        if self.power > 0.0:
            block = best_block(view, ProposersGain(proposer, self.power), proposer)
        if block is None and best_block(view, EqualGains()) is not None:
            block = best_block(view, ProposersShare(proposer), proposer)
        return Refusal("no_feasible_trade") if block is None else block

    def could_agree(self, view: BargainingView) -> bool:
        """Return whether there is a block to propose, whoever proposes."""
        return best_block(view, EqualGains()) is not None

    def _proposer(self, view: BargainingView) -> int:
        """Return who proposes; a coin is tossed even if nothing can be agreed on."""
        i, j = view.i.agent, view.j.agent
        if self.selection == "random":
            return i if view.random.double() < 0.5 else j
        if self.selection == "first_in_pair":
            return i
        return min(i, j) if self.selection == "lower_id" else max(i, j)


class ProposersGain(Ranking):
    """By the proposer's gain, if its share is within its power; then the other's."""

    __slots__ = ("gives", "power", "proposer")

    def __init__(self, proposer: int, power: float) -> None:
        self.proposer = proposer
        self.power = power
        self.gives = False

    def face(self, giver: Party, receiver: Party) -> None:
        """Prepare for blocks that `giver` gives to `receiver`."""
        del receiver
        self.gives = giver.agent == self.proposer

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the proposer's gain."""
        own = giver_gain if self.gives else receiver_gain
        share = own / (giver_gain + receiver_gain)
        return own if share <= self.power else NEVER

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return the most that the proposer can gain."""
        if self.gives:
            least, most, others_most = giver_least, giver_most, receiver_most
        else:
            least, most, others_most = receiver_least, receiver_most, giver_most
        if least > 0.0 and least / (least + others_most) > self.power:
            return NEVER
        return most

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the other's gain."""
        return receiver_gain if self.gives else giver_gain


class ProposersShare(Ranking):
    """By the smallest share of the proposer, then its gain, then the other's."""

    __slots__ = ("gives", "proposer")

    has_one_peak = False

    def __init__(self, proposer: int) -> None:
        self.proposer = proposer
        self.gives = False

    def face(self, giver: Party, receiver: Party) -> None:
        """Prepare for blocks that `giver` gives to `receiver`."""
        del receiver
        self.gives = giver.agent == self.proposer

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return minus the proposer's share."""
        own = giver_gain if self.gives else receiver_gain
        return -own / (giver_gain + receiver_gain)

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return minus the least that the proposer's share can be."""
        if self.gives:
            least, others_most = giver_least, receiver_most
        else:
            least, others_most = receiver_least, giver_most
        least = max(least, 0.0)
        return -least / (least + others_most)

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the proposer's gain."""
        return giver_gain if self.gives else receiver_gain

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the other's gain."""
        return receiver_gain if self.gives else giver_gain
