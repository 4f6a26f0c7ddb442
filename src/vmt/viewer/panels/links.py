"""What in the panels can be clicked, beside buttons."""

from dataclasses import dataclass

import pygame


@dataclass(frozen=True, slots=True)
class Link:
    """A place that picks an agent when it is clicked.

    Attributes
    ----------
    box : pygame.Rect
    agent : int or None
        None: no agent is picked any more.
    tip : str
        What it does.
    """

    box: pygame.Rect
    agent: int | None
    tip: str
