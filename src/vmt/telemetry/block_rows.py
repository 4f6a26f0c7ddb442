"""The rows that are stored in blocks, many at once, as columns."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.decisions import ACTIVITIES, RECORDED_ALTERNATIVES
from vmt.telemetry.block_columns import Block, as_text, looked_up
from vmt.telemetry.block_reader import BlockReader
from vmt.telemetry.errors import DamageError
from vmt.telemetry.layout import ACTIONS, AGENTS, PLACES, BlockTable
from vmt.telemetry.selection import Selection

Columns = dict[str, NDArray[Any]]
"""Columns of a table of `vmt.telemetry.tables` by name."""
_FOREVER = 2**62
_ACTIVITIES = np.array(ACTIVITIES, "O")


class BlockRows:
    """Reads the tables that are views of blocks, with goods in minor units.

    Parameters
    ----------
    connection : sqlite3.Connection
        To a file with the tables of schema.sql. It gets their function `vmt_value`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._reader = BlockReader(connection)
        connection.create_function(
            "vmt_value", 5, self._reader.value, deterministic=True
        )
        self._tables: dict[str, Callable[[int, Selection], Iterator[Columns]]] = {
            "agent_snapshots": self._agent_snapshots,
            "resource_snapshots": self._resource_snapshots,
            "decisions": self._decisions,
            "harvests": self._harvests,
            "pairings": self._pairings,
        }

    def forget(self) -> None:
        """Let go of the blocks that are kept to be read again soon."""
        self._reader.forget()

    def __contains__(self, table: str) -> bool:
        return table in self._tables

    def columns(self, table: str, run_id: int, selection: Selection) -> Columns | None:
        """Return the selected rows of a table, in their order; None if there are none.

        Raises
        ------
        sqlite3.DatabaseError
            The file is damaged, or cannot be read.
        """
        with _moment(self._connection):
            parts = list(self._tables[table](run_id, selection))
        if not parts:
            return None
        return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}

    def _agent_snapshots(self, run_id: int, selection: Selection) -> Iterator[Columns]:
        query = "SELECT utility_type FROM agents WHERE run_id = ? ORDER BY agent_id"
        types = np.array(
            [t for (t,) in self._connection.execute(query, (run_id,))], "O"
        )
        for block, rows in self._blocks(AGENTS, run_id, selection):
            agents = _selected(selection, len(types))
            some = np.ix_(rows, agents)
            yield {
                "tick": np.repeat(block.ticks[rows], len(agents)),
                "agent_id": np.tile(agents, len(rows)),
                **{name: c[some].reshape(-1) for name, c in block.columns.items()},
                "utility_type": np.tile(types[agents], len(rows)),
            }

    def _resource_snapshots(
        self, run_id: int, selection: Selection
    ) -> Iterator[Columns]:
        x, y, goods = self._reader.places(run_id)
        for block, rows in self._blocks(PLACES, run_id, selection):
            amounts = block.columns["amount"][rows]
            row, place = np.nonzero(amounts)
            yield {
                "tick": block.ticks[rows][row],
                "x": x[place],
                "y": y[place],
                "resource_type": goods[place],
                "amount": amounts[row, place],
            }

    def _decisions(self, run_id: int, selection: Selection) -> Iterator[Columns]:
        n_agents = self._reader.world(run_id)[0]
        cells, modes = self._reader.cells(run_id), self._modes(run_id)
        for block, rows in self._blocks(ACTIONS, run_id, selection):
            agents = _selected(selection, n_agents)
            some = np.ix_(rows, agents)
            taken = {
                name: column[some].reshape(-1)
                for name, column in block.columns.items()
                if column.shape[1] == n_agents
            }
            ticks = block.ticks[rows]
            if not modes.keys() >= set(ticks.tolist()):
                raise DamageError("a tick of action_blocks is not in tick_states")
            yield {
                "tick": np.repeat(ticks, len(agents)),
                "agent_id": np.tile(agents, len(rows)),
                "chosen_partner_id": taken["chosen_partner_id"],
                "surplus_with_partner": taken["surplus_with_partner"],
                "target_type": looked_up(_ACTIVITIES, taken["activity"]),
                "target_x": taken["target_x"],
                "target_y": taken["target_y"],
                "num_neighbors": self._n_neighbours(run_id, ticks.tolist(), agents),
                "alternatives": _alternatives(block, rows, agents),
                "mode": np.repeat(
                    np.array([modes[tick] for tick in ticks.tolist()], "O"), len(agents)
                ),
                "claimed_resource_pos": looked_up(cells, taken["claimed_place"] + 1),
                "is_paired": taken["is_paired"].astype(bool),
                "is_foraging_committed": taken["is_foraging_committed"].astype(bool),
            }

    def _harvests(self, run_id: int, selection: Selection) -> Iterator[Columns]:
        x, y, goods = self._reader.places(run_id)
        for block, rows in self._blocks(ACTIONS, run_id, selection):
            amounts = block.columns["harvested_amount"][rows]
            row, agent = np.nonzero(amounts)
            # Agents harvest in the order of their ids.
            first = np.searchsorted(row, np.arange(len(rows)))
            seq = np.arange(len(row)) - first[row]
            place = block.columns["harvested_place"][rows][row, agent]
            found = {
                "tick": block.ticks[rows][row],
                "seq": seq,
                "agent_id": agent,
                "x": looked_up(x, place),
                "y": looked_up(y, place),
                "good": looked_up(goods, place),
                "amount": amounts[row, agent],
            }
            if selection.agents is not None:
                theirs = np.isin(agent, selection.agents)
                found = {name: column[theirs] for name, column in found.items()}
            yield found

    def _pairings(self, run_id: int, selection: Selection) -> Iterator[Columns]:
        first, last = _ticks(selection)
        query = (
            "SELECT first_id FROM pairing_blocks"
            " WHERE run_id = ? AND last_tick >= ? AND first_tick <= ? ORDER BY first_id"
        )
        found = self._connection.execute(query, (run_id, first, last)).fetchall()
        reasons = self._reader.reasons(run_id)
        last_tick, first_of_tick = -1, 0
        for (first_id,) in found:
            block = self._reader.pairings(run_id, first_id)
            tick, i, j = block["tick"], block["agent_i"], block["agent_j"]
            begins = first_id + np.searchsorted(tick, tick)
            # A tick may go on from the block before.
            begins[tick == last_tick] = first_of_tick
            last_tick, first_of_tick = tick[-1], begins[-1]
            columns = {
                "tick": tick,
                "seq": np.arange(first_id, first_id + len(tick)) - begins,
                "agent_i": i,
                "agent_j": j,
                "event": np.where(block["made"], "pair", "unpair").astype("O"),
                "reason": looked_up(reasons, block["reason_id"]),
                "surplus_i": block["surplus"],
                "surplus_j": block["surplus"],
            }
            meant = (tick >= first) & (tick <= last)
            if selection.agents is not None:
                meant &= np.isin(i, selection.agents) | np.isin(j, selection.agents)
            yield {name: column[meant] for name, column in columns.items()}

    def _blocks(
        self, table: BlockTable, run_id: int, selection: Selection
    ) -> Iterator[tuple[Block, NDArray[np.intp]]]:
        """Yield the blocks with selected ticks, and which of their rows these are."""
        first, last = _ticks(selection)
        for block in self._reader.blocks(table, run_id, first, last):
            ticks = block.ticks
            yield block, np.flatnonzero((ticks >= first) & (ticks <= last))

    def _modes(self, run_id: int) -> dict[int, str]:
        query = "SELECT tick, current_mode FROM tick_states WHERE run_id = ?"
        return dict(self._connection.execute(query, (run_id,)))

    def _n_neighbours(
        self, run_id: int, ticks: Sequence[int], agents: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        counts = np.full((len(ticks), len(agents)), -1, np.int64)
        for row, tick in enumerate(ticks):
            found = self._reader.n_neighbours(run_id, tick)
            if found is not None:
                counts[row] = found[agents]
        return counts.reshape(-1)


@contextmanager
def _moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several queries see the same state of a file that is being written to."""
    if connection.in_transaction:  # the caller's
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def _ticks(selection: Selection) -> tuple[int, int]:
    """Return the first and the last tick that may be meant."""
    return (
        -1 if selection.first_tick is None else selection.first_tick,
        _FOREVER if selection.last_tick is None else selection.last_tick,
    )


def _selected(selection: Selection, n_agents: int) -> NDArray[np.int64]:
    everybody = np.arange(n_agents)
    if selection.agents is None:
        return everybody
    return everybody[np.isin(everybody, selection.agents)]


def _alternatives(
    block: Block, rows: NDArray[np.intp], agents: NDArray[np.int64]
) -> NDArray[np.object_]:
    named = block.columns["alternatives"][rows]
    each = named.reshape(len(rows), -1, RECORDED_ALTERNATIVES)[:, agents]
    flat = each.reshape(-1, RECORDED_ALTERNATIVES)
    texts = np.full(len(flat), "", "O")
    for i in np.flatnonzero(flat[:, 0] >= 0).tolist():
        texts[i] = as_text(flat[i])
    return texts
