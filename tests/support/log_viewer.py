"""What tests of the log viewer have in common."""

from pathlib import Path
from time import monotonic
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QTableView

from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.reader import open_database

PATIENCE = 30  # seconds


def settle(window: LogViewerWindow) -> None:
    """Wait until the window shows what it was asked for."""
    end = monotonic() + PATIENCE
    while window.is_busy:
        assert monotonic() < end, "it is still reading"
        QTest.qWait(1)


def column(table: QTableView, title: str) -> list[str]:
    """Return what a column shows, from top to bottom."""
    model = table.model()
    titles = [model.headerData(c, Qt.Horizontal) for c in range(model.columnCount())]
    number = titles.index(title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def ask(path: Path, query: str, *parameters: int) -> list[tuple[Any, ...]]:
    """Ask the file itself."""
    with open_database(path) as database:
        return database.connection.execute(query, parameters).fetchall()
