"""Scenario files brought in, dragged out, copied, built and thrown away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from vmt.qt.builder.window import BuilderWindow
from vmt.qt.launcher.window import LauncherWindow

Launcher = Callable[..., LauncherWindow]


def drop(window: LauncherWindow, *files: Path) -> None:
    """Drop files onto the window, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = QPoint(60, 200)
    given = (data, Qt.LeftButton, Qt.NoModifier)
    enter = QDragEnterEvent(place, Qt.CopyAction, *given)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(place, Qt.CopyAction, *given))


def picked(window: LauncherWindow) -> Path | None:
    """Return the file of the scenario that is picked."""
    scenario = window.picker.scenario
    return None if scenario is None else scenario.path


def press(question: QDialog, text: str) -> None:
    """Press the button of a question."""
    assert isinstance(question, QMessageBox)
    [button] = [each for each in question.buttons() if each.text() == text]
    button.click()


@pytest.fixture
def elsewhere(tmp_path: Path, write_scenario: Callable) -> Callable[..., Path]:
    """Write a scenario file that is in no folder of scenarios."""

    def write(file: str = "given.yaml", **options: str) -> Path:
        folder = tmp_path / "downloads"
        folder.mkdir(exist_ok=True)
        path = folder / file
        write_scenario("Given", file="for_a_moment.yaml", **options).rename(path)
        return path

    return write


def test_a_file_that_is_dropped_is_copied_and_picked(
    qtbot: QtBot, home: Path, elsewhere: Callable, launcher: Launcher
) -> None:
    """It is among the user's own scenarios then, and where it was, too."""
    source = elsewhere()
    window = launcher()

    drop(window, source)

    target = home / "scenarios" / "given.yaml"
    qtbot.waitUntil(lambda: picked(window) == target)
    assert target.read_bytes() == source.read_bytes()
    assert [f.name for f in (home / "scenarios").iterdir()] == ["given.yaml"]


def test_no_file_is_replaced_without_asking(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable,
    elsewhere: Callable,
    launcher: Launcher,
    dialog: Callable,
) -> None:
    """Cancel keeps the old one; Replace takes the new one."""
    source = elsewhere()
    target = write_scenario("Mine", file="given.yaml")
    old = target.read_text()
    window = launcher()

    drop(window, source)
    question = dialog()
    assert "given.yaml already" in question.text()
    question.button(QMessageBox.Cancel).click()
    assert target.read_text() == old

    drop(window, source)
    press(dialog(), "&Replace")
    assert target.read_text() == source.read_text()
    assert window.picker.scenario.title == "Given"


def test_a_broken_file_is_brought_in_and_explained(
    qtbot: QtBot, elsewhere: Callable, launcher: Launcher
) -> None:
    """Its mistakes stand in the pane, so that it can be mended."""
    source = elsewhere(more="gird: 3")
    window = launcher()

    drop(window, source)

    qtbot.waitUntil(lambda: window.picker.scenario is not None)
    assert "cannot be run" in window.pane.toPlainText()
    assert "gird" in window.pane.toPlainText()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("picture.png", b"PNG", "is no scenario file"),
        ("large.yaml", b"#" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_a_scenario_is_refused(
    home: Path,
    tmp_path: Path,
    launcher: Launcher,
    dialog: Callable,
    name: str,
    content: bytes,
    told: str,
) -> None:
    """A sentence says why, and nothing is copied."""
    source = tmp_path / name
    source.write_bytes(content)

    drop(launcher(), source)

    shown = dialog()
    assert told in shown.text.toPlainText()
    shown.close()
    assert not list((home / "scenarios").iterdir())


def test_a_folder_of_scenarios_that_cannot_be_made_is_explained(
    home: Path, elsewhere: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """The file stays where it is, and a sentence says what is in the way."""
    source = elsewhere()
    window = launcher()
    (home / "scenarios").rmdir()
    (home / "scenarios").write_text("not a folder")

    drop(window, source)

    shown = dialog()
    assert str(home / "scenarios") in shown.text.toPlainText()
    shown.close()
    assert source.exists()


def test_a_scenario_is_dragged_out_as_its_file(
    write_scenario: Callable, launcher: Launcher
) -> None:
    """Whoever takes it gets the address of the file."""
    path = write_scenario()
    window = launcher()
    tree = window.picker.tree

    data = tree.model().mimeData([tree.currentIndex()])

    assert [url.toLocalFile() for url in data.urls()] == [str(path)]
    assert tree.currentIndex().flags() & Qt.ItemIsDragEnabled


def test_only_own_scenarios_are_changed_or_thrown_away(
    home: Path, write_scenario: Callable, launcher: Launcher, dialog: Callable
) -> None:
    """A built-in one is copied to be edited; an own one goes to the trash if asked."""
    builtin = home / "bin" / "scenarios" / "theirs.yaml"
    write_scenario("Theirs").rename(builtin)
    own = write_scenario("Mine", file="mine.yaml")
    window = launcher()

    window.picker.pick(builtin)
    assert not window.act["edit"].isEnabled()
    assert not window.act["delete_scenario"].isEnabled()
    assert window.act["edit_copy"].isEnabled()

    window.picker.pick(own)
    window.act["delete_scenario"].trigger()
    dialog().button(QMessageBox.Cancel).click()
    assert own.exists()
    window.act["delete_scenario"].trigger()
    press(dialog(), "&Move to trash")
    assert not own.exists()
    assert [each.title for each in window.picker.shown] == ["Theirs"]


def test_a_copy_is_made_to_be_edited_and_what_is_saved_is_picked(
    qtbot: QtBot, home: Path, write_scenario: Callable, launcher: Launcher
) -> None:
    """The builder opens on the copy; the original stays as it is."""
    builtin = home / "bin" / "scenarios" / "theirs.yaml"
    write_scenario("Theirs").rename(builtin)
    window = launcher()

    window.act["edit_copy"].trigger()

    copy = home / "scenarios" / "theirs_copy.yaml"
    assert copy.read_bytes() == builtin.read_bytes()
    assert window.picker.scenario.path == copy
    [builder] = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, BuilderWindow) and each.isVisible()
    ]
    later = write_scenario("Saved later", file="later.yaml")
    builder.saved.emit(later)
    assert window.picker.scenario.title == "Saved later"


def test_the_path_and_the_folder_of_a_scenario_can_be_had(
    write_scenario: Callable, launcher: Launcher, opened: list[Path]
) -> None:
    """On the clipboard, and in the program for folders."""
    path = write_scenario()
    window = launcher()

    window.act["copy_path"].trigger()
    assert QApplication.clipboard().text() == str(path)
    window.act["folder"].trigger()
    assert opened == [path.parent]
