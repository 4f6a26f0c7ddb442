"""Every kind of value has a file in which it is wrong."""

from collections.abc import Callable

import pytest

Problems = Callable[..., list[str]]

WRONG_VALUES = [
    (
        "schema_version: 1",
        "schema_version: 2",
        "1:1: schema_version must be 1, found 2",
    ),
    ("name: Small", "name: ''", "2:1: name must be text that is not empty"),
    ("name: Small", "name: 12", "found 12; put it in quotes"),
    ("N: 8", "N: 0", "3:1: N must be a whole number of at least 1, found 0"),
    ("N: 8", "N: 2001", "3:1: N must be at most 2,000, found 2001"),
    (
        "agents: 3",
        "agents: two",
        "4:1: agents must be a whole number of at least 1, found the text 'two'",
    ),
    ("agents: 3", "agents: 3.0", "found 3.0"),
    ("agents: 3", "agents: true", "found true"),
    ("agents: 3", "agents:", "found nothing"),
    ("agents: 3", "agents: [3]", "found a list of 1 entry"),
    ("agents: 3", "agents: {n: 3}", "found a mapping"),
    ("agents: 3", "agents: 3_", "found the text '3_'"),
    ("agents: 3", "agents: 03", "found the text '03'"),
    ("agents: 3", "agents: 1_000_001", "agents must be at most 1,000,000"),
    ("agents: 3", f"agents: {'9' * 39}", "agents must be at most 999,999,999"),
    ("agents: 3", f"agents: {'9' * 9999}", "found the text '9999"),
    ("  B: 5", "  B: -1", "7:3: B must be a quantity of at least 0, found -1"),
    ("  B: 5", "  B: .nan", "B must be a quantity of at least 0, found nan"),
    ("  B: 5", "  B: .inf", "B must be a quantity of at least 0, found inf"),
    ("  B: 5", "  B: 1e300", "B must be at most 100,000,000 units"),
    ("[8, 4, 6]", "[8, x, 6]", "6:10: entry 2 of A must be a quantity of at least 0"),
    ("[8, 4, 6]", "[8, 4, -6]", "6:13: entry 3 of A must be a quantity of at least 0"),
    ("[8, 4, 6]", "[8, 4]", "6:3: the list of A must have one entry for each"),
    ("[8, 4, 6]", "[8.12345, 4, 6]", "more than the 4 decimals"),
    ("[8, 4, 6]", "{uniform_int: [2, 1]}", "must rise from the lowest to the highest"),
    ("[8, 4, 6]", "{uniform_int: [1.5, 2]}", "two whole numbers of units"),
    ("[8, 4, 6]", "{uniform: [1]}", "two quantities, found a list of 1 entry"),
    ("[8, 4, 6]", "{normal: [1, 2]}", "the required key 'uniform_int' is missing"),
    ("type: ces", "type: cess", "found the text 'cess'; did you mean 'ces'?"),
    ("type: ces", "kind: ces", "10:7: the required key 'type' is missing"),
    (
        "- type: ces\n      weight: 0.5\n      params: {rho: 0.5, wA: 1, wB: 2}",
        "- 5",
        "entry 1 of mix must be a mapping with type, weight and params",
    ),
    (
        "weight: 0.5",
        "weight: 0.4",
        "9:3: mix must have weights that sum to 1, found 0.8",
    ),
    ("weight: 0.5", "weight: -1", "11:7: weight must be a number of at least 0"),
    ("rho: 0.5", "rho: 1", "rho must not be 1: with rho 1 tastes are linear"),
    ("rho: 0.5", "rho: .nan", "rho must be a number, found nan"),
    ("wA: 1,", "", "12:7: the required key 'wA' is missing in params"),
    ("wA: 1,", "wA: 0,", "wA must be a number above 0, found 0"),
    ("wA: 1,", "wA: 1, epsilon: 0,", "epsilon must be a number above 0"),
    ("vA: 1", "vA: 0", "15:16: vA must be a number above 0, found 0"),
    (
        "density: 0.25",
        "density: 1.5",
        "density must be a number from 0 to 1, found 1.5",
    ),
    (
        "amount: 2",
        "amount: 0",
        "resource_seed must have an amount above 0, or density 0",
    ),
    ("amount: 2", "amount: {uniform_int: [1, 2]}", "found a mapping"),
    ("beta: 0.9", "beta: 0", "beta must be a number above 0 and at most 1, found 0"),
    ("beta: 0.9", "beta: 1.1", "beta must be a number above 0 and at most 1"),
    ("beta: 0.9", "spread: -0.1", "spread must be a number of at least 0"),
    ("beta: 0.9", "interaction_radius: -1", "must be a whole number of at least 0"),
    ("beta: 0.9", "move_budget_per_tick: 0", "must be a whole number of at least 1"),
    ("beta: 0.9", "forage_rate: 0", "forage_rate must be a quantity above 0, found 0"),
    ("beta: 0.9", "epsilon: .inf", "epsilon must be a number above 0, found inf"),
    ("beta: 0.9", "resource_growth_rate: -1", "must be a quantity of at least 0"),
    (
        "beta: 0.9",
        "resource_regen_cooldown: -1",
        "must be a whole number of at least 0",
    ),
    ("beta: 0.9", "trade_cooldown_ticks: 0.5", "must be a whole number of at least 0"),
    ("beta: 0.9", "enable_resource_claiming: 1", "must be true or false, found 1"),
    ("beta: 0.9", "dA_max: 0", "dA_max must be a quantity above 0, found 0"),
    ("beta: 0.9", "trade_step: 0.00001", "more than the 4 decimals"),
    ("beta: 0.9", "max_pair_ticks: 0", "must be a whole number of at least 1"),
    ("beta: 0.9", "max_trades_per_tick: 0", "must be a whole number of at least 1"),
    ("beta: 0.9", "dA_max: 1\n  ΔA_max: 2", "ΔA_max and dA_max are the same"),
    (
        "params:\n  vision_radius: 4\n  beta: 0.9",
        "params: 5",
        "params must be a mapping",
    ),
]


