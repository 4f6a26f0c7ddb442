"""The window of the log viewer on small screens, and for those who use the keyboard."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtWidgets import (
    QAction,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableView,
    QToolButton,
)

from log_viewer import settle
from vmt.qt.logviewer.window import LogViewerWindow

Viewer = Callable[[Path], LogViewerWindow]


@pytest.fixture
def window(record: Callable[..., Path], viewer: Viewer) -> LogViewerWindow:
    """Open a log viewer on a run."""
    return viewer(record())


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_every_page_fits_a_small_screen(
    window: LogViewerWindow, qapp: QApplication, share: float
) -> None:
    """With 1024 by 768, also where letters are half as large again."""
    font = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * share)
    qapp.setFont(larger)
    try:
        window.recording.comparison.compare_with([])
        for number in range(window.tabs.count()):
            window.tabs.setCurrentIndex(number)
            settle(window)
            if window.tabs.page.filter_bar is not None:
                window.tabs.page.filter_bar.editor.open()
        least = window.minimumSizeHint()
        assert least.width() <= 1024
        assert least.height() <= 740
    finally:
        qapp.setFont(font)


def test_no_two_things_in_sight_have_the_same_letter(window: LogViewerWindow) -> None:
    """Alt and a letter does one thing, on every page."""
    bars = [action.text() for action in window.menuBar().actions()]
    bars += [window.tabs.tabText(i) for i in range(window.tabs.count())]
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
        if window.tabs.page.filter_bar is not None:
            window.tabs.page.filter_bar.editor.open()
        texts = list(bars)
        for kind in (QLabel, QPushButton, QToolButton):
            texts += [
                widget.text()
                for widget in window.findChildren(kind)
                if widget.isVisible()
                and not (isinstance(widget, QLabel) and widget.buddy() is None)
            ]
        letters = Counter(
            found.group(1).lower()
            for text in texts
            if (found := re.search("&([^&])", text))
        )
        assert max(letters.values()) == 1, (window.tabs.tabText(number), letters)


def test_actions_of_the_window_have_keys_of_their_own(window: LogViewerWindow) -> None:
    """Those in the menus; each has one."""
    menus = [action.menu() for action in window.menuBar().actions()]
    actions = [
        action
        for menu in menus
        for action in menu.actions()
        if isinstance(action, QAction) and action.text() and not action.menu()
    ]
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert max(Counter(keys).values()) == 1
    without = [a.text() for a in actions if not a.shortcuts() and not a.isCheckable()]
    assert without == []


def test_every_field_has_a_name(window: LogViewerWindow) -> None:
    """For those who cannot see it."""
    for kind in (QComboBox, QLineEdit, QSpinBox, QTableView):
        for field in window.findChildren(kind):
            is_part = isinstance(field.parent(), QComboBox | QSpinBox)
            if not is_part and field.objectName() != "qt_spinbox_lineedit":
                assert field.accessibleName(), (field, field.parent())


def test_no_two_entries_of_a_menu_have_the_same_letter(
    window: LogViewerWindow,
) -> None:
    """Alt, the letter of the menu and that of the entry do it."""
    for menu in window.menuBar().findChildren(QMenu):
        letters = Counter(
            found.group(1).lower()
            for action in menu.actions()
            if (found := re.search("&([^&])", action.text()))
        )
        assert not [letter for letter, n in letters.items() if n > 1], menu.title()
