"""The page behind a proxy, with HTTPS of its own, and in another page's frame."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from certificates import make_certificate
from proxies import Proxy

pytestmark = pytest.mark.browser

CONNECTED = "html[data-state=connected]"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a browser profile that takes certificates of our own making."""
    context = chromium.new_context(ignore_https_errors=True)
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.mark.parametrize(
    ("language", "name", "path"),
    [("nginx", "path", "/vmt/"), ("caddy", "path", "/vmt/")],
)
def test_the_page_connects_under_a_path_of_a_proxy(
    processes: Any,
    picture: Any,
    context: BrowserContext,
    tmp_path: Path,
    language: str,
    name: str,
    path: str,
) -> None:
    """HTTPS at the proxy; nothing is blocked, a reload goes on, keys arrive."""
    folder = tmp_path / "proxy"
    folder.mkdir()
    proxy = Proxy(language, name, folder, make_certificate(tmp_path), processes.port)
    url = f"https://localhost:{proxy.port}{path}"
    try:
        processes.start_vnc()
        processes.start_gateway(VMT_PUBLIC_URL=url, VMT_TRUSTED_PROXIES="127.0.0.1")
        complaints: list[str] = []
        page = context.new_page()
        page.on(
            "console", lambda m: complaints.append(m.text) if m.type == "error" else 0
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(processes.link().replace(processes.url, url))
        page.wait_for_selector(CONNECTED, state="attached")
        assert page.url == url
        page.reload()
        page.wait_for_selector(CONNECTED, state="attached")
        page.keyboard.type("v")
        assert picture.next_key() == "v"
        assert complaints == []
    finally:
        proxy.close()


def framed(address: str) -> str:
    """Return a page with another one in a frame."""
    return (
        "<!doctype html><title>around</title>"
        f'<iframe id="f" width="900" height="600" src="{address}"></iframe>'
    )


@pytest.mark.parametrize("allowed", [True, False])
def test_in_a_frame_of_another_site_it_connects_if_that_is_named(
    processes: Any,
    picture: Any,
    context: BrowserContext,
    serve_page: Callable[[str], str],
    tmp_path: Path,
    allowed: bool,
) -> None:
    """The login holds inside that page, by a cookie that is partitioned."""
    certificate, key = make_certificate(tmp_path)
    link = processes.link().replace("http://", "https://")
    around = serve_page(framed(link))
    ancestors = {"VMT_FRAME_ANCESTORS": around.rstrip("/")} if allowed else {}
    processes.start_vnc()
    processes.start_gateway(
        VMT_TLS_CERT=str(certificate), VMT_TLS_KEY=str(key), **ancestors
    )
    page = context.new_page()
    page.goto(around)
    if allowed:
        inside = page.frame_locator("#f")
        inside.locator(CONNECTED).wait_for(state="attached")
        [cookie] = context.cookies()
        assert (cookie["sameSite"], cookie["secure"]) == ("None", True)
        assert cookie["partitionKey"]
        page.reload()
        inside.locator(CONNECTED).wait_for(state="attached")
    else:
        frame = page.locator("#f").element_handle().content_frame()
        assert frame is not None
        page.wait_for_load_state("networkidle")
        assert frame.locator(CONNECTED).count() == 0
        assert context.cookies() == []
