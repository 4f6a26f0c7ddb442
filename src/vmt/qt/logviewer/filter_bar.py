"""The widgets that show and change which ticks and agents are listed."""

import re
from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QSignalBlocker
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.logviewer.condition_bar import ConditionButton, ConditionEditor
from vmt.qt.logviewer.filter import Extent, Filter
from vmt.telemetry.selection import AGENT_COLUMNS
from vmt.telemetry.tables import Table

SOME_TICKS = (Extent.ALL, Extent.RANGE)
"""The extents of what is shown over time."""


class FilterBar(QWidget):
    """Shows and changes a filter; at the left, what it comes to.

    Parameters
    ----------
    chosen : Filter
    table : Table
    names : mapping
        What its columns are called, by name.
    extents : sequence of Extent
        Which ones there are to choose from; where the filter has another one, the
        first of them is shown.
    """

    def __init__(
        self,
        chosen: Filter,
        table: Table,
        names: Mapping[str, str],
        *,
        extents: Sequence[Extent] = tuple(Extent),
    ) -> None:
        super().__init__()
        self._filter = chosen
        self.caption = QLabel()
        self.caption.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
        self.agents = QLineEdit()
        self.agents.setAccessibleName(self.tr("Agents to list"))
        self.agents.setPlaceholderText(self.tr("all"))
        self.agents.setToolTip(
            self.tr("Numbers of agents, as in 3, 7; nothing: all (Ctrl+F)")
        )
        self.agents.setClearButtonEnabled(True)
        if table.name not in AGENT_COLUMNS:
            self.agents.setEnabled(False)
            self.agents.setToolTip(self.tr("These rows are nobody's"))
        self.agents.setMaximumWidth(16 * self.fontMetrics().averageCharWidth())
        self.extent = QComboBox()
        words = self.tr("At this tick"), self.tr("At all ticks"), self.tr("From tick")
        for each in extents:
            self.extent.addItem(words[each], each)
        self.extent.setAccessibleName(self.tr("Ticks to list"))
        self.extent.setToolTip(self.tr("List one tick, all or some (Alt+L)"))
        self.first, self.last = QSpinBox(), QSpinBox()
        self._to = QLabel(self.tr("to"))
        for number, name in (
            (self.first, self.tr("First tick to list")),
            (self.last, self.tr("Last tick to list")),
        ):
            number.setKeyboardTracking(False)
            number.setAccessibleName(name)
            number.setToolTip(name)
        agents, extent = QLabel(self.tr("A&gents")), QLabel(self.tr("&List"))
        if not extents:
            extent.hide()
            self.extent.hide()
        agents.setBuddy(self.agents)
        extent.setBuddy(self.extent)
        self.editor = ConditionEditor(chosen, table, names)
        self.conditions = ConditionButton(chosen, self.editor, table, names)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        layout = QHBoxLayout()
        rows.addLayout(layout)
        rows.addWidget(self.editor)
        layout.addWidget(self.caption, 1)
        for widget in (agents, self.agents, extent, self.extent):
            layout.addWidget(widget)
        for widget in (self.first, self._to, self.last):
            layout.addWidget(widget)
        layout.addWidget(self.conditions)
        self.show_range(-1, -1)
        self.agents.editingFinished.connect(self._choose_agents)
        self.agents.textChanged.connect(
            lambda text: None if text else self._choose_agents()
        )
        self.extent.currentIndexChanged.connect(
            lambda _: chosen.choose(extent=self.extent.currentData())
        )
        # Where the ends cross, the other one follows.
        self.first.valueChanged.connect(
            lambda tick: chosen.choose(first=tick, last=max(tick, self.last.value()))
        )
        self.last.valueChanged.connect(
            lambda tick: chosen.choose(first=min(tick, self.first.value()), last=tick)
        )
        chosen.changed.connect(self._show)

    def show_range(self, first: int, last: int) -> None:
        """Show which ticks there are to choose from."""
        for number in (self.first, self.last):
            with QSignalBlocker(number):
                number.setRange(first, last)
        self._show()

    def _show(self) -> None:
        chosen = self._filter
        listed = ", ".join(map(str, chosen.agents or ()))
        first, last = self.first.minimum(), self.last.maximum()
        with QSignalBlocker(self.agents), QSignalBlocker(self.extent):
            if not self.agents.isModified():  # else somebody is typing
                self.agents.setText(listed)
            found = self.extent.findData(chosen.extent)
            self.extent.setCurrentIndex(max(0, found))
        for number, tick in (
            (self.first, first if chosen.first is None else chosen.first),
            (self.last, last if chosen.last is None else chosen.last),
        ):
            if number.value() != tick:
                with QSignalBlocker(number):
                    number.setValue(tick)
        for widget in (self.first, self._to, self.last):
            widget.setVisible(self.extent.currentData() == Extent.RANGE)

    def _choose_agents(self) -> None:
        # What is no number cannot be an agent; the field then shows what is left.
        found = re.findall(r"\d+", self.agents.text())
        agents = tuple(dict.fromkeys(map(int, found))) or None
        self.agents.setModified(False)
        self._filter.choose(agents=agents)
        self._show()
