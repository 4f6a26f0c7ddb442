"""Phase 4: partners within reach bargain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.events import Attempt, TickEvents, Trade
from vmt.engine.protocols.bargaining.attempts import attempts_at
from vmt.engine.protocols.contract import Block, BrokenProtocolError, Refusal
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.quantities import added
from vmt.engine.state import NOBODY
from vmt.engine.world import FAR_FUTURE, World

if TYPE_CHECKING:
    import cython


def trade(world: World, negotiation: Negotiation, events: TickEvents | None) -> None:
    """Let every pair within the interaction radius negotiate, by its lower id.

    After a trade the two stay partners. After a failure they part and avoid each other
    for the cooldown. Quotes are not renewed within the tick.
    """
    parameters, rules = world.configuration.parameters, world.rules
    rounds = parameters.max_trades_per_tick if rules.repeated_trades else 1
    limit = parameters.max_pair_ticks if rules.pair_timeout else None
    i: cython.int
    j: cython.int
    for i in range(world.n_agents):
        j = world.partner[i]
        if j == NOBODY or j < i:
            continue
        if world.distance(i, j) <= world.interaction_radius:
            _bargain(world, negotiation, i, j, min(rounds, FAR_FUTURE), events)
        elif limit is not None and world.tick + 1 - world.waiting_since[i] >= limit:
            world.unpair(i, "timeout", events)
            world.cool_down(i, j)


def _bargain(
    world: World,
    negotiation: Negotiation,
    i: cython.int,
    j: cython.int,
    rounds: cython.longlong,
    events: TickEvents | None,
) -> None:
    """Let a pair trade until they do not agree; part them if that is at once."""
    done: cython.longlong
    for done in range(rounds):
        outcome = negotiation.negotiate(i, j)
        if events is not None and events.attempts is not None:
            _record_attempts(world, negotiation, i, j, outcome, events.attempts)
        if isinstance(outcome, Refusal):
            if done == 0:
                world.unpair(i, outcome.reason, events)
                world.cool_down(i, j)
                if world.rules.failed_pairs_wait_for_change:
                    world.remember_failure(i, j)
            return
        block: Block = outcome
        if (block.giver != i or block.receiver != j) and (
            block.giver != j or block.receiver != i
        ):
            raise BrokenProtocolError(
                f"the bargaining protocol {negotiation.bargaining.name!r} let agents"
                f" {i} and {j} agree on {block}: that is not theirs to trade"
            )
        _execute(world, block, negotiation.bargaining.name, events)


def _record_attempts(
    world: World,
    negotiation: Negotiation,
    i: cython.int,
    j: cython.int,
    outcome: Block | Refusal,
    attempts: list[Attempt],
) -> None:
    """Record what two agents tried, before anything changes hands."""
    view = negotiation.view(i, j)
    tried = negotiation.bargaining.tried(view)
    attempts.extend(attempts_at(view, outcome, tried, world.tick))


def _execute(
    world: World, block: Block, protocol: str, events: TickEvents | None
) -> None:
    """Carry out a block: what one gives the other gets, to the minor unit."""
    giver: cython.Py_ssize_t = block.giver
    receiver: cython.Py_ssize_t = block.receiver
    dA: cython.longlong = block.dA
    dB: cython.longlong = block.dB
    more_A: cython.longlong
    more_B: cython.longlong
    if dA <= 0 or dB <= 0:
        raise RuntimeError(f"{protocol} agreed on an empty block: {block}")
    more_A = added(world.A[receiver], dA, "A", receiver)
    more_B = added(world.B[giver], dB, "B", giver)
    world.set_holdings(giver, world.A[giver] - dA, more_B)
    world.set_holdings(receiver, more_A, world.B[receiver] - dB)
    world.waiting_since[giver] = world.tick
    world.waiting_since[receiver] = world.tick
    if events is not None:
        events.trades.append(
            tuple.__new__(
                Trade,
                (
                    world.tick,
                    world.x[receiver],
                    world.y[receiver],
                    receiver,
                    giver,
                    dA,
                    dB,
                    dB / dA,
                    block.quoted_price,
                    block.receiver_gain,
                    block.giver_gain,
                    protocol,
                    None if block.proposer == NOBODY else block.proposer,
                ),
            )
        )
