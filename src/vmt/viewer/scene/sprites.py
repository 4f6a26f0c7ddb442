"""Pictures of agents and goods, drawn once per size and kept.

Each preference class has a colour and a shape, each good a colour, a shape and a
letter: nothing is told by colour alone.
"""

import math
from functools import lru_cache

import pygame

from vmt.viewer.theme import Colour, Theme, blend, class_colour

OVERSAMPLING = 4
"""Shapes are drawn larger by this factor and scaled down, which smooths their edges."""

_KEPT = 512
_OUTLINED_RADIUS = 5
_LARGEST = 400  # pixels; a picture larger than this would only waste memory
_EMPTY_EDGE = 0.45
FAINTEST = 0.3
"""Opacity of the last minor unit on a cell; a full cell is opaque."""
LEVELS = 8
"""Steps of opacity between an empty and a full cell."""

# Corners as (degrees of the first one, number, scale); None is a circle. The scale
# makes the shapes look equally large.
_SHAPES: tuple[tuple[float, int, float] | None, ...] = (
    None,
    (45, 4, 1.12),  # square
    (-90, 3, 1.28),  # triangle
    (0, 4, 1.16),  # diamond
    (-90, 6, 1.04),  # hexagon
    (90, 3, 1.28),  # triangle on its tip
    (-90, 5, 1.08),  # pentagon
)


@lru_cache(maxsize=_KEPT)
def agent(preference: int, radius: int, theme: Theme) -> pygame.Surface:
    """Return the picture of an agent of a preference class, centred on a square."""
    radius = min(radius, _LARGEST)
    half = math.ceil(radius * 1.3) + 1
    canvas = _canvas(2 * half)
    middle = half * OVERSAMPLING
    outer = radius * OVERSAMPLING
    inside = class_colour(preference)
    # On a small agent a full outline would be most of what is seen.
    small = radius < _OUTLINED_RADIUS
    rim = (0.6 if small else max(1.0, radius * 0.12)) * OVERSAMPLING
    edge = blend(inside, theme.outline, 0.4 if small else 1.0)
    for size, colour in ((outer, edge), (outer - rim, inside)):
        shape = _shape(preference)
        if shape is None:
            pygame.draw.circle(canvas, colour, (middle, middle), size)
        else:
            corners = _corners(shape, middle, size)
            pygame.draw.polygon(canvas, colour, corners)
    return pygame.transform.smoothscale(canvas, (2 * half, 2 * half))


@lru_cache(maxsize=_KEPT)
def idle_ring(radius: int, theme: Theme) -> pygame.Surface:
    """Return the dashed ring around an idle agent, centred on a square."""
    radius = min(radius, _LARGEST)
    half = math.ceil(radius * 1.55) + 2
    canvas = _canvas(2 * half)
    distance = radius * 1.42 * OVERSAMPLING
    width = max(1, round(max(1.0, radius * 0.11) * OVERSAMPLING))
    box = pygame.Rect(0, 0, 2 * distance, 2 * distance)
    box.center = (half * OVERSAMPLING, half * OVERSAMPLING)
    n_dashes = 8
    for k in range(n_dashes):
        start = 2 * math.pi * k / n_dashes
        end = start + math.pi / n_dashes
        pygame.draw.arc(canvas, theme.idle, box, start, end, width)
    return pygame.transform.smoothscale(canvas, (2 * half, 2 * half))


@lru_cache(maxsize=_KEPT)
def resource(good: str, level: int, side: int, theme: Theme) -> pygame.Surface:
    """Return the tile of a seeded cell, opaque, in the size of the cell.

    Parameters
    ----------
    good : str
        ``A``, a square, or ``B``, a disc.
    level : int
        0, empty, to LEVELS, full.
    side : int
        Of the cell [px].
    """
    full = theme.good_a if good == "A" else theme.good_b
    opacity = FAINTEST + (1 - FAINTEST) * level / LEVELS if level else 0.0
    colour = blend(theme.field, full, opacity)
    edge = blend(theme.field, full, max(opacity, _EMPTY_EDGE) if level else _EMPTY_EDGE)
    canvas = _canvas(side, theme.field)
    inset = max(0, round(side * 0.1)) * OVERSAMPLING
    box = canvas.get_rect().inflate(-2 * inset, -2 * inset)
    rim = max(1, round(side * 0.03)) * OVERSAMPLING
    corner = box.width // 6 if good == "A" else box.width // 2
    pygame.draw.rect(canvas, edge, box, border_radius=corner)
    inner = box.inflate(-2 * rim, -2 * rim)
    if inner.width > 0:
        radius = max(0, corner - rim)
        pygame.draw.rect(canvas, colour, inner, border_radius=radius)
    return pygame.transform.smoothscale(canvas, (side, side))


def level_of(amount: int, capacity: int) -> int:
    """Return the step of opacity for what is left on a cell, 0 only when empty."""
    if amount <= 0 or capacity <= 0:
        return 0
    return max(1, min(LEVELS, round(LEVELS * amount / capacity)))


@lru_cache(maxsize=_KEPT)
def home(side: int, theme: Theme) -> pygame.Surface:
    """Return a small house of `side` pixels."""
    canvas = _canvas(side)
    full = side * OVERSAMPLING
    roof = [(0, full * 0.55), (full / 2, 0), (full, full * 0.55)]
    pygame.draw.polygon(canvas, theme.home, roof)
    wall = pygame.Rect(full * 0.16, full * 0.5, full * 0.68, full * 0.5)
    pygame.draw.rect(canvas, theme.home, wall)
    door = pygame.Rect(full * 0.4, full * 0.68, full * 0.2, full * 0.32)
    pygame.draw.rect(canvas, theme.field, door)
    return pygame.transform.smoothscale(canvas, (side, side))


def label_share(preference: int) -> float:
    """Return how large the number on an agent may be, relative to one on a circle."""
    shape = _shape(preference)
    return 0.8 if shape is not None and shape[1] == 3 else 1.0


def _shape(preference: int) -> tuple[float, int, float] | None:
    # After one round of the colours the shapes are one further: 49 classes differ.
    n_shapes = len(_SHAPES)
    return _SHAPES[(preference + preference // n_shapes) % n_shapes]


def _canvas(side: int, background: Colour | None = None) -> pygame.Surface:
    size = side * OVERSAMPLING, side * OVERSAMPLING
    canvas = pygame.Surface(size, pygame.SRCALPHA)
    if background is not None:
        canvas.fill(background)
    return canvas


def _corners(
    shape: tuple[float, int, float], middle: float, size: float
) -> list[tuple[float, float]]:
    first, n_corners, scale = shape
    corners = []
    for k in range(n_corners):
        angle = math.radians(first + 360 * k / n_corners)
        x = middle + size * scale * math.cos(angle)
        y = middle + size * scale * math.sin(angle)
        corners.append((x, y))
    return corners
