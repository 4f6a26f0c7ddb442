"""Arrows from agents to where they are heading."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.scene import strokes
from vmt.viewer.scene.stage import MANY, Stage
from vmt.viewer.theme import Colour


@dataclass(frozen=True, slots=True)
class Arrows:
    """Which arrows are drawn from agents to where they are heading."""

    to_trade: bool = False
    to_forage: bool = False
    to_walk: bool = False

    @property
    def all(self) -> bool:
        """Whether every kind is."""
        return self.to_trade and self.to_forage and self.to_walk


def draw_arrows(stage: Stage, arrows: Arrows, selected: int | None) -> None:
    """Draw the arrows that are wanted, and in any case that of the selected agent."""
    snapshot, theme = stage.snapshot, stage.theme
    for wanted, agents, colour, is_dashed in (
        (arrows.to_walk, snapshot.walking, theme.to_home, True),
        (arrows.to_forage, snapshot.foraging, theme.to_forage, True),
        (arrows.to_trade, snapshot.trading, theme.to_trade, False),
    ):
        shown = agents if wanted else np.zeros_like(agents)
        if selected is not None:
            shown[selected] = agents[selected]
        for agent in (found := _seen(stage, shown)):
            if len(found) > MANY:
                start, end = stage.point(agent), stage.target(agent)
                pygame.draw.line(stage.surface, colour, start, end)
            else:
                _draw_arrow(stage, agent, colour, is_dashed=is_dashed)


def _seen(stage: Stage, shown: NDArray[np.bool_]) -> list[int]:
    agents = np.flatnonzero(shown)
    snapshot, place, camera = stage.snapshot, stage.placement, stage.camera
    other = snapshot.target_agent[agents]
    across = snapshot.target_x[agents].astype(np.float64) + 0.5
    down = snapshot.target_y[agents].astype(np.float64) + 0.5
    x, y = camera.pixels(across, down)
    x = np.where(other >= 0, place.x[other], x)
    y = np.where(other >= 0, place.y[other], y)
    seen: list[int] = agents[stage.may_be_seen(agents, x, y)].tolist()
    return seen


def _draw_arrow(stage: Stage, agent: int, colour: Colour, *, is_dashed: bool) -> None:
    cell = stage.camera.cell
    start, end = stage.point(agent), stage.target(agent)
    other = int(stage.snapshot.target_agent[agent])
    short = float(stage.placement.radius[other]) if other >= 0 else 0.0
    length = pygame.math.Vector2(start).distance_to(end)
    if length <= stage.placement.radius[agent] + short:
        return
    tip = strokes.along(start, end, 1 - short / length)
    size = min(14.0, max(4.0, cell * 0.3))
    neck = strokes.along(start, tip, max(0.0, 1 - size / length))
    width = min(3.0, max(1.0, cell * 0.07))
    if is_dashed:
        strokes.dashed(
            stage.surface, colour, (start, neck), width, max(3.0, size * 0.6)
        )
    else:
        strokes.line(stage.surface, colour, start, neck, width)
    strokes.arrow_head(stage.surface, colour, start, tip, size)
