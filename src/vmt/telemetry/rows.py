"""What happens in a tick as rows of the tables of schema.sql.

The number of the run is part of the statements: one run a file, because SQLite has
one writer, and sweeps have many.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from vmt.engine.decisions import RECORDED_ALTERNATIVES, Decisions
from vmt.engine.events import Attempt
from vmt.engine.state import NOBODY, RESOURCE_A, State
from vmt.telemetry.layout import BlockTable

RUN = 1
"""The number of the run in its file."""

_PLACE_OF_EVENTS = "first_id first_tick last_tick n_rows"

Row: TypeAlias = tuple[object, ...]


def insert(table: str, columns: str) -> str:
    """Return the INSERT statement of a table of the run."""
    names = columns.split()
    values = ", ".join("?" * len(names))
    listed = ", ".join(names)
    return f"INSERT INTO {table} (run_id, {listed}) VALUES ({RUN}, {values})"  # noqa: S608 - our names


AGENTS = insert(
    "agents", "agent_id utility_type utility_params mix_index home_x home_y"
)
PLACES = insert("places", "place_id x y resource_type")
# A Trade is a row as it is; the table works out the price.
TRADES = """
    INSERT INTO trades (run_id, tick, x, y, buyer_id, seller_id, dA, dB, quoted_price,
                        buyer_surplus, seller_surplus, protocol, proposer_id)
    VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9, ?10, ?11, ?12, ?13)
"""
REASONS = insert("reasons", "reason_id reason")
PREFERENCES = insert(
    "preferences",
    "tick agent_id rank partner_id surplus discounted_surplus distance",
)
TRADE_ATTEMPTS = insert("trade_attempts", " ".join(("seq", *Attempt._fields)))
MODE_CHANGES = insert("mode_changes", "tick old_mode new_mode")
TICK_STATES = insert(
    "tick_states",
    "tick current_mode digest has_agents has_actions has_places first_trade",
)


def insert_block(table: BlockTable) -> str:
    """Return the INSERT statement of a table of blocks."""
    columns = " ".join(column.name for column in table.columns)
    place = "first_tick last_tick n_ticks" if table.flag else _PLACE_OF_EVENTS
    return insert(table.name, f"{place} {columns}")


def agents(
    state: State,
    utility_names: Sequence[str],
    utility_parameters: Sequence[dict[str, float]],
) -> Iterator[Row]:
    """Yield a row of `agents` for each agent."""
    parameters = [json.dumps(p) for p in utility_parameters]
    drawn = state.preference.tolist()
    homes = zip(state.home_x.tolist(), state.home_y.tolist(), strict=True)
    for agent, (mix, (x, y)) in enumerate(zip(drawn, homes, strict=True)):
        yield agent, utility_names[mix], parameters[mix], mix, x, y


def places(state: State) -> Iterator[Row]:
    """Yield a row of `places` for each place."""
    columns = (state.place_x, state.place_y, state.place_good)
    for place, (x, y, good) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        yield place, x, y, "A" if good == RESOURCE_A else "B"


def preferences(decisions: Decisions) -> Iterator[Row]:
    """Yield a row of `preferences` for each partner that an agent considered."""
    for entry, other in enumerate(decisions.others):
        if other == NOBODY:
            continue
        agent, rank = divmod(entry, RECORDED_ALTERNATIVES)
        surplus, score = decisions.surpluses[entry], decisions.scores[entry]
        distance = decisions.distance(agent, other)
        yield decisions.tick, agent, rank, other, surplus, score, distance


def trade_attempts(made: Sequence[Attempt]) -> Iterator[Row]:
    """Yield a row of `trade_attempts` for each block that was tried in a tick."""
    return ((seq, *attempt) for seq, attempt in enumerate(made))
