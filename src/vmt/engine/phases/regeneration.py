"""Phase 6: harvested cells regrow."""

import numpy as np

from vmt.engine.world import World


def regenerate(world: World) -> None:
    """Let cells regrow to what was seeded, after their rest since the last harvest."""
    state, parameters = world.state, world.configuration.parameters
    growth = parameters.resource_growth_rate
    if growth == 0:
        return
    rested = world.tick - state.last_harvested >= parameters.resource_regen_cooldown
    growing = (state.last_harvested >= 0) & rested & (state.amount < state.capacity)
    # The missing amount first: amount + growth could leave int64.
    missing = state.capacity[growing] - state.amount[growing]
    state.amount[growing] += np.minimum(missing, growth)
