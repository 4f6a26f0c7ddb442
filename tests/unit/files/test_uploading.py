"""Uploads appear when they are whole, and never in the place of something else."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from file_desk import Desk, answer_on, problem
from vmt_desktop.files import parts, placing
from vmt_desktop.files.names import PART_PREFIX

BASE = "api/files"


def wait_until_received(desk: Desk, path: str, count: int) -> None:
    """Wait until so many bytes are on the disk."""
    while desk.get(f"{path}?received").json()["received"] != count:
        pass


def test_a_file_is_uploaded(desk: Desk, folder: Path) -> None:
    """Empty ones, too; the answer tells the path and the size."""
    content = os.urandom(3_000_000)

    answer = desk.put(f"{folder.name}/run.db", content)

    assert answer.status_code == 201
    assert answer.json() == {
        "path": f"{folder.name}/run.db",
        "size": 3_000_000,
        "warnings": [],
    }
    assert desk.put(f"{folder.name}/empty").status_code == 201
    assert (folder / "run.db").read_bytes() == content
    assert (folder / "empty").read_bytes() == b""
    assert len(list(folder.iterdir())) == 2


def test_nothing_is_replaced_without_asking(desk: Desk, folder: Path) -> None:
    """With ``?replace`` it is."""
    path = f"{folder.name}/run"
    desk.put(path, b"first")

    answer = desk.put(path, b"second")
    assert (answer.status_code, answer.json()["exists"]) == (409, True)
    assert (folder / "run").read_bytes() == b"first"
    assert len(list(folder.iterdir())) == 1

    assert desk.put(f"{path}?replace", b"second").status_code == 200
    assert (folder / "run").read_bytes() == b"second"


def test_a_folder_is_not_replaced(desk: Desk, folder: Path) -> None:
    """Not even with ``?replace``."""
    (folder / "inner").mkdir()
    answer = desk.put(f"{folder.name}/inner?replace", b"x")
    assert answer.status_code == 409
    assert "is a folder" in problem(answer)


def test_a_missing_folder_is_named(desk: Desk) -> None:
    """It is not made by an upload."""
    answer = desk.put("nowhere/run", b"x")
    assert answer.status_code == 404
    assert "no nowhere" in problem(answer)


def test_an_upload_goes_on_after_the_connection_broke(desk: Desk, folder: Path) -> None:
    """What has come is kept, but seen nowhere, until all has come."""
    content = os.urandom(200_000)
    path = f"{folder.name}/run.db"
    with desk.begin(path, len(content), content[:150_000]):
        pass
    wait_until_received(desk, path, 150_000)

    told = desk.get(f"{path}?received").json()
    assert (told["total"], told["exists"], told["largest"]) == (200_000, False, None)
    assert desk.names(folder.name) == []
    assert desk.get(path).status_code == 404

    answer = desk.send(path, content[150_000:], "bytes 150000-199999/200000")
    assert answer.status_code == 201
    assert (folder / "run.db").read_bytes() == content
    assert desk.get(f"{path}?received").json()["received"] == 0


def test_an_upload_comes_in_pieces(desk: Desk, folder: Path) -> None:
    """One that does not fit to what has come tells from where to go on."""
    path = f"{folder.name}/run"
    answer = desk.send(path, b"0123", "bytes 0-3/10")
    assert (answer.status_code, answer.json()) == (202, {"received": 4, "total": 10})
    for span in ("bytes 6-9/10", "bytes 3-6/10"):
        answer = desk.send(path, b"6789", span)
        assert (answer.status_code, answer.json()["received"]) == (416, 4)
    assert desk.send(path, b"", "bytes */10").status_code == 416
    assert desk.send(path, b"456789", "bytes 4-9/10").status_code == 201
    assert (folder / "run").read_bytes() == b"0123456789"


def test_an_upload_begins_anew_with_its_first_byte(desk: Desk, folder: Path) -> None:
    """Also when the file has become another one in between."""
    path = f"{folder.name}/run"
    desk.send(path, b"01", "bytes 0-1/10")
    desk.send(path, b"012", "bytes 0-2/4")
    desk.send(path, b"ab", "bytes 0-1/4")
    assert len(list(folder.iterdir())) == 1
    assert desk.send(path, b"cd", "bytes 2-3/4").status_code == 201
    assert (folder / "run").read_bytes() == b"abcd"


def test_files_of_one_name_are_told_apart_by_their_mark(
    desk: Desk, folder: Path
) -> None:
    """So that two never become one of which neither is the beginning and the end."""
    path = f"{folder.name}/run"
    desk.send(f"{path}?mark=mine", b"01", "bytes 0-1/4")
    desk.send(f"{path}?mark=yours", b"a", "bytes 0-0/4")

    assert desk.get(f"{path}?received&mark=mine").json()["received"] == 2
    assert desk.get(f"{path}?received&mark=yours").json()["received"] == 1
    assert desk.send(f"{path}?mark=mine", b"23", "bytes 2-3/4").status_code == 201
    answer = desk.send(f"{path}?mark=yours", b"bcd", "bytes 1-3/4")
    assert answer.status_code == 409
    assert (folder / "run").read_bytes() == b"0123"


def test_who_is_asked_in_the_middle_can_say_yes(desk: Desk, folder: Path) -> None:
    """What has come is not sent again."""
    path = f"{folder.name}/run"
    desk.send(path, b"01", "bytes 0-1/4")
    (folder / "run").write_bytes(b"meanwhile")
    assert desk.send(path, b"23", "bytes 2-3/4").status_code == 409
    assert desk.send(f"{path}?replace", b"23", "bytes 2-3/4").status_code == 200
    assert (folder / "run").read_bytes() == b"0123"


@pytest.mark.parametrize(
    ("span", "body"),
    [
        ("bytes 0-3/4", b"012"),
        ("bytes 0-3/3", b"0123"),
        ("bytes 3-0/4", b"0123"),
        ("bytes 0-3/*", b"0123"),
        ("bytes */4", b"0123"),
        ("bytes 0-3", b"0123"),
        ("lines 0-3/4", b"0123"),
        ("bytes 0-3/" + "9" * 30, b"0123"),
        ("bytes -1-2/4", b"0123"),
        ("", b"0123"),
    ],
)
def test_headers_that_do_not_fit_are_refused(
    desk: Desk, folder: Path, span: str, body: bytes
) -> None:
    """Nothing comes of them."""
    answer = desk.send(f"{folder.name}/run", body, span)
    assert answer.status_code == 400
    assert "is expected" in problem(answer)
    assert list(folder.iterdir()) == []


def test_a_body_of_unknown_length_is_refused(desk: Desk, folder: Path) -> None:
    """What breaks off could not be told from what is whole."""
    answer = desk.client.put(f"{BASE}/{folder.name}/run", content=iter([b"1", b"2"]))
    assert answer.status_code == 411
    assert list(folder.iterdir()) == []


def test_two_pages_do_not_write_into_one_file(desk: Desk, folder: Path) -> None:
    """The second one is told that the first is at it; the first comes through."""
    path = f"{folder.name}/run"
    with desk.begin(path, 4, b"01") as first:
        while not list(folder.iterdir()):
            pass
        answer = desk.put(path, b"abcd")
        assert (answer.status_code, answer.json()["uploading"]) == (409, True)
        first.sendall(b"23")
        assert answer_on(first)[0] == 201
    assert (folder / "run").read_bytes() == b"0123"


def test_of_many_uploads_of_a_name_one_wins(desk: Desk, folder: Path) -> None:
    """At the same moment; the others are told that the name is taken."""
    count = 8
    together = threading.Barrier(count)

    def upload(number: int) -> int:
        path = f"{folder.name}/run?mark={number}"
        desk.send(path, bytes([number]) * 9, "bytes 0-8/10")
        together.wait()
        return desk.send(path, bytes([number]), "bytes 9-9/10").status_code

    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(upload, range(count)))

    assert sorted(answers) == [201] + [409] * (count - 1)
    assert (folder / "run").read_bytes() == bytes([answers.index(201)]) * 10


@pytest.mark.parametrize("offered", [True, False])
def test_a_name_taken_in_the_last_moment_stays(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, *, offered: bool
) -> None:
    """The renaming itself refuses, on a disk that offers that and on one with links.

    What has come is kept for who says yes to replacing, with an empty request.
    """
    looked = placing.may_be_placed

    def look_and_lose(descriptor: int, name: str, where: str, *, replace: bool) -> None:
        looked(descriptor, name, where, replace=replace)
        (folder / name).write_bytes(b"theirs")

    if not offered:
        monkeypatch.setattr(placing, "RENAME_NOREPLACE", 1 << 20)  # EINVAL
        assert desk.put(f"{folder.name}/other", b"1").status_code == 201
        assert [path.name for path in folder.iterdir()] == ["other"]
    monkeypatch.setattr(placing, "may_be_placed", look_and_lose)

    answer = desk.put(f"{folder.name}/run", b"ours")

    assert (answer.status_code, answer.json()["exists"]) == (409, True)
    assert (folder / "run").read_bytes() == b"theirs"
    answer = desk.send(f"{folder.name}/run?replace", b"", "bytes */4")
    assert answer.status_code == 200
    assert (folder / "run").read_bytes() == b"ours"


def test_a_file_that_became_whole_is_not_taken_for_a_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even if another upload ended between the opening of its part and the lock."""
    lock = parts._locked

    def end_and_lock(descriptor: int) -> bool:
        for part in folder.glob(f"{PART_PREFIX}*"):
            part.rename(folder / "run")
            monkeypatch.setattr(parts, "_locked", lock)
        return lock(descriptor)

    opened = os.open(folder, os.O_RDONLY)
    first = parts.open_part(opened, "run", "", 5, anew=True)
    first.append(b"whole")
    os.close(first.descriptor)
    monkeypatch.setattr(parts, "_locked", end_and_lock)

    second = parts.open_part(opened, "run", "", 5, anew=True)
    second.append(b"other")
    second.close()

    assert (folder / "run").read_bytes() == b"whole"


