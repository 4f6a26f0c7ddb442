"""What plots know of one run: asks for what is wanted, and for more while it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, pyqtSignal

from vmt.analysis.observed import Ints, snapshot_ticks
from vmt.qt.background import Job, Pulse, Reader
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.need import Need, Wanted
from vmt.qt.logviewer.plots.reading import (
    read_economy,
    read_ground,
    read_life,
    read_traded,
    rounds,
)
from vmt.telemetry import RecordedRun
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection

_MANY = 100_000
"""Trades that are read again rather than kept while nobody looks at them."""


class Study(QObject):
    """Reads a run bit by bit, and keeps what was read.

    Parameters
    ----------
    run : Compared
    reader : Reader
        Of its file.

    Attributes
    ----------
    known : Known
    """

    changed = pyqtSignal()
    """Sent when more is known."""
    failed = pyqtSignal(str)
    """Sent when the run cannot be read."""

    def __init__(
        self, run: Compared, reader: Reader, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.known = Known(run)
        self._run, self._reader = run.run, reader
        self._wanted: Wanted | None = None
        self._ticks: Ints | None = None
        self._rounds: dict[str, list[Ints]] = {}
        self._has_grown = False
        self._stale: set[str] = set()
        self._problems: dict[Need, str] = {}
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._job is not None

    def problem(self, need: Need) -> str:
        """Return why what a figure needs cannot be read; empty if it can."""
        return self._problems.get(need, "")

    def want(self, wanted: Wanted) -> None:
        """Read what a figure needs, from now on instead of what was wanted before."""
        before = self._wanted
        if before is not None and replace(before, tick=wanted.tick) != wanted:
            self.stop()
        if before is not None and wanted.need is Need.GROUND and before != wanted:
            self.stop()
        if wanted.trades != self.known.selection:
            self.known = replace(self.known, selection=wanted.trades, listed=None)
        if wanted.people != self.known.people:
            # At other ticks it is the same agents that count.
            if _agents(wanted.people) != _agents(self.known.people):
                self.known = replace(self.known, part=None)
                self._rounds.pop("part", None)
            self.known = replace(self.known, people=wanted.people)
        self._wanted = wanted
        self._go_on()

    def stop(self) -> None:
        """Read nothing more; what was read is kept."""
        self._wanted = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def let_go(self) -> bool:
        """Stop, and forget the trades if there are many; whether there were."""
        self.stop()
        traded = self.known.traded
        has_many = traded is not None and len(traded.trades) > _MANY
        if has_many:
            self.known = replace(self.known, traded=None, listed=None)
        return has_many

    def take_over(self, run: Compared) -> None:
        """Take another label or colour over; read again what a run has grown by."""
        if run != self.known.run:
            self._has_grown |= run.last != self.known.run.last
            self.known = self.known.with_run(run)
            self._run = run.run

    def _go_on(self) -> None:
        wanted = self._wanted
        if self._job is not None or wanted is None:
            return
        if self._has_grown:
            self._begin_anew()
        need = wanted.need
        if need in self._problems:
            return
        if need is Need.GROUND:
            self._read_ground(wanted)
        elif self.known.traded is None or "traded" in self._stale:
            n_ticks = self.known.run.last + 1
            self._ask(
                lambda recorded, pulse: read_traded(recorded, n_ticks, pulse),
                lambda found: self._keep(traded=found),
            )
        elif self.known.shown is None or "listed" in self._stale:
            n_ticks = self.known.run.last + 1
            self._ask(
                lambda recorded, pulse: read_traded(
                    recorded, n_ticks, pulse, wanted.trades
                ),
                lambda found: self._keep(listed=found),
            )
        elif need is not Need.TRADES and self._ticks is None:
            self._ask(lambda recorded, _: snapshot_ticks(recorded), self._begin)
        elif need is Need.ECONOMY:
            self._read_economy(self.known.traded.trades)
        elif need is Need.LIFE:
            self._read_life(wanted.agent)

    def _begin_anew(self) -> None:
        # The picture stays until what takes its place has been read.
        self._has_grown = False
        self._stale = {"traded", "economy", "life"}
        for name in ("listed", "part"):
            if getattr(self.known, name) is not None:
                self._stale.add(name)
        self._ticks = None
        self._rounds.clear()
        self._problems.clear()

    def _begin(self, ticks: Ints) -> None:
        self._ticks = ticks
        self._keep(n_ticks=len(ticks))

    def _read_ground(self, wanted: Wanted) -> None:
        ground, tick, cells = self.known.ground, wanted.tick, wanted.cells
        if ground is None or (ground.tick, ground.cells) != (tick, cells):
            self._ask(
                lambda recorded, _: read_ground(recorded, tick, cells),
                lambda found: self._keep(ground=found),
            )

    def _read_economy(self, trades: NDArray[np.void]) -> None:
        ticks, known = self._ticks, self.known
        name = "part" if known.has_part else "economy"
        coming = self._coming(name)
        if ticks is None or not coming:
            return
        people = _agents(known.people)
        before = None if name in self._stale else getattr(known, name)
        self._ask(
            lambda recorded, pulse: read_economy(
                recorded,
                coming[0],
                len(ticks),
                int(ticks[0]),
                trades,
                before,
                pulse,
                people,
            ),
            lambda found: self._keep(**{name: found}, part_of=coming),
        )

    def _read_life(self, agent: int) -> None:
        ticks, before = self._ticks, self.known.life
        if before is not None and before.agent != agent:
            before = None
            self._rounds.pop("life", None)
        elif "life" in self._stale:
            before = None
        coming = self._coming("life")
        if ticks is None or not coming:
            return
        self._ask(
            lambda recorded, pulse: read_life(
                recorded, coming[0], len(ticks), agent, before, pulse
            ),
            lambda found: self._keep(life=found, part_of=coming),
        )

    def _coming(self, name: str) -> list[Ints]:
        """Return the rounds that are left."""
        ticks = np.empty(0, np.int64) if self._ticks is None else self._ticks
        return self._rounds.setdefault(name, list(rounds(ticks)))

    def _keep(self, part_of: list[Ints] | None = None, **found: Any) -> None:
        if part_of:
            part_of.pop(0)
        self._stale -= found.keys()
        self.known = replace(self.known, **found)
        self.changed.emit()

    def _ask(
        self,
        question: Callable[[RecordedRun, Pulse], Any],
        keep: Callable[[Any], object],
    ) -> None:
        run = self._run

        def work(database: Database, pulse: Pulse) -> Any:
            return question(RecordedRun(database, run), pulse)

        def done(found: Any) -> None:
            self._job = None
            keep(found)
            self._go_on()

        self._job = self._reader.submit(work, done=done, failed=self._fail)

    def _fail(self, reason: str) -> None:
        self._job = None
        if self._wanted is not None:
            self._problems[self._wanted.need] = reason
        self.failed.emit(reason)


def _agents(people: Selection) -> Selection:
    """Return which agents are meant, whatever the ticks."""
    return replace(people, first_tick=None, last_tick=None)
