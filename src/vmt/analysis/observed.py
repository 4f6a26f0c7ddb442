"""What a recording says of a run, as arrays by tick and agent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
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

_PIECE = 100_000  # trades that are added up at once
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
        As `RecordedRun.table` has them, or `TRADES` and none at all where only some
        ticks were looked at.
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
        gathered = self.gathered_A.any() or self.gathered_B.any()
        return len(self.harvests) > 0 or bool(gathered)

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
    harvests = recorded.table("harvests")
    ticks = evenly(snapshot_ticks(recorded), MOST_SNAPSHOTS)

    def gathered(snapshots: _Snapshots) -> tuple[Floats, Floats]:
        at, agents = snapshots.ticks, snapshots.agents
        of_A, of_B = (_gathered(harvests, good, at, agents) for good in ("A", "B"))
        return of_A, of_B

    return _observed(recorded, ticks, recorded.table("trades"), harvests, gathered)


def observe_at(
    recorded: RecordedRun, ticks: Ints, trades: NDArray[np.void]
) -> Observed:
    """Read the agents at some ticks only, so that a long run can be read bit by bit.

    What was harvested is what their holdings and trades do not explain, so that the
    harvests themselves need not be read.

    Parameters
    ----------
    ticks : int array, shape (T,)
        In rising order; harvest counts from the first of them.
    trades : structured array of `TRADES`
        All trades of the run.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    scale = 10**recorded.run.quantity_decimals

    def gathered(snapshots: _Snapshots) -> tuple[Floats, Floats]:
        found = []
        for name, paid, received in (
            ("inventory_A", "seller_id", "buyer_id"),
            ("inventory_B", "buyer_id", "seller_id"),
        ):
            owned = snapshots.values[name]
            moved = "dA" if name == "inventory_A" else "dB"
            net = _net(trades, received, paid, moved, snapshots)
            # In minor units, where what cancels out is exactly nothing.
            minor = np.rint((owned - owned[:1] - net) * scale)
            found.append(minor / scale)
        return found[0], found[1]

    nothing = np.empty(0, [("tick", np.int64), ("agent_id", np.int64)])
    return _observed(recorded, ticks, trades, nothing, gathered)


def snapshot_ticks(recorded: RecordedRun) -> Ints:
    """Return the ticks that agents are recorded at; -1: before tick 0."""
    run, every = recorded.run, recorded.run.agent_snapshot_frequency
    if every < 0:  # a file that does not tell
        somebody = recorded.table("agent_snapshots", Selection(agents=(0,)))
        return np.array(somebody["tick"], dtype=np.int64)
    ticks = [-1, *(range(0, run.total_ticks, every) if every else ())]
    return np.array(ticks, dtype=np.int64)


def evenly(ticks: Ints, most: int) -> Ints:
    """Return no more ticks than so many, evenly from the first to the last."""
    chosen = np.linspace(0, len(ticks) - 1, min(len(ticks), most))
    return ticks[np.unique(chosen.round().astype(np.int64))]


@dataclass(frozen=True)
class _Snapshots:
    """The agents at those ticks that have a snapshot."""

    ticks: Ints
    agents: Ints
    values: dict[str, Floats]


def _observed(
    recorded: RecordedRun,
    ticks: Ints,
    trades: NDArray[np.void],
    harvests: NDArray[np.void],
    gathered: Callable[[_Snapshots], tuple[Floats, Floats]],
) -> Observed:
    run = recorded.run
    at, snapshots = [], []
    for tick in ticks.tolist():
        found = recorded.table("agent_snapshots", Selection(tick, tick))
        if len(found):
            at.append(tick)
            snapshots.append(found[np.argsort(found["agent_id"])])
    agents = snapshots[0]["agent_id"] if snapshots else np.arange(run.num_agents)
    tastes, taste, why = tastes_of(recorded, agents)
    values = {
        name: np.array([s[name] for s in snapshots]).reshape(len(at), len(agents))
        for name in ("inventory_A", "inventory_B", "utility", "p_min", "p_max")
    }
    known = _Snapshots(np.array(at, dtype=np.int64), agents, values)
    gathered_A, gathered_B = gathered(known)
    return Observed(
        run=run,
        description=scenario_text(run, "description"),
        tastes=tastes,
        why_no_tastes=why,
        agents=agents,
        taste=taste,
        ticks=known.ticks,
        A=values["inventory_A"],
        B=values["inventory_B"],
        utility=values["utility"],
        mrs=rates(values),
        gathered_A=gathered_A,
        gathered_B=gathered_B,
        trades=trades,
        harvests=harvests,
    )


def rates(values: Mapping[str, Floats]) -> Floats:
    """Return marginal rates of substitution, B per A; NaN where there is none.

    Parameters
    ----------
    values : mapping from str to float array
        The columns ``p_min``, ``p_max``, ``inventory_A`` and ``inventory_B`` of
        snapshots.
    """
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


def _net(
    trades: NDArray[np.void],
    received: str,
    paid: str,
    moved: str,
    snapshots: _Snapshots,
) -> Floats:
    """Return what agents have received less what they paid since the first tick."""
    n = len(snapshots.agents)
    net = np.zeros((len(snapshots.ticks), n))
    # They lie in the order of their ticks.
    ticks = trades["tick"]
    wanted = snapshots.ticks.astype(ticks.dtype)  # else all of them would be cast
    ends = np.searchsorted(ticks, wanted, side="right").tolist()
    for row, (start, end) in enumerate(pairwise(ends), start=1):
        for first in range(start, end, _PIECE):
            part = trades[first : min(first + _PIECE, end)]
            for column, sign in ((received, 1.0), (paid, -1.0)):
                who = _places(snapshots.agents, part[column])
                net[row] += sign * np.bincount(who, part[moved], n)
    return net.cumsum(axis=0)


def _places(agents: Ints, ids: Ints) -> Ints:
    if len(agents) and agents[0] == 0 and agents[-1] == len(agents) - 1:
        return ids  # as nearly always
    return np.searchsorted(agents, ids)


def scenario_text(run: Run, key: str) -> str:
    """Return what the scenario file says under a key, in one line; empty: nothing.

    Parameters
    ----------
    run : Run
    key : str
        ``description``, ``look_for`` or ``question``.
    """
    try:
        document = yaml.safe_load(run.scenario_yaml or "")
    except yaml.YAMLError:
        return ""
    if not isinstance(document, dict):
        return ""
    return " ".join(str(document.get(key) or "").split())
