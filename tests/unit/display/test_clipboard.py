"""Text between a browser and the desktop's programs: in Unicode, both ways."""

import os
import subprocess
from collections.abc import Callable

import pytest

from gateways import RunningGateway
from qt_editor import QtEditor
from visiting import Visit
from vmt_desktop.display.probes import wait_until
from x_server import XServer

TEXT = "π ≈ 3.14 · Ökonomie · 経済"
LONG = "経済 is economics\n" * 40_000
"""Some 840 KB, which no request of X holds."""

Serve = Callable[..., RunningGateway]
See = Callable[[RunningGateway], Visit]


def put(visitor: Visit, text: str | bytes) -> int:
    """Put a text into the desktop's clipboard, as the page does; return the status."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    answer = visitor.client.put("/api/clipboard", content=text, headers=headers)
    return answer.status_code


def clipboard_text(visitor: Visit) -> str:
    """Return what the page is told of the desktop's clipboard."""
    answer = visitor.client.get("/api/clipboard")
    assert answer.status_code == 200
    return answer.text


def xclip(server: XServer, *options: str, text: str | None = None) -> str:
    """Run xclip on the clipboard, which copies what it is given, or pastes."""
    done = subprocess.run(
        ["xclip", "-selection", "clipboard", *options],
        input=None if text is None else text.encode(),
        env={**os.environ, "DISPLAY": server.name},
        # A child of it stays and serves what was copied.
        stdout=subprocess.DEVNULL if text is not None else subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    # Without an owner it prints whatever lay in its memory.
    return (done.stdout or b"").decode(errors="replace")


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
def test_a_text_of_the_browser_is_pasted(
    serve: Serve, visit: See, editor: QtEditor, x_server: XServer, text: str
) -> None:
    """As soon as it is answered, PyQt5 and xclip paste it, character by character."""
    visitor = visit(serve())

    assert put(visitor, text) == 204

    assert editor.paste() == text
    assert xclip(x_server, "-o", "-t", "UTF8_STRING") == text


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
def test_a_text_copied_in_a_qt_program_is_told(
    serve: Serve, visit: See, editor: QtEditor, text: str
) -> None:
    """The page gets it as an event, and on asking."""
    visitor = visit(serve())
    news = visitor.news()
    assert news.wait_for("clipboard") == {"event": "clipboard", "mode": "both"}

    editor.copy(text)

    told = news.wait_for("clipboard", lambda event: event.get("text") == text)
    assert told["mode"] == "both"
    assert clipboard_text(visitor) == text


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["short", "long"])
def test_a_text_copied_by_xclip_is_told(
    serve: Serve, visit: See, x_server: XServer, text: str
) -> None:
    """It hands long texts over in chunks of its own."""
    news = visit(serve()).news()
    news.wait_for("clipboard")

    xclip(x_server, "-i", text=text)

    assert news.wait_for("clipboard", lambda event: "text" in event)["text"] == text


def test_text_of_windows_gets_the_line_ends_of_the_desktop(
    serve: Serve, visit: See, editor: QtEditor
) -> None:
    """Two lines stay two lines."""
    visitor = visit(serve())

    put(visitor, "one\r\ntwo")

    assert clipboard_text(visitor) == "one\ntwo"


def test_what_the_page_was_told_it_may_tell_again(
    serve: Serve, visit: See, editor: QtEditor, x_server: XServer
) -> None:
    """The program goes on owning the clipboard, with all formats that it offers."""
    visitor = visit(serve())
    news = visitor.news()
    news.wait_for("clipboard")
    editor.copy(TEXT)
    news.wait_for("clipboard", lambda event: event.get("text") == TEXT)
    before = xclip(x_server, "-o", "-t", "TARGETS")

    assert put(visitor, TEXT) == 204

    assert xclip(x_server, "-o", "-t", "TARGETS") == before


def test_pages_are_not_told_what_a_page_has_put(
    serve: Serve, visit: See, editor: QtEditor
) -> None:
    """So that nothing goes round in circles; only the next copied text is news."""
    visitor = visit(serve())
    news = visitor.news()
    news.wait_for("clipboard")

    put(visitor, "from the browser")
    editor.copy("from the desktop")

    assert news.wait_for("clipboard")["text"] == "from the desktop"


