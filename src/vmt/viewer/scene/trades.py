"""The trades of the last ticks: lines that fade, with what was traded."""

from collections.abc import Iterator

import numpy as np
import pygame

from vmt.engine.events import Trade
from vmt.viewer.scene import strokes
from vmt.viewer.scene.stage import MANY, Stage
from vmt.viewer.scene.strokes import Point
from vmt.viewer.source.snapshot import FLASH_TICKS, Snapshot
from vmt.viewer.theme import Colour, blend

FLASH_SECONDS = 1.2
"""How long a trade is shown, as long as its ticks are kept."""
LABELLED_SPEED = 60.0
"""Ticks a second above which amounts would flicker too fast to be read."""
_CELLS_PER_LABEL = 40
_MAX_LABELS = 10
_LABEL_CELL = 18


def draw_trades(stage: Stage) -> None:
    """Join those who have just traded, and write what they traded."""
    window = min(float(FLASH_TICKS), max(1.0, stage.speed * FLASH_SECONDS))
    fresh = list(_newest_of_each_pair(stage.snapshot, window))
    looks = {age: _look(stage, 1 - age / window) for age in {age for _, age in fresh}}
    for k in _in_sight(stage, fresh):
        trade, age = fresh[k]
        colour, width = looks[age]
        if len(fresh) > MANY:
            start, end = stage.point(trade.seller), stage.point(trade.buyer)
            pygame.draw.line(stage.surface, colour, start, end, 2)
        elif (ends := _between_bodies(stage, trade)) is not None:
            strokes.line(stage.surface, colour, *ends, width)
    if stage.speed <= LABELLED_SPEED and stage.camera.cell >= _LABEL_CELL:
        _draw_amounts(stage, [trade for trade, _ in fresh])


def _look(stage: Stage, strength: float) -> tuple[Colour, float]:
    """Return colour and width [px] of a line of some strength, from 0 to 1."""
    colour = blend(stage.theme.field, stage.theme.flash, 0.3 + 0.7 * strength)
    return colour, max(2.0, stage.camera.cell * 0.11 * strength)


def _in_sight(stage: Stage, fresh: list[tuple[Trade, int]]) -> list[int]:
    """Return which of the trades are seen, by index."""
    sellers = np.array([trade.seller for trade, _ in fresh], np.int64)
    buyers = np.array([trade.buyer for trade, _ in fresh], np.int64)
    place = stage.placement
    seen = stage.may_be_seen(sellers, place.x[buyers], place.y[buyers])
    found: list[int] = np.flatnonzero(seen).tolist()
    return found


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
    columns, rows = stage.camera.cells_in_sight()
    n_cells = (columns.stop - columns.start) * (rows.stop - rows.start)
    most = min(_MAX_LABELS, n_cells // _CELLS_PER_LABEL + 1)
    taken: list[pygame.Rect] = []
    for trade in trades:
        text = f"{_short(trade.dA / scale)} A for {_short(trade.dB / scale)} B"
        (x1, y1), (x2, y2) = stage.point(trade.buyer), stage.point(trade.seller)
        middle = (x1 + x2) / 2, (y1 + y2) / 2
        radius = float(stage.placement.radius[trade.buyer])
        box = pygame.Rect(0, 0, stage.lettering.width(text, size) + size, size * 2)
        box.midbottom = round(middle[0]), round(min(y1, y2) - radius)
        if stage.camera.sight.collidepoint(middle) and box.collidelist(taken) < 0:
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
    box.clamp_ip(stage.camera.sight)
    radius = box.height // 2
    pygame.draw.rect(stage.surface, stage.theme.flash, box, border_radius=radius)
    stage.surface.blit(picture, picture.get_rect(center=box.center))
    return box
