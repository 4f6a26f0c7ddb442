"""Partnerships made and dissolved, on their way into blocks."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vmt.engine.pairings import Pairings
from vmt.telemetry.codec import encode
from vmt.telemetry.layout import MOST_VALUES, PAIRINGS

Row = tuple[int | bytes, ...]
"""First id, first tick, last tick and number of rows of a block, and its columns."""


class PairingBuffer:
    """Makes blocks of the pairings of many ticks, and numbers rows and reasons."""

    def __init__(self) -> None:
        self._next_id = 1
        self._reasons: dict[str, int] = {}

    def blocks(
        self, ticks: Iterable[Pairings | None]
    ) -> tuple[list[Row], list[tuple[int, str]]]:
        """Return the blocks of ticks that follow each other, and the new reasons."""
        some = [tick for tick in ticks if tick]
        if not some:
            return [], []
        known = len(self._reasons)
        columns = {
            "tick": np.repeat([t.tick for t in some], [t.count for t in some]),
            "agent_i": np.concatenate([np.asarray(t.agent_i)[: t.count] for t in some]),
            "agent_j": np.concatenate([np.asarray(t.agent_j)[: t.count] for t in some]),
            "made": np.concatenate([np.asarray(t.made)[: t.count] for t in some]),
            "reason_id": np.concatenate([self._reason_ids(t) for t in some]),
            "surplus": np.concatenate([np.asarray(t.surplus)[: t.count] for t in some]),
        }
        n_rows = len(columns["tick"])
        made: list[Row] = []
        for first in range(0, n_rows, MOST_VALUES):
            part = slice(first, first + MOST_VALUES)
            ticks_of_part = columns["tick"][part]
            blobs = (
                encode(np.asarray(columns[c.name][part], c.dtype).reshape(-1, 1))
                for c in PAIRINGS.columns
            )
            place = int(ticks_of_part[0]), int(ticks_of_part[-1]), len(ticks_of_part)
            made.append((self._next_id + first, *place, *blobs))
        self._next_id += n_rows
        reasons = [(number, reason) for reason, number in self._reasons.items()]
        return made, reasons[known:]

    def _reason_ids(self, pairings: Pairings) -> NDArray[np.int32]:
        ids = [
            self._reasons.setdefault(r, len(self._reasons)) for r in pairings.reasons
        ]
        rows = np.asarray(pairings.reason)[: pairings.count]
        found: NDArray[np.int32] = np.array(ids, np.int32)[rows]
        return found
