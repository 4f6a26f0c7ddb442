"""The best resource in sight: shared by the search protocols."""

from vmt.engine.protocols.contract import SearchView
from vmt.engine.quotes import comparable
from vmt.engine.state import NOBODY


def best_resource(view: SearchView, vision: int | None = None) -> tuple[float, int]:
    """Return (score, place in grounds) of the resource that is worth most.

    The score is the gain of one harvest, discounted by distance; of equal ones the
    first in x-major order is taken. Only gains count; cells that others claim do not.
    Without any the score is 0 and the place NOBODY.

    Parameters
    ----------
    view : SearchView
    vision : int, optional
        Look no farther than this.
    """
    grounds, parameters, bits = view.grounds, view.parameters, view.rules.score_bits
    claiming = parameters.enable_resource_claiming
    claimant, amount, is_A = grounds.claimant, grounds.amount, grounds.is_A
    gains: dict[tuple[bool, int], float] = {}
    best_score, best_place = 0.0, NOBODY
    for place, distance in zip(view.visible, view.visible_distances, strict=True):
        if vision is not None and distance > vision:
            continue
        if claiming and claimant[place] not in (NOBODY, view.agent):
            continue
        harvest = min(amount[place], parameters.forage_rate)
        key = (is_A[place], harvest)
        gain = gains.get(key)
        if gain is None:
            gain = gains[key] = harvest_gain(view, is_A=key[0], harvest=harvest)
        if gain > 0.0:
            score = comparable(gain * view.discount[distance], bits)
            if score > best_score:
                best_score, best_place = score, place
    return best_score, best_place


def harvest_gain(view: SearchView, *, is_A: bool, harvest: int) -> float:
    """Return the gain in utility from `harvest` minor units more of one good."""
    utility, scale = view.preference.utility, view.scale
    A, B = view.A, view.B
    more_A, more_B = (A + harvest, B) if is_A else (A, B + harvest)
    return utility(more_A / scale, more_B / scale) - utility(A / scale, B / scale)
