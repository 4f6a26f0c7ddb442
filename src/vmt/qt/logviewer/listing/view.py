"""The view of a table of any length."""

from PyQt5.QtCore import QModelIndex, QPoint, Qt, pyqtSignal
from PyQt5.QtWidgets import QAction, QApplication, QHeaderView, QMenu

from vmt.errors import UserError
from vmt.qt.logviewer.listing.model import ListingModel
from vmt.qt.tables import Column, exact
from vmt.qt.views import TableView
from vmt.telemetry.conditions import Condition, Operator, condition_from
from vmt.telemetry.tables import Table

_LONG = 200_000
_MANY = 2_000
"""Records that are read again rather than kept while nobody looks at them."""
_COPIED = 50_000
"""Rows that are copied at most; more are for a file."""


class ListingView(TableView):
    """Shows a `ListingModel`; offers conditions on the cell that is pointed at.

    Parameters
    ----------
    model : ListingModel
    table : Table
        That the rows are of.
    name, empty : str
        As of a `TableView`.
    """

    narrowed = pyqtSignal(object)
    """Sent with a condition that is wanted."""
    sql_asked = pyqtSignal()
    """Sent when the query for what is shown is to be copied."""
    refused = pyqtSignal(str)
    """Sent with the reason when rows are not copied."""

    def __init__(
        self, model: ListingModel, table: Table, name: str, empty: str
    ) -> None:
        super().__init__(model, name, empty)
        self._listing = model
        self._was_long = False
        self._fields = {column.name: column for column in table.columns}
        model.setParent(self)
        self.copy_sql_action = QAction(self.tr("Copy as &SQL"), self)
        self.copy_sql_action.setShortcut("Ctrl+Shift+Q")
        self.copy_sql_action.setShortcutContext(Qt.WidgetShortcut)
        self.copy_sql_action.triggered.connect(self.sql_asked)
        self.addAction(self.copy_sql_action)
        model.modelAboutToBeReset.connect(self._remember_length)
        model.modelReset.connect(self._let_go)

    def copy(self) -> None:
        """Copy the selected rows, or all of them, exactly: a line a row, with tabs."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        wanted = rows or range(self._listing.rowCount())
        if len(wanted) > _COPIED:
            self.refused.emit(
                self.tr(
                    "{0:,} rows are too many to copy; export them (Ctrl+E), or copy"
                    " {1:,} at most"
                ).format(len(wanted), _COPIED)
            )
            return
        if any(self._listing.row(number) is None for number in wanted):
            self.refused.emit(
                self.tr(
                    "Not all of these rows are in memory; export them (Ctrl+E), or"
                    " copy fewer"
                )
            )
            return
        QApplication.clipboard().setText(self.as_text(wanted))

    def conditions_at(self, index: QModelIndex) -> list[Condition]:
        """Return the conditions that a cell suggests."""
        if not index.isValid():
            return []
        column: Column[object] = self._listing.columns[index.column()]
        field = self._fields.get(column.field)
        row = self._listing.row(index.row())
        if field is None or row is None or field.name == "tick":
            return []
        value = getattr(row[1], field.name)
        if value is None:
            return [
                Condition(field.name, operator)
                for operator in (Operator.IS_NOTHING, Operator.IS_SOMETHING)
            ]
        wanted = [Operator.EQUAL]
        if not column.is_text:
            wanted += [Operator.AT_MOST, Operator.AT_LEAST]
        try:
            return [condition_from(field, each, exact(value)) for each in wanted]
        except UserError:  # an infinite number, which SQL has no text for
            return []

    @property
    def is_costly(self) -> bool:
        """Whether it takes up much memory, by its rows or by what is read of them."""
        return self.is_long or len(self._listing.rows()) > _MANY

    @property
    def is_long(self) -> bool:
        """Whether it takes up much memory by the number of its rows alone."""
        return self._listing.rowCount() > _LONG

    def _remember_length(self) -> None:
        self._was_long = self.is_long

    def _let_go(self) -> None:
        # A header keeps eight bytes a row, also when there are no rows any more.
        if self._was_long and not self.is_long:
            self.setVerticalHeader(QHeaderView(Qt.Vertical, self))
            self.prepare_rows()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions())
        names = {c.field: c.title for c in self._listing.columns}
        found = self.conditions_at(self.indexAt(position))
        if found:
            menu.addSection(self.tr("Only rows with"))
        for condition in found:
            action = menu.addAction(condition.words(names))
            action.triggered.connect(
                lambda _checked, each=condition: self.narrowed.emit(each)
            )
        menu.exec(self.viewport().mapToGlobal(position))
        menu.deleteLater()
