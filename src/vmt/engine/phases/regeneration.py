"""Phase 6: harvested cells regrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.world import FAR_FUTURE, World

if TYPE_CHECKING:
    import cython


def regenerate(world: World) -> None:
    """Let cells regrow to what was seeded, after their rest since the last harvest."""
    parameters = world.configuration.parameters
    growth: cython.longlong = parameters.resource_growth_rate
    rest: cython.longlong = min(parameters.resource_regen_cooldown, FAR_FUTURE)
    place: cython.Py_ssize_t
    missing: cython.longlong
    if growth == 0:
        return
    for place in range(world.n_places):
        # The missing amount first: amount + growth could leave int64.
        missing = world.place_capacity[place] - world.place_amount[place]
        if (
            missing > 0
            and world.place_last_harvested[place] >= 0
            and world.tick - world.place_last_harvested[place] >= rest
        ):
            world.place_amount[place] += min(missing, growth)
