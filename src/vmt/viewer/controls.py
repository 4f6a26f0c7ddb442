"""What can be done in the window, and by which keys: the one table of both."""

from dataclasses import dataclass
from enum import Enum, auto

import pygame


class Action(Enum):
    """What a key or a button does."""

    PAUSE = auto()
    STEP = auto()
    RESET = auto()
    FASTER = auto()
    SLOWER = auto()
    TRADE_ARROWS = auto()
    FORAGE_ARROWS = auto()
    WALK_ARROWS = auto()
    ALL_ARROWS = auto()
    NO_ARROWS = auto()
    GRID = auto()
    PANEL = auto()
    HELP = auto()
    CANCEL = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Binding:
    """The keys of an action.

    Attributes
    ----------
    action : Action
    shown : str
        The keys as the help names them.
    meaning : str
        What it does, in a few words.
    keys : tuple of int
        Key codes.
    characters : str
        Characters that also mean it, wherever the keyboard has them.
    """

    action: Action
    shown: str
    meaning: str
    keys: tuple[int, ...] = ()
    characters: str = ""


BINDINGS = (
    Binding(Action.PAUSE, "Space", "Pause, or go on", (pygame.K_SPACE,)),
    Binding(Action.STEP, "S", "One tick, when paused", (pygame.K_s,)),
    Binding(Action.RESET, "R", "Start again with the same seed", (pygame.K_r,)),
    Binding(Action.FASTER, "↑  or  +", "Faster", (pygame.K_UP, pygame.K_KP_PLUS), "+="),
    Binding(
        Action.SLOWER, "↓  or  −", "Slower", (pygame.K_DOWN, pygame.K_KP_MINUS), "-_"
    ),
    Binding(Action.TRADE_ARROWS, "T", "Arrows to trading partners", (pygame.K_t,)),
    Binding(Action.FORAGE_ARROWS, "F", "Arrows to resources", (pygame.K_f,)),
    Binding(Action.WALK_ARROWS, "W", "Arrows of agents going home", (pygame.K_w,)),
    Binding(Action.ALL_ARROWS, "A", "All arrows", (pygame.K_a,)),
    Binding(Action.NO_ARROWS, "O", "No arrows", (pygame.K_o,)),
    Binding(Action.GRID, "G", "Grid lines", (pygame.K_g,)),
    Binding(Action.PANEL, "P", "Panel beside the world", (pygame.K_p,), "[]"),
    Binding(Action.HELP, "?  or  F1", "This help", (pygame.K_F1, pygame.K_h), "?"),
    Binding(Action.CANCEL, "Esc", "Close this help, or quit", (pygame.K_ESCAPE,)),
    Binding(Action.QUIT, "Q", "Quit; the recording is finished", (pygame.K_q,)),
)

_WITH_CONTROL = {pygame.K_q: Action.QUIT, pygame.K_w: Action.QUIT}
_MODIFIERS = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META


def action_of(event: pygame.event.Event) -> Action | None:
    """Return what an event of a pressed key means, or None."""
    if event.mod & _MODIFIERS and not event.mod & pygame.KMOD_MODE:
        return _WITH_CONTROL.get(event.key) if event.mod & pygame.KMOD_CTRL else None
    for binding in BINDINGS:
        # The character first: + is not on the same key of every keyboard.
        if event.unicode and event.unicode in binding.characters:
            return binding.action
    return next((b.action for b in BINDINGS if event.key in b.keys), None)


def shown_keys(action: Action) -> str:
    """Return the keys of an action as the help names them."""
    return next(binding.shown for binding in BINDINGS if binding.action is action)
