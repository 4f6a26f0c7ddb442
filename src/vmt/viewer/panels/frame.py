"""What frames the world: header, footer, notices, tips."""

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels import buttons
from vmt.viewer.panels.buttons import Button
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status, notice, speed_text

_TICK, _STATE, _SMALL = 20, 13, 12

Pointer = tuple[int, int] | None


def draw_bars(
    canvas: Canvas,
    snapshot: Snapshot,
    status: Status,
    found: list[Button],
    pointer: Pointer,
) -> None:
    """Draw header and footer: the state of the run, buttons and switches."""
    for bar in (canvas.parts.header, canvas.parts.footer):
        pygame.draw.rect(canvas.surface, canvas.theme.panel, bar)
    if canvas.parts.header.height:
        _draw_state(canvas, snapshot, status, found)
    for button in found:
        hovered = pointer is not None and button.box.collidepoint(pointer)
        buttons.draw(canvas, button, status, hovered=hovered)


def _draw_state(
    canvas: Canvas, snapshot: Snapshot, status: Status, found: list[Button]
) -> None:
    """Write tick, state, speed, mode and seed, as far as there is room."""
    header, theme, text = canvas.parts.header, canvas.theme, canvas.parts.text
    left = text(16)
    first = min((b.box.left for b in found if not b.label), default=header.right)
    state = "Paused" if status.paused else "Running"
    if snapshot.problem is not None:
        state = "Stopped"
    elif snapshot.ended:
        state = "Over"
    for words, size, colour, bold in (
        (f"Tick {snapshot.tick}", text(_TICK), theme.text, True),
        (state, text(_STATE), theme.accent, True),
        (speed_text(status, snapshot), text(_STATE), theme.quiet, False),
        (f"mode {snapshot.mode.value}", text(_STATE), theme.quiet, False),
        (f"seed {snapshot.seed}", text(_STATE), theme.quiet, False),
    ):
        picture = canvas.lettering.render(words, size, colour, bold=bold)
        box = picture.get_rect(midleft=(left, header.centery))
        if box.right > first - text(10):
            break
        canvas.surface.blit(picture, box)
        left = box.right + text(14)


def draw_tip(canvas: Canvas, found: list[Button], pointer: Pointer) -> None:
    """Draw what the button or the link under the pointer does."""
    if pointer is None:
        return
    under = [(b.box, b.tip) for b in found if b.box.collidepoint(pointer)]
    under += [(k.box, k.tip) for k in canvas.links if k.box.collidepoint(pointer)]
    for near, text in under[:1]:
        size = canvas.parts.text(_SMALL)
        picture = canvas.lettering.render(text, size, canvas.theme.flash_text)
        box = picture.get_rect(midtop=near.midbottom).inflate(size, size // 2)
        box.top = near.bottom + size // 2
        if box.bottom > canvas.surface.get_height():
            box.bottom = near.top - size // 2
        box.clamp_ip(canvas.surface.get_rect())
        pygame.draw.rect(
            canvas.surface, canvas.theme.flash, box, border_radius=size // 3
        )
        canvas.surface.blit(picture, picture.get_rect(center=box.center))


def draw_notice(canvas: Canvas, snapshot: Snapshot, status: Status) -> None:
    """Draw what the user should know now into the lower part of the world."""
    text = notice(snapshot) or status.message
    area = canvas.parts.world
    if text is None or not area.width:
        return
    size = canvas.parts.text(14)
    width = min(area.width - 2 * size, 44 * size)
    lines = canvas.lettering.wrap(text, size, width - 2 * size)
    step = canvas.lettering.line_height(size)
    box = pygame.Rect(0, 0, width, len(lines) * step + round(1.4 * size))
    box.midbottom = (area.centerx, area.bottom - size)
    box.top = max(box.top, area.top)
    is_problem = snapshot.problem is not None
    ground = canvas.theme.error if is_problem else canvas.theme.accent
    ink = canvas.theme.error_text if is_problem else canvas.theme.flash_text
    pygame.draw.rect(canvas.surface, ground, box, border_radius=size // 2)
    top = box.top + round(0.7 * size)
    for line in lines:
        picture = canvas.lettering.render(line, size, ink)
        canvas.surface.blit(picture, picture.get_rect(midtop=(box.centerx, top)))
        top += step
