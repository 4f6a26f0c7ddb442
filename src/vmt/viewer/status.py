"""What the window shows beside the world, in words."""

import math
from dataclasses import dataclass, field

from vmt.engine.events import Trade
from vmt.engine.quantities import format_quantity
from vmt.viewer.prompt import Prompt
from vmt.viewer.scene.arrows import Arrows
from vmt.viewer.scene.viewpoint import Viewpoint
from vmt.viewer.source.pace import describe
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.theme import LIGHT, Theme

_SIGNIFICANT = 4
_NOTABLY_SLOWER = 0.9


@dataclass(frozen=True, slots=True)
class Status:
    """What the user has chosen, and what is being run.

    Attributes
    ----------
    scenario_name : str
    paused : bool
    speed : float
        Ticks a second; infinity: as fast as possible.
    arrows : Arrows
    theme : Theme
    text_scale : float
        How much larger text is than usual.
    selected : int or None
        The agent that the panel tells about.
    viewpoint : Viewpoint
    grid, homes, partners, trails : bool
        Whether these are drawn in the world.
    panel, help : bool
        Whether these are shown.
    prompt : Prompt or None
        What the user is being asked for.
    message : str or None
        What was just done, in a sentence.
    """

    scenario_name: str
    paused: bool = False
    speed: float = 5.0
    arrows: Arrows = field(default_factory=Arrows)
    theme: Theme = LIGHT
    text_scale: float = 1.0
    selected: int | None = None
    viewpoint: Viewpoint = field(default_factory=Viewpoint)
    grid: bool = True
    homes: bool = True
    partners: bool = True
    trails: bool = False
    panel: bool = True
    help: bool = False
    prompt: Prompt | None = None
    message: str | None = None


def caption(scenario_name: str, seed: int, *, is_replay: bool = False) -> str:
    """Return the title of the window."""
    title = f"VMT – {scenario_name} (seed {seed})"
    return f"{title}, replay" if is_replay else title


def speed_text(status: Status, snapshot: Snapshot) -> str:
    """Return how fast the run goes, and how fast it was meant to."""
    wanted, real = status.speed, snapshot.ticks_per_second
    if status.paused or snapshot.ended or not real:
        return describe(wanted)
    if math.isinf(wanted):
        return f"{real:.0f} ticks/s (as fast as possible)"
    if real < wanted * _NOTABLY_SLOWER and wanted > 1:
        return f"{real:.0f} of {describe(wanted)}"
    return describe(wanted)


def notice(snapshot: Snapshot) -> str | None:
    """Return what the user should know now, or None."""
    if snapshot.problem is not None:
        return f"{_sentence(snapshot.problem)} Press R to start again or Q to quit."
    if snapshot.ended and snapshot.span is None:
        return (
            f"The scenario is over after {snapshot.tick} ticks. Press R to repeat it."
        )
    return None


def trade_text(trade: Trade, decimals: int) -> str:
    """Return a trade in words: who buys what from whom, for what, at which price."""
    dA = format_quantity(trade.dA, decimals)
    dB = format_quantity(trade.dB, decimals)
    return (
        f"T{trade.tick}: {trade.buyer} buys {dA} A from {trade.seller}"
        f" for {dB} B @ {number(trade.price)}"
    )


def number(value: float | None) -> str:
    """Return a number with four significant digits, never in scientific notation."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    places = max(0, _SIGNIFICANT - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sentence(text: str) -> str:
    """Return what went wrong with a capital and a full stop."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"{ended[:1].upper()}{ended[1:]}"
