"""Folders are looked through; files come whole, in part, or as a zip."""

import contextlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from file_desk import Desk, problem


def test_a_folder_tells_what_is_in_it(desk: Desk, folder: Path) -> None:
    """Folders come first; sizes, times and the space that is left are told."""
    (folder / "b.txt").write_bytes(b"12345")
    (folder / "a.txt").touch()
    os.utime(folder / "a.txt", (1000, 1000))
    (folder / "inner").mkdir()

    told = desk.get(folder.name).json()

    assert told["path"] == folder.name
    assert [entry["name"] for entry in told["entries"]] == ["inner", "a.txt", "b.txt"]
    assert [entry["kind"] for entry in told["entries"]] == ["folder", "file", "file"]
    assert told["entries"][2]["size"] == 5
    assert told["entries"][1]["modified"] == 1000
    assert told["free"] > 0


def test_the_data_folder_itself_is_looked_through(desk: Desk) -> None:
    """With a slash at the end or without."""
    for path in ("api/files", "api/files/"):
        told = desk.client.get(path).json()
        assert told["path"] == ""
        assert {"logs", "scenarios"} <= {entry["name"] for entry in told["entries"]}


def test_ten_thousand_files_come_in_pages(desk: Desk, folder: Path) -> None:
    """Each once, in the order that was asked for."""
    for number in range(10_000):
        (folder / f"{number:05}").touch()

    def page(start: int) -> tuple[list[str], int | None]:
        told = desk.get(f"{folder.name}?sort=name&down&from={start}").json()
        assert told["total"] == 10_000
        return [entry["name"] for entry in told["entries"]], told["next"]

    assert page(0) == ([f"{9_999 - n:05}" for n in range(1000)], 1000)
    assert page(9_500) == ([f"{499 - n:05}" for n in range(500)], None)


def test_the_largest_and_the_latest_can_come_first(desk: Desk, folder: Path) -> None:
    """Which is how the run is found that was just recorded."""
    for name, size, time in (("a", 3, 10), ("b", 1, 30), ("c", 2, 20)):
        (folder / name).write_bytes(bytes(size))
        os.utime(folder / name, (time, time))

    assert desk.names(f"{folder.name}?sort=size&down") == ["a", "c", "b"]
    assert desk.names(f"{folder.name}?sort=modified&down") == ["b", "c", "a"]


@pytest.mark.parametrize("query", ["sort=colour", "from=-1", "from=x", "from=1e9"])
def test_a_bad_order_is_refused(desk: Desk, query: str) -> None:
    """With what is allowed."""
    answer = desk.get(f"?{query}")
    assert answer.status_code == 422
    assert "allowed" in problem(answer)


def test_a_missing_file_is_named(desk: Desk) -> None:
    """And so is a missing folder, or a file in the place of one."""
    (desk.data / "plain").touch()
    assert "no logs/nothing" in problem(desk.get("logs/nothing"))
    assert "no nowhere" in problem(desk.get("nowhere/run.db"))
    answer = desk.get("plain/run.db")
    assert answer.status_code == 404
    assert "no folder plain" in problem(answer)


def test_a_file_is_downloaded_under_its_name(desk: Desk, folder: Path) -> None:
    """Whatever is in the name, and never shown in the page's own origin."""
    name = 'Ökonomie "π" 100%.db'
    (folder / name).write_bytes(b"content")

    answer = desk.get(f"{folder.name}/%C3%96konomie%20%22%CF%80%22%20100%25.db")

    assert answer.content == b"content"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="_konomie ___ 100_.db"; '
        "filename*=UTF-8''%C3%96konomie%20%22%CF%80%22%20100%25.db"
    )
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == "7"


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=4-2", 200, b"0123456789", None),
        ("bytes=1-2,4-5", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        (f"bytes=0-{'9' * 40}", 200, b"0123456789", None),
    ],
)
def test_a_download_goes_on_where_it_was_broken_off(
    desk: Desk,
    folder: Path,
    asked: str,
    status: int,
    content: bytes | None,
    told: str | None,
) -> None:
    """Ranges that make no sense are passed over, as the standard has it."""
    (folder / "ten").write_bytes(b"0123456789")

    answer = desk.get(f"{folder.name}/ten", Range=asked)

    assert answer.status_code == status
    assert content is None or answer.content == content
    assert answer.headers.get("content-range") == told


