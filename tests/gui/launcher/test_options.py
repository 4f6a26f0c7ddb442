"""Options of the next runs: changed in forms, seen, taken back, remembered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from vmt.qt.launcher.options_dialog import OptionsDialog
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.window import LauncherWindow

Launcher = Callable[..., LauncherWindow]


@pytest.fixture
def open_options(dialog: Callable[[], QDialog]) -> Callable[..., OptionsDialog]:
    """Open the options of the picked scenario."""

    def open_dialog(window: LauncherWindow) -> OptionsDialog:
        window.act["options"].trigger()
        found = dialog()
        assert isinstance(found, OptionsDialog)
        return found

    return open_dialog


def write(qtbot: QtBot, dialog: OptionsDialog, key: str, text: str) -> None:
    """Write a value into the row of a key, as a user does."""
    form = dialog.form_of(key)
    widget = form.widget_of(key.rpartition(".")[2])
    field = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key_Tab)


def test_every_kind_of_value_reaches_the_run(
    qtbot: QtBot,
    write_scenario: Callable,
    launcher: Launcher,
    told: Callable,
    open_options: Callable,
) -> None:
    """Numbers, quantities, lists, ticks, rules and protocols become arguments."""
    write_scenario()
    window = launcher()
    dialog = open_options(window)

    write(qtbot, dialog, "N", "7")
    write(qtbot, dialog, "params.vision_radius", "3")
    write(qtbot, dialog, "params.spread", "0.25")
    write(qtbot, dialog, "params.forage_rate", "1.5")
    write(qtbot, dialog, "initial_inventories.A", "{uniform_int: [1, 9]}")
    dialog.protocols.widget_of("matching_protocol").setCurrentIndex(1)
    dialog.protocols.widget_of("matching_protocol").activated.emit(1)
    dialog.ticks.setValue(77)
    assert window.start.options_button.text().startswith("&Options (7 changed)")
    qtbot.mouseClick(dialog.run_button, Qt.LeftButton)

    arguments = told()
    assert arguments[0] == "view"
    assert arguments[arguments.index("--ticks") + 1] == "77"
    settings = {arguments[i + 1] for i, a in enumerate(arguments) if a == "--set"}
    assert settings == {
        "N=7",
        "params.vision_radius=3",
        "params.spread=0.25",
        "params.forage_rate=1.5",
        "initial_inventories.A={uniform_int: [1, 9]}",
        'matching_protocol="greedy_surplus"',
    }


def test_what_is_changed_is_shown_and_can_be_taken_back(
    qtbot: QtBot,
    write_scenario: Callable,
    launcher: Launcher,
    open_options: Callable,
) -> None:
    """The pane has both values; one row, or all of it, goes back to the file's."""
    write_scenario()
    window = launcher()
    dialog = open_options(window)

    write(qtbot, dialog, "params.vision_radius", "3")
    write(qtbot, dialog, "N", "9")
    text = window.pane.toPlainText()
    assert "Changed for the next runs" in text
    assert "3 (the file: 5)" in text
    assert "9 × 9 cells" in text

    dialog.form_of("N").reset("N")
    assert window.choice.options.overrides == {"params.vision_radius": "3"}
    window.act["reset"].trigger()
    assert window.choice.options == RunOptions()
    assert dialog.options == RunOptions()
    assert "Changed for the next runs" not in window.pane.toPlainText()
    assert not window.act["reset"].isEnabled()


def test_options_are_remembered_for_each_scenario(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, open_options: Callable
) -> None:
    """Another scenario has its own; the dialog of the first closes with it."""
    first = write_scenario("First", file="a.yaml")
    second = write_scenario("Second", file="b.yaml")
    window = launcher()
    window.picker.pick(first)
    dialog = open_options(window)
    write(qtbot, dialog, "agents", "4")
    write(qtbot, dialog, "N", "8")

    window.picker.pick(second)
    assert not window.choice.options.is_changed
    assert window.start.options_button.text() == "&Options…"
    window.picker.pick(first)
    assert window.choice.options.overrides == {"N": "8"}  # 4 agents are the file's

    again = open_options(window)
    assert again.form_of("N").value("N") == 8
    assert again.options == window.choice.options
    again.close()


def test_a_mistake_is_marked_where_it_is_and_nothing_runs(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    launcher: Launcher,
    open_options: Callable,
) -> None:
    """In its row, or below where several values do not fit; and in the pane."""
    write_scenario()
    window = launcher()
    dialog = open_options(window)

    write(qtbot, dialog, "params.beta", "2")
    assert "beta must be" in dialog.form_of("params.beta").problems()["beta"]
    assert "cannot be run" in window.pane.toPlainText()
    dialog.form_of("params.beta").reset("beta")
    write(qtbot, dialog, "agents", "3")

    told = dialog.form_of("initial_inventories.A").problems()
    assert "one entry for each of the 3 agents" in told["A"]
    window.act["headless"].trigger()
    assert not window.runs.rows
    assert not list((home / "logs").iterdir())
    for shown in window.findChildren(QDialog):
        shown.close()


def test_the_november_rules_pass_over_what_their_program_did_not_know(
    write_scenario: Callable,
    launcher: Launcher,
    told: Callable,
    open_options: Callable,
) -> None:
    """The pane warns, and the run is told of the rules."""
    write_scenario(more="mode: trade")
    window = launcher()
    dialog = open_options(window)

    dialog.rules.setCurrentIndex(dialog.rules.findData("november"))
    dialog.rules.activated.emit(dialog.rules.currentIndex())

    assert "mode is ignored" in window.pane.toPlainText()
    dialog.close()
    window.act["headless"].trigger()
    arguments = told()
    assert arguments[0] == "run"
    assert arguments[arguments.index("--rules") + 1] == "november"


def test_enter_in_a_field_of_the_options_closes_nothing(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher, open_options: Callable
) -> None:
    """It belongs to the field."""
    write_scenario()
    dialog = open_options(launcher())

    qtbot.keyClick(dialog.ticks, Qt.Key_Return)

    assert dialog.isVisible()
    dialog.close()
