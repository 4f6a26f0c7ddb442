"""Size and clipboard of the whole desktop: window manager, VNC servers, programs."""

import os
import signal
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageGrab
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage

from qt_editor import QtEditor
from rfb_peers import rfb_answers
from rfb_viewer import RfbViewer
from running import Desktop
from visiting import Visit
from vmt_desktop.display.probes import wait_until
from vmt_desktop.display.screen import size_of
from x_client import x_client

pytestmark = pytest.mark.desktop

SIZES = [(1024, 600), (1366, 768), (801, 601), (1920, 1080), (2560, 1440), (1280, 800)]
TOOL_BAR = 30
"""Pixels at the bottom, where a clock runs."""

TEXT = "π ≈ 3.14 · Ökonomie · 経済"

LAUNCHER = """
import sys
from PyQt5.QtWidgets import QApplication, QLabel
application = QApplication(sys.argv)
label = QLabel("a window of the app")
label.setWindowTitle("App")
label.resize(400, 300)
label.show()
sys.exit(application.exec())
"""


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run one desktop, shared to watch, for all tests of this file."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "launcher.py").write_text(textwrap.dedent(LAUNCHER), "utf-8")
    variables = {"VMT_APP_DIR": str(folder), "VMT_SHARE": "view"}
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", variables)
    yield desktop
    desktop.stop()


@pytest.fixture(scope="module")
def visitor(desktop: Desktop) -> Iterator[Visit]:
    """Give somebody who is logged in, once there is something to see."""
    with Visit(desktop.link) as visitor:
        for name in ("vnc.sock", "view.sock"):
            assert wait_until(lambda name=name: rfb_answers(socket(desktop, name)), 40)
        desktop.wait_for_window("App")
        yield visitor


@pytest.fixture
def connection(desktop: Desktop, visitor: Visit) -> Iterator[Display]:
    """Give a connection to the X server."""
    with x_client(desktop) as connection:
        yield connection


@pytest.fixture
def resize(visitor: Visit) -> Iterator[Callable[[tuple[int, int]], None]]:
    """Return a function that has the desktop resized by the page in control."""
    news = visitor.news()
    me = news.wait_for("hello")["visitor"]
    news.websocket.send('{"do": "act"}')
    news.wait_for("visitors", lambda told: told["in_control"])

    def change(size: tuple[int, int]) -> None:
        wish = {"visitor": me, "width": size[0], "height": size[1]}
        answer = visitor.client.post("/api/display", json=wish)
        assert answer.json() == {"width": size[0], "height": size[1]}

    yield change
    news.close()


@pytest.fixture(params=["vnc.sock", "view.sock"])
def viewer(
    request: pytest.FixtureRequest, desktop: Desktop, visitor: Visit
) -> Iterator[RfbViewer]:
    """Give a viewer of each VNC server."""
    viewer = RfbViewer(socket(desktop, request.param))
    yield viewer
    viewer.close()


def socket(desktop: Desktop, name: str) -> Path:
    """Return the unix socket of a VNC server."""
    return desktop.runtime_dir / name


