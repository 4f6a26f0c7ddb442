"""What programs with a window need, and what they say when it is not there."""

import sys
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.cli.windows import NoWindowError, load


@pytest.fixture(autouse=True)
def no_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget how this test run draws its own windows."""
    for name in ("QT_QPA_PLATFORM", "SDL_VIDEODRIVER", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one display")
@pytest.mark.parametrize("display", [None, ":987", "unix:987.0"])
@pytest.mark.parametrize("command", ["launcher", "logs", "view"])
def test_missing_display_is_told(
    market: Path, monkeypatch, capsys, command, display
) -> None:
    """Without a display there is a sentence and exit code 1, not an abort."""
    if display:
        monkeypatch.setenv("DISPLAY", display)
    arguments = [str(market)] if command == "view" else []
    assert main([command, *arguments]) == 1
    output, messages = capsys.readouterr()
    assert output == ""
    assert "display" in messages
    assert "'vmt run' needs none" in messages
    if display:
        assert f"DISPLAY={display}" in messages


@pytest.mark.parametrize("library", ["PyQt5", "pygame"])
def test_missing_library_is_told(tmp_path: Path, monkeypatch, library) -> None:
    """A library that is not installed is named, with how to install it."""
    (tmp_path / "window_of_ours.py").write_text(f"import {library}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NoWindowError, match=rf"needs {library}.*install"):
        load("window_of_ours", library)


def test_other_missing_modules_are_no_excuse(tmp_path: Path, monkeypatch) -> None:
    """A module of our own that is missing is a bug and shows as one."""
    (tmp_path / "window_with_bug.py").write_text("import no_such\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with pytest.raises(ModuleNotFoundError, match="no_such"):
        load("window_with_bug", "PyQt5")


def test_logs_of_a_missing_file_are_a_mistake(tmp_path: Path, capsys) -> None:
    """A path that is not there is told before any window opens."""
    assert main(["logs", str(tmp_path / "nothing.db")]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err
