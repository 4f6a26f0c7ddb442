"""A window on a display: what it shows, and what is typed and clicked there."""

import contextlib
import os
import random
from pathlib import Path
from typing import Any

from Xlib import X, display

from vmt_desktop.display.probes import wait_until

SIZE = (1280, 800)
BACKGROUND = 0x202830
PATIENCE = 10.0

MODIFIERS = frozenset(range(0xFFE1, 0xFFEF)) | {0xFE03, 0xFF7E}
UNICODE = 0x01000000


class Picture:
    """Four coloured fields in front of everything on a display.

    Parameters
    ----------
    name : str
        Of the display.
    xauthority : Path, optional
        File with its cookie.
    size : (int, int), optional
    """

    FIELDS = ((40, 60), (700, 60), (40, 460), (700, 460))
    WIDTH, HEIGHT = 500, 280

    def __init__(
        self,
        name: str,
        xauthority: Path | None = None,
        size: tuple[int, int] = SIZE,
    ) -> None:
        with _environment(XAUTHORITY=xauthority):
            self._display = display.Display(name)
        screen = self._display.screen()
        common = {"border_width": 0, "depth": screen.root_depth, "override_redirect": 1}
        self._whole = screen.root.create_window(
            0,
            0,
            *size,
            background_pixel=BACKGROUND,
            event_mask=X.KeyPressMask | X.ButtonPressMask,
            **common,
        )
        self._fields = [
            self._whole.create_window(x, y, self.WIDTH, self.HEIGHT, **common)
            for x, y in self.FIELDS
        ]
        self._whole.map_sub_windows()
        self._whole.map()
        self._whole.raise_window()
        self.paint(0x336699, 0xCC4422, 0x22AA55, 0xEEEE22)
        # A program that opens a window meanwhile would get the focus.
        mode = X.GrabModeAsync
        self._whole.grab_keyboard(False, mode, mode, X.CurrentTime)
        self._display.sync()

    def paint(self, *colours: int) -> None:
        """Give the fields new colours."""
        self.colours = colours
        for field, colour in zip(self._fields, colours, strict=True):
            field.change_attributes(background_pixel=colour)
            field.clear_area()
        self._display.sync()

    def paint_noise(
        self, seed: int = 7, colours: int = 0
    ) -> tuple[list[int], list[int]]:
        """Paint pixels of any, or of few colours; return rectangle and RGBA bytes."""
        width, height = 128, 64
        chance = random.Random(seed)
        pixels = chance.randbytes(width * height * 4)
        if colours:
            few = [bytes([shade, shade, shade, 0]) for shade in range(colours)]
            pixels = b"".join(chance.choices(few, k=width * height))
        context = self._fields[0].create_gc()
        depth = self._display.screen().root_depth
        self._fields[0].put_image(
            context, 0, 0, width, height, X.ZPixmap, depth, 0, pixels
        )
        self._display.sync()
        quads = zip(*[iter(pixels)] * 4, strict=True)
        seen = [value for blue, green, red, _ in quads for value in (red, green, blue)]
        left, top = self.FIELDS[0]
        rgba = [v for i in range(0, len(seen), 3) for v in (*seen[i : i + 3], 255)]
        return [left, top, width, height], rgba

    def points(self) -> list[list[int]]:
        """Return x, y, red, green and blue in the middle of each field."""
        return [
            [
                x + self.WIDTH // 2,
                y + self.HEIGHT // 2,
                colour >> 16,
                colour >> 8 & 0xFF,
                colour & 0xFF,
            ]
            for (x, y), colour in zip(self.FIELDS, self.colours, strict=True)
        ]

    # ---- what is done there ------------------------------------------------------

    def next_press(self) -> tuple[int, int]:
        """Return keysym and state of the modifiers of the next key that was pressed."""
        while (event := self._next_event()).type != X.KeyPress:
            if event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
        symbols = {
            index: self._display.keycode_to_keysym(event.detail, index)
            for index in (0, 1, 4, 5)
        }
        index = (event.state & X.ShiftMask) + (4 if event.state & X.Mod5Mask else 0)
        return symbols[index] or symbols[0], event.state

    def next_key(self) -> str:
        """Return the next key that was pressed, as its character."""
        return _character(self.next_press()[0])

    def typed(self, count: int) -> str:
        """Return the next characters, without the modifiers that were pressed."""
        text = ""
        while len(text) < count:
            keysym, _ = self.next_press()
            if keysym not in MODIFIERS:
                text += _character(keysym)
        return text

    def next_click(self) -> tuple[int, int]:
        """Return where the next button was pressed."""
        while (event := self._next_event()).type != X.ButtonPress:
            pass
        return event.root_x, event.root_y

    def nothing_is_held(self) -> bool:
        """Wait until no key is down; return whether that came."""
        return wait_until(lambda: not any(self._display.query_keymap()), PATIENCE)

    def forget(self) -> None:
        """Drop what has been typed and clicked up to now."""
        self._display.sync()
        while self._display.pending_events():
            self._display.next_event()

    def is_untouched(self) -> bool:
        """Return whether nothing has been typed or clicked since."""
        self._display.sync()
        return not self._display.pending_events()

    def _next_event(self) -> Any:
        found = wait_until(lambda: self._display.pending_events() > 0, PATIENCE)
        assert found, "no event"
        return self._display.next_event()

    def close(self) -> None:
        """Take the picture away."""
        self._display.close()


def _character(keysym: int) -> str:
    return chr(keysym - UNICODE if keysym >= UNICODE else keysym)


@contextlib.contextmanager
def _environment(**variables: Path | None):  # type: ignore[no-untyped-def]
    before = dict(os.environ)
    os.environ.update({k: str(v) for k, v in variables.items() if v is not None})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
