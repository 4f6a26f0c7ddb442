"""What can be played, however much of it is recorded and whoever recorded it."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pygame
import pytest

from public_files import FIRST, NOVEMBER, OCTOBER, PublicFile
from replays import moments_of, see
from small_market import MARKET, TICKS
from vmt.engine.configuration import Mode, PreferenceKind
from vmt.engine.state import NOBODY, NOWHERE
from vmt.telemetry import open_run
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.errors import TelemetryError
from vmt.viewer.screen import Screen
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status

EDITIONS = pytest.mark.parametrize("tables", [FIRST, OCTOBER, NOVEMBER])


@pytest.mark.parametrize(
    ("detail", "named"),
    [(Detail(LogLevel.MINIMAL), "minimal"), (Detail(agents=0), "nothing of where")],
)
def test_a_run_without_agents_is_refused(
    detail: Detail, named: str, tmp_path: Path
) -> None:
    """The sentence says why, and how the run can be had in full."""
    seen = see(tmp_path / "run.db", MARKET, TICKS, detail=detail)
    with open_run(seen.path) as recorded, pytest.raises(TelemetryError) as refused:
        Moments(recorded)
    for part in (str(seen.path), named, "without --replay"):
        assert part in str(refused.value)


def test_between_recorded_ticks_agents_are_as_they_were_last(tmp_path: Path) -> None:
    """Of every fifth tick agents are there; trades and mode are of every tick."""
    detail = Detail(agents=5, resources=4)
    seen = see(tmp_path / "run.db", MARKET, TICKS, detail=detail)
    with open_run(seen.path) as recorded:
        moments = moments_of(recorded)
        for tick in (0, 1, 5, 6, 10, 11, 13, TICKS):
            played, live = moments.snapshot(tick, watched=1), seen.snapshots[tick]
            # Recorded is what was after tick 0, 5, 10, … : moments 1, 6, 11, …
            before = seen.snapshots[(tick - 1) // 5 * 5 + 1 if tick else 0]
            for name in ("x", "y", "A", "partner", "target_x"):
                assert np.array_equal(getattr(played, name), getattr(before, name))
            assert played.market == live.market
            assert played.mode is live.mode
            assert played.recording_problem == (
                "Agents are recorded every 5 ticks only, resources are recorded every 4"
                " ticks only."
            )
            is_recorded = tick == 0 or tick % 5 == 1
            assert math.isnan(played.history.mean_utility.low[tick]) != is_recorded
            assert math.isnan(played.welfare.mean_utility) != is_recorded
            moment = (tick - 1) // 4 * 4 + 1 if 0 < tick < TICKS else tick
            assert np.array_equal(played.amount, seen.snapshots[moment].amount)


def test_without_resources_the_ground_is_as_it_was_seeded(tmp_path: Path) -> None:
    """Where nothing is known of it, nothing is made up."""
    seen = see(tmp_path / "run.db", MARKET, TICKS, detail=Detail(resources=0))
    with open_run(seen.path) as recorded:
        played = moments_of(recorded).snapshot(TICKS)
    assert np.array_equal(played.amount, seen.snapshots[0].amount)
    assert np.array_equal(played.capacity, seen.snapshots[0].capacity)
    assert played.recording_problem == "Resources are not recorded."


def test_a_picture_has_as_much_of_a_history_as_is_known(tmp_path: Path) -> None:
    """From the first one on; a long run's is not read in one piece."""
    seen = see(tmp_path / "run.db", MARKET, 300)
    with open_run(seen.path) as recorded:
        moments = Moments(recorded)
        early, late = moments.snapshot(3), moments.snapshot(300)
    live = seen.snapshots[3].history
    assert np.array_equal(early.history.mean_utility.low, live.mean_utility.low)
    assert 0 < late.history.n_ticks < 300
    assert late.welfare == seen.snapshots[300].welfare
    assert late.market.mean_price is None
    assert late.market.mean_price_50 == seen.snapshots[300].market.mean_price_50
    assert drawn(early)
    assert drawn(late)


def public(
    path: Path, tables: Mapping[str, str], more: Callable[[PublicFile, int], object]
) -> Path:
    """Write a file of the public VMT: two agents, three ticks, a cell of A."""
    file = PublicFile(path, tables)
    run = file.start_run(num_agents=2, end_time="2025-10-21T14:09:05")
    for tick in range(3):
        file.add_agents(run, tick, [(3, tick), (0, 4)], target_x=3, target_y=4)
        ground = {"run_id": run, "tick": tick, "x": 3, "y": 4, "resource_type": "A"}
        file.add("resource_snapshots", amount=5 - tick, **ground)
    file.add_trade(run, 1, 1, 2)
    more(file, run)
    return file.close()


