"""What the executables in ``desktop/programs`` have in common.

Each waits for what it needs by asking it, then becomes its program, so that
supervisord's signals arrive and no process stays in between.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from vmt_desktop.display.probes import wait_until

OOM_SCORE = Path("/proc/self/oom_score_adj")
GOES_FIRST = 500
"""As if it had half of all memory more than it has; the most is 1000."""

PATIENCE_SECONDS = 20.0
"""After this a program gives up and supervisord counts a failed start."""


def needs(what: str, answers: Callable[[], bool]) -> None:
    """Wait until the answer is yes, or end the process saying what was missing."""
    if not wait_until(answers, PATIENCE_SECONDS):
        sys.exit(f"gave up after {PATIENCE_SECONDS:.0f} s: {what}")


def go_first() -> None:
    """Have this process, and all that it starts, killed first when memory runs out.

    Among them the kernel takes the largest, which is the simulation that ran away. The
    desktop stays and can tell of it.
    """
    with contextlib.suppress(OSError):  # a kernel without it, a /proc for reading only
        if int(OOM_SCORE.read_text("ascii")) < GOES_FIRST:
            OOM_SCORE.write_text(str(GOES_FIRST), "ascii")


def become(
    argv: Sequence[str], environment: Mapping[str, str] | None = None
) -> NoReturn:
    """Replace this process by the program; say so if it is not installed."""
    try:
        os.execvpe(  # noqa: S606 - an argv list; there is no shell to be had
            argv[0], list(argv), {**os.environ, **(environment or {})}
        )
    except FileNotFoundError:
        sys.exit(f"{argv[0]} is not installed; see packages.debian")
