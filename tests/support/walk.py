"""The way of a first-time user, from the link to the log of the first run."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from screen import Screen, differ
from vmt_desktop.display.probes import wait_until

ACCENT = (23, 96, 127)
"""The colour of the launcher's Run button."""

BACKGROUND = (43, 58, 74)
"""The colour of the empty desktop."""

LAUNCHER_WIDTH = 400
"""The launcher stands at the left; the viewer opens beside it."""


def walk(
    screen: Screen, windows: Callable[[], list[str]], log: Callable[[], str]
) -> None:
    """Click through launcher, run and log viewer, as the README promises.

    Parameters
    ----------
    screen : Screen
        Connected to the desktop.
    windows : callable
        Returns the titles of the windows on the desktop.
    log : callable
        Returns what the desktop has printed.
    """

    def wait_for_window(title: str) -> None:
        def is_open() -> bool:
            return any(title in name for name in windows())

        assert wait_until(is_open, 60), (title, windows(), screen.state(), log())

    button = run_first_scenario(screen)
    wait_for_window("seed 42")
    wait_for_trades(screen, 3)

    screen.click(900, 400)
    screen.press("Space")
    still = screen.wait_until_still(_viewer(screen.image()))
    screen.press("s")
    screen.wait_for(lambda picture: _viewer_differs(picture, still), "a step after S")

    open_log_viewer(screen, button)
    wait_for_window("Log Viewer")


def run_first_scenario(screen: Screen) -> tuple[int, int]:
    """Press the launcher's Run button; return where it is."""
    run_button = _run_button(screen)
    screen.click(*run_button)
    return run_button


def close_button(picture: Image.Image) -> tuple[int, int]:
    """Find the launcher's close button: at the right end of its title bar."""
    pixels = np.asarray(picture).astype(int)
    empty = (abs(pixels[4] - BACKGROUND) < 12).all(axis=1)
    return int(np.flatnonzero(empty)[0]) - 13, 13


def _run_button(screen: Screen) -> tuple[int, int]:
    """Find the widest block of the accent colour that is as high as a button."""
    found: list[tuple[int, int]] = []

    def is_there(picture: Image.Image) -> bool:
        pixels = np.asarray(picture).astype(int)[:, :LAUNCHER_WIDTH]
        accent = (abs(pixels - ACCENT) < 12).all(axis=2)
        rows = np.flatnonzero(accent.sum(axis=1) > 100)
        for block in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            if len(block) >= 22:
                middle = int(block[len(block) // 2])
                columns = np.flatnonzero(accent[middle])
                found[:] = [(int(columns.mean()), middle)]
        return bool(found)

    screen.wait_for(is_there, "the Run button")
    return found[0]


def open_log_viewer(screen: Screen, run_button: tuple[int, int]) -> None:
    """Press "View log": over the list of runs, at the left."""
    screen.click(50, run_button[1] + 34)


def wait_for_trades(screen: Screen, count: int = 40) -> None:
    """See the viewer change so often that trades have been made."""
    seen = screen.image()
    for _ in range(count):
        seen = screen.wait_for(
            lambda picture, before=seen: _viewer_differs(picture, before),
            "moving pixels in the viewer",
        )


def _viewer(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the part of the desktop where the viewer is."""
    return (LAUNCHER_WIDTH + 20, 30, picture.width, picture.height - 30)


def _viewer_differs(one: Image.Image, other: Image.Image) -> bool:
    return differ(one.crop(_viewer(one)), other.crop(_viewer(other)))
