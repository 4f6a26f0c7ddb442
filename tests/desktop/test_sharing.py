"""The link to watch: who comes in by it, and how little they can do."""

import re
import stat
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection
from Xlib import X
from Xlib.display import Display

from gateways import settings_in
from rfb_peers import RAW, key, pointer, set_encodings
from running import Desktop
from visiting import CURSOR, UnixSocket, View, Visit
from vmt_desktop.display.probes import wait_until
from vmt_desktop.gateway.application import create_rooms
from x_client import x_client

pytestmark = pytest.mark.desktop

LAUNCHER = "import signal\nwhile True: signal.pause()\n"
REVOKED = 4403
SELECTIONS = ("PRIMARY", "SECONDARY", "CLIPBOARD")


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run one shared desktop for all tests of this file."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "launcher.py").write_text(LAUNCHER, "utf-8")
    variables = {"VMT_APP_DIR": str(folder), "VMT_SHARE": "view"}
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", variables)
    yield desktop
    desktop.stop()


@pytest.fixture(scope="module")
def owner(desktop: Desktop) -> Iterator[Visit]:
    """Give the one in control, once both VNC servers answer."""
    with Visit(desktop.link) as owner:
        both = {"x11vnc", "x11vnc-view"}
        assert wait_until(lambda: both <= set(desktop.programs()), 30)
        yield owner


@pytest.fixture
def watcher(desktop: Desktop, owner: Visit) -> Iterator[Visit]:
    """Give somebody who has opened the link to watch."""
    with Visit(desktop.ask("link", "--watch")) as watcher:
        yield watcher


def test_the_link_is_printed_once_and_told_to_those_in_control_only(
    desktop: Desktop, owner: Visit, watcher: Visit
) -> None:
    """At the start, by `vmt-desktop link`, by the API and as news: always the same."""
    printed = desktop.output.wait_for(r"To watch only: (http://\S+)")[1]
    path = printed.partition(f":{desktop.port}/")[2]

    assert re.fullmatch(r"watch\?token=[\w-]{32}", path)
    told = desktop.run("link")
    assert re.fullmatch(r"http://\S+/\?token=\S+\n", told.stdout)
    assert told.stderr == f"To watch only: {printed}\n"
    assert desktop.ask("link", "--watch") == printed
    assert owner.client.get("/api/share").json()["link"] == path
    news = owner.news()
    assert news.wait_for("share")["link"] == path
    news.close()
    news = watcher.news("/events?watch")
    news.wait_for("visitors")
    assert {"share", "clipboard"}.isdisjoint(news.heard)


def test_the_token_is_in_a_file_that_only_we_may_read(
    desktop: Desktop, owner: Visit
) -> None:
    """It has to be shown again, so it is kept; in a folder that is ours alone."""
    file = desktop.runtime_dir / "watch-token"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((file.parent / "view.sock").stat().st_mode) & 0o077 == 0


def test_a_watcher_sees_the_picture_and_is_counted(
    owner: Visit, watcher: Visit
) -> None:
    """The page says whose it is; the one in control is told how many watch."""
    news = owner.news()
    page = watcher.client.get("/watch").text

    view = watcher.view()
    told = watcher.news("/events?watch")

    assert 'data-role="watch"' in page
    assert told.wait_for("hello")["role"] == "watch"
    assert any(view.corner())
    news.wait_for("visitors", lambda event: event["watch"] == 1)
    assert owner.client.get("/api/share").json()["watch"] == 1
    told.close()
    news.wait_for("visitors", lambda event: event["watch"] == 0)


def test_the_pointer_of_the_one_in_control_is_in_the_picture(
    owner: Visit, watcher: Visit
) -> None:
    """It belongs to somebody else, so browsers that would draw theirs get none."""
    control, view = owner.view("/vnc"), watcher.view()
    view.send(set_encodings(RAW, CURSOR))
    pictures = set()

    def seen_at(x: int, y: int, most: int) -> bool:
        control.send(pointer(0, x, y))
        pictures.add(view.corner())
        return len(pictures) >= most

    assert wait_until(lambda: seen_at(600, 600, 1), 20)
    assert wait_until(lambda: seen_at(12, 12, 2), 20)
    control.close()


