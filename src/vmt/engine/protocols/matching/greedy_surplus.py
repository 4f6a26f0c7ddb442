"""The largest discounted surpluses of the whole market."""

from __future__ import annotations

from itertools import combinations
from typing import ClassVar

from vmt.engine.protocols.contract import Match, Matching, Traits
from vmt.engine.protocols.views import MatchingView
from vmt.engine.quotes import comparable


class GreedySurplus(Matching):
    """Pairs whoever gain most from each other, wherever they are.

    A benchmark, not a behaviour: the matchmaker sees everybody's quotes and holdings,
    and pairs agents that may not see each other.
    """

    name: ClassVar[str] = "greedy_surplus"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Pairs by the largest discounted overlap of quotes over all who want to trade."
    )
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=False,  # pairs agents who may not see each other
        symmetric=True,
        sees_utilities=False,
        local=False,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025; greedy matching by weight, at least half the best:"
        " Avis (1983), A survey of heuristics for the weighted matching problem."
    )

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make."""
        values: list[tuple[float, int, int]] = []
        for i, j in combinations(view.seekers(), 2):
            surplus = view.surplus(i, j)
            if surplus > 0.0:
                value = surplus * view.discount[view.distance(i, j)]
                values.append((-comparable(value, view.score_factor), i, j))
        matches: list[Match] = []
        taken: set[int] = set()
        for _, i, j in sorted(values):
            if i not in taken and j not in taken and view.may_pair(i, j):
                matches.append(Match(i, j, "greedy_welfare_maximization"))
                taken |= {i, j}
        return matches
