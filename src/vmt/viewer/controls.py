"""What can be done in the window, and by which keys: the one table of both."""

from dataclasses import dataclass
from enum import Enum, auto

import pygame


class Action(Enum):
    """What a key or a button does."""

    PAUSE = auto()
    STEP = auto()
    STEP_BACK = auto()
    FIRST = auto()
    LAST = auto()
    RUN_TO = auto()
    FASTER = auto()
    SLOWER = auto()
    FULL_SPEED = auto()
    RESET = auto()
    NEW_SEED = auto()
    TRADE_ARROWS = auto()
    FORAGE_ARROWS = auto()
    WALK_ARROWS = auto()
    ALL_ARROWS = auto()
    NO_ARROWS = auto()
    PARTNERS = auto()
    TRAILS = auto()
    HOMES = auto()
    GRID = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    WHOLE = auto()
    PAN_LEFT = auto()
    PAN_RIGHT = auto()
    PAN_UP = auto()
    PAN_DOWN = auto()
    NEXT_AGENT = auto()
    PREVIOUS_AGENT = auto()
    FOLLOW = auto()
    PANEL = auto()
    THEME = auto()
    LARGER_TEXT = auto()
    SMALLER_TEXT = auto()
    SCREENSHOT = auto()
    HELP = auto()
    CANCEL = auto()
    QUIT = auto()


class Group(Enum):
    """What belongs together in the help, with its title."""

    RUN = "The run"
    WORLD = "Shown in the world"
    VIEW = "The view"
    WINDOW = "The window"


@dataclass(frozen=True, slots=True)
class Binding:
    """The keys of an action.

    Attributes
    ----------
    action : Action
    group : Group
    shown : str
        The keys as the help names them.
    meaning : str
        What it does, in a few words.
    keys : tuple of int
        Key codes.
    characters : str
        Characters that also mean it, wherever the keyboard has them.
    shift : bool
        Whether the keys mean it together with Shift only.
    """

    action: Action
    group: Group
    shown: str
    meaning: str
    keys: tuple[int, ...] = ()
    characters: str = ""
    shift: bool = False


_RUN, _WORLD, _VIEW, _WINDOW = Group
_ARROWS = "Shift ← ↑ ↓ →"

