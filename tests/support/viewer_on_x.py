"""The viewer as a process of its own on a real X server."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pygame
from PIL import Image
from Xlib import X
from Xlib import display as xdisplay
from Xlib.error import ConnectionClosedError
from Xlib.protocol.event import ClientMessage

from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorded_run import open_run
from vmt.telemetry.recorder import Recorder
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.panels import buttons
from vmt.viewer.screen import Screen
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, take
from vmt.viewer.source.source import Abilities
from vmt.viewer.status import Status
from vmt.viewer.theme import Colour

PATIENCE = 60.0
"""Seconds after which something that was waited for counts as never happening."""


class XServer:
    """A real X server with a keyboard and a screen to look at."""

    def __init__(self, size: str) -> None:
        read_end, write_end = os.pipe()
        self.process = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write_end)),
                *("-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=[write_end],
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            self.name = f":{pipe.readline().strip()}"
        self._display = xdisplay.Display(self.name)

    def picture(self) -> Image.Image:
        """Return what is on the screen."""
        root = self._display.screen().root
        size = root.get_geometry()
        raw = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes(
            "RGB", (size.width, size.height), raw.data, "raw", "BGRX"
        )

    def wait_until(self, holds: Callable[[Image.Image], bool]) -> Image.Image:
        """Return the first picture of the screen for which `holds`."""
        deadline = time.monotonic() + PATIENCE
        while not holds(picture := self.picture()):
            assert time.monotonic() < deadline, "the screen never showed it"
        return picture

    def do(self, *arguments: str) -> str:
        """Run xdotool."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, "DISPLAY": self.name},
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout.strip()

    def box_of(self, number: int) -> tuple[int, int, int, int]:
        """Return where a window is on the screen: left, top, right, bottom [px]."""
        window = self._display.create_resource_object("window", number)
        size = window.get_geometry()
        at = self._display.screen().root.translate_coords(window, 0, 0)
        return at.x, at.y, at.x + size.width, at.y + size.height

    def close_window(self, number: str) -> None:
        """Ask a window to close, as the close button of a window manager does."""
        window = self._display.create_resource_object("window", int(number))
        protocols, delete = map(
            self._display.intern_atom, ("WM_PROTOCOLS", "WM_DELETE_WINDOW")
        )
        message = ClientMessage(
            window=window, client_type=protocols, data=(32, [delete, 0, 0, 0, 0])
        )
        window.send_event(message)
        self._display.flush()

    def stop(self) -> None:
        """End the server."""
        with suppress(ConnectionClosedError):  # a test may have killed it
            self._display.close()
        self._display.display.socket.close()
        self.process.terminate()
        self.process.wait(PATIENCE)


