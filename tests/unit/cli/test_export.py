"""``vmt export``: tables of a recorded run on stdout, in files and in folders."""

import csv
import io
import json
import os
import signal
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.tables import TABLES


@pytest.fixture
def recording(market: Path, tmp_path: Path, capsys) -> Path:
    """Return a recording of twelve ticks."""
    path = tmp_path / "run.db"
    assert main(["run", str(market), "--ticks", "12", "--db", str(path)]) == 0
    capsys.readouterr()
    return path


def rows_of(text: str) -> list[dict[str, str]]:
    """Return what a CSV text holds."""
    return list(csv.DictReader(io.StringIO(text)))


def test_trades_go_to_stdout_as_csv(recording: Path, capsys) -> None:
    """Without options: a header, every trade, and not a word beside."""
    assert main(["export", str(recording)]) == 0
    told = capsys.readouterr()
    with open_run(recording) as run:
        trades = run.minor_table("trades")
    rows = rows_of(told.out)
    assert len(rows) == len(trades) > 0
    assert [Decimal(row["dB"]) * 10_000 for row in rows] == trades["dB"].tolist()
    assert [float(row["price"]) for row in rows] == trades["price"].tolist()
    assert told.err == ""


@pytest.mark.parametrize(
    ("options", "selection"),
    [
        (["--ticks", "3:6"], Selection(3, 6)),
        (["--ticks", "4"], Selection(4, 4)),
        (["--ticks", "9:"], Selection(first_tick=9)),
        (["--ticks", ":2"], Selection(last_tick=2)),
        (["--ticks=-1:0"], Selection(-1, 0)),
        (["--agent", "0", "2", "--agent", "3", "0"], Selection(agents=(0, 2, 3))),
        (["--ticks", "5:8", "--agent", "1"], Selection(5, 8, (1,))),
    ],
)
def test_ticks_and_agents_are_chosen(
    recording: Path, capsys, options: list[str], selection: Selection
) -> None:
    """The rows are those that `open_run` selects."""
    command = ["export", str(recording), "--table", "agent_snapshots", *options]
    assert main(command) == 0
    rows = rows_of(capsys.readouterr().out)
    with open_run(recording) as run:
        found = run.table("agent_snapshots", selection)
    assert rows
    assert [(int(r["tick"]), int(r["agent_id"])) for r in rows] == [
        (tick, agent) for tick, agent, *_ in found.tolist()
    ]


def test_file_is_written_and_told(recording: Path, tmp_path: Path, capsys) -> None:
    """The suffix says the format; the sentence says what is in it."""
    path = tmp_path / "harvests.jsonl"
    command = ["export", str(recording), "--table", "harvests", "-o", str(path)]
    assert main([*command, "--ticks", "0:5", "--agent", "0", "1"]) == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    told = capsys.readouterr()
    words = f"{len(lines)} rows (ticks 0 to 5, agents 0 and 1)"
    assert told.err == f"{path}: {words}\n"
    assert told.out == ""
    assert {json.loads(line)["agent_id"] for line in lines} <= {0, 1}


def test_dash_is_stdout(recording: Path, capsys) -> None:
    """``-o -`` is as no ``-o`` at all."""
    assert main(["export", str(recording)]) == 0
    without = capsys.readouterr().out
    assert main(["export", str(recording), "-o", "-"]) == 0
    assert capsys.readouterr().out == without


def test_all_tables_fill_a_folder(recording: Path, tmp_path: Path, capsys) -> None:
    """One file a table, and one with what the run is."""
    folder = tmp_path / "tables"
    command = ["export", str(recording), "--table", "all", "-o", str(folder)]
    assert main([*command, "--quiet"]) == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"run.json", *(f"{name}.csv" for name in TABLES)}
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (about["seed"], about["quantity_decimals"]) == (42, 4)
    assert capsys.readouterr() == ("", "")


def test_sqlite_is_the_whole_run(recording: Path, tmp_path: Path, capsys) -> None:
    """A file that ends in .db needs no further word; a table may be named."""
    whole, part = tmp_path / "whole.db", tmp_path / "part.sqlite"
    assert main(["export", str(recording), "-o", str(whole)]) == 0
    assert main(["export", str(recording), "-o", str(part), "--table", "trades"]) == 0
    assert "all ticks and agents" in capsys.readouterr().err
    for path, tables in ((whole, {*TABLES}), (part, {"trades"})):
        connection = sqlite3.connect(path)
        found = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        connection.close()
        assert {name for (name,) in found} == tables | {"simulation_runs"}


