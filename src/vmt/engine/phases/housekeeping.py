"""Phase 7: quotes follow the holdings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


def keep_house(world: World) -> None:
    """Renew the quotes of the agents whose holdings changed in the tick."""
    agent: cython.Py_ssize_t
    for agent in range(world.n_agents):
        if world.stale[agent]:
            world.refresh(agent)
