"""What the engine gets from a scenario file."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario, load_scenario

Load = Callable[..., Scenario]


def test_a_small_file_becomes_a_configuration_with_defaults(load: Load) -> None:
    """Quantities are minor units; what the file leaves out has its default."""
    assert load().configuration == Configuration(
        name="Small",
        grid_size=8,
        n_agents=3,
        quantity_decimals=4,
        endowment_A=(80000, 40000, 60000),
        endowment_B=(50000, 50000, 50000),
        population=(
            PreferenceShare(
                PreferenceKind.CES,
                {"rho": 0.5, "wA": 1.0, "wB": 2.0, "epsilon": 1e-9},
                0.5,
            ),
            PreferenceShare(PreferenceKind.LINEAR, {"vA": 1.0, "vB": 2.0}, 0.5),
        ),
        parameters=Parameters(
            forage_rate=10000,
            resource_growth_rate=0,
            trade_step=10000,
            vision_radius=4,
            beta=0.9,
        ),
        resource_density=0.25,
        resource_amount=20000,
        search=Protocol("distance_discounted"),
        matching=Protocol("three_pass"),
        bargaining=Protocol("compensating_block"),
    )


def test_every_parameter_reaches_the_engine(load: Load) -> None:
    """No key of params is read and then forgotten."""
    params = """params:
  spread: 0.1
  vision_radius: 3
  interaction_radius: 2
  move_budget_per_tick: 4
  epsilon: 1e-10
  beta: 0.5
  forage_rate: 2.5
  resource_growth_rate: 0.25
  resource_regen_cooldown: 6
  trade_cooldown_ticks: 7
  enable_resource_claiming: false
  enforce_single_harvester: no
  log_preferences: yes
  ΔA_max: 8
  trade_step: 0.5
  max_pair_ticks: 9
  max_trades_per_tick: 11
"""
    parameters = load(
        ("params:\n  vision_radius: 4\n  beta: 0.9\n", params)
    ).configuration.parameters
    assert parameters == Parameters(
        spread=0.1,
        vision_radius=3,
        interaction_radius=2,
        move_budget_per_tick=4,
        epsilon=1e-10,
        beta=0.5,
        forage_rate=25000,
        resource_growth_rate=2500,
        resource_regen_cooldown=6,
        trade_cooldown_ticks=7,
        enable_resource_claiming=False,
        enforce_single_harvester=False,
        log_preferences=True,
        dA_max=80000,
        trade_step=5000,
        max_pair_ticks=9,
        max_trades_per_tick=11,
    )


def test_modes_positions_and_protocols_reach_the_engine(load: Load) -> None:
    """Names of other programs stand for the canonical ones."""
    configuration = load(
        ("N: 8", "N: 8\nagent_positions: [[0, 7], [1, 1], [1, 1]]\nmode: trade"),
        ("agents: 3", "agents: 3\nsearch_protocol: random_walk"),
        (
            "params:\n",
            "matching_protocol: {name: three_pass_matching, params: {}}\nparams:\n",
        ),
    ).configuration
    assert configuration.positions == ((0, 7), (1, 1), (1, 1))
    assert configuration.mode is Mode.TRADE
    assert configuration.search == Protocol("random_walk")
    assert configuration.matching == Protocol("three_pass")


@pytest.mark.parametrize("power", [0.5, 0.7])
def test_parameters_of_a_protocol_decide_how_a_run_goes(
    load: Load, power: float
) -> None:
    """The proposer's share of the gains of each trade is what the file says."""
    protocol = f"{{name: take_it_or_leave_it, params: {{proposer_power: {power}}}}}"
    configuration = load(
        ("N: 8", f"N: 3\nquantity_decimals: 4\nbargaining_protocol: {protocol}"),
        ("  B: 5", "  B: [1, 9, 4]"),
        ("type: linear", "type: ces"),
        ("params: {vA: 1, vB: 2}", "params: {rho: -0.5, wA: 1, wB: 1}"),
    ).configuration
    simulation = Simulation(configuration, 3)
    trades = [trade for _ in range(20) for trade in simulation.step().trades]
    shares = [
        max(t.buyer_gain, t.seller_gain) / (t.buyer_gain + t.seller_gain)
        for t in trades
    ]

    assert configuration.bargaining.parameters == {"proposer_power": power}
    assert shares == pytest.approx([power] * len(trades), abs=0.005)
    assert {"take_it_or_leave_it"} == {trade.protocol for trade in trades}