def test_a_watcher_opens_nothing_else(watcher: Visit, tmp_path: Path) -> None:
    """Not the page of those in control, not their WebSockets, no route of the API."""
    api = [
        (method, re.sub(r"{.*?}", "x", route.path))
        for route in create_rooms(settings_in(tmp_path)).routes
        if isinstance(route, Route) and route.path.startswith("/api/")
        for method in sorted(route.methods or ())
    ]
    assert len(api) > 10

    answers = {
        (method, path): watcher.client.request(method, path).status_code
        for method, path in api
    }

    assert set(answers.values()) == {401}, answers
    assert 'data-role="control"' not in watcher.client.get("/").text
    for path in ("/vnc", "/events"):
        with pytest.raises(InvalidStatus) as refused:
            watcher.websocket(path)
        assert refused.value.response.status_code == 403
    assert watcher.client.get("/session").json()["valid"] is False
    assert watcher.client.get("/session?watch").json()["valid"] is True


def test_the_one_in_control_may_open_the_link_and_stays_in_control(
    desktop: Desktop, owner: Visit
) -> None:
    """The two sessions are of two kinds, each with its cookie."""
    owner.open(desktop.ask("link", "--watch"))

    assert 'data-role="watch"' in owner.client.get("/watch").text
    assert 'data-role="control"' in owner.client.get("/").text
    assert owner.client.get("/api/app").status_code == 200
    names = {f"vmt_{kind}_{desktop.port}" for kind in ("session", "watch")}
    assert set(owner.client.cookies) == names


def cut_text(text: bytes) -> bytes:
    """Return the message of RFB's clipboard."""
    return struct.pack(">BxxxI", 6, len(text)) + text


def desktop_size(width: int, height: int) -> bytes:
    """Return the message that asks for another size of the desktop."""
    screen = struct.pack(">IHHHHI", 0, 0, 0, width, height, 0)
    return struct.pack(">BxHHBx", 251, width, height, 1) + screen


class Witness:
    """A window over the whole screen that notes what reaches the X server."""

    def __init__(self, connection: Display) -> None:
        self.connection = connection
        self.root = connection.screen().root
        size = self.root.get_geometry()
        self._window = self.root.create_window(
            0, 0, size.width, size.height, 0, X.CopyFromParent,
            event_mask=X.KeyPressMask | X.ButtonPressMask | X.PointerMotionMask,
            override_redirect=True,
        )  # fmt: skip
        self._window.map()
        taken = self._window.grab_keyboard(
            False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime
        )
        assert taken == X.GrabSuccess
        connection.sync()
        self.events()

    def state(self) -> dict[str, object]:
        """Return what a visitor could have changed."""
        place, size = self.root.query_pointer(), self.root.get_geometry()
        atoms = [self.connection.intern_atom(name) for name in SELECTIONS]
        cut = self.connection.intern_atom("CUT_BUFFER0")
        buffer = self.root.get_full_property(cut, X.AnyPropertyType)
        return {
            "pointer": (place.root_x, place.root_y, place.mask),
            "size": (size.width, size.height),
            "keys": bytes(self.connection.query_keymap()),
            "owners": [self.connection.get_selection_owner(atom) for atom in atoms],
            "cut buffer": buffer and buffer.value,
        }

    def events(self) -> set[int]:
        """Return which of keys, clicks and motions came since the last time."""
        pending = range(self.connection.pending_events())
        return {self.connection.next_event().type for _ in pending}


