"""What supervisord's loop, which waits for events, does not wait for."""

from types import SimpleNamespace

import pytest
from supervisor.states import ProcessStates

from vmt_desktop.supervision.supervise import starts_now

STARTED = 1.0


@pytest.mark.parametrize(
    ("state", "laststart", "expected"),
    [
        (ProcessStates.EXITED, STARTED, True),
        (ProcessStates.STOPPED, 0, True),
        (ProcessStates.STOPPED, STARTED, False),
        (ProcessStates.RUNNING, STARTED, False),
        (ProcessStates.BACKOFF, STARTED, False),
        (ProcessStates.FATAL, STARTED, False),
    ],
)
def test_a_program_that_is_to_run_is_started_at_once(
    state: int, laststart: float, expected: bool
) -> None:
    """When it has ended, and at first; not what somebody has stopped, or gave up."""
    config = SimpleNamespace(autorestart=True, autostart=True)
    process = SimpleNamespace(state=state, laststart=laststart, config=config)

    assert starts_now(process) is expected


@pytest.mark.parametrize("state", [ProcessStates.EXITED, ProcessStates.STOPPED])
def test_a_program_that_the_page_starts_is_not_waited_for(state: int) -> None:
    """The other one of launcher and log viewer: the loop can rest meanwhile."""
    config = SimpleNamespace(autorestart=False, autostart=False)

    assert not starts_now(SimpleNamespace(state=state, laststart=0, config=config))
