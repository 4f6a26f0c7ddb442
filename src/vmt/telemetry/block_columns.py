"""A block out of its bytes, and what the numbers in it stand for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.codec import decode
from vmt.telemetry.errors import DamageError
from vmt.telemetry.layout import BlockTable


@dataclass(frozen=True)
class Block:
    """Some ticks of a table of blocks.

    Attributes
    ----------
    first_tick, last_tick : int
    columns : dict from str to array
        By name: a row for each tick, in it a value for each agent or place, or as
        many as the column is wide.
    """

    first_tick: int
    last_tick: int
    columns: dict[str, NDArray[Any]]

    @property
    def n_ticks(self) -> int:
        """How many ticks there are."""
        return len(next(iter(self.columns.values())))

    @cached_property
    def step(self) -> int:
        """How far the ticks are from each other."""
        return (self.last_tick - self.first_tick) // max(1, self.n_ticks - 1) or 1

    @property
    def ticks(self) -> NDArray[np.int64]:
        """The ticks, int64[n_ticks]."""
        return np.arange(self.first_tick, self.last_tick + 1, self.step)

    def row(self, tick: int) -> int | None:
        """Return which row a tick has, or None if it is not in the block."""
        if not self.first_tick <= tick <= self.last_tick:
            return None
        row, beside = divmod(tick - self.first_tick, self.step)
        return None if beside else row


def names(table: BlockTable) -> str:
    """Return the columns of a table of blocks for a query."""
    return ", ".join(column.name for column in table.columns)


def decoded(
    table: BlockTable, blobs: list[bytes], n_rows: int, n: int, ticks: str
) -> dict[str, NDArray[Any]]:
    """Return the columns of a block by name.

    Parameters
    ----------
    blobs : list of bytes
        In the order of the table's columns.
    n_rows, n : int
        Rows of the block, and values in one.
    ticks : str
        Which ticks they are, for the message if they are damaged.

    Raises
    ------
    DamageError
        They are not what was written.
    """
    columns: dict[str, NDArray[Any]] = {}
    for column, blob in zip(table.columns, blobs, strict=True):
        base = None if column.base is None else columns[column.base]
        shape = n_rows, n * column.width
        try:
            values = decode(blob, shape, np.dtype(column.dtype), base)
        except ValueError as error:
            raise DamageError(
                f"{column.name} of ticks {ticks} in {table.name}: {error}"
            ) from error
        columns[column.name] = values
    return columns


def looked_up(names: NDArray[Any], ids: NDArray[np.integer]) -> NDArray[Any]:
    """Return what ids stand for, which must be indices of the names."""
    require_below(len(names), ids)
    found: NDArray[Any] = names[ids]
    return found


def require_below(limit: int, *columns: NDArray[np.integer]) -> None:
    """Raise `DamageError` if a number is not from 0 to below a limit."""
    for column in columns:
        if column.size and not 0 <= column.min() <= column.max() < limit:
            raise DamageError("a number in a block names nothing")


def as_text(alternatives: NDArray[np.integer]) -> str:
    """Return the ids of the partners an agent considered as `decisions` has them."""
    return "; ".join(map(str, alternatives[alternatives >= 0].tolist()))
