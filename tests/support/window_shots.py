"""Pictures of the programs' windows, each alone on a screen of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from PIL import Image

from viewer_on_x import PATIENCE, XServer

ROOT = Path(__file__).resolve().parents[2]
VMT = (sys.executable, "-m", "vmt")
_STILL_LOOKS = 5
"""So many pictures in a row that are the same are a window that has come to rest."""


def take_windows(images: Path, folder: Path) -> None:
    """Write the pictures of launcher, builder, viewer and replay.

    Parameters
    ----------
    images : Path
        The folder of the pictures.
    folder : Path
        Empty, for what the programs write.
    """
    recording = folder / "run.db"
    subprocess.run(
        [*VMT, "run", "first_market", "--ticks", "200", "--db", recording, "--quiet"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    view = [*VMT, "view", "first_market", "--paused", "--db", folder / "view.db"]
    with _Stage("1400x900", folder) as stage:
        with stage.program(view, "--class", "vmt-viewer"):
            stage.press("j", "1", "2", "Return")
            stage.save(images / "viewer.png")
            stage.press("t", "f", *["Tab"] * 15)
            stage.save(images / "viewer-agent.png")
            stage.press("F1")
            stage.save(images / "viewer-help.png")
        replay = [*VMT, "view", "--replay", recording, "--paused"]
        with stage.program(replay, "--class", "vmt-viewer"):
            stage.press("j", "6", "0", "Return", "d")
            stage.save(images / "replay.png")
    with (
        _Stage("1024x768", folder) as stage,
        stage.program([*VMT, "launcher"], "--name", "VMT Launcher"),
    ):
        stage.save(images / "launcher.png")
        stage.press("ctrl+o")
        stage.wait_for_window("--name", "Options")
        stage.press("alt+p")
        stage.save(images / "options.png")
        stage.press("Escape")
        stage.press("ctrl+shift+e")
        stage.wait_for_window("--name", "first_market")
        stage.press("Down", "Down")
        stage.save(images / "builder.png")


class _Stage:
    """A screen with a window manager, on which one program is shown at a time."""

    def __init__(self, size: str, folder: Path) -> None:
        self._size, self._folder = size, folder

    def __enter__(self) -> Self:
        self._server = XServer(self._size)
        self._environment = {
            **{k: v for k, v in os.environ.items() if "THEME" not in k},
            "DISPLAY": self._server.name,
            "HOME": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "VMT_DATA_DIR": str(self._folder / "data"),
        }
        # A copy: fluxbox writes its settings back.
        shutil.copytree(
            ROOT / "desktop" / "wm", settings := self._folder / f"wm-{self._size}"
        )
        self._manager = subprocess.Popen(
            ["fluxbox", "-rc", settings / "init"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._manager.terminate()
        self._manager.wait(PATIENCE)
        self._server.stop()

    @contextmanager
    def program(self, command: Sequence[str | Path], *which: str) -> Iterator[None]:
        """Show a program until the end of the block."""
        process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL
        )
        try:
            self.wait_for_window(*which)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)

    def wait_for_window(self, *which: str) -> None:
        """Wait for a window, by what xdotool looks for, and make it the active one."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = self._server.do("search", "--onlyvisible", *which)
                self._server.do("windowactivate", "--sync", found.splitlines()[0])
            except subprocess.CalledProcessError:  # there is none yet
                assert time.monotonic() < deadline, f"no window {which}"
            else:
                self.leave()
                return

    def press(self, *keys: str) -> None:
        """Press keys, as from a keyboard."""
        self.wait_until_still()
        self._server.do("key", "--delay", "40", *keys)

    def leave(self) -> None:
        """Move the mouse to a corner of the screen, where it is over nothing."""
        self._server.do("mousemove", "0", self._size.partition("x")[2])

    def wait_until_still(self) -> Image.Image:
        """Return the screen once it has come to rest."""
        looks: list[Image.Image] = []

        def is_still(picture: Image.Image) -> bool:
            looks.append(picture)
            last = [look.tobytes() for look in looks[-_STILL_LOOKS:]]
            del looks[:-_STILL_LOOKS]
            return len(last) == _STILL_LOOKS and len(set(last)) == 1

        return self._server.wait_until(is_still)

    def save(self, path: Path) -> None:
        """Write the active window as it looks when it has come to rest."""
        picture = self.wait_until_still()
        box = self._server.box_of(int(self._server.do("getactivewindow")))
        picture.crop(box).save(path, optimize=True)
