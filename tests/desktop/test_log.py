"""The log of a desktop: its start, a crash of the app, its end."""

import os
import re
import signal
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from running import Desktop

pytestmark = pytest.mark.desktop

FORM = re.compile(r"([a-z0-9-]+) +(debug|info|warning|error) +\| (.*)")

LAUNCHER = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
if not os.path.exists("crashed"):
    open("crashed", "w").close()
    print("a launcher, token=abc123", flush=True)
    signal.sigwait({signal.SIGUSR1})
    raise OSError("no scenarios")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("a launcher that stays", flush=True)
while True:
    signal.pause()
"""
"""Crashes when it is told to, then comes back, and does not want to end."""

STARTED = ["xvfb", "wm", "x11vnc", "novnc", "app"]


@pytest.fixture
def tell_story(start_desktop: Callable, tmp_path: Path) -> Callable[..., Desktop]:
    """Run a desktop from its start through a crash to its end."""

    def tell(**variables: str) -> Desktop:
        app = tmp_path / "app"
        app.mkdir()
        (app / "launcher.py").write_text(textwrap.dedent(LAUNCHER), "utf-8")
        desktop: Desktop = start_desktop(VMT_APP_DIR=str(app), **variables)
        desktop.output.wait_for("a launcher,")
        desktop.output.wait_for("Open http")
        os.kill(desktop.pid_of("app"), signal.SIGUSR1)
        desktop.output.wait_for("a launcher that stays")
        assert desktop.stop() == 0
        return desktop

    return tell


def lines_of(desktop: Desktop) -> list[tuple[str, str, str]]:
    """Return program, level and text of each line; all have the form."""
    matches = [FORM.fullmatch(line) for line in desktop.output.lines]
    assert all(matches), desktop.output.lines
    assert len({match.start(3) for match in matches if match}) == 1, "no columns"
    return [(m[1], m[2], m[3]) for m in matches if m]


def test_the_log_tells_start_crash_and_end_and_nothing_else(
    tell_story: Callable[..., Desktop],
) -> None:
    """A start takes ten lines; a crash tells what is known of it; no secret is told."""
    lines = lines_of(tell_story(VMT_PASSWORD="correct horse"))

    crash = lines.index(("app", "error", "Traceback (most recent call last):"))
    start, rest = lines[:crash], lines[crash:]
    assert start[0][:2] == ("desktop", "info")
    assert start[0][2].startswith("starting launcher.py on display :")
    assert [name for name, _, text in start if text == "started"] == STARTED
    assert (
        "wm",
        "info",
        "the X server answers, the screen has 1280x800 pixels",
    ) in start
    assert ("app", "info", "a launcher, token=…") in start
    assert sum(text.startswith("Open http://") for *_, text in start) == 1
    assert len(start) <= 10
    assert {level for _, level, _ in start} == {"info"}

    stop = rest.index(("desktop", "info", "stopping"))
    crash_told, end = rest[:stop], rest[stop:]
    assert ("app", "error", "OSError: no scenarios") in crash_told
    [(_, level, again)] = [line for line in crash_told if "again" in line[2]]
    assert level == "error"
    assert again.startswith("ended with exit code 1; ")
    assert crash_told[-2:] == [
        ("app", "info", "started"),
        ("app", "info", "a launcher that stays"),
    ]

    assert end[1] == ("app", "warning", "was killed, for it did not end in 4 s")
    assert end[2:] == [
        *((name, "info", "stopped") for name in reversed(STARTED[:-1])),
        ("desktop", "info", "stopped"),
    ]
    assert "correct horse" not in str(lines)


def test_debug_tells_what_the_programs_say_at_each_start(
    tell_story: Callable[..., Desktop],
) -> None:
    """In the same form, and without secrets too."""
    lines = lines_of(tell_story(VMT_LOG_LEVEL="debug", VMT_PASSWORD="correct horse"))

    told = [line for line in lines if line[1] == "debug"]
    assert any('extension "DPMS" missing' in text for name, _, text in told)
    assert any(name == "x11vnc" and "rfb" in text.lower() for name, _, text in told)
    assert ("app", "info", "a launcher, token=…") in lines
    assert "correct horse" not in str(lines)
