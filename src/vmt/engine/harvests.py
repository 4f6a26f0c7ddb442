"""What agents took from the ground in a tick, as columns: one value an agent.

An agent harvests once in a tick at most. Records are made only where somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vmt.engine.events import Harvest
from vmt.engine.state import NONE, RESOURCE_A, State, whole

if TYPE_CHECKING:
    import cython


class Harvests:
    """The harvests of a tick; a sequence of `Harvest`, in the order of execution.

    Attributes
    ----------
    place : memoryview of int32[n_agents]
        Where the agent harvested, or NONE.
    amount : memoryview of int64[n_agents]
        Minor units that it took.
    count : int
        How many harvested.
    """

    def __init__(self, tick: int, state: State) -> None:
        self.tick = tick
        self.count = 0
        self.place = whole(np.full(len(state.x), NONE, np.int32))
        self.amount = whole(np.zeros(len(state.x), np.int64))
        self._state = state

    def add(
        self, agent: cython.int, place: cython.int, amount: cython.longlong
    ) -> None:
        """Take in a harvest; agents follow each other in the order of their ids."""
        self.place[agent] = place
        self.amount[agent] = amount
        self.count += 1

    def add_to(
        self, gathered_A: NDArray[np.int64], gathered_B: NDArray[np.int64]
    ) -> None:
        """Add what each agent took to what it took before, int64[n_agents]."""
        amount, place = np.asarray(self.amount), np.asarray(self.place)
        # Of those who took nothing it does not matter where.
        is_A = self._state.place_good[place] == RESOURCE_A if self.count else False
        gathered_A += np.where(is_A, amount, 0)
        gathered_B += np.where(is_A, 0, amount)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Harvest]:
        agents = np.flatnonzero(np.asarray(self.place) != NONE)
        places, amounts = (
            np.asarray(self.place)[agents],
            np.asarray(self.amount)[agents],
        )
        state = self._state
        goods = np.where(state.place_good[places] == RESOURCE_A, "A", "B")
        columns = agents, state.place_x[places], state.place_y[places], goods, amounts
        return map(
            Harvest,
            repeat(self.tick),
            *(column.tolist() for column in columns),
        )

    def __getitem__(self, index: int) -> Harvest:
        return list(self)[index]


Sequence.register(Harvests)
