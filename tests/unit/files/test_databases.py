"""Recorded runs: what SQLite keeps beside them, and runs that go on."""

import io
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from file_desk import Desk, problem

RECORDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA journal_mode = {sys.argv[2]}")
connection.execute("CREATE TABLE IF NOT EXISTS ticks (number)")
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO ticks VALUES (1)")
if sys.argv[2] == "WAL":
    connection.execute("COMMIT")  # between two transactions it is open, no more
print("records", flush=True)
sys.stdin.read()
if sys.argv[2] == "DELETE":
    connection.execute("COMMIT")
connection.close()
"""

Record = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def record(folder: Path) -> Iterator[Record]:
    """Return a function that records a run until its standard input is closed."""
    started: list[subprocess.Popen[str]] = []

    def start(mode: str = "WAL", file: str = "run.db") -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", RECORDS, str(folder / file), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "records\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_run_that_goes_on_is_left_alone(
    desk: Desk, folder: Path, record: Record, mode: str
) -> None:
    """It is not deleted, replaced or copied in the middle, until it has ended."""
    process = record(mode)
    run = f"{folder.name}/run.db"

    for answer in (
        desk.delete(run),
        desk.delete(f"{folder.name}?all"),
        desk.put(f"{run}?replace", b"evil"),
        desk.get(run),
    ):
        assert answer.status_code == 409
        assert "run.db is being written to" in problem(answer)
    with zipfile.ZipFile(io.BytesIO(desk.get(f"{folder.name}?zip").content)) as told:
        assert told.namelist() == ["not-included.txt"]
        assert b"run.db: it was being written to" in told.read("not-included.txt")
    (entry,) = desk.get(folder.name).json()["entries"]
    assert entry["name"] == "run.db"
    assert entry["busy"]

    process.communicate("")
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        assert connection.execute("SELECT * FROM ticks").fetchall() == [(1,)]
    assert desk.get(run).status_code == 200
    assert desk.delete(run).status_code == 204


def test_a_run_that_was_killed_comes_with_its_log(
    desk: Desk, folder: Path, record: Record
) -> None:
    """Alone it would lack its end; the zip has all of it."""
    process = record()
    process.kill()
    process.communicate()
    run = f"{folder.name}/run.db"

    answer = desk.get(run)
    assert answer.status_code == 409
    assert "run.db-wal" in problem(answer)
    (entry,) = desk.get(folder.name).json()["entries"]
    assert entry["beside"] == ["run.db-wal", "run.db-shm"]
    assert not entry["busy"]

    zipped = desk.get(f"{folder.name}?zip&name=run.db")
    elsewhere = folder / "elsewhere"
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        archive.extractall(elsewhere)
    with closing(sqlite3.connect(elsewhere / "run.db")) as connection:
        assert connection.execute("SELECT * FROM ticks").fetchall() == [(1,)]


def test_a_run_takes_what_lies_beside_it_along(
    desk: Desk, folder: Path, record: Record
) -> None:
    """Deleted alone, neither of them would be of use; replaced, the log would harm."""
    process = record()
    process.kill()
    process.communicate()
    run = f"{folder.name}/run.db"
    log = (folder / "run.db-wal").read_bytes()

    assert "part of run.db" in problem(desk.delete(f"{run}-wal"))
    assert desk.delete(run).status_code == 204
    assert list(folder.iterdir()) == []

    (folder / "run.db-wal").write_bytes(log)
    assert desk.put(run, b"new").json()["exists"]
    assert desk.put(f"{run}?replace", b"new").status_code == 201
    assert [path.name for path in folder.iterdir()] == ["run.db"]


def test_a_run_that_is_only_looked_at_can_be_deleted(desk: Desk, folder: Path) -> None:
    """A log viewer that has it open keeps what it has open."""
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        connection.execute("CREATE TABLE ticks (number)")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM ticks").fetchall()
        assert desk.get(f"{folder.name}/run.db").status_code == 200
        assert desk.delete(f"{folder.name}/run.db").status_code == 204
