"""The tables of a file and their columns, beside the query box."""

import re
from dataclasses import dataclass

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QTreeWidget, QTreeWidgetItem

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.reader import Database

_COMMENT = re.compile(r"^\s*(?:.*?(?:\bAS |\w\.))?(\w+)\b[^\n]*?-- ([^\n]*)$", re.M)


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view.

    Attributes
    ----------
    name : str
    columns : list of (str, str, str)
        Names, types and what they mean, if the file says it.
    """

    name: str
    columns: list[tuple[str, str, str]]


def read_schema(_run: Compared, database: Database, _pulse: Pulse) -> list[Described]:
    """Return the tables and views that a file has for its readers, by name.

    Raises
    ------
    TelemetryError
        It cannot be read.
    """
    found = database.query(
        "SELECT name, sql FROM sqlite_temp_schema WHERE type IN ('table', 'view')"
        " UNION ALL SELECT name, sql FROM main.sqlite_schema"
        " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    )
    described: dict[str, Described] = {}
    for name, sql in found:
        if name in described:  # a temporary one stands in its way
            continue
        meanings = dict(_COMMENT.findall(sql or ""))
        columns = database.query(
            f'SELECT name, type FROM pragma_table_info("{name}")'  # noqa: S608 - the file's names
        )
        described[name] = Described(
            name, [(each, kind, meanings.get(each, "")) for each, kind in columns]
        )
    return [described[name] for name in sorted(described)]


class SchemaTree(QTreeWidget):
    """Shows tables with their columns; one that is activated can be inserted."""

    picked = pyqtSignal(str)
    """Sent with the name that was activated."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels([self.tr("Table or column"), self.tr("Type")])
        self.setAccessibleName(self.tr("Tables and columns"))
        self.setToolTip(self.tr("Enter or a double click writes the name"))
        self.setUniformRowHeights(True)
        self.itemActivated.connect(lambda item, _: self.picked.emit(item.text(0)))
        self.setColumnWidth(0, 18 * self.fontMetrics().averageCharWidth() + 60)

    def show_schema(self, tables: list[Described]) -> None:
        """Show the tables of a file."""
        opened = {
            self.topLevelItem(i).text(0)
            for i in range(self.topLevelItemCount())
            if self.topLevelItem(i).isExpanded()
        }
        self.clear()
        for table in tables:
            top = QTreeWidgetItem(self, [table.name])
            for name, kind, meaning in table.columns:
                item = QTreeWidgetItem(top, [name, kind.lower()])
                item.setToolTip(0, meaning or name)
                item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable)
            top.setExpanded(table.name in opened)
