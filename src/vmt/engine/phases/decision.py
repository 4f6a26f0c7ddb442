"""Phase 2: what each agent wants to do, and who becomes whose partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.events import TickEvents
from vmt.engine.phases.perception import Perception
from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import (
    Activity,
    BrokenProtocolError,
    Intent,
    Match,
    Matching,
    Search,
)
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.protocols.views import MatchingView, SearchView
from vmt.engine.quotes import comparable
from vmt.engine.state import NOBODY, NONE, NOWHERE, whole
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython

KEEP, TRADE, FORAGE = int(Activity.KEEP), int(Activity.TRADE), int(Activity.FORAGE)
WALK, HOME = int(Activity.WALK), int(Activity.HOME)
DID_NOT_SEARCH = -1
AGENTS_PER_INTERLUDE = 64


class DecisionPhase:
    """Runs search and matching.

    Parameters
    ----------
    world : World
    search : Search
    matching : Matching
    negotiation : Negotiation
        The matchmaker asks it who could agree.

    Attributes
    ----------
    activity : memoryview of int8[n_agents]
        What each agent chose in the last tick, or DID_NOT_SEARCH.
    nobody : memoryview of int8[n_agents]
        Zeros: nobody is taken, for those who rank candidates again.
    """

    def __init__(
        self,
        world: World,
        search: Search,
        matching: Matching,
        negotiation: Negotiation,
    ) -> None:
        self.world = world
        self.search = search
        self.matching = matching
        self.sight = Perception(world)
        self.candidates = Candidates(world.n_agents)
        self.view = SearchView(world, self.sight, self.candidates)
        self.matching_view = MatchingView(self.view, negotiation)
        self.activity = whole(np.full(world.n_agents, DID_NOT_SEARCH, np.int8))
        self.nobody = whole(np.zeros(world.n_agents, np.int8))
        self._claiming = world.configuration.parameters.enable_resource_claiming
        self._commits_at_home = world.rules.commits_at_home
        self._traders_only = world.rules.matches_traders_only
        self._gives_up_own_claims_only = world.rules.gives_up_own_claims_only

    def run(self, events: TickEvents | None) -> None:
        """Let all agents decide, in the order of their ids, then match them."""
        # Targets first: a claim is kept for who still heads for it.
        if self.world.rules.clears_stale_targets:
            self._clear_targets()
        self._sweep_claims()
        self.sight.begin()
        self.view.begin()
        self.candidates.clear()
        self._search()
        if self.view.trades_now:
            self._match(events)
            if self.world.rules.unmatched_traders_forage:
                self._send_unmatched_away()
        self.sight.end()

    def _sweep_claims(self) -> None:
        """Release the claims that no commitment holds and that are not pursued."""
        world: World = self.world
        owner: cython.int
        place: cython.int
        after: cython.int
        x: cython.int
        y: cython.int
        for owner in range(world.n_agents):
            place = world.claims.first[owner]
            while place != NONE:
                after = world.claims.after(place)
                x = world.place_x[place]
                y = world.place_y[place]
                if world.forage_place[owner] != place and (
                    (world.x[owner] == x and world.y[owner] == y)
                    or world.target_x[owner] != x
                    or world.target_y[owner] != y
                ):
                    world.claims.release(place)
                place = after

    def _clear_targets(self) -> None:
        world: World = self.world
        agent: cython.int
        for agent in range(world.n_agents):
            if world.partner[agent] == NOBODY and world.forage_place[agent] == NONE:
                world.set_target(agent, NOWHERE, NOWHERE, NOBODY)

    def _search(self) -> None:
        world: World = self.world
        agent: cython.int
        other: cython.int
        place: cython.int
        intent: Intent
        for agent in range(world.n_agents):
            self._pause_at(agent)
            self.activity[agent] = DID_NOT_SEARCH
            other = world.partner[agent]
            if other != NOBODY:
                world.set_target(agent, world.x[other], world.y[other], other)
                continue
            place = world.forage_place[agent]
            if place != NONE:
                if world.place_amount[place] > 0:
                    world.set_target(
                        agent, world.place_x[place], world.place_y[place], NOBODY
                    )
                    continue
                world.forage_place[agent] = NONE
                if (
                    world.place_claimant[place] == agent
                    or not self._gives_up_own_claims_only
                ):
                    world.claims.release(place)
            self.candidates.open(agent)
            self.view.enter(agent)
            intent = self.search.search(self.view)
            self.view.leave()
            self._apply(agent, intent)

    def _apply(self, agent: cython.int, intent: Intent) -> None:
        """Let an agent pursue what it wants."""
        world: World = self.world
        other: cython.int = intent.partner
        place: cython.int
        if not (
            NOBODY <= other < world.n_agents
            and NOWHERE <= intent.x < world.grid_size
            and NOWHERE <= intent.y < world.grid_size
            and (intent.x == NOWHERE) == (intent.y == NOWHERE)
        ):
            raise BrokenProtocolError(
                f"the search protocol {self.search.name!r} sends agent {agent} to agent"
                f" {other}, cell ({intent.x}, {intent.y}): there is no such target"
            )
        self.activity[agent] = intent.activity
        if intent.activity == KEEP:
            return
        if other != NOBODY:
            world.set_target(agent, world.x[other], world.y[other], other)
            return
        world.set_target(agent, intent.x, intent.y, NOBODY)
        if intent.x == NOWHERE:
            return
        place = self.sight.place_at(intent.x, intent.y)
        if place == NONE:
            return
        if intent.activity == FORAGE and self._claiming:
            world.claims.claim(place, agent)
        if self._commits_at_home or (
            intent.activity != HOME and world.place_amount[place] > 0
        ):
            world.forage_place[agent] = place

    def _match(self, events: TickEvents | None) -> None:
        view: MatchingView = self.matching_view
        agent: cython.int
        for agent in range(self.world.n_agents):
            view.eligible[agent] = self._may_be_matched(agent)
        if self.world.rules.matching_estimate == "block_gain":
            self._estimate()
        match: Match
        for match in self.matching.match(view):
            if not self._can_be_paired(match.i, match.j):
                raise BrokenProtocolError(
                    f"the matching protocol {self.matching.name!r} pairs agents"
                    f" {match.i} and {match.j}: each needs another one who is free"
                )
            self.world.pair(match.i, match.j, match.reason, events)

    def _can_be_paired(self, i: cython.int, j: cython.int) -> cython.bint:
        n: cython.Py_ssize_t = self.world.n_agents
        return (
            0 <= i < n
            and 0 <= j < n
            and i != j
            and self.world.partner[i] == NOBODY
            and self.world.partner[j] == NOBODY
        )

    def _may_be_matched(self, agent: cython.int) -> cython.bint:
        if self.activity[agent] == DID_NOT_SEARCH:
            return False
        if not self._traders_only:
            return True
        return (
            self.activity[agent] in (TRADE, WALK)
            and self.world.forage_place[agent] == NONE
        )

    def _estimate(self) -> None:
        """Score candidates by what the matchmaker thinks of them."""
        view: MatchingView = self.matching_view
        candidates: Candidates = self.candidates
        agent: cython.int
        other: cython.int
        entry: cython.int
        first: cython.int
        for agent in range(self.world.n_agents):
            self._pause_at(agent)
            first = candidates.start[agent]
            for entry in range(first, first + candidates.count[agent]):
                other = candidates.other[entry]
                candidates.score[entry] = comparable(
                    view.surplus(agent, other)
                    * view.discount[view.distance(agent, other)],
                    view.score_factor,
                )
            candidates.rank_anew(agent)

    def _pause_at(self, agent: cython.int) -> None:
        """Let another thread go first every now and then."""
        if self.world.interlude is not None and agent % AGENTS_PER_INTERLUDE == 0:
            self.world.interlude()

    def _send_unmatched_away(self) -> None:
        world: World = self.world
        agent: cython.int
        intent: Intent
        for agent in range(world.n_agents):
            if self.activity[agent] == TRADE and world.partner[agent] == NOBODY:
                self.view.enter(agent)
                intent = self.search.without_partner(self.view)
                self.view.leave()
                self._apply(agent, intent)
