"""The panel while an agent is selected: what is known of it, and why it acts."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from drawn_panel import DrawnPanel, assert_looks_like
from vmt.engine.events import Alternative, Decision, Trade
from vmt.engine.quantities import format_quantity
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY
from vmt.viewer.panels.inspector import BACK, NEEDS_DEBUG
from vmt.viewer.panels.links import Link
from vmt.viewer.source.benchmark import Benchmark
from vmt.viewer.source.inspection import Inspection
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, Span
from vmt.viewer.status import number
from vmt.viewer.theme import DARK, LIGHT
from watched_market import MARKET, after

IMAGES = Path(__file__).parent / "images"
AGENT = 3
TALL = 1280, 1600


@pytest.fixture(scope="module")
def market() -> Snapshot:
    """Return a market after 30 ticks, in which an agent has traded."""
    return after(30, watched=AGENT)


def known(snapshot: Snapshot, **changes: object) -> Snapshot:
    """Return a snapshot in which something else is known about the agent."""
    assert snapshot.inspection is not None
    return replace(snapshot, inspection=replace(snapshot.inspection, **changes))


def decided(activity: str, **more: object) -> Decision:
    """Return a decision of the last tick."""
    decision = Decision(
        tick=29,
        agent=AGENT,
        activity=activity,
        partner=None,
        surplus=None,
        target_x=None,
        target_y=None,
        n_neighbours=4,
        alternatives=(),
        is_paired=False,
        is_committed=False,
        claimed=None,
    )
    return replace(decision, **more)


def inspection_of(snapshot: Snapshot) -> Inspection:
    """Return what is known of the agent."""
    assert snapshot.inspection is not None
    return snapshot.inspection


def draw(snapshot: Snapshot, size: tuple[int, int] = TALL) -> DrawnPanel:
    """Return the panel with the agent selected."""
    return DrawnPanel(snapshot, size, selected=AGENT)


def with_partner(snapshot: Snapshot, other: int, distance: int) -> Snapshot:
    """Return a snapshot in which the agent has a partner so many cells away."""
    partner, x, y = (getattr(snapshot, name).copy() for name in ("partner", "x", "y"))
    partner[AGENT], partner[other] = other, AGENT
    x[AGENT], y[AGENT] = 2, 2
    x[other], y[other] = 2, 2 + distance
    return replace(snapshot, partner=partner, x=x, y=y)


def test_holdings_and_utility_are_told_now_and_at_the_start(market: Snapshot) -> None:
    """Each is there with what it was at the start and with the change."""
    known = inspection_of(market)
    now = int(market.A[AGENT])
    rows = [
        (now, known.A_at_start, now - known.A_at_start),
        (int(market.B[AGENT]), known.B_at_start, None),
    ]

    texts = draw(market).texts

    for good, (held, start, change) in zip("AB", rows, strict=True):
        row = texts[texts.index(good) + 1 :]
        assert row[0] == format_quantity(held, 4)
        assert row[1] == format_quantity(start, 4)
        if change is not None:
            sign = "+" if change > 0 else "−"
            assert row[2] == sign + format_quantity(abs(change), 4)
    utility = texts[texts.index("Utility") + 1 :]
    assert utility[:2] == [number(known.utility), number(known.utility_at_start)]
    assert utility[2] == f"+{number(known.utility - known.utility_at_start)}"


def test_mrs_stands_beside_the_competitive_price(market: Snapshot) -> None:
    """With them are the quotes; what does not exist is a dash."""
    found = replace(market, benchmark=Benchmark(30, 1.25))
    none = replace(market, benchmark=Benchmark(30, None, "Tastes are odd."))

    texts = draw(known(found, mrs=0.8, bid=0.7, ask=0.9)).text
    without = draw(known(none, mrs=None, bid=0.0, ask=math.inf)).text

    assert "MRS 0.8 p* 1.25" in texts
    assert "Bid 0.7 Ask 0.9" in texts
    assert "MRS – p* –" in without
    assert "Quotes does not trade" in without


def test_where_it_is_and_how_far_from_home(market: Snapshot) -> None:
    """Distance is counted in steps."""
    places = {
        name: getattr(market, name).copy() for name in ("x", "y", "home_x", "home_y")
    }
    for name, value in {"x": 4, "y": 7, "home_x": 1, "home_y": 9}.items():
        places[name][AGENT] = value

    text = draw(replace(market, **places)).text

    assert "Cell (4, 7)" in text
    assert "Home (1, 9), 5 cells away" in text


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (decided("idle"), "Nothing worth doing: idle."),
        (decided("walk", target_x=3, target_y=4), "Walks towards (3, 4)."),
        (decided("home", target_x=3, target_y=4), "Walks home: nothing in sight"),
        (decided("home", target_x=2, target_y=2), "Stays at home: nothing in sight"),
        (decided("forage", target_x=9, target_y=1), "Heads for (9, 1) to forage"),
        (decided("forage", target_x=2, target_y=2), "Forages at (2, 2)."),
        (
            decided("trade_unpaired", partner=7, surplus=0.42),
            "Heads for agent 7 to trade: their quotes overlap by 0.42 B per A, but",
        ),
        (
            decided("trade_paired", partner=7, surplus=0.42),
            "Heads for agent 7 to trade: their quotes overlap by 0.42 B per A.",
        ),
    ],
)
def test_last_decision_is_told_in_words(
    market: Snapshot, decision: Decision, words: str
) -> None:
    """Every activity has a sentence with its goal and its reason."""
    moment = known(with_partner(market, 7, 5), decision=decision, trades=())
    bare = replace(moment, resource=np.zeros_like(market.resource))

    text = draw(bare).text.replace("\u00a0", " ").replace(" :", ":")
    assert words in text


@pytest.mark.parametrize(
    ("distance", "traded", "words"),
    [
        (1, True, "Trades with agent 7"),
        (1, False, "Is with agent 7 to trade"),
        (6, False, "Heads for agent 7 to trade"),
    ],
)
def test_what_became_of_a_pairing_is_told(
    market: Snapshot, distance: int, traded: bool, words: str
) -> None:
    """Whether partners traded in the tick, stand together, or are on their way."""
    trade = Trade(29, 2, 2, 7, AGENT, 5000, 6000, 1.2, 1.2, 0.1, 0.2, "")
    moment = known(
        with_partner(market, 7, distance),
        decision=decided("trade_paired", partner=7),
        trades=(trade,) if traded else (),
        partner_since=12,
    )

    text = draw(moment).text

    assert words in text
    assert "Partner: agent 7 since T12" in text


def test_partners_who_did_not_agree_have_parted(market: Snapshot) -> None:
    """Who was paired when it decided, and is no more, met in vain."""
    alone = replace(market, partner=np.full_like(market.partner, NOBODY))
    moment = known(alone, decision=decided("trade_paired", partner=7), trades=())

    assert "Met agent 7 to trade, but they did not agree" in draw(moment).text
    assert "Partner:" not in draw(moment).text


def test_partners_can_be_clicked(market: Snapshot) -> None:
    """Each mention of another agent leads to it, and is underlined."""
    options = Alternative(11, 0.3, 0.2), Alternative(14, 0.1, 0.05)
    moment = known(
        with_partner(market, 7, 5),
        decision=decided("trade_paired", partner=7, alternatives=options),
        trades=(Trade(3, 2, 2, 9, AGENT, 5000, 6000, 1.2, 1.2, 0.1, 0.2, ""),),
    )

    panel = draw(moment)

    found = {link.agent: link for link in panel.links}
    assert set(found) == {None, 7, 9, 11, 14}
    assert found[14].tip == "Look at agent 14"
    pixels = pygame.surfarray.array3d(panel.surface)
    for link in panel.links:
        box = link.box
        assert panel.parts.panel.contains(box)
        ink = (pixels[box.left : box.right, box.top : box.bottom] == LIGHT.accent).all(
            2
        )
        assert ink.all(axis=0).any(), f"{link} is not underlined"


def test_economy_can_be_gone_back_to(market: Snapshot) -> None:
    """The first line is a link that selects nobody."""
    first = draw(market).links[0]

    assert first == Link(first.box, None, "Back to the economy (Esc)")


def test_alternatives_are_listed_with_overlap_and_score(market: Snapshot) -> None:
    """What is not known is a dash; in a replay it is said how to record it."""
    options = Alternative(11, 0.3, 0.2), Alternative(14, math.nan, math.nan)
    moment = known(market, decision=decided("idle", alternatives=options))
    unknown = tuple(o._replace(surplus=math.nan, score=math.nan) for o in options)
    replayed = replace(
        known(market, decision=decided("idle", alternatives=unknown)), span=Span(50)
    )

    assert "agent 11 0.3 0.2 agent 14 – –" in draw(moment).text
    assert NEEDS_DEBUG not in draw(moment).text
    assert "agent 11 – – agent 14 – –" in draw(replayed).text
    assert NEEDS_DEBUG in draw(replayed).text


def test_trades_are_told_from_its_own_side(market: Snapshot) -> None:
    """It bought from one and sold to the other; each time its own gain counts."""
    trades = (
        Trade(12, 2, 2, AGENT, 7, 15_000, 20_000, 4 / 3, 1.3, 0.1234, 0.9, ""),
        Trade(11, 2, 2, 9, AGENT, 15_000, 20_000, 4 / 3, 1.3, 0.5, -0.0612, ""),
    )

    text = draw(known(market, trades=trades, n_trades=57)).text.replace("\u00a0", " ")

    assert "Its trades (57)" in text
    assert "T12: bought 1.5 A for 2 B from 7 @ 1.333, +0.12 utils" in text
    assert "T11: sold 1.5 A for 2 B to 9 @ 1.333, −0.061 utils" in text


def test_an_agent_whose_inspection_has_not_arrived_is_there_already(
    market: Snapshot,
) -> None:
    """Its own number and holdings are shown, and nothing that is another's."""
    for early in (replace(market, inspection=None), market):
        panel = DrawnPanel(early, TALL, selected=5)

        assert "Agent 5" in panel.texts
        assert format_quantity(int(market.A[5]), 4) in panel.texts
        assert BACK in panel.texts
        assert not {"MRS", "Last decision"} & set(panel.texts)


