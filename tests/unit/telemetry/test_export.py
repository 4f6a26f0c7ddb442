"""Tables as files: what is read back is what was recorded."""

import csv
import io
import json
import os
import sqlite3
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from public_files import NOVEMBER, OCTOBER, PublicFile
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.errors import FileTakenError, TelemetryError
from vmt.telemetry.export import Format, chunks, write_sqlite, write_table, written
from vmt.telemetry.selection import in_words
from vmt.telemetry.tables import TABLES, Column, Kind

CHUNKS = import_module("vmt.telemetry.export.chunks")
every_table = pytest.mark.parametrize("name", TABLES)


@pytest.fixture
def run(recorded) -> Any:
    """Return a run in which everything happens, open."""
    with open_run(recorded.path) as opened:
        yield opened


def expected(run: RecordedRun, name: str, selection=Selection()) -> list[list[Any]]:  # noqa: B008 - frozen
    """Return the rows of a table: exact quantities, and None for nothing."""
    found, decimals = run.minor_table(name, selection), run.run.quantity_decimals

    def value(column: Column, stored: Any) -> Any:
        if column.kind is Kind.QUANTITY:
            return Decimal(int(stored)).scaleb(-decimals)
        is_nothing = stored == -1 or stored is None or str(stored) == "nan"
        return None if column.nullable and is_nothing else stored

    columns = TABLES[name].columns
    return [[value(c, row[c.name]) for c in columns] for row in found]


def written_as(run: RecordedRun, name: str, form: Format, **options: Any) -> bytes:
    """Return what a table is written as."""
    file = io.BytesIO()
    count = write_table(run, name, file, form, **options)
    selection = options.get("selection", Selection())
    assert count == len(run.minor_table(name, selection))
    return file.getvalue()


READ = {
    Kind.INTEGER: int,
    Kind.QUANTITY: Decimal,
    Kind.REAL: float,
    Kind.FLAG: {"true": True, "false": False}.__getitem__,
    Kind.TEXT: str,
}


