"""The page of what there is at a tick."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt5.QtWidgets import QVBoxLayout

from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection

AtTick = Callable[[Database, int, int], Sequence[Any]]
"""Returns the records of a run at a tick."""


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
        tick, at_tick = recording.tick, self._at_tick
        self.ask(
            recording,
            lambda run, database, _: at_tick(database, run.run_id, tick),
            lambda found: self.model.set_records(found[0]),
            only_main=True,
        )

    def clear(self) -> None:
        """Show an empty table."""
        self.model.set_records([])

    def shown(self) -> tuple[str, Selection] | None:
        """Return the table and the tick of the snapshot that is shown."""
        if not self.model.records:
            return None
        tick = self.model.records[0].tick
        return self._table_name, Selection(tick, tick)
