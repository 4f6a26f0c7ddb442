"""A replay shows what was seen while the run was made: every field, every tick."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from first_schema import write_first
from replays import Seen, differences, moments_of, see
from vmt.engine.configuration import Configuration, Mode, Protocol
from vmt.engine.protocols import registry
from vmt.engine.protocols.contract import Activity, Intent, Search
from vmt.engine.protocols.search.myopic import Myopic
from vmt.engine.protocols.views import SearchView
from vmt.engine.rules import NOVEMBER
from vmt.scenario import load_scenario
from vmt.scenario.catalogue import locate
from vmt.telemetry import open_run
from vmt.telemetry.detail import Detail, LogLevel
from vmt.viewer.source.snapshot import Snapshot

TICKS = 60
SCENARIOS = (
    *("with_trade", "chance_meetings", "day_and_night", "subsistence"),
    *("bliss_point", "translog", "complements", "edgeworth_box", "large_market"),
)
DEBUG = Detail(LogLevel.DEBUG)

SATIATED = """\
schema_version: 1
name: Satiated
N: 7
agents: 14
initial_inventories:
  A: [4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8]
  B: [8, 7, 6, 5, 4, 3, 2, 1, 9, 8, 7, 6, 5, 4]
utilities:
  mix:
    - type: quadratic
      weight: 0.6
      params: {A_star: 6, B_star: 6, sigma_A: 3, sigma_B: 3}
    - {type: ces, weight: 0.4, params: {rho: 0.5, wA: 1, wB: 2}}
resource_seed: {density: 0.6, amount: 2}
params: {resource_growth_rate: 1, resource_regen_cooldown: 2}
"""


class Stampede(Search):
    """Sends everybody to one place after the other, and lets all of them claim it."""

    name: ClassVar[str] = "stampede"
    version: ClassVar[str] = "2027-01-31"
    description: ClassVar[str] = "Everybody heads for the same place."
    traits = Myopic.traits
    source: ClassVar[str] = "Nobody."

    def search(self, view: SearchView) -> Intent:
        """Return the place whose turn it is."""
        place = view.tick // 4 % len(view.place_x)
        cell = view.place_x[place], view.place_y[place]
        return Intent(int(Activity.FORAGE), -1, *cell)

    def without_partner(self, view: SearchView) -> Intent:
        """Return the same: nobody trades."""
        return self.search(view)


@pytest.fixture
def stampede(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register a search protocol under which agents commit to what others claim."""
    copied = {category: dict(rules) for category, rules in registry._known.items()}
    monkeypatch.setattr(registry, "_known", copied)
    registry.register(Stampede)
    return Stampede.name


@pytest.fixture
def satiated(tmp_path: Path) -> Configuration:
    """Return an economy in which many do not want what lies at their feet."""
    path = tmp_path / "satiated.yaml"
    path.write_text(SATIATED)
    return load_scenario(path).configuration


def shipped(name: str) -> Configuration:
    """Return a scenario that comes with the program."""
    return load_scenario(locate(name)).configuration


def assert_same(
    seen: Seen, path: Path, allowed: Callable[[Snapshot], Snapshot] = lambda s: s
) -> None:
    """Play a recording forwards, backwards and at random, beside what was seen."""
    last = len(seen.snapshots) - 1
    jumps = random.Random(1).choices(range(last + 1), k=last)
    with open_run(path) as recorded:
        moments = moments_of(recorded)
        assert (moments.calendar.first, moments.calendar.last) == (0, last)
        for tick in [*range(last + 1), *range(last, -1, -1), *jumps]:
            live = seen.snapshots[tick]
            assert live.inspection is not None
            played = moments.snapshot(tick, watched=live.inspection.agent)
            live = replace(live, recorded_to=path)
            assert differences(allowed(live), allowed(played), f"tick {tick}") == []


def without_scores(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose alternatives are names only."""
    inspection = snapshot.inspection
    if inspection is None or inspection.decision is None:
        return snapshot
    nothing = float("nan")
    named = tuple(
        option._replace(surplus=nothing, score=nothing)
        for option in inspection.decision.alternatives
    )
    decision = replace(inspection.decision, alternatives=named)
    return replace(snapshot, inspection=replace(inspection, decision=decision))


@pytest.mark.parametrize("name", SCENARIOS)
def test_shipped_scenarios_look_as_they_did(name: str, tmp_path: Path) -> None:
    """At the level standard all is the same but scores, which are not recorded."""
    seen = see(tmp_path / "run.db", shipped(name), TICKS)
    assert_same(seen, seen.path, without_scores)


@pytest.mark.parametrize(
    "bargaining", ["split_difference", "take_it_or_leave_it", "nash"]
)
def test_every_bargaining_protocol_looks_as_it_did(
    bargaining: str, tmp_path: Path
) -> None:
    """Who proposed and what was quoted come back, too."""
    economy = replace(shipped("first_market"), bargaining=Protocol(bargaining))
    seen = see(tmp_path / "run.db", economy, TICKS)
    assert seen.snapshots[-1].market.n_trades > 0
    assert_same(seen, seen.path, without_scores)


def test_debug_has_the_scores_of_alternatives(tmp_path: Path) -> None:
    """At the level debug nothing at all is missing."""
    seen = see(tmp_path / "run.db", shipped("first_market"), TICKS, detail=DEBUG)
    assert_same(seen, seen.path)


@pytest.mark.parametrize("alone", [True, False])
def test_commitments_end_where_a_harvest_is_not_wanted(
    satiated: Configuration, tmp_path: Path, *, alone: bool
) -> None:
    """Strollers on a place that has lost its worth to them are as they were."""
    changed = replace(satiated.parameters, enforce_single_harvester=alone)
    strollers = replace(satiated, search=Protocol("random_walk"), parameters=changed)
    seen = see(tmp_path / "run.db", strollers, 2 * TICKS)
    assert_same(seen, seen.path, without_scores)


def test_commitments_last_where_nobody_forages(
    satiated: Configuration, tmp_path: Path
) -> None:
    """In trade mode strollers stay on a place that they do not want."""
    strollers = replace(satiated, search=Protocol("random_walk"), mode=Mode.TRADE)
    seen = see(tmp_path / "run.db", strollers, TICKS)
    assert_same(seen, seen.path, without_scores)


def test_commitments_outlast_the_claims_of_others(
    satiated: Configuration, stampede: str, tmp_path: Path
) -> None:
    """Whoever may not take what it does not want goes on waiting for it."""
    seen = see(tmp_path / "run.db", replace(satiated, search=Protocol(stampede)), TICKS)
    assert_same(seen, seen.path, without_scores)


def test_runs_of_the_november_rules_look_as_they_did(tmp_path: Path) -> None:
    """Partners there keep their commitments, and everybody harvests."""
    economy = shipped("day_and_night")
    seen = see(tmp_path / "run.db", economy, TICKS, rules=NOVEMBER)
    assert_same(seen, seen.path, without_scores)


def test_files_of_the_first_schema_look_as_they_did(tmp_path: Path) -> None:
    """Rows tell the same as blocks, but for who proposed."""
    seen = see(tmp_path / "run.db", shipped("day_and_night"), TICKS, detail=DEBUG)
    first = tmp_path / "first.db"
    with open_run(seen.path) as recorded:
        write_first(first, recorded)
    assert_same(seen, first)
