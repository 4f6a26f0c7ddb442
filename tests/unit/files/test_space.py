"""A disk that gets full is told of: in the page, in the log, to monitors."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from gateways import RunningGateway, serving, settings_in
from small_disk import Disk, small_disk
from vmt_desktop.files.space import FULL_BYTES, LOW_BYTES, judged

GIGABYTE = 1 << 30

disk = pytest.fixture(small_disk)


@pytest.fixture
def gateway(disk: Disk, tmp_path: Path) -> Iterator[RunningGateway]:
    """Give a gateway whose data folder is a disk of two megabytes."""
    settings = settings_in(tmp_path, VMT_DATA_DIR=str(disk.folder))
    with serving(settings) as gateway:
        yield gateway


def told(page: ClientConnection, state: str) -> dict[str, Any]:
    """Return the next event that tells of this state of the disk."""
    while True:
        event: dict[str, Any] = json.loads(page.recv(timeout=30))
        if event["event"] == "disk" and event["state"] == state:
            return event


def test_what_is_left_is_told_as_it_changes(
    gateway: RunningGateway, disk: Disk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nearly full, full, and that there is room again; also to who comes later."""
    with gateway.logged_in() as client:
        session = client.cookies[gateway.cookie]
        with gateway.websocket(session, path="/events") as page:
            told(page, "ok")

            disk.fill(but=80_000)
            full = told(page, "full")
            disk.fill(but=FULL_BYTES - 1)
            with gateway.websocket(session, path="/events") as later:
                assert told(later, "full")["folder"] == str(disk.folder)
            figures = client.get("/metrics").text
            disk.clear()
            assert told(page, "ok")["free"] > 1_000_000

    assert full["free"] <= 80_000
    [free] = re.findall(r"^vmt_desktop_data_free_bytes (\d+)$", figures, re.M)
    assert int(free) < FULL_BYTES
    assert "warning: the disk is full" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("free", "size", "state"),
    [
        (5 * GIGABYTE, 10 * GIGABYTE, "ok"),
        (LOW_BYTES, 10 * GIGABYTE, "ok"),
        (LOW_BYTES - 1, 10 * GIGABYTE, "low"),
        (LOW_BYTES - 1, GIGABYTE, "ok"),
        (GIGABYTE // 21, GIGABYTE, "low"),
        (FULL_BYTES, 2_000_000, "ok"),
        (FULL_BYTES - 1, 10 * GIGABYTE, "full"),
        (0, 0, "full"),
    ],
)
def test_a_disk_is_judged_by_what_is_free(free: int, size: int, state: str) -> None:
    """A twentieth of a small disk is little; what SQLite cannot use is nothing."""
    assert judged(free, size) == state
