"""The desktop as a visitor sees it, in Chromium."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

from running import PATIENCE
from vmt_desktop.display.probes import wait_until

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SHOWS_PIXELS = """([[left, top, width, height], expected]) => {
  const context = document.querySelector("#desktop canvas")?.getContext("2d");
  if (!context) return false; // between two connections
  const { data } = context.getImageData(left, top, width, height);
  return expected.every((value, i) => data[i] === value);
}"""
"""Given a rectangle and its RGBA bytes, tells whether the page shows them."""


FITS_THE_WINDOW = """() => {
  const { width, height } = document.querySelector("#desktop canvas") ?? {};
  const { clientWidth, clientHeight } = document.querySelector("#stage");
  return width === clientWidth && height === clientHeight;
}"""
"""Tells whether the desktop has the size of the window."""


class Screen:
    """The desktop as a visitor sees it: a page at one screen pixel a pixel."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, link: str) -> None:
        """Open the link and wait for the picture, without another click."""
        self.page.goto(link)
        self.page.wait_for_selector("html[data-state=connected]", timeout=60_000)

    def wait_until_it_fits(self) -> None:
        """Wait until the desktop follows the window: until then its pixels move."""
        self.page.wait_for_function(FITS_THE_WINDOW, timeout=PATIENCE * 1000)

    def state(self) -> str:
        """Return what the page says of its connection, for failures."""
        return str(
            self.page.evaluate("JSON.stringify(document.documentElement.dataset)")
        )

    def image(self) -> Image.Image:
        """Return the picture of the desktop, RGB."""
        box = self.page.locator("canvas").last.bounding_box()
        assert box is not None
        picture = self.page.screenshot(clip=box, animations="allow")  # type: ignore[arg-type]
        return Image.open(io.BytesIO(picture)).convert("RGB")

    def click(self, x: float, y: float, count: int = 1) -> None:
        """Click a pixel of the desktop, as soon as there is a picture of it."""
        self.page.wait_for_selector("html[data-picture]", state="attached")
        box = self.page.locator("canvas").last.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + x, box["y"] + y, click_count=count)

    def press(self, key: str) -> None:
        """Press a key, as Playwright names them."""
        self.page.keyboard.press(key)

    def wait_for(
        self, holds: Callable[[Image.Image], object], what: str
    ) -> Image.Image:
        """Look until the condition holds for the picture; return the picture."""
        seen: list[Image.Image] = []

        def looks_right() -> bool:
            seen[:] = [self.image()]
            return bool(holds(seen[0]))

        assert wait_until(looks_right, PATIENCE), f"never seen: {what}"
        return seen[0]

    def wait_until_still(
        self, box: tuple[int, int, int, int] | None = None
    ) -> Image.Image:
        """Look until the picture, or a part of it, is the same twice."""
        seen = [self.image().crop(box)]

        def is_still(picture: Image.Image) -> bool:
            seen.append(picture.crop(box))
            return not differ(*seen[-2:])

        return self.wait_for(is_still, "a picture that stands still")


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Return whether two pictures have a pixel that is not the same."""
    return ImageChops.difference(one, other).getbbox() is not None
