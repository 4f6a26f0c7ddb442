"""Scenario files in the builder: nothing of anybody's is ever lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from vmt.qt.builder.window import BuilderWindow

Open = Callable[..., BuilderWindow]
Answer = Callable[..., list[str]]


@pytest.fixture
def answer(qtbot: QtBot, qapp: QApplication) -> Answer:
    """Answer the questions that come, by the texts of their buttons, in turn.

    A path is written into a dialog for files.
    """

    def with_(*answers: str | Path) -> list[str]:
        asked: list[str] = []
        left = list(answers)

        def look() -> None:
            box = qapp.activeModalWidget()
            if isinstance(box, QDialog) and box.isVisible():
                try:
                    asked.append(reply(box, left.pop(0)))
                except BaseException:
                    box.reject()  # or the test would wait for ever
                    raise
            if left:
                timer.start()

        def reply(box: QDialog, wanted: str | Path) -> str:
            if isinstance(box, QFileDialog):
                suggested = str(box.selectedFiles()[0])
                line = box.findChild(QLineEdit)
                line.setText(str(wanted))
                qtbot.keyClick(line, Qt.Key_Return)
                return suggested
            assert isinstance(box, QMessageBox)
            texts = {
                b.text().replace("&", ""): b for b in box.findChildren(QPushButton)
            }
            said = f"{box.text()} {box.informativeText()}"
            qtbot.mouseClick(texts[str(wanted)], Qt.LeftButton)
            return said

        timer = QTimer(qapp)
        timer.setSingleShot(True)
        timer.setInterval(10)
        timer.timeout.connect(look)
        timer.start()
        return asked

    return with_


@pytest.fixture(autouse=True)
def own_dialogs(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """Have dialogs for files that are made of widgets on every desktop."""
    before = qapp.testAttribute(Qt.AA_DontUseNativeDialogs)
    qapp.setAttribute(Qt.AA_DontUseNativeDialogs, True)
    yield
    qapp.setAttribute(Qt.AA_DontUseNativeDialogs, before)


def change(window: BuilderWindow, more: str = "# more\n") -> None:
    """Write something at the end of the text."""
    cursor = window.editor.textCursor()
    cursor.movePosition(cursor.End)
    cursor.insertText(more)


def test_saving_writes_the_file_and_tells_the_launcher(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """By Ctrl+S; nothing is beside the file afterwards."""
    path = write_scenario()
    before = path.read_text()
    window = builder(path)
    change(window)
    assert window.isWindowModified()
    with qtbot.waitSignal(window.saved) as told:
        qtbot.keyClick(window, Qt.Key_S, Qt.ControlModifier)

    assert told.args == [path]
    assert path.read_text() == before + "# more\n"
    assert not window.isWindowModified()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_new_scenario_is_saved_among_the_users_own(
    qtbot: QtBot, builder: Open, home: Path, answer: Answer
) -> None:
    """Under a free name made of its own; with the ending that the list looks for."""
    (home / "scenarios" / "my_market.yaml").write_text("taken")
    window = builder()
    asked = answer(home / "scenarios" / "mine")
    assert window.save()

    assert asked == [str(home / "scenarios" / "my_market_2.yaml")]
    assert window.path == home / "scenarios" / "mine.yaml"
    assert window.path.read_text() == window.editor.text()
    assert "mine.yaml" in window.windowTitle()


def test_a_builtin_scenario_is_opened_as_a_copy(
    builder: Open, home: Path, answer: Answer
) -> None:
    """It stays as it is, also where somebody insists."""
    builtin = home / "bin" / "scenarios" / "first.yaml"
    builtin.write_text("name: First\n")
    window = builder(builtin)
    assert window.path is None
    assert "copy of first" in window.windowTitle()
    change(window)
    answer(builtin)
    assert not window.save()
    assert "ships with VMT" in window.bar.label.text()
    asked = answer(home / "scenarios" / "first.yaml")
    assert window.save()

    assert asked == [str(home / "scenarios" / "first.yaml")]
    assert builtin.read_text() == "name: First\n"
    assert window.path.read_text() == "name: First\n# more\n"
    assert "copy" not in window.windowTitle()


def test_a_copy_of_ones_own_scenario_leaves_that_alone(
    builder: Open, home: Path, write_scenario: Callable, answer: Answer
) -> None:
    """It is offered a name beside it."""
    path = write_scenario()
    before = path.read_text()
    window = builder(path, as_copy=True)
    change(window)
    asked = answer(home / "scenarios" / "other.yaml")
    assert window.save()

    assert asked == [str(home / "scenarios" / "tiny_2.yaml")]
    assert path.read_text() == before


@pytest.mark.parametrize("choice", ["Overwrite", "Cancel"])
def test_a_file_that_another_program_changed_is_asked_about(
    builder: Open, write_scenario: Callable, answer: Answer, choice: str
) -> None:
    """Theirs is lost only if the user says so; ours never."""
    path = write_scenario()
    window = builder(path)
    change(window)
    path.write_text("theirs")
    asked = answer(choice)

    assert window.save() == (choice == "Overwrite")
    assert "changed by another program" in asked[0]
    ours = window.editor.text()
    assert path.read_text() == (ours if choice == "Overwrite" else "theirs")
    assert window.isWindowModified() == (choice == "Cancel")


def test_a_changed_file_and_ours_can_both_be_kept(
    builder: Open, home: Path, write_scenario: Callable, answer: Answer
) -> None:
    """Ours goes to another file."""
    path = write_scenario()
    window = builder(path)
    change(window)
    path.write_text("theirs")
    other = home / "scenarios" / "ours.yaml"
    answer("Save as…", other)

    assert window.save()
    assert path.read_text() == "theirs"
    assert other.read_text() == window.editor.text()


@pytest.mark.parametrize("choice", ["Overwrite", "Cancel"])
def test_saving_over_another_file_is_asked_about_once(
    builder: Open, home: Path, answer: Answer, choice: str
) -> None:
    """In our own words."""
    other = home / "scenarios" / "other.yaml"
    other.write_text("other")
    window = builder()
    asked = answer(other, choice)

    assert window.save_as() == (choice == "Overwrite")
    assert "is there already" in asked[1]
    assert (other.read_text() == "other") == (choice == "Cancel")


@pytest.mark.parametrize(
    ("choice", "closed", "saved"),
    [("Save", True, True), ("Discard", True, False), ("Cancel", False, False)],
)
def test_closing_asks_about_what_is_not_saved(
    builder: Open,
    write_scenario: Callable,
    answer: Answer,
    choice: str,
    closed: bool,
    saved: bool,
) -> None:
    """And does what the answer says."""
    path = write_scenario()
    before = path.read_text()
    window = builder(path)
    change(window)
    asked = answer(choice)
    window.close()

    assert "not saved" in asked[0]
    assert window.isVisible() != closed
    assert (path.read_text() != before) == saved


def test_closing_without_changes_asks_nothing(
    builder: Open, write_scenario: Callable
) -> None:
    """Nor does what was undone."""
    window = builder(write_scenario())
    change(window)
    window.undo()
    window.close()

    assert not window.isVisible()


def test_what_cannot_be_saved_stays_in_the_window(
    builder: Open, home: Path, write_scenario: Callable, answer: Answer
) -> None:
    """With a sentence; saving elsewhere helps."""
    path = write_scenario(file="folder/tiny.yaml")
    window = builder(path)
    change(window)
    text = window.editor.text()
    path.unlink()
    path.parent.rmdir()

    assert not window.save()
    assert "cannot write the file" in window.bar.label.text()
    assert "still here" in window.bar.label.text()
    assert window.bar.isVisible()
    assert window.editor.text() == text
    assert window.isWindowModified()
    answer("Save")
    window.close()
    assert window.isVisible()
    answer(home / "scenarios" / "elsewhere.yaml")
    assert window.save_as()
    assert not window.bar.isVisible()


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "picture.png"])
def test_what_cannot_be_opened_is_told_and_the_text_stays(
    builder: Open, home: Path, write_scenario: Callable, name: str
) -> None:
    """A sentence with the name of the file, and no dialog in the way."""
    path = write_scenario()
    (home / "folder").mkdir()
    (home / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff")
    window = builder(path)
    window.open_path(home / name)

    assert name in window.bar.label.text()
    assert window.path == path


def test_opening_asks_about_what_is_not_saved(
    builder: Open, write_scenario: Callable, answer: Answer
) -> None:
    """As closing does."""
    path, other = write_scenario(), write_scenario("Other", file="other.yaml")
    window = builder(path)
    change(window)
    answer("Cancel")
    window.open_path(other)
    assert window.path == path

    answer("Discard")
    window.open_path(other)
    assert window.path == other
    assert not window.isWindowModified()
    window.undo()
    assert window.editor.text() == other.read_text()


def test_lines_of_other_systems_stay_theirs(
    builder: Open, write_scenario: Callable
) -> None:
    """What Windows ends lines with is written to all of them."""
    path = write_scenario()
    content = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(content)
    window = builder(path)
    assert window.checked.problems == []
    change(window)
    assert window.save()

    assert path.read_bytes() == content + b"# more\r\n"


def test_a_file_with_mistakes_can_be_saved(
    builder: Open, write_scenario: Callable
) -> None:
    """Work may go on another day."""
    path = write_scenario()
    window = builder(path)
    change(window, "nonsense: [\n")
    assert window.save()

    assert path.read_text() == window.editor.text()
    assert window.checked.problems


def test_trying_saves_and_starts_the_viewer(
    qtbot: QtBot,
    builder: Open,
    home: Path,
    write_scenario: Callable,
    program: Callable[[str], list[str]],
) -> None:
    """With the file as it is now."""
    told = home / "told"
    source = f"import sys; open({str(told)!r}, 'w').write(' '.join(sys.argv[1:]))"
    path = write_scenario()
    window = builder(path, program=program(source))
    change(window)
    qtbot.keyClick(window, Qt.Key_R, Qt.ControlModifier)
    qtbot.waitUntil(lambda: not window.trial.processes)

    assert told.read_text() == f"view {path}"
    assert path.read_text() == window.editor.text()


def test_a_viewer_that_fails_is_told_with_its_last_words(
    qtbot: QtBot,
    builder: Open,
    write_scenario: Callable,
    program: Callable[[str], list[str]],
    dialog: Callable[[], QDialog],
) -> None:
    """They can be copied."""
    source = "import sys; print('no luck today'); sys.exit(3)"
    window = builder(write_scenario(), program=program(source))
    qtbot.keyClick(window, Qt.Key_R, Qt.ControlModifier)

    box = dialog()
    assert "no luck today" in box.text.toPlainText()
    assert "status 3" in box.summary.text()
    box.reject()


def test_what_is_wrong_is_not_tried(
    qtbot: QtBot, builder: Open, write_scenario: Callable
) -> None:
    """It is neither saved nor started."""
    path = write_scenario()
    before = path.read_text()
    window = builder(path, program=["true"])
    change(window, "nonsense: 5\n")
    qtbot.keyClick(window, Qt.Key_R, Qt.ControlModifier)

    assert window.trial.processes == []
    assert path.read_text() == before
    assert "nothing is wrong" in window.bar.label.text()


ENDS = """
import sys
from pathlib import Path
from PyQt5.QtCore import QTimer
from vmt.qt.application import make_application, run
from vmt.qt.builder.window import BuilderWindow
application = make_application("vmt-test", "VMT Test", "vmt-test")
window = BuilderWindow(Path(sys.argv[1]))
window.editor.appendPlainText("# mine")
QTimer.singleShot(0, lambda: print("shown", flush=True))
sys.exit(run(application, window))
"""


def test_what_is_not_saved_is_kept_when_the_desktop_ends(
    home: Path, tmp_path: Path, write_scenario: Callable
) -> None:
    """SIGTERM waits for no answer: the text is in a file beside the other."""
    path = write_scenario()
    before = path.read_text()
    process = subprocess.Popen(
        [sys.executable, "-c", ENDS, str(path)],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)

    assert (process.returncode, said) == (128 + signal.SIGTERM, "")
    kept = home / "scenarios" / "tiny_unsaved.yaml"
    assert kept.read_text().rstrip() == f"{before.rstrip()}\n\n# mine".rstrip()
    assert path.read_text() == before
