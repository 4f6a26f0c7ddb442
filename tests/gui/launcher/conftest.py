"""Launchers that start a program of the test instead of the real ones."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vmt.qt.launcher.window import LauncherWindow

TELLS = """
import json, os, sys, time
from pathlib import Path
told = Path(os.environ["VMT_DATA_DIR"]) / "told.json"
half = told.with_suffix(".half")
themes = [name for name in sorted(os.environ) if name.endswith("_THEME")]
half.write_text(json.dumps([sys.argv[1:], themes]))
half.rename(told)
"""
"""A program that tells with which arguments it was started."""

STAYS = TELLS + "print('ready', flush=True); time.sleep(600)\n"

Launcher = Callable[..., LauncherWindow]


@pytest.fixture
def launcher(qtbot: QtBot, program: Callable[[str], list[str]]) -> Iterator[Launcher]:
    """Open launchers that start a program of the test instead of the viewer."""
    opened: list[LauncherWindow] = []

    def open_launcher(source: str = TELLS, *, stays: bool = False) -> LauncherWindow:
        window = LauncherWindow(program(STAYS if stays else source))
        opened.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_launcher
    for window in (each for each in opened if each.isVisible()):
        for row in window.runs.rows:
            if row.can_be_stopped:
                process = row.launched.process
                process.stop()
                process.stop()
                qtbot.waitUntil(lambda process=process: not process.is_running)


@pytest.fixture
def themes() -> list[str]:
    """Return the theme variables that the last program was started with."""
    return []


@pytest.fixture
def told(qtbot: QtBot, home: Path, themes: list[str]) -> Callable[[], list[str]]:
    """Wait for the arguments that the program was started with."""

    def arguments() -> list[str]:
        path = home / "told.json"
        qtbot.waitUntil(path.exists)
        found: list[str]
        found, themes[:] = json.loads(path.read_text())
        path.unlink()
        return found

    return arguments
