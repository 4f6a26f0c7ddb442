"""The scenario builder: forms and text are two views of one scenario."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vmt.engine.simulation import Simulation
from vmt.qt import theme
from vmt.qt.builder.endowment import EndowmentPart, Form
from vmt.qt.builder.mode import ModePart
from vmt.qt.builder.page import Page, SectionPart
from vmt.qt.builder.population import MixPart
from vmt.qt.builder.positions import PositionsPart
from vmt.qt.builder.tastes import TASTES
from vmt.qt.builder.window import BuilderWindow
from vmt.scenario import load_scenario
from vmt.scenario.editing import data_of as load
from vmt.scenario.model import ScenarioModel

SCENARIOS = sorted(Path("scenarios").rglob("*.yaml"))
Open = Callable[..., BuilderWindow]


def page(window: BuilderWindow, title: str) -> Page:
    """Turn to a page."""
    titles = [each.title for each in window.area.pages]
    window.area.list.setCurrentRow(titles.index(title))
    return window.area.pages[titles.index(title)]


def part(window: BuilderWindow, title: str, kind: type) -> Any:
    """Turn to a page, and return its first part of a kind."""
    return next(each for each in page(window, title).parts if isinstance(each, kind))


def field(window: BuilderWindow, title: str, key: str) -> QWidget:
    """Turn to a page, and return the field of a key."""
    parts = page(window, title).parts
    form = next(
        each.form
        for each in parts
        if isinstance(each, SectionPart) and key in each.form.keys
    )
    return form.widget_of(key)


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Write into a field as a user does who replaces what is in it."""
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key_A, Qt.ControlModifier)
    qtbot.keyClicks(widget, text)


def settle(qtbot: QtBot, window: BuilderWindow) -> None:
    """Wait until what was written is checked."""
    qtbot.waitUntil(lambda: not window._settling.isActive())


def replace(window: BuilderWindow, old: str, new: str) -> None:
    """Change the text as a user does who edits it."""
    text = window.editor.text()
    assert old in text
    start = text.index(old)
    cursor = window.editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len(old), cursor.KeepAnchor)
    cursor.insertText(new)
    window.editor.setTextCursor(cursor)


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


def entries(window: BuilderWindow) -> MixPart:
    """Turn to the population."""
    return part(window, "Population", MixPart)


