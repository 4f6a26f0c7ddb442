"""How the keys of a scenario file are declared, checked and described.

Each key is one pydantic field with its type, range, default, unit and meaning.
The models made of them are the one table of parameters: validation, error texts
and the reference page all read it.
"""

import re
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticUndefined

from vmt.scenario.problems import did_you_mean, found

LARGEST_WHOLE = 999_999_999
LARGEST_QUANTITY = 100_000_000
"""Units of a good; a million agents' holdings then still fit 64 bits."""

_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,39})")
_NUMBER = re.compile(r"[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,3})?")
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a quantity",
    str: "text",
}


def told(message: str) -> PydanticCustomError:
    """Return an error whose message goes to the user as it is."""
    return PydanticCustomError("told", "{message}", {"message": message})


def _whole(value: object) -> object:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise told(f"must be at most {LARGEST_WHOLE:,}, found {found(value)}")
    return value


def _number(value: object) -> object:
    # PyYAML takes 1e-12, without a dot, for text.
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return value


def _quantity(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    elif isinstance(value, float):
        value = Decimal(repr(value))  # the shortest decimal text: 0.1 is 0.1
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and value > LARGEST_QUANTITY:
        raise told(f"must be at most {LARGEST_QUANTITY:,} units, found {found(value)}")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Quantity = Annotated[Decimal, BeforeValidator(_quantity)]


def says(allowed: str) -> WrapValidator:
    """Make a type answer every wrong value with "must be <allowed>, found …"."""

    def check(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError as error:
            raise _rejected(error, value, allowed) from None

    return WrapValidator(check)


def key(  # the fields' types are in their annotations
    default: Any = ...,
    *,
    meaning: str,
    unit: str = "",
    advice: str = "",
    allowed: str = "",
    shown_default: str = "",
    **bounds: Any,
) -> Any:
    """Declare a key of a section.

    Parameters
    ----------
    default
        Its value when the file has no such key; without one it is required.
    meaning, unit, advice : str
        For people: one sentence, the unit of the value, how to choose it.
    allowed : str
        What may be written, where the type and the bounds do not say it.
    shown_default : str
        The default in words, where it depends on other keys.
    bounds
        ``ge``, ``gt``, ``le``, ``min_length`` as in pydantic.
    """
    extra: dict[str, Any] = {
        "unit": unit,
        "advice": advice,
        "allowed": allowed,
        "shown_default": shown_default,
    }
    return Field(default, description=meaning, json_schema_extra=extra, **bounds)


def note(field: FieldInfo, name: str) -> str:
    """Return what `key` was told about a field as `name`."""
    extra = field.json_schema_extra
    return str(extra.get(name, "")) if isinstance(extra, dict) else ""


def allowed(field: FieldInfo) -> str:
    """Return what may be written for a key: "a whole number of at least 1"."""
    if told_so := note(field, "allowed"):
        return told_so
    base, bounds = _unwrap(field.annotation, field.metadata)
    if get_origin(base) is Literal:
        return _choice([str(value) for value in get_args(base)])
    if base is str and "min_length" in bounds:
        return "text that is not empty"
    return " ".join(filter(None, [_KINDS.get(base, "a mapping"), _range(bounds)]))


def type_of(field: FieldInfo) -> tuple[Any, dict[str, Any]]:
    """Return the type of a key, where it is one and not a choice of several.

    Returns
    -------
    type
        Without ``Annotated`` and without None; None for a union.
    dict
        The bounds on it, as in `bounds_in`.
    """
    return _unwrap(field.annotation, field.metadata)


def _is_plain(field: FieldInfo) -> bool:
    """Tell whether the value of a field is a scalar, not a section or a list."""
    base, _ = type_of(field)
    return base in _KINDS or get_origin(base) is Literal


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, dict[str, Any]]:
    """Return a type without Annotated and Optional, and the bounds on it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extra = get_args(annotation)
        return _unwrap(inner, [*extra, *metadata])
    if origin in {Union, UnionType}:
        members = [a for a in get_args(annotation) if a is not type(None)]
        return _unwrap(members[0], metadata) if len(members) == 1 else (None, {})
    return annotation, bounds_in(metadata)


def bounds_in(metadata: list[Any]) -> dict[str, Any]:
    """Return the bounds among what annotates a type: ge, gt, le and min_length."""
    return {
        name: value
        for item in metadata
        for part in (item.metadata if isinstance(item, FieldInfo) else [item])
        for name in ("ge", "gt", "le", "min_length")
        if (value := getattr(part, name, None)) is not None
    }


def _choice(names: list[str]) -> str:
    """Return names as "a, b or c"."""
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _range(bounds: dict[str, Any]) -> str:
    match bounds:
        case {"ge": low, "le": high}:
            return f"from {low} to {high}"
        case {"gt": low, "le": high}:
            return f"above {low} and at most {high}"
        case {"ge": low}:
            return f"of at least {low}"
        case {"gt": low}:
            return f"above {low}"
        case _:
            return ""


def _rejected(
    error: ValidationError, value: object, allowed: str
) -> PydanticCustomError:
    (first, *_) = error.errors()
    if first["type"] == "told":
        return told(first["msg"])
    if first["type"] == "less_than_equal" and not re.search(" to | at most ", allowed):
        return told(f"must be at most {first['ctx']['le']:,}, found {found(value)}")
    hint = ""
    if first["type"] == "literal_error" and isinstance(value, str):
        hint = did_you_mean(value, re.split(r", | or ", allowed))
    elif first["type"] == "string_type" and isinstance(value, (int, float)):
        hint = "; put it in quotes"
    return told(f"must be {allowed}, found {found(value)}{hint}")


class Section(BaseModel):
    """A mapping of a scenario file: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _answer_in_words(
        cls,
        value: object,
        handler: ValidatorFunctionWrapHandler,
        info: ValidationInfo,
    ) -> object:
        field = cls.model_fields[str(info.field_name)]
        try:
            return handler(value)
        except ValidationError as error:
            if _is_plain(field):
                raise _rejected(error, value, allowed(field)) from None
            raise


def default_of(field: FieldInfo) -> str:
    """Return the default of a key as it would be written; "required" without one."""
    if shown := note(field, "shown_default"):
        return shown
    if field.is_required():
        return "required"
    value = field.default
    if value is None or value is PydanticUndefined:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
