"""What a run leaves in its file."""

import threading
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from vmt.engine.configuration import Configuration
from vmt.engine.events import Attempt, Trade
from vmt.engine.simulation import Simulation
from vmt.telemetry import open_run
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.errors import FileTakenError, RecordingError, TelemetryError
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder

UNIT = Decimal(10_000)


def test_rows_sum_to_the_changes_of_holdings(recorded) -> None:
    """Trades and harvests account for every change of every agent's holdings."""
    with open_database(recorded.path) as database:
        first = database.agents_at(1, -1)
        held = {a.agent_id: [a.inventory_A, a.inventory_B] for a in first}
        for tick in range(43):
            for trade in database.trades(1, tick):
                held[trade.buyer_id][0] += trade.dA
                held[trade.buyer_id][1] -= trade.dB
                held[trade.seller_id][0] -= trade.dA
                held[trade.seller_id][1] += trade.dB
            for harvest in database.harvests(1, tick):
                held[harvest.agent_id]["AB".index(harvest.good)] += harvest.amount
            for agent in database.agents_at(1, tick):
                assert [agent.inventory_A, agent.inventory_B] == held[agent.agent_id]
        assert database.trades(1)
        assert database.harvests(1)


def test_snapshots_equal_memory(recorded) -> None:
    """Each snapshot of the agents says what the state said at that tick."""
    with open_database(recorded.path) as database:
        for tick, state in recorded.states.items():
            agents = database.agents_at(1, tick)
            assert [a.agent_id for a in agents] == list(range(8))
            assert {a.tick for a in agents} == {tick}
            assert [a.x for a in agents] == state.x.tolist()
            assert [a.y for a in agents] == state.y.tolist()
            assert [a.inventory_A * UNIT for a in agents] == state.A.tolist()
            assert [a.inventory_B * UNIT for a in agents] == state.B.tolist()
            assert [a.utility for a in agents] == state.utility.tolist()
            assert [a.ask_A_in_B for a in agents] == state.ask.tolist()
            assert [a.bid_A_in_B for a in agents] == state.bid.tolist()
            assert [a.p_min for a in agents] == state.p_min.tolist()
            assert [a.p_max for a in agents] == state.p_max.tolist()
            for column, array in (
                ("target_agent_id", state.target_agent),
                ("target_x", state.target_x),
                ("target_y", state.target_y),
            ):
                expected = [None if v < 0 else v for v in array.tolist()]
                assert [getattr(a, column) for a in agents] == expected


def test_digests_of_all_ticks_are_recorded(recorded) -> None:
    """Each tick carries the digest the simulation had then; the run the last one."""
    with open_database(recorded.path) as database:
        states = database.tick_states(1)
        assert {s.tick: s.digest for s in states} == recorded.digests
        assert database.runs()[0].final_digest == recorded.digests[42]


def test_events_are_recorded_as_they_came(recorded) -> None:
    """Decisions, pairings, trades and mode changes are those of the events."""
    with open_database(recorded.path) as database:
        changes = [e.mode_change for e in recorded.events if e.mode_change]
        assert [c.tick for c in database.mode_changes(1)] == [c.tick for c in changes]
        for events in recorded.events:
            tick = events.tick
            trades = database.trades(1, tick)
            assert [(t.buyer_id, t.seller_id, t.price) for t in trades] == [
                (t.buyer, t.seller, t.price) for t in events.trades
            ]
            assert [t.direction[0] for t in trades] == [
                "i" if t.buyer == min(t.buyer, t.seller) else "j" for t in events.trades
            ]
            assert [(t.buyer_surplus, t.seller_surplus) for t in trades] == [
                (t.buyer_gain, t.seller_gain) for t in events.trades
            ]
            pairings = database.pairings(1, tick)
            assert [(p.agent_i, p.agent_j, p.event, p.reason) for p in pairings] == [
                (p.agent_i, p.agent_j, p.event, p.reason) for p in events.pairings
            ]
            decisions = database.decisions(1, tick)
            assert [(d.agent_id, d.target_type) for d in decisions] == [
                (d.agent, d.activity) for d in events.decisions
            ]
            assert len(decisions) == 8


def test_attempts_are_recorded_at_level_debug(start) -> None:
    """What was tried in each tick is in the table, in its order, and in the view."""
    recorder, simulation = start(detail=Detail(LogLevel.DEBUG))
    expected = []
    with recorder:
        for _ in range(20):
            events = simulation.step(attempts=True)
            recorder.record(simulation, events)
            expected += [(seq, *a) for seq, a in enumerate(events.attempts)]
    with open_run(recorder.path) as run:
        found = run.minor_table("trade_attempts")
        names = ["seq", *Attempt._fields]
        assert len(found) == len(expected)
        for name, values in zip(names, zip(*expected, strict=True), strict=True):
            dtype = found.dtype[name]
            assert np.array_equal(
                found[name], np.array(values, dtype), equal_nan=dtype.kind == "f"
            )
        query = "SELECT sum(dA_attempted) FROM trade_attempts_in_units"
        ((units,),) = run.database.connection.execute(query)
        assert units * 10_000 == pytest.approx(found["dA_attempted"].sum())
    assert any(a[-2] == "success" for a in expected)


