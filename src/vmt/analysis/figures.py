"""All figures of the economics of a recorded run."""

from dataclasses import dataclass

from vmt.analysis.benchmark import Benchmark, benchmark
from vmt.analysis.observed import Floats, Observed, observe
from vmt.analysis.people import People, people
from vmt.analysis.series import (
    PricePath,
    Volume,
    harvested,
    mrs_dispersion,
    price_path,
    traded,
    utility_by_taste,
)
from vmt.telemetry import RecordedRun


@dataclass(frozen=True)
class Figures:
    """The economics of a run.

    Attributes
    ----------
    observed : Observed
    benchmark : Benchmark
    prices : PricePath
    dispersion : float array, shape (T,)
        Standard deviation of log MRS.
    traded, harvested : Volume
    utility : list of float arrays, shape (3, T)
        By taste: 10 % quantile, mean, 90 % quantile.
    people : People
    """

    observed: Observed
    benchmark: Benchmark
    prices: PricePath
    dispersion: Floats
    traded: Volume
    harvested: Volume
    utility: list[Floats]
    people: People


def figures_of(recorded: RecordedRun) -> Figures:
    """Return the economics of a recorded run.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    observed = observe(recorded)
    expected = benchmark(observed)
    return Figures(
        observed=observed,
        benchmark=expected,
        prices=price_path(observed),
        dispersion=mrs_dispersion(observed),
        traded=traded(observed),
        harvested=harvested(observed),
        utility=utility_by_taste(observed),
        people=people(observed, expected),
    )
