"""What lies still under the agents: field, grid, resources and homes."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.engine.quantities import format_quantity
from vmt.engine.state import RESOURCE_A, RESOURCE_NONE
from vmt.viewer.lettering import SMALLEST, Lettering
from vmt.viewer.scene import sprites
from vmt.viewer.scene.camera import Camera
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.theme import Theme, blend, readable_on

TILE_PIXELS = 7
"""Cells at least so large are drawn as tiles, smaller ones as dots of colour."""
GRID_PIXELS = 5
HOME_PIXELS = 16


@dataclass(frozen=True, slots=True)
class _Look:
    """All that the whole ground depends on."""

    run: int
    camera: Camera
    theme: Theme
    grid: bool
    homes: bool


class Ground:
    """Keeps what is seen of the ground as a picture; repaints cells that change."""

    def __init__(self, lettering: Lettering) -> None:
        self._lettering = lettering
        self._look: _Look | None = None
        self._picture = pygame.Surface((0, 0))
        self._dots: NDArray[np.uint8] = np.zeros((0, 0, 3), np.uint8)
        self._painted: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._homes: set[tuple[int, int]] = set()

    def draw(
        self,
        surface: pygame.Surface,
        snapshot: Snapshot,
        camera: Camera,
        theme: Theme,
        *,
        grid: bool,
        homes: bool,
    ) -> None:
        """Draw the ground of a snapshot where the camera puts it."""
        sight = camera.sight
        if sight.width <= 0 or sight.height <= 0:
            return
        look = _Look(snapshot.run, camera, theme, grid, homes)
        if look != self._look:
            self._look = look
            self._picture = pygame.Surface(sight.size)
            places = zip(
                snapshot.home_x.tolist(), snapshot.home_y.tolist(), strict=True
            )
            self._homes = set(places) if homes else set()
            self._dots = np.zeros((0, 0, 3), np.uint8)
            self._paint_all(snapshot, look)
        elif not np.array_equal(self._painted, snapshot.amount):
            if camera.cell >= TILE_PIXELS:
                changed = np.argwhere(self._painted != snapshot.amount)
                self._paint_cells(_within(changed, camera), snapshot, look)
            else:
                self._paint_all(snapshot, look)
        self._painted = snapshot.amount
        surface.blit(self._picture, sight)

    def _paint_all(self, snapshot: Snapshot, look: _Look) -> None:
        camera = look.camera
        if camera.cell < TILE_PIXELS:
            self._paint_dots(snapshot, look)
            self._rule(look)
            return
        self._picture.fill(look.theme.field)
        self._rule(look)
        homes = np.array(sorted(self._homes), np.int64).reshape(-1, 2)
        seeded = np.argwhere(snapshot.resource != RESOURCE_NONE)
        cells = np.concatenate([homes, seeded])
        self._paint_cells(_within(cells, camera), snapshot, look)

    def _paint_dots(self, snapshot: Snapshot, look: _Look) -> None:
        camera, (columns, rows) = look.camera, look.camera.cells_in_sight()
        if not self._dots.size:
            self._dots = _colours(snapshot, (columns, rows), look.theme)
        else:
            x, y = np.nonzero(
                self._painted[columns, rows] != snapshot.amount[columns, rows]
            )
            cells = x + columns.start, y + rows.start
            self._dots[x, y] = _colours(snapshot, cells, look.theme)
        first = camera.cell_rect(columns.start, rows.start)
        last = camera.cell_rect(columns.stop - 1, rows.stop - 1)
        size = last.right - first.left, last.bottom - first.top
        dots = pygame.surfarray.make_surface(self._dots)
        origin = camera.sight.topleft
        corner = first.left - origin[0], first.top - origin[1]
        self._picture.blit(pygame.transform.scale(dots, size), corner)

    def _rule(self, look: _Look) -> None:
        camera, colour = look.camera, look.theme.grid
        if not look.grid or camera.cell < GRID_PIXELS:
            return
        columns, rows = camera.cells_in_sight()
        origin = camera.sight.topleft
        width, height = self._picture.get_size()
        for k in range(columns.start, columns.stop):
            at = round(camera.left + k * camera.cell) - origin[0]
            pygame.draw.line(self._picture, colour, (at, 0), (at, height))
        for k in range(rows.start, rows.stop):
            at = round(camera.top + k * camera.cell) - origin[1]
            pygame.draw.line(self._picture, colour, (0, at), (width, at))

    def _paint_cells(
        self, cells: NDArray[np.int64], snapshot: Snapshot, look: _Look
    ) -> None:
        camera, theme = look.camera, look.theme
        origin = camera.sight.topleft
        for x, y in cells.tolist():
            box = camera.cell_rect(x, y).move(-origin[0], -origin[1])
            if look.grid:  # the line above and left of a cell belongs to the cell
                box = pygame.Rect(
                    box.left + 1, box.top + 1, box.width - 1, box.height - 1
                )
            kind = int(snapshot.resource[x, y])
            if kind != RESOURCE_NONE:
                good = "A" if kind == RESOURCE_A else "B"
                amount = int(snapshot.amount[x, y])
                level = sprites.level_of(amount, int(snapshot.capacity[x, y]))
                tile = sprites.resource(good, level, box.width, theme)
                self._picture.blit(tile, box)
                if level:
                    self._label(good, amount, box, snapshot, theme)
            if (x, y) in self._homes and camera.cell >= HOME_PIXELS:
                _draw_home(self._picture, box, theme)

    def _label(
        self, good: str, amount: int, box: pygame.Rect, snapshot: Snapshot, theme: Theme
    ) -> None:
        size = min(26, round(box.width * 0.32))
        if size < SMALLEST:
            return
        full = theme.good_a if good == "A" else theme.good_b
        ink = blend(full, readable_on(full), 0.8)
        room = box.width * 0.74
        quantity = format_quantity(amount, snapshot.configuration.quantity_decimals)
        for text in (f"{good} {quantity}", good):
            if self._lettering.width(text, size) <= room:
                picture = self._lettering.render(text, size, ink)
                self._picture.blit(picture, picture.get_rect(center=box.center))
                return


def _within(cells: NDArray[np.int64], camera: Camera) -> NDArray[np.int64]:
    """Return those of some cells that are seen, int64[:, 2]."""
    columns, rows = camera.cells_in_sight()
    x, y = cells[:, 0], cells[:, 1]
    across = (x >= columns.start) & (x < columns.stop)
    seen: NDArray[np.int64] = cells[across & (y >= rows.start) & (y < rows.stop)]
    return seen


def _colours(
    snapshot: Snapshot,
    cells: tuple[slice, slice] | tuple[NDArray[np.int64], NDArray[np.int64]],
    theme: Theme,
) -> NDArray[np.uint8]:
    """Return the colour of each of some cells, uint8[..., 3]."""
    amount, capacity = snapshot.amount[cells], snapshot.capacity[cells]
    share = amount / np.maximum(capacity, 1)
    weakest = sprites.FAINTEST
    opacity = np.where(amount > 0, weakest + (1 - weakest) * share, 0.0)
    opacity = np.clip(opacity, 0.0, 1.0)[..., np.newaxis]
    is_A = (snapshot.resource[cells] == RESOURCE_A)[..., np.newaxis]
    full = np.where(is_A, np.array(theme.good_a), np.array(theme.good_b))
    field = np.array(theme.field)
    colours: NDArray[np.uint8] = (field + (full - field) * opacity).astype(np.uint8)
    return colours


def _draw_home(surface: pygame.Surface, box: pygame.Rect, theme: Theme) -> None:
    """Draw a small house into the upper right corner of a cell."""
    house = sprites.home(max(5, round(box.width * 0.24)), theme)
    surface.blit(house, house.get_rect(topright=(box.right - 1, box.top + 1)))
