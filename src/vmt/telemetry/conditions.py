"""Conditions on the columns of a table: what they let through, in SQL and in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.errors import UserError
from vmt.telemetry.tables import TABLES, Column, Kind, Table

Value = Decimal | int | str | bool | None
_LIMIT = 2**63 - 1


class Operator(Enum):
    """How a value of a column is compared; the value is what is said in words.

    What is missing is let through by `IS_NOTHING` alone, as SQL has it.
    """

    EQUAL = "="
    UNEQUAL = "≠"
    LESS = "<"
    AT_MOST = "≤"
    MORE = ">"
    AT_LEAST = "≥"
    CONTAINS = "contains"
    IS_NOTHING = "is nothing"
    IS_SOMETHING = "is something"

    @property
    def has_value(self) -> bool:
        """Whether it compares with a value."""
        return self not in {Operator.IS_NOTHING, Operator.IS_SOMETHING}


_SQL = {
    Operator.EQUAL: "{0} = {1}",
    Operator.UNEQUAL: "{0} <> {1}",
    Operator.LESS: "{0} < {1}",
    Operator.AT_MOST: "{0} <= {1}",
    Operator.MORE: "{0} > {1}",
    Operator.AT_LEAST: "{0} >= {1}",
    Operator.CONTAINS: "instr(lower({0}), lower({1})) > 0",
    Operator.IS_NOTHING: "{0} IS NULL",
    Operator.IS_SOMETHING: "{0} IS NOT NULL",
}
_COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: np.equal,
    Operator.UNEQUAL: np.not_equal,
    Operator.LESS: np.less,
    Operator.AT_MOST: np.less_equal,
    Operator.MORE: np.greater,
    Operator.AT_LEAST: np.greater_equal,
}
_EQUALITY = (Operator.EQUAL, Operator.UNEQUAL)
_PRESENCE = (Operator.IS_SOMETHING, Operator.IS_NOTHING)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row has to have in a column.

    Attributes
    ----------
    column : str
        Its name; in tables without it, the condition does not count.
    operator : Operator
    value : Decimal, int, str or bool, optional
        Goods in natural units.
    """

    column: str
    operator: Operator
    value: Value = None

    def words(self, names: Mapping[str, str] | None = None) -> str:
        """Return the condition as words: ``price ≥ 2``.

        Parameters
        ----------
        names : mapping, optional
            What columns are called, by name.
        """
        name = (names or {}).get(self.column, self.column)
        if not self.operator.has_value:
            return f"{name} {self.operator.value}"
        value = self.value
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif isinstance(value, Decimal):
            value = f"{value:f}"
        return f"{name} {self.operator.value} {'“”' if value == '' else value}"

    def sql(self) -> str:
        """Return the condition as SQL, with goods in natural units."""
        value = self.value
        match value:
            case bool():
                text = str(int(value))
            case Decimal():
                text = f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
            case str():
                text = "'" + value.replace("'", "''") + "'"
            case _:
                text = str(value)
        return _SQL[self.operator].format(self.column, text)


def operators(column: Column) -> tuple[Operator, ...]:
    """Return the operators that make sense for a column."""
    found: tuple[Operator, ...]
    match column.kind:
        case Kind.TEXT:
            found = (*_EQUALITY, Operator.CONTAINS)
        case Kind.FLAG:
            found = (Operator.EQUAL,)
        case _:
            found = tuple(_COMPARE)
    return found + _PRESENCE if column.nullable else found


