"""Ticks out of the tables of blocks."""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.decisions import ACTIVITIES, RECORDED_ALTERNATIVES
from vmt.engine.neighbours import count_neighbours
from vmt.telemetry.block_columns import (
    Block,
    as_text,
    decoded,
    looked_up,
    names,
    require_below,
)
from vmt.telemetry.errors import DamageError
from vmt.telemetry.layout import ACTIONS, AGENTS, PAIRINGS, PLACES, BlockTable

_KEPT = 6
"""Blocks that are kept decoded: those of an agent's tick, and of the tick before."""


class BlockReader:
    """Reads the blocks of a file.

    Parameters
    ----------
    connection : sqlite3.Connection
        To a file with the tables of schema.sql.
    kept : int, optional
        How many blocks stay decoded: those that were read last.

    Raises
    ------
    sqlite3.DatabaseError
        By all methods: the file is damaged, or cannot be read.
    """

    def __init__(self, connection: sqlite3.Connection, kept: int = _KEPT) -> None:
        self._connection = connection
        self._n_kept = kept
        self._kept: OrderedDict[tuple[str, int, int], Block] = OrderedDict()
        self._latest: dict[tuple[str, int], Block] = {}
        self._reasons: dict[int, NDArray[np.object_]] = {}
        self.world = cache(self._read_world)
        self.places = cache(self._read_places)
        self.cells = cache(self._read_cells)
        self.n_neighbours = lru_cache(_KEPT)(self._count_neighbours)

    def forget(self) -> None:
        """Keep no block decoded."""
        self._kept.clear()
        self._latest.clear()

    def blocks(
        self, table: BlockTable, run_id: int, first: int, last: int
    ) -> Iterator[Block]:
        """Yield the blocks with ticks from one to another, both included."""
        # The block before says whether it reaches the first tick; those before that
        # one need not be looked at, which in a long run would take longer than reading.
        query = (
            f"SELECT first_tick FROM {table.name}"  # noqa: S608 - our names
            " WHERE run_id = ?1 AND last_tick >= ?2 AND first_tick <= ?3"
            f" AND first_tick >= ifnull((SELECT max(first_tick) FROM {table.name}"
            " WHERE run_id = ?1 AND first_tick <= ?2), ?2) ORDER BY first_tick"
        )
        found = self._connection.execute(query, (run_id, first, last)).fetchall()
        for (first_tick,) in found:
            yield self._block(table, run_id, first_tick)

    def at(self, table: BlockTable, run_id: int, tick: int) -> tuple[Block, int] | None:
        """Return the block that a tick is in and its row there; None: in none."""
        latest = self._latest.get((table.name, run_id))
        if latest is not None:
            row = latest.row(tick)
            if row is not None:
                return latest, row
        query = (
            f"SELECT max(first_tick) FROM {table.name}"  # noqa: S608 - our names
            " WHERE run_id = ? AND first_tick <= ?"
        )
        ((first_tick,),) = self._connection.execute(query, (run_id, tick))
        if first_tick is None:
            return None
        block = self._block(table, run_id, first_tick)
        self._latest[table.name, run_id] = block
        row = block.row(tick)
        return None if row is None else (block, row)

    def value(
        self, table_name: str, run_id: int, tick: int, index: int, column: str
    ) -> int | float | str | None:
        """Return one value: the function `vmt_value` of schema.sql.

        Parameters
        ----------
        table_name : str
            ``agents``, ``actions``, ``places`` or ``pairings``.
        tick : int
            For ``pairings`` the first id of a block.
        index : int
            An agent's or a place's id; for ``pairings`` a row of the block, from 0.
        column : str
            A column of the table of blocks, or of the view of it.
        """
        if table_name == "pairings":
            return self._pairing_value(run_id, tick, index, column)
        table = _TABLES[table_name]
        if column == "num_neighbors":
            counts = self.n_neighbours(run_id, tick)
            return None if counts is None else int(counts[index])
        found = self.at(table, run_id, tick)
        if found is None:
            return None
        block, row = found
        match column:
            case "target_type":
                named = looked_up(_ACTIVITIES, block.columns["activity"][row, [index]])
                return str(named[0])
            case "alternatives":
                first = index * RECORDED_ALTERNATIVES
                last = first + RECORDED_ALTERNATIVES
                return as_text(block.columns[column][row, first:last])
            case "claimed_resource_pos":
                place = block.columns["claimed_place"][row, [index]]
                cell: str | None = looked_up(self.cells(run_id), place + 1)[0]
                return cell
        value: int | float = block.columns[column][row, index].item()
        # Nothing is NaN in a real, which SQLite takes for null, and -1 in the others.
        return None if value == -1 and column in _MAY_BE_NOTHING else value

    def pairings(self, run_id: int, first_id: int) -> dict[str, NDArray[Any]]:
        """Return the columns of a block of pairings: a value for each row."""
        key = PAIRINGS.name, run_id, first_id
        if key not in self._kept:
            query = (
                f"SELECT first_tick, last_tick, n_rows, {names(PAIRINGS)}"  # noqa: S608
                " FROM pairing_blocks WHERE run_id = ? AND first_id = ?"
            )
            ((first, last, n_rows, *blobs),) = self._connection.execute(
                query, (run_id, first_id)
            )
            columns = decoded(PAIRINGS, blobs, n_rows, 1, f"{first} to {last}")
            self._keep(key, Block(first, last, columns))
        return {name: column[:, 0] for name, column in self._kept[key].columns.items()}

    def _pairing_value(
        self, run_id: int, first_id: int, row: int, column: str
    ) -> int | float | str | None:
        columns = self.pairings(run_id, first_id)
        match column:
            case "rows":
                return json.dumps([0] * len(columns["tick"]))
            case "event":
                return "pair" if columns["made"][row] else "unpair"
            case "reason":
                number = columns["reason_id"][[row]]
                if number[0] >= len(self._reasons.get(run_id, ())):
                    self._reasons[run_id] = self.reasons(run_id)
                return str(looked_up(self._reasons[run_id], number)[0])
        value: int | float = columns[column][row].item()
        return value

    def _keep(self, key: tuple[str, int, int], block: Block) -> None:
        self._kept[key] = block
        while len(self._kept) > self._n_kept:
            self._kept.popitem(last=False)

    def _block(self, table: BlockTable, run_id: int, first_tick: int) -> Block:
        key = table.name, run_id, first_tick
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        query = (
            f"SELECT last_tick, n_ticks, {names(table)} FROM {table.name}"  # noqa: S608 - our names
            " WHERE run_id = ? AND first_tick = ?"
        )
        ((last_tick, n_ticks, *blobs),) = self._connection.execute(
            query, (run_id, first_tick)
        )
        n = len(self.places(run_id)[0]) if table is PLACES else self.world(run_id)[0]
        columns = decoded(table, blobs, n_ticks, n, f"{first_tick} to {last_tick}")
        self._keep(key, Block(first_tick, last_tick, columns))
        return self._kept[key]

    def _read_world(self, run_id: int) -> tuple[int, int, int]:
        """Return agents, cells of a side and vision radius of a run."""
        query = (
            "SELECT num_agents, grid_width, config_json FROM simulation_runs"
            " WHERE run_id = ?"
        )
        found = self._connection.execute(query, (run_id,)).fetchall()
        if not found:
            return 0, 0, 0
        ((n_agents, size, config),) = found
        try:
            return (
                n_agents,
                size,
                int(json.loads(config)["parameters"]["vision_radius"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DamageError(f"the configuration of run {run_id}: {error}") from error

    def _read_places(
        self, run_id: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
        """Return x, y and resource type of the places of a run."""
        query = (
            "SELECT x, y, resource_type FROM places WHERE run_id = ? ORDER BY place_id"
        )
        found = self._connection.execute(query, (run_id,)).fetchall()
        x, y, goods = zip(*found, strict=True) if found else ((), (), ())
        try:
            return np.array(x, np.int64), np.array(y, np.int64), np.array(goods, object)
        except (TypeError, ValueError, OverflowError) as error:
            raise DamageError(f"a value in places: {error}") from error

    def _read_cells(self, run_id: int) -> NDArray[np.object_]:
        """Return None, for the place -1, and the cells of the places as ``x,y``."""
        x, y, _ = self.places(run_id)
        return np.array([None, *map("{},{}".format, x, y)], "O")

    def reasons(self, run_id: int) -> NDArray[np.object_]:
        """Return the reasons of pairings of a run, by id; there may be more later."""
        query = "SELECT reason FROM reasons WHERE run_id = ? ORDER BY reason_id"
        found = self._connection.execute(query, (run_id,))
        return np.array([reason for (reason,) in found], "O")

    def _count_neighbours(self, run_id: int, tick: int) -> NDArray[np.int64] | None:
        """Return how many others each agent saw in a tick: as they stood before it."""
        found = self.at(AGENTS, run_id, tick - 1)
        if found is None:
            return None
        block, row = found
        _, size, radius = self.world(run_id)
        x, y = block.columns["x"][row], block.columns["y"][row]
        require_below(size, x, y)
        return count_neighbours(x, y, size, radius)


_ACTIVITIES = np.array(ACTIVITIES, "O")
_TABLES = {"agents": AGENTS, "actions": ACTIONS, "places": PLACES}
_MAY_BE_NOTHING = {
    *("target_agent_id", "chosen_partner_id", "target_x", "target_y"),
    *("claimed_place", "harvested_place"),
}