@pytest.mark.parametrize("through", ["the gateway", "x11vnc alone"])
def test_nothing_that_a_watcher_sends_reaches_the_desktop(
    desktop: Desktop, owner: Visit, watcher: Visit, through: str
) -> None:
    """Keys, clicks, clipboard and a size change nothing, whatever client sends them.

    x11vnc takes none, whatever the gateway lets through. The same messages from the one
    in control arrive.
    """
    messages = (
        *(key(ord("a"), down=down) for down in (True, False)),
        *(pointer(buttons, 31, 17) for buttons in (0, 1, 0)),
        cut_text(b"copied"),
        desktop_size(800, 600),
    )
    with x_client(desktop) as connection:
        witness = Witness(connection)
        before = witness.state()
        socket = UnixSocket(desktop.runtime_dir / "view.sock")
        view = watcher.view() if through == "the gateway" else View(socket)
        control = owner.view("/vnc")

        for message in messages:
            view.send(message)
        assert any(view.corner())  # asked for afterwards, so the others were read
        assert any(view.corner())
        assert witness.events() == set()
        assert witness.state() == before

        arrived: set[int] = set()
        for message in messages[:-2]:
            control.send(message)

        def all_arrived() -> bool:
            arrived.update(witness.events())
            return arrived >= {X.KeyPress, X.ButtonPress}

        assert wait_until(all_arrived, 20)
        control.close()
        view.close()
        socket.close()


def test_thirty_watch_at_once(desktop: Desktop, owner: Visit) -> None:
    """All get the picture, the one in control too."""
    link = desktop.ask("link", "--watch")
    with ExitStack() as stack:
        watchers = [stack.enter_context(Visit(link)) for _ in range(30)]
        views = [watcher.view() for watcher in watchers]
        control = owner.view("/vnc")

        pictures = {view.corner() for view in (*views, control)}

        assert len(pictures) == 1
        assert any(pictures.pop())
        control.close()


def code_at_the_end_of(websocket: ClientConnection) -> int | None:
    """Return the code that a WebSocket is closed with, after what was sent before."""
    try:
        while True:
            websocket.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


@pytest.mark.parametrize("what", ["renew", "revoke"])
def test_a_changed_link_sends_everybody_away(
    desktop: Desktop, owner: Visit, what: str
) -> None:
    """The old link and sessions are worth nothing at once; a new link opens again."""
    news = owner.news()
    old = desktop.ask("link", "--watch")
    with Visit(old) as watcher:
        view = watcher.websocket("/view")
        told = watcher.websocket("/events?watch")
        news.wait_for("visitors", lambda event: event["watch"] == 1)

        answer = owner.client.post(f"/api/share/{what}").json()

        assert (answer["link"] is None) == (what == "revoke")
        news.wait_for("share", lambda event: event["link"] == answer["link"])
        for websocket in (view, told):
            assert code_at_the_end_of(websocket) == REVOKED
        assert "not valid any more" in watcher.client.get("/watch").text
        assert httpx.get(old).status_code == 403
        with pytest.raises(InvalidStatus):
            watcher.websocket("/view")

    again = owner.client.post("/api/share/renew").json()["link"]
    with Visit(f"{owner.origin}/{again}") as newcomer:
        assert any(newcomer.view().corner())
    news.close()


def test_without_sharing_there_is_nothing_to_open(start_desktop: Callable) -> None:
    """No second VNC server, no link, and the page that asks is told why."""
    desktop = start_desktop()
    with Visit(desktop.link) as owner:
        assert owner.client.get("/watch?token=x").status_code == 404
        shared = owner.client.get("/api/share").json()
        assert shared == {"mode": "off", "link": None, "watch": 0}
        answer = owner.client.post("/api/share/renew")
        assert answer.status_code == 409
        assert "VMT_SHARE=view" in answer.json()["problem"]
        with pytest.raises(InvalidStatus):
            owner.websocket("/view")
    assert "x11vnc-view" not in desktop.programs()
    assert "watch" not in desktop.ask("link")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        desktop.ask("link", "--watch")
    assert "VMT_SHARE=view" in refused.value.stderr


def test_sharing_without_a_login_is_refused_at_the_start(
    start_desktop: Callable,
) -> None:
    """Everybody would be in control anyway; one line says so."""
    desktop = start_desktop(VMT_SHARE="view", VMT_AUTH="none")

    assert desktop.end() == 2
    [line] = desktop.output.lines
    assert "VMT_SHARE is 'view' and VMT_AUTH is 'none'" in line
