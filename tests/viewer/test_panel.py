"""The panel beside the world: the economy as a whole, in the room that there is."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from drawn_panel import OUTSIDE, DrawnPanel, assert_looks_like
from vmt.engine.quantities import format_quantity
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.viewer.panels.panel import SECONDS, Panel
from vmt.viewer.source.benchmark import Benchmark
from vmt.viewer.source.bins import Bins
from vmt.viewer.source.market import MarketSummary
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, Span, take
from vmt.viewer.source.welfare import Welfare
from vmt.viewer.theme import DARK, LIGHT, Theme
from watched_market import after

IMAGES = Path(__file__).parent / "images"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
TITLES = ["Price", "Mean utility", "Trades per tick", "MRS dispersion"]
SIZES = [(560, 260), (560, 420), (1024, 768), (1280, 800), (1920, 1080), (700, 1400)]


def moment(name: str, ticks: int) -> Snapshot:
    """Return a moment of a scenario that comes with the program."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    run = Run(Simulation(scenario.configuration, 42), None)
    for _ in range(ticks):
        run.step()
    return take(run)


@pytest.fixture(scope="module")
def market() -> Snapshot:
    """Return a market that is recorded, after 120 ticks, with an agent looked at."""
    path = Path("/home/student/.local/share/vmt/logs/First-market-seed42.db")
    return replace(after(120, watched=3), recorded_to=path)


@pytest.fixture(scope="module")
def satiable() -> Snapshot:
    """Return an economy in which theory has no competitive price."""
    return moment("demos/bliss_point", 60)


def shows(panel: DrawnPanel, words: str) -> bool:
    """Return whether a piece of what is written begins with some words."""
    return any(text.startswith(words) for text in panel.texts)


@pytest.mark.parametrize("span", [None, Span(400)], ids=["live", "replay"])
def test_panel_of_a_small_screen_shows_everything(
    market: Snapshot, span: Span | None
) -> None:
    """At 1024 x 768 there are facts, charts, preferences, three trades, the file."""
    panel = DrawnPanel(replace(market, span=span), (1024, 768))

    trades = str(market.market.n_trades)
    A, B = (format_quantity(total, 4) for total in (market.total_A, market.total_B))
    assert {"both", "42", "24", trades, f"{A} A, {B} B"} <= set(panel.texts)
    assert all(shows(panel, title) for title in TITLES)
    assert shows(panel, "D1 Cobb–Douglas")
    assert shows(panel, "D2 Cobb–Douglas")
    assert {"wA\u00a03, wB\u00a01", "wA\u00a01, wB\u00a03"} <= set(panel.texts)
    assert shows(panel, "of these, idle")
    assert len([t for t in panel.texts if re.match(r"T\d+: \d+ buys", t)]) >= 3
    assert shows(panel, "First-market-seed42.db")


def test_smallest_panel_has_the_essentials(market: Snapshot) -> None:
    """At 560 x 420 there are facts, all charts, the preferences and the file."""
    panel = DrawnPanel(market, (560, 420))

    trades = str(market.market.n_trades)
    assert {"both", "42", "24", trades} <= set(panel.texts)
    assert all(shows(panel, title) for title in TITLES)
    assert shows(panel, "D2 Cobb–Douglas")
    assert shows(panel, "First-market")


