"""Every rule of the format has a file that breaks it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.scenario import Scenario, ScenarioError, load_scenario
from vmt.scenario.older import UNREAD_IN_NOVEMBER

Problems = Callable[..., list[str]]
Load = Callable[..., Scenario]

LINEAR = """type: linear
      weight: 0.5
      params: {vA: 1, vB: 2}"""
STONE_GEARY = """type: stone_geary
      weight: 0.5
      params: {alpha_A: 1, alpha_B: 1, gamma_A: 4, gamma_B: 5}"""
QUADRATIC = """type: quadratic
      weight: 0.5
      params:
        {A_star: 9, B_star: 9, sigma_A: 4, sigma_B: 5, gamma: 0.1}"""
RICH = ("  B: 5", "  B: 6")


@pytest.mark.parametrize(
    "key",
    ["schema_version", "name", "N", "agents", "initial_inventories", "utilities",
     "resource_seed"],
)  # fmt: skip
def test_a_missing_key_is_told_where_its_mapping_starts(
    problems: Problems, small: str, key: str
) -> None:
    """The top level starts in the first line."""
    parts = small.split("\n")
    start = next(i for i, line in enumerate(parts) if line.startswith(key))
    end = next(i for i in range(start + 1, len(parts)) if not parts[i].startswith(" "))
    text = "\n".join(parts[:start] + parts[end:])
    assert f"1:1: the required key '{key}' is missing" in problems(content=text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("vision_radius", "vision_raduis"), "did you mean 'vision_radius'?"),
        (("beta: 0.9", "Spread: 0.1"), "did you mean 'spread'?"),
        (("N: 8", "N: 8\ngrid_size: 8"), "'grid_size'; did you mean 'N'?"),
        (("N: 8", "N: 8\nbeta: 0.5"), "'beta' here; it belongs to params"),
        (("amount: 2", "amount: 2\n  zzz: 1"), "allowed are density, amount"),
        (("N: 8", "N: 8\nzzz: 1"), "docs/scenario-format.md"),
        (("vB: 2", "vB: 2, vC: 3"), "15:30: unknown key 'vC'; allowed are vA, vB"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_valid_one(
    problems: Problems, change: tuple[str, str], message: str
) -> None:
    """A typing mistake never runs with a default in its place."""
    (problem,) = problems(change)
    assert message in problem


def test_all_problems_are_told_at_once_in_the_order_of_the_file(
    problems: Problems,
) -> None:
    """Wrong values, unknown keys and keys at odds with each other come together."""
    lines = problems(
        ("agents: 3", "agents: 4"),
        ("name: Small", "nme: Small"),
        ("rho: 0.5", "rho: 1"),
        ("weight: 0.5\n      params: {vA", "weight: x\n      params: {vA"),
        ("beta", "bata"),
        ("amount: 2", "amount: many"),
    )
    places = [line.split(": ")[0] for line in lines]
    assert places == ["1:1", "2:1", "6:3", "12:16", "14:7", "18:3", "21:3"]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("initial_inventories:\n", "M: 100"),
        ("initial_inventories:\n", "lambda_money: 1"),
        ("params:\n", "money_mode: quasilinear"),
        ("params:\n", "lambda_bounds: {lambda_min: 0.1, lambda_max: 2}"),
        ("params:\n", "trade_execution_mode: maximum"),
    ],
)
def test_money_is_refused_and_leniently_ignored(
    problems: Problems, load: Load, section: str, key: str
) -> None:
    """Where goods are bartered, keys of another economy change nothing."""
    change = (section, f"{section}  {key}\n")
    (problem,) = problems(change)
    assert "delete" in problem
    (warning,) = load(change, lenient=True).warnings
    assert warning.endswith("(ignored)")


@pytest.mark.parametrize("regime", ["money_only", "mixed", "mixed_liquidity_gated"])
def test_an_economy_with_money_loads_leniently_and_cannot_be_run(
    problems: Problems, load: Load, regime: str
) -> None:
    """It never becomes a barter economy without a word."""
    change = ("params:\n", f"params:\n  exchange_regime: {regime}\n")
    told = (
        "20:3: money is not supported yet: exchange_regime must be barter_only to run, "
        f"found the text '{regime}'"
    )
    assert problems(change) == [told]
    scenario = load(change, lenient=True)
    assert [warning.split("small.yaml:")[1] for warning in scenario.warnings] == [told]
    with pytest.raises(ScenarioError, match="money is not supported yet"):
        _ = scenario.configuration


def test_the_november_rules_pass_over_money_as_the_public_program_did(
    write: Callable[..., Path],
) -> None:
    """Its files run as barter there, with a word on each key."""
    path = write(("params:\n", "params:\n  exchange_regime: mixed\n  M_0: 1\n"))
    scenario = load_scenario(path, lenient=True, ignored=UNREAD_IN_NOVEMBER)
    assert scenario.configuration.n_agents == 3
    assert [warning.split(": ")[1] for warning in scenario.warnings] == [
        "exchange_regime is ignored, as the public program did",
        "M_0 is ignored, as the public program did",
    ]


def test_barter_may_be_written_out(load: Load) -> None:
    """What this program does anyway needs no warning."""
    change = ("params:\n", "params:\n  exchange_regime: barter_only\n")
    assert load(change).warnings == []
    path = load(change).path
    scenario = load_scenario(path, lenient=True, ignored=UNREAD_IN_NOVEMBER)
    assert scenario.warnings == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("vision_radius: 4", "vision_radius: 15")], "20:3: vision_radius 15 is"),
        ([("N: 8", "N: 300")], "3:1: on a grid of 300 x 300"),
        (
            [(LINEAR, QUADRATIC)],
            "16:56: gamma 0.1 makes the utility not concave; keep it below 2/(sigma",
        ),
        (
            [(LINEAR, STONE_GEARY), RICH],
            "6:3: agents 1 own no more A than the subsistence level gamma_A 4",
        ),
        ([("beta", "resource_max_amount: 3\n  beta")], "21:3: resource_max_amount has"),
        (
            [("N: 8", "N: 8\nprotocol_config: {search: {protocol: random_walk}}")],
            "4:19: protocol_config is an older spelling of search_protocol",
        ),
    ],
)
def test_an_odd_file_loads_with_a_warning(
    load: Load, changes: list[tuple[str, str]], message: str
) -> None:
    """A warning has its place too."""
    (warning,) = load(*changes).warnings
    assert f"small.yaml:{message}" in warning


@pytest.mark.parametrize(
    "changes",
    [
        [("vision_radius: 4", "vision_radius: 14")],
        [(LINEAR, QUADRATIC), ("gamma: 0.1", "gamma: 0.099")],
        [(LINEAR, STONE_GEARY), RICH, ("[8, 4, 6]", "[8, 5, 6]")],
        [
            (LINEAR, STONE_GEARY.replace("0.5", "0")),
            ("weight: 0.5", "weight: 1"),
        ],
    ],
)
def test_nothing_is_said_where_nothing_is_odd(
    load: Load, changes: list[tuple[str, str]]
) -> None:
    """The warnings stop where the oddity stops."""
    assert load(*changes).warnings == []


@pytest.mark.parametrize(
    "own", ["5", "{uniform_int: [5, 9]}", "{uniform: [4.9, 9]}"], ids=str
)
def test_an_endowment_for_all_has_to_be_above_subsistence(
    problems: Problems, own: str
) -> None:
    """With one endowment for all, a Stone-Geary agent surely has it."""
    (problem,) = problems((LINEAR, STONE_GEARY), ("  B: 5", f"  B: {own}"))
    assert problem.startswith("7:3: B must be above the subsistence level gamma_B 5")


def test_lenient_reading_passes_over_what_others_ignore(load: Load) -> None:
    """Unknown keys, surplus decimals and old protocol settings become warnings."""
    scenario = load(
        ("name: Small", "name: Small\nprotocol_config: {bargaining: {protocol: nash}}"),
        ("beta: 0.9", "bata: 0.9\n  dA_max: 0"),
        ("  B: 5", "  B: 1.00005"),
        lenient=True,
    )
    assert len(scenario.warnings) == 4
    assert scenario.model.params.beta == 0.95
    assert scenario.configuration.parameters.dA_max is None
    assert scenario.configuration.endowment_B[0] == 10001


def test_lenient_reading_passes_over_unknown_keys_in_lists_too(load: Load) -> None:
    """The entries of the mix are mappings like any other."""
    scenario = load(
        ("- type: ces", "- type: ces\n      label: poor"),
        ("wA: 1,", "wA: 1, wC: 3,"),
        lenient=True,
    )
    assert [w.split(": ")[1].split(";")[0] for w in scenario.warnings] == [
        "unknown key 'label'",
        "unknown key 'wC'",
    ]


def test_a_lenient_reader_still_refuses_wrong_values(problems: Problems) -> None:
    """Only what other programs ignore is passed over."""
    (problem,) = problems(("agents: 3", "agents: two"), lenient=True)
    assert problem.startswith("4:1: agents must be")


def test_the_text_of_an_error_is_one_line_a_problem(write: Callable[..., Path]) -> None:
    """It starts with the path as it was given, so that editors can jump there."""
    path = write(("agents: 3", "agents: two"), ("N: 8", "N: x"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    lines = str(caught.value).split("\n")
    assert [line.split(": ")[0] for line in lines] == [f"{path}:3:1", f"{path}:4:1"]


def test_a_flood_of_problems_is_cut_short_in_the_text_alone(
    write: Callable[..., Path],
) -> None:
    """A dialog shows the first fifty; the records hold all."""
    path = write(("[8, 4, 6]", str(["x"] * 400).replace("'", "")))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 400
    assert str(caught.value).endswith("… and 350 more problems")
