"""The time line of a replay: where it is, and what is worth going to."""

from collections.abc import Iterator

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.source.snapshot import Mark, Snapshot, Span
from vmt.viewer.theme import blend

# Pixels where the time line is 44 pixels high, as it is at scale 1.
_HEIGHT = 44
_MARGIN, _BAR, _BAR_FROM_TOP, _KNOB, _MARK = 18, 6, 16, 7, 6
_TEXT, _TEXT_OF_SCALE, _DIGIT = 13, 11, 8
_BETWEEN_LABELS = 90
_SNAP = 4
"""Pixels on the screen from which a mark draws the pointer to itself."""
_LEAST_BETWEEN_MARKS = 12
"""Marks closer than this on the mean would leave nothing to point at in between."""
_NICE = (1, 2, 5)

Pointer = tuple[int, int] | None


def draw_timeline(canvas: Canvas, snapshot: Snapshot, pointer: Pointer) -> None:
    """Draw the time line into its part of the window, if there is one.

    Parameters
    ----------
    canvas : Canvas
    snapshot : Snapshot
    pointer : (int, int) or None
        Where the mouse is [px].
    """
    area, span = canvas.parts.timeline, snapshot.span
    if span is None or not area.height:
        return
    surface, theme = canvas.surface, canvas.theme
    pygame.draw.rect(surface, theme.panel, area)
    pygame.draw.line(surface, theme.grid, area.topleft, (area.right - 1, area.top))
    bar = _bar(area, span)
    here = pointer if pointer is not None and area.collidepoint(pointer) else None
    meant = None if here is None else tick_at(area, span, here[0])
    _draw_bar(canvas, bar, span, snapshot.tick, meant)
    _write_scale(canvas, bar, span)
    _write_place(canvas, bar, span, snapshot.tick)
    if meant is not None:
        _draw_tip(canvas, bar, span, meant)


def tick_at(area: pygame.Rect, span: Span, x: int) -> int:
    """Return the tick that a point of the time line stands for.

    A mark nearby counts as meant, where marks are few.

    Parameters
    ----------
    area : pygame.Rect
        The whole time line, as the window is arranged.
    span : Span
    x : int
        From the left of the window [px]; beside the line it is the nearer end.
    """
    bar = _bar(area, span)
    passed = (x - bar.left) / max(1, bar.width)
    tick = round(max(0.0, min(1.0, passed)) * span.n_ticks)
    if len(span.marks) * _LEAST_BETWEEN_MARKS > bar.width:
        return tick
    near = [m for m in span.marks if abs(_x(bar, span, m.tick) - x) <= _SNAP]
    if not near:
        return tick
    return min(near, key=lambda mark: abs(_x(bar, span, mark.tick) - x)).tick


def _bar(area: pygame.Rect, span: Span) -> pygame.Rect:
    """Return the line itself, with room for the tick at its right."""
    scale = area.height / _HEIGHT
    margin = round(_MARGIN * scale)
    words = len(_place(span.n_ticks, span)) * round(_DIGIT * scale)
    width = max(1, area.width - 3 * margin - words)
    height = max(2, round(_BAR * scale))
    top = area.top + round(_BAR_FROM_TOP * scale) - height // 2
    return pygame.Rect(area.left + margin, top, width, height)


def _x(bar: pygame.Rect, span: Span, tick: int) -> int:
    return bar.left + round(bar.width * min(tick / max(1, span.n_ticks), 1.0))


