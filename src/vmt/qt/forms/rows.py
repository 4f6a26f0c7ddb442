"""What a row of a form is about: one key, as the table of parameters tells of it."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final, Literal, get_args, get_origin

from PyQt5.QtCore import QCoreApplication

from vmt.engine.protocols import registry
from vmt.scenario.fields import Section, allowed, default_of, note, type_of
from vmt.scenario.reference import parameter_meanings


class Kind(Enum):
    """What is written into a row."""

    WHOLE = "a whole number"
    QUANTITY = "a quantity of a good"
    NUMBER = "a number"
    TRUTH = "yes or no"
    CHOICE = "one of a few values"
    LINE = "one line of text"
    TEXT = "text"
    WORDS = "texts, separated by commas"


NUMBERS = {Kind.WHOLE, Kind.QUANTITY, Kind.NUMBER}


class Missing(Enum):
    """The value of a key that has none and needs one."""

    MISSING = "required"


MISSING: Final = Missing.MISSING

_WORDS = {
    "N": "Size of the grid",
    "agents": "Number of agents",
    "dA_max": "Most of A in a trade",
    "wA": "Weight of A",
    "wB": "Weight of B",
    "vA": "Value of A",
    "vB": "Value of B",
    "look_for": "What to look for",
    "max_ticks": "Last tick",
}
"""Keys that are no words by themselves."""

_KINDS = {
    bool: Kind.TRUTH,
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    Decimal: Kind.QUANTITY,
}
_NUMBER = re.compile(r"[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,3})?")
_WHOLE = re.compile(r"[-+]?\d{1,40}")


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("forms", text))


@dataclass(frozen=True, slots=True)
class Row:
    """One key of a form.

    Attributes
    ----------
    key : str
    kind : Kind
    default
        Its value where nothing is written; `MISSING` if it is required.
    allowed, shown_default, unit, meaning, advice : str
        For people, as the table has it.
    choices : tuple
        The words, or numbers, of a `Kind.CHOICE`.
    least, most : float or None
        Bounds of numbers, both included.
    """

    key: str
    kind: Kind
    default: object
    allowed: str
    shown_default: str
    unit: str
    meaning: str
    advice: str
    choices: tuple[object, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def words(self) -> str:
        """What the key is called: ``Vision radius``."""
        words = _WORDS.get(self.key) or self.key.replace("_", " ")
        return tr(words[:1].upper() + words[1:])

    def read(self, text: str) -> object:
        """Return the value that a text stands for; the text where it is none.

        What is wrong with a value is for the checks of scenarios to say.
        """
        text = text.strip()
        match self.kind:
            case Kind.WHOLE if _WHOLE.fullmatch(text):
                return int(text)
            case Kind.QUANTITY | Kind.NUMBER if _NUMBER.fullmatch(text):
                return self.exact(Decimal(text))
        return text

    def exact(self, value: object) -> object:
        """Return a value in the type that its kind has: 0.1 units as a decimal."""
        if isinstance(value, str) and self.kind in NUMBERS:
            return self.read(value)
        is_number = isinstance(value, int | float | Decimal) and value == value  # noqa: PLR0124
        if isinstance(value, bool) or not is_number:
            return value
        try:
            match self.kind:
                case Kind.QUANTITY:
                    return Decimal(str(value))
                case Kind.NUMBER:
                    return float(value)  # type: ignore[arg-type]
        except (InvalidOperation, OverflowError):
            return value
        return value


def write(value: object) -> str:
    """Return a number as people write it: 5, 0.95, 1e-12."""
    match value:
        case Decimal():
            return f"{value.normalize():f}" if value.is_finite() else str(value)
        case float():
            return repr(value).removesuffix(".0")
    return str(value)


def rows_of(section: type[Section]) -> Iterator[Row]:
    """Yield the rows of a section; keys that are sections or lists have none."""
    for key, field in section.model_fields.items():
        base, bounds = type_of(field)
        kind = _KINDS.get(base)
        choices: tuple[object, ...] = ()
        if get_origin(base) is Literal and len(get_args(base)) > 1:
            kind, choices = Kind.CHOICE, get_args(base)
        elif base is str:
            # A text that may be empty is for people, who need room for it.
            kind = Kind.LINE if "min_length" in bounds else Kind.TEXT
        elif get_origin(base) is tuple and type_of_words(base):
            kind = Kind.WORDS
        if kind is None:
            continue
        least, most = bounds.get("ge", bounds.get("gt")), bounds.get("le")
        yield Row(
            key,
            kind,
            MISSING if field.is_required() else field.default,
            allowed(field),
            default_of(field),
            note(field, "unit"),
            field.description or "",
            note(field, "advice"),
            choices,
            None if least is None else float(least),
            None if most is None else float(most),
        )


def type_of_words(base: Any) -> bool:
    """Tell whether a type is a list of texts."""
    first, *rest = get_args(base)
    return rest == [Ellipsis] and get_args(first)[:1] == (str,)


def rows_of_protocol(category: str, name: str) -> Iterator[Row]:
    """Yield the rows of a protocol's own parameters.

    Their types are those of the class's ``__init__``; a ``Literal`` is a choice.
    """
    rule = registry.describe(category, name)
    meanings = parameter_meanings(rule)
    for key, parameter in inspect.signature(rule).parameters.items():
        default = parameter.default
        required = default is inspect.Parameter.empty
        words = get_args(parameter.annotation)
        is_choice = get_origin(parameter.annotation) is Literal
        kind = Kind.CHOICE if is_choice else _KINDS.get(type(default), Kind.LINE)
        yield Row(
            key,
            kind,
            MISSING if required else default,
            " or ".join(map(str, words)) if is_choice else kind.value,
            "required" if required else write(default),
            "",
            meanings.get(key, ""),
            "",
            tuple(map(str, words)) if is_choice else (),
        )
