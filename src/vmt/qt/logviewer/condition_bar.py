"""Conditions on columns: which there are, and the widgets to add one."""

from collections.abc import Mapping

from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from vmt.errors import UserError
from vmt.qt.logviewer.filter import Filter
from vmt.telemetry.conditions import (
    Operator,
    applicable,
    comparable,
    condition_from,
    operators,
)
from vmt.telemetry.tables import Column, Kind, Table


class ConditionEditor(QWidget):
    """Asks for a condition: a column, how it is compared, and with what.

    Parameters
    ----------
    chosen : Filter
    table : Table
    names : mapping
        What its columns are called, by name.
    """

    def __init__(self, chosen: Filter, table: Table, names: Mapping[str, str]) -> None:
        super().__init__()
        self._filter = chosen
        self._columns = [c for c in comparable(table) if c.name != "tick"]
        self.column, self.operator, self.value = QComboBox(), QComboBox(), QLineEdit()
        for column in self._columns:
            self.column.addItem(names.get(column.name, column.name), column)
            self.column.setItemData(
                self.column.count() - 1, column.name, Qt.ToolTipRole
            )
        self.column.setAccessibleName(self.tr("Column"))
        self.operator.setAccessibleName(self.tr("Comparison"))
        self.value.setAccessibleName(self.tr("Value"))
        self.add_button = QPushButton(self.tr("Add"))
        self.close_button = QPushButton(self.tr("Close"))
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        label = QLabel(self.tr("Only rows w&ith"))
        label.setBuddy(self.column)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.column, self.operator, self.value):
            layout.addWidget(widget)
        for widget in (self.add_button, self.close_button, self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.column.currentIndexChanged.connect(lambda _: self._offer())
        self.operator.currentIndexChanged.connect(lambda _: self._show_value())
        self.value.returnPressed.connect(self.add)
        self.value.textChanged.connect(lambda _: self.problem.clear())
        self.add_button.clicked.connect(self.add)
        self.close_button.clicked.connect(self.hide)
        for widget in (self.column, self.operator, self.value):
            widget.installEventFilter(self)
        self._offer()
        self.hide()

    def open(self) -> None:
        """Show it, ready to be typed into."""
        self.show()
        self.column.setFocus()

    def add(self) -> None:
        """Add the condition, or say why it is none."""
        column: Column = self.column.currentData()
        try:
            condition = condition_from(
                column, self.operator.currentData(), self.value.text()
            )
        except UserError as error:
            self.problem.setText(str(error))
            self.value.setFocus()
            return
        self.value.clear()
        self.problem.clear()
        self._filter.add(condition)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close it with the escape key."""
        if event.type() == QEvent.KeyPress and event.key() == Qt.Key_Escape:
            self.hide()
            return True
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        column: Column = self.column.currentData()
        before = self.operator.currentData()
        self.operator.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self.operator.clear()
        for operator in operators(column):
            self.operator.addItem(operator.value, operator)
        self.operator.setCurrentIndex(max(0, self.operator.findData(before)))
        self.operator.blockSignals(False)  # noqa: FBT003 - as Qt has it
        example = {
            Kind.TEXT: self.tr("text"),
            Kind.FLAG: self.tr("yes or no"),
            Kind.INTEGER: self.tr("whole number"),
        }
        self.value.setPlaceholderText(example.get(column.kind, self.tr("number")))
        self._show_value()

    def _show_value(self) -> None:
        operator: Operator | None = self.operator.currentData()
        self.value.setVisible(operator is None or operator.has_value)
        self.problem.clear()


class ConditionButton(QToolButton):
    """Lists the conditions; choosing one takes it away.

    Parameters
    ----------
    chosen : Filter
    editor : ConditionEditor
    table : Table
    names : mapping
        What its columns are called, by name.
    """

    def __init__(
        self,
        chosen: Filter,
        editor: ConditionEditor,
        table: Table,
        names: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._filter, self._editor = chosen, editor
        self._table, self._names = table, names
        self.setPopupMode(QToolButton.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonTextOnly)
        self.setToolTip(self.tr("Conditions on columns (Ctrl+K adds one)"))
        self.setFocusPolicy(Qt.TabFocus)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        chosen.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        number = len(applicable(self._filter.conditions, self._table.name))
        text = self.tr("Conditions ({0})").format(number)
        self.setText(text if number else self.tr("Conditions"))
        self.setAccessibleName(self.text())

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        menu.addAction(self.tr("&Add…"), self._editor.open)
        if not self._filter.conditions:
            return
        menu.addSection(self.tr("Take away"))
        here = applicable(self._filter.conditions, self._table.name)
        for condition in self._filter.conditions:
            words = condition.words(self._names)
            if condition not in here:
                words = self.tr("{0} (in other tables)").format(words)
            action = menu.addAction(words)
            action.triggered.connect(
                lambda _checked, each=condition: self._filter.remove(each)
            )
        menu.addSeparator()
        menu.addAction(self.tr("&All of them"), self._clear)

    def _clear(self) -> None:
        self._filter.choose(conditions=())
