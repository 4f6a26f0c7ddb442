"""What the thread of the screen's size does: follow it, and change it when told."""

from collections.abc import Callable
from typing import Any

from Xlib.display import Display
from Xlib.ext import randr

from vmt_desktop.display.first_size import give_first_size, remember_size
from vmt_desktop.display.screen import Size, largest_size, resize, size_of
from vmt_desktop.settings import Settings


class ScreenWatch:
    """Client of a `DisplayThread`.

    Parameters
    ----------
    settings : Settings
    changed : callable
        Called in the thread with the size and the largest possible one, at the start
        and at each change, whoever made it.
    """

    def __init__(
        self, settings: Settings, changed: Callable[[Size, Size], None]
    ) -> None:
        self._settings = settings
        self._changed = changed
        self._connection: Display | None = None
        self._told: tuple[Size, Size] | None = None

    def connected(self, connection: Display) -> None:
        """See that the screen has its first size, and follow its changes."""
        self._connection = connection
        give_first_size(connection, self._settings)
        connection.screen().root.xrandr_select_input(randr.RRScreenChangeNotifyMask)
        self._look(connection)

    def handle(self, _event: Any) -> None:
        """Look at the size; nothing but its changes is reported."""
        self._look(self._connection)

    def next_due(self) -> float | None:
        """Nothing is ever due."""
        return None

    def resize(self, size: Size) -> Size:
        """Change the size and return what it is then."""
        resize(self._connection, size)
        return self._look(self._connection)

    def _look(self, connection: Display | None) -> Size:
        size = size_of(connection)
        told = size, largest_size(connection)
        if told != self._told:
            self._told = told
            remember_size(self._settings, size)
            self._changed(*told)
        return size
