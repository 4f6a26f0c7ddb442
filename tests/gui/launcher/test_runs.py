"""Runs that the launcher starts, as real processes, and lists."""

import os
import select
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from vmt.qt.launcher.window import LauncherWindow
from vmt.scenario import ScenarioError, load_scenario

Launcher = Callable[..., LauncherWindow]


def write_seed(qtbot: QtBot, window: LauncherWindow, text: str) -> None:
    """Write a seed as a user does."""
    field = window.start.seed_field.findChild(QLineEdit)
    qtbot.mouseDClick(field, Qt.LeftButton)
    qtbot.keyClicks(field, text)


def test_run_starts_the_viewer_on_the_picked_scenario_and_seed(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    launcher: Launcher,
    told: Callable,
) -> None:
    """Pick, write a seed, press Run: the viewer gets scenario, seed and recording."""
    write_scenario("Another", file="another.yaml")
    wanted = write_scenario("Wanted", file="wanted.yaml")
    window = launcher()

    assert window.picker.pick(wanted)
    write_seed(qtbot, window, "123")
    qtbot.mouseClick(window.start.run_button, Qt.LeftButton)

    command, path, *options = told()
    assert (command, path) == ("view", str(wanted))
    assert options[:3] == ["--seed", "123", "--db"]
    recording = Path(options[3])
    assert recording.parent == home / "logs"
    assert recording.name.endswith("-wanted-seed123.db")
    assert not recording.exists()


@pytest.mark.parametrize("key", [Qt.Key_Return, Qt.Key_Enter])
def test_enter_runs_from_anywhere(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, told: Callable, key: int
) -> None:
    """Enter in the list, in the filter and in the seed field is Run."""
    write_scenario()
    window = launcher()
    seed = window.start.seed_field.findChild(QLineEdit)

    for number, widget in enumerate(
        (window.picker.tree, window.picker.filter_field, seed)
    ):
        widget.setFocus()
        qtbot.keyClick(widget, key)

        assert told()[0] == "view"
        assert len(window.runs.rows) == number + 1


