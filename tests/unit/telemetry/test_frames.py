"""Recorded runs as pandas DataFrames."""

import sys
from pathlib import Path

import pytest

from public_files import NOVEMBER, PublicFile
from vmt.telemetry import Selection, open_run
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.tables import TABLES, Kind

pandas = pytest.importorskip("pandas")


@pytest.mark.parametrize("name", TABLES)
def test_frame_has_the_rows_of_the_table(recorded, name: str) -> None:
    """Column by column the same values, NA where the arrays have -1, NaN or None."""
    with open_run(recorded.path) as run:
        frame, rows = run.frame(name), run.table(name)
    assert list(frame.columns) == [column.name for column in TABLES[name].columns]
    assert len(frame) == len(rows)
    for column in TABLES[name].columns:
        for found, value in zip(frame[column.name], rows[column.name], strict=True):
            if found is pandas.NA:
                assert column.nullable
                assert value is None or value == -1 or value != value  # noqa: PLR0124
            else:
                assert found == value


def test_what_is_missing_is_na_and_zero_is_not(tmp_path: Path) -> None:
    """A target of 0 counts, none does not; so do means and counts of pandas."""
    file = PublicFile(tmp_path / "public.db", NOVEMBER)
    number = file.start_run()
    file.add_agents(number, 0, [(25_000, 10_000)], target_agent_id=0, p_min=0.0)
    file.add_agents(number, 1, [(30_000, 10_000)], p_min=None)
    with open_run(file.close()) as run:
        frame = run.frame("agent_snapshots")
        part = run.frame("agent_snapshots", Selection(first_tick=1))
    assert frame["target_agent_id"].tolist() == [0, pandas.NA]
    assert frame["target_agent_id"].count() == frame["p_min"].count() == 1
    assert frame["p_min"].mean() == 0.0
    assert frame["inventory_A"].tolist() == [2.5, 3.0]
    assert part["tick"].tolist() == [1]


def test_types_are_the_same_with_rows_and_without(recorded) -> None:
    """An empty table fits to a full one."""
    with open_run(recorded.path) as run:
        for name, table in TABLES.items():
            full, empty = run.frame(name), run.frame(name, Selection(900, 900, (99,)))
            assert len(empty) == 0
            assert full.dtypes.tolist() == empty.dtypes.tolist()
            for column in table.columns:
                if column.nullable and column.kind is Kind.INTEGER:
                    assert full[column.name].dtype == "Int64"


def test_without_pandas_it_says_what_to_do(recorded, monkeypatch) -> None:
    """In a sentence that names the way with pandas and the one without."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with (
        open_run(recorded.path) as run,
        pytest.raises(TelemetryError, match=r"pip install pandas\), or use table\(\)"),
    ):
        run.frame("trades")