def test_a_folder_deleted_meanwhile_is_told(desk: Desk, folder: Path) -> None:
    """The upload has nowhere to go, and says so."""
    with desk.begin(f"{folder.name}/run", 4, b"01") as upload:
        while not list(folder.iterdir()):
            pass
        assert desk.delete(f"{folder.name}?all").status_code == 204
        upload.sendall(b"23")
        assert answer_on(upload)[0] == 404


def test_an_upload_ends_with_the_session(desk: Desk, folder: Path) -> None:
    """Who is logged out meanwhile adds nothing; after another login it can go on."""
    path = f"{folder.name}/run"
    with desk.gateway.logged_in() as client:
        client.headers["Origin"] = desk.gateway.url.rstrip("/")
        other = Desk(desk.gateway, client, desk.data)
        with other.begin(path, 4, b"01") as upload:
            while not list(folder.iterdir()):
                pass
            assert client.post("logout").status_code < 400
            upload.sendall(b"23")
            assert answer_on(upload)[0] == 401

    assert desk.names(folder.name) == []
    assert desk.get(f"{path}?received").json()["received"] < 4


def test_forgotten_parts_are_removed_after_a_week(desk: Desk, folder: Path) -> None:
    """By the next upload into the folder, and not before."""
    desk.send(f"{folder.name}/old", b"01", "bytes 0-1/4")
    (old,) = folder.iterdir()
    desk.send(f"{folder.name}/new", b"01", "bytes 0-1/4")
    past = time.time() - parts.KEPT_SECONDS - 60
    os.utime(old, (past, past))

    desk.put(f"{folder.name}/run", b"1")

    assert not old.exists()
    assert desk.get(f"{folder.name}/new?received").json()["received"] == 2


