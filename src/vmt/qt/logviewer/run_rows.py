"""Rows of several runs in one table: the run comes first, as in all tables."""

from collections.abc import Sequence
from typing import Any, TypeVar

from PyQt5.QtCore import QCoreApplication

from vmt.qt.tables import Column

R = TypeVar("R")
Row = tuple[str, R]
"""The label of a run, and a record of it."""


def with_run(columns: Sequence[Column[R]]) -> list[Column[Row[R]]]:
    """Return columns of rows: that of the run, and those of the records.

    The first one is to be hidden where there is one run only.
    """
    title = str(QCoreApplication.translate("run_rows", "Run"))
    named: Column[Row[Any]] = Column(
        title, lambda row: row[0], is_text=True, letters=22
    )
    return [named, *map(_of_row, columns)]


def _of_row(column: Column[R]) -> Column[Row[R]]:
    return Column(
        column.title,
        lambda row: column.value(row[1]),
        column.help,
        is_text=column.is_text,
        letters=column.letters,
    )
