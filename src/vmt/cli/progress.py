"""The progress bar of long commands: on a terminal only, never in a file."""

import os
import sys
from typing import Any

from tqdm import tqdm

_WIDTH, _HEIGHT = 80, 24  # of a terminal that does not know its own size


# tqdm is generic in its stubs only; at run time it takes no parameter.
class _Bar(tqdm):  # type: ignore[type-arg]
    """A bar without a thread beside it: we update often enough."""

    monitor_interval = 0


def progress(total: int, title: str, *, quiet: bool = False) -> "tqdm[Any]":
    """Return a bar on stderr that counts ticks, with rate and time left.

    It draws in the terminal's own colours, so that NO_COLOR has nothing to forbid.

    Parameters
    ----------
    total : int
    title : str
    quiet : bool
        Draw nothing.
    """
    shown = not quiet and sys.stderr.isatty()
    width = os.get_terminal_size(sys.stderr.fileno()).columns if shown else 0
    return _Bar(
        total=total,
        desc=title,
        unit=" ticks",
        file=sys.stderr,
        disable=not shown,
        ncols=None if width else _WIDTH,
        nrows=None if width else _HEIGHT,
        dynamic_ncols=width > 0,
    )
