"""``vmt view --replay``: what it asks for, what it refuses, and its window."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from Xlib import display as xdisplay

from replays import see
from small_market import MARKET, TICKS
from viewer_on_x import PATIENCE, XServer
from vmt.cli.main import main
from vmt.telemetry.schema import VERSION

Ended = tuple[int, str]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Record a run."""
    return see(tmp_path / "run.db", MARKET, TICKS).path


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Run ``vmt view`` where it has to refuse; return its sentence."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")

    def run(*arguments: object) -> str:
        assert main(["view", *map(str, arguments)]) == 2
        message = capsys.readouterr().err
        assert "Traceback" not in message
        assert len(message.splitlines()) == 1
        return message

    return run


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["first_market"], "SCENARIO"),
        (["--seed", "3"], "--seed"),
        (["--db", "other.db"], "--db"),
        (["--no-db"], "--log-level"),
        (["--ticks", "5"], "--ticks"),
        (["--lenient"], "--lenient"),
        (["--rules", "november"], "--rules"),
        (["--set", "params.beta=0.5"], "--set params.beta"),
        (["--bargaining", "nash", "--paused"], "--bargaining"),
    ],
)
def test_what_runs_cannot_be_chosen_for_a_replay(
    refused: Callable[..., str], recording: Path, options: list[str], named: str
) -> None:
    """The sentence names what has nothing to change."""
    message = refused("--replay", recording, *options)
    assert f"so {named} has nothing to change" in message


def test_there_has_to_be_something_to_watch(refused: Callable[..., str]) -> None:
    """A scenario or a recording; a number of a run alone is neither."""
    assert "--replay FILE" in refused()
    assert "--replay FILE" in refused("--run", 1)


def test_files_that_are_no_recordings_are_refused(
    refused: Callable[..., str], tmp_path: Path
) -> None:
    """In the words of every command that reads recordings."""
    text, empty = tmp_path / "notes.txt", tmp_path / "empty.db"
    text.write_text("x" * 5000)
    empty.touch()
    for path, named in (
        (tmp_path / "none.db", "there is no such file"),
        (tmp_path, "a folder"),
        (text, "not an SQLite database"),
        (empty, "there is nothing in this file"),
    ):
        message = refused("--replay", path)
        assert str(path) in message
        assert named in message


def test_a_recording_that_is_cut_off_is_refused(
    refused: Callable[..., str], recording: Path
) -> None:
    """Where it is too short to say anything, it says so before a window opens."""
    os.truncate(recording, 9000)
    assert str(recording) in refused("--replay", recording)


def test_recordings_of_a_newer_version_are_refused(
    refused: Callable[..., str], recording: Path
) -> None:
    """They may say what this version does not know."""
    with recording.open("r+b") as file:
        file.seek(60)  # the user version in the header of the file
        file.write((VERSION + 1).to_bytes(4, "big"))
    assert "a newer VMT" in refused("--replay", recording)


def test_a_run_that_is_not_there_is_refused(
    refused: Callable[..., str], recording: Path
) -> None:
    """Those that are there are named."""
    message = refused("--replay", recording, "--run", 7)
    assert "no run 7" in message
    assert message.strip().endswith("it has: 1")


class Replay:
    """``vmt view --replay`` as a process of its own on a real X server."""

    def __init__(self, server: XServer, path: Path, *options: str) -> None:
        self.server = server
        command = [sys.executable, "-m", "vmt", "view", "--replay", str(path)]
        self.process = subprocess.Popen(
            [*command, *options],
            env={**os.environ, "DISPLAY": server.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for_title(self) -> str:
        """Wait until there is a window, and return its title."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.process.communicate()
            with suppress(subprocess.CalledProcessError):  # there is none yet
                found = self.server.do("search", "--onlyvisible", "--class", "vmt-view")
                return self._title(int(found.splitlines()[0]))
        pytest.fail("there is no window")

    def _title(self, window: int) -> str:
        # xdotool asks for the older property, which holds no dashes.
        display = xdisplay.Display(self.server.name)
        try:
            name = display.intern_atom("_NET_WM_NAME")
            kind = display.intern_atom("UTF8_STRING")
            found = display.create_resource_object("window", window)
            return found.get_full_property(name, kind).value.decode()
        finally:
            display.close()

    def end(self) -> Ended:
        """Wait until it has ended; return its exit code and its messages."""
        _, messages = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, messages


@pytest.fixture
def replay(x_server: XServer, recording: Path) -> Iterator[Callable[..., Replay]]:
    """Open replays; they are ended with the test."""
    opened: list[Replay] = []

    def start(*options: str) -> Replay:
        opened.append(Replay(x_server, recording, *options))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def test_the_window_says_that_it_is_a_replay(
    replay: Callable[..., Replay], recording: Path
) -> None:
    """It closes without a word, and the file is as it was."""
    before = recording.read_bytes(), recording.stat().st_mtime_ns
    opened = replay("--paused")
    assert opened.wait_for_title() == "VMT – Small market (seed 5), replay"
    opened.server.do("mousemove", "700", "300")
    opened.server.do("key", "q")
    assert opened.end() == (0, "")
    assert (recording.read_bytes(), recording.stat().st_mtime_ns) == before


def test_a_replay_ends_when_it_is_told_to(replay: Callable[..., Replay]) -> None:
    """SIGTERM closes the window."""
    opened = replay("--run", "1")
    opened.wait_for_title()
    opened.process.send_signal(signal.SIGTERM)
    assert opened.end() == (143, "")
