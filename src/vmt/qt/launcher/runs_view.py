"""The list of runs: two lines each, with how far it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PyQt5.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt5.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PyQt5.QtWidgets import (
    QAction,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from vmt.qt import theme
from vmt.qt.icons import icon
from vmt.qt.launcher.run_row import RunRow
from vmt.qt.tables import Value, exact

RowRole = Qt.UserRole
_LEAST = 2  # rows that are seen without scrolling


class RunsModel(QAbstractListModel):
    """Rows that change, come and go, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RunRow] = []

    @property
    def rows(self) -> Sequence[RunRow]:
        """The rows, from top to bottom."""
        return self._rows

    def set_rows(self, rows: Sequence[RunRow]) -> None:
        """Show other rows; a run that is still there stays selected."""
        if [row.path for row in rows] == [row.path for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        wanted = {row.path for row in rows}
        for number in reversed(range(len(self._rows))):
            if self._rows[number].path not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        known = {row.path for row in self._rows}
        for number, row in enumerate(rows):
            if number < len(self._rows) and self._rows[number].path == row.path:
                self._rows[number] = row
            elif row.path in known:
                self._move(row, number)
            else:
                self.beginInsertRows(QModelIndex(), number, number)
                self._rows.insert(number, row)
                self.endInsertRows()
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of runs."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """Return what a view asks for about a run."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.DisplayRole | Qt.AccessibleTextRole:
                return f"{row.name}, {row.state}, {row.details}"
            case Qt.ToolTipRole:
                return row.about
            case Qt.DecorationRole:
                return icon(row.icon)
        return row if role == RowRole else None

    def _move(self, row: RunRow, number: int) -> None:
        """Put a row that is further down where it now belongs."""
        before = next(k for k, each in enumerate(self._rows) if each.path == row.path)
        self.beginMoveRows(QModelIndex(), before, before, QModelIndex(), number)
        del self._rows[before]
        self._rows.insert(number, row)
        self.endMoveRows()


class RunsView(QListView):
    """The runs, newest first; several may be selected."""

    selected_changed = pyqtSignal()
    """Sent when another run is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = RunsModel(self)
        self.setModel(self.runs)
        self.setItemDelegate(_RunDelegate(self))
        self.setAccessibleName(self.tr("Runs"))
        self.setSelectionMode(self.ExtendedSelection)
        self.setEditTriggers(self.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(self.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.selectionModel().selectionChanged.connect(
            lambda *_: self.selected_changed.emit()
        )
        copy = QAction(self.tr("&Copy with headers"), self)
        copy.setShortcut(QKeySequence.Copy)
        copy.setShortcutContext(Qt.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.copy_action = copy
        self.addAction(copy)

    @property
    def selected(self) -> list[RunRow]:
        """The runs that are selected, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.runs.rows[row] for row in rows]

    def select(self, path: Path) -> None:
        """Select the run that is recorded in a file, and no other."""
        for number, row in enumerate(self.runs.rows):
            if row.path == path:
                self.setCurrentIndex(self.runs.index(number))

    def copy(self) -> None:
        """Copy the selected runs, or all of them: a line a run, with tabs."""
        titles = ("run", "seed", "state", "ticks", "trades", "rules", "began", "file")
        lines = ["\t".join(titles)]
        for row in self.selected or self.runs.rows:
            values: tuple[Value, ...] = (
                *(row.name, row.seed, row.state, row.ticks, row.trades),
                *(row.rules, row.when, str(row.path)),
            )
            lines.append("\t".join(exact(value) for value in values))
        QApplication.clipboard().setText("\n".join(lines) + "\n")

    def minimumSizeHint(self) -> QSize:
        """Return room for a few runs."""
        height = _LEAST * _row_height(self.fontMetrics().height())
        return QSize(super().minimumSizeHint().width(), height + 2 * self.frameWidth())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the runs, or say that there are none."""
        super().paintEvent(event)
        if not self.runs.rows:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            area = self.viewport().rect().adjusted(12, 8, -12, -8)
            text = self.tr("Runs that you start are listed here.")
            painter.drawText(area, int(Qt.AlignCenter | Qt.TextWordWrap), text)
            painter.end()


class _RunDelegate(QStyledItemDelegate):
    """Paints a run: name and state, below them the details, and how far it is."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(0, _row_height(option.fontMetrics.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        row: RunRow = index.data(RowRole)
        self.initStyleOption(option, index)
        mark = option.icon
        option.text = ""
        option.features &= ~QStyleOptionViewItem.HasDecoration
        style = option.widget.style()
        style.drawControl(QStyle.CE_ItemViewItem, option, painter, option.widget)
        is_selected = bool(option.state & QStyle.State_Selected)
        look = theme.current()
        strong = QColor(look.accent_text if is_selected else look.text)
        quiet = QColor(look.accent_text if is_selected else look.quiet)
        line = option.fontMetrics.height()
        gap = line // 3
        area = option.rect.adjusted(gap, gap, -gap, -gap)
        mode = mark.Selected if is_selected else mark.Normal
        mark.paint(painter, QRect(area.x(), area.y(), line, line), mode=mode)
        area.setLeft(area.left() + line + gap)
        painter.save()
        state, metrics = row.state, option.fontMetrics
        painter.setPen(strong)
        width = min(metrics.horizontalAdvance(state) + 2, area.width() * 2 // 3)
        first = QRect(area.x(), area.y(), area.width(), line)
        elided = metrics.elidedText(state, Qt.ElideRight, width)
        painter.drawText(first, int(Qt.AlignRight | Qt.AlignVCenter), elided)
        room = area.width() - width - 2 * gap
        name = metrics.elidedText(row.name, Qt.ElideRight, room)
        painter.drawText(first, int(Qt.AlignLeft | Qt.AlignVCenter), name)
        painter.setPen(quiet)
        second = QRect(area.x(), area.y() + line, area.width(), line)
        details = metrics.elidedText(row.details, Qt.ElideRight, area.width())
        painter.drawText(second, int(Qt.AlignLeft | Qt.AlignVCenter), details)
        self._paint_bar(painter, option, row, is_selected=is_selected)
        painter.restore()

    def _paint_bar(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: RunRow,
        *,
        is_selected: bool,
    ) -> None:
        share = row.progress
        if share is None:
            return
        look = theme.current()
        height = max(3, option.fontMetrics.height() // 5)
        edge = height // 2
        top = option.rect.height() - height - edge
        bar = option.rect.adjusted(2 * edge, top, -2 * edge, -edge)
        done = QColor(look.accent_text if is_selected else look.accent)
        left = QColor(done)
        left.setAlpha(70)
        painter.fillRect(bar, left)
        bar.setWidth(round(bar.width() * share))
        painter.fillRect(bar, done)


def _row_height(line: int) -> int:
    return 2 * line + 2 * (line // 3)