def test_ids_and_cells_of_zero_are_kept(recorded) -> None:
    """Agent 0 and column 0 are values, not nothing."""
    with open_database(recorded.path) as database:
        targets = {
            (agent.target_agent_id, agent.target_x)
            for tick in range(43)
            for agent in database.agents_at(1, tick)
        }
    assert 0 in {agent for agent, _ in targets}
    assert 0 in {x for _, x in targets}
    assert None in {agent for agent, _ in targets}


def test_preferences_are_ranked_with_the_distance_when_they_were_formed(
    recorded,
) -> None:
    """Partners are ranked from 0 with their distance before anybody moved."""
    with open_database(recorded.path) as database:
        found = [p for tick in range(43) for p in database.preferences(1, tick)]
    assert found
    for preference in found:
        before = recorded.states[preference.tick - 1]
        i, j = preference.agent_id, preference.partner_id
        distance = abs(before.x[i] - before.x[j]) + abs(before.y[i] - before.y[j])
        assert preference.distance == distance
    assert 0 in {p.rank for p in found}


def test_resources_are_recorded_at_their_frequency_and_at_the_end(record) -> None:
    """Resources are there at -1, each tenth tick and the last, as in the state."""
    recorded = record(Detail(resources=10))
    with open_database(recorded.path) as database:
        rows = database.connection.execute(
            "SELECT DISTINCT tick FROM resource_snapshots ORDER BY tick"
        )
        assert [tick for (tick,) in rows] == [-1, 0, 10, 20, 30, 40, 42]
        for tick in (-1, 20, 42):
            state = recorded.states[tick]
            cells = {
                (cell.x, cell.y): (cell.amount * UNIT, cell.resource_type)
                for cell in database.resources_at(1, tick)
            }
            assert cells == {
                (int(x), int(y)): (
                    int(state.amount[x, y]),
                    "-AB"[state.resource[x, y]],
                )
                for x, y in zip(*state.amount.nonzero(), strict=True)
            }
        assert {cell.tick for cell in database.resources_at(1, 29)} == {20}


def test_recording_does_not_change_a_run(recorded, market: Configuration) -> None:
    """The same run without a recorder has the same digest."""
    alone = Simulation(market, recorded.simulation.seed)
    alone.run(43)
    assert alone.digest() == recorded.simulation.digest()


def test_run_row_holds_what_is_needed_to_repeat_it(recorded) -> None:
    """Seed, rules, protocols, versions and counts are in the row of the run."""
    with open_database(recorded.path) as database:
        (run,) = database.runs()
        agents = database.agents(1)
    assert (run.seed, run.rule_set, run.total_ticks) == (1, "v2", 43)
    assert (run.num_agents, run.grid_size, run.quantity_decimals) == (8, 6, 4)
    assert run.status == "finished"
    assert run.is_complete
    assert run.end_time
    assert run.end_time >= run.start_time
    assert run.search_protocol == recorded.simulation.configuration.search.name
    assert run.vmt_version
    assert run.python_version
    assert [a.mix_index for a in agents] == recorded.states[-1].preference.tolist()
    assert {a.utility_type for a in agents} == {"UCES"}


def test_views_show_natural_units(recorded) -> None:
    """The views have the same quantities as the records."""
    with open_database(recorded.path) as database:
        (trade, *_) = database.trades(1)
        query = "SELECT dA, dB FROM trades_in_units LIMIT 1"
        (row,) = database.connection.execute(query)
        assert row == (float(trade.dA), float(trade.dB))
        query = "SELECT inventory_A FROM agent_snapshots_in_units WHERE tick = 42"
        shown = [a for (a,) in database.connection.execute(query)]
        assert shown == [float(a.inventory_A) for a in database.agents_at(1, 42)]


def test_finished_recording_is_one_file(recorded) -> None:
    """Nothing lies beside a finished recording."""
    assert [p.name for p in recorded.path.parent.iterdir()] == ["run.db"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (SystemExit(143), "interrupted"),
        (ZeroDivisionError("a bug"), "failed"),
    ],
)
def test_exception_ends_the_recording(start, error, status) -> None:
    """A recording says how an exception ended its run, and keeps its ticks."""
    recorder, simulation = start()
    recorder.record(simulation, simulation.step())
    with pytest.raises(type(error)), recorder:
        raise error
    with open_database(recorder.path) as database:
        (run,) = database.runs()
    assert (run.status, run.total_ticks) == (status, 1)
    assert type(error).__name__ in run.message
    assert run.end_time


