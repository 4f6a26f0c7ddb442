"""The page of ``vmt report`` in a real browser, from disk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from vmt.cli.main import main

pytestmark = pytest.mark.browser
REPOSITORY = Path(__file__).resolve().parents[2]
PAPER = {"light": "rgb(251, 251, 249)", "dark": "rgb(21, 24, 28)"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page on a run of a market with a harvest."""
    recording = tmp_path_factory.mktemp("report") / "run.db"
    scenario = REPOSITORY / "scenarios" / "teaching" / "first_market.yaml"
    run = ["run", str(scenario), "--ticks", "60", "--db", str(recording), "--quiet"]
    assert main(run) == 0
    assert main(["report", str(recording)]) == 0
    return recording.with_suffix(".html")


@pytest.fixture
def open_report(chromium: Browser, report: Path) -> Iterator[Callable[..., Page]]:
    """Open the page at a width, in light or dark; whatever it asks for is an error."""
    contexts = []

    def open_page(width: int, scheme: str) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.asked.append(message.text))
        page.goto(report.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_page_fits_every_screen(open_report, report, width: int, scheme: str) -> None:
    """It asks for itself alone, needs no sideways scrolling, and is light or dark."""
    page = open_report(width, scheme)

    assert page.asked == [report.as_uri()]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == PAPER[scheme]


def test_one_price_plot_is_shown(open_report) -> None:
    """A narrow screen has the narrow plot, a wide one the wide one."""
    for width, shown, hidden in (
        (400, "prices-narrow", "prices"),
        (1280, "prices", ""),
    ):
        page = open_report(width, "light")
        assert page.locator(f"#{shown}").is_visible()
        assert page.locator("figure svg[role=img]").count() == 8
        if hidden:
            assert not page.locator(f"#{hidden}").is_visible()


def test_paper_is_light(open_report) -> None:
    """Who reads in the dark prints on white all the same."""
    page = open_report(1280, "dark")
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.body).color")

    assert ink == "rgb(28, 31, 35)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
