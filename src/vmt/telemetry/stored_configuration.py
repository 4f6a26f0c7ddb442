"""A configuration as JSON text and back, without loss."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.telemetry.errors import TelemetryError

_OVERRIDES = "overrides"


def to_json(
    configuration: Configuration, overrides: Mapping[str, str] | None = None
) -> str:
    """Return a configuration as JSON; floats are written so that they read back.

    Parameters
    ----------
    configuration : Configuration
    overrides : mapping, optional
        What in it is not as the scenario file says: values in YAML by their keys.
    """
    fields = asdict(configuration)
    if overrides:
        fields[_OVERRIDES] = dict(overrides)
    return json.dumps(fields, separators=(",", ":"))


def overrides_in(text: str) -> dict[str, str]:
    """Return what `to_json` was told of overrides; nothing for a text of others."""
    try:
        found = json.loads(text).get(_OVERRIDES, {})
        return {str(key): str(value) for key, value in found.items()}
    except (ValueError, AttributeError):
        return {}


def from_json(text: str) -> Configuration:
    """Return the configuration that `to_json` wrote.

    A field that a younger engine has and the text has not takes its default.

    Raises
    ------
    TelemetryError
        The text is not a configuration that this version knows.
    """
    try:
        fields: dict[str, Any] = json.loads(text)
        fields.pop(_OVERRIDES, None)
        schedule = fields["mode_schedule"]
        positions = fields["positions"]
        built = {
            "endowment_A": tuple(fields["endowment_A"]),
            "endowment_B": tuple(fields["endowment_B"]),
            "population": tuple(_share(share) for share in fields["population"]),
            "parameters": Parameters(**fields["parameters"]),
            "positions": None if positions is None else _cells(positions),
            "mode": Mode(fields["mode"]),
            "mode_schedule": None if schedule is None else _schedule(schedule),
            "search": Protocol(**fields["search"]),
            "matching": Protocol(**fields["matching"]),
            "bargaining": Protocol(**fields["bargaining"]),
        }
        return Configuration(**{**fields, **built})
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise TelemetryError(
            f"the recorded configuration is not one that this version of VMT knows"
            f" ({error}); repeat the run with the version that recorded it"
        ) from error


def _cells(positions: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((x, y) for x, y in positions)


def _share(fields: dict[str, Any]) -> PreferenceShare:
    return PreferenceShare(**{**fields, "kind": PreferenceKind(fields["kind"])})


def _schedule(fields: dict[str, Any]) -> ModeSchedule:
    return ModeSchedule(**{**fields, "start_mode": Mode(fields["start_mode"])})
