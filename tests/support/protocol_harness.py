"""What every protocol has to hold, whoever wrote it.

`check_protocol` puts a registered protocol through all checks of its category. A
package with a protocol of its own needs one test:

    def test_auction_is_a_protocol():
        check_protocol("bargaining", "auction")

The single checks, `CHECKS` by category, are there to be parametrised over, so that a
report names the one that failed. Each takes the name of a protocol, and relies on what
its class says of itself: a protocol whose traits deny randomness must not draw.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from vmt.economy.preferences.factory import make_preference
from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.events import TickEvents
from vmt.engine.protocols import registry
from vmt.engine.protocols.contract import (
    BargainingView,
    Block,
    Party,
    Refusal,
    Traits,
)
from vmt.engine.quotes import quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import V2
from vmt.engine.simulation import Simulation

EPSILON = 1e-12
TICKS = 15

TASTES: list[tuple[PreferenceKind, dict[str, float]]] = [
    (PreferenceKind.CES, {"rho": 0.0, "wA": 1.0, "wB": 1.0}),
    (PreferenceKind.CES, {"rho": 0.5, "wA": 0.4, "wB": 0.9}),
    (PreferenceKind.CES, {"rho": -2.0, "wA": 1.1, "wB": 0.7}),
    (PreferenceKind.LINEAR, {"vA": 1.3, "vB": 0.8}),
    (
        PreferenceKind.QUADRATIC,
        {"A_star": 9.0, "B_star": 8.0, "sigma_A": 5.0, "sigma_B": 4.0, "gamma": 0.01},
    ),
    (
        PreferenceKind.TRANSLOG,
        {
            "alpha_0": 0.1,
            "alpha_A": 0.5,
            "alpha_B": 0.6,
            "beta_AA": -0.1,
            "beta_BB": -0.05,
            "beta_AB": 0.05,
        },
    ),
    (
        PreferenceKind.STONE_GEARY,
        {"alpha_A": 0.6, "alpha_B": 0.5, "gamma_A": 1.0, "gamma_B": 0.5},
    ),
]
"""One or more of each utility function."""

View = Callable[[], BargainingView]


def check_protocol(category: str, name: str) -> None:
    """Put a registered protocol through every check of its category."""
    for check in CHECKS[category]:
        check(name)


def describes_itself(category: str, name: str) -> None:
    """Name, dated version, a sentence, traits and a source are there."""
    rule = registry.describe(category, name)

    assert rule.name == registry.resolve(category, name)
    assert date.fromisoformat(rule.version)
    assert rule.description.endswith(".")
    assert isinstance(rule.traits, Traits)
    assert rule.source.endswith(".")
    assert rule.__doc__


def repeats_itself(category: str, name: str) -> None:
    """Two runs of one scenario and seed go the same way."""
    for configuration in configurations(category, name):
        runs = [Simulation(configuration, 5) for _ in range(2)]
        for run in runs:
            run.run(TICKS)

        assert runs[0].digest() == runs[1].digest()


def draws_as_it_says(category: str, name: str) -> None:
    """Chances are drawn if, and only if, the traits say so."""
    uses_random = registry.describe(category, name).traits.uses_random
    drew = False
    for configuration in configurations(category, name):
        run = Simulation(configuration, 5)
        before = run.random_state
        run.run(TICKS)
        drew = drew or before != run.random_state

    assert uses_random == drew


def conserves_goods(category: str, name: str) -> None:
    """Nothing is made or lost, and nobody ever owes anything."""
    for configuration in configurations(category, name):
        run = Simulation(configuration, 5)
        before = _totals(run)
        for _ in range(TICKS):
            run.step()

            assert before == _totals(run)
            assert run.state.A.min() >= 0
            assert run.state.B.min() >= 0
            assert run.state.amount.min() >= 0


def leaves_traders_better_off(category: str, name: str) -> None:
    """Every trade of a run raises both utilities by more than epsilon."""
    for configuration in configurations(category, name):
        for _, events in ticks(configuration):
            for trade in events.trades:
                assert trade.dA > 0
                assert trade.dB > 0
                assert min(trade.buyer_gain, trade.seller_gain) > EPSILON


def heads_for_cells_of_the_grid(name: str) -> None:
    """Targets and claims of a search are cells; a local one's are in sight."""
    traits = registry.describe("search", name).traits
    for configuration in configurations("search", name):
        size, sight = configuration.grid_size, configuration.parameters.vision_radius
        run = Simulation(configuration, 5)
        for _ in range(TICKS):
            x, y = run.state.x.tolist(), run.state.y.tolist()
            for decision in run.step().decisions:
                for cell in (decision.claimed, (decision.target_x, decision.target_y)):
                    if cell is not None and cell[0] is not None:
                        assert 0 <= cell[0] < size
                        assert 0 <= cell[1] < size
                if traits.local and decision.activity == "walk":
                    far = abs(decision.target_x - x[decision.agent])
                    far += abs(decision.target_y - y[decision.agent])
                    assert far <= sight


