"""The scenario builder: tastes, endowments, modes, positions and protocols."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from builder_window import entries, field, page, part, settle, write
from vmt.engine.simulation import Simulation
from vmt.qt.builder.endowment import EndowmentPart, Form
from vmt.qt.builder.mode import ModePart
from vmt.qt.builder.positions import PositionsPart
from vmt.qt.builder.tastes import TASTES
from vmt.qt.builder.window import BuilderWindow
from vmt.scenario import load_scenario
from vmt.scenario.model import ScenarioModel

Open = Callable[..., BuilderWindow]


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
