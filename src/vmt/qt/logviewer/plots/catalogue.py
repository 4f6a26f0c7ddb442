"""All plots that there are, in the order in which they are listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from vmt.qt.logviewer.plots import economy, ground, person, trading
from vmt.qt.logviewer.plots.figure import Figure
from vmt.qt.logviewer.plots.filtering import AGENTS, CELLS, TRADES
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.need import Need
from vmt.qt.logviewer.plots.words import tr


class Choice(Enum):
    """What else is to be chosen for a plot."""

    NOTHING = auto()
    AGENT = auto()
    TASTE = auto()


@dataclass(frozen=True)
class Looked:
    """What is looked at in a plot: the tick, an agent, a utility function."""

    tick: int = -1
    agent: int = 0
    taste: int = 0


@dataclass(frozen=True)
class Plot:
    """One of the plots.

    Attributes
    ----------
    key : str
        Its name for settings and files.
    group, title : str
        Where and as what it is listed.
    need : Need
    choice : Choice
    make : callable
        Returns the figure of what is known of some runs, at least one.
    follows_tick : bool
        Whether it is another figure at another tick.
    filtered : str
        The table of which it shows what the filter lets through; empty: the filter
        does not count.
    """

    key: str
    group: str
    title: str
    need: Need
    choice: Choice
    make: Callable[[Sequence[Known], Looked], Figure]
    follows_tick: bool = False
    filtered: str = ""


def all_plots() -> list[Plot]:
    """Return the plots."""
    trade, agent, ground_, whole = (
        tr("Trade"),
        tr("One agent"),
        tr("Ground"),
        tr("Economy"),
    )
    nothing, an_agent, a_taste = Choice
    return [
        Plot(
            "prices",
            trade,
            tr("Prices"),
            Need.ECONOMY,
            nothing,
            lambda known, _: trading.prices(known),
            filtered=TRADES,
        ),
        Plot(
            "volume",
            trade,
            tr("Volume"),
            Need.TRADES,
            nothing,
            lambda known, _: trading.volume(known),
            filtered=TRADES,
        ),
        Plot(
            "partners",
            trade,
            tr("Who with whom"),
            Need.TRADES,
            nothing,
            lambda known, at: trading.partners(known, at.tick),
            follows_tick=True,
            filtered=TRADES,
        ),
        Plot(
            "gains",
            whole,
            tr("Gains realised"),
            Need.ECONOMY,
            nothing,
            lambda known, _: economy.gains(known),
        ),
        Plot(
            "dispersion",
            whole,
            tr("MRS dispersion"),
            Need.ECONOMY,
            nothing,
            lambda known, _: economy.dispersion(_of_people(known)),
            filtered=AGENTS,
        ),
        Plot(
            "utility",
            whole,
            tr("Utility"),
            Need.ECONOMY,
            a_taste,
            lambda known, at: economy.utility(_of_people(known), at.taste),
            filtered=AGENTS,
        ),
        Plot(
            "inequality",
            whole,
            tr("Inequality"),
            Need.ECONOMY,
            nothing,
            lambda known, _: economy.inequality(_of_people(known)),
            filtered=AGENTS,
        ),
        Plot(
            "goods",
            whole,
            tr("Goods held"),
            Need.ECONOMY,
            nothing,
            lambda known, _: economy.goods(_of_people(known)),
            filtered=AGENTS,
        ),
        Plot(
            "holdings",
            agent,
            tr("Holdings"),
            Need.LIFE,
            an_agent,
            lambda known, at: person.holdings(known, at.agent),
        ),
        Plot(
            "agent-utility",
            agent,
            tr("Utility of one"),
            Need.LIFE,
            an_agent,
            lambda known, at: person.utility(known, at.agent),
        ),
        Plot(
            "rate",
            agent,
            tr("MRS and prices"),
            Need.LIFE,
            an_agent,
            lambda known, at: person.rate(known, at.agent),
        ),
        Plot(
            "way",
            agent,
            tr("Way on the map"),
            Need.LIFE,
            an_agent,
            lambda known, at: person.way(known, at.agent, at.tick),
            follows_tick=True,
        ),
        Plot(
            "ground-A",
            ground_,
            tr("A on the ground"),
            Need.GROUND,
            nothing,
            lambda known, _: ground.amounts(known, "A"),
            follows_tick=True,
            filtered=CELLS,
        ),
        Plot(
            "ground-B",
            ground_,
            tr("B on the ground"),
            Need.GROUND,
            nothing,
            lambda known, _: ground.amounts(known, "B"),
            follows_tick=True,
            filtered=CELLS,
        ),
    ]


def _of_people(known: Sequence[Known]) -> list[Known]:
    """Return what is known of the agents that the filter lets through."""
    return [each.of_people for each in known]
