"""A small note beside the pointer."""

from collections.abc import Sequence

import pygame

from vmt.viewer.canvas import Canvas

_SIZE, _WIDEST, _AWAY = 12, 300, 16  # pixels at scale 1


def draw_tip(
    canvas: Canvas,
    lines: Sequence[str],
    pointer: tuple[int, int],
    *,
    left_of: int | None = None,
) -> None:
    """Draw sentences near the pointer, beside what is pointed at, within the window.

    Parameters
    ----------
    canvas : Canvas
    lines : sequence of str
        Of any length: long ones are wrapped. What the window is too low for is left
        out.
    pointer : (int, int)
        Where it is [px].
    left_of : int, optional
        Where what should not be covered begins, if there is room beside it [px].
    """
    lettering, window = canvas.lettering, canvas.surface.get_rect()
    size = canvas.parts.text(_SIZE)
    step, margin = lettering.line_height(size), round(size * 0.6)
    widest = min(canvas.parts.text(_WIDEST), window.width - 2 * margin)
    most = (window.height - 2 * margin) // step
    wrapped = [w for line in lines for w in lettering.wrap(line, size, widest)][:most]
    if not wrapped or widest <= 0:
        return
    # A word may be wider than the window.
    fitting = [lettering.shorten(line, size, widest) for line in wrapped]
    width = max(lettering.width(line, size) for line in fitting)
    box = pygame.Rect(0, 0, width + 2 * margin, len(fitting) * step + 2 * margin)
    away = canvas.parts.text(_AWAY)
    x, y = pointer
    box.topleft = x + away, y + away
    # Above it where there is no room below; never under the pointer.
    if box.bottom > window.bottom:
        box.bottom = y - away // 2
    if left_of is not None and left_of >= box.width:
        box.right = left_of
    box.clamp_ip(window)
    radius = size // 3
    pygame.draw.rect(canvas.surface, canvas.theme.flash, box, border_radius=radius)
    top = box.top + margin
    for line in fitting:
        picture = lettering.render(line, size, canvas.theme.flash_text)
        middle = box.left + margin, top + step // 2
        canvas.surface.blit(picture, picture.get_rect(midleft=middle))
        top += step
