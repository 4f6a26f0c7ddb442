"""The launcher with the other programs themselves."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.run_row import RunRow
from vmt.qt.launcher.window import LauncherWindow
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database

Launcher = Callable[[], LauncherWindow]


@pytest.fixture
def launcher(qtbot: QtBot, vmt_command: list[str]) -> Iterator[Launcher]:
    """Open launchers of the real programs; what runs at the end is ended."""
    opened: list[LauncherWindow] = []

    def open_launcher() -> LauncherWindow:
        window = LauncherWindow(vmt_command)
        opened.append(window)
        window.show()
        return window

    yield open_launcher
    for row in (row for window in opened for row in window.runs.rows):
        if row.launched is not None and (process := row.launched.process).is_running:
            process.stop()
            process.stop()
            qtbot.waitUntil(lambda process=process: not process.is_running)


def ticks_of(recording: Path) -> int:
    """Return how many ticks are recorded; 0 where there is no file yet."""
    try:
        with open_database(recording) as database:
            return sum(run.total_ticks for run in database.runs())
    except TelemetryError:
        return 0


def newest(window: LauncherWindow) -> RunRow:
    """Return the run on top of the list."""
    return window.runs.rows[0]


def run_headless(qtbot: QtBot, window: LauncherWindow, ticks: int = 40) -> RunRow:
    """Run the picked scenario without a window, and wait for its end."""
    window.choice.set_options(RunOptions(ticks=ticks))
    qtbot.mouseClick(window.start.headless_button, Qt.LeftButton)
    qtbot.waitUntil(lambda: newest(window).state == "finished")
    return newest(window)


def test_a_run_in_the_viewer_is_recorded_and_can_be_looked_at(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Run, watch it being recorded, stop it: it ended by the user and is readable."""
    write_scenario()
    window = launcher()
    qtbot.mouseClick(window.start.run_button, Qt.LeftButton)
    path = newest(window).path

    qtbot.waitUntil(lambda: ticks_of(path) > 1)
    viewer = LogViewerWindow(path)
    viewer.show()
    qtbot.waitUntil(lambda: viewer.recording.run is not None)
    assert viewer.recording.run.status == "running"
    qtbot.waitUntil(lambda: newest(window).state.startswith("running, tick"))
    qtbot.mouseClick(window.runs.stop_button, Qt.LeftButton)

    qtbot.waitUntil(lambda: newest(window).state == "interrupted")
    qtbot.waitUntil(lambda: viewer.recording.run.status == "interrupted")
    last = viewer.recording.run.total_ticks - 1
    qtbot.waitUntil(lambda: viewer.recording.last == last)
    qtbot.waitUntil(lambda: bool(viewer.agents.model.columns))
    text = viewer.overview.text
    qtbot.waitUntil(lambda: "ended by the user" in text.toPlainText())


