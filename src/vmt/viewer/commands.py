"""What keys, buttons and the mouse make the viewer do."""

import random
from dataclasses import replace

import pygame

from vmt.viewer import text
from vmt.viewer.controls import Action
from vmt.viewer.prompt import LARGEST_SEED, Prompt, Question
from vmt.viewer.scene.arrows import Arrows
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.viewpoint import Viewpoint
from vmt.viewer.source.pace import SPEEDS, START_SPEED, faster, slower
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.source.source import Source
from vmt.viewer.status import Status
from vmt.viewer.theme import DARK, LIGHT

_PAN_CELLS = 2.0
_CLOSE_CELLS = 14
"""Cells along the view when somebody is followed through a large world."""
_PANS = {
    Action.PAN_LEFT: (1, 0),
    Action.PAN_RIGHT: (-1, 0),
    Action.PAN_UP: (0, 1),
    Action.PAN_DOWN: (0, -1),
}
_TOGGLES = {
    Action.PARTNERS: "partners",
    Action.TRAILS: "trails",
    Action.HOMES: "homes",
    Action.GRID: "grid",
    Action.PANEL: "panel",
    Action.HELP: "help",
}
_ARROWS = {
    Action.TRADE_ARROWS: "to_trade",
    Action.FORAGE_ARROWS: "to_forage",
    Action.WALK_ARROWS: "to_walk",
}
REPEATED = {
    Action.STEP,
    Action.STEP_BACK,
    Action.FASTER,
    Action.SLOWER,
    Action.ZOOM_IN,
    Action.ZOOM_OUT,
    Action.NEXT_AGENT,
    Action.PREVIOUS_AGENT,
    *_PANS,
}
"""What is done again and again while its key is held down."""


