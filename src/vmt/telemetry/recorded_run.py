"""A recorded run as arrays: the tables of schema.sql as numpy structured arrays."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.frames import as_frame
from vmt.telemetry.reader import Database, open_database
from vmt.telemetry.records import Run
from vmt.telemetry.selection import EVERYTHING, Selection
from vmt.telemetry.tables import DTYPES, TABLES, Kind, Table


def open_run(path: Path | str, run_id: int | None = None) -> "RecordedRun":
    """Open one run of a file for reading only; works while it is being recorded.

    Parameters
    ----------
    path : path
    run_id : int, optional
        Default: the newest run of the file.

    Raises
    ------
    TelemetryError
        There is no such file or run, or it cannot be read.

    Examples
    --------
    >>> with open_run("run.db") as run:  # doctest: +SKIP
    ...     prices = run.table("trades")["price"]
    """
    database = open_database(path)
    try:
        runs = database.runs()
        if not runs:
            raise TelemetryError(f"{path}: there are no runs in this file")
        run = runs[0] if run_id is None else database.run(run_id)
    except BaseException:
        database.close()
        raise
    return RecordedRun(database, run)


@dataclass(frozen=True)
class RecordedRun:
    """One run of an open file; made by `open_run`.

    Attributes
    ----------
    database : Database
    run : Run
        What `simulation_runs` says of it.
    """

    database: Database
    run: Run

    @property
    def path(self) -> Path:
        """The file."""
        return self.database.path

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def table(self, name: str, selection: Selection = EVERYTHING) -> NDArray[Any]:
        """Return a table in natural units, in the order in which things happened.

        Parameters
        ----------
        name : str
            One of `vmt.telemetry.tables.TABLES`.
        selection : Selection, optional

        Returns
        -------
        structured array
            A field for each column: int64; float64 (units of a good, too); bool; text
            as objects. Where there is nothing, -1 (NaN in a float64, None in text).

        Raises
        ------
        TelemetryError
            The file cannot be read.
        KeyError
            There is no such table.
        """
        table = TABLES[name]
        minor = self.minor_table(name, selection)
        quantities = [c.name for c in table.columns if c.kind is Kind.QUANTITY]
        if not quantities:
            return minor
        natural = np.empty(len(minor), _dtype(table, np.float64))
        for column in minor.dtype.names or ():
            natural[column] = minor[column]
        for column in quantities:
            natural[column] = minor[column] / 10**self.run.quantity_decimals
        return natural

    def minor_table(self, name: str, selection: Selection = EVERYTHING) -> NDArray[Any]:
        """Return a table as `table` does, with goods in minor units, int64: exact."""
        table = TABLES[name]
        columns = self.database.columns(self.run.run_id, table, selection)
        length = len(next(iter(columns.values())))
        found = np.empty(length, _dtype(table, np.int64))
        for column, values in columns.items():
            found[column] = values
        return found

    def frame(self, name: str, selection: Selection = EVERYTHING) -> Any:
        """Return a table as a pandas DataFrame, in natural units.

        What is missing is ``pandas.NA``: columns that may hold nothing are Int64 or
        Float64, text is string.

        Raises
        ------
        TelemetryError
            pandas is not installed, or the file cannot be read.
        KeyError
            There is no such table.

        Examples
        --------
        >>> with open_run("run.db") as run:  # doctest: +SKIP
        ...     run.frame("trades").groupby("tick").price.mean().plot()
        """
        return as_frame(TABLES[name], self.table(name, selection))


def _dtype(table: Table, of_quantities: type[np.generic]) -> np.dtype[Any]:
    kinds = {**DTYPES, Kind.QUANTITY: of_quantities}
    return np.dtype([(column.name, kinds[column.kind]) for column in table.columns])
