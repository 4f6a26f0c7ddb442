"""Who gained: what a run has changed for each agent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.benchmark import Benchmark
from vmt.analysis.observed import Floats, Ints, Observed
from vmt.economy.equilibrium import Consumer
from vmt.economy.welfare import money_metric


@dataclass(frozen=True)
class People:
    """What a run has changed, from the first known tick to the last; n agents.

    Attributes
    ----------
    A, B, utility : float arrays, shape (2, n)
        Holdings in units and utils, first and last.
    gathered : float array, shape (2, n)
        Units of A and of B that were harvested.
    trades : int array, shape (n,)
    price : float
        The competitive price that values are taken at, B per A: of the endowments,
        else of the last holdings; NaN if there is none.
    value : float array, shape (2, n)
        Worth of the holdings at that price, in B.
    gain : float array, shape (n,)
        Equivalent variation at that price, in B; NaN where it is not known.
    """

    A: Floats
    B: Floats
    utility: Floats
    gathered: Floats
    trades: Ints
    price: float
    value: Floats
    gain: Floats

    @property
    def gini(self) -> tuple[float, float]:
        """Gini coefficient of the value of the holdings, first and last."""
        return gini(self.value[0]), gini(self.value[1])

    @property
    def better(self) -> NDArray[np.bool_]:
        """Who prefers what they have in the end, shape (n,)."""
        better: NDArray[np.bool_] = self.utility[1] > self.utility[0]
        return better

    @property
    def worse(self) -> NDArray[np.bool_]:
        """Who prefers what they had at first, shape (n,)."""
        worse: NDArray[np.bool_] = self.utility[1] < self.utility[0]
        return worse


def people(observed: Observed, benchmark: Benchmark) -> People:
    """Return what a run has changed for each agent."""
    n = len(observed.agents)
    if not len(observed.ticks):
        none = np.full((2, n), np.nan)
        trades = observed.trades_by_agent
        return People(none, none, none, none, trades, np.nan, none, none[0])
    ends = [0, -1]
    A, B = observed.A[ends], observed.B[ends]
    price = float(benchmark.prices[0])
    if np.isnan(price):
        price = float(benchmark.prices[-1])
    return People(
        A=A,
        B=B,
        utility=observed.utility[ends],
        gathered=np.array([observed.gathered_A[-1], observed.gathered_B[-1]]),
        trades=observed.trades_by_agent,
        price=price,
        value=price * A + B,
        gain=np.array([_gain(observed, i, price) for i in range(n)]),
    )


def gini(values: Floats) -> float:
    """Return the Gini coefficient of values of at least 0; NaN where all are 0.

    ``sum_i (2 i - n - 1) x_i / (n sum x)`` over the n values in rising order, i from
    1: 0 where all have the same, (n - 1)/n where one has all.

    References
    ----------
    Cowell (2011), Measuring Inequality, appendix.
    """
    n, total = len(values), values.sum()
    if n == 0 or not total > 0.0:
        return float("nan")
    rank = 2.0 * np.arange(1, n + 1) - n - 1.0
    # Where all have the same there is rounding noise left.
    return max(round(float((rank * np.sort(values)).sum() / (n * total)), 12), 0.0)


def _gain(observed: Observed, i: int, price: float) -> float:
    preference = observed.tastes[observed.taste[i]].preference
    if preference is None or np.isnan(price):
        return float("nan")
    A, B = observed.A[:, i], observed.B[:, i]
    try:
        first, last = (
            money_metric(Consumer(preference, float(A[t]), float(B[t])), price)
            for t in (0, -1)
        )
    except ValueError:
        return float("nan")
    return last - first
