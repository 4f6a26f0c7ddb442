"""How far exp, log and power are from the truth, by the many digits of mpmath."""

import math
import struct
from collections.abc import Iterable
from typing import NamedTuple

import mpmath

from elementary_sample import FUNCTIONS, Arguments

BITS = 200
"""Bits of mpmath's results."""

SMALLEST = struct.unpack("<d", struct.pack("<q", 1))[0]
"""The smallest subnormal number, the unit in the last place around zero."""


class Error(NamedTuple):
    """What was measured.

    Attributes
    ----------
    worst : float
        Largest error in units in the last place of the exact result.
    arguments : tuple of float
        Where it is.
    misrounded : int
        How many results are not the double nearest to the exact result.
    """

    worst: float
    arguments: Arguments
    misrounded: int


def largest_error(name: str, sample: Iterable[Arguments]) -> Error:
    """Compare a function with mpmath's over a sample; infinite results are left out."""
    ours = FUNCTIONS[name]
    with mpmath.workprec(BITS):
        worst = mpmath.mpf(0)
        where: Arguments = ()
        misrounded = 0
        for arguments in sample:
            result = ours(*arguments)
            if math.isinf(result):
                continue
            truth = getattr(mpmath, name)(*map(mpmath.mpf, arguments))
            unit = max(math.ulp(float(truth)), SMALLEST)
            error = abs(mpmath.mpf(result) - truth) / unit
            misrounded += error > 0.5
            if error > worst:
                worst, where = error, arguments
        return Error(float(worst), where, misrounded)
