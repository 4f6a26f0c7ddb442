"""A recorded run that is played in a thread of its own: frames never wait for it."""

import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from vmt.errors import UserError
from vmt.viewer.source.gate import Gate
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.replay.position import Position
from vmt.viewer.source.replay.schedule import Schedule, Task
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.source.source import Abilities


class ReplaySource:
    """Plays a recorded run; see `Source` for what its methods do.

    A run that is still being recorded is followed. Of several places to go to only the
    newest counts.

    Parameters
    ----------
    moments : Moments
        Of a file that is open until `stop`; nobody else uses it.
    on_news : callable
        Called from the replay's thread when there is something new to draw.
    paused : bool
        Whether to wait before the first tick.
    gate : Gate, optional
        Held while a frame is drawn.

    Raises
    ------
    TelemetryError
        The first moment cannot be read.
    """

    def __init__(
        self,
        moments: Moments,
        on_news: Callable[[], None],
        *,
        paused: bool = False,
        gate: Gate | None = None,
    ) -> None:
        self._on_news = on_news
        self._gate = gate or Gate()
        self._moments = moments
        self._changed = threading.Condition()
        # Under the condition:
        calendar = self._moments.calendar
        self._position = Position(
            calendar.first, calendar.last, grows=self._moments.grows, paused=paused
        )
        self._schedule = Schedule(moments, self._position)
        self._watched: int | None = None
        self._asked = False
        self._ends = False
        # The window reads these, each a single reference:
        self._wanted = False
        self._problem: str | None = None
        self._snapshot = self._moments.snapshot(calendar.first)
        self._shown = self._present()
        self._known = self._moments.chronicle.known
        self.failed = False
        self._thread = threading.Thread(target=self._work, name="replay")
        self._thread.start()

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        return Abilities(go_back=True)

    @property
    def paused(self) -> bool:
        """Whether it waits; it pauses by itself at the end of a run that is over."""
        return self._position.paused

    @property
    def speed(self) -> float:
        """Ticks a second it is meant to go; infinity: as fast as possible."""
        return self._position.speed

    def look(self) -> Snapshot:
        """Return the newest snapshot, and ask for another when there is one."""
        self._wanted = True
        return self._snapshot

    def set_paused(self, *, paused: bool) -> None:
        """Pause, or go on; at the end of a run that is over, from its start."""
        self._ask(lambda: self._position.set_paused(paused=paused))

    def set_speed(self, speed: float) -> None:
        """Set the ticks a second, infinity for as fast as possible."""
        with self._changed:
            self._position.speed = speed
            self._changed.notify()

    def step(self) -> None:
        """Go to the next tick, if paused."""
        self._ask(self._position.step)

    def step_back(self) -> None:
        """Go back one tick and pause."""
        self._ask(self._position.step_back)

    def seek(self, tick: int) -> None:
        """Show the moment after `tick` ticks, or the nearest that is recorded."""
        self._ask(lambda: self._position.seek(tick))

    def run_to(self, tick: int) -> None:
        """Go to the moment after `tick` ticks and pause there, once it is recorded."""
        self._ask(lambda: self._position.run_to(tick))

    def restart(self, seed: int | None = None) -> None:  # noqa: ARG002 - of Source
        """Go to the first moment; the seed is that of the recording."""
        self._ask(self._position.restart)

    def watch(self, agent: int | None) -> None:
        """Have the snapshots tell about an agent, or about none."""
        with self._changed:
            self._watched = agent
            self._asked = True
            self._changed.notify()

    def stop(self, status: str, message: str | None = None) -> None:  # noqa: ARG002
        """End the replay and wait until that is done; nothing was recorded."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self._thread.join()

    def _ask(self, change: Callable[[], None]) -> None:
        """Let the window change the position; what could not be read is tried again."""
        with self._changed:
            change()
            self._problem = None
            self._asked = True
            self._changed.notify()

    def _work(self) -> None:
        while (task := self._next()) is not Task.STOP:
            self._gate.pass_through()
            match task:
                case Task.PLAY:
                    self._play()
                case Task.READ:
                    self._attempt(self._read)
                case Task.LOOK:
                    self._attempt(self._look_again)
            if self._wanted or task is Task.SHOW:
                self._attempt(lambda: self._publish(exact=False))

    def _next(self) -> Task:
        """Return what to do, as soon as there is something."""
        while True:
            with self._changed:
                task, rest = self._decide()
            if task is not Task.REST:
                return task
            self._attempt(lambda: self._publish(exact=True))
            if self._schedule.has_to_read:
                return Task.READ
            with self._changed:
                task, rest = self._decide()  # it may be another by now
                if task is Task.REST:
                    self._changed.wait(rest)
                    if rest is None:
                        self._schedule.rested()

    def _decide(self) -> tuple[Task, float | None]:
        """Return what is to be done now, and how long to rest (None: until told)."""
        if self._ends:
            return Task.STOP, None
        if self._asked:
            self._asked = False
            return Task.SHOW, None
        return self._schedule.next(can_go_on=self._problem is None)

    def _play(self) -> None:
        with self._changed:
            # The window may have gone elsewhere since.
            if self._position.can_play:
                self._position.play()
            self._schedule.played()

    def _read(self) -> None:
        """Read on in how the run went; nothing is said of what cannot be read ahead."""
        began = time.monotonic()
        self._schedule.reads = False
        with suppress(UserError):  # whoever gets there will be told
            self._moments.chronicle.go_on()
            self._schedule.reads = True
        self._schedule.read(time.monotonic() - began)

    def _look_again(self) -> None:
        self._schedule.looked()
        if self._moments.look_again():
            self._schedule.reads = True
            with self._changed:
                last = self._moments.calendar.last
                self._position.grow(last, grows=self._moments.grows)

    def _attempt(self, task: Callable[[], None]) -> None:
        """Do a task; what goes wrong is told, and what was read stays."""
        try:
            task()
        except UserError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - the window must outlive any fault
            traceback.print_exc()
            self._fail(
                f"The replay failed at tick {self._position.moment}:"
                f" {type(error).__name__}: {error}. This is a fault in the program;"
                f" please report it with the lines it printed."
            )

    def _fail(self, problem: str) -> None:
        if problem == self._problem:
            return
        print(f"vmt view: {problem}", file=sys.stderr, flush=True)
        self.failed = True
        with self._changed:
            self._problem = problem
            self._position.set_paused(paused=True)
            self._position.seek(self._snapshot.tick)
        self._snapshot = replace(self._snapshot, problem=problem)
        self._shown = ()  # the picture that is there does not tell of it
        self._on_news()

    def _present(self) -> tuple[object, ...]:
        """Return what the picture depends on."""
        calendar, chronicle = self._moments.calendar, self._moments.chronicle
        return (
            *(self._position.moment, self._position.paused, self._watched),
            *(self._problem, calendar.last, chronicle.is_complete, self._moments.grows),
        )

    def _publish(self, *, exact: bool) -> None:
        """Give the window the present moment, if it does not have it yet."""
        if self._problem is not None:
            return
        with self._changed:
            moment, watched, present = (
                self._position.moment,
                self._watched,
                self._present(),
            )
        known = min(self._moments.chronicle.known, moment)
        told_more = self._wanted and known != self._known
        stale = exact and self._snapshot.benchmark.tick != moment
        if present == self._shown and not told_more and not stale:
            return
        self._wanted = False
        self._snapshot = self._moments.snapshot(
            moment,
            watched=watched,
            ticks_per_second=self._schedule.ticks_per_second,
            exact=exact,
        )
        self._shown, self._known = present, known
        self._on_news()
