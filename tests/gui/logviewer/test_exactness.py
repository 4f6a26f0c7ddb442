"""What is exported and copied of each page, beside what SQL finds in the file."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtWidgets import QApplication

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.export import Target
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.tables import TABLES, Column, Kind

PAGES = (
    *("agents", "trades", "decisions", "rankings"),
    *("pairings", "harvests", "resources"),
)


@pytest.fixture
def window(
    home: Path,
    write_scenario: Callable[..., Path],
    viewer: Callable[[Path], LogViewerWindow],
) -> LogViewerWindow:
    """Open a run of which everything is recorded, at all of its ticks."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "everything.db"
    detail = Detail(LogLevel.DEBUG)
    with Recorder(path, scenario, simulation, detail=detail) as recorder:
        simulation.run(12, recorder.record)
    opened = viewer(path)
    opened.filter.choose(extent=Extent.ALL)
    return opened


def by_sql(window: LogViewerWindow, table: str) -> dict[str, list[Any]]:
    """Return the columns of a table by SQL, quantities in units."""
    found: dict[str, list[Any]] = {}
    with open_database(window.recording.path) as database:
        scale = Decimal(10) ** database.run(1).quantity_decimals
        known = {name for _, name, *_ in database.query(f"PRAGMA table_info({table})")}
        for column in TABLES[table].columns:
            if column.name not in known:  # the order within a tick, by the ids
                continue
            query = f"SELECT {column.name} FROM {table} WHERE run_id = 1"  # noqa: S608
            values = [value for (value,) in database.query(query)]
            if column.kind is Kind.TEXT:
                values = [value or "" for value in values]
            if column.kind is Kind.QUANTITY:
                values = [Decimal(value) / scale for value in values]
            found[column.name] = values
    return found


def alike(values: list[Any]) -> list[str]:
    """Return values of a column so that they can be compared, whatever their order."""
    return sorted(map(repr, values))


def read(column: Column, text: str) -> Any:
    """Return what a field of a CSV file says."""
    if text == "" and column.kind is not Kind.TEXT:
        return None
    match column.kind:
        case Kind.QUANTITY:
            return Decimal(text)
        case Kind.REAL:
            return float(text)
        case Kind.TEXT:
            return text
        case _:
            return (
                {"true": 1, "yes": 1, "false": 0, "no": 0}[text]
                if text.isalpha()
                else int(text)
            )


@pytest.mark.parametrize("page", PAGES)
def test_files_have_what_sql_finds(
    window: LogViewerWindow, tmp_path: Path, page: str
) -> None:
    """Every row, nothing rounded, zeros kept, nothing as nothing; in both formats."""
    window.tabs.setCurrentWidget(getattr(window, page))
    settle(window)
    table = window.tabs.page.shown()[0]
    expected = by_sql(window, table)
    columns = TABLES[table].columns
    for suffix in ("csv", "jsonl"):
        path = tmp_path / f"{page}.{suffix}"
        window.export_to(Target(path, may_replace=False))
        settle(window)
        lines = path.read_text(encoding="utf-8").splitlines()
        if suffix == "csv":
            rows = list(csv.DictReader(lines))
            found = {c.name: [read(c, row[c.name]) for row in rows] for c in columns}
        else:
            rows = [json.loads(line, parse_float=Decimal) for line in lines]
            found = {c.name: [_as_sql(c, row[c.name]) for row in rows] for c in columns}
        assert rows
        for name, values in expected.items():
            assert alike(found[name]) == alike(values), (suffix, name)


@pytest.mark.parametrize("page", PAGES)
def test_copies_have_the_titles_and_all_digits(
    window: LogViewerWindow, page: str
) -> None:
    """Columns that the file has are as SQL finds them, whatever is seen of them."""
    window.tabs.setCurrentWidget(getattr(window, page))
    settle(window)
    shown = window.tabs.page
    shown.table.clearSelection()
    shown.table.copy()
    titles, *lines = QApplication.clipboard().text().splitlines()
    assert titles.split("\t") == [column.title for column in shown.model.columns]
    table = shown.shown()[0]
    fields = {column.name: column for column in TABLES[table].columns}
    expected = by_sql(window, table)
    assert lines
    for number, column in enumerate(shown.model.columns):
        if column.field in expected:
            field = fields[column.field]
            found = [read(field, line.split("\t")[number]) for line in lines]
            wanted = expected[column.field]
            if field.kind is Kind.TEXT:  # in plain words
                wanted = [value.replace("_", " ") for value in wanted]
                found = [value.replace("_", " ") for value in found]
            assert alike(found) == alike(wanted), column.title


def _as_sql(column: Column, value: Any) -> Any:
    """Return a value of JSON as SQL has it."""
    if isinstance(value, bool):
        return int(value)
    if value is not None and column.kind is Kind.REAL:
        return float(value)
    if column.kind is Kind.TEXT:
        return value or ""
    return Decimal(value) if column.kind is Kind.QUANTITY else value
