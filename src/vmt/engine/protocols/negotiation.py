"""Two agents at the table: what the bargaining rule is shown, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.protocols.bargaining.prices import best_small_block_gain
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
)
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


class Negotiation:
    """Puts pairs before the bargaining rule of a run.

    Parameters
    ----------
    world : World
    bargaining : Bargaining
    """

    def __init__(self, world: World, bargaining: Bargaining) -> None:
        parameters, rules = world.configuration.parameters, world.rules
        self.world = world
        self.bargaining = bargaining
        self._largest_block = parameters.dA_max if rules.fractional_steps else None
        self._scale = world.configuration.quantity_scale

    def negotiate(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> Block | Refusal:
        """Return what two agents agree on, or why they do not; `i` is the lower id."""
        return self.bargaining.negotiate(self.view(i, j))

    def could_agree(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.bint:
        """Return whether two agents would agree if they met as they are."""
        return self.bargaining.could_agree(self.view(min(i, j), max(i, j)))

    def block_gain(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> cython.double:
        """Return the joint gain from the best block of one step, in utils, or 0."""
        return best_small_block_gain(self.view(min(i, j), max(i, j)))

    def view(self, i: cython.Py_ssize_t, j: cython.Py_ssize_t) -> BargainingView:
        """Return what a bargaining rule knows of two agents."""
        world: World = self.world
        return BargainingView(
            self._party(i),
            self._party(j),
            world.epsilon,
            world.trade_step,
            self._largest_block,
            self._scale,
            world.rules,
            world.random,
        )

    def _party(self, agent: cython.Py_ssize_t) -> Party:
        world: World = self.world
        return Party(
            agent,
            world.A[agent],
            world.B[agent],
            world.ask[agent],
            world.bid[agent],
            world.preference_of(agent),
        )
