"""The launcher, by mouse and keyboard, starting real processes."""

import os
import select
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QRect, Qt
from PyQt5.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from vmt.qt import theme
from vmt.qt.launcher.window import LauncherWindow
from vmt.qt.placement import keep_within
from vmt.scenario import ScenarioError, load_scenario

Launcher = Callable[..., LauncherWindow]


def titles(window: LauncherWindow) -> list[str]:
    """Return the scenarios in the list, from top to bottom."""
    return [each.title for each in window.picker.shown]


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


def test_the_list_has_built_in_and_own_scenarios_by_folder(
    home: Path, write_scenario: Callable, launcher: Launcher
) -> None:
    """Folders have scenarios below them; the user's come after the built-in ones."""
    builtin = home / "bin" / "scenarios" / "teaching"
    builtin.mkdir()
    write_scenario("Mine")
    write_scenario("Deeper", file="more/deeper.yaml")
    write_scenario("Theirs", file="x.yaml").rename(builtin / "theirs.yaml")

    window = launcher()
    model = window.picker.tree.model()

    tops = [model.index(row, 0) for row in range(model.rowCount())]
    assert [top.data() for top in tops] == ["Built-in", "My scenarios"]
    inner = [[top.child(row, 0).data() for row in range(2)] for top in tops]
    assert inner == [["teaching", None], ["more", "Mine"]]
    assert titles(window) == ["Theirs", "Deeper", "Mine"]


