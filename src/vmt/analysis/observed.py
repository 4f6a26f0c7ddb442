"""What a recording says of a run, as arrays by tick and agent."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from vmt.analysis.tastes import Taste, tastes_of
from vmt.economy.preferences.preference import MRS_CEILING
from vmt.telemetry import RecordedRun, Selection
from vmt.telemetry.records import Run

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SNAPSHOTS = 121
"""Ticks whose agents are looked at, evenly from the first to the last one."""


@dataclass(frozen=True)
class Observed:
    """A run as it was recorded; n agents at T ticks.

    Attributes
    ----------
    run : Run
    description : str
        What the scenario says of itself; may be empty.
    tastes : tuple of Taste
    why_no_tastes : str
        Why the preferences are not known; empty if they are.
    agents : int array, shape (n,)
        Their ids.
    taste : int array, shape (n,)
        Which of the tastes each has.
    ticks : int array, shape (T,)
        -1: before tick 0. Empty where agents were not recorded.
    A, B, utility : float arrays, shape (T, n)
        Holdings in units, and utils; after each of the ticks.
    mrs : float array, shape (T, n)
        Marginal rate of substitution, B per A; NaN where an agent lacks a good or
        has no single positive rate.
    gathered_A, gathered_B : float arrays, shape (T, n)
        Units harvested since the first of the ticks.
    trades, harvests : structured arrays
        As `RecordedRun.table` has them.
    """

    run: Run
    description: str
    tastes: tuple[Taste, ...]
    why_no_tastes: str
    agents: Ints
    taste: Ints
    ticks: Ints
    A: Floats
    B: Floats
    utility: Floats
    mrs: Floats
    gathered_A: Floats
    gathered_B: Floats
    trades: NDArray[Any]
    harvests: NDArray[Any]

    @property
    def forages(self) -> bool:
        """Whether anybody harvested anything."""
        return len(self.harvests) > 0

    @property
    def harvest_is_known(self) -> bool:
        """Whether what was harvested explains how the totals of the goods changed."""
        for owned, gathered in ((self.A, self.gathered_A), (self.B, self.gathered_B)):
            total = owned.sum(axis=1)
            expected = total[:1] + gathered.sum(axis=1)
            if not np.allclose(total, expected, rtol=1e-9, atol=1e-6):
                return False
        return len(self.ticks) > 0

    @property
    def last_tick(self) -> int:
        """The last tick that is recorded; -1 if there is none."""
        known = (self.ticks, self.trades["tick"], self.harvests["tick"])
        return int(max(self.run.total_ticks - 1, *(t.max(initial=-1) for t in known)))

    @property
    def trades_by_agent(self) -> Ints:
        """How many trades each agent took part in, shape (n,)."""
        sides = np.concatenate([self.trades["buyer_id"], self.trades["seller_id"]])
        return np.bincount(_places(self.agents, sides), minlength=len(self.agents))


def observe(recorded: RecordedRun) -> Observed:
    """Read what the figures of a run are made from.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    run = recorded.run
    ticks, snapshots = [], []
    for tick in _sampled(recorded):
        found = recorded.table("agent_snapshots", Selection(tick, tick))
        if len(found):
            ticks.append(tick)
            snapshots.append(found[np.argsort(found["agent_id"])])
    agents = snapshots[0]["agent_id"] if snapshots else np.arange(run.num_agents)
    tastes, taste, why = tastes_of(recorded, agents)
    harvests = recorded.table("harvests")
    at = np.array(ticks, dtype=np.int64)
    values = {
        name: np.array([s[name] for s in snapshots]).reshape(len(at), len(agents))
        for name in ("inventory_A", "inventory_B", "utility", "p_min", "p_max")
    }
    return Observed(
        run=run,
        description=_description(run),
        tastes=tastes,
        why_no_tastes=why,
        agents=agents,
        taste=taste,
        ticks=at,
        A=values["inventory_A"],
        B=values["inventory_B"],
        utility=values["utility"],
        mrs=_mrs(values),
        gathered_A=_gathered(harvests, "A", at, agents),
        gathered_B=_gathered(harvests, "B", at, agents),
        trades=recorded.table("trades"),
        harvests=harvests,
    )


def _sampled(recorded: RecordedRun) -> list[int]:
    run, every = recorded.run, recorded.run.agent_snapshot_frequency
    if every < 0:  # a file that does not tell
        somebody = recorded.table("agent_snapshots", Selection(agents=(0,)))
        ticks = [int(tick) for tick in somebody["tick"]]
    else:
        ticks = [-1, *(range(0, run.total_ticks, every) if every else ())]
    chosen = np.linspace(0, len(ticks) - 1, min(len(ticks), MOST_SNAPSHOTS))
    return [ticks[k] for k in np.unique(chosen.round().astype(int))]


def _mrs(values: dict[str, Floats]) -> Floats:
    low, high = values["p_min"], values["p_max"]
    # Where a good is lacking, rates differ in an optimum, too. The extremes stand for
    # "at any price", by satiation or hunger.
    usable = (
        (low == high)
        & (values["inventory_A"] > 0)
        & (values["inventory_B"] > 0)
        & (low > 1.0 / MRS_CEILING**2)
        & (low < np.inf)
        & (low != MRS_CEILING)
    )
    return np.where(usable, low, np.nan)


def _gathered(
    harvests: NDArray[Any], good: str, ticks: Ints, agents: Ints
) -> NDArray[np.float64]:
    total = np.zeros((len(ticks), len(agents)))
    if not len(ticks):
        return total
    of_good = harvests[(harvests["good"] == good) & (harvests["tick"] > ticks[0])]
    when = np.searchsorted(ticks, of_good["tick"])
    seen = when < len(ticks)
    who = _places(agents, of_good["agent_id"][seen])
    np.add.at(total, (when[seen], who), of_good["amount"][seen])
    return total.cumsum(axis=0)


def _places(agents: Ints, ids: Ints) -> Ints:
    return np.searchsorted(agents, ids)


def _description(run: Run) -> str:
    """Return the description in the scenario file, if it has one."""
    try:
        document = yaml.safe_load(run.scenario_yaml or "")
    except yaml.YAMLError:
        return ""
    if not isinstance(document, dict):
        return ""
    return " ".join(str(document.get("description") or "").split())
