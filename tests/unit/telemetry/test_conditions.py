"""Conditions on columns: rows, SQL and words that say the same."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
import pytest

from vmt.errors import UserError
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.conditions import (
    Condition,
    Operator,
    comparable,
    condition_from,
    operators,
    rows_let_through,
)
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.selection import as_query, in_words
from vmt.telemetry.tables import TABLES, Kind


@pytest.fixture
def run(start: Callable) -> Iterator[RecordedRun]:
    """Open a recording in which everything is recorded."""
    recorder, simulation = start(detail=Detail(LogLevel.DEBUG))
    with recorder:
        simulation.run(30, recorder.record)
    with open_run(recorder.path) as opened:
        yield opened


@pytest.mark.parametrize("name", [n for n, t in TABLES.items() if t.by_tick])
def test_rows_are_those_that_the_sql_finds(run: RecordedRun, name: str) -> None:
    """For every column and operator, with a value from the middle of the column."""
    everything = run.table(name)
    several = 0
    for column in comparable(TABLES[name]):
        values = sorted(everything[column.name].tolist(), key=str) or [0]
        value = values[len(values) // 2]
        for operator in operators(column):
            text = "1" if column.kind is Kind.FLAG else str(value) or "1"
            if column.kind in {Kind.INTEGER, Kind.REAL, Kind.QUANTITY}:
                text = str(0 if value is None else np.nan_to_num(value))
            condition = condition_from(column, operator, text)
            selection = Selection(2, 25, conditions=(condition,))
            query = as_query(selection, name, run.run.run_id)
            expected = run.database.query(query)
            found = run.table(name, selection)
            assert found["tick"].tolist() == _ticks(run, query), query
            several += 0 < len(expected) < len(everything)
    assert several or not len(everything)


def _ticks(run: RecordedRun, query: str) -> list[int]:
    return [t for (t,) in run.database.query(query.replace("*", "tick", 1))]


def test_goods_are_compared_exactly() -> None:
    """A quantity lies above one that is less than a minor unit below it."""
    column = TABLES["trades"].columns[6]
    assert column.name == "dA"
    minor = {"dA": np.array([24_999, 25_000, 25_001])}
    for operator, text, expected in (
        (Operator.EQUAL, "2.5", [False, True, False]),
        (Operator.EQUAL, "2.50004", [False, False, False]),
        (Operator.UNEQUAL, "2.50004", [True, True, True]),
        (Operator.LESS, "2.50004", [True, True, False]),
        (Operator.AT_MOST, "2.49999", [True, False, False]),
        (Operator.MORE, "2.49999", [False, True, True]),
        (Operator.AT_LEAST, "2.50001", [False, False, True]),
    ):
        condition = condition_from(column, operator, text)
        found = _let_through(minor, condition)
        assert found == expected, condition.words()


def _let_through(minor: dict[str, np.ndarray], condition: Condition) -> list[bool]:
    return rows_let_through(TABLES["trades"], minor, [condition], 4).tolist()


def test_conditions_on_other_tables_do_not_count(run: RecordedRun) -> None:
    """One list serves every table."""
    selection = Selection(conditions=(Condition("dA", Operator.MORE, Decimal(1000)),))
    assert len(run.table("trades", selection)) == 0
    assert len(run.table("harvests", selection)) == len(run.table("harvests"))
    assert in_words(selection, "trades") == "all ticks and agents, dA > 1000"
    assert in_words(selection, "harvests") == "all ticks and agents"


def test_agents_are_named_where_rows_are_somebodys(run: RecordedRun) -> None:
    """A cell is nobody's: all of them are shown, and the words do not say otherwise."""
    selection = Selection(2, 2, (3,))
    whole = Selection(2, 2)
    assert in_words(selection, "harvests") == "tick 2, agent 3"
    assert in_words(selection, "resource_snapshots") == "tick 2"
    assert len(run.table("resource_snapshots", selection)) == len(
        run.table("resource_snapshots", whole)
    )


def test_a_text_in_the_sql_stays_a_text() -> None:
    """A quotation mark ends nothing."""
    condition = Condition("reason", Operator.EQUAL, "it's; DROP TABLE runs")
    assert condition.sql() == "reason = 'it''s; DROP TABLE runs'"


@pytest.mark.parametrize(
    ("column", "text", "allowed"),
    [
        ("tick", "2.5", "a whole number"),
        ("dA", "much", "a number"),
        ("price", "nan", "a number"),
        ("price", "", "nothing was given"),
    ],
)
def test_what_is_no_value_is_refused(column: str, text: str, allowed: str) -> None:
    """The message says what was found, and what is allowed."""
    (found,) = [c for c in TABLES["trades"].columns if c.name == column]
    with pytest.raises(UserError, match=allowed):
        condition_from(found, Operator.EQUAL, text)


def test_words_use_the_names_that_columns_are_given() -> None:
    """As a table has them in its headers."""
    condition = Condition("buyer_surplus", Operator.AT_LEAST, Decimal("0.50"))
    assert condition.words() == "buyer_surplus ≥ 0.50"
    assert condition.words({"buyer_surplus": "Buyer's gain"}) == "Buyer's gain ≥ 0.50"
    assert Condition("is_paired", Operator.EQUAL, True).words() == "is_paired = yes"
