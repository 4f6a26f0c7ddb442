"""The progress bar of long commands: on a terminal only, never in a file."""

import sys
from typing import Any

from tqdm import tqdm


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
    return tqdm(
        total=total,
        desc=title,
        unit=" ticks",
        file=sys.stderr,
        disable=quiet or not sys.stderr.isatty(),
        dynamic_ncols=True,
    )
