"""The first block that leaves both better off."""

from typing import ClassVar

from vmt.engine.protocols.bargaining.prices import price_candidates
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
)
from vmt.engine.quantities import payment
from vmt.engine.quotes import overlap


class CompensatingBlock(Bargaining):
    """Trades the smallest block, at the lowest price, that both gain from.

    Blocks grow by one step of A. For each, prices between the giver's ask and the
    receiver's bid are tried from the lowest: a search that favours the receiver of A.
    """

    name: ClassVar[str] = "compensating_block"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "The smallest block of A at the lowest price that leaves both better off."
    )

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the first block that both gain from, or why there is none."""
        i, j, tolerance = view.i, view.j, view.rules.overlap_tolerance
        if view.rules.no_overlap_reason and not (
            overlap(j.bid, i.ask, tolerance) or overlap(i.bid, j.ask, tolerance)
        ):
            return Refusal("no_overlap")
        for giver, receiver in ((i, j), (j, i)):
            block = self._first_block(view, giver, receiver)
            if block is not None:
                return block
        return Refusal("no_feasible_trade")

    def _first_block(
        self, view: BargainingView, giver: Party, receiver: Party
    ) -> Block | None:
        ask, bid = giver.ask, receiver.bid
        if ask > bid:
            return None
        scale, step, epsilon = view.scale, view.step, view.epsilon
        giver_utility = giver.preference.utility
        receiver_utility = receiver.preference.utility
        giver_now = giver_utility(giver.A / scale, giver.B / scale)
        receiver_now = receiver_utility(receiver.A / scale, receiver.B / scale)
        most = giver.A if view.largest_block is None else view.largest_block
        for k in range(1, min(giver.A, most) // step + 1):
            dA = k * step
            left, got = (giver.A - dA) / scale, (receiver.A + dA) / scale
            tried = 0
            for price in price_candidates(ask, bid, k, view.rules.price_fractions):
                dB = payment(price, dA)
                if dB > receiver.B:
                    break
                if dB == tried:
                    continue
                tried = dB
                giver_gain = giver_utility(left, (giver.B + dB) / scale) - giver_now
                if giver_gain <= epsilon:
                    continue
                receiver_gain = (
                    receiver_utility(got, (receiver.B - dB) / scale) - receiver_now
                )
                if receiver_gain > epsilon:
                    return Block(
                        giver.agent,
                        receiver.agent,
                        dA,
                        dB,
                        price,
                        giver_gain,
                        receiver_gain,
                    )
        return None
