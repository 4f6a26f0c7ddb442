"""The largest product of gains."""

from typing import ClassVar

from vmt.engine.protocols.bargaining.feasible import best_block
from vmt.engine.protocols.bargaining.ranking import ProductOfGains
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Refusal,
    Traits,
)


class Nash(Bargaining):
    """Trades the feasible block with the largest product of gains.

    Of equals the block with the larger sum of gains is taken. The choice does not
    depend on the units that either agent's utility is measured in.
    """

    name: ClassVar[str] = "nash"
    version: ClassVar[str] = "2026-11-24"
    description: ClassVar[str] = "The block with the largest product of both gains."
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=True,
        sees_utilities=True,
        local=True,
    )
    source: ClassVar[str] = "Nash (1950), The bargaining problem."

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the block of the largest product, or why there is none."""
        block = best_block(view, ProductOfGains())
        return Refusal("no_feasible_trade") if block is None else block
