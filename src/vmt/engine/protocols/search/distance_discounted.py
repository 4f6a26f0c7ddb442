"""The best of trade and forage, each discounted by its distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import Activity, Intent, Search, Traits
from vmt.engine.protocols.search.foraging import BestResource
from vmt.engine.protocols.search.partners import name_partners
from vmt.engine.protocols.views import SearchView
from vmt.engine.state import NOBODY, NONE

if TYPE_CHECKING:
    import cython

KEEP, TRADE, FORAGE = int(Activity.KEEP), int(Activity.TRADE), int(Activity.FORAGE)
HOME, IDLE = int(Activity.HOME), int(Activity.IDLE)


class DistanceDiscounted(Search):
    """Heads for the partner or the resource with the best discounted score.

    A partner scores the overlap of quotes, a resource the gain of one harvest, both
    times beta**distance. Where both are allowed the larger score wins, and a tie goes
    to the resource. With neither the agent goes home, or in trade mode stays as it is.
    """

    name: ClassVar[str] = "distance_discounted"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Heads for the partner or resource with the best score, discounted by distance."
    )
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=True,
        sees_utilities=False,
        local=True,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025; local search with a cost of distance as in Epstein"
        " and Axtell (1996), Growing Artificial Societies, ch. IV."
    )
    vision: ClassVar[int | None] = None

    def __init__(self) -> None:
        self._resource = BestResource()

    def search(self, view: SearchView) -> Intent:
        """Return what the agent wants to do."""
        candidates: Candidates = view.candidates
        resource: BestResource = self._resource
        reach: cython.longlong = self._reach(view)
        best: cython.int
        if not view.trades_now:
            return self._forage(view, reach)
        name_partners(view, reach)
        best = candidates.best(view.agent)
        if not view.forages_now:
            if best == NONE:
                return Intent(KEEP)
            return Intent(TRADE, candidates.other[best])
        resource.find(view, reach)
        if best != NONE and candidates.score[best] > resource.score:
            return Intent(TRADE, candidates.other[best])
        return self._head_for_resource(view)

    def without_partner(self, view: SearchView) -> Intent:
        """Return the best resource, else home; in trade mode the agent waits."""
        if not view.forages_now:
            return Intent(IDLE)
        return self._forage(view, self._reach(view))

    def _reach(self, view: SearchView) -> int:
        if self.vision is None:
            return view.vision_radius
        return min(view.vision_radius, self.vision)

    def _forage(self, view: SearchView, reach: int) -> Intent:
        resource: BestResource = self._resource
        resource.find(view, reach)
        return self._head_for_resource(view)

    def _head_for_resource(self, view: SearchView) -> Intent:
        resource: BestResource = self._resource
        place: cython.int = resource.place
        if place == NONE:
            return Intent(HOME, NOBODY, view.home_x, view.home_y)
        return Intent(FORAGE, NOBODY, view.place_x[place], view.place_y[place])
