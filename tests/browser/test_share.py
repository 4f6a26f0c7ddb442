"""Those who watch: they see, they do nothing, and they can be sent away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from picture import Picture
from screen import SHOWS_PIXELS

pytestmark = pytest.mark.browser

CANVAS = "document.querySelector('#desktop canvas')"


@pytest.fixture
def watch(chromium: Browser) -> Callable[[str], Page]:
    """Return a function that opens a link in a browser of somebody else."""

    def watch(link: str) -> Page:
        context = chromium.new_context(viewport={"width": 1000, "height": 700})
        page = context.new_page()
        page.goto(link)
        page.wait_for_selector("html[data-state=connected]", state="attached")
        return page

    return watch


def link_of(page: Page) -> str:
    """Return the link that the panel shows."""
    page.click("#handle")
    page.click("#tool-share")
    expect(page.locator("#share-link")).not_to_have_value("")
    return page.locator("#share-link").input_value()


def test_a_watcher_sees_and_does_nothing(
    open_page: Callable[..., Page],
    watch: Callable[[str], Page],
    window: Picture,
) -> None:
    """No key and no click arrives, the size stays, and there is nothing to act with."""
    page = open_page()
    watcher = watch(link_of(page))
    expect(page.locator("#share-count")).to_have_text("1")
    expect(page.locator("#watchers")).to_have_text("1 person watches")
    window.forget()
    watcher.mouse.click(300, 300)
    watcher.keyboard.type("abc")
    watcher.click("#handle")
    tools = watcher.locator("#tools .tool:visible").evaluate_all(
        "a => a.map(e => e.id)"
    )
    assert tools == ["tool-screenshot", "tool-full-screen", "tool-view", "tool-help"]
    watcher.click("#tool-view")
    expect(watcher.locator("#follow-choice")).to_be_hidden()
    watcher.click("#tool-help")
    expect(watcher.get_by_text("keys go to the desktop").first).to_be_hidden()
    assert watcher.evaluate("document.querySelector('#desktop canvas').width") == 1280
    assert window.is_untouched()
    watcher.reload()
    watcher.wait_for_selector("html[data-state=connected]", state="attached")
    watcher.context.close()


def test_all_who_watch_go_on_when_another_one_comes(
    open_page: Callable[..., Page],
    watch: Callable[[str], Page],
    window: Picture,
) -> None:
    """Pictures of few colours, packed with what came before, arrive on each page."""
    page = open_page()
    link = link_of(page)
    watchers: list[Page] = []
    for _ in range(3):
        watchers.append(watch(link))
        for seed in (1, 2, 1):  # what comes again is packed as a look back
            noise = window.paint_noise(seed, colours=2)
            for watcher in watchers:
                watcher.wait_for_function(SHOWS_PIXELS, arg=noise)
        watchers[-1].evaluate(f"{CANVAS}.dataset.since = 'the beginning'")
    for watcher in watchers:
        # A page that had to connect anew has another canvas.
        assert watcher.evaluate(f"{CANVAS}.dataset.since") == "the beginning"
        watcher.context.close()


def test_a_revoked_link_ends_at_once(
    open_page: Callable[..., Page], watch: Callable[[str], Page]
) -> None:
    """The watcher is told, and does not try again; a new link is another one."""
    page = open_page()
    link = link_of(page)
    watcher = watch(link)
    expect(page.locator("#share-count")).to_have_text("1")
    page.click("#share-revoke")
    page.get_by_role("button", name="End sharing").last.click()
    expect(watcher.locator("html")).to_have_attribute("data-state", "revoked")
    expect(watcher.locator("#notice")).to_contain_text("not valid any more")
    expect(watcher.locator("canvas")).to_have_count(0)
    expect(page.locator("#share-without")).to_be_visible()
    page.click("#share-renew")
    expect(page.locator("#share-link")).to_be_visible()
    assert page.locator("#share-link").input_value() != link
    watcher.context.close()
