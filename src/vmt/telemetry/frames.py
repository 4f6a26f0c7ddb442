"""A table of a recorded run as a pandas DataFrame, where pandas is installed."""

from importlib import import_module
from typing import Any

from numpy.typing import NDArray

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.tables import Kind, Table


def as_frame(table: Table, rows: NDArray[Any]) -> Any:
    """Return rows of a table as a DataFrame; what is missing is ``pandas.NA``.

    Raises
    ------
    TelemetryError
        pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise TelemetryError(
            "a DataFrame needs pandas, which is not installed; install it (pip install"
            " pandas), or use table(), which gives numpy arrays"
        ) from error
    columns = {}
    for column in table.columns:
        # A copy, because a field of rows keeps all the other fields in memory.
        values = pandas.Series(rows[column.name].copy())
        if column.kind is Kind.TEXT:
            values = values.astype("string")
        elif column.nullable and column.kind is Kind.INTEGER:
            values = values.astype("Int64").mask(values == -1)
        elif column.nullable and column.kind is Kind.REAL:
            values = values.astype("Float64")  # in which NaN becomes NA
        columns[column.name] = values
    return pandas.DataFrame(columns)
