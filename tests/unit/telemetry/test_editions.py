"""Files of the public VMT: every edition reads like one of ours."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from public_files import FIRST, NOVEMBER, OCTOBER, PublicFile
from vmt.cli.main import main
from vmt.telemetry import Selection, open_run
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database
from vmt.telemetry.tables import TABLES

Make = Callable[[Mapping[str, str]], PublicFile]
EDITIONS = pytest.mark.parametrize("tables", [FIRST, OCTOBER, NOVEMBER])


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that begins a file of an edition."""
    return lambda tables: PublicFile(tmp_path / "telemetry.db", tables)


@EDITIONS
def test_every_table_of_every_edition_has_our_columns(make: Make, tables) -> None:
    """What an edition does not record is an empty table, never an error."""
    path = make(tables).close()
    file = PublicFile(path, tables)
    run = file.start_run()
    file.add_agents(run, 0, [(3, 1), (0, 4)])
    file.add_trade(run, 0, 1, 2)
    path = file.close()
    with open_run(path) as recorded:
        for name, table in TABLES.items():
            found = recorded.minor_table(name)
            assert found.dtype.names == tuple(c.name for c in table.columns)
        assert len(recorded.table("harvests")) == 0
        assert len(recorded.table("agent_snapshots")) == 2
        assert recorded.table("tick_states")["tick"].tolist() == [0]
        assert recorded.run.is_public


@pytest.mark.parametrize(
    ("tables", "unit"),
    [(FIRST, 1), (OCTOBER, 1), (NOVEMBER, 1), (NOVEMBER, 10_000)],
)
def test_quantities_are_in_units_whatever_the_edition(
    make: Make, tables, unit: int
) -> None:
    """Five units of A are five, in the holdings, on the ground and in a trade."""
    file = make(tables)
    run = file.start_run()
    for tick in (0, 1):
        file.add_agents(run, tick, [(5 * unit, 0), (2 * unit, 7 * unit)])
    ground = {"run_id": run, "tick": 0, "x": 0, "y": 3, "resource_type": "A"}
    file.add("resource_snapshots", amount=4 * unit, **ground)
    file.add_trade(run, 1, unit, 3 * unit)
    with open_database(file.close()) as database:
        first, second = database.agents_at(run, 1)
        assert (first.inventory_A, first.inventory_B) == (5, 0)
        assert (second.inventory_A, second.inventory_B) == (2, 7)
        assert database.resources_at(run, 9)[0].amount == 4
        (trade,) = database.trades(run)
        assert (trade.dA, trade.dB) == (1, 3)
        query = "SELECT inventory_A FROM agent_snapshots_in_units WHERE tick = 0"
        assert database.connection.execute(query).fetchall() == [(5.0,), (2.0,)]


def test_fractions_of_november_are_exact(make: Make) -> None:
    """What was paid in 10^-4 of a unit comes out with its four decimals."""
    file = make(NOVEMBER)
    run = file.start_run()
    file.add_agents(run, 0, [(80_000, 18_009), (20_000, 81_991)])
    file.add_trade(run, 0, 10_000, 8_009)
    with open_database(file.close()) as database:
        assert database.run(run).quantity_decimals == 4
        assert database.trades(run)[0].dB == Decimal("0.8009")
        assert database.agents_at(run, 0)[0].inventory_B == Decimal("1.8009")


@pytest.mark.parametrize(
    ("holdings", "ground", "trades", "decimals"),
    [
        ([(105_000, 2_500)], [], [], 4),  # fractions at the start, and no trade
        ([(8, 2), (2, 8)], [1], [], 0),
        ([(0, 0)], [50_000], [], 4),  # all there is lies on the ground
        ([(0, 0)], [5], [], 0),
        ([], [], [(20_000, 14_999)], 4),  # nothing but trades was recorded
        ([], [], [(2, 3), (1, 1)], 0),
        ([(30_000, 40_000)], [], [(5, 9)], 0),  # rich agents, in whole units
        ([], [], [], 4),  # nothing to see yet
    ],
)
def test_figures_tell_whole_units_from_small_ones(
    make: Make, holdings, ground, trades, decimals: int
) -> None:
    """The rule for files that say nothing of their unit, case by case."""
    file = make(NOVEMBER)
    run = file.start_run()
    file.add_agents(run, 0, holdings)
    for amount in ground:
        place = {"run_id": run, "tick": 0, "x": 1, "y": 1, "resource_type": "B"}
        file.add("resource_snapshots", amount=amount, **place)
    for dA, dB in trades:
        file.add_trade(run, 0, dA, dB)
    with open_database(file.close()) as database:
        assert database.run(run).quantity_decimals == decimals


