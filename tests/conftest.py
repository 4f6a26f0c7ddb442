"""What several parts of the suite share: a running desktop, and a browser."""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from vmt_desktop.probes import wait_until

REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds after which something that was waited for counts as never happening."""


class Output:
    """The lines a process prints, collected as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._grown = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._collect, args=(process,))
        self._thread.start()

    def _collect(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._grown:
                self.lines.append(line.rstrip("\n"))
                self._grown.notify_all()
        process.stdout.close()
        with self._grown:
            self._ended = True
            self._grown.notify_all()

    def wait_for(self, pattern: str, *, count: int = 1) -> re.Match[str]:
        """Return the match in the `count`-th line that has one, waiting for it."""

        def matches() -> list[re.Match[str]]:
            return [m for line in self.lines if (m := re.search(pattern, line))]

        with self._grown:
            self._grown.wait_for(
                lambda: len(matches()) >= count or self._ended, PATIENCE
            )
            found = matches()
        text = "\n".join(self.lines)
        assert len(found) >= count, f"no line has {pattern!r} in:\n{text}"
        return found[count - 1]

    def join(self) -> str:
        """Return all lines after the process has closed its output."""
        self._thread.join(PATIENCE)
        return "\n".join(self.lines)


class Desktop:
    """The desktop as ``vmt-desktop up`` runs it, on a port of its own."""

    def __init__(self, folder: Path, app: str, variables: dict[str, str]) -> None:
        self.port = unused_port()
        self.runtime_dir = folder / "run"
        self.data_dir = folder / "data"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("VMT_")},
            "VMT_PORT": str(self.port),
            "VMT_RUNTIME_DIR": str(self.runtime_dir),
            "VMT_DATA_DIR": str(self.data_dir),
            "HOME": str(folder),
            **variables,
        }
        self.command = [sys.executable, "-m", "vmt_desktop.cli"]
        self.process = subprocess.Popen(
            [*self.command, "up", app],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = Output(self.process)

    @property
    def link(self) -> str:
        """The link it printed."""
        return self.output.wait_for(r"(http://\S+)")[1]

    def ask(self, command: str) -> str:
        """Run ``vmt-desktop COMMAND`` beside it and return what it prints."""
        done = subprocess.run(
            [*self.command, command],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def programs(self) -> dict[str, int]:
        """Return the process number of each supervised program that runs."""
        done = subprocess.run(
            ["supervisorctl", "-c", str(REPOSITORY / "supervisord.conf"), "status"],
            capture_output=True,
            text=True,
            check=False,
            env={
                **self.environment,
                "PATH": search_path(),
                "VMT_HOME": str(REPOSITORY),
            },
        )
        pattern = r"^(\S+)\s+RUNNING\s+pid (\d+)"
        return {m[1]: int(m[2]) for m in re.finditer(pattern, done.stdout, re.M)}

    def end(self) -> int:
        """Wait until it ends by itself and return its exit code."""
        code = self.process.wait(PATIENCE)
        self.output.join()
        return code

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.end()


def search_path() -> str:
    """Return PATH with the programs of the virtual environment first."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def unused_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def missing(what: str) -> None:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI=true")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Find ports that nobody listens on."""
    return unused_port


@pytest.fixture
def start_desktop(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Desktop]]:
    """Start desktops natively; they are ended with the test."""
    for program in ("Xvfb", "x11vnc", "fluxbox"):
        if shutil.which(program) is None:
            missing(program)
    started: list[Desktop] = []

    def start(app: str = "launcher.py", **variables: str) -> Desktop:
        desktop = Desktop(tmp_path_factory.mktemp("desktop"), app, variables)
        started.append(desktop)
        return desktop

    yield start
    for desktop in started:
        desktop.stop()


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once; tests open contexts of their own in it."""
    if not CHROMIUM.exists():
        missing(str(CHROMIUM))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


class Screen:
    """The desktop as a visitor sees it: a page at one screen pixel a pixel."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, link: str) -> None:
        """Open the link and wait for the picture, without another click."""
        self.page.goto(link)
        self.page.wait_for_selector("html[data-state=connected]", timeout=60_000)

    def image(self) -> Image.Image:
        """Return the picture of the desktop, RGB."""
        box = self.page.locator("canvas").last.bounding_box()
        assert box is not None
        picture = self.page.screenshot(clip=box, animations="allow")  # type: ignore[arg-type]
        return Image.open(io.BytesIO(picture)).convert("RGB")

    def click(self, x: float, y: float, count: int = 1) -> None:
        """Click a pixel of the desktop."""
        box = self.page.locator("canvas").last.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + x, box["y"] + y, click_count=count)

    def press(self, key: str) -> None:
        """Press a key, as Playwright names them."""
        self.page.keyboard.press(key)

    def wait_for(
        self, holds: Callable[[Image.Image], object], what: str
    ) -> Image.Image:
        """Look until the condition holds for the picture; return the picture."""
        seen: list[Image.Image] = []

        def looks_right() -> bool:
            seen[:] = [self.image()]
            return bool(holds(seen[0]))

        assert wait_until(looks_right, PATIENCE), f"never seen: {what}"
        return seen[0]


@pytest.fixture
def open_screen(chromium: Browser) -> Iterator[Callable[[str], Screen]]:
    """Open links in a fresh profile, in a window of 1280 x 840."""
    contexts = []

    def open_link(link: str) -> Screen:
        context = chromium.new_context(viewport={"width": 1280, "height": 840})
        contexts.append(context)
        screen = Screen(context.new_page())
        screen.open(link)
        return screen

    yield open_link
    for context in contexts:
        context.close()
