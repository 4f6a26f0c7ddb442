"""Random pairs of those who want to trade."""

from typing import ClassVar

from vmt.engine.protocols.contract import Match, Matching, MatchingView


class RandomPairs(Matching):
    """Shuffles those who want to trade and pairs neighbours in the list."""

    name: ClassVar[str] = "random"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = "Pairs those who want to trade at random."

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make; an odd one out stays single."""
        seekers = [i for i, ranked in view.candidates.items() if ranked]
        if len(seekers) < 2:
            return []
        view.random.shuffle(seekers)
        pairs = zip(seekers[::2], seekers[1::2], strict=False)
        return [Match(i, j, "random") for i, j in pairs if view.may_pair(i, j)]
