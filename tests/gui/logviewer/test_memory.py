"""What takes much memory is let go of when nobody looks at it, and read again."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer import pairings_page
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.listing import view
from vmt.qt.logviewer.plots import study
from vmt.qt.logviewer.window import LogViewerWindow

Record = Callable[..., Path]
Viewer = Callable[[Path], LogViewerWindow]

HOLES = """
import ctypes
from vmt.qt.memory import give_back, spare

def resident():
    return int(open("/proc/self/statm").read().split()[1])

spare()
malloc = ctypes.CDLL(None).malloc
free = ctypes.CDLL(None).free
malloc.restype = ctypes.c_void_p
free.argtypes = [ctypes.c_void_p]
blocks = [malloc(40_000) for _ in range(2_000)]
for block in blocks:
    ctypes.memset(ctypes.c_void_p(block), 1, 40_000)
for block in blocks[:-1]:
    free(block)
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of GNU is missing")
def test_memory_below_what_is_still_used_is_given_back() -> None:
    """Of 80 MB that are free below one block in use, nearly all."""
    command = [sys.executable, "-c", HOLES]
    found = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    assert int(found.stdout) * 4096 > 70e6


def test_many_trades_are_kept_only_while_plots_are_looked_at(
    record: Record, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page shows the same plot when it is in front again."""
    monkeypatch.setattr(study, "_MANY", 3)
    window = viewer(record())
    plots = window.plots
    window.tabs.setCurrentWidget(plots)
    settle(window)
    before = plots.view.figure
    assert before.marks
    window.tabs.setCurrentWidget(window.overview)
    assert plots.studies.known[0].traded is None
    assert not plots.view.figure.marks
    window.tabs.setCurrentWidget(plots)
    settle(window)
    assert plots.view.figure.caption == before.caption
    assert len(plots.view.figure.marks) == len(before.marks)


def test_few_trades_are_kept(record: Record, viewer: Viewer) -> None:
    """What takes little need not be read again."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.plots)
    settle(window)
    known = window.plots.studies.known[0].traded
    window.tabs.setCurrentWidget(window.overview)
    assert window.plots.studies.known[0].traded is known is not None


def test_many_partnerships_are_kept_only_while_they_are_looked_at(
    record: Record, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page lists the same ones when it is in front again."""
    monkeypatch.setattr(pairings_page, "_MANY", 3)
    window = viewer(record())
    page = window.pairings
    window.filter.choose(extent=Extent.ALL)
    window.tabs.setCurrentWidget(page)
    settle(window)
    before = page.spells.records
    assert before
    window.tabs.setCurrentWidget(window.overview)
    assert not page.spells.records
    window.tabs.setCurrentWidget(page)
    settle(window)
    assert page.spells.records == before


def test_many_rows_are_kept_only_while_they_are_looked_at(
    qtbot: QtBot, record: Record, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are sorted and scrolled as they were when the page is in front again."""
    monkeypatch.setattr(view, "_MANY", 10)
    window = viewer(record())
    page = window.agents
    window.filter.choose(extent=Extent.ALL)
    window.tabs.setCurrentWidget(page)
    settle(window)
    page.table.sortByColumn(6, Qt.DescendingOrder)
    settle(window)
    before = [agent.utility for agent in page.model.records]
    assert before == sorted(before, reverse=True)
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    assert place > 0
    window.tabs.setCurrentWidget(window.overview)
    assert page.model.rowCount() == 0
    window.tabs.setCurrentWidget(page)
    settle(window)
    assert [agent.utility for agent in page.model.records] == before
    qtbot.waitUntil(lambda: bar.value() == place)
