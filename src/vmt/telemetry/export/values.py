"""The values of a column as Python has them, and as exact text."""

from typing import Any

from numpy.typing import NDArray

from vmt.telemetry.records import natural
from vmt.telemetry.tables import Column, Kind


def values(column: Column, array: NDArray[Any]) -> list[Any]:
    """Return the values of a column in minor units, None where there is nothing."""
    found: list[Any] = array.tolist()
    if column.kind is Kind.REAL:
        return [None if value != value else value for value in found]  # noqa: PLR0124 - NaN
    if column.kind is Kind.INTEGER and column.nullable:
        return [None if value == -1 else value for value in found]
    return found


def texts(column: Column, array: NDArray[Any], decimals: int) -> list[str | None]:
    """Return the values of a column as text that reads back to the same values.

    Parameters
    ----------
    decimals : int
        Of the quantities of goods; 0 leaves them in minor units.
    """
    found = values(column, array)
    if column.kind is Kind.QUANTITY:
        # A run has few different quantities, and many of each.
        known = {minor: f"{natural(minor, decimals):f}" for minor in set(found)}
        return [known[minor] for minor in found]
    if column.kind is Kind.FLAG:
        return ["true" if value else "false" for value in found]
    # The repr of a float is the shortest text that reads back to it.
    return [
        value if value is None or isinstance(value, str) else repr(value)
        for value in found
    ]
