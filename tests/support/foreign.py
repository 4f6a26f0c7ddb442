"""Using the foreign program of ``foreign_vmt`` as its user does, on any desktop."""

from collections.abc import Callable
from pathlib import Path

from rfb_peers import key
from visiting import Visit
from vmt_desktop.display.probes import wait_until

FOREIGN = Path(__file__).with_name("foreign_vmt")
LAUNCHER, VIEWER, LOGS = "Barter Launcher", "Barter: scenarios/two_", "Barter Logs: 1"
RETURN, Q = 0xFF0D, ord("q")
PATIENCE = 60.0


def use(link: str, windows: Callable[[], list[str]]) -> None:
    """Start a run from the launcher, end it, look at the logs, go back.

    Parameters
    ----------
    link : str
        Of the desktop.
    windows : callable
        Returns the titles of the windows on it.
    """

    def is_open(title: str) -> bool:
        return any(title in window for window in windows())

    def opens(title: str) -> bool:
        return wait_until(lambda: is_open(title), PATIENCE)

    with Visit(link) as visit:
        assert opens(LAUNCHER)
        press(visit, RETURN)
        assert opens(VIEWER)
        press(visit, Q)
        assert wait_until(lambda: not is_open(VIEWER), PATIENCE)
        assert show(visit, "view_logs.py") == "started"
        assert opens(LOGS)
        assert show(visit, "launcher.py") == "raised"


def press(visit: Visit, keysym: int) -> None:
    """Press a key on the desktop, as in a browser."""
    view = visit.view("/vnc")
    for down in (True, False):
        view.send(key(keysym, down=down))
    view.corner()
    view.close()


def show(visit: Visit, program: str) -> str:
    """Ask for a program; return what was done."""
    answer = visit.client.post("/api/app/show", json={"program": program})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["done"])
