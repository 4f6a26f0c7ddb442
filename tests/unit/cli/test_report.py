"""``vmt report``: a page beside the recording, or its figures."""

import json
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


def test_page_lies_beside_the_recording(recording: Path, capsys) -> None:
    """Without -o it has the recording's name; where it is goes to stderr."""
    assert main(["report", str(recording)]) == 0
    page = recording.with_suffix(".html")
    told = capsys.readouterr()

    assert told.out == ""
    assert told.err == f"wrote {page}\n"
    assert "<h1>Small market</h1>" in page.read_text(encoding="utf-8")


def test_numbered_runs_have_pages_of_their_own(recording: Path) -> None:
    """With --run the number stands in the name, so that no run hides another."""
    assert main(["report", str(recording), "--run", "1"]) == 0
    assert recording.with_name("run-run1.html").exists()


def test_no_file_is_lost(recording: Path, capsys) -> None:
    """What is there already stays as it is, unless --force says otherwise."""
    page = recording.with_name("mine.html")
    page.write_text("mine")
    command = ["report", str(recording), "-o", str(page)]

    assert main(command) == 2
    assert "--force" in capsys.readouterr().err
    assert page.read_text() == "mine"
    assert main([*command, "--force"]) == 0
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert not list(recording.parent.glob(".*"))


def test_page_goes_to_stdout(recording: Path, capsys) -> None:
    """With -o - nothing is written but the page."""
    assert main(["report", str(recording), "-o", "-"]) == 0
    told = capsys.readouterr()

    assert told.out.startswith("<!DOCTYPE html>")
    assert told.out.endswith("</html>\n")
    assert told.err == ""
    assert not list(recording.parent.glob("*.html"))


def test_figures_are_json(recording: Path, capsys) -> None:
    """With --json the figures go to stdout; a page is written only with -o."""
    assert main(["report", str(recording), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)

    assert figures["run"]["seed"] == 42
    assert len(figures["agents"]) == 4
    assert not list(recording.parent.glob("*.html"))
    page = recording.with_name("page.html")
    assert main(["report", str(recording), "--json", "-o", str(page)]) == 0
    assert json.loads(capsys.readouterr().out) == figures
    assert page.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--run", "2"], "no run 2 in this file"),
        (["--json", "-o", "-"], "leave one out"),
        (["-o", "nowhere/page.html"], "there is no folder"),
    ],
)
def test_mistakes_are_told(recording: Path, capsys, arguments, message: str) -> None:
    """One line, exit code 2, and nothing is written."""
    assert main(["report", str(recording), *arguments]) == 2
    told = capsys.readouterr()

    assert message in told.err
    assert told.out == ""
