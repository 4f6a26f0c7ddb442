"""Whoever asks for what lies outside, or is no file, gets nothing."""

import json
import os
import socket
import unicodedata
from pathlib import Path

import pytest

from file_desk import Desk

SECRET = b"root of all secrets"

OUTSIDE = (
    "/api/files/../secret",
    "/api/files/logs/../../secret",
    "/api/files/%2e%2e/secret",
    "/api/files/%2E%2E%2Fsecret",
    "/api/files/..%2fsecret",
    "/api/files/..%5csecret",
    "/api/files/%252e%252e%252fsecret",
    "/api/files/logs/%2e%2e/%2e%2e/secret",
    "/api/files/./../secret",
    "/api/files/%c0%ae%c0%ae/secret",
    "/api/files/..%00/secret",
    "/api/files/..;/secret",
    "/api/files//etc/passwd",
    "/api/files/%2fetc%2fpasswd",
    "/api/files/file:%2f%2f%2fetc%2fpasswd",
    "/api/files/logs/%2e",
    "/api/files/logs//x",
    "/api/files\\..\\secret",
    "/api/files/logs%0d%0aSet-Cookie:x",
    "/api%2ffiles/logs",
)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("target", OUTSIDE)
def test_no_way_of_writing_a_path_leads_out(
    desk: Desk, method: str, target: str
) -> None:
    """Nothing outside is read, written or deleted, however it is encoded."""
    secret = desk.data.parent / "secret"
    secret.write_bytes(SECRET)
    before = sorted(desk.data.parent.rglob("*"))
    body = b"evil" if method == "PUT" else None

    status, answer = desk.raw(method, target, body)

    assert status in {400, 403, 404}
    assert SECRET not in answer
    assert b"root:" not in answer
    assert secret.read_bytes() == SECRET
    assert sorted(desk.data.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a%00b", "control characters"),
        ("a%0Ab", "control characters"),
        ("a%0A", "control characters"),
        ("a%1b%5b2Jb", "control characters"),
        ("a%7f", "control characters"),
        ("a%c2%85b", "control characters"),
        ("a%5cb", "backslashes"),
        ("a%2fb", "slashes"),
        ("x%e9y", "not UTF-8"),
        ("%ed%a0%80", "not UTF-8"),
        ("x" * 256, "255 are allowed"),
        ("%e2%82%ac" * 86, "255 are allowed"),
        (".vmt-part-0", "not finished"),
        ("..", "names no file"),
        ("%252e%252e%252fevil", "encoded twice"),
        ("a%E2%80%AElmay", "hide"),
        ("%20a", "blank"),
    ],
)
def test_a_bad_name_is_refused_with_the_reason(
    desk: Desk, folder: Path, name: str, why: str
) -> None:
    """Nothing comes of it in the folder."""
    status, answer = desk.raw("PUT", f"/api/files/{folder.name}/{name}", b"evil")

    assert status == 400
    assert why in answer.decode()
    assert list(folder.iterdir()) == []


