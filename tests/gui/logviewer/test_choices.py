"""Why agents chose what they chose, and how long they stayed together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from log_viewer import settle
from public_files import NOVEMBER, PublicFile
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.spells import Spell, Spells
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import open_run
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.recorder import Recorder

Viewer = Callable[[Path], LogViewerWindow]
NAN = float("nan")


@pytest.fixture
def record_at(home: Path, write_scenario: Callable[..., Path]) -> Callable[..., Path]:
    """Record a run at a log level."""

    def run(level: LogLevel) -> Path:
        scenario = load_scenario(write_scenario())
        simulation = Simulation(scenario.configuration, 3)
        path = home / "logs" / f"{level}.db"
        with Recorder(path, scenario, simulation, detail=Detail(level)) as recorder:
            simulation.run(30, recorder.record)
        return path

    return run


def select_choice(window: LogViewerWindow) -> tuple[int, int, int]:
    """Select a decision for a partner; returns its tick, agent and partner."""
    window.filter.choose(extent=Extent.ALL)
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    for number, decision in enumerate(window.decisions.model.records):
        if decision.chosen_partner_id is not None and decision.alternatives:
            window.decisions.table.selectRow(number)
            settle(window)
            return decision.tick, decision.agent_id, decision.chosen_partner_id
    pytest.fail("nobody chose anybody")


def test_a_choice_shows_the_ranking_that_led_to_it(
    record_at: Callable[..., Path], viewer: Viewer
) -> None:
    """Overlaps, distances and scores as the agent saw them; the chosen one marked."""
    window = viewer(record_at(LogLevel.DEBUG))
    tick, agent, partner = select_choice(window)
    with open_run(window.recording.path) as run:
        ranked = run.table("preferences")
    of_it = ranked[(ranked["tick"] == tick) & (ranked["agent_id"] == agent)]
    shown = [each for _, each in window.decisions.alternatives.records]
    assert [each.partner_id for each in shown] == of_it["partner_id"].tolist()
    assert [each.score for each in shown] == of_it["discounted_surplus"].tolist()
    assert [e.partner_id for e in shown if e.is_chosen] == [partner]
    words = window.decisions.words.text()
    assert words.startswith(f"Agent {agent} at tick {tick}: ")
    assert "not recorded" not in words


def test_where_rankings_are_not_recorded_overlaps_come_from_the_quotes(
    record_at: Callable[..., Path], viewer: Viewer
) -> None:
    """They are the same numbers, and the page says where they come from."""
    window = viewer(record_at(LogLevel.STANDARD))
    tick, agent, partner = select_choice(window)
    records = window.decisions.alternatives.records
    (chosen,) = [each for _, each in records if each.is_chosen]
    with open_run(window.recording.path) as run:
        decisions = run.table("decisions")
    is_it = (decisions["tick"] == tick) & (decisions["agent_id"] == agent)
    assert chosen.partner_id == partner
    assert chosen.overlap == decisions[is_it]["surplus_with_partner"][0]
    assert chosen.score is None
    assert "not recorded" in window.decisions.words.text()


def test_partnerships_are_put_together_from_their_events() -> None:
    """Begin, end and length; those that have not ended go on to the last tick."""
    events = [
        (2, 0, 1, "pair", "mutual_consent", 0.5),
        (3, 2, 3, "unpair", "no_feasible_trade", NAN),
        (4, 0, 1, "unpair", "no_feasible_trade", NAN),
        (4, 0, 1, "pair", "greedy_fallback", 0.25),
    ]
    found = Spells(events, 9)
    assert [found[number] for number in range(len(found))] == [
        Spell(2, 3, None, 3, None, "", "no_feasible_trade", None),
        Spell(0, 1, 2, 4, 3, "mutual_consent", "no_feasible_trade", 0.5),
        Spell(0, 1, 4, None, 6, "greedy_fallback", "", 0.25),
    ]


def test_partnerships_are_those_of_the_ticks_that_are_listed(
    record_at: Callable[..., Path], viewer: Viewer
) -> None:
    """At a tick, those that go on in it; else all that the filter lets through."""
    window = viewer(record_at(LogLevel.STANDARD))
    window.tabs.setCurrentWidget(window.pairings)
    window.filter.choose(extent=Extent.ALL)
    settle(window)
    everything = [spell for _, spell in window.pairings.spells.records]
    with open_run(window.recording.path) as run:
        events = run.table("pairings")["event"].tolist()
    assert len(everything) == events.count("pair") > 3
    assert "ticks long in the mean" in window.pairings.title.text()

    window.filter.choose(extent=Extent.TICK)
    middle = everything[len(everything) // 2]
    window.recording.go_to(middle.first)
    settle(window)
    now = [spell for _, spell in window.pairings.spells.records]
    assert middle in now
    assert all(s.first <= middle.first for s in now)
    window.filter.choose(agents=(middle.agent_i,))
    settle(window)
    now = [spell for _, spell in window.pairings.spells.records]
    assert all(middle.agent_i in (s.agent_i, s.agent_j) for s in now)


def test_a_partner_without_a_ranking_is_told_of(tmp_path: Path, viewer: Viewer) -> None:
    """Files of the public VMT name partners of pairs, which consider nobody else."""
    public = PublicFile(tmp_path / "public.db", NOVEMBER)
    run = public.start_run(total_ticks=1)
    public.add_agents(run, 0, [(50_000, 30_000), (20_000, 60_000)])
    decision = {"run_id": run, "tick": 0, "target_type": "trade_paired"}
    public.add(
        "decisions", agent_id=0, chosen_partner_id=1, num_neighbors=1, **decision
    )
    window = viewer(public.close())
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    window.decisions.table.selectRow(0)
    settle(window)

    words = window.decisions.words.text()
    assert "Its partner is agent 1" in words
    assert "considered no partner" not in words
