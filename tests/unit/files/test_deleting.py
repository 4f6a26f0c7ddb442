"""Folders are made, and things are deleted, when that is what was meant."""

from pathlib import Path

import pytest

from file_desk import Desk, problem


def test_a_folder_is_made_and_deleted(desk: Desk, folder: Path) -> None:
    """An empty one needs no further word."""
    inner = f"{folder.name}/Märkte"
    made = desk.put(f"{inner}?folder")
    assert (made.status_code, made.json()["path"]) == (201, inner)
    assert (folder / "Märkte").is_dir()
    again = desk.put(f"{inner}?folder")
    assert (again.status_code, again.json()["exists"]) == (409, True)
    assert desk.delete(inner).status_code == 204
    assert list(folder.iterdir()) == []


def test_a_full_folder_is_deleted_only_with_all(desk: Desk, folder: Path) -> None:
    """The refusal says how much is in it; a link is deleted, not what it names."""
    kept = desk.data.parent / "kept"
    kept.mkdir()
    (kept / "file").touch()
    (folder / "inner").mkdir()
    (folder / "inner" / "file").touch()
    (folder / "inner" / "link").symlink_to(kept)

    answer = desk.delete(folder.name)

    assert (answer.status_code, answer.json()["entries"]) == (409, 3)
    assert "3 files" in problem(answer)
    assert desk.delete(f"{folder.name}?all").status_code == 204
    assert not folder.exists()
    assert (kept / "file").exists()


def test_a_file_is_deleted(desk: Desk, folder: Path) -> None:
    """The second time it is not there any more."""
    (folder / "run").touch()
    assert desk.delete(f"{folder.name}/run").status_code == 204
    assert desk.delete(f"{folder.name}/run").status_code == 404


@pytest.mark.parametrize("path", ["", "logs", "scenarios", "logs/"])
def test_the_folders_of_the_programs_stay(desk: Desk, path: str) -> None:
    """Neither with all that is in them."""
    answer = desk.delete(f"{path}?all")
    assert answer.status_code == 403
    assert (desk.data / path).is_dir()
