"""Equal gains for both."""

from typing import ClassVar, Literal, get_args

from vmt.engine.protocols.bargaining.feasible import best_block
from vmt.engine.protocols.bargaining.ranking import EqualGains
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Refusal,
    Traits,
)
from vmt.engine.protocols.parameters import one_of

Metric = Literal["utility", "b_equivalent"]
METRICS = get_args(Metric)


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

    def __init__(self, metric: Metric = "utility") -> None:
        self.metric = one_of("metric", metric, METRICS)

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the block of equal gains, or why there is none."""
        block = best_block(view, EqualGains(), in_B=self.metric == "b_equivalent")
        return Refusal("no_feasible_trade") if block is None else block
