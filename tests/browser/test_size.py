"""The desktop is as large as the window of whoever is in control."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FILLS = """(scale) => {
  const stage = document.querySelector("#stage");
  const canvas = document.querySelector("#desktop canvas");
  if (!canvas) return false; // between two connections
  const box = canvas.getBoundingClientRect();
  return canvas.width === stage.clientWidth * scale
    && canvas.height === stage.clientHeight * scale
    && Math.abs(box.width - stage.clientWidth) < 1;
}"""


def expect_filled(page: Page, scale: int = 1) -> None:
    """Wait until the desktop has the window's size, to the pixel."""
    page.wait_for_function(FILLS, arg=scale)


def test_the_desktop_follows_the_window(open_page: Callable[..., Page]) -> None:
    """From the smallest window to 4K, to the pixel, whatever it was before."""
    page = open_page()
    for width, height in ((1024, 600), (1283, 777), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        expect_filled(page)
    expect(page.locator("html")).to_have_attribute("data-sharp", "")


def test_a_sharp_desktop_has_the_pixels_of_the_device(
    open_page: Callable[..., Page],
) -> None:
    """If wished it has twice as many, and again when the page is opened anew."""
    options = {"viewport": {"width": 1000, "height": 700}, "device_scale_factor": 2}
    page = open_page(**options)
    expect_filled(page)
    page.click("#handle")
    page.click("#tool-view")
    page.check("#sharp")
    expect_filled(page, 2)
    page.reload()
    expect_filled(page, 2)


def test_the_window_that_is_acted_in_decides(open_page: Callable[..., Page]) -> None:
    """The other one scales the picture and says why, until somebody acts in it."""
    first = open_page(viewport={"width": 1280, "height": 810})
    expect_filled(first)
    second = open_page(viewport={"width": 1024, "height": 700})
    told = second.locator("#not-in-control")
    expect(told).to_contain_text("Somebody else is using the desktop")
    assert second.evaluate("document.querySelector('#desktop canvas').width") == 1280
    second.mouse.click(500, 400)
    expect_filled(second)
    expect(told).to_be_hidden()
    expect(first.locator("#not-in-control")).to_be_visible()
    first.keyboard.press("Shift")
    expect_filled(first)


def test_a_phone_scales_the_picture(open_page: Callable[..., Page]) -> None:
    """It leaves the size as it is, and shows all of the desktop."""
    before = open_page()
    expect_filled(before)
    phone = open_page(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone.tap("#desktop canvas")
    box = phone.locator("#desktop canvas").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(390, abs=1)
    assert phone.evaluate("document.querySelector('#desktop canvas').width") == 1280
