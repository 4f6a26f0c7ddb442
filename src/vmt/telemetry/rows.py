"""A tick as rows of the tables of schema.sql."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from vmt.engine.events import Decision, Harvest, Pairing, TickEvents, Trade
from vmt.engine.state import NOBODY, State

Row: TypeAlias = tuple[object, ...]

EXCHANGE = "A<->B"
"""The one kind of exchange there is: barter of A for B."""
ALTERNATIVES = 5
"""Passed-over partners that a row of `decisions` tells of, at most."""


def insert(table: str, columns: str) -> str:
    """Return the INSERT statement of a table.

    A column written with a ``?`` behind it holds NOBODY or NOWHERE for "none",
    which SQLite stores as null: it does so faster than Python would.
    """
    names = columns.split()
    values = ", ".join(f"nullif(?, {NOBODY})" if "?" in n else "?" for n in names)
    listed = ", ".join(name.rstrip("?") for name in names)
    return f"INSERT INTO {table} ({listed}) VALUES ({values})"  # noqa: S608 - our names


AGENTS = insert(
    "agents",
    "run_id agent_id utility_type utility_params mix_index home_x home_y",
)
AGENT_SNAPSHOTS = insert(
    "agent_snapshots",
    "run_id tick agent_id x y inventory_A inventory_B utility ask_A_in_B bid_A_in_B"
    " p_min p_max target_agent_id? target_x? target_y? utility_type",
)
RESOURCE_SNAPSHOTS = insert(
    "resource_snapshots", "run_id tick x y resource_type amount"
)
DECISIONS = insert(
    "decisions",
    "run_id tick agent_id chosen_partner_id surplus_with_partner target_type target_x"
    " target_y num_neighbors alternatives mode claimed_resource_pos is_paired"
    " is_foraging_committed",
)
TRADES = insert(
    "trades",
    "run_id tick seq x y buyer_id seller_id dA dB price direction exchange_pair_type"
    " buyer_surplus seller_surplus quoted_price protocol",
)
HARVESTS = insert("harvests", "run_id tick seq agent_id x y good amount")
PAIRINGS = insert(
    "pairings",
    "run_id tick seq agent_i agent_j event reason surplus_i surplus_j",
)
PREFERENCES = insert(
    "preferences",
    "run_id tick agent_id rank partner_id surplus discounted_surplus distance"
    " pair_type",
)
MODE_CHANGES = insert("mode_changes", "run_id tick old_mode new_mode")
TICK_STATES = insert("tick_states", "run_id tick current_mode active_pairs digest")


def agents(
    run_id: int,
    state: State,
    utility_names: Sequence[str],
    utility_parameters: Sequence[dict[str, float]],
) -> Iterator[Row]:
    """Yield a row of `agents` for each agent."""
    parameters = [json.dumps(p) for p in utility_parameters]
    drawn = state.preference.tolist()
    homes = zip(state.home_x.tolist(), state.home_y.tolist(), strict=True)
    for agent, (mix, (x, y)) in enumerate(zip(drawn, homes, strict=True)):
        yield run_id, agent, utility_names[mix], parameters[mix], mix, x, y


def agent_snapshots(
    run_id: int, tick: int, state: State, utility_types: Sequence[str]
) -> Iterable[Row]:
    """Return a row of `agent_snapshots` for each agent.

    Parameters
    ----------
    utility_types : sequence of str, length n_agents
        Names of the utility functions, by agent.
    """
    arrays = (
        state.x,
        state.y,
        state.A,
        state.B,
        state.utility,
        state.ask,
        state.bid,
        state.p_min,
        state.p_max,
        state.target_agent,
        state.target_x,
        state.target_y,
    )
    columns = (array.tolist() for array in arrays)
    ids = range(len(utility_types))
    return zip(repeat(run_id), repeat(tick), ids, *columns, utility_types)


def resource_snapshots(run_id: int, tick: int, state: State) -> Iterable[Row]:
    """Return a row of `resource_snapshots` for each cell that holds something."""
    x, y = np.nonzero(state.amount)
    goods = np.array(["", "A", "B"])[state.resource[x, y]]
    columns = (a.tolist() for a in (x, y, goods, state.amount[x, y]))
    return zip(repeat(run_id), repeat(tick), *columns)


def decisions(run_id: int, events: TickEvents) -> Iterator[Row]:
    """Yield a row of `decisions` for each decision."""
    for d in events.decisions:
        yield (
            run_id,
            d.tick,
            d.agent,
            d.partner,
            d.surplus,
            d.activity,
            d.target_x,
            d.target_y,
            d.n_neighbours,
            _alternatives(d),
            events.mode.value,
            None if d.claimed is None else f"{d.claimed[0]},{d.claimed[1]}",
            int(d.is_paired),
            int(d.is_committed),
        )


def _alternatives(decision: Decision) -> str:
    best = decision.alternatives[:ALTERNATIVES]
    return "; ".join(f"{a.partner}:{a.surplus!r}" for a in best)


def preferences(
    run_id: int, events: TickEvents, x: NDArray[np.int32], y: NDArray[np.int32]
) -> Iterator[Row]:
    """Yield a row of `preferences` for each partner that an agent considered.

    Parameters
    ----------
    x, y : int32[n_agents]
        Where the agents were when they decided: before they moved.
    """
    for d in events.decisions:
        for rank, a in enumerate(d.alternatives):
            distance = abs(int(x[d.agent]) - int(x[a.partner])) + abs(
                int(y[d.agent]) - int(y[a.partner])
            )
            found = (rank, a.partner, a.surplus, a.score, distance)
            yield (run_id, d.tick, d.agent, *found, EXCHANGE)


def trades(run_id: int, executed: Sequence[Trade]) -> Iterator[Row]:
    """Yield a row of `trades` for each trade."""
    for seq, t in enumerate(executed):
        yield (
            run_id,
            t.tick,
            seq,
            t.x,
            t.y,
            t.buyer,
            t.seller,
            t.dA,
            t.dB,
            t.price,
            "i_buys_A" if t.buyer < t.seller else "j_buys_A",
            EXCHANGE,
            t.buyer_gain,
            t.seller_gain,
            t.quoted_price,
            t.protocol,
        )


def harvests(run_id: int, taken: Sequence[Harvest]) -> Iterator[Row]:
    """Yield a row of `harvests` for each harvest."""
    for seq, h in enumerate(taken):
        yield run_id, h.tick, seq, h.agent, h.x, h.y, h.good, h.amount


def pairings(run_id: int, changes: Sequence[Pairing]) -> Iterator[Row]:
    """Yield a row of `pairings` for each partnership made or dissolved."""
    for seq, p in enumerate(changes):
        pair = (p.agent_i, p.agent_j, p.event, p.reason, p.surplus, p.surplus)
        yield (run_id, p.tick, seq, *pair)


def tick_state(run_id: int, tick: int, mode: str, digest: str) -> Row:
    """Return the row of `tick_states` for a tick."""
    possible = [] if mode == "forage" else [EXCHANGE]
    return run_id, tick, mode, json.dumps(possible), digest
