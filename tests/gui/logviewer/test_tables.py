"""What the tables of the log viewer show, sorted, selected and copied."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PyQt5.QtCore import QItemSelectionModel, QPoint, Qt
from PyQt5.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from log_viewer import ask, column, settle
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.reader import open_database

Viewer = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]


def click_header(qtbot: QtBot, table: QTableView, title: str) -> None:
    """Click the title of a column."""
    header, model = table.horizontalHeader(), table.model()
    titles = [model.headerData(c, Qt.Horizontal) for c in range(model.columnCount())]
    x = header.sectionViewportPosition(titles.index(title)) + 12
    middle = QPoint(x, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.LeftButton, pos=middle)


def test_columns_sort_by_value_and_not_by_text(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """A click sorts, the next one the other way round; 10 comes after 9."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    table = window.agents.table

    click_header(qtbot, table, "A")
    settle(window)
    upwards = [Decimal(text) for text in column(table, "A")]
    click_header(qtbot, table, "A")
    settle(window)
    downwards = [Decimal(text) for text in column(table, "A")]

    assert upwards == sorted(upwards)
    assert downwards == sorted(upwards, reverse=True)
    assert upwards[0] != upwards[-1]


def test_the_selected_agent_stays_selected_at_other_ticks(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Also where it comes to stand in another row of a sorted table."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    click_header(qtbot, window.agents.table, "Utility")
    settle(window)
    rows = column(window.agents.table, "Agent")
    window.agents.table.selectRow(rows.index("2"))
    settle(window)

    for tick in range(-1, 30):
        window.recording.go_to(tick)
        settle(window)
        assert window.agents.selected.agent_id == 2
        assert window.agents.selected.tick == tick
        utilities = [a.utility for a in window.agents.model.records]
        assert utilities == sorted(utilities)


def test_a_decision_stays_selected_while_a_key_steps(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Ctrl is held then, which is none of the selection's business."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    rows = QItemSelectionModel.ClearAndSelect | QItemSelectionModel.Rows
    model = window.decisions.model
    window.decisions.table.selectionModel().select(model.index(2, 0), rows)
    for _ in range(2):
        qtbot.keyClick(window.tabs, Qt.Key_Left, Qt.ControlModifier)
        settle(window)
    assert window.recording.tick == 27
    selected = window.decisions.table.selectionModel().selectedRows()
    assert [index.row() for index in selected] == [2]


def test_the_selected_agent_shows_its_trades_and_decisions(
    record: Record, viewer: Viewer
) -> None:
    """Up to the tick, newest first, and of no other agent."""
    path = record()
    window = viewer(path)
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.agents.table.selectRow(1)
    settle(window)
    window.recording.go_to(20)
    settle(window)

    expected = ask(
        path,
        "SELECT tick FROM trades WHERE 1 IN (buyer_id, seller_id) AND tick <= 20"
        " ORDER BY tick DESC",
    )
    assert expected
    assert column(window.agents.life.trades_table, "Tick") == [
        str(t) for (t,) in expected
    ]
    assert column(window.agents.life.decisions_table, "Tick") == [
        str(tick) for tick in range(20, -1, -1)
    ]
    assert "Agent 1" in window.agents.life.who.text()


def test_all_ticks_can_be_listed(record: Record, viewer: Viewer) -> None:
    """The table has every trade of the run, whatever the tick."""
    path = record()
    window = viewer(path)
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    window.trades.bar.extent.setCurrentText("At all ticks")
    settle(window)

    [(count,)] = ask(path, "SELECT count(*) FROM trades")
    assert window.trades.model.rowCount() == count
    assert window.trades.bar.caption.text() == f"{count} rows (all ticks and agents)"
    window.recording.go_to(0)
    settle(window)
    assert window.trades.model.rowCount() == count


def test_copies_have_headers_and_are_exact(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Ctrl+C gives what the file has: no digit less, zeros kept, nothing for null."""
    path = record()
    window = viewer(path)
    window.recording.go_to(-1)
    settle(window)
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    table = window.agents.table
    table.setFocus()
    table.selectRow(1)

    qtbot.keyClick(table, Qt.Key_C, Qt.ControlModifier)

    header, row, end = QApplication.clipboard().text().split("\n")
    found = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    with open_database(path) as database:
        agent = database.agents_at(1, -1)[1]
    assert found["Agent"] == "1"
    assert found["A"] == "0"
    assert float(found["Utility"]) == agent.utility
    assert float(found["Ask"]) == agent.ask_A_in_B
    assert found["Heads for"] == ""
    assert end == ""
