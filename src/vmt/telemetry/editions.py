"""Files of the public VMT, seen through views with the names of our tables.

The public VMT (`cmfunderburk/vmt-dev`) keeps its runs in SQLite files without any mark
of their edition. Views in the connection's own temporary schema stand before the
tables of such a file and give them our names, columns and order; nothing is written to
the file. What a file does not tell is null, -1 or empty; the editions differ in:

- until about 18 October 2025: no modes, no pairings, no kinds of exchange;
- until 30 October 2025: money; quantities of goods are whole units;
- until about 5 November 2025: no money, quantities still whole units;
- after that: the same tables, but quantities are 10^-4 of a unit.

Only figures tell the last two from each other, run by run, because one file may hold
runs of both. Trades move A in whole units: in 10^-4 of a unit each is a multiple of
10000, and in units nobody trades as many. A run without trades is taken for one in
10^-4 of a unit if the largest quantity at its start is 10000 or more, or if there is
nothing to see at all.
"""

import sqlite3
from collections.abc import Mapping

from vmt.telemetry.records import PUBLIC
from vmt.telemetry.tables import TABLES, Column, Kind, Table

Columns = Mapping[str, frozenset[str]]
"""The columns that a file has, by table."""

_RUN_COLUMNS = {
    *("run_id", "scenario_name", "start_time", "end_time", "total_ticks"),
    *("num_agents", "grid_width", "grid_height", "config_json"),
}
"""What every edition says of a run."""
_MONEY = (
    ("simulation_runs", "exchange_regime"),
    ("agent_snapshots", "inventory_M"),
    ("trades", "dM"),
)
_DECIMALS = 4  # of the quantities from November 2025 on
_SCALE = 10**_DECIMALS
_LOOKED_AT = 1000
"""Trades of a run that are looked at to tell its unit."""

_INSTEAD = {
    "alternatives": "''",
    "exchange_pair_type": "'A<->B'",
    "is_foraging_committed": "0",
    "is_paired": "0",
    "mode": "'both'",  # the edition without modes did both in every tick
    "protocol": "''",
    "seq": "row_number() OVER (PARTITION BY run_id, tick ORDER BY id) - 1",
    "utility_type": "''",
}
"""What a column that may not be null says where the file says nothing."""

_AGENTS = """
    SELECT run_id, agent_id, ifnull(utility_type, '') AS utility_type,
           '{}' AS utility_params, NULL AS mix_index, NULL AS home_x, NULL AS home_y
    FROM main.agent_snapshots AS s
    WHERE tick = (SELECT min(tick) FROM main.agent_snapshots WHERE run_id = s.run_id)
"""
_TICKS = """
    SELECT run_id, tick, 'both' AS current_mode, '["A<->B"]' AS active_pairs,
           NULL AS digest
    FROM (SELECT run_id, tick FROM main.agent_snapshots
          UNION SELECT run_id, tick FROM main.trades)
"""
_ANY_WITHOUT = """
    SELECT 1 FROM main.simulation_runs AS r WHERE run_id NOT IN ({0})
    AND (EXISTS (SELECT 1 FROM main.agent_snapshots WHERE run_id = r.run_id)
         OR EXISTS (SELECT 1 FROM main.trades WHERE run_id = r.run_id))
"""
_RUNS = """
    SELECT run_id, ifnull(scenario_name, '') AS scenario_name,
           ifnull(start_time, '') AS start_time, end_time,
           max(ifnull(total_ticks, 0), last_tick + 1) AS total_ticks,
           ifnull(num_agents, 0) AS num_agents, ifnull(grid_width, 0) AS grid_width,
           ifnull(grid_height, 0) AS grid_height,
           ifnull(config_json, '') AS config_json,
           CASE WHEN json_valid(config_json)
                THEN ifnull(json_extract(config_json, '$.seed'), -1)
                ELSE -1 END AS seed,
           edition AS rule_set, NULL AS planned_ticks,
           iif(end_time IS NULL, 'running', 'finished') AS status, NULL AS message,
           NULL AS final_digest, decimals AS quantity_decimals,
           iif(decimals, {scale}, 1) AS quantity_scale,
           '' AS search_protocol, '{{}}' AS search_params,
           '' AS matching_protocol, '{{}}' AS matching_params,
           '' AS bargaining_protocol, '{{}}' AS bargaining_params,
           NULL AS scenario_yaml, NULL AS scenario_sha256, NULL AS scenario_path,
           edition AS vmt_version, '' AS engine_version, NULL AS git_revision,
           NULL AS image_digest, '' AS python_version, '' AS numpy_version,
           '' AS platform, -1 AS agent_snapshot_frequency,
           -1 AS resource_snapshot_frequency, 'standard' AS log_level
    FROM (SELECT *, '{public} ' || {month} AS edition
          FROM (SELECT *, {decimals} AS decimals,
                       ifnull((SELECT max(tick) FROM temp.tick_states
                               WHERE run_id = r.run_id), -1) AS last_tick
                FROM main.simulation_runs AS r))
"""
_FIRST = "(SELECT min(tick) FROM main.{0} WHERE run_id = r.run_id)"
_LARGEST = "(SELECT {1} FROM main.{0} WHERE run_id = r.run_id AND tick = {2})"


