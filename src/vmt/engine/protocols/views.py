"""What search and matching protocols may look at: views of the world as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.economy.elementary import power
from vmt.engine.configuration import Mode
from vmt.engine.phases.perception import Perception
from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import BrokenProtocolError
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.quotes import rounding_factor
from vmt.engine.state import NOBODY, NONE, real, whole
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


class SearchView:
    """What one agent knows when it decides.

    Attributes
    ----------
    agent, tick : int
        Who decides, and when.
    mode : Mode
    trades_now, forages_now : bool
        What the mode allows.
    A, B : int
        The agent's holdings, in minor units.
    x, y, home_x, home_y : int
        Its cell and its home.
    preference : Preference
    utility : float
        Of what it holds.
    ask, bid : memoryview of float64[n_agents]
        Everybody's posted quotes.
    partner, forage_place : memoryview of int32[n_agents]
        Who is whose partner, and who is committed to harvest where.
    place_x, place_y, place_good, place_amount, place_claimant : memoryview
        What there is on the ground, by place.
    sight : Perception
        What it sees: call `see_agents` or `see_resources` first.
    candidates : Candidates
        Where it names possible partners.
    can_buy, can_sell : bool
        Whether it holds enough B to pay with, and a trade step of A.
    has_grudges : bool
        False where `keeps_apart` is false for everybody.
    discount : memoryview of float64
        beta**d by distance d.
    parameters : Parameters
    rules : Rules
    scale : float
        Minor units in a unit.
    grid_size, vision_radius : int
    random : RandomStream
    """

    def __init__(self, world: World, sight: Perception, candidates: Candidates) -> None:
        parameters, rules = world.configuration.parameters, world.rules
        self._world = world
        self.sight = sight
        self.candidates = candidates
        self.parameters, self.rules = parameters, rules
        self.claiming = parameters.enable_resource_claiming
        self.forage_rate = parameters.forage_rate
        self.skips_taken = rules.search_skips_taken
        self.overlap_tolerance = rules.overlap_tolerance
        self.score_factor = rounding_factor(rules.score_bits)
        self.scale = world.scale
        self.grid_size, self.vision_radius = world.grid_size, world.vision_radius
        self.random = world.random
        farthest = 2 * world.grid_size
        self.discount = real(
            np.array([power(parameters.beta, float(d)) for d in range(farthest + 1)])
        )
        state = world.state
        self.ask = real(state.ask).toreadonly()
        self.bid = real(state.bid).toreadonly()
        self.partner = whole(state.partner).toreadonly()
        self.forage_place = whole(state.forage_place).toreadonly()
        self.place_x = whole(state.place_x).toreadonly()
        self.place_y = whole(state.place_y).toreadonly()
        self.place_good = whole(state.place_good).toreadonly()
        self.place_amount = whole(state.place_amount).toreadonly()
        self.place_claimant = whole(state.place_claimant).toreadonly()

    def begin(self) -> None:
        """Take in the tick that begins."""
        mode = self._world.mode
        self.mode, self.tick = mode, self._world.tick
        self.trades_now = mode is not Mode.FORAGE
        self.forages_now = mode is not Mode.TRADE

    def enter(self, agent: cython.int) -> None:
        """See the world as an agent does."""
        world: World = self._world
        self.agent = agent
        self.A, self.B = world.A[agent], world.B[agent]
        self.x, self.y = world.x[agent], world.y[agent]
        self.home_x, self.home_y = world.home_x[agent], world.home_y[agent]
        self.preference = world.preference_of(agent)
        self.utility = world.utility[agent]
        self.can_buy = world.least_payment <= self.B
        self.can_sell = world.trade_step <= self.A
        self.has_grudges = world.grudges.first[agent] != NONE
        if self.has_grudges:
            world.grudges.mark(agent, world.tick)

    def leave(self) -> None:
        """Stop seeing the world as the agent does."""
        if self.has_grudges:
            self._world.grudges.unmark(self.agent)

    def see_agents(self, reach: cython.longlong) -> None:
        """Look at the other agents within a distance; `sight` has them then.

        Beyond the vision radius there is nothing to see.
        """
        self.sight.see_agents(self.agent, min(reach, self.vision_radius))

    def see_resources(self, reach: cython.longlong) -> None:
        """Look at what can be harvested within a distance; `sight` has it then."""
        self.sight.see_resources(self.agent, min(reach, self.vision_radius))

    def keeps_apart(self, other: cython.int) -> cython.bint:
        """Return whether the agent will not consider another."""
        return self.has_grudges and self._world.grudges.marks(self.agent, other)


class MatchingView:
    """What the matchmaker knows.

    Attributes
    ----------
    n_agents : int
    candidates : Candidates
        The possible partners that agents named.
    eligible : memoryview of int8[n_agents]
        Whether the agent may be matched.
    discount : memoryview of float64
        beta**d by distance d.
    score_factor : float
        For `comparable`.
    random : RandomStream
    """

    def __init__(self, search: SearchView, negotiation: Negotiation) -> None:
        rules = search.rules
        self._world = search._world  # noqa: SLF001 - two views of one world
        self._negotiation = negotiation
        self.n_agents = self._world.n_agents
        self.candidates = search.candidates
        self.discount = search.discount
        self.score_factor = search.score_factor
        self.random = search.random
        self.eligible = whole(np.zeros(self.n_agents, np.int8))
        self._traders_only = rules.matches_traders_only
        self._keeps_apart = rules.matching_keeps_apart
        self._both_must_afford = rules.both_sides_must_afford
        self._feasible_only = rules.matches_feasible_pairs
        self._by_block_gain = rules.matching_estimate == "block_gain"

    def seeks(self, agent: cython.Py_ssize_t) -> cython.bint:
        """Return whether an agent may be matched and named a possible partner."""
        return self.eligible[agent] != 0 and self.candidates.count[agent] > 0

    def is_paired(self, agent: cython.Py_ssize_t) -> cython.bint:
        """Return whether an agent has a partner already."""
        return self._world.partner[agent] != NOBODY

    def seekers(self) -> list[int]:
        """Return the agents that may be matched and named a possible partner."""
        return [agent for agent in range(self.n_agents) if self.seeks(agent)]

    def distance(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.longlong:
        """Return the Manhattan distance of two agents, in cells."""
        self._check(i, j)
        return self._world.distance(i, j)

    def surplus(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.double:
        """Return an estimate of what two agents would gain from each other, or 0.

        The larger overlap of their quotes that both can afford, in B per A; or, where
        the rule set says so, the gain from the best block of one step, in utils.
        """
        self._check(i, j)
        if self._by_block_gain:
            return self._negotiation.block_gain(i, j)
        return self._world.pair_overlap(i, j)

    def may_pair(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.bint:
        """Return whether two agents may become partners now."""
        world: World = self._world
        self._check(i, j)
        if world.partner[i] != NOBODY or world.partner[j] != NOBODY:
            return False
        if self._traders_only and not self.eligible[j]:
            return False
        if self._keeps_apart and (
            world.grudges.holds(i, j, world.tick)
            or world.grudges.holds(j, i, world.tick)
        ):
            return False
        if self._both_must_afford and world.pair_overlap(i, j) <= 0.0:
            return False
        if self._feasible_only and not self._negotiation.could_agree(i, j):
            # Nor could they with the same holdings later.
            world.remember_failure(i, j)
            return False
        return True

    def _check(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> None:
        if not (0 <= i < self.n_agents and 0 <= j < self.n_agents):
            raise BrokenProtocolError(f"there is no pair of agents {i} and {j}")
