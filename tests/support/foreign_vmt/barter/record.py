"""Runs in a database below the current folder."""

import sqlite3
from pathlib import Path

FILE = Path("logs") / "telemetry.db"


def connect() -> sqlite3.Connection:
    """Open the database, with its tables made if they are not there."""
    FILE.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(FILE)
    connection.execute("CREATE TABLE IF NOT EXISTS runs (scenario TEXT, ticks INTEGER)")
    return connection


def keep(scenario: str, ticks: int) -> None:
    """Add a run."""
    with connect() as connection:
        connection.execute("INSERT INTO runs VALUES (?, ?)", (scenario, ticks))
    connection.close()


def count() -> int:
    """Return the number of runs."""
    connection = connect()
    (number,) = connection.execute("SELECT count(*) FROM runs").fetchone()
    connection.close()
    return int(number)
