"""Where agents have been in the last ticks: lines that fade."""

from collections import deque
from itertools import pairwise

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.scene.stage import Stage
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.theme import blend, class_colour

LENGTH = 24
"""Moments that a trail goes back."""
_MOST_AGENTS = 300
"""Above so many only the trail of the selected one could be followed."""
_WIDEST = 4.0
_LARGEST_GAP = 5
"""Ticks between two moments after which a straight line would be a guess."""

Cells = NDArray[np.int32]


class Trails:
    """Remembers where agents were at the moments that were drawn."""

    def __init__(self) -> None:
        self._run = -1
        self._past: deque[tuple[int, Cells, Cells]] = deque(maxlen=LENGTH)

    def remember(self, snapshot: Snapshot) -> None:
        """Take in a moment; what is later than it is forgotten."""
        while self._past and self._past[-1][0] >= snapshot.tick:
            self._past.pop()
        last = self._past[-1][0] if self._past else snapshot.tick
        if snapshot.run != self._run or snapshot.tick > last + _LARGEST_GAP:
            self._past.clear()
        self._run = snapshot.run
        self._past.append((snapshot.tick, snapshot.x, snapshot.y))

    def draw(self, stage: Stage, selected: int | None, *, everybody: bool) -> None:
        """Draw the trail of the selected agent, or of everybody if they are few."""
        n_agents = stage.snapshot.n_agents
        if everybody and n_agents <= _MOST_AGENTS:
            agents = slice(None)
        elif everybody and selected is not None:
            agents = slice(selected, selected + 1)
        else:
            return
        kinds = stage.snapshot.preference[agents]
        width = round(min(_WIDEST, max(1.0, stage.camera.cell * 0.1)))
        places = [_middles(stage, x[agents], y[agents]) for _, x, y in self._past]
        for age, (start, end) in enumerate(reversed(list(pairwise(places)))):
            strength = 0.75 * (1 - age / LENGTH)
            moved = (start != end).any(axis=1)
            for kind in np.unique(kinds[moved]).tolist():
                colour = blend(stage.theme.field, class_colour(kind), strength)
                drawn = moved & (kinds == kind)
                for ends in zip(
                    start[drawn].tolist(), end[drawn].tolist(), strict=True
                ):
                    pygame.draw.line(stage.surface, colour, *ends, width)


def _middles(stage: Stage, x: Cells, y: Cells) -> NDArray[np.float64]:
    """Return the middles of cells [px], float64[n, 2]."""
    across, down = (values.astype(np.float64) + 0.5 for values in (x, y))
    return np.stack(stage.camera.pixels(across, down), axis=1)
