"""A clock for supervisord that nobody can put forward or back.

supervisord measures by the time of day. When that is put forward, as after a laptop's
sleep, it takes a program for one that did not end in time, and kills it in the middle
of its last words; when it is put back, pauses last too long. Its own remedy makes every
pause as short as its own would be. So it gets a clock that is right at its start and
only ever increases.
"""

import time
from types import SimpleNamespace
from typing import Any

from supervisor import process

_START = time.time() - time.monotonic()


def now() -> float:
    """Return about the seconds since the epoch; the difference of two is exact."""
    return _START + time.monotonic()


def _nothing_to_adjust(_process: Any, _now: float) -> None:
    """Do nothing: this clock is never put back."""


def let_supervisord_go_by_it() -> None:
    """Have every process of supervisord measured by this clock."""
    process.time = SimpleNamespace(time=now)
    name = "_check_and_adjust_for_system_clock_rollback"
    setattr(process.Subprocess, name, _nothing_to_adjust)