def pick(qtbot: QtBot, box: QComboBox, index: int) -> None:
    """Pick an entry of a list by keyboard."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key_Home)
    for _ in range(index):
        qtbot.keyClick(box, Qt.Key_Down)


@pytest.mark.parametrize("index", range(len(TASTES)), ids=[t.title for t in TASTES])
def test_every_form_of_utility_can_be_picked_and_is_valid(
    qtbot: QtBot, builder: Open, write_scenario: Callable, index: int
) -> None:
    """Cobb-Douglas is CES with rho 0, which has no field then."""
    window = builder(write_scenario())
    mix = entries(window)
    pick(qtbot, mix.entries[1].box, (index + 1) % len(TASTES))
    pick(qtbot, mix.entries[1].box, index)
    settle(qtbot, window)

    assert window.checked.problems == []
    taste = TASTES[index]
    entry = window.checked.scenario.model.utilities.mix[1]
    assert entry.type == taste.type
    assert mix.entries[1].box.currentText() == taste.title
    assert ("rho" in mix.entries[1].form.keys) == (taste.title == "CES")
    assert mix.entries[1].form.keys
    first = window.checked.scenario.model.utilities.mix[0]
    assert first.params.wA == 3


def test_tastes_are_added_and_removed_and_the_last_stays(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """One by one; a population without tastes is none."""
    window = builder(write_scenario())
    mix = entries(window)
    for count in (3, 4):
        qtbot.mouseClick(mix.add_button, Qt.LeftButton)
        settle(qtbot, window)
        assert len(mix.entries) == count
        assert len(window.checked.data["utilities"]["mix"]) == count
    for count in (3, 2, 1):
        qtbot.mouseClick(mix.entries[0].remove_button, Qt.LeftButton)
        settle(qtbot, window)
        assert len(mix.entries) == count
    assert not mix.entries[0].remove_button.isEnabled()


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        (("1", "1"), [0.5, 0.5]),
        (("2", "1"), [0.6667, 0.3333]),
        (("0", "7"), [0, 1]),
        (("1", "1", "1"), [0.3334, 0.3333, 0.3333]),
    ],
)
def test_weights_are_normalised_to_a_sum_of_one(
    qtbot: QtBot, builder: Open, write_scenario: Callable, weights: tuple, shares: list
) -> None:
    """Exactly: the largest takes what rounding leaves."""
    window = builder(write_scenario())
    mix = entries(window)
    while len(mix.entries) < len(weights):
        qtbot.mouseClick(mix.add_button, Qt.LeftButton)
    for entry, weight in zip(mix.entries, weights, strict=True):
        write(qtbot, entry.weight.widget_of("weight"), weight)
    settle(qtbot, window)
    assert mix.normalise_button.isEnabled() == (sum(map(float, weights)) != 1)
    if mix.normalise_button.isEnabled():
        assert "sum to 1" in mix.problem.text()
    qtbot.mouseClick(mix.normalise_button, Qt.LeftButton)
    settle(qtbot, window)

    data = window.checked.data["utilities"]["mix"]
    assert [entry["weight"] for entry in data] == shares
    assert window.checked.problems == []
    assert not mix.normalise_button.isEnabled()


@pytest.mark.parametrize("seed", [None, 7, 12345])
def test_the_preview_shows_the_tastes_that_a_run_gives_out(
    builder: Open, write_scenario: Callable, seed: int | None
) -> None:
    """Agent by agent those of a simulation with the seed of the scenario."""
    path = write_scenario(more=f"seed: {seed}" if seed else "")
    window = builder(path)
    page(window, "Population")
    simulation = Simulation(load_scenario(path).configuration, seed or 42)

    drawn = [int(entry) for entry in simulation.state.preference]
    for letter, index in (("a", 0), ("b", 1)):
        said = f"{letter} Cobb–Douglas" if letter == "a" else f"{letter} CES"
        assert f"{said} {drawn.count(index)}" in window.preview.label.text()
        entry = entries(window).entries[index]
        assert entry.count.text() == f"{drawn.count(index)} agents"
    letters = "".join("ab"[entry] for entry in drawn)
    assert window.preview.strip.accessibleDescription() == letters


def test_the_preview_follows_and_says_when_there_is_nothing_to_show(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """More agents are more cells; a mistake leaves none."""
    window = builder(write_scenario())
    for good in page(window, "Inventories").parts:
        pick(qtbot, good.box, 0)
    write(qtbot, field(window, "World", "agents"), "9")
    settle(qtbot, window)
    assert len(window.preview.strip.accessibleDescription()) == 9
    assert len(window.picture.world.x) == 9

    write(qtbot, field(window, "World", "agents"), "x")
    settle(qtbot, window)
    page(window, "Population")
    assert window.preview.strip.accessibleDescription() == ""
    assert window.picture.world is None
    assert not window.preview.strip.isVisible()


@pytest.mark.parametrize("form", list(Form), ids=lambda form: form.value)
def test_endowments_are_given_in_four_ways(
    qtbot: QtBot, builder: Open, write_scenario: Callable, form: Form
) -> None:
    """Picking another says nearly the same in that way, and is valid."""
    window = builder(write_scenario())
    good = part(window, "Inventories", EndowmentPart)
    kinds = [good.box.itemData(i) for i in range(good.box.count())]
    pick(qtbot, good.box, kinds.index(form))
    settle(qtbot, window)

    assert window.checked.problems == []
    value = window.checked.data["initial_inventories"]["A"]
    assert (
        value
        == {
            Form.SAME: 0,
            Form.LIST: (0, 0, 0, 0),
            Form.WHOLE: {"uniform_int": (0, 0)},
            Form.ANY: {"uniform": (0, 0)},
        }[form]
    )
    assert good.list.isVisible() == (form is Form.LIST)
    for other, rows in good.forms.items():
        assert rows.isVisible() == (other is form)


def test_a_drawn_endowment_is_written_end_by_end(
    qtbot: QtBot, builder: Open, tmp_path: Path, write_scenario: Callable
) -> None:
    """A comment behind it stays."""
    path = write_scenario()
    text = path.read_text()
    text = text.replace("A: [8, 0, 6, 1]", "A: {uniform_int: [2, 9]}  # drawn")
    path.write_text(text)
    window = builder(path)
    good = part(window, "Inventories", EndowmentPart)
    write(qtbot, good.forms[Form.WHOLE].widget_of("highest"), "12")
    settle(qtbot, window)

    assert window.editor.text() == text.replace("[2, 9]", "[2, 12]")


def test_a_list_of_endowments_is_written_with_commas(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """And is told how many entries it has."""
    window = builder(write_scenario())
    good = part(window, "Inventories", EndowmentPart)
    write(qtbot, good.list, "1, 2.5 3; 4,")
    settle(qtbot, window)

    assert window.checked.data["initial_inventories"]["A"] == (1, 2.5, 3, 4)
    assert window.checked.problems == []
    assert raw(good) == "1, 2.5 3; 4,"

    write(qtbot, good.list, "1, two")
    settle(qtbot, window)
    assert "'two'" in good.problem.text()


def raw(good: EndowmentPart) -> str:
    """Return what is written into the list."""
    return str(good.list.toPlainText())


def test_modes_exclude_each_other(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """Picking one takes the others out of the file."""
    window = builder(write_scenario())
    mode = part(window, "Mode", ModePart)
    for name, expected in (
        ("trade", {"mode": "trade"}),
        (
            "schedule",
            {
                "mode_schedule": {
                    "type": "global_cycle",
                    "forage_ticks": 10,
                    "trade_ticks": 10,
                }
            },
        ),
        ("forage", {"mode": "forage"}),
        ("both", {}),
    ):
        mode.buttons[name].click()
        settle(qtbot, window)
        data = window.checked.data
        assert {k: data[k] for k in ("mode", "mode_schedule") if k in data} == expected
        assert window.checked.problems == []
        assert mode.schedule.isVisible() == (name == "schedule")


def test_positions_are_drawn_or_given_one_a_line(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """A cell off the grid is told beside them."""
    window = builder(write_scenario())
    positions = part(window, "World", PositionsPart)
    positions.box.click()
    settle(qtbot, window)
    assert window.checked.problems == []
    assert len(window.checked.data["agent_positions"]) == 4

    write(qtbot, positions.text, "0, 0")
    for cell in ("1,1", "[2, 2]", "9, 9"):
        qtbot.keyClick(positions.text, Qt.Key_Return)
        qtbot.keyClicks(positions.text, cell)
    settle(qtbot, window)
    cells = window.checked.data["agent_positions"]
    assert cells == ((0, 0), (1, 1), (2, 2), (9, 9))
    assert "off the grid" in positions.problem.text()

    positions.box.click()
    settle(qtbot, window)
    assert "agent_positions" not in window.checked.data


def test_a_protocol_and_its_parameters_are_written(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """The default again takes the key out."""
    window = builder(write_scenario())
    picker = page(window, "Protocols").parts[0].picker
    box = picker.widget_of("bargaining_protocol")
    pick(qtbot, box, box.findData("take_it_or_leave_it"))
    settle(qtbot, window)
    assert window.checked.data["bargaining_protocol"] == "take_it_or_leave_it"

    form = picker._boxes["bargaining_protocol"].form
    write(qtbot, form.widget_of("proposer_power"), "0.5")
    settle(qtbot, window)
    assert window.checked.data["bargaining_protocol"] == {
        "name": "take_it_or_leave_it",
        "params": {"proposer_power": 0.5},
    }
    pick(qtbot, box, 0)
    settle(qtbot, window)
    assert "bargaining_protocol" not in window.checked.data


def test_every_key_of_a_scenario_has_a_place_in_the_forms(builder: Open) -> None:
    """But the version of the format, and what has no effect."""
    window = builder()
    ways = [(key,) for key in ScenarioModel.model_fields]
    ways += [
        (section, key)
        for section in ("params", "resource_seed", "initial_inventories")
        for key in ScenarioModel.model_fields[section].annotation.model_fields
    ]
    homeless = {
        ways[-1]
        for ways in ways
        if not any(each.has(ways) for each in window.area.pages)
    }

    assert homeless == {"schema_version", "resource_max_amount"}


def test_the_text_is_a_page_of_its_own_where_there_is_no_room(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """And stands beside the forms where there is."""
    window = builder(write_scenario())
    window.resize(1180, 700)
    qtbot.waitUntil(lambda: window.area.is_wide)
    assert window.editor.isVisible()

    window.resize(700, 600)
    qtbot.waitUntil(lambda: not window.area.is_wide)
    assert not window.editor.isVisible()
    qtbot.keyClick(window, Qt.Key_T, Qt.ControlModifier)
    assert window.editor.isVisible()
    window.resize(1180, 700)
    qtbot.waitUntil(lambda: window.area.is_wide)
    assert window.editor.isVisible()
    assert page(window, "About").isVisible()


@pytest.mark.parametrize("size", [(1280, 772), (1024, 740), (700, 480)])
def test_no_page_is_wider_than_the_window(builder: Open, size: tuple[int, int]) -> None:
    """They scroll up and down, and never sideways."""
    window = builder()
    window.resize(*size)
    for number in range(window.area.list.count()):
        window.area.list.setCurrentRow(number)
        assert window.width() == size[0]
        assert window.minimumSizeHint().width() <= size[0]


def test_every_action_has_a_shortcut_and_all_are_different(builder: Open) -> None:
    """It stands in the menu."""
    window = builder(program=["true"])
    shortcuts = []
    for menu in window.menuBar().actions():
        for action in menu.menu().actions():
            if action.isSeparator() or action.isCheckable():
                continue
            assert action.shortcut().toString(), action.text()
            shortcuts += [each.toString() for each in action.shortcuts()]

    for wanted in ("Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+Z", "F1"):
        assert wanted in shortcuts
    assert {"Ctrl+Shift+Z", "Ctrl+W"} <= set(shortcuts)
    assert len(shortcuts) == len(set(shortcuts))


def test_everything_that_can_have_the_focus_has_a_name(
    qapp: QApplication, builder: Open
) -> None:
    """For those who cannot see it; buttons and boxes are called what they say."""
    window = builder(Path("scenarios/demos/day_and_night.yaml"))
    for number in range(len(window.area.pages)):
        window.area.list.setCurrentRow(number)
        for widget in window.findChildren(QWidget):
            is_own = not widget.objectName().startswith("qt_")
            if widget.focusPolicy() & Qt.TabFocus and widget.isVisible() and is_own:
                text = getattr(widget, "text", lambda: "")()
                assert widget.accessibleName() or text, widget


def test_f1_explains_the_builder(
    qtbot: QtBot, builder: Open, dialog: Callable[[], QDialog]
) -> None:
    """In a window of its own."""
    window = builder()
    qtbot.keyClick(window, Qt.Key_F1)

    assert "form" in dialog().text.toPlainText()
    dialog().reject()


def test_the_theme_changes_the_colours_of_the_text(builder: Open) -> None:
    """Marks and keys are readable in both."""
    window = builder()
    key = window.editor._highlighter._key
    light = key.foreground().color().name()
    theme.apply(theme.DARK)
    try:
        QApplication.processEvents()
        assert key.foreground().color().name() != light
    finally:
        theme.apply(theme.LIGHT)


def test_a_file_that_is_dropped_is_opened(
    builder: Open, write_scenario: Callable
) -> None:
    """As from the launcher's list or a file manager."""
    path = write_scenario("Dropped", file="dropped.yaml")
    window = builder()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(5, 5), Qt.CopyAction, mime, Qt.LeftButton, Qt.NoModifier)
    window.dropEvent(event)

    assert window.path == path
    assert "dropped.yaml" in window.windowTitle()


