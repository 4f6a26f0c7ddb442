"""The largest discounted surpluses of the whole market."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmt.engine.protocols.contract import Match, Matching, Traits
from vmt.engine.protocols.views import MatchingView
from vmt.engine.quotes import comparable

if TYPE_CHECKING:
    import cython


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
        seekers: list[int] = view.seekers()
        i: cython.int
        j: cython.int
        n: cython.Py_ssize_t
        surplus: cython.double
        for n in range(len(seekers)):
            i = seekers[n]
            for j in seekers[n + 1 :]:
                surplus = view.surplus(i, j)
                if surplus > 0.0:
                    surplus *= view.discount[view.distance(i, j)]
                    values.append((-comparable(surplus, view.score_factor), i, j))
        matches: list[Match] = []
        taken = [False] * view.n_agents
        for _, i, j in sorted(values):
            if not taken[i] and not taken[j] and view.may_pair(i, j):
                matches.append(Match(i, j, "greedy_welfare_maximization"))
                taken[i] = taken[j] = True
        return matches
