"""Scenario builders, opened as the launcher opens them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from vmt.qt.builder.window import BuilderWindow


@pytest.fixture
def builder(qtbot: QtBot, home: Path) -> Iterator[Callable[..., BuilderWindow]]:
    """Open builders; what is not saved is forgotten at the end."""
    opened: list[BuilderWindow] = []

    def open_builder(path: Path | None = None, **options: Any) -> BuilderWindow:
        window = BuilderWindow(path, **options)
        window.setAttribute(Qt.WA_DeleteOnClose, False)
        opened.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_builder
    for window in opened:
        window.editor.document().setModified(False)
        window.close()
