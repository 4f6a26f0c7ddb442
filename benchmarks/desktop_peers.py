"""The desktops that are measured, how their images are built, and the app on them."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS = ROOT / "benchmarks" / "workers"
RECIPES = ROOT / "benchmarks" / "desktops"
PORT = 6080
"""On which each of them listens inside."""
ENVIRONMENT = "vmt-bench-environment"
"""The volume with our image's Python environment, for the app on the others."""

_HEADLESS = "vmt-bench-headless"


class DockerError(Exception):
    """Docker is not there, or did not do what it was told; the message says why."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """A desktop in a browser, as an image.

    Attributes
    ----------
    name : str
    frame : str
        CSS selector of what the page has its picture in.
    websocket : str
        Path of the WebSocket that speaks RFB.
    page : str or None
        Path of the page; None: it prints a link.
    lives : str
        A JavaScript expression: whether its page goes on trying by itself.
    """

    name: str
    frame: str
    websocket: str
    page: str | None
    lives: str = "true"

    @property
    def canvas(self) -> str:
        """CSS selector of its picture."""
        return f"{self.frame} canvas"

    @property
    def follows(self) -> bool:
        """Whether it takes the size that its page has for it."""
        return self.page is None

    @property
    def image(self) -> str:
        """The tag of its image."""
        return f"vmt-bench-{self.name}"

    def options(self, size: tuple[int, int]) -> list[str]:
        """Return the options of ``docker run`` for a screen of a size [px]."""
        shape = f"{size[0]}x{size[1]}"
        if self.page is None:
            return ["-e", f"VMT_DISPLAY_SIZE={shape}"]
        return ["-e", f"DISPLAY_SIZE={shape}", "-v", f"{ENVIRONMENT}:/opt/vmt:ro"]


_NOVNC = "/vnc.html?autoconnect=true&resize=off&reconnect=true&reconnect_delay=100"
_NOVNC_FRAME = "#noVNC_container"
OURS = Desktop("ours", "#desktop", "/vnc", None)
_NOVNC_LIVES = "/noVNC_(re)?connect(ing|ed)/.test(document.documentElement.className)"
PLAIN = Desktop("plain", _NOVNC_FRAME, "/websockify", _NOVNC, _NOVNC_LIVES)
XVNC = Desktop("xvnc", _NOVNC_FRAME, "/websockify", _NOVNC, _NOVNC_LIVES)
DESKTOPS = (OURS, PLAIN, XVNC)


def docker(*arguments: str, given: str | None = None) -> str:
    """Run the client and return what it prints.

    Raises
    ------
    DockerError
        With what it said.
    """
    try:
        done = subprocess.run(
            ["docker", *arguments],
            input="" if given is None else given,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise DockerError("there is no docker: install Docker's client") from None
    if done.returncode != 0:
        what = " ".join(("docker", *arguments[:2]))
        raise DockerError(f"{what}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def build(say: Callable[[str], None], *, of_head: bool = True) -> None:
    """Build the images, ours from what is committed, and the apps' environment.

    Parameters
    ----------
    say : callable
        Is told what is being built.
    of_head : bool, optional
        Whether ours is of the last commit, or else of the files as they are.
    """
    say(f"building {OURS.image}")
    with committed() if of_head else nullcontext(ROOT) as source:
        build_ours(source, OURS.image)
        build_ours(source, _HEADLESS, "--target", "headless")
    for desktop in (PLAIN, XVNC):
        say(f"building {desktop.image}")
        docker("build", "-t", desktop.image, str(RECIPES / desktop.name))
    refresh_environment()


def build_ours(source: Path, tag: str, *options: str) -> None:
    """Build our image of a tree of files."""
    recipe = str(source / "Dockerfile.desktop")
    docker("build", "-f", recipe, "-t", tag, *options, str(source))


@contextmanager
def committed() -> Iterator[Path]:
    """Give a tree of the files of the last commit, to change at will."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary, "head")
        _git("worktree", "add", "--detach", str(source), "HEAD")
        try:
            yield source
        finally:
            _git("worktree", "remove", "--force", str(source))


def refresh_environment() -> None:
    """Fill the volume with the environment of our image as it is now."""
    with suppress(DockerError):  # there was none
        docker("volume", "rm", ENVIRONMENT)
    # An empty volume gets what the image has where it is mounted.
    mount = f"{ENVIRONMENT}:/opt/vmt"
    docker("run", "--rm", "--entrypoint", "true", "-v", mount, OURS.image)


def megabytes(desktop: Desktop) -> float:
    """Return the size of its image, all layers [MB]."""
    return _megabytes(desktop.image)


def headless_megabytes() -> float:
    """Return the size of our image without a desktop [MB]."""
    return _megabytes(_HEADLESS)


def _megabytes(image: str) -> float:
    return int(docker("image", "inspect", "--format", "{{.Size}}", image)) / 1e6


def _git(*arguments: str) -> None:
    command = ["git", "-C", str(ROOT), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DockerError(f"git {arguments[0]}: {done.stderr.strip()}")