def drawn(snapshot: Snapshot) -> bool:
    """Draw a snapshot with and without an agent; return whether that went well."""
    surface = pygame.Surface((800, 640))
    for selected in (None, 0):
        status = Status("a run", selected=selected)
        Screen().draw(surface, snapshot, status, 0.0)
    return True


@EDITIONS
def test_files_of_the_public_vmt_play(
    tables: Mapping[str, str], tmp_path: Path
) -> None:
    """From after their first tick: what was before it they do not tell."""
    path = public(tmp_path / "telemetry.db", tables, lambda file, run: None)
    with open_run(path) as recorded:
        moments = moments_of(recorded)
        assert (moments.calendar.first, moments.calendar.last) == (1, 3)
        played = [moments.snapshot(tick, watched=0) for tick in (3, 1, 2)]
    last, first, middle = played
    assert [s.market.n_trades for s in (first, middle, last)] == [0, 1, 1]
    assert [s.amount[3, 4] for s in (first, middle, last)] == [5, 4, 3]
    assert first.x.tolist() == [0, 1]
    assert (first.seed, first.mode, last.ended) == (42, Mode.BOTH, True)
    assert first.home_x.tolist() == [NOWHERE, NOWHERE]
    assert first.foraging.all()
    assert [share.kind for share in first.configuration.population] == [
        PreferenceKind.CES
    ]
    assert first.benchmark.price is None
    assert first.benchmark.why_none.endswith(".")
    assert middle.inspection.n_trades == 1
    assert all(map(drawn, played))


@pytest.mark.parametrize("tables", [OCTOBER, NOVEMBER])
def test_partners_of_the_public_vmt_are_those_of_all_pairings(
    tables: Mapping[str, str], tmp_path: Path
) -> None:
    """A pair lasts until it parts."""

    def pairs(file: PublicFile, run: int) -> None:
        row = {"run_id": run, "agent_i": 0, "agent_j": 1, "reason": "mutual_consent"}
        file.add("pairings", tick=0, event="pair", **row)
        file.add("pairings", tick=2, event="unpair", **row)

    path = public(tmp_path / "telemetry.db", tables, pairs)
    with open_run(path) as recorded:
        moments = moments_of(recorded)
        found = [moments.snapshot(tick, watched=1) for tick in (1, 2, 3)]
    assert [s.partner.tolist() for s in found] == [[1, 0], [1, 0], [NOBODY, NOBODY]]
    assert [s.inspection.partner_since for s in found] == [0, 0, None]


def test_decisions_of_october_are_told(tmp_path: Path) -> None:
    """With the partners considered, and without what their scores were."""

    def decide(file: PublicFile, run: int) -> None:
        for agent in (0, 1):
            file.add(
                "decisions",
                run_id=run,
                tick=1,
                agent_id=agent,
                target_type="trade_unpaired",
                chosen_partner_id=1 - agent,
                num_neighbors=1,
                alternatives=f"{1 - agent}:0.25",
            )

    path = public(tmp_path / "telemetry.db", OCTOBER, decide)
    with open_run(path) as recorded:
        moments = moments_of(recorded)
        assert moments.snapshot(1, watched=0).inspection.decision is None
        decision = moments.snapshot(2, watched=0).inspection.decision
    assert (decision.activity, decision.partner) == ("trade_unpaired", 1)
    ((partner, surplus, score),) = decision.alternatives
    assert partner == 1
    assert math.isnan(surplus)
    assert math.isnan(score)


def test_a_run_of_the_public_vmt_without_agents_is_refused(tmp_path: Path) -> None:
    """There is nothing to play where nobody is anywhere."""
    file = PublicFile(tmp_path / "telemetry.db", NOVEMBER)
    file.start_run()
    with open_run(file.close()) as recorded, pytest.raises(TelemetryError) as refused:
        Moments(recorded)
    assert "telemetry.db: run 1" in str(refused.value)


def test_numbers_that_name_nothing_are_damage(tmp_path: Path) -> None:
    """An agent outside the world is told of in words, wherever the file is from."""
    file = PublicFile(tmp_path / "telemetry.db", NOVEMBER)
    run = file.start_run(num_agents=1)
    file.add_agents(run, 0, [(1, 1)], target_x=99, target_y=0)
    with open_run(file.close()) as recorded, pytest.raises(TelemetryError) as told:
        Moments(recorded).snapshot(1)
    assert "damaged" in str(told.value)
