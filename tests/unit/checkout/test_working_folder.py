"""The likeness of a folder that takes no files."""

import os
from pathlib import Path

import pytest

from vmt_desktop.checkout.working_folder import working_folder
from vmt_desktop.errors import StartError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a small checkout."""
    folder = tmp_path / "checkout"
    for name in (
        "launcher.py", "scenarios/demos/one.yaml", "logs/old.db", ".git/HEAD",
        "env/pyvenv.cfg", "env/bin/python", "package/__init__.py",
        "package/__pycache__/x.pyc",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    return folder


def test_it_looks_the_same_and_takes_files(folder: Path, tmp_path: Path) -> None:
    """Folders are real, as for a search through all of them; files are links."""
    likeness = working_folder(folder, tmp_path / "data")

    assert likeness == tmp_path / "data" / "app"
    assert (likeness / "launcher.py").readlink() == folder / "launcher.py"
    assert [str(p) for p in (likeness / "scenarios").rglob("*.yaml")] == [
        str(likeness / "scenarios" / "demos" / "one.yaml")
    ]
    (likeness / "scenarios" / "demos" / "mine.yaml").write_text("mine", "utf-8")
    (likeness / "logs" / "new.db").write_text("new", "utf-8")
    assert not (folder / "scenarios" / "demos" / "mine.yaml").exists()


def test_old_recordings_are_left_out_and_tools_are_one_link(
    folder: Path, tmp_path: Path
) -> None:
    """A recording that cannot be written to would be opened; .git is long."""
    likeness = working_folder(folder, tmp_path / "data")

    assert list((likeness / "logs").iterdir()) == []
    assert (likeness / ".git").is_symlink()
    assert (likeness / "env").is_symlink()
    assert not (likeness / "package" / "__pycache__").exists()


def test_it_follows_the_folder_and_keeps_what_was_made_in_it(
    folder: Path, tmp_path: Path
) -> None:
    """What is new appears, what is gone goes, and files of the programs stay."""
    data = tmp_path / "data"
    likeness = working_folder(folder, data)
    kept = [
        likeness / "logs" / "run.db",
        likeness / "scenarios" / "demos" / "mine.yaml",
    ]
    for file in kept:
        file.write_text("mine", "utf-8")
    (folder / "package" / "__init__.py").unlink()
    (folder / "package" / "__pycache__" / "x.pyc").unlink()
    (folder / "package" / "__pycache__").rmdir()
    (folder / "package").rmdir()
    (folder / "scenarios" / "demos" / "one.yaml").rename(
        folder / "scenarios" / "two.yaml"
    )
    (folder / "new.py").write_text("new", "utf-8")

    working_folder(folder, data)

    assert all(file.read_text("utf-8") == "mine" for file in kept)
    assert (likeness / "new.py").exists()
    assert (likeness / "scenarios" / "two.yaml").exists()
    assert not (likeness / "scenarios" / "demos" / "one.yaml").is_symlink()
    assert not (likeness / "package").exists()


def test_another_folder_in_its_place_takes_over(folder: Path, tmp_path: Path) -> None:
    """A file where a folder was, and a folder where a file was."""
    data = tmp_path / "data"
    likeness = working_folder(folder, data)
    (folder / "launcher.py").unlink()
    (folder / "launcher.py").mkdir()
    (folder / "launcher.py" / "inside").touch()
    (folder / ".git" / "HEAD").unlink()
    (folder / ".git").rmdir()

    working_folder(folder, data)

    assert (likeness / "launcher.py" / "inside").is_symlink()
    assert not os.path.lexists(likeness / ".git")


def test_where_nothing_takes_files_one_line_says_so(
    folder: Path, tmp_path: Path
) -> None:
    """It names both folders."""
    (tmp_path / "data").touch()

    with pytest.raises(StartError) as caught:
        working_folder(folder, tmp_path / "data")

    assert str(folder) in str(caught.value)
    assert str(tmp_path / "data" / "app") in str(caught.value)
