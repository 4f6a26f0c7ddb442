"""The windows on the desktop: whose they are, and bringing them to the front.

A window tells its program by the script in its process's arguments; where a program
runs otherwise (``python -m``), by the instance part of its ``WM_CLASS``, which Qt
takes from the program's name.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any

from Xlib import X, error
from Xlib.display import Display
from Xlib.protocol import event

from vmt_desktop.checkout.start import WINDOWED
from vmt_desktop.display.connection import open_display

FROM_A_PAGER = 2
"""Source of a request (EWMH): the user's own wish, not a program's."""


def programs_open(connection: Display) -> tuple[str, ...]:
    """Return which of launcher and log viewer have a window, in this order."""
    found = {program for program, _ in _windows(connection)}
    return tuple(program for program in WINDOWED if program in found)


def bring_to_front(program: str) -> bool:
    """Raise a program's window, out of its icon too; return whether it has one.

    Raises
    ------
    Xlib.error.DisplayError, Xlib.error.ConnectionClosedError, OSError
        If the X server does not answer.
    """
    connection = open_display()
    try:
        mine = [window for owner, window in _windows(connection) if owner == program]
        if not mine:
            return False
        # The one that was in front last, as a dialog is before its window.
        window = mine[-1]
        root = connection.screen().root
        message = event.ClientMessage(
            window=window,
            client_type=connection.intern_atom("_NET_ACTIVE_WINDOW"),
            data=(32, [FROM_A_PAGER, X.CurrentTime, 0, 0, 0]),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        root.send_event(message, event_mask=mask)
        connection.sync()
        return True
    finally:
        connection.close()


class WindowsWatch:
    """Client of a `DisplayThread`: tells when launcher or log viewer have windows.

    Parameters
    ----------
    changed : callable
        Called in the thread with the programs that have windows, at the start and at
        each change.
    """

    def __init__(self, changed: Callable[[tuple[str, ...]], None]) -> None:
        self._changed = changed
        self._connection: Display | None = None
        self._client_list = 0
        self._told: tuple[str, ...] | None = None

    def connected(self, connection: Display) -> None:
        """Look, and follow the changes of ``_NET_CLIENT_LIST``."""
        self._connection = connection
        self._client_list = connection.intern_atom("_NET_CLIENT_LIST")
        root = connection.screen().root
        root.change_attributes(event_mask=X.PropertyChangeMask)
        self._look(connection)

    def handle(self, event: Any) -> None:
        """Look again when the list has changed."""
        if event.type == X.PropertyNotify and event.atom == self._client_list:
            self._look(self._connection)

    def next_due(self) -> float | None:
        """Nothing is ever due."""
        return None

    def _look(self, connection: Display | None) -> None:
        programs = programs_open(connection)
        if programs != self._told:
            self._told = programs
            self._changed(programs)


def _windows(connection: Display) -> Iterator[tuple[str, Any]]:
    """Yield programs and windows, those in front last."""
    root = connection.screen().root
    names = ("_NET_CLIENT_LIST_STACKING", "_NET_CLIENT_LIST")
    lists = (_numbers(connection, root, name) for name in names)
    for number in next(filter(None, lists), []):
        window = connection.create_resource_object("window", number)
        with contextlib.suppress(error.XError):  # it has just been closed
            if program := _program_of(connection, window):
                yield program, window


def _program_of(connection: Display, window: Any) -> str | None:
    for number in _numbers(connection, window, "_NET_WM_PID"):
        with contextlib.suppress(OSError):
            arguments = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            for argument in arguments[:4]:  # the interpreter, its options, the script
                name = PurePath(os.fsdecode(argument)).name
                if name in WINDOWED:
                    return name
    instance, _ = window.get_wm_class() or ("", "")
    return instance if instance in WINDOWED else None


def _numbers(connection: Display, window: Any, name: str) -> list[int]:
    found = window.get_full_property(connection.intern_atom(name), X.AnyPropertyType)
    return list(found.value) if found else []
