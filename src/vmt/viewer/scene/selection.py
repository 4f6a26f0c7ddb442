"""The agent that was picked, and the one under the pointer."""

import pygame

from vmt.viewer.scene.stage import Stage
from vmt.viewer.theme import Colour, blend


def draw_selection(stage: Stage, selected: int | None, hovered: int | None) -> None:
    """Ring the agent that was picked twice, the one under the pointer once."""
    theme = stage.theme
    if hovered is not None and hovered != selected:
        _ring(stage, hovered, blend(theme.field, theme.accent, 0.7), 1.45)
    if selected is not None:
        _ring(stage, selected, theme.accent, 1.45)
        _ring(stage, selected, theme.accent, 1.95)


def _ring(stage: Stage, agent: int, colour: Colour, factor: float) -> None:
    radius = max(4.0, float(stage.placement.radius[agent])) * factor
    width = max(2, round(radius * 0.12))
    x, y = stage.point(agent)
    centre = round(x), round(y)
    pygame.draw.circle(stage.surface, colour, centre, round(radius), width)
