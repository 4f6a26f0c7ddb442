"""``vmt cite``: how to name a recorded run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.telemetry.provenance import git_revision


@pytest.fixture
def recording(market: Path, tmp_path: Path, capsys, monkeypatch) -> Path:
    """Return a recording whose source is known."""
    monkeypatch.setenv("VMT_GIT_REVISION", "0123456789abcdef")
    path = tmp_path / "run.db"
    assert main(["run", str(market), "--ticks", "5", "--db", str(path)]) == 0
    capsys.readouterr()
    return path


@pytest.fixture(autouse=True)
def fresh_revision() -> Iterator[None]:
    """Forget the commit that an earlier test was told, and the one told here."""
    git_revision.cache_clear()
    yield
    git_revision.cache_clear()


def test_both_formats_are_the_default(recording: Path, capsys) -> None:
    """A paragraph in lines of 80, then BibTeX; each can be had alone."""
    assert main(["cite", str(recording)]) == 0
    both, warned = capsys.readouterr()
    assert main(["cite", str(recording), "--format", "text"]) == 0
    text = capsys.readouterr().out
    assert main(["cite", str(recording), "--format", "bibtex"]) == 0
    bibtex = capsys.readouterr().out

    assert warned == ""
    assert both == f"{text}\n{bibtex}"
    assert text.startswith("Scenario “Small market” (SHA-256")
    assert max(map(len, text.splitlines())) <= 80
    assert bibtex.startswith("@misc{vmt-small-market-seed42-")


def test_unknown_source_is_a_warning(market, tmp_path, capsys, monkeypatch) -> None:
    """Changes that are in no commit cannot be had by others: it says so on stderr."""
    monkeypatch.setenv("VMT_GIT_REVISION", "0123456789abcdef-dirty")
    path = str(tmp_path / "run.db")
    assert main(["run", str(market), "--ticks", "5", "--db", path, "--quiet"]) == 0
    capsys.readouterr()

    assert main(["cite", path]) == 0
    told = capsys.readouterr()
    assert "0123456789abcdef-dirty" in told.out
    assert "commit what was changed" in told.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--run", "2"], "no run 2"), (["--format", "bibtx"], "did you mean bibtex?")],
)
def test_mistakes_are_told(recording: Path, capsys, arguments, message: str) -> None:
    """Exit code 2, with the nearest name where there is one."""
    try:
        code = main(["cite", str(recording), *arguments])
    except SystemExit as error:
        code = error.code

    assert code == 2
    assert message in capsys.readouterr().err
