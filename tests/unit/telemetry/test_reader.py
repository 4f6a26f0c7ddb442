"""Opening files, ours and others."""

import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from vmt.telemetry import schema
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database
from vmt.telemetry.records import natural


def test_reading_leaves_the_file_and_its_folder_alone(recorded) -> None:
    """Not a byte changes, and nothing appears beside the file."""
    folder = recorded.path.parent
    before = recorded.path.read_bytes(), sorted(folder.iterdir())
    with open_database(recorded.path) as database:
        database.agents_at(1, 3)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.connection.execute("DELETE FROM trades")
        assert (recorded.path.read_bytes(), sorted(folder.iterdir())) == before
    assert (recorded.path.read_bytes(), sorted(folder.iterdir())) == before


def test_reader_follows_a_run_while_it_is_written(start) -> None:
    """What is flushed is seen through a connection that was open before."""
    recorder, simulation = start()
    with recorder, open_database(recorder.path) as database:
        assert database.tick_range(1) == (-1, -1)
        assert database.runs()[0].status == "running"
        recorder.record(simulation, simulation.step())
        recorder.flush()
        assert database.tick_range(1) == (-1, 0)
        assert database.runs()[0].total_ticks == 1
        recorder.record(simulation, simulation.step())
        recorder.finish("finished")
        assert database.tick_range(1) == (-1, 1)
        assert database.runs()[0].status == "finished"


def test_recording_that_is_being_read_ends_in_its_file(start, tmp_path) -> None:
    """A copy of the file alone is whole, though somebody reads it at its end."""
    recorder, simulation = start()
    with open_database(recorder.path):
        simulation.run(5, recorder.record)
        recorder.finish("finished")
        copy = tmp_path / "copy.db"
        shutil.copyfile(recorder.path, copy)
    with open_database(copy) as database:
        assert database.tick_range(1) == (-1, 4)
        assert database.runs()[0].status == "finished"


def test_history_of_an_agent_has_a_row_for_each_tick(recorded) -> None:
    """One agent is followed through all ticks."""
    with open_database(recorded.path) as database:
        history = database.agent_history(1, 3)
        assert [row.tick for row in history] == list(range(-1, 43))
        assert {row.agent_id for row in history} == {3}
        assert history[10] == database.agents_at(1, 9)[3]


def test_unknown_run_is_told_with_those_there_are(recorded) -> None:
    """Asking for run 7 of a file with run 1 says so."""
    with (
        open_database(recorded.path) as database,
        pytest.raises(TelemetryError, match="no run 7 in this file; it has: 1"),
    ):
        database.run(7)


@pytest.fixture
def killed(open_folder: Path, start) -> Path:
    """Return the recording of a run that was killed, with its log, read-only."""
    recorder, simulation = start()
    recorder.record(simulation, simulation.step())
    recorder.flush()
    copy = open_folder / "copy.db"
    for end in ("", "-wal"):
        shutil.copyfile(f"{recorder.path}{end}", f"{copy}{end}")
        Path(f"{copy}{end}").chmod(0o444)
    recorder.finish("finished")
    return copy


def test_unfinished_recording_opens_where_nothing_can_be_written(
    killed: Path, open_folder: Path, unprivileged
) -> None:
    """A file without a log is read in a read-only folder, and nothing appears."""
    recovered = sqlite3.connect(killed)
    recovered.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    recovered.close()
    before = sorted(open_folder.iterdir())
    open_folder.chmod(0o555)
    with unprivileged(), open_database(killed) as database:
        assert database.tick_range(1) == (-1, 0)
    assert sorted(open_folder.iterdir()) == before == [killed]


def test_log_that_cannot_be_read_is_told(killed: Path, unprivileged) -> None:
    """A file with a log in a read-only folder says what to copy where."""
    with (
        unprivileged(),
        pytest.raises(TelemetryError, match=r"copy it to one, .* copy\.db-wal"),
    ):
        open_database(killed)


def test_killed_recording_is_read_with_its_log(killed: Path) -> None:
    """What is in the log only is read, too."""
    killed.chmod(0o644)
    with open_database(killed) as database:
        assert database.tick_range(1) == (-1, 0)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A path without a file is told as such."""
    with pytest.raises(TelemetryError, match=r"nothing\.db: there is no such file"):
        open_database(tmp_path / "nothing.db")
    assert list(tmp_path.iterdir()) == []


def test_folder_is_not_a_file(tmp_path: Path) -> None:
    """A folder is told as such."""
    with pytest.raises(TelemetryError, match="not a file but a folder"):
        open_database(tmp_path)


def test_text_is_not_a_database(tmp_path: Path) -> None:
    """Any other file is told as such."""
    path = tmp_path / "notes.db"
    path.write_text("price was 2\n" * 100, encoding="utf-8")
    with pytest.raises(TelemetryError, match="not an SQLite database"):
        open_database(path)


def _database(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ([], "there is nothing in this file; .* it can be deleted"),
        (["CREATE TABLE songs (id)"], "not one of recorded runs"),
        (["CREATE TABLE songs (id)", "PRAGMA user_version = 9"], "not one of recorded"),
        (["CREATE TABLE simulation_runs (id)"], "another edition of VMT"),
        (
            [f"PRAGMA application_id = {schema.APPLICATION_ID}"],
            "tables are missing",
        ),
    ],
)
def test_other_databases_are_refused(
    tmp_path: Path, statements: list[str], message: str
) -> None:
    """A database that is not a recording is told as such."""
    path = _database(tmp_path / "other.db", *statements)
    path.touch()
    with pytest.raises(TelemetryError, match=message):
        open_database(path)


def test_newer_schema_is_refused_in_words(recorded) -> None:
    """A file of a later version says which version can read it."""
    _database(recorded.path, f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(TelemetryError, match="a newer VMT wrote this"):
        open_database(recorded.path)


def test_locked_file_is_told(recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another program holds gives a sentence, not a wait for ever."""
    monkeypatch.setattr("vmt.telemetry.connection._PATIENCE", 0.0)
    holder = sqlite3.connect(recorded.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TelemetryError, match="holds it locked"):
        open_database(recorded.path)
    holder.execute("ROLLBACK")
    holder.close()


def test_damaged_file_is_told(recorded) -> None:
    """A file with its pages overwritten gives a sentence when they are read."""
    size = recorded.path.stat().st_size
    with recorded.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(TelemetryError, match="damaged"):  # noqa: SIM117
        with open_database(recorded.path) as database:
            database.agents_at(1, 3)


def test_file_that_may_not_be_read_is_told(open_folder: Path, unprivileged) -> None:
    """A file of somebody else gives a sentence."""
    path = _database(open_folder / "private.db", "CREATE TABLE t (id)")
    path.chmod(0)
    with unprivileged(), pytest.raises(TelemetryError, match="permissions"):
        open_database(path)


@pytest.mark.parametrize(
    ("minor", "decimals", "text"),
    [
        (50_000, 4, "5"),
        (8_009, 4, "0.8009"),
        (0, 4, "0"),
        (1_000_000, 4, "100"),
        (-25_000, 4, "-2.5"),
        (7, 0, "7"),
        (9_223_372_036_854_775_807, 4, "922337203685477.5807"),
    ],
)
def test_quantities_are_exact(minor: int, decimals: int, text: str) -> None:
    """A quantity in natural units has all its digits and no others."""
    assert natural(minor, decimals) == Decimal(text)
    assert str(natural(minor, decimals)) == text
