"""``vmt run``: a scenario runs without a window."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from vmt.cli.main import main
from vmt.telemetry import open_run
from vmt.telemetry.reader import open_database


def test_summary_tells_of_the_run_and_of_each_agent(market, capsys) -> None:
    """Scenario, seed, rules, ticks, digest, and one line an agent, on stdout."""
    assert main(["run", str(market), "--seed", "3", "--ticks", "30"]) == 0
    output = capsys.readouterr().out
    head, digest, empty, columns, *agents = output.splitlines()
    assert head.startswith("Small market: seed 3, rules v2, 30 ticks, ")
    assert re.fullmatch(r"digest [0-9a-f]{32,}", digest)
    assert empty == ""
    assert columns.split()[:2] == ["agent", "utility"]
    assert [line.split()[0] for line in agents] == ["0", "1", "2", "3"]
    assert all(re.search(r" (10|2)->[\d.]+ \([+-][\d.]+\) ", line) for line in agents)


def test_summary_agrees_with_the_recording(market, tmp_path, capsys) -> None:
    """Holdings, gathered goods, trades and mean price are those of the recording."""
    path = tmp_path / "run.db"
    arguments = ["run", str(market), "--ticks", "60", "--db", str(path), "--json"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["db"], told["status"], told["ticks"]) == (str(path), "finished", 60)
    with open_database(path) as database:
        trades, harvests = database.trades(1), database.harvests(1)
        first, last = database.agents_at(1, -1), database.agents_at(1, 59)
        assert told["digest"] == database.runs()[0].final_digest
    assert trades
    assert harvests
    assert told["trades"] == len(trades)
    prices = [t.price for t in trades]
    assert told["mean_price"] == pytest.approx(sum(prices) / len(prices))
    for agent in told["agents"]:
        i = agent["id"]
        assert agent["A"] == [float(first[i].inventory_A), float(last[i].inventory_A)]
        assert agent["B"] == [float(first[i].inventory_B), float(last[i].inventory_B)]
        assert agent["U"] == [first[i].utility, last[i].utility]
        assert agent["trades"] == sum(i in {t.buyer_id, t.seller_id} for t in trades)
        for good in "AB":
            taken = [h.amount for h in harvests if (h.agent_id, h.good) == (i, good)]
            assert agent[f"gathered_{good}"] == sum(taken)


def test_many_agents_are_summed_by_preference(write_scenario, data_dir, capsys) -> None:
    """A crowd gets one line a preference and one for all, not hundreds."""
    assert main(["run", str(write_scenario(30)), "--ticks", "5"]) == 0
    head, *_, columns, first, second, total = capsys.readouterr().out.splitlines()
    assert columns.split()[:2] == ["utility", "agents"]
    counts = [int(line.split()[1]) for line in (first, second, total)]
    assert counts[0] + counts[1] == counts[2] == 30
    assert [line.split()[0] for line in (first, second, total)] == [
        "UCES",
        "UStoneGeary",
        "all",
    ]
    assert "180->" in total
    # A trade has two sides, and utilities of two kinds have no common mean.
    sides = [int(line.split()[-1]) for line in (first, second)]
    assert int(total.split()[-1]) * 2 == sum(sides) > 0
    assert f" {total.split()[-1]} trades" in head
    assert len(total.split()) == len(first.split()) - 2


def test_same_seed_gives_the_same_output(market, capsys) -> None:
    """A run is repeated by its seed; another seed gives another run."""
    outputs = []
    for seed in ("5", "5", "6"):
        assert main(["run", str(market), "--seed", seed, "--no-db"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert outputs[0].splitlines()[1] != outputs[2].splitlines()[1]


def test_run_is_recorded_unless_told_otherwise(market, data_dir, capsys) -> None:
    """Without options the run lies in the logs folder, and stderr says where."""
    assert main(["run", str(market), "--ticks", "5"]) == 0
    (path,) = (data_dir / "logs").iterdir()
    assert f"recording to {path}" in capsys.readouterr().err
    with open_database(path) as database:
        (run,) = database.runs()
    assert (run.scenario_name, run.seed, run.total_ticks) == ("Small market", 42, 5)
    assert run.planned_ticks == 5
    assert run.scenario_yaml == market.read_text(encoding="utf-8")
    assert run.scenario_path == str(market)


def test_no_db_records_nothing(market, data_dir, capsys) -> None:
    """``--no-db`` leaves no file, and says nothing."""
    assert main(["run", str(market), "--ticks", "5", "--no-db"]) == 0
    assert not data_dir.exists()
    assert capsys.readouterr().err == ""


def test_quiet_leaves_the_summary(market, capsys) -> None:
    """``--quiet`` has a summary on stdout and nothing on stderr."""
    assert main(["run", str(market), "--ticks", "5", "--quiet"]) == 0
    output, messages = capsys.readouterr()
    assert output.startswith("Small market: seed 42")
    assert messages == ""


def test_logs_folder_that_cannot_be_made_is_a_warning(
    market, tmp_path, monkeypatch, capsys
) -> None:
    """Where nothing can be recorded by default, the run goes on and says so."""
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    monkeypatch.setenv("VMT_DATA_DIR", str(taken))
    assert main(["run", str(market), "--ticks", "5", "--quiet"]) == 0
    output, messages = capsys.readouterr()
    assert output.startswith("Small market")
    assert messages.startswith("warning: this run is not recorded: ")
    assert str(taken) in messages


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that root cannot")
def test_logs_folder_that_refuses_is_a_warning(market, data_dir, capsys) -> None:
    """Where no file can be made in the logs folder, the run goes on and says so."""
    data_dir.mkdir()
    (data_dir / "logs").symlink_to("/sys")
    assert main(["run", str(market), "--ticks", "5"]) == 0
    output, messages = capsys.readouterr()
    assert output.startswith("Small market")
    assert messages.startswith("warning: this run is not recorded: cannot record to")


def test_file_in_the_way_stays(market, tmp_path, capsys) -> None:
    """``--db`` with a file that exists is a mistake; the file stays as it is."""
    path = tmp_path / "old.db"
    path.write_bytes(b"old")
    assert main(["run", str(market), "--db", str(path)]) == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert "never overwritten" in messages
    assert path.read_bytes() == b"old"


def test_db_in_a_missing_folder_is_a_mistake(market, tmp_path, capsys) -> None:
    """``--db`` into a folder that is not there runs nothing."""
    assert main(["run", str(market), "--db", str(tmp_path / "no" / "run.db")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_mistyped_scenario_tells_the_nearest(data_dir, capsys) -> None:
    """A scenario that is not there gives one message and exit code 2."""
    assert main(["run", "no/such/scenario.yaml"]) == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert "no/such/scenario.yaml" in messages
    assert "Traceback" not in messages


def test_all_mistakes_of_a_scenario_are_told_at_once(market, capsys) -> None:
    """Each mistake in the file has a line with file, line and column."""
    text = market.read_text(encoding="utf-8")
    text = text.replace("vision_radius", "vision_raduis").replace("N: 6", "N: six")
    market.write_text(text, encoding="utf-8")
    assert main(["run", str(market)]) == 2
    messages = capsys.readouterr().err.splitlines()
    assert len(messages) == 2
    assert all(re.match(rf"{market}:\d+:\d+: ", line) for line in messages)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--seed", "-1"),
        ("--seed", "1000000000"),
        ("--seed", "four"),
        ("--ticks", "0"),
        ("--ticks", "1.5"),
    ],
)
def test_numbers_out_of_range_are_mistakes(market, capsys, option, value) -> None:
    """Seeds and ticks that cannot be are told with what is allowed."""
    with pytest.raises(SystemExit) as ended:
        main(["run", str(market), f"{option}={value}"])
    assert ended.value.code == 2
    assert f"argument {option}: '{value}' is not" in capsys.readouterr().err


def test_terminal_shows_progress_with_rate(start, market) -> None:
    """On a terminal, stderr counts the ticks; stdout has the summary alone."""
    program = start("run", market, "--ticks", "400", "--no-db")
    code, output = program.finish()
    assert code == 0
    assert output.startswith("Small market: seed 42")
    assert "400/400" in program.shown
    assert re.search(r"[\d.]+ ?ticks/s", program.shown)
    assert "\x1b[3" not in program.shown


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_signal_ends_a_run_cleanly(start, market, tmp_path, name, code) -> None:
    """Ctrl-C and SIGTERM end the run between two ticks, with file and summary."""
    path = tmp_path / "run.db"
    program = start("run", market, "--ticks", "100000000", "--db", path)
    program.wait_for(r" [1-9]\d*/100000000")
    program.process.send_signal(getattr(signal, name))
    assert (result := program.finish())[0] == code
    assert "Traceback" not in program.shown
    assert "interrupted after" in program.shown
    with open_database(path) as database:
        (run,) = database.runs()
        assert database.tick_range(1) == (-1, run.total_ticks - 1)
        assert len(database.agents_at(1, run.total_ticks - 1)) == 4
        last = database.resources_at(1, run.total_ticks - 1)
        assert {cell.tick for cell in last} == {run.total_ticks - 1}
    assert (run.status, run.message) == ("interrupted", f"ended by {name}")
    assert f"{run.total_ticks} ticks" in result[1]
    assert f"digest {run.final_digest}" in result[1]
    assert sorted(p.suffix for p in tmp_path.glob("run.db*")) == [".db"]


def test_killed_run_leaves_a_readable_file(start, market, tmp_path) -> None:
    """After kill -9 the file opens, is sound, has whole ticks, and is unfinished."""
    path = tmp_path / "run.db"
    program = start("run", market, "--ticks", "100000000", "--db", path)
    program.wait_for("recording to")
    with open_database(path) as database:
        while database.tick_range(1)[1] < 1:
            os.sched_yield()
    program.process.kill()
    assert program.finish()[0] == -9
    with open_database(path) as database:
        assert database.connection.execute("PRAGMA integrity_check").fetchall() == [
            ("ok",)
        ]
        (run,) = database.runs()
        first, last = database.tick_range(1)
        assert (run.status, run.end_time) == ("running", None)
        assert not run.is_complete
        assert (first, last) == (-1, run.total_ticks - 1)
        assert last >= 1
        ticks = [state.tick for state in database.tick_states(1)]
        assert ticks == list(range(-1, last + 1))
        for table in ("agent_snapshots", "decisions"):
            query = f"SELECT count(*) FROM {table} WHERE tick >= 0"  # noqa: S608
            assert database.connection.execute(query).fetchone() == (4 * (last + 1),)


@pytest.mark.parametrize(
    ("choice", "code", "told"),
    [("stop", 1, "cannot record to"), ("continue", 0, "The run goes on")],
)
def test_failing_recording_ends_a_run_or_not(
    market, tmp_path, choice, code, told
) -> None:
    """Where no more can be written the run ends, or goes on, as the user said."""
    path, ticks = tmp_path / "run.db", 20_000
    done = subprocess.run(
        [
            *("prlimit", "--fsize=1500000"),
            *(sys.executable, "-m", "vmt", "run", str(market), "--ticks", str(ticks)),
            *("--db", str(path), "--on-log-error", choice, "--json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stderr.count(told) == 1
    assert "Traceback" not in done.stderr
    with open_database(path) as database:
        (run,) = database.runs()
        assert database.tick_range(1) == (-1, run.total_ticks - 1)
    assert run.status == "failed"
    assert "cannot record to" in run.message
    assert 0 < run.total_ticks < ticks
    if choice == "continue":
        summary = json.loads(done.stdout)
        assert (summary["ticks"], summary["recorded_ticks"]) == (ticks, run.total_ticks)


def test_run_goes_on_where_it_cannot_be_recorded_at_all(
    market, tmp_path, capsys
) -> None:
    """With ``--on-log-error continue`` a folder that is not there is a warning."""
    command = ["run", str(market), "--ticks", "3", "--db", str(tmp_path / "no/run.db")]
    assert main(command) == 2
    assert main([*command, "--on-log-error", "continue"]) == 0
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("level", "tables"),
    [
        ("minimal", {"trades", "pairings"}),
        ("standard", {"trades", "pairings", "agent_snapshots", "decisions"}),
        (
            "debug",
            {
                *("trades", "pairings", "agent_snapshots", "decisions"),
                *("preferences", "trade_attempts"),
            },
        ),
    ],
)
def test_log_level_says_how_much_is_recorded(market, tmp_path, level, tables) -> None:
    """Each level has the tables of the one before, and more; all can be verified."""
    path = tmp_path / "run.db"
    command = ["run", str(market), "--ticks", "30", "--db", str(path)]
    assert main([*command, "--log-level", level]) == 0
    assert main(["verify", str(path)]) == 0
    with open_run(path) as run:
        assert run.run.log_level == level
        looked_at = ("trades", "pairings", "agent_snapshots", "decisions")
        detailed = ("preferences", "trade_attempts")
        filled = {t for t in (*looked_at, *detailed) if len(run.table(t))}
    assert filled == tables


def test_log_level_off_records_nothing(market, data_dir, tmp_path, capsys) -> None:
    """``--log-level off`` leaves no file; a file to record to contradicts it."""
    command = ["run", str(market), "--ticks", "3", "--log-level", "off"]
    assert main(command) == 0
    assert not (data_dir / "logs").exists()
    assert main([*command, "--db", str(tmp_path / "run.db")]) == 2
    assert "leave out one of them" in capsys.readouterr().err


def test_unknown_log_level_names_the_nearest(market, capsys) -> None:
    """A mistyped level is told with the nearest one and all of them."""
    with pytest.raises(SystemExit) as ended:
        main(["run", str(market), "--log-level", "standardd"])
    assert ended.value.code == 2
    assert "did you mean standard?" in capsys.readouterr().err
