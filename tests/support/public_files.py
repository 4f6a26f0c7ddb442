"""Files as the editions of the public VMT make them, from a description of columns."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_RUNS = (
    "run_id integer primary key autoincrement, scenario_name text, start_time text,"
    " end_time text, total_ticks integer, num_agents integer, grid_width integer,"
    " grid_height integer, config_json text"
)
_ROW = "id integer primary key autoincrement, run_id integer not null, tick integer"

FIRST = {
    "simulation_runs": _RUNS,
    "agent_snapshots": f"{_ROW}, agent_id integer, x integer, y integer,"
    " inventory_A integer, inventory_B integer, utility real, ask_A_in_B real,"
    " bid_A_in_B real, p_min real, p_max real, target_agent_id integer,"
    " target_x integer, target_y integer, utility_type text",
    "resource_snapshots": f"{_ROW}, x integer, y integer, resource_type text,"
    " amount integer",
    "decisions": f"{_ROW}, agent_id integer, chosen_partner_id integer,"
    " surplus_with_partner real, target_type text, target_x integer,"
    " target_y integer, num_neighbors integer, alternatives text",
    "trades": f"{_ROW}, x integer, y integer, buyer_id integer, seller_id integer,"
    " dA integer, dB integer, price real, direction text",
    "trade_attempts": f"{_ROW}, buyer_id integer, seller_id integer, result text",
}
"""The tables of mid-October 2025: no modes, no pairings, no money."""

_LATER = {
    **FIRST,
    "decisions": f"{FIRST['decisions']}, mode text, claimed_resource_pos text,"
    " is_paired integer default 0, is_foraging_committed integer default 0",
    "trades": f"{FIRST['trades']}, exchange_pair_type text default 'A<->B',"
    " buyer_surplus real, seller_surplus real",
    "mode_changes": f"{_ROW}, old_mode text, new_mode text",
    "tick_states": f"{_ROW}, current_mode text, active_pairs text",
    "pairings": f"{_ROW}, agent_i integer, agent_j integer, event text, reason text,"
    " surplus_i real, surplus_j real",
    "preferences": f"{_ROW}, agent_id integer, partner_id integer, rank integer,"
    " surplus real, discounted_surplus real, distance integer",
}

OCTOBER = {
    **_LATER,
    "simulation_runs": f"{_RUNS}, exchange_regime text default 'barter_only',"
    " money_mode text, money_scale integer default 1",
    "agent_snapshots": f"{_LATER['agent_snapshots']}, inventory_M integer default 0,"
    " lambda_money real, lambda_changed integer default 0",
    "trades": f"{_LATER['trades']}, dM integer default 0, buyer_lambda real,"
    " seller_lambda real",
    "tick_states": f"{_LATER['tick_states']}, exchange_regime text",
    "lambda_updates": f"{_ROW}, agent_id integer, lambda_old real",
}
"""The tables of the time with money; preferences do not know their pair type yet."""

NOVEMBER = {
    **_LATER,
    "preferences": f"{_LATER['preferences']}, pair_type text default null",
}
"""The tables without money, first in whole units and then in 10^-4 of one."""


class PublicFile:
    """A file that the public VMT writes, with the rows that a test gives it."""

    def __init__(self, path: Path, tables: Mapping[str, str]) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        for name, columns in tables.items():
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")

    def start_run(self, *, seed: int = 42, **columns: Any) -> int:
        """Add a run as it is when it begins, and return its number."""
        config = json.dumps({"seed": seed, "params": {"beta": 0.95, "forage_rate": 1}})
        return self.add(
            "simulation_runs",
            **{
                "scenario_name": "three_agent_barter",
                "start_time": "2025-10-21T14:03:05.123456",
                "num_agents": 2,
                "grid_width": 8,
                "grid_height": 8,
                "config_json": config,
                **columns,
            },
        )

    def add(self, table: str, **columns: Any) -> int:
        """Add a row and return its number."""
        marks = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        number = self._connection.execute(statement, tuple(columns.values())).lastrowid
        assert number is not None
        return number

    def add_agents(
        self, run: int, tick: int, holdings: Iterable[tuple[int, int]], **columns: Any
    ) -> None:
        """Add a snapshot of agents 0, 1, … with what they hold of A and B."""
        for agent, (A, B) in enumerate(holdings):
            row = {"x": agent, "y": 0, "inventory_A": A, "inventory_B": B}
            row |= {"utility": 1.5 + tick, "ask_A_in_B": 0.5, "bid_A_in_B": 2.0}
            row |= {"p_min": 0.5, "p_max": 2.0, "utility_type": "UCES", **columns}
            self.add("agent_snapshots", run_id=run, tick=tick, agent_id=agent, **row)

    def add_trade(self, run: int, tick: int, dA: int, dB: int, **columns: Any) -> None:
        """Add a trade in which agent 0 buys A from agent 1."""
        row = {"x": 0, "y": 0, "buyer_id": 0, "seller_id": 1, "dA": dA, "dB": dB}
        row |= {"price": 0.75, "direction": "i_buys_A", **columns}
        self.add("trades", run_id=run, tick=tick, **row)

    def close(self) -> Path:
        """Close the file and return where it lies."""
        self._connection.close()
        return self.path
