"""The list of scenarios in the launcher."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from vmt.qt.launcher.window import LauncherWindow

Launcher = Callable[..., LauncherWindow]


def titles(window: LauncherWindow) -> list[str]:
    """Return the scenarios in the list, from top to bottom."""
    return [each.title for each in window.picker.shown]


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
