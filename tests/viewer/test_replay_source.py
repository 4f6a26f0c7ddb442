"""A replay in its thread: play, pause, go anywhere, follow, and what goes wrong."""

import math
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from replays import Seen, differences, see
from small_market import MARKET, SEED, TICKS
from vmt.engine.simulation import Simulation
from vmt.telemetry import open_run
from vmt.telemetry.recorder import Recorder
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.replay.source import ReplaySource
from vmt.viewer.source.snapshot import Snapshot

if TYPE_CHECKING:
    from conftest import Listener

Start = Callable[..., ReplaySource]


@pytest.fixture
def start(listener: "Listener") -> Iterator[Start]:
    """Start replays; they are stopped with the test."""
    started = []

    def begin(path: Path, *, paused: bool = True) -> ReplaySource:
        recorded = open_run(path)
        source = ReplaySource(Moments(recorded), listener.tell, paused=paused)
        started.append((source, recorded))
        return source

    yield begin
    for source, recorded in started:
        source.stop("finished")
        recorded.close()


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """Record a run of eight agents in which everything happens."""
    return see(tmp_path / "run.db", MARKET, TICKS, seed=SEED)


def at(tick: int) -> Callable[[Snapshot], bool]:
    """Return whether a snapshot is of a moment."""
    return lambda snapshot: snapshot.tick == tick


def whole(snapshot: Snapshot) -> bool:
    """Return whether all that is known of its past is there."""
    known = snapshot.history.n_ticks == snapshot.tick
    return known and snapshot.benchmark.tick == snapshot.tick


def same(one: Snapshot, other: Snapshot) -> bool:
    """Return whether two pictures would be the same, but for who is inspected."""
    nobody = {"inspection": None, "ended": False}
    return not differences(replace(one, **nobody), replace(other, **nobody))


