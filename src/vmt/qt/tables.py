"""Tables of records: sortable, exact, and copied with their headers."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor, QIcon

from vmt.qt import theme
from vmt.qt.icons import icon

R = TypeVar("R")
Value = str | bytes | int | float | Decimal | bool | None

ValueRole = Qt.UserRole
"""The value of a cell as it is, for copying and comparing."""
NOTHING = "–"
_LONGEST = 500  # characters of a text that are shown; all of them are copied


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table of records.

    Attributes
    ----------
    title : str
    value : callable
        Returns the value of a record.
    help : str
        What the column means, with the unit.
    is_text : bool
        Whether it is aligned as text; else as numbers, on the right.
    letters : int
        How wide it is at first, unless its title is wider.
    icon : callable, optional
        Returns the name of an icon for a record, or None.
    show : callable, optional
        Returns the text to show where that is not the value itself.
    field : str
        The column of a recorded table that it shows as it is, if it does.
    """

    title: str
    value: Callable[[R], Value]
    help: str = ""
    is_text: bool = False
    letters: int = 7
    icon: Callable[[R], str | None] | None = None
    show: Callable[[R], str] | None = None
    field: str = ""

    @property
    def alignment(self) -> int:
        """How the cells and the header are aligned."""
        return int((Qt.AlignLeft if self.is_text else Qt.AlignRight) | Qt.AlignVCenter)


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records as a table; sorted here, because Python compares exact quantities.

    Parameters
    ----------
    columns : sequence of Column
    key : callable, optional
        Tells which records are of the same thing at different times, so that it
        stays selected.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.key = key
        self._records: list[R] = []
        self._sorting: tuple[int, int] | None = None

    @property
    def records(self) -> Sequence[R]:
        """The records, in the order in which they are shown."""
        return self._records

    def set_records(self, records: Sequence[R]) -> None:
        """Show other records; where the keys are the same, the selection stays."""
        found = self._sorted(list(records))
        if self.key and found and self._keys(found) == self._keys(self._records):
            self._rearrange(found, self.key)
        else:
            self.beginResetModel()
            self._records = found
            self.endResetModel()

    def refresh(self) -> None:
        """Show the same records again, because something in them has changed."""
        if self._records:
            last = self.index(len(self._records) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of records."""
        return 0 if parent is not None and parent.isValid() else len(self._records)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """Return what a view asks for about a cell."""
        if not index.isValid():
            return None
        column, record = self.columns[index.column()], self._records[index.row()]
        if role == Qt.DisplayRole:
            return column.show(record) if column.show else shown(column.value(record))
        if role == ValueRole:
            return column.value(record)
        if role == Qt.TextAlignmentRole:
            return column.alignment
        if role == Qt.ForegroundRole and column.value(record) is None:
            return QColor(theme.current().quiet)
        if role == Qt.ToolTipRole:
            return exact(column.value(record))[:_LONGEST] or None
        if role == Qt.DecorationRole and column.icon:
            name = column.icon(record)
            return icon(name) if name else QIcon()
        return None

    def headerData(
        self, section: int, orientation: int, role: int = Qt.DisplayRole
    ) -> Any:
        """Return what a view asks for about a header."""
        if orientation != Qt.Horizontal:
            return None
        if role == Qt.DisplayRole:
            return self.columns[section].title
        if role == Qt.ToolTipRole:
            return self.columns[section].help or None
        if role == Qt.TextAlignmentRole:
            return self.columns[section].alignment
        return None

    def sort(self, column: int, order: int = Qt.AscendingOrder) -> None:
        """Sort by a column; -1: as the records came, from the next time on."""
        self._sorting = (column, order) if column >= 0 else None
        self._rearrange(self._sorted(list(self._records)), id)

    def _keys(self, records: Sequence[R]) -> set[Hashable]:
        return {self.key(record) for record in records} if self.key else set()

    def _rearrange(self, records: list[R], key: Callable[[R], Hashable]) -> None:
        """Show as many records in another order; indexes follow their keys."""
        self.layoutAboutToBeChanged.emit()
        before = self._records
        self._records = records
        rows = {key(record): row for row, record in enumerate(records)}
        old = self.persistentIndexList()
        new = [self.index(rows[key(before[i.row()])], i.column()) for i in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _sorted(self, records: list[R]) -> list[R]:
        if self._sorting is not None:
            column, order = self._sorting
            value = self.columns[column].value
            records.sort(
                key=lambda record: rank(value(record)),
                reverse=order == Qt.DescendingOrder,
            )
        return records


def shown(value: Value) -> str:
    """Return a value for reading: reals to four decimals, everything else exact."""
    match value:
        case None:
            return NOTHING
        case float() if value == 0 or 1e-3 <= abs(value) < 1e6:
            return f"{value:.4f}"
        case float():
            return f"{value:.4g}"
        case bytes():
            return f"{len(value):,} bytes"
        case str() if len(value) > _LONGEST:
            return f"{value[:_LONGEST]}…"
        case _:
            return exact(value)


def exact(value: Value) -> str:
    """Return a value as it is, for copying; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case float():
            return repr(value)
        case bytes():
            return f"X'{value.hex().upper()}'"
        case _:
            return str(value)


def rank(value: Value) -> tuple[int, Any]:
    """Return what values are sorted by."""
    # What is missing comes first; a NaN would put a sort into disorder.
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return (0, 0)
    if isinstance(value, str):
        return (2, value)
    return (3, value) if isinstance(value, bytes) else (1, value)
