"""The best of trade and forage, each discounted by its distance."""

from typing import ClassVar

from vmt.engine.configuration import Mode
from vmt.engine.protocols.contract import Activity, Intent, Search, SearchView
from vmt.engine.protocols.search.foraging import best_resource
from vmt.engine.protocols.search.partners import ranked_partners
from vmt.engine.state import NOBODY


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
    vision: ClassVar[int | None] = None

    def search(self, view: SearchView) -> Intent:
        """Return what the agent wants to do."""
        if view.mode is Mode.FORAGE:
            return self._forage(view)
        candidates = ranked_partners(view, self.vision)
        if view.mode is Mode.TRADE:
            if not candidates:
                return Intent(None)
            return Intent(Activity.TRADE, candidates[0][1], None, candidates)
        best_trade = -candidates[0][0] if candidates else 0.0
        best_forage, place = best_resource(view, self.vision)
        if best_trade > best_forage:
            return Intent(Activity.TRADE, candidates[0][1], None, candidates)
        intent = self._head_for(view, place)
        intent.candidates = candidates
        return intent

    def without_partner(self, view: SearchView) -> Intent:
        """Return the best resource, else home; in trade mode the agent waits."""
        return Intent(Activity.IDLE) if view.mode is Mode.TRADE else self._forage(view)

    def _forage(self, view: SearchView) -> Intent:
        return self._head_for(view, best_resource(view, self.vision)[1])

    def _head_for(self, view: SearchView, place: int) -> Intent:
        if place == NOBODY:
            return Intent(Activity.HOME, cell=view.home)
        return Intent(Activity.FORAGE, cell=view.grounds.cell[place])


class Myopic(DistanceDiscounted):
    """The same, by an agent that sees one cell far."""

    name: ClassVar[str] = "myopic"
    description: ClassVar[str] = (
        "As distance_discounted, but agents see no farther than the next cell."
    )
    vision: ClassVar[int | None] = 1
