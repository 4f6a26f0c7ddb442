"""Sessions under a password: nothing is written down, and nothing can be made up."""

import base64
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vmt_desktop.login.sessions import LIFETIME_SECONDS
from vmt_desktop.login.signed_sessions import SignedSessions
from vmt_desktop.login.tokens import issue_token

PASSWORD = "correct horse — Pferd & Co. 100% +"
DESKTOP = 'id="desktop"'
PORT = 6080


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def read(self) -> float:
        """Return the time."""
        return self.now


def sessions(folder: Path, **changes: Any) -> SignedSessions:
    """Return the sessions of a desktop that was started with these changes."""
    wanted = {"password": PASSWORD, "port": PORT, "clock": Clock().read} | changes
    return SignedSessions(folder, **wanted)


def test_a_session_outlives_its_desktop(tmp_path: Path) -> None:
    """A desktop in an empty folder knows it, if its password and port are the same."""
    secret = sessions(tmp_path / "first").open()

    assert sessions(tmp_path / "second").valid(secret)
    for change in ({"password": PASSWORD + "!"}, {"port": PORT + 1}):
        assert not sessions(tmp_path / "third", **change).valid(secret)


def test_each_login_has_a_secret_of_its_own(tmp_path: Path) -> None:
    """At the same second, too."""
    desktop = sessions(tmp_path)
    assert len({desktop.open() for _ in range(100)}) == 100


def test_a_changed_secret_is_none(tmp_path: Path) -> None:
    """Whichever bit is turned, and however the same bytes are written otherwise."""
    desktop = sessions(tmp_path)
    secret = desktop.open()
    packed = base64.urlsafe_b64decode(secret + "=")
    for bit in range(len(packed) * 8):
        changed = bytearray(packed)
        changed[bit // 8] ^= 1 << bit % 8
        text = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        assert not desktop.valid(text)
    for text in (f"{secret}=", f" {secret}", f"{secret}\n", secret[:-1], ""):
        assert not desktop.valid(text)
    # The last character has two bits that stand for nothing.
    alphabet = string.ascii_letters + string.digits + "-_"
    assert [c for c in alphabet if desktop.valid(secret[:-1] + c)] == [secret[-1]]
    assert not desktop.valid(None)


@pytest.mark.parametrize("secret", ["é" * 75, "=" * 75, "A" * 75, "../../x", "\ud800"])
def test_what_is_no_secret_is_refused(tmp_path: Path, secret: str) -> None:
    """Nothing that a visitor may send ends in a traceback, closing it neither."""
    desktop = sessions(tmp_path)
    assert not desktop.valid(secret)
    desktop.close(secret)
    assert list((tmp_path / "ended").iterdir()) == []


def test_a_session_that_was_closed_stays_closed(tmp_path: Path) -> None:
    """Also for a gateway that starts anew, and however its secret is written."""
    desktop = sessions(tmp_path)
    secret, other = desktop.open(), desktop.open()
    desktop.close(secret)

    for gateway in (desktop, sessions(tmp_path)):
        assert not gateway.valid(secret)
        assert gateway.valid(other)
        for last in string.ascii_letters:
            assert not gateway.valid(secret[:-1] + last)


def test_a_session_ends_a_month_after_its_login(tmp_path: Path) -> None:
    """Visits do not make it longer, and none comes from the future."""
    clock = Clock()
    desktop = sessions(tmp_path, clock=clock.read)
    secret = desktop.open()

    clock.now += LIFETIME_SECONDS - 1
    desktop.renew(secret)
    assert desktop.valid(secret)
    clock.now += 1
    assert not desktop.valid(secret)
    clock.now -= 2 * LIFETIME_SECONDS
    assert not desktop.valid(secret)


def test_a_clock_that_is_put_right_ends_no_session(tmp_path: Path) -> None:
    """Who logged in while it was an hour fast, or slow, stays logged in."""
    for jump in (3600, -3600):
        clock = Clock()
        desktop = sessions(tmp_path, clock=clock.read)
        secret = desktop.open()

        clock.now += jump

        assert desktop.valid(secret)


def test_a_page_goes_on_after_a_restart_with_the_same_password(
    serve: Callable[..., Any], tmp_path: Path
) -> None:
    """The cookie of a container that is gone opens the next one's page."""
    first = serve(VMT_PASSWORD=PASSWORD, VMT_RUNTIME_DIR=str(tmp_path / "first"))
    with first.visitor() as client:
        headers = {"Origin": first.url.rstrip("/")}
        answer = client.post("/login", data={"password": PASSWORD}, headers=headers)
        assert answer.status_code == 303
        secret = client.cookies[first.cookie]

    first.stop()
    again = serve(
        port=first.settings.port,
        VMT_PASSWORD=PASSWORD,
        VMT_RUNTIME_DIR=str(tmp_path / "second"),
    )
    with again.visitor() as client:
        client.cookies.set(again.cookie, secret)
        assert DESKTOP in client.get("/").text


def test_a_link_opens_a_desktop_with_a_password(serve: Callable[..., Any]) -> None:
    """Who may ask the desktop for a link is never kept out by those who guess."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as client:
        token = issue_token(gateway.settings.runtime_dir)
        assert DESKTOP in client.get(f"/?token={token}").text
        assert DESKTOP in client.get("/").text


@pytest.mark.parametrize(
    "password",
    [
        "x",
        "x" * 5000,
        "日本語のパスワード" * 2000,
        "\U0001f40e" * 4000,
        " \t ",
        "é",
        "%00&=+",
    ],
    ids=["short", "long", "longer", "emoji", "blank", "accent", "signs"],
)
def test_any_password_logs_in(serve: Callable[..., Any], password: str) -> None:
    """Whatever its length and its letters."""
    gateway = serve(VMT_PASSWORD=password)
    with gateway.visitor() as client:
        headers = {"Origin": gateway.url.rstrip("/")}
        wrong = client.post(
            "/login", data={"password": password + "!"}, headers=headers
        )
        assert wrong.status_code == 403
        right = client.post("/login", data={"password": password}, headers=headers)
        assert right.status_code == 303


def test_an_accent_is_the_same_however_it_is_composed(
    serve: Callable[..., Any],
) -> None:
    """One keyboard sends é as one character, another one as e and an accent."""
    gateway = serve(VMT_PASSWORD="e\u0301")
    with gateway.visitor() as client:
        headers = {"Origin": gateway.url.rstrip("/")}
        form = {"password": "\u00e9"}
        assert client.post("/login", data=form, headers=headers).status_code == 303
