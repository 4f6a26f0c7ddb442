"""Files that the log viewer opens: good, bad, growing, vanishing."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import column, settle
from public_files import NOVEMBER, OCTOBER, PublicFile
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.recorder import Recorder

Viewer = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]


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
