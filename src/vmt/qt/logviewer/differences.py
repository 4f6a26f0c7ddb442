"""In what the configurations of runs differ."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.overview_text import configuration
from vmt.qt.tables import NOTHING, exact
from vmt.telemetry.records import Run, natural

_IN_MINOR_UNITS = {"dA_max", "forage_rate", "resource_growth_rate", "trade_step"}
_LONGEST = 120  # characters of a value


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("differences", text))


def differences(runs: Sequence[Run]) -> list[tuple[str, list[str]]]:
    """Return what is not the same in all runs, with the value of each.

    Everything counts that determines a run: scenario, seed, rules, length, and the
    configuration, in words first and then by the names of its parameters.
    """
    rows = [
        (tr("Scenario"), [run.scenario_name for run in runs]),
        (tr("Seed"), [_seed(run) for run in runs]),
        (tr("Rules"), [run.rule_set for run in runs]),
        (tr("Ticks asked for"), [_text(run.planned_ticks) for run in runs]),
        (tr("Engine"), [run.engine_version for run in runs]),
        (tr("Log level"), [run.log_level for run in runs]),
    ]
    words = [dict(configuration(run)) for run in runs]
    labels = dict.fromkeys(label for each in words for label in each)
    rows += [
        (label, ["; ".join(each.get(label, [NOTHING])) for each in words])
        for label in labels
    ]
    found = [dict(_flat("", _parameters(run))) for run in runs]
    keys = dict.fromkeys(key for values in found for key in values)
    rows += [(key, [_text(values.get(key)) for values in found]) for key in keys]
    return [
        (label, [_short(value) for value in values])
        for label, values in rows
        if len(set(values)) > 1
    ]


def _parameters(run: Run) -> Any:
    try:
        found = json.loads(run.config_json)
        found = found["params" if run.is_public else "parameters"]
    except (KeyError, TypeError, ValueError):
        return {}
    return found if run.is_public else _in_units(found, run.quantity_decimals)


def _in_units(value: Any, decimals: int, name: str = "") -> Any:
    """Return a configuration with its quantities of goods in units."""
    match value:
        case dict():
            return {key: _in_units(each, decimals, key) for key, each in value.items()}
        case list():
            return [_in_units(each, decimals, name) for each in value]
        case int() if name in _IN_MINOR_UNITS:
            return exact(natural(value, decimals))
    return value


def _flat(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the values within a value, by the way to them."""
    match value:
        case dict():
            for name, each in value.items():
                yield from _flat(f"{key}.{name}" if key else str(name), each)
        case list() if any(isinstance(each, dict | list) for each in value):
            for number, each in enumerate(value):
                yield from _flat(f"{key}.{number}", each)
        case _:
            yield key, value


def _seed(run: Run) -> str:
    return str(run.seed) if run.seed >= 0 else NOTHING


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
