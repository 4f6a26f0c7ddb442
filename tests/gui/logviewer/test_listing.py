"""Tables of any length, and conditions on their columns."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QItemSelectionModel, Qt, QTimer
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.listing import model, parts, reading, view
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.qt.tables import shown
from vmt.telemetry import open_run
from vmt.telemetry.conditions import Condition, Operator
from vmt.telemetry.reader import open_database

Record = Callable[..., Path]
PAGES = ("agents", "trades", "decisions", "pairings", "harvests", "resources")


@pytest.fixture
def window(
    record: Record,
    viewer: Callable[[Path], LogViewerWindow],
    monkeypatch: pytest.MonkeyPatch,
) -> LogViewerWindow:
    """Open a run with parts so small that its tables have many."""
    monkeypatch.setattr(parts, "PART", 50)
    monkeypatch.setattr(model, "_KEPT", 2)
    opened = viewer(record(ticks=60))
    opened.filter.choose(extent=Extent.ALL)
    return opened


@pytest.mark.parametrize("name", PAGES)
def test_rows_are_those_of_the_file_wherever_one_looks(
    window: LogViewerWindow, name: str
) -> None:
    """From the last to the first, though few of them are in memory."""
    page = getattr(window, name)
    window.tabs.setCurrentWidget(page)
    settle(window)
    table, selection = page.shown()
    with open_run(window.recording.path) as run:
        expected = run.table(table, selection)
    assert page.model.rowCount() == len(expected) > 0
    fields = [c.field for c in page.model.columns if c.field in expected.dtype.names]
    for number in (len(expected) - 1, len(expected) // 2, 0):
        if page.model.row(number) is None:
            assert page.model.index(number, 0).data() == "…"
        settle(window)
        _, record = page.model.row(number)
        for field in fields:
            value, stored = getattr(record, field), expected[number][field]
            if value is not None:
                assert type(stored)(value) == stored
    assert len(page.model.records) <= 2 * max(p.n_rows for p in page.model.parts)


@pytest.mark.parametrize("name", PAGES)
def test_rows_that_are_counted_bit_by_bit_are_all_there(
    window: LogViewerWindow, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However short the moments are in which it is done."""
    monkeypatch.setattr(parts, "_ROUND", 0)
    page = getattr(window, name)
    window.filter.add(Condition("tick", Operator.MORE, -5))
    window.tabs.setCurrentWidget(page)
    settle(window)
    with open_run(window.recording.path) as run:
        assert page.model.rowCount() == len(run.table(page.shown()[0]))
    assert not page.reading.is_counting
    assert not any(part.records for part in page.model.parts)


def test_sorting_reads_all_rows(window: LogViewerWindow) -> None:
    """And not only those in memory; without sorting, they are in their order again."""
    window.tabs.setCurrentWidget(window.harvests)
    settle(window)
    window.harvests.table.sortByColumn(3, Qt.DescendingOrder)
    settle(window)
    records = window.harvests.model.records
    with open_run(window.recording.path) as run:
        amounts = sorted(run.table("harvests")["amount"].tolist(), reverse=True)
    assert [float(record.amount) for record in records] == amounts
    window.harvests.table.sortByColumn(-1, Qt.AscendingOrder)
    settle(window)
    ticks = [window.harvests.model.row(n)[1].tick for n in range(3)]
    assert ticks == sorted(ticks)


