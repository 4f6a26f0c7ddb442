"""A recorded run in a real window, with a real keyboard and mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from viewer_on_x import OpenReplay, XServer
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.panels.timeline import tick_at

pytestmark = pytest.mark.gui

N_TICKS = 40


@pytest.fixture
def replay(x_server: XServer, tmp_path: Path, small_text: str) -> Iterator[OpenReplay]:
    """Record a run of forty ticks and open it, paused at its beginning."""
    viewer = OpenReplay(x_server, small_text, tmp_path, N_TICKS)
    viewer.wait_for(viewer.expected(0))
    yield viewer
    if viewer.process.poll() is None:
        viewer.process.kill()
        viewer.process.communicate()


def test_replay_goes_back_and_forth_by_keys(replay: OpenReplay) -> None:
    """End, two ticks back, one forward, and Home."""
    replay.press("End", "Left", "Left", "Right")
    replay.wait_for(replay.expected(N_TICKS - 1))
    replay.press("Home")

    replay.wait_for(replay.expected(0))


def test_time_line_is_scrubbed_by_the_mouse(replay: OpenReplay) -> None:
    """A drag along it ends at the tick under the pointer, and so does a click."""
    line = Arrangement.of(replay.look().size, timeline=True).timeline
    start, end = (200, line.centery), (line.centerx, line.centery)

    replay.drag(start, end)
    replay.leave()
    replay.wait_for(replay.expected(tick_at(line, replay.span, end[0])))
    replay.click(start)
    replay.leave()

    replay.wait_for(replay.expected(tick_at(line, replay.span, start[0])))


def test_agents_of_the_past_are_looked_at_closely(replay: OpenReplay) -> None:
    """Tab picks the first agent, ten ticks into the run, as it was seen live."""
    replay.press("j", "1", "0", "Return", "Tab")

    replay.wait_for(replay.expected(10, selected=0))


def test_replay_leaves_the_file_alone(replay: OpenReplay) -> None:
    """After looking around and quitting the file is the same, to the byte."""
    before = replay.database.read_bytes(), replay.database.stat().st_mtime_ns

    replay.press("End")
    replay.wait_for(replay.expected(N_TICKS))
    replay.press("q")

    assert replay.end() == (0, "")
    assert (replay.database.read_bytes(), replay.database.stat().st_mtime_ns) == before