def test_it_begins_paused_before_the_first_tick(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """The first picture is there at once, and is that of the run before its start."""
    source = start(seen.path)
    first = source.look()
    assert same(listener.wait(source, whole), seen.snapshots[0])
    assert (first.tick, source.paused, source.abilities.go_back) == (0, True, True)
    assert first.span is not None
    assert first.span.n_ticks == TICKS


def test_steps_go_forth_and_back(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """Three forth and one back are two, and look like two."""
    source = start(seen.path)
    for _ in range(3):
        source.step()
    source.step_back()
    found = listener.wait(source, lambda s: s.tick == 2 and whole(s))
    assert same(seen.snapshots[2], found)


def test_it_plays_to_the_end_and_pauses_there(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """The last picture is that of the run; there was nothing that went wrong."""
    source = start(seen.path, paused=False)
    source.set_speed(math.inf)
    last = listener.wait(source, lambda s: source.paused and whole(s))
    assert same(seen.snapshots[TICKS], last)
    assert (last.tick, last.ended, last.problem) == (TICKS, True, None)
    assert not source.failed


def test_it_plays_at_every_speed(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """However fast, it gets somewhere, and can be paused."""
    source = start(seen.path)
    for speed in (20.0, 1000.0, math.inf):
        source.seek(0)
        source.set_speed(speed)
        source.set_paused(paused=False)
        listener.wait(source, lambda s: s.tick > 1)
        source.set_paused(paused=True)
        assert source.paused
        assert source.speed == speed


def test_after_the_end_it_plays_from_the_start(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """To go on after the end is to see it once more."""
    source = start(seen.path)
    source.seek(TICKS)
    listener.wait(source, at(TICKS))
    source.set_speed(0.25)
    source.set_paused(paused=False)
    listener.wait(source, lambda s: s.tick < 3)


def test_restart_goes_to_the_start(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """Whatever the seed: it is the same run."""
    source = start(seen.path)
    source.run_to(7)
    listener.wait(source, at(7))
    source.restart(99)
    assert listener.wait(source, at(0)).seed == seen.snapshots[0].seed


def test_only_the_newest_place_to_go_to_counts(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """Of a hundred in a row hardly any is drawn, and the last one is."""
    source = start(seen.path)
    listener.wait(source, whole)
    calls = []
    source._moments.snapshot = _counting(source._moments.snapshot, calls)
    entered, release = threading.Event(), threading.Event()
    source._gate.pass_through = lambda: (entered.set(), release.wait(60))
    source.seek(1)
    assert entered.wait(60)
    for k in range(100):
        source.seek(k % TICKS)
    release.set()
    listener.wait(source, at(99 % TICKS))
    assert len(calls) < 10


def _counting(function: Callable[..., Snapshot], calls: list[int]):
    def called(moment: int, **options: object) -> Snapshot:
        calls.append(moment)
        return function(moment, **options)

    return called


def test_marks_tell_what_is_worth_going_to(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """The first trade and the last are where they were."""
    source = start(seen.path)
    trades = [s.market.n_trades for s in seen.snapshots]
    marked = listener.wait(
        source, lambda s: any("last trade" in m.meaning for m in s.span.marks)
    )
    places = {mark.meaning: mark.tick for mark in marked.span.marks}
    assert places["the first trade"] == next(t for t, n in enumerate(trades) if n)
    assert places["the last trade"] == trades.index(trades[-1])


def test_watching_an_agent_tells_of_it(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """Another agent is inspected without another tick; of nobody there is nothing."""
    source = start(seen.path)
    source.seek(10)
    for agent in (3, 5):
        source.watch(agent)
        found = listener.wait(
            source, lambda s, a=agent: s.inspection and s.inspection.agent == a
        )
        assert found.tick == 10
    source.watch(None)
    listener.wait(source, lambda s: s.inspection is None)
    source.watch(99)
    assert listener.wait(source, lambda s: True).inspection is None


def test_the_file_is_only_read(seen: Seen, start: Start, listener: "Listener") -> None:
    """Not a byte of it changes, nor its time, nor is anything left beside it."""
    before = seen.path.read_bytes(), seen.path.stat().st_mtime_ns
    source = start(seen.path)
    source.watch(1)
    source.seek(TICKS)
    listener.wait(source, lambda s: s.tick == TICKS and whole(s))
    source.stop("finished")
    assert (seen.path.read_bytes(), seen.path.stat().st_mtime_ns) == before
    assert not list(seen.path.parent.glob("run.db-*"))


class Recording:
    """A run that is recorded under the eyes of a replay."""

    def __init__(self, path: Path) -> None:
        self.simulation = Simulation(MARKET, SEED)
        self.recorder = Recorder(path, None, self.simulation, TICKS)

    def go_on(self, ticks: int) -> None:
        """Do some ticks, so that readers see them."""
        for _ in range(ticks):
            self.recorder.record(self.simulation, self.simulation.step())
        self.recorder.flush()


def test_a_run_that_goes_on_is_followed(
    tmp_path: Path, start: Start, listener: "Listener"
) -> None:
    """It shows what there is, then what came since, and that it is over."""
    made = Recording(tmp_path / "live.db")
    source = start(made.recorder.path, paused=False)
    source.set_speed(math.inf)
    assert source.look().span.n_ticks == 0
    for ticks in (3, 20):
        made.go_on(ticks)
        done = made.simulation.tick
        found = listener.wait(source, at(done))
        assert (found.span.n_ticks, found.ended, source.paused) == (done, False, False)
    made.go_on(TICKS - 23)
    made.recorder.finish("finished")
    last = listener.wait(source, lambda s: s.ended and whole(s))
    assert last.tick == TICKS
    seen = see(tmp_path / "run.db", MARKET, TICKS, seed=SEED)
    whole_run = replace(seen.snapshots[-1], recorded_to=made.recorder.path)
    assert same(whole_run, last)


def test_a_run_that_goes_on_grows_while_it_is_paused(
    tmp_path: Path, start: Start, listener: "Listener"
) -> None:
    """The time line gets longer, and an inspected agent's trades more."""
    made = Recording(tmp_path / "live.db")
    source = start(made.recorder.path)
    source.watch(0)
    made.go_on(10)
    assert listener.wait(source, lambda s: s.span.n_ticks == 10).tick == 0
    source.run_to(15)
    listener.wait(source, at(10))
    made.go_on(20)
    found = listener.wait(source, at(15))
    assert source.paused
    trades = found.inspection.n_trades
    with open_run(made.recorder.path) as recorded:
        theirs = Moments(recorded).snapshot(15, watched=0)
    assert theirs.inspection.n_trades == trades
    made.recorder.finish("interrupted")


def test_a_run_without_ticks_shows_its_start(
    tmp_path: Path, start: Start, listener: "Listener"
) -> None:
    """There is one moment, and playing stays there."""
    made = Recording(tmp_path / "none.db")
    made.recorder.finish("interrupted")
    source = start(made.recorder.path, paused=False)
    found = listener.wait(source, lambda s: source.paused)
    assert (found.tick, found.span.n_ticks, found.problem) == (0, 0, None)
    source.step()
    source.step_back()
    source.seek(5)
    assert listener.wait(source, whole).tick == 0


def test_a_file_that_is_cut_off_is_told_and_what_was_shown_stays(
    tmp_path: Path,
    start: Start,
    listener: "Listener",
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The sentence names the file; the start, which was read, can be gone to."""
    crowd = replace(
        MARKET,
        n_agents=400,
        grid_size=30,
        endowment_A=(5,) * 400,
        endowment_B=(5,) * 400,
    )
    seen = see(tmp_path / "run.db", crowd, 150)
    source = start(seen.path)
    listener.wait(source, lambda s: any("last" in m.meaning for m in s.span.marks))
    os.truncate(seen.path, seen.path.stat().st_size // 3)
    source.seek(149)
    found = listener.wait(source, lambda s: s.problem is not None)
    assert str(seen.path) in found.problem
    assert (found.tick, source.failed) == (0, True)
    assert found.problem in capfd.readouterr().err
    source.restart()
    assert listener.wait(source, lambda s: s.problem is None).tick == 0


def test_a_file_that_is_removed_is_played_to_its_end(
    seen: Seen, start: Start, listener: "Listener"
) -> None:
    """Whoever has it open keeps it."""
    source = start(seen.path)
    seen.path.unlink()
    source.seek(TICKS)
    found = listener.wait(source, lambda s: s.tick == TICKS and whole(s))
    assert found.problem is None
