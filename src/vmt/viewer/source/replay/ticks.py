"""What a recording tells of a single tick, as arrays; out of blocks."""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vmt.engine.state import NOBODY
from vmt.telemetry.block_columns import require_below
from vmt.telemetry.block_reader import BlockReader
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import DamageError
from vmt.telemetry.layout import ACTIONS, AGENTS, PLACES, BlockTable
from vmt.telemetry.recorded_run import RecordedRun

Columns = Mapping[str, NDArray[Any]]
"""Columns of a table of `vmt.telemetry.layout` in one tick, by name."""

_KEPT = 24
"""Blocks that stay decoded: of 1,000 agents, those of 256 ticks, in some 50 MB."""
_OF_WELFARE = {"inventory_A", "inventory_B", "utility", "p_min", "p_max"}
_WELFARE = replace(
    AGENTS, columns=tuple(c for c in AGENTS.columns if c.name in _OF_WELFARE)
)


class Ticks(Protocol):
    """Reads single ticks; -1 stands for the moment before the first.

    Raises
    ------
    TelemetryError
        By all methods: the file is damaged, or cannot be read.
    """

    def agents(self, tick: int) -> Columns:
        """Return the columns of `layout.AGENTS` after a tick that has them."""

    def welfare(self, tick: int) -> Columns:
        """Return those that utility and its margins are in; for ticks in a row."""

    def actions(self, tick: int) -> Columns | None:
        """Return the columns of `layout.ACTIONS` in a tick, if they are recorded."""

    def amounts(self, tick: int) -> NDArray[np.int64]:
        """Return what lies on each place after a tick that has it, minor units."""

    def partners(self, tick: int) -> NDArray[np.int32]:
        """Return the partner of each agent after a tick, or NOBODY."""

    def pairings_of(self, agent: int) -> NDArray[np.int64]:
        """Return the ticks in which an agent got a partner, in order."""

    def n_neighbours(self, tick: int, agent: int) -> int:
        """Return how many others an agent saw in a tick; -1: it is not known."""

    def extend(self) -> None:
        """Look for what was recorded since."""