@pytest.mark.parametrize("selected", [None, 3], ids=["economy", "agent"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_panel_keeps_to_its_place_and_its_margins(
    market: Snapshot, size: tuple[int, int], selected: int | None
) -> None:
    """Nothing is drawn beside it, and nothing reaches its edge."""
    panel = DrawnPanel(market, size, selected=selected)

    box = panel.parts.panel
    pixels = pygame.surfarray.array3d(panel.surface)
    outside = np.ones(pixels.shape[:2], np.bool_)
    outside[box.left : box.right, box.top : box.bottom] = False
    assert (pixels[outside] == OUTSIDE).all()
    inside = pygame.surfarray.array3d(panel.picture)
    for edge in (inside[:4], inside[-4:], inside[:, :2], inside[:, -2:]):
        assert (edge == LIGHT.panel).all()


def test_price_chart_marks_the_competitive_price(market: Snapshot) -> None:
    """Where theory has a price, it is written at a dashed line and below the title."""
    found = replace(market, benchmark=Benchmark(120, 1.2345))

    panel = DrawnPanel(found)

    assert "p* 1.234" in panel.texts
    assert shows(panel, "p* 1.234: competitive price")


def test_why_there_is_no_competitive_price_is_told(satiable: Snapshot) -> None:
    """One line says it shortly, and pointing at the chart in full."""
    panel = DrawnPanel(satiable)
    box = panel.parts.panel

    asked = DrawnPanel(satiable, pointer=(box.centerx, box.top + 130))

    assert shows(panel, "no p*: quadratic tastes can be")
    assert not shows(panel, "p* ")
    assert satiable.benchmark.why_none[-20:].split()[-1] in asked.text
    assert "There is no competitive price p*" in asked.text


def test_levels_of_unlike_utilities_are_not_to_be_compared(market: Snapshot) -> None:
    """Where agents have different utility functions the chart says so."""
    alike = moment("teaching/scarcity", 3)
    note = "unlike tastes: compare in time only"

    assert note in DrawnPanel(market).texts
    assert note not in DrawnPanel(alike).texts


def test_pointing_at_a_chart_tells_the_value_of_a_tick(market: Snapshot) -> None:
    """What is told is the entry of the series at that tick, and the range shown."""
    kept = Panel()
    box = DrawnPanel(market, panel=kept).parts.panel
    at = box.left + 100, box.top + 220

    panel = DrawnPanel(market, panel=kept, pointer=at)

    found = re.search(r"Tick (\d+): ([\d.]+) ", panel.text)
    assert found is not None, panel.texts
    value = market.history.mean_utility.low[int(found[1])]
    assert float(found[2]) == pytest.approx(value, rel=1e-3)
    assert "Shown: ticks 0 to 120" in panel.text
    assert "whether it rises or falls" in panel.text


def test_beyond_the_last_tick_a_chart_tells_of_none(market: Snapshot) -> None:
    """At the right end of a replay's chart nothing is made up."""
    early = replace(market, span=Span(100_000))
    box = DrawnPanel(early).parts.panel

    panel = DrawnPanel(early, pointer=(box.right - 60, box.top + 220))

    assert "Shown: ticks 0 to 120" in panel.text
    assert not re.search(r"Ticks? \d+( to \d+)?:", panel.text)


def test_chart_of_a_replay_spans_the_whole_recording(market: Snapshot) -> None:
    """The same moment takes less of the width than while the run is being made."""

    def last_inked_column(snapshot: Snapshot) -> int:
        panel = DrawnPanel(snapshot)
        pixels = pygame.surfarray.array3d(panel.picture)
        inked = (pixels == LIGHT.accent).all(axis=2)[20:-20]
        rows = slice(190, 215)  # in the chart of mean utility
        return int(np.flatnonzero(inked[:, rows].any(axis=1)).max())

    assert last_inked_column(market) > 200
    assert last_inked_column(replace(market, span=Span(900))) < 120


@pytest.mark.parametrize("known", [0, 40])
def test_course_of_a_replay_that_is_not_read_yet_is_left_open(
    market: Snapshot, known: int
) -> None:
    """The curves end where reading has come to; the moment's own figures are there."""
    early = replace(market, span=Span(400), history=market.history.until(known - 1))
    box = DrawnPanel(early).parts.panel

    figures = DrawnPanel(market).texts
    texts = DrawnPanel(early, pointer=(box.left + 30, box.top + 220)).texts

    for title in ("Mean utility", "Trades per tick", "MRS dispersion"):
        assert texts[texts.index(title) + 1] == figures[figures.index(title) + 1] != "–"
    assert ("Shown: ticks 0 to 39" in " ".join(texts)) == bool(known)
    assert "How many were made in each tick." in texts


def test_nothing_moves_when_trades_begin(market: Snapshot) -> None:
    """What stands where depends on the window and the scenario alone."""
    quiet = replace(market, market=MarketSummary())

    before, after = DrawnPanel(quiet), DrawnPanel(market)

    for name in ("Preferences", "Recent trades", "Recording"):
        assert name in before.texts
        assert name in after.texts
    rows = [
        np.flatnonzero(
            (pygame.surfarray.array3d(panel.picture) == LIGHT.accent)
            .all(axis=2)[14:60, 330:480]
            .any(axis=0)
        )
        for panel in (before, after)
    ]
    np.testing.assert_array_equal(*rows)


def test_prices_far_apart_are_on_a_logarithmic_scale(market: Snapshot) -> None:
    """The title says so."""
    wide = np.where(np.arange(121) % 2, 0.02, 50.0)
    history = replace(market.history, price=Bins.of(wide))

    assert "Price, B per A, log" in DrawnPanel(replace(market, history=history)).texts
    assert "Price, B per A" in DrawnPanel(market).texts


def test_no_number_is_in_scientific_notation(market: Snapshot) -> None:
    """Neither of what is huge nor of what is tiny."""
    huge, tiny = (Bins.of(np.full(121, value)) for value in (1e15, 3e-17))
    extreme = replace(
        market,
        seed=2**63,
        A=market.A * 10**12,
        benchmark=Benchmark(120, 1.5e-7),
        welfare=Welfare(1e15, 3e-17),
        market=replace(market.market, n_new=10**6, price=1e-9),
        history=replace(market.history, mean_utility=huge, mrs_dispersion=tiny),
    )
    panel = DrawnPanel(extreme)

    assert not [text for text in panel.texts if re.search(r"\de[+-]?\d", text)]
    assert str(2**63) in panel.texts
    assert "p* 0.00000015" in panel.texts


def test_of_many_classes_those_without_room_are_counted(market: Snapshot) -> None:
    """Of thirty classes some have a line, and the others are summed up in one."""
    share = market.configuration.population[0]
    many = replace(market.configuration, population=(share,) * 30)
    panel = DrawnPanel(
        replace(market, configuration=many, preference=np.arange(24, dtype=np.int32))
    )

    listed = len([text for text in panel.texts if re.match(r"D\d+ Cobb", text)])
    assert 2 <= listed < 30
    assert f"and {30 - listed} more" in panel.texts
    assert all(shows(panel, title) for title in TITLES)


def test_what_became_of_the_recording_is_told(market: Snapshot) -> None:
    """A recording that ended early says why, and none says that."""
    broken = replace(market, recording_problem="The disk is full.")

    assert "The disk is full." in DrawnPanel(broken).texts
    assert "Not recorded" in DrawnPanel(replace(market, recorded_to=None)).texts


def test_same_moment_looks_the_same_however_it_was_come_to(market: Snapshot) -> None:
    """A panel that has shown other moments before draws as a new one does."""
    kept = Panel()
    earlier = replace(market, history=market.history.until(30), tick=30)
    elsewhere = replace(moment("demos/subsistence", 12), run=1)
    for other in (elsewhere, market, earlier):
        DrawnPanel(other, panel=kept)

    again = DrawnPanel(market, panel=kept)

    fresh = pygame.image.tobytes(DrawnPanel(market).surface, "RGB")
    assert pygame.image.tobytes(again.surface, "RGB") == fresh


def test_figures_of_a_fast_run_change_no_faster_than_they_can_be_read(
    market: Snapshot,
) -> None:
    """Of two ticks in quick succession the panel shows the first, and then a later."""
    kept, start = Panel(), 100.0
    next_tick, later = (replace(market, seed=k) for k in (43, 44))

    def picture(snapshot: Snapshot, seconds: float, **choices: object) -> bytes:
        now = start + seconds
        panel = DrawnPanel(snapshot, panel=kept, now=now, paused=False, **choices)
        return pygame.image.tobytes(panel.surface, "RGB")

    first = picture(market, 0.0)
    assert picture(next_tick, SECONDS / 2) == first
    assert picture(later, SECONDS) != first
    assert picture(market, 1.2 * SECONDS) != first


@pytest.mark.parametrize(
    "change",
    [
        {"selected": 3},
        {"theme": DARK},
        {"size": (1280, 800)},
        {"paused": True},
    ],
    ids=str,
)
def test_what_the_user_does_is_shown_at_once(
    market: Snapshot, change: dict[str, object]
) -> None:
    """Also while a run goes fast, and with what can be clicked."""
    kept = Panel()
    later = replace(market, seed=43)
    DrawnPanel(market, panel=kept, paused=False)

    panel = DrawnPanel(later, panel=kept, **{"paused": False, **change})

    fresh = DrawnPanel(later, **change)
    assert pygame.image.tobytes(panel.surface, "RGB") == pygame.image.tobytes(
        fresh.surface, "RGB"
    )
    assert panel.links == fresh.links


@pytest.mark.parametrize("rest", [{"ended": True}, {"problem": "It broke."}], ids=str)
def test_the_last_tick_is_shown(market: Snapshot, rest: dict[str, object]) -> None:
    """A run that is over or has failed is shown as it is, however fast it came."""
    kept = Panel()
    DrawnPanel(market, panel=kept, paused=False)

    panel = DrawnPanel(replace(market, seed=43, **rest), panel=kept, paused=False)

    assert "43" in panel.texts


def test_links_stay_while_the_picture_does(market: Snapshot) -> None:
    """A frame in which nothing is new can be clicked as the one before."""
    kept = Panel()
    first = DrawnPanel(market, panel=kept, selected=3)

    second = DrawnPanel(market, panel=kept, selected=3)

    assert not second.texts
    assert second.links == first.links
    assert len(first.links) > 1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_panel_looks_as_it_did(market: Snapshot, tmp_path: Path, theme: Theme) -> None:
    """In both themes it is the picture that was looked at and found good."""
    panel = DrawnPanel(market, (1024, 768), theme)

    assert_looks_like(panel.picture, IMAGES / f"panel-{theme.name}.png", tmp_path)
