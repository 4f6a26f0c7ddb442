"""The first block that leaves both better off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from vmt.engine.protocols.bargaining.attempts import blocks_in_turn
from vmt.engine.protocols.bargaining.prices import (
    evenly_spaced,
    first_fraction,
    last_fraction,
)
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
    Traits,
)
from vmt.engine.quantities import added, payment
from vmt.engine.quotes import overlap

if TYPE_CHECKING:
    import cython

NO_PRICE = -1.0
ROUNDING = 1e-12
"""Larger than the rounding of a gain, relative to the utility."""
PEAK_WIDTH = 1e-9
"""How closely a peak is found: it is flat, so utility is as at the peak there."""


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
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=False,  # the receiver of A gains more
        sees_utilities=True,
        local=True,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025. The name is this project's family's own: a block whose"
        " payment compensates the giver."
    )

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the first block that both gain from, or why there is none."""
        if view.rules.no_overlap_reason and not self._quotes_overlap(view):
            return Refusal("no_overlap")
        fractions = view.rules.price_fractions
        search = BlockSearch(view, view.i, view.j, fractions)
        if search.find():
            return search.block()
        search = BlockSearch(view, view.j, view.i, fractions)
        if search.find():
            return search.block()
        return Refusal("no_feasible_trade")

    def tried(self, view: BargainingView) -> Iterable[Block]:
        """Return all blocks in turn, from the smallest, if it tries any."""
        if view.rules.no_overlap_reason and not self._quotes_overlap(view):
            return ()
        return blocks_in_turn(view)

    def could_agree(self, view: BargainingView) -> bool:
        """Return whether there is a block that both gain from."""
        fractions = view.rules.price_fractions
        return (
            BlockSearch(view, view.i, view.j, fractions).find()
            or BlockSearch(view, view.j, view.i, fractions).find()
        )

    def _quotes_overlap(self, view: BargainingView) -> bool:
        i: Party = view.i
        j: Party = view.j
        tolerance = view.rules.overlap_tolerance
        return (
            overlap(j.bid, i.ask, tolerance) > 0.0
            or overlap(i.bid, j.ask, tolerance) > 0.0
        )


