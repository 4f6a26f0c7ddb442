"""``vmt doctor``: what there is, what is missing, and what to do about it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import vmt
from vmt.cli.main import main

MARKS = {"ok", "warning", "missing"}
WINDOWS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "SDL_VIDEODRIVER")


def without(*modules: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a Python that has not got some modules."""
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({modules!r}))\n"
        "from vmt.cli.main import main\n"
        "sys.exit(main(['doctor']))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )


def lines_of(text: str) -> dict[str, str]:
    """Return the lines by what they are about, without their marks."""
    found = {}
    for line in text.partition("\n\n")[0].splitlines():
        mark, rest = line.split(maxsplit=1)
        assert mark in MARKS
        found[rest[:15].strip()] = f"{mark} {rest[15:]}"
    return found


def test_everything_needed_is_here(data_dir: Path, capsys) -> None:
    """Where the tests run, runs without a window work: one marked line a thing."""
    assert main(["doctor"]) == 0
    told, complaints = capsys.readouterr()
    lines = lines_of(told)

    assert complaints == ""
    assert f"ok {vmt.__version__}" in lines["VMT"]
    assert all(
        lines[name].startswith("ok ") for name in ("numpy", "trial run", "SQLite")
    )
    assert str(data_dir / "logs") in lines["logs folder"]
    assert "GB free" in lines["disk"]
    assert not data_dir.exists()  # looking makes nothing


def test_json_says_the_same(data_dir: Path, capsys) -> None:
    """With --json each finding is an object, and the verdict stands above them."""
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["headless_runs_work"] is True
    assert {finding["mark"] for finding in told["findings"]} <= MARKS
    assert [*told["findings"][0]] == ["name", "mark", "found", "todo", "needed"]


@pytest.mark.parametrize("module", ["numpy", "yaml", "platformdirs"])
def test_what_runs_need_is_a_failure(module: str) -> None:
    """Exit code 1 without a traceback, and how to get it."""
    done = without(module)

    assert done.returncode == 1
    assert done.stderr == ""
    (line,) = (text for text in done.stdout.splitlines() if "pip install" in text)
    assert line.startswith("missing  ")
    assert "do not work: see" in done.stdout


def test_windows_are_not_needed() -> None:
    """Without PyQt5 and pygame runs work; both are missed, with what to do."""
    done = without("PyQt5", "PyQt5.QtCore", "pygame")
    lines = lines_of(done.stdout)

    assert done.returncode == 0
    assert lines["PyQt5"].startswith("missing not installed; needed for windows only")
    assert "python3-pyqt5" in lines["PyQt5"]
    assert lines["pygame"].startswith("missing ")
    assert "Windows do not: see pygame, PyQt5" in done.stdout


def test_missing_display_is_told(data_dir, capsys, monkeypatch) -> None:
    """A server without a screen is a good place for runs, but not for windows."""
    for name in WINDOWS:
        monkeypatch.delenv(name, raising=False)
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out

    assert lines_of(told)["display"].startswith("missing there is no display")
    assert "Runs without a window work" in told


def test_folder_that_cannot_be_is_a_warning(tmp_path, capsys, monkeypatch) -> None:
    """Where a file is in the way of the logs, runs work but are not recorded."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VMT_DATA_DIR", str(tmp_path / "file" / "data"))
    assert main(["doctor"]) == 0
    line = lines_of(capsys.readouterr().out)["logs folder"]

    assert line.startswith(f"warning {tmp_path / 'file'} is not a folder")
    assert "VMT_DATA_DIR" in line


def test_uncompiled_engine_is_a_warning(data_dir, capsys, monkeypatch) -> None:
    """It computes the same, slowly; the line says what to do."""
    monkeypatch.setattr("vmt.engine.is_compiled", lambda: False)
    assert main(["doctor"]) == 0

    assert "install a C compiler" in lines_of(capsys.readouterr().out)["engine"]


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_can_be_declined(no_color: str, coloured) -> None:
    """On a terminal the marks have colours, unless NO_COLOR is set."""
    master, slave = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "vmt", "doctor"], stdout=slave, env=environment
    ) as process:
        os.close(slave)
        shown = b""
        try:
            while more := os.read(master, 65536):
                shown += more
        except OSError:
            pass  # how Linux tells that the other side of a terminal is closed
    os.close(master)

    assert process.returncode == 0
    assert shown.count(b"ok       ") > 8
    assert (b"\033[32mok" in shown) is coloured
