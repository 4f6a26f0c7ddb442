"""What ``benchmarks/viewer`` measures, and what it prints of it."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import viewer_areas
from benchmarks.viewer_areas import Areas
from benchmarks.viewer_frames import ALL, LAYERS, PLAIN, WINDOWS, FrameTimes
from benchmarks.viewer_report import ViewerReport
from benchmarks.viewer_window import ANSWER_SPEEDS, N_PRESSES, Answers, Watched
from benchmarks.viewer_worlds import MARKET, MEADOW, World

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "viewer"
CROWD = World(1000, 60)


def _benchmark(*options: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, BENCHMARK, "--agents", "100", *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_frames_and_areas_need_no_display(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each window in each dress has its row, as have a busy and a settled market."""
    monkeypatch.delenv("DISPLAY", raising=False)
    file = tmp_path / "measured.json"
    done = _benchmark("--without-window", "--seconds", "0", "--json", file)
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))
    shown = {(*row["window"], row["layers"]) for row in measured["frames"]}

    assert shown == {(*size, layers) for size in WINDOWS for layers in LAYERS}
    for row in measured["frames"]:
        assert 0 < row["median"] <= row["p95"]
        assert len(row["ours"]) == len(row["naive"]) >= 3
        assert f"{row['median']:.1f}" in done.stdout
    assert [row["world"]["settles"] for row in measured["areas"]] == [False, True]
    assert measured["watched"] == measured["answers"] == []
    assert "a key is answered, p95" in done.stdout


@pytest.mark.gui
@pytest.mark.slow
def test_a_real_window_is_watched_and_has_its_keys_pressed(tmp_path: Path) -> None:
    """At rest nothing is drawn; at work frames arrive, and every key is answered."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{program} is missing, and CI=true")
            pytest.skip(f"{program} is missing")
    file = tmp_path / "measured.json"
    done = _benchmark("--seconds", "0.5", "--json", file)
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))
    rest, work, fast = measured["watched"]

    assert rest["rectangles"] == rest["area"] == 0
    assert work["rectangles"] > 0
    assert work["area"] > 0
    assert fast["frames"] > 0
    assert len(measured["answers"]) == len(ANSWER_SPEEDS)
    for row in measured["answers"]:
        assert len(row["milliseconds"]) == N_PRESSES
        assert 0 < row["median"] <= row["p95"] <= row["worst"]
    assert "as fast as possible" in done.stdout


def test_what_is_sent_covers_what_differs() -> None:
    """Nothing that differs is left out; a market that has cleared hardly differs."""
    busy, settled = (
        viewer_areas.measure(world, lambda _: None) for world in (MEADOW, MARKET)
    )
    for areas in (busy, settled):
        assert 0 < areas.changed <= areas.sent <= areas.naive
        assert areas.n_rectangles > 0
    assert settled.sent < busy.changed / 10


def test_ratio_is_that_of_the_same_moments() -> None:
    """Frames are compared one by one, so that a long moment counts for both."""
    times = FrameTimes(
        CROWD, WINDOWS[0], PLAIN, ours=[1.0, 10.0, 3.0], naive=[2.0, 30.0, 12.0]
    )
    assert times.ratio == 3
    assert times.median == 3
    assert times.naive_median == 12


def _report(
    milliseconds: float, area: float, rectangles: float, answer: float
) -> ViewerReport:
    report = ViewerReport(load=0.0)
    report.frames = [
        FrameTimes(CROWD, size, layers, [milliseconds], [1.0])
        for size in WINDOWS
        for layers in LAYERS
    ]
    report.areas = [
        Areas(MEADOW, 2.0, 1.0, 10.0, 1.0),
        Areas(MARKET, area, 0.0, 10.0, 1.0),
    ]
    report.watched = [
        Watched("paused", 0.0, 0.0, 1.0, rectangles=rectangles, at_rest=True),
        Watched("running", 0.1, 0.1, 9.0, rectangles=99.0),
    ]
    report.answers = [Answers(CROWD, 5.0, (1.0,)), Answers(CROWD, math.inf, (answer,))]
    return report


@pytest.mark.parametrize(
    ("milliseconds", "area", "rectangles", "answer", "passed"),
    [
        (16.6, 0.14, 0.0, 32.0, [True, True, True, True, True, True, True]),
        (16.8, 0.14, 0.0, 32.0, [False, False, False, False, True, True, True]),
        (16.6, 0.16, 0.0, 32.0, [True, True, True, True, False, True, True]),
        (16.6, 0.14, 0.1, 32.0, [True, True, True, True, True, False, True]),
        (16.6, 0.14, 0.0, 34.0, [True, True, True, True, True, True, False]),
    ],
)
def test_missed_bars_are_told(
    milliseconds: float,
    area: float,
    rectangles: float,
    answer: float,
    passed: list[bool],
) -> None:
    """Each bar is missed by its own figure; a key's by the speed that is worst."""
    report = _report(milliseconds, area, rectangles, answer)
    assert [bar.passed for bar in report.bars()] == passed
    assert report.as_text().count("MISSED") == passed.count(False)


def test_frames_of_other_crowds_have_no_bar() -> None:
    """What a hundred agents take says nothing of a thousand."""
    report = ViewerReport(load=0.0)
    report.frames = [FrameTimes(MEADOW, WINDOWS[0], ALL, [99.0], [1.0])]
    assert {bar.passed for bar in report.bars()} == {None}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--agents", "7"), "there is no world with 7 agents, only 100, 1000, 10000"),
        (("--seconds", "-1"), "'-1' is no number of seconds: 0 or more"),
        (("--seconds", "nan"), "'nan' is no number of seconds: 0 or more"),
    ],
)
def test_what_cannot_be_measured_is_told(options: tuple[str, ...], told: str) -> None:
    """A wrong choice is refused with what was given and what is allowed."""
    done = _benchmark(*options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
