"""The page in Chromium: it shows the desktop, and finds it again."""

import dataclasses
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from vmt_desktop.gateway.application import create_application
from vmt_desktop.settings import Settings

pytestmark = pytest.mark.browser

HANDLE = 10

SHOWS = """([[x, y, ...colour]]) => {
  const canvas = document.querySelector("#desktop canvas");
  const pixel = canvas?.getContext("2d").getImageData(x, y, 1, 1).data ?? [];
  return colour.every((value, i) => pixel[i] === value);
}"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a browser profile without cookies, whose window changes no desktop."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script("localStorage.setItem('vmt-desktop.follow', 'false')")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give a tab."""
    return context.new_page()


def expect_state(page: Page, state: str) -> None:
    """Wait until the page is in this state."""
    expect(page.locator("html")).to_have_attribute("data-state", state, timeout=20_000)


def expect_picture(page: Page, picture: Any) -> None:
    """Wait until the canvas shows the very colours of the display."""
    for point in picture.points():
        page.wait_for_function(SHOWS, arg=[point])


def test_a_link_shows_the_desktop_at_once(
    desktop: Any, picture: Any, page: Page
) -> None:
    """No click is needed, nothing is blocked, and the token leaves the address bar."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else 0)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    link, api = desktop.link(), f"{desktop.url}api/"
    page.goto(link)
    expect_state(page, "connected")
    expect_picture(page, picture)
    expect(page.locator("#notice")).to_be_hidden()
    assert page.url == desktop.url
    assert page.title() == "VMT Desktop"
    # All of the page is in one answer; only then it asks the API.
    assert [url for url in fetched if not url.startswith(("data:", api))] == [link]
    assert complaints == []


def test_keys_go_to_the_desktop_without_a_click(
    desktop: Any, picture: Any, page: Page
) -> None:
    """The keyboard belongs to the desktop as soon as it is there."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    page.keyboard.type("vMt")
    keys = [picture.next_key() for _ in range(4)]
    assert [key for key in keys if key.isascii()] == ["v", "M", "t"]


@pytest.mark.parametrize(
    ("window", "shown"),
    [
        ((1280, 810), (1280, 800)),
        ((1341, 871), (1280, 800)),
        ((1024, 610), (960, 600)),
        ((900, 1200), (900, 562.5)),
        ((2560, 1610), (2560, 1600)),
        ((3840, 2170), (3456, 2160)),
    ],
)
def test_the_desktop_fits_the_window(
    desktop: Any,
    picture: Any,
    page: Page,
    window: tuple[int, int],
    shown: tuple[float, float],
) -> None:
    """As large as possible, centred, pixel by pixel if nearly so; clicks hit."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    page.set_viewport_size({"width": window[0], "height": window[1]})
    canvas = page.locator("#desktop canvas")
    page.wait_for_function(
        """([width, height]) => {
          const canvas = document.querySelector("#desktop canvas");
          const box = canvas?.getBoundingClientRect() ?? {};
          return Math.abs(box.width - width) < 1 && Math.abs(box.height - height) < 1;
        }""",
        arg=list(shown),
    )
    box = canvas.bounding_box()
    assert box is not None
    assert box["x"] == pytest.approx((window[0] - shown[0]) / 2, abs=1)
    # The menu's handle has the uppermost pixels for itself.
    assert box["y"] == pytest.approx(
        HANDLE + (window[1] - HANDLE - shown[1]) / 2, abs=1
    )
    assert page.evaluate(
        """() => [...document.querySelectorAll("html, body, main, main div")].every(
          (e) => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight
        )"""
    )
    scale = shown[0] / 1280
    is_sharp = page.locator("html").get_attribute("data-sharp") is not None
    assert is_sharp is (scale in {1, 2})
    if is_sharp:
        assert (box["x"] % 1, box["y"] % 1) == (0, 0)
    page.mouse.click(box["x"] + 1000 * scale, box["y"] + 700 * scale)
    x, y = picture.next_click()
    # The mouse knows whole pixels of the window only.
    assert abs(x - 1000) <= max(1, 1.5 / scale)
    assert abs(y - 700) <= max(1, 1.5 / scale)


def test_it_reconnects_when_the_vnc_server_was_restarted(
    desktop: Any, picture: Any, page: Page
) -> None:
    """The last picture stays, the page says why, then the new picture comes."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    expect_picture(page, picture)
    desktop.kill("vnc")
    expect_state(page, "reconnecting")
    expect(page.locator("#notice")).to_contain_text("Connection lost")
    expect(page.locator("#last-frame canvas")).to_be_visible()
    picture.paint(0xAA0000, 0x00AA00, 0x0000AA, 0xAAAAAA)
    desktop.start_vnc()
    expect_state(page, "connected")
    expect_picture(page, picture)
    page.keyboard.press("k")
    assert picture.next_key() == "k"


