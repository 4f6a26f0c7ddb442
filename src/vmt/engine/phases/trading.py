"""Phase 4: partners within reach bargain."""

from vmt.engine.events import TickEvents, Trade
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
)
from vmt.engine.quantities import added
from vmt.engine.state import NOBODY
from vmt.engine.world import World


def trade(world: World, bargaining: Bargaining, events: TickEvents) -> None:
    """Let every pair within the interaction radius negotiate, by its lower id.

    After a trade the two stay partners. After a failure they part and avoid each other
    for the cooldown. Quotes are not renewed within the tick.
    """
    parameters = world.configuration.parameters
    rounds = parameters.max_trades_per_tick if world.rules.repeated_trades else 1
    for i, j in enumerate(world.state.partner.tolist()):
        if j == NOBODY or j < i:
            continue
        if _distance(world, i, j) > parameters.interaction_radius:
            _part_if_too_long(world, i, j, events)
            continue
        for done in range(rounds):
            outcome = bargaining.negotiate(_view(world, i, j))
            if isinstance(outcome, Refusal):
                if done == 0:
                    _fail(world, i, j, outcome.reason, events)
                break
            _execute(world, outcome, bargaining.name, events)


def _distance(world: World, i: int, j: int) -> int:
    x, y = world.state.x, world.state.y
    return abs(int(x[i]) - int(x[j])) + abs(int(y[i]) - int(y[j]))


def _part_if_too_long(world: World, i: int, j: int, events: TickEvents) -> None:
    limit = world.configuration.parameters.max_pair_ticks
    if limit is None or not world.rules.pair_timeout:
        return
    if world.tick + 1 - world.memory.waiting_since[i] >= limit:
        world.unpair(i, "timeout", events)
        world.cool_down(i, j)


def _view(world: World, i: int, j: int) -> BargainingView:
    parameters, rules = world.configuration.parameters, world.rules
    return BargainingView(
        i=_party(world, i),
        j=_party(world, j),
        epsilon=parameters.epsilon,
        step=world.trade_step,
        largest_block=parameters.dA_max if rules.fractional_steps else None,
        scale=world.configuration.quantity_scale,
        rules=rules,
        random=world.random,
    )


def _party(world: World, agent: int) -> Party:
    state = world.state
    return Party(
        agent=agent,
        A=int(state.A[agent]),
        B=int(state.B[agent]),
        ask=float(state.ask[agent]),
        bid=float(state.bid[agent]),
        preference=world.preferences[agent],
    )


def _fail(world: World, i: int, j: int, reason: str, events: TickEvents) -> None:
    world.unpair(i, reason, events)
    world.cool_down(i, j)
    if world.rules.failed_pairs_wait_for_change:
        failures = world.memory.failures
        failures[i][j] = failures[j][i] = world.versions(i, j)


def _execute(world: World, block: Block, protocol: str, events: TickEvents) -> None:
    """Carry out a block: what one gives the other gets, to the minor unit."""
    state, giver, receiver = world.state, block.giver, block.receiver
    dA, dB = block.dA, block.dB
    if dA <= 0 or dB <= 0:
        raise RuntimeError(f"{protocol} agreed on an empty block: {block}")
    A, B = int(state.A[receiver]), int(state.B[giver])
    more_A = added(A, dA, f"A of agent {receiver}")
    more_B = added(B, dB, f"B of agent {giver}")
    world.set_holdings(giver, int(state.A[giver]) - dA, more_B)
    world.set_holdings(receiver, more_A, int(state.B[receiver]) - dB)
    world.memory.waiting_since[giver] = world.tick
    world.memory.waiting_since[receiver] = world.tick
    events.trades.append(
        Trade(
            tick=world.tick,
            x=int(state.x[receiver]),
            y=int(state.y[receiver]),
            buyer=receiver,
            seller=giver,
            dA=dA,
            dB=dB,
            price=dB / dA,
            quoted_price=block.quoted_price,
            buyer_gain=block.receiver_gain,
            seller_gain=block.giver_gain,
            protocol=protocol,
        )
    )
