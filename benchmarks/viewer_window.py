"""The viewer in a real window: what it takes, what arrives, how fast it answers."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.viewer_worlds import MEADOW, World
from onlooker import Onlooker
from process_load import Load
from viewer_on_x import OpenViewer, XServer
from vmt.viewer.source.pace import SPEEDS, START_SPEED, describe

SCREEN = "1280x800"
N_PRESSES = 50
TAPPED = "F1"
"""The help: it lies over the whole window, so that all of it has to be sent."""
ANSWER_SPEEDS = (START_SPEED, 1000.0, SPEEDS[-1])
_MOST_SECONDS_BETWEEN = 0.05


@dataclass(frozen=True, slots=True)
class Watched:
    """A window that was watched for some seconds.

    Attributes
    ----------
    what : str
    cpu : float
        Share of a processor that the viewer takes, all its threads together.
    server_cpu : float
        The same of the X server.
    wakeups : float
        Of the viewer's threads, a second.
    frames : float or None
        That arrive at the server in a second, counted by its damage reports.
    rectangles : float or None
        That are drawn in a second; counting them tells frames no longer apart.
    area : float or None
        Of these rectangles, in windows a second.
    at_rest : bool
        Whether nothing was to happen.
    """

    what: str
    cpu: float
    server_cpu: float
    wakeups: float
    frames: float | None = None
    rectangles: float | None = None
    area: float | None = None
    at_rest: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """From keys that were pressed to the last pixel that changes for it.

    Attributes
    ----------
    world : World
    speed : float
        Ticks a second; infinity: as fast as possible.
    milliseconds : tuple of float
        From the key until the X server has the pixel.
    """

    world: World
    speed: float
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the keys are answered sooner [ms]."""
        return float(np.median(self.milliseconds))

    @property
    def p95(self) -> float:
        """What 95 of 100 keys take at most [ms]."""
        return float(np.percentile(self.milliseconds, 95))

    @property
    def worst(self) -> float:
        """The one that took longest [ms]."""
        return max(self.milliseconds)


class _Seen:
    """A viewer with somebody who looks at its window and has its keyboard."""

    def __init__(self, viewer: OpenViewer, onlooker: Onlooker) -> None:
        self._viewer = viewer
        self._onlooker = onlooker
        left, top, right, bottom = viewer.box
        self._size = (right - left) * (bottom - top)
        # A corner of the footer: nothing but the help ever changes it, and it is sent
        # last.
        self._corner = right - 3, bottom - 3
        onlooker.wait_for_rest()

    def go(self, speed: float) -> None:
        """Let the run go on at a speed, from the one it started with."""
        self._onlooker.tap("space")
        if speed == SPEEDS[-1]:
            self._onlooker.tap("m")
        else:
            for _ in range(SPEEDS.index(speed) - SPEEDS.index(START_SPEED)):
                self._onlooker.tap("Up")
        self._onlooker.frames(1.0)  # it has its speed by then

    def load(self, what: str, seconds: float, *, at_rest: bool = False) -> Watched:
        """Count all rectangles that are drawn."""
        began, before = time.monotonic(), self._loads()
        drawn = self._onlooker.rectangles(seconds)
        cpu, server_cpu, wakeups = self._since(began, before)
        passed = time.monotonic() - began
        return Watched(
            what,
            cpu,
            server_cpu,
            wakeups,
            rectangles=len(drawn) / passed,
            area=sum(one.area for one in drawn) / passed / self._size,
            at_rest=at_rest,
        )

    def frames(self, what: str, seconds: float) -> Watched:
        """Count all frames that arrive."""
        began, before = time.monotonic(), self._loads()
        n_frames = self._onlooker.frames(seconds)
        cpu, server_cpu, wakeups = self._since(began, before)
        passed = time.monotonic() - began
        return Watched(what, cpu, server_cpu, wakeups, frames=n_frames / passed)

    def answers(self) -> tuple[float, ...]:
        """Press a key so and so often, at any moment between frames; return [ms]."""
        chance, found = random.Random(1), []
        for _ in range(N_PRESSES):
            self._onlooker.frames(_MOST_SECONDS_BETWEEN * chance.random())
            seconds = self._onlooker.seconds_to_answer(TAPPED, self._corner)
            found.append(1000 * seconds)
        return tuple(found)

    def _loads(self) -> tuple[Load, Load]:
        server = self._viewer.server.process.pid
        return Load.of(self._viewer.process.pid), Load.of(server)

    def _since(
        self, began: float, before: tuple[Load, Load]
    ) -> tuple[float, float, float]:
        passed = time.monotonic() - began
        (viewer, server), (viewer_before, server_before) = self._loads(), before
        return (
            (viewer.cpu - viewer_before.cpu) / passed,
            (server.cpu - server_before.cpu) / passed,
            (viewer.wakeups - viewer_before.wakeups) / passed,
        )


def watch(seconds: float, fast: World, say: Callable[[str], None]) -> list[Watched]:
    """Watch a window at rest, at ten ticks a second, and as fast as possible.

    Parameters
    ----------
    seconds : float
        For each.
    fast : World
        What is shown as fast as possible.
    say : callable
        Is told what is being measured.
    """
    found = []
    say(f"window, {MEADOW.name}")
    with _seen(MEADOW) as seen:
        found.append(seen.load(f"{MEADOW.name}, paused", seconds, at_rest=True))
        seen.go(10)
        found.append(seen.load(f"{MEADOW.name}, 10 ticks/s", seconds))
    say(f"window, {fast.name}")
    with _seen(fast) as seen:
        seen.go(SPEEDS[-1])
        what = f"{fast.name}, {describe(SPEEDS[-1])}"
        found.append(seen.frames(what, seconds))
    return found


def answers(world: World, speed: float, say: Callable[[str], None]) -> Answers:
    """Press keys while a world goes on at a speed; it is recorded, as by default."""
    say(f"keys, {world.name}, {describe(speed)}")
    with _seen(world) as seen:
        seen.go(speed)
        return Answers(world, speed, seen.answers())


@contextmanager
def _seen(world: World) -> Iterator[_Seen]:
    server = XServer(SCREEN)
    try:
        with tempfile.TemporaryDirectory() as folder:
            viewer = OpenViewer(server, world.text(), Path(folder), "--paused")
            onlooker = Onlooker(server.name)
            try:
                yield _Seen(viewer, onlooker)
                onlooker.tap("q")
                viewer.end()
            finally:
                onlooker.close()
                if viewer.process.poll() is None:
                    viewer.process.kill()
                    viewer.process.communicate()
    finally:
        server.stop()
