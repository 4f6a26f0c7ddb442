"""What blocks of A against B bring a giver and a receiver of A."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.economy.preferences.preference import Preference
from vmt.engine.protocols.bargaining.shape import (
    is_concave,
    is_concave_in_B,
    rises,
)
from vmt.engine.protocols.bargaining.worth import amount_of_B_worth
from vmt.engine.protocols.contract import BargainingView, Party
from vmt.engine.quantities import LARGEST

if TYPE_CHECKING:
    import cython

NONE = -1
"""No turn."""


class Offer:
    """A payment for a block, and what it brings both.

    Attributes
    ----------
    payment : int
        Minor units of B.
    giver_gain, receiver_gain : float
        In utils.
    giver_worth, receiver_worth : float
        In what gains are compared; positive where the gain is.
    """

    payment: int
    giver_gain: float
    giver_worth: float
    receiver_gain: float
    receiver_worth: float


class Exchange:
    """The blocks that one party could give the other, and the gains they bring.

    Parameters
    ----------
    view : BargainingView
    giver, receiver : Party
        Of A; the two of the view.
    in_B : bool
        Whether gains are compared as amounts of B rather than in utils.

    Attributes
    ----------
    steps : int
        Steps of A that a block has at most: what the giver has, the scenario allows
        and the receiver can hold.
    payments : int
        Minor units of B that a payment has at most.
    """

    def __init__(
        self, view: BargainingView, giver: Party, receiver: Party, *, in_B: bool
    ) -> None:
        self.giver = giver
        self.receiver = receiver
        self.in_B = in_B
        self.scale = float(view.scale)
        self.step = view.step
        most: cython.longlong = min(giver.A, LARGEST - receiver.A)
        if view.largest_block is not None:
            most = min(most, view.largest_block)
        self.steps = most // self.step
        self.payments = min(receiver.B, LARGEST - giver.B)
        self.gives, self.gets = giver.preference, receiver.preference
        self.giver_now = self.gives.utility(giver.A / self.scale, giver.B / self.scale)
        self.receiver_now = self.gets.utility(
            receiver.A / self.scale, receiver.B / self.scale
        )
        self.giver_rises = rises(self.gives, self.scale)
        self.receiver_rises = rises(self.gets, self.scale)
        self.give(0)

    def give(self, steps: cython.longlong) -> None:
        """Set the block of A that payments are valued for."""
        dA: cython.longlong = steps * self.step
        self.giver_keeps = (self.giver.A - dA) / self.scale
        self.receiver_has = (self.receiver.A + dA) / self.scale

    def offer(self, payment: cython.longlong) -> Offer:
        """Return what a payment for the block of `give` brings."""
        giver_has_B: cython.double = (self.giver.B + payment) / self.scale
        receiver_keeps_B: cython.double = (self.receiver.B - payment) / self.scale
        offer: Offer = Offer.__new__(Offer)
        offer.payment = payment
        offer.giver_gain = (
            self.gives.utility(self.giver_keeps, giver_has_B) - self.giver_now
        )
        offer.receiver_gain = (
            self.gets.utility(self.receiver_has, receiver_keeps_B) - self.receiver_now
        )
        offer.giver_worth = offer.giver_gain
        offer.receiver_worth = offer.receiver_gain
        if self.in_B:
            offer.giver_worth = amount_of_B_worth(
                offer.giver_gain, self.giver, self.scale
            )
            offer.receiver_worth = amount_of_B_worth(
                offer.receiver_gain, self.receiver, self.scale
            )
        return offer

    def trim(self) -> bool:
        """Lower `steps` and `payments` to what both could gain from at all.

        Only for utilities that rise in both goods: then the giver gains least from
        the largest block and most from the largest payment. Return whether any
        block is left.
        """
        low: cython.longlong = 0
        high: cython.longlong = self.steps
        middle: cython.longlong
        while low < high:
            middle = high - (high - low) // 2
            self.give(middle)
            if self.offer(self.payments).giver_gain > 0.0:
                low = middle
            else:
                high = middle - 1
        self.steps = low
        self.give(low)
        low, high = 0, self.payments
        while low < high:
            middle = high - (high - low) // 2
            if self.offer(middle).receiver_gain > 0.0:
                low = middle
            else:
                high = middle - 1
        self.payments = low
        return self.steps > 0 and self.payments > 0

    def rises(self) -> bool:
        """Return whether both utilities rise in both goods on the whole grid."""
        return self.giver_rises and self.receiver_rises

    def is_concave(self) -> bool:
        """Return whether both utilities are concave on all blocks that are left."""
        least_A: cython.double = (self.giver.A - self.steps * self.step) / self.scale
        least_B: cython.double = (self.receiver.B - self.payments) / self.scale
        return is_concave(
            self.gives, least_A, self.giver.B / self.scale
        ) and is_concave(self.gets, self.receiver.A / self.scale, least_B)

    def is_concave_in_B(self, first: cython.longlong, last: cython.longlong) -> bool:
        """Return whether both utilities are concave from one payment to another."""
        return is_concave_in_B(
            self.gives,
            self.giver_keeps,
            (self.giver.B + first) / self.scale,
            (self.giver.B + last) / self.scale,
            self.scale,
        ) and is_concave_in_B(
            self.gets,
            self.receiver_has,
            (self.receiver.B - last) / self.scale,
            (self.receiver.B - first) / self.scale,
            self.scale,
        )

    def find_turns(self) -> None:
        """Find where gains rise and fall as the payment for the block of `give` grows.

        As B grows the sign of MU_B changes at most once, by each utility function
        that there is.
        """
        self.giver_turn = self.receiver_turn = NONE
        if not self.giver_rises:
            self.giver_turn = self._turn(self.gives, self.giver_keeps, self.giver.B, 1)
        if not self.receiver_rises:
            self.receiver_turn = self._turn(
                self.gets, self.receiver_has, self.receiver.B, -1
            )

    def next_turn(self, payment: cython.longlong) -> cython.longlong:
        """Return the next payment up to which both gains are monotone.

        That is the largest one, or the first on either side of a turn.
        """
        turn: cython.longlong = self.payments
        if not self.receiver_rises:
            # A utility that treats holdings of none apart may jump there.
            turn = _nearer(payment, self.payments - 1, turn)
        turn = _nearer(payment, self.giver_turn, turn)
        return _nearer(payment, self.receiver_turn, turn)

    def _turn(
        self,
        preference: Preference,
        A: cython.double,
        B: cython.longlong,
        sign: cython.int,
    ) -> cython.longlong:
        """Return the last payment before somebody has enough of B, or too little.

        Its B grows by a payment for `sign` 1, and shrinks for -1. `NONE` where it
        wants more of B, or does not, at all payments.
        """
        low: cython.longlong = 0
        high: cython.longlong = self.payments
        middle: cython.longlong
        wants: cython.bint = preference.wants_more_B(A, B / self.scale)
        if wants == preference.wants_more_B(A, (B + sign * high) / self.scale):
            return NONE
        while high - low > 1:
            middle = low + (high - low) // 2
            if wants == preference.wants_more_B(A, (B + sign * middle) / self.scale):
                low = middle
            else:
                high = middle
        return low


def _nearer(
    payment: cython.longlong, turn: cython.longlong, other: cython.longlong
) -> cython.longlong:
    """Return what comes first after a payment: a side of a turn, or another one."""
    if payment < turn:
        return min(turn, other)
    return min(turn + 1, other) if payment == turn else other
