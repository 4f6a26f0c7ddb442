"""Ours with one thing less: what makes it fast, each left out by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import desktop_peers
from benchmarks.desktop_figures import QUANTITIES, Measured
from benchmarks.desktop_peers import OURS, Desktop
from benchmarks.report import table

_X11VNC = Path("desktop", "preload", "x11vnc")
_XVFB = Path("desktop", "programs", "xvfb")
_OPTIONS = Path("src", "vmt_desktop", "supervision", "vnc_server.py")
_RELAY = Path("src", "vmt_desktop", "rfb", "delivery.py")


class StaleKnobError(Exception):
    """What a knob would leave out is not in the source any more."""


@dataclass(frozen=True, slots=True)
class Knob:
    """Something that can be left out of the source.

    Attributes
    ----------
    name : str
    what : str
        What it does, for the table.
    path : Path
        Of the file, below the root of the source.
    text : str or None
        What is left out of the file, written once there; None: the whole file.
    instead : str
        What takes its place.
    """

    name: str
    what: str
    path: Path
    text: str | None = None
    instead: str = ""

    @property
    def desktop(self) -> Desktop:
        """Ours without it."""
        return Desktop(f"{OURS.name}-{self.name}", OURS.frame, OURS.websocket, None)

    def leave_out(self, source: Path) -> None:
        """Change a copy of the source.

        Raises
        ------
        StaleKnobError
        """
        file = source / self.path
        if self.text is None:
            file.unlink()
            return
        found = file.read_text("utf-8")
        if found.count(self.text) != 1:
            raise StaleKnobError(f"{self.path} does not have {self.text!r} once")
        file.write_text(found.replace(self.text, self.instead), "utf-8")


KNOBS = (
    Knob("changes", "only what has changed is encoded", _X11VNC / "changes.c"),
    Knob("colours", "small parts of few colours, no JPEGs", _X11VNC / "colours.c"),
    Knob("deflate", "ISA-L instead of zlib", _X11VNC / "deflate.c"),
    Knob("newcomers", "a new viewer is no reason to spin", _X11VNC / "newcomers.c"),
    Knob("pieces", "a picture is written at once", _X11VNC / "pieces.c"),
    Knob("reading", "what was drawn is read in one piece", _X11VNC / "reading.c"),
    Knob("wake", "sleeps end with the first event", _X11VNC / "wake.c"),
    Knob("xd-area", "-xd_area 0", _OPTIONS, '"-xd_area", "0",'),
    Knob("wait-defer", "-wait 2 -defer 0", _OPTIONS, '"-wait", "2", "-defer", "0",'),
    Knob(
        *("guesses", "-noxrecord -noscr -nowf -nowcr", _OPTIONS),
        '"-noxrecord", "-noscr", "-nowf", "-nowcr",',
    ),
    Knob("speeds", "-speeds lan", _OPTIONS, '"-speeds", "lan",'),
    Knob(
        *("continuous", "pictures sent ahead (ContinuousUpdates)", _RELAY),
        "offers = understood and not self._offered",
        "offers = False",
    ),
    Knob(
        *("black", "the X server does not paint black on black", _XVFB),
        '[ ! -e "$preload" ] || export LD_PRELOAD="$preload"\n',
    ),
)

MEASURED = (
    "key",
    "key_animated",
    "frames",
    "age",
    "torn",
    "kilobytes_a_frame",
    "frames_80",
    "frames_viewer",
    "age_viewer",
    "cpu_animated",
    "cpu_at_rest",
    "start",
    "memory",
)
"""Quantities in which knobs show."""


def build(knobs: Sequence[Knob], say: Callable[[str], None]) -> None:
    """Build an image of the last commit without each of the knobs.

    Parameters
    ----------
    knobs : sequence of Knob
    say : callable
        Is told what is being built.

    Raises
    ------
    DockerError, StaleKnobError
    """
    for knob in knobs:
        say(f"building {knob.desktop.image}")
        with desktop_peers.committed() as source:
            knob.leave_out(source)
            desktop_peers.build_ours(source, knob.desktop.image)


@dataclass(slots=True)
class KnobsReport(Measured):
    """What was measured without each of the knobs.

    Attributes
    ----------
    knobs : sequence of Knob
    """

    knobs: Sequence[Knob] = KNOBS

    def as_text(self) -> str:
        """Return it all for a reader."""
        measured = [q for q in QUANTITIES if q.name in MEASURED]
        rows = [["all of them", *self._cells(OURS.name)]]
        rows += [[knob.what, *self._cells(knob.desktop.name)] for knob in self.knobs]
        explanation = (
            "Medians of ours, and of ours without each of these."
            f" Rounds: {self.rounds}."
            f" Load of the machine in the minute before: {self.load:.1f}."
        )
        parts = [
            explanation,
            table(("without", *(q.label for q in measured)), rows),
            *dict.fromkeys(self.notes),
        ]
        return "\n\n".join(parts)

    def _cells(self, desktop: str) -> list[str]:
        found = [
            (q.form, self.figures.median(q.name, desktop))
            for q in QUANTITIES
            if q.name in MEASURED
        ]
        return ["-" if one is None else format(one, form) for form, one in found]
