"""The log viewer on recordings of real runs."""

import os
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from log_viewer import settle
from public_files import NOVEMBER, OCTOBER, PublicFile
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder

Viewer = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]


def column(table: QTableView, title: str) -> list[str]:
    """Return what a column shows, from top to bottom."""
    model = table.model()
    titles = [model.headerData(c, Qt.Horizontal) for c in range(model.columnCount())]
    number = titles.index(title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def click_header(qtbot: QtBot, table: QTableView, title: str) -> None:
    """Click the title of a column."""
    header, model = table.horizontalHeader(), table.model()
    titles = [model.headerData(c, Qt.Horizontal) for c in range(model.columnCount())]
    x = header.sectionViewportPosition(titles.index(title)) + 12
    middle = QPoint(x, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.LeftButton, pos=middle)


def ask(path: Path, query: str, *parameters: int) -> list[tuple[Any, ...]]:
    """Ask the file itself."""
    with open_database(path) as database:
        return database.connection.execute(query, parameters).fetchall()


def test_a_recording_opens_at_its_last_tick(record: Record, viewer: Viewer) -> None:
    """The title names the file, the selector the run, the time line the tick."""
    window = viewer(record(ticks=30, seed=3))

    assert window.windowTitle() == "VMT Log Viewer – run.db"
    label = "Tiny market · seed 3 · 4 agents · 30 ticks · finished"
    assert window.selector.currentText() == label
    assert window.recording.tick == 29
    assert window.timeline.number.value() == 29


def test_a_folder_lists_its_runs_newest_first(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """The newest is looked at, and another one can be chosen."""
    for number, file in enumerate(("b.db", "a.db", "c.db")):
        os.utime(record(ticks=2, seed=number, file=file), (number, number))

    window = viewer(home / "logs")

    labels = [window.selector.itemText(i) for i in range(window.selector.count())]
    assert [label.split(" · ")[1] for label in labels] == ["seed 2", "seed 1", "seed 0"]
    assert window.recording.run.seed == 2
    window.selector.setCurrentIndex(2)
    settle(window)
    assert window.recording.run.seed == 0


def test_moving_the_time_line_moves_every_page(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Each page shows what the file has for that tick."""
    path = record()
    window = viewer(path)
    [(traded,)] = ask(path, "SELECT tick FROM trades ORDER BY tick LIMIT 1")
    window.timeline.number.setValue(traded)
    settle(window)

    holdings = ask(
        path, "SELECT inventory_A FROM agent_snapshots_in_units WHERE tick = ?", traded
    )
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert [Decimal(text) for text in column(window.agents.table, "A")] == [
        Decimal(str(units)) for (units,) in holdings
    ]
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    buyers = ask(path, "SELECT buyer_id FROM trades WHERE tick = ?", traded)
    assert column(window.trades.table, "Buyer") == [str(b) for (b,) in buyers]
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    chosen = ask(path, "SELECT target_type FROM decisions WHERE tick = ?", traded)
    shown = column(window.decisions.table, "Activity")
    assert shown == [activity.replace("_", " ") for (activity,) in chosen]

    window.timeline.slider.setValue(-1)
    settle(window)
    assert window.decisions.model.rowCount() == 0
    assert window.timeline.number.text() == "start"


def test_the_keys_of_the_time_line_work_from_every_page(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Ctrl with the arrow keys, Home and End."""
    window = viewer(record(ticks=10))
    window.tabs.setCurrentWidget(window.trades)
    settle(window)

    for key, tick in (
        (Qt.Key_Home, -1),
        (Qt.Key_Right, 0),
        (Qt.Key_Right, 1),
        (Qt.Key_Left, 0),
        (Qt.Key_End, 9),
    ):
        qtbot.keyClick(window.trades.table, key, Qt.ControlModifier)
        assert window.recording.tick == tick


def test_playing_shows_tick_after_tick_and_ends_at_the_last(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """From the end it starts over; at the end it pauses by itself."""
    window = viewer(record(ticks=3))
    seen: list[int] = []
    window.recording.moved.connect(lambda: seen.append(window.recording.tick))

    window.timeline.play_action.trigger()
    assert window.timeline.is_playing
    qtbot.waitUntil(lambda: not window.timeline.is_playing)

    assert seen == [-1, 0, 1, 2]


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


def test_the_overview_tells_outcome_and_configuration(
    record: Record, viewer: Viewer
) -> None:
    """What a reader of the file computes stands there in words."""
    path = record()
    text = viewer(path).overview.text.toPlainText()

    [(count, first, last, price)] = ask(
        path, "SELECT count(*), min(tick), max(tick), avg(price) FROM trades"
    )
    for expected in (
        "Tiny market",
        "30 of 30",
        f"{price:.4f} B per A",
        f"tick {first}, tick {last}",
        "5 × 5 cells",
        "50 % Cobb–Douglas (wA 3, wB 1)",
        str(path),
    ):
        assert expected in text
    assert f"Trades\n{count}\n" in text


def test_the_overview_tells_what_each_agent_gained(
    record: Record, viewer: Viewer
) -> None:
    """Trades as buyer or seller, and utility before and after."""
    path = record()
    window = viewer(path)

    gains = {o.agent_id: o for _, o in window.overview.model.records}
    with open_database(path) as database:
        before, after = database.agents_at(1, -1), database.agents_at(1, 29)
        for old, new in zip(before, after, strict=True):
            outcome = gains[new.agent_id]
            assert outcome.gain == new.utility - old.utility
            assert outcome.trades == len(database.trades_of(1, new.agent_id))


def test_a_run_without_trades_says_so(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """Zero ticks, zero trades: every page is there and empty."""
    window = viewer(record(ticks=0))

    assert "Trades\n0\n" in window.overview.text.toPlainText()
    assert not window.timeline.isEnabled()
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
    assert not window.message.isVisible()


def test_the_scenario_is_shown_as_it_was(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """Its exact text at the time of the run."""
    path = record()
    text = (home / "scenarios" / "tiny.yaml").read_text()
    (home / "scenarios" / "tiny.yaml").unlink()
    window = viewer(path)
    window.tabs.setCurrentWidget(window.scenario)
    settle(window)

    assert window.scenario.text.toPlainText() == text


def test_a_run_is_followed_while_it_is_recorded(
    qtbot: QtBot, home: Path, write_scenario: Callable, viewer: Viewer
) -> None:
    """At the last tick it goes on with the run; elsewhere only the range grows."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 1)
    path = home / "logs" / "live.db"
    with Recorder(path, scenario, simulation) as recorder:
        simulation.run(5, recorder.record)
        recorder.flush()
        window = viewer(path)
        assert window.recording.tick == 4

        simulation.run(5, recorder.record)
        recorder.flush()
        qtbot.waitUntil(lambda: window.recording.tick == 9)

        window.recording.go_to(2)
        settle(window)
        simulation.run(5, recorder.record)
        recorder.flush()
        qtbot.waitUntil(lambda: window.timeline.slider.maximum() == 14)
        assert window.recording.tick == 2
        assert window.selector.currentText().endswith("15 ticks · running")
    qtbot.waitUntil(lambda: window.selector.currentText().endswith("finished"))


def test_new_recordings_appear_in_the_list(
    qtbot: QtBot, home: Path, record: Record, viewer: Viewer
) -> None:
    """The first is looked at; later ones leave the choice alone."""
    window = viewer(home / "logs")
    assert "no recordings" in window.where.text()

    record(ticks=2, seed=1, file="first.db")
    qtbot.waitUntil(lambda: window.recording.run is not None)
    record(ticks=2, seed=2, file="second.db")
    qtbot.waitUntil(lambda: window.selector.count() == 2)
    assert window.recording.run.seed == 1


def test_files_that_are_no_recordings_are_explained(
    tmp_path: Path, record: Record, viewer: Viewer
) -> None:
    """A message with the reason; what was looked at stays."""
    window = viewer(record())
    text, other, newer = (
        tmp_path / f"{name}.db" for name in ("text", "other", "newer")
    )
    text.write_text("no database" * 100)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    newer.write_bytes((window.recording.path).read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()

    for path, reason in (
        (text, "not an SQLite database"),
        (other, "not one of recorded runs"),
        (newer, "newer VMT"),
        (tmp_path / "nothing.db", "no such file"),
    ):
        window.open_path(path)
        settle(window)
        assert window.message.isVisible()
        assert str(path) in window.message.label.text()
        assert reason in window.message.label.text()
        assert window.recording.run is not None
        assert window.agents.model is not None
    window.message.copy_button.click()
    assert "no such file" in QApplication.clipboard().text()
    window.message.close_button.click()
    assert not window.message.isVisible()


def test_a_recording_may_have_any_name(record: Record, viewer: Viewer) -> None:
    """The suffix is for the list of a folder only."""
    window = viewer(record(file="a.db").rename(record(file="b.db").with_suffix(".old")))

    assert window.recording.path.name == "b.old"
    assert window.selector.count() == 1


def test_beside_a_file_that_is_no_recording_others_can_be_chosen(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """A viewer that starts with a bad file is not a dead end."""
    record()
    bad = home / "logs" / "bad.db"
    bad.write_text("no database" * 100)

    window = viewer(bad)

    assert window.message.isVisible()
    assert window.selector.count() == 2
    window.selector.setCurrentIndex(window.selector.findText("Tiny", Qt.MatchContains))
    settle(window)
    assert window.recording.run is not None


def test_a_bad_file_in_a_folder_does_not_hide_the_good_ones(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """It is listed with a mark; choosing it tells why, and one can go back."""
    os.utime(record(), (1, 1))
    (home / "logs" / "bad.db").write_text("no database" * 100)

    window = viewer(home / "logs")
    assert window.recording.run is not None
    labels = [window.selector.itemText(i) for i in range(2)]
    assert labels[0] == "bad.db cannot be read"

    window.selector.setCurrentIndex(0)
    settle(window)
    assert "not an SQLite database" in window.message.label.text()
    assert window.recording.run is None
    assert window.overview.text.toPlainText() == ""
    window.selector.setCurrentIndex(1)
    settle(window)
    assert not window.message.isVisible()
    assert window.recording.run is not None


def test_a_file_that_is_deleted_while_open_is_told(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """By itself; what was read can still be looked at."""
    path = record()
    window = viewer(path)
    path.unlink()

    qtbot.waitUntil(window.message.isVisible)
    assert "was removed" in window.message.label.text()
    assert "no longer there" in window.selector.placeholderText()
    window.recording.go_to(3)
    settle(window)
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert window.agents.model.rowCount() == 4


def test_a_file_that_is_damaged_while_open_is_told(
    record: Record, viewer: Viewer
) -> None:
    """The message has the reason, and no page shows what it cannot know."""
    path = record()
    window = viewer(path)
    path.write_bytes(path.read_bytes()[:8192] + b"\0" * 4096)

    window.tabs.setCurrentWidget(window.agents)
    settle(window)

    assert str(path) in window.message.label.text()
    assert window.agents.model.rowCount() == 0


def test_nothing_is_written_to_what_is_opened(
    record: Record, viewer: Viewer, home: Path
) -> None:
    """Neither to the file nor beside it."""
    path = record()
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(home.rglob("*"))
    window = viewer(path)
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
        window.recording.go_to(number)
        settle(window)
    window.close()

    after = path.read_bytes(), path.stat().st_mtime_ns, sorted(home.rglob("*"))
    assert after == before


def test_recent_files_can_be_opened_again(record: Record, viewer: Viewer) -> None:
    """The menu has the last one first, and no file twice."""
    one, two = record(file="one.db"), record(file="two.db")
    window = viewer(one)
    window.open_path(two)
    settle(window)
    window.open_path(one)
    settle(window)

    window.actions_.recent.aboutToShow.emit()
    names = [action.text() for action in window.actions_.recent.actions()]
    assert names == [str(one), str(two)]
    window.actions_.recent.actions()[1].trigger()
    settle(window)
    assert window.recording.path == two


def test_a_file_can_be_dropped_on_the_window(record: Record, viewer: Viewer) -> None:
    """It is opened, and not taken: where it came from it may not be removed."""
    one, two = record(file="one.db"), record(file="two.db")
    window = viewer(one)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(two))])

    offered = Qt.CopyAction | Qt.MoveAction
    event = QDropEvent(QPoint(5, 5), offered, mime, Qt.LeftButton, Qt.NoModifier)
    event.setDropAction(Qt.MoveAction)
    window.dropEvent(event)
    settle(window)

    assert window.recording.path == two
    assert event.dropAction() == Qt.CopyAction


def test_the_database_is_closed_with_the_window(record: Record, viewer: Viewer) -> None:
    """No file handle and no timer stays behind."""
    path = record()
    window = viewer(path)
    window.close()

    open_files = {
        str(entry.readlink())
        for entry in Path("/proc/self/fd").iterdir()
        if entry.exists()
    }
    assert str(path) not in open_files


@pytest.mark.parametrize(("tables", "unit"), [(OCTOBER, 1), (NOVEMBER, 10_000)])
def test_files_of_the_public_vmt_open_like_our_own(
    tmp_path: Path, viewer: Viewer, tables: dict[str, str], unit: int
) -> None:
    """Every page shows what the file has, in units, and none complains."""
    file = PublicFile(tmp_path / "telemetry.db", tables)
    run = file.start_run(seed=7)
    for tick in range(3):
        file.add_agents(run, tick, [(5 * unit, 2 * unit), (3 * unit, 8 * unit)])
        file.add_trade(run, tick, unit, 2 * unit)
        if tables is OCTOBER:
            money = {"exchange_pair_type": "A<->M", "dM": 900, "price": 900.0}
            file.add_trade(run, tick, unit, 0, **money)

    window = viewer(file.close())

    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
        assert not window.message.isVisible()
    text = window.overview.text.toPlainText()
    assert "public VMT of" in text
    assert "3 A for 6 B" in text
    assert "0.7500 to 0.7500" in text  # not the price in money
    assert "beta 0.95" in text
    assert column(window.agents.table, "A") == ["5", "3"]
    assert "home" not in window.agents.life.who.text()
    assert set(column(window.trades.table, "dA")) == {"1"}
    assert window.selector.currentText().startswith("three_agent_barter · seed 7")
    window.recording.go_to(0)
    settle(window)
    assert window.timeline.number.text() == "0"
    assert "do not hold the scenario" in window.scenario.text.toPlainText()