BINDINGS = (
    Binding(Action.PAUSE, _RUN, "Space", "Pause, or go on", (pygame.K_SPACE,)),
    Binding(
        Action.STEP,
        _RUN,
        "S  or  →",
        "One tick, when paused",
        (pygame.K_s, pygame.K_RIGHT),
    ),
    Binding(
        Action.STEP_BACK, _RUN, "←", "One tick back, in a replay", (pygame.K_LEFT,)
    ),
    Binding(Action.FIRST, _RUN, "Home", "The beginning of a replay", (pygame.K_HOME,)),
    Binding(Action.LAST, _RUN, "End", "The end of a replay", (pygame.K_END,)),
    Binding(Action.RUN_TO, _RUN, "J", "Go to a tick, and pause there", (pygame.K_j,)),
    Binding(
        Action.FASTER, _RUN, "↑  or  +", "Faster", (pygame.K_UP, pygame.K_KP_PLUS), "+="
    ),
    Binding(
        Action.SLOWER,
        _RUN,
        "↓  or  −",
        "Slower",
        (pygame.K_DOWN, pygame.K_KP_MINUS),
        "-_",
    ),
    Binding(
        Action.FULL_SPEED, _RUN, "M", "As fast as possible, and back", (pygame.K_m,)
    ),
    Binding(Action.RESET, _RUN, "R", "Start again with the same seed", (pygame.K_r,)),
    Binding(Action.NEW_SEED, _RUN, "N", "Start again with another seed", (pygame.K_n,)),
    Binding(
        Action.TRADE_ARROWS, _WORLD, "T", "Arrows to trading partners", (pygame.K_t,)
    ),
    Binding(Action.FORAGE_ARROWS, _WORLD, "F", "Arrows to resources", (pygame.K_f,)),
    Binding(
        Action.WALK_ARROWS, _WORLD, "W", "Arrows of agents going home", (pygame.K_w,)
    ),
    Binding(Action.ALL_ARROWS, _WORLD, "A", "All arrows", (pygame.K_a,)),
    Binding(Action.NO_ARROWS, _WORLD, "O", "No arrows", (pygame.K_o,)),
    Binding(Action.PARTNERS, _WORLD, "C", "Lines between partners", (pygame.K_c,)),
    Binding(Action.TRAILS, _WORLD, "L", "Trails of where agents were", (pygame.K_l,)),
    Binding(Action.HOMES, _WORLD, "H", "Homes of the agents", (pygame.K_h,)),
    Binding(Action.GRID, _WORLD, "G", "Grid lines", (pygame.K_g,)),
    Binding(Action.ZOOM_IN, _VIEW, "Page ↑, wheel", "Nearer", (pygame.K_PAGEUP,)),
    Binding(
        Action.ZOOM_OUT, _VIEW, "Page ↓, wheel", "Farther away", (pygame.K_PAGEDOWN,)
    ),
    Binding(Action.WHOLE, _VIEW, "V", "The whole world", (pygame.K_v,)),
    Binding(
        Action.PAN_LEFT, _VIEW, _ARROWS, "Move the view", (pygame.K_LEFT,), shift=True
    ),
    Binding(
        Action.PAN_RIGHT, _VIEW, _ARROWS, "Move the view", (pygame.K_RIGHT,), shift=True
    ),
    Binding(Action.PAN_UP, _VIEW, _ARROWS, "Move the view", (pygame.K_UP,), shift=True),
    Binding(
        Action.PAN_DOWN, _VIEW, _ARROWS, "Move the view", (pygame.K_DOWN,), shift=True
    ),
    Binding(
        Action.NEXT_AGENT,
        _VIEW,
        "Tab, click",
        "Look at an agent closely",
        (pygame.K_TAB,),
    ),
    Binding(
        Action.PREVIOUS_AGENT,
        _VIEW,
        "Shift Tab",
        "The agent before",
        (pygame.K_TAB,),
        shift=True,
    ),
    Binding(Action.FOLLOW, _VIEW, "E", "Keep that agent in sight", (pygame.K_e,)),
    Binding(Action.PANEL, _WINDOW, "P", "Panel beside the world", (pygame.K_p,), "[]"),
    Binding(Action.THEME, _WINDOW, "D", "Dark, or light", (pygame.K_d,)),
    Binding(Action.LARGER_TEXT, _WINDOW, "Ctrl +", "Larger text"),
    Binding(Action.SMALLER_TEXT, _WINDOW, "Ctrl −", "Smaller text"),
    Binding(
        Action.SCREENSHOT, _WINDOW, "F12  or  Ctrl S", "Save a picture", (pygame.K_F12,)
    ),
    Binding(Action.HELP, _WINDOW, "?  or  F1", "This help", (pygame.K_F1,), "?"),
    Binding(
        Action.CANCEL, _WINDOW, "Esc", "Close what is open, or quit", (pygame.K_ESCAPE,)
    ),
    Binding(
        Action.QUIT, _WINDOW, "Q", "Quit; the recording is finished", (pygame.K_q,)
    ),
)

_WITH_CONTROL = {
    pygame.K_PLUS: Action.LARGER_TEXT,
    pygame.K_EQUALS: Action.LARGER_TEXT,  # where + needs Shift
    pygame.K_KP_PLUS: Action.LARGER_TEXT,
    pygame.K_MINUS: Action.SMALLER_TEXT,
    pygame.K_KP_MINUS: Action.SMALLER_TEXT,
    pygame.K_q: Action.QUIT,
    pygame.K_w: Action.QUIT,
    pygame.K_s: Action.SCREENSHOT,
}
_MODIFIERS = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META
_SHIFTED = {key for binding in BINDINGS if binding.shift for key in binding.keys}


def action_of(event: pygame.event.Event) -> Action | None:
    """Return what an event of a pressed key means, or None."""
    if event.mod & _MODIFIERS and not event.mod & pygame.KMOD_MODE:
        return _WITH_CONTROL.get(event.key) if event.mod & pygame.KMOD_CTRL else None
    for binding in BINDINGS:
        # The character first: + is not on the same key of every keyboard.
        if event.unicode and event.unicode in binding.characters:
            return binding.action
    shift = bool(event.mod & pygame.KMOD_SHIFT) and event.key in _SHIFTED
    return next(
        (b.action for b in BINDINGS if event.key in b.keys and b.shift == shift), None
    )


def shown_keys(action: Action) -> str:
    """Return the keys of an action as the help names them."""
    return binding_of(action).shown


def binding_of(action: Action) -> Binding:
    """Return the entry of an action in the table."""
    return next(binding for binding in BINDINGS if binding.action is action)
