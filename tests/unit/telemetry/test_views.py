"""Views, columns and memory tell the same of a run, row by row."""

from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from small_market import MARKET, SEED, TICKS
from vmt.engine.events import TickEvents
from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A
from vmt.telemetry.detail import STANDARD, Detail, LogLevel
from vmt.telemetry.reader import Database, open_database
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.tables import TABLES, Kind

Rows = list[tuple[Any, ...]]
VIEWS = ("agent_snapshots", "decisions", "harvests", "pairings", "resource_snapshots")
BLOCKS = {"usual": {}, "small": {"MOST_TICKS": 3, "FEWEST_TICKS": 2, "MOST_VALUES": 5}}
WHOLE_UNITS = replace(
    MARKET,
    quantity_decimals=0,
    endowment_A=(10, 2) * 4,
    endowment_B=(2, 10) * 4,
    parameters=replace(
        MARKET.parameters, forage_rate=1, resource_growth_rate=1, trade_step=1
    ),
    resource_amount=3,
)
CASES = {
    "standard": (MARKET, "v2", STANDARD),
    "thinned": (MARKET, "v2", Detail(agents=3, resources=5)),
    "agents never": (MARKET, "v2", Detail(agents=0, resources=0)),
    "debug": (MARKET, "v2", Detail(LogLevel.DEBUG)),
    "minimal": (MARKET, "v2", Detail(LogLevel.MINIMAL)),
    "november": (MARKET, "november", STANDARD),
    "whole units": (WHOLE_UNITS, "v2", STANDARD),
    "no places": (replace(MARKET, resource_density=0.0), "v2", STANDARD),
}


class Memory:
    """What is known of a run without its file, as rows of the tables."""

    def __init__(self, simulation: Simulation, detail: Detail) -> None:
        self.rows: dict[str, Rows] = {name: [] for name in TABLES}
        self._detail = detail
        self._types = [
            simulation.utility_names[k] for k in simulation.state.preference.tolist()
        ]
        for agent, kind in enumerate(self._types):
            home = (simulation.state.home_x[agent], simulation.state.home_y[agent])
            self.rows["agents"].append((agent, kind, ..., ..., *map(int, home)))
        self._had_agents = self._due(-1, detail.agents_every)
        self._add_state(-1, simulation)

    def add(self, simulation: Simulation, events: TickEvents) -> None:
        """Take in a tick."""
        tick = events.tick
        if events.mode_change is not None:
            modes = events.mode_change.old.value, events.mode_change.new.value
            self.rows["mode_changes"].append((tick, *modes))
        if self._detail.needs_decisions:
            self.rows["decisions"] += self._decisions(events)
            self.rows["harvests"] += [
                (tick, seq, h.agent, h.x, h.y, h.good, h.amount)
                for seq, h in enumerate(events.harvests)
            ]
        self.rows["pairings"] += [
            (tick, seq, p.agent_i, p.agent_j, p.event, p.reason, p.surplus, p.surplus)
            for seq, p in enumerate(events.pairings)
        ]
        for seq, t in enumerate(events.trades):
            direction = "i_buys_A" if t.buyer < t.seller else "j_buys_A"
            terms = t.buyer, t.seller, t.dA, t.dB, t.price, direction, "A<->B"
            gains = t.buyer_gain, t.seller_gain, t.quoted_price, t.protocol, t.proposer
            self.rows["trades"].append((tick, seq, t.x, t.y, *terms, *gains))
        for d in events.decisions:
            for rank, a in enumerate(d.alternatives):
                scores = a.surplus, a.score, ..., "A<->B"
                row = (tick, d.agent, rank, a.partner, *scores)
                self.rows["preferences"].append(row)
        self._had_agents = self._due(tick, self._detail.agents_every)
        self._add_state(tick, simulation)

    def _decisions(self, events: TickEvents) -> Iterator[tuple[Any, ...]]:
        for d in events.decisions:
            yield (
                *(events.tick, d.agent, d.partner, d.surplus, d.activity),
                *(d.target_x, d.target_y),
                d.n_neighbours if self._had_agents else None,
                "; ".join(str(a.partner) for a in d.alternatives),
                events.mode.value,
                None if d.claimed is None else f"{d.claimed[0]},{d.claimed[1]}",
                *(d.is_paired, d.is_committed),
            )

    def _add_state(self, tick: int, simulation: Simulation) -> None:
        state, mode = simulation.state, simulation.mode.value
        pairs = "[]" if mode == "forage" else '["A<->B"]'
        self.rows["tick_states"].append((tick, mode, pairs, simulation.digest()))
        if self._due(tick, self._detail.agents_every):
            arrays = (
                *(state.x, state.y, state.A, state.B, state.utility),
                *(state.ask, state.bid, state.p_min, state.p_max),
            )
            targets = state.target_agent, state.target_x, state.target_y
            for agent, kind in enumerate(self._types):
                values = [array[agent].item() for array in arrays]
                heading = [_or_none(target[agent].item()) for target in targets]
                row = (tick, agent, *values, *heading, kind)
                self.rows["agent_snapshots"].append(row)
        every = self._detail.resources_every
        if self._due(tick, every) or (every and tick == TICKS - 1):
            for x, y in zip(*state.amount.nonzero(), strict=True):
                good = "A" if state.resource[x, y] == RESOURCE_A else "B"
                row = (tick, int(x), int(y), good, int(state.amount[x, y]))
                self.rows["resource_snapshots"].append(row)

    @staticmethod
    def _due(tick: int, every: int) -> bool:
        return every > 0 and (tick == -1 or tick % every == 0)


