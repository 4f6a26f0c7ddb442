"""From the model of a scenario file to the record that the engine runs."""

from decimal import Decimal

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.protocols import registry
from vmt.engine.quantities import to_minor
from vmt.engine.random_stream import RandomStream
from vmt.scenario.model import ProtocolChoice, ScenarioModel, Uniform, UniformWhole

ENDOWMENT_STREAM = 1
"""First part of the key of the streams that endowments are drawn from."""


def build(model: ScenarioModel) -> Configuration:
    """Return the configuration of a checked scenario.

    Endowments that are drawn belong to the scenario, as if they had been written
    out: they depend on the file's ``seed`` (0 without one) and never on the seed of
    a run, nor do they shift a run's stream.
    """
    decimals = model.quantity_decimals
    params = model.params
    schedule = model.mode_schedule

    def minor(units: Decimal) -> int:
        return to_minor(units, decimals)

    return Configuration(
        name=model.name,
        grid_size=model.N,
        n_agents=model.agents,
        quantity_decimals=decimals,
        endowment_A=_endowment(model, 0),
        endowment_B=_endowment(model, 1),
        population=tuple(
            PreferenceShare(
                PreferenceKind(entry.type), entry.params.model_dump(), entry.weight
            )
            for entry in model.utilities.mix
        ),
        parameters=Parameters(
            forage_rate=minor(params.forage_rate),
            resource_growth_rate=minor(params.resource_growth_rate),
            trade_step=minor(params.trade_step),
            spread=params.spread,
            vision_radius=params.vision_radius,
            interaction_radius=params.interaction_radius,
            move_budget_per_tick=params.move_budget_per_tick,
            epsilon=params.epsilon,
            beta=params.beta,
            resource_regen_cooldown=params.resource_regen_cooldown,
            trade_cooldown_ticks=params.trade_cooldown_ticks,
            enable_resource_claiming=params.enable_resource_claiming,
            enforce_single_harvester=params.enforce_single_harvester,
            log_preferences=params.log_preferences,
            dA_max=None if params.dA_max is None else minor(params.dA_max),
            max_pair_ticks=params.max_pair_ticks,
            max_trades_per_tick=params.max_trades_per_tick,
        ),
        resource_density=model.resource_seed.density,
        resource_amount=minor(model.resource_seed.amount),
        positions=model.agent_positions,
        mode=Mode(model.mode or "both"),
        mode_schedule=None
        if schedule is None
        else ModeSchedule(
            schedule.forage_ticks, schedule.trade_ticks, Mode(schedule.start_mode)
        ),
        search=_protocol("search", model.search_protocol),
        matching=_protocol("matching", model.matching_protocol),
        bargaining=_protocol("bargaining", model.bargaining_protocol),
    )


def _endowment(model: ScenarioModel, good: int) -> tuple[int, ...]:
    inventories = model.initial_inventories
    endowment = (inventories.A, inventories.B)[good]
    decimals = model.quantity_decimals
    step = 1
    match endowment:
        case UniformWhole():
            step = 10**decimals
            low, high = (units * step for units in endowment.uniform_int)
        case Uniform():
            low, high = (to_minor(units, decimals) for units in endowment.uniform)
        case tuple():
            return tuple(to_minor(units, decimals) for units in endowment)
        case _:
            return (to_minor(endowment, decimals),) * model.agents
    stream = RandomStream(model.seed or 0, (ENDOWMENT_STREAM, good))
    steps = (high - low) // step + 1
    # A double has 53 bits and there are at most 10**12 steps.
    drawn = (low + step * int(stream.double() * steps) for _ in range(model.agents))
    # Equal quantities are one object: of large populations most are equal.
    known: dict[int, int] = {}
    return tuple(known.setdefault(quantity, quantity) for quantity in drawn)


def _protocol(category: str, choice: ProtocolChoice | None) -> Protocol:
    if choice is None:
        return Protocol(registry.default(category))
    return Protocol(registry.resolve(category, choice.name), dict(choice.params))
