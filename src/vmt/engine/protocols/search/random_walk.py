"""A random walk within what the agent sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from vmt.engine.protocols.contract import Activity, Intent, Search, Traits
from vmt.engine.protocols.search.partners import name_everybody
from vmt.engine.protocols.views import SearchView
from vmt.engine.state import NOBODY, whole

if TYPE_CHECKING:
    import cython

KEEP, WALK, IDLE = int(Activity.KEEP), int(Activity.WALK), int(Activity.IDLE)


class RandomWalk(Search):
    """Heads for a random cell within its vision and trades with whom it meets.

    A walk onto a resource becomes a commitment to harvest there.
    """

    name: ClassVar[str] = "random_walk"
    version: ClassVar[str] = "2026-11-23"
    description: ClassVar[str] = (
        "Heads for a random cell in sight; possible partners are all agents in sight."
    )
    traits: ClassVar[Traits] = Traits(
        uses_random=True,
        individually_rational=False,  # walks anywhere, lists anybody in sight
        symmetric=True,
        sees_utilities=False,
        local=True,
    )
    source: ClassVar[str] = (
        "The public VMT of 2025; a zero-intelligence benchmark in the manner of Gode"
        " and Sunder (1993), Allocative efficiency of markets with zero-intelligence"
        " traders."
    )

    def search(self, view: SearchView) -> Intent:
        """Return a random cell, and name everybody in sight as equal candidates."""
        size = view.grid_size
        cells = self._list_cells(view)
        n = len(cells)
        view.random.shuffle_numbers(cells, n)
        if not view.rules.walkers_list_partners:
            # The public program shuffles once for a list of preferences that names
            # cells only, and then anew for the target.
            cells = self._list_cells(view)
            view.random.shuffle_numbers(cells, n)
        elif view.trades_now:
            name_everybody(view, view.vision_radius)
        if n == 0:
            return Intent(IDLE)
        return Intent(WALK, NOBODY, cells[0] // size, cells[0] % size)

    def without_partner(self, view: SearchView) -> Intent:  # noqa: ARG002
        """Return that the walk goes on: the target is chosen already."""
        return Intent(KEEP)

    def _list_cells(self, view: SearchView) -> memoryview[int]:
        """Return the cells in sight but the agent's own, x-major, as x * N + y."""
        size: cython.longlong = view.grid_size
        reach: cython.longlong = view.vision_radius
        x: cython.longlong
        y: cython.longlong
        across: cython.longlong
        cells: list[int] = []
        for x in range(max(0, view.x - reach), min(size - 1, view.x + reach) + 1):
            across = abs(x - view.x)
            for y in range(
                max(0, view.y - reach + across),
                min(size - 1, view.y + reach - across) + 1,
            ):
                if x != view.x or y != view.y:
                    cells.append(x * size + y)  # noqa: PERF401 - compiles better
        return whole(np.array(cells, np.int32))
