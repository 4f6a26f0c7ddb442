"""What ``benchmarks/telemetry`` measures, and what it prints of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import economies, recordings
from benchmarks.recordings import NONE, PLAIN, WAYS, Turn
from benchmarks.telemetry_report import TelemetryReport, costs

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "telemetry"


def _benchmark(*options: str | Path) -> subprocess.CompletedProcess[str]:
    short = ("--ticks", "3", "--repeat", "1")
    return subprocess.run(
        [sys.executable, BENCHMARK, *short, *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_way_of_recording_has_its_row(tmp_path: Path) -> None:
    """The table and the JSON file hold each way in each economy."""
    file = tmp_path / "measured.json"
    done = _benchmark("--agents", "10,30", "--json", file)
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))
    rows = {(row["n_agents"], row["way"]): row for row in measured["costs"]}

    assert set(rows) == {(n, way) for n in (10, 30) for way in WAYS}
    assert measured["baseline"] == PLAIN
    for (n_agents, way), row in rows.items():
        assert row["cpu"] > 0
        assert (row["bytes_per_row"] > 0) == (way != NONE)
        assert f"{n_agents}  {way}" in done.stdout
    assert [bar["passed"] for bar in measured["bars"]] == [None, None, None]


def test_plain_rows_are_those_of_the_snapshots(tmp_path: Path) -> None:
    """The baseline writes as many rows as are counted, and leaves one file."""
    economy = economies.write(12, tmp_path)
    turns = recordings.measure(economy, 5, 1, lambda _: None)
    (plain,), (none,) = turns[PLAIN], turns[NONE]
    assert none.size == 0
    # Fifteen columns take a byte or two at least, and seldom more than nine.
    assert 2 * 15 < plain.size / (12 * 6) < 9 * 15 * 4


def _report(cpu: float, size: int, n_agents: int = 1000) -> TelemetryReport:
    """Return a report of 9 ticks, of which those not recorded take a second."""
    turns = {
        NONE: [Turn(1.0, 1.0, 0), Turn(2.0, 2.0, 0)],
        "standard": [Turn(cpu, cpu, size), Turn(1 + cpu, 1 + cpu, size)],
        PLAIN: [Turn(1.5, 1.5, 10**6), Turn(2.5, 2.5, 10**6)],
    }
    report = TelemetryReport(9)
    economy = economies.Economy("synthetic", n_agents, Path())
    report.costs = costs(economy, 9, turns)
    return report


def test_cost_is_what_goes_beyond_the_same_turn_without() -> None:
    """A tick before the first one counts, and the ratio is to the plain rows."""
    report = _report(1.25, 300_000)
    cost, plain = report.cost("standard", 1000), report.cost(PLAIN, 1000)
    assert cost is not None
    assert plain is not None
    assert cost.rows_per_second == pytest.approx(10 * 1000 / 0.25)
    assert cost.bytes_per_row == pytest.approx(30)
    assert cost.cpu_share == pytest.approx((0.25 / 1.25 + 0.25 / 2.25) / 2)
    assert report.ratio(cost) == pytest.approx(2)
    assert "2.0" in report.as_text()


def test_recording_that_costs_nothing_has_no_rate() -> None:
    """Where noise makes a recorded run the faster one, no rate is made up."""
    cost = _report(1.0, 1).cost("standard", 1000)
    assert cost is not None
    assert cost.rows_per_second is None


@pytest.mark.parametrize(
    ("cpu", "size", "n_agents", "passed"),
    [
        (1.02, 300_000, 1000, [True, False, True]),
        (1.009, 500_000, 1000, [True, True, False]),
        (2.0, 300_000, 1000, [False, False, True]),
        (2.0, 300_000, 100, [None, None, None]),
    ],
)
def test_bars_are_held_to_a_thousand_agents(
    cpu: float, size: int, n_agents: int, passed: list[bool | None]
) -> None:
    """A figure on the wrong side of its bar fails it; what is unknown does not."""
    assert [bar.passed for bar in _report(cpu, size, n_agents).bars()] == passed


def test_missed_bar_is_an_exit_code_where_it_is_required() -> None:
    """A file of one tick is no room-saving one; without a bar nothing is missed."""
    missed = _benchmark("--agents", "1000", "--ticks", "1", "--require")
    assert missed.returncode == 1
    assert "MISSED" in missed.stdout
    assert _benchmark("--agents", "10", "--require").returncode == 0


def test_what_is_no_number_of_agents_is_told() -> None:
    """A size that cannot be is refused with what was given."""
    done = _benchmark("--agents", "ten")
    assert done.returncode == 2
    assert "'ten' is no number from 1 on" in done.stderr
