"""What keys, buttons and prompts do to a run and to what is shown of it."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pygame
import pytest

from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario
from vmt.viewer.commands import Commands
from vmt.viewer.controls import Action
from vmt.viewer.prompt import LARGEST_SEED, Prompt, Question
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.viewpoint import Viewpoint
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.run import Run
from vmt.viewer.status import Status
from vmt.viewer.theme import DARK, LIGHT

if TYPE_CHECKING:
    from conftest import Listener

AREA = pygame.Rect(0, 0, 600, 600)


class Desk:
    """A run with the commands that steer it."""

    def __init__(self, source: LiveSource, listener: "Listener") -> None:
        self.source = source
        self.listener = listener
        self.commands = Commands(source, Status("Steered", paused=True))

    @property
    def status(self) -> Status:
        """What is shown."""
        return self.commands.status

    @property
    def camera(self) -> Camera:
        """How it is seen."""
        size = self.source.look().configuration.grid_size
        return self.status.viewpoint.camera(AREA, size)

    def do(self, *actions: Action) -> None:
        """Do some actions, one after the other."""
        for action in actions:
            self.commands.do(action, self.source.look(), self.camera)

    def type(self, keys: str) -> None:
        """Type into the prompt: digits, < for backspace, ! for Enter, ~ for Esc."""
        codes = {"<": pygame.K_BACKSPACE, "!": pygame.K_RETURN, "~": pygame.K_ESCAPE}
        for key in keys:
            text = "" if key in codes else key
            event = pygame.event.Event(
                pygame.KEYDOWN, key=codes.get(key, 0), unicode=text, mod=0
            )
            self.commands.type(event, self.source.look())


@pytest.fixture
def desk(
    start_runner: Callable[..., LiveSource],
    small_market: Scenario,
    listener: "Listener",
) -> Desk:
    """Steer a paused run of the small market."""
    configuration = small_market.configuration
    source = start_runner(lambda: Run(Simulation(configuration, 42), None))
    return Desk(source, listener)


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (Action.PARTNERS, lambda status: status.partners),
        (Action.TRAILS, lambda status: status.trails),
        (Action.HOMES, lambda status: status.homes),
        (Action.GRID, lambda status: status.grid),
        (Action.PANEL, lambda status: status.panel),
        (Action.HELP, lambda status: status.help),
        (Action.TRADE_ARROWS, lambda status: status.arrows.to_trade),
        (Action.FORAGE_ARROWS, lambda status: status.arrows.to_forage),
        (Action.WALK_ARROWS, lambda status: status.arrows.to_walk),
        (Action.THEME, lambda status: status.theme is DARK),
    ],
)
def test_switch_shows_and_hides(
    desk: Desk, action: Action, shown: Callable[[Status], bool]
) -> None:
    """The first press turns it over, the second back, and nothing else changes."""
    before = desk.status

    desk.do(action)
    assert shown(desk.status) is not shown(before)
    desk.do(action)

    assert desk.status == before


def test_text_grows_and_shrinks_between_its_ends(desk: Desk) -> None:
    """Ctrl and + as often as one likes, and Ctrl and − back."""
    desk.do(*[Action.LARGER_TEXT] * 20)
    assert desk.status.text_scale == 2.0
    desk.do(*[Action.SMALLER_TEXT] * 20)

    assert desk.status.text_scale == 0.8


def test_full_speed_gives_way_to_the_speed_before(desk: Desk) -> None:
    """As fast as possible, and back to the ten ticks a second that were chosen."""
    desk.do(Action.FASTER)
    chosen = desk.status.speed

    desk.do(Action.FULL_SPEED)
    assert math.isinf(desk.status.speed)
    assert math.isinf(desk.source.speed)
    desk.do(Action.FULL_SPEED)

    assert desk.status.speed == desk.source.speed == chosen


def test_run_goes_to_a_tick_and_pauses_there(desk: Desk) -> None:
    """J, 25, Enter: the run is at tick 25 and waits."""
    desk.do(Action.RUN_TO)
    desk.type("25!")

    snapshot = desk.listener.wait(desk.source, lambda s: s.tick == 25)
    assert desk.source.paused
    assert snapshot.tick == 25
    assert desk.status.prompt is None


def test_tick_that_has_passed_is_answered_by_a_sentence(desk: Desk) -> None:
    """A run cannot go back; the message says what can."""
    desk.do(Action.STEP, Action.STEP)
    desk.listener.wait(desk.source, lambda s: s.tick == 2)

    desk.do(Action.RUN_TO)
    desk.type("1!")

    assert desk.status.message is not None
    assert "--replay" in desk.status.message
    assert desk.source.look().tick == 2


def test_another_seed_begins_another_run(desk: Desk) -> None:
    """N, 7, Enter: the first moment of the run with seed 7."""
    desk.do(Action.NEW_SEED)
    desk.type("7!")

    desk.listener.wait(desk.source, lambda s: s.run == 1)
    assert desk.status.prompt is None


def test_proposed_seed_is_one_that_can_be_used(desk: Desk) -> None:
    """Enter alone takes the seed that was proposed."""
    desk.do(Action.NEW_SEED)
    prompt = desk.status.prompt
    assert prompt is not None
    assert prompt.number is not None
    assert 0 <= prompt.number <= LARGEST_SEED

    desk.type("!")

    assert desk.listener.wait(desk.source, lambda s: s.run == 1).tick == 0


def test_escape_closes_the_prompt_and_does_nothing(desk: Desk) -> None:
    """No tick is done, no run begun, and the window stays open."""
    desk.do(Action.RUN_TO)
    desk.type("25~")

    assert desk.status.prompt is None
    assert desk.source.paused
    assert not desk.commands.is_over


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("12", "12"),
        ("12<", "1"),
        ("<", ""),
        ("1a²-٣2", "12"),
        ("1234567890123", "123456789"),
    ],
)
def test_prompt_takes_digits_only(keys: str, text: str) -> None:
    """The first key replaces the proposal; letters and other digits are not taken."""
    prompt = Prompt(Question.TICK, "100", is_proposed=True)
    for key in keys:
        code = pygame.K_BACKSPACE if key == "<" else 0
        event = pygame.event.Event(pygame.KEYDOWN, key=code, unicode=key, mod=0)
        prompt = prompt.typed(event)

    assert prompt.text == text


def test_agents_are_picked_one_after_the_other(desk: Desk) -> None:
    """Tab begins with the first agent and goes round; Shift and Tab goes back."""
    n_agents = desk.source.look().n_agents

    desk.do(Action.NEXT_AGENT)
    assert desk.status.selected == 0
    desk.do(Action.PREVIOUS_AGENT)
    assert desk.status.selected == n_agents - 1
    desk.do(Action.NEXT_AGENT, Action.NEXT_AGENT)

    assert desk.status.selected == 1


def test_picked_agent_is_told_of_in_the_next_moment(desk: Desk) -> None:
    """Picking asks the run, although it is paused, and picking none ends that."""
    desk.commands.pick(3)
    snapshot = desk.listener.wait(desk.source, lambda s: s.inspection is not None)
    assert snapshot.inspection is not None
    assert snapshot.inspection.agent == 3

    desk.commands.pick(None)

    desk.listener.wait(desk.source, lambda s: s.inspection is None)


def test_escape_closes_one_thing_after_the_other_and_then_quits(desk: Desk) -> None:
    """Help, then the agent that is looked at, then the window."""
    desk.commands.pick(2)
    desk.do(Action.HELP)

    desk.do(Action.CANCEL)
    assert not desk.status.help
    desk.do(Action.CANCEL)
    assert desk.status.selected is None
    assert not desk.commands.is_over
    desk.do(Action.CANCEL)

    assert desk.commands.is_over


def test_following_needs_an_agent(desk: Desk) -> None:
    """E without a picked agent says how to pick one; with one, it is followed."""
    desk.do(Action.FOLLOW)
    assert desk.status.message is not None
    assert "Tab" in desk.status.message

    desk.do(Action.NEXT_AGENT, Action.FOLLOW)
    assert desk.status.viewpoint.follow == 0
    desk.do(Action.NEXT_AGENT)
    assert desk.status.viewpoint.follow == 1
    desk.do(Action.FOLLOW)

    assert desk.status.viewpoint.follow is None


def test_view_moves_and_comes_back(desk: Desk) -> None:
    """Nearer, to the side, and with V the whole world again."""
    desk.do(Action.ZOOM_IN, Action.ZOOM_IN, Action.ZOOM_IN)
    near = desk.camera
    desk.do(Action.PAN_LEFT)
    assert desk.camera.left > near.left or near.left == AREA.left
    assert desk.camera.cell == near.cell > Camera.fit(AREA, near.grid_size).cell

    desk.do(Action.WHOLE)

    assert desk.status.viewpoint == Viewpoint()


def test_message_goes_with_the_next_action(desk: Desk) -> None:
    """A sentence is not in the way of what comes next."""
    desk.commands.tell("Saved: picture.png")

    desk.do(Action.GRID)

    assert desk.status.message is None
    assert desk.status == replace(desk.status, theme=LIGHT, grid=False)