def test_the_filter_finds_words_of_the_description(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """All words must be found, anywhere in what a scenario says of itself."""
    write_scenario("Poor meadow", file="poor.yaml")
    write_scenario("Rich meadow", file="rich.yaml")
    window = launcher()

    qtbot.keyClicks(window.picker.filter_field, "rich FOUR")
    assert titles(window) == ["Rich meadow"]
    assert window.picker.scenario.title == "Rich meadow"

    window.picker.filter_field.clear()
    assert len(titles(window)) == 2


def test_the_pane_tells_what_to_know_before_a_run(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """Title, description, what to look for, question, grid, preferences, rules."""
    write_scenario(
        more="mode_schedule: {type: global_cycle, forage_ticks: 3, trade_ticks: 2}"
    )
    text = launcher().pane.toPlainText()

    for expected in (
        "Tiny market",
        "Four agents on a small meadow.",
        "Trades between neighbours.",
        "Who gains?",
        "5 × 5 cells",
        "50 % Cobb–Douglas (wA 3, wB 1)",
        "50 % CES (rho -0.5, wA 1, wB 3)",
        "A 0 to 8, B 0 to 8",
        "2 on 40 % of the cells, 1 a tick regrows after 5 ticks",
        "3 ticks foraging, then 2 ticks trading, in turn",
        "three_pass",
    ):
        assert expected in text


def test_a_broken_scenario_is_listed_and_explained(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """Its error stands in the pane, with the place in the file."""
    write_scenario("Fine", file="fine.yaml")
    broken = write_scenario("Broken", file="broken.yaml", more="gird: 3")
    window = launcher()

    assert titles(window) == ["broken.yaml", "Fine"]
    assert window.picker.pick(broken)
    assert "cannot be run" in window.pane.toPlainText()
    assert f"{broken}:8:1:" in window.pane.toPlainText()
    assert "1 cannot be run" in window.statusBar().currentMessage()


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


def test_a_scenario_that_vanished_is_explained_and_leaves_the_list(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """A file that was deleted since it was listed is not run."""
    path = write_scenario()
    window = launcher()
    path.unlink()

    window.act["run"].trigger()

    shown = dialog()
    assert str(path) in shown.text.toPlainText()
    shown.close()
    assert not window.runs.rows
    assert titles(window) == []


def test_files_that_come_change_and_go_are_noticed(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """The list follows the folders, and what is picked stays picked."""
    first = write_scenario("First", file="first.yaml")
    window = launcher()
    window.picker.pick(first)
    # It has looked at the files because its window became active.
    qtbot.waitUntil(lambda: not window.list.is_settling)

    second = write_scenario("A second", file="a/second.yaml")
    qtbot.waitUntil(lambda: titles(window) == ["A second", "First"])
    assert window.picker.scenario.title == "First"

    write_scenario("First, changed", file="first.yaml")
    qtbot.waitUntil(lambda: "First, changed" in titles(window))
    assert "First, changed" in window.pane.toPlainText()

    second.unlink()
    qtbot.waitUntil(lambda: titles(window) == ["First, changed"])


def test_there_may_be_no_scenario_at_all(launcher: Launcher) -> None:
    """Then there is nothing to run, and the pane says so."""
    window = launcher()

    assert not window.start.run_button.isEnabled()
    assert "No scenario" in window.pane.toPlainText()


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


def test_what_was_picked_is_remembered(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """The next time the same scenario and seed are there, and the window's size."""
    write_scenario("First", file="a.yaml")
    second = write_scenario("Second", file="b.yaml")
    window = launcher()
    window.picker.pick(second)
    window.start.seed_field.setValue(77)
    window.resize(500, 600)
    window.close()

    again = launcher()

    assert again.picker.scenario.path == second
    assert again.start.seed_field.value() == 77
    assert (again.width(), again.height()) == (500, 600)


def test_the_theme_is_remembered_and_told_to_the_viewer(
    qapp: QApplication,
    write_scenario: Callable,
    launcher: Launcher,
    told: Callable,
    themes: list[str],
) -> None:
    """Chosen in the menu, it holds at once, next time, and in the viewer."""
    write_scenario()
    window = launcher()
    [view] = [m for m in window.menuBar().actions() if m.text() == "&View"]
    light, dark = view.menu().actions()

    dark.trigger()
    assert qapp.palette().window().color().lightness() < 128
    assert theme.remembered() is theme.DARK
    window.act["run"].trigger()
    told()
    assert themes == ["VMT_FORCE_DARK_THEME"]

    light.trigger()
    assert theme.remembered() is theme.LIGHT
    window.act["run"].trigger()
    told()
    assert themes == ["VMT_FORCE_LIGHT_THEME"]


def test_at_first_it_leaves_room_for_the_viewer(launcher: Launcher) -> None:
    """On a screen of 1280 x 800 it stands at the left and is less than 480 wide."""
    window = launcher()

    assert window.windowTitle() == "VMT Launcher"
    assert window.width() <= 480
    assert window.height() <= 760
    assert window.x() <= 8


def test_it_stays_on_a_screen_that_shrinks(launcher: Launcher) -> None:
    """No button is out of reach on a small screen, even below its smallest size."""
    window = launcher()

    for room in (QRect(0, 0, 1024, 560), QRect(0, 20, 380, 400)):
        keep_within(window, room)
        assert room.contains(window.frameGeometry())


def test_the_pane_moves_beside_the_list_where_there_is_room(launcher: Launcher) -> None:
    """One column when narrow, two when wide; both fit 400 x 480."""
    window = launcher()

    window.resize(1000, 600)
    assert window.pane.x() > window.picker.width() // 2
    window.resize(400, 480)
    assert (window.width(), window.height()) == (400, 480)
    assert window.pane.x() == window.picker.x()


def test_everything_can_be_reached_and_named(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """Every field has a name for screen readers, every action a shortcut in its tip."""
    write_scenario()
    window = launcher()

    for widget in (
        window.picker.tree,
        window.picker.filter_field,
        window.start.seed_field,
    ):
        assert widget.accessibleName()
    for action in window.actions():
        assert action.shortcut().toString()
        assert action.shortcut().toString() in action.toolTip()


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


def test_folders_that_are_folded_stay_so(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """After a change of the files, and the next time; but what is picked is seen."""
    write_scenario("Deep", file="a/b/deep.yaml")
    top = write_scenario("Top", file="top.yaml")
    window = launcher()
    window.picker.pick(top)
    window.picker.fold([("user", "a", "b")])

    window.list.read()
    assert window.picker.folded == [("user", "a", "b")]
    window.close()
    assert launcher().picker.folded == [("user", "a", "b")]


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