class OpenViewer:
    """The viewer as a process of its own, recording to a file."""

    def __init__(
        self, server: XServer, scenario: str, folder: Path, *more: str
    ) -> None:
        self.server = server
        self.database = folder / "run.db"
        self.scenario = folder / "scenario.yaml"
        self.scenario.write_text(scenario)
        environment = {k: v for k, v in os.environ.items() if "THEME" not in k}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vmt", "view", *self._what(), *more],
            env={**environment, "DISPLAY": server.name, "VMT_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.window = self._find()
        self.box = self._box()
        self.leave()

    def _what(self) -> list[str]:
        """Return what tells the viewer what to show."""
        return [str(self.scenario), "--seed", "42", "--db", str(self.database)]

    def _find(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = self.server.do("search", "--onlyvisible", "--class", "vmt-view")
                return found.splitlines()[0]
            except subprocess.CalledProcessError:  # there is none yet
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < deadline, "no window"

    def _box(self) -> tuple[int, int, int, int]:
        text = self.server.do("getwindowgeometry", "--shell", self.window)
        found = dict(line.split("=") for line in text.splitlines())
        left, top = int(found["X"]), int(found["Y"])
        return left, top, left + int(found["WIDTH"]), top + int(found["HEIGHT"])

    def look(self, picture: Image.Image | None = None) -> Image.Image:
        """Return the window's part of a picture of the screen, by default of now."""
        return (picture or self.server.picture()).crop(self.box)

    def leave(self) -> None:
        """Move the mouse to a corner where it is over nothing.

        Without a window manager the keyboard belongs to the window under it.
        """
        left, top, right, bottom = self.box
        self.move_to((right - left - 3, bottom - top - 3))

    def move_to(self, at: tuple[int, int]) -> None:
        """Move the mouse to a pixel of the window."""
        self.server.do("mousemove", "--window", self.window, *map(str, at))

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        """Click a pixel of the window; 4 and 5 are the wheel."""
        self.move_to(at)
        self.server.do("click", str(button))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the left button, move, and let go."""
        self.move_to(start)
        self.server.do("mousedown", "1")
        self.move_to(end)
        self.server.do("mouseup", "1")

    def press(self, *keys: str) -> None:
        """Press keys, as from a keyboard."""
        self.server.do("key", *keys)

    def wait_for(self, picture: Image.Image) -> None:
        """Wait until the window looks exactly like a picture."""
        wanted = picture.tobytes()
        self.server.wait_until(lambda now: self.look(now).tobytes() == wanted)

    def wait_for_colour(self, at: tuple[int, int], colour: Colour) -> None:
        """Wait until a pixel of the window has a colour."""
        self.server.wait_until(lambda now: self.look(now).getpixel(at) == colour)

    def expected(self, n_ticks: int, **choices: object) -> Image.Image:
        """Return how the window has to look at rest after so many ticks."""
        moment = self.moment(n_ticks, choices.get("selected"))
        size = self.box[2] - self.box[0], self.box[3] - self.box[1]
        surface = pygame.Surface(size, depth=32)
        status = Status(moment.configuration.name, paused=True)
        able = Abilities(go_back=True) if moment.span else Abilities(restart=True)
        Screen().draw(
            surface,
            moment,
            replace(status, **choices),
            now=0.0,
            abilities=able,
        )
        pixels = pygame.image.tobytes(surface, "RGB")
        return Image.frombytes("RGB", size, pixels)

    def moment(self, n_ticks: int, watched: object = None) -> Snapshot:
        """Return the moment after so many ticks."""
        scenario = load_scenario(self.scenario)
        simulation = Simulation(scenario.configuration, 42)
        run = Run(simulation, None, scenario.max_ticks)
        for _ in range(n_ticks):
            run.step()
        agent = watched if isinstance(watched, int) else None
        return replace(take(run, watched=agent), recorded_to=self.database)

    def title(self) -> str:
        """Return what the window is called."""
        return self.server.do("getwindowname", self.window)

    def wait_for_notice(self, colour: Colour) -> None:
        """Wait until there is a notice of a colour over the world."""
        parts = Arrangement.of(self.look().size)
        at = parts.world.centerx, parts.world.bottom - parts.text(14) - 4
        self.wait_for_colour(at, colour)

    def click_button(self, action: str) -> None:
        """Click the button of an action."""
        parts = Arrangement.of(self.look().size)
        arranged = buttons.arrange(parts, Abilities(restart=True))
        found = {button.action.name: button.box.center for button in arranged}
        self.click(found[action])

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        size = str(width), str(height)
        self.server.do("windowsize", "--sync", self.window, *size)
        self.box = self._box()

    def wait_for_ticks(self, n_ticks: int) -> None:
        """Wait until the recording has at least so many ticks."""
        deadline = time.monotonic() + PATIENCE
        while self._ticks_so_far() < n_ticks:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, f"never {n_ticks} ticks"

    def _ticks_so_far(self) -> int:
        # The window is there a moment before the recording is.
        try:
            return self.recorded_ticks()
        except (TelemetryError, IndexError):
            return 0

    def recorded_ticks(self) -> int:
        """Return how many ticks are recorded."""
        with open_database(self.database) as database:
            return int(database.runs()[0].total_ticks)

    def status(self, path: Path | None = None) -> str:
        """Return how a recorded run ended."""
        with open_database(path or self.database) as database:
            return str(database.runs()[0].status)

    def end(self) -> tuple[int, str]:
        """Wait until it has ended; return its exit code and its messages."""
        _, messages = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, messages


class OpenReplay(OpenViewer):
    """The viewer as a process of its own, playing a run that is recorded first."""

    def __init__(
        self, server: XServer, scenario: str, folder: Path, n_ticks: int
    ) -> None:
        path = folder / "scenario.yaml"
        path.write_text(scenario)
        loaded = load_scenario(path)
        simulation = Simulation(loaded.configuration, 42)
        with Recorder(folder / "run.db", loaded, simulation) as recorder:
            simulation.run(n_ticks, recorder.record)
        with open_run(folder / "run.db") as recorded:
            moments = Moments(recorded)
            while not moments.chronicle.is_complete:
                moments.chronicle.go_on()
            span = moments.snapshot(0).span
            assert span is not None
            self.span = span
        super().__init__(server, scenario, folder, "--paused")

    def _what(self) -> list[str]:
        return ["--replay", str(self.database)]

    def moment(self, n_ticks: int, watched: object = None) -> Snapshot:
        """Return the moment after so many ticks, as a replay shows it."""
        ended = n_ticks == self.span.n_ticks
        moment = super().moment(n_ticks, watched)
        return replace(moment, span=self.span, ended=ended)
