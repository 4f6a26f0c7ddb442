"""The page when the whole desktop is started anew, as a container is."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CONNECTED = "html[data-state=connected]"
PASSWORD = "correct horse"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Give a tab in a profile of its own."""
    context = chromium.new_context()
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_under_the_same_password_a_page_simply_goes_on(
    processes: Any, picture: Any, page: Page
) -> None:
    """Nothing of the old desktop is left, nobody logs in, and keys arrive again."""
    processes.start_vnc()
    processes.start_gateway(VMT_PASSWORD=PASSWORD)
    page.goto(processes.url)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(CONNECTED, state="attached")

    processes.close()
    page.wait_for_selector("html:not([data-state=connected])", state="attached")
    shutil.rmtree(processes.runtime_dir)
    processes.runtime_dir.mkdir(mode=0o700)
    processes.start_vnc()
    processes.start_gateway(VMT_PASSWORD=PASSWORD)

    page.wait_for_selector(CONNECTED, state="attached")
    page.keyboard.type("v")
    assert picture.next_key() == "v"