def _or_none(value: int) -> int | None:
    return None if value < 0 else value


def _columns(database: Database, name: str) -> Rows:
    """Return the rows that `Database.columns` has, None where there is nothing."""
    table = TABLES[name]
    found = database.columns(1, table)
    columns = []
    for column in table.columns:
        values = found[column.name].tolist()
        if column.nullable and column.kind is Kind.INTEGER:
            values = [_or_none(value) for value in values]
        if column.kind is Kind.REAL:
            values = [None if isnan(value) else value for value in values]
        columns.append(values)
    return list(zip(*columns, strict=True))


def _view(database: Database, name: str, view: str) -> Rows:
    """Return the rows of a view, in the order of the table."""
    columns = [column.name for column in TABLES[name].columns]
    order = TABLES[name].order
    if name == "pairings":  # the view numbers them through
        columns[columns.index("seq")] = (
            "row_number() OVER (PARTITION BY tick ORDER BY id) - 1"
        )
        order = "id"
    query = f"SELECT {', '.join(columns)} FROM {view} ORDER BY {order}"  # noqa: S608
    return database.connection.execute(query).fetchall()


def _same(rows: Rows, others: Rows) -> bool:
    """Whether rows are equal but where one says that it does not know (`...`)."""
    return len(rows) == len(others) and all(
        len(row) == len(other)
        and all(a == b or ... in (a, b) for a, b in zip(row, other, strict=True))
        for row, other in zip(rows, others, strict=True)
    )


@pytest.fixture(params=BLOCKS)
def block_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make blocks of the usual size, and of some ticks and rows only."""
    for name, value in BLOCKS[request.param].items():
        for module in ("layout", "pairing_buffer"):
            path = f"vmt.telemetry.{module}.{name}"
            monkeypatch.setattr(path, value, raising=False)


@pytest.mark.parametrize("case", CASES)
def test_views_columns_and_memory_are_equal(
    case: str, block_size: None, tmp_path: Path
) -> None:
    """Whatever is recorded, under whatever rules, in blocks of whatever size."""
    configuration, rules, detail = CASES[case]
    simulation = Simulation(configuration, SEED, RULE_SETS[rules])
    memory = Memory(simulation, detail)
    with Recorder(tmp_path / "run.db", None, simulation, detail=detail) as recorder:
        for tick in range(TICKS):
            events = simulation.step()
            recorder.record(simulation, events)
            memory.add(simulation, events)
            if tick % 7 == 0:
                recorder.flush()
    scale = 10**configuration.quantity_decimals
    with open_database(recorder.path) as database:
        for name, table in TABLES.items():
            told = _columns(database, name)
            assert _same(told, memory.rows[name]), name
            if name in VIEWS:
                assert _view(database, name, name) == told
            if name in VIEWS and any(c.kind is Kind.QUANTITY for c in table.columns):
                quantity = [c.kind is Kind.QUANTITY for c in table.columns]
                in_units = [
                    tuple(
                        value / scale if is_quantity else value
                        for value, is_quantity in zip(row, quantity, strict=True)
                    )
                    for row in told
                ]
                assert _view(database, name, f"{name}_in_units") == in_units
    assert memory.rows["pairings"]
    assert memory.rows["trades"]


def test_run_that_is_not_there_has_no_rows(recorded) -> None:
    """Every table of a run that the file does not have is empty."""
    with open_database(recorded.path) as database:
        for table in TABLES.values():
            columns = database.columns(99, table)
            assert {len(values) for values in columns.values()} == {0}
