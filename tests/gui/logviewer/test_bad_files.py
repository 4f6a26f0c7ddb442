"""Files that are not what they should be, or no longer; the rest keeps working."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.recorder import Recorder

Record = Callable[..., Path]
Viewer = Callable[[Path], LogViewerWindow]


def every_page(window: LogViewerWindow) -> Iterator[object]:
    """Bring each page to the front, and wait until it shows what it can."""
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
        yield window.tabs.currentWidget()


def change(path: Path, *statements: str) -> None:
    """Change a recording with SQL."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_told(
    record: Record, viewer: Viewer, tmp_path: Path, share: float
) -> None:
    """In the list, or by the pages that need what is lost; others can be opened."""
    good = record()
    bad = tmp_path / "cut" / "cut.db"
    bad.parent.mkdir()
    data = good.read_bytes()
    bad.write_bytes(data[: int(len(data) * share)])
    window = viewer(bad)
    for _ in every_page(window):
        pass
    assert window.message.isVisible()
    assert "damaged" in window.message.label.text()
    window.open_path(good)
    settle(window)
    assert window.recording.path == good
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert window.agents.model.rowCount() == 4
    assert not window.message.isVisible()


@pytest.mark.parametrize("table", ["trades", "agent_blocks", "pairing_blocks"])
def test_a_run_without_a_table_is_told(
    record: Record, viewer: Viewer, table: str
) -> None:
    """The file is listed with its reason, and nothing crashes."""
    path = record()
    change(path, f"DROP TABLE {table}")
    window = viewer(path)
    for _ in every_page(window):
        pass
    assert str(path) in window.message.label.text()


def test_a_run_that_recorded_little_has_empty_pages(
    home: Path, write_scenario: Callable[..., Path], viewer: Viewer
) -> None:
    """At log level minimal there are trades and no agents; no page complains."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "minimal.db"
    detail = Detail(LogLevel.MINIMAL)
    with Recorder(path, scenario, simulation, detail=detail) as recorder:
        simulation.run(20, recorder.record)
    window = viewer(path)
    window.filter.choose(extent=Extent.ALL)
    for _ in every_page(window):
        assert not window.message.isVisible(), window.message.label.text()
    assert window.agents.model.rowCount() == 0
    assert window.trades.model.rowCount() > 0
    assert "log level minimal" in window.overview.text.toPlainText()


def test_a_file_that_is_deleted_can_still_be_looked_at(
    record: Record, viewer: Viewer
) -> None:
    """On every page, with what was open; the list no longer has it."""
    path = record()
    window = viewer(path)
    path.unlink()
    window.refresh()
    settle(window)
    assert "was removed" in window.message.label.text()
    window.message.dismiss()
    for page in every_page(window):
        if page is not window.sql and page is not window.plots:
            assert not window.message.isVisible(), window.message.label.text()
    assert window.trades.reading.selection is not None


def test_a_file_that_is_replaced_is_opened_anew(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """When it is chosen again."""
    path = record()
    window = viewer(path)
    other = record(ticks=5, seed=9, file="other.db")
    shutil.move(other, path)
    window.open_path(path)
    settle(window)
    assert window.recording.run.seed == 9
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert {agent.tick for agent in window.agents.model.records} == {4}


def test_a_file_that_another_program_locks_is_told(
    record: Record, viewer: Viewer
) -> None:
    """The window goes on meanwhile, and reads it when the lock is gone."""
    path = record()
    window = viewer(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("BEGIN EXCLUSIVE")
        window.tabs.setCurrentWidget(window.agents)
        assert window.is_busy
        settle(window)
        assert "another program holds it locked" in window.message.label.text()
        writer.execute("ROLLBACK")
    window.message.dismiss()
    window.recording.go_to(3)
    settle(window)
    assert not window.message.isVisible()
    assert {agent.tick for agent in window.agents.model.records} == {3}


def test_a_killed_run_is_read_and_told(
    home: Path, write_scenario: Callable[..., Path], viewer: Viewer
) -> None:
    """Up to what was committed; the overview says that it may have been killed."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "killed.db"
    copy = home / "logs" / "copy.db"
    with Recorder(path, scenario, simulation) as recorder:
        simulation.run(12, recorder.record)
        recorder.flush()
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    path.unlink()
    window = viewer(copy)
    assert window.recording.last == 11
    assert "killed" in window.overview.text.toPlainText()
    for _ in every_page(window):
        assert not window.message.isVisible(), window.message.label.text()


def test_text_that_is_no_text_is_shown_as_text(record: Record, viewer: Viewer) -> None:
    """Markup and mnemonics in a name are only letters."""
    path = record()
    change(path, "UPDATE simulation_runs SET scenario_name = '<h1>A & B</h1>'")
    window = viewer(path)
    assert "<h1>A & B</h1>" in window.overview.text.toPlainText()
    assert window.selector.currentText().startswith("<h1>A & B</h1>")