def test_a_file_may_be_dropped_on_every_field(
    builder: Open, write_scenario: Callable, qapp: QApplication
) -> None:
    """It is opened by the window, and never becomes a text in the field."""
    window = builder(write_scenario())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(write_scenario(file="dropped.yaml")))])
    mime.setText("file:///dropped.yaml")
    assert not window.editor.canInsertFromMimeData(mime)
    for number in range(len(window.area.pages)):
        window.area.list.setCurrentRow(number)
        for widget in window.findChildren(QWidget):
            is_field = isinstance(widget, QLineEdit | QPlainTextEdit)
            assert not (is_field and widget.acceptDrops()) or widget is window.editor
    event = QDragEnterEvent(
        *(QPoint(2, 2), Qt.CopyAction, mime, Qt.LeftButton, Qt.NoModifier)
    )
    qapp.sendEvent(window.editor.viewport(), event)
    assert event.isAccepted()


def test_a_new_line_begins_below_the_one_before(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """YAML is made of indentation."""
    window = builder(write_scenario())
    before = window.editor.text()
    replace(window, "  B: [0, 8, 1, 6]", "  B:")
    qtbot.keyClick(window.editor, Qt.Key_Return)
    qtbot.keyClicks(window.editor, "  uniform: [1, 2]")
    settle(qtbot, window)

    assert "  B:\n    uniform: [1, 2]\n" in window.editor.text()
    assert window.checked.problems == []
    while window.editor.document().isUndoAvailable():
        window.undo()
    assert window.editor.text() == before
