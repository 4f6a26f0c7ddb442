"""Columns of tables that grow while a run goes on."""

from __future__ import annotations

from array import array
from typing import Any


def column(kind: str, length: int) -> array[Any]:
    """Return a column of zeros.

    Parameters
    ----------
    kind : str
        ``i`` for int32, ``q`` for int64, ``d`` for doubles.
    length : int
    """
    zeros: array[Any] = array(kind)
    return lengthened(zeros, length)


def lengthened(short: array[Any], length: int) -> array[Any]:
    """Return a column made longer, with zeros behind.

    It is the same one, grown where it is, unless somebody looks at it.
    """
    more = bytes(short.itemsize * (length - len(short)))
    try:
        short.frombytes(more)
    except BufferError:
        longer = array(short.typecode, short)
        longer.frombytes(more)
        return longer
    return short


def view(items: array[Any]) -> memoryview[Any]:
    """Return a view of a column; while there is one the column cannot grow."""
    return memoryview(items)