def test_every_viewer_sees_the_new_size_and_the_whole_picture(
    desktop: Desktop,
    viewer: RfbViewer,
    resize: Callable[[tuple[int, int]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At any size, an odd one too, every pixel is that of the screen."""
    for name, value in desktop.x_variables.items():
        monkeypatch.setenv(name, value)

    for size in SIZES:
        resize(size)
        while viewer.size != size:
            viewer.update()
        while not is_same(viewer.picture, ImageGrab.grab()):
            viewer.update()


def test_what_no_window_covers_has_the_colour_of_the_desktop(
    desktop: Desktop,
    resize: Callable[[tuple[int, int]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Right after the change: the X server paints it, nobody has to be started."""
    for name, value in desktop.x_variables.items():
        monkeypatch.setenv(name, value)

    for width, height in ((2000, 1000), (1280, 800)):
        resize((width, height))
        corner = ImageGrab.grab().getpixel((width - 5, height // 2))
        assert corner == (0x2B, 0x3A, 0x4A)


def is_same(seen: Image.Image, shown: Image.Image) -> bool:
    """Tell whether two pictures are alike, but for the clock and a drawn pointer."""
    if seen.size != shown.size:
        return False
    box = (0, 0, seen.width, seen.height - TOOL_BAR)
    difference = ImageChops.difference(seen.crop(box), shown.convert("RGB").crop(box))
    bounds = difference.getbbox()
    return bounds is None or (bounds[2] - bounds[0] < 32 and bounds[3] - bounds[1] < 32)


def test_windows_follow_the_size(
    connection: Display, resize: Callable[[tuple[int, int]], None]
) -> None:
    """One at the edge is brought back in; a maximised one fills each new size."""
    resize((1920, 1080))
    window = window_named(connection, "App")
    window.configure(x=1450, y=700)
    assert wait_until(lambda: edges(connection, window)[0] > 1400, 10)

    resize((801, 601))
    assert wait_until(lambda: edges(connection, window)[2] <= 801, 10)
    assert edges(connection, window)[3] <= 601 - 26  # the tool bar

    maximise(connection, window)
    for width, height in ((1366, 768), (1003, 997), (1280, 800)):
        resize((width, height))
        assert wait_until(lambda: is_filled(connection, window), 10)


def window_named(connection: Display, title: str) -> Any:
    """Return the window with this title."""
    root = connection.screen().root
    numbers = root.get_full_property(connection.intern_atom("_NET_CLIENT_LIST"), 0)
    windows = [
        connection.create_resource_object("window", number) for number in numbers.value
    ]
    return next(window for window in windows if window.get_wm_name() == title)


def edges(connection: Display, window: Any) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a window's inside on the screen."""
    corner = connection.screen().root.translate_coords(window, 0, 0)
    inside = window.get_geometry()
    return corner.x, corner.y, corner.x + inside.width, corner.y + inside.height


def is_filled(connection: Display, window: Any) -> bool:
    """Tell whether a window reaches from edge to edge, down to the tool bar."""
    width, height = size_of(connection)
    left, top, right, bottom = edges(connection, window)
    return (left, right) == (0, width) and top < 40 and height - bottom < 40


def maximise(connection: Display, window: Any) -> None:
    """Maximise a window, as its button does."""
    names = ("_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ")
    add, from_a_pager = 1, 2
    message = ClientMessage(
        window=window,
        client_type=connection.intern_atom("_NET_WM_STATE"),
        data=(32, [add, *map(connection.intern_atom, names), from_a_pager, 0]),
    )
    mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
    connection.screen().root.send_event(message, event_mask=mask)
    connection.sync()


def test_text_is_copied_and_pasted_and_never_logged(
    desktop: Desktop, visitor: Visit
) -> None:
    """Both ways, with a PyQt5 program on the desktop."""
    news = visitor.news()
    news.wait_for("clipboard")
    editor = QtEditor({**os.environ, **desktop.x_variables})

    assert put(visitor, TEXT) == 204
    assert editor.paste() == TEXT
    editor.copy(TEXT[::-1])
    told = news.wait_for("clipboard", lambda told: "text" in told)

    assert told == {"event": "clipboard", "mode": "both", "text": TEXT[::-1]}
    editor.close()
    assert not [line for line in desktop.output.lines if "π" in line]


def put(visitor: Visit, text: str) -> int:
    """Put a text into the clipboard as the page does."""
    return visitor.client.put("/api/clipboard", content=text).status_code


def test_the_vnc_server_keeps_out_of_the_clipboard(
    desktop: Desktop, visitor: Visit, connection: Display
) -> None:
    """What RFB itself carries, in Latin-1 and past VMT_CLIPBOARD, reaches nobody."""
    assert put(visitor, TEXT) == 204
    selections = [connection.intern_atom(name) for name in ("CLIPBOARD", "PRIMARY")]
    owners = [connection.get_selection_owner(atom) for atom in selections]
    viewer = RfbViewer(socket(desktop, "vnc.sock"))
    viewer.see()

    viewer.send_cut_text("injected")
    viewer.move_pointer(321, 123)  # what comes after it tells that it was taken

    root = connection.screen().root
    assert wait_until(lambda: root.query_pointer().root_x == 321, 10)
    assert [connection.get_selection_owner(atom) for atom in selections] == owners
    assert visitor.client.get("/api/clipboard").text == TEXT
    viewer.close()


def test_a_new_x_server_has_the_last_size(
    desktop: Desktop, visitor: Visit, resize: Callable[[tuple[int, int]], None]
) -> None:
    """After a crash nobody has to ask for it, and no viewer sees another one."""
    resize((1003, 707))
    old = desktop.pid_of("xvfb")

    os.kill(old, signal.SIGKILL)

    assert wait_until(lambda: desktop.programs().get("xvfb", old) != old, 30)
    assert wait_until(lambda: rfb_answers(socket(desktop, "vnc.sock")), 30)
    viewer = RfbViewer(socket(desktop, "vnc.sock"))
    assert viewer.size == (1003, 707)
    viewer.close()
