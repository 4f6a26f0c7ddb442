"""Undo and redo are those of the window, in every field."""

from PyQt5.QtCore import QEvent, QObject
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QApplication, QLineEdit, QWidget


class UndoKeys(QObject):
    """Keeps fields from taking the keys of undo and redo for themselves.

    Parameters
    ----------
    window : QWidget
        Whose fields they are.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        QApplication.instance().focusChanged.connect(self._watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the keys to the shortcuts of the window."""
        if event.type() == QEvent.ShortcutOverride and (
            event.matches(QKeySequence.Undo) or event.matches(QKeySequence.Redo)
        ):
            event.ignore()
            return True
        return bool(super().eventFilter(watched, event))

    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._window.isAncestorOf(now):
            for field in (now, *now.findChildren(QLineEdit)):
                field.removeEventFilter(self)
                field.installEventFilter(self)
