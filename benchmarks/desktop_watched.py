"""A desktop with thirty watchers, while one is in control."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from benchmarks.desktop_figures import Figures
from benchmarks.desktop_measure import Effort, Running, set_viewer_going
from benchmarks.desktop_page import View
from benchmarks.desktop_peers import OURS, WORKERS
from benchmarks.workers import desktop_stamp

N_WATCHERS = 30
"""One of them is a Chromium."""
FRAMES_PER_SECOND = 30
SHARED = {"VMT_SHARE": "view"}
"""How ours is told that there may be watchers."""
WATCHING_SOCKET = "/view"


class NotSharedError(Exception):
    """There is no link to watch; the message says so."""


class LightWatchers:
    """Watchers that decode nothing, in a process of their own."""

    def __init__(self, one: Running, link: str | None) -> None:
        socket = one.container.desktop.websocket if link is None else WATCHING_SOCKET
        command = [sys.executable, str(WORKERS / "desktop_watchers.py")]
        command += [str(N_WATCHERS - 1), one.container.origin, socket]
        self._process = subprocess.Popen(
            [*command, *([] if link is None else [link])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._began = 0.0

    def begin(self) -> None:
        """Begin to count, once all of them have a picture."""
        self._answer()
        self._began = time.monotonic()
        self._tell()

    def end(self) -> list[float]:
        """Return the updates that each got in a second."""
        passed = time.monotonic() - self._began
        self._tell()
        return [one["updates"] / passed for one in json.loads(self._answer())]

    def close(self) -> None:
        """Let them go."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.communicate()

    def _tell(self) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        line = self._process.stdout.readline()
        if not line:
            _, complaint = self._process.communicate()
            raise NotSharedError(f"the watchers gave up: {complaint.strip()[-300:]}")
        return line


def watched(browser: Browser, one: Running, effort: Effort, figures: Figures) -> None:
    """Press keys in a viewer, alone and with thirty watchers; count what they get.

    Raises
    ------
    NotSharedError
        Nobody can watch it.
    """
    set_viewer_going(one)
    alone = one.view.press(effort.presses)
    figures.add("key_alone", one.name, alone.answers)
    link = one.container.watching_path()
    if link is None and one.container.desktop is OURS:
        raise NotSharedError("ours prints no link to watch with VMT_SHARE=view")
    with _watching_chromium(browser, one, link) as other:
        light = LightWatchers(one, link)
        try:
            light.begin()
            other.begin()
            in_control = one.view.press(effort.presses)
            seen = other.stop()
            updates = light.end()
        finally:
            light.close()
    figures.add("key_watched", one.name, in_control.answers)
    figures.add("frames_watched", one.name, [in_control.frames_per_second])
    figures.add("watcher_updates", one.name, updates)
    figures.add("watcher_slowest", one.name, [min(updates)])
    figures.add("watcher_frames", one.name, [seen.frames_per_second])


@contextmanager
def _watching_chromium(
    browser: Browser, one: Running, link: str | None
) -> Iterator[View]:
    """Open the page of somebody who watches; of peers the one that everybody has."""
    view = View(browser, one.container.desktop, one.container.size)
    try:
        view.open(f"{one.container.origin}{link or one.container.path()}")
        view.find_strip(desktop_stamp.VIEWER_CELL)
        yield view
    finally:
        view.close()
