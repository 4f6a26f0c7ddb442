"""Buttons in the header, for those who use a mouse or a finger."""

import math
from dataclasses import dataclass

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.controls import Action, shown_keys
from vmt.viewer.theme import Colour, blend

_ORDER = (
    Action.PAUSE,
    Action.STEP,
    Action.RESET,
    Action.SLOWER,
    Action.FASTER,
    Action.HELP,
)
_TIPS = {
    Action.PAUSE: "Pause or go on",
    Action.STEP: "One tick",
    Action.RESET: "Start again",
    Action.SLOWER: "Slower",
    Action.FASTER: "Faster",
    Action.HELP: "Help",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A square that does an action when it is pressed."""

    action: Action
    box: pygame.Rect

    @property
    def tip(self) -> str:
        """What it does, and by which key."""
        return f"{_TIPS[self.action]}  ({shown_keys(self.action)})"


def arrange(header: pygame.Rect) -> list[Button]:
    """Return the buttons at the right end of a header."""
    side = round(header.height * 0.72)
    gap = max(2, side // 8)
    if side < 12:
        return []
    buttons: list[Button] = []
    right = header.right - (header.height - side) // 2
    for action in reversed(_ORDER):
        box = pygame.Rect(0, 0, side, side)
        box.midright = (right, header.centery)
        buttons.append(Button(action, box))
        right = box.left - gap
        if action in {Action.HELP, Action.SLOWER}:
            right -= gap * 2
    return buttons[::-1]


def draw(canvas: Canvas, button: Button, *, paused: bool, hovered: bool) -> None:
    """Draw a button; one that would do nothing now is faint."""
    surface, theme = canvas.surface, canvas.theme
    enabled = paused or button.action is not Action.STEP
    ground = blend(theme.panel, theme.accent, 0.24 if hovered and enabled else 0.1)
    pygame.draw.rect(surface, ground, button.box, border_radius=button.box.height // 5)
    ink = theme.accent if enabled else blend(ground, theme.accent, 0.35)
    x, y = button.box.center
    r = button.box.height * 0.24
    match button.action:
        case Action.PAUSE if paused:
            _triangle(surface, ink, (x + r * 0.15, y), r * 1.15)
        case Action.PAUSE:
            for shift in (-0.55, 0.55):
                _bar(surface, ink, (x + shift * r, y), (0.5 * r, 1.9 * r))
        case Action.STEP:
            _triangle(surface, ink, (x - r * 0.25, y), r)
            _bar(surface, ink, (x + r * 0.85, y), (0.45 * r, 1.8 * r))
        case Action.RESET:
            _circular_arrow(surface, ink, (x, y), r)
        case Action.SLOWER | Action.FASTER:
            _bar(surface, ink, (x, y), (1.8 * r, 0.4 * r))
            if button.action is Action.FASTER:
                _bar(surface, ink, (x, y), (0.4 * r, 1.8 * r))
        case _:
            size = round(button.box.height * 0.56)
            picture = canvas.lettering.render("?", size, ink, bold=True)
            surface.blit(picture, picture.get_rect(center=button.box.center))


def _triangle(
    surface: pygame.Surface, ink: Colour, centre: tuple[float, float], r: float
) -> None:
    x, y = centre
    corners = [(x - r * 0.75, y - r), (x - r * 0.75, y + r), (x + r, y)]
    pygame.draw.polygon(surface, ink, corners)
    pygame.draw.aalines(surface, ink, closed=True, points=corners)


def _bar(
    surface: pygame.Surface,
    ink: Colour,
    centre: tuple[float, float],
    size: tuple[float, float],
) -> None:
    box = pygame.Rect(0, 0, max(2, round(size[0])), max(2, round(size[1])))
    box.center = (round(centre[0]), round(centre[1]))
    pygame.draw.rect(surface, ink, box)


def _circular_arrow(
    surface: pygame.Surface, ink: Colour, centre: tuple[float, float], r: float
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
