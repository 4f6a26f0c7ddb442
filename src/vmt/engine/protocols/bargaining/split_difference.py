"""Equal gains for both."""

from typing import ClassVar

from vmt.engine.protocols.bargaining.feasible import best_block
from vmt.engine.protocols.bargaining.ranking import Ranking
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Refusal,
    Traits,
)
from vmt.engine.protocols.parameters import one_of

METRICS = ("utility", "b_equivalent")


class SplitDifference(Bargaining):
    """Trades the feasible block whose smaller gain is the largest.

    On a fine grid both gain the same. Of equals the block with the larger sum of
    gains is taken, then the one with the smaller difference.

    Parameters
    ----------
    metric : str
        In what gains are compared: `utility`, as the utility functions give it, or
        `b_equivalent`, the amount of B that would please as much at the old bundle.
        Utils of agents with unlike tastes are not comparable, amounts of B are.
    """

    name: ClassVar[str] = "split_difference"
    version: ClassVar[str] = "2026-11-24"
    description: ClassVar[str] = (
        "The block that makes the smaller of both gains as large as possible."
    )
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=True,
        sees_utilities=True,
        local=True,
    )
    source: ClassVar[str] = (
        "Kalai (1977), Proportional solutions to bargaining situations: interpersonal"
        " utility comparisons: the egalitarian solution."
    )

    def __init__(self, metric: str = "utility") -> None:
        self.metric = one_of("metric", metric, METRICS)

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the block of equal gains, or why there is none."""
        block = best_block(view, EqualGains(), in_B=self.metric == "b_equivalent")
        return Refusal("no_feasible_trade") if block is None else block


class EqualGains(Ranking):
    """By the smaller gain, then the sum of gains, then their difference."""

    __slots__ = ()

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the smaller gain."""
        return min(giver_gain, receiver_gain)

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return the most that the smaller gain can be."""
        del giver_least, receiver_least
        return min(giver_most, receiver_most)

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the sum of gains."""
        return giver_gain + receiver_gain

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return minus the difference of gains."""
        return -abs(giver_gain - receiver_gain)
