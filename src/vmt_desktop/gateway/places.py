"""So many WebSockets a session may keep open, and no more."""

import contextlib
from collections import Counter
from collections.abc import Iterator

MOST_WEBSOCKETS = 64
"""Of each kind; a page needs one of each, a visitor has some pages open."""

TAKEN = f"This session has {MOST_WEBSOCKETS} connections open; close a page first."

MOST_WATCHING = 200
"""WebSockets of each kind for all who watch: the link may be in many hands."""

ALL_WATCHING = f"{MOST_WATCHING} watch already. Try again later."


class Places:
    """Counts who is there, by session.

    Parameters
    ----------
    most : int
        Places of a session.
    """

    def __init__(self, most: int = MOST_WEBSOCKETS) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def count(self) -> int:
        """Return how many places are taken."""
        return self._taken.total()

    @contextlib.contextmanager
    def take(self, session: str) -> Iterator[bool]:
        """Hold a place as long as the block runs; False if there is none."""
        if self._taken[session] >= self._most:
            yield False
            return
        self._taken[session] += 1
        try:
            yield True
        finally:
            self._taken[session] -= 1
            if not self._taken[session]:
                del self._taken[session]
