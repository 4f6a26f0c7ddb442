"""One offers, the other takes it or leaves it."""

from typing import ClassVar, Literal, get_args

from vmt.engine.protocols.bargaining.feasible import best_block
from vmt.engine.protocols.bargaining.ranking import (
    EqualGains,
    ProposersGain,
    ProposersShare,
)
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Refusal,
    Traits,
)
from vmt.engine.protocols.parameters import number_within, one_of

Selection = Literal["random", "first_in_pair", "lower_id", "higher_id"]
SELECTIONS = get_args(Selection)


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
        self, proposer_power: float = 0.9, proposer_selection: Selection = "random"
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
