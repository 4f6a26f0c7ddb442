"""Agents glide from cell to cell, as long as a run is slow enough to follow."""

import math

from vmt.viewer.scene.placement import Placement, place
from vmt.viewer.source.snapshot import Snapshot

FASTEST_GLIDE = 5.0
"""Ticks a second above which agents jump: there would be no time to see it."""
LONGEST_GLIDE = 0.25
_SHARE_OF_TICK = 0.6


class Motion:
    """Where agents are drawn at each moment [cells]. Times are seconds of one clock."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._origin: Placement | None = None
        self._goal: Placement | None = None
        self._began = 0.0
        self._seconds = 0.0

    def at(self, now: float, snapshot: Snapshot, speed: float) -> Placement:
        """Return where to draw the agents of a snapshot now, in cells.

        Parameters
        ----------
        now : float
        snapshot : Snapshot
            A glide begins when it is one tick later than the one before.
        speed : float
            Ticks a second.
        """
        if self._goal is None or snapshot is not self._snapshot:
            self._head_for(snapshot, speed, now)
        self._snapshot = snapshot
        return self._present(now)

    def is_gliding(self, now: float) -> bool:
        """Return whether agents are between two cells."""
        return self._origin is not None and now < self._began + self._seconds

    def _head_for(self, snapshot: Snapshot, speed: float, now: float) -> None:
        last = self._snapshot
        if (
            last is not None
            and self._goal is not None
            and (last.run, last.tick) == (snapshot.run, snapshot.tick)
        ):
            return  # the same moment, of which more is known by now
        follows = (
            last is not None
            and (last.run, last.tick + 1) == (snapshot.run, snapshot.tick)
            and speed <= FASTEST_GLIDE
        )
        self._origin = self._present(now) if follows else None
        self._goal = place(snapshot.x, snapshot.y, snapshot.configuration.grid_size)
        self._began = now
        self._seconds = min(_SHARE_OF_TICK / speed, LONGEST_GLIDE)

    def _present(self, now: float) -> Placement:
        assert self._goal is not None  # noqa: S101 - `at` has set it
        if self._origin is None or not self.is_gliding(now):
            return self._goal
        passed = (now - self._began) / self._seconds
        eased = (1 - math.cos(math.pi * passed)) / 2
        return self._origin.towards(self._goal, eased)
