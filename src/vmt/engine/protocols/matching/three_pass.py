"""Mutual first choices, then the best scores that are left."""

from typing import ClassVar

from vmt.engine.protocols.contract import Match, Matching, MatchingView


class ThreePass(Matching):
    """Pairs mutual first choices, then greedily by score.

    The third pass of its name is what becomes of those who are left: it is theirs to
    decide, not the matchmaker's.
    """

    name: ClassVar[str] = "three_pass"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Pairs agents that are each other's first choice, then by the best score."
    )

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make."""
        candidates = view.candidates
        first = {i: ranked[0][1] for i, ranked in candidates.items() if ranked}
        matches: list[Match] = []
        taken: set[int] = set()
        for i, j in first.items():
            if i < j and first.get(j) == i and view.may_pair(i, j):
                matches.append(Match(i, j, "mutual_consent"))
                taken |= {i, j}
        left = sorted(
            (minus_score, i, j)
            for i, ranked in candidates.items()
            if i not in taken
            for minus_score, j, _ in ranked
            if j not in taken
        )
        for _, i, j in left:
            if i not in taken and j not in taken and view.may_pair(i, j):
                matches.append(Match(i, j, "greedy_fallback"))
                taken |= {i, j}
        return matches