class Commands:
    """Does what is asked, to the source and to what is shown.

    Parameters
    ----------
    source : Source
    status : Status
        What is shown at the start.

    Attributes
    ----------
    status : Status
        What is shown now.
    is_over : bool
        The user wants to quit.
    """

    def __init__(self, source: Source, status: Status) -> None:
        self.status = status
        self.is_over = False
        self._source = source
        self._slower_speed = START_SPEED

    def change(self, **choices: object) -> None:
        """Show something else."""
        self.status = replace(self.status, **choices)  # type: ignore[arg-type]

    def tell(self, sentence: str) -> None:
        """Tell the user something."""
        self.change(message=sentence)

    def do(self, action: Action, snapshot: Snapshot, camera: Camera) -> None:
        """Do what a key or a button asks for.

        Parameters
        ----------
        action : Action
            None of the window itself: those are not for here.
        snapshot : Snapshot
            What the user sees.
        camera : Camera
            With which.
        """
        self.change(message=None)
        if action in _TOGGLES:
            name = _TOGGLES[action]
            self.change(**{name: not getattr(self.status, name)})
        elif action in _ARROWS:
            name, arrows = _ARROWS[action], self.status.arrows
            shown = not getattr(arrows, name)
            self.change(arrows=replace(arrows, **{name: shown}))
        elif action in _PANS:
            across, down = (way * _PAN_CELLS * camera.cell for way in _PANS[action])
            self.pan(across, down, camera)
        else:
            self._do_to_run(action, snapshot)
            self._do_to_view(action, snapshot, camera)

    def type(self, event: pygame.event.Event, snapshot: Snapshot) -> None:
        """Take a key while a number is asked for."""
        prompt = self.status.prompt
        assert prompt is not None  # noqa: S101 - the caller has looked
        if event.key == pygame.K_ESCAPE:
            self.change(prompt=None)
        elif event.key in {pygame.K_RETURN, pygame.K_KP_ENTER}:
            self.change(prompt=None)
            if prompt.number is not None:
                self._answer(prompt.question, prompt.number, snapshot)
        else:
            self.change(prompt=prompt.typed(event))

    def pan(self, dx: float, dy: float, camera: Camera) -> None:
        """Draw the world along by some pixels."""
        self.change(viewpoint=self.status.viewpoint.panned(camera, dx, dy))

    def zoom(self, steps: float, at: tuple[int, int], camera: Camera) -> None:
        """Come nearer by some steps, and hold the point under a pixel."""
        self.change(viewpoint=self.status.viewpoint.zoomed(camera, steps, at))

    def pick(self, agent: int | None) -> None:
        """Look at an agent closely, or at none."""
        viewpoint = self.status.viewpoint
        if viewpoint.follow is not None:
            viewpoint = replace(viewpoint, follow=agent)
        self.change(selected=agent, viewpoint=viewpoint)
        self._source.watch(agent)

    def _do_to_run(self, action: Action, snapshot: Snapshot) -> None:
        source, status = self._source, self.status
        match action:
            case Action.PAUSE:
                source.set_paused(paused=not status.paused)
            case Action.STEP:
                source.step()
            case Action.STEP_BACK:
                source.step_back()
            case Action.FIRST:
                source.seek(0)
            case Action.LAST if snapshot.span is not None:
                source.seek(snapshot.span.n_ticks)
            case Action.RESET:
                source.restart()
            case Action.RUN_TO:
                proposal = Prompt(Question.TICK, str(snapshot.tick + 100), True)  # noqa: FBT003
                self.change(prompt=proposal)
            case Action.NEW_SEED if source.abilities.restart:
                seed = random.SystemRandom().randint(0, LARGEST_SEED)
                self.change(prompt=Prompt(Question.SEED, str(seed), True))  # noqa: FBT003
            case Action.FASTER:
                self._set_speed(faster(status.speed))
            case Action.SLOWER:
                self._set_speed(slower(status.speed))
            case Action.FULL_SPEED if status.speed == SPEEDS[-1]:
                self._set_speed(self._slower_speed)
            case Action.FULL_SPEED:
                self._set_speed(SPEEDS[-1])

    def _do_to_view(self, action: Action, snapshot: Snapshot, camera: Camera) -> None:
        status = self.status
        match action:
            case Action.ALL_ARROWS:
                self.change(arrows=Arrows(to_trade=True, to_forage=True, to_walk=True))
            case Action.NO_ARROWS:
                self.change(arrows=Arrows())
            case Action.ZOOM_IN | Action.ZOOM_OUT:
                steps = 1 if action is Action.ZOOM_IN else -1
                self.zoom(steps, camera.area.center, camera)
            case Action.WHOLE:
                self.change(viewpoint=Viewpoint())
            case Action.NEXT_AGENT | Action.PREVIOUS_AGENT:
                way = 1 if action is Action.NEXT_AGENT else -1
                before = status.selected if status.selected is not None else -way
                self.pick((before + way) % snapshot.n_agents)
            case Action.FOLLOW:
                self._follow(camera)
            case Action.LARGER_TEXT:
                self.change(text_scale=text.larger(status.text_scale))
            case Action.SMALLER_TEXT:
                self.change(text_scale=text.smaller(status.text_scale))
            case Action.THEME:
                self.change(theme=LIGHT if status.theme is DARK else DARK)
            case Action.CANCEL if status.help:
                self.change(help=False)
            case Action.CANCEL if status.selected is not None:
                self.pick(None)
            case Action.CANCEL | Action.QUIT:
                self.is_over = True

    def _answer(self, question: Question, number: int, snapshot: Snapshot) -> None:
        source = self._source
        if question is Question.SEED:
            source.restart(number)
        elif number < snapshot.tick and not source.abilities.go_back:
            self.tell(
                f"Tick {number} has passed. A replay of the recording can go back:"
                f" vmt view --replay FILE"
            )
        else:
            source.run_to(number)

    def _set_speed(self, speed: float) -> None:
        if self.status.speed != SPEEDS[-1]:
            self._slower_speed = self.status.speed
        self.change(speed=speed)
        self._source.set_speed(speed)

    def _follow(self, camera: Camera) -> None:
        status, viewpoint = self.status, self.status.viewpoint
        if viewpoint.follow is not None:
            self.change(viewpoint=replace(viewpoint, follow=None))
        elif status.selected is None:
            self.tell("Pick an agent first: click it, or press Tab.")
        else:
            zoom = max(viewpoint.zoom, camera.grid_size / _CLOSE_CELLS, 1.0)
            followed = replace(viewpoint, zoom=zoom, follow=status.selected)
            self.change(viewpoint=followed)
