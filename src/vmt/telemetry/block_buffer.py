"""Ticks on their way into a table of blocks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.codec import encode
from vmt.telemetry.layout import BlockTable, ticks_in_block

Row = tuple[int | bytes, ...]
"""First tick, last tick and number of ticks of a block, and its columns."""


class BlockBuffer:
    """Collects the columns of tick after tick and makes blocks of them.

    Parameters
    ----------
    table : BlockTable
    n : int
        Agents, or places.
    """

    def __init__(self, table: BlockTable, n: int) -> None:
        self._table = table
        self._capacity = ticks_in_block(n)
        self._arrays = {
            column.name: np.empty((self._capacity, n * column.width), column.dtype)
            for column in table.columns
        }
        self._ticks: list[int] = []
        self._blocks: list[Row] = []

    def add(self, tick: int, columns: Mapping[str, NDArray[Any]]) -> None:
        """Copy the columns of a tick, later than those before.

        Parameters
        ----------
        columns : mapping from str to array
            The values of the tick by name of the column.
        """
        if len(self._ticks) == self._capacity or not self._continues(tick):
            self._close_block()
        row = len(self._ticks)
        for name, array in self._arrays.items():
            array[row] = columns[name]
        self._ticks.append(tick)

    def take(self, last_tick: int) -> list[Row]:
        """Return the blocks of all ticks up to one, and forget them and what follows.

        What follows a whole tick is of one whose recording was interrupted.
        """
        while self._ticks and self._ticks[-1] > last_tick:
            self._ticks.pop()
        self._close_block()
        blocks, self._blocks = self._blocks, []
        return blocks

    def _continues(self, tick: int) -> bool:
        """Whether the tick is as far from the last one as those are from each other."""
        ticks = self._ticks
        return len(ticks) < 2 or tick - ticks[-1] == ticks[1] - ticks[0]

    def _close_block(self) -> None:
        ticks, n_ticks = self._ticks, len(self._ticks)
        if not ticks:
            return
        blobs = []
        for column in self._table.columns:
            base = None if column.base is None else self._arrays[column.base][:n_ticks]
            blobs.append(encode(self._arrays[column.name][:n_ticks], base))
        block: Row = (ticks[0], ticks[-1], n_ticks, *blobs)
        # At once, so that Ctrl-C finds the ticks in one of the two.
        self._blocks, self._ticks = [*self._blocks, block], []
