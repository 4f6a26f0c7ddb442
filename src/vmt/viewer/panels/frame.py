"""What frames the world: header, footer, notices, and the help over all."""

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.controls import BINDINGS
from vmt.viewer.panels import buttons
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status, notice, speed_text
from vmt.viewer.theme import blend

_TICK, _STATE, _SMALL = 20, 13, 12
_HINT = "Space pause · S step · R reset · ↑ ↓ speed · A arrows · ? help · Q quit"
_SHADE = 0.55


def draw_header(
    canvas: Canvas,
    snapshot: Snapshot,
    status: Status,
    pointer: tuple[int, int] | None,
) -> None:
    """Draw the tick, the state of the run, and the buttons."""
    header = canvas.parts.header
    if not header.height:
        return
    pygame.draw.rect(canvas.surface, canvas.theme.panel, header)
    found = buttons.arrange(header)
    left = canvas.parts.text(16)
    right = found[0].box.left - left if found else header.right
    state = "Paused" if status.paused else "Running"
    if snapshot.problem is not None:
        state = "Stopped"
    elif snapshot.ended:
        state = "Over"
    for text, size, colour, bold in (
        (f"Tick {snapshot.tick}", canvas.parts.text(_TICK), canvas.theme.text, True),
        (state, canvas.parts.text(_STATE), canvas.theme.accent, True),
        (
            speed_text(status, snapshot),
            canvas.parts.text(_STATE),
            canvas.theme.quiet,
            False,
        ),
    ):
        picture = canvas.lettering.render(text, size, colour, bold=bold)
        box = picture.get_rect(midleft=(left, header.centery))
        if box.right > right:
            break
        canvas.surface.blit(picture, box)
        left = box.right + canvas.parts.text(16)
    for button in found:
        hovered = pointer is not None and button.box.collidepoint(pointer)
        buttons.draw(canvas, button, paused=status.paused, hovered=hovered)


def draw_tip(
    canvas: Canvas,
    pointer: tuple[int, int] | None,
) -> None:
    """Draw what the button under the pointer does."""
    for button in buttons.arrange(canvas.parts.header):
        if pointer is not None and button.box.collidepoint(pointer):
            size = canvas.parts.text(_SMALL)
            picture = canvas.lettering.render(button.tip, size, canvas.theme.flash_text)
            box = picture.get_rect(midtop=button.box.midbottom).inflate(size, size // 2)
            box.top = canvas.parts.header.bottom + size // 4
            box.clamp_ip(canvas.surface.get_rect())
            pygame.draw.rect(
                canvas.surface, canvas.theme.flash, box, border_radius=size // 3
            )
            canvas.surface.blit(picture, picture.get_rect(center=box.center))


def draw_footer(
    canvas: Canvas,
) -> None:
    """Draw the most used keys."""
    footer = canvas.parts.footer
    if not footer.height:
        return
    pygame.draw.rect(canvas.surface, canvas.theme.panel, footer)
    size = canvas.parts.text(_SMALL)
    text = canvas.lettering.shorten(_HINT, size, footer.width - 2 * size)
    picture = canvas.lettering.render(text, size, canvas.theme.quiet)
    midleft = (canvas.parts.text(16), footer.centery)
    canvas.surface.blit(picture, picture.get_rect(midleft=midleft))


def draw_notice(
    canvas: Canvas,
    snapshot: Snapshot,
) -> None:
    """Draw what the user should know now into the lower part of the world."""
    text = notice(snapshot)
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


def draw_help(
    canvas: Canvas,
) -> None:
    """Draw the table of keys over everything."""
    shade = pygame.Surface(canvas.surface.get_size(), pygame.SRCALPHA)
    shade.fill((*blend(canvas.theme.page, (0, 0, 0), 0.6), round(255 * _SHADE)))
    canvas.surface.blit(shade, (0, 0))
    rows = len(BINDINGS) + 2
    # As large as is comfortable, and small enough that every key is there.
    size = max(
        8, min(canvas.parts.text(15), round(canvas.surface.get_height() / rows / 1.7))
    )
    step = round(size * 1.62)
    keys = max(canvas.lettering.width(b.shown, size, bold=True) for b in BINDINGS)
    meanings = max(canvas.lettering.width(b.meaning, size) for b in BINDINGS)
    box = pygame.Rect(0, 0, keys + meanings + 6 * size, (rows + 1) * step)
    box.center = canvas.surface.get_rect().center
    pygame.draw.rect(canvas.surface, canvas.theme.panel, box, border_radius=size // 2)
    left, y = box.left + 2 * size, box.top + round(1.2 * step)
    title = canvas.lettering.render(
        "Keys", round(size * 1.25), canvas.theme.accent, bold=True
    )
    canvas.surface.blit(title, title.get_rect(midleft=(left, y)))
    for binding in BINDINGS:
        y += step if binding is not BINDINGS[0] else round(1.4 * step)
        shown = canvas.lettering.render(
            binding.shown, size, canvas.theme.text, bold=True
        )
        canvas.surface.blit(shown, shown.get_rect(midleft=(left, y)))
        meaning = canvas.lettering.render(binding.meaning, size, canvas.theme.text)
        at = left + keys + 2 * size, y
        canvas.surface.blit(meaning, meaning.get_rect(midleft=at))