@every_table
def test_csv_reads_back_exactly(run, name: str) -> None:
    """Every digit of every value, in the order in which it happened."""
    text = written_as(run, name, Format.CSV).decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    columns = TABLES[name].columns
    assert header == [column.name for column in columns]
    read = [
        [
            None if c.nullable and cell == "" else READ[c.kind](cell)
            for c, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    assert read == expected(run, name)
    assert rows or name in {"mode_changes"} or run.minor_table(name).size == 0


@every_table
def test_jsonl_reads_back_exactly(run, name: str) -> None:
    """Each line is an object with the types of JSON."""
    text = written_as(run, name, Format.JSONL).decode()
    read = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
    rows = []
    for record in read:
        assert list(record) == [column.name for column in TABLES[name].columns]
        rows.append(
            [
                float(record[c.name])
                if c.kind is Kind.REAL and record[c.name] is not None
                else record[c.name]
                for c in TABLES[name].columns
            ]
        )
    assert rows == expected(run, name)


@every_table
def test_parquet_reads_back_exactly(run, name: str) -> None:
    """Quantities are decimals, nothing is null, and the types are told."""
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(written_as(run, name, Format.PARQUET)))
    assert table.column_names == [column.name for column in TABLES[name].columns]
    rows = [list(record.values()) for record in table.to_pylist()]
    assert rows == expected(run, name)
    minor = written_as(run, name, Format.PARQUET, minor=True)
    for column in TABLES[name].columns:
        if column.kind is Kind.QUANTITY:
            found = parquet.read_table(io.BytesIO(minor))[column.name].to_pylist()
            assert found == run.minor_table(name)[column.name].tolist()


def test_minor_units_are_whole_numbers(run) -> None:
    """With `minor` the quantities are those that the engine has."""
    text = written_as(run, "trades", Format.CSV, minor=True).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert [int(row["dB"]) for row in rows] == run.minor_table("trades")["dB"].tolist()


def test_sqlite_has_the_whole_run_for_any_program(run, tmp_path: Path) -> None:
    """Ordinary tables: natural units, and the exact minor units beside them."""
    path = tmp_path / "whole.db"
    count = write_sqlite(run, path)
    connection = sqlite3.connect(path)
    total = 0
    for name, table in TABLES.items():
        cursor = connection.execute(f"SELECT * FROM {name}")  # noqa: S608
        names, rows = [about[0] for about in cursor.description], cursor.fetchall()
        total += len(rows)
        for row, wanted in zip(rows, expected(run, name), strict=True):
            found = dict(zip(names, row, strict=True))
            for column, value in zip(table.columns, wanted, strict=True):
                if column.kind is Kind.QUANTITY:
                    minor = found[f"{column.name}_minor"]
                    assert Decimal(minor).scaleb(-4) == value
                    assert found[column.name] == float(value)
                else:
                    assert found[column.name] == value
    assert total == count > 0
    kinds = connection.execute("SELECT DISTINCT type FROM sqlite_schema").fetchall()
    assert kinds == [("table",)]
    [(seed, digest)] = connection.execute(
        "SELECT seed, final_digest FROM simulation_runs"
    )
    assert (seed, digest) == (run.run.seed, run.run.final_digest)
    connection.close()


def test_zero_is_written_and_infinity_is_told(tmp_path: Path) -> None:
    """Agent 0, cell 0, a surplus of 0.0, a price without bound, and nothing."""
    file = PublicFile(tmp_path / "public.db", OCTOBER)
    number = file.start_run()
    file.add_agents(number, 0, [(0, 3)], ask_A_in_B=float("inf"), p_min=0.0)
    file.add_agents(number, 1, [(0, 3)], target_agent_id=0, target_x=0, p_max=None)
    with open_run(file.close()) as public:
        name = "agent_snapshots"
        text = written_as(public, name, Format.CSV).decode()
        first, second = csv.DictReader(io.StringIO(text))
        lines = written_as(public, name, Format.JSONL).decode().splitlines()
        values = json.loads(lines[0])
    assert (first["agent_id"], first["x"], first["inventory_A"]) == ("0", "0", "0")
    assert (first["ask_A_in_B"], first["p_min"], first["target_x"]) == (
        "inf",
        "0.0",
        "",
    )
    assert (second["target_agent_id"], second["target_x"]) == ("0", "0")
    assert (second["target_y"], second["p_max"]) == ("", "")
    assert (values["ask_A_in_B"], values["p_min"], values["target_x"]) == (
        "inf",
        0,
        None,
    )


def test_texts_with_commas_quotes_and_lines_survive(tmp_path: Path) -> None:
    """Whatever a text holds, it is one field of one row."""
    odd = 'a, "b"\nc — ü'
    file = PublicFile(tmp_path / "public.db", NOVEMBER)
    number = file.start_run()
    pair = {"agent_i": 0, "agent_j": 1, "event": "pair", "reason": odd}
    file.add("pairings", run_id=number, tick=0, **pair)
    file.add("tick_states", run_id=number, tick=0, current_mode="", active_pairs="")
    with open_run(file.close()) as public:
        text = written_as(public, "pairings", Format.CSV).decode()
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        line = written_as(public, "pairings", Format.JSONL).decode()
    assert row["reason"] == odd
    assert json.loads(line)["reason"] == odd


@every_table
def test_selection_is_what_the_run_gives_for_it(run, name: str) -> None:
    """Ticks and agents, as `RecordedRun.table` selects them."""
    selection = Selection(3, 20, (0, 5))
    file = io.BytesIO()
    write_table(run, name, file, Format.CSV, selection)
    rows = len(file.getvalue().splitlines()) - 1
    assert rows == len(run.minor_table(name, selection))


@every_table
def test_chunks_are_the_table_in_whole_ticks(run, name: str, monkeypatch) -> None:
    """No row is lost or doubled where one chunk ends and the next begins."""
    monkeypatch.setattr(CHUNKS, "_ROWS", 30)
    ticks: list[int] = []
    parts = list(chunks(run, name, Selection(), ticks.append))
    # As text, because no NaN equals another.
    whole = run.minor_table(name).tolist()
    assert str(np.concatenate(parts).tolist()) == str(whole)
    assert sum(ticks) == 44
    if TABLES[name].by_tick:
        assert len(parts) > 3
        for before, after in pairwise(parts):
            assert not {*before["tick"].tolist()} & {*after["tick"].tolist()}


def test_chunks_stop_growing_at_their_rows(run, monkeypatch) -> None:
    """A chunk of many rows is followed by no larger one."""
    monkeypatch.setattr(CHUNKS, "_ROWS", 40)
    sizes = [len(part) for part in chunks(run, "agent_snapshots")]
    assert max(sizes) <= 4 * 40
    assert max(sizes[3:]) == 40


def test_new_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """An error in the middle leaves neither the file nor a part of it."""
    path = tmp_path / "new.csv"

    def fail() -> None:
        with written(path) as beside:
            beside.write_text("half")
            assert not path.exists()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with written(path) as beside:
        beside.write_text("whole")
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    found = os.umask(0o022)
    os.umask(found)
    return found


def test_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    """Also one that appears while the new one is written."""
    path = tmp_path / "new.csv"
    with pytest.raises(FileTakenError, match="such a file already"):  # noqa: SIM117
        with written(path):
            path.write_text("another's")
    assert path.read_text() == "another's"
    with pytest.raises(FileTakenError), written(path):
        pytest.fail("it began")
    with written(path, replace=True) as beside:
        beside.write_text("asked for")
    assert path.read_text() == "asked for"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """In words, with the folder to make."""
    with pytest.raises(TelemetryError, match=r"no folder .*nowhere; make it"):  # noqa: SIM117
        with written(tmp_path / "nowhere" / "new.csv"):
            pytest.fail("it began")


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(), "all ticks and agents"),
        (Selection(10, 20, (3, 7)), "ticks 10 to 20, agents 3 and 7"),
        (Selection(5, 5), "tick 5"),
        (Selection(first_tick=0), "from tick 0 on"),
        (Selection(last_tick=9, agents=(0,)), "up to tick 9, agent 0"),
        (Selection(agents=(1, 2, 3)), "agents 1, 2 and 3"),
    ],
)
def test_selection_in_words(selection: Selection, words: str) -> None:
    """One sentence for the command line and the log viewer."""
    assert in_words(selection) == words
