"""Which of many points to draw: one for each spot of a plot that they fall on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_DOTS = 20_000
"""Fewer points than these are all drawn."""
CROWDED = 4_000
"""As many points and more have to be small to be told apart."""
_SPOTS = 1200, 600  # across and up


def spots(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.intp]:
    """Return the places of the points to draw, in the order of the points.

    Parameters
    ----------
    x, y : arrays, shape (n,)
        As they are drawn, finite.
    """
    if len(x) <= MOST_DOTS:
        return np.arange(len(x))
    place = np.zeros(len(x), dtype=np.int32)
    for values, n in ((x, _SPOTS[0]), (y, _SPOTS[1])):
        low, high = float(values.min()), float(values.max())
        share = np.subtract(values, low, dtype=np.float32)
        share *= (n - 1) / (high - low or 1.0)
        place *= n
        place += np.rint(share, out=share).astype(np.int32)
    # From the last to the first: of those on one spot the first one stays.
    first = np.full(_SPOTS[0] * _SPOTS[1], -1, dtype=np.int32)
    first[place[::-1]] = np.arange(len(x) - 1, -1, -1, dtype=np.int32)
    return np.sort(first[first >= 0]).astype(np.intp)
