"""The overview of one run and of several."""

from collections.abc import Callable
from pathlib import Path

import pytest

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.differences import differences
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder

Record = Callable[..., Path]


@pytest.fixture
def other(home: Path, write_scenario: Callable[..., Path]) -> Path:
    """Record a run of a meadow in which agents carry twice as much in a trade."""
    file = write_scenario()
    file.write_text(
        file.read_text().replace("\nparams: {", "\nparams: {trade_step: 0.5, ")
    )
    scenario = load_scenario(file)
    simulation = Simulation(scenario.configuration, 4)
    path = home / "logs" / "other.db"
    with Recorder(path, scenario, simulation, planned_ticks=30) as recorder:
        simulation.run(10, recorder.record)
    return path


def test_differences_come_first(
    record: Record, other: Path, viewer: Callable[[Path], LogViewerWindow]
) -> None:
    """Of the configuration, each with the values of all runs; then the outcomes."""
    window = viewer(record())
    window.recording.comparison.compare_with([(other, 1)])
    settle(window)
    text = window.overview.text.toPlainText()
    assert text.index("Differences") < text.index("Outcome")
    assert "trade_step\n1\n0.5\n" in text
    assert "Seed\n3\n4\n" in text
    assert "Ticks\n30 of 30\n10 of 30\n" in text
    assert "vision_radius" not in text
    assert "Tiny market, seed 4: The run ended after 10 of 30 ticks." in text
    assert not window.overview.table.isColumnHidden(0)
    assert window.overview.model.rowCount() == 8


def test_repetitions_differ_in_nothing(
    record: Record, viewer: Callable[[Path], LogViewerWindow]
) -> None:
    """The overview says so."""
    window = viewer(record())
    again = record(file="again.db")
    window.recording.comparison.compare_with([(again, 1)])
    settle(window)
    assert "Differences" in window.overview.text.toPlainText()
    assert "repetitions" in window.overview.text.toPlainText()
    labels = [run.label for run in window.recording.comparison.runs]
    assert labels == ["Tiny market, run", "Tiny market, again"]


def test_quantities_that_differ_are_in_units(record: Record, other: Path) -> None:
    """Nobody has to know of minor units."""
    runs = []
    for path in (record(), other):
        with open_database(path) as database:
            runs.append(database.run(1))
    found = dict(differences(runs))
    assert found["trade_step"] == ["1", "0.5"]
    assert found["Bargaining"][1].endswith("steps of 0.5 A")