def test_the_seed_is_that_of_the_scenario_or_42(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """A scenario may name the seed it is best shown with."""
    plain = write_scenario("Plain", file="plain.yaml")
    best = write_scenario("Best with 7", file="best.yaml", more="seed: 7")
    window = launcher()

    window.picker.pick(plain)
    assert window.start.seed_field.value() == 42
    window.picker.pick(best)
    assert window.start.seed_field.value() == 7


def test_seeds_are_whole_numbers_within_their_range(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Letters and a tenth digit cannot be written; the dice stays in the range."""
    write_scenario()
    window = launcher()

    write_seed(qtbot, window, "x9999999999")
    assert window.start.seed_field.value() == 999_999_999
    for _ in range(20):
        window.act["random"].trigger()
        assert 0 <= window.start.seed_field.value() <= 999_999_999


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("agents: 4", "agents: 4\ngird: 3", "8:1: "),
        ("agents: 4", "agents: four", "7:1: "),
        ("weight: 0.5", "weight: 0.4", "13:3: "),
    ],
    ids=["unknown key", "wrong type", "weights"],
)
def test_running_a_bad_scenario_shows_all_of_the_error_and_starts_nothing(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    launcher: Launcher,
    dialog: Callable[[], QDialog],
    right: str,
    wrong: str,
    place: str,
) -> None:
    """The dialog has file:line:column and can be copied; no run, no file."""
    path = write_scenario()
    window = launcher()
    path.write_text(path.read_text().replace(right, wrong, 1))

    qtbot.mouseClick(window.start.run_button, Qt.LeftButton)

    shown = dialog()
    text = shown.text.toPlainText()
    assert f"{path}:{place}" in text
    with pytest.raises(ScenarioError) as raised:
        load_scenario(path)
    assert text == str(raised.value)
    shown.copy_button.click()
    assert text in QApplication.clipboard().text()
    shown.close()
    assert not window.runs.rows
    assert not list((home / "logs").iterdir())


def test_a_crash_of_the_viewer_is_shown_with_its_last_words(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """State in the list, a dialog with the text, and a button to copy it."""
    write_scenario()
    window = launcher("import os; print('who am I?', flush=True); os.abort()")

    window.act["run"].trigger()

    shown = dialog()
    assert "crashed (SIGABRT)" in shown.summary.text()
    assert "Tiny market with seed 42" in shown.summary.text()
    assert "who am I?" in shown.text.toPlainText()
    shown.copy_button.click()
    assert "who am I?" in QApplication.clipboard().text()
    shown.close()
    assert window.runs.rows[0].state == "crashed (SIGABRT)"


def test_a_failure_of_the_viewer_is_shown_with_its_message(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """A sentence on stderr and status 1 come through."""
    write_scenario()
    window = launcher("import sys; sys.exit('no display answers')")

    window.act["run"].trigger()

    shown = dialog()
    assert "exited with status 1" in shown.summary.text()
    assert shown.text.toPlainText() == "no display answers"
    shown.close()


def test_several_runs_are_listed_newest_first_and_stopped_one_by_one(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, told: Callable
) -> None:
    """Stop ends the selected run and no other."""
    write_scenario()
    window = launcher(stays=True)
    for seed in ("1", "2"):
        write_seed(qtbot, window, seed)
        window.act["run"].trigger()
        told()
    newer, older = (row.launched for row in window.runs.rows)
    assert (newer.seed, older.seed) == (2, 1)
    assert (newer.state, older.state) == ("running", "running")
    qtbot.waitUntil(lambda: "ready" in older.process.tail())

    window.runs.view.select(older.recording)
    qtbot.mouseClick(window.runs.stop_button, Qt.LeftButton)

    qtbot.waitUntil(lambda: older.state == "stopped")
    assert newer.state == "running"
    assert not window.runs.stop_button.isEnabled()
    window.runs.view.select(newer.recording)
    assert window.runs.stop_button.isEnabled()


def test_logs_are_viewed_of_the_run_that_was_just_made(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    launcher: Launcher,
    told: Callable,
) -> None:
    """The newest or the selected one, or the folder where there is no file yet."""
    write_scenario()
    window = launcher()

    qtbot.mouseClick(window.runs.logs_button, Qt.LeftButton)
    assert told() == ["logs", str(home / "logs")]

    for _ in range(2):
        window.act["run"].trigger()
        Path(told()[5]).touch()
    newer, older = window.runs.rows
    qtbot.mouseClick(window.runs.logs_button, Qt.LeftButton)
    assert told() == ["logs", str(newer.path)]

    window.runs.view.select(older.path)
    qtbot.mouseClick(window.runs.logs_button, Qt.LeftButton)
    assert told() == ["logs", str(older.path)]
    window.act["run"].trigger()
    told()
    qtbot.mouseClick(window.runs.logs_button, Qt.LeftButton)
    assert told() == ["logs", str(home / "logs")]


def test_a_failure_of_the_log_viewer_is_shown(
    qtbot: QtBot, launcher: Launcher, dialog: Callable
) -> None:
    """It is watched as the viewer is."""
    window = launcher("import sys; sys.exit('not a recording')")

    window.act["logs"].trigger()

    shown = dialog()
    assert "log viewer exited with status 1" in shown.summary.text()
    assert shown.text.toPlainText() == "not a recording"
    shown.close()


def test_a_folder_that_cannot_be_written_to_is_explained(
    home: Path, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """Nothing is started that could not be recorded."""
    write_scenario()
    window = launcher()
    (home / "logs").rmdir()
    (home / "logs").write_text("not a folder")

    window.act["run"].trigger()

    shown = dialog()
    assert str(home / "logs") in shown.text.toPlainText()
    shown.close()
    assert not window.runs.rows


def test_closing_the_launcher_leaves_the_runs_alone(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, told: Callable
) -> None:
    """A viewer is the user's window and not the launcher's."""
    write_scenario()
    window = launcher(stays=True)
    window.act["run"].trigger()
    told()
    [run] = window.runs.rows
    number = run.launched.process.process_id

    window.close()

    watch = os.pidfd_open(number)  # raises if there is no such process
    assert not _has_ended(watch)
    os.kill(number, signal.SIGTERM)
    qtbot.waitUntil(lambda: _has_ended(watch))
    os.close(watch)


def _has_ended(watch: int) -> bool:
    return bool(select.select([watch], [], [], 0)[0])


def test_programs_are_asked_about_the_selected_recording(
    qtbot: QtBot, record: Callable, launcher: Launcher, told: Callable
) -> None:
    """Log, replay, repeating, verifying and reporting are each one click."""
    path = record(seed=3)
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)

    def arguments(action: str) -> list[str]:
        window.runs.view.select(path)
        window.act[action].trigger()
        found: list[str] = told()
        return found

    assert arguments("logs") == ["logs", str(path)]
    assert arguments("replay") == ["view", "--replay", str(path)]
    assert arguments("verify") == ["verify", str(path), "--quiet"]
    assert arguments("report") == ["report", str(path), "--force"]
    again = arguments("repeat")
    assert again[:5] == ["view", str(path), "--seed", "3", "--db"]
    assert again[6:] == []
    headless = arguments("repeat_headless")
    assert headless[:5] == ["run", str(path), "--seed", "3", "--db"]
    assert headless[6:] == ["--quiet"]


def test_delete_is_for_runs_only_where_they_are_listed(
    qtbot: QtBot, record: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """In the tree of scenarios the key throws nothing away."""
    path = record()
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)
    window.runs.view.select(path)

    window.picker.tree.setFocus()
    qtbot.keyClick(window.picker.tree, Qt.Key_Delete)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    window.runs.view.setFocus()
    qtbot.keyClick(window.runs.view, Qt.Key_Delete)

    question = dialog()
    assert path.name in question.text()
    question.button(QMessageBox.Cancel).click()


def test_what_is_known_of_runs_is_copied_with_headers(
    qtbot: QtBot, record: Callable, launcher: Launcher
) -> None:
    """One line a run, for a table of one's own."""
    path = record(ticks=9, seed=3)
    window = launcher()
    qtbot.waitUntil(lambda: len(window.runs.rows) == 1)

    window.runs.view.copy_action.trigger()

    header, line = QApplication.clipboard().text().splitlines()
    told = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert (told["run"], told["seed"], told["ticks"]) == ("Tiny market", "3", "9")
    assert (told["state"], told["rules"]) == ("finished", "v2")
    assert told["file"] == str(path)
