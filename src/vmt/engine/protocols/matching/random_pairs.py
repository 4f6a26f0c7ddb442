"""Random pairs of those who want to trade."""

from __future__ import annotations

from typing import ClassVar

from vmt.engine.protocols.contract import Match, Matching, Traits
from vmt.engine.protocols.views import MatchingView


class RandomPairs(Matching):
    """Shuffles those who want to trade and pairs neighbours in the list."""

    name: ClassVar[str] = "random"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = "Pairs those who want to trade at random."
    traits: ClassVar[Traits] = Traits(
        uses_random=True,
        individually_rational=False,  # pairs whoever wants to trade with anybody
        symmetric=True,
        sees_utilities=False,
        local=False,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025; random meetings as in Feldman (1973), Bilateral"
        " trading processes, pairwise optimality, and Pareto optimality."
    )

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make; an odd one out stays single."""
        seekers = view.seekers()
        if len(seekers) < 2:
            return []
        view.random.shuffle(seekers)
        pairs = zip(seekers[::2], seekers[1::2], strict=False)
        return [Match(i, j, "random") for i, j in pairs if view.may_pair(i, j)]