def condition_from(column: Column, operator: Operator, text: str) -> Condition:
    """Return the condition that somebody has typed.

    Raises
    ------
    UserError
        The text is no value of the column.
    """
    if not operator.has_value:
        return Condition(column.name, operator)
    text = text.strip()
    value: Value = text
    match column.kind:
        case Kind.FLAG:
            yes, no = text.lower() in {"yes", "true", "1"}, text.lower()
            if not yes and no not in {"no", "false", "0"}:
                raise _refused(column, text, "yes or no")
            value = yes
        case Kind.INTEGER:
            value = int(_number(column, text, "a whole number", whole=True))
        case Kind.QUANTITY | Kind.REAL:
            value = _number(column, text, "a number, as in 2.5")
        case Kind.TEXT:
            if not text and operator is Operator.CONTAINS:
                raise _refused(column, text, "a text")
    return Condition(column.name, operator, value)


def _number(column: Column, text: str, allowed: str, *, whole: bool = False) -> Decimal:
    try:
        value = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        raise _refused(column, text, allowed) from None
    if not value.is_finite() or abs(value) > _LIMIT or (whole and value % 1):
        raise _refused(column, text, allowed)
    return value


def _refused(column: Column, text: str, allowed: str) -> UserError:
    found = f"“{text}”" if text else "nothing"
    return UserError(f"{column.name}: {found} was given; it takes {allowed}")


def comparable(table: Table) -> tuple[Column, ...]:
    """Return the columns that conditions may be on: all but the order in a tick."""
    return tuple(column for column in table.columns if column.name != "seq")


def applicable(conditions: Sequence[Condition], table: str) -> list[Condition]:
    """Return the conditions on columns that a table has."""
    names = {column.name for column in comparable(TABLES[table])}
    return [condition for condition in conditions if condition.column in names]


def rows_let_through(
    table: Table,
    columns: Mapping[str, NDArray[Any]],
    conditions: Sequence[Condition],
    decimals: int,
) -> NDArray[np.bool_]:
    """Return which rows of a table fulfil all conditions on columns that it has.

    Parameters
    ----------
    columns : mapping
        By name, with goods in minor units, as `Database.columns` returns them.
    decimals : int
        Of a quantity of a good.

    Returns
    -------
    array of bool, one for each row
    """
    kinds = {column.name: column for column in table.columns}
    mask = np.ones(len(next(iter(columns.values()))), bool)
    for condition in applicable(conditions, table.name):
        mask &= _fulfilled(
            condition, kinds[condition.column], columns[condition.column], decimals
        )
    return mask


def _fulfilled(
    condition: Condition, column: Column, values: NDArray[Any], decimals: int
) -> NDArray[np.bool_]:
    operator, value = condition.operator, condition.value
    there = _are_there(column, values)
    if operator is Operator.IS_NOTHING:
        return ~there
    if operator is Operator.IS_SOMETHING:
        return there
    if operator is Operator.CONTAINS:
        wanted = str(value).lower()
        texts = (isinstance(v, str) and wanted in v.lower() for v in values)
        return np.fromiter(texts, bool, len(values))
    if column.kind is Kind.QUANTITY and isinstance(value, Decimal | int):
        value = _minor(Decimal(value).scaleb(decimals), operator)
        if value is None:  # between two quantities
            return there if operator is Operator.UNEQUAL else ~there
    elif isinstance(value, Decimal):
        # As the SQL does, which has no other numbers.
        value = float(value)  # type: ignore[assignment]
    found: NDArray[np.bool_] = _COMPARE[operator](values, value).astype(bool)
    return found & there


def _are_there(column: Column, values: NDArray[Any]) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = np.ones(len(values), bool)
    if column.kind is Kind.REAL:
        there = ~np.isnan(values)
    elif column.nullable and column.kind is Kind.TEXT:
        there = np.array([value is not None for value in values], bool)
    elif column.nullable:
        there = np.not_equal(values, -1)
    return there


def _minor(value: Decimal, operator: Operator) -> int | None:
    """Return the whole number that whole numbers are to be compared with."""
    if operator in _EQUALITY:
        return int(value) if value % 1 == 0 else None
    up = operator in {Operator.LESS, Operator.AT_LEAST}
    whole = ceil(value) if up else floor(value)
    return max(-_LIMIT, min(whole, _LIMIT))
