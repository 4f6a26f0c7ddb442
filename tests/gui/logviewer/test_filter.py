"""The filter of the log viewer, and the export of what it lets through."""

import csv
import json
import os
import signal
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer import export
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import Selection, open_run

Record = Callable[..., Path]
Save = Callable[..., None]


@pytest.fixture
def window(
    viewer: Callable[[Path], LogViewerWindow], record: Record
) -> LogViewerWindow:
    """Open a log viewer on a run of thirty ticks."""
    return viewer(record())


@pytest.fixture
def save(qtbot: QtBot, window: LogViewerWindow) -> Save:
    """Export what is shown, and answer the dialogs as a user does."""

    def run(
        path: Path,
        kind: str = "CSV (*.csv)",
        *,
        replace: bool = False,
        wait: bool = True,
    ) -> None:
        asked: list[object] = []

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QMessageBox) and dialog not in asked:
                asked.append(dialog)
                choice = QMessageBox.Yes if replace else QMessageBox.No
                QTimer.singleShot(0, dialog.button(choice).click)
            elif isinstance(dialog, QFileDialog) and dialog not in asked:
                asked.append(dialog)
                dialog.selectNameFilter(kind)
                dialog.selectFile(str(path))
                QTimer.singleShot(0, dialog.accept)
            elif isinstance(dialog, QFileDialog) and len(asked) > 1:
                dialog.reject()  # after it was told not to replace the file

        timer = QTimer()
        timer.setInterval(10)
        timer.timeout.connect(answer)
        timer.start()
        qtbot.keyClick(window, Qt.Key_E, Qt.ControlModifier)
        timer.stop()
        assert asked
        if wait:
            settle(window)

    return run


def listed(page: ListingPage) -> list[int]:
    """Return the ticks of the rows of a page."""
    return [record.tick for record in page.model.records]


def type_agents(qtbot: QtBot, window: LogViewerWindow, text: str) -> None:
    """Choose agents with the keyboard alone."""
    qtbot.keyClick(window, Qt.Key_F, Qt.ControlModifier)
    field = window.tabs.currentWidget().bar.agents
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key_Return)


def test_agents_that_are_typed_are_listed_on_every_page(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """Trades in which one of them takes part, and nobody else's decisions."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    window.trades.bar.extent.setCurrentIndex(Extent.ALL)
    settle(window)
    everything = len(window.trades.model.records)
    type_agents(qtbot, window, "1")
    settle(window)

    trades = window.trades.model.records
    assert 0 < len(trades) < everything
    assert all(1 in (t.buyer_id, t.seller_id) for t in trades)
    assert window.trades.bar.caption.text() == f"{len(trades)} rows (agent 1)"
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    assert {d.agent_id for d in window.decisions.model.records} == {1}
    assert window.decisions.bar.agents.text() == "1"
    assert len(window.decisions.model.records) == 30


def test_ticks_from_one_to_another_are_listed(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """Both included, whatever the tick that is looked at; crossed ends follow."""
    window.tabs.setCurrentWidget(window.harvests)
    settle(window)
    bar = window.harvests.bar
    assert not bar.first.isVisible()
    bar.extent.setCurrentIndex(Extent.RANGE)
    settle(window)
    assert bar.first.isVisible()
    bar.last.setValue(12)
    settle(window)
    bar.first.setValue(5)
    settle(window)

    window.recording.go_to(0)
    settle(window)
    with open_run(window.recording.path) as run:
        expected = run.table("harvests", Selection(5, 12))["tick"].tolist()
    assert listed(window.harvests) == expected
    assert expected
    assert "(ticks 5 to 12)" in bar.caption.text()
    bar.last.setValue(3)
    settle(window)
    assert (bar.first.value(), bar.last.value()) == (3, 3)
    bar.first.setValue(20)
    settle(window)
    assert (bar.first.value(), bar.last.value()) == (20, 20)
    assert window.filter.selection(7) == Selection(20, 20)


def test_at_one_tick_the_list_follows_the_time_line(window: LogViewerWindow) -> None:
    """Agents stay chosen, and a selected decision moves on with its agent."""
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    window.filter.choose(agents=(0, 3))
    settle(window)
    window.decisions.table.selectRow(1)
    settle(window)
    for tick in (4, 9):
        window.recording.go_to(tick)
        settle(window)
        assert listed(window.decisions) == [tick, tick]
        (row,) = window.decisions.table.selectionModel().selectedRows()
        assert window.decisions.model.records[row.row()].agent_id == 3
    window.recording.go_to(-1)
    settle(window)
    assert window.decisions.bar.caption.text() == "Nothing happens before tick 0"


def test_what_is_no_agent_is_left_out(qtbot: QtBot, window: LogViewerWindow) -> None:
    """The field shows what it was taken for; an agent that is not there has nothing."""
    window.tabs.setCurrentWidget(window.harvests)
    settle(window)
    type_agents(qtbot, window, "3; two,  0 3")
    settle(window)
    assert window.harvests.bar.agents.text() == "3, 0"
    assert window.filter.agents == (3, 0)
    type_agents(qtbot, window, "99")
    settle(window)
    assert window.harvests.model.rowCount() == 0
    type_agents(qtbot, window, "nobody")
    settle(window)
    assert window.harvests.bar.agents.text() == ""
    assert window.filter.agents is None


def test_what_is_being_typed_is_left_alone(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """Also while the run grows, or another tick is looked at."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    field = window.trades.bar.agents
    qtbot.keyClick(window, Qt.Key_F, Qt.ControlModifier)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "1, ")
    window.recording.go_to(4)
    settle(window)
    window.recording.grown.emit()
    settle(window)
    assert field.text() == "1, "
    qtbot.keyClicks(field, "2")
    qtbot.keyClick(field, Qt.Key_Return)
    assert window.filter.agents == (1, 2)


