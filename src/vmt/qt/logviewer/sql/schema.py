"""The tables of a file and their columns, beside the query box."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.sql.beside import can_be_beside, tables
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


@dataclass(frozen=True, slots=True)
class Schema:
    """What there is to ask in the file of a run.

    Attributes
    ----------
    run : Compared
    tables : list of Described
    can_be_beside : bool
        Whether a query to another file can read them, too.
    """

    run: Compared
    tables: list[Described]
    can_be_beside: bool


def read_schema(run: Compared, database: Database, _pulse: Pulse) -> Schema:
    """Return the tables and views that a file has for its readers, by name.

    Raises
    ------
    TelemetryError
        It cannot be read.
    """
    described = []
    for name, sql in sorted(tables(database)):
        meanings = dict(_COMMENT.findall(sql))
        columns = database.query(
            f'SELECT name, type FROM pragma_table_info("{name}")'  # noqa: S608 - the file's names
        )
        described.append(
            Described(
                name, [(each, kind, meanings.get(each, "")) for each, kind in columns]
            )
        )
    return Schema(run, described, can_be_beside(database))


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
        self.itemActivated.connect(self._pick)
        # Names that are cut look alike: run2_agent_snapshots, and ..._in_units.
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeToContents)

    def show_schemas(self, schemas: Sequence[Schema], prefixes: Sequence[str]) -> None:
        """Show the tables of the file that is asked, and of those beside it.

        Parameters
        ----------
        prefixes : sequence of str
            Of the names of the tables beside it; empty: they cannot be asked.
        """
        opened = {
            self.topLevelItem(i).text(0)
            for i in range(self.topLevelItemCount())
            if self.topLevelItem(i).isExpanded()
        }
        self.clear()
        for schema, prefix in zip(schemas, ("", *prefixes), strict=True):
            parent: QTreeWidget | QTreeWidgetItem = self
            before = ""
            if schema is not schemas[0]:
                title = f"{prefix}: {schema.run.label}" if prefix else schema.run.label
                parent = QTreeWidgetItem(self, [title])
                parent.setToolTip(0, str(schema.run.path))
                parent.setExpanded(title in opened)
                before = f"{prefix}_"
                if not prefix:
                    QTreeWidgetItem(parent, [self.tr("can only be asked by itself")])
                    continue
            for table in schema.tables:
                name = before + table.name
                top = _item(parent, name, "", name)
                for column, kind, meaning in table.columns:
                    _item(top, column, kind.lower(), meaning or column)
                top.setExpanded(name in opened)

    def _pick(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, Qt.UserRole)
        if name is not None:
            self.picked.emit(name)


def _item(
    parent: QTreeWidget | QTreeWidgetItem, name: str, kind: str, help_: str
) -> QTreeWidgetItem:
    """Add a name that can be written into the query."""
    item = QTreeWidgetItem(parent, [name, kind])
    item.setToolTip(0, help_)
    item.setData(0, Qt.UserRole, name)
    item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable)
    return item
