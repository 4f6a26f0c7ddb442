"""What moves: agents, where they are heading, who is paired, what was just traded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pygame

from vmt.engine.events import Trade
from vmt.viewer.lettering import Lettering
from vmt.viewer.scene import sprites, strokes
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.placement import Placement
from vmt.viewer.scene.strokes import Point
from vmt.viewer.source.snapshot import FLASH_TICKS, Snapshot
from vmt.viewer.theme import Colour, Theme, blend, class_colour, readable_on

FLASH_SECONDS = 1.2
"""How long a trade is shown, as long as its ticks are kept."""
LABELLED_SPEED = 60.0
"""Ticks a second above which amounts would flicker too fast to be read."""
_ID_RADIUS = 7
_RING_RADIUS = 3
_CELLS_PER_LABEL = 40
_MAX_LABELS = 10
_LABEL_CELL = 18


@dataclass(frozen=True, slots=True)
class Arrows:
    """Which arrows are drawn from agents to where they are heading."""

    to_trade: bool = False
    to_forage: bool = False
    to_walk: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the layers draw with.

    Attributes
    ----------
    surface : pygame.Surface
    snapshot : Snapshot
    placement : Placement
        Where each agent is drawn; between two cells while it moves.
    camera : Camera
    theme : Theme
    lettering : Lettering
    arrows : Arrows
    speed : float
        Ticks a second that the run is meant to go; infinity if as fast as possible.
    """

    surface: pygame.Surface
    snapshot: Snapshot
    placement: Placement
    camera: Camera
    theme: Theme
    lettering: Lettering
    arrows: Arrows
    speed: float

    def point(self, agent: int) -> Point:
        """Return the middle of an agent [px]."""
        return float(self.placement.x[agent]), float(self.placement.y[agent])


def draw_agents(stage: Stage) -> None:
    """Draw everything that moves, the most telling on top."""
    _draw_links(stage)
    _draw_arrows(stage)
    _draw_bodies(stage)
    _draw_trades(stage)


def _draw_links(stage: Stage) -> None:
    partner = stage.snapshot.partner
    colour = blend(stage.theme.field, stage.theme.link, 0.55)
    width = max(1.0, stage.camera.cell * 0.05)
    for agent in np.flatnonzero(partner > np.arange(len(partner))).tolist():
        other = int(partner[agent])
        strokes.line(
            stage.surface, colour, stage.point(agent), stage.point(other), width
        )


def _draw_arrows(stage: Stage) -> None:
    snapshot, arrows, theme = stage.snapshot, stage.arrows, stage.theme
    for wanted, agents, colour, is_dashed in (
        (arrows.to_walk, snapshot.walking, theme.to_home, True),
        (arrows.to_forage, snapshot.foraging, theme.to_forage, True),
        (arrows.to_trade, snapshot.trading, theme.to_trade, False),
    ):
        if wanted:
            for agent in np.flatnonzero(agents).tolist():
                _draw_arrow(stage, agent, colour, is_dashed=is_dashed)


def _draw_arrow(stage: Stage, agent: int, colour: Colour, *, is_dashed: bool) -> None:
    snapshot, cell = stage.snapshot, stage.camera.cell
    start = stage.point(agent)
    other = int(snapshot.target_agent[agent])
    if other >= 0:
        end = stage.point(other)
        short = float(stage.placement.radius[other])
    else:
        x, y = int(snapshot.target_x[agent]), int(snapshot.target_y[agent])
        end = stage.camera.to_pixel(x + 0.5, y + 0.5)
        short = 0.0
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


def _draw_bodies(stage: Stage) -> None:
    snapshot, place, theme = stage.snapshot, stage.placement, stage.theme
    radius = np.rint(place.radius).astype(int)
    idle = snapshot.idle & (radius >= _RING_RADIUS)
    pictures = []
    for agent in np.flatnonzero(idle).tolist():
        ring = sprites.idle_ring(int(radius[agent]), theme)
        pictures.append((ring, _corner(ring, stage.point(agent))))
    labels = []
    kinds = snapshot.preference.tolist()
    for agent, kind, size, x, y in zip(
        range(snapshot.n_agents),
        kinds,
        radius.tolist(),
        place.x.tolist(),
        place.y.tolist(),
        strict=True,
    ):
        body = sprites.agent(kind, size, theme)
        pictures.append((body, _corner(body, (x, y))))
        if size >= _ID_RADIUS:
            label = _id_picture(stage, agent, kind, size)
            labels.append((label, _corner(label, (x, y))))
    stage.surface.blits(pictures, doreturn=False)
    stage.surface.blits(labels, doreturn=False)