CYCLE = "{type: global_cycle, forage_ticks: 1, trade_ticks: 1}"
WRONG_LINES = [
    ("quantity_decimals: 2", "3:1: quantity_decimals must be 0 or 4, found 2"),
    ("tags: market", "tags must be a list, found the text 'market'"),
    ("tags: [market, 5]", "3:16: entry 2 of tags must be text, found 5"),
    ("seed: -1", "seed must be a whole number from 0 to 999999999, found -1"),
    ("max_ticks: 0", "max_ticks must be a whole number of at least 1, found 0"),
    ("mode: trad", "3:1: mode must be forage, trade or both, found the text 'trad'"),
    ("mode: trad", "did you mean 'trade'?"),
    ("agent_positions: [[0, 0], [1, 1]]", "one cell for each of the 3 agents, found 2"),
    (
        "agent_positions: [[0, 0], [1, 8], [2, 2]]",
        "3:27: the cell [1, 8] of agent 1 is off the grid: x and y go from 0 to 7",
    ),
    (
        "agent_positions: [[0, 0], 7, [2, 2]]",
        "3:27: entry 2 of agent_positions must be a cell [x, y]",
    ),
    (
        "mode_schedule: {type: spatial_zones}",
        "type must be global_cycle, found the text 'spatial_zones'",
    ),
    (
        "mode_schedule: {type: global_cycle, trade_ticks: 0}",
        "trade_ticks must be a whole number of at least 1, found 0",
    ),
    (
        "mode_schedule: {type: global_cycle, trade_ticks: 1}",
        "3:1: the required key 'forage_ticks' is missing in mode_schedule",
    ),
    (
        "mode_schedule: {start_mode: both}",
        "start_mode must be forage or trade, found the text 'both'",
    ),
    (
        f"mode: both\nmode_schedule: {CYCLE}",
        "3:1: mode and mode_schedule exclude each other; delete one",
    ),
    ("search_protocol: {params: {}}", "the required key 'name' is missing"),
    ("search_protocol: 5", "search_protocol must be a mapping, found 5"),
    ("search_protocol: randomwalk", "3:1: there is no search protocol 'randomwalk'"),
    ("search_protocol: randomwalk", "did you mean 'random_walk'?"),
    ("matching_protocol: nobody", "there are: three_pass"),
    (
        "bargaining_protocol: {name: compensating_block, params: {x: 1}}",
        "the bargaining protocol 'compensating_block' has no parameter 'x'",
    ),
    (
        "bargaining_protocol: {name: take_it_or_leave_it, params: {proposer_pwer: 1}}",
        "3:50: the bargaining protocol 'take_it_or_leave_it' has no parameter 'propo",
    ),
    (
        "bargaining_protocol: {name: take_it_or_leave_it, params: {proposer_pwer: 1}}",
        "'proposer_pwer'; did you mean 'proposer_power'?",
    ),
    (
        "bargaining_protocol: {name: take_it_or_leave_it, params: {proposer_power: 2}}",
        "proposer_power must be a number from 0 to 1, found 2",
    ),
    (
        "bargaining_protocol: {name: split_difference, params: {metric: utilities}}",
        "one of utility, b_equivalent, found 'utilities'; did you mean 'utility'?",
    ),
    (
        "protocol_config: {bargaining: {protocol: nsh}}",
        "3:32: there is no bargaining protocol 'nsh'; did you mean 'nash'?",
    ),
    ("protocol_config: nash", "protocol_config is an older spelling"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_VALUES)
def test_a_wrong_value_is_told_with_its_place(
    problems: Problems, old: str, new: str, message: str
) -> None:
    """What was found, what is allowed and where is all in one line."""
    assert any(message in problem for problem in problems((old, new)))


@pytest.mark.parametrize(("line", "message"), WRONG_LINES)
def test_a_wrong_line_is_told_with_its_place(
    problems: Problems, line: str, message: str
) -> None:
    """Keys that may be left out are held to their rules when they are there."""
    told = problems(("name: Small", f"name: Small\n{line}"))
    assert any(message in problem for problem in told)
