"""The box that a query is written in, with its buttons."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFontDatabase, QTextCharFormat, QTextCursor
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vmt.qt import theme
from vmt.qt.logviewer.sql.saved import SavedQueries, examples
from vmt.qt.views import make_action, tool_button


class QueryEditor(QWidget):
    """Asks for a query; keeps those that somebody saves.

    Parameters
    ----------
    saved : SavedQueries
    """

    asked = pyqtSignal(str)
    """Sent with the query that is to be answered."""
    canceled = pyqtSignal()
    """Sent when the answer is not wanted any more."""

    def __init__(self, saved: SavedQueries) -> None:
        super().__init__()
        self._saved = saved
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Query"))
        self.text.setPlaceholderText(
            self.tr("A query in SQL, as in: SELECT * FROM trades_in_units")
        )
        self.run_action = make_action(
            self, self.tr("&Run the query"), ["Ctrl+Return", "Ctrl+Enter"], "play"
        )
        self.cancel_action = make_action(self, self.tr("&Stop it"), "Ctrl+.", "stop")
        self.save_action = make_action(self, self.tr("&Save the query…"), "Ctrl+S")
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.saved_button = QToolButton()
        self.saved_button.setText(self.tr("Saved queries"))
        self.saved_button.setPopupMode(QToolButton.InstantPopup)
        self.saved_button.setMenu(self.menu)
        self.saved_button.setFocusPolicy(Qt.TabFocus)
        self.state = QLabel()
        self.state.setTextFormat(Qt.PlainText)
        self.state.setWordWrap(True)
        self.state.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.buttons = QHBoxLayout()
        for action in (self.run_action, self.cancel_action):
            action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
            self.buttons.addWidget(tool_button(action))
        self.save_action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
        self.buttons.addWidget(self.saved_button)
        self.buttons.addWidget(self.state, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addLayout(self.buttons)
        self.run_action.triggered.connect(self.ask)
        self.cancel_action.triggered.connect(self.canceled)
        self.save_action.triggered.connect(self._save)
        self.text.textChanged.connect(lambda: self.text.setExtraSelections([]))
        self.show_running(is_running=False)

    def ask(self) -> None:
        """Have the query answered."""
        self.asked.emit(self.text.toPlainText())

    def show_running(self, *, is_running: bool) -> None:
        """Show whether a query is being answered."""
        self.run_action.setEnabled(not is_running)
        self.cancel_action.setEnabled(is_running)

    def mark(self, begin: int, end: int) -> None:
        """Show where the mistake is, and go there."""
        cursor = self.text.textCursor()
        cursor.setPosition(begin)
        self.text.setTextCursor(cursor)
        cursor.setPosition(end, QTextCursor.KeepAnchor)
        looks = QTextCharFormat()
        looks.setUnderlineStyle(QTextCharFormat.WaveUnderline)
        looks.setUnderlineColor(QColor(theme.current().error))
        place = QTextEdit.ExtraSelection()
        place.cursor, place.format = cursor, looks
        self.text.setExtraSelections([place])
        self.text.setFocus()

    def insert(self, name: str) -> None:
        """Write a name where the cursor is."""
        self.text.insertPlainText(name)
        self.text.setFocus()

    def save_as(self, name: str) -> None:
        """Keep the query by a name."""
        if name.strip() and self.text.toPlainText().strip():
            self._saved.save(name.strip(), self.text.toPlainText())
            self.state.setText(self.tr("Saved as {0}").format(name.strip()))

    def _save(self) -> None:
        name, is_wanted = QInputDialog.getText(
            self,
            self.tr("Save the query"),
            self.tr("Its name; a query of the same name is replaced:"),
        )
        if is_wanted:
            self.save_as(name)

    def _fill(self) -> None:
        menu, saved = self.menu, self._saved.all
        menu.clear()
        menu.addAction(self.save_action)
        for title, queries in (
            (self.tr("Saved"), saved),
            (self.tr("Examples"), examples()),
        ):
            if queries:
                menu.addSection(title)
            for name, text in queries.items():
                action = menu.addAction(name)
                action.setToolTip(text)
                action.triggered.connect(
                    lambda _checked, text=text: self.text.setPlainText(text)
                )
        if saved:
            menu.addSeparator()
            forget = menu.addMenu(self.tr("&Forget"))
            for name in saved:
                action = forget.addAction(name)
                action.triggered.connect(
                    lambda _checked, name=name: self._saved.remove(name)
                )
