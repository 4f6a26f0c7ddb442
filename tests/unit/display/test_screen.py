"""The size of the desktop: chosen by the page in control, to the pixel."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib.display import Display

from gateways import RunningGateway, settings_in
from visiting import News, Visit
from vmt_desktop.display.connection import GONE, open_display
from vmt_desktop.display.first_size import has_its_size
from vmt_desktop.display.probes import wait_until
from vmt_desktop.display.room import Resizing
from vmt_desktop.display.screen import resize, size_of
from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.admission import Admission
from x_server import XServer

Answer = tuple[int, dict[str, object]]


@pytest.fixture
def connection(x_server: XServer) -> Iterator[Display]:
    """Give a connection to the X server."""
    connection = open_display(x_server.name)
    yield connection
    with contextlib.suppress(*GONE):  # a test has restarted it
        connection.close()


class Page:
    """A page that is open."""

    def __init__(self, visitor: Visit) -> None:
        self.visitor = visitor
        self.news: News = visitor.news()
        self.id = self.news.wait_for("hello")["visitor"]

    def wish(self, width: object, height: object, **other: object) -> Answer:
        """Ask for a size; return status and answer."""
        wish = {"visitor": self.id, "width": width, "height": height, **other}
        answer = self.visitor.client.post("/api/display", json=wish)
        return answer.status_code, answer.json()

    def wait_for_size(self, width: int, height: int) -> dict[str, object]:
        """Return the event that tells this size."""
        return self.news.wait_for(
            "display",
            lambda event: (event["width"], event["height"]) == (width, height),
        )


@pytest.fixture
def page(
    serve: Callable[..., RunningGateway], visit: Callable[[RunningGateway], Visit]
) -> Page:
    """Give the page in control, of a desktop that has its first size."""
    page = Page(visit(serve()))
    page.wait_for_size(1280, 800)
    return page


@pytest.fixture(autouse=True)
def _as_started(x_server: XServer) -> Iterator[None]:
    """Leave the X server as it was for the next test."""
    yield
    connection = open_display(x_server.name)
    root = connection.screen().root
    root.delete_property(connection.intern_atom("_VMT_DESKTOP_SIZED"))
    connection.sync()  # closing at once may lose it
    connection.close()


@pytest.mark.parametrize(
    "size", [(1024, 600), (801, 601), (640, 1080), (1920, 480), (1920, 1080)]
)
def test_the_screen_gets_the_size_to_the_pixel(
    page: Page, connection: Display, size: tuple[int, int]
) -> None:
    """Screen and output alike; the answer and an event tell it."""
    width, height = size

    assert page.wish(width, height) == (200, {"width": width, "height": height})

    assert size_of(connection) == size
    assert output_size(connection) == size
    told = page.wait_for_size(width, height)
    assert told["max"] == [1920, 1080]


def output_size(connection: Display) -> tuple[int, int]:
    """Return the size of what the output shows."""
    resources = connection.screen().root.xrandr_get_screen_resources_current()
    stamp = resources.config_timestamp
    crtc = connection.xrandr_get_crtc_info(resources.crtcs[0], stamp)
    return crtc.width, crtc.height


def test_an_inch_has_96_pixels_at_every_size(page: Page, connection: Display) -> None:
    """Programs that measure in points keep the size of their text."""
    page.wish(1001, 701)

    after = open_display(connection.get_display_name())
    screen = after.screen()
    after.close()

    assert screen.width_in_pixels == 1001
    assert round(screen.width_in_pixels / screen.width_in_mms * 25.4) == 96
    assert round(screen.height_in_pixels / screen.height_in_mms * 25.4) == 96


def test_a_wish_is_kept_within_bounds(page: Page) -> None:
    """A tiny window gets a desktop to work with, a huge one the largest there is."""
    assert page.wish(1, 10_000) == (200, {"width": 640, "height": 1080})


@pytest.mark.parametrize(
    ("width", "height"),
    [(0, 600), (-800, 600), (800.5, 600), ("800", 600), (True, 600), (None, None)],
)
def test_what_is_no_size_is_refused(page: Page, width: object, height: object) -> None:
    """The answer says what is expected."""
    status, answer = page.wish(width, height)

    assert status == 422
    assert "whole numbers of pixels" in str(answer["problem"])


@pytest.mark.parametrize("body", [b"", b"[]", b"1280x800", b"\xff", b"[" * 100_000])
def test_what_is_no_wish_is_refused(page: Page, body: bytes) -> None:
    """Whatever else is sent."""
    answer = page.visitor.client.post("/api/display", content=body)

    assert answer.status_code == 422


def test_who_is_not_in_control_changes_nothing(page: Page, connection: Display) -> None:
    """Of two pages the one that was acted in last decides."""
    second = Page(page.visitor)
    assert second.wish(1000, 700)[0] == 409
    assert page.wish(1000, 700, visitor="somebody")[0] == 409
    assert page.wish(1000, 700, visitor=["x"])[0] == 409
    assert size_of(connection) == (1280, 800)

    second.news.websocket.send('{"do": "act"}')
    second.news.wait_for("visitors", lambda event: event["in_control"])

    assert second.wish(1000, 700)[0] == 200
    assert page.wish(800, 600)[0] == 409


def test_a_change_made_inside_is_told(page: Page, connection: Display) -> None:
    """By a program on the desktop, as xrandr is one."""
    resize(connection, (1111, 777))

    assert page.wait_for_size(1111, 777)["max"] == [1920, 1080]


def test_of_many_wishes_the_last_one_is_fulfilled(
    x_server: XServer, tmp_path: Path, connection: Display
) -> None:
    """While the first is fulfilled the others are outdated by the last."""
    settings = settings_in(tmp_path, DISPLAY=x_server.name, VMT_DISPLAY_MAX="1920x1080")
    settings.runtime_dir.mkdir(parents=True)
    wishes = [(800 + step, 600) for step in range(20)]

    async def wish_all() -> list[tuple[int, int]]:
        room = Resizing(settings, Admission(settings), Visitors())
        async with room.running():
            return await asyncio.gather(*(room.change(wish) for wish in wishes))

    sizes = asyncio.run(wish_all())

    assert sizes == [wishes[0], *[wishes[-1]] * 19]
    assert size_of(connection) == wishes[-1]


def test_many_changes_leave_nothing_behind(connection: Display) -> None:
    """However long a window is dragged, the X server knows one size more."""
    root = connection.screen().root

    for step in range(300):
        resize(connection, (700 + step, 1000 - step))

    assert len(root.xrandr_get_screen_resources_current().modes) == 2


def test_the_first_size_is_there_for_whoever_asks_first(
    x_server: XServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    connection: Display,
) -> None:
    """It is given once to each X server: later questions change nothing."""
    monkeypatch.setenv("DISPLAY", x_server.name)
    settings = settings_in(tmp_path, VMT_DISPLAY_SIZE="1366x768")

    assert has_its_size(settings)
    assert size_of(connection) == (1366, 768)

    resize(connection, (900, 900))
    assert has_its_size(settings)
    assert size_of(connection) == (900, 900)


def test_after_a_restart_of_the_x_server_the_last_size_is_back(
    page: Page, x_server: XServer
) -> None:
    """Not the one from the start, and not the largest one."""
    page.wish(1003, 707)

    x_server.restart()

    assert wait_until(lambda: size_now(x_server) == (1003, 707), 20)


def size_now(x_server: XServer) -> tuple[int, int] | None:
    """Return the screen's size, if the X server answers."""
    try:
        connection = open_display(x_server.name)
    except GONE:
        return None
    try:
        return size_of(connection)
    finally:
        connection.close()


@pytest.mark.parametrize("kept", ["1500x1000", "0x0", "1000", "", "ten x ten"])
def test_a_kept_size_that_cannot_be_is_not_taken(
    kept: str,
    x_server: XServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    connection: Display,
) -> None:
    """Beyond VMT_DISPLAY_MAX, say, or cut off in a full folder."""
    monkeypatch.setenv("DISPLAY", x_server.name)
    settings = settings_in(tmp_path)
    settings.runtime_dir.mkdir(parents=True)
    (settings.runtime_dir / "display-size").write_text(kept)

    assert has_its_size(dataclasses.replace(settings, display_max=(1400, 1080)))

    assert size_of(connection) == (1280, 800)


def test_without_an_x_server_the_page_is_told_to_try_again(
    serve: Callable[..., RunningGateway], visit: Callable[[RunningGateway], Visit]
) -> None:
    """Nothing waits for ever."""
    page = Page(visit(serve(DISPLAY=":987")))

    status, answer = page.wish(800, 600)

    assert status == 503
    assert "Try again" in str(answer["problem"])
