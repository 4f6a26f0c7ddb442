"""The november rules do what the public program did, tick by tick."""

import hashlib
from typing import Any

import pytest

from november_lockstep import four_decimals, rows_of
from vmt.engine.rules import NOVEMBER
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A

TRACES = (
    "november-baseline_10agent_mixed-greedy_surplus",
    "november-baseline_10agent_mixed-random_matching",
    "november-baseline_10agent_mixed-random_walk",
    "november-baseline_10agent_mixed-seed7",
    "november-baseline_2agent_simple",
    "november-foundational_barter_demo",
    "november-test_ces",
    "november-test_quadratic",
    "november-test_stone_geary",
)
STATES = "state_before_tick_0_then_after_each_of_40_ticks"


def start(reference: Any, trace: dict[str, Any]) -> Simulation:
    """Return the run of a trace before its first tick."""
    path = trace["scenario"].replace("scenarios/", "november/", 1)
    configuration = reference.configuration(path, trace["overrides"])
    return Simulation(configuration, trace["seed"], NOVEMBER)


@pytest.mark.parametrize("name", TRACES)
def test_world_starts_as_recorded(reference: Any, name: str) -> None:
    """The same seed places the same agents and resources."""
    trace = reference.trace(name)
    simulation = start(reference, trace)

    state = simulation.state
    resources = [
        [
            x,
            y,
            "A" if state.resource[x, y] == RESOURCE_A else "B",
            four_decimals(int(state.amount[x, y])),
        ]
        for x, y in zip(
            *(axis.tolist() for axis in state.resource.nonzero()), strict=True
        )
    ]

    assert trace["resources_at_start"] == resources
    assert [tuple(row) for row in trace[STATES][0]] == rows_of(simulation)


@pytest.mark.parametrize("name", TRACES)
def test_every_tick_is_as_recorded(reference: Any, name: str) -> None:
    """Positions, holdings and partners equal the recorded ones in every tick."""
    trace = reference.trace(name)
    simulation = start(reference, trace)

    digest = hashlib.sha256()
    for tick, expected in enumerate(trace["running_sha256_16_per_tick"]):
        simulation.step()
        now = rows_of(simulation)
        if tick + 1 < len(trace[STATES]):
            assert [tuple(row) for row in trace[STATES][tick + 1]] == now, tick
        digest.update(repr(now).encode())

        assert expected == digest.hexdigest()[:16], f"tick {tick} differs"
    assert trace["state_sha256"] == digest.hexdigest()


@pytest.mark.parametrize("name", TRACES)
def test_trades_and_pairings_are_as_recorded(reference: Any, name: str) -> None:
    """Who paired, parted and traded with whom, when, why and at what price."""
    trace = reference.trace(name)
    simulation = start(reference, trace)

    trades: list[list[Any]] = []
    pairings: list[list[Any]] = []
    for _ in range(trace["ticks"]):
        events = simulation.step()
        trades += [
            [
                t.tick,
                t.x,
                t.y,
                t.buyer,
                t.seller,
                four_decimals(t.dA),
                four_decimals(t.dB),
                "0",
                t.quoted_price,
            ]
            for t in events.trades
        ]
        pairings += [
            [p.tick, p.agent_i, p.agent_j, p.event, p.reason] for p in events.pairings
        ]

    assert [row[:9] for row in trace["trades"]] == trades
    assert [
        [tick, min(i, j), max(i, j), event, reason]
        for tick, i, j, event, reason in trace["pairing_events"]
    ] == pairings


@pytest.mark.parametrize(
    ("path", "pairings", "trades", "last_trade"),
    [
        ("november/baseline/baseline_50agent_market.yaml", 4784, 127, 12),
        ("november/baseline/baseline_20agent_symmetric.yaml", 1591, 14, None),
    ],
)
def test_published_counts_come_out(
    reference: Any, path: str, pairings: int, trades: int, last_trade: int | None
) -> None:
    """Runs without a trace give the numbers that are known of them."""
    simulation = Simulation(reference.configuration(path), 42, NOVEMBER)

    made = 0
    traded: list[int] = []
    for _ in range(200):
        events = simulation.step()
        made += sum(p.event == "pair" for p in events.pairings)
        traded += [t.tick for t in events.trades]

    assert (pairings, trades) == (made, len(traded))
    assert last_trade in (None, traded[-1])


def test_bliss_point_run_ends_as_published(reference: Any) -> None:
    """Harvests that harm are part of the november rules; utility falls to -7.87."""
    configuration = reference.configuration("october/bliss_point_demo.yaml")
    simulation = Simulation(configuration, 42, NOVEMBER)
    simulation.run(200)

    assert round(float(simulation.state.utility.mean()), 2) == -7.87
