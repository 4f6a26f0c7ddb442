"""The window's loop: events become actions, snapshots become frames."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.controls import Action, action_of
from vmt.viewer.panels import buttons
from vmt.viewer.scene.agents import Arrows
from vmt.viewer.screen import Screen
from vmt.viewer.source.pace import faster, slower
from vmt.viewer.source.source import Source
from vmt.viewer.status import Status
from vmt.viewer.window import Window

FRAME_SECONDS = 1 / 40
_REDRAW = {
    pygame.WINDOWEXPOSED,
    pygame.WINDOWSHOWN,
    pygame.WINDOWRESTORED,
    pygame.WINDOWSIZECHANGED,
}


class Loop:
    """Shows a run and does what the user asks, in frames that never wait for ticks.

    Parameters
    ----------
    source : Source
    news : threading.Event
        Set by the source when there is something new to draw.
    window : Window
    screen : Screen
    status : Status
        What is shown at the start.
    """

    def __init__(
        self,
        source: Source,
        news: threading.Event,
        window: Window,
        screen: Screen,
        status: Status,
    ) -> None:
        self._source = source
        self._news = news
        self._window = window
        self._screen = screen
        self._status = status
        self._pointer: tuple[int, int] | None = None
        self._hovered: Action | None = None
        self._last_frame = 0.0
        self._stale = True
        self._answering = True
        self._glided = False
        self._done = False

    def run(self, signals: Sequence[int] = ()) -> None:
        """Show the run until the user quits or there is something in `signals`."""
        while not self._done and not signals:
            for event in self._events():
                self._handle(event)
            self._draw_if_due()

    def _events(self) -> list[pygame.event.Event]:
        """Return what the user has done, once a frame; news may come before that."""
        # pygame.event.wait would look for events a thousand times a second.
        until_due = self._last_frame + FRAME_SECONDS - time.monotonic()
        # A window that nobody sees is not drawn, however long its frame is due.
        if self._news.wait(until_due if until_due > 0 else FRAME_SECONDS):
            self._news.clear()
            self._stale = True
        return pygame.event.get()

    def _handle(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT:
            self._done = True
        elif event.type in _REDRAW:
            self._window.lost()
            self._answer()
        elif event.type == pygame.KEYDOWN:
            action = action_of(event)
            if action is not None:
                self._do(action)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            if event.button == pygame.BUTTON_LEFT:
                self._press(event.pos)
        elif event.type == pygame.MOUSEMOTION:
            self._point(event.pos)
        elif event.type == pygame.WINDOWLEAVE:
            self._point(None)

    def _answer(self) -> None:
        """Draw at once, ahead of the next frame's time: the user has done something."""
        self._stale = self._answering = True

    def _change(self, **choices: object) -> None:
        self._status = replace(self._status, **choices)  # type: ignore[arg-type]

    def _do(self, action: Action) -> None:
        status, source = self._status, self._source
        arrows = status.arrows
        match action:
            case Action.PAUSE:
                source.set_paused(paused=not status.paused)
                self._change(paused=not status.paused)
            case Action.STEP:
                source.step()
            case Action.RESET:
                source.restart()
            case Action.FASTER | Action.SLOWER:
                change = faster if action is Action.FASTER else slower
                self._change(speed=change(status.speed))
                source.set_speed(self._status.speed)
            case Action.TRADE_ARROWS:
                self._change(arrows=replace(arrows, to_trade=not arrows.to_trade))
            case Action.FORAGE_ARROWS:
                self._change(arrows=replace(arrows, to_forage=not arrows.to_forage))
            case Action.WALK_ARROWS:
                self._change(arrows=replace(arrows, to_walk=not arrows.to_walk))
            case Action.ALL_ARROWS:
                self._change(arrows=Arrows(to_trade=True, to_forage=True, to_walk=True))
            case Action.NO_ARROWS:
                self._change(arrows=Arrows())
            case Action.GRID:
                self._change(grid=not status.grid)
            case Action.PANEL:
                self._change(panel=not status.panel)
            case Action.HELP:
                self._change(help=not status.help)
            case Action.CANCEL if status.help:
                self._change(help=False)
            case Action.CANCEL | Action.QUIT:
                self._done = True
        self._answer()

    def _press(self, at: tuple[int, int]) -> None:
        if self._status.help:
            self._do(Action.HELP)
        elif (action := self._action_under(at)) is not None:
            self._do(action)

    def _point(self, at: tuple[int, int] | None) -> None:
        hovered = None if at is None else self._action_under(at)
        self._pointer = at
        if hovered is not self._hovered:
            self._hovered = hovered
            self._answer()

    def _action_under(self, at: tuple[int, int]) -> Action | None:
        header = Arrangement.of(self._window.surface.get_size()).header
        found = (b.action for b in buttons.arrange(header) if b.box.collidepoint(at))
        return next(found, None)

    def _draw_if_due(self) -> None:
        now = time.monotonic()
        # One frame more than the movement lasts, so that all arrive.
        wanted = self._stale or self._glided
        due = self._answering or now >= self._last_frame + FRAME_SECONDS
        if not (wanted and due and self._window.is_visible):
            return
        self._stale = self._answering = False
        self._last_frame = now
        surface = self._window.surface
        snapshot = self._source.look()
        self._screen.draw(surface, snapshot, self._status, now, pointer=self._pointer)
        self._glided = self._screen.is_moving(now)
        self._window.show()
