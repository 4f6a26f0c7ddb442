"""What several keys of a scenario must be to each other."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from vmt.engine.protocols import registry
from vmt.errors import UserError
from vmt.scenario.document import Steps
from vmt.scenario.model import (
    InitialInventories,
    ModeSchedule,
    Params,
    ProtocolChoice,
    ResourceSeed,
    Uniform,
    UniformWhole,
)
from vmt.scenario.older import Finding
from vmt.scenario.preferences import Quadratic, StoneGeary, Utilities

CROWDED = 200
"""Cells in a row from which on they are too small to see."""


def check(parts: dict[str, Any]) -> list[Finding]:
    """Return what is wrong, or odd, between valid parts of a scenario.

    Parameters
    ----------
    parts : dict
        Validated values by top-level key; a check whose keys are not all there
        is left out.
    """
    return [
        finding
        for names, function in _CHECKS
        if all(name in parts for name in names)
        for finding in function(*(parts[name] for name in names))
    ]


def _lengths(agents: int, inventories: InitialInventories) -> Iterator[Finding]:
    for good, endowment in (("A", inventories.A), ("B", inventories.B)):
        if isinstance(endowment, tuple) and len(endowment) != agents:
            message = (
                f"the list of {good} must have one entry for each of the {agents} "
                f"agents, found {len(endowment)}"
            )
            yield Finding(("initial_inventories", good), message)


def _positions_of_all(
    agents: int, positions: tuple[tuple[int, int], ...] | None
) -> Iterator[Finding]:
    if positions is not None and len(positions) != agents:
        message = (
            f"agent_positions must have one cell for each of the {agents} agents, "
            f"found {len(positions)}"
        )
        yield Finding(("agent_positions",), message)


def _positions_on_grid(
    size: int, positions: tuple[tuple[int, int], ...] | None
) -> Iterator[Finding]:
    for index, (x, y) in enumerate(positions or ()):
        if x >= size or y >= size:
            message = (
                f"the cell [{x}, {y}] of agent {index} is off the grid: "
                f"x and y go from 0 to {size - 1}"
            )
            yield Finding(("agent_positions", index), message)


def _one_mode(mode: str | None, schedule: ModeSchedule | None) -> Iterator[Finding]:
    if mode is not None and schedule is not None:
        message = "mode and mode_schedule exclude each other; delete one"
        yield Finding(("mode",), message)


def _size(size: int) -> Iterator[Finding]:
    if size > CROWDED:
        message = f"on a grid of {size} x {size} the cells are too small to see"
        yield Finding(("N",), message, fatal=False)


def _vision(size: int, params: Params) -> Iterator[Finding]:
    farthest = 2 * (size - 1)
    if "vision_radius" in params.model_fields_set and params.vision_radius > farthest:
        message = (
            f"vision_radius {params.vision_radius} is larger than the grid, on which "
            f"no two cells are more than {farthest} apart"
        )
        yield Finding(("params", "vision_radius"), message, fatal=False)


def _concave(utilities: Utilities) -> Iterator[Finding]:
    for index, entry in enumerate(utilities.mix):
        form = entry.params
        if not isinstance(form, Quadratic):
            continue
        limit = 2 / (form.sigma_A * form.sigma_B)
        if form.gamma >= limit:
            message = (
                f"gamma {form.gamma:g} makes the utility not concave; keep it below "
                f"2/(sigma_A sigma_B) = {limit:.4g}"
            )
            steps = ("utilities", "mix", index, "params", "gamma")
            yield Finding(steps, message, fatal=False)


def _subsistence(
    utilities: Utilities, inventories: InitialInventories
) -> Iterator[Finding]:
    for entry in utilities.mix:
        form = entry.params
        if not isinstance(form, StoneGeary) or entry.weight == 0:
            continue
        for good, endowment, level in (
            ("A", inventories.A, form.gamma_A),
            ("B", inventories.B, form.gamma_B),
        ):
            steps = ("initial_inventories", good)
            if isinstance(endowment, tuple):
                poor = [str(i) for i, own in enumerate(endowment) if own <= level]
                if poor:
                    some = ", ".join(poor[:5]) + (", …" if len(poor) > 5 else "")
                    message = (
                        f"agents {some} own no more {good} than the subsistence level "
                        f"gamma_{good} {level:g}, should they get these tastes"
                    )
                    yield Finding(steps, message, fatal=False)
            elif _lowest(endowment) <= level:
                message = (
                    f"{good} must be above the subsistence level gamma_{good} "
                    f"{level:g} of the Stone-Geary agents, found {_lowest(endowment)}"
                )
                yield Finding(steps, message)


def _lowest(endowment: Decimal | UniformWhole | Uniform) -> Decimal:
    if isinstance(endowment, UniformWhole):
        return Decimal(endowment.uniform_int[0])
    return endowment.uniform[0] if isinstance(endowment, Uniform) else endowment


def _decimals_of_endowments(
    decimals: int, inventories: InitialInventories
) -> Iterator[Finding]:
    for good, endowment in (("A", inventories.A), ("B", inventories.B)):
        steps: Steps = ("initial_inventories", good)
        if isinstance(endowment, Uniform):
            yield from _too_fine(decimals, (*steps, "uniform"), *endowment.uniform)
        elif isinstance(endowment, tuple):
            for index, own in enumerate(endowment):
                yield from _too_fine(decimals, (*steps, index), own)
        elif isinstance(endowment, Decimal):
            yield from _too_fine(decimals, steps, endowment)


def _decimals_of_params(decimals: int, params: Params) -> Iterator[Finding]:
    for name in ("forage_rate", "resource_growth_rate", "dA_max", "trade_step"):
        value = getattr(params, name)
        if value is not None:
            yield from _too_fine(decimals, ("params", name), value)


def _decimals_of_resources(decimals: int, resources: ResourceSeed) -> Iterator[Finding]:
    yield from _too_fine(decimals, ("resource_seed", "amount"), resources.amount)


def _too_fine(decimals: int, steps: Steps, *quantities: Decimal) -> Iterator[Finding]:
    for quantity in quantities:
        if quantity != round(quantity, decimals):
            message = (
                f"the quantity {quantity} has more than the {decimals} decimals of "
                "quantity_decimals"
            )
            yield Finding(steps, message, forgivable=True)


def _protocol(
    category: str, make: Callable[[str, dict[str, Any]], object]
) -> Callable[[ProtocolChoice | None], Iterator[Finding]]:
    def function(choice: ProtocolChoice | None) -> Iterator[Finding]:
        if choice is None:
            return
        place = f"{category}_protocol"
        try:
            registry.resolve(category, choice.name)
        except UserError as error:
            yield Finding((place, "name"), str(error))
            return
        try:
            make(choice.name, choice.params)
        except UserError as error:
            yield Finding((place, "params"), str(error))

    return function


_CHECKS: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Finding]]], ...] = (
    (("agents", "initial_inventories"), _lengths),
    (("agents", "agent_positions"), _positions_of_all),
    (("N", "agent_positions"), _positions_on_grid),
    (("mode", "mode_schedule"), _one_mode),
    (("N",), _size),
    (("N", "params"), _vision),
    (("utilities",), _concave),
    (("utilities", "initial_inventories"), _subsistence),
    (("quantity_decimals", "initial_inventories"), _decimals_of_endowments),
    (("quantity_decimals", "params"), _decimals_of_params),
    (("quantity_decimals", "resource_seed"), _decimals_of_resources),
    (("search_protocol",), _protocol("search", registry.make_search)),
    (("matching_protocol",), _protocol("matching", registry.make_matching)),
    (("bargaining_protocol",), _protocol("bargaining", registry.make_bargaining)),
)
