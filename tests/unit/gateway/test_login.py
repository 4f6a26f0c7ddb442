"""Who gets in: links, passwords, sessions, and those who try without."""

import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from vmt_desktop.login.sessions import LIFETIME_SECONDS, Sessions
from vmt_desktop.login.tokens import any_token, issue_token, spend_token

DESKTOP = 'id="desktop"'
FORM = '<form method="post"'
PASSWORD = "correct horse — Pferd & Co. 100% +"


def log_in(
    client: httpx.Client, gateway: Any, origin: str | None = "", **form: str
) -> httpx.Response:
    """Send the login form as the page at `origin` would."""
    headers = {"Origin": gateway.url.rstrip("/") if origin == "" else origin}
    return client.post(
        "/login", data=form, headers={k: v for k, v in headers.items() if v is not None}
    )


def test_a_link_opens_the_desktop_and_a_session(gateway: Any) -> None:
    """The page and a cookie no script can read come in one response."""
    token = issue_token(gateway.settings.runtime_dir)
    with gateway.visitor() as client:
        answer = client.get(f"/?token={token}")
        assert answer.status_code == 200
        assert DESKTOP in answer.text
        name, *attributes = answer.headers["set-cookie"].split("; ")
        assert name.startswith(f"vmt_session_{gateway.settings.port}=")
        assert {a.lower() for a in attributes} == {
            "httponly",
            "samesite=strict",
            f"max-age={LIFETIME_SECONDS}",
        }
        assert DESKTOP in client.get("/").text


def test_a_link_works_once(gateway: Any) -> None:
    """The second visitor with the same link gets the form and a way to a new one."""
    token = issue_token(gateway.settings.runtime_dir)
    with gateway.visitor() as first, gateway.visitor() as second:
        assert first.get(f"/?token={token}").status_code == 200
        answer = second.get(f"/?token={token}")
    assert answer.status_code == 403
    assert FORM in answer.text
    assert "each works once" in answer.text
    assert "docker exec CONTAINER vmt-desktop link" in answer.text
    assert "set-cookie" not in answer.headers


def test_of_many_with_the_same_link_one_gets_in(gateway: Any) -> None:
    """Spending a token is one step, however many try at the same moment."""
    token = issue_token(gateway.settings.runtime_dir)
    visitors = 12
    together = threading.Barrier(visitors)
    spent: list[bool] = []

    def try_it() -> None:
        together.wait()
        spent.append(spend_token(gateway.settings.runtime_dir, token))

    threads = [threading.Thread(target=try_it) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(spent) == [False] * (visitors - 1) + [True]


@pytest.mark.parametrize("token", ["", "wrong", "../sessions", "ä", "x" * 5000, "%00"])
def test_a_wrong_link_is_refused(gateway: Any, token: str) -> None:
    """Whatever stands in the place of the token, nobody gets in by it."""
    with gateway.visitor() as client:
        answer = client.get("/", params={"token": token})
    assert answer.status_code == 403
    assert FORM in answer.text
    assert "set-cookie" not in answer.headers


def test_the_link_opens_again_for_its_visitor(gateway: Any) -> None:
    """With the cookie a spent link shows the desktop, and a fresh one stays unspent."""
    runtime_dir = gateway.settings.runtime_dir
    with gateway.logged_in() as client:
        assert DESKTOP in client.get("/?token=wrong").text
        fresh = issue_token(runtime_dir)
        assert DESKTOP in client.get(f"/?token={fresh}").text
    assert spend_token(runtime_dir, fresh)


def test_a_look_at_the_headers_spends_nothing(gateway: Any) -> None:
    """A HEAD request, as link checkers send it, leaves the token as it was."""
    token = issue_token(gateway.settings.runtime_dir)
    with gateway.visitor() as client:
        assert client.head(f"/?token={token}").status_code == 403
        assert client.get(f"/?token={token}").status_code == 200


def test_without_a_session_there_is_a_form_for_the_link(gateway: Any) -> None:
    """The address alone shows the form, and a link pasted there logs in."""
    with gateway.visitor() as client:
        page = client.get("/")
        assert page.status_code == 200
        assert 'name="token"' in page.text
        assert DESKTOP not in page.text
        link = f"{gateway.url}?token={issue_token(gateway.settings.runtime_dir)}"
        answer = log_in(client, gateway, token=f" {link} ")
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        assert DESKTOP in client.get("/").text


def test_the_password_logs_in(serve: Callable[..., Any]) -> None:
    """The right password, whatever its letters, leads to the desktop."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as client:
        assert 'name="password"' in client.get("/").text
        answer = log_in(client, gateway, password=PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        assert DESKTOP in client.get("/").text


@pytest.mark.parametrize(
    "wrong", ["", " ", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper()]
)
def test_a_wrong_password_is_refused(serve: Callable[..., Any], wrong: str) -> None:
    """Nothing but the whole password opens a session."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as client:
        answer = log_in(client, gateway, password=wrong)
        assert answer.status_code == 403
        assert "not the password" in answer.text
        assert "set-cookie" not in answer.headers


def test_wrong_passwords_make_their_address_wait(serve: Callable[..., Any]) -> None:
    """After three mistakes even the right one waits; who is inside stays inside."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as owner, gateway.visitor() as guesser:
        assert log_in(owner, gateway, password=PASSWORD).status_code == 303
        for _ in range(3):
            assert log_in(guesser, gateway, password="guess").status_code == 403
        answer = log_in(guesser, gateway, password=PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert "Try again in" in answer.text
        assert DESKTOP in owner.get("/").text


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://localhost",
        "http://localhost:1",
        "http://localhost.evil.example",
        "file://",
    ],
)
def test_a_form_on_another_page_is_refused(
    serve: Callable[..., Any], origin: str | None
) -> None:
    """A login or logout that another page sends does nothing."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as client:
        assert log_in(client, gateway, origin, password=PASSWORD).status_code == 403
        assert log_in(client, gateway, password=PASSWORD).status_code == 303
        headers = {} if origin is None else {"Origin": origin}
        assert client.post("/logout", headers=headers).status_code == 403
        assert DESKTOP in client.get("/").text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"password": "x"}'),
        ("application/x-www-form-urlencoded", b"password=" + b"x" * 100_000),
        ("application/x-www-form-urlencoded", b"password=a&password=b"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 50)),
        ("application/x-www-form-urlencoded", b"password=%ff"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b""),
    ],
    ids=["json", "large", "twice", "many fields", "no UTF-8", "no ASCII", "empty"],
)
def test_what_is_no_login_form_is_refused(
    serve: Callable[..., Any], kind: str, body: bytes
) -> None:
    """Anything but a short form gets an answer, and no session."""
    gateway = serve(VMT_PASSWORD=PASSWORD)
    with gateway.visitor() as client:
        headers = {"Origin": gateway.url.rstrip("/"), "Content-Type": kind}
        answer = client.post("/login", content=body, headers=headers)
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


