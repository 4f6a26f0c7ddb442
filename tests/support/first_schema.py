"""Recordings of schema version 1, which this version only reads.

There everything is a row: agents, decisions, harvests, resources and pairings, too.
"""

import sqlite3
from pathlib import Path
from typing import Any

from vmt.telemetry import RecordedRun, schema
from vmt.telemetry.tables import TABLES, Kind, Table

SCHEMA = """
CREATE TABLE simulation_runs (
    run_id INTEGER PRIMARY KEY,
    scenario_name TEXT NOT NULL,
    start_time TEXT NOT NULL,
    end_time TEXT,
    total_ticks INTEGER NOT NULL DEFAULT 0,
    num_agents INTEGER NOT NULL,
    grid_width INTEGER NOT NULL,
    grid_height INTEGER NOT NULL,
    config_json TEXT NOT NULL,
    seed INTEGER NOT NULL,
    rule_set TEXT NOT NULL,
    planned_ticks INTEGER,
    status TEXT NOT NULL DEFAULT 'running'
        CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
    message TEXT,
    final_digest TEXT,
    quantity_decimals INTEGER NOT NULL,
    quantity_scale INTEGER NOT NULL,
    search_protocol TEXT NOT NULL,
    search_params TEXT NOT NULL,
    matching_protocol TEXT NOT NULL,
    matching_params TEXT NOT NULL,
    bargaining_protocol TEXT NOT NULL,
    bargaining_params TEXT NOT NULL,
    scenario_yaml TEXT,
    scenario_sha256 TEXT,
    scenario_path TEXT,
    vmt_version TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    git_revision TEXT,
    image_digest TEXT,
    python_version TEXT NOT NULL,
    numpy_version TEXT NOT NULL,
    platform TEXT NOT NULL,
    agent_snapshot_frequency INTEGER NOT NULL,
    resource_snapshot_frequency INTEGER NOT NULL
);
CREATE TABLE agents (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    agent_id INTEGER NOT NULL,
    utility_type TEXT NOT NULL,
    utility_params TEXT NOT NULL,
    mix_index INTEGER NOT NULL,
    home_x INTEGER NOT NULL,
    home_y INTEGER NOT NULL,
    PRIMARY KEY (run_id, agent_id)
) WITHOUT ROWID;
CREATE TABLE agent_snapshots (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    inventory_A INTEGER NOT NULL,
    inventory_B INTEGER NOT NULL,
    utility REAL,
    ask_A_in_B REAL,
    bid_A_in_B REAL,
    p_min REAL,
    p_max REAL,
    target_agent_id INTEGER,
    target_x INTEGER,
    target_y INTEGER,
    utility_type TEXT NOT NULL,
    PRIMARY KEY (run_id, tick, agent_id)
) WITHOUT ROWID;
CREATE TABLE resource_snapshots (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    resource_type TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (run_id, tick, x, y)
) WITHOUT ROWID;
CREATE TABLE decisions (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    chosen_partner_id INTEGER,
    surplus_with_partner REAL,
    target_type TEXT NOT NULL,
    target_x INTEGER,
    target_y INTEGER,
    num_neighbors INTEGER NOT NULL,
    alternatives TEXT NOT NULL,
    mode TEXT NOT NULL,
    claimed_resource_pos TEXT,
    is_paired INTEGER NOT NULL,
    is_foraging_committed INTEGER NOT NULL,
    PRIMARY KEY (run_id, tick, agent_id)
) WITHOUT ROWID;
CREATE TABLE trades (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    buyer_id INTEGER NOT NULL,
    seller_id INTEGER NOT NULL,
    dA INTEGER NOT NULL,
    dB INTEGER NOT NULL,
    price REAL NOT NULL,
    direction TEXT NOT NULL,
    exchange_pair_type TEXT NOT NULL DEFAULT 'A<->B',
    buyer_surplus REAL,
    seller_surplus REAL,
    quoted_price REAL,
    protocol TEXT NOT NULL,
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;
CREATE TABLE harvests (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    good TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;
CREATE TABLE pairings (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent_i INTEGER NOT NULL,
    agent_j INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    surplus_i REAL,
    surplus_j REAL,
    PRIMARY KEY (run_id, tick, seq)
) WITHOUT ROWID;
CREATE TABLE preferences (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    partner_id INTEGER NOT NULL,
    surplus REAL,
    discounted_surplus REAL,
    distance INTEGER NOT NULL,
    pair_type TEXT,
    PRIMARY KEY (run_id, tick, agent_id, rank)
) WITHOUT ROWID;
CREATE TABLE mode_changes (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    old_mode TEXT NOT NULL,
    new_mode TEXT NOT NULL,
    PRIMARY KEY (run_id, tick)
) WITHOUT ROWID;
CREATE TABLE tick_states (
    run_id INTEGER NOT NULL REFERENCES simulation_runs (run_id),
    tick INTEGER NOT NULL,
    current_mode TEXT NOT NULL,
    active_pairs TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (run_id, tick)
) WITHOUT ROWID;
CREATE VIEW agent_snapshots_in_units AS
SELECT s.run_id, s.tick, s.agent_id, s.x, s.y,
       1.0 * s.inventory_A / r.quantity_scale AS inventory_A,
       1.0 * s.inventory_B / r.quantity_scale AS inventory_B,
       s.utility, s.ask_A_in_B, s.bid_A_in_B, s.p_min, s.p_max,
       s.target_agent_id, s.target_x, s.target_y, s.utility_type
FROM agent_snapshots AS s JOIN simulation_runs AS r USING (run_id);
CREATE VIEW resource_snapshots_in_units AS
SELECT s.run_id, s.tick, s.x, s.y, s.resource_type,
       1.0 * s.amount / r.quantity_scale AS amount
FROM resource_snapshots AS s JOIN simulation_runs AS r USING (run_id);
CREATE VIEW trades_in_units AS
SELECT t.run_id, t.tick, t.seq, t.x, t.y, t.buyer_id, t.seller_id,
       1.0 * t.dA / r.quantity_scale AS dA,
       1.0 * t.dB / r.quantity_scale AS dB,
       t.price, t.direction, t.exchange_pair_type, t.buyer_surplus,
       t.seller_surplus, t.quoted_price, t.protocol
FROM trades AS t JOIN simulation_runs AS r USING (run_id);
CREATE VIEW harvests_in_units AS
SELECT h.run_id, h.tick, h.seq, h.agent_id, h.x, h.y, h.good,
       1.0 * h.amount / r.quantity_scale AS amount
FROM harvests AS h JOIN simulation_runs AS r USING (run_id);
"""