def is_public(connection: sqlite3.Connection) -> bool:
    """Return whether a file is one of the public VMT, of whatever edition."""
    return _columns(connection)["simulation_runs"] >= _RUN_COLUMNS


def add_views(connection: sqlite3.Connection) -> None:
    """Give a connection to a file of the public VMT the views that we read."""
    # A read-only reader has no business with files of its own either.
    connection.execute("PRAGMA temp_store = MEMORY")
    columns = _columns(connection)
    views = {name: _table(table, columns[name]) for name, table in TABLES.items()}
    if columns["agent_snapshots"]:
        views["agents"] = _AGENTS
    views["tick_states"] = _ticks(connection, columns)
    views["simulation_runs"] = _runs(columns)
    for name, query in views.items():
        connection.execute(f"CREATE TEMP VIEW {name} AS {query}")
    for table in TABLES.values():
        if any(column.kind is Kind.QUANTITY for column in table.columns):
            query = _in_units(table)
            connection.execute(f"CREATE TEMP VIEW {table.name}_in_units AS {query}")


def _columns(connection: sqlite3.Connection) -> Columns:
    found = {}
    for table in ("simulation_runs", *TABLES):
        query = "SELECT name FROM pragma_table_info(?, 'main')"
        found[table] = frozenset(n for (n,) in connection.execute(query, (table,)))
    return found


def _table(table: Table, known: frozenset[str]) -> str:
    """Return the view on a table, or on none at all where the file has none."""
    if not known:
        nothing = ", ".join(f"NULL AS {column.name}" for column in table.columns)
        return f"SELECT NULL AS run_id, {nothing} WHERE 0"
    values = ", ".join(_value(column, known) for column in table.columns)
    return f"SELECT run_id, {values} FROM main.{table.name}"  # noqa: S608 - our names


def _value(column: Column, known: frozenset[str]) -> str:
    instead = "NULL" if column.nullable else _INSTEAD.get(column.name, "NULL")
    if column.name not in known:
        return f"{instead} AS {column.name}"
    if instead == "NULL":
        return column.name
    return f"ifnull({column.name}, {instead}) AS {column.name}"


def _ticks(connection: sqlite3.Connection, columns: Columns) -> str:
    """Return the view on the ticks; runs without any have those of their rows."""
    known = columns["tick_states"]
    table = _table(TABLES["tick_states"], known)
    if not (columns["agent_snapshots"] and columns["trades"]):
        return table
    # The first edition had no such table; a newer one that was shown its file has
    # put an empty one into it.
    with_ticks = "SELECT run_id FROM main.tick_states" if known else "SELECT 0"
    without = f"{_TICKS} WHERE run_id NOT IN ({with_ticks})"
    # To look at all rows takes time, so only where it finds something.
    (needed,) = connection.execute(f"SELECT EXISTS ({_ANY_WITHOUT.format(with_ticks)})")
    return f"{table} UNION ALL {without}" if needed == (1,) else table


def _is_first(columns: Columns) -> bool:
    """Return whether a file knows no kinds of exchange yet."""
    return "exchange_pair_type" not in columns["trades"]


def _runs(columns: Columns) -> str:
    has_money = any(column in columns[table] for table, column in _MONEY)
    if has_money or _is_first(columns):
        decimals, month = "0", "'October 2025'"
    else:
        decimals = _decimals_by_figures(columns)
        month = "iif(decimals, 'November 2025', 'early November 2025')"
    return _RUNS.format(scale=_SCALE, public=PUBLIC, month=month, decimals=decimals)


def _decimals_by_figures(columns: Columns) -> str:
    """Return an expression for the decimals of the quantities of the run `r`."""
    by_trades = (
        f"(SELECT iif(count(*), iif(max(dA % {_SCALE}), 0, {_DECIMALS}), NULL) FROM"  # noqa: S608 - our names
        f" (SELECT dA FROM main.trades WHERE run_id = r.run_id LIMIT {_LOOKED_AT}))"
    )
    largest = [
        f"ifnull({_LARGEST.format(table, value, _FIRST.format(table))}, 0)"
        for table, value in (
            ("agent_snapshots", "max(max(inventory_A, inventory_B))"),
            ("resource_snapshots", "max(amount)"),
        )
        if columns[table]
    ]
    seen = f"max(0, 0, {', '.join(largest)})" if largest else "0"
    by_size = f"iif({seen} BETWEEN 1 AND {_SCALE - 1}, 0, {_DECIMALS})"
    return f"ifnull({by_trades}, {by_size})"


def _in_units(table: Table) -> str:
    values = ", ".join(
        f"1.0 * {column.name} / r.quantity_scale AS {column.name}"
        if column.kind is Kind.QUANTITY
        else f"t.{column.name}"
        for column in table.columns
    )
    return (
        f"SELECT t.run_id, {values} FROM temp.{table.name} AS t"  # noqa: S608 - our names
        " JOIN temp.simulation_runs AS r USING (run_id)"
    )
