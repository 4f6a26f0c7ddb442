"""Columns of many ticks come out of their bytes as they went in, to the last bit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from vmt.telemetry.codec import decode, encode

many = settings(derandomize=True, deadline=None, max_examples=300)
DTYPES = ("int8", "int32", "int64", "float64")
shapes = st.tuples(st.integers(1, 6), st.integers(0, 11))
NAN_WITH_PAYLOAD = np.array([0x7FF4_0000_DEAD_BEEF], np.uint64).view(np.float64)[0]
SPECIAL = {
    "float64": [0.0, -0.0, np.inf, -np.inf, np.nan, NAN_WITH_PAYLOAD, 5e-324],
    **{
        name: [np.iinfo(name).min, np.iinfo(name).max, 0, -1, 1]
        for name in ("int8", "int32", "int64")
    },
}


@dataclass(frozen=True)
class Column:
    """A column of some ticks, and another that is often equal or None."""

    rows: NDArray[Any]
    base: NDArray[Any] | None


def _values(dtype: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(SPECIAL[dtype]) | arrays.from_dtype(np.dtype(dtype))


@st.composite
def columns(draw: st.DrawFn) -> Column:
    """Draw a column."""
    dtype, shape = draw(st.sampled_from(DTYPES)), draw(shapes)
    rows = draw(arrays.arrays(dtype, shape, elements=_values(dtype)))
    if draw(st.booleans()):
        return Column(rows, None)
    base = rows.copy()
    for place in draw(st.lists(st.integers(0, max(0, rows.size - 1)), max_size=3)):
        if rows.size:
            base.reshape(-1)[place] = draw(_values(dtype))
    return Column(rows, base)


@many
@given(column=columns())
@example(Column(np.array([[np.iinfo("int64").min], [np.iinfo("int64").max]]), None))
@example(Column(np.array([[0.0], [-0.0], [NAN_WITH_PAYLOAD]]), None))
@example(Column(np.empty((3, 0), np.int32), None))
def test_columns_come_back_bit_by_bit(column: Column) -> None:
    """Extremes, minus zero and the payload of NaN included, with a base and without."""
    data = encode(column.rows, column.base)
    found = decode(data, column.rows.shape, column.rows.dtype, column.base)
    assert found.dtype == column.rows.dtype
    assert found.shape == column.rows.shape
    assert found.tobytes() == column.rows.tobytes()


@many
@given(column=columns(), data=st.data())
def test_damaged_bytes_are_refused_or_are_those_of_other_values(
    column: Column, data: st.DataObject
) -> None:
    """What is decoded at all is what these bytes, and no others, are made from."""
    whole = encode(column.rows, column.base)
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        match data.draw(st.sampled_from(("change", "cut", "add"))):
            case "change" if damaged:
                place = data.draw(st.integers(0, len(damaged) - 1))
                damaged[place] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del damaged[data.draw(st.integers(0, len(damaged))) :]
            case _:
                damaged += data.draw(st.binary(min_size=1, max_size=9))
    try:
        found = decode(bytes(damaged), column.rows.shape, column.rows.dtype)
    except ValueError:
        return
    assert encode(found) == bytes(damaged)


@pytest.mark.parametrize("shape", [(-1, 3), (2, -3), (10**12, 10**6)])
def test_impossible_shapes_are_refused(shape: tuple[int, int]) -> None:
    """A number of ticks or agents that cannot be does not take all the memory."""
    with pytest.raises(ValueError, match=r"less than no values|buffer"):
        decode(encode(np.zeros((2, 3), np.int64)), shape, np.dtype("int64"))


@given(data=st.binary(max_size=40), shape=shapes, dtype=st.sampled_from(DTYPES))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_any_bytes_are_decoded_or_refused(
    data: bytes, shape: tuple[int, int], dtype: str
) -> None:
    """Nothing but ValueError comes of bytes that nobody encoded."""
    try:
        found = decode(data, shape, np.dtype(dtype))
    except ValueError:
        return
    assert found.shape == shape
    assert found.dtype == dtype
    assert shape[0] == 0 or encode(found) == data
