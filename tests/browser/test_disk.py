"""A disk that gets full, as the page tells of it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from small_disk import Disk, small_disk

pytestmark = pytest.mark.browser

LOOKED_MS = 30_000
"""The gateway has looked at the disk by then, on a busy machine too."""

disk = pytest.fixture(small_disk)


def test_a_full_disk_is_told_of_beside_the_picture_until_there_is_room(
    processes: Any, picture: Any, disk: Disk, open_screen: Callable
) -> None:
    """With a way to the files; who closes it is left alone until the next time."""
    processes.start_vnc()
    processes.start_gateway(VMT_DATA_DIR=str(disk.folder))
    page = open_screen(processes.link(), follows=False).page
    page.set_default_timeout(30_000)
    strip = page.locator("#disk")
    expect(strip).to_be_hidden()

    disk.fill(but=0)
    expect(strip).to_be_visible(timeout=LOOKED_MS)
    expect(strip).to_contain_text("The disk is full")
    expect(strip).to_contain_text("ends with its last whole tick")

    strip.get_by_role("button", name="Files").click()
    expect(page.get_by_text("filler")).to_be_visible()
    disk.clear()
    expect(strip).to_be_hidden(timeout=LOOKED_MS)

    disk.fill(but=0)
    strip.get_by_role("button", name="Close").click()
    expect(strip).to_be_hidden()
