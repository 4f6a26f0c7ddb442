"""Disks that are full, or may not be written to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from file_desk import Desk, answer_on, problem
from gateways import serving, settings_in
from small_disk import Disk, small_disk
from vmt_desktop.files.upload import WRITTEN_BYTES


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Give a real disk of two megabytes."""
    yield from small_disk()


@pytest.fixture
def small(disk: Disk, tmp_path: Path) -> Iterator[Desk]:
    """Give a desktop whose data folder is that disk."""
    settings = settings_in(tmp_path, VMT_DATA_DIR=str(disk.folder))
    with serving(settings) as gateway, gateway.logged_in() as client:
        client.headers["Origin"] = gateway.url.rstrip("/")
        yield Desk(gateway, client, disk.folder)


def test_what_does_not_fit_is_refused_before_it_comes(small: Desk, disk: Disk) -> None:
    """With what is needed, what is there and what to do; nothing is left behind."""
    disk.fill(but=100_000)

    answer = small.put("run.db", bytes(500_000))

    assert answer.status_code == 507
    assert "needs 500,000 bytes" in problem(answer)
    assert "delete" in problem(answer)
    assert answer.json()["free"] <= 100_000
    assert [path.name for path in small.data.iterdir()] == ["filler"]


def test_a_disk_that_fills_up_meanwhile_keeps_nothing(small: Desk, disk: Disk) -> None:
    """A run that is being recorded needs the space more than half an upload does."""
    size = 1_500_000
    with small.begin("run.db", size, bytes(1_100_000)) as upload:
        while not any(
            path.stat().st_size >= WRITTEN_BYTES for path in small.data.iterdir()
        ):
            pass
        disk.fill(but=0)
        upload.sendall(bytes(size - 1_100_000))
        status, answer = answer_on(upload)

    assert status == 507
    assert b"The disk is full" in answer
    assert b"nothing of it was kept" in answer
    assert [path.name for path in small.data.iterdir()] == ["filler"]
    disk.clear()
    assert small.put("run.db", bytes(1000)).status_code == 201


def test_a_disk_for_reading_only_says_so(small: Desk, disk: Disk) -> None:
    """What is there can still be read."""
    small.put("run.db", b"1")
    disk.set_readonly()

    for answer in (
        small.put("new.db", b"1"),
        small.put("new?folder"),
        small.delete("run.db"),
    ):
        assert answer.status_code == 403
        assert "can only be read" in problem(answer)
    assert small.get("run.db").content == b"1"


def test_a_data_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """Instead of an error of the gateway."""
    settings = settings_in(tmp_path / "other")
    with serving(settings) as gateway, gateway.logged_in() as client:
        answer = client.get("api/files")
    assert answer.status_code == 404
    assert "data folder" in problem(answer)
