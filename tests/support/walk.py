"""The way of a first-time user, from the link to the log of the first run."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops

from screen import Screen
from vmt_desktop.probes import wait_until

ACCENT = (23, 96, 127)
"""The colour of the launcher's Run button."""

BACKGROUND = (43, 58, 74)
"""The colour of the empty desktop."""

LAUNCHER_WIDTH = 400
"""The launcher stands at the left; the viewer opens beside it."""


def walk(screen: Screen, windows: Callable[[], list[str]]) -> None:
    """Click through launcher, run and log viewer, as the README promises.

    Parameters
    ----------
    screen : Screen
        Connected to the desktop.
    windows : callable
        Returns the titles of the windows on the desktop.
    """
    run_button = run_first_scenario(screen)
    _wait_for_window(windows, "seed 42")
    _moves(screen)

    screen.click(900, 400)
    screen.press("Space")
    still = _stands_still(screen)
    screen.press("s")
    screen.wait_for(
        lambda picture: _differ(_viewer(picture), _viewer(still)), "a step after S"
    )

    # "View logs" is the button under the list of runs, at the left.
    screen.click(50, run_button[1] + 98)
    _wait_for_window(windows, "Log Viewer")


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


def _wait_for_window(windows: Callable[[], list[str]], title: str) -> None:
    def is_open() -> bool:
        return any(title in name for name in windows())

    assert wait_until(is_open, 60), f"no window {title!r} among {windows()}"


def _viewer(picture: Image.Image) -> Image.Image:
    return picture.crop((LAUNCHER_WIDTH, 30, picture.width, picture.height - 30))


def _moves(screen: Screen) -> None:
    """See the viewer change three times."""
    seen = screen.image()
    for _ in range(3):
        before = _viewer(seen)
        seen = screen.wait_for(
            lambda picture, before=before: _differ(_viewer(picture), before),
            "moving pixels in the viewer",
        )


def _stands_still(screen: Screen) -> Image.Image:
    """See the same picture of the viewer twice, some screenshots apart."""
    seen = [screen.image()]

    def is_still(picture: Image.Image) -> bool:
        same = not _differ(_viewer(picture), _viewer(seen[-1]))
        seen.append(picture)
        return same

    return screen.wait_for(is_still, "a viewer that stands still after Space")


def _differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None
