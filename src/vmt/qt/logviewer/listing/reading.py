"""Reads a table of any length: counts its rows, and gets those that are seen."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PyQt5.QtCore import QObject, Qt, pyqtSignal

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared, Comparison
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.listing.model import ListingModel, Row
from vmt.qt.logviewer.listing.parts import Counted, Part, count, latest_tick, read
from vmt.qt.tables import rank
from vmt.telemetry.reader import RECORDS, Database
from vmt.telemetry.selection import Selection

SORTABLE = 50_000
"""Rows up to which a table can be sorted."""
_WAITING = 3
"""Parts that are asked for at once at most: those that came into sight last."""

Read = Callable[[Part, Database, Pulse, type], list[Any]]
"""Returns the rows of a part, as records of a type, in the thread of a reader."""


class Reading(QObject):
    """Fills a model with rows of the runs that are compared.

    Parameters
    ----------
    model : ListingModel
    record : type
        Of the rows, one of `vmt.telemetry.reader.RECORDS`.
    read : callable, optional
        Reads the rows of a part, if they are to be other than the file has them.
    is_snapshot : bool
        Whether there is one state at a tick, the last one recorded up to it, rather
        than what happened in it.
    """

    begun = pyqtSignal()
    """Sent when other rows are shown."""
    progressed = pyqtSignal()
    """Sent when more rows are known, or all of them."""
    failed = pyqtSignal(str)

    def __init__(
        self,
        model: ListingModel,
        record: type,
        read: Read = read,
        *,
        is_snapshot: bool,
    ) -> None:
        super().__init__(model)
        self.model = model
        self._record, self._read, self._is_snapshot = record, read, is_snapshot
        self._comparison: Comparison | None = None
        self._selection: Selection | None = None
        self._runs: tuple[Compared, ...] = ()
        self._left: list[tuple[Compared, int | None]] = []
        self._needed: list[int] = []
        self._asked: int | None = None
        self._round = 0
        self._has_begun = False
        self.sorting: tuple[int, int] | None = None
        model.wanted.connect(self._want)
        model.sorting.connect(self.sort)

    @property
    def selection(self) -> Selection | None:
        """What is shown."""
        return self._selection

    @property
    def runs(self) -> tuple[Compared, ...]:
        """The runs that are shown."""
        return self._runs

    @property
    def is_counting(self) -> bool:
        """Whether more rows may come."""
        return bool(self._left)

    @property
    def counted_to(self) -> int:
        """The tick up to which rows are counted, of the run that is counted now."""
        if not self._left:
            return max((run.last for run in self._runs), default=-1)
        run, since = self._left[0]
        return run.first if since is None else since - 1

    @property
    def is_too_long_to_sort(self) -> bool:
        """Whether there are more rows than can be sorted."""
        return self.model.rowCount() > SORTABLE

    def show(self, comparison: Comparison, selection: Selection) -> None:
        """Show the rows of a selection of all runs, as soon as they are read."""
        if comparison is self._comparison and selection == self._selection:
            if comparison.runs == self._runs:
                return
            if self._go_on_with(comparison.runs):
                return
        self._comparison, self._selection = comparison, selection
        self._runs = comparison.runs
        self._round += 1
        self._has_begun = False
        self._left, self._needed, self._asked = [], [], None
        asked = Gathering(
            comparison.readers,
            self._runs,
            partial(self._first, selection=selection, at=self._snapshot_at()),
            key=(self, "begin"),
        )
        asked.done.connect(self._begin)
        asked.failed.connect(self._fail)

    def clear(self) -> None:
        """Show no rows."""
        self._round += 1
        self._comparison = self._selection = None
        self._runs, self._left, self._needed, self._asked = (), [], [], None
        self.model.begin([], has_runs=False)

    def sort(self, column: int, order: int) -> None:
        """Sort the rows by a column, as soon as all are known and if they are few."""
        self.sorting = (column, order) if column >= 0 else None
        if self.sorting is None or self.is_too_long_to_sort:
            self.model.arrange(None)
            self.progressed.emit()
        elif not self.is_counting and self._comparison is not None:
            if self.model.is_whole:
                self.model.arrange(self._sorted(self.model.rows()))
            else:
                self._read_all()

    def _snapshot_at(self) -> int | None:
        selection = self._selection
        if not self._is_snapshot or selection is None:
            return None
        is_one_tick = selection.first_tick == selection.last_tick
        return selection.last_tick if is_one_tick else None

    def _go_on_with(self, runs: tuple[Compared, ...]) -> bool:
        """Count what a run has grown by, below the rest; whether that can be done."""
        is_one = len(runs) == len(self._runs) == 1
        if not (self._has_begun and is_one) or self.sorting:
            return False
        (new,), (old,) = runs, self._runs
        selection = self._selection
        if new.key != old.key or selection is None or self._snapshot_at() is not None:
            return False
        self._runs = runs
        if selection.last_tick is None or selection.last_tick > old.last:
            was_counting = self.is_counting
            self._left.append((new, old.last + 1))
            if not was_counting:
                self._count()
        return True

    def _begin(self, found: list[Counted]) -> None:
        """Show the first rows of each run, up to one that is not counted yet."""
        self._has_begun = True
        parts: list[Part] = []
        for number, counted in enumerate(found):
            parts += counted.parts
            if counted.next_tick is not None:
                self._left = [(self._runs[number], counted.next_tick)]
                self._left += [(run, None) for run in self._runs[number + 1 :]]
                break
        self.model.begin(parts, has_runs=len(self._runs) > 1)
        if self.sorting is not None:
            self.sort(*self.sorting)
        self.begun.emit()
        self._count()

    def _count(self) -> None:
        """Count further, a moment at a time, so that what is looked at comes first."""
        if not self._left or self._comparison is None or self._selection is None:
            self.progressed.emit()
            return
        run, since = self._left[0]
        selection = self._selection
        if since is not None:
            selection = replace(selection, first_tick=since)
        self._comparison.computing.of(run.path).submit(
            partial(self._more, run, selection=selection),
            done=partial(self._add, self._round),
            failed=self._fail,
            key=(self, "count"),
        )

    def _add(self, number: int, counted: Counted) -> None:
        if number != self._round:
            return
        run, _ = self._left.pop(0)
        if counted.next_tick is not None:
            self._left.insert(0, (run, counted.next_tick))
        self.model.add(counted.parts)
        self.progressed.emit()
        self._count()
        if not self._left and self.sorting is not None:
            self.sort(*self.sorting)

    def _want(self, number: int) -> None:
        if number == self._asked or number in self._needed:
            return
        self._needed = [*self._needed, number][-_WAITING:]
        self._ask()

    def _ask(self) -> None:
        if self._asked is not None or not self._needed or self._comparison is None:
            return
        self._asked = number = self._needed.pop()
        part = self.model.parts[number]
        self._comparison.readers.of(part.run.path).submit(
            partial(self._read_part, part),
            done=partial(self._fill, self._round, number),
            failed=self._fail,
            key=(self, "part"),
        )

    def _fill(self, round_number: int, number: int, records: list[Any]) -> None:
        if round_number != self._round:
            return
        self._asked = None
        self.model.fill(number, records)
        self._ask()

    def _read_all(self) -> None:
        if self._comparison is None:
            return
        parts = list(self.model.parts)
        asked = Gathering(
            self._comparison.computing,
            self._runs,
            partial(self._every, parts=parts),
            key=(self, "all"),
        )
        asked.done.connect(partial(self._arrange, self._round))
        asked.failed.connect(self._fail)

    def _arrange(self, number: int, found: list[list[Row]]) -> None:
        if number == self._round:
            self.model.arrange(self._sorted([row for rows in found for row in rows]))

    def _sorted(self, rows: list[Row]) -> list[Row]:
        if self.sorting is None:
            return rows
        column, order = self.sorting
        if column >= self.model.columnCount():
            return rows
        return sorted(
            rows,
            key=lambda row: rank(self.model.value(row, column)),
            reverse=order == Qt.DescendingOrder,
        )

    def _fail(self, reason: str) -> None:
        self.clear()
        self.failed.emit(reason)

    # These are called in the threads of the readers, and change nothing here.

    def _first(
        self,
        run: Compared,
        database: Database,
        pulse: Pulse,
        selection: Selection,
        at: int | None,
    ) -> Counted:
        if at is not None:
            tick = latest_tick(database, run, RECORDS[self._record], at)
            selection = replace(selection, first_tick=tick, last_tick=tick)
        return self._more(run, database, pulse, selection)

    def _more(
        self, run: Compared, database: Database, pulse: Pulse, selection: Selection
    ) -> Counted:
        counted = count(run, database, pulse, RECORDS[self._record], selection)
        if counted.parts:
            seen = counted.parts[0]
            records = self._read(seen, database, pulse, self._record)
            counted.parts[0] = replace(seen, records=records)
        return counted

    def _read_part(self, part: Part, database: Database, pulse: Pulse) -> list[Any]:
        return self._read(part, database, pulse, self._record)

    def _every(
        self, run: Compared, database: Database, pulse: Pulse, parts: list[Part]
    ) -> list[Row]:
        rows: list[Row] = []
        for number, part in enumerate(parts):
            if part.run.key == run.key:
                pulse(number, len(parts))
                records = self._read(part, database, pulse, self._record)
                rows += [(run.label, each) for each in records]
        return rows
