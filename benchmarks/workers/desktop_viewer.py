"""The real viewer, with a stamp on each frame it sends.

It is the program on each desktop that is measured, as ``/app/launcher.py``, and runs
``vmt view`` with the words in `VIEWER_ARGUMENTS`. What it draws, and which parts of it
are sent, is the viewer's own; the stamp's strip is sent in addition. `VIEWER_FRAMES` is
how many frames a second it may send at most.
"""

import os
import sys
import time
from pathlib import Path

import pygame

# Where programs do not see what lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
import desktop_stamp

_PLACE = (8, 8)


class Stamping:
    """Takes the place of pygame's functions that send frames and take events."""

    def __init__(self, most_frames: float) -> None:
        self._shortest = 1 / most_frames
        self._due = time.monotonic()
        self._frame = self._presses = 0
        self._update, self._get = pygame.display.update, pygame.event.get

    def update(self, boxes: list[pygame.Rect]) -> None:
        """Send a frame's boxes and the strip, not sooner than it may."""
        now = time.monotonic()
        if now < self._due:
            time.sleep(self._due - now)
        self._due = max(self._due, now - self._shortest) + self._shortest
        self._frame += 1
        self._update([*boxes, self._strip()])

    def get(self) -> list[pygame.event.Event]:
        """Take events; keys and buttons change the strip at once."""
        events = self._get()
        kinds = pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN
        if presses := sum(event.type in kinds for event in events):
            self._presses += presses
            self._update(self._strip())
        return events

    def _strip(self) -> pygame.Rect:
        surface = pygame.display.get_surface()
        stamp = desktop_stamp.Stamp.now(self._frame, self._presses)
        return desktop_stamp.draw(surface, _PLACE, desktop_stamp.VIEWER_CELL, stamp)


def main() -> int:
    """Run the viewer; return its exit code."""
    from vmt.cli.main import main as vmt  # noqa: PLC0415 - after pygame is stamped

    return vmt(["view", *os.environ["VIEWER_ARGUMENTS"].split()])


if __name__ == "__main__":
    os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
    stamping = Stamping(float(os.environ.get("VIEWER_FRAMES", "60")))
    pygame.display.update = stamping.update
    pygame.event.get = stamping.get
    sys.exit(main())
