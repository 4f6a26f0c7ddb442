"""The Walrasian benchmark of a run that goes on: as often as there is time for it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.economy.clearing import clearing_price
from vmt.economy.equilibrium import Consumer
from vmt.economy.preferences.preference import Preference

_SHARE_OF_TIME = 0.05


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The competitive price of what agents hold.

    Attributes
    ----------
    tick : int
        Ticks done when they held it.
    price : float or None
        B per A.
    why_none : str
        A sentence; empty where there is a price.
    """

    tick: int
    price: float | None
    why_none: str = ""


class BenchmarkKeeper:
    """Works the benchmark out anew now and then, and keeps the newest.

    Parameters
    ----------
    preferences : sequence of Preference
        By entry of the population mix.
    scale : int
        Minor units in a unit.
    """

    def __init__(self, preferences: Sequence[Preference], scale: int) -> None:
        self._preferences = preferences
        self._scale = scale
        self._not_before = 0.0
        self._newest: Benchmark | None = None

    def of(
        self,
        tick: int,
        preference: NDArray[np.int32],
        A: NDArray[np.int64],
        B: NDArray[np.int64],
        *,
        exact: bool,
    ) -> Benchmark:
        """Return the benchmark of these holdings, or of some that are a little older.

        Parameters
        ----------
        tick : int
            Ticks done.
        preference : int32[n_agents]
            Entries of the population mix.
        A, B : int64[n_agents]
            Minor units.
        exact : bool
            Whether it has to be that of these holdings, however long it takes.
        """
        began = time.monotonic()
        if self._newest is None or (
            tick != self._newest.tick and (exact or began >= self._not_before)
        ):
            consumers = [
                Consumer(self._preferences[k], a / self._scale, b / self._scale)
                for k, a, b in zip(
                    preference.tolist(), A.tolist(), B.tolist(), strict=True
                )
            ]
            found = clearing_price(consumers)
            self._newest = Benchmark(tick, found.price, found.why_none)
            # Among many agents with needs of their own it takes a while.
            ended = time.monotonic()
            self._not_before = ended + (ended - began) / _SHARE_OF_TIME
        return self._newest
