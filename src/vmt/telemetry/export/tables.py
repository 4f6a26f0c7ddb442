"""One table as a file: CSV, JSON lines or Parquet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, TextIO

from numpy.typing import NDArray

from vmt.telemetry.export.chunks import chunks, nothing
from vmt.telemetry.export.parquet import write_parquet
from vmt.telemetry.export.values import texts, values
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.selection import EVERYTHING, Selection
from vmt.telemetry.tables import TABLES, Column, Kind, Table


class Format(StrEnum):
    """A format that a table can be written in; its value is the suffix, too."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def write_table(
    run: RecordedRun,
    name: str,
    file: BinaryIO,
    form: Format = Format.CSV,
    selection: Selection = EVERYTHING,
    *,
    minor: bool = False,
    on_ticks: Callable[[int], object] = nothing,
) -> int:
    """Write a table of a run and return the number of its rows.

    Quantities of goods are exact in natural units, reals have all their digits.
    Nothing is an empty field in CSV and null in the others. JSON has no infinite
    numbers: they are the texts "inf" and "-inf" there.

    Parameters
    ----------
    name : str
        One of `vmt.telemetry.tables.TABLES`.
    file : binary file
        Left open.
    minor : bool
        Write goods as whole numbers of minor units instead.
    on_ticks : callable, optional
        Called with the number of ticks that were done since.

    Raises
    ------
    TelemetryError
        The run cannot be read, or pyarrow is missing, which Parquet needs.
    """
    table, decimals = TABLES[name], 0 if minor else run.run.quantity_decimals
    parts = chunks(run, name, selection, on_ticks)
    if form is Format.PARQUET:
        return write_parquet(file, table, parts, decimals=None if minor else decimals)
    write = _write_csv if form is Format.CSV else _write_jsonl
    with _as_text(file) as text:
        return write(text, table, parts, decimals)


def write_runs(
    runs: Mapping[str, tuple[RecordedRun, Selection]],
    name: str,
    file: BinaryIO,
    form: Format = Format.CSV,
    *,
    on_ticks: Callable[[int], object] = nothing,
) -> int:
    """Write a table of several runs, one after the other, as `write_table` does.

    The first column, ``run``, has the label of the run. Parquet is not written.

    Parameters
    ----------
    runs : mapping
        By label, each with what is to be written of it.

    Raises
    ------
    TelemetryError
        A run cannot be read.
    """
    table, count = TABLES[name], 0
    write = _write_jsonl if form is Format.JSONL else _write_csv
    with _as_text(file) as text:
        for number, (label, (run, selection)) in enumerate(runs.items()):
            parts = chunks(run, name, selection, on_ticks)
            decimals = run.run.quantity_decimals
            mark = _Mark(label, is_first=number == 0)
            count += write(text, table, parts, decimals, mark)
    return count


@dataclass(frozen=True, slots=True)
class _Mark:
    """The label of a run for each of its rows; the first run comes below the titles."""

    label: str
    is_first: bool


def _write_csv(
    file: TextIO,
    table: Table,
    parts: Iterator[NDArray[Any]],
    decimals: int,
    mark: _Mark | None = None,
) -> int:
    writer, count = csv.writer(file, lineterminator="\n"), 0
    titles = [column.name for column in table.columns]
    if mark is None:
        writer.writerow(titles)
    elif mark.is_first:
        writer.writerow(["run", *titles])
    for part in parts:
        columns: list[Sequence[str | None]] = [
            texts(c, part[c.name], decimals) for c in table.columns
        ]
        if mark is not None:
            columns.insert(0, [mark.label] * len(part))
        writer.writerows(zip(*columns, strict=True))
        count += len(part)
    return count


def _write_jsonl(
    file: TextIO,
    table: Table,
    parts: Iterator[NDArray[Any]],
    decimals: int,
    mark: _Mark | None = None,
) -> int:
    row = ", ".join(f'"{column.name}": %s' for column in table.columns)
    if mark is not None:
        label = json.dumps(mark.label, ensure_ascii=False).replace("%", "%%")
        row = f'"run": {label}, {row}'
    line, count = f"{{{row}}}\n", 0
    for part in parts:
        columns = [_json(c, part[c.name], decimals) for c in table.columns]
        file.writelines(line % cells for cells in zip(*columns, strict=True))
        count += len(part)
    return count


def _json(column: Column, array: NDArray[Any], decimals: int) -> list[str]:
    if column.kind is Kind.TEXT:
        return [json.dumps(v, ensure_ascii=False) for v in values(column, array)]
    found = [text or "null" for text in texts(column, array, decimals)]
    if column.kind is Kind.REAL:
        return [f'"{text}"' if text.endswith("inf") else text for text in found]
    return found


@contextmanager
def _as_text(file: BinaryIO) -> Iterator[TextIO]:
    """Write text to a binary file, in UTF-8 whatever the system's encoding is."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()  # which writes what is left, and leaves the file open