def test_runs_of_one_file_may_have_different_units(make: Make) -> None:
    """A file that two editions wrote to keeps each run's own unit, newest first."""
    file = make(NOVEMBER)
    whole, small = file.start_run(seed=1), file.start_run(seed=2)
    file.add_agents(whole, 0, [(6, 4)])
    file.add_agents(small, 0, [(60_000, 40_000)])
    with open_database(file.close()) as database:
        assert [run.seed for run in database.runs()] == [2, 1]
        for run in (whole, small):
            assert database.agents_at(run, 0)[0].inventory_A == 6
        assert database.run(whole).rule_set == "public VMT of early November 2025"
        assert database.run(small).rule_set == "public VMT of November 2025"


def test_money_means_whole_units_whatever_the_figures(make: Make) -> None:
    """In a file of October ten thousand units are ten thousand."""
    file = make(OCTOBER)
    run = file.start_run()
    file.add_agents(run, 0, [(10_000, 20_000)])
    with open_database(file.close()) as database:
        assert database.agents_at(run, 0)[0].inventory_B == 20_000


def test_zeros_are_zeros(make: Make) -> None:
    """Agent 0, cell (0, 0) and a surplus of 0 are told from nothing."""
    file = make(OCTOBER)
    run = file.start_run()
    file.add_agents(run, 0, [(1, 1)], target_agent_id=0, target_x=0, target_y=0)
    file.add_agents(run, 1, [(1, 1)])
    choice = {"chosen_partner_id": 0, "surplus_with_partner": 0.0, "target_x": 0}
    about = {"target_type": "trade_paired", "num_neighbors": 0}
    file.add("decisions", run_id=run, tick=0, agent_id=1, **choice, **about)
    with open_database(file.close()) as database:
        (zero,), (nothing,) = database.agents_at(run, 0), database.agents_at(run, 1)
        assert (zero.target_agent_id, zero.target_x, zero.target_y) == (0, 0, 0)
        assert nothing.target_agent_id is nothing.target_x is nothing.target_y is None
        (decision,) = database.decisions(run, 0)
        assert (decision.chosen_partner_id, decision.surplus_with_partner) == (0, 0.0)
        assert (decision.target_x, decision.target_y) == (0, None)
        assert (decision.mode, decision.is_paired) == ("both", False)


def test_events_of_a_tick_are_numbered_in_the_order_they_were_written(
    make: Make,
) -> None:
    """Trades and pairings count from 0 in each tick of each run."""
    file = make(NOVEMBER)
    first, second = file.start_run(), file.start_run()
    for run, tick in ((first, 3), (second, 3), (first, 3), (first, 4)):
        file.add_trade(run, tick, 10_000, 5_000)
        pair = {"agent_i": 0, "agent_j": 1, "event": "pair", "reason": "random"}
        file.add("pairings", run_id=run, tick=tick, **pair)
    with open_database(file.close()) as database:
        for events in (database.trades, database.pairings):
            assert [(e.tick, e.seq) for e in events(first)] == [(3, 0), (3, 1), (4, 0)]
            assert [(e.tick, e.seq) for e in events(second)] == [(3, 0)]
            assert [e.seq for e in events(first, 3)] == [0, 1]