def test_a_headless_run_tells_how_far_it_is_and_can_be_cancelled(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Its row has a share and a time left while it goes on; Stop ends it in order."""
    write_scenario()
    window = launcher()
    window.choice.set_options(RunOptions(ticks=10_000_000))

    window.act["headless"].trigger()

    qtbot.waitUntil(lambda: (newest(window).progress or 0) > 0)
    assert newest(window).state.endswith(" left")
    assert newest(window).progress < 1
    for _ in range(4):
        seen = newest(window).ticks
        qtbot.waitUntil(lambda seen=seen: newest(window).ticks > seen)
    window.act["stop"].trigger()
    qtbot.waitUntil(lambda: newest(window).state == "interrupted")
    assert newest(window).progress is None


@pytest.mark.parametrize("action", ["headless", "run"])
def test_what_was_changed_is_run_and_recorded(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, action: str
) -> None:
    """Overrides, rules and ticks reach the run, in the viewer too; the row has them."""
    write_scenario()
    window = launcher()
    overrides = {"params.vision_radius": "3", "search_protocol": '"myopic"'}
    window.choice.set_options(RunOptions(12, "november", overrides))

    window.act[action].trigger()

    qtbot.waitUntil(lambda: newest(window).ticks == 12)
    run = newest(window).recording.run
    assert (run.planned_ticks, run.rule_set, run.overrides) == (
        *(12, "november"),
        overrides,
    )
    assert "12 ticks" in newest(window).details
    assert "november · 2 changed" in newest(window).details
    assert "changed: params.vision_radius: 3" in newest(window).about


def test_a_run_is_repeated_though_its_scenario_is_gone(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """The recording has all that is needed; the digests are the same."""
    scenario = write_scenario()
    window = launcher()
    first = run_headless(qtbot, window)
    scenario.unlink()
    window.runs.view.select(first.path)

    window.act["repeat_headless"].trigger()

    qtbot.waitUntil(lambda: len(window.runs.rows) == 2)
    qtbot.waitUntil(lambda: newest(window).state == "finished")
    digests = [row.recording.run.final_digest for row in window.runs.rows]
    assert digests[0] == digests[1]
    assert newest(window).path != first.path


def test_the_row_says_what_verifying_came_to(
    qtbot: QtBot, record: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """A run that repeats is verified; one that was changed differs, and says where."""
    good, bad = record(file="good.db"), record(file="bad.db")
    with_changed_price(bad)
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 2)

    for path, word in ((good, "verified"), (bad, "differs")):
        window.runs.view.select(path)
        window.act["verify"].trigger()
        assert window.runs.selected.details.startswith("verifying …")
        assert not window.act["verify"].isEnabled()
        qtbot.waitUntil(lambda word=word: window.runs.selected.details.startswith(word))

    assert "trade" in window.runs.selected.said
    window.act["words"].trigger()
    shown = dialog()
    assert "differs at tick" in shown.text.toPlainText()
    shown.close()


def with_changed_price(recording: Path) -> None:
    """Change what the buyer of the first trade paid."""
    with sqlite3.connect(recording) as database:
        database.execute("UPDATE trades SET dB = dB + 1 WHERE id = 1")
    database.close()


def test_runs_are_found_again_and_can_be_thrown_away(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    launcher: Launcher,
    dialog: Callable,
) -> None:
    """After a restart they are there; deleting asks, and takes all parts of one."""
    write_scenario()
    before = launcher()
    first, second = (run_headless(qtbot, before) for _ in range(2))
    before.close()
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 2)
    assert [row.path for row in window.runs.rows] == [second.path, first.path]
    beside = first.path.with_name(f"{first.path.name}-wal")
    beside.touch()

    window.runs.view.select(first.path)
    window.act["delete_run"].trigger()
    question = dialog()
    assert first.path.name in question.text()
    question.button(QMessageBox.Cancel).click()
    assert first.path.exists()

    window.act["delete_run"].trigger()
    answer_with(dialog(), "&Move to trash")
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)
    assert sorted(f.name for f in (home / "logs").glob("*.db*")) == [second.path.name]


def answer_with(question: QMessageBox, text: str) -> None:
    """Press the button with a text."""
    [button] = [each for each in question.buttons() if each.text() == text]
    button.click()


def test_what_runs_is_never_thrown_away(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Neither here nor in another launcher, which sees the same run."""
    write_scenario()
    window, other = launcher(), launcher()
    window.act["run"].trigger()
    qtbot.waitUntil(lambda: newest(window).state.startswith("running, tick"))
    other.runs.look()
    qtbot.waitUntil(lambda: len(other.runs.rows) == 1)

    for each in (window, other):
        each.runs.view.select(newest(each).path)
        assert newest(each).is_running
        assert not each.act["delete_run"].isEnabled()
    assert not other.act["stop"].isEnabled()


def test_a_run_that_was_killed_does_not_count_as_running(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """Its file still says so, but nobody writes to it; it can be thrown away."""
    write_scenario()
    window = launcher()
    window.act["run"].trigger()
    qtbot.waitUntil(lambda: (newest(window).ticks or 0) > 0)

    os.kill(newest(window).launched.process.process_id, signal.SIGKILL)

    shown = dialog()
    assert "was killed, perhaps out of memory" in shown.summary.text()
    shown.close()
    assert newest(window).state == "was killed, perhaps out of memory"
    window.close()
    again = launcher()
    qtbot.waitUntil(lambda: len(again.runs.rows) == 1)
    assert newest(again).recording.run.status == "running"
    assert newest(again).state == "ended by force"
    again.runs.view.select(newest(again).path)
    assert again.act["delete_run"].isEnabled()
    assert again.act["repeat"].isEnabled()


def test_what_a_failed_program_said_can_be_read_after_a_restart(
    qtbot: QtBot, home: Path, record: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """Its last lines lie beside the recording."""
    path = record()
    path.with_suffix(".log").write_text("warning: something odd\n")
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)
    window.runs.view.select(path)

    window.act["words"].trigger()

    shown = dialog()
    assert shown.text.toPlainText() == "warning: something odd"
    shown.close()


def test_a_report_is_written_beside_the_recording(
    qtbot: QtBot,
    record: Callable,
    launcher: Launcher,
    opened: list[Path],
    dialog: Callable,
) -> None:
    """The status bar says where it is; it is opened, and not replaced unasked."""
    path = record()
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)
    window.runs.view.select(path)

    window.act["report"].trigger()

    page = path.with_suffix(".html")
    qtbot.waitUntil(lambda: str(page) in window.statusBar().currentMessage())
    assert "<html" in page.read_text()
    assert opened == [page]
    page.write_text("mine")
    window.act["report"].trigger()
    dialog().button(QMessageBox.Cancel).click()
    assert page.read_text() == "mine"


def test_a_scenario_that_the_viewer_refuses_is_explained(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """What the program itself says comes through, without a traceback."""
    path = write_scenario()
    window = launcher()
    path.unlink()

    window.runs.add(window.programs.run(path, "Tiny market", 1))

    qtbot.waitUntil(lambda: not newest(window).is_running)
    shown = dialog()
    assert "exited with status 2" in shown.summary.text()
    assert str(path) in shown.text.toPlainText()
    assert "Traceback" not in shown.text.toPlainText()
    shown.close()


def test_a_file_that_is_no_recording_is_listed_and_explained(
    qtbot: QtBot, home: Path, record: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """The others are there as ever; what is wrong with this one can be read."""
    record()
    (home / "logs" / "nonsense.db").write_text("no database at all")
    window = launcher()

    qtbot.waitUntil(lambda: len(window.runs.rows) == 2)
    row = newest(window)
    assert (row.name, row.state) == ("nonsense.db", "cannot be read")
    window.runs.view.select(row.path)
    for name in ("replay", "repeat", "verify", "report"):
        assert not window.act[name].isEnabled()
    window.act["words"].trigger()
    shown = dialog()
    assert "it is not an SQLite database" in shown.text.toPlainText()
    shown.close()


def test_hundreds_of_recordings_are_read_beside_the_windows(
    qtbot: QtBot, home: Path, record: Callable, launcher: Launcher
) -> None:
    """The launcher is there before they are read, and all of them come."""
    path = record(ticks=2)
    for number in range(300):
        shutil.copyfile(path, home / "logs" / f"copy{number}.db")

    window = launcher()

    assert len(window.runs.rows) < 301
    qtbot.waitUntil(lambda: len(window.runs.rows) == 301)
