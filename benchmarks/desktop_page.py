"""A desktop in a real Chromium, and what is seen on its canvas."""

import base64
import io
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.desktop_peers import WORKERS, Desktop
from benchmarks.desktop_samples import Samples
from benchmarks.workers import desktop_stamp
from screen import CHROMIUM, CHROMIUM_FLAGS

PATIENCE = 60.0
"""Seconds after which something that was waited for counts as never happening."""
_LOOK_SECONDS = 0.5
"""How often a page without a picture is looked at, whether it still tries."""
_ANSWER_SECONDS = 15.0
"""Seconds after which a press counts as lost."""
_KEYS = ("b", "i", "k", "u", "x", "y", "z")
"""That mean nothing to the viewer. They take turns: after a delay, one key released and
pressed at the same moment would look as if it was held, and its repetition."""
MINIATURE = (64, 40)
_margins: dict[str, tuple[int, int]] = {}
"""What pages keep beside the picture [px], by the desktop's name, once it is known."""
_SAMPLER = (WORKERS / "desktop_sampler.js").read_text("utf-8")
_QUIET_DRIVER = WORKERS / "desktop_quiet_driver.cjs"


class NeverSeenError(Exception):
    """Something did not appear; the message says what."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium and end it; what it loads is told to nobody."""
    # JSON's quotes are node's, for a path with spaces.
    quiet = {"NODE_OPTIONS": f"--require={json.dumps(str(_QUIET_DRIVER))}"}
    with patch.dict(os.environ, quiet), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


