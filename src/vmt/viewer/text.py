"""How large text is, beside what suits the size of the window."""

import math
from collections.abc import Mapping

VARIABLE = "VMT_TEXT_SCALE"
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


def choose(environment: Mapping[str, str]) -> float:
    """Return the scale that the environment asks for, within what is possible.

    Programs that start the viewer say by ``VMT_TEXT_SCALE`` how large their own text
    is; what is no number counts as 1.
    """
    try:
        wanted = float(environment.get(VARIABLE, "1"))
    except ValueError:
        return 1.0
    if not math.isfinite(wanted):
        return 1.0
    return max(SCALES[0], min(SCALES[-1], wanted))


def larger(scale: float) -> float:
    """Return the next larger scale, or the same if there is none."""
    return next((s for s in SCALES if s > scale), SCALES[-1])


def smaller(scale: float) -> float:
    """Return the next smaller scale, or the same if there is none."""
    return next((s for s in reversed(SCALES) if s < scale), SCALES[0])
