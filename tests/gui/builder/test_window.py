"""The scenario builder as a window: room, keys, names, colours, files dropped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from builder_window import page, replace, settle
from vmt.qt import theme
from vmt.qt.builder.window import BuilderWindow

Open = Callable[..., BuilderWindow]


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
