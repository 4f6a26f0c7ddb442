"""A table as a Parquet file, where pyarrow is installed."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.tables import Column, Kind, Table

_DIGITS = 19  # of the largest int64


def write_parquet(
    file: BinaryIO,
    table: Table,
    parts: Iterator[NDArray[Any]],
    *,
    decimals: int | None,
) -> int:
    """Write the chunks of a table, a row group each; return the number of rows.

    Parameters
    ----------
    decimals : int or None
        Goods become exact decimals with so many places; None: int64 as they are.

    Raises
    ------
    TelemetryError
        pyarrow is not installed.
    """
    try:
        pa = import_module("pyarrow")
        parquet = import_module("pyarrow.parquet")
    except ImportError as error:
        raise TelemetryError(
            "Parquet needs pyarrow, which is not installed; install it (pip install"
            " pyarrow), or export as CSV"
        ) from error
    kinds = {
        Kind.INTEGER: pa.int64(),
        Kind.QUANTITY: pa.int64()
        if decimals is None
        else pa.decimal128(_DIGITS, decimals),
        Kind.REAL: pa.float64(),
        Kind.FLAG: pa.bool_(),
        Kind.TEXT: pa.string(),
    }
    types = {column.name: kinds[column.kind] for column in table.columns}
    schema = pa.schema([(c.name, types[c.name], c.nullable) for c in table.columns])
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for part in parts:
            arrays = [_array(pa, c, types[c.name], part[c.name]) for c in table.columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(part)
    return count


def _array(pa: Any, column: Column, kind: Any, values: NDArray[Any]) -> Any:
    if pa.types.is_decimal(kind):
        # The whole numbers are the decimals already: 128 bits each, low half first.
        halves = np.empty((len(values), 2), "<i8")
        halves[:, 0], halves[:, 1] = values, values >> 63
        return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(halves)])
    nothing = None
    if column.nullable and column.kind is Kind.INTEGER:
        nothing = values == -1
    elif column.nullable and column.kind is Kind.REAL:
        nothing = np.isnan(values)
    return pa.array(values, kind, mask=nothing)
