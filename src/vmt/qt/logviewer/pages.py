"""The pages of the log viewer that show one table each."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontDatabase, QFontMetrics
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.summary import count_rows
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database

MOST_ROWS = 20_000
"""Rows that a table of all ticks lists; of more, the last ones."""
_ALL = 1  # of the entries "at this tick" and "at all ticks"

AtTick = Callable[[Database, int, int], Sequence[Any]]
"""Returns the records of a run at a tick."""
AllTicks = Callable[[Database, int], Sequence[Any]]
"""Returns the records of a run at all its ticks."""


class Page(QWidget):
    """A page that shows something of the recording when it is looked at."""

    def show_recording(self, recording: Recording) -> None:
        """Show the run and the tick that are looked at now.

        Raises
        ------
        TelemetryError
            It cannot be read.
        """
        raise NotImplementedError

    def clear(self) -> None:
        """Show that there is nothing to show."""
        raise NotImplementedError


class TickPage(Page):
    """A table of what there is at the tick."""

    def __init__(
        self, name: str, columns: Sequence[Column[Any]], at_tick: AtTick
    ) -> None:
        super().__init__()
        self._at_tick = at_tick
        self.model = RecordModel[Any](columns, key=columns[0].value)
        self.table = TableView(self.model, name, self.tr("Nothing at this tick."))
        self.model.setParent(self.table)
        fit_columns(self.table)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)

    def show_recording(self, recording: Recording) -> None:
        """Show what there is at the tick."""
        if recording.run is None:
            self.clear()
            return
        found = self._at_tick(recording.database, recording.run.run_id, recording.tick)
        self.model.set_records(found)

    def clear(self) -> None:
        """Show an empty table."""
        self.model.set_records([])


class EventPage(Page):
    """A table of what happened at the tick, or at all ticks.

    Parameters
    ----------
    name, nothing : str
        What the table shows, and what it says where there is nothing.
    table_name : str
        Of the table in the schema.
    columns : sequence of Column
    at_tick, all_ticks : callable
    """

    def __init__(
        self,
        *,
        name: str,
        nothing: str,
        table_name: str,
        columns: Sequence[Column[Any]],
        at_tick: AtTick,
        all_ticks: AllTicks,
    ) -> None:
        super().__init__()
        self._table_name = table_name
        self._read = at_tick, all_ticks
        self.model = RecordModel[Any](columns)
        self.table = TableView(self.model, name, nothing)
        self.model.setParent(self.table)
        fit_columns(self.table)
        self.extent = QComboBox()
        self.extent.addItems([self.tr("At this tick"), self.tr("At all ticks")])
        self.extent.setAccessibleName(self.tr("Ticks to list"))
        self.extent.setToolTip(self.tr("List one tick or the whole run (Alt+L)"))
        label = QLabel(self.tr("&List"))
        label.setBuddy(self.extent)
        self.caption = QLabel()
        self._shown: tuple[object, ...] | None = None
        self._recording: Recording | None = None
        top = QHBoxLayout()
        top.addWidget(self.caption, 1)
        top.addWidget(label)
        top.addWidget(self.extent)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        self.extent.currentIndexChanged.connect(self._choose)

    def show_recording(self, recording: Recording) -> None:
        """Show what happened at the tick, or at all ticks."""
        self._recording = recording
        run = recording.run
        if run is None:
            self.clear()
            return
        is_all = self.extent.currentIndex() == _ALL
        # All ticks are the same at every tick; reading them again takes time.
        what = (run, recording.path, is_all or recording.tick, recording.last)
        if what == self._shown:
            return
        if is_all:
            self._show_all(recording, run.run_id)
        else:
            at_tick, _ = self._read
            found = at_tick(recording.database, run.run_id, recording.tick)
            self.model.set_records(found)
            self.caption.setText(self._count(len(found), recording.tick))
        self._shown = what

    def clear(self) -> None:
        """Show an empty table."""
        self._shown = None
        self.model.set_records([])
        self.caption.clear()

    def _show_all(self, recording: Recording, run_id: int) -> None:
        at_tick, all_ticks = self._read
        database = recording.database
        count = count_rows(database, self._table_name, run_id)
        if count <= MOST_ROWS:
            self.model.set_records(all_ticks(database, run_id))
            self.caption.setText(self.tr("{0:,} in all ticks").format(count))
            return
        found: list[Any] = []
        tick = recording.last
        while len(found) < MOST_ROWS and tick >= recording.first:
            found[:0] = at_tick(database, run_id, tick)
            tick -= 1
        self.model.set_records(found)
        self.caption.setText(
            self.tr("The last {0:,} of {1:,}, from tick {2} on").format(
                len(found), count, tick + 1
            )
        )

    def _count(self, count: int, tick: int) -> str:
        if tick < 0:
            return self.tr("Nothing happens before tick 0")
        return self.tr("{0:,} at tick {1}").format(count, tick)

    def _choose(self) -> None:
        if self._recording is not None:
            self.show_recording(self._recording)


class TextPage(Page):
    """The scenario file as it was when the run was made."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextSelectableByMouse | Qt.TextSelectableByKeyboard
        )
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.NoWrap)
        self.text.setAccessibleName(self.tr("Scenario file"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)

    def show_recording(self, recording: Recording) -> None:
        """Show the text of the scenario file."""
        run = recording.run
        text = (run and run.scenario_yaml) or self.tr(
            "The run was made without a scenario file."
        )
        if text != self.text.toPlainText():
            self.text.setPlainText(text)

    def clear(self) -> None:
        """Show no text."""
        self.text.clear()


def fit_columns(table: TableView) -> None:
    """Give columns the width they ask for; the last one fills up."""
    header = table.horizontalHeader()
    header.setStretchLastSection(True)
    header.setSectionResizeMode(QHeaderView.Interactive)
    font = table.font()
    font.setBold(True)
    title, digit = QFontMetrics(font), table.fontMetrics().horizontalAdvance("0")
    for number, column in enumerate(table.model().columns):
        wanted = max(
            title.horizontalAdvance(column.title), (column.letters - 1) * digit
        )
        header.resizeSection(number, wanted + 4 * digit)
