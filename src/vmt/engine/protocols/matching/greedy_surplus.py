"""The largest discounted overlaps of the whole market."""

from itertools import combinations
from typing import ClassVar

from vmt.engine.protocols.contract import Match, Matching, MatchingView
from vmt.engine.quotes import comparable


class GreedySurplus(Matching):
    """Pairs whoever overlap most, wherever they are.

    A benchmark, not a behaviour: the matchmaker sees everybody's quotes and holdings,
    and pairs agents that may not see each other.
    """

    name: ClassVar[str] = "greedy_surplus"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Pairs by the largest discounted overlap of quotes over all who want to trade."
    )

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make."""
        seekers = [i for i, ranked in view.candidates.items() if ranked]
        bits = view.rules.score_bits
        values: list[tuple[float, int, int]] = []
        for i, j in combinations(seekers, 2):
            surplus = view.overlap(i, j)
            if surplus > 0.0:
                value = surplus * view.discount[view.distance(i, j)]
                values.append((-comparable(value, bits), i, j))
        matches: list[Match] = []
        taken: set[int] = set()
        for _, i, j in sorted(values):
            if i not in taken and j not in taken and view.may_pair(i, j):
                matches.append(Match(i, j, "greedy_welfare_maximization"))
                taken |= {i, j}
        return matches
