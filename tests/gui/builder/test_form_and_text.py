"""The scenario builder: forms and text are two views of one scenario."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from builder_window import field, page, part, replace, settle, write
from vmt.qt.builder.page import SectionPart
from vmt.qt.builder.window import BuilderWindow
from vmt.scenario.editing import data_of as load
from vmt.scenario.model import ScenarioModel

SCENARIOS = sorted(Path("scenarios").rglob("*.yaml"))
Open = Callable[..., BuilderWindow]


def test_a_new_scenario_can_be_run_and_has_the_defaults_of_the_engine(
    builder: Open,
) -> None:
    """Whoever changes nothing has a market that works."""
    window = builder()

    assert window.checked.problems == []
    assert window.checked.notes == []
    model = window.checked.scenario.model
    assert model.params == type(model.params)()
    assert window.path is None
    assert not window.isWindowModified()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_opening_a_scenario_changes_not_a_byte_of_it(
    builder: Open, tmp_path: Path, path: Path
) -> None:
    """Whatever page is looked at; and saving writes what was read."""
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    window = builder(copy)
    for number in range(window.area.list.count()):
        window.area.list.setCurrentRow(number)

    assert window.editor.text() == path.read_text()
    assert not window.isWindowModified()
    assert window.save()
    assert copy.read_bytes() == path.read_bytes()


def test_a_form_writes_its_value_and_nothing_else(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """Comments and blanks stay where they are."""
    path = write_scenario(more="seed: 7   # it looks best")
    window = builder(path)
    write(qtbot, field(window, "World", "seed"), "81")

    expected = path.read_text().replace("seed: 7 ", "seed: 81 ")
    assert window.editor.text() == expected
    assert window.isWindowModified()


def test_the_form_follows_the_text(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """A value that is written into the text is in its field."""
    window = builder(write_scenario())
    replace(window, "vision_radius: 5", "vision_radius: 9, beta: 0.5")
    settle(qtbot, window)

    beta = field(window, "Parameters", "beta")
    assert beta.lineEdit().text() == "0.5"
    assert field(window, "Parameters", "vision_radius").lineEdit().text() == "9"


def test_undo_and_redo_go_over_form_and_text_alike(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """One word written into a field is one step."""
    window = builder(write_scenario())
    first = window.editor.text()
    write(qtbot, field(window, "World", "agents"), "12")
    second = window.editor.text()
    replace(window, "density: 0.4", "density: 0.1")
    third = window.editor.text()
    write(qtbot, field(window, "About", "name"), "Other name")
    fourth = window.editor.text()
    assert len({first, second, third, fourth}) == 4

    # The keys are pressed in a field, which has an undo of its own.
    name = field(window, "About", "name")
    for expected in (third, second, first):
        qtbot.keyClick(name, Qt.Key_Z, Qt.ControlModifier)
        assert window.editor.text() == expected
    assert not window.isWindowModified()
    for expected in (second, third, fourth):
        qtbot.keyClick(name, Qt.Key_Z, Qt.ControlModifier | Qt.ShiftModifier)
        assert window.editor.text() == expected
    settle(qtbot, window)
    assert name.text() == "Other name"


def test_a_comment_survives_that_its_value_is_written_anew(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """Also where the field is empty for a moment."""
    path = write_scenario(more="seed: 7   # it looks best")
    window = builder(path)
    seed = field(window, "World", "seed")
    seed.setFocus()
    qtbot.keyClick(seed, Qt.Key_End)
    qtbot.keyClick(seed, Qt.Key_Backspace)
    assert "seed" not in load(window.editor.text())
    settle(qtbot, window)
    qtbot.keyClicks(seed, "5")

    assert window.editor.text() == path.read_text().replace("seed: 7 ", "seed: 5 ")


def test_a_field_that_is_emptied_stays_empty_while_it_is_written_into(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """Its default is shown in grey; it is written when the user has left."""
    window = builder(write_scenario())
    vision = field(window, "Parameters", "vision_radius")
    vision.setFocus()
    qtbot.keyClick(vision, Qt.Key_A, Qt.ControlModifier)
    qtbot.keyClick(vision, Qt.Key_Delete)
    settle(qtbot, window)
    window.check_now()

    assert vision.lineEdit().text() == ""
    assert vision.lineEdit().placeholderText() == "5"
    assert "vision_radius" not in window.editor.text()


def test_the_arrow_takes_a_key_out_of_the_file(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """Then its default holds."""
    window = builder(write_scenario(more="seed: 7"))
    world = part(window, "World", SectionPart)
    qtbot.mouseClick(world.form._rows["seed"].reset, Qt.LeftButton)

    assert "seed" not in load(window.editor.text())


@pytest.mark.parametrize(
    ("old", "new", "title", "key"),
    [
        ("agents: 4", "agents: some", "World", "agents"),
        ("vision_radius: 5", "vision_radius: far", "Parameters", "vision_radius"),
        ("density: 0.4", "density: 4", "Resources", "density"),
        ("name: Tiny market", "name: ''", "About", "name"),
        ("agents: 4", "", "World", "agents"),
    ],
)
def test_a_problem_leads_to_its_line_and_its_field(
    qtbot: QtBot,
    qapp: QApplication,
    builder: Open,
    write_scenario: Callable,
    old: str,
    new: str,
    title: str,
    key: str,
) -> None:
    """By a click in the list; the page is marked, and the field says what is wrong."""
    window = builder(write_scenario())
    replace(window, old, new)
    settle(qtbot, window)
    problem = next(p for p in window.checked.problems if key in p.message)
    found = window.area.problems.findItems(problem.message, Qt.MatchContains)
    rect = window.area.problems.visualItemRect(found[0])
    viewport = window.area.problems.viewport()
    qtbot.mouseClick(viewport, Qt.LeftButton, pos=rect.center())

    assert window.editor.textCursor().blockNumber() + 1 == problem.line
    shown = window.area.list.currentItem()
    assert shown.text() == title
    assert shown.toolTip()
    widget = field(window, title, key)
    assert qapp.focusWidget() is widget
    form = next(
        p.form
        for p in page(window, title).parts
        if isinstance(p, SectionPart) and key in p.form.keys
    )
    assert form._rows[key].problem.text() == problem.message
    assert window.editor.wrong_lines()[problem.line]


def test_the_text_may_be_no_yaml_for_a_while(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """The forms wait, with what they had; then they follow again."""
    window = builder(write_scenario())
    replace(window, "name: Tiny market", "name: [Tiny")
    settle(qtbot, window)
    assert not page(window, "World").isEnabled()
    assert window.checked.problems

    replace(window, "name: [Tiny", "name: Tiny")
    settle(qtbot, window)
    assert page(window, "World").isEnabled()
    assert field(window, "About", "name").text() == "Tiny"


HOSTILE = {
    "nothing": "",
    "only a comment": "# nothing\n",
    "a list": "- 1\n- 2\n",
    "no YAML": "a: [1, {2: \n\t}",
    "a key twice": "name: a\nname: b\nN: 3\n",
    "every section of another kind": "N: {a: 1}\nagents: [1]\nparams: 7\nname: [x]\n"
    "utilities: 5\ninitial_inventories: x\nresource_seed: [1]\nmode: {a: b}\n"
    "mode_schedule: 3\nsearch_protocol: [1]\nagent_positions: 5\ntags: 7\n",
    "entries that are none": "utilities: {mix: [1, x, {type: [1]}, {params: 5}]}\n"
    "initial_inventories: {A: [x, {a: b}], B: {uniform: 3}}\n",
    "bounds that are none": "initial_inventories:\n  A: {uniform_int: [a, b, c]}\n"
    "  B: {uniform: [1]}\nagent_positions: [[1], x, [1, 2, 3], {a: 1}]\n",
    "all of null": "".join(f"{key}:\n" for key in ScenarioModel.model_fields),
    "anchors": "name: &a Anchor\ndescription: *a\nN: 5\n",
    "another file": '{"json": true, "N": [1, 2]}',
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_full_of_mistakes_opens_as_it_is(
    qtbot: QtBot, builder: Open, tmp_path: Path, case: str
) -> None:
    """Its text is shown, its problems are told, and looking changes nothing."""
    path = tmp_path / "bad.yaml"
    path.write_text(HOSTILE[case])
    window = builder(path)
    for number in range(window.area.list.count()):
        window.area.list.setCurrentRow(number)

    assert window.checked.problems
    assert window.editor.text() == HOSTILE[case]
    assert not window.isWindowModified()
    assert window.area.problems.count() == len(window.checked.problems)
    for problem in window.checked.problems:
        window.go_to(problem)
    assert window.editor.text() == HOSTILE[case]


def test_what_cannot_be_changed_in_the_form_is_told(
    qtbot: QtBot, builder: Open, tmp_path: Path
) -> None:
    """The value of an anchor is another's, too: the text stays as it is."""
    path = tmp_path / "anchors.yaml"
    path.write_text("N: &size 5\nagents: *size\n")
    window = builder(path)
    write(qtbot, field(window, "World", "N"), "7")

    assert window.editor.text() == path.read_text()
    assert "anchor" in window.bar.label.text()
    assert field(window, "World", "N").lineEdit().text() == "5"


def test_emoji_before_a_value_do_not_shift_the_change(
    qtbot: QtBot, builder: Open, tmp_path: Path
) -> None:
    """Qt counts some characters twice."""
    path = tmp_path / "emoji.yaml"
    path.write_text("name: 🍎🍐 market  # 🍎\nN: 5\nagents: 2\n")
    window = builder(path)
    write(qtbot, field(window, "World", "N"), "17")

    assert window.editor.text() == path.read_text().replace("N: 5", "N: 17")
    assert window.checked.text.startswith("name: 🍎🍐")
