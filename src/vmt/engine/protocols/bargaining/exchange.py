"""What blocks of A against B bring a giver and a receiver of A."""

from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
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
        self.in_B = in_B
        self.receiver = receiver
        self.scale = view.scale
        self.step = view.step
        most = min(giver.A, LARGEST - receiver.A)
        if view.largest_block is not None:
            most = min(most, view.largest_block)
        self.steps = most // view.step
        self.payments = min(receiver.B, LARGEST - giver.B)
        self.giver_now = _utility(giver, view.scale)
        self.receiver_now = _utility(receiver, view.scale)
        self.giver_rises = _rises(giver.preference, view.scale)
        self.receiver_rises = _rises(receiver.preference, view.scale)
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

    def starves(self) -> bool:
        """Return whether a utility with subsistence needs is one of the two."""
        return isinstance(self.giver.preference, StoneGeary) or isinstance(
            self.receiver.preference, StoneGeary
        )

    def is_concave(self) -> bool:
        """Return whether both utilities are concave on all blocks that are left."""
        giver, receiver, scale = self.giver, self.receiver, self.scale
        least_A = (giver.A - self.steps * self.step) / scale
        least_B = (receiver.B - self.payments) / scale
        return _is_concave(giver.preference, least_A, giver.B / scale) and _is_concave(
            receiver.preference, receiver.A / scale, least_B
        )

    def is_concave_in_B(self) -> bool:
        """Return whether both utilities are concave in B, whatever A is."""
        least_B = (self.receiver.B - self.payments) / self.scale
        return _is_concave_in_B(
            self.giver.preference, self.giver.B / self.scale, self.scale
        ) and _is_concave_in_B(self.receiver.preference, least_B, self.scale)

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
        wants = _wants_B(preference, A, (B + low) / self.scale)
        if wants == _wants_B(preference, A, (B + high) / self.scale):
            return
        while high - low > 1:
            middle = low + (high - low) // 2
            if _wants_B(preference, A, (B + middle) / self.scale) == wants:
                low = middle
            else:
                high = middle
        found.append(low)
        found.append(high)

    def _turn_of_receiver(self, found: list[int]) -> None:
        preference, A, B = self.receiver.preference, self.receiver_has, self.receiver.B
        low, high = 0, self.payments
        wants = _wants_B(preference, A, (B - low) / self.scale)
        if wants == _wants_B(preference, A, (B - high) / self.scale):
            return
        while high - low > 1:
            middle = low + (high - low) // 2
            if _wants_B(preference, A, (B - middle) / self.scale) == wants:
                low = middle
            else:
                high = middle
        found.append(low)
        found.append(high)


def amount_of_B_worth(gain: float, party: Party, scale: int) -> float:
    """Return how much more B would bring a party a gain at its present bundle.

    In minor units, interpolated between whole ones; `LARGEST` where no amount of B
    is worth so much.

    Parameters
    ----------
    gain : float
        In utils; one that is not positive is returned as it is.
    party : Party
    scale : int
        Minor units in a unit.
    """
    if gain <= 0.0:
        return gain
    preference, A, B = party.preference, party.A / scale, party.B
    now = preference.utility(A, B / scale)
    low, high = 0, 1
    at_low, at_high = 0.0, preference.utility(A, (B + 1) / scale) - now
    most = LARGEST - B
    wants = True
    while at_high < gain:
        if not wants or high > most // 2:
            return float(LARGEST)
        low, at_low = high, at_high
        high = 2 * high
        wants = _wants_B(preference, A, (B + high) / scale)
        if not wants:
            high = _last_wanted(party, scale, low, high)
        at_high = preference.utility(A, (B + high) / scale) - now
    bisects = False
    while high - low > 1:
        middle = low + (high - low) // 2
        if not bisects:
            part = (gain - at_low) / (at_high - at_low)
            middle = min(max(low + int(part * (high - low)), low + 1), high - 1)
        bisects = not bisects
        at_middle = preference.utility(A, (B + middle) / scale) - now
        if at_middle < gain:
            low, at_low = middle, at_middle
        else:
            high, at_high = middle, at_middle
    return low + (gain - at_low) / (at_high - at_low)


def _last_wanted(party: Party, scale: int, low: int, high: int) -> int:
    """Return the last amount from `low` up before B becomes a nuisance."""
    preference, A = party.preference, party.A / scale
    while high - low > 1:
        middle = low + (high - low) // 2
        if _wants_B(preference, A, (party.B + middle) / scale):
            low = middle
        else:
            high = middle
    return high


def _utility(party: Party, scale: int) -> float:
    return party.preference.utility(party.A / scale, party.B / scale)


def _wants_B(preference: Preference, A: float, B: float) -> bool:
    return preference.marginal_utilities(A, B)[1] >= 0.0


def _rises(preference: Preference, scale: int) -> bool:
    """Return whether more of a good is never worse.

    CES and Cobb-Douglas answer for none of a good as for `zero_shift` of it: that is
    a rise only if a minor unit is more.
    """
    if isinstance(preference, CES | CobbDouglas):
        return preference.zero_shift * scale <= 1.0
    return isinstance(preference, Linear | StoneGeary)


def _is_concave(preference: Preference, least_A: float, least_B: float) -> bool:
    """Return whether a utility is concave at and above a bundle."""
    if isinstance(preference, CES):
        return preference.rho < 1.0
    if isinstance(preference, StoneGeary):
        return least_A > preference.gamma_A and least_B > preference.gamma_B
    return isinstance(preference, CobbDouglas | Linear)


def _is_concave_in_B(preference: Preference, least_B: float, scale: int) -> bool:
    """Return whether a utility is concave in B from `least_B` on."""
    if isinstance(preference, CES):
        return preference.rho < 1.0 and _rises(preference, scale)
    if isinstance(preference, CobbDouglas):
        return _rises(preference, scale)
    if isinstance(preference, StoneGeary):
        return least_B > preference.gamma_B
    return isinstance(preference, Linear | Quadratic)