def test_in_lets_nothing_out(serve: Serve, visit: See, editor: QtEditor) -> None:
    """What is copied in the desktop is not told, not even on asking."""
    gateway = serve(VMT_CLIPBOARD="in")
    visitor = visit(gateway)
    news = visitor.news()
    me = news.wait_for("hello")["visitor"]
    assert news.wait_for("clipboard") == {"event": "clipboard", "mode": "in"}

    editor.copy("secret of the desktop")
    assert put(visitor, "from the browser") == 204
    assert editor.paste() == "from the browser"

    answer = visitor.client.get("/api/clipboard")
    assert answer.status_code == 403
    assert "VMT_CLIPBOARD is 'in'" in answer.json()["problem"]
    size = {"visitor": me, "width": 801, "height": 601}
    visitor.client.post("/api/display", json=size)
    news.wait_for("display", lambda event: event["width"] == 801)
    assert news.heard.count("clipboard") == 1


def test_out_lets_nothing_in(serve: Serve, visit: See, editor: QtEditor) -> None:
    """What a browser puts is refused, and what was copied stays."""
    visitor = visit(serve(VMT_CLIPBOARD="out"))
    news = visitor.news()
    news.wait_for("clipboard")
    editor.copy(TEXT)
    news.wait_for("clipboard", lambda event: event.get("text") == TEXT)

    assert put(visitor, "from the browser") == 403

    assert editor.paste() == TEXT
    assert clipboard_text(visitor) == TEXT


def test_off_lets_nothing_through(serve: Serve, visit: See, editor: QtEditor) -> None:
    """Neither way; the page is told so that it need not offer it."""
    visitor = visit(serve(VMT_CLIPBOARD="off"))
    news = visitor.news()
    editor.copy(TEXT)

    assert news.wait_for("clipboard") == {"event": "clipboard", "mode": "off"}
    assert put(visitor, "from the browser") == 403
    assert visitor.client.get("/api/clipboard").status_code == 403
    assert editor.paste() == TEXT


def test_a_text_beyond_the_limit_is_refused(serve: Serve, visit: See) -> None:
    """One mebibyte of UTF-8 is taken, a byte more is not."""
    visitor = visit(serve())
    limit = 1024 * 1024

    assert put(visitor, b"x" * limit) == 204
    assert put(visitor, b"x" * (limit + 1)) == 413


def test_bytes_that_are_no_utf_8_are_refused(serve: Serve, visit: See) -> None:
    """Nothing is guessed; what was there stays."""
    visitor = visit(serve())
    put(visitor, TEXT)

    assert put(visitor, TEXT.encode("utf-16")) == 422

    assert clipboard_text(visitor) == TEXT


def test_a_longer_text_stays_in_the_desktop(
    serve: Serve, visit: See, x_server: XServer
) -> None:
    """The page is told why nothing comes, instead of an old text."""
    visitor = visit(serve())
    news = visitor.news()
    put(visitor, TEXT)

    xclip(x_server, "-i", text="経済" * 200_000)

    told = news.wait_for("clipboard", lambda event: "problem" in event)
    assert "longer than 1 MiB" in told["problem"]
    assert clipboard_text(visitor) == ""


def test_it_needs_a_session_and_our_own_page(serve: Serve, visit: See) -> None:
    """Another site cannot put a command where somebody will paste it."""
    gateway = serve()
    visitor = visit(gateway)

    foreign = visitor.client.put(
        "/api/clipboard", content="rm", headers={"Origin": "http://evil.example"}
    )
    with gateway.visitor() as stranger:
        nobody = stranger.get("/api/clipboard")

    assert (foreign.status_code, nobody.status_code) == (403, 401)


def test_what_was_copied_outlives_its_program(
    serve: Serve, visit: See, x_server: XServer
) -> None:
    """A launcher that is restarted does not take the clipboard along."""
    news = visit(serve()).news()
    program = QtEditor({**os.environ, "DISPLAY": x_server.name})
    program.copy(TEXT)
    news.wait_for("clipboard", lambda event: event.get("text") == TEXT)

    program.close()

    assert wait_until(lambda: xclip(x_server, "-o", "-t", "UTF8_STRING") == TEXT, 10)


def test_it_survives_a_restart_of_the_x_server(
    serve: Serve, visit: See, x_server: XServer
) -> None:
    """The text is there again, and what is copied then is heard."""
    visitor = visit(serve())
    news = visitor.news()
    put(visitor, TEXT)

    x_server.restart()

    assert wait_until(lambda: xclip(x_server, "-o", "-t", "UTF8_STRING") == TEXT, 20)
    xclip(x_server, "-i", text="after the restart")
    news.wait_for("clipboard", lambda event: event.get("text") == "after the restart")