class View:
    """A page with a desktop, in a profile of its own.

    Parameters
    ----------
    browser : Browser
    desktop : Desktop
    size : (int, int)
        Of the desktop [px].

    Attributes
    ----------
    n_reloads : int
        How often the page had to be loaded again.
    """

    def __init__(
        self, browser: Browser, desktop: Desktop, size: tuple[int, int]
    ) -> None:
        self._size, self._desktop = size, desktop
        across, down = _margins.get(desktop.name, (0, 0))
        width, height = size[0] + across, size[1] + down
        self._context = browser.new_context(viewport={"width": width, "height": height})
        self._context.add_init_script(_SAMPLER)
        self.page: Page = self._context.new_page()
        self._canvas = desktop.canvas
        self._lives = desktop.lives
        self._plan: dict[str, Any] = {"canvas": desktop.canvas}
        self._whole = True
        self._url = ""
        self._rng = random.Random(1)
        self.n_reloads = 0
        self.look_at((0, 0), desktop_stamp.PROBE_CELL, size[1] - desktop_stamp.HEIGHT)

    def close(self) -> None:
        """Close it and forget its profile."""
        self._context.close()

    def look_at(self, place: tuple[int, int], cell: int, below: int | None) -> None:
        """Say where the strips are.

        Parameters
        ----------
        place : (int, int)
            Upper left corner of the upper one [px].
        cell : int
            Width of a cell [px].
        below : int or None
            Top of the lower one [px]; None: there is none.
        """
        x, top = place
        middle = desktop_stamp.HEIGHT // 2
        self._plan |= {
            "x": x,
            "top": top + middle,
            "bottom": None if below is None else below + middle,
            "cell": cell,
        }
        self._whole = below is not None
        if self._url:
            self.page.evaluate("plan => vmtSampler.configure(plan)", self._plan)

    def open(self, url: str) -> None:
        """Load a page, again until it answers."""
        self._url = url
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.page.goto(url, wait_until="domcontentloaded")
                break
            except Error:
                self.n_reloads += 1
                if time.monotonic() > deadline:
                    raise
        self.page.evaluate("plan => vmtSampler.configure(plan)", self._plan)
        if self._desktop.follows and self._desktop.name not in _margins:
            self._make_room()

    def first_picture(self, patience: float = PATIENCE) -> float:
        """Return when the first whole picture of the program was seen [s].

        A page that is dead is loaded again, as its user does.

        Raises
        ------
        NeverSeenError
            Not within the patience [s].
        """
        script = "vmtSampler.until(0, {whole}, {patience})"
        return self._with_reloads(script, patience)

    def first_like(self, miniature: Sequence[float], tolerance: float) -> float:
        """Return when the picture was first like one that is known [s]."""
        columns, rows = MINIATURE
        return self._with_reloads(
            f"vmtSampler.untilLike({list(miniature)}, {columns}, {rows}, {tolerance},"
            " {patience})"
        )

    def miniature(self) -> list[float] | None:
        """Return the brightness of the picture's blocks."""
        found = self.page.evaluate("size => vmtSampler.miniature(...size)", MINIATURE)
        return None if found is None else list(found)

    def seen_since(self, moment: float, patience: float) -> float | None:
        """Return when a picture was seen that was drawn after a moment [s].

        None: not within the patience [s]. Both are of the machine's clock.
        """
        since = int(moment * 1000) % 2**32
        milliseconds = self.page.evaluate(
            "([since, patience]) => vmtSampler.until(since, false, patience)",
            [since, patience * 1000],
        )
        return None if milliseconds is None else milliseconds / 1000

    def animate(self, *, on: bool) -> None:
        """Let the probe begin its animation, or end it, and wait until it does."""
        self.page.keyboard.press("a" if on else "r")
        for _ in range(100):
            moving = self.watch(0.2).frames_per_second > 0
            if moving == on:
                return
        raise NeverSeenError("the probe does not hear of keys")

    def begin(self) -> None:
        """Begin to look."""
        self.page.evaluate("vmtSampler.start()")

    def stop(self) -> Samples:
        """Return what was seen since."""
        return Samples.of_page(self.page.evaluate("vmtSampler.stop()"))

    def watch(self, seconds: float) -> Samples:
        """Look for some seconds."""
        self.begin()
        self.page.wait_for_timeout(1000 * seconds)
        return self.stop()

    def press(self, count: int) -> Samples:
        """Press keys, so and so many, at any moment, and look for the answers."""
        return self.type((_KEYS * count)[:count])

    def type(self, keys: Sequence[str]) -> Samples:
        """Press these keys and look for the answers."""
        self.begin()
        for key in keys:
            self.page.keyboard.press(key)
            self._pause()
        return self._answered()

    def click(self, count: int) -> Samples:
        """Click so and so often, at any moment, and look for the answers."""
        x, y = self._middle()
        self.page.mouse.move(x, y)
        self.begin()
        for _ in range(count):
            self.page.mouse.click(x, y)
            self._pause()
        return self._answered()

    def take_keyboard(self) -> None:
        """Click into the desktop, so that it gets what is typed."""
        self.begin()
        self.page.mouse.click(*self._middle())
        self._answered()

    def frame(self) -> tuple[int, np.ndarray] | None:
        """Return the number of a frame and its picture, of shape (height, width, 3)."""
        found = self.page.evaluate("vmtSampler.picture(2000)")
        if found is None:
            return None
        return int(found["frame"]), _picture(found["png"])

    def find_strip(self, cell: int) -> None:
        """Look for the strip of a program wherever its window stands."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (png := self.page.evaluate("vmtSampler.png()")) is not None:
                place = desktop_stamp.find(_picture(png)[..., 1], cell)
                if place is not None:
                    self.look_at(place, cell, None)
                    return
            self._revive()
            self.page.wait_for_timeout(200)
        raise NeverSeenError("the program's strip is nowhere in the picture")

    def _with_reloads(self, script: str, patience: float = PATIENCE) -> float:
        whole = "true" if self._whole else "false"
        asked = script.replace("{whole}", whole)
        asked = asked.replace("{patience}", str(1000 * _LOOK_SECONDS))
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with suppress(Error):  # the page went to another one meanwhile
                milliseconds = self.page.evaluate(asked)
                if milliseconds is not None:
                    return float(milliseconds) / 1000
            self._revive()
        raise NeverSeenError("the picture")

    def _revive(self) -> None:
        """Load a page again that has given up, as its user does."""
        with suppress(Error):
            if self.page.evaluate(self._lives):
                return
        self.n_reloads += 1
        self.open(self._url)

    def _make_room(self) -> None:
        """Enlarge the page by what it keeps for itself."""
        across, down = self.page.evaluate(
            "frame => { const e = document.querySelector(frame);"
            " return [innerWidth - e.clientWidth, innerHeight - e.clientHeight]; }",
            self._desktop.frame,
        )
        _margins[self._desktop.name] = across, down
        width, height = self._size[0] + across, self._size[1] + down
        self.page.set_viewport_size({"width": width, "height": height})

    def _middle(self) -> tuple[float, float]:
        box = self.page.locator(self._canvas).last.bounding_box()
        if box is None:
            raise NeverSeenError("the canvas")
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _pause(self) -> None:
        """Let some time pass, so that presses meet every phase of a frame."""
        self.page.wait_for_timeout(self._rng.uniform(70, 170))

    def _answered(self) -> Samples:
        """Wait until the last press is answered, and return what was seen."""
        self.page.evaluate(f"vmtSampler.answered({1000 * _ANSWER_SECONDS})")
        return self.stop()


def _picture(url: str) -> np.ndarray:
    data = base64.b64decode(url.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