def changes_of_partners(
    pairings: Columns,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return whose partner changes, one after the other, and to whom.

    Parameters
    ----------
    pairings : mapping from str to array
        ``agent_i``, ``agent_j`` and ``made`` of some pairings, in their order; it may
        be empty.

    Returns
    -------
    agents, others : int32[2 n_pairings]
        `others` are NOBODY where agents part.
    """
    if not pairings:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    i, j = pairings["agent_i"], pairings["agent_j"]
    agents = np.stack([i, j], axis=1).reshape(-1).astype(np.int32)
    others = np.stack([j, i], axis=1).reshape(-1).astype(np.int32)
    others[np.repeat(pairings["made"], 2) == 0] = NOBODY
    return agents, others


class BlockTicks:
    """Ticks of a recording that has blocks; see `Ticks` for what its methods do."""

    def __init__(self, recorded: RecordedRun) -> None:
        self._database = recorded.database
        self._run_id = recorded.run.run_id
        self._n_agents, self._size = recorded.run.num_agents, recorded.run.grid_size
        self._reader = BlockReader(recorded.database.connection, _KEPT)
        self._welfare = BlockReader(recorded.database.connection, 1)
        self._first_ids: list[int] = []
        self._first_ticks: list[int] = []
        self._last_ticks: list[int] = []
        self.extend()

    def agents(self, tick: int) -> Columns:
        """Return the agents after a tick."""
        with self._telling():
            found = self._row(self._reader, AGENTS, tick)
            require_below(self._size, found["x"], found["y"])
            require_below(self._size + 1, found["target_x"] + 1, found["target_y"] + 1)
            require_below(self._n_agents + 1, found["target_agent_id"] + 1)
            return found

    def welfare(self, tick: int) -> Columns:
        """Return holdings, utilities and reservation bounds after a tick."""
        with self._telling():
            return self._row(self._welfare, _WELFARE, tick)

    def actions(self, tick: int) -> Columns | None:
        """Return what agents chose and took in a tick."""
        if tick < 0:
            return None
        with self._telling():
            found = self._row(self._reader, ACTIONS, tick)
            n_places = len(self._reader.places(self._run_id)[0])
            require_below(self._n_agents + 1, found["chosen_partner_id"] + 1)
            require_below(n_places + 1, found["claimed_place"] + 1)
            require_below(n_places + 1, found["harvested_place"] + 1)
            return found

    def amounts(self, tick: int) -> NDArray[np.int64]:
        """Return what lies on each place after a tick."""
        with self._telling():
            return self._row(self._reader, PLACES, tick)["amount"]

    def partners(self, tick: int) -> NDArray[np.int32]:
        """Return the partner of each agent after a tick.

        It is the one that the agent had when it had decided, if they did not part
        since: all pairs are made, and those of another mode are parted, before that.
        """
        actions = self.actions(tick)
        if actions is None:
            return np.full(self._n_agents, NOBODY, np.int32)
        partners = np.where(
            actions["is_paired"] != 0, actions["chosen_partner_id"], NOBODY
        ).astype(np.int32)
        agents, others = self._changes(tick)
        last = np.zeros(self._n_agents, np.int32)
        last[agents] = others  # of several changes the last one stays
        partners[last == NOBODY] = NOBODY
        return partners

    def pairings_of(self, agent: int) -> NDArray[np.int64]:
        """Return the ticks in which an agent got a partner."""
        found = [np.zeros(0, np.int64)]
        # A reader of its own: all blocks in turn would drive out those that are shown.
        reader = BlockReader(self._database.connection, 1)
        with self._telling():
            for number in self._first_ids:
                block = reader.pairings(self._run_id, number)
                theirs = (block["agent_i"] == agent) | (block["agent_j"] == agent)
                found.append(block["tick"][theirs & (block["made"] == 1)])
        return np.concatenate(found)

    def _changes(self, tick: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return whose partner changed in a tick, one after the other, and to whom."""
        first = bisect_left(self._last_ticks, tick)
        last = bisect_right(self._first_ticks, tick)
        found = [changes_of_partners({})]
        with self._telling():
            for number in self._first_ids[first:last]:
                block = self._reader.pairings(self._run_id, number)
                meant = block["tick"] == tick
                part = {name: column[meant] for name, column in block.items()}
                require_below(self._n_agents, part["agent_i"], part["agent_j"])
                found.append(changes_of_partners(part))
        agents, others = zip(*found, strict=True)
        return np.concatenate(agents), np.concatenate(others)

    def n_neighbours(self, tick: int, agent: int) -> int:
        """Return how many others an agent saw in a tick."""
        with self._telling():
            counts = self._reader.n_neighbours(self._run_id, tick)
        return -1 if counts is None else int(counts[agent])

    def extend(self) -> None:
        """Look for pairings that were recorded since."""
        newest = self._first_ids[-1] if self._first_ids else 0
        query = (
            "SELECT first_id, first_tick, last_tick FROM pairing_blocks"
            " WHERE run_id = ? AND first_id > ? ORDER BY first_id"
        )
        found = self._database.query(query, (self._run_id, newest))
        for first_id, first_tick, last_tick in found:
            self._first_ids.append(first_id)
            self._first_ticks.append(first_tick)
            self._last_ticks.append(last_tick)

    def _row(self, reader: BlockReader, table: BlockTable, tick: int) -> Columns:
        found = reader.at(table, self._run_id, tick)
        if found is None:
            raise DamageError(f"tick {tick} is missing in {table.name}")
        block, row = found
        return {name: column[row] for name, column in block.columns.items()}

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say of an error of SQLite which file it is about."""
        try:
            yield
        except sqlite3.Error as error:
            raise cannot_read(self._database.path, error) from error
