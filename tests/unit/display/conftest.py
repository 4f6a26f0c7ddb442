"""A real X server, gateways that serve it, and programs that copy and paste on it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateways import RunningGateway, serving, settings_in
from qt_editor import QtEditor
from visiting import Visit
from x_server import XServer

LARGEST = "1920x1080"


@pytest.fixture(scope="module")
def x_server() -> Iterator[XServer]:
    """Give an X server to all tests of a file."""
    server = XServer(LARGEST)
    yield server
    server.stop()


@pytest.fixture
def serve(x_server: XServer, tmp_path: Path) -> Iterator[Callable[..., RunningGateway]]:
    """Return a function that starts gateways of this X server."""
    with ExitStack() as stack:

        def start(**variables: str) -> RunningGateway:
            ours = {"DISPLAY": x_server.name, "VMT_DISPLAY_MAX": LARGEST}
            settings = settings_in(tmp_path, **{**ours, **variables})
            return stack.enter_context(serving(settings))

        yield start


@pytest.fixture
def visit() -> Iterator[Callable[[RunningGateway], Visit]]:
    """Return a function that has somebody log in."""
    with ExitStack() as stack:

        def start(gateway: RunningGateway) -> Visit:
            visitor = Visit(f"{gateway.url}?token={gateway.new_token()}")
            stack.callback(visitor.close)
            return visitor

        yield start


@pytest.fixture
def editor(x_server: XServer) -> Iterator[QtEditor]:
    """Give a PyQt5 program on the desktop."""
    editor = QtEditor({**os.environ, "DISPLAY": x_server.name})
    yield editor
    editor.close()
