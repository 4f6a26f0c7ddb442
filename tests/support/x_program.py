"""An X program that owns or asks for the clipboard to the letter of the ICCCM."""

import select
from typing import Any

from Xlib import X
from Xlib.protocol import event

from vmt_desktop.display.connection import open_display

PATIENCE = 10.0


class XProgram:
    """A client with one window.

    Parameters
    ----------
    display : str
    """

    def __init__(self, display: str) -> None:
        self.connection = open_display(display)
        self.atom = self.connection.intern_atom
        self.window = self.connection.screen().root.create_window(
            *(0, 0, 1, 1, 0),
            X.CopyFromParent,
            X.InputOnly,
            event_mask=X.PropertyChangeMask,
        )
        self.connection.sync()

    def own(self) -> None:
        """Own the clipboard."""
        self.window.set_selection_owner(self.atom("CLIPBOARD"), X.CurrentTime)
        self.connection.sync()

    def next(self, kind: type) -> Any:
        """Return the next event of this class."""
        while True:
            self.connection.flush()
            while self.connection.pending_events():
                news = self.connection.next_event()
                if isinstance(news, kind):
                    return news
            assert select.select([self.connection], [], [], PATIENCE)[0], kind

    def ask(self, target: str, place: str = "PLACE") -> event.SelectionNotify:
        """Ask the owner of the clipboard; return what it answers."""
        self.window.convert_selection(
            self.atom("CLIPBOARD"), self.atom(target), self.atom(place), X.CurrentTime
        )
        answer: event.SelectionNotify = self.next(event.SelectionNotify)
        return answer

    def read(self, place: str = "PLACE") -> Any:
        """Return the value of a property of the window; None if it has none."""
        found = self.window.get_full_property(self.atom(place), X.AnyPropertyType)
        return found and found.value

    def type_of(self, place: str = "PLACE") -> str:
        """Return the name of a property's type."""
        found = self.window.get_full_property(self.atom(place), X.AnyPropertyType)
        name: str = self.connection.get_atom_name(found.property_type)
        return name

    def close(self) -> None:
        """End."""
        self.connection.close()