def pairs_each_agent_once(name: str) -> None:
    """Partners are mutual, and nobody is paired twice in a tick, or with itself."""
    for configuration in configurations("matching", name):
        for run, events in ticks(configuration):
            paired = [
                agent
                for pairing in events.pairings
                if pairing.event == "pair"
                for agent in (pairing.agent_i, pairing.agent_j)
            ]
            partner = run.state.partner.tolist()

            assert len(paired) == len(set(paired))
            for agent, other in enumerate(partner):
                assert other == -1 or (other != agent and partner[other] == agent)


def pairs_the_willing(name: str) -> None:
    """Whoever is paired chose to trade in that tick, and was single before it."""
    for configuration in configurations("matching", name):
        single = set(range(configuration.n_agents))
        for run, events in ticks(configuration):
            activity = {d.agent: d.activity for d in events.decisions}
            for pairing in events.pairings:
                if pairing.event == "pair":
                    assert {pairing.agent_i, pairing.agent_j} <= single
                    assert activity[pairing.agent_i] == "trade_paired"
                    assert activity[pairing.agent_j] == "trade_paired"
            partner = run.state.partner.tolist()
            single = {agent for agent, other in enumerate(partner) if other == -1}


def agrees_on_feasible_blocks(name: str) -> None:
    """Every block is affordable, on the grid of steps, within dA_max; both gain."""
    agreed = 0
    for make_view in bargaining_views():
        view = make_view()
        block = _negotiate(name, view)
        if isinstance(block, Refusal):
            continue
        agreed += 1
        parties = {party.agent: party for party in (view.i, view.j)}
        giver, receiver = parties[block.giver], parties[block.receiver]

        assert giver is not receiver
        assert block.dA > 0
        assert block.dA % view.step == 0
        assert block.dA <= (view.largest_block or block.dA)
        assert block.dA <= giver.A
        assert 0 < block.dB <= receiver.B
        assert EPSILON < block.giver_gain == _gain(giver, -block.dA, block.dB, view)
        assert (
            EPSILON < block.receiver_gain == _gain(receiver, block.dA, -block.dB, view)
        )
        assert 0.0 < block.quoted_price < math.inf
        assert block.proposer in (-1, view.i.agent, view.j.agent)
    assert agreed > 0


def gives_a_reason_for_refusals(name: str) -> None:
    """No agreement comes with a word why, and there is none where nobody gains."""
    for make_view in (*bargaining_views(), *hopeless_views()):
        outcome = _negotiate(name, make_view())
        if isinstance(outcome, Refusal):
            assert outcome.reason.isidentifier()
    for make_view in hopeless_views():
        assert isinstance(_negotiate(name, make_view()), Refusal)


def answers_the_same_again(name: str) -> None:
    """Equal pairs and chances get equal answers, by whichever instance."""
    rule = registry.make_bargaining(name, {})
    for make_view in bargaining_views():
        answers = [_plain(rule.negotiate(make_view())) for _ in range(2)]

        assert answers[0] == answers[1]
        assert answers[0] == _plain(_negotiate(name, make_view()))


def leaves_the_parties_alone(name: str) -> None:
    """Negotiating changes neither holdings, nor quotes, nor tastes."""
    for make_view in bargaining_views():
        view = make_view()
        before = [_content(party) for party in (view.i, view.j)]
        _negotiate(name, view)

        assert before == [_content(party) for party in (view.i, view.j)]


def negotiates_without_chance_unless_it_says_so(name: str) -> None:
    """Without chance in its traits a rule leaves the stream where it was."""
    if registry.describe("bargaining", name).traits.uses_random:
        return
    for make_view in bargaining_views():
        view = make_view()
        before = view.random.state()
        _negotiate(name, view)

        assert before == view.random.state()


def treats_both_alike_if_it_says_so(name: str) -> None:
    """With the two in each other's places a symmetric rule trades the same block."""
    if not registry.describe("bargaining", name).traits.symmetric:
        return
    for make_view in bargaining_views():
        view, swapped = make_view(), _swapped(make_view())
        block, mirrored = _negotiate(name, view), _negotiate(name, swapped)

        assert isinstance(block, Block) == isinstance(mirrored, Block)
        if isinstance(block, Block) and isinstance(mirrored, Block):
            assert block.giver == mirrored.receiver
            assert (block.dA, block.dB) == (mirrored.dA, mirrored.dB)


def configurations(category: str, name: str) -> Iterator[Configuration]:
    """Return small worlds in which a protocol is used: with resources and without."""
    for decimals, density in ((4, 0.0), (0, 0.4)):
        unit = 10**decimals
        configuration = Configuration(
            name="harness",
            grid_size=6,
            n_agents=9,
            quantity_decimals=decimals,
            endowment_A=tuple(unit * A for A in (12, 1, 9, 2, 8, 3, 7, 1, 5)),
            endowment_B=tuple(unit * B for B in (1, 11, 2, 9, 1, 8, 4, 6, 5)),
            population=tuple(
                PreferenceShare(kind, values, 1 / len(TASTES))
                for kind, values in TASTES
            ),
            parameters=Parameters(
                forage_rate=unit,
                resource_growth_rate=0,
                trade_step=unit,
                vision_radius=4,
                epsilon=EPSILON,
                trade_cooldown_ticks=1,
            ),
            resource_density=density,
            resource_amount=3 * unit,
        )
        yield replace(configuration, **{category: Protocol(name)})


