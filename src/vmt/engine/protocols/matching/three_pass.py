"""Mutual first choices, then the best scores that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import Match, Matching, Traits
from vmt.engine.protocols.matching.score_queue import ScoreQueue
from vmt.engine.protocols.views import MatchingView
from vmt.engine.state import NONE, whole

if TYPE_CHECKING:
    import cython


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
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=True,
        sees_utilities=False,
        local=True,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025; mutual first choices are the stable pairs of Gale and"
        " Shapley (1962), College admissions and the stability of marriage."
    )

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs to make."""
        taken = whole(np.zeros(view.n_agents, np.int8))
        mark_paired(view, taken)
        matches: list[Match] = []
        pair_first_choices(view, taken, matches)
        pair_by_score(view, taken, matches)
        return matches


def mark_paired(view: MatchingView, taken: memoryview[int]) -> None:
    """Count who has a partner already among the taken."""
    agent: cython.int
    for agent in range(view.n_agents):
        taken[agent] = view.is_paired(agent)


def pair_first_choices(
    view: MatchingView, taken: memoryview[int], matches: list[Match]
) -> None:
    """Pair those who are each other's first choice."""
    candidates: Candidates = view.candidates
    i: cython.int
    j: cython.int
    for i in range(view.n_agents):
        if not view.seeks(i):
            continue
        j = candidates.other[candidates.best(i)]
        if (
            i < j
            and view.seeks(j)
            and candidates.other[candidates.best(j)] == i
            and view.may_pair(i, j)
        ):
            matches.append(Match(i, j, "mutual_consent"))
            taken[i] = taken[j] = True


def pair_by_score(
    view: MatchingView, taken: memoryview[int], matches: list[Match]
) -> None:
    """Pair those who are left by score, then the lower ids.

    A queue holds for each the best candidate that may still do; who finds it taken
    waits there with the next best.
    """
    candidates: Candidates = view.candidates
    queue = ScoreQueue(candidates, view.n_agents)
    i: cython.int
    j: cython.int
    entry: cython.int
    for i in range(view.n_agents):
        if not taken[i] and view.seeks(i):
            entry = candidates.best(i)
            if taken[candidates.other[entry]]:
                entry = candidates.next_best(i, NONE, taken)
            queue.put(i, entry)
    while queue.length > 0:
        i = queue.first()
        entry = queue.entry[i]
        j = candidates.other[entry]
        if taken[i]:
            queue.drop()
        elif not taken[j] and view.may_pair(i, j):
            queue.drop()
            matches.append(Match(i, j, "greedy_fallback"))
            taken[i] = taken[j] = True
        else:
            queue.drop()
            queue.put(i, candidates.next_best(i, entry, taken))