def test_interrupt_in_the_middle_of_a_tick_leaves_whole_ticks(start) -> None:
    """Of a tick whose recording is interrupted, nothing is left."""

    class Interrupting(list[Trade]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    recorder, simulation = start()
    recorder.record(simulation, simulation.step())
    events = simulation.step()
    events.trades = Interrupting()
    with pytest.raises(KeyboardInterrupt), recorder:
        recorder.record(simulation, events)
    with open_database(recorder.path) as database:
        assert database.tick_range(1) == (-1, 0)
        assert database.runs()[0].total_ticks == 1
        assert database.decisions(1, 1) == []
        assert database.decisions(1, 0)


@pytest.mark.parametrize(
    ("seconds", "ticks", "seen"), [(0.0, 100, 5), (1e9, 2, 4), (1e9, 100, 0)]
)
def test_ticks_are_committed_after_some_time_or_number(
    start, monkeypatch, seconds, ticks, seen
) -> None:
    """Readers see the ticks of a run when a batch is full, by time or by number."""
    monkeypatch.setattr("vmt.telemetry.recorder.BATCH_SECONDS", seconds)
    monkeypatch.setattr("vmt.telemetry.recorder.BATCH_TICKS", ticks)
    recorder, simulation = start()
    with recorder, open_database(recorder.path) as database:
        simulation.run(5, recorder.record)
        assert database.tick_range(1) == (-1, seen - 1)


def test_recorder_may_be_used_from_another_thread(start) -> None:
    """A run that goes on in a thread is recorded from there."""
    recorder, simulation = start()

    def run() -> None:
        simulation.run(3, recorder.record)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    recorder.finish("finished")
    with open_database(recorder.path) as database:
        assert database.tick_range(1) == (-1, 2)


def test_finish_twice_keeps_the_first_end(start) -> None:
    """A second end changes nothing."""
    recorder, _ = start()
    with recorder:
        recorder.finish("interrupted", "closed")
    with open_database(recorder.path) as database:
        (run,) = database.runs()
    assert (run.status, run.message) == ("interrupted", "closed")


def test_existing_file_is_never_overwritten(tmp_path: Path, start) -> None:
    """A file in the way stays as it is."""
    path = tmp_path / "thesis.db"
    path.write_bytes(b"three years of work")
    with pytest.raises(FileTakenError, match="never overwritten"):
        start(path)
    assert path.read_bytes() == b"three years of work"


def test_missing_folder_is_named(tmp_path: Path, start) -> None:
    """A folder that is not there is told of by name."""
    with pytest.raises(TelemetryError, match=r"there is no folder .*nowhere"):
        start(tmp_path / "nowhere" / "run.db")


def test_folder_that_may_not_be_written_to_is_named(
    open_folder: Path, unprivileged, start
) -> None:
    """A read-only folder gives a sentence, and no file."""
    refused = pytest.raises(TelemetryError, match="may not be written to")
    with unprivileged(), refused:
        start(open_folder / "run.db")
    assert list(open_folder.iterdir()) == []


def test_full_disk_ends_the_recording_but_not_what_was_recorded(start) -> None:
    """When no page can be added, whole ticks stay readable and none follows."""
    recorder, simulation = start()
    recorder.record(simulation, simulation.step())
    recorder.flush()
    # SQLite then fails as it does on a full disk.
    ((pages,),) = recorder._connection.execute("PRAGMA page_count")
    recorder._connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    simulation.run(100, recorder.record)
    with pytest.raises(RecordingError, match="disk is full") as caught:
        recorder.flush()
    assert "first 1 ticks are recorded" in str(caught.value)
    with pytest.raises(RecordingError, match="any more"):
        recorder.record(simulation, simulation.step())
    recorder.finish("failed", str(caught.value))
    with open_database(recorder.path) as database:
        (run,) = database.runs()
        assert database.tick_range(1) == (-1, 0)
        assert len(database.agents_at(1, 0)) == 8
    assert (run.status, run.total_ticks) == ("failed", 1)
    assert "disk is full" in run.message


def test_removed_file_is_noticed(start) -> None:
    """A recording whose file was deleted is not written on in silence."""
    recorder, simulation = start()
    recorder.path.unlink()
    recorder.record(simulation, simulation.step())
    with pytest.raises(RecordingError, match="removed or replaced"), recorder:
        recorder.flush()


def test_failed_beginning_leaves_no_file(tmp_path: Path, market) -> None:
    """A recording that cannot begin leaves nothing behind."""

    class Lawless(Simulation):
        rules = None  # so that the row of the run cannot be written

    with pytest.raises(AttributeError):
        Recorder(tmp_path / "run.db", None, Lawless(market, 1))
    assert list(tmp_path.iterdir()) == []
