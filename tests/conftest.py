"""What several parts of the suite share: a running desktop, and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from running import Desktop, unused_port
from screen import CHROMIUM, CHROMIUM_FLAGS, Screen


def missing(what: str) -> None:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI=true")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Find ports that nobody listens on."""
    return unused_port


@pytest.fixture
def start_desktop(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Desktop]]:
    """Start desktops natively; they are ended with the test."""
    for program in ("Xvfb", "x11vnc", "fluxbox"):
        if shutil.which(program) is None:
            missing(program)
    started: list[Desktop] = []

    def start(app: str = "launcher.py", **variables: str) -> Desktop:
        desktop = Desktop(tmp_path_factory.mktemp("desktop"), app, variables)
        started.append(desktop)
        return desktop

    yield start
    for desktop in started:
        desktop.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once; tests open contexts of their own in it."""
    if not CHROMIUM.exists():
        missing(str(CHROMIUM))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def open_screen(chromium: Browser) -> Iterator[Callable[[str], Screen]]:
    """Open links in a fresh profile, in a window of 1280 x 840."""
    contexts = []

    def open_link(link: str, *, follows: bool = True) -> Screen:
        context = chromium.new_context(viewport={"width": 1280, "height": 840})
        contexts.append(context)
        screen = Screen(context.new_page())
        screen.open(link)
        if follows:
            screen.wait_until_it_fits()
        return screen

    yield open_link
    for context in contexts:
        context.close()
