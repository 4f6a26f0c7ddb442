"""A random walk within what the agent sees."""

from typing import ClassVar

from vmt.engine.configuration import Mode
from vmt.engine.protocols.contract import Activity, Cell, Intent, Search, SearchView
from vmt.engine.protocols.search.partners import seen_partners


class RandomWalk(Search):
    """Heads for a random cell within its vision and trades with whom it meets.

    A walk onto a resource becomes a commitment to harvest there.
    """

    name: ClassVar[str] = "random_walk"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Heads for a random cell in sight; possible partners are all agents in sight."
    )

    def search(self, view: SearchView) -> Intent:
        """Return a random cell, and everybody in sight as equal candidates."""
        cells = self._cells(view)
        view.random.shuffle(cells)
        if not view.rules.walkers_list_partners:
            # The public program shuffles once for a list of preferences that names
            # cells only, and then anew for the target.
            cells = self._cells(view)
            view.random.shuffle(cells)
        intent = self._walk(cells)
        if view.rules.walkers_list_partners and view.mode is not Mode.FORAGE:
            intent.candidates = [(0.0, other, 0.0) for other, _ in seen_partners(view)]
        return intent

    def without_partner(self, view: SearchView) -> Intent:
        """Return that the walk goes on: the target is chosen already."""
        del view
        return Intent(None)

    def _walk(self, cells: list[Cell]) -> Intent:
        if not cells:
            return Intent(Activity.IDLE)
        return Intent(Activity.WALK, cell=cells[0])

    def _cells(self, view: SearchView) -> list[Cell]:
        x, y = view.market.x[view.agent], view.market.y[view.agent]
        size, reach = view.grid_size, view.parameters.vision_radius
        return [
            (x + dx, y + dy)
            for dx in range(-reach, reach + 1)
            for dy in range(abs(dx) - reach, reach - abs(dx) + 1)
            if (dx or dy) and 0 <= x + dx < size and 0 <= y + dy < size
        ]
