"""An animation that stamps its frames, and answers keys and clicks at once.

It is the program on each desktop that is measured, as ``/app/launcher.py``. The size
of its window is in `PROBE_SIZE`, as ``1280x800``. It begins at rest; the keys ``a`` and
``r`` begin the animation and end it, any other key and any button counts as a press.
"""

import os
import select
import sys
import time
from pathlib import Path

import pygame

# Where programs do not see what lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
import desktop_scene
import desktop_stamp

FRAMES_PER_SECOND = 60
ANIMATE, REST = pygame.K_a, pygame.K_r


class Probe:
    """The window, and what it shows."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        # With a frame to lose, fluxbox now and then leaves room for its title bar.
        pygame.display.set_mode(size, pygame.FULLSCREEN | pygame.NOFRAME)
        self._sockets = _open_sockets()
        self._scene = desktop_scene.Scene(size)
        self._frame = self._presses = 0
        self._due: float | None = None
        self._show()

    def run(self) -> None:
        """Go on until the window is closed."""
        while True:
            # Drawing may have taken events off the socket, where no wait finds them.
            events = pygame.event.get()
            if not events:
                self._wait()
            for event in events:
                if event.type == pygame.QUIT:
                    return
                self._take(event)
            if self._due is not None and time.monotonic() >= self._due:
                self._frame += 1
                # What is more than a frame late is not caught up with.
                self._due = max(self._due + 1 / FRAMES_PER_SECOND, time.monotonic())
                self._show()

    def _wait(self) -> None:
        """Wait for the X server or the next frame; SDL itself would look every 1 ms."""
        seconds = 1.0
        if self._due is not None:
            seconds = min(seconds, max(0.0, self._due - time.monotonic()))
        select.select(self._sockets, [], [], seconds)

    def _take(self, event: pygame.event.Event) -> None:
        if event.type in (pygame.VIDEOEXPOSE, pygame.WINDOWSIZECHANGED):
            self._show()  # what was drawn before the window was there is lost
        elif event.type == pygame.KEYDOWN and event.key in (ANIMATE, REST):
            self._due = time.monotonic() if event.key == ANIMATE else None
        elif event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN):
            self._presses += 1
            pygame.display.update(self._stamp())

    def _show(self) -> None:
        self._scene.draw(self._screen(), self._frame)
        self._stamp()
        pygame.display.flip()

    def _stamp(self) -> list[pygame.Rect]:
        """Draw the strips at the top and the bottom; they differ in a torn picture."""
        stamp = desktop_stamp.Stamp.now(self._frame, self._presses)
        bottom = self._size[1] - desktop_stamp.HEIGHT
        return [
            desktop_stamp.draw(self._screen(), (0, y), desktop_stamp.PROBE_CELL, stamp)
            for y in (0, bottom)
        ]

    @staticmethod
    def _screen() -> pygame.Surface:
        return pygame.display.get_surface()  # another one after the size has changed


def _open_sockets() -> list[int]:
    """Return the descriptors of the sockets of this process: those of the display."""
    entries = Path("/proc/self/fd").iterdir()
    return [int(e.name) for e in entries if "socket:" in os.path.realpath(e)]


def main() -> int:
    """Open the window; return the exit code."""
    width, _, height = os.environ["PROBE_SIZE"].partition("x")
    # Where there is OpenGL, SDL would draw through it, and be another program there.
    os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
    try:
        pygame.display.init()
        pygame.font.init()
        Probe((int(width), int(height))).run()
    except pygame.error as error:  # the X server is not there yet
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
