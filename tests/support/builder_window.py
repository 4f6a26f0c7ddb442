"""The scenario builder, by its pages and fields."""

from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vmt.qt.builder.page import Page, SectionPart
from vmt.qt.builder.population import MixPart
from vmt.qt.builder.window import BuilderWindow


def page(window: BuilderWindow, title: str) -> Page:
    """Turn to a page."""
    titles = [each.title for each in window.area.pages]
    window.area.list.setCurrentRow(titles.index(title))
    return window.area.pages[titles.index(title)]


def part(window: BuilderWindow, title: str, kind: type) -> Any:
    """Turn to a page, and return its first part of a kind."""
    return next(each for each in page(window, title).parts if isinstance(each, kind))


def entries(window: BuilderWindow) -> MixPart:
    """Turn to the population."""
    return part(window, "Population", MixPart)


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
