"""In which order desktops are measured: in turn, so that noise hits all of them."""

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Error

from benchmarks import desktop_measure, desktop_peers
from benchmarks.desktop_containers import PROBE, VIEWER
from benchmarks.desktop_figures import LARGE, SMALL, Measured
from benchmarks.desktop_measure import Effort, Running, running
from benchmarks.desktop_page import NeverSeenError
from benchmarks.desktop_peers import DESKTOPS, OURS, Desktop, DockerError
from benchmarks.desktop_samples import LostPressesError
from benchmarks.desktop_watched import (
    FRAMES_PER_SECOND,
    SHARED,
    NotSharedError,
    watched,
)

START, ANSWERS, ANIMATION = "start", "answers", "animation"
ROUND_TRIP, RECONNECT, MEMORY = "round-trip", "reconnect", "memory"
LARGE_ONE, THE_VIEWER, REST = "large", "viewer", "rest"
LAUNCHER, WATCHERS, IMAGES = "launcher", "watchers", "images"
OF_THE_PROBE = (START, ANSWERS, ANIMATION, ROUND_TRIP, RECONNECT, MEMORY)
PARTS = (*OF_THE_PROBE, LARGE_ONE, THE_VIEWER, REST, LAUNCHER, WATCHERS, IMAGES)
_TRIALS = 2
_CPU_PERIODS = 5
_SCENARIO = "/app/thousand.yaml"
_LIKENESS = 3.0
"""Mean difference of brightness below which a picture is the launcher's, of 255."""
_COMPLAINTS = NeverSeenError, LostPressesError, DockerError, NotSharedError, Error


