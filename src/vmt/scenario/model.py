"""The sections of a scenario file, schema version 1."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar
from unicodedata import category

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from vmt.scenario.fields import (
    LARGEST_QUANTITY,
    LARGEST_WHOLE,
    Number,
    Quantity,
    Section,
    Whole,
    key,
    says,
    told,
)
from vmt.scenario.preferences import Utilities
from vmt.scenario.problems import found

Holding = Annotated[Quantity, Field(ge=0), says("a quantity of at least 0")]
Cell = Annotated[
    tuple[
        Annotated[Whole, Field(ge=0)],
        Annotated[Whole, Field(ge=0)],
    ],
    says("a cell [x, y] of two whole numbers of at least 0"),
]
PositiveWhole = Annotated[Whole, Field(ge=1)]
PositiveQuantity = Annotated[Quantity, Field(gt=0)]


WholeUnits = Annotated[Whole, Field(ge=0, le=LARGEST_QUANTITY)]
Units = TypeVar("Units", int, Decimal)


def _rising(bounds: tuple[Units, Units]) -> tuple[Units, Units]:
    if bounds[0] > bounds[1]:
        raise told(
            f"must rise from the lowest to the highest, found {bounds[0]}, {bounds[1]}"
        )
    return bounds


class UniformWhole(Section):
    """A draw of whole units for each agent."""

    uniform_int: Annotated[
        tuple[WholeUnits, WholeUnits],
        AfterValidator(_rising),
        says("a list [lowest, highest] of two whole numbers of units"),
    ] = key(meaning="Lowest and highest number of units, both included.")


class Uniform(Section):
    """A draw on the grid of quantities for each agent."""

    uniform: Annotated[
        tuple[Holding, Holding],
        AfterValidator(_rising),
        says("a list [lowest, highest] of two quantities"),
    ] = key(meaning="Lowest and highest quantity, both included.")


def _form_of_endowment(value: Any) -> str:
    if isinstance(value, tuple):
        return "list"
    if isinstance(value, dict):
        return "uniform" if "uniform" in value else "uniform_int"
    return "same"


Endowment = Annotated[
    Annotated[Holding, Tag("same")]
    | Annotated[tuple[Holding, ...], Tag("list")]
    | Annotated[UniformWhole, Tag("uniform_int")]
    | Annotated[Uniform, Tag("uniform")],
    Discriminator(_form_of_endowment),
]
ENDOWMENT = (
    "a quantity of at least 0 for all agents, a list with one for each agent, "
    "{uniform: [lowest, highest]} or, in whole units, {uniform_int: [lowest, highest]}"
)


class InitialInventories(Section):
    """What each agent owns before the first tick."""

    A: Endowment = key(
        unit="units",
        allowed=ENDOWMENT,
        meaning="What each agent has of A at first.",
    )
    B: Endowment = key(
        unit="units",
        allowed=ENDOWMENT,
        meaning="What each agent has of B at first.",
    )


class ResourceSeed(Section):
    """The resources on the ground before the first tick."""

    density: Number = key(
        ge=0,
        le=1,
        meaning="Probability that a cell has a resource; it is A or B, half and half.",
        advice="0.1 to 0.2 is poor, 0.3 to 0.4 medium, 0.5 and more rich; rich ground "
        "makes agents self-sufficient, and they trade less.",
    )
    amount: Quantity = key(
        ge=0, unit="units", meaning="What lies on such a cell, and the cap of regrowth."
    )

    @model_validator(mode="after")
    def _seeds_something(self) -> Self:
        if self.density > 0 and self.amount == 0:
            raise told("must have an amount above 0, or density 0")
        return self


class Params(Section):
    """How the world works; every key may be left out."""

    vision_radius: Whole = key(
        5,
        ge=0,
        unit="cells",
        meaning="How far an agent sees other agents and resources.",
        advice="N: everybody sees everything. N/4 to N/2: local markets. 1 to 5: "
        "extremely local.",
    )
    interaction_radius: Whole = key(
        1, ge=0, unit="cells", meaning="Largest distance at which two agents trade."
    )
    move_budget_per_tick: Whole = key(
        1,
        ge=1,
        unit="cells a tick",
        meaning="How far an agent walks in a tick.",
        advice="About a fifth of the vision radius.",
    )
    spread: Number = key(
        0.0,
        ge=0,
        meaning="Share by which an agent asks more, and bids less, than a unit is "
        "worth to it.",
        advice="0 is no friction, 0.05 to 0.15 realistic, 0.3 and more high.",
    )
    epsilon: Number = key(
        1e-12,
        gt=0,
        unit="utils",
        meaning="Gain that a trade must exceed for both partners; also guards "
        "divisions by zero.",
    )
    beta: Number = key(
        0.95,
        gt=0,
        le=1,
        meaning="Discount of what a target is worth for each cell of distance.",
        advice="0.8 to 0.95; with 1 distance does not matter.",
    )
    forage_rate: PositiveQuantity = key(
        Decimal(1),
        unit="units a tick",
        meaning="Most that an agent harvests in a tick.",
    )
    resource_growth_rate: Quantity = key(
        Decimal(0),
        ge=0,
        unit="units a tick",
        meaning="What regrows on a harvested cell in a tick; 0: nothing does.",
    )
    resource_max_amount: PositiveQuantity = key(
        Decimal(5),
        unit="units",
        meaning="Accepted and without effect: the cap of regrowth is the seeded "
        "amount.",
    )
    resource_regen_cooldown: Whole = key(
        5, ge=0, unit="ticks", meaning="Time after a harvest before regrowth starts."
    )
    trade_cooldown_ticks: Whole = key(
        5,
        ge=0,
        unit="ticks",
        meaning="Time for which two agents avoid each other after they failed to "
        "agree.",
    )
    enable_resource_claiming: bool = key(
        True,  # noqa: FBT003
        meaning="Agents claim the cell they walk to, and others keep off it.",
    )
    enforce_single_harvester: bool = key(
        True,  # noqa: FBT003
        meaning="Only one agent harvests a cell in a tick.",
    )
    log_preferences: bool = key(
        False,  # noqa: FBT003
        meaning="Record every partner an agent considered, not only its choice.",
    )
    dA_max: PositiveQuantity | None = key(
        None,
        unit="units",
        shown_default="no limit",
        meaning="Most of A in one trade.",
        advice="At most half of a typical holding.",
    )
    trade_step: PositiveQuantity = key(
        Decimal(1),
        unit="units",
        meaning="Smallest amount of A in one trade, and the step of larger ones.",
        advice="A small step comes closer to the contract curve, and takes longer.",
    )
    max_pair_ticks: PositiveWhole | None = key(
        None,
        unit="ticks",
        shown_default="no limit",
        meaning="Time after which a pair that has not met gives up.",
    )
    max_trades_per_tick: Whole = key(
        1, ge=1, meaning="Most trades of one pair in a tick."
    )


class ModeSchedule(Section):
    """A cycle of foraging and trading times, for all agents at once."""

    type: Literal["global_cycle"] = key(meaning="The kind of schedule.")
    forage_ticks: Whole = key(ge=1, unit="ticks", meaning="Length of foraging.")
    trade_ticks: Whole = key(ge=1, unit="ticks", meaning="Length of trading.")
    start_mode: Literal["forage", "trade"] = key(
        "forage", meaning="What the cycle starts with."
    )


class ProtocolChoice(Section):
    """An institution by its name, with its parameters."""

    name: str = key(min_length=1, meaning="The registered name.")
    params: dict[str, Any] = key({}, shown_default="{}", meaning="Its parameters.")


PROTOCOL = "a name, or a mapping with name and params"


def _with_name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


AnyProtocol = Annotated[ProtocolChoice | None, BeforeValidator(_with_name)]


class ScenarioModel(Section):
    """A scenario file: one mapping."""

    schema_version: Literal[1] = key(meaning="Version of this format.")
    name: str = key(min_length=1, meaning="What the scenario is called.")
    description: str = key("", meaning="What it is about, for people.")
    look_for: str = key("", meaning="What to watch while it runs.")
    question: str = key("", meaning="A question to a student.")
    tags: tuple[Annotated[str, says("text")], ...] = key(
        (),
        allowed="a list of texts",
        shown_default="none",
        meaning="Words to find the scenario by.",
    )
    N: Whole = key(
        ge=1,
        le=2000,
        unit="cells",
        allowed="a whole number of at least 1",
        meaning="Width and height of the grid.",
        advice="Agents on 1 to 10 % of the cells. Above 200 cells are too small to "
        "see; 2,000 is the most.",
    )
    agents: Whole = key(
        ge=1,
        le=1_000_000,
        allowed="a whole number of at least 1",
        meaning="Number of agents.",
        advice="Up to a few hundred for watching; 1,000,000 is the most.",
    )
    quantity_decimals: Literal[0, 4] = key(
        4,
        meaning="Decimals of a quantity: goods are counted in steps of 1 or 0.0001.",
    )
    initial_inventories: InitialInventories = key(meaning="What agents own at first.")
    utilities: Utilities = key(meaning="Their tastes.")
    resource_seed: ResourceSeed = key(meaning="The resources on the ground.")
    params: Params = key(
        Params(), shown_default="all defaults", meaning="How the world works."
    )
    agent_positions: tuple[Cell, ...] | None = key(
        None,
        allowed="a list with a cell [x, y] for each agent",
        shown_default="drawn at random",
        meaning="First cell [x, y] of each agent; x counts to the right, y down.",
    )
    mode: Literal["forage", "trade", "both"] | None = key(
        None, shown_default="both", meaning="What agents do all the time."
    )
    mode_schedule: ModeSchedule | None = key(
        None, meaning="Foraging and trading times in turn, instead of `mode`."
    )
    search_protocol: AnyProtocol = key(
        None,
        allowed=PROTOCOL,
        shown_default="distance_discounted",
        meaning="How an agent finds a target.",
    )
    matching_protocol: AnyProtocol = key(
        None,
        allowed=PROTOCOL,
        shown_default="three_pass",
        meaning="Who is paired with whom.",
    )
    bargaining_protocol: AnyProtocol = key(
        None,
        allowed=PROTOCOL,
        shown_default="compensating_block",
        meaning="What a pair agrees on.",
    )
    max_ticks: PositiveWhole | None = key(
        None, unit="ticks", meaning="Where a run ends by itself."
    )
    seed: Whole | None = key(
        None,
        allowed=f"a whole number from 0 to {LARGEST_WHOLE}",
        ge=0,
        meaning="The seed the scenario is best shown with; also that of "
        "endowments drawn with uniform or uniform_int.",
    )

    @field_validator("name")
    @classmethod
    def _is_one_line(cls, name: str) -> str:
        # Titles of windows and names of files are made of it.
        if {category(sign) for sign in name.strip()} & {"Cc", "Cs"}:
            raise told(f"must be one line of text, found {found(name)}")
        return name
