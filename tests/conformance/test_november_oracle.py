"""The engine under the november rules equals their slow statement, tick by tick."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from november.oracle import Oracle
from november_lockstep import first_difference

SCENARIOS = Path(__file__).resolve().parents[3] / "shared/reference/scenarios/november"
FILES = sorted(str(p.relative_to(SCENARIOS)) for p in SCENARIOS.rglob("*.yaml"))
SEEDS = (0, 7, 2_718_281)
TICKS = 40
LARGE = {"baseline_50agent_market": 20, "large_100_agents": 12}
"""Files with many agents, and the ticks that show enough of them."""

SEARCHES = ("distance_discounted_search", "random_walk")
MATCHINGS = ("three_pass_matching", "greedy_surplus", "random_matching")
STUBS = ("split_difference", "take_it_or_leave_it")

TASTES: dict[str, dict[str, float]] = {
    "ces": {"rho": -0.5, "wA": 0.6, "wB": 0.4},
    "linear": {"vA": 1.2, "vB": 0.7},
    "quadratic": {"A_star": 6, "B_star": 5, "sigma_A": 3, "sigma_B": 4, "gamma": 0.02},
    "translog": {
        "alpha_0": 0.1,
        "alpha_A": 0.5,
        "alpha_B": 0.4,
        "beta_AA": -0.2,
        "beta_BB": -0.1,
        "beta_AB": 0.05,
    },
    "stone_geary": {"alpha_A": 0.6, "alpha_B": 0.5, "gamma_A": 1, "gamma_B": 2},
}


def scenario(**changes: Any) -> dict[str, Any]:
    """Return a small scenario with all five tastes; `params` are merged."""
    fields: dict[str, Any] = {
        "schema_version": 1,
        "name": "made for this test",
        "N": 6,
        "agents": 8,
        "initial_inventories": {
            "A": [12, 3, 9, 1, 15, 4, 0, 7],
            "B": [2, 14, 4, 11, 3, 9, 8, 0],
        },
        "utilities": {
            "mix": [
                {"type": kind, "weight": 0.2, "params": params}
                for kind, params in TASTES.items()
            ]
        },
        "resource_seed": {"density": 0.25, "amount": 3},
    }
    params = changes.pop("params", {})
    return {**fields, "params": {"resource_growth_rate": 1, **params}, **changes}


@pytest.fixture(params=FILES)
def path(request: pytest.FixtureRequest) -> Path:
    """Return a scenario file of the public program."""
    return SCENARIOS / str(request.param)


@pytest.mark.parametrize("matching", MATCHINGS)
@pytest.mark.parametrize("search", SEARCHES)
def test_files_of_the_public_program_run_alike(
    path: Path, search: str, matching: str
) -> None:
    """Every file, search and matching gives the same states for several seeds."""
    ticks = LARGE.get(path.stem, TICKS)

    assert None is first_difference(
        path, SEEDS, ticks, search=search, matching=matching
    )


@pytest.mark.parametrize("bargaining", STUBS)
@pytest.mark.parametrize("matching", MATCHINGS)
@pytest.mark.parametrize(
    "name", ["test/test_ces.yaml", "demos/bargaining_comparison_6agent.yaml"]
)
def test_bargaining_that_was_never_written_parts_every_pair(
    tmp_path: Path, name: str, matching: str, bargaining: str
) -> None:
    """Pairs in reach part and cool down; no trade is ever made."""
    if name not in FILES:
        pytest.skip(f"the scenario file is not there: {SCENARIOS / name}")
    fields = yaml.safe_load((SCENARIOS / name).read_text(encoding="utf-8"))
    path = written(tmp_path, {**fields, "bargaining_protocol": bargaining})

    assert None is first_difference(
        path, SEEDS, TICKS, matching=matching, bargaining=bargaining
    )


ODD = {
    "only one's own cell is in reach": {"params": {"interaction_radius": 0}},
    "reach of two": {"params": {"interaction_radius": 2}},
    "blind": {"params": {"vision_radius": 0}},
    "far sight": {"params": {"vision_radius": 50}},
    "fast": {"params": {"move_budget_per_tick": 3, "interaction_radius": 0}},
    "spread": {"params": {"spread": 0.15}},
    "spread above one": {"params": {"spread": 1.5}},
    "demanding": {"params": {"epsilon": 0.05}},
    "no cooldown": {"params": {"trade_cooldown_ticks": 0}},
    "long cooldown": {"params": {"trade_cooldown_ticks": 100}},
    "instant regrowth": {"params": {"resource_regen_cooldown": 0}},
    "nothing regrows": {"params": {"resource_growth_rate": 0}},
    "fast regrowth": {"params": {"resource_growth_rate": 9, "forage_rate": 2}},
    "no discount": {"params": {"beta": 1.0}},
    "near is all": {"params": {"beta": 0.1}},
    "no claims": {"params": {"enable_resource_claiming": False}},
    "shared harvests": {
        "N": 2,
        "params": {"enforce_single_harvester": False},
        "resource_seed": {"density": 1.0, "amount": 2},
    },
    "forage, then trade": {
        "mode_schedule": {"type": "global_cycle", "forage_ticks": 3, "trade_ticks": 5}
    },
    "trade, then forage": {
        "mode_schedule": {
            "type": "global_cycle",
            "forage_ticks": 4,
            "trade_ticks": 2,
            "start_mode": "trade",
        }
    },
    "fractions": {
        "initial_inventories": {
            "A": [1.5, 0.9999, 3.25, 10.00005, 0.1, 7, 2.71828, 4],
            "B": [0.3333, 12.5, 1, 0.0001, 9.75, 3, 5, 0.99995],
        }
    },
    "half a unit on the ground": {"resource_seed": {"density": 0.5, "amount": 0.5}},
    "nobody has anything": {
        "initial_inventories": {"A": 0, "B": 0},
        "utilities": {
            "mix": [
                {"type": kind, "weight": 0.25, "params": params}
                for kind, params in TASTES.items()
                if kind != "stone_geary"
            ]
        },
    },
    "a coarse epsilon and nothing of a good": {
        "utilities": {
            "mix": [
                {
                    "type": "translog",
                    "weight": 1,
                    "params": {**TASTES["translog"], "beta_AA": 0.04},
                }
            ]
        },
        "params": {"epsilon": 1e-4},
    },
    "two are committed to one cell": {
        "N": 2,
        "agents": 4,
        "initial_inventories": {"A": [8, 9, 6, 1], "B": [4, 3, 4, 6]},
        "utilities": {
            "mix": [
                {"type": "linear", "weight": 0.5, "params": {"vA": vA, "vB": 1}}
                for vA in (1, 2)
            ]
        },
        "resource_seed": {"density": 0.5, "amount": 3},
        "params": {"interaction_radius": 2, "resource_regen_cooldown": 3},
    },
    "more agents than cells": {"N": 2},
    "one cell": {"N": 1},
    "no resources": {"resource_seed": {"density": 0, "amount": 1}},
    "resources everywhere": {"resource_seed": {"density": 1, "amount": 5}},
    "keys that the public program passed over": {
        "agent_positions": [[0, 0], [99, 99]],
        "mode": "forage",
        "protocol_config": {"matching": {"protocol": "random_matching"}},
        "colour": "green",
        "params": {
            "dA_max": 1,
            "trade_step": 0.5,
            "max_pair_ticks": 1,
            "max_trades_per_tick": 5,
            "resource_max_amount": 1,
            "money_scale": 10,
        },
    },
}


@pytest.mark.parametrize("matching", MATCHINGS)
@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_odd_scenarios_run_alike(
    tmp_path: Path, changes: dict[str, Any], matching: str
) -> None:
    """What no file of the public program asks for is done by the same rules."""
    path = written(tmp_path, scenario(**changes))

    for search in SEARCHES:
        assert None is first_difference(
            path, SEEDS, 30, search=search, matching=matching
        ), search


PARAMS = st.fixed_dictionaries(
    {
        "spread": st.sampled_from([0.0, 0.05]),
        "vision_radius": st.integers(0, 9),
        "interaction_radius": st.integers(0, 2),
        "move_budget_per_tick": st.integers(1, 3),
        "forage_rate": st.integers(1, 3),
        "epsilon": st.sampled_from([1e-12, 1e-9, 0.01]),
        "beta": st.sampled_from([0.5, 0.95, 1.0]),
        "resource_growth_rate": st.integers(0, 2),
        "resource_regen_cooldown": st.integers(0, 4),
        "trade_cooldown_ticks": st.integers(0, 6),
        "enable_resource_claiming": st.booleans(),
        "enforce_single_harvester": st.booleans(),
    }
)
SCHEDULES = st.none() | st.fixed_dictionaries(
    {
        "type": st.just("global_cycle"),
        "forage_ticks": st.integers(1, 4),
        "trade_ticks": st.integers(1, 4),
        "start_mode": st.sampled_from(["forage", "trade"]),
    }
)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Draw small crowded worlds."""
    n = draw(st.integers(1, 9))
    units = st.integers(0, 25) | st.decimals(0, 25, places=4).map(float)
    holdings = st.lists(units, min_size=n, max_size=n)
    kinds = draw(st.lists(st.sampled_from(sorted(TASTES)), min_size=1, max_size=4))
    schedule = draw(SCHEDULES)
    return scenario(
        N=draw(st.integers(1, 6)),
        agents=n,
        initial_inventories={"A": draw(holdings), "B": draw(holdings)},
        utilities={
            "mix": [
                {"type": kind, "weight": 1 / len(kinds), "params": TASTES[kind]}
                for kind in kinds
            ]
        },
        params=draw(PARAMS),
        resource_seed={
            "density": draw(st.sampled_from([0, 0.2, 0.6, 1])),
            "amount": draw(st.integers(1, 5)),
        },
        **({} if schedule is None else {"mode_schedule": schedule}),
    )


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    fields=scenarios(),
    search=st.sampled_from(SEARCHES),
    matching=st.sampled_from(MATCHINGS),
    seed=st.integers(0, 999_999_999),
)
def test_drawn_scenarios_run_alike(
    tmp_path: Path, fields: dict[str, Any], search: str, matching: str, seed: int
) -> None:
    """Whatever a small scenario says, both do the same."""
    path = written(tmp_path, fields)

    assert None is first_difference(path, [seed], 20, search=search, matching=matching)


@pytest.mark.parametrize("name", ["test_ces", "baseline_10agent_mixed-random_walk"])
def test_the_slow_statement_equals_the_recorded_runs(reference: Any, name: str) -> None:
    """What the engine is compared with is what the public program did."""
    trace = reference.trace(f"november-{name}")
    path = trace["scenario"].replace("scenarios/", "", 1)
    fields = yaml.safe_load((SCENARIOS / path).read_text(encoding="utf-8"))
    oracle = Oracle({**fields, **trace["overrides"]}, trace["seed"])

    for _ in oracle.states(trace["ticks"]):
        pass

    assert trace["state_sha256"] == oracle.digest


def written(folder: Path, fields: dict[str, Any]) -> Path:
    """Write a scenario file and return its path."""
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(fields), encoding="utf-8")
    return path
