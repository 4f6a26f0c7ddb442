"""Clicks, drags and turns of the wheel, out of what the mouse does."""

import pygame

from vmt.viewer.gestures import Gesture, Gestures, Kind


def down(at: tuple[int, int], button: int = 1) -> pygame.event.Event:
    """Press a button."""
    return pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=button)


def move(at: tuple[int, int]) -> pygame.event.Event:
    """Move the pointer."""
    return pygame.event.Event(pygame.MOUSEMOTION, pos=at)


def up(at: tuple[int, int], button: int = 1) -> pygame.event.Event:
    """Let go of a button."""
    return pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=button)


def made(*events: pygame.event.Event) -> list[Gesture]:
    """Return the gestures that some events make."""
    gestures = Gestures()
    return [found for event in events if (found := gestures.of(event))]


def test_press_and_let_go_is_a_click() -> None:
    """A click tells where it began and where it ended."""
    assert made(down((5, 6)), up((6, 6))) == [Gesture(Kind.CLICK, (5, 6), (6, 6))]


def test_trembling_hand_still_clicks() -> None:
    """A few pixels of movement are no drag."""
    found = made(down((50, 50)), move((52, 51)), up((53, 51)))

    assert [gesture.kind for gesture in found] == [Kind.CLICK]


def test_drag_tells_each_movement_and_is_no_click() -> None:
    """The movements of a drag add up to the way of the pointer."""
    found = made(down((50, 50)), move((60, 50)), move((75, 40)), up((75, 40)))

    assert [gesture.kind for gesture in found] == [Kind.DRAG, Kind.DRAG]
    assert [gesture.moved for gesture in found] == [(10, 0), (15, -10)]
    assert {gesture.start for gesture in found} == {(50, 50)}


def test_drag_that_comes_back_is_no_click() -> None:
    """Where a drag ends does not matter once it was one."""
    found = made(down((50, 50)), move((90, 50)), move((50, 50)), up((50, 50)))

    assert Kind.CLICK not in {gesture.kind for gesture in found}


def test_other_buttons_and_moves_without_a_button_do_nothing() -> None:
    """Only the left button clicks and drags."""
    assert made(down((5, 5), button=3), move((50, 50)), up((50, 50), button=3)) == []


def test_wheel_turns_where_the_pointer_is() -> None:
    """A turn of the wheel is told with the place that it is meant for."""
    wheel = pygame.event.Event(
        pygame.MOUSEWHEEL, x=0, y=1, precise_x=0.0, precise_y=1.5
    )

    assert made(move((70, 80)), wheel) == [
        Gesture(Kind.WHEEL, (70, 80), (70, 80), (0.0, 1.5))
    ]


def test_pointer_is_nowhere_after_it_has_left() -> None:
    """Outside the window nothing is under the pointer."""
    gestures = Gestures()
    gestures.of(move((5, 5)))
    assert gestures.pointer == (5, 5)

    gestures.of(pygame.event.Event(pygame.WINDOWLEAVE))

    assert gestures.pointer is None
