"""Buttons in the header and switches in the footer, for a mouse or a finger."""

from dataclasses import dataclass

import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.controls import Action, binding_of
from vmt.viewer.panels.icons import draw_icon
from vmt.viewer.source.source import Abilities
from vmt.viewer.status import Status
from vmt.viewer.theme import blend

_HEADER: tuple[tuple[Action, ...], ...] = (
    (Action.STEP_BACK, Action.PAUSE, Action.STEP),
    (Action.RUN_TO, Action.RESET, Action.NEW_SEED),
    (Action.SLOWER, Action.FASTER, Action.FULL_SPEED),
    (Action.ZOOM_OUT, Action.ZOOM_IN, Action.WHOLE),
    (Action.SCREENSHOT, Action.HELP),
)
"""Groups of buttons from left to right."""

_KEPT = (
    Action.PAUSE,
    Action.STEP,
    Action.STEP_BACK,
    Action.HELP,
    Action.SLOWER,
    Action.FASTER,
    Action.RESET,
    Action.FULL_SPEED,
    Action.ZOOM_IN,
    Action.ZOOM_OUT,
    Action.RUN_TO,
    Action.NEW_SEED,
    Action.WHOLE,
    Action.SCREENSHOT,
)
"""In the order in which they find room."""
_SHARE_OF_HEADER = 0.6

_SWITCHES = (
    (Action.TRADE_ARROWS, "Trading"),
    (Action.FORAGE_ARROWS, "Foraging"),
    (Action.WALK_ARROWS, "Walking"),
    (Action.PARTNERS, "Partners"),
    (Action.TRAILS, "Trails"),
    (Action.HOMES, "Homes"),
    (Action.GRID, "Grid"),
    (Action.PANEL, "Panel"),
    (Action.THEME, "Dark"),
)
"""What the footer switches on and off, and what is written there."""


@dataclass(frozen=True, slots=True)
class Button:
    """A place that does an action when it is pressed.

    Attributes
    ----------
    action : Action
    box : pygame.Rect
    label : str
        What is written on a switch; empty: it shows a picture.
    """

    action: Action
    box: pygame.Rect
    label: str = ""

    @property
    def tip(self) -> str:
        """What it does, and by which key."""
        binding = binding_of(self.action)
        return f"{binding.meaning}  ({binding.shown})"


def arrange(parts: Arrangement, abilities: Abilities) -> list[Button]:
    """Return the buttons of the header and the switches of the footer."""
    return _in_header(parts.header, abilities) + _in_footer(parts)


def is_on(action: Action, status: Status) -> bool:
    """Return whether what a switch is for is shown."""
    match action:
        case Action.TRADE_ARROWS:
            return status.arrows.to_trade
        case Action.FORAGE_ARROWS:
            return status.arrows.to_forage
        case Action.WALK_ARROWS:
            return status.arrows.to_walk
        case Action.PARTNERS:
            return status.partners
        case Action.TRAILS:
            return status.trails
        case Action.HOMES:
            return status.homes
        case Action.GRID:
            return status.grid
        case Action.PANEL:
            return status.panel
        case _:
            return status.theme.name == "dark"


def draw(canvas: Canvas, button: Button, status: Status, *, hovered: bool) -> None:
    """Draw a button; one that would do nothing now is faint."""
    if button.label:
        _draw_switch(canvas, button, on=is_on(button.action, status), hovered=hovered)
        return
    surface, theme = canvas.surface, canvas.theme
    enabled = status.paused or button.action is not Action.STEP
    ground = blend(theme.panel, theme.accent, 0.24 if hovered and enabled else 0.1)
    pygame.draw.rect(surface, ground, button.box, border_radius=button.box.height // 5)
    ink = theme.accent if enabled else blend(ground, theme.accent, 0.35)
    draw_icon(canvas, button.action, button.box, ink, paused=status.paused)


def _in_header(header: pygame.Rect, abilities: Abilities) -> list[Button]:
    side = round(header.height * 0.72)
    gap = max(2, side // 8)
    if side < 12:
        return []
    missing = set()
    if not abilities.go_back:
        missing.add(Action.STEP_BACK)
    if not abilities.restart:
        missing.add(Action.NEW_SEED)
    possible = [action for action in _KEPT if action not in missing]
    room = header.width * _SHARE_OF_HEADER // (side + gap * 1.6)
    kept = set(possible[: max(6, int(room))])
    buttons: list[Button] = []
    right = header.right - (header.height - side) // 2
    for group in reversed(_HEADER):
        shown = [action for action in group if action in kept]
        for action in reversed(shown):
            box = pygame.Rect(0, 0, side, side)
            box.midright = (right, header.centery)
            buttons.append(Button(action, box))
            right = box.left - gap
        if shown:
            right -= gap * 2
    return buttons[::-1]


def _in_footer(parts: Arrangement) -> list[Button]:
    footer = parts.footer
    if not footer.height:
        return []
    margin = parts.text(10)
    width = min(parts.text(92), (footer.width - 2 * margin) // len(_SWITCHES))
    height = round(footer.height * 0.76)
    buttons = []
    for k, (action, label) in enumerate(_SWITCHES):
        box = pygame.Rect(margin + k * width, 0, width - parts.text(5), height)
        box.centery = footer.centery
        buttons.append(Button(action, box, label))
    return buttons


def _draw_switch(canvas: Canvas, button: Button, *, on: bool, hovered: bool) -> None:
    """Draw a switch with a mark that is filled when it is on, and its key."""
    surface, theme, box = canvas.surface, canvas.theme, button.box
    ground = blend(theme.panel, theme.accent, (0.14 if on else 0.04) + 0.1 * hovered)
    pygame.draw.rect(surface, ground, box, border_radius=box.height // 4)
    size = min(canvas.parts.text(12), round(box.height * 0.62))
    ink = theme.text if on else theme.quiet
    mark = max(3, round(size * 0.3))
    middle = box.left + mark + size // 2, box.centery
    pygame.draw.circle(surface, theme.accent, middle, mark, 0 if on else 1)
    left = middle[0] + mark + size // 3
    # Where one of the words finds no room, all show their keys.
    widest = max(canvas.lettering.width(label, size) for _, label in _SWITCHES)
    fits = widest <= box.right - left - size // 3
    text = button.label if fits else binding_of(button.action).shown
    picture = canvas.lettering.render(text, size, ink)
    surface.blit(picture, picture.get_rect(midleft=(left, box.centery)))
