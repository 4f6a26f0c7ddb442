"""Opening the window: its size, its place, its icon."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pygame

from vmt.errors import ExitCode, UserError
from vmt.viewer.damage import Damage
from vmt.viewer.scene import sprites
from vmt.viewer.theme import Theme

# Room for title bar, borders and a task bar, which SDL cannot tell us of [px].
_DECORATION_HEIGHT, _DECORATION_WIDTH = 72, 8
_LEFT_FREE = 462
"""Pixels at the left for the program that started the viewer."""
_SMALLEST, _LARGEST = (560, 420), (1600, 1300)
_SHAPE = 0.86  # height to width that suits a square world beside a panel
_UNSEEN = {"offscreen", "dummy"}


class DisplayError(UserError):
    """There is no screen to open a window on."""

    exit_code = ExitCode.FAILURE


@contextmanager
def display() -> Iterator[None]:
    """Hold a connection to the display.

    Raises
    ------
    DisplayError
        There is none.
    """
    # A frame is drawn in memory and only what changed is sent; a renderer on top of
    # that would send all of it.
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    try:
        # Not pygame.init(): it would also look for sound cards and joysticks.
        pygame.display.init()
    except pygame.error as error:
        raise _no_display(str(error)) from error
    # Without a display SDL draws where nobody can see it, unless that is wanted.
    driver = pygame.display.get_driver()
    if driver in _UNSEEN and os.environ.get("SDL_VIDEODRIVER") != driver:
        pygame.quit()
        raise _no_display("there is no display")
    pygame.font.init()
    try:
        yield
    finally:
        pygame.quit()


def _no_display(why: str) -> DisplayError:
    display = os.environ.get("DISPLAY")
    found = f"DISPLAY is {display!r}" if display else "DISPLAY is not set"
    return DisplayError(
        f"cannot open a window: {why} ({found}). Start the viewer in a graphical"
        f" session, or run the scenario without a window: vmt run SCENARIO"
    )


def size_and_place(screen: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return size and upper left corner of a window that suits a screen [px].

    It stands at the right, as large as it can be beside the program that started it.
    """
    room = screen[0] - _DECORATION_WIDTH, screen[1] - _DECORATION_HEIGHT
    width = max(_SMALLEST[0], min(_LARGEST[0], room[0] - _LEFT_FREE))
    height = max(_SMALLEST[1], min(_LARGEST[1], room[1], round(width * _SHAPE)))
    width = max(_SMALLEST[0], min(width, round(height / _SHAPE)))
    size = max(1, min(width, room[0])), max(1, min(height, room[1]))
    return size, (max(0, screen[0] - size[0] - _DECORATION_WIDTH), 0)


class Window:
    """An open window that sends to the display what has changed.

    Parameters
    ----------
    caption : str
    theme : Theme
        Its page is shown until the first frame.

    Raises
    ------
    DisplayError
        The display does not give a window.
    """

    def __init__(self, caption: str, theme: Theme) -> None:
        size, place = size_and_place(pygame.display.get_desktop_sizes()[0])
        os.environ.setdefault("SDL_VIDEO_WINDOW_POS", f"{place[0]},{place[1]}")
        pygame.display.set_icon(sprites.agent(0, 26, theme))
        pygame.display.set_caption(caption)
        try:
            pygame.display.set_mode(size, pygame.RESIZABLE)
        except pygame.error as error:
            raise _no_display(str(error)) from error
        pygame.display.set_allow_screensaver(True)
        self._damage = Damage()
        self.surface.fill(theme.page)
        self.show()

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after the window was resized."""
        surface = pygame.display.get_surface()
        assert surface is not None  # noqa: S101 - the window is open
        return surface

    def set_caption(self, caption: str) -> None:
        """Give the window another title."""
        pygame.display.set_caption(caption)

    @property
    def is_visible(self) -> bool:
        """Whether there is anything to see of it."""
        return pygame.display.get_active()

    def show(self) -> None:
        """Send what has changed to the display."""
        boxes = self._damage.since_last(self.surface)
        if boxes:
            pygame.display.update(boxes)

    def lost(self) -> None:
        """Count everything as changed: the display has lost what it showed."""
        self._damage.forget()