def test_too_many_rows_to_sort_is_told(
    window: LogViewerWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stay as they are, and the caption says why."""
    monkeypatch.setattr(reading, "SORTABLE", 10)
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    window.decisions.table.sortByColumn(1, Qt.DescendingOrder)
    settle(window)
    assert window.decisions.model.row(0)[1].agent_id == 0
    assert "can be sorted" in window.decisions.bar.caption.text()


def test_rows_that_are_too_many_to_copy_are_refused(
    window: LogViewerWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to do instead."""
    monkeypatch.setattr(view, "_COPIED", 10)
    QApplication.clipboard().setText("mine")
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    window.decisions.table.copy()
    assert "export them" in window.message.label.text()
    assert QApplication.clipboard().text() == "mine"


def test_a_condition_is_typed_with_the_keyboard(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """Ctrl+K, a column, a comparison, a value; table, caption and SQL follow."""
    page = window.trades
    window.tabs.setCurrentWidget(page)
    settle(window)
    everything = page.model.rowCount()
    qtbot.keyClick(window, Qt.Key_K, Qt.ControlModifier)
    editor = page.bar.editor
    qtbot.waitUntil(editor.column.hasFocus)
    editor.column.setCurrentText("Buyer")
    editor.operator.setCurrentText("≥")
    qtbot.keyClicks(editor.value, "2x")
    qtbot.keyClick(editor.value, Qt.Key_Return)
    assert "“2x” was given" in editor.problem.text()
    editor.value.clear()
    qtbot.keyClicks(editor.value, "2")
    qtbot.keyClick(editor.value, Qt.Key_Return)
    settle(window)

    assert 0 < page.model.rowCount() < everything
    assert page.bar.caption.text().endswith("rows (all ticks and agents, Buyer ≥ 2)")
    assert page.bar.conditions.text() == "Conditions (1)"
    with open_database(window.recording.path) as database:
        found = database.query(page.sql)
    assert len(found) == page.model.rowCount()
    qtbot.keyClick(editor.value, Qt.Key_Escape)
    assert not editor.isVisible()


def test_conditions_of_other_tables_do_not_count(window: LogViewerWindow) -> None:
    """They stay for the tables that have the column, and are taken away in the menu."""
    condition = Condition("good", Operator.EQUAL, "A")
    window.filter.add(condition)
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    menu = window.trades.bar.conditions.menu()
    assert window.trades.bar.conditions.text() == "Conditions"
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert "good = A (in other tables)" in texts
    window.tabs.setCurrentWidget(window.harvests)
    settle(window)
    assert {record.good for record in window.harvests.model.records} == {"A"}
    menu.actions()[texts.index("good = A (in other tables)")].trigger()
    assert window.filter.conditions == ()


def test_a_cell_suggests_conditions(window: LogViewerWindow) -> None:
    """On its own value, exactly; one that holds nothing suggests that."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    table, first = window.trades.table, window.trades.model.row(0)[1]
    titles = [column.title for column in window.trades.model.columns]
    at = window.trades.model.index(0, titles.index("dB"))
    words = [condition.words() for condition in table.conditions_at(at)]
    assert words == [f"dB {sign} {first.dB:f}" for sign in "=≤≥"]
    at = window.trades.model.index(0, titles.index("Tick"))
    assert table.conditions_at(at) == []


def test_the_query_is_copied(qtbot: QtBot, window: LogViewerWindow) -> None:
    """By a key, from the table."""
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    window.trades.table.setFocus()
    control = Qt.ControlModifier | Qt.ShiftModifier
    qtbot.keyClick(window.trades.table, Qt.Key_Q, control)
    text = QApplication.clipboard().text()
    assert text.startswith("SELECT * FROM trades_in_units\nWHERE run_id = 1")


def test_a_long_table_is_let_go_of_behind_another_one(
    window: LogViewerWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes no memory there, and comes back with its rows."""
    monkeypatch.setattr(view, "_LONG", 10)
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    rows = window.decisions.model.rowCount()
    window.tabs.setCurrentWidget(window.overview)
    assert window.decisions.model.rowCount() == 0
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    assert window.decisions.model.rowCount() == rows > 10
    assert not window.decisions.table.verticalHeader().isVisible()


def test_what_is_selected_before_it_is_read_is_told_of_then(
    window: LogViewerWindow,
) -> None:
    """Below the agents, and below the decisions; nothing untrue until then."""
    row = QItemSelectionModel.ClearAndSelect | QItemSelectionModel.Rows
    for page, nothing in (
        (window.agents, lambda: window.agents.life.trades_table.empty),
        (window.decisions, lambda: window.decisions.alternatives_table.empty),
    ):
        window.tabs.setCurrentWidget(page)
        settle(window)
        last = page.model.rowCount() - 1
        # Not `selectRow`: keys that tests before this one held count there.
        page.table.selectionModel().select(page.model.index(last, 0), row)
        assert page.model.index(last, 0).data() == "…"
        assert not nothing()
        settle(window)
        assert nothing()
    agent = window.agents.selected.agent_id
    assert f"Agent {agent} " in window.agents.life.who.text()
    assert "Select" not in window.decisions.words.text()


def test_a_table_that_is_read_as_the_window_closes_leaves_nothing(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """No timer waits to scroll it."""
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    running: list[bool] = []

    def close() -> None:
        window.close()
        timers = window.decisions.findChildren(QTimer)
        running.append(any(timer.isActive() for timer in timers))

    window.decisions.reading.begun.connect(close)
    with qtbot.waitSignal(window.decisions.reading.begun):
        window.filter.choose(extent=Extent.TICK)
    assert running == [False]


def test_a_number_that_is_cut_does_not_look_smaller(window: LogViewerWindow) -> None:
    """Where it is too long for its column, what is before the point can be read."""
    table = window.agents.table
    metrics = table.fontMetrics()
    around = 4 * metrics.horizontalAdvance("0")
    texts = [shown(v) for v in (1e-9, 0.001, 12345.678901, 999999.99994, 1e6, 1e12)]
    for number, column in enumerate(window.agents.model.columns):
        if column.title in {"MRS", "Bid", "Ask", "p_min", "p_max", "Utility"}:
            room = table.columnWidth(number) - around
            for text in texts:
                seen = metrics.elidedText(text, Qt.ElideRight, room)
                assert seen == text or "." in seen