def test_nobody_decides_before_the_first_tick() -> None:
    """At the start there is no decision, no trade and no change."""
    text = draw(after(0, watched=AGENT)).text

    assert "Nobody decides before the first tick." in text
    assert "Its trades (0) None yet" in text


def test_who_is_not_there_cannot_be_looked_at(market: Snapshot) -> None:
    """With an agent selected that does not exist the economy is shown."""
    texts = DrawnPanel(market, selected=24).texts

    assert "Preferences" in texts
    assert BACK not in texts


def test_parameters_are_told_but_for_guards(market: Snapshot) -> None:
    """An epsilon is no taste, and no parameter is in scientific notation."""
    kind = int(market.preference[AGENT])
    mix = list(MARKET.population)
    mix[kind] = replace(
        mix[kind], parameters=mix[kind].parameters | {"rho": 0.5, "wA": 1e-5}
    )
    odd = replace(market, configuration=replace(MARKET, population=tuple(mix)))

    text = draw(odd).text.replace("\u00a0", " ")

    assert "rho 0.5, wA 0.00001, wB" in text
    assert "epsilon" not in text


def test_lowest_panel_has_room_for_the_newest_trade(market: Snapshot) -> None:
    """At 560 x 420, with five alternatives, the trades begin all the same."""
    options = tuple(Alternative(k, 0.3, 0.2) for k in range(10, 15))
    moment = known(market, decision=decided("idle", alternatives=options))

    text = draw(moment, (560, 420)).text

    assert f"T{inspection_of(market).trades[0].tick}: " in text


def test_run_knows_since_when_partners_are_paired() -> None:
    """It is the tick in which their pairing is reported, and None when they part."""
    run = Run(Simulation(MARKET, 42), None)
    since: dict[int, int] = {}
    ages = set()
    for tick in range(25):
        run.step()
        partner = run.simulation.state.partner
        for agent in range(MARKET.n_agents):
            inspection = run.inspect(agent)
            assert inspection is not None
            if partner[agent] == NOBODY:
                assert inspection.partner_since is None
                since.pop(agent, None)
                continue
            # It may have parted from one and met another in this tick.
            assert inspection.partner_since in {since.get(agent, tick), tick}
            since[agent] = inspection.partner_since
            ages.add(tick - inspection.partner_since)
    assert {0, 1, 2} <= ages


def test_inspector_looks_as_it_did(tmp_path: Path) -> None:
    """It is the picture that was looked at and found good."""
    trading = after(1, watched=AGENT)

    panel = DrawnPanel(trading, (1024, 768), DARK, selected=AGENT)

    assert_looks_like(panel.picture, IMAGES / "inspector-dark.png", tmp_path)
