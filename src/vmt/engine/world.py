"""The world: its state, what agents remember, and the acts that keep it consistent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.claims import Claims
from vmt.engine.configuration import Configuration
from vmt.engine.events import TickEvents
from vmt.engine.grudges import Grudges
from vmt.engine.quotes import overlap, quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import Rules
from vmt.engine.state import NOBODY, NONE, State, real, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    import cython

FAR_FUTURE = 2**62
"""Caps what a scenario may say of ticks, so that sums of them stay int64."""


class World:
    """State, memory and random stream of one run.

    Only the phases of a tick call its methods. The columns of its state are views of
    the arrays of `state`, under the same names.

    Attributes
    ----------
    configuration : Configuration
    rules : Rules
    state : State
    random : RandomStream
    preferences : tuple of Preference
        By entry of the population mix.
    utility_names : tuple of str
        By entry of the population mix.
    grudges : Grudges
        Whom agents will not consider.
    claims : Claims
        Who claims which place.
    version : memoryview of int32[n_agents]
        How often the agent's holdings have changed.
    waiting_since : memoryview of int64[n_agents]
        Tick of pairing, or of the last trade with the present partner.
    stale : memoryview of int8[n_agents]
        Whether holdings have changed since utility and quotes were made.
    scale : float
        Minor units in a unit.
    trade_step : int
        Minor units of A by which blocks grow.
    least_payment : int
        Minor units of B that a buyer has to hold: a whole unit where blocks are whole
        units, else one.
    vision_radius, interaction_radius, move_budget : int
        Of the scenario's parameters, in cells; no more than crosses the grid.
    tick : int
        The tick that is under way, or comes next.
    mode : Mode
    interlude : callable or None
        See `Simulation.interlude`.
    """

    def __init__(
        self,
        configuration: Configuration,
        rules: Rules,
        state: State,
        random: RandomStream,
    ) -> None:
        self.configuration = configuration
        self.rules = rules
        self.state = state
        self.random = random
        self.n_agents = configuration.n_agents
        self.n_places = len(state.place_x)
        self.grid_size = configuration.grid_size
        self.tick = 0
        self.mode = configuration.mode_at(0)
        self.interlude: Callable[[], None] | None = None
        self.preferences = tuple(
            make_preference(share.kind, share.parameters, rules.boundary)
            for share in configuration.population
        )
        self.utility_names = tuple(preference.name for preference in self.preferences)
        self._set_parameters()
        self._set_columns()
        self.version = whole(np.zeros(self.n_agents, np.int32))
        self.grudges = Grudges(self.version)
        self.claims = Claims(self.place_claimant, self.n_agents)
        self.waiting_since = whole(np.zeros(self.n_agents, np.int64))
        self.stale = whole(np.zeros(self.n_agents, np.int8))
        for agent in range(self.n_agents):
            self.refresh(agent)

    def _set_parameters(self) -> None:
        parameters, rules = self.configuration.parameters, self.rules
        across = 2 * self.grid_size
        self.scale = float(self.configuration.quantity_scale)
        self.trade_step = (
            parameters.trade_step
            if rules.fractional_steps
            else self.configuration.quantity_scale
        )
        self.least_payment = 1 if rules.fractional_steps else self.trade_step
        self.vision_radius = min(parameters.vision_radius, across)
        self.interaction_radius = min(parameters.interaction_radius, across)
        self.move_budget = min(parameters.move_budget_per_tick, across)
        self.cooldown = min(parameters.trade_cooldown_ticks, FAR_FUTURE)
        self.spread, self.epsilon = parameters.spread, parameters.epsilon
        self.overlap_tolerance = rules.overlap_tolerance
        self._pairing_ends_foraging = rules.pairing_ends_foraging

    def _set_columns(self) -> None:
        state = self.state
        self.x, self.y = whole(state.x), whole(state.y)
        self.home_x, self.home_y = whole(state.home_x), whole(state.home_y)
        self.A, self.B = whole(state.A), whole(state.B)
        self.preference = whole(state.preference)
        self.utility = real(state.utility)
        self.ask, self.bid = real(state.ask), real(state.bid)
        self.p_min, self.p_max = real(state.p_min), real(state.p_max)
        self.partner = whole(state.partner)
        self.target_agent = whole(state.target_agent)
        self.target_x, self.target_y = whole(state.target_x), whole(state.target_y)
        self.forage_place = whole(state.forage_place)
        self.place_x, self.place_y = whole(state.place_x), whole(state.place_y)
        self.place_good = whole(state.place_good)
        self.place_amount = whole(state.place_amount)
        self.place_capacity = whole(state.place_capacity)
        self.place_last_harvested = whole(state.place_last_harvested)
        self.place_claimant = whole(state.place_claimant)

    def preference_of(self, agent: cython.Py_ssize_t) -> Preference:
        """Return the preference of an agent."""
        return self.preferences[self.preference[agent]]

    def refresh(self, agent: cython.Py_ssize_t) -> None:
        """Recompute an agent's utility and quotes from its holdings."""
        preference: Preference = self.preference_of(agent)
        A: cython.double = self.A[agent] / self.scale
        B: cython.double = self.B[agent] / self.scale
        self.utility[agent] = preference.utility(A, B)
        (
            self.ask[agent],
            self.bid[agent],
            self.p_min[agent],
            self.p_max[agent],
        ) = quote(preference, A, B, self.spread, self.epsilon)
        self.stale[agent] = False

    def set_holdings(
        self, agent: cython.Py_ssize_t, A: cython.longlong, B: cython.longlong
    ) -> None:
        """Give an agent new holdings, in minor units; quotes stay until phase 7."""
        if A < 0 or B < 0:
            raise RuntimeError(f"agent {agent} would hold A={A}, B={B} minor units")
        self.A[agent] = A
        self.B[agent] = B
        self.version[agent] += 1
        self.stale[agent] = True

    def distance(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.longlong:
        """Return the Manhattan distance of two agents, in cells."""
        return abs(self.x[i] - self.x[j]) + abs(self.y[i] - self.y[j])

    def pair_overlap(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.double:
        """Return the larger overlap of two agents' quotes that both can afford, or 0.

        The seller has to hold one trade step of A, the buyer something to pay with.
        """
        best: cython.double = 0.0
        if self.A[j] >= self.trade_step and self.B[i] >= self.least_payment:
            best = overlap(self.bid[i], self.ask[j], self.overlap_tolerance)
        if self.A[i] >= self.trade_step and self.B[j] >= self.least_payment:
            best = max(best, overlap(self.bid[j], self.ask[i], self.overlap_tolerance))
        return best

    def pair(
        self,
        i: cython.Py_ssize_t,
        j: cython.Py_ssize_t,
        reason: str,
        events: TickEvents | None,
    ) -> None:
        """Make two agents partners, heading for each other."""
        self._turn_to(i, j)
        self._turn_to(j, i)
        if events is not None:
            events.pairings.add_pair(i, j, reason, self.pair_overlap(i, j))

    def _turn_to(self, agent: cython.Py_ssize_t, other: cython.Py_ssize_t) -> None:
        self.partner[agent] = other
        self.set_target(agent, self.x[other], self.y[other], other)
        self.grudges.end_cooldown(agent, other)
        self.waiting_since[agent] = self.tick
        if self._pairing_ends_foraging:
            self.forage_place[agent] = NONE
            self.claims.release_all(agent)

    def unpair(
        self, i: cython.Py_ssize_t, reason: str, events: TickEvents | None
    ) -> None:
        """Part an agent and its partner."""
        j = self.partner[i]
        self.partner[i] = self.partner[j] = NOBODY
        if events is not None:
            events.pairings.add_parting(i, j, reason)

    def cool_down(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> None:
        """Keep two agents from each other for the scenario's cooldown."""
        self.grudges.keep_apart_until(i, j, self.tick + self.cooldown)
        self.grudges.keep_apart_until(j, i, self.tick + self.cooldown)

    def remember_failure(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> None:
        """Keep two agents from each other until the holdings of one change."""
        self.grudges.remember_failure(i, j)
        self.grudges.remember_failure(j, i)

    def set_target(
        self,
        agent: cython.Py_ssize_t,
        x: cython.int,
        y: cython.int,
        other: cython.int,
    ) -> None:
        """Set where an agent heads, and to whom (`other` may be NOBODY)."""
        self.target_x[agent] = x
        self.target_y[agent] = y
        self.target_agent[agent] = other