def test_what_is_there_is_kept_unless_forced(
    recording: Path, tmp_path: Path, capsys
) -> None:
    """A file, a folder with one such file, and the recording itself."""
    path, folder = tmp_path / "trades.csv", tmp_path / "tables"
    folder.mkdir()
    for file in (path, folder / "trades.csv"):
        file.write_text("mine")
    before = recording.read_bytes()
    commands = (
        ["-o", str(path)],
        ["--table", "all", "-o", str(folder)],
        ["-o", str(recording)],
    )
    for options in commands:
        assert main(["export", str(recording), *options]) == 2
        assert "there" in capsys.readouterr().err
    assert (path.read_text(), (folder / "trades.csv").read_text()) == ("mine", "mine")
    assert [file.name for file in folder.iterdir()] == ["trades.csv"]
    assert recording.read_bytes() == before
    for options in commands[:2]:
        assert main(["export", str(recording), *options, "--force"]) == 0
    assert path.read_text() == (folder / "trades.csv").read_text() != "mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--table", "trdaes"], "did you mean trades? (there are: agents,"),
        (["--format", "jsom"], "did you mean jsonl?"),
        (["--ticks", "9:3"], "'9:3' are no ticks A:B"),
        (["--ticks", ":"], "':' are no ticks A:B"),
        (["--ticks", "one"], "'one' are no ticks A:B"),
        (["--agent", "x"], "'x' is not a whole number, 0 or more"),
        (["--agent", "4"], "no agent 4 in run 1; its agents are 0 to 3"),
        (["--run", "7"], "there is no run 7 in this file; it has: 1"),
        (["--table", "all"], "all tables cannot go to stdout; say where to with -o"),
        (["--format", "parquet"], "trades as parquet cannot go to stdout"),
        (["--format", "sqlite"], "all tables cannot go to stdout"),
        (["-o", "trades.xlsx"], "trades.xlsx: which format?"),
        (["-o", "nowhere/trades.csv"], "no folder nowhere; make it"),
        (["-o", ".", "--format", "csv"], "this is a folder; name a file in it"),
    ],
)
def test_mistakes_are_told(
    recording: Path, capsys, monkeypatch, options: list[str], message: str
) -> None:
    """One message, exit code 2, and nothing is written."""
    monkeypatch.chdir(recording.parent)
    before = sorted(recording.parent.rglob("*"))
    try:
        code = main(["export", str(recording), *options])
    except SystemExit as end:
        code = end.code
    assert code == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""
    assert sorted(recording.parent.rglob("*")) == before


def test_without_pyarrow_parquet_says_what_to_install(
    recording: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    """And leaves no file behind."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "trades.parquet"
    assert main(["export", str(recording), "-o", str(path)]) == 2
    assert "pip install pyarrow" in capsys.readouterr().err
    assert not list(tmp_path.glob("*trades*"))


def test_progress_is_on_a_terminal_only(recording: Path, tmp_path: Path, start) -> None:
    """A bar that counts ticks, and then the sentence."""
    path = tmp_path / "trades.csv"
    program = start("export", recording, "-o", path)
    code, output = program.finish()
    assert (code, output) == (0, "")
    assert "13/13" in program.shown
    assert "trades.csv: " in program.shown


def test_sigterm_leaves_nothing_behind(
    recording: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    """It ends with 143 after the chunk it is at, and there is no part of a file."""
    read = RecordedRun.minor_table

    def interrupted(run: RecordedRun, name: str, selection: Selection) -> object:
        os.kill(os.getpid(), signal.SIGTERM)
        return read(run, name, selection)

    monkeypatch.setattr(RecordedRun, "minor_table", interrupted)
    path = tmp_path / "trades.csv"
    assert main(["export", str(recording), "-o", str(path)]) == 143
    assert not list(tmp_path.glob("*trades*"))
    assert capsys.readouterr() == ("", "")


def test_help_lists_the_tables(capsys) -> None:
    """Every table can be found without the documentation."""
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert f"{', '.join(TABLES)}, all" in told
