"""The menu: by mouse, by touch, by keys alone, in any window, in the way of nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from picture import Picture
from running import Desktop
from screen import FITS_THE_WINDOW, SHOWS_PIXELS
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.browser

MENU = "Control+Alt+Shift+KeyM"
FOCUSED = "document.activeElement.id"
OUTSIDE = """() => [...document.querySelectorAll("#bar .card, #bar .card *")]
  .filter((e) => e.checkVisibility() && !e.closest(".scroll, .unseen"))
  .filter((e) => {
    const { left, right, top, bottom } = e.getBoundingClientRect();
    // A card may scroll, downwards.
    const below = e.matches(".card") && (top < 0 || bottom > innerHeight);
    return left < 0 || right > innerWidth || below;
  }).map((e) => e.id || e.className || e.tagName)"""
PANELS = ("clipboard", "files", "keys", "screenshot", "view", "share", "help")


def test_the_closed_menu_covers_nothing_of_the_desktop(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """The handle has its own room: a click in the desktop's first row gets there."""
    page = open_page()
    page.wait_for_function(FITS_THE_WINDOW)
    handle = page.locator("#handle").bounding_box()
    canvas = page.locator("#desktop canvas").bounding_box()
    assert handle is not None
    assert canvas is not None
    assert handle["y"] + handle["height"] <= canvas["y"]
    window.forget()
    page.mouse.click(640, canvas["y"])
    assert window.next_click()[1] == 0


def test_keys_alone_reach_every_tool(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """A key opens the menu, Tab goes through it, Escape leads back to the desktop."""
    page = open_page()
    page.keyboard.press(MENU)
    for name in PANELS:  # some are there when the desktop has said that it has them
        expect(page.locator(f"#tool-{name}")).to_be_visible()
    reached = [page.evaluate(FOCUSED)]
    while reached[-1] != "tool-log-out":
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        assert len(reached) < 30
    assert {f"tool-{name}" for name in PANELS} < set(reached)
    page.locator("#tool-view").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-view")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tools")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "keyboard"
    window.forget()
    page.keyboard.press("q")
    assert window.typed(1) == "q"


def test_escape_leads_back_from_wherever_one_has_clicked(
    open_page: Callable[..., Page],
) -> None:
    """A text that takes no focus, and a folder whose row is gone when it is open."""
    page = open_page()
    for place in ("#file-free", "#file-list button.link >> nth=0"):
        page.click("#handle")
        page.click("#tool-files")
        page.click(place)
        expect(page.locator("#file-free")).to_contain_text("free")
        page.keyboard.press("Escape")
        expect(page.locator("#tools")).to_be_hidden()
        assert page.evaluate(FOCUSED) == "keyboard"


def test_a_folder_that_was_opened_by_key_keeps_the_focus(
    open_page: Callable[..., Page],
) -> None:
    """Tab goes on among its files, not from the beginning of the page."""
    page = open_page()
    page.click("#handle")
    page.click("#tool-files")
    page.locator("#file-list button.link", has_text="logs").focus()
    page.keyboard.press("Enter")
    opened = page.locator("#file-path [aria-current]", has_text="logs")
    expect(opened).to_be_focused()


@pytest.mark.parametrize(
    ("width", "height"), [(1024, 600), (3840, 2160), (390, 844), (844, 390)]
)
def test_all_of_it_fits_the_window(
    open_page: Callable[..., Page], width: int, height: int
) -> None:
    """Each panel can be reached and lies in the window with all that is in it."""
    phone = {"has_touch": True, "is_mobile": True} if width < 1000 else {}
    page = open_page(viewport={"width": width, "height": height}, **phone)
    for name in PANELS:
        page.click("#handle")
        page.click(f"#tool-{name}")
        expect(page.locator(f"#panel-{name}")).to_be_visible()
        assert page.evaluate(OUTSIDE) == []
        page.click("#handle")


def test_a_screenshot_has_the_pixels_of_the_desktop(
    open_page: Callable[..., Page], window: Picture, tmp_path: Path
) -> None:
    """It is saved as PNG, as large as the desktop, without the page around it."""
    page = open_page()
    page.wait_for_function(FITS_THE_WINDOW)
    canvas = page.locator("#desktop canvas")
    page.click("#handle")
    page.click("#tool-screenshot")
    expect(page.locator("#screenshot img")).to_be_visible()
    with page.expect_download() as download:
        page.click("#screenshot-save")
    assert download.value.suggested_filename.endswith(".png")
    download.value.save_as(tmp_path / "shot.png")
    picture = Image.open(tmp_path / "shot.png").convert("RGB")
    assert list(picture.size) == canvas.evaluate("e => [e.width, e.height]")
    x, y, *colour = window.points()[0]
    assert picture.getpixel((x, y)) == tuple(colour)


def test_it_switches_to_the_log_viewer_and_back(
    open_page: Callable[..., Page], standing: Desktop
) -> None:
    """The menu starts it, and marks what is open."""
    page = open_page()
    page.click("#handle")
    expect(page.locator("#tool-launcher")).to_have_attribute("data-open", "")
    page.click("#tool-log-viewer")
    standing.wait_for_window("VMT Log Viewer")
    expect(page.locator("#tools")).to_be_hidden()
    expect(page.locator("#tool-log-viewer")).to_have_attribute("data-open", "")


def test_restarting_asks_first(
    open_page: Callable[..., Page], standing: Desktop
) -> None:
    """Without a yes nothing happens; with one the launcher is another process."""
    page = open_page()
    before = standing.pid_of("app")
    page.click("#handle")
    page.click("#tool-restart")
    page.get_by_role("button", name="Cancel").click()
    assert standing.pid_of("app") == before
    page.click("#tool-restart")
    page.get_by_role("button", name="Restart", exact=True).last.click()
    expect(page.locator("#tools")).to_be_hidden()
    assert wait_until(lambda: standing.programs().get("app", before) != before, 20)
    expect(page.locator("#ended")).to_be_hidden()


def test_lossless_is_without_loss(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """What JPEG blurs, noise, arrives as it is; the choice is remembered."""
    page = open_page()
    page.click("#handle")
    page.click("#tool-view")
    page.check("[value=lossless]")
    page.click("#handle")
    noise = window.paint_noise()
    page.wait_for_function(SHOWS_PIXELS, arg=noise)
    page.reload()
    page.wait_for_selector("html[data-state=connected]", state="attached")
    assert page.locator("[value=lossless]").is_checked()


@pytest.mark.parametrize(
    ("seconds", "level"), [(4.0, "low"), (0.8, "medium"), (0.1, "high")]
)
def test_automatic_quality_is_what_the_network_carries(
    open_page: Callable[..., Page], seconds: float, level: str
) -> None:
    """How long the page itself took to come tells, before the first picture."""
    page = open_page(
        script=f"""
          performance.getEntriesByType = () => [
            {{ transferSize: 80000, responseStart: 0, responseEnd: {1000 * seconds} }},
          ];
        """
    )
    expect(page.locator("#quality-now")).to_have_text(f"now: {level}")
