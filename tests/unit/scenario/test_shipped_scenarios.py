"""What the shipped scenarios promise is what they show."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vmt.engine.configuration import Mode
from vmt.engine.events import TickEvents, Trade
from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario, load_scenario

FOLDER = Path(__file__).resolve().parents[3] / "scenarios"
SCENARIOS = sorted(FOLDER.rglob("*.yaml"))
LABELS = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in SCENARIOS]


class Run:
    """A run of a shipped scenario, and what happened in it."""

    def __init__(self, label: str, ticks: int, seed: int = 42) -> None:
        self.scenario = load_scenario(FOLDER / f"{label}.yaml")
        self.simulation = Simulation(self.scenario.configuration, seed)
        self.first_utility = self.simulation.state.utility.copy()
        self.ticks: list[TickEvents] = []
        self.moves: list[int] = []
        for _ in range(ticks):
            state = self.simulation.state
            before = np.stack([state.x, state.y])
            self.ticks.append(self.simulation.step())
            moved = (before != np.stack([state.x, state.y])).any(axis=0)
            self.moves.append(int(moved.sum()))

    @property
    def utility(self) -> np.ndarray:
        """Utility of each agent after the run."""
        return self.simulation.state.utility

    @property
    def goods(self) -> tuple[int, int]:
        """Minor units of A and B that the agents own after the run."""
        state = self.simulation.state
        return int(state.A.sum()), int(state.B.sum())

    def trades(self, start: int = 0, end: int | None = None) -> list[Trade]:
        """Return the trades of some ticks."""
        return [trade for tick in self.ticks[start:end] for trade in tick.trades]

    def spread(self, start: int, end: int) -> float:
        """Return the standard deviation of the log prices of some ticks."""
        return float(np.std([math.log(t.price) for t in self.trades(start, end)]))

    def mean_price(self, start: int = 0, end: int | None = None) -> float:
        """Return the geometric mean of the prices of some ticks."""
        logs = [math.log(trade.price) for trade in self.trades(start, end)]
        return math.exp(float(np.mean(logs)))


@pytest.fixture(scope="module")
def run() -> Callable[..., Run]:
    """Run a shipped scenario with the seed 42 (each once a module)."""
    runs: dict[tuple[str, int], Run] = {}

    def run_(label: str, ticks: int = 200) -> Run:
        if (label, ticks) not in runs:
            runs[label, ticks] = Run(label, ticks)
        return runs[label, ticks]

    return run_


Runner = Callable[..., Run]


def ces(rho: float, w: float, A: float, B: float) -> float:
    """Return CES utility by its textbook formula, with the weights w and 1 - w."""
    return (w * A**rho + (1 - w) * B**rho) ** (1 / rho)


def test_there_are_at_least_ten_in_four_folders() -> None:
    """First of all teaching, for that is what most come for."""
    assert len(LABELS) >= 10
    folders = {label.split("/")[0] for label in LABELS}
    assert folders == {"baseline", "demos", "performance", "teaching"}


@pytest.mark.parametrize("path", SCENARIOS, ids=LABELS)
def test_a_shipped_scenario_explains_itself(path: Path) -> None:
    """It loads without a warning and has something for the student to do."""
    scenario: Scenario = load_scenario(path)
    assert scenario.warnings == []
    assert len(scenario.description) > 80
    assert len(scenario.look_for) > 80
    assert scenario.question.endswith("?") or "? " in scenario.question
    assert scenario.text.startswith("#")


@pytest.mark.parametrize("label", LABELS)
def test_a_shipped_scenario_runs(run: Runner, label: str) -> None:
    """Twenty ticks, and nobody is worse off for having traded."""
    short = run(label, 20)
    assert short.simulation.tick == 20
    gains = [min(t.buyer_gain, t.seller_gain) for t in short.trades()]
    assert all(gain > 0 for gain in gains)


def test_the_first_market_moves_and_trades_all_the_time(run: Runner) -> None:
    """A student who presses play sees an economy at once, and after a while still."""
    market = run("teaching/first_market")
    counts = [len(market.trades(start, start + 20)) for start in range(0, 200, 20)]
    assert counts[0] == max(counts) > 50
    assert min(counts) >= 10
    assert all(sum(market.moves[t : t + 20]) >= 200 for t in range(0, 200, 20))
    assert all(1 / 3 < trade.price < 3 for trade in market.trades())
    assert market.mean_price() < 1
    state = market.simulation.state
    likes_A = state.preference == 0
    assert state.A[likes_A].mean() > 1.5 * state.B[likes_A].mean()


def test_the_edgeworth_box_has_the_numbers_of_its_text(run: Runner) -> None:
    """4.47 at the endowment, 6.00 at the equilibrium; they end near the diagonal."""
    box = run("teaching/edgeworth_box")
    state = box.simulation.state
    assert box.first_utility == pytest.approx(math.sqrt(20))
    assert f"{math.sqrt(10 * 2):.2f}" in box.scenario.description
    assert f"{math.sqrt(6 * 6):.2f}" in box.scenario.description
    assert box.goods == (120_000, 120_000)
    assert np.abs(state.A - state.B).max() <= 1_000
    assert state.A[0] != 60_000
    assert box.utility[1] > 6 > box.utility[0]
    assert all(trade.dA == 1_000 and trade.buyer == 1 for trade in box.trades())
    assert len(box.trades(0, 20)) > 10


def test_nobody_trades_or_moves_where_all_are_alike(run: Runner) -> None:
    """A unit of A is worth one B to everybody."""
    still = run("teaching/nobody_trades")
    assert still.simulation.state.bid == pytest.approx(1)
    assert still.trades() == []
    assert sum(still.moves) == 0


def test_perfect_substitutes_trade_at_one_price_into_a_corner(run: Runner) -> None:
    """21 A and a crumb of B on one side, four of the other stuck; always 0.875."""
    linear = run("teaching/perfect_substitutes")
    state = linear.simulation.state
    likes_A = state.preference == 0
    assert {trade.quoted_price for trade in linear.trades()} == {0.875}
    assert set(state.A[likes_A].tolist()) == {210_000}
    assert state.B[likes_A].max() < 5_000
    assert int((state.A[~likes_A] > 0).sum()) == 4
    assert len(linear.trades(20)) > 0


def test_complements_have_the_numbers_of_their_text(run: Runner) -> None:
    """Utility 3.56 to 6.00, elasticity 0.2, 243 A for a B, prices from 0.01."""
    shoes = run("teaching/complements")
    text = shoes.scenario.description + shoes.scenario.look_for
    first = ces(-4, 0.5, 9, 3)
    assert shoes.first_utility == pytest.approx(first)
    assert f"{first:.2f}" in text
    assert f"{ces(-4, 0.5, 6, 6):.2f}" in text
    assert 6 / first - 1 == pytest.approx(2 / 3, abs=0.03)
    assert 1 / (1 - -4) == 0.2
    assert "elasticity of substitution is 0.2" in text
    assert (9 / 3) ** (1 - -4) == 243
    assert min(t.price for t in shoes.trades(0, 20)) == pytest.approx(0.01, abs=0.005)
    assert shoes.trades(60) == []
    assert (shoes.utility > shoes.first_utility).all()


def test_scarcity_sets_the_price(run: Runner) -> None:
    """With equal Cobb-Douglas tastes p* is total B over total A, a third."""
    market = run("teaching/scarcity")
    own = market.scenario.configuration
    assert (sum(own.endowment_A), sum(own.endowment_B)) == (3_000_000, 1_000_000)
    last = max(tick.tick for tick in market.ticks if tick.trades)
    assert market.spread(0, 20) > 0.5
    assert market.spread(last - 10, last + 1) < 0.1
    assert market.mean_price(last - 10, last + 1) == pytest.approx(1 / 3, rel=0.05)
    state = market.simulation.state
    assert np.std(np.log(state.B / state.A)) < 0.05


def test_agents_with_a_bliss_point_stop_when_they_have_enough(run: Runner) -> None:
    """Busy for a hundred ticks; then the ground is full and nobody bends down."""
    bliss = run("demos/bliss_point", 300)
    assert min(len(bliss.trades(t, t + 20)) for t in range(0, 120, 20)) >= 10
    assert bliss.trades(260) == []
    assert all(not tick.harvests for tick in bliss.ticks[260:])
    state = bliss.simulation.state
    assert (state.amount == state.capacity).all()
    assert bliss.utility.min() > -0.2


def test_bread_gets_cheaper_once_nobody_is_hungry(run: Runner) -> None:
    """From one rose downwards to about 0.6, though the hungry would give six."""
    bread = run("demos/subsistence")
    hungry = (0.3 / (5 - 4)) / (0.7 / 15)
    assert 6 < hungry < 7
    assert max(trade.price for trade in bread.trades()) <= 1
    assert bread.mean_price(0, 5) > 0.8
    assert bread.mean_price(150) == pytest.approx(0.6, abs=0.02)
    assert len(bread.trades(150)) > 50


def test_translog_tastes_trade_as_often_as_their_text_says(run: Runner) -> None:
    """376 trades in 200 ticks with the seed 42."""
    market = run("demos/translog")
    assert f"{len(market.trades())} trades in 200 ticks" in market.scenario.look_for
    assert min(len(market.trades(t, t + 20)) for t in range(0, 200, 20)) >= 10


def test_trades_come_in_bursts_by_night(run: Runner) -> None:
    """None in the twenty ticks of a day, many in the ten of a night."""
    schedule = run("demos/day_and_night")
    for day in range(0, 180, 30):
        assert schedule.trades(day, day + 20) == []
        assert len(schedule.trades(day + 20, day + 30)) > 30
    reasons = {p.reason for tick in schedule.ticks for p in tick.pairings}
    assert "mode_switch_trade_to_forage" in reasons


def test_sight_is_worth_what_its_two_scenarios_say(run: Runner) -> None:
    """57 % of the gains, fifteen who never trade; forty who gain, some who lose."""
    short, far = run("demos/short_sight"), run("demos/far_sight")
    one, other = short.scenario.model, far.scenario.model
    assert one.params.model_copy(update={"vision_radius": 46}) == other.params
    assert one.initial_inventories == other.initial_inventories
    gains = short.utility - short.first_utility, far.utility - far.first_utility
    share = gains[0].sum() / gains[1].sum()
    assert f"{100 * share:.0f} % of those under far sight" in short.scenario.question
    assert int((gains[0] == 0).sum()) == 15
    assert (gains[1] > 0).all()
    assert (short.utility > far.utility).any()
    assert len(far.trades(len(short.ticks) // 5)) > len(short.trades(40)) == 0


def test_chance_costs_harvests_and_not_trades(run: Runner) -> None:
    """About as many trades as in the first market, less than half of the harvests."""
    chance, market = run("demos/chance_meetings"), run("teaching/first_market")
    assert len(chance.trades()) == pytest.approx(len(market.trades()), rel=0.2)
    harvests = [sum(len(t.harvests) for t in r.ticks) for r in (chance, market)]
    assert harvests[0] < harvests[1] / 2


def test_trade_makes_utility_and_no_goods(run: Runner) -> None:
    """1070 units without trade and with it, and 24 of 30 are better off."""
    alone, together = run("baseline/self_sufficient"), run("baseline/with_trade")
    assert alone.scenario.configuration.mode is Mode.FORAGE
    assert alone.scenario.model.params == together.scenario.model.params
    assert alone.trades() == []
    units = [sum(r.goods) // 10_000 for r in (alone, together)]
    assert f"the thirty own {units[0]} units" in alone.scenario.look_for
    text = together.scenario.look_for
    assert f"own {units[1]} units between them, just as many as without" in text
    assert units[0] == units[1]
    better = int((together.utility > alone.utility).sum())
    assert f"{better} of the 30 are better off" in text
    assert (30 - better, "the six that are not" in together.scenario.question) == (
        6,
        True,
    )


def test_the_large_market_has_every_taste_and_does_not_rest(run: Runner) -> None:
    """All five forms of utility are in it, and it trades in every twenty ticks."""
    large = run("performance/large_market", 100)
    assert len(set(large.simulation.utility_names)) == 5
    assert len(set(large.simulation.state.preference.tolist())) == 6
    assert min(len(large.trades(t, t + 20)) for t in range(0, 100, 20)) >= 50


def test_the_crowd_trades_in_a_wave_that_ebbs(run: Runner) -> None:
    """Most trades come first, and prices close in."""
    crowd = run("performance/crowd", 60)
    waves = [len(crowd.trades(t, t + 20)) for t in (0, 20, 40)]
    assert waves[0] > 2 * waves[1] > 4 * waves[2] > 0
    assert crowd.spread(40, 60) < crowd.spread(0, 20) / 3
