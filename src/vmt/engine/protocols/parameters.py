"""Checks of the parameters that scenarios give to protocols."""

import difflib
import math
from collections.abc import Sequence

from vmt.errors import UserError


def one_of(name: str, found: object, allowed: Sequence[str]) -> str:
    """Return `found` if it is one of the words that are allowed.

    Raises
    ------
    UserError
        It is not; the message has the name, what was found and what is allowed.
    """
    if isinstance(found, str) and found in allowed:
        return found
    near = difflib.get_close_matches(str(found), allowed, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise UserError(
        f"{name} must be one of {', '.join(allowed)}, found {found!r}{hint}"
    )


def number_within(name: str, found: object, least: float, most: float) -> float:
    """Return `found` as a float if it is a number from `least` to `most`.

    Raises
    ------
    UserError
        It is not; the message has the name, what was found and what is allowed.
    """
    if (
        isinstance(found, int | float)
        and not isinstance(found, bool)
        and math.isfinite(found)
        and least <= found <= most
    ):
        return float(found)
    raise UserError(
        f"{name} must be a number from {least:g} to {most:g}, found {found!r}"
    )
