"""How a bargaining rule orders the blocks that a pair could agree on."""

from abc import ABC, abstractmethod

from vmt.engine.protocols.contract import Party

NEVER = float("-inf")
"""What no block is worth that may be chosen."""


class Ranking(ABC):
    """An order of blocks by the gains of both: three numbers, larger ones first.

    Gains are in utils, or amounts of B, as the rule compares them.

    Blocks that are equal in all three are ordered by fewer steps of A, then by
    whether the party with the lower id gives A, then by the smaller payment.
    """

    __slots__ = ()

    has_one_peak: bool = True
    """Whether `first` is quasi-concave in the block where both utilities are."""

    is_smooth: bool = False
    """Whether `first` is so flat around its best that bounds leave too much there.

    It has to have one peak over the payments where both gains are concave.
    """

    def face(self, giver: Party, receiver: Party) -> None:
        """Prepare for blocks that `giver` gives to `receiver`."""
        del giver, receiver

    @abstractmethod
    def first(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what is maximised, `NEVER` for a block that may not be chosen."""

    @abstractmethod
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

    @abstractmethod
    def second(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what decides between equals; it never falls with a gain."""

    def third(self, giver_gain: float, receiver_gain: float) -> float:
        """Return what decides if that is equal too."""
        del giver_gain, receiver_gain
        return 0.0