def _id_picture(stage: Stage, agent: int, kind: int, radius: int) -> pygame.Surface:
    text = str(agent)
    # Long numbers must stay within the circle.
    room = radius * sprites.label_share(kind)
    size = min(round(room * 1.05), round(room * 2.4 / max(2, len(text))))
    ink = readable_on(class_colour(kind))
    return stage.lettering.render(text, min(size, 40), ink, bold=True)


def _draw_trades(stage: Stage) -> None:
    """Draw the trades of the last ticks as lines that fade, with what was traded."""
    window = min(float(FLASH_TICKS), max(1.0, stage.speed * FLASH_SECONDS))
    trades = []
    for trade, age in _newest_of_each_pair(stage.snapshot, window):
        strength = 1 - age / window
        colour = blend(stage.theme.field, stage.theme.flash, 0.3 + 0.7 * strength)
        width = max(2.0, stage.camera.cell * 0.11 * strength)
        ends = _between_bodies(stage, trade)
        if ends is not None:
            strokes.line(stage.surface, colour, *ends, width)
        trades.append(trade)
    if stage.speed <= LABELLED_SPEED and stage.camera.cell >= _LABEL_CELL:
        _draw_amounts(stage, trades)


def _newest_of_each_pair(
    snapshot: Snapshot, window: float
) -> Iterator[tuple[Trade, int]]:
    seen: set[tuple[int, int]] = set()
    for trade in snapshot.fresh_trades:
        age = snapshot.tick - 1 - trade.tick
        pair = min(trade.buyer, trade.seller), max(trade.buyer, trade.seller)
        if age < window and pair not in seen:
            seen.add(pair)
            yield trade, age


def _between_bodies(stage: Stage, trade: Trade) -> tuple[Point, Point] | None:
    """Return the ends of the line between two traders, outside their bodies."""
    start, end = stage.point(trade.seller), stage.point(trade.buyer)
    length = pygame.math.Vector2(start).distance_to(end)
    first = float(stage.placement.radius[trade.seller])
    last = float(stage.placement.radius[trade.buyer])
    if length <= first + last:
        return None
    return (
        strokes.along(start, end, first / length),
        strokes.along(start, end, 1 - last / length),
    )


def _draw_amounts(stage: Stage, trades: list[Trade]) -> None:
    """Write what was traded above the traders, the newest first, as there is room."""
    scale = stage.snapshot.configuration.quantity_scale
    size = round(min(20.0, max(10.0, stage.camera.cell * 0.3)))
    most = min(_MAX_LABELS, stage.camera.grid_size**2 // _CELLS_PER_LABEL + 1)
    taken: list[pygame.Rect] = []
    for trade in trades:
        text = f"{_short(trade.dA / scale)} A for {_short(trade.dB / scale)} B"
        (x1, y1), (x2, y2) = stage.point(trade.buyer), stage.point(trade.seller)
        radius = float(stage.placement.radius[trade.buyer])
        box = pygame.Rect(0, 0, stage.lettering.width(text, size) + size, size * 2)
        box.midbottom = round((x1 + x2) / 2), round(min(y1, y2) - radius)
        if box.collidelist(taken) < 0:
            taken.append(_draw_label(stage, text, size, box.center))
        if len(taken) == most:
            return


def _short(quantity: float) -> str:
    """Return a quantity to two decimals; the panel has it exactly."""
    return f"{quantity:.2f}".rstrip("0").rstrip(".")


def _draw_label(
    stage: Stage, text: str, size: int, centre: tuple[int, int]
) -> pygame.Rect:
    """Draw text on a rounded ground and return the rectangle it takes."""
    picture = stage.lettering.render(text, size, stage.theme.flash_text)
    box = picture.get_rect(center=centre).inflate(size, size // 3)
    box.clamp_ip(stage.camera.world)
    radius = box.height // 2
    pygame.draw.rect(stage.surface, stage.theme.flash, box, border_radius=radius)
    stage.surface.blit(picture, picture.get_rect(center=box.center))
    return box


def _corner(picture: pygame.Surface, centre: Point) -> tuple[int, int]:
    width, height = picture.get_size()
    return round(centre[0] - width / 2), round(centre[1] - height / 2)