def ticks(configuration: Configuration) -> Iterator[tuple[Simulation, TickEvents]]:
    """Run a world, and return after each tick the run and what happened."""
    run = Simulation(configuration, 5)
    for _ in range(TICKS):
        yield run, run.step()


def bargaining_views() -> Iterator[View]:
    """Return makers of pairs with something to trade: of all tastes, on both grids."""
    for n, (kind, values) in enumerate(TASTES):
        for m, (other, others) in enumerate(TASTES):
            scale = (1, 10_000)[(n + m) % 2]
            rich, poor = (17, 3), (4, 13)
            first, second = (rich, poor) if n % 2 else (poor, rich)
            yield _view_maker(
                (kind, values, first),
                (other, others, second),
                scale,
                5 * scale if m % 3 == 0 else None,
            )


def hopeless_views() -> Iterator[View]:
    """Return makers of pairs in which there is nothing to gain."""
    taste, values = TASTES[0]
    for scale in (1, 10_000):
        for first, second in (((6, 3), (10, 5)), ((0, 0), (4, 4)), ((8, 0), (9, 0))):
            yield _view_maker(
                (taste, values, first), (taste, values, second), scale, None
            )


def _view_maker(
    first: tuple[PreferenceKind, dict[str, float], tuple[int, int]],
    second: tuple[PreferenceKind, dict[str, float], tuple[int, int]],
    scale: int,
    largest: int | None,
) -> View:
    def party(
        agent: int, kind: PreferenceKind, values: dict[str, float], own: tuple[int, int]
    ) -> Party:
        preference = make_preference(kind, values)
        A, B = own
        ask, bid, *_ = quote(preference, A, B, spread=0.0, epsilon=EPSILON)
        return Party(agent, A * scale, B * scale, ask, bid, preference)

    def make() -> BargainingView:
        return BargainingView(
            party(3, *first),
            party(8, *second),
            EPSILON,
            scale,
            largest,
            scale,
            V2,
            RandomStream(7),
        )

    return make


def _negotiate(name: str, view: BargainingView) -> Block | Refusal:
    return registry.make_bargaining(name, {}).negotiate(view)


def _swapped(view: BargainingView) -> BargainingView:
    """Return a view in which each has the other's holdings and tastes."""
    i, j = (
        Party(own.agent, other.A, other.B, other.ask, other.bid, other.preference)
        for own, other in ((view.i, view.j), (view.j, view.i))
    )
    return BargainingView(
        i,
        j,
        view.epsilon,
        view.step,
        view.largest_block,
        view.scale,
        view.rules,
        view.random,
    )


def _gain(party: Party, dA: int, dB: int, view: BargainingView) -> float:
    utility, scale = party.preference.utility, view.scale
    after = utility((party.A + dA) / scale, (party.B + dB) / scale)
    return after - utility(party.A / scale, party.B / scale)


def _plain(outcome: Block | Refusal) -> tuple[Any, ...]:
    if isinstance(outcome, Refusal):
        return (outcome.reason,)
    return (
        outcome.giver,
        outcome.receiver,
        outcome.dA,
        outcome.dB,
        outcome.quoted_price,
        outcome.giver_gain,
        outcome.receiver_gain,
        outcome.proposer,
    )


def _content(party: Party) -> tuple[Any, ...]:
    probes = [party.preference.utility(A, B) for A in (1.0, 5.0) for B in (2.0, 7.0)]
    return party.agent, party.A, party.B, party.ask, party.bid, *probes


def _totals(run: Simulation) -> tuple[int, int]:
    """Return all there is of both goods, in hands and on the grid."""
    state = run.state
    on_grid = [int(state.amount[state.resource == kind].sum()) for kind in (1, 2)]
    return int(state.A.sum()) + on_grid[0], int(state.B.sum()) + on_grid[1]


Check = Callable[[str], None]


def _for_category(category: str) -> list[Check]:
    def check(function: Callable[[str, str], None]) -> Check:
        def run(name: str) -> None:
            function(category, name)

        run.__name__ = function.__name__
        run.__doc__ = function.__doc__
        return run

    return [
        check(function)
        for function in (
            describes_itself,
            repeats_itself,
            draws_as_it_says,
            conserves_goods,
            leaves_traders_better_off,
        )
    ]


CHECKS: dict[str, list[Check]] = {
    "search": [*_for_category("search"), heads_for_cells_of_the_grid],
    "matching": [
        *_for_category("matching"),
        pairs_each_agent_once,
        pairs_the_willing,
    ],
    "bargaining": [
        *_for_category("bargaining"),
        agrees_on_feasible_blocks,
        gives_a_reason_for_refusals,
        answers_the_same_again,
        leaves_the_parties_alone,
        negotiates_without_chance_unless_it_says_so,
        treats_both_alike_if_it_says_so,
    ],
}
"""By category, what each of its protocols has to hold."""
