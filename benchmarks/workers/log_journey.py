"""Looks at everything that the log viewer has to show of a run, and prints the peak.

``log_journey.py FILE SETTINGS``: all pages at one tick, at all and under a condition,
scrolled through and sorted; all plots, read to the end; long answers to queries.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from peak_memory import peak
from PyQt5.QtCore import QSettings, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QTableView

from vmt.qt.application import make_application
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.pages import Page
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.qt.memory import spare
from vmt.telemetry.conditions import Condition, Operator

PLACES = 8
"""Of each table that is scrolled through."""
QUERIES = (
    "SELECT * FROM agent_snapshots",
    "SELECT * FROM trades_in_units",
    "SELECT hex(zeroblob(20000)) FROM trades",
)


def settle(window: LogViewerWindow) -> None:
    """Wait until the window shows what it was asked for."""
    while window.is_busy:
        QTest.qWait(1)
    application.processEvents()


def look_at_all(window: LogViewerWindow) -> Iterator[str]:
    """Bring all pages to the front in turn, and scroll through their tables."""
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
        page: Page = window.tabs.page
        for table in page.findChildren(QTableView):
            scroll(window, table)
            if page.filter_bar is not None and table.isVisible():
                table.sortByColumn(2, Qt.DescendingOrder)
                settle(window)
                scroll(window, table)
                table.sortByColumn(-1, Qt.AscendingOrder)
        yield window.tabs.tabText(number).replace("&", "")
    window.tabs.setCurrentWidget(window.plots)
    chooser = window.plots.chooser
    for row in range(chooser.count()):
        if chooser.item(row).flags() & Qt.ItemIsEnabled:
            chooser.setCurrentRow(row)
            settle(window)
            yield chooser.item(row).text().strip()


def scroll(window: LogViewerWindow, table: QTableView) -> None:
    """Go to places all over a table."""
    chance, bar = random.Random(1), table.verticalScrollBar()
    for _ in range(PLACES if bar.maximum() and table.isVisible() else 0):
        bar.setValue(chance.randint(0, bar.maximum()))
        application.processEvents()
        settle(window)


def journey(window: LogViewerWindow) -> Iterator[tuple[str, str]]:
    """Go everywhere; yield each place when it is there."""
    settle(window)
    last = window.recording.last
    few, much = {"first": 0, "last": min(40, last)}, {"first": 0, "last": last}
    condition = (Condition("x", Operator.AT_LEAST, 20),)
    for words, wanted in (
        ("one tick", {}),
        ("some ticks", {"extent": Extent.RANGE, **few}),
        ("all ticks", {"extent": Extent.ALL}),
        ("a range", {"extent": Extent.RANGE, **much}),
        ("a condition", {"extent": Extent.ALL, "conditions": condition}),
        ("one tick again", {"extent": Extent.TICK, "conditions": ()}),
    ):
        window.filter.choose(**wanted)
        for place in look_at_all(window):
            yield words, place
    window.tabs.setCurrentWidget(window.sql)
    for query in QUERIES:
        window.sql.ask_file(query)
        settle(window)
        scroll(window, window.sql.table)
        yield "a query", query
    window.tabs.setCurrentWidget(window.overview)


if __name__ == "__main__":
    QSettings.setPath(QSettings.IniFormat, QSettings.UserScope, sys.argv[2])
    spare()
    application = make_application("logviewer", "Log viewer", "view_logs.py")
    viewer = LogViewerWindow(Path(sys.argv[1]))
    viewer.show()
    before, steps = 0, []
    for words, place in journey(viewer):
        most = peak()
        if most > before:  # where it has risen
            steps.append((words, place, most))
        before = most
    viewer.close()
    sys.stdout.write(json.dumps({"peak": peak(), "steps": steps}) + "\n")
