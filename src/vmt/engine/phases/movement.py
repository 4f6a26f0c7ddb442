"""Phase 3: agents walk, one after the other, and each sees where the last went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.state import NOBODY, NOWHERE
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


def move(world: World) -> None:
    """Move every agent towards where it heads, in the order of their ids.

    Each step is along x where |dx| >= |dy|, else along y. An agent whose target agent
    is within the interaction radius stays. Of two that head for each other across a
    corner the lower id waits, or they would change places for ever.
    """
    stops_in_range: cython.bint = world.rules.stops_in_range
    pursues: cython.bint = world.rules.pursues_current_position
    reach: cython.longlong = world.interaction_radius
    agent: cython.int
    other: cython.int
    goal_x: cython.int
    goal_y: cython.int
    wide: cython.int
    high: cython.int
    for agent in range(world.n_agents):
        other = world.target_agent[agent]
        if world.partner[agent] != NOBODY:
            goal_x = world.x[world.partner[agent]]
            goal_y = world.y[world.partner[agent]]
        elif pursues and other != NOBODY:
            goal_x = world.x[other]
            goal_y = world.y[other]
        else:
            goal_x = world.target_x[agent]
            goal_y = world.target_y[agent]
        if goal_x == NOWHERE:
            continue
        if other != NOBODY:
            wide = abs(world.x[other] - world.x[agent])
            high = abs(world.y[other] - world.y[agent])
            if wide + high <= reach:
                continue
            if (
                world.target_agent[other] == agent
                and wide == 1
                and high == 1
                and agent < other
            ):
                continue
        _walk(world, agent, goal_x, goal_y, other if stops_in_range else NOBODY)


def _walk(
    world: World,
    agent: cython.int,
    goal_x: cython.int,
    goal_y: cython.int,
    stop_at: cython.int,
) -> None:
    """Walk as far as the budget goes, or until an agent is within reach."""
    x: cython.int = world.x[agent]
    y: cython.int = world.y[agent]
    dx: cython.int
    dy: cython.int
    step: cython.longlong
    for step in range(world.move_budget):  # noqa: B007
        dx = goal_x - x
        dy = goal_y - y
        if dx == 0 and dy == 0:
            break
        if stop_at != NOBODY and (
            abs(world.x[stop_at] - x) + abs(world.y[stop_at] - y)
            <= world.interaction_radius
        ):
            break
        if abs(dx) >= abs(dy):
            x += 1 if dx > 0 else -1
        else:
            y += 1 if dy > 0 else -1
    world.x[agent] = x
    world.y[agent] = y
