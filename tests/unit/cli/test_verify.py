"""``vmt verify``: a recorded run is repeated."""

import json
import sqlite3
from pathlib import Path

import pytest

from vmt.cli.main import main


@pytest.fixture
def recording(market: Path, tmp_path: Path, capsys) -> Path:
    """Return a recording of twelve ticks."""
    path = tmp_path / "run.db"
    assert main(["run", str(market), "--ticks", "12", "--db", str(path)]) == 0
    capsys.readouterr()
    return path


def test_recording_is_verified(recording, capsys) -> None:
    """A recording that repeats itself exits with 0, without its scenario file."""
    assert main(["verify", str(recording)]) == 0
    assert capsys.readouterr().out == (
        "Small market, seed 42: 12 ticks repeated, all digests are equal\n"
    )


def test_difference_is_failure(recording, capsys) -> None:
    """A recording that was changed exits with 1 and says where."""
    connection = sqlite3.connect(recording)
    connection.execute("UPDATE tick_states SET digest = '' WHERE tick = 7")
    connection.commit()
    connection.close()
    assert main(["verify", str(recording), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["equal"], told["ticks"], told["difference"]["tick"]) == (False, 7, 7)
    assert main(["verify", str(recording)]) == 1
    assert "differs at tick 7: run: digest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--run", "2"], "no run 2 in this file"), ([], "there is no such file")],
)
def test_what_is_not_there_is_told(recording, capsys, arguments, message) -> None:
    """A missing run or file gives one message and exit code 2."""
    path = recording if arguments else recording.with_name("nothing.db")
    assert main(["verify", str(path), *arguments]) == 2
    assert message in capsys.readouterr().err
