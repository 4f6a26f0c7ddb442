"""Whether the X server answers."""

import gc
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from remains import n_descriptors
from vmt_desktop.display.probes import wait_until, x_answers
from vmt_desktop.display.pulse import DisplayPulse
from x_server import XServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """Give an X server that is the default one."""
    server = XServer("640x480")
    monkeypatch.setenv("DISPLAY", server.name)
    yield server
    server.stop()


def test_a_server_is_asked_on_a_connection_that_is_kept(server: XServer) -> None:
    """However often, nothing is opened for it."""
    pulse = DisplayPulse()
    assert pulse.beats()
    gc.collect()
    open_before = n_descriptors(os.getpid())

    assert all(pulse.beats() for _ in range(50))
    assert n_descriptors(os.getpid()) == open_before
    pulse.close()


def test_a_server_that_was_restarted_answers(server: XServer) -> None:
    """The question goes to the new one, at once."""
    pulse = DisplayPulse()
    assert pulse.beats()

    server.process.kill()
    server.process.wait()
    assert not pulse.beats()
    server.restart()
    assert wait_until(lambda: x_answers(server.name), 20)

    assert pulse.beats()
    pulse.close()


def test_a_server_that_hangs_holds_the_question(server: XServer) -> None:
    """It is answered when the server goes on, or with no when it ends."""
    pulse = DisplayPulse()
    assert pulse.beats()
    server.process.send_signal(signal.SIGSTOP)
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(pulse.beats()))
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()

    server.process.kill()
    thread.join(20)

    assert answers == [False]