class BlockSearch:
    """The search in one direction: who gives A to whom.

    Its answer is that of trying all prices in turn, block by block, unless holdings
    are so large that what a price brings drowns in rounding. It takes two short cuts.
    Where utilities have one peak as B grows each party accepts the prices from one to
    another; the lowest that is not too low for either is found by halving. And where
    the bundles that are at least as good as what a party has form a convex set, a
    block that it refuses at every price, be it between two candidates, tells that it
    refuses all larger ones: part of a larger one would have pleased. If both sets are
    convex the same holds of a block at no price of which both would agree.

    Parameters
    ----------
    view : BargainingView
    giver, receiver : Party
        Of A.
    fractions : int
        How many prices t/k there are at most.
    """

    def __init__(
        self, view: BargainingView, giver: Party, receiver: Party, fractions: int
    ) -> None:
        self._giver, self._receiver = giver, receiver
        self._gives, self._gets = giver.preference, receiver.preference
        self._scale = float(view.scale)
        self._step, self._epsilon = view.step, view.epsilon
        largest = view.largest_block
        self._most = giver.A if largest is None else min(giver.A, largest)
        self._fractions = fractions
        self._ask, self._bid = giver.ask, receiver.bid
        self._giver_now = self._gives.utility(
            giver.A / self._scale, giver.B / self._scale
        )
        self._receiver_now = self._gets.utility(
            receiver.A / self._scale, receiver.B / self._scale
        )
        self._one_peak = self._gives.has_one_peak_in_B(
            1.0 / self._scale
        ) and self._gets.has_one_peak_in_B(1.0 / self._scale)
        self._giver_convex = self._one_peak and self._is_convex(giver)
        self._receiver_convex = self._one_peak and self._is_convex(receiver)

    def find(self) -> cython.bint:
        """Find the block; return whether there is one."""
        k: cython.longlong
        if self._ask > self._bid:
            return False
        self._larger_refused = False
        for k in range(1, self._most // self._step + 1):
            self._dA = k * self._step
            # Any price from here on costs more than the receiver has.
            if payment(self._ask, self._dA) > self._receiver.B:
                return False
            self._left = (self._giver.A - self._dA) / self._scale
            self._got = (
                added(self._receiver.A, self._dA, "A", self._receiver.agent)
                / self._scale
            )
            if self._halve(k) if self._one_peak else self._scan(k):
                return True
            if self._larger_refused:
                return False
        return False

    def block(self) -> Block:
        """Return the block that was found."""
        return Block(
            self._giver.agent,
            self._receiver.agent,
            self._dA,
            self._dB,
            self._price,
            self._giver_gain,
            self._receiver_gain,
        )

    def _is_convex(self, party: Party) -> cython.bint:
        giver: Party = self._giver
        receiver: Party = self._receiver
        return party.preference.is_convex_above(
            party.A / self._scale,
            party.B / self._scale,
            (giver.A + float(receiver.A)) / self._scale,
            (giver.B + float(receiver.B)) / self._scale,
        )

    def _halve(self, k: cython.longlong) -> cython.bint:
        """Find the lowest price that is not too low for either, and try it."""
        first: cython.longlong = first_fraction(self._ask, k, self._fractions)
        last: cython.longlong = last_fraction(self._bid, k, self._fractions)
        even: cython.double
        if not self._any_suits():
            return False
        self._below = NO_PRICE
        even = self._lowest(1, 0, 4)
        self._price = NO_PRICE
        if first <= last:
            self._price = self._lowest(k, first, last)
        if self._price == NO_PRICE or (even != NO_PRICE and even < self._price):
            self._price = even
        if self._price == NO_PRICE:
            return False
        self._dB = payment(self._price, self._dA)
        # The receiver first: what it cannot pay may be more than can be counted.
        if self._receiver_accepts(self._dB) and self._giver_accepts(self._dB):
            return True
        if self._giver_convex and self._receiver_convex and self._below != NO_PRICE:
            self._dB = payment(self._below, self._dA)
            self._larger_refused = self._too_low_for_giver(
                self._dB
            ) and self._too_high_for_receiver(self._dB)
        return False

    def _any_suits(self) -> cython.bint:
        """Return False if one of the parties refuses every price."""
        # One minor unit beyond the lowest and the highest payment, for rounding.
        least: cython.longlong = payment(self._ask, self._dA) - 1
        most: cython.longlong = payment(self._bid, self._dA)
        most = min(most, self._receiver.B - 1) + 1
        if not self._receiver_accepts(max(1, least + 1)) and self._receiver_wants_B(
            max(1, least + 1)
        ):
            self._larger_refused = (
                self._receiver_convex and self._too_high_for_receiver(least)
            )
            return False
        if self._giver_accepts(most):
            return True
        if self._giver_wants_B(most):
            self._larger_refused = self._giver_convex and self._too_low_for_giver(most)
            return False
        if self._giver_convex and self._giver_loses_at_peak(
            float(max(0, least)), float(most)
        ):
            self._larger_refused = True
            return False
        return True

    def _giver_loses_at_peak(
        self, low: cython.double, high: cython.double
    ) -> cython.bint:
        """Return whether all payments from one to another are a loss to the giver.

        It wants no more than the higher one. Payments between those of the grid
        count: a larger block could be at such a price.
        """
        middle: cython.double
        B: cython.double = float(self._giver.B)
        while high - low > PEAK_WIDTH * (1.0 + high):
            middle = (low + high) / 2.0
            if self._gives.wants_more_B(self._left, (B + middle) / self._scale):
                low = middle
            else:
                high = middle
        self._giver_gain = (
            self._gives.utility(self._left, (B + high) / self._scale) - self._giver_now
        )
        return self._giver_lost()

    def _lowest(
        self, k: cython.longlong, low: cython.longlong, high: cython.longlong
    ) -> cython.double:
        """Return the lowest price, of number `low` to `high`, that may suit.

        Prices are evenly spaced for `low` 0, else fractions of k. The highest that
        does not suit is noted if it is higher than the one noted before.
        """
        even: cython.bint = low == 0
        from_number: cython.longlong = low
        middle: cython.longlong
        if not self._suits(self._numbered(k, high, even)):
            self._below = max(self._below, self._numbered(k, high, even))
            return NO_PRICE
        while low < high:
            middle = (low + high) // 2
            if self._suits(self._numbered(k, middle, even)):
                high = middle
            else:
                low = middle + 1
        if high > from_number:
            self._below = max(self._below, self._numbered(k, high - 1, even))
        return self._numbered(k, high, even)

    def _numbered(
        self, k: cython.longlong, number: cython.longlong, even: cython.bint
    ) -> cython.double:
        return evenly_spaced(self._ask, self._bid, number) if even else number / k

    def _suits(self, price: cython.double) -> cython.bint:
        """Return whether a price is not too low for either.

        Whoever refuses a price on the far side of its peak would have a lower one.
        """
        dB: cython.longlong = payment(price, self._dA)
        if dB == 0:
            return False
        if dB > self._receiver.B:
            return True
        if not self._giver_accepts(dB) and self._giver_wants_B(dB):
            return False
        return self._receiver_wants_B(dB) or self._receiver_accepts(dB)

    def _scan(self, k: cython.longlong) -> cython.bint:
        """Try all prices for a block of k steps, from the lowest."""
        s: cython.longlong = 0
        t: cython.longlong = first_fraction(self._ask, k, self._fractions)
        last: cython.longlong = last_fraction(self._bid, k, self._fractions)
        tried: cython.longlong = 0
        price: cython.double
        while s <= 4 or t <= last:
            if t > last or (s <= 4 and evenly_spaced(self._ask, self._bid, s) <= t / k):
                price = evenly_spaced(self._ask, self._bid, s)
                s += 1
            else:
                price = t / k
                t += 1
            self._dB = payment(price, self._dA)
            if self._dB > self._receiver.B:
                return False
            if self._dB == tried:
                continue  # the same block as before
            tried = self._dB
            self._price = price
            if self._giver_accepts(self._dB) and self._receiver_accepts(self._dB):
                return True
        return False

    def _giver_accepts(self, dB: cython.longlong) -> cython.bint:
        """Return whether the giver gains enough from a payment; note its gain."""
        self._giver_gain = (
            self._gives.utility(
                self._left,
                added(self._giver.B, dB, "B", self._giver.agent) / self._scale,
            )
            - self._giver_now
        )
        return self._giver_gain > self._epsilon

    def _giver_wants_B(self, dB: cython.longlong) -> cython.bint:
        """Return whether the giver, once paid, would be paid more."""
        return self._gives.wants_more_B(self._left, (self._giver.B + dB) / self._scale)

    def _too_low_for_giver(self, dB: cython.longlong) -> cython.bint:
        """Return whether a payment, and any lower one, is a loss beyond rounding."""
        return (
            not self._giver_accepts(dB)
            and self._giver_lost()
            and self._giver_wants_B(dB)
        )

    def _giver_lost(self) -> cython.bint:
        """Return whether the gain noted last is a loss beyond rounding."""
        return self._giver_gain < -ROUNDING * (1.0 + abs(self._giver_now))

    def _receiver_accepts(self, dB: cython.longlong) -> cython.bint:
        """Return whether the receiver can pay, and gains enough; note its gain."""
        if dB > self._receiver.B:
            return False
        self._receiver_gain = (
            self._gets.utility(self._got, (self._receiver.B - dB) / self._scale)
            - self._receiver_now
        )
        return self._receiver_gain > self._epsilon

    def _receiver_wants_B(self, dB: cython.longlong) -> cython.bint:
        """Return whether the receiver, having paid, would have paid less."""
        return self._gets.wants_more_B(self._got, (self._receiver.B - dB) / self._scale)

    def _too_high_for_receiver(self, dB: cython.longlong) -> cython.bint:
        """Return whether a payment, and any higher one, is a loss beyond rounding."""
        return (
            0 <= dB <= self._receiver.B
            and not self._receiver_accepts(dB)
            and self._receiver_gain < -ROUNDING * (1.0 + abs(self._receiver_now))
            and self._receiver_wants_B(dB)
        )
