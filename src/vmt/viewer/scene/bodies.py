"""The agents themselves, with what is written on them."""

from itertools import repeat

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.scene import sprites
from vmt.viewer.scene.classes import class_letters
from vmt.viewer.scene.stage import Stage
from vmt.viewer.theme import class_colour, readable_on

_ID_RADIUS = 7
_LETTER_RADIUS = 13
_RING_RADIUS = 3
_LARGEST_TEXT = 40


def draw_bodies(stage: Stage) -> None:
    """Draw the agents that are seen, and rings around those that are idle."""
    seen = stage.in_sight()
    radius = np.rint(stage.placement.radius).astype(np.int64)
    _draw_rings(stage, seen & stage.snapshot.idle & (radius >= _RING_RADIUS), radius)
    kinds = stage.snapshot.preference.astype(np.int64)
    agents = np.flatnonzero(seen)
    looks = kinds[agents] << 32 | radius[agents]
    for look in np.unique(looks).tolist():
        kind, size = look >> 32, look & 0xFFFFFFFF
        body = sprites.agent(kind, size, stage.theme)
        _blit(stage, body, agents[looks == look])
    named = agents[radius[agents] >= _ID_RADIUS]
    letters = class_letters(stage.snapshot.configuration)
    for agent in named.tolist():
        _write(stage, agent, int(radius[agent]), letters[kinds[agent]])


def _draw_rings(
    stage: Stage, idle: NDArray[np.bool_], radius: NDArray[np.int64]
) -> None:
    agents = np.flatnonzero(idle)
    for size in np.unique(radius[agents]).tolist():
        ring = sprites.idle_ring(size, stage.theme)
        _blit(stage, ring, agents[radius[agents] == size])


def _blit(stage: Stage, picture: pygame.Surface, agents: NDArray[np.int64]) -> None:
    """Put a picture on the middle of each of some agents."""
    width, height = picture.get_size()
    left = np.rint(stage.placement.x[agents] - width / 2).astype(int).tolist()
    top = np.rint(stage.placement.y[agents] - height / 2).astype(int).tolist()
    corners = zip(left, top, strict=True)
    stage.surface.blits(list(zip(repeat(picture), corners)), doreturn=False)


def _write(stage: Stage, agent: int, radius: int, letter: str) -> None:
    """Write an agent's number on it, and the letter of its class as there is room."""
    kind = int(stage.snapshot.preference[agent])
    ink = readable_on(class_colour(kind))
    text = str(agent)
    # Long numbers must stay within the circle.
    room = radius * sprites.label_share(kind)
    has_letter = radius >= _LETTER_RADIUS
    tall = room * (0.9 if has_letter else 1.05)
    size = min(round(tall), round(room * 2.4 / max(2, len(text))), _LARGEST_TEXT)
    number = stage.lettering.render(text, size, ink, bold=True)
    x, y = stage.point(agent)
    middle = round(x), round(y - (room * 0.2 if has_letter else 0))
    stage.surface.blit(number, number.get_rect(center=middle))
    if has_letter:
        small = max(8, min(round(room * 0.5), _LARGEST_TEXT // 2))
        below = stage.lettering.render(letter, small, ink)
        foot = round(x), round(y + room * 0.44)
        stage.surface.blit(below, below.get_rect(center=foot))
