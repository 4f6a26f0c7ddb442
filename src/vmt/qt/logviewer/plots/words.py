"""What captions have in common: which run, which ticks, which agents."""

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.marks import Style
from vmt.qt.logviewer.plots.palette import OF_A, Role

MOST_BANDS = 2
"""Runs whose spreads are drawn: where more of them overlap, none can be seen."""


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("plots", text))


def without_bands(known: Sequence[Known]) -> str:
    """Return that no spreads are drawn, if it is so."""
    if len(known) <= MOST_BANDS:
        return ""
    return tr("Spreads are drawn of one run or two")


def runs(known: Sequence[Known]) -> str:
    """Return which runs are shown, as the beginning of a caption."""
    names = [
        f"{short(known, each)} ({seed(each)})" if seed(each) else short(known, each)
        for each in known
    ]
    common = _common(known)
    return f"{common}{'; '.join(names)}"


def short(known: Sequence[Known], each: Known) -> str:
    """Return what tells a run from those it is shown with: a legend has little room."""
    return each.run.label.removeprefix(_common(known))


def _common(known: Sequence[Known]) -> str:
    """Return how the labels of all runs begin, if it is the name of a scenario."""
    begin = f"{known[0].run.run.scenario_name}, "
    if len(known) > 1 and all(each.run.label.startswith(begin) for each in known):
        return begin
    return ""


def seed(known: Known) -> str:
    """Return the seed of a run, unless its label or its file does not tell it."""
    number = known.run.run.seed
    told = tr("seed {0}").format(number)
    return "" if number < 0 or told in known.run.label else told


def sampled(n: int, of: int) -> str:
    """Return how many ticks are shown."""
    if n >= of:
        return tr("all {0:,} recorded ticks").format(of)
    return tr("{0:,} of {1:,} recorded ticks").format(n, of)


def read_so_far(
    known: Sequence[Known], counts: Sequence[tuple[Known, int, int]]
) -> str:
    """Return how many ticks of each run are shown, in one word if it is all of them.

    Parameters
    ----------
    counts : sequence of (run, ticks shown, ticks recorded)
    """
    if len(counts) > 1 and all(n >= of for _, n, of in counts):
        return tr("all recorded ticks")
    return "; ".join(named(known, each, sampled(n, of)) for each, n, of in counts)


def sentence(*parts: str) -> str:
    """Return the parts that there are, as sentences."""
    told = [part.rstrip(".") for part in parts if part]
    return " ".join(f"{_begun(part)}." for part in told)


def _begun(part: str) -> str:
    """Return how a sentence begins: with a capital, unless it is a name of a file."""
    first = part.split(maxsplit=1)[0].rstrip(",:")
    return f"{part[:1].upper()}{part[1:]}" if first.isalpha() else part


def named(known: Sequence[Known], each: Known, name: str) -> str:
    """Return what a series is called: with its run, where there are several."""
    if len(known) == 1:
        return name
    label = short(known, each)
    return f"{label}: {name}" if name else label


def noted(known: Sequence[Known], each: Known, text: str) -> str:
    """Return what there is to say of a run, if there is anything."""
    return named(known, each, text) if text else ""


def style(
    known: Sequence[Known], each: Known, role: Role = 0, width: float = 2.0
) -> Style:
    """Return how the only series of a run is drawn: in the colour of the run."""
    if len(known) == 1:
        return Style(role, 0, width)
    return Style(each.run.colour, each.run.colour, width)


def series(known: Sequence[Known], each: Known, role: Role) -> Style:
    """Return how A or B is drawn: in its colour, with its own or its run's dashes."""
    return Style(role, each.run.colour if len(known) > 1 else int(role != OF_A))


def span(known: Sequence[Known]) -> tuple[float, float] | None:
    """Return the ticks from the first to the last one of all runs."""
    if not known:
        return None
    first = min(each.run.first for each in known)
    last = max(each.run.last for each in known)
    return float(min(first, 0)), float(max(last, first + 1))
