"""What lies over everything: the help, and the line that asks for a number."""

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.controls import BINDINGS, Group
from vmt.viewer.prompt import Prompt
from vmt.viewer.theme import blend

_SHADE = 0.55
_COLUMNS = ((Group.RUN, Group.WINDOW), (Group.WORLD, Group.VIEW))
_MOUSE = "Click an agent to look at it; drag to move the view; turn the wheel for size."

Row = tuple[str, str]


def draw_help(canvas: Canvas) -> None:
    """Draw the table of keys over everything."""
    _shade(canvas)
    columns = [[(group, _rows(group)) for group in groups] for groups in _COLUMNS]
    lines = max(sum(len(rows) + 2 for _, rows in column) for column in columns) + 1
    surface, lettering, theme = canvas.surface, canvas.lettering, canvas.theme
    width, height = surface.get_size()
    # As large as is comfortable, and small enough that every key is there.
    size = max(8, min(canvas.parts.text(15), round(height / (lines + 1) / 1.6)))
    while size > 8 and _width(canvas, columns, size) > width - size:
        size -= 1
    step = round(size * 1.6)
    box = pygame.Rect(0, 0, _width(canvas, columns, size), round((lines + 1) * step))
    box.center = surface.get_rect().center
    pygame.draw.rect(surface, theme.panel, box, border_radius=size // 2)
    left = box.left + 2 * size
    for column in columns:
        keys, meanings = _widths(canvas, column, size)
        y = box.top + step // 2
        for group, rows in column:
            y += step // 2
            title = lettering.render(
                group.value, round(size * 1.1), theme.accent, bold=True
            )
            surface.blit(title, title.get_rect(midleft=(left, y)))
            y += step
            for shown, meaning in rows:
                picture = lettering.render(shown, size, theme.text, bold=True)
                surface.blit(picture, picture.get_rect(midleft=(left, y)))
                picture = lettering.render(meaning, size, theme.text)
                at = left + keys + size, y
                surface.blit(picture, picture.get_rect(midleft=at))
                y += step
            y += step // 2
        left += keys + meanings + 4 * size
    text = lettering.shorten(_MOUSE, size, box.width - 4 * size)
    picture = lettering.render(text, size, theme.quiet)
    surface.blit(
        picture, picture.get_rect(midleft=(box.left + 2 * size, box.bottom - step))
    )


def draw_prompt(canvas: Canvas, prompt: Prompt) -> None:
    """Draw the line in which a number is written."""
    surface, lettering, theme = canvas.surface, canvas.lettering, canvas.theme
    size = canvas.parts.text(16)
    question = lettering.render(prompt.question.value, size, theme.text)
    hint = lettering.render("Enter: go    Esc: cancel", round(size * 0.75), theme.quiet)
    field = pygame.Rect(0, 0, lettering.width("0" * 10, size), round(size * 1.7))
    width = max(question.get_width() + field.width + size, hint.get_width()) + 2 * size
    box = pygame.Rect(0, 0, width, round(size * 4))
    box.midtop = (
        canvas.parts.world.centerx,
        canvas.parts.world.top + canvas.parts.text(10),
    )
    box.clamp_ip(surface.get_rect())
    pygame.draw.rect(surface, theme.panel, box, border_radius=size // 2)
    pygame.draw.rect(surface, theme.accent, box, 2, border_radius=size // 2)
    line = box.top + round(size * 1.4)
    surface.blit(question, question.get_rect(midleft=(box.left + size, line)))
    field.midright = (box.right - size, line)
    pygame.draw.rect(surface, theme.field, field, border_radius=size // 4)
    ink = theme.quiet if prompt.is_proposed else theme.text
    digits = lettering.render(prompt.text or " ", size, ink)
    place = digits.get_rect(midleft=(field.left + size // 2, line))
    surface.blit(digits, place)
    caret = pygame.Rect(place.right + 1, field.top + 4, 2, field.height - 8)
    pygame.draw.rect(surface, theme.accent, caret)
    foot = box.centerx, box.bottom - round(size * 0.9)
    surface.blit(hint, hint.get_rect(center=foot))


def _shade(canvas: Canvas) -> None:
    shade = pygame.Surface(canvas.surface.get_size(), pygame.SRCALPHA)
    shade.fill((*blend(canvas.theme.page, (0, 0, 0), 0.6), round(255 * _SHADE)))
    canvas.surface.blit(shade, (0, 0))


def _rows(group: Group) -> list[Row]:
    """Return the lines of a group; what has the same keys has one line."""
    rows = [(b.shown, b.meaning) for b in BINDINGS if b.group is group]
    return list(dict.fromkeys(rows))


def _widths(
    canvas: Canvas, column: list[tuple[Group, list[Row]]], size: int
) -> tuple[int, int]:
    """Return how wide the keys and the meanings of a column are [px]."""
    rows = [row for _, rows in column for row in rows]
    keys = max(canvas.lettering.width(shown, size, bold=True) for shown, _ in rows)
    return keys, max(canvas.lettering.width(meaning, size) for _, meaning in rows)


def _width(
    canvas: Canvas, columns: list[list[tuple[Group, list[Row]]]], size: int
) -> int:
    return 2 * size + sum(sum(_widths(canvas, c, size)) + 4 * size for c in columns)
