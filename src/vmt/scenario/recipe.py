"""What a new scenario is made from: sizes, ranges and tastes; and the presets."""

from dataclasses import dataclass
from decimal import Decimal

from vmt.scenario.preferences import FORMS

MOST_TASTES = 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a new scenario is made from.

    Attributes
    ----------
    agents : int
    grid : int
        Cells in a row.
    inventory : tuple of int
        Fewest and most units of each good that an agent has at first; the fewest are
        at least 1, so that every form of utility is defined.
    utilities : tuple of str
        The form of each entry of the mix; a form may come more than once.
    density : Decimal
        Probability that a cell has a resource.
    amount : Decimal
        Units on such a cell.
    growth : Decimal
        Units that regrow in a tick.
    about : str
        A sentence on the preset, for its description.
    meant_for_money : bool
        Whether other programs trade with money here.
    """

    agents: int
    grid: int
    inventory: tuple[int, int]
    utilities: tuple[str, ...]
    density: Decimal
    amount: Decimal
    growth: Decimal
    about: str = ""
    meant_for_money: bool = False


PRESETS = {
    "minimal": Recipe(
        *(10, 20, (10, 50), ("ces", "linear")),
        *(Decimal("0.3"), Decimal(5), Decimal(1)),
        "A small market that is easy to follow.",
    ),
    "standard": Recipe(
        *(30, 40, (15, 60), tuple(FORMS)),
        *(Decimal("0.35"), Decimal(6), Decimal(2)),
        "A market with every form of utility.",
    ),
    "large": Recipe(
        *(80, 80, (10, 100), ("ces", "linear")),
        *(Decimal("0.4"), Decimal(8), Decimal(3)),
        "A large market, to look at neighbourhoods and at speed.",
    ),
    # One linear taste alone would leave nothing to barter for.
    "money_demo": Recipe(
        *(20, 30, (10, 50), ("linear", "linear")),
        *(Decimal("0.2"), Decimal(5), Decimal(1)),
        "A market of perfect substitutes.",
        meant_for_money=True,
    ),
    "mixed_economy": Recipe(
        *(40, 50, (20, 80), ("ces", "linear", "quadratic")),
        *(Decimal("0.3"), Decimal(6), Decimal(2)),
        "A market of three forms of utility.",
        meant_for_money=True,
    ),
}
"""Recipes by their names."""

DEFAULT = "standard"
"""Of tastes so unlike that there is trade; with two alike there may be none."""
