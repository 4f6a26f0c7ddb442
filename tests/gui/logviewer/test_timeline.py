"""Bookmarks on the time line, and playing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import open_run
from vmt.telemetry.recorder import Recorder

MODES = "mode_schedule: {type: global_cycle, forage_ticks: 10, trade_ticks: 10}\n"


@pytest.fixture
def window(
    home: Path,
    write_scenario: Callable[..., Path],
    viewer: Callable[[Path], LogViewerWindow],
) -> LogViewerWindow:
    """Open a run that changes its mode every ten ticks."""
    scenario = load_scenario(write_scenario(more=MODES))
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "modes.db"
    with Recorder(path, scenario, simulation, planned_ticks=35) as recorder:
        simulation.run(35, recorder.record)
    return viewer(path)


def marks(window: LogViewerWindow) -> dict[str, int]:
    """Return the ticks that are marked, by what happened there."""
    return {mark.words: mark.tick for mark in window.timeline.slider.marks}


def test_what_happened_is_marked(window: LogViewerWindow) -> None:
    """Changes of mode, the first and the largest trade, as the file has them."""
    with open_run(window.recording.path) as run:
        trades = run.table("trades")
        changes = run.table("mode_changes")
    largest = trades[trades["dA"].argmax()]
    found = marks(window)
    assert found["the first trade"] == trades["tick"][0]
    assert found["the last trade"] == trades["tick"][-1]  # the run is over
    (words,) = [words for words in found if words.startswith("the largest trade")]
    assert found[words] == largest["tick"]
    assert f": {largest['dA']:g} A for " in words
    changed = [
        mark.tick
        for mark in window.timeline.slider.marks
        if mark.words.startswith("the mode changes")
    ]
    assert changed == changes["tick"].tolist() == [10, 20, 30]


def test_a_click_on_a_mark_goes_there(qtbot: QtBot, window: LogViewerWindow) -> None:
    """And every page follows."""
    slider = window.timeline.slider
    at = QPoint(slider.x_of(20), slider.height() - 2)
    assert [mark.tick for mark in slider.marks_at(at)] == [20]
    qtbot.mouseClick(slider, Qt.LeftButton, pos=at)
    assert window.recording.tick == 20
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert {agent.tick for agent in window.agents.model.records} == {20}


def test_keys_go_from_mark_to_mark(qtbot: QtBot, window: LogViewerWindow) -> None:
    """Forwards and backwards; beyond the last one nothing happens."""
    window.recording.go_to(9)
    keys = Qt.ControlModifier | Qt.ShiftModifier
    qtbot.keyClick(window.tabs, Qt.Key_Right, keys)
    assert window.recording.tick == 10
    window.recording.go_to(31)
    qtbot.keyClick(window.tabs, Qt.Key_Left, keys)
    assert window.recording.tick == 30
    ticks = sorted(marks(window).values())
    window.recording.go_to(34)
    qtbot.keyClick(window.tabs, Qt.Key_Right, keys)
    assert window.recording.tick == max(34, ticks[-1])


def test_bookmarks_are_listed_in_the_menu(window: LogViewerWindow) -> None:
    """By tick, with what happened; choosing one goes there."""
    actions = window.timeline.bookmarks.actions()
    assert len(actions) == len(window.timeline.slider.marks)
    (change,) = [a for a in actions if a.text().startswith("10: the mode changes")]
    change.trigger()
    assert window.recording.tick == 10


def test_playing_waits_for_what_it_shows(window: LogViewerWindow) -> None:
    """A tick whose page is still being read is not passed over."""
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.recording.go_to(3)
    assert window.recording.comparison.readers.is_busy
    window.timeline._play_on()
    assert window.recording.tick == 3
    settle(window)
    window.timeline._play_on()
    assert window.recording.tick == 4
