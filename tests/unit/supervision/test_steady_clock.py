"""supervisord goes by a clock that only ever increases."""

import time
from types import SimpleNamespace

import pytest
from supervisor import process
from supervisor.states import ProcessStates
from supervisor.tests.base import DummyOptions, DummyPConfig

from vmt_desktop.supervision import steady_clock


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "_check_and_adjust_for_system_clock_rollback"
    monkeypatch.setattr(process, "time", process.time)
    monkeypatch.setattr(process.Subprocess, name, getattr(process.Subprocess, name))
    steady_clock.let_supervisord_go_by_it()


@pytest.mark.parametrize("jump", [-3600, 0, 3600])
def test_a_pause_stays_as_long_as_it_is(
    monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    """Neither a jump nor supervisord's own remedy for jumps changes it."""
    options = DummyOptions()
    config = DummyPConfig(options, "app", "/bin/app", startretries=1_000_000)
    waiting = process.Subprocess(config)
    waiting.state = ProcessStates.BACKOFF
    waiting.backoff = 1
    waiting.delay = until = steady_clock.now() + 10
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump)

    waiting.transition()

    assert (waiting.state, waiting.delay) == (ProcessStates.BACKOFF, until)


def test_it_is_about_right() -> None:
    """Whoever asks supervisord when a program was started is told the time of day."""
    assert isinstance(process.time, SimpleNamespace)
    assert abs(process.time.time() - time.time()) < 3600
