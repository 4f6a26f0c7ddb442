"""The pictures on the buttons."""

import math

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.controls import Action
from vmt.viewer.theme import Colour

Point = tuple[float, float]


def draw_icon(
    canvas: Canvas, action: Action, box: pygame.Rect, ink: Colour, *, paused: bool
) -> None:
    """Draw the picture of an action into the middle of a box."""
    surface = canvas.surface
    x, y = box.center
    r = box.height * 0.24
    match action:
        case Action.PAUSE if paused:
            _triangle(surface, ink, (x + r * 0.15, y), r * 1.15)
        case Action.PAUSE:
            for shift in (-0.55, 0.55):
                _bar(surface, ink, (x + shift * r, y), (0.5 * r, 1.9 * r))
        case Action.STEP | Action.STEP_BACK:
            way = 1 if action is Action.STEP else -1
            _triangle(surface, ink, (x - way * r * 0.25, y), way * r)
            _bar(surface, ink, (x + way * r * 0.85, y), (0.45 * r, 1.8 * r))
        case Action.RUN_TO:
            for shift in (-0.9, 0.0):
                _triangle(surface, ink, (x + shift * r, y), r * 0.75)
            _bar(surface, ink, (x + r * 1.1, y), (0.35 * r, 1.9 * r))
        case Action.FULL_SPEED:
            for shift in (-0.95, -0.1, 0.75):
                _triangle(surface, ink, (x + shift * r, y), r * 0.75)
        case Action.RESET:
            _circular_arrow(surface, ink, (x, y), r)
        case Action.NEW_SEED:
            _die(surface, ink, (x, y), r)
        case Action.SLOWER | Action.FASTER:
            _cross(surface, ink, (x, y), r, plus=action is Action.FASTER)
        case Action.ZOOM_IN | Action.ZOOM_OUT:
            _glass(surface, ink, (x, y), r, plus=action is Action.ZOOM_IN)
        case Action.WHOLE:
            _corners(surface, ink, (x, y), r)
        case Action.SCREENSHOT:
            _camera(surface, ink, (x, y), r)
        case _:
            size = round(box.height * 0.56)
            picture = canvas.lettering.render("?", size, ink, bold=True)
            surface.blit(picture, picture.get_rect(center=box.center))


def _triangle(surface: pygame.Surface, ink: Colour, centre: Point, r: float) -> None:
    """Draw a triangle that points to the right, or to the left if `r` is below 0."""
    x, y = centre
    corners = [(x - r * 0.75, y - r), (x - r * 0.75, y + r), (x + r, y)]
    pygame.draw.polygon(surface, ink, corners)
    pygame.draw.aalines(surface, ink, closed=True, points=corners)


def _bar(surface: pygame.Surface, ink: Colour, centre: Point, size: Point) -> None:
    box = pygame.Rect(0, 0, max(2, round(size[0])), max(2, round(size[1])))
    box.center = (round(centre[0]), round(centre[1]))
    pygame.draw.rect(surface, ink, box)


def _cross(
    surface: pygame.Surface, ink: Colour, centre: Point, r: float, *, plus: bool
) -> None:
    _bar(surface, ink, centre, (1.8 * r, 0.4 * r))
    if plus:
        _bar(surface, ink, centre, (0.4 * r, 1.8 * r))


def _circular_arrow(
    surface: pygame.Surface, ink: Colour, centre: Point, r: float
) -> None:
    points = []
    for degrees in range(-50, 221, 10):
        angle = math.radians(degrees)
        x, y = centre[0] + r * math.cos(angle), centre[1] + r * math.sin(angle)
        points.append((x, y))
    pygame.draw.lines(
        surface, ink, closed=False, points=points, width=max(2, round(r * 0.35))
    )
    pygame.draw.aalines(surface, ink, closed=False, points=points)
    x, y = points[0]
    head = [(x - r * 0.75, y + r * 0.1), (x + r * 0.35, y - r * 0.75)]
    tip = (x + r * 0.45, y + r * 0.5)
    pygame.draw.polygon(surface, ink, [*head, tip])


def _die(surface: pygame.Surface, ink: Colour, centre: Point, r: float) -> None:
    """Draw a die that shows five."""
    side = round(2.3 * r)
    box = pygame.Rect(0, 0, side, side)
    box.center = (round(centre[0]), round(centre[1]))
    width = max(1, round(r * 0.22))
    pygame.draw.rect(surface, ink, box, width, border_radius=max(2, side // 5))
    for across, down in ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)):
        at = box.centerx + across * r * 0.55, box.centery + down * r * 0.55
        pygame.draw.circle(surface, ink, at, max(1.0, r * 0.2))


def _glass(
    surface: pygame.Surface, ink: Colour, centre: Point, r: float, *, plus: bool
) -> None:
    x, y = centre[0] - r * 0.25, centre[1] - r * 0.25
    width = max(1, round(r * 0.26))
    pygame.draw.circle(surface, ink, (x, y), r, width)
    start, end = (x + r * 0.72, y + r * 0.72), (x + r * 1.6, y + r * 1.6)
    pygame.draw.line(surface, ink, start, end, max(2, round(r * 0.4)))
    _cross(surface, ink, (x, y), r * 0.5, plus=plus)


def _corners(surface: pygame.Surface, ink: Colour, centre: Point, r: float) -> None:
    """Draw the corners of a frame."""
    width = max(2, round(r * 0.26))
    far, near = r * 1.2, r * 0.45
    for across in (-1, 1):
        for down in (-1, 1):
            corner = centre[0] + across * far, centre[1] + down * far
            beside = centre[0] + across * near, corner[1]
            below = corner[0], centre[1] + down * near
            pygame.draw.line(surface, ink, corner, beside, width)
            pygame.draw.line(surface, ink, corner, below, width)


def _camera(surface: pygame.Surface, ink: Colour, centre: Point, r: float) -> None:
    x, y = centre
    width = max(1, round(r * 0.26))
    box = pygame.Rect(0, 0, round(2.7 * r), round(1.9 * r))
    box.center = (round(x), round(y + r * 0.2))
    pygame.draw.rect(surface, ink, box, width, border_radius=max(2, round(r * 0.35)))
    _bar(surface, ink, (x, box.top - r * 0.15), (r, r * 0.45))
    pygame.draw.circle(surface, ink, box.center, r * 0.6, width)
