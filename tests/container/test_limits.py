"""The desktop with less than it would like: of memory, of a processor, of a disk."""

import re
from collections.abc import Callable

import pytest

from containers import Container
from running import PATIENCE, REPOSITORY
from screen import Screen
from visiting import Visit
from vmt_desktop.display.probes import wait_until
from walk import run_first_scenario

pytestmark = [
    pytest.mark.browser,
    pytest.mark.container,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]

FIND = (200, 75)
"""Where the launcher's field is in which a scenario is looked for."""

MEBIBYTES = 512
KILLED = "was killed"


def hungry() -> str:
    """Return a scenario that takes more memory than there is."""
    text = (REPOSITORY / "scenarios/teaching/first_market.yaml").read_text("utf-8")
    for key, value in (("name", "Hungry"), ("N", "2000"), ("agents", "1000000")):
        text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {value}", text)
    return text


def process_of(container: Container, program: str) -> str:
    """Return the number of the process that runs a program."""
    return container.run("pgrep", "-f", program).split()[0]


def test_a_run_that_takes_all_memory_ends_and_nothing_else_does(
    start_container: Callable[..., Container], open_screen: Callable[[str], Screen]
) -> None:
    """The page says why, and the same launcher that its run was killed."""
    memory = ("--memory", f"{MEBIBYTES}m", "--memory-swap", f"{MEBIBYTES}m")
    container = start_container(options=memory)
    with Visit(container.link) as visit:
        path = "/api/files/scenarios/hungry.yaml"
        assert visit.client.put(path, content=hungry().encode()).status_code == 201
    screen = open_screen(container.run("vmt-desktop", "link").strip())
    screen.wait_until_still()
    before = container.logs()

    screen.click(*FIND)
    screen.page.keyboard.type("hungry")
    screen.press("Enter")  # runs what was found

    def is_told() -> bool:
        return container.windows() == ["VMT Launcher", "VMT Launcher"]

    assert wait_until(is_told, 2 * PATIENCE), (container.windows(), container.logs())
    assert KILLED not in container.logs().removeprefix(before)
    strip = screen.page.locator("#memory")
    strip.get_by_text("Memory ran out").wait_for(timeout=1000 * PATIENCE)
    assert f"may use {MEBIBYTES} MiB" in strip.inner_text()
    strip.get_by_role("button", name="Close").click()
    screen.press("Enter")
    assert wait_until(lambda: container.windows() == ["VMT Launcher"], PATIENCE)
    assert container.becomes_healthy()
    assert container.inspect("{{.RestartCount}}") == "0"


def test_half_a_processor_is_enough(
    start_container: Callable[..., Container], open_screen: Callable[[str], Screen]
) -> None:
    """It connects, shows a run, and a key reaches the screen."""
    container = start_container(options=("--cpus", "0.5"))
    screen = open_screen(container.link)

    run_first_scenario(screen)

    def runs() -> bool:
        return any("seed 42" in title for title in container.windows())

    assert wait_until(runs, 2 * PATIENCE), container.windows()
    screen.click(900, 400)
    screen.press("Space")
    still = screen.wait_until_still()
    screen.press("?")
    screen.wait_for(lambda picture: picture != still, "the viewer's help")


def test_a_full_disk_is_told_of_and_what_was_recorded_stays(
    start_container: Callable[..., Container], open_screen: Callable[[str], Screen]
) -> None:
    """The page says so; the run ends with a whole tick, and can be verified."""
    disk = ("--tmpfs", "/data:size=8m,mode=1777")
    container = start_container(options=disk)
    screen = open_screen(container.link)
    strip = screen.page.locator("#disk")
    container.run("sh", "-c", "head -c 6000000 /dev/zero > /data/filler")

    run_first_scenario(screen)

    strip.get_by_text("The disk is full").wait_for(timeout=2000 * PATIENCE)
    recording = container.run("sh", "-c", "ls /data/logs/*.db").strip()
    told = container.run("sh", "-c", f"vmt verify {recording} 2>&1")
    assert "all digests are equal" in told, told
    assert container.becomes_healthy()
    assert "Traceback" not in container.logs()
