"""How well off the agents are at a moment, and how far they are from agreeing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.economy.preferences.preference import MRS_CEILING

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Welfare:
    """What two charts show of a moment; NaN where nothing is known of it.

    Attributes
    ----------
    mean_utility : float
        Mean over all agents, utils.
    mrs_dispersion : float
        Standard deviation of log MRS over the agents; NaN where less than two have one.
    """

    mean_utility: float = np.nan
    mrs_dispersion: float = np.nan

    @classmethod
    def of(
        cls,
        utility: Floats,
        A: NDArray[np.int64],
        B: NDArray[np.int64],
        p_min: Floats,
        p_max: Floats,
    ) -> "Welfare":
        """Return that of agents.

        Parameters
        ----------
        utility : float64[n_agents]
        A, B, p_min, p_max
            As in `mrs_of`.
        """
        mrs = mrs_of(A, B, p_min, p_max)
        return cls(float(utility.mean()), dispersion(mrs))


def mrs_of(
    A: NDArray[np.int64], B: NDArray[np.int64], p_min: Floats, p_max: Floats
) -> Floats:
    """Return marginal rates of substitution, B per A, float64[n_agents].

    NaN where an agent lacks a good, or has no single positive rate.

    Parameters
    ----------
    A, B : int64[n_agents]
        Holdings, minor units.
    p_min, p_max : float64[n_agents]
        Reservation bounds.
    """
    usable = (p_min == p_max) & (A > 0) & (B > 0) & (p_min != MRS_CEILING)
    # The extremes stand for "at any price", by satiation or hunger.
    usable &= (p_min > 1.0 / MRS_CEILING**2) & (p_min < np.inf)
    return np.where(usable, p_min, np.nan)


def dispersion(mrs: Floats) -> float:
    """Return the standard deviation of log MRS; NaN for less than two of them.

    It is 0 where no two agents could both gain from a small exchange.
    """
    known = mrs[~np.isnan(mrs)]
    return float(np.log(known).std()) if len(known) > 1 else np.nan
