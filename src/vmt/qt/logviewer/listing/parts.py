"""How many rows a selection has, part by part; read beside the window."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.conditions import applicable
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection, as_sql
from vmt.telemetry.tables import Table

PART = 1_000
"""Rows of a part, unless one tick has more."""
_FLAGS = {"agent_snapshots": "has_agents", "decisions": "has_actions"}
"""Tables with a row for every agent in each tick with the flag, as blocks have them."""
_SCANNED = {"harvests", "pairings", "resource_snapshots"}
"""Tables in blocks whose rows nothing but reading them counts."""
_MOST_TICKS = 256
_MOST_READ = 32_000  # rows that are read at once to be counted
_ROUND = 0.1  # seconds of counting after which it is told what was found


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a run that follow each other.

    Attributes
    ----------
    run : Compared
    selection : Selection
        What they are: whole ticks.
    n_rows : int
    records : list or None
        The rows themselves, where they have been read already.
    """

    run: Compared
    selection: Selection
    n_rows: int
    records: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What one round of counting has found.

    Attributes
    ----------
    parts : list of Part
        None of them is empty.
    next_tick : int or None
        Where to go on; None: there is nothing more.
    """

    parts: list[Part]
    next_tick: int | None = None


def count(
    run: Compared,
    database: Database,
    pulse: Pulse,
    table: Table,
    selection: Selection,
) -> Counted:
    """Count rows for a moment, from the first tick of a selection on.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    first, last = selection.first_tick, selection.last_tick
    selection = replace(
        selection,
        first_tick=run.first if first is None else max(first, run.first),
        last_tick=run.last if last is None else min(last, run.last),
    )
    if applicable(selection.conditions, table.name) or (
        database.has_blocks and table.name in _SCANNED
    ):
        return _scan(run, database, pulse, table, selection)
    return Counted(_parts(run, selection, _counts(run, database, table, selection)))


def joined(one: Part, other: Part) -> Part | None:
    """Return two parts that follow each other as one, unless that is too long."""
    n_rows = one.n_rows + other.n_rows
    if one.run.key != other.run.key or n_rows > PART:
        return None
    selection = replace(one.selection, last_tick=other.selection.last_tick)
    return Part(other.run, selection, n_rows)


def read(part: Part, database: Database, _pulse: Pulse, record: type) -> list[Any]:
    """Return the rows of a part as records.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    return database.records(record, part.run.run_id, part.selection)


def _counts(
    run: Compared, database: Database, table: Table, selection: Selection
) -> list[tuple[int, int]]:
    """Return the ticks that have rows, and how many."""
    if database.has_blocks and table.name in _FLAGS:
        return _dense(run, database, table, selection)
    where, parameters = as_sql(selection, table.name, by_tick=True)
    query = (
        f"SELECT tick, count(*) FROM {table.name}"  # noqa: S608 - our names
        f" WHERE run_id = ?{where} GROUP BY tick ORDER BY tick"
    )
    return database.query(query, (run.run_id, *parameters))


def latest_tick(database: Database, run: Compared, table: Table, tick: int) -> int:
    """Return the last tick up to one that has a snapshot; -2: there is none."""
    flags = {"agent_snapshots": "has_agents", "resource_snapshots": "has_places"}
    if database.has_blocks:
        source, flag = "tick_states", f" AND {flags[table.name]}"
    else:
        source, flag = table.name, ""
    query = f"SELECT max(tick) FROM {source} WHERE run_id = ? AND tick <= ?{flag}"  # noqa: S608
    ((latest,),) = database.query(query, (run.run_id, tick))
    return -2 if latest is None else int(latest)


def _dense(
    run: Compared, database: Database, table: Table, selection: Selection
) -> list[tuple[int, int]]:
    """Return the ticks of a table with a row for each agent, and how many they are."""
    where, parameters = as_sql(selection, "tick_states", by_tick=True)
    query = (
        f"SELECT tick FROM tick_states WHERE run_id = ?{where}"  # noqa: S608
        f" AND {_FLAGS[table.name]} ORDER BY tick"
    )
    agents = range(run.run.num_agents)
    n_rows = len(agents)
    if selection.agents is not None:
        n_rows = sum(agent in agents for agent in set(selection.agents))
    if not n_rows:
        return []
    found = database.query(query, (run.run_id, *parameters))
    return [(tick, n_rows) for (tick,) in found]


def _grouped(counts: list[Any]) -> Iterator[tuple[int, int, int]]:
    """Yield the first and the last tick of parts, with their rows."""
    since, until, n_rows = 0, 0, 0
    for tick, found in counts:
        if n_rows and n_rows + found > PART:
            yield since, until, n_rows
            n_rows = 0
        if not n_rows:
            since = tick
        until, n_rows = tick, n_rows + found
    if n_rows:
        yield since, until, n_rows


def _scan(
    run: Compared,
    database: Database,
    pulse: Pulse,
    table: Table,
    selection: Selection,
) -> Counted:
    """Count what only reading can count, until the moment is over."""
    since, last = selection.first_tick, selection.last_tick
    assert since is not None and last is not None  # noqa: S101, PT018 - `count` knows
    end = monotonic() + _ROUND
    counts: list[tuple[int, int]] = []
    size = 1
    while since <= last:
        until = min(last, since + size - 1)
        part = replace(selection, first_tick=since, last_tick=until)
        ticks = database.columns(run.run_id, table, part)["tick"]
        each, n_rows = np.unique(ticks, return_counts=True)
        counts += zip(each.tolist(), n_rows.tolist(), strict=True)
        since = until + 1
        if monotonic() > end:
            break
        pulse(since, last)
        # A row for each agent is read even where few of them are let through.
        rows = max(len(ticks), size * run.run.num_agents, 1)
        size = max(1, min(4 * size, _MOST_TICKS, size * _MOST_READ // rows))
    next_tick = since if since <= last else None
    return Counted(_parts(run, selection, counts), next_tick)


def _parts(
    run: Compared, selection: Selection, counts: list[tuple[int, int]]
) -> list[Part]:
    return [
        Part(run, replace(selection, first_tick=since, last_tick=until), n_rows)
        for since, until, n_rows in _grouped(counts)
    ]
