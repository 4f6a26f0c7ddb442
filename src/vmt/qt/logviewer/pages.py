"""The pages of the log viewer that show one table each."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontDatabase, QFontMetrics
from PyQt5.QtWidgets import QHeaderView, QPlainTextEdit, QVBoxLayout, QWidget

from vmt.qt.logviewer.recording import Recording
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection

AtTick = Callable[[Database, int, int], Sequence[Any]]
"""Returns the records of a run at a tick."""


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

    def shown(self) -> tuple[str, Selection] | None:
        """Return which rows of which table are shown, if it shows a table."""
        return None


class TickPage(Page):
    """A table of what there is at the tick.

    Parameters
    ----------
    name : str
        What the table shows.
    table_name : str
        Of the table in `vmt.telemetry.tables`.
    columns : sequence of Column
    at_tick : callable
    """

    def __init__(
        self,
        name: str,
        table_name: str,
        columns: Sequence[Column[Any]],
        at_tick: AtTick,
    ) -> None:
        super().__init__()
        self._table_name, self._at_tick = table_name, at_tick
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

    def shown(self) -> tuple[str, Selection] | None:
        """Return the table and the tick of the snapshot that is shown."""
        if not self.model.records:
            return None
        tick = self.model.records[0].tick
        return self._table_name, Selection(tick, tick)


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
        if run is not None and run.is_public:
            text = self.tr("The files of the public VMT do not hold the scenario.")
        else:
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
