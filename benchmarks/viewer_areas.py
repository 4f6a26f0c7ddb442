"""How much of the window is sent to the display, and how much has to be."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame

from benchmarks.viewer_frames import WINDOWS
from benchmarks.viewer_worlds import World
from vmt.viewer.damage import Damage
from vmt.viewer.screen import Screen
from vmt.viewer.source.snapshot import take
from vmt.viewer.status import Status

TICKS_PER_SECOND = 10
"""Too fast for agents to glide: there is a frame for each tick, and no other."""
_SECONDS = 6


@dataclass(frozen=True, slots=True)
class Areas:
    """What is sent in a second, in windows: 1.0 is all of it once.

    Attributes
    ----------
    world : World
    sent : float
        In the rectangles that the display is told of.
    changed : float
        Pixels that differ from the frame before: nobody can send less.
    naive : float
        All of it for each frame.
    n_rectangles : float
        In a frame.
    """

    world: World
    sent: float
    changed: float
    naive: float
    n_rectangles: float


def measure(world: World, say: Callable[[str], None]) -> Areas:
    """Draw some seconds of a run, and count; the clock is ours, so it is exact."""
    pygame.font.init()
    say(f"areas, {world.name}, {'settled' if world.settles else 'busy'}")
    run, status = world.run(), Status("Areas", speed=float(TICKS_PER_SECOND))
    surface = pygame.Surface(WINDOWS[0], depth=32)
    screen, damage = Screen(), Damage()
    n_frames = _SECONDS * TICKS_PER_SECOND
    sent = changed = n_rectangles = 0
    before = None
    for frame in range(n_frames + 1):
        run.step()
        now = frame / TICKS_PER_SECOND
        screen.draw(surface, take(run, exact=False), status, now)
        boxes = damage.since_last(surface)
        pixels = pygame.surfarray.array2d(surface)
        if before is not None:
            sent += sum(box.width * box.height for box in boxes)
            n_rectangles += len(boxes)
            changed += int(np.count_nonzero(pixels != before))
        before = pixels
    window = WINDOWS[0][0] * WINDOWS[0][1] * _SECONDS
    return Areas(
        world,
        sent / window,
        changed / window,
        float(TICKS_PER_SECOND),
        n_rectangles / n_frames,
    )
