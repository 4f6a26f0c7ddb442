"""Phase 3: agents walk, one after the other, and each sees where the last went."""

from vmt.engine.state import NOBODY, NOWHERE
from vmt.engine.world import World


def move(world: World) -> None:
    """Move every agent towards where it heads, in the order of their ids.

    Each step is along x where |dx| >= |dy|, else along y. An agent whose target agent
    is within the interaction radius stays. Of two that head for each other across a
    corner the lower id waits, or they would change places for ever.
    """
    state, rules = world.state, world.rules
    parameters = world.configuration.parameters
    reach, budget = parameters.interaction_radius, parameters.move_budget_per_tick
    x, y = state.x.tolist(), state.y.tolist()
    partners, targets = state.partner.tolist(), state.target_agent.tolist()
    target_x, target_y = state.target_x.tolist(), state.target_y.tolist()
    for agent, partner in enumerate(partners):
        other = targets[agent]
        if partner != NOBODY:
            goal_x, goal_y = x[partner], y[partner]
        elif rules.pursues_current_position and other != NOBODY:
            goal_x, goal_y = x[other], y[other]
        else:
            goal_x, goal_y = target_x[agent], target_y[agent]
        if goal_x == NOWHERE:
            continue
        at_x, at_y = x[agent], y[agent]
        if other != NOBODY:
            wide, high = abs(x[other] - at_x), abs(y[other] - at_y)
            if wide + high <= reach:
                continue
            if targets[other] == agent and wide == high == 1 and agent < other:
                continue
        for _ in range(budget):
            dx, dy = goal_x - at_x, goal_y - at_y
            if dx == dy == 0:
                break
            if (
                rules.stops_in_range
                and other != NOBODY
                and abs(x[other] - at_x) + abs(y[other] - at_y) <= reach
            ):
                break
            if abs(dx) >= abs(dy):
                at_x += 1 if dx > 0 else -1
            else:
                at_y += 1 if dy > 0 else -1
        x[agent], y[agent] = at_x, at_y
    state.x[:], state.y[:] = x, y
