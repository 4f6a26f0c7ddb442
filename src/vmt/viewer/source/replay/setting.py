"""What stays as it is in a recorded run: agents, homes, places, configuration."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.rules import RULE_SETS, Rules
from vmt.engine.state import NONE, RESOURCE_A, RESOURCE_B
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.stored_configuration import from_json

_T = TypeVar("_T", bound=np.generic)

_KINDS = {
    "UCES": PreferenceKind.CES,
    "ULinear": PreferenceKind.LINEAR,
    "UQuadratic": PreferenceKind.QUADRATIC,
    "UTranslog": PreferenceKind.TRANSLOG,
    "UStoneGeary": PreferenceKind.STONE_GEARY,
}
_OF_GOODS = {"forage_rate", "resource_growth_rate", "trade_step", "dA_max"}


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What does not change while a run goes on.

    Attributes
    ----------
    configuration : Configuration
        Of a run of the public VMT what its file tells: nothing of preferences but
        their families, nothing of protocols.
    rules : Rules or None
        None: those of another edition.
    preferences : sequence of Preference, or None
        By entry of the population mix; None: the file does not tell them.
    preference, home_x, home_y : int32[n_agents]
        NONE where a home is not known.
    place_x, place_y : int32[n_places]
    place_good : int8[n_places]
    place_at : int32[N, N]
        The place on each cell, or NONE.
    """

    configuration: Configuration
    rules: Rules | None
    preferences: Sequence[Preference] | None
    preference: NDArray[np.int32]
    home_x: NDArray[np.int32]
    home_y: NDArray[np.int32]
    place_x: NDArray[np.int32]
    place_y: NDArray[np.int32]
    place_good: NDArray[np.int8]
    place_at: NDArray[np.int32]

    @property
    def n_agents(self) -> int:
        """Number of agents."""
        return len(self.preference)

    def by_cell(self, of_places: NDArray[_T]) -> NDArray[_T]:
        """Return values of places by cell, 0 elsewhere, read only."""
        cells = np.zeros(self.place_at.shape, of_places.dtype)
        cells[self.place_x, self.place_y] = of_places
        cells.flags.writeable = False
        return cells


def read_setting(recorded: RecordedRun) -> Setting:
    """Return what stays as it is in a run.

    Raises
    ------
    TelemetryError
        The file is damaged, or cannot be read.
    """
    run = recorded.run
    agents = recorded.minor_table("agents")
    if len(agents) != run.num_agents or not len(agents):
        raise TelemetryError(
            f"{recorded.path}: run {run.run_id} has {run.num_agents} agents, and the"
            f" file tells of {len(agents)}; it is damaged, or nothing was recorded"
        )
    if run.is_public:
        kinds = agents["utility_type"].tolist()
        families = sorted(set(kinds))
        preference = np.array([families.index(kind) for kind in kinds])
        configuration = _of_public(recorded, families, kinds)
        rules = preferences = None
    else:
        preference = agents["mix_index"]
        configuration = from_json(run.config_json)
        rules = RULE_SETS.get(run.rule_set)
        boundary = None if rules is None else rules.boundary
        preferences = [
            make_preference(share.kind, share.parameters, boundary)
            for share in configuration.population
        ]
    x, y, goods = _places(recorded)
    size = run.grid_size
    homes = agents["home_x"], agents["home_y"]
    _require(recorded, "a home", -1, size, *homes)
    _require(recorded, "a place", 0, size, x, y)
    mix = len(configuration.population)
    _require(recorded, "an entry of the mix", 0, mix, preference)
    place_at = np.full((size, size), NONE, np.int32)
    place_at[x, y] = np.arange(len(x))
    return Setting(
        configuration=configuration,
        rules=rules,
        preferences=preferences,
        preference=_fixed(preference, np.int32),
        home_x=_fixed(homes[0], np.int32),
        home_y=_fixed(homes[1], np.int32),
        place_x=_fixed(x, np.int32),
        place_y=_fixed(y, np.int32),
        place_good=_fixed(np.where(goods == "A", RESOURCE_A, RESOURCE_B), np.int8),
        place_at=_fixed(place_at, np.int32),
    )


def _places(
    recorded: RecordedRun,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    """Return x, y and good of the places: of all cells that ever hold something."""
    run_id = recorded.run.run_id
    if recorded.database.has_blocks:
        query = (
            "SELECT x, y, resource_type FROM places WHERE run_id = ? ORDER BY place_id"
        )
    else:
        query = (
            "SELECT x, y, min(resource_type) FROM resource_snapshots"
            " WHERE run_id = ? GROUP BY x, y ORDER BY x, y"
        )
    found = recorded.database.query(query, (run_id,))
    x, y, goods = zip(*found, strict=True) if found else ((), (), ())
    return np.array(x, np.int64), np.array(y, np.int64), np.array(goods, object)


def _of_public(
    recorded: RecordedRun, families: Sequence[str], kinds: Sequence[str]
) -> Configuration:
    """Return what a file of the public VMT tells of how its run was configured."""
    run = recorded.run
    told: dict[str, Any] = {}
    with suppress(ValueError, AttributeError):
        found = json.loads(run.config_json).get("params", {})
        whole = {f.name for f in fields(Parameters) if "int" in str(f.type)}
        # Of goods it may be minor units or not, so only distances and times are taken.
        told = {
            name: value
            for name, value in found.items()
            if name in whole - _OF_GOODS and type(value) is int and value >= 0
        }
    population = tuple(
        PreferenceShare(
            _KINDS.get(family, PreferenceKind.CES), {}, kinds.count(family) / len(kinds)
        )
        for family in families
    )
    nothing = (0,) * run.num_agents
    return Configuration(
        name=run.scenario_name,
        grid_size=run.grid_size,
        n_agents=run.num_agents,
        quantity_decimals=run.quantity_decimals,
        endowment_A=nothing,
        endowment_B=nothing,
        population=population,
        parameters=Parameters(
            **{"forage_rate": 1, "resource_growth_rate": 0, "trade_step": 1, **told}
        ),
        resource_density=0.0,
        resource_amount=0,
    )


def _require(
    recorded: RecordedRun, what: str, least: int, end: int, *values: NDArray[Any]
) -> None:
    for column in values:
        if column.size and not least <= column.min() <= column.max() < end:
            raise TelemetryError(
                f"{recorded.path}: {what} of run {recorded.run.run_id} is beyond its"
                " world; the file is damaged, take a copy of it from before"
            )


def _fixed(values: NDArray[Any], kind: type[_T]) -> NDArray[_T]:
    """Return values that cannot be written to."""
    fixed = values.astype(kind)
    fixed.flags.writeable = False
    return fixed
