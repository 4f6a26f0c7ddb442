"""Files of schema version 1 read like those of today."""

import csv
from pathlib import Path

import numpy as np
import pytest

from first_schema import write_first
from small_market import TICKS
from vmt.cli.main import main
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.reader import open_database
from vmt.telemetry.tables import TABLES, Kind
from vmt.telemetry.verification import verify


@pytest.fixture
def first(tmp_path: Path, reference: RecordedRun) -> Path:
    """Return the reference run in a file of version 1."""
    path = tmp_path / "first.db"
    write_first(path, reference)
    return path


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "selection", [Selection(), Selection(4, 17), Selection(agents=(0, 5))]
)
def test_tables_are_those_of_the_same_run_today(
    first: Path, reference: RecordedRun, name: str, selection: Selection
) -> None:
    """Rows and values are the same but for what was not recorded then."""
    with open_run(first) as run:
        old = run.minor_table(name, selection)
    new = reference.minor_table(name, selection)
    assert old.dtype == new.dtype
    assert len(old) == len(new)
    assert (len(old) > 0) == (name != "trade_attempts")
    for column in TABLES[name].columns:
        if column.name != "proposer_id":
            np.testing.assert_array_equal(old[column.name], new[column.name])


def test_records_are_those_of_the_same_run_today(
    first: Path, reference: RecordedRun
) -> None:
    """The log viewer's questions have the same answers."""
    new = reference.database
    with open_database(first) as old:
        assert old.tick_range(1) == new.tick_range(1)
        assert old.agents(1) == new.agents(1)
        for tick in (-1, 0, 20, TICKS - 1, TICKS + 9):
            assert old.agents_at(1, tick) == new.agents_at(1, tick)
            assert old.resources_at(1, tick) == new.resources_at(1, tick)
            assert _known(old.decisions(1, tick)) == _known(new.decisions(1, tick))
            assert old.pairings(1, tick) == new.pairings(1, tick)
            assert old.harvests(1, tick) == new.harvests(1, tick)
        assert old.agent_history(1, 3) == new.agent_history(1, 3)
        assert len(old.trades_of(1, 3)) == len(new.trades_of(1, 3)) > 0
        assert old.run(1).log_level == "standard"
        assert old.run(1).final_digest == new.run(1).final_digest


def _known(records: list[object]) -> list[str]:
    """Return records as text, in which NaN equals NaN."""
    return [str(record) for record in records]


def test_run_of_an_old_file_is_repeated(first: Path) -> None:
    """Its digests, agents and trades are those of the run made anew."""
    with open_database(first) as database:
        result = verify(database, 1)
    assert (result.ticks, result.difference) == (TICKS, None)


def test_views_in_units_are_there(first: Path, reference: RecordedRun) -> None:
    """A query of one's own finds the columns of today."""
    query = "SELECT * FROM trades_in_units ORDER BY tick LIMIT 1"
    with open_database(first) as database:
        old = database.connection.execute(query)
        names = {name for name, *_ in old.description}
    assert names >= {c.name for c in TABLES["trades"].columns}
    for name, table in TABLES.items():
        if any(column.kind is Kind.QUANTITY for column in table.columns):
            counted = f"SELECT count(*) FROM {name}_in_units"  # noqa: S608
            with open_database(first) as database:
                found = database.connection.execute(counted).fetchone()
            assert found == (len(reference.table(name)),)


@pytest.mark.parametrize("name", ["trades", "decisions", "agent_snapshots"])
def test_old_files_are_exported_as_new_ones(
    first: Path, reference: RecordedRun, tmp_path: Path, name: str
) -> None:
    """The text is the same, column by column."""
    exported = []
    for path in (first, reference.path):
        out = tmp_path / f"{path.stem}.csv"
        assert main(["export", str(path), "--table", name, "-o", str(out)]) == 0
        with out.open(encoding="utf-8", newline="") as file:
            exported.append(list(csv.DictReader(file)))
    assert exported[0] == exported[1]


def test_old_files_are_left_as_they_are(first: Path) -> None:
    """Reading writes nothing, into the file or beside it."""
    before = first.read_bytes()
    with open_run(first) as run:
        for name in TABLES:
            run.table(name)
        verify(run.database, 1)
        assert sorted(first.parent.iterdir()) == [first]
    assert first.read_bytes() == before
    assert sorted(first.parent.iterdir()) == [first]
