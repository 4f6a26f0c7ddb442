"""The best of all blocks that leave two partners better off.

A block is feasible where both gain more than epsilon. There may be millions: k steps
of A against y minor units of B, either way. The search is exact nevertheless:

- For fixed k both gains are monotone in y between a few turning points, so their
  values at two payments bound them at all payments between. Intervals of payments
  whose bound is below the best block found are left out, the others halved. Where
  the rank has one peak in y that is climbed instead, if bounds are slow.
- Over k, concave utilities leave one peak: if a k is worse than the best one found,
  payments between those of the grid included, then so is every k behind it. Where a
  utility is not known to be concave every k is looked at.

Gains are doubles. Blocks whose rank differs by less than the rounding of the gains
are as good as each other, and which of them is chosen is fixed but arbitrary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.protocols.bargaining.exchange import Exchange, Offer
from vmt.engine.protocols.bargaining.ranking import NEVER, Ranking
from vmt.engine.protocols.contract import BargainingView, Block

if TYPE_CHECKING:
    import cython

INFINITE = float("inf")
"""A gain that cannot be compared: there is always a further block with the same."""


def best_block(
    view: BargainingView, ranking: Ranking, proposer: int = -1, *, in_B: bool = False
) -> Block | None:
    """Return the feasible block that ranks first, or None where none may be chosen.

    Parameters
    ----------
    view : BargainingView
    ranking : Ranking
    proposer : int
        Whom the block names as its proposer; -1 for nobody.
    in_B : bool
        Whether gains are compared as amounts of B that would please as much.
    """
    forth = Direction(Exchange(view, view.i, view.j, in_B=in_B), ranking, view.epsilon)
    back = Direction(Exchange(view, view.j, view.i, in_B=in_B), ranking, view.epsilon)
    if back.found and (not forth.found or back.beats(forth)):
        return back.block(proposer)
    return forth.block(proposer) if forth.found else None


class Direction:
    """The search among the blocks that one of two parties could give the other.

    Parameters
    ----------
    exchange : Exchange
    ranking : Ranking
    epsilon : float
        In utils.

    Attributes
    ----------
    found : bool
        Whether there is a block to choose.
    k, y : int
        Of the best block: steps of A, minor units of B.
    """

    def __init__(self, exchange: Exchange, ranking: Ranking, epsilon: float) -> None:
        self.exchange = exchange
        self.ranking = ranking
        self.is_smooth = ranking.is_smooth
        self.epsilon = epsilon
        self.found = False
        self.k = self.y = self.k_now = 0
        self.first = self.second = self.third = NEVER
        self.giver_gain = self.receiver_gain = 0.0
        self.from_k = 1
        self.to_k = exchange.steps
        if exchange.steps < 1 or exchange.payments < 1:
            return
        ranking.face(exchange.giver)
        k: cython.longlong
        rises: cython.bint = exchange.rises()
        has_one_peak: cython.bint = rises and ranking.has_one_peak
        if rises and not (has_one_peak and exchange.is_concave()):
            if not exchange.trim():
                return
            self.to_k = exchange.steps
        if has_one_peak and exchange.is_concave():
            self._climb()
        else:
            for k in range(1, self.to_k + 1):
                self._explore(k)

    def beats(self, other: Direction) -> bool:
        """Return whether the best block here ranks before that of the other way."""
        if self.first != other.first:
            return self.first > other.first
        if self.second != other.second:
            return self.second > other.second
        if self.third != other.third:
            return self.third > other.third
        return self.k < other.k

    def block(self, proposer: cython.int) -> Block:
        """Return the best block."""
        exchange = self.exchange
        dA: cython.longlong = self.k * exchange.step
        return Block(
            exchange.giver.agent,
            exchange.receiver.agent,
            dA,
            self.y,
            self.y / float(dA),
            self.giver_gain,
            self.receiver_gain,
            proposer,
        )

    def _climb(self) -> None:
        """Find the peak over k, and look at every k that could be as high.

        Doubling and halving strides only find a good k soon. What proves that it is
        the best are the k on both sides of it that cannot reach it.
        """
        k: cython.longlong = 1
        stride: cython.longlong
        centre: cython.longlong
        self._probe(1)
        while k <= self.to_k // 2 and (not self.found or self.k == k):
            k = 2 * k
            self._probe(k)
        stride = k // 2
        while stride >= 1 and self.found:
            centre = self.k
            if stride <= self.to_k - centre:
                self._probe(centre + stride)
            self._probe(centre - stride)
            if self.k == centre:
                stride = stride // 2
        centre = k = self.k
        while k < self.to_k:
            k = k + 1
            self._probe(k)
        k = centre
        while k > self.from_k:
            k = k - 1
            self._probe(k)

    def _probe(self, k: cython.longlong) -> None:
        """Look at the blocks of k steps; leave out what cannot be better behind k."""
        if not self.from_k <= k <= self.to_k or self._explore(k):
            return
        if self.k < k:
            self.to_k = k - 1
        else:
            self.from_k = k + 1

    def _explore(self, k: cython.longlong) -> bool:
        """Look at the blocks of k steps.

        Return whether any payment, be it between two of the grid, could be at least
        as good as the best block.
        """
        exchange = self.exchange
        exchange.give(k)
        self.k_now = k
        exchange.find_turns()
        hope: cython.bint = False
        start: Offer = exchange.offer(0)
        end: Offer
        while start.payment < exchange.payments:
            end = exchange.offer(exchange.next_turn(start.payment))
            self._consider(end)
            hope = self._halve(start, end) or hope
            start = end
        return hope

    def _halve(self, start: Offer, end: Offer) -> bool:
        """Look at the payments between two that have been considered."""
        bound: cython.double = self._bound(start, end)
        if bound == NEVER or not bound >= self.first:  # utilities may be infinite
            return False
        apart: cython.longlong = end.payment - start.payment
        if apart <= 1 or self._cannot_add(start, end, bound):
            return True
        if (
            apart > 2
            and self.is_smooth
            and self.exchange.is_concave_in_B(start.payment, end.payment)
        ):
            return self._ascend(start, end)
        hope: cython.bint
        middle: Offer = self.exchange.offer(start.payment + apart // 2)
        self._consider(middle)
        if self._bound(start, middle) >= self._bound(middle, end):
            hope = self._halve(start, middle)
            return self._halve(middle, end) or hope
        hope = self._halve(middle, end)
        return self._halve(start, middle) or hope

    def _ascend(self, start: Offer, end: Offer) -> bool:
        """Go up to the peak between two payments that have been considered."""
        exchange, ranking = self.exchange, self.ranking
        giver_rises: cython.bint = end.giver_worth > start.giver_worth
        receiver_rises: cython.bint = end.receiver_worth > start.receiver_worth
        onwards: cython.bint
        bound: cython.double
        while end.payment - start.payment > 2:
            bound = self._bound(start, end)
            if bound == NEVER or bound < self.first:
                return False
            middle = exchange.offer(start.payment + (end.payment - start.payment) // 2)
            after = exchange.offer(middle.payment + 1)
            self._consider(middle)
            self._consider(after)
            if min(middle.giver_worth, after.giver_worth) <= 0.0:
                onwards = giver_rises
            elif min(middle.receiver_worth, after.receiver_worth) <= 0.0:
                onwards = receiver_rises
            else:
                onwards = ranking.first(
                    after.giver_worth, after.receiver_worth
                ) > ranking.first(middle.giver_worth, middle.receiver_worth)
            if onwards:
                start = middle
            else:
                end = after
        return self._halve(start, end)

    def _bound(self, start: Offer, end: Offer) -> float:
        """Return what `first` is at most from one payment to another."""
        giver_most = max(start.giver_worth, end.giver_worth)
        receiver_most = max(start.receiver_worth, end.receiver_worth)
        if giver_most <= 0.0 or receiver_most <= 0.0:
            return NEVER
        return self.ranking.bound(
            min(start.giver_worth, end.giver_worth),
            giver_most,
            min(start.receiver_worth, end.receiver_worth),
            receiver_most,
        )

    def _cannot_add(self, start: Offer, end: Offer, bound: cython.double) -> bool:
        """Return whether no grid payment between two comes before the best block."""
        if (
            max(start.giver_gain, end.giver_gain) <= self.epsilon
            or max(start.receiver_gain, end.receiver_gain) <= self.epsilon
        ):
            return True
        if not self.found or bound > self.first:
            return False
        second = self.ranking.second(
            max(start.giver_worth, end.giver_worth),
            max(start.receiver_worth, end.receiver_worth),
        )
        if second != self.second:
            return second < self.second
        return self._precedes(start.payment)

    def _consider(self, offer: Offer) -> None:
        """Take a block as the best one if it is feasible and comes before that."""
        if offer.payment < 1 or not (
            self.epsilon < offer.giver_gain < INFINITE
            and self.epsilon < offer.receiver_gain < INFINITE
        ):
            return
        giver_worth, receiver_worth = offer.giver_worth, offer.receiver_worth
        first = self.ranking.first(giver_worth, receiver_worth)
        if first == NEVER or first < self.first:
            return
        second = self.ranking.second(giver_worth, receiver_worth)
        third = self.ranking.third(giver_worth, receiver_worth)
        if self.found and first == self.first:
            if second < self.second:
                return
            if second == self.second:
                if third < self.third:
                    return
                if third == self.third and self._precedes(offer.payment):
                    return
        self.found = True
        self.k = self.k_now
        self.y = offer.payment
        self.first, self.second, self.third = first, second, third
        self.giver_gain = offer.giver_gain
        self.receiver_gain = offer.receiver_gain

    def _precedes(self, y: cython.longlong) -> bool:
        """Return whether of two equals the best block comes before that at y."""
        if self.k != self.k_now:
            return self.k < self.k_now
        return self.y <= y
