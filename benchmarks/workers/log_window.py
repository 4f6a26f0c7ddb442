"""Looks at a recorded run in a window and prints what that took, as JSON.

``log_window.py FILE lazy|naive``
"""

import json
import random
import sys
import time
from pathlib import Path

from peak_memory import peak
from PyQt5.QtCore import QSettings
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QTableView

from vmt.qt.application import make_application
from vmt.qt.logviewer.columns import agent_columns
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.qt.memory import spare
from vmt.qt.tables import RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import open_database
from vmt.telemetry.records import AgentSnapshot

JUMPS = 60


def settle(window: LogViewerWindow) -> None:
    """Wait until the window shows what it was asked for."""
    while window.is_busy:
        QTest.qWait(1)
    application.processEvents()


def jump(view: QTableView, wait: object = None) -> dict[str, list[float]]:
    """Scroll to places all over a table.

    Returns
    -------
    dict
        Milliseconds for which the window did nothing else, and until the rows were
        there.
    """
    chance, bar = random.Random(1), view.verticalScrollBar()
    blocked, there = [], []
    for _ in range(JUMPS):
        place = chance.randint(0, bar.maximum())
        began = time.perf_counter()
        bar.setValue(place)
        application.processEvents()
        blocked.append(1000 * (time.perf_counter() - began))
        if isinstance(wait, LogViewerWindow):
            settle(wait)
        there.append(1000 * (time.perf_counter() - began))
    return {"blocked": blocked, "there": there}


def look_lazily(path: Path) -> dict[str, object]:
    """Open the log viewer, and scroll through the agents of all ticks."""
    began = time.perf_counter()
    window = LogViewerWindow(path)
    window.show()
    settle(window)
    overview = time.perf_counter() - began
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    began = time.perf_counter()
    window.filter.choose(extent=Extent.ALL)
    settle(window)
    listed = time.perf_counter() - began
    rows = window.agents.model.rowCount()
    scrolled = jump(window.agents.table, window)
    window.close()
    return {"overview": overview, "listed": listed, "rows": rows, **scrolled}


def look_naively(path: Path) -> dict[str, object]:
    """Read every row of every agent into a table, and scroll through it."""
    began = time.perf_counter()
    with open_database(path) as database:
        records = database.records(AgentSnapshot, 1)
    # The words for the preferences are what the file does not have.
    model = RecordModel[AgentSnapshot](agent_columns()[:-1])
    model.set_records(records)
    view = TableView(model, "Agents")
    view.resize(1180, 400)
    view.show()
    application.processEvents()
    listed = time.perf_counter() - began
    scrolled = jump(view)
    view.close()
    return {"overview": listed, "listed": listed, "rows": len(records), **scrolled}


if __name__ == "__main__":
    QSettings.setPath(QSettings.IniFormat, QSettings.UserScope, sys.argv[3])
    spare()
    application = make_application("logviewer", "Log viewer", "view_logs.py")
    look = {"lazy": look_lazily, "naive": look_naively}[sys.argv[2]]
    found = look(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({**found, "peak": peak()}) + "\n")
