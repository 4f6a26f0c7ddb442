"""Names of recordings."""

import os
import re
from pathlib import Path

import pytest

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.files import list_run_files, new_run_path


def test_new_path_tells_time_scenario_and_seed(tmp_path: Path) -> None:
    """The name of a recording sorts by time and says what ran."""
    path = new_run_path("Zwei Händler: A/B!", 7, tmp_path)
    assert path.parent == tmp_path
    assert re.fullmatch(r"\d{8}-\d{6}-zwei-handler-a-b-seed7\.db", path.name)


def test_new_path_never_exists(tmp_path: Path, monkeypatch) -> None:
    """Recordings of one second get different names."""
    names = set()
    for _ in range(5):
        path = new_run_path("market", 1, tmp_path)
        path.touch(exist_ok=False)
        names.add(path.name)
    assert len(names) == 5


def test_new_path_is_in_the_logs_folder(tmp_path: Path, monkeypatch) -> None:
    """Without a folder, recordings go where the user's data go."""
    monkeypatch.setenv("VMT_DATA_DIR", str(tmp_path))
    assert new_run_path("market", 1).parent == tmp_path / "logs"


@pytest.mark.parametrize("name", ["", "...", "市場", "../../etc/passwd", "x" * 500])
def test_any_name_gives_a_file_of_the_folder(tmp_path: Path, name: str) -> None:
    """No scenario name leads out of the folder or to a name that cannot be."""
    path = new_run_path(name, 1, tmp_path)
    path.touch()
    assert path.resolve().parent == tmp_path.resolve()


def test_recordings_are_listed_newest_first(tmp_path: Path) -> None:
    """The list has recordings only, the newest at its head."""
    for age, name in enumerate(["c.db", "a.db", "b.db", "b.db-wal", "notes.txt"]):
        path = tmp_path / name
        path.touch()
        os.utime(path, (1000 - age, 1000 - age))
    (tmp_path / "folder.db").mkdir()
    assert [p.name for p in list_run_files(tmp_path)] == ["c.db", "a.db", "b.db"]


def test_link_that_leads_nowhere_is_in_the_way(tmp_path: Path) -> None:
    """A name that cannot be made anew is not given out."""
    taken = new_run_path("market", 1, tmp_path)
    taken.symlink_to(tmp_path / "gone")
    assert new_run_path("market", 1, tmp_path) != taken
    assert list_run_files(tmp_path) == []


def test_folder_that_may_not_be_read_is_told(open_folder, unprivileged) -> None:
    """A folder of somebody else is an error, not an empty list."""
    open_folder.chmod(0o700)
    with unprivileged(), pytest.raises(TelemetryError, match="cannot be read"):
        list_run_files(open_folder)


def test_folder_that_is_not_there_has_no_recordings(tmp_path: Path) -> None:
    """Before the first run there is nothing to list."""
    assert list_run_files(tmp_path / "logs") == []