class Rounds:
    """Measures parts of desktops, round after round.

    Parameters
    ----------
    browser : Browser
    effort : Effort
    report : Measured
        Gets the figures.
    scenario : Path
        A file with 1,000 agents.
    say : callable
        Is told what is being measured.
    desktops : sequence of Desktop, optional
        Those that are measured, in turn.
    """

    def __init__(
        self,
        browser: Browser,
        effort: Effort,
        report: Measured,
        scenario: Path,
        say: Callable[[str], None],
        desktops: Sequence[Desktop] = DESKTOPS,
    ) -> None:
        self._browser = browser
        self._effort = effort
        self._report = report
        self._figures = report.figures
        self._scenario = ("-v", f"{scenario}:{_SCENARIO}:ro")
        self._say = say
        self._desktops = desktops
        self._launcher: list[float] | None = None

    def measure(self, parts: Collection[str], rounds: int) -> None:
        """Measure parts of all desktops in so and so many rounds."""
        if IMAGES in parts:
            self._try("images", self._images)
        for number in range(rounds):
            # Nobody is always the one that comes first.
            turn = number % len(self._desktops)
            for desktop in (*self._desktops[turn:], *self._desktops[:turn]):
                self._say(f"round {number + 1} of {rounds}: {desktop.name}")
                self._of_desktop(desktop, parts)
            if LAUNCHER in parts:
                self._try("launcher", self._launcher_start)
        if REST in parts:
            self._say("at rest")
            self._try("at rest", self._rest)
        if WATCHERS in parts:
            # The most that anybody asks for; not more often than it takes.
            for number in range(min(rounds, 3)):
                self._say(f"watchers, {number + 1} of {min(rounds, 3)}")
                self._try("watchers", self._watchers)

    def _of_desktop(self, desktop: Desktop, parts: Collection[str]) -> None:
        name = desktop.name
        if any(part in parts for part in OF_THE_PROBE):
            self._try(name, lambda: self._probe(desktop, parts))
        if LARGE_ONE in parts:
            self._try(f"{name}, 1920×1080", lambda: self._large(desktop))
        if THE_VIEWER in parts:
            self._try(f"{name}, viewer", lambda: self._viewer(desktop))

    def _probe(self, desktop: Desktop, parts: Collection[str]) -> None:
        effort, figures = self._effort, self._figures
        with running(self._browser, desktop, SMALL, PROBE) as one:
            if START in parts:
                desktop_measure.start(one, figures)
            else:
                one.first_picture()
            self._note_second_tries(one)
            one.view.take_keyboard()
            if ANSWERS in parts:
                self._answers(one)
            if MEMORY in parts:
                figures.add("memory", desktop.name, [one.container.memory() / 1e6])
            one.view.animate(on=True)
            if ANIMATION in parts:
                desktop_measure.animation(one, effort, figures)
            if ANSWERS in parts:
                self._answers(one, "_animated")
            if ANIMATION in parts:
                desktop_measure.quality(one, effort, figures)
            if ROUND_TRIP in parts:
                desktop_measure.round_trips(one, effort, figures)
            if RECONNECT in parts and desktop_measure.reconnect(one, figures) is None:
                patience = desktop_measure.RECONNECT_PATIENCE
                self._note(f"{desktop.name} was not back {patience:.0f} s after a drop")

    def _answers(self, one: Running, suffix: str = "") -> None:
        """Press and click; what goes astray costs these figures alone."""
        for name, act in (("key", one.view.press), ("click", one.view.click)):
            samples = act(self._effort.presses)
            try:
                self._figures.add(f"{name}{suffix}", one.name, samples.answers)
            except LostPressesError as lost:
                self._note(f"{one.name}: {name}{suffix} left out: {lost}")

    def _large(self, desktop: Desktop) -> None:
        with running(self._browser, desktop, LARGE, PROBE) as one:
            one.first_picture()
            one.view.take_keyboard()
            one.view.animate(on=True)
            samples = one.view.watch(self._effort.seconds)
            desktop_measure.frames(samples, one.name, "_large", self._figures)

    def _viewer(self, desktop: Desktop) -> None:
        variables = {"VIEWER_ARGUMENTS": _SCENARIO}
        with running(
            self._browser, desktop, SMALL, VIEWER, variables, self._scenario
        ) as one:
            desktop_measure.viewer(one, self._effort, self._figures)

    def _launcher_start(self) -> None:
        """Start ours as it is, and wait until it looks as it looked the first time."""
        if self._launcher is None:
            with running(self._browser, OURS, SMALL, None) as one:
                self._launcher = _settled(one)
        with running(self._browser, OURS, SMALL, None) as one:
            seen = one.view.first_like(self._launcher, _LIKENESS)
            took = seen - one.container.began
            self._figures.add("start_launcher", OURS.name, [took])

    def _rest(self) -> None:
        """Let all desktops do nothing at the same time, each with a browser."""
        with ExitStack() as stack:
            resting = [
                stack.enter_context(running(self._browser, desktop, SMALL, PROBE))
                for desktop in self._desktops
            ]
            for one in resting:
                one.first_picture()
            seconds = 6 * self._effort.seconds / 5
            resting[0].view.page.wait_for_timeout(1000 * seconds)
            for _ in range(_CPU_PERIODS):
                before = [one.container.cpu_seconds() for one in resting]
                resting[0].view.page.wait_for_timeout(1000 * seconds)
                for one, earlier in zip(resting, before, strict=True):
                    taken = one.container.cpu_seconds() - earlier
                    share = 100 * taken / seconds
                    self._figures.add("cpu_at_rest", one.name, [share])

    def _watchers(self) -> None:
        variables = {
            **SHARED,
            "VIEWER_ARGUMENTS": _SCENARIO,
            "VIEWER_FRAMES": str(FRAMES_PER_SECOND),
        }
        with running(
            self._browser, OURS, SMALL, VIEWER, variables, self._scenario
        ) as one:
            watched(self._browser, one, self._effort, self._figures)

    def _images(self) -> None:
        for desktop in DESKTOPS:
            self._figures.add("image", desktop.name, [desktop_peers.megabytes(desktop)])
        size = desktop_peers.headless_megabytes()
        self._figures.add("image_headless", OURS.name, [size])

    def _try(self, what: str, measure: Callable[[], None]) -> None:
        """Measure; once more if something went wrong, and then do without."""
        for trial in range(_TRIALS):
            try:
                measure()
            except _COMPLAINTS as complaint:
                first_line, *log = str(complaint).splitlines()
                again = "measured again" if trial + 1 < _TRIALS else "left out"
                if isinstance(complaint, NotSharedError):
                    self._note(f"{what}: not measured: {first_line}")
                    return
                last = f" ({log[-1]})" if log else ""
                self._note(f"{what}: {again}: {first_line}{last}")
            else:
                return

    def _note_second_tries(self, one: Running) -> None:
        if one.view.n_reloads:
            self._note(f"{one.name}: the page had to be loaded again at the start")
        if one.container.n_ended_apps:
            self._note(f"{one.name}: the app was not seen, and started again")

    def _note(self, text: str) -> None:
        self._say(text)
        self._report.notes.append(text)


def _settled(one: Running) -> list[float]:
    """Return the desktop in miniature once it shows something that stands still."""
    seen: Sequence[float] | None = None
    for _ in range(60):
        one.view.page.wait_for_timeout(1000)
        now = one.view.miniature()
        if now and now == seen and max(now) - min(now) > 100:
            return now
        seen = now
    raise NeverSeenError("a launcher that stands still")
