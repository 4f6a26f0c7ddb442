"""The window's loop: events become actions, snapshots become frames."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pygame

from vmt.errors import UserError
from vmt.viewer import screenshot
from vmt.viewer.commands import REPEATED, Commands
from vmt.viewer.controls import Action, action_of
from vmt.viewer.gestures import Gesture, Gestures, Kind
from vmt.viewer.panels.timeline import tick_at
from vmt.viewer.scene.picking import agent_at
from vmt.viewer.screen import Screen
from vmt.viewer.source.gate import Gate
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.source.source import Source
from vmt.viewer.status import Status, caption
from vmt.viewer.waiting import Waiter
from vmt.viewer.window import Window

FRAME_SECONDS = 1 / 60
_MESSAGE_SECONDS = 6.0
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
        Wakes the waiter when there is something new to draw.
    waiter : Waiter
    gate : Gate
        Closed while a frame is drawn.
    window : Window
    status : Status
        What is shown at the start.
    """

    def __init__(
        self,
        source: Source,
        waiter: Waiter,
        gate: Gate,
        window: Window,
        status: Status,
    ) -> None:
        self._source = source
        self._waiter = waiter
        self._gate = gate
        self._window = window
        self._screen = Screen()
        self._commands = Commands(source, status)
        self._gestures = Gestures()
        self._held: set[int] = set()
        self._snapshot = source.look()
        self._caption = ""
        self._last_frame = 0.0
        self._message: str | None = None
        self._message_since = 0.0
        self._stale = self._answering = True
        self._glided = False
        self._drew = False

    def run(self, signals: Sequence[int] = ()) -> None:
        """Show the run until the user quits or there is something in `signals`."""
        while not (self._commands.is_over or signals):
            self._wait()
            for event in pygame.event.get():
                self._handle(event)
            self._forget_message()
            self._draw_if_due()

    def _wait(self) -> None:
        """Wait until there is something to do, and no longer."""
        until_due = self._last_frame + FRAME_SECONDS - time.monotonic()
        seconds: float | None = None
        if self._drew:
            seconds = 0.0  # drawing may have taken events off the display's socket
        elif (self._stale or self._glided) and self._window.is_visible:
            # One that nobody sees is not drawn until the display tells of it again.
            seconds = 0.0 if self._answering else until_due
        self._drew = False
        if self._waiter.wait(seconds):
            self._stale = True

    def _handle(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT:
            self._commands.is_over = True
        elif event.type in _REDRAW:
            self._window.lost()
            self._answer()
        elif event.type == pygame.KEYDOWN:
            self._press(event)
        elif event.type == pygame.KEYUP:
            self._held.discard(event.key)
        elif event.type == pygame.WINDOWFOCUSLOST:
            self._held.clear()
        else:
            before = self._gestures.pointer
            gesture = self._gestures.of(event)
            if gesture is not None:
                self._follow_gesture(gesture)
            if self._gestures.pointer != before:
                self._stale = True

    def _answer(self) -> None:
        """Draw at once, ahead of the next frame's time: the user has done something."""
        self._stale = self._answering = True

    def _press(self, event: pygame.event.Event) -> None:
        is_repeat = event.key in self._held
        self._held.add(event.key)
        if self._commands.status.prompt is not None:
            self._commands.type(event, self._snapshot)
            self._answer()
            return
        action = action_of(event)
        if action is not None and (not is_repeat or action in REPEATED):
            self._do(action)

    def _do(self, action: Action) -> None:
        if action is Action.SCREENSHOT:
            self._save_picture()
        else:
            self._commands.do(action, self._snapshot, self._screen.camera)
            self._look()
        self._answer()

    def _look(self) -> None:
        """Have the camera of what is shown now: what comes next is relative to it."""
        self._screen.look(self._window.surface, self._snapshot, self._commands.status)

    def _save_picture(self) -> None:
        name, moment = self._commands.status.scenario_name, self._snapshot
        try:
            path = screenshot.save(self._window.surface, name, moment.seed, moment.tick)
        except UserError as error:
            self._commands.tell(str(error))
        else:
            self._commands.tell(f"Saved: {path}")

    def _forget_message(self) -> None:
        now, message = time.monotonic(), self._commands.status.message
        if message != self._message:
            self._message, self._message_since = message, now
        elif message is not None and now > self._message_since + _MESSAGE_SECONDS:
            self._commands.change(message=None)
            self._stale = True

    def _follow_gesture(self, gesture: Gesture) -> None:
        commands, camera = self._commands, self._screen.camera
        line, span = self._screen.parts.timeline, self._snapshot.span
        self._stale = True
        if gesture.kind is Kind.CLICK and commands.status.help:
            self._do(Action.HELP)
        elif span is not None and line.collidepoint(gesture.start):
            if gesture.kind is not Kind.WHEEL:
                self._source.seek(tick_at(line, span, gesture.at[0]))
        elif gesture.kind is Kind.CLICK:
            self._click(gesture.at)
        elif not camera.area.collidepoint(gesture.start):
            return
        elif gesture.kind is Kind.DRAG:
            commands.pan(*gesture.moved, camera)
            self._look()
        else:
            commands.zoom(gesture.moved[1], gesture.at, camera)
            self._look()

    def _click(self, at: tuple[int, int]) -> None:
        for button in self._screen.buttons:
            if button.box.collidepoint(at):
                self._do(button.action)
                return
        for link in self._screen.links:
            if link.box.collidepoint(at):
                self._commands.pick(link.agent)
                self._answer()
                return
        if self._screen.camera.sight.collidepoint(at):
            self._commands.pick(agent_at(self._screen.placement, at))
            self._answer()

    def _draw_if_due(self) -> None:
        now = time.monotonic()
        # One frame more than the movement lasts, so that all arrive.
        wanted = self._stale or self._glided
        due = self._answering or now >= self._last_frame + FRAME_SECONDS
        if not (wanted and due and self._window.is_visible):
            return
        self._stale = self._answering = False
        self._last_frame = now
        self._snapshot = self._source.look()
        self._keep_up(self._snapshot)
        with self._gate.closed():
            self._screen.draw(
                self._window.surface,
                self._snapshot,
                self._commands.status,
                now,
                pointer=self._gestures.pointer,
                abilities=self._source.abilities,
            )
            self._window.show()
        self._glided = self._screen.is_moving(now)
        self._drew = True

    def _keep_up(self, snapshot: Snapshot) -> None:
        """Let what is shown follow what the source has done by itself."""
        status = self._commands.status
        if status.paused != self._source.paused:
            self._commands.change(paused=self._source.paused)
        title = caption(
            status.scenario_name, snapshot.seed, is_replay=snapshot.span is not None
        )
        if title != self._caption:
            self._caption = title
            self._window.set_caption(title)
        followed = status.viewpoint.follow
        if followed is not None and followed < snapshot.n_agents:
            camera = self._screen.look(self._window.surface, snapshot, status)
            x, y = int(snapshot.x[followed]), int(snapshot.y[followed])
            kept = status.viewpoint.keeping(camera, x, y)
            self._commands.change(viewpoint=replace(kept, follow=followed))