def test_filter_is_cleared_by_a_key(qtbot: QtBot, window: LogViewerWindow) -> None:
    """Ctrl+Shift+F lists everybody at the tick again, and says so in the fields."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    window.filter.choose(extent=Extent.RANGE, first=2, last=9, agents=(1,))
    settle(window)
    qtbot.keyClick(window, Qt.Key_F, Qt.ControlModifier | Qt.ShiftModifier)
    bar = window.trades.bar
    assert (bar.agents.text(), bar.extent.currentIndex()) == ("", Extent.TICK)
    assert window.filter.selection(7) == Selection(7, 7)


def test_finding_agents_begins_on_a_page_that_lists_them(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """From the overview, Ctrl+F goes to the trades."""
    window.tabs.setCurrentWidget(window.overview)
    settle(window)
    type_agents(qtbot, window, "2")
    settle(window)
    assert window.tabs.currentWidget() is window.trades
    assert window.filter.agents == (2,)


def test_fields_have_names_for_those_who_cannot_see_them(
    window: LogViewerWindow,
) -> None:
    """Each field of the bar says what it is for."""
    bar = window.trades.bar
    names = [w.accessibleName() for w in (bar.agents, bar.extent, bar.first, bar.last)]
    assert all(names)
    assert len(set(names)) == 4


def test_what_is_shown_is_exported(
    window: LogViewerWindow, save: Save, tmp_path: Path
) -> None:
    """The rows of the page with the filter, exact, and the status bar tells."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    window.filter.choose(extent=Extent.ALL, agents=(0, 1))
    settle(window)
    path = tmp_path / "trades.csv"
    save(path)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    trades = window.trades.model.records
    assert rows
    assert [Decimal(row["dB"]) for row in rows] == [t.dB for t in trades]
    assert [int(row["tick"]) for row in rows] == [t.tick for t in trades]
    told = f"{path}: {len(trades)} rows (agents 0 and 1)"
    assert window.statusBar().currentMessage() == told


@pytest.mark.parametrize(
    ("page", "table"), [("agents", "agent_snapshots"), ("resources", "resources")]
)
def test_snapshots_are_exported_at_their_tick(
    window: LogViewerWindow, save: Save, tmp_path: Path, page: str, table: str
) -> None:
    """As JSON lines, where that is chosen; the suffix comes by itself."""
    window.tabs.setCurrentWidget(getattr(window, page))
    settle(window)
    window.recording.go_to(17)
    settle(window)
    save(tmp_path / table, "JSON lines (*.jsonl)")

    lines = (tmp_path / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
    records = getattr(window, page).model.records
    assert [json.loads(line)["tick"] for line in lines] == [r.tick for r in records]
    assert lines


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_is_replaced_only_if_the_user_says_so(
    window: LogViewerWindow, save: Save, tmp_path: Path, *, replace: bool
) -> None:
    """The dialog asks; no is no."""
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    save(path, replace=replace)
    assert (path.read_text() != "mine") is replace


def wait_for_ever(_wanted: object, send: Callable[[str, object], None]) -> None:
    """Write nothing, as long as the process is there."""
    send("progress", (1, 30))
    signal.pause()


def test_an_export_can_be_stopped(
    qtbot: QtBot,
    window: LogViewerWindow,
    save: Save,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The window goes on meanwhile; then there is no file, not even a part of one."""
    monkeypatch.setattr(export, "write", wait_for_ever)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # to find it there
    window.tabs.setCurrentWidget(window.harvests)
    settle(window)
    window.filter.choose(extent=Extent.ALL)
    settle(window)
    save(tmp_path / "harvests.csv", wait=False)
    qtbot.waitUntil(window.export.strip.isVisible)
    assert not window.actions_.export.isEnabled()
    window.tabs.setCurrentWidget(window.trades)
    qtbot.waitUntil(lambda: window.trades.model.rowCount() > 0)
    assert len(list(tmp_path.glob("*harvests*"))) == 1
    qtbot.mouseClick(window.export.strip.button, Qt.LeftButton)
    settle(window)
    assert not list(tmp_path.glob("*harvests*"))
    assert "was not written" in window.statusBar().currentMessage()
    assert window.actions_.export.isEnabled()
    assert not window.export.strip.isVisible()


def test_a_folder_that_may_not_be_written_to_is_told(
    window: LogViewerWindow, tmp_path: Path
) -> None:
    """The message bar has the reason."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    target = export.Target(tmp_path / "nowhere" / "trades.csv", may_replace=True)
    window.export_to(target)
    settle(window)
    assert "no folder" in window.message.label.text()
    assert window.message.isVisible()


def test_pages_without_a_table_export_nothing(window: LogViewerWindow) -> None:
    """The action is grey there."""
    for page, enabled in (
        (window.overview, False),
        (window.trades, True),
        (window.scenario, False),
        (window.resources, True),
    ):
        window.tabs.setCurrentWidget(page)
        settle(window)
        assert window.actions_.export.isEnabled() is enabled
