"""What the launcher remembers, and how it fits on screens."""

from collections.abc import Callable

from PyQt5.QtCore import QRect
from PyQt5.QtWidgets import QApplication

from vmt.qt import theme
from vmt.qt.launcher.window import LauncherWindow
from vmt.qt.placement import keep_within

Launcher = Callable[..., LauncherWindow]


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
