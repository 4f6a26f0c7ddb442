"""Repeating what was recorded."""

import json
from dataclasses import replace

import numpy as np
import pytest

from vmt.engine.configuration import Configuration, Protocol
from vmt.telemetry import tick_columns
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.layout import AGENTS, PLACES
from vmt.telemetry.reader import open_database
from vmt.telemetry.stored_configuration import from_json, to_json
from vmt.telemetry.verification import _difference_of_agents, verify


def test_recorded_run_repeats_itself(recorded) -> None:
    """A recording is repeated from what it holds, with equal digests."""
    ticks = []
    with open_database(recorded.path) as database:
        result = verify(database, 1, lambda: ticks.append(1))
    assert (result.ticks, result.difference) == (43, None)
    assert len(ticks) == 43


def test_first_difference_names_tick_agent_and_field(recorded, tampering) -> None:
    """Where the repeated run differs, the first agent and field are named."""
    tampering.rows(
        recorded.path, "UPDATE tick_states SET digest = 'x' WHERE tick >= 17"
    )
    tampering.block(recorded.path, AGENTS, "inventory_B", tick=17, index=5, value=1)
    with open_database(recorded.path) as database:
        result = verify(database, 1)
    assert result.ticks == 17
    assert result.difference is not None
    assert str(result.difference).startswith("tick 17: agent 5: inventory_B: recorded")


def test_difference_of_a_cell_is_named(recorded, tampering) -> None:
    """Where only a resource differs, the cell is named."""
    tampering.rows(recorded.path, "UPDATE tick_states SET digest = 'x' WHERE tick = -1")
    tampering.block(recorded.path, PLACES, "amount", tick=-1, index=2, value=0)
    with open_database(recorded.path) as database:
        difference = verify(database, 1).difference
    assert difference is not None
    assert (difference.tick, difference.recorded) == (-1, "0")
    assert difference.where.startswith("cell (")


def test_difference_outside_the_snapshots_is_one_of_the_digest(
    recorded, tampering
) -> None:
    """Where agents and cells are equal, the digests are shown."""
    tampering.rows(recorded.path, "UPDATE tick_states SET digest = 'x' WHERE tick = 3")
    with open_database(recorded.path) as database:
        difference = verify(database, 1).difference
    assert difference is not None
    assert (difference.tick, difference.field) == (3, "digest")
    assert (difference.recorded, difference.repeated) == ("x", recorded.digests[3])


def test_changed_holding_is_found_although_the_digests_are_equal(
    recorded, tampering
) -> None:
    """Rows that were changed afterwards do not go for what happened."""
    tampering.block(recorded.path, AGENTS, "inventory_A", tick=30, index=2, value=7)
    with open_database(recorded.path) as database:
        difference = verify(database, 1).difference
    assert difference is not None
    assert str(difference).startswith("tick 30: agent 2: inventory_A: recorded 0.0007")


def test_a_utility_that_is_no_number_is_equal_to_itself(recorded) -> None:
    """Infinite tastes may have one; only a number beside it differs."""
    state = recorded.states[5]
    ids = np.arange(len(state.x))
    state.utility[3] = np.nan
    columns = {n: c.copy() for n, c in tick_columns.agents(state).items()}
    columns["agent_id"] = ids

    assert _difference_of_agents(columns, 5, state, 4) is None
    state.utility[3] = 1.0
    difference = _difference_of_agents(columns, 5, state, 4)
    assert str(difference) == "tick 5: agent 3: utility: recorded nan, repeated 1.0"


def test_changed_trade_is_found_although_the_digests_are_equal(
    recorded, tampering
) -> None:
    """Of a trade that was changed afterwards, tick, number and terms are told."""
    tampering.rows(recorded.path, "UPDATE trades SET dB = dB + 1 WHERE id = 3")
    with open_database(recorded.path) as database:
        trade = database.trades(1)[2]
        difference = verify(database, 1).difference
    assert difference is not None
    assert (difference.tick, difference.where) == (trade.tick, f"trade {trade.seq}")
    assert f"dB {int(trade.dB * 10_000)} " in difference.recorded


def test_unknown_rule_set_is_told(recorded, tampering) -> None:
    """A run under rules of another version cannot be repeated, and says so."""
    tampering.rows(recorded.path, "UPDATE simulation_runs SET rule_set = 'v9'")
    with (
        open_database(recorded.path) as database,
        pytest.raises(TelemetryError, match=r"rule set 'v9'.*it knows: .*v2"),
    ):
        verify(database, 1)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": 1}', "null"])
def test_unknown_configuration_is_told(text: str) -> None:
    """A configuration of another version is told as such."""
    with pytest.raises(TelemetryError, match="recorded configuration"):
        from_json(text)


def test_configuration_survives_its_text(market: Configuration) -> None:
    """All fields come back as they were, to the last bit and with their types."""
    whole = replace(
        market,
        positions=tuple((i % 6, i // 6) for i in range(8)),
        matching=Protocol("greedy_surplus", {"weight": 0.1}),
        resource_density=0.1 + 0.2,
    )
    for configuration in (market, whole):
        back = from_json(to_json(configuration))
        assert back == configuration
        assert repr(back) == repr(configuration)


def test_configuration_of_an_older_engine_takes_defaults(
    market: Configuration,
) -> None:
    """A parameter that the text does not have gets its default."""
    fields = json.loads(to_json(market))
    del fields["parameters"]["max_trades_per_tick"]
    assert from_json(json.dumps(fields)) == market
