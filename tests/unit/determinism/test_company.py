"""Who reads, records or watches a run does not change it; nor does its file's order."""

import math
import threading
from pathlib import Path

import pytest
import yaml

from digest_record import SCENARIOS, RecordedRun, recorded_digests
from vmt.engine.random_stream import RandomStream
from vmt.scenario import load_scenario
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.run import Run

PATIENCE = 60.0
SOME = ["baseline/with_trade", "demos/chance_meetings", "demos/day_and_night"]
"""Scenarios in which everything happens that can be recorded or drawn."""
DETAILS = [
    Detail(LogLevel.MINIMAL),
    Detail(agents=7, resources=0),
    Detail(),
    Detail(LogLevel.DEBUG),
]

some = pytest.mark.parametrize("name", SOME)


def reversed_keys(value: object) -> object:
    """Return what a YAML file holds with its keys in the other order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(v) for v in value] if isinstance(value, list) else value


@some
def test_an_observer_does_not_matter(name: str) -> None:
    """With all events, with those but decisions, and without any: one digest."""
    run = RecordedRun(name, "v2")
    (observed, ticks), (stepped, _) = run.simulation(), run.simulation()
    observed.run(ticks, lambda simulation, events: None)
    for _ in range(ticks):
        stepped.step()

    assert observed.digest() == stepped.digest() == recorded_digests()[run.name]


@some
@pytest.mark.parametrize("detail", DETAILS)
def test_a_recording_does_not_matter(name: str, detail: Detail, tmp_path: Path) -> None:
    """Much or little recorded, the run is the one that is not recorded."""
    run = RecordedRun(name, "v2")
    simulation, ticks = run.simulation()
    path = tmp_path / "run.db"
    with Recorder(path, None, simulation, detail=detail) as recorder:
        simulation.run(ticks, recorder.record)

    with open_database(path) as database:
        assert database.runs()[0].final_digest == recorded_digests()[run.name]


@some
@pytest.mark.parametrize("recorded", [False, True])
def test_a_viewer_does_not_matter(name: str, recorded: bool, tmp_path: Path) -> None:
    """Drawn as often as there is something new, the run is the one nobody sees."""
    run = RecordedRun(name, "v2")
    simulation, ticks = run.simulation()
    recorder = Recorder(tmp_path / "run.db", None, simulation) if recorded else None
    news = threading.Semaphore(0)
    runner = LiveSource(
        Run(simulation, recorder, ticks),
        lambda _seed: pytest.fail("nobody asked for another run"),
        news.release,
        paused=True,
    )
    runner.set_speed(math.inf)
    runner.set_paused(paused=False)
    try:
        while not runner.look().ended:
            assert news.acquire(timeout=PATIENCE), "the run does not go on"
    finally:
        runner.stop("finished")

    assert simulation.digest() == recorded_digests()[run.name]


@pytest.mark.parametrize(
    "path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda p: p.stem
)
def test_the_order_of_keys_does_not_matter(path: Path, tmp_path: Path) -> None:
    """A scenario file with all its keys in the other order is the same scenario."""
    turned = tmp_path / "turned.yaml"
    content = reversed_keys(yaml.safe_load(path.read_text(encoding="utf-8")))
    turned.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    assert load_scenario(turned).configuration == load_scenario(path).configuration


@some
def test_a_further_stream_does_not_shift_a_run(name: str) -> None:
    """Numbers drawn by another key while it goes on are none of its own."""
    run = RecordedRun(name, "v2")
    simulation, ticks = run.simulation()
    further = RandomStream(simulation.seed, (7, 1))
    simulation.run(ticks, lambda simulation, events: further.shuffle([*range(9)]))

    assert simulation.digest() == recorded_digests()[run.name]