def test_a_schedule_reaches_the_engine(load: Load) -> None:
    """The cycle starts with foraging unless the file says otherwise."""
    line = "mode_schedule: {type: global_cycle, forage_ticks: 3, trade_ticks: 2}"
    schedule = load(("N: 8", f"N: 8\n{line}")).configuration.mode_schedule
    assert schedule == ModeSchedule(3, 2, Mode.FORAGE)


@pytest.mark.parametrize(
    "written", ["1e-12", "1.0e-12", "'1e-12'", "0.000000000001", "1E-12"]
)
def test_a_number_may_be_written_in_any_way(load: Load, written: str) -> None:
    """YAML takes 1e-12 for text, which is not what anyone means."""
    change = ("beta: 0.9", f"epsilon: {written}")
    assert load(change).configuration.parameters.epsilon == 1e-12


@pytest.mark.parametrize(
    ("written", "minor"),
    [("0.1", 1000), ("0.0001", 1), ("1e-4", 1), ("12345678.9012", 123456789012)],
)
def test_quantities_are_exact(load: Load, written: str, minor: int) -> None:
    """No quantity passes through a binary approximation that shows."""
    change = ("  B: 5", f"  B: {written}")
    assert load(change).configuration.endowment_B == (minor,) * 3


def test_without_decimals_goods_are_whole_units(load: Load) -> None:
    """One minor unit is then one unit."""
    change = ("name: Small", "name: Small\nquantity_decimals: 0")
    configuration = load(change).configuration
    assert configuration.endowment_A == (8, 4, 6)
    assert configuration.parameters.trade_step == 1


@pytest.mark.parametrize("spelling", ["uniform_int", "uniform"])
def test_drawn_endowments_stay_in_their_range(load: Load, spelling: str) -> None:
    """Both ends can come up, and whole units are whole."""
    own = load(
        ("agents: 3", "agents: 200"),
        ("[8, 4, 6]", f"{{{spelling}: [1, 4]}}"),
    ).configuration.endowment_A
    assert all(10000 <= holding <= 40000 for holding in own)
    whole = {holding for holding in own if holding % 10000 == 0}
    if spelling == "uniform_int":
        assert set(own) == {10000, 20000, 30000, 40000}
    else:
        assert len(whole) < len(set(own))


def test_drawn_endowments_depend_on_the_seed_of_the_file_alone(load: Load) -> None:
    """They belong to the scenario: the same for every run of it."""
    draw = ("[8, 4, 6]", "{uniform_int: [0, 1000]}")
    same, again = load(draw), load(draw, ("  B: 5", "  B: {uniform_int: [0, 1000]}"))
    other = load(draw, ("name: Small", "name: Small\nseed: 1"))
    assert same.configuration.endowment_A == again.configuration.endowment_A
    assert again.configuration.endowment_A != again.configuration.endowment_B
    assert same.configuration.endowment_A != other.configuration.endowment_A


def test_the_texts_for_people_are_kept(load: Load) -> None:
    """Description, hint and question are there for the launcher to show."""
    scenario = load(
        ("N: 8", "N: 8\ndescription: >\n  Two\n  lines.\nlook_for: Trades"),
        ("agents: 3", "agents: 3\nquestion: Why?\ntags: [a, b]"),
        ("params:\n", "seed: 7\nmax_ticks: 50\nparams:\n"),
    )
    assert (scenario.description, scenario.look_for) == ("Two lines.", "Trades")
    assert (scenario.question, scenario.tags) == ("Why?", ("a", "b"))
    assert (scenario.seed, scenario.max_ticks) == (7, 50)


def test_a_hash_names_the_exact_file(write: Callable[..., Path]) -> None:
    """It is that of sha256sum."""
    path = write()
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    assert load_scenario(path).sha256 == expected


def test_optional_keys_may_be_left_empty(load: Load) -> None:
    """A key without a value counts as left out."""
    scenario = load(("name: Small", "name: Small\nmode:\nsearch_protocol: null"))
    assert scenario.configuration.mode is Mode.BOTH
