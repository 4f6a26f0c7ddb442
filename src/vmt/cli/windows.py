"""What programs with a window need: their library, and a display to be on."""

import importlib
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from vmt.errors import ExitCode, UserError

_SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - where X servers listen, on all systems
INSTALL = {
    "PyQt5": "install it: 'apt install python3-pyqt5' on Debian and Ubuntu,"
    " 'pip install PyQt5' elsewhere",
    "pygame": "install it: 'pip install pygame'",
}
"""How to get what windows are drawn with."""


class NoWindowError(UserError):
    """A window cannot be opened here."""

    exit_code = ExitCode.FAILURE


def load(module: str, library: str, name: str = "main") -> Callable[..., Any]:
    """Return the function of a module that opens a window.

    Parameters
    ----------
    module : str
        Full name of the module.
    library : str
        What it draws with: ``PyQt5`` or ``pygame``.
    name : str, optional
        Of the function.

    Raises
    ------
    NoWindowError
        The library is not installed, or there is no display.
    """
    require_display()
    try:
        main: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != library:
            raise
        raise NoWindowError(
            f"a window needs {library}, which is not installed; {INSTALL[library]}"
        ) from error
    return main


def require_display() -> None:
    """Raise where there is certainly no display; Qt would abort without a word.

    Raises
    ------
    NoWindowError
        No display is named, or nobody answers at the one that is.
    """
    variables = os.environ
    if sys.platform != "linux":
        return
    # Both libraries can draw without a display when they are told to.
    if {"QT_QPA_PLATFORM", "SDL_VIDEODRIVER", "WAYLAND_DISPLAY"} & variables.keys():
        return
    display = variables.get("DISPLAY", "")
    if not display:
        raise NoWindowError(
            "there is no display to open a window on: DISPLAY is not set;"
            " 'vmt run' needs none"
        )
    host, _, number = display.partition(":")
    if host in {"", "unix"} and not _answers(f"{_SOCKETS}{number.partition('.')[0]}"):
        raise NoWindowError(
            f"no display answers at DISPLAY={display}; start one, or set DISPLAY to"
            " one that runs; 'vmt run' needs none"
        )


def _answers(path: str) -> bool:
    # X servers listen on a path, or on the same name in the abstract namespace.
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(address)
            except OSError:
                continue
            return True
    return False
