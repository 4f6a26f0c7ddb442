"""The processes of programs, from the moment of their fork."""

import os
import signal
from collections.abc import Iterator

import pytest

from vmt_desktop.supervision.options import Options


@pytest.fixture
def received() -> Iterator[list[int]]:
    """Handle SIGTERM as supervisord does; return the list of what was received."""
    numbers: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: numbers.append(number))
    woken, wake = os.pipe2(os.O_NONBLOCK)
    wake_before = signal.set_wakeup_fd(wake)
    yield numbers
    signal.set_wakeup_fd(wake_before)
    signal.signal(signal.SIGTERM, before)
    os.close(woken)
    os.close(wake)


def test_a_child_that_is_no_program_yet_can_be_told_to_end(received: list[int]) -> None:
    """SIGTERM ends it at once: no handler of its parent's takes the signal."""
    pid = Options().fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGTERM)
        os._exit(0)

    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == -signal.SIGTERM
    assert received == []


def test_a_child_leads_a_group_at_once() -> None:
    """Whoever signals the group right after the fork reaches it."""
    pid = Options().fork()
    if pid == 0:
        os._exit(0)

    assert os.getpgid(pid) == pid
    os.waitpid(pid, 0)


def test_the_parent_goes_on_handling_its_signals(received: list[int]) -> None:
    """Nothing is blocked after a fork, and the handler is still there."""
    pid = Options().fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

    os.kill(os.getpid(), signal.SIGTERM)

    assert received == [signal.SIGTERM]
