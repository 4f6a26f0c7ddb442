"""The simulation at work in a thread of its own: frames never wait for ticks."""

import math
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto

from vmt.errors import UserError
from vmt.viewer.source.gate import Gate
from vmt.viewer.source.pace import START_SPEED, Pace
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, take
from vmt.viewer.source.source import Abilities


class _Task(Enum):
    TICK = auto()
    RESET = auto()
    REST = auto()
    STOP = auto()


class LiveSource:
    """Owns a run that is being made; see `Source` for what its methods do.

    Parameters
    ----------
    first : Run
        Before its first tick.
    start_again : callable
        Makes the next run, from a seed.
    on_news : callable
        Called from the runner's thread when there is something new to draw.
    paused : bool
        Whether to wait before the first tick.
    gate : Gate, optional
        Held while a frame is drawn.
    """

    def __init__(
        self,
        first: Run,
        start_again: Callable[[int], Run],
        on_news: Callable[[], None],
        *,
        paused: bool = False,
        gate: Gate | None = None,
    ) -> None:
        self._run = first
        self._start_again = start_again
        self._on_news = on_news
        self._gate = gate or Gate()
        first.simulation.interlude = self._gate.pass_through
        self._run_number = 0
        self._problem: str | None = None
        self._pace = Pace(time.monotonic())
        self._changed = threading.Condition()
        # The window asks by these, under the condition:
        self._paused = paused
        self._speed = START_SPEED
        self._steps = 0
        self._goal: int | None = None
        self._next_seed: int | None = None
        self._watched: int | None = None
        self._end: tuple[str, str | None] | None = None
        # The window reads these, each a single reference:
        self._wanted = False
        self._snapshot = self._take(exact=True)
        self.failed = False
        self._thread = threading.Thread(target=self._work, name="simulation")
        self._thread.start()

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        return Abilities(restart=True)

    @property
    def paused(self) -> bool:
        """Whether the run waits for `set_paused` or `step`."""
        return self._paused

    @property
    def speed(self) -> float:
        """Ticks a second it is meant to go; infinity: as fast as possible."""
        return self._speed

    def look(self) -> Snapshot:
        """Return the newest snapshot, and ask for another when there is one."""
        self._wanted = True
        return self._snapshot

    def set_paused(self, *, paused: bool) -> None:
        """Pause the run after the tick at hand, or let it go on."""
        with self._changed:
            self._paused = paused
            self._steps = 0
            self._goal = None
            self._changed.notify()

    def set_speed(self, speed: float) -> None:
        """Set the ticks a second, infinity for as fast as possible."""
        with self._changed:
            self._speed = speed
            self._changed.notify()

    def step(self) -> None:
        """Do one tick, if the run is paused."""
        with self._changed:
            if self._paused:
                self._steps += 1
                self._changed.notify()

    def step_back(self) -> None:
        """Do nothing: what is done is done; a recording can be gone back in."""

    def seek(self, tick: int) -> None:
        """Do nothing, as `step_back`."""

    def run_to(self, tick: int) -> None:
        """Go on as fast as possible until `tick` ticks are done, and pause there."""
        with self._changed:
            self._goal = tick
            self._paused = False
            self._steps = 0
            self._changed.notify()

    def restart(self, seed: int | None = None) -> None:
        """End the run as interrupted and begin another one."""
        with self._changed:
            self._next_seed = self._run.simulation.seed if seed is None else seed
            self._steps = 0
            self._goal = None
            self._changed.notify()

    def watch(self, agent: int | None) -> None:
        """Have the snapshots tell about an agent, or about none."""
        with self._changed:
            self._watched = agent
            self._wanted = True
            self._changed.notify()

    def stop(self, status: str, message: str | None = None) -> None:
        """End the run and its recording, and wait until that is done."""
        with self._changed:
            self._end = status, message
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while (task := self._next()) is not _Task.STOP:
            self._gate.pass_through()
            self._attempt(self._tick if task is _Task.TICK else self._begin_again)
            if self._wanted:
                self._publish(exact=False)
        status, message = self._end or ("interrupted", None)
        self._attempt(lambda: self._run.finish(status, message))

    def _next(self) -> _Task:
        """Return what to do, as soon as there is something."""
        while True:
            with self._changed:
                task, rest = self._decide()
            if task is not _Task.REST:
                return task
            self._publish(exact=True)
            if rest is None:
                self._attempt(self._run.flush)
            with self._changed:
                task, rest = self._decide()  # it may be another by now
                if task is _Task.REST:
                    self._changed.wait(rest)
                    if rest is None:
                        self._pace.restart(time.monotonic())

    def _decide(self) -> tuple[_Task, float | None]:
        """Return what is to be done now, and how long to rest (None: until told)."""
        if self._end is not None:
            return _Task.STOP, None
        if self._next_seed is not None:
            return _Task.RESET, None
        if self._problem is not None or self._run.ended:
            self._goal = None
            return _Task.REST, None
        if self._goal is not None and self._run.simulation.tick >= self._goal:
            self._goal, self._paused = None, True
        if self._paused:
            return (_Task.TICK if self._steps else _Task.REST), None
        if self._goal is not None:
            return _Task.TICK, None
        rest = self._pace.wait(time.monotonic(), self._speed)
        return (_Task.TICK if rest <= 0 else _Task.REST), rest

    def _tick(self) -> None:
        with self._changed:
            self._steps = max(0, self._steps - 1)
        self._run.step()
        speed = self._speed if self._goal is None else math.inf
        self._pace.ticked(time.monotonic(), speed)
        if self._run.ended:
            self._run.finish("finished")

    def _begin_again(self) -> None:
        with self._changed:
            seed, self._next_seed = self._next_seed, None
        assert seed is not None  # noqa: S101 - that is why this was called
        self._run.finish("interrupted", "started again in the viewer")
        self._run = self._start_again(seed)
        self._run.simulation.interlude = self._gate.pass_through
        self._run_number += 1
        self._problem = None
        self._pace.restart(time.monotonic())

    def _attempt(self, task: Callable[[], None]) -> None:
        """Do a task; what goes wrong ends the run and is told, never lost."""
        try:
            task()
        except UserError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 - the window must outlive any fault
            traceback.print_exc()
            self._fail(
                f"The simulation failed after {self._run.simulation.tick} ticks:"
                f" {type(error).__name__}: {error}. This is a fault in the program;"
                f" please report it with the lines it printed."
            )

    def _fail(self, problem: str) -> None:
        print(f"vmt view: {problem}", file=sys.stderr, flush=True)
        self.failed = True
        self._problem = problem
        # The recording may be what failed; the first problem is the one to tell of.
        with suppress(UserError):
            self._run.finish("failed", problem)

    def _publish(self, *, exact: bool) -> None:
        """Give the window the present moment, if it does not have it yet."""
        last = self._snapshot
        watched = last.inspection and last.inspection.agent
        shown = last.run, last.tick, last.problem, watched
        tick = self._run.simulation.tick
        changed = shown != (self._run_number, tick, self._problem, self._watched)
        if changed or (exact and last.benchmark.tick != tick):
            self._wanted = False
            self._snapshot = self._take(exact=exact)
            self._on_news()

    def _take(self, *, exact: bool) -> Snapshot:
        return take(
            self._run,
            number=self._run_number,
            ticks_per_second=self._pace.ticks_per_second,
            problem=self._problem,
            watched=self._watched,
            exact=exact,
        )
