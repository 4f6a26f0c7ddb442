"""The forms made from the table of parameters, by keyboard and mouse."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from vmt.engine.protocols import registry
from vmt.qt.forms import ParameterForm, ProtocolPicker
from vmt.qt.forms.rows import rows_of
from vmt.scenario.model import Params, ResourceSeed, ScenarioModel
from vmt.scenario.table import SECTIONS, parameters

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget as an active window."""

    def on_screen(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(560, 500)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return on_screen


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Write into a field as a user does who replaces what is in it."""
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key_A, Qt.ControlModifier)
    qtbot.keyClick(widget, Qt.Key_Delete)
    qtbot.keyClicks(widget, text)


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_every_plain_key_of_the_table_has_a_row_with_its_meaning(
    section: str, show: Show
) -> None:
    """What the table says of a key is in the tooltip of its editor."""
    model = SECTIONS[section]
    form = ParameterForm(model)
    table = {row.key: row for row in parameters() if row.section == section}

    assert form.rows.keys == [row.key for row in rows_of(model)]
    for key in form.rows.keys:
        widget = form.rows.widget_of(key)
        assert widget.accessibleName()
        for said in (table[key].meaning, table[key].advice, table[key].unit):
            assert escape(said) in widget.toolTip()


def test_nothing_is_changed_at_first(show: Show) -> None:
    """A new form has the defaults of the table, and no values of its own."""
    form = show(ParameterForm(Params))

    assert form.values() == {}
    assert form.problems() == {}


def test_values_are_those_the_user_changed_in_their_types(
    qtbot: QtBot, show: Show
) -> None:
    """Whole numbers, numbers, quantities and truth values come out as such."""
    form = show(ParameterForm(Params))
    write(qtbot, form.rows.widget_of("vision_radius"), "8")
    write(qtbot, form.rows.widget_of("beta"), "0.9")
    write(qtbot, form.rows.widget_of("forage_rate"), "0.1")
    write(qtbot, form.rows.widget_of("dA_max"), "3")
    qtbot.keyClick(form.rows.widget_of("log_preferences"), Qt.Key_Space)

    assert form.values() == {
        "vision_radius": 8,
        "beta": 0.9,
        "forage_rate": Decimal("0.1"),
        "dA_max": Decimal(3),
        "log_preferences": True,
    }
    assert Params.model_validate(form.values())


def test_a_number_that_is_deleted_is_the_default_again(
    qtbot: QtBot, show: Show
) -> None:
    """An empty field is no mistake: its default stands in it, in grey."""
    form = show(ParameterForm(Params, {"vision_radius": 9}))
    form.set_values({"vision_radius": 3})
    write(qtbot, form.rows.widget_of("vision_radius"), "")

    assert form.values() == {}
    line = form.rows.widget_of("vision_radius").lineEdit()
    assert line.placeholderText() == "9"


def test_the_button_of_a_changed_row_brings_its_default_back(
    qtbot: QtBot, show: Show
) -> None:
    """It is there for changed rows only, and tells that something changed."""
    form = show(ParameterForm(Params))
    spread = form.rows._rows["spread"]
    assert not spread.reset.isVisible()
    assert "<b>" not in spread.label.text()

    write(qtbot, spread.editor.widget, "0.1")
    assert "<b>" in spread.label.text()
    with qtbot.waitSignal(form.changed):
        qtbot.mouseClick(spread.reset, Qt.LeftButton)

    assert form.values() == {}
    assert not spread.reset.isVisible()


def test_showing_values_is_not_a_change(qtbot: QtBot, show: Show) -> None:
    """Only the user changes: a form may be filled at any time."""
    form = show(ParameterForm(Params))
    with qtbot.assertNotEmitted(form.changed):
        form.set_values({"beta": 0.5, "log_preferences": True})

    assert form.values() == {"beta": 0.5, "log_preferences": True}


@pytest.mark.parametrize(
    ("key", "text"), [("beta", "2"), ("vision_radius", "far"), ("dA_max", "-1")]
)
def test_a_wrong_value_is_told_beside_it_and_kept(
    qtbot: QtBot, show: Show, key: str, text: str
) -> None:
    """The sentence is that of the checks of scenario files."""
    form = show(ParameterForm(Params))
    write(qtbot, form.rows.widget_of(key), text)

    assert str(form.values()[key]).startswith(text)
    sentence = form.problems()[key]
    assert sentence.startswith(f"{key} must be")
    assert form.rows._rows[key].problem.text() == sentence
    assert form.rows._rows[key].problem.isVisible()


def test_problems_from_outside_stay_until_the_key_is_edited(
    qtbot: QtBot, show: Show
) -> None:
    """What several keys must be to each other is known outside of the form."""
    form = show(ParameterForm(Params))
    form.show_problems({"vision_radius": "Nobody sees that far."})
    assert form.problems() == {"vision_radius": "Nobody sees that far."}

    write(qtbot, form.rows.widget_of("vision_radius"), "4")
    assert form.problems() == {}


@pytest.mark.parametrize("value", [(1, 2), {"a": 1}, "far", True, None, 1.5])
@pytest.mark.parametrize("key", ["vision_radius", "log_preferences", "beta"])
def test_what_is_no_value_of_a_key_comes_out_as_it_went_in(
    show: Show, key: str, value: object
) -> None:
    """A file with mistakes can be looked at, and nothing in it changes by that."""
    form = ParameterForm(Params)
    form.set_values({key: value})

    assert form.values()[key] == value


def test_the_wheel_scrolls_and_does_not_change_values(
    qtbot: QtBot, show: Show, qapp: QApplication
) -> None:
    """Only the field that is being edited listens to the wheel."""
    form = show(ParameterForm(Params))
    form.rows.focus("beta")

    def turn(widget: QWidget) -> None:
        middle = QPointF(widget.rect().center())
        place = QPointF(widget.mapToGlobal(middle.toPoint()))
        none, down = QPoint(), QPoint(0, -120)
        event = QWheelEvent(
            *(middle, place, none, down, Qt.NoButton, Qt.NoModifier),
            *(Qt.NoScrollPhase, False),
        )
        qapp.sendEvent(widget, event)

    turn(form.rows.widget_of("vision_radius"))
    assert form.values() == {}
    turn(form.rows.widget_of("beta"))
    assert form.values() == {"beta": 0.94}


@pytest.mark.parametrize(
    ("start", "key", "then"),
    [
        ("5", Qt.Key_Up, 6),
        ("0", Qt.Key_Down, 0),
        ("far", Qt.Key_Up, 6),
        ("", Qt.Key_Down, 4),
    ],
)
def test_arrows_step_whole_numbers_within_their_bounds(
    qtbot: QtBot, show: Show, start: str, key: int, then: int
) -> None:
    """From a text that is no number they step from the default."""
    form = show(ParameterForm(Params))
    widget = form.rows.widget_of("vision_radius")
    write(qtbot, widget, start)
    qtbot.keyClick(widget, key)

    assert form.rows.value("vision_radius") == then


def test_tab_goes_through_the_editors_from_top_to_bottom(
    qtbot: QtBot, show: Show, qapp: QApplication
) -> None:
    """And what has the focus is scrolled to and explained."""
    form = show(ParameterForm(Params))
    form.rows.focus(form.rows.keys[0])
    for key in form.rows.keys:
        widget = form.rows.widget_of(key)
        assert qapp.focusWidget() is widget
        assert not widget.visibleRegion().isEmpty()
        assert key in form.explanation.text()
        qtbot.keyClick(widget, Qt.Key_Tab)


def test_a_choice_offers_its_words_and_what_holds_without_one(show: Show) -> None:
    """``mode`` has three words, and may be left out."""
    form = ParameterForm(ScenarioModel, keys={"mode"})
    box = form.rows.widget_of("mode")
    assert isinstance(box, QComboBox)

    assert [box.itemData(i) for i in range(box.count())] == [
        *(None, "forage", "trade", "both"),
    ]


def test_tags_are_written_with_commas(qtbot: QtBot, show: Show) -> None:
    """Blanks around a word and empty words are left out."""
    form = show(ParameterForm(ScenarioModel, keys={"tags"}))
    write(qtbot, form.rows.widget_of("tags"), "trade, , price ")

    assert form.values() == {"tags": ("trade", "price")}


def test_a_required_key_without_a_value_has_none(show: Show) -> None:
    """Nothing is made up for it."""
    form = ParameterForm(ResourceSeed)
    assert form.values() == {}

    form.set_values({"density": 0.5})
    assert form.values() == {"density": 0.5}


def test_the_defaults_may_be_those_of_a_scenario(qtbot: QtBot, show: Show) -> None:
    """Then the values are what differs from the scenario."""
    form = show(ParameterForm(Params, {"vision_radius": 12, "forage_rate": 0.1}))
    assert form.values() == {}

    write(qtbot, form.rows.widget_of("vision_radius"), "5")
    assert form.values() == {"vision_radius": 5}


def test_the_picker_has_all_protocols_and_says_what_they_do(show: Show) -> None:
    """The default is first, and picked."""
    picker = ProtocolPicker()
    for category in registry.CATEGORIES:
        box = picker.widget_of(f"{category}_protocol")
        assert [box.itemData(i) for i in range(box.count())] == registry.names(category)
    assert picker.values() == {}


def test_picked_protocols_come_out_as_a_file_has_them(qtbot: QtBot, show: Show) -> None:
    """A name alone, or with the parameters that are not the defaults."""
    picker = show(ProtocolPicker())
    box = picker.widget_of("bargaining_protocol")
    box.setFocus()
    qtbot.keyClicks(box, "take")
    assert picker.values() == {"bargaining_protocol": "take_it_or_leave_it"}

    form = picker._boxes["bargaining_protocol"].form
    write(qtbot, form.widget_of("proposer_power"), "0.5")
    assert picker.values() == {
        "bargaining_protocol": {
            "name": "take_it_or_leave_it",
            "params": {"proposer_power": 0.5},
        }
    }
    assert isinstance(form.widget_of("proposer_selection"), QComboBox)


def test_the_picker_tells_what_a_protocol_refuses(qtbot: QtBot, show: Show) -> None:
    """In the words of the protocol."""
    picker = show(ProtocolPicker())
    picker.set_values({"bargaining_protocol": "take_it_or_leave_it"})
    box = picker._boxes["bargaining_protocol"]
    write(qtbot, box.form.widget_of("proposer_power"), "7")

    assert "from 0 to 1" in box.problem.text()
    assert box.problem.isVisible()


@pytest.mark.parametrize(
    "value", ["telepathy", {"name": "nash", "params": {"x": 1}}, 7, ("a",)]
)
def test_what_is_no_protocol_comes_out_as_it_went_in(show: Show, value: object) -> None:
    """Until another is picked."""
    picker = ProtocolPicker()
    picker.set_values({"bargaining_protocol": value})
    assert picker.values() == {"bargaining_protocol": value}

    picker.set_values({"bargaining_protocol": "nash"})
    assert picker.values() == {"bargaining_protocol": "nash"}


def test_older_names_of_protocols_are_understood(show: Show) -> None:
    """They are the same protocols."""
    picker = ProtocolPicker()
    picker.set_values({"search_protocol": "random_walk_search"})

    assert picker.values() == {"search_protocol": "random_walk"}