def test_it_reconnects_when_the_gateway_was_restarted(
    desktop: Any, picture: Any, page: Page
) -> None:
    """Nobody has to log in again."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    desktop.kill("gateway")
    expect_state(page, "reconnecting")
    desktop.start_gateway()
    expect_state(page, "connected")
    expect_picture(page, picture)


def test_it_waits_for_a_desktop_that_is_starting(
    processes: Any, picture: Any, page: Page
) -> None:
    """Opened too early it says so, and goes on by itself."""
    processes.start_gateway()
    page.goto(processes.link())
    expect_state(page, "starting")
    expect(page.locator("#notice")).to_contain_text("The desktop is starting")
    processes.start_vnc()
    expect_state(page, "connected")
    expect_picture(page, picture)


def test_the_link_finds_the_desktop_again(
    desktop: Any, picture: Any, context: BrowserContext
) -> None:
    """The tab was closed; the spent link, or the address, opens it as it was."""
    link = desktop.link()
    first = context.new_page()
    first.goto(link)
    expect_state(first, "connected")
    first.close()
    for address in (link, desktop.url):
        again = context.new_page()
        again.goto(address)
        expect_state(again, "connected")
        expect_picture(again, picture)
        assert again.url == desktop.url


def test_a_link_on_another_site_works_again_and_again(
    desktop: Any, page: Page, serve_page: Callable[[str], str]
) -> None:
    """Followed from a course page the browser holds the cookie back at first."""
    elsewhere = serve_page(f'<a href="{desktop.link()}">the desktop</a>')
    for _ in range(2):
        page.goto(elsewhere)
        page.click("a")
        expect_state(page, "connected")


def test_another_site_cannot_connect(
    desktop: Any, page: Page, context: BrowserContext, serve_page: Callable[[str], str]
) -> None:
    """Its script opens no WebSocket, reads nothing and frames nothing."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    evil = context.new_page()
    evil.goto(serve_page("<iframe></iframe>"))
    outcome = evil.evaluate(
        """async (url) => {
          const socket = new WebSocket(url.replace("http", "ws") + "vnc");
          const opened = await new Promise((resolve) => {
            socket.onopen = () => resolve("opened");
            socket.onclose = () => resolve("refused");
          });
          const read = await fetch(url + "session", { credentials: "include" })
            .then(() => "read", () => "refused");
          const frame = document.querySelector("iframe");
          const loaded = new Promise((resolve) => { frame.onload = resolve; });
          frame.src = url;
          await loaded;
          return [opened, read];
        }""",
        desktop.url,
    )
    assert outcome == ["refused", "refused"]
    assert not any(frame.url.startswith(desktop.url) for frame in evil.frames)


def test_logging_out_reaches_every_tab(
    desktop: Any, picture: Any, context: BrowserContext
) -> None:
    """The other tab says so and shows nothing any more; a new link pasted helps."""
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(desktop.link())
        expect_state(tab, "connected")
    first.click("#handle")
    first.click("#tool-files")
    second.click("#handle")
    second.click("#tool-log-out")
    expect(second.locator("form")).to_be_visible()
    expect_state(first, "logged-out")
    expect(first.locator("#panel-files")).to_be_hidden()
    expect(first.locator("canvas")).to_have_count(0)
    first.get_by_role("link", name="Log in").click()
    first.get_by_label("Link or token").fill(desktop.link())
    first.get_by_role("button", name="Log in").click()
    expect_state(first, "connected")
    expect_picture(first, picture)


def test_a_session_that_is_gone_is_no_network_trouble(desktop: Any, page: Page) -> None:
    """After a fresh start of the whole desktop the page asks for a login."""
    page.goto(desktop.link())
    expect_state(page, "connected")
    desktop.kill("gateway")
    for file in (desktop.runtime_dir / "sessions").iterdir():
        file.unlink()
    desktop.start_gateway()
    expect_state(page, "logged-out")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("A new link brings you back")
    for place in (
        "docker logs",
        "docker exec CONTAINER vmt-desktop link",
        "./run link",
    ):
        expect(notice).to_contain_text(place)


def test_with_a_password_a_fresh_start_is_no_end(
    processes: Any, picture: Any, page: Page
) -> None:
    """A container that is started again with the same password just goes on."""
    processes.start_vnc()
    processes.start_gateway(VMT_PASSWORD="the same")
    page.goto(processes.url)
    page.get_by_label("Password").fill("the same")
    page.get_by_role("button", name="Log in").click()
    expect_state(page, "connected")
    processes.kill("gateway")
    expect_state(page, "reconnecting")
    shutil.rmtree(processes.runtime_dir / "sessions", ignore_errors=True)
    processes.start_gateway(VMT_PASSWORD="the same")
    expect_state(page, "connected")
    expect_picture(page, picture)


def test_the_password_form_logs_in(processes: Any, picture: Any, page: Page) -> None:
    """A wrong one is told, the right one leads to the desktop."""
    processes.start_vnc()
    processes.start_gateway(VMT_PASSWORD="Ökonomie & 2 + 2")
    page.goto(processes.url)
    for password in ("wrong", "Ökonomie & 2 + 2"):
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        if password == "wrong":
            expect(page.get_by_role("alert")).to_have_text("This is not the password.")
    expect_state(page, "connected")
    expect_picture(page, picture)
    assert page.url == processes.url


def test_it_works_below_a_sub_path(desktop: Any, picture: Any, page: Page) -> None:
    """Page, cookie, WebSocket, log-out and login stay below it."""
    settings = Settings.from_environment(
        {"VMT_RUNTIME_DIR": str(desktop.runtime_dir), "VMT_DATA_DIR": "/nonexistent"}
    )
    application = create_application(dataclasses.replace(settings, port=desktop.port))
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=[Mount("/user/anna", app=application)]),
            port=0,
            ws="websockets-sansio",
            log_config=None,
            lifespan="off",
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        page.wait_for_function("true")
        while not server.started:
            page.wait_for_timeout(20)
        port = server.servers[0].sockets[0].getsockname()[1]
        below = f"http://localhost:{port}/user/anna/"
        page.goto(desktop.link().replace(desktop.url, below))
        expect_state(page, "connected")
        expect_picture(page, picture)
        assert page.url == below
        (cookie,) = page.context.cookies()
        assert cookie["path"] == "/user/anna"
        page.click("#handle")
        page.click("#tool-log-out")
        page.get_by_label("Link or token").fill(desktop.link())
        page.get_by_role("button", name="Log in").click()
        expect_state(page, "connected")
        assert page.url == below
        page.goto("about:blank")
    finally:
        server.should_exit = True
        thread.join()
