"""Waiting for the user or for news: what ends it, and what does not."""

import math
import socket
import threading
from collections.abc import Iterator

import pytest

from viewer_on_x import PATIENCE
from vmt.viewer import waiting
from vmt.viewer.waiting import Waiter, open_sockets

A_MOMENT = 0.2
"""Seconds in which somebody who does not wait properly would have come back."""


@pytest.fixture
def waiter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiter]:
    """Make a waiter that would wait for longer than any test lasts."""
    monkeypatch.setattr(waiting, "_AT_LEAST_EVERY", 2 * PATIENCE)
    made = Waiter(frame_seconds=0.001)
    yield made
    made.close()


@pytest.fixture
def display(waiter: Waiter) -> Iterator[socket.socket]:
    """Let the waiter listen to a display, and return the end that speaks."""
    server, client = socket.socketpair()
    waiter.listen_to({client.fileno()})
    yield server
    server.close()
    client.close()


class Waiting(threading.Thread):
    """Waits in a thread of its own until something ends it."""

    def __init__(self, waiter: Waiter) -> None:
        super().__init__(daemon=True)
        self._waiter = waiter
        self.told: bool | None = None
        self.start()

    def run(self) -> None:
        """Wait."""
        self.told = self._waiter.wait(None)

    def ends(self, within: float = PATIENCE) -> bool:
        """Return whether it comes back."""
        self.join(within)
        return not self.is_alive()


def test_waiting_lasts_until_it_is_woken(
    waiter: Waiter, display: socket.socket
) -> None:
    """Without a reason it goes on; a call from another thread ends it, and is told."""
    waits = Waiting(waiter)
    assert not waits.ends(A_MOMENT)

    waiter.wake()

    assert waits.ends()
    assert waits.told is True


def test_display_ends_waiting(waiter: Waiter, display: socket.socket) -> None:
    """What the display says ends it, and is no news of the run."""
    waits = Waiting(waiter)
    assert not waits.ends(A_MOMENT)

    display.send(b"a key")

    assert waits.ends()
    assert waits.told is False


def test_news_before_waiting_counts_once(
    waiter: Waiter, display: socket.socket
) -> None:
    """However often it was woken before, the next wait ends at once, and no other."""
    for _ in range(3):
        waiter.wake()

    assert waiter.wait(None)
    assert not waiter.wait(0)
    assert not Waiting(waiter).ends(A_MOMENT)
    waiter.wake()


def test_waking_never_blocks(waiter: Waiter, display: socket.socket) -> None:
    """A run that is much faster than frames is not held up by telling so."""
    for _ in range(100_000):
        waiter.wake()

    assert waiter.wait(None)
    assert not waiter.wait(0)


def test_wait_ends_when_its_time_is_over(
    waiter: Waiter, display: socket.socket
) -> None:
    """A frame that is due is not waited for longer than it takes to be due."""
    assert not waiter.wait(0.001)
    assert not waiter.wait(-math.inf)


@pytest.mark.parametrize("descriptors", [set(), None], ids=["unknown", "closed"])
def test_without_a_display_to_listen_to_there_are_frames(
    waiter: Waiter, descriptors: set[int] | None
) -> None:
    """Where nothing tells of keys, or no longer, they are looked for each frame."""
    if descriptors is None:
        server, client = socket.socketpair()
        descriptors = {client.fileno()}
        server.close()
        client.close()
    waiter.listen_to(descriptors)

    assert waiter.wait(None) is False
    assert waiter.wait(None) is False
    waiter.wake()
    assert waiter.wait(None) is True


def test_waking_after_the_end_does_nothing(waiter: Waiter) -> None:
    """The runner's last news may come when the window is gone."""
    waiter.close()
    waiter.wake()


def test_sockets_of_the_process_are_found() -> None:
    """A new socket is among them, and is not any more when it is closed."""
    before = open_sockets()
    one, other = socket.socketpair()
    new = open_sockets() - before
    assert {one.fileno(), other.fileno()} <= new

    one.close()
    other.close()

    assert not open_sockets() & new
