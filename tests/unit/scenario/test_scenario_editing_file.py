"""Scenario files on the disk: read as they are, written whole or not at all."""

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vmt.scenario.document import MAX_BYTES
from vmt.scenario.editing_file import (
    ChangedOnDiskError,
    UnreadableError,
    read_text,
    write_text,
)
from vmt.scenario.writing import UnwritableError


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Return a file system of 64 kilobytes."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    # Not among pytest's folders, which it removes: after a kill this one stays.
    folder = Path(tempfile.mkdtemp(prefix="vmt-disk-"))
    options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"]
    mounted = subprocess.run(
        ["mount", *options, folder], check=False, capture_output=True
    )
    if mounted.returncode:
        why = f"no file system can be mounted here: {mounted.stderr.decode()}"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


@pytest.mark.parametrize(
    "content",
    [
        b"name: x\nN: 5\n",
        b"name: x\r\nN: 5\r\n",
        b"\xef\xbb\xbfname: x\r\nN: 5",
        "name: \u00a0ü 🍎\u2028\n".encode(),
        b"",
    ],
    ids=["plain", "Windows", "byte order mark", "rare signs", "empty"],
)
def test_what_is_read_and_written_is_the_same_to_the_byte(
    tmp_path: Path, content: bytes
) -> None:
    """Also with the lines and the mark of other systems."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    file = read_text(path)
    assert "\r" not in file.text
    write_text(path, file.with_text(file.text), content)
    assert path.read_bytes() == content

    longer = file.with_text(file.text + "agents: 3\n")
    ending = b"\r\n" if b"\r\n" in content else b"\n"
    assert longer == content + b"agents: 3" + ending


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a\0b", "not a text file"),
        (b" " * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_no_text_is_told_in_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """With the name of the file."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)

    with pytest.raises(UnreadableError, match=said) as told:
        read_text(path)
    assert str(path) in str(told.value)


@pytest.mark.parametrize("name", ["missing.yaml", "", "a\0b"])
def test_what_is_no_file_is_told_in_words(tmp_path: Path, name: str) -> None:
    """A folder, nothing at all, or a name that cannot be one."""
    with pytest.raises(UnreadableError):
        read_text(tmp_path / name)


def test_a_file_that_has_changed_is_not_overwritten(tmp_path: Path) -> None:
    """Not even if it was not there before."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"theirs")
    for before in (b"ours", None):
        with pytest.raises(ChangedOnDiskError, match=r"a\.yaml"):
            write_text(path, b"new", before)
    assert path.read_bytes() == b"theirs"

    write_text(path, b"new", b"theirs")
    assert path.read_bytes() == b"new"


def test_a_file_that_is_gone_is_written_anew(tmp_path: Path) -> None:
    """Nothing of anybody is lost by that."""
    path = tmp_path / "a.yaml"
    write_text(path, b"new", b"old")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_links_and_permissions_stay(tmp_path: Path) -> None:
    """What a link leads to is written, and as readable as it was."""
    path, link = tmp_path / "a.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_text(link, b"new", b"old")

    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_full_disk_leaves_the_file_as_it_was(small_disk: Path) -> None:
    """And nothing beside it."""
    path = small_disk / "a.yaml"
    path.write_bytes(b"old")
    (small_disk / "filler").write_bytes(b"x" * 40_000)
    with pytest.raises(UnwritableError, match="No space left") as told:
        write_text(path, b"x" * 60_000, b"old")

    assert str(path) in str(told.value)
    assert path.read_bytes() == b"old"
    assert sorted(small_disk.iterdir()) == [path, small_disk / "filler"]


def test_a_disk_that_may_not_be_written_to_is_told(small_disk: Path) -> None:
    """The file stays."""
    path = small_disk / "a.yaml"
    path.write_bytes(b"old")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    with pytest.raises(UnwritableError, match="Read-only"):
        write_text(path, b"new", b"old")
    assert path.read_bytes() == b"old"


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """It is not made anew: the user may have moved it."""
    with pytest.raises(UnwritableError, match="No such file"):
        write_text(tmp_path / "gone" / "a.yaml", b"new", None)


def test_a_file_that_is_protected_is_not_replaced(tmp_path: Path) -> None:
    """Whoever took the right to write away meant it."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(UnwritableError, match="Permission denied"):
        write_text(path, b"new", b"old")
    assert path.read_bytes() == b"old"
