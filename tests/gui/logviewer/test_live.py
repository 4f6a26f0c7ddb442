"""A run that is still being recorded, followed by every page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import open_run
from vmt.telemetry.recorder import Recorder

Viewer = Callable[[Path], LogViewerWindow]
Go = Callable[[int], None]


@pytest.fixture
def going(home: Path, write_scenario: Callable[..., Path]) -> Iterator[tuple[Path, Go]]:
    """Record a run; returns its file, and what lets it go on."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 1)
    path = home / "logs" / "live.db"
    with Recorder(path, scenario, simulation) as recorder:

        def go(ticks: int) -> None:
            simulation.run(ticks, recorder.record)
            recorder.flush()

        go(5)
        yield path, go


def test_lists_of_all_ticks_grow_at_their_end(
    qtbot: QtBot, going: tuple[Path, Go], viewer: Viewer
) -> None:
    """What was scrolled to and selected stays; the rows are those of the file."""
    path, go = going
    window = viewer(path)
    window.filter.choose(extent=Extent.ALL)
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    selected = window.decisions.table.selectionModel()
    rows = QItemSelectionModel.Select | QItemSelectionModel.Rows
    selected.select(window.decisions.model.index(3, 0), rows)
    settle(window)
    assert [index.row() for index in selected.selectedRows()] == [3]
    resets: list[object] = []
    window.decisions.model.modelReset.connect(lambda: resets.append(None))
    go(20)
    window.recording.look()
    go(20)
    window.recording.look()
    qtbot.waitUntil(lambda: window.decisions.model.rowCount() == 45 * 4)
    settle(window)
    assert not resets
    assert [index.row() for index in selected.selectedRows()] == [3]
    with open_run(path) as run:
        expected = run.table("decisions")["tick"].tolist()
    model = window.decisions.model
    assert [row[1].tick for row in map(model.row, range(180))] == expected


def test_a_run_that_is_compared_grows_too(
    qtbot: QtBot, going: tuple[Path, Go], record: Callable[..., Path], viewer: Viewer
) -> None:
    """Though another one is looked at."""
    path, go = going
    window = viewer(record())
    window.recording.comparison.compare_with([(path, 1)])
    settle(window)
    assert window.recording.comparison.others[0].last == 4
    go(3)
    qtbot.waitUntil(lambda: window.recording.comparison.others[0].last == 7)
