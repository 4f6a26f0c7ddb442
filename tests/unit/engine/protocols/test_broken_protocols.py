"""What a protocol answers is checked: a wrong number never reaches the arrays."""

from typing import ClassVar

import pytest

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.protocols import registry
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.contract import (
    Activity,
    BargainingView,
    Block,
    BrokenProtocolError,
    Intent,
    Match,
)
from vmt.engine.protocols.matching.three_pass import ThreePass
from vmt.engine.protocols.search.distance_discounted import DistanceDiscounted
from vmt.engine.protocols.views import MatchingView, SearchView
from vmt.engine.simulation import Simulation

FAR = 10**6


class Astray(DistanceDiscounted):
    """Heads for what there is not."""

    name: ClassVar[str] = "astray"

    def __init__(self, partner: int = -1, x: int = -1, y: int = -1) -> None:
        super().__init__()
        self.intent = Intent(Activity.TRADE, partner, x, y)

    def search(self, view: SearchView) -> Intent:
        """Return the intent it was made with."""
        del view
        return self.intent


class Namer(DistanceDiscounted):
    """Names a candidate that there is not."""

    name: ClassVar[str] = "namer"

    def __init__(self, other: int) -> None:
        super().__init__()
        self.other = other

    def search(self, view: SearchView) -> Intent:
        """Name the candidate it was made with."""
        view.candidates.add(self.other, 1.0)
        return Intent(Activity.IDLE)


class Matchmaker(ThreePass):
    """Pairs whom it was told to."""

    name: ClassVar[str] = "matchmaker"

    def __init__(self, pairs: list[list[int]], *, asks: bool = False) -> None:
        self.pairs, self.asks = pairs, asks

    def match(self, view: MatchingView) -> list[Match]:
        """Return the pairs, after a question about them if it asks."""
        return [
            Match(i, j, "told")
            for i, j in self.pairs
            if not self.asks or view.may_pair(i, j)
        ]


class Stranger(CompensatingBlock):
    """Lets others trade."""

    name: ClassVar[str] = "stranger"

    def negotiate(self, view: BargainingView) -> Block:
        """Return a block of somebody else's."""
        del view
        return Block(FAR, 1, 1, 1, 1.0, 1.0, 1.0)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the broken protocols for one test."""
    copied = {category: dict(rules) for category, rules in registry._known.items()}
    monkeypatch.setattr(registry, "_known", copied)
    for rule in (Astray, Namer, Matchmaker, Stranger):
        registry.register(rule)


def run(**protocols: Protocol) -> None:
    """Do a tick with two who would trade."""
    taste = {"rho": 0.0, "wA": 1.0, "wB": 1.0}
    configuration = Configuration(
        name="two",
        grid_size=6,
        n_agents=2,
        quantity_decimals=0,
        endowment_A=(8, 2),
        endowment_B=(2, 8),
        population=(PreferenceShare(PreferenceKind.CES, taste, 1.0),),
        parameters=Parameters(forage_rate=1, resource_growth_rate=0, trade_step=1),
        resource_density=0.0,
        resource_amount=1,
        positions=((0, 0), (1, 0)),
        **protocols,
    )
    Simulation(configuration, 1).step()


@pytest.mark.parametrize(
    "target",
    [{"partner": FAR}, {"partner": 2}, {"x": 6, "y": 0}, {"x": 2}, {"x": 1, "y": FAR}],
)
def test_a_target_that_is_none_is_an_error(target: dict[str, int]) -> None:
    """The message names the protocol, the agent and where it was sent."""
    with pytest.raises(BrokenProtocolError, match="'astray' sends agent 0 to agent"):
        run(search=Protocol("astray", dict(target)))


@pytest.mark.parametrize("other", [2, FAR, -1, 0])
def test_a_candidate_that_is_none_is_an_error(other: int) -> None:
    """Neither is the agent its own."""
    with pytest.raises(BrokenProtocolError, match=f"agent 0 cannot .* agent {other}"):
        run(search=Protocol("namer", {"other": other}))


@pytest.mark.parametrize("pairs", [[[0, 2]], [[-1, 0]], [[1, 1]], [[0, 1], [1, 0]]])
def test_a_pair_that_cannot_be_is_an_error(pairs: list[list[int]]) -> None:
    """Agents that there are not, an agent with itself, or one that is taken."""
    with pytest.raises(BrokenProtocolError, match="'matchmaker' pairs agents"):
        run(matching=Protocol("matchmaker", {"pairs": pairs}))


def test_a_question_about_nobody_is_an_error() -> None:
    """The view answers of agents that there are."""
    parameters = {"pairs": [[0, FAR]], "asks": True}
    with pytest.raises(BrokenProtocolError, match=f"no pair of agents 0 and {FAR}"):
        run(matching=Protocol("matchmaker", parameters))


def test_a_block_of_others_is_an_error() -> None:
    """Two who bargain trade with each other."""
    with pytest.raises(BrokenProtocolError, match="'stranger' let agents 0 and 1"):
        run(bargaining=Protocol("stranger"))
