"""What there is to tell of a run, read once."""

from dataclasses import dataclass

import numpy as np

from vmt.analysis.benchmark import benchmark
from vmt.analysis.observed import (
    Floats,
    Observed,
    observe_at,
    scenario_text,
    snapshot_ticks,
)
from vmt.analysis.people import People, people
from vmt.qt.background import Pulse
from vmt.qt.logviewer.plots.known import Traded
from vmt.qt.logviewer.plots.reading import read_traded
from vmt.telemetry import RecordedRun


@dataclass(frozen=True)
class Story:
    """What a debrief tells; quantities in units, prices in B per A.

    Attributes
    ----------
    name, question : str
        Of the scenario; the question may be empty.
    n_ticks : int
    traded : Traded
    observed : Observed
        The agents at the first and the last recorded tick.
    people : People
    price : float
        The competitive price of the endowments; NaN where there is none.
    why_no_price : str
    last_price : float
        That of the last holdings; NaN where there is none.
    realised : float
        Of the gains from trade that were attainable; NaN where it is not known.
    why_no_gains : str
    """

    name: str
    question: str
    n_ticks: int
    traded: Traded
    observed: Observed
    people: People
    price: float
    why_no_price: str
    last_price: float
    realised: float
    why_no_gains: str

    @property
    def order(self) -> list[int]:
        """The places of the agents, from the largest gain to the smallest."""
        return [int(i) for i in np.argsort(-self.people.gain, kind="stable")]


def read_story(recorded: RecordedRun, n_ticks: int, pulse: Pulse) -> Story:
    """Return what there is to tell of a run.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    run = recorded.run
    traded = read_traded(recorded, n_ticks, pulse)
    known = snapshot_ticks(recorded)
    ends = np.unique(known[[0, -1]]) if len(known) else known
    observed = observe_at(recorded, ends, traded.trades)
    expected = benchmark(observed)
    return Story(
        name=run.scenario_name,
        question=scenario_text(run, "question"),
        n_ticks=n_ticks,
        traded=traded,
        observed=observed,
        people=people(observed, expected),
        price=_end(expected.prices, 0),
        why_no_price=expected.why_no_price,
        last_price=_end(expected.prices, -1),
        realised=_end(expected.realised, -1),
        why_no_gains=expected.why_no_gains,
    )


def _end(values: Floats, place: int) -> float:
    return float(values[place]) if len(values) else float("nan")
