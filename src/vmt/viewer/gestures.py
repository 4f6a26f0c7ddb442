"""What the mouse or a finger does: press, drag, wheel."""

from dataclasses import dataclass
from enum import Enum, auto

import pygame

_SLACK = 4
"""Pixels that a hand may tremble while it clicks."""

Point = tuple[int, int]


class Kind(Enum):
    """What a gesture is."""

    CLICK = auto()
    DRAG = auto()
    WHEEL = auto()


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something the user has done.

    Attributes
    ----------
    kind : Kind
    start : (int, int)
        Where the button was pressed, or the pointer is [px].
    at : (int, int)
        Where the pointer is [px].
    moved : (float, float)
        Since the last gesture of the same drag [px]; of a wheel, turns.
    """

    kind: Kind
    start: Point
    at: Point
    moved: tuple[float, float] = (0.0, 0.0)


class Gestures:
    """Makes gestures out of events of the mouse.

    Attributes
    ----------
    pointer : (int, int) or None
        Where the pointer is [px]; None: outside the window.
    """

    def __init__(self) -> None:
        self.pointer: Point | None = None
        self._start: Point | None = None
        self._last: Point = (0, 0)
        self._is_drag = False

    def of(self, event: pygame.event.Event) -> Gesture | None:
        """Return the gesture that an event completes or carries on, if it does."""
        match event.type:
            case pygame.MOUSEBUTTONDOWN if event.button == pygame.BUTTON_LEFT:
                self._start = self._last = self.pointer = event.pos
                self._is_drag = False
            case pygame.MOUSEMOTION:
                self.pointer = event.pos
                return self._moved(event.pos)
            case pygame.MOUSEBUTTONUP if event.button == pygame.BUTTON_LEFT:
                start, self._start = self._start, None
                if start is not None and not self._is_drag:
                    return Gesture(Kind.CLICK, start, event.pos)
            case pygame.MOUSEWHEEL:
                at = self.pointer or pygame.mouse.get_pos()
                turns = float(event.precise_x), float(event.precise_y)
                return Gesture(Kind.WHEEL, at, at, turns)
            case pygame.WINDOWLEAVE:
                self.pointer = None
        return None

    def _moved(self, at: Point) -> Gesture | None:
        if self._start is None:
            return None
        far = max(abs(at[0] - self._start[0]), abs(at[1] - self._start[1])) > _SLACK
        if not (self._is_drag or far):
            return None
        self._is_drag = True
        moved = float(at[0] - self._last[0]), float(at[1] - self._last[1])
        self._last = at
        return Gesture(Kind.DRAG, self._start, at, moved)
