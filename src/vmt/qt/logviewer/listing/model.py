"""A table of any number of rows, of which only those are read that are looked at."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QColor

from vmt.qt import theme
from vmt.qt.logviewer.listing.parts import Part, joined
from vmt.qt.tables import Column, Value, ValueRole, exact, shown

Row = tuple[str, Any]
"""The label of a run, and a record of it."""
_KEPT = 8
"""Parts that stay in memory: those that were looked at last."""
NOT_YET = "…"


class ListingModel(QAbstractTableModel):
    """Rows of parts; `wanted` asks for those of a part that is looked at.

    Parameters
    ----------
    columns : sequence of Column
        Of the records of a table.
    """

    wanted = pyqtSignal(int)
    """Sent with the number of a part whose rows are needed."""
    sorting = pyqtSignal(int, int)
    """Sent with the column and the order in which rows are wanted; -1: as they are."""

    def __init__(
        self, columns: Sequence[Column[Any]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._of_record = list(columns)
        self._run_column: Column[Any] = Column(
            self.tr("Run"), lambda row: row[0], is_text=True, letters=22
        )
        self._has_runs = False
        self.parts: list[Part] = []
        self._starts: list[int] = []
        self._n_rows = 0
        self._kept: OrderedDict[int, list[Any]] = OrderedDict()
        self._sorted: list[Row] | None = None

    @property
    def columns(self) -> list[Column[Any]]:
        """The columns; of several runs, the first one names the run."""
        return [self._run_column] * self._has_runs + self._of_record

    @property
    def is_whole(self) -> bool:
        """Whether all rows are in memory."""
        return self._sorted is not None or len(self._kept) == len(self.parts)

    def begin(self, parts: Sequence[Part], *, has_runs: bool) -> None:
        """Show other rows, of one run or of more."""
        self.beginResetModel()
        self._has_runs = has_runs
        self.parts, self._starts, self._n_rows = [], [], 0
        self._kept.clear()
        self._sorted = None
        self._append(parts)
        self.endResetModel()

    def add(self, parts: Sequence[Part]) -> None:
        """Show more rows below the others."""
        n_rows = sum(part.n_rows for part in parts)
        if n_rows:
            last = self._n_rows + n_rows - 1
            self.beginInsertRows(QModelIndex(), self._n_rows, last)
            self._append(parts)
            self.endInsertRows()

    def fill(self, number: int, records: list[Any]) -> None:
        """Show the rows of a part that was wanted."""
        if number < len(self.parts):
            self._keep(number, records)
            first = self._starts[number]
            last = first + self.parts[number].n_rows - 1
            self.dataChanged.emit(
                self.index(first, 0), self.index(last, self.columnCount() - 1)
            )

    def arrange(self, rows: list[Row] | None) -> None:
        """Show all rows in another order; None: in their own."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        before = [self.row(index.row()) for index in old]
        self._sorted = rows
        places = {id(row[1]): n for n, row in enumerate(self.rows() if old else ())}
        new = [
            self.index(places.get(id(row[1]), -1), index.column()) if row else index
            for row, index in zip(before, old, strict=True)
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def sort(self, column: int, order: int = Qt.AscendingOrder) -> None:
        """Have the rows sorted, if that can be done; the reading of rows knows."""
        self.sorting.emit(column, order)

    def row(self, number: int) -> Row | None:
        """Return a row, or None if it is not in memory; then it is asked for."""
        if self._sorted is not None:
            return self._sorted[number]
        part = bisect_right(self._starts, number) - 1
        records = self._kept.get(part)
        if records is None:
            self.wanted.emit(part)
            return None
        self._kept.move_to_end(part)
        label = self.parts[part].run.label
        return label, records[number - self._starts[part]]

    def rows(self) -> list[Row]:
        """Return the rows that are in memory, in their order."""
        if self._sorted is not None:
            return self._sorted
        return [
            (self.parts[number].run.label, record)
            for number in sorted(self._kept)
            for record in self._kept[number]
        ]

    @property
    def records(self) -> list[Any]:
        """The records that are in memory, in their order."""
        return [record for _, record in self.rows()]

    def value(self, row: Row, column: int) -> Value:
        """Return the value of a row in a column."""
        if not self._has_runs:
            return self._of_record[column].value(row[1])
        return row[0] if column == 0 else self._of_record[column - 1].value(row[1])

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of rows that are known."""
        return 0 if parent is not None and parent.isValid() else self._n_rows

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        if parent is not None and parent.isValid():
            return 0
        return len(self._of_record) + self._has_runs

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """Return what a view asks for about a cell."""
        if not index.isValid():
            return None
        number = index.column()
        if role == Qt.TextAlignmentRole:
            return self._column(number).alignment
        if role not in {Qt.DisplayRole, ValueRole, Qt.ForegroundRole, Qt.ToolTipRole}:
            return None
        row = self.row(index.row())
        if row is None:
            return NOT_YET if role == Qt.DisplayRole else None
        value = self.value(row, number)
        if role == Qt.DisplayRole:
            return shown(value)
        if role == ValueRole:
            return value
        if role == Qt.ToolTipRole:
            return exact(value) or None
        return QColor(theme.current().quiet) if value is None else None

    def headerData(
        self, section: int, orientation: int, role: int = Qt.DisplayRole
    ) -> Any:
        """Return what a view asks for about a header."""
        if orientation != Qt.Horizontal or section >= self.columnCount():
            return None
        column = self._column(section)
        if role == Qt.DisplayRole:
            return column.title
        if role == Qt.ToolTipRole:
            return column.help or None
        return column.alignment if role == Qt.TextAlignmentRole else None

    def _column(self, number: int) -> Column[Any]:
        if self._has_runs:
            return self._of_record[number - 1] if number else self._run_column
        return self._of_record[number]

    def _append(self, parts: Sequence[Part]) -> None:
        for part in parts:
            last = len(self.parts) - 1
            before = self.parts[last] if self.parts else None
            both = joined(before, part) if before is not None else None
            if both is not None:
                # Small parts would be too many to stay in memory while they are seen.
                records = self._kept.pop(last, None)
                if records is not None and part.records is not None:
                    self._keep(last, [*records, *part.records])
                self.parts[last] = both
            else:
                self._starts.append(self._n_rows)
                # Its rows stay only as long as those of any other part.
                self.parts.append(replace(part, records=None))
                if part.records is not None:
                    self._keep(last + 1, part.records)
            self._n_rows += part.n_rows

    def _keep(self, number: int, records: list[Any]) -> None:
        self._kept[number] = records
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
