"""One HTML page on a run, complete in itself: it needs no other file."""

from html import escape
from importlib.resources import files

import numpy as np

from vmt import __version__
from vmt.analysis.figures import Figures
from vmt.analysis.numbers import number, percent
from vmt.report import plots
from vmt.report.glossary import GLOSSARY, Term
from vmt.report.tables import who_gained
from vmt.report.words import facts, title

_ONE_RUN = """
One run is one history. It can show that something is possible, and how it came about:
who met whom, at what price, and where trade stopped. One seed proves nothing about what
usually happens: another seed draws other tastes, places and meetings. To say that one
institution does better than another, run both from the same list of seeds, compare
seed by seed, and publish the spread as well as the mean.

The competitive price and the gains attainable are theory's answer for the same people
and goods; agents here know neither. That a run ends near them is a finding, not a rule
of the model.
"""


def page(figures: Figures) -> str:
    """Return the page on a run.

    It loads nothing, follows the reader's choice of light or dark, and prints.
    """
    style = files("vmt.report").joinpath("page.css").read_text(encoding="utf-8")
    name = escape(title(figures.observed.run))
    version = escape(__version__)
    sections = [
        _head(figures),
        _tiles(figures),
        _section("Prices", plots.prices(figures), _price_note(figures)),
        _section("Gains from trade", plots.gains(figures), plots.dispersion(figures)),
        _section("Volume", plots.traded(figures), plots.harvested(figures)),
        _utility(figures),
        _people(figures),
        _one_run(),
        _glossary(),
    ]
    body = "\n".join(sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="VMT {version}">
<title>{name}: the economics of a run</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
<footer>Made by VMT {version} with <code>vmt report</code>. <code>vmt verify</code>
repeats the run and compares every tick; <code>vmt cite</code> tells how to name
it.</footer>
</main>
</body>
</html>
"""


def _head(figures: Figures) -> str:
    o = figures.observed
    described = f"<p>{escape(o.description)}</p>" if o.description else ""
    listed = "".join(_fact(*fact) for fact in facts(o))
    return (
        '<header><p class="kind">The economics of a run</p>'
        f"<h1>{escape(title(o.run))}</h1>{described}"
        f'<dl class="facts">{listed}</dl></header>'
    )


def _fact(label: str, text: str, long: bool) -> str:  # noqa: FBT001 - of `Facts`
    row, code = (' class="long"', ' class="hash"') if long else ("", "")
    return f"<div{row}><dt>{escape(label)}</dt><dd{code}>{escape(text)}</dd></div>"


def _tiles(figures: Figures) -> str:
    o, b, p = figures.observed, figures.benchmark, figures.people
    known = b.prices[~np.isnan(b.prices)]
    expected = (
        f"p* at the end {number(known[-1])}" if len(known) else "no p*, see below"
    )
    realised = b.realised[-1] if len(b.realised) else np.nan
    spread = figures.dispersion[~np.isnan(figures.dispersion)]
    tiles = [
        (str(len(o.trades)), "trades", f"in {o.last_tick + 1} ticks"),
        (number(figures.prices.mean), "B per A, the mean price", expected),
        (
            percent(realised),
            "of the gains from trade realised",
            "not known, see below"
            if np.isnan(realised)
            else "given the goods at the end",
        ),
        (
            f"{p.better.sum()} of {len(o.agents)}",
            "agents are better off",
            f"{p.worse.sum()} worse off, by their own taste",
        ),
    ]
    if len(spread):
        tiles.insert(
            3,
            (
                number(spread[-1], 2),
                "dispersion of ln MRS",
                f"{number(spread[0], 2)} at the start",
            ),
        )
    items = "".join(
        f"<li><b>{escape(a)}</b><span>{escape(b)}</span><small>{escape(c)}</small></li>"
        for a, b, c in tiles
    )
    return f'<ul class="tiles">{items}</ul>'


def _price_note(figures: Figures) -> str:
    why = figures.benchmark.why_no_price
    if not why:
        return ""
    first = "There is no competitive price to compare with at the start."
    if np.isnan(figures.benchmark.prices).all():
        first = "There is no competitive price to compare with."
    return f'<figure class="whole"><p class="why">{first} {escape(why)}</p></figure>'


def _utility(figures: Figures) -> str:
    found = plots.utilities(figures)
    if not found:
        return ""
    note = (
        "Each utility function has its own plot and its own unit: utils of different"
        " tastes cannot be added up or compared."
    )
    left = int(len(figures.observed.tastes) > plots.MOST_TASTES)
    more = " The first ones are shown." * left
    return _section("Utility", *found, note=note + more)


def _people(figures: Figures) -> str:
    p = figures.people
    if not len(figures.observed.ticks):
        return (
            '<section><h2>Who gained</h2><p class="why">The recording has no snapshots'
            " of the agents, so that nobody knows what they owned.</p></section>"
        )
    first, last = p.gini
    text = "Gain is the equivalent variation: in the same unit for all tastes."
    if np.isfinite(first) or np.isfinite(last):
        text += (
            f" The Gini coefficient of the value of holdings at p* went from"
            f" {number(first, 3)} to {number(last, 3)}."
        )
    elif np.isnan(p.price):
        text = (
            "Without a competitive price holdings have no common value. Utilities are"
            " each agent's own."
        )
    return (
        f"<section><h2>Who gained</h2><p>{escape(text)}</p>"
        f"{who_gained(figures)}</section>"
    )


def _one_run() -> str:
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in _ONE_RUN.strip().split("\n\n"))
    return f"<section><h2>What one run can show</h2>{paragraphs}</section>"


def _glossary() -> str:
    return (
        '<section><h2>Glossary</h2><dl class="glossary">'
        f"{''.join(_entry(term) for term in GLOSSARY)}</dl></section>"
    )


def _entry(term: Term) -> str:
    parts = [f"<dt>{escape(term.name)} <small>({escape(term.unit)})</small></dt>"]
    if term.formula:
        parts.append(f'<dd class="formula">{escape(term.formula)}</dd>')
    parts.append(f"<dd>{escape(term.meaning)}</dd>")
    if term.source:
        parts.append(f'<dd class="source">{escape(term.source)}</dd>')
    return "".join(parts)


def _section(title: str, *figures: str, note: str = "") -> str:
    said = f"<p>{escape(note)}</p>" if note else ""
    inside = "".join(figures)
    return (
        f"<section><h2>{escape(title)}</h2>{said}"
        f'<div class="plots">{inside}</div></section>'
    )
