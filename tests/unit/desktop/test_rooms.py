"""What is checked before the first process starts."""

import os
import socket
import stat
from pathlib import Path

import pytest

from vmt_desktop.display.xauthority import write_cookie
from vmt_desktop.supervision import rooms


def test_the_runtime_folder_is_ours_alone_and_empty(tmp_path: Path) -> None:
    """Sockets and tokens of an earlier desktop are gone, and others cannot look."""
    folder = tmp_path / "runtime"
    (folder / "tokens").mkdir(parents=True)
    (folder / "tokens" / "old").touch()

    with rooms.prepare_runtime_dir(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert list((folder / "tokens").iterdir()) == []


def test_two_desktops_cannot_share_a_runtime_folder(tmp_path: Path) -> None:
    """The second one is told, and the first one keeps its files."""
    with rooms.prepare_runtime_dir(tmp_path / "runtime"):
        token = tmp_path / "runtime" / "tokens" / "unspent"
        token.touch()

        with pytest.raises(rooms.StartError, match="already runs"):
            rooms.prepare_runtime_dir(tmp_path / "runtime")

        assert token.exists()


def test_a_link_is_not_taken_for_the_runtime_folder(tmp_path: Path) -> None:
    """Who can write to the temporary folder cannot redirect our sockets."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "runtime").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(rooms.StartError, match="not a folder of ours"):
        rooms.prepare_runtime_dir(tmp_path / "runtime")


def test_a_busy_port_is_told_with_the_variable_that_changes_it() -> None:
    """The message names the port and VMT_PORT."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(rooms.StartError) as caught:
            rooms.check_port("127.0.0.1", port)

    assert str(port) in str(caught.value)
    assert "VMT_PORT" in str(caught.value)


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """The message names VMT_DATA_DIR and the path."""
    file = tmp_path / "data"
    file.touch()

    with pytest.raises(rooms.StartError) as caught:
        rooms.prepare_data_dir(file)

    assert "VMT_DATA_DIR" in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_display_left_behind_by_a_killed_server_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its socket exists and nobody listens: it is removed and the number is taken."""
    monkeypatch.setattr(rooms, "X_SOCKETS", tmp_path)
    monkeypatch.setattr(rooms, "FIRST_DISPLAY", 7099)
    monkeypatch.setattr(rooms, "LAST_DISPLAY", 7100)
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(os.fspath(tmp_path / "X7099"))

    with rooms.claimed_display() as number:
        assert number == 7099
        assert not (tmp_path / "X7099").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_display_that_is_served_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next number is taken."""
    monkeypatch.setattr(rooms, "X_SOCKETS", tmp_path)
    monkeypatch.setattr(rooms, "FIRST_DISPLAY", 7099)
    monkeypatch.setattr(rooms, "LAST_DISPLAY", 7100)
    with socket.socket(socket.AF_UNIX) as served:
        served.bind(os.fspath(tmp_path / "X7099"))
        served.listen()

        with rooms.claimed_display() as number:
            assert number == 7100
        assert (tmp_path / "X7099").exists()


def test_two_desktops_that_start_at_once_take_two_displays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is taken before its X server answers, and free again afterwards."""
    monkeypatch.setattr(rooms, "X_SOCKETS", tmp_path)
    monkeypatch.setattr(rooms, "FIRST_DISPLAY", 7099)
    monkeypatch.setattr(rooms, "LAST_DISPLAY", 7100)

    with rooms.claimed_display() as first:
        with rooms.claimed_display() as second:
            assert (first, second) == (7099, 7100)
            with (
                pytest.raises(rooms.StartError, match="is taken"),
                rooms.claimed_display(),
            ):
                pass
        with rooms.claimed_display() as second:
            assert second == 7100


def test_the_cookie_is_fresh_and_for_our_eyes_only(tmp_path: Path) -> None:
    """Each start has another one, and the file's mode keeps others out."""
    file = tmp_path / "Xauthority"
    write_cookie(file, 99)
    first = file.read_bytes()
    write_cookie(file, 99)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) == len(first)
    assert file.read_bytes() != first
