"""The pane: the world before the first tick, and what stands beside it."""

import re
from collections.abc import Callable

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vmt.engine.simulation import Simulation
from vmt.qt import theme
from vmt.qt.launcher.actions import HELP, MENUS, tr
from vmt.qt.launcher.choice import try_out
from vmt.qt.launcher.help import HelpWindow
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.window import LauncherWindow
from vmt.qt.world.class_marks import colour
from vmt.qt.world.preview import preview
from vmt.qt.world.world_picture import WorldPicture, good_colours
from vmt.scenario import load_scenario, scenario_of

Launcher = Callable[..., LauncherWindow]


def colour_at(picture: WorldPicture, x: float, y: float) -> str:
    """Return the colour at a place of the grid, in cells."""
    image = picture.grab().toImage()
    side = min(image.width(), image.height()) - 2
    cell = side / picture.world.grid_size
    left = (image.width() - side) / 2
    return QColor(image.pixel(round(left + x * cell), round(1 + y * cell))).name()


@pytest.fixture(params=[theme.LIGHT, theme.DARK], ids=lambda each: each.name)
def each_theme(request: pytest.FixtureRequest, qapp: QApplication) -> theme.Theme:
    """Show everything in a theme."""
    theme.apply(request.param)
    yield request.param
    theme.apply(theme.LIGHT)


def test_the_picture_shows_the_world_as_the_engine_makes_it(
    qtbot: QtBot, write_scenario: Callable, each_theme: theme.Theme
) -> None:
    """Agents in the colours of their classes, a square for A and a disc for B."""
    scenario = load_scenario(write_scenario())
    state = Simulation(scenario.configuration, 3).state
    picture = WorldPicture()
    qtbot.addWidget(picture)
    picture.resize(402, 402)

    picture.show_world(preview(scenario, 3, RunOptions().rule_set).world)

    for x, y, kind in zip(state.x, state.y, state.preference, strict=True):
        assert colour_at(picture, x + 0.5, y + 0.5) == colour(kind).name()
    taken = set(zip(state.x.tolist(), state.y.tolist(), strict=True))
    places = zip(state.place_x, state.place_y, state.place_good, strict=True)
    free = [(x, y, good) for x, y, good in places if (x, y) not in taken]
    assert {good for _, _, good in free} == {1, 2}
    for x, y, good in free:
        wanted = good_colours()[good - 1].name()
        assert colour_at(picture, x + 0.5, y + 0.5) == wanted
        # Near the corner a square is filled, and a disc is not.
        assert (colour_at(picture, x + 0.18, y + 0.18) == wanted) == (good == 1)


def test_the_picture_follows_seed_and_options(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """What is shown is what would run; what was seen before is kept."""
    write_scenario()
    window = launcher()
    picture = window.pane.picture

    def places() -> list[int]:
        return [] if picture.world is None else picture.world.x.tolist()

    qtbot.waitUntil(lambda: bool(places()))
    first, known = places(), picture.world
    window.start.seed_field.setValue(7)
    qtbot.waitUntil(lambda: places() not in ([], first))
    window.choice.set_options(RunOptions(overrides={"N": "12"}))
    qtbot.waitUntil(lambda: picture.world is not None and picture.world.grid_size == 12)
    window.choice.set_options(RunOptions())
    window.start.seed_field.setValue(42)
    qtbot.waitUntil(lambda: picture.world is known)


def test_the_picture_is_told_to_those_who_cannot_see_it(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Name and description say what is where, in numbers."""
    write_scenario()
    picture = launcher().pane.picture

    qtbot.waitUntil(lambda: picture.world is not None)

    assert picture.accessibleName()
    assert "5 × 5 cells" in picture.accessibleDescription()
    assert "4 agents" in picture.accessibleDescription()


def test_the_pane_tells_how_long_a_run_takes_and_what_is_not_default(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """An estimate for the ticks that would be made, and defaults beside values."""
    write_scenario(more="max_ticks: 150")
    window = launcher()

    def text() -> str:
        return str(window.pane.toPlainText())

    qtbot.waitUntil(lambda: "less than 1 s for 150 ticks" in text())
    assert "resource_growth_rate" in text()
    assert "1 (default 0)" in text()
    assert "vision_radius" not in text()  # 5, as by default
    window.choice.set_options(RunOptions(ticks=400_000_000))
    qtbot.waitUntil(lambda: " h for 400000000 ticks" in text() or " days for" in text())


def test_a_tiny_window_and_a_large_world_are_no_trouble(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """500 x 500 cells on a few pixels are painted nevertheless."""
    path = write_scenario()
    path.write_text(path.read_text().replace("N: 5", "N: 500"))
    window = launcher()
    window.resize(400, 480)

    qtbot.waitUntil(lambda: window.pane.picture.world is not None)

    assert not window.grab().isNull()
    picture = WorldPicture()
    qtbot.addWidget(picture)
    picture.show_world(window.pane.picture.world)
    picture.resize(1, 1)
    assert not picture.grab().isNull()


def test_a_world_beyond_all_sizes_is_not_tried_out(write_scenario: Callable) -> None:
    """The memory for it is needed by its run, and the launcher is to live."""
    text = write_scenario().read_text("utf-8")
    huge = re.sub(r"(?m)^N: .*$", "N: 1000", text)
    scenario = scenario_of(huge, "huge.yaml")

    assert try_out(scenario, 42, RunOptions().rule_set) is None
    assert (
        try_out(scenario_of(text, "tiny.yaml"), 42, RunOptions().rule_set) is not None
    )


def test_every_action_has_a_key_of_its_own_and_is_in_the_help(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """One table makes menus, shortcuts and help; no key is there twice."""
    write_scenario()
    window = launcher()

    shortcuts = [
        keys.toString() for action in window.actions() for keys in action.shortcuts()
    ]
    assert len(shortcuts) == len(set(shortcuts))
    window.act["help"].trigger()
    [shown] = window.findChildren(HelpWindow)
    text = shown.text.toPlainText()
    for _title, specs in (*MENUS, ("", HELP)):
        for spec in filter(None, specs):
            assert tr(spec.about) in text
            assert window.act[spec.name].shortcut().toString() in text
    shown.close()


def test_all_menus_name_their_keys(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """Whatever can be chosen in a menu, themes too, has a shortcut shown beside it."""
    write_scenario()
    window = launcher()

    for menu in (top.menu() for top in window.menuBar().actions()):
        for action in menu.actions():
            assert action.isSeparator() or action.shortcut().toString(), action.text()


def test_the_tab_key_goes_round_in_the_order_of_reading(
    qtbot: QtBot, write_scenario: Callable, launcher: Launcher
) -> None:
    """Search, tree, pane, seed, buttons, runs; and nothing is without a name."""
    write_scenario()
    window = launcher()
    window.picker.filter_field.setFocus()
    wanted = [
        window.picker.tree,
        window.pane.text,
        window.start.seed_field,
        window.start.options_button,
        window.start.run_button,
        window.start.headless_button,
        window.runs.logs_button,
        window.runs.view,
    ]

    passed = []
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key_Tab)
        widget = QApplication.focusWidget()
        passed.append(widget)
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget
        if widget is window.picker.filter_field:
            break

    assert [each for each in passed if each in wanted] == wanted
    assert window.childAt(QPoint(5, 5)) is not None