def test_a_part_that_is_written_to_is_not_forgotten(desk: Desk, folder: Path) -> None:
    """However slowly it comes; when it is given up its time begins to run."""
    root = os.open(desk.data, os.O_RDONLY)
    past = time.time() - parts.KEPT_SECONDS - 60
    with desk.begin(f"{folder.name}/run", 4, b"01"):
        while not (found := list(folder.iterdir())):
            pass
        while f":{found[0].stat().st_ino} " not in Path("/proc/locks").read_text():
            pass  # until it is locked it is a part that nobody writes to
        os.utime(found[0], (past, past))
        parts.tidy(root)
        assert found[0].exists()
    while desk.get(f"{folder.name}/run?received").json()["received"] != 2:
        pass
    os.utime(found[0], (past, past))
    while found[0].exists():
        parts.tidy(root)
    os.close(root)


def test_a_refused_upload_does_not_end_the_connection(desk: Desk, folder: Path) -> None:
    """The browser gets the sentence, although it had more to send."""
    (folder / "run").touch()
    for _ in range(3):
        answer = desk.put(f"{folder.name}/run", bytes(5_000_000))
        assert "exists already" in problem(answer)


def test_who_asks_first_is_refused_before_anything_is_sent(
    desk: Desk, folder: Path
) -> None:
    """``Expect: 100-continue``, as curl does it."""
    (folder / "run").touch()
    status, _ = desk.raw(
        "PUT",
        f"/{BASE}/{folder.name}/run",
        **{"Expect": "100-continue", "Content-Length": "1000000000000"},
    )
    assert status == 409
