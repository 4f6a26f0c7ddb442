"""What ``benchmarks/engine`` measures, and what it prints of it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks import economies
from benchmarks.engines import NOVEMBER, PUBLIC, UNCOMPILED, V2
from benchmarks.footprint import Memory, WholeRun
from benchmarks.report import Report, bars
from benchmarks.speed import Speed

from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario

Benchmark = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("n_agents", [100, 400, 1000, 10_000])
def test_synthetic_economies_are_equally_dense(n_agents: int, tmp_path: Path) -> None:
    """Any size has nine cells an agent, a resource on a tenth, all five tastes."""
    economy = economies.write(n_agents, tmp_path)
    loaded = load_scenario(economy.path).configuration
    state = Simulation(loaded, seed=42).state
    n_cells = loaded.grid_size**2

    assert economy.n_agents == loaded.n_agents == n_agents
    assert pytest.approx(9, rel=0.02) == n_cells / n_agents
    assert pytest.approx(0.1, rel=0.2) == len(state.place_x) / n_cells
    assert len({share.kind for share in loaded.population}) == 5
    assert set(state.preference.tolist()) == set(range(5))
    assert loaded.parameters.vision_radius == 8
    assert loaded.mode == "both"


def test_large_economies_say_how_endowments_are_drawn(tmp_path: Path) -> None:
    """A file for a hundred thousand agents is short, and owns what small ones do."""
    economy = economies.write(100_000, tmp_path)
    endowment = load_scenario(economy.path).configuration.endowment_A

    assert economy.path.stat().st_size < 10_000
    assert len(endowment) == 100_000
    assert (min(endowment), max(endowment)) == (20_000, 300_000)


def test_every_engine_has_its_row(benchmark_engine: Benchmark, tmp_path: Path) -> None:
    """The table and the JSON file hold each engine in each economy, with a ratio."""
    file = tmp_path / "measured.json"
    done = benchmark_engine("--sizes", "20", "--speed-only", "--json", file)
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))

    assert {
        (economy, engine)
        for economy in ("large_market", "synthetic 20")
        for engine in (V2, NOVEMBER, UNCOMPILED)
    } == {(row["economy"], row["engine"]) for row in measured["speeds"]}
    assert measured["baseline"] == UNCOMPILED
    assert f"Ratios are to: {UNCOMPILED}" in done.stdout
    for row in measured["speeds"]:
        assert row["agent_ticks_per_second"] > 0
        assert row["ratio"] == 1 or row["engine"] != UNCOMPILED
        assert f"{row['agent_ticks_per_second']:,.0f}" in done.stdout


def test_compiled_and_uncompiled_end_alike(
    benchmark_engine: Benchmark, tmp_path: Path
) -> None:
    """Engines that are compared have done the same work."""
    file = tmp_path / "measured.json"
    benchmark_engine("--sizes", "50", "--speed-only", "--json", file)
    speeds = json.loads(file.read_text(encoding="utf-8"))["speeds"]
    states = {(row["economy"], row["engine"]): row["state"] for row in speeds}

    assert states["synthetic 50", V2] == states["synthetic 50", UNCOMPILED]
    assert not any(row["compiled"] for row in speeds if row["engine"] == UNCOMPILED)


def test_a_checkout_of_the_public_program_is_the_baseline(
    benchmark_engine: Benchmark, public_checkout: Path, tmp_path: Path
) -> None:
    """It runs the same files without a database, whatever it prints."""
    own = economies.write(10, tmp_path).path
    file = tmp_path / "measured.json"
    done = benchmark_engine(
        *("--public-vmt", public_checkout, "--large-100", own),
        *("--sizes", "20", "--speed-only", "--json", file),
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))

    assert measured["baseline"] == PUBLIC
    assert [row["ratio"] for row in measured["speeds"] if row["engine"] == PUBLIC] == [
        1.0,
        1.0,
    ]
    assert "end in DIFFERENT state" in done.stderr


def test_what_is_missing_is_said(
    benchmark_engine: Benchmark, public_checkout: Path, tmp_path: Path
) -> None:
    """A folder that is no checkout, and a module it lacks, are told without a trace."""
    (public_checkout / "src" / "telemetry" / "config.py").unlink()
    own = economies.write(10, tmp_path).path
    lacking = benchmark_engine(
        *("--public-vmt", public_checkout, "--large-100", own),
        *("--sizes", "20", "--speed-only"),
    )
    no_checkout = benchmark_engine("--public-vmt", tmp_path, "--speed-only")

    assert lacking.returncode == 0
    assert "public VMT is not measured on synthetic 20" in lacking.stderr
    assert no_checkout.returncode == 2
    assert "is no checkout of the public VMT" in no_checkout.stderr
    assert "Traceback" not in lacking.stderr + no_checkout.stderr


def test_memory_and_whole_runs_are_measured(
    benchmark_engine: Benchmark, tmp_path: Path
) -> None:
    """Memory is what a larger economy takes beyond one agent's; start-up counts."""
    file = tmp_path / "measured.json"
    done = benchmark_engine("--sizes", "2000", "--json", file)
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text(encoding="utf-8"))
    memory = measured["memory"]

    assert (memory["n_agents"], memory["n_cells"]) == (2000, 135**2)
    assert memory["peak"] > memory["peak_of_one"] > 10_000_000
    assert [run["wall"] > 0 for run in measured["whole_runs"]] == [True, True]
    assert "bytes an agent + 32 a cell" in done.stdout


def test_bars_that_are_missed_are_told() -> None:
    """A figure on the wrong side of its bar fails it; what is unknown does not."""
    report = Report(PUBLIC)
    report.speeds = [
        Speed("synthetic 1,000", 1000, V2, 300_000.0, (300_000.0,), compiled=True),
        Speed("synthetic 1,000", 1000, PUBLIC, 2_000.0, (2_000.0,)),
    ]
    # 600 bytes an agent, of which its nine cells take 288.
    report.memory = Memory(100_000, 900_000, 160_000_000, 100_000_000)
    report.whole_runs = [WholeRun("main.py", 1.2, 0.5)]

    assert {bar.wanted: bar.passed for bar in bars(report)} == {
        ">= 100": True,
        ">= 400,000": False,
        "<= 1.5": None,
        "< 300": False,
        "< 1": False,
    }
