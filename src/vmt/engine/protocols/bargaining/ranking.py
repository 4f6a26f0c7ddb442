"""How bargaining rules order the blocks that a pair could agree on."""

from __future__ import annotations

from vmt.engine.protocols.contract import Party

NEVER = float("-inf")
"""What no block is worth that may be chosen."""


class Ranking:
    """An order of blocks by the gains of both: three numbers, larger ones first.

    Gains are in utils, or amounts of B, as the rule compares them.

    Blocks that are equal in all three are ordered by fewer steps of A, then by
    whether the party with the lower id gives A, then by the smaller payment.
    """

    has_one_peak = True
    """Whether `first` is quasi-concave in the block where both utilities are."""

    is_smooth = False
    """Whether `first` is so flat around its best that bounds leave too much there.

    It has to have one peak over the payments where both gains are concave.
    """

    def face(self, giver: Party) -> None:
        """Prepare for blocks that `giver` gives."""

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what is maximised, `NEVER` for a block that may not be chosen."""
        raise NotImplementedError

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return what `first` is at most while the gains are within these bounds.

        Both highest gains are positive.
        """
        raise NotImplementedError

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what decides between equals; it never falls with a gain."""
        raise NotImplementedError

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what decides if that is equal too."""
        return 0.0


class EqualGains(Ranking):
    """By the smaller gain, then the sum of gains, then their difference."""

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
        return min(giver_most, receiver_most)

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the sum of gains."""
        return giver_gain + receiver_gain

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return minus the difference of gains."""
        return -abs(giver_gain - receiver_gain)


class ProductOfGains(Ranking):
    """By the product of gains, then their sum."""

    is_smooth = True

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the product of gains."""
        return giver_gain * receiver_gain

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return the most that the product can be."""
        return giver_most * receiver_most

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the sum of gains."""
        return giver_gain + receiver_gain


class ProposersGain(Ranking):
    """By the proposer's gain, if its share is within its power; then the other's."""

    def __init__(self, proposer: int, power: float) -> None:
        self.proposer = proposer
        self.power = power
        self.gives = False

    def face(self, giver: Party) -> None:
        """Prepare for blocks that `giver` gives."""
        self.gives = giver.agent == self.proposer

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the proposer's gain."""
        own = giver_gain if self.gives else receiver_gain
        if own / (giver_gain + receiver_gain) <= self.power:
            return own
        return NEVER

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return the most that the proposer can gain."""
        if self.gives:
            least, most, others_most = giver_least, giver_most, receiver_most
        else:
            least, most, others_most = receiver_least, receiver_most, giver_most
        if least > 0.0 and least / (least + others_most) > self.power:
            return NEVER
        return most

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the other's gain."""
        return receiver_gain if self.gives else giver_gain


class ProposersShare(Ranking):
    """By the smallest share of the proposer, then its gain, then the other's."""

    has_one_peak = False

    def __init__(self, proposer: int) -> None:
        self.proposer = proposer
        self.gives = False

    def face(self, giver: Party) -> None:
        """Prepare for blocks that `giver` gives."""
        self.gives = giver.agent == self.proposer

    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return minus the proposer's share."""
        own = giver_gain if self.gives else receiver_gain
        return -own / (giver_gain + receiver_gain)

    def bound(
        self,
        giver_least: float,
        giver_most: float,
        receiver_least: float,
        receiver_most: float,
    ) -> float:
        """Return minus the least that the proposer's share can be."""
        if self.gives:
            least, others_most = giver_least, receiver_most
        else:
            least, others_most = receiver_least, giver_most
        least = max(least, 0.0)
        return -least / (least + others_most)

    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the proposer's gain."""
        return giver_gain if self.gives else receiver_gain

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return the other's gain."""
        return receiver_gain if self.gives else giver_gain
