"""Who has connected and not yet brought a whole request, and who of them has to go."""

from typing import Protocol

MOST_WAITING = 1000
"""So many connections may wait; one more, and the one that lingered longest goes."""


class Connection(Protocol):
    """A connection that can be given up."""

    def give_up(self) -> None:
        """Hang up at once, whatever was being sent."""


class Waiting:
    """The connections that owe the gateway something, least active first.

    Whoever opens thousands of connections and says nothing takes places from himself:
    a newcomer always gets in, and one that sends its request at once, as a browser
    does, has long been served when its turn to go would come.

    Parameters
    ----------
    most : int
        Places.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        # A dict keeps insertion order.
        self._connections: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self._connections)

    def enter(self, connection: Connection) -> None:
        """Take the last place, for the first time or again after some progress."""
        self._connections.pop(connection, None)
        self._connections[connection] = None
        if len(self._connections) > self._most:
            first = next(iter(self._connections))
            del self._connections[first]
            first.give_up()

    def leave(self, connection: Connection) -> None:
        """Free the place; nothing happens if there was none."""
        self._connections.pop(connection, None)
