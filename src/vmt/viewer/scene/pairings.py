"""Lines between partners."""

import numpy as np
import pygame

from vmt.viewer.scene import strokes
from vmt.viewer.scene.stage import MANY, Stage
from vmt.viewer.theme import blend


def draw_pairings(stage: Stage) -> None:
    """Join partners."""
    partner, place = stage.snapshot.partner, stage.placement
    agents = np.flatnonzero(partner > np.arange(len(partner)))
    others = partner[agents]
    seen = stage.may_be_seen(agents, place.x[others], place.y[others])
    colour = blend(stage.theme.field, stage.theme.link, 0.55)
    width = max(1.0, stage.camera.cell * 0.05)
    pairs = list(zip(agents[seen].tolist(), others[seen].tolist(), strict=True))
    for agent, other in pairs:
        start, end = stage.point(agent), stage.point(other)
        if len(pairs) > MANY:
            pygame.draw.line(stage.surface, colour, start, end)
        else:
            strokes.line(stage.surface, colour, start, end, width)
