"""Asking the user for a number: the tick to run to, or the seed of a new run."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

import pygame

LARGEST_SEED = 999_999_999
_MOST_DIGITS = 9


class Question(Enum):
    """What is asked for, as the user reads it."""

    TICK = "Run to tick"
    SEED = "Start again with seed"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line in which a number is written.

    Attributes
    ----------
    question : Question
    text : str
        The digits so far.
    is_proposed : bool
        The digits are a proposal: the first key that is pressed replaces them.
    """

    question: Question
    text: str = ""
    is_proposed: bool = False

    @property
    def number(self) -> int | None:
        """What was written; None: nothing yet."""
        return int(self.text) if self.text else None

    def typed(self, event: pygame.event.Event) -> Self:
        """Return the prompt after a key, which may be one that means nothing."""
        if event.key == pygame.K_BACKSPACE:
            kept = "" if self.is_proposed else self.text[:-1]
            return replace(self, text=kept, is_proposed=False)
        # Not isdigit(): superscripts are digits, and no numbers.
        if len(event.unicode) == 1 and event.unicode in "0123456789":
            before = "" if self.is_proposed else self.text
            text = (before + event.unicode)[:_MOST_DIGITS]
            return replace(self, text=text, is_proposed=False)
        return self
