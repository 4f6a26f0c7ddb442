"""What ``benchmarks/logviewer`` measures, and what it prints of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.logviewer_report import LogviewerReport
from benchmarks.logviewer_windows import LARGE, MIDDLE, NAIVE, OURS, Look, Size

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "logviewer"


def _look(way: str, size: Size, **more: object) -> Look:
    figures = {"overview": 0.5, "listed": 0.1, "peak": 200.0, "journey": 250.0, **more}
    return Look(
        size, way, 1000, blocked=(10.0,) * 99 + (500.0,), there=(20.0,), **figures
    )


@pytest.mark.slow
def test_both_ways_are_measured_in_a_window(tmp_path: Path) -> None:
    """The table and the JSON file hold each way at each size that was asked for."""
    file = tmp_path / "measured.json"
    options = ("--without-large", "--repeat", "1", "--json", file)
    done = subprocess.run(
        [sys.executable, BENCHMARK, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    looks = json.loads(file.read_text(encoding="utf-8"))["looks"]
    rows = {(look["size"]["n_agents"], look["way"]): look for look in looks}
    assert set(rows) == {(n, way) for n in (3, 1000) for way in (OURS, NAIVE)}
    for (n_agents, _), look in rows.items():
        assert look["rows"] == n_agents * (look["size"]["ticks"] + 1)
        assert look["peak"] > 10
    assert rows[3, OURS]["journey"] >= rows[3, OURS]["peak"] * 0.9
    assert "1,000 x 200" in done.stdout


@pytest.mark.parametrize(
    ("figures", "verdicts"),
    [
        ({}, [True, True, True, True]),
        ({"overview": 1.0}, [False, True, True, True]),
        ({"peak": 300.5}, [True, False, True, True]),
        ({"journey": 300.5}, [True, True, False, True]),
        ({"journey": None}, [True, True, None, True]),
    ],
)
def test_bars_are_held_against_the_largest_run(
    figures: dict[str, float], verdicts: list[bool]
) -> None:
    """A jump in a hundred may take long; without the run, nothing was measured."""
    report = LogviewerReport([_look(OURS, LARGE, **figures)])
    assert [bar.passed for bar in report.bars()] == verdicts
    assert [bar.passed for bar in LogviewerReport().bars()] == [None] * 4


def test_ratios_are_to_reading_everything_of_the_same_run() -> None:
    """And missing where that was not measured."""
    looks = [_look(OURS, MIDDLE), _look(NAIVE, MIDDLE, listed=1.0, peak=400.0)]
    text = LogviewerReport([*looks, _look(OURS, LARGE)]).as_text()
    ours, naive, large = text.splitlines()[3:6]
    assert ours.split()[-2:] == ["0.50", "0.100"]
    assert naive.split()[-2:] == ["1.00", "1.000"]
    assert large.split()[-2:] == ["-", "-"]
