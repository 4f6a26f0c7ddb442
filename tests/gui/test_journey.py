"""The launcher with the viewer and the log viewer themselves."""

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from vmt.qt.launcher.window import LauncherWindow
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database


def ticks_of(recording: Path) -> int:
    """Return how many ticks are recorded; 0 where there is no file yet."""
    try:
        with open_database(recording) as database:
            return sum(run.total_ticks for run in database.runs())
    except TelemetryError:
        return 0


def test_a_run_in_the_viewer_is_recorded_and_can_be_looked_at(
    qtbot: QtBot, write_scenario: Callable, vmt_command: list[str]
) -> None:
    """Run, watch it being recorded, stop it: it ended by the user and is readable."""
    write_scenario()
    launcher = LauncherWindow(vmt_command)
    launcher.show()
    qtbot.mouseClick(launcher.run_button, Qt.LeftButton)
    [run] = launcher.runs.runs.records

    qtbot.waitUntil(lambda: ticks_of(run.recording) > 1)
    viewer = LogViewerWindow(run.recording)
    viewer.show()
    assert viewer.recording.run.status == "running"
    qtbot.mouseClick(launcher.stop_button, Qt.LeftButton)

    qtbot.waitUntil(lambda: not run.process.is_running)
    assert run.state == "stopped"
    qtbot.waitUntil(lambda: viewer.recording.run.status == "interrupted")
    assert viewer.recording.last == viewer.recording.run.total_ticks - 1
    assert viewer.agents.model.columns
    assert "ended by the user" in viewer.overview.text.toPlainText()


def test_a_scenario_that_the_viewer_refuses_is_explained(
    qtbot: QtBot, write_scenario: Callable, vmt_command: list[str], dialog: Callable
) -> None:
    """What the program itself says comes through, without a traceback."""
    path = write_scenario()
    launcher = LauncherWindow(vmt_command)
    launcher.show()
    scenario = launcher.picker.scenario.scenario
    path.unlink()

    launcher.runs.add(launcher.programs.view(scenario, 1))

    qtbot.waitUntil(lambda: not launcher.runs.runs.records[0].process.is_running)
    shown = dialog()
    assert "exited with status 2" in shown.summary.text()
    assert str(path) in shown.text.toPlainText()
    assert "Traceback" not in shown.text.toPlainText()
    shown.close()
