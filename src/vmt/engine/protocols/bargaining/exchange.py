"""What blocks of A against B bring a giver and a receiver of A."""

from vmt.engine.protocols.bargaining.shape import (
    is_concave,
    is_concave_in_B,
    rises,
    wants_B,
)
from vmt.engine.protocols.bargaining.worth import amount_of_B_worth
from vmt.engine.protocols.contract import BargainingView, Party
from vmt.engine.quantities import LARGEST


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

    __slots__ = (
        "giver_gain",
        "giver_worth",
        "payment",
        "receiver_gain",
        "receiver_worth",
    )

    def __init__(self, payment: int, giver_gain: float, receiver_gain: float) -> None:
        self.payment = payment
        self.giver_gain = self.giver_worth = giver_gain
        self.receiver_gain = self.receiver_worth = receiver_gain


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

    __slots__ = (
        "giver",
        "giver_keeps",
        "giver_now",
        "giver_rises",
        "in_B",
        "payments",
        "receiver",
        "receiver_has",
        "receiver_now",
        "receiver_rises",
        "scale",
        "step",
        "steps",
    )

    def __init__(
        self, view: BargainingView, giver: Party, receiver: Party, *, in_B: bool
    ) -> None:
        self.giver = giver
        self.receiver = receiver
        self.in_B = in_B
        self.scale = view.scale
        self.step = view.step
        most = min(giver.A, LARGEST - receiver.A)
        if view.largest_block is not None:
            most = min(most, view.largest_block)
        self.steps = most // view.step
        self.payments = min(receiver.B, LARGEST - giver.B)
        self.giver_now = _utility(giver, view.scale)
        self.receiver_now = _utility(receiver, view.scale)
        self.giver_rises = rises(giver.preference, view.scale)
        self.receiver_rises = rises(receiver.preference, view.scale)
        self.give(0)

    def give(self, steps: int) -> None:
        """Set the block of A that payments are valued for."""
        dA = steps * self.step
        self.giver_keeps = (self.giver.A - dA) / self.scale
        self.receiver_has = (self.receiver.A + dA) / self.scale

    def offer(self, payment: int) -> Offer:
        """Return what a payment for the block of `give` brings."""
        giver, receiver, scale = self.giver, self.receiver, self.scale
        offer = Offer(
            payment,
            giver.preference.utility(self.giver_keeps, (giver.B + payment) / scale)
            - self.giver_now,
            receiver.preference.utility(
                self.receiver_has, (receiver.B - payment) / scale
            )
            - self.receiver_now,
        )
        if self.in_B:
            offer.giver_worth = amount_of_B_worth(offer.giver_gain, giver, scale)
            offer.receiver_worth = amount_of_B_worth(
                offer.receiver_gain, receiver, scale
            )
        return offer

    def trim(self) -> bool:
        """Lower `steps` and `payments` to what both could gain from at all.

        Only for utilities that rise in both goods: then the giver gains least from
        the largest block and most from the largest payment. Return whether any
        block is left.
        """
        low, high = 0, self.steps
        while low < high:
            middle = low + (high - low + 1) // 2
            self.give(middle)
            if self.offer(self.payments).giver_gain > 0.0:
                low = middle
            else:
                high = middle - 1
        self.steps = low
        self.give(low)
        low, high = 0, self.payments
        while low < high:
            middle = low + (high - low + 1) // 2
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
        giver, receiver, scale = self.giver, self.receiver, self.scale
        least_A = (giver.A - self.steps * self.step) / scale
        least_B = (receiver.B - self.payments) / scale
        return is_concave(giver.preference, least_A, giver.B / scale) and is_concave(
            receiver.preference, receiver.A / scale, least_B
        )

    def is_concave_in_B(self, first: int, last: int) -> bool:
        """Return whether both utilities are concave from one payment to another."""
        giver, receiver, scale = self.giver, self.receiver, self.scale
        return is_concave_in_B(
            giver.preference,
            self.giver_keeps,
            (giver.B + first) / scale,
            (giver.B + last) / scale,
            scale,
        ) and is_concave_in_B(
            receiver.preference,
            self.receiver_has,
            (receiver.B - last) / scale,
            (receiver.B - first) / scale,
            scale,
        )

    def turns(self) -> list[int]:
        """Return, ascending, the payments between which both gains are monotone.

        From 0 to the largest, for the block of `give`. As B grows the sign of MU_B
        changes at most once, by each utility function that there is. Where it does
        the two payments on either side are returned.
        """
        last = self.payments
        found = [0, last]
        if not self.giver_rises:
            self._turn_of_giver(found)
        if not self.receiver_rises:
            self._turn_of_receiver(found)
            # A utility that treats holdings of none apart may jump there.
            found.append(last - 1)
        return sorted(set(found))

    def _turn_of_giver(self, found: list[int]) -> None:
        """Add the payments beyond which the giver has too much of B, or enough."""
        preference, A, B = self.giver.preference, self.giver_keeps, self.giver.B
        low, high = 0, self.payments
        wants = wants_B(preference, A, (B + low) / self.scale)
        if wants == wants_B(preference, A, (B + high) / self.scale):
            return
        while high - low > 1:
            middle = low + (high - low) // 2
            if wants_B(preference, A, (B + middle) / self.scale) == wants:
                low = middle
            else:
                high = middle
        found.append(low)
        found.append(high)

    def _turn_of_receiver(self, found: list[int]) -> None:
        preference, A, B = self.receiver.preference, self.receiver_has, self.receiver.B
        low, high = 0, self.payments
        wants = wants_B(preference, A, (B - low) / self.scale)
        if wants == wants_B(preference, A, (B - high) / self.scale):
            return
        while high - low > 1:
            middle = low + (high - low) // 2
            if wants_B(preference, A, (B - middle) / self.scale) == wants:
                low = middle
            else:
                high = middle
        found.append(low)
        found.append(high)


def _utility(party: Party, scale: int) -> float:
    return party.preference.utility(party.A / scale, party.B / scale)