def _draw_bar(
    canvas: Canvas, bar: pygame.Rect, span: Span, tick: int, meant: int | None
) -> None:
    surface, theme, scale = canvas.surface, canvas.theme, bar.height / _BAR
    radius = bar.height // 2
    pygame.draw.rect(
        surface, blend(theme.panel, theme.quiet, 0.3), bar, border_radius=radius
    )
    done = bar.copy()
    done.width = _x(bar, span, tick) - bar.left
    pygame.draw.rect(surface, theme.accent, done, border_radius=radius)
    length, width = max(3, round(_MARK * scale)), max(2, round(2 * scale))
    for mark, x in _apart(bar, span, least=width + 1):
        colour = theme.accent if mark.tick == meant else theme.quiet
        line = pygame.Rect(0, 0, width, length)
        line.midbottom = x, bar.top - max(1, round(scale))
        pygame.draw.rect(surface, colour, line)
    if meant is not None:
        x, reach = _x(bar, span, meant), round(3 * scale)
        pygame.draw.line(
            surface, theme.text, (x, bar.top - reach), (x, bar.bottom + reach)
        )
    knob = _x(bar, span, tick), bar.centery
    pygame.draw.circle(surface, theme.panel, knob, round((_KNOB + 2) * scale))
    pygame.draw.circle(surface, theme.accent, knob, round(_KNOB * scale))


def _apart(bar: pygame.Rect, span: Span, least: int) -> Iterator[tuple[Mark, int]]:
    """Yield the marks and where they are, without those that would touch others."""
    before = -least
    for mark in span.marks:
        x = _x(bar, span, mark.tick)
        if x - before >= least:
            yield mark, x
            before = x


def _write_scale(canvas: Canvas, bar: pygame.Rect, span: Span) -> None:
    """Write ticks below the line, a round number of them apart."""
    size, theme = canvas.parts.text(_TEXT_OF_SCALE), canvas.theme
    pixels = canvas.parts.text(_BETWEEN_LABELS)
    step = _nice(span.n_ticks * pixels / bar.width)
    top = bar.bottom + canvas.parts.text(5)
    for tick in range(0, span.n_ticks + 1, step):
        picture = canvas.lettering.render(str(tick), size, theme.quiet)
        box = picture.get_rect(midtop=(_x(bar, span, tick), top))
        box.left = max(box.left, bar.left)
        box.right = min(box.right, bar.right)
        canvas.surface.blit(picture, box)


def _write_place(canvas: Canvas, bar: pygame.Rect, span: Span, tick: int) -> None:
    size = canvas.parts.text(_TEXT)
    text = _place(tick, span)
    picture = canvas.lettering.render(text, size, canvas.theme.text, bold=True)
    margin = canvas.parts.text(_MARGIN)
    box = picture.get_rect(midright=(canvas.parts.timeline.right - margin, bar.centery))
    canvas.surface.blit(picture, box)


def _place(tick: int, span: Span) -> str:
    return f"{tick} of {span.n_ticks}"


def _draw_tip(canvas: Canvas, bar: pygame.Rect, span: Span, tick: int) -> None:
    """Write above the line which tick is pointed at, and what happened then."""
    size, lettering, theme = canvas.parts.text(_TEXT), canvas.lettering, canvas.theme
    widest = canvas.surface.get_width() - 2 * size
    lines = [
        lettering.shorten(line, size, widest)
        for line in (f"Tick {tick}", *_meanings(span, tick))
    ]
    step = lettering.line_height(size)
    width = max(lettering.width(line, size) for line in lines)
    box = pygame.Rect(0, 0, width + 2 * size, len(lines) * step + size // 2)
    box.midbottom = _x(bar, span, tick), canvas.parts.timeline.top - size // 3
    box.clamp_ip(canvas.surface.get_rect())
    pygame.draw.rect(canvas.surface, theme.flash, box, border_radius=size // 3)
    for row, line in enumerate(lines):
        picture = lettering.render(line, size, theme.flash_text)
        middle = box.centerx, box.top + size // 4 + row * step + step // 2
        canvas.surface.blit(picture, picture.get_rect(center=middle))


def _meanings(span: Span, tick: int) -> list[str]:
    found = [mark.meaning for mark in span.marks if mark.tick == tick]
    return [f"{meaning[:1].upper()}{meaning[1:]}" for meaning in found]


def _nice(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, … that is not below a number."""
    power = 1
    while True:
        for digit in _NICE:
            if digit * power >= least:
                return digit * power
        power *= 10