def test_run_tells_what_the_file_knows(make: Make) -> None:
    """Seed and size; a run without an end counts the ticks that are there."""
    file = make(OCTOBER)
    going = file.start_run(seed=7)
    for tick in range(12):
        state = {"current_mode": "forage", "exchange_regime": "mixed"}
        file.add("tick_states", run_id=going, tick=tick, active_pairs="[]", **state)
    done = file.start_run(end_time="2025-10-21T15:00:00", total_ticks=50)
    broken = file.start_run(config_json="{", scenario_name=None)
    with open_database(file.close()) as database:
        run = database.run(going)
        assert (run.seed, run.status, run.total_ticks) == (7, "running", 12)
        assert (run.num_agents, run.grid_size) == (2, 8)
        assert database.tick_range(going) == (0, 11)
        assert database.tick_states(going)[0].current_mode == "forage"
        assert database.run(done).is_complete
        assert database.run(done).total_ticks == 50
        assert (database.run(broken).seed, database.run(broken).scenario_name) == (
            -1,
            "",
        )


def test_agents_are_those_of_the_first_snapshot(make: Make) -> None:
    """Their kind of preference is known, where they began is not."""
    file = make(NOVEMBER)
    run = file.start_run()
    for tick in (5, 10):
        file.add_agents(run, tick, [(1, 1), (2, 2)], utility_type="UTranslog")
    with open_database(file.close()) as database:
        agents = database.agents(run)
        assert [a.agent_id for a in agents] == [0, 1]
        assert {a.utility_type for a in agents} == {"UTranslog"}
        assert {(a.mix_index, a.home_x, a.home_y) for a in agents} == {(None,) * 3}


def test_ticks_of_the_first_edition_are_those_with_rows(make: Make) -> None:
    """Also after a newer edition has put its empty tables into the file."""
    file = make(FIRST)
    run = file.start_run()
    file.add_agents(run, 2, [(1, 1)])
    file.add_trade(run, 5, 1, 1)
    for _ in range(2):  # with the first edition's tables only, and with all
        with open_database(file.close()) as database:
            assert database.tick_range(run) == (2, 5)
            assert [s.tick for s in database.tick_states(run)] == [2, 5]
        file = PublicFile(file.path, OCTOBER)


def test_selection_works_as_with_our_own_files(make: Make) -> None:
    """Ticks and agents are found in a file of the public VMT, too."""
    file = make(NOVEMBER)
    run = file.start_run()
    for tick in range(6):
        file.add_agents(run, tick, [(10_000, 0), (20_000, 0), (30_000, 0)])
    with open_run(file.close()) as recorded:
        found = recorded.table("agent_snapshots", Selection(2, 3, (0, 2)))
        assert found["tick"].tolist() == [2, 2, 3, 3]
        assert found["inventory_A"].tolist() == [1.0, 3.0, 1.0, 3.0]


@EDITIONS
def test_reading_leaves_the_file_alone(make: Make, tables) -> None:
    """Not a byte changes, no table appears, and it cannot be written to."""
    file = make(tables)
    run = file.start_run()
    file.add_agents(run, 0, [(1, 2)])
    path = file.close()
    before = path.read_bytes()
    with open_database(path) as database:
        database.agents_at(run, 0)
        database.runs()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.connection.execute("DELETE FROM main.trades")
    assert path.read_bytes() == before


def test_verify_says_why_it_cannot_repeat_a_public_run(make: Make, capsys) -> None:
    """In a sentence, with exit code 2."""
    file = make(NOVEMBER)
    file.start_run()
    assert main(["verify", str(file.close())]) == 2
    told = capsys.readouterr()
    assert "neither the scenario nor any digest" in told.err
    assert told.out == ""


def test_other_tables_of_that_name_are_refused(tmp_path: Path) -> None:
    """A table simulation_runs of some other program is none of the public VMT."""
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE simulation_runs (run_id, result)")
    connection.commit()
    connection.close()
    with pytest.raises(TelemetryError, match="cannot read its tables"):
        open_database(path)


def test_configuration_stays_readable(make: Make) -> None:
    """The parameters that the file has are there as its program wrote them."""
    file = make(NOVEMBER)
    run = file.start_run(seed=3)
    with open_database(file.close()) as database:
        config = json.loads(database.run(run).config_json)
    assert config == {"seed": 3, "params": {"beta": 0.95, "forage_rate": 1}}
