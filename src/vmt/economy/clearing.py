"""The price that would clear a market of many agents, where theory has one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vmt.economy.equilibrium import Consumer, NoEquilibriumError, walrasian_price
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.translog import Translog


@dataclass(frozen=True, slots=True)
class ClearingPrice:
    """The competitive price of an economy, or why it has none.

    Attributes
    ----------
    price : float or None
        B per A.
    why_none : str
        A sentence; empty where there is a price.
    """

    price: float | None
    why_none: str = ""


def clearing_price(consumers: Sequence[Consumer]) -> ClearingPrice:
    """Return the competitive price of what consumers own.

    References
    ----------
    Mas-Colell, Whinston, Green (1995), Microeconomic Theory, ch. 15 to 17.
    """
    # In their order: of several obstacles always the same one is told.
    obstacle = unsuitable(dict.fromkeys(consumer.preference for consumer in consumers))
    if obstacle:
        why = f"{obstacle}, and a price that clears the market need not exist."
        return ClearingPrice(None, why)
    try:
        return ClearingPrice(walrasian_price(merged(consumers)))
    except (NoEquilibriumError, ValueError) as error:
        return ClearingPrice(None, as_sentence(error))


def merged(consumers: Iterable[Consumer]) -> list[Consumer]:
    """Return consumers that together demand the same at every price, but fewer.

    Those who share a homothetic taste demand what one of them would who owned it all
    (Gorman 1961). With needs that holds only while each of them can subsist.
    """
    apart: list[Consumer] = []
    totals: dict[Preference, tuple[float, float]] = {}
    for consumer in consumers:
        if isinstance(consumer.preference, CES | CobbDouglas | Linear):
            A, B = totals.get(consumer.preference, (0.0, 0.0))
            totals[consumer.preference] = A + consumer.A, B + consumer.B
        else:
            apart.append(consumer)
    return apart + [Consumer(taste, A, B) for taste, (A, B) in totals.items()]


def unsuitable(preferences: Iterable[Preference]) -> str:
    """Return why theory has little to say of such tastes, or nothing.

    It is the beginning of a sentence that goes on with a comma.
    """
    for preference in preferences:
        match preference:
            case Quadratic():
                return "Quadratic tastes can be satiated: too much is worse"
            case Translog():
                return "Translog tastes need be neither convex nor for more"
            case CES() if preference.rho >= 1.0:
                why = f"CES tastes with rho {preference.rho:g} are not convex"
                return f"{why}: all is spent on one good"
    return ""


def as_sentence(error: Exception) -> str:
    """Return what an error says, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