def test_logging_out_ends_the_session(gateway: Any) -> None:
    """The cookie is taken back, and a copy of it is worth nothing."""
    with gateway.logged_in() as client:
        secret = client.cookies[gateway.cookie]
        answer = client.post("/logout", headers={"Origin": gateway.url.rstrip("/")})
        assert answer.status_code == 204
        assert gateway.cookie not in client.cookies
        client.cookies.set(gateway.cookie, secret)
        assert FORM in client.get("/").text


def test_the_page_can_ask_whether_it_is_logged_in(gateway: Any) -> None:
    """/session tells a page that lost its connection whether a login would help."""
    with gateway.visitor() as stranger, gateway.logged_in() as visitor:
        assert stranger.get("/session").json() == {"valid": False, "login": "token"}
        assert visitor.get("/session").json() == {"valid": True, "login": "token"}


def test_a_cookie_of_ones_own_making_is_never_adopted(gateway: Any) -> None:
    """Whoever plants a cookie before the login does not know the session after it."""
    with gateway.visitor() as client:
        client.cookies.set(gateway.cookie, "planted")
        token = issue_token(gateway.settings.runtime_dir)
        answer = client.get(f"/?token={token}")
        assert "planted" not in answer.headers["set-cookie"]
        assert not Sessions(gateway.settings.runtime_dir).valid("planted")


def test_without_a_login_the_desktop_is_simply_there(
    serve: Callable[..., Any],
) -> None:
    """VMT_AUTH=none shows the page at once and sets no cookie."""
    gateway = serve(VMT_AUTH="none")
    with gateway.visitor() as client:
        answer = client.get("/")
        assert DESKTOP in answer.text
        assert 'data-login="none"' in answer.text
        assert "set-cookie" not in answer.headers


def test_secrets_are_on_the_disk_as_hashes_only(gateway: Any) -> None:
    """Reading the runtime folder gives no secret, and only its owner may try."""
    runtime_dir: Path = gateway.settings.runtime_dir
    token = issue_token(runtime_dir)
    with gateway.logged_in() as client:
        secrets = (token, client.cookies[gateway.cookie])
    for folder in (runtime_dir / "tokens", runtime_dir / "sessions"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        files = list(folder.iterdir())
        assert files
        for file in files:
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert not any(s in file.name or s in file.read_text() for s in secrets)


def test_a_session_ends_when_its_visitor_stays_away(tmp_path: Path) -> None:
    """Thirty days after the last visit it is over, and forgotten at the next login."""
    now = 0.0
    sessions = Sessions(tmp_path, lambda: start + now)
    secret = sessions.open()
    (file,) = (tmp_path / "sessions").iterdir()
    start = file.stat().st_mtime
    now = LIFETIME_SECONDS - 1
    assert sessions.valid(secret)
    now = LIFETIME_SECONDS + 1
    assert not sessions.valid(secret)
    assert not sessions.any()
    other = sessions.open()
    assert not file.exists()
    assert other != secret


def test_an_unspent_token_is_known_about(tmp_path: Path) -> None:
    """any_token tells whether a link that was printed still works."""
    assert not any_token(tmp_path)
    token = issue_token(tmp_path)
    assert any_token(tmp_path)
    spend_token(tmp_path, token)
    assert not any_token(tmp_path)