def test_a_path_is_not_deeper_than_is_allowed(desk: Desk) -> None:
    """The answer has the number."""
    assert "16 are allowed" in desk.get("a/" * 17).json()["problem"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_links_are_not_followed(desk: Desk, folder: Path, method: str) -> None:
    """Neither to a file, nor in the middle of a path; nor are they listed."""
    outside = desk.data.parent / "outside"
    outside.mkdir(exist_ok=True)
    secret = outside / "secret"
    secret.write_bytes(SECRET)
    (folder / "file").symlink_to(secret)
    (folder / "inner").symlink_to(outside)
    body = b"evil" if method == "PUT" else None

    for path in ("file", "inner/secret", "inner"):
        status, answer = desk.raw(
            method, f"/api/files/{folder.name}/{path}?replace&all", body
        )
        assert status == 403
        assert b"is a link" in answer
    assert secret.read_bytes() == SECRET
    assert (folder / "file").is_symlink()
    assert desk.names(folder.name) == []


def test_pipes_and_sockets_are_refused_at_once(desk: Desk, folder: Path) -> None:
    """A pipe that nobody writes to does not make the gateway wait."""
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket"))
        for name in ("pipe", "socket"):
            assert desk.get(f"{folder.name}/{name}").status_code == 403
            assert desk.put(f"{folder.name}/{name}?replace", b"x").status_code == 403
            assert desk.delete(f"{folder.name}/{name}").status_code == 403
    assert desk.names(folder.name) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make devices")
def test_devices_are_refused(desk: Desk, folder: Path) -> None:
    """They are not even opened."""
    os.mknod(folder / "zero", 0o020666, os.makedev(1, 5))

    assert desk.get(f"{folder.name}/zero").status_code == 403
    assert desk.get(f"{folder.name}?zip&name=zero").status_code == 403


def test_a_link_in_the_place_of_a_part_is_not_written_through(
    desk: Desk, folder: Path
) -> None:
    """Whoever guesses the name of a part leads nobody astray with it."""
    target = desk.data.parent / "target"
    target.write_bytes(SECRET)
    desk.send(f"{folder.name}/run.db", b"12", "bytes 0-1/4")
    part = next(folder.iterdir())
    part.unlink()
    part.symlink_to(target)

    answer = desk.send(f"{folder.name}/run.db", b"34", "bytes 0-1/4")

    assert answer.status_code >= 400
    assert target.read_bytes() == SECRET


def test_names_with_accents_are_stored_in_one_form(desk: Desk, folder: Path) -> None:
    """A Mac spells them apart; the file is the same, and so is its twin refused."""
    apart = unicodedata.normalize("NFD", "Ökonomie 経済.db")

    answer = desk.put(f"{folder.name}/{apart}", b"1")

    assert answer.json()["path"] == f"{folder.name}/Ökonomie 経済.db"
    assert [path.name for path in folder.iterdir()] == ["Ökonomie 経済.db"]
    (folder / "Ökonomie 経済.db").rename(folder / apart)
    answer = desk.put(f"{folder.name}/Ökonomie 経済.db?replace", b"2")
    assert answer.status_code == 409
    assert "accents" in answer.json()["problem"]


def test_odd_names_are_listed_readably(desk: Desk, folder: Path) -> None:
    """With the reason why they cannot be used; their folder can still be deleted."""
    for name in (b"x\xe9y.db", b"two\nlines", b"back\\slash", b"good"):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).touch()

    entries = desk.get(folder.name).json()["entries"]

    told = {entry["name"]: entry.get("problem", "") for entry in entries}
    assert set(told) == {"x\ufffdy.db", "two\ufffdlines", "back\\slash", "good"}
    assert "not UTF-8" in told["x\ufffdy.db"]
    assert "control" in told["two\ufffdlines"]
    assert told["good"] == ""
    json.dumps(entries).encode()
    assert desk.delete(f"{folder.name}?all").status_code == 204


def test_without_a_session_nothing_is_told(desk: Desk) -> None:
    """Neither is what is there, nor what is not."""
    with desk.gateway.visitor() as stranger:
        origin = {"Origin": desk.gateway.url.rstrip("/")}
        for method in ("GET", "PUT", "DELETE"):
            for path in ("api/files/logs", "api/files/nothing"):
                answer = stranger.request(method, path, headers=origin)
                assert answer.status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_pages_change_nothing(desk: Desk, folder: Path, method: str) -> None:
    """A session's cookie does not help them."""
    file = folder / "kept"
    file.write_bytes(b"kept")
    for origin in ("http://evil.example", "null"):
        answer = desk.client.request(
            method,
            f"api/files/{folder.name}/kept?replace",
            headers={"Origin": origin},
        )
        assert answer.status_code == 403
    assert file.read_bytes() == b"kept"
