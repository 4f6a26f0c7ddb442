"""Phase 7: quotes follow the holdings."""

from vmt.engine.world import World


def keep_house(world: World) -> None:
    """Renew the quotes of the agents whose holdings changed in the tick."""
    for agent, stale in enumerate(world.memory.stale_quotes):
        if stale:
            world.refresh(agent)
