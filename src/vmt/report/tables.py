"""Who gained, as an HTML table: by agent, or by taste where there are many."""

from collections.abc import Callable
from html import escape

import numpy as np

from vmt.analysis.figures import Figures
from vmt.analysis.numbers import number
from vmt.analysis.observed import Floats, Ints

MOST_AGENTS = 40
"""With more of them the table tells of tastes instead of agents."""

Column = tuple[str, Callable[[Ints], str]]
"""Its heading, and what it says of some agents, given by their places."""


def who_gained(figures: Figures) -> str:
    """Return the table."""
    o = figures.observed
    if by_agent := len(o.agents) <= MOST_AGENTS:
        groups = [np.array([i]) for i in range(len(o.agents))]
    else:
        tastes = (np.flatnonzero(o.taste == k) for k in range(len(o.tastes)))
        groups = [members for members in tastes if len(members)]
    columns = _who(figures, by_agent=by_agent) + _what(figures, by_agent=by_agent)
    texts = 2 if by_agent else 1  # columns of text, the first being the row's name
    head = "".join(
        f'<th scope="col"{_align(k, texts)}>{escape(heading)}</th>'
        for k, (heading, _) in enumerate(columns)
    )
    body = "".join(
        f"<tr>{_cells([tell(group) for _, tell in columns], texts)}</tr>"
        for group in groups
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Who gained">'
        f"<table><caption>{escape(_caption(figures, by_agent=by_agent))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _who(figures: Figures, *, by_agent: bool) -> list[Column]:
    o = figures.observed
    taste: Column = ("Taste", lambda who: o.tastes[o.taste[who[0]]].name)
    if by_agent:
        return [("Agent", lambda who: str(o.agents[who[0]])), taste]
    return [taste, ("Agents", lambda who: str(len(who)))]


def _what(figures: Figures, *, by_agent: bool) -> list[Column]:
    o, p = figures.observed, figures.people

    def change(values: Floats) -> Callable[[Ints], str]:
        def tell(who: Ints) -> str:
            first, last = values[:, who].mean(axis=1)
            return f"{number(first)} → {number(last)}"

        return tell

    def harvest(who: Ints) -> str:
        A, B = p.gathered[:, who].mean(axis=1)
        return f"{number(A)} + {number(B)}"

    columns: list[Column] = [("A", change(p.A)), ("B", change(p.B))]
    if o.forages:
        columns.append(("Harvest A + B", harvest))
    columns.append(("Trades", lambda who: number(p.trades[who].mean())))
    columns.append(("Utility", change(p.utility)))
    if not by_agent:
        columns.append(("Better off", lambda who: str(p.better[who].sum())))
    if np.isfinite(p.price):
        columns.append(("Value, B", change(p.value)))
        columns.append(("Gain, B", lambda who: number(p.gain[who].mean())))
    return columns


def _caption(figures: Figures, *, by_agent: bool) -> str:
    o, p = figures.observed, figures.people
    first = "Before tick 0" if o.ticks[0] < 0 else f"After tick {o.ticks[0]}"
    caption = f"{first} → at the end."
    if not by_agent:
        caption += " Means per agent; a trade counts for both sides."
    if np.isfinite(p.price):
        caption += f" Values at p* = {number(p.price)} B per A."
    return caption


def _cells(row: list[str], texts: int) -> str:
    head, *rest = (escape(text) for text in row)
    cells = f'<th scope="row" class="text">{head}</th>'
    for k, text in enumerate(rest, start=1):
        cells += f"<td{_align(k, texts)}>{text}</td>"
    return cells


def _align(column: int, texts: int) -> str:
    return ' class="text"' if column < texts else ""
