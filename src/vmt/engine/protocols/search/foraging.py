"""The best resource in sight: shared by the search protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.protocols.views import SearchView
from vmt.engine.quotes import comparable
from vmt.engine.state import NOBODY, NONE, RESOURCE_A

if TYPE_CHECKING:
    import cython


class BestResource:
    """The resource in sight that is worth most to an agent.

    The score is the gain of one harvest, discounted by distance; of equal ones the
    first in x-major order is taken. Only gains count; places that others claim do
    not.

    Attributes
    ----------
    score : float
        In utils, 0 where there is none.
    place : int
        Or NONE.
    """

    def find(self, view: SearchView, reach: cython.longlong) -> None:
        """Look for it within a distance."""
        place: cython.int
        n: cython.Py_ssize_t
        amount: cython.longlong
        gain: cython.double
        score: cython.double
        valued_A: cython.longlong = -1
        valued_B: cython.longlong = -1
        gain_A: cython.double = 0.0
        gain_B: cython.double = 0.0
        self.score, self.place = 0.0, NONE
        view.see_resources(reach)
        for n in range(view.sight.n_visible):
            place = view.sight.visible[n]
            if view.claiming and view.place_claimant[place] not in (
                NOBODY,
                view.agent,
            ):
                continue
            amount = min(view.place_amount[place], view.forage_rate)
            # Most cells yield the same, so the gain is rarely computed anew.
            if view.place_good[place] == RESOURCE_A:
                if amount != valued_A:
                    gain_A = harvest_gain(view, amount, 0)
                    valued_A = amount
                gain = gain_A
            else:
                if amount != valued_B:
                    gain_B = harvest_gain(view, 0, amount)
                    valued_B = amount
                gain = gain_B
            if gain > 0.0:
                score = comparable(
                    gain * view.discount[view.sight.visible_distances[n]],
                    view.score_factor,
                )
                if score > self.score:
                    self.score, self.place = score, place


def harvest_gain(
    view: SearchView, more_A: cython.longlong, more_B: cython.longlong
) -> cython.double:
    """Return the gain in utility from more of a good, given in minor units."""
    A: cython.double = view.A / view.scale
    B: cython.double = view.B / view.scale
    if more_A:
        A = (view.A + more_A) / view.scale
    if more_B:
        B = (view.B + more_B) / view.scale
    return view.preference.utility(A, B) - view.utility
