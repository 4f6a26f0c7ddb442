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
    return (done.stdout or b"").decode()


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
