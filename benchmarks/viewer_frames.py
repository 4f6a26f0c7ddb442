"""How long frames take without a window, beside drawing everything anew."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pygame

from benchmarks.viewer_worlds import World
from vmt.viewer.damage import Damage
from vmt.viewer.scene.arrows import Arrows
from vmt.viewer.screen import Screen
from vmt.viewer.source.snapshot import Snapshot, take
from vmt.viewer.status import Status

WINDOWS = ((806, 693), (1600, 1300))
"""The window on a screen of 1280×800, and the largest that opens by itself [px]."""
PLAIN, ALL = "as opened", "everything"
LAYERS = {
    PLAIN: Status("Frames", speed=math.inf),
    ALL: Status(
        "Frames",
        speed=math.inf,
        arrows=Arrows(to_trade=True, to_forage=True, to_walk=True),
        trails=True,
        selected=0,
    ),
}
"""What is shown: what is when the window opens, or all arrows, trails, an agent."""
NAIVE = "naive"
"""Everything drawn anew with nothing kept from the frame before, and all of it sent.

Where agents have been and what agents look like is known to both."""
FEWEST_FRAMES = 3


@dataclass(slots=True)
class FrameTimes:
    """Frames of one kind, ours and the naive ones of the same moments.

    Attributes
    ----------
    world : World
    window : (int, int)
        Width and height [px].
    layers : str
        What is shown, see `LAYERS`.
    ours, naive : list of float
        Milliseconds of processor time, by frame: what a frame takes on a processor of
        its own, whoever else needs this one.
    """

    world: World
    window: tuple[int, int]
    layers: str
    ours: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Of our frames [ms]."""
        return float(np.median(self.ours))

    @property
    def p95(self) -> float:
        """What 95 of 100 of our frames take at most [ms]."""
        return float(np.percentile(self.ours, 95))

    @property
    def naive_median(self) -> float:
        """Of the naive frames [ms]."""
        return float(np.median(self.naive))

    @property
    def ratio(self) -> float:
        """How many times as long the naive frame of the same moment takes."""
        return float(np.median(np.divide(self.naive, self.ours)))


class _View:
    """A window that is not there: frames are copied to where a display has them."""

    def __init__(self, times: FrameTimes) -> None:
        self._times = times
        self._status = LAYERS[times.layers]
        self._surface = pygame.Surface(times.window, depth=32)
        self._display = pygame.Surface(times.window, depth=32)
        self._screen = Screen()
        self._damage = Damage()

    def show(self, snapshot: Snapshot, now: float) -> None:
        """Draw a moment in both ways, in turns."""
        self._times.ours.append(_milliseconds(lambda: self._frame(snapshot, now)))
        self._times.naive.append(_milliseconds(lambda: self._naive(snapshot, now)))

    def _frame(self, snapshot: Snapshot, now: float) -> None:
        self._screen.draw(self._surface, snapshot, self._status, now)
        for box in self._damage.since_last(self._surface):
            self._display.blit(self._surface, box, box)

    def _naive(self, snapshot: Snapshot, now: float) -> None:
        anew = Screen()
        anew._trails = self._screen._trails  # noqa: SLF001 - of the run, not of a frame
        # On the same surface: our next frame fills it first, as every frame does.
        anew.draw(self._surface, snapshot, self._status, now)
        self._display.blit(self._surface, (0, 0))


def measure(
    world: World, seconds: float, say: Callable[[str], None]
) -> list[FrameTimes]:
    """Draw one run in all windows and layers, each tick once in each.

    Parameters
    ----------
    world : World
        Runs as fast as frames come: each frame is of another tick.
    seconds : float
        Stop after so many; there are a few frames in any case.
    say : callable
        Is told what is being measured.
    """
    pygame.font.init()
    say(f"frames, {world.name}")
    found = [FrameTimes(world, size, layers) for size in WINDOWS for layers in LAYERS]
    views = [_View(times) for times in found]
    run = world.run()
    until, n_frames = time.monotonic() + seconds, 0
    while n_frames <= FEWEST_FRAMES or time.monotonic() < until:
        run.step()
        moment = take(run, watched=0, exact=False)
        for view in views:
            view.show(moment, time.monotonic())
        n_frames += 1
    for times in found:
        # The first frame fills what is kept.
        del times.ours[0], times.naive[0]
    return found


def _milliseconds(work: Callable[[], None]) -> float:
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)
