"""Views and small widgets that both programs use."""

from collections.abc import Sequence

from PyQt5.QtCore import QAbstractTableModel, QEvent, QPoint, QSize, Qt
from PyQt5.QtGui import QKeySequence, QPainter, QPaintEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QAction,
    QActionGroup,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from vmt.qt import theme
from vmt.qt.icons import icon
from vmt.qt.tables import ValueRole, exact


class TableView(QTableView):
    """Shows a `RecordModel`; copies what is selected, with the headers.

    Parameters
    ----------
    model : QAbstractTableModel
    name : str
        What the table shows, for those who cannot see it.
    empty : str
        What it says where there is nothing to show.
    """

    def __init__(self, model: QAbstractTableModel, name: str, empty: str = "") -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.empty = empty
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.prepare_rows()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicator(-1, Qt.AscendingOrder)
        self.setSortingEnabled(True)

        copy = QAction(self.tr("&Copy with headers"), self)
        copy.setShortcut(QKeySequence.Copy)
        copy.setShortcutContext(Qt.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)

    def prepare_rows(self) -> None:
        """Make all rows equally high, and hide their header."""
        header = self.verticalHeader()
        header.hide()
        header.setDefaultSectionSize(round(1.5 * self.fontMetrics().height()))
        header.setSectionResizeMode(QHeaderView.Fixed)

    def copy(self) -> None:
        """Copy the selected rows, or all of them, exactly: a line a row, with tabs."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        text = self.as_text(rows or range(self.model().rowCount()))
        QApplication.clipboard().setText(text)

    def as_text(self, rows: Sequence[int]) -> str:
        """Return rows with their headers, separated by tabs."""
        model = self.model()
        columns = [c for c in range(model.columnCount()) if not self.isColumnHidden(c)]
        titles = [str(model.headerData(c, Qt.Horizontal)) for c in columns]
        lines = ["\t".join(titles)]
        for row in rows:
            values = (model.data(model.index(row, c), ValueRole) for c in columns)
            lines.append("\t".join(exact(value) for value in values))
        return "\n".join(lines) + "\n"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or say that there are none."""
        super().paintEvent(event)
        if self.empty and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            area = self.viewport().rect().adjusted(12, 8, -12, -8)
            painter.drawText(area, int(Qt.AlignCenter | Qt.TextWordWrap), self.empty)
            painter.end()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions())
        menu.exec(self.viewport().mapToGlobal(position))
        menu.deleteLater()


class MessageBar(QFrame):
    """A sentence about what went wrong, above what still works."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message")
        self._sign = QLabel()
        line = self.fontMetrics().height()
        self._sign.setPixmap(icon("failed").pixmap(QSize(line, line)))
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.PlainText)
        self.label.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy this message"))
        self.copy_button.clicked.connect(
            lambda: QApplication.clipboard().setText(self.label.text())
        )
        self.close_button = QPushButton(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.addWidget(self._sign, 0, Qt.AlignTop)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.copy_button, 0, Qt.AlignTop)
        layout.addWidget(self.close_button, 0, Qt.AlignTop)
        self.hide()

    def say(self, text: str) -> None:
        """Show a message until it is dismissed or replaced."""
        self.label.setText(text)
        self.show()

    def dismiss(self) -> None:
        """Take the message away."""
        self.label.clear()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            line = self.fontMetrics().height()
            self._sign.setPixmap(icon("failed").pixmap(QSize(line, line)))


def tool_button(action: QAction) -> QToolButton:
    """Return a button for an action; its tooltip names the shortcut."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button


def make_action(
    parent: QWidget, text: str, shortcut: object = None, name: str | None = None
) -> QAction:
    """Return an action of a window, with an icon by name.

    Its shortcut stands in the menu and in the tooltip.
    """
    action = QAction(text, parent)
    if name:
        action.setIcon(icon(name))
    if shortcut is not None:
        sequences = shortcut if isinstance(shortcut, list) else [shortcut]
        action.setShortcuts([QKeySequence(each) for each in sequences])
    add_shortcut_to_tooltip(action, text.replace("&", "").rstrip("…"))
    parent.addAction(action)
    return action


def add_shortcut_to_tooltip(action: QAction, text: str) -> None:
    """Give an action a tooltip that ends with its shortcut."""
    keys = action.shortcut().toString(QKeySequence.NativeText)
    action.setToolTip(f"{text} ({keys})" if keys else text)


def add_themes(parent: QWidget, menu: QMenu) -> None:
    """Add the choice of a theme to a menu; it is remembered."""
    group = QActionGroup(parent)
    for name, title in (
        (theme.LIGHT.name, parent.tr("&Light theme")),
        (theme.DARK.name, parent.tr("&Dark theme")),
    ):
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(theme.current().name == name)
        action.setData(name)
        group.addAction(action)

    def choose(action: QAction) -> None:
        chosen = theme.THEMES[action.data()]
        theme.remember(chosen)
        theme.apply(chosen)

    group.triggered.connect(choose)
