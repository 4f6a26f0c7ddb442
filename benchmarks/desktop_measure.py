"""What is measured of one running desktop."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pygame
from playwright.sync_api import Browser

from benchmarks.desktop_containers import Container
from benchmarks.desktop_figures import ROUND_TRIPS, Figures
from benchmarks.desktop_page import NeverSeenError, View
from benchmarks.desktop_peers import Desktop
from benchmarks.desktop_proxy import DelayingProxy
from benchmarks.desktop_samples import Samples, luma, psnr
from benchmarks.workers import desktop_scene, desktop_stamp
from vmt.viewer.source.pace import SPEEDS, START_SPEED

VIEWER_SPEED = 100
"""Ticks a second; as fast as possible would leave nothing of a processor."""
APP_PATIENCE = 15.0
"""Seconds after which an app counts as one that waits for ever."""
RECONNECT_PATIENCE = 10.0
"""Seconds after which a connection counts as never coming back."""
_SETTLE_SECONDS = 2.0
"""Until what was on its way under another delay has arrived, and that was noticed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is measured.

    Attributes
    ----------
    seconds : float
        For each look at an animation.
    presses : int
        Of keys, and as many clicks.
    pictures : int
        That are compared with what was drawn.
    """

    seconds: float
    presses: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Running:
    """A desktop that runs, and somebody who looks at it in a browser.

    Attributes
    ----------
    container : Container
    proxy : DelayingProxy
        All that goes between the browser and the container.
    view : View
    """

    container: Container
    proxy: DelayingProxy
    view: View

    @property
    def origin(self) -> str:
        """Where the page is, without its path."""
        return f"http://localhost:{self.proxy.port}"

    def first_picture(self) -> tuple[float, bool]:
        """Return when the app was first seen [s], and whether it was the first app.

        SDL waits for ever in one of ten starts on Xvnc: then it has another try.
        """
        try:
            return self.view.first_picture(APP_PATIENCE), True
        except NeverSeenError:
            self.container.end_app()
            return self.view.first_picture(), False

    @property
    def name(self) -> str:
        """The desktop's name."""
        return self.container.desktop.name


@contextmanager
def running(
    browser: Browser,
    desktop: Desktop,
    size: tuple[int, int],
    app: str | None,
    variables: dict[str, str] | None = None,
    options: tuple[str, ...] = (),
) -> Iterator[Running]:
    """Start a desktop and open its page; end both afterwards."""
    variables = {"PROBE_SIZE": f"{size[0]}x{size[1]}"} | (variables or {})
    with (
        Container(desktop, size, app, variables, options) as container,
        DelayingProxy(container.port) as proxy,
    ):
        view = View(browser, desktop, size)
        try:
            one = Running(container, proxy, view)
            view.open(f"{one.origin}{container.path()}")
            yield one
        finally:
            view.close()


def start(one: Running, figures: Figures) -> None:
    """Wait for the first picture, and take down how long that took."""
    seen, at_once = one.first_picture()
    if at_once:
        figures.add("start", one.name, [seen - one.container.began])


def animation(one: Running, effort: Effort, figures: Figures) -> None:
    """Look at the animation, and count what is sent of it."""
    before, worked_before = one.proxy.received, one.container.cpu_seconds()
    samples = one.view.watch(effort.seconds)
    sent = one.proxy.received - before
    worked = one.container.cpu_seconds() - worked_before
    frames(samples, one.name, "", figures)
    figures.add("torn", one.name, [100 * samples.torn])
    figures.add("drawn", one.name, [samples.drawn_per_second])
    passed = (samples.ended - samples.began) / 1000
    figures.add("cpu_animated", one.name, [100 * worked / passed])
    figures.add("kilobytes", one.name, [sent / passed / 1000])
    if samples.frames_per_second:
        a_frame = sent / passed / 1000 / samples.frames_per_second
        figures.add("kilobytes_a_frame", one.name, [a_frame])


def quality(one: Running, effort: Effort, figures: Figures) -> None:
    """Compare pictures in the browser with what the program has drawn."""
    pygame.font.init()
    size = one.container.size
    scene, drawn = desktop_scene.Scene(size), pygame.Surface(size, depth=32)
    within = slice(desktop_stamp.HEIGHT, -desktop_stamp.HEIGHT)
    found = []
    for _ in range(effort.pictures):
        if (seen := one.view.frame()) is None:
            continue
        number, picture = seen
        scene.draw(drawn, number)
        truth = pygame.surfarray.array3d(drawn).swapaxes(0, 1)
        if picture.shape == truth.shape:
            found.append(psnr(luma(picture[within]), luma(truth[within])))
    figures.add("psnr", one.name, [float(np.median(found))] if found else [])


def round_trips(one: Running, effort: Effort, figures: Figures) -> None:
    """Look at the animation from farther and farther away."""
    for milliseconds in ROUND_TRIPS:
        one.proxy.delay = milliseconds / 2000
        one.view.watch(_SETTLE_SECONDS)
        samples = one.view.watch(effort.seconds)
        frames(samples, one.name, f"_{milliseconds}", figures)
    one.proxy.delay = 0.0
    one.view.watch(_SETTLE_SECONDS)


def reconnect(one: Running, figures: Figures) -> float | None:
    """Break the connection of an animation; return how long it was away [s]."""
    one.proxy.drop()
    dropped = time.time()
    seen = one.view.seen_since(dropped, RECONNECT_PATIENCE)
    if seen is None:
        return None
    figures.add("reconnect", one.name, [seen - dropped])
    return seen - dropped


def frames(samples: Samples, desktop: str, suffix: str, figures: Figures) -> None:
    """Take down frames a second and their ages."""
    figures.add(f"frames{suffix}", desktop, [samples.frames_per_second])
    figures.add(f"age{suffix}", desktop, samples.ages)


def set_viewer_going(one: Running) -> None:
    """Let the viewer go so fast that each of its frames is another one."""
    one.view.find_strip(desktop_stamp.VIEWER_CELL)
    one.view.take_keyboard()
    steps = SPEEDS.index(VIEWER_SPEED) - SPEEDS.index(START_SPEED)
    # Up and + both mean faster.
    one.view.type(("ArrowUp", "+") * (steps // 2) + ("ArrowUp",) * (steps % 2))


def viewer(one: Running, effort: Effort, figures: Figures) -> None:
    """Look at the real viewer at work."""
    set_viewer_going(one)
    samples = one.view.watch(effort.seconds)
    frames(samples, one.name, "_viewer", figures)
    figures.add("drawn_viewer", one.name, [samples.drawn_per_second])