def write_first(path: Path, run: RecordedRun) -> None:
    """Write a recorded run as version 1 did; trades without who proposed."""
    source = run.database.connection
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA application_id = {schema.APPLICATION_ID};")
    connection.executescript(f"PRAGMA user_version = 1; {SCHEMA}")
    _copy_run(source, connection)
    for name, table in TABLES.items():
        if _columns(connection, name):
            _insert(connection, name, _rows(run, table))
    connection.commit()
    connection.close()


def _copy_run(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    names = _columns(target, "simulation_runs")
    query = f"SELECT {', '.join(names)} FROM simulation_runs"  # noqa: S608 - our names
    rows = [dict(zip(names, row, strict=True)) for row in source.execute(query)]
    _insert(target, "simulation_runs", rows)


def _rows(run: RecordedRun, table: Table) -> list[dict[str, Any]]:
    found = run.minor_table(table.name)
    columns = {"run_id": [run.run.run_id] * len(found)}
    for column in table.columns:
        values = found[column.name].tolist()
        if column.nullable and column.kind is Kind.INTEGER:
            values = [None if value == -1 else value for value in values]
        columns[column.name] = values
    if table.name == "decisions":
        columns["alternatives"] = _with_surpluses(run, found)
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _with_surpluses(run: RecordedRun, decisions: Any) -> list[str]:
    """Return the partners considered as version 1 told of them: ``id:surplus; ...``."""
    named: dict[tuple[int, int], list[str]] = {}
    for p in run.minor_table("preferences"):
        text = f"{p['partner_id']}:{float(p['surplus'])!r}"
        named.setdefault((int(p["tick"]), int(p["agent_id"])), []).append(text)
    return [
        "; ".join(named.get((int(d["tick"]), int(d["agent_id"])), ()))
        for d in decisions
    ]


def _insert(
    connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]
) -> None:
    names = _columns(connection, table)
    marks = ", ".join(f":{name}" for name in names)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    connection.executemany(statement, rows)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    query = "SELECT name FROM pragma_table_info(?)"
    return [name for (name,) in connection.execute(query, (table,))]