def test_a_file_that_has_changed_begins_anew(desk: Desk, folder: Path) -> None:
    """Never the end of the new one behind the beginning of the old."""
    file = folder / "run"
    file.write_bytes(b"first!")
    before = desk.get(f"{folder.name}/run")
    etag, time = before.headers["etag"], before.headers["last-modified"]

    same = {"Range": "bytes=3-", "If-Range": etag}
    assert desk.get(f"{folder.name}/run", **same).content == b"st!"
    dated = {"Range": "bytes=3-", "If-Range": time}
    assert desk.get(f"{folder.name}/run", **dated).content == b"st!"
    known = desk.get(f"{folder.name}/run", **{"If-None-Match": f'"x", {etag}'})
    assert (known.status_code, known.content) == (304, b"")

    file.write_bytes(b"after!")
    os.utime(file, (1, 1))
    changed = desk.get(f"{folder.name}/run", **same)
    assert (changed.status_code, changed.content) == (200, b"after!")
    assert desk.get(f"{folder.name}/run", **dated).status_code == 200


def test_the_size_can_be_asked_alone(desk: Desk, folder: Path) -> None:
    """HEAD sends nothing of the file; the connection serves the next request."""
    (folder / "run").write_bytes(bytes(5_000_000))
    for _ in range(3):
        answer = desk.client.head(f"api/files/{folder.name}/run")
        assert (answer.headers["content-length"], answer.content) == ("5000000", b"")


def test_a_download_that_is_given_up_leaves_nothing_open(
    desk: Desk, folder: Path
) -> None:
    """Neither a download nor a zip keeps the file of a browser that has gone."""
    with (folder / "run").open("wb") as file:
        file.truncate(1 << 40)  # reading to its end would take hours

    def is_open() -> bool:
        for link in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed since
                if folder.name in str(link.readlink()):
                    return True
        return False

    for path in (f"{folder.name}/run", f"{folder.name}?zip"):
        with desk.client.stream("GET", f"api/files/{path}") as answer:
            next(answer.iter_raw(1000))
    while is_open():
        desk.get("")


def test_a_folder_comes_as_a_zip(desk: Desk, folder: Path) -> None:
    """With all that is in it, but no link and no unfinished upload."""
    (folder / "inner" / "empty").mkdir(parents=True)
    content = os.urandom(700_000)
    (folder / "inner" / "π.db").write_bytes(content)
    (folder / "old").touch()
    os.utime(folder / "old", (0, 0))
    (folder / "link").symlink_to("/etc/passwd")
    desk.send(f"{folder.name}/part", b"12", "bytes 0-1/4")

    answer = desk.get(f"{folder.name}?zip")

    assert answer.headers["content-type"] == "application/zip"
    assert f'filename="{folder.name}.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["inner/", "inner/empty/", "inner/π.db", "old"]
        assert archive.read("inner/π.db") == content
        assert archive.getinfo("old").date_time[0] == 1980


def test_some_names_come_as_a_zip(desk: Desk, folder: Path) -> None:
    """One that is not there is told before anything is sent."""
    for name in ("a", "b", "c"):
        (folder / name).write_text(name)

    answer = desk.get(f"{folder.name}?zip&name=a&name=c")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["a", "c"]
    assert desk.get(f"{folder.name}?zip&name=nothing").status_code == 404
    assert desk.get(f"{folder.name}?zip&name=../logs").status_code == 400
    assert desk.get(f"{folder.name}/a?zip").status_code == 404
