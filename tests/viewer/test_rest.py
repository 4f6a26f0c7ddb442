"""A window at rest costs nothing: no pixel is sent, nobody is woken."""

from collections.abc import Callable, Iterator

import pytest

from onlooker import Onlooker
from process_load import Load
from viewer_on_x import OpenViewer, XServer

Open = Callable[..., OpenViewer]

pytestmark = pytest.mark.gui

WATCHED_SECONDS = 1.0
"""Sixty frames, if there were any."""
MOST_WAKEUPS = 20
"""A thread that looked for news every frame would be woken sixty times."""


@pytest.fixture
def onlooker(x_server: XServer) -> Iterator[Onlooker]:
    """Watch what is drawn on the X server."""
    watching = Onlooker(x_server.name)
    yield watching
    watching.close()


def _is_at_rest(viewer: OpenViewer, onlooker: Onlooker) -> bool:
    onlooker.wait_for_rest()
    before = Load.of(viewer.process.pid)
    drawn = onlooker.rectangles(WATCHED_SECONDS)
    woken = Load.of(viewer.process.pid).wakeups - before.wakeups
    return not drawn and woken < MOST_WAKEUPS


def test_paused_viewer_neither_draws_nor_polls(
    open_viewer: Open, onlooker: Onlooker
) -> None:
    """Before the first tick nothing is drawn, and its threads stay asleep."""
    assert _is_at_rest(open_viewer("--paused"), onlooker)


def test_viewer_that_pauses_comes_to_rest(
    open_viewer: Open, onlooker: Onlooker
) -> None:
    """After some ticks with trades, gliding and arrows it is as quiet as before."""
    viewer = open_viewer()
    viewer.press("a", "l")
    viewer.wait_for_ticks(5)
    viewer.press("space")

    assert _is_at_rest(viewer, onlooker)


def test_viewer_with_its_help_open_is_at_rest(
    open_viewer: Open, onlooker: Onlooker
) -> None:
    """What lies over a picture at rest does not make it be drawn again."""
    viewer = open_viewer("--paused")
    onlooker.wait_for_rest()
    left, top, _, _ = viewer.box
    onlooker.seconds_to_answer("F1", (left + 2, top + 2))

    assert _is_at_rest(viewer, onlooker)


def test_running_viewer_is_not_at_rest(open_viewer: Open, onlooker: Onlooker) -> None:
    """Who watches is told of frames while there are any."""
    open_viewer().wait_for_ticks(1)

    for _ in range(3):
        assert onlooker.wait_for_frame().area > 0
